//! What a snapshot is made of, its sizes and its schema.

use std::sync::{Arc, Weak};

use crate::diagnostic::Result;
use crate::graph::base::Base;
use crate::graph::csr::{Adjacency, RelTable};
use crate::graph::delta::Delta;
use crate::graph::idset::IdSet;
use crate::graph::index::Index;
use crate::graph::schema::{ConstraintDefinition, IndexDefinition, IndexId, Target};
use crate::graph::tokens::{KeyId, Tokens};

/// One state of the graph.
#[derive(Clone, Debug)]
pub(crate) struct Snapshot {
    pub(super) tokens: Arc<Tokens>,
    pub(super) base: Arc<Base>,
    pub(super) delta: Arc<Delta>,
}

/// Tells whether a snapshot is the same state of the graph as another one was, without holding that one.
#[derive(Debug)]
pub(crate) struct SnapshotMark {
    // While they are held nothing else can have their place.
    base: Weak<Base>,
    delta: Weak<Delta>,
}

impl SnapshotMark {
    /// Whether the snapshot is the state that was marked.
    pub(crate) fn is_of(&self, snapshot: &Snapshot) -> bool {
        self.base.as_ptr() == Arc::as_ptr(&snapshot.base) && self.delta.as_ptr() == Arc::as_ptr(&snapshot.delta)
    }
}

impl Snapshot {
    /// Remembers which state this is. A workspace that changes this state goes over to a new one.
    pub(crate) fn mark(&self) -> SnapshotMark {
        SnapshotMark { base: Arc::downgrade(&self.base), delta: Arc::downgrade(&self.delta) }
    }

    /// A graph with nothing in it.
    pub(crate) fn empty(tokens: Arc<Tokens>) -> Self {
        Self { tokens, base: Arc::default(), delta: Arc::default() }
    }

    /// The names of labels, types and keys.
    pub(crate) fn tokens(&self) -> &Arc<Tokens> {
        &self.tokens
    }

    /// How many nodes there are.
    pub(crate) fn node_count(&self) -> u64 {
        self.delta.nodes.len()
    }

    /// How many relationships there are.
    pub(crate) fn rel_count(&self) -> u64 {
        self.delta.rels.len()
    }

    /// The numbers of nodes are below this.
    pub(crate) fn node_capacity(&self) -> u32 {
        self.delta.node_capacity
    }

    /// The numbers of relationships are below this.
    pub(crate) fn rel_capacity(&self) -> u32 {
        self.delta.rel_capacity
    }

    /// The numbers of indexes and constraints are below this.
    pub(crate) fn schema_capacity(&self) -> u32 {
        self.delta.schema_capacity
    }

    /// All indexes, oldest first.
    pub(crate) fn indexes(&self) -> &[IndexDefinition] {
        &self.delta.schema.indexes
    }

    /// All constraints, oldest first.
    pub(crate) fn constraints(&self) -> &[ConstraintDefinition] {
        &self.delta.schema.constraints
    }

    /// The definition of an index.
    pub(crate) fn index(&self, id: IndexId) -> Option<&IndexDefinition> {
        self.indexes().iter().find(|index| index.id == id)
    }

    /// The index over exactly these properties of `target`.
    pub(crate) fn find_index_on(&self, target: Target, keys: &[KeyId]) -> Option<IndexId> {
        self.indexes().iter().find(|index| index.target == target && index.keys == keys).map(|index| index.id)
    }

    /// Whether all that was read of this graph was whole: to be asked before an answer is given out.
    ///
    /// # Errors
    /// Why a piece of the stored base could not be read.
    pub(crate) fn check_read(&self) -> Result<()> {
        let fault = self.base.shelf.as_ref().and_then(|shelf| shelf.fault());
        fault.map_or(Ok(()), |why| Err(why.clone()))
    }

    /// How many changes the delta holds.
    pub(crate) fn delta_len(&self) -> usize {
        self.delta.changes
    }

    /// Bytes of memory by part: a name and a size. Strings and tagged values of the delta are estimated.
    pub(crate) fn memory_usage(&self) -> Vec<(&'static str, usize)> {
        let (base, delta) = (&*self.base, &*self.delta);
        let sets = delta.nodes.memory() + delta.rels.memory() + delta.labels.iter().map(IdSet::memory).sum::<usize>();
        let changes = delta.node_values.map.len() + delta.rel_values.map.len();
        vec![
            ("labels", sets),
            ("node properties", base.node_columns.memory()),
            ("relationship properties", base.rel_columns.memory()),
            (
                "relationships",
                base.present_types().filter_map(|(_, rows)| rows.piece().known()).map(Adjacency::memory).sum(),
            ),
            ("relationship table", base.table.get().map_or(0, RelTable::memory)),
            ("indexes", delta.indexes.iter().map(Index::memory).sum()),
            ("changes", changes * 64 + delta.links.len() * 64),
        ]
    }
}
