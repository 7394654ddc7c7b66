//! Looking after a store: what is in it, and whether all of it is sound.

use std::path::Path;
use std::sync::Arc;

use super::commit::Attribution;
use super::database::{Database, OpenOptions};
use super::error::Error;
use super::history::{Commit, Forgotten};
use crate::graph::Workspace;
use crate::storage::{Compaction, StorageError, Store, salvage};
use crate::value::Value;

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
/// relationship, every index against the data, and every constraint. Nothing that the store holds is changed; commits that
/// are still in the journal are handed to the engine, as at every opening.
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

    /// As [`Self::forget_history`]; `moment` is the number of a commit or an instant.
    ///
    /// # Errors
    /// `InvalidArgumentType` when it is neither, and as [`Self::forget_history`].
    pub fn forget_history_before(&self, moment: &Value) -> Result<Forgotten, Error> {
        let commits = &self.shared.commits;
        Ok(commits.forget(commits.first_from(moment)?)?)
    }

    /// The commits from number `from` on that are kept, oldest first; none for a graph in memory.
    ///
    /// # Errors
    /// What the store meets while its history is read.
    pub fn commits(&self, from: u64) -> Result<Vec<Commit>, StorageError> {
        self.shared.commits.list(from)
    }
}

/// What a backup or restore came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Copied {
    /// Commits that were written; those that were there already do not count.
    pub commits: u64,
    /// Parts of the base that were written.
    pub segments: u64,
    /// The last commit of the copy.
    pub last: u64,
}

impl Database {
    /// Copies the database as of its last commit into the directory `target`: a store that can be opened like any other.
    /// Sessions go on meanwhile. Where `target` holds an older copy, only what it lacks is written.
    ///
    /// # Errors
    /// `NotAStore` when `target` holds something else or another history, `Missing` for a graph in memory, and what
    /// either store meets.
    pub fn backup(&self, target: impl AsRef<Path>) -> Result<Copied, StorageError> {
        let store =
            self.shared.commits.store().ok_or_else(|| StorageError::Missing { place: ":memory:".to_owned() })?;
        let copied = store.copy_to(target.as_ref())?;
        Ok(Copied { commits: copied.commits, segments: copied.segments, last: copied.last })
    }
}

/// Rewrites the store in the directory `path` so that it takes no more room than it needs, and gives its bytes before and
/// after. The history stays. Everything is written beside it first; the store is whole at every moment.
///
/// # Errors
/// Those of opening, and what the file system reports.
pub fn compact(path: impl AsRef<Path>) -> Result<(u64, u64), StorageError> {
    let path = path.as_ref();
    let options = OpenOptions { create: false, ..OpenOptions::default() };
    let database = Database::open(path, &options)?;
    database.checkpoint()?;
    let before = database.info()?.disk_bytes.unwrap_or(0);
    Compaction::of(path).begin()?;
    let last = database.clone();
    database.close()?;
    // Nobody else has it: the handle is the last one.
    if let Some(mut store) = Arc::into_inner(last.shared).and_then(|shared| shared.commits.into_store()) {
        store.shrink()?;
    }
    Ok((before, Store::size_of(path)?))
}

/// What was saved of a damaged store.
#[derive(Clone, Debug, Default)]
pub struct Repaired {
    /// Nodes of the new store.
    pub nodes: u64,
    /// Relationships of the new store.
    pub relationships: u64,
    /// The last commit of which anything was saved.
    pub last: u64,
    /// What is lost, a sentence each; empty = nothing of the graph.
    pub lost: Vec<String>,
}

/// Saves what can be saved of the store in the directory `path`, damaged or not, into a new store in the directory
/// `target`. The graph is saved, its history is not. Nothing that `path` holds is
/// changed, but the engine below may put its files in order, as at every opening.
///
/// # Errors
/// `NotAStore` when there is something at `target`, `Damaged` when nothing can be read, and those of opening.
pub fn repair(path: impl AsRef<Path>, target: impl AsRef<Path>) -> Result<Repaired, Error> {
    let (path, target) = (path.as_ref(), target.as_ref());
    let saved = salvage(path)?;
    let whole = saved.graph.rebuilt();
    let mut lost = saved.lost;
    let broken = saved.graph.rel_count().saturating_sub(whole.rel_count());
    if broken > 0 {
        lost.push(format!("{broken} relationships that have lost an end"));
    }
    lost.extend(Workspace::new(whole.clone()).problems());
    let database = Database::open(target, &OpenOptions::default())?;
    if database.info()?.commits > 0 {
        let found = "it holds a store already".to_owned();
        return Err(StorageError::NotAStore { place: target.display().to_string(), found }.into());
    }
    let message = format!("saved from {}", path.display());
    database.shared.commits.bulk(&whole, Attribution { author: None, message: Some(message) })?;
    let repaired = Repaired { nodes: whole.node_count(), relationships: whole.rel_count(), last: saved.last, lost };
    database.close()?;
    Ok(repaired)
}
