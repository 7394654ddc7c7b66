//! What a snapshot is made of, its sizes and its schema.

use std::sync::Arc;

use crate::graph::base::Base;
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

impl Snapshot {
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
            ("relationships", base.present_types().map(|(_, adjacency)| adjacency.memory()).sum()),
            ("relationship table", base.table.memory()),
            ("indexes", delta.indexes.iter().map(Index::memory).sum()),
            ("changes", changes * 64 + delta.links.len() * 64),
        ]
    }
}
