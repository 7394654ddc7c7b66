//! Looking after a store: what is in it, and whether all of it is sound.

use std::path::Path;
use std::sync::Arc;

use super::database::Database;
use super::history::{Commit, Forgotten};
use crate::graph::Workspace;
use crate::storage::{StorageError, Store};

/// What a store holds and what was found wrong with it.
#[derive(Clone, Debug, Default)]
pub struct CheckReport {
    /// The version of its format.
    pub format: u32,
    /// Parts of the base that are whole.
    pub segments: u64,
    /// Commits of the history that are whole.
    pub commits: u64,
    /// The oldest commit that is kept.
    pub first: u64,
    /// The last commit that is whole; 0 when there is none.
    pub last: u64,
    /// The commit that the last checkpoint covers; 0 when there was none.
    pub covered: u64,
    /// Nodes of the graph; 0 when damage keeps it from being read.
    pub nodes: u64,
    /// Relationships of the graph; 0 when damage keeps it from being read.
    pub relationships: u64,
    /// What is wrong, a sentence each; empty = the store is sound.
    pub problems: Vec<String>,
}

/// Reads the whole store in the directory `path` and says what is wrong with it: the checksum of every segment and of
/// every commit, the manifest, the high-water mark; then, when all bytes are what was written, the ends of every
/// relationship, every index against the data, and every constraint. Changes nothing.
///
/// # Errors
/// `Missing`, `NotAStore`, `Locked`, `NewerFormat`, and what the file system reports. Damage is no error but a report.
pub fn check(path: impl AsRef<Path>) -> Result<CheckReport, StorageError> {
    let found = match Store::examine(path.as_ref()) {
        Err(StorageError::Damaged { what, .. }) => {
            return Ok(CheckReport { problems: vec![what], ..CheckReport::default() });
        }
        other => other?,
    };
    let mut report = CheckReport {
        format: found.format,
        segments: found.segments,
        commits: found.commits,
        first: found.first,
        last: found.last,
        covered: found.covered,
        problems: found.problems,
        ..CheckReport::default()
    };
    if let Some(graph) = found.graph {
        (report.nodes, report.relationships) = (graph.node_count(), graph.rel_count());
        report.problems.extend(Workspace::new(graph).problems());
    }
    Ok(report)
}

/// The size of a database, part by part.
#[derive(Clone, Debug, Default)]
pub struct Info {
    /// The version of the store's format; `None` for a graph in memory.
    pub format: Option<u32>,
    /// Commits so far, those that a purge has forgotten included; 0 for a graph in memory.
    pub commits: u64,
    /// The last commit, where there is one and it is kept.
    pub last_commit: Option<Commit>,
    /// Nodes.
    pub nodes: u64,
    /// Relationships.
    pub relationships: u64,
    /// Labels and how many nodes have them, by name.
    pub labels: Vec<(Arc<str>, u64)>,
    /// Relationship types and how many relationships have them, by name.
    pub relationship_types: Vec<(Arc<str>, u64)>,
    /// Bytes on disk; `None` for a graph in memory.
    pub disk_bytes: Option<u64>,
    /// Bytes of memory by part of the graph.
    pub memory: Vec<(&'static str, u64)>,
}

impl Database {
    /// The size of the database as it is now, part by part.
    ///
    /// # Errors
    /// What the store meets while its history is read.
    pub fn info(&self) -> Result<Info, StorageError> {
        let commits = &self.shared.commits;
        let graph = commits.published();
        let schema = self.schema();
        let store = commits.store();
        let last = store.map_or(0, Store::last_sequence);
        let memory = graph.memory_usage();
        Ok(Info {
            format: store.map(|_| Store::format()),
            commits: last,
            last_commit: if last == 0 { None } else { commits.list(last)?.pop() },
            nodes: graph.node_count(),
            relationships: graph.rel_count(),
            labels: schema.labels,
            relationship_types: schema.relationship_types,
            disk_bytes: store.map(Store::size).transpose()?,
            memory: memory.into_iter().map(|(part, bytes)| (part, bytes as u64)).collect(),
        })
    }

    /// Forgets the commits before number `before` for ever, and gives what that was: they can be neither listed nor
    /// taken back, and the graph cannot be read as of before them. The graph stays as it is. Nothing else shortens the history.
    ///
    /// # Errors
    /// `ReadOnly`, and as [`Self::checkpoint`].
    pub fn forget_history(&self, before: u64) -> Result<Forgotten, StorageError> {
        self.shared.commits.forget(before)
    }

    /// The commits from number `from` on that are kept, oldest first; none for a graph in memory.
    ///
    /// # Errors
    /// What the store meets while its history is read.
    pub fn commits(&self, from: u64) -> Result<Vec<Commit>, StorageError> {
        self.shared.commits.list(from)
    }
}
