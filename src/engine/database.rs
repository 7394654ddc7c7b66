//! A database: a graph, its store, its procedures and its plans, shared by any number of sessions.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use super::activity::Activities;
use super::commit::Commits;
use super::prepare::PlanCache;
use super::procedure::Procedure;
use super::session::Session;
use super::shared::Shared;
use crate::functions;
use crate::graph::{KeyId, Snapshot, Tokens};
use crate::storage::{self, Durability, StorageError, Store};

/// A graph, in memory or in a directory. Cheap to clone: clones are the same database.
#[derive(Clone)]
pub struct Database {
    pub(super) shared: Arc<Shared>,
}

/// How to open a database.
#[derive(Clone, Debug)]
pub struct OpenOptions {
    /// Make it when there is none; on by default.
    pub create: bool,
    /// Refuse every change; off by default.
    pub read_only: bool,
    /// When a commit is acknowledged; by default after it is on the disk.
    pub durability: Durability,
}

impl Default for OpenOptions {
    fn default() -> Self {
        Self { create: true, read_only: false, durability: Durability::Synced }
    }
}

/// The names of a database, for completion and overviews.
#[derive(Clone, Debug, Default)]
pub struct Schema {
    /// Labels and how many nodes have them, by name.
    pub labels: Vec<(Arc<str>, u64)>,
    /// Relationship types and how many relationships have them, by name.
    pub relationship_types: Vec<(Arc<str>, u64)>,
    /// Property keys in use, by name.
    pub property_keys: Vec<Arc<str>>,
    /// The property keys of the nodes of each label.
    pub keys_by_label: BTreeMap<Arc<str>, Vec<Arc<str>>>,
    /// The property keys of the relationships of each type.
    pub keys_by_type: BTreeMap<Arc<str>, Vec<Arc<str>>>,
    /// The functions of the language.
    pub functions: Vec<&'static str>,
    /// The procedures that can be called.
    pub procedures: Vec<String>,
}

impl std::fmt::Debug for Database {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Database").field("read_only", &self.shared.read_only).finish_non_exhaustive()
    }
}

impl Database {
    /// An empty graph that lives as long as the process.
    pub fn memory() -> Self {
        Self::over(None, Snapshot::empty(Arc::new(Tokens::default())), false)
    }

    /// The graph in the directory `path`.
    ///
    /// # Errors
    /// `Missing` without `create`, `Locked` while another process has it open, `Damaged`, `NewerFormat`, and what the
    /// file system reports.
    pub fn open(path: impl AsRef<Path>, options: &OpenOptions) -> Result<Self, StorageError> {
        let asked = storage::OpenOptions {
            create: options.create,
            read_only: options.read_only,
            durability: options.durability,
        };
        let (store, snapshot) = Store::open(path.as_ref(), asked)?;
        Ok(Self::over(Some(store), snapshot, options.read_only))
    }

    pub(super) fn over(store: Option<Store>, snapshot: Snapshot, read_only: bool) -> Self {
        Self {
            shared: Arc::new(Shared {
                commits: Commits::new(store, snapshot),
                writer: Arc::default(),
                procedures: Arc::default(),
                plans: PlanCache::default(),
                sessions: Activities::default(),
                read_only,
            }),
        }
    }

    /// A new session.
    pub fn session(&self) -> Session {
        Session::new(Arc::clone(&self.shared))
    }

    /// The names in use now.
    pub fn schema(&self) -> Schema {
        let graph = self.shared.commits.published();
        let tokens = graph.tokens();
        let mut labels: Vec<_> = tokens
            .label_names()
            .into_iter()
            .filter_map(|name| tokens.find_label(&name).map(|id| (name, graph.label_count(id), id)))
            .filter(|(_, count, _)| *count > 0)
            .collect();
        labels.sort();
        let keys: BTreeSet<Arc<str>> = tokens.key_names().into_iter().collect();
        let labelled = graph.label_keys().map(|(label, key, count)| (tokens.label_name(label), key, count));
        let keys_by_label = keys_by_name(labels.iter().map(|(name, ..)| name), labelled, tokens);
        let mut relationship_types: Vec<_> = tokens
            .rel_type_names()
            .into_iter()
            .filter_map(|name| tokens.find_rel_type(&name).map(|id| (name, graph.type_count(id))))
            .filter(|(_, count)| *count > 0)
            .collect();
        relationship_types.sort();
        let typed = graph.type_keys().map(|(rel_type, key, count)| (tokens.rel_type_name(rel_type), key, count));
        let keys_by_type = keys_by_name(relationship_types.iter().map(|(name, _)| name), typed, tokens);
        let used = |key: &Arc<str>| {
            tokens.find_key(key).is_some_and(|id| graph.node_key_count(id) > 0 || graph.rel_key_count(id) > 0)
        };
        Schema {
            labels: labels.into_iter().map(|(name, count, _)| (name, count)).collect(),
            relationship_types,
            property_keys: keys.into_iter().filter(used).collect(),
            keys_by_label,
            keys_by_type,
            functions: functions::names().collect(),
            procedures: self.shared.procedures.all_names(),
        }
    }

    /// Makes a procedure of the embedding program callable; one of the same name is replaced.
    pub fn register_procedure(&self, procedure: Procedure) {
        self.shared.procedures.register(procedure);
    }

    /// Writes the graph as segments, so that opening it has no log to replay.
    ///
    /// # Errors
    /// What the store meets; the database then refuses further writes until it is opened again.
    pub fn checkpoint(&self) -> Result<(), StorageError> {
        self.shared.commits.checkpoint()
    }

    /// Whether anything was written to the store since it was opened; what a purge forgets counts. False in memory.
    pub fn is_written_to(&self) -> bool {
        self.shared.commits.store().is_some_and(Store::is_written_to)
    }

    /// Whether the store is going to be exchanged for a smaller copy of itself when the last handle of the database is
    /// dropped: known after [`Self::close`] of another handle.
    pub fn is_wasteful(&self) -> bool {
        self.shared.commits.store().is_some_and(Store::is_wasteful)
    }

    /// Writes what makes the next opening fast. Dropping a database without it loses nothing that was acknowledged.
    ///
    /// # Errors
    /// As [`Self::checkpoint`].
    pub fn close(self) -> Result<(), StorageError> {
        if self.shared.read_only { Ok(()) } else { self.shared.commits.close() }
    }
}

/// The keys that occur with each of `names`, in order; a name without properties has none.
fn keys_by_name<'a>(
    names: impl Iterator<Item = &'a Arc<str>>,
    counts: impl Iterator<Item = (Arc<str>, KeyId, u64)>,
    tokens: &Tokens,
) -> BTreeMap<Arc<str>, Vec<Arc<str>>> {
    let mut keys: BTreeMap<Arc<str>, Vec<Arc<str>>> = names.map(|name| (Arc::clone(name), Vec::new())).collect();
    for (name, key, _) in counts.filter(|(.., count)| *count > 0) {
        keys.entry(name).or_default().push(tokens.key_name(key));
    }
    for keys in keys.values_mut() {
        keys.sort();
    }
    keys
}
