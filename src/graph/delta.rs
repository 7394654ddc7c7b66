//! What a snapshot has beside its base: everything that changed since, in persistent structures.
//!
//! Sets of existing elements and of labelled nodes are current, not differences: reading them needs no look at the
//! base. Property values and relationships are differences over the base, in ordered persistent maps, and the
//! `touched` sets say whether a base element has any, so an untouched element pays one bit test.
//!
//! Invariants: `links` holds no relationship that the base has (one that comes back from deletion only leaves
//! `deleted`); `removed` counts the members of `deleted` by end; a value of null means removed.

use std::sync::Arc;

use imbl::{OrdMap, OrdSet};

use super::adjacency::RelRecord;
use super::idset::IdSet;
use super::index::Index;
use super::schema::{ConstraintDefinition, IndexDefinition};
use super::statistics::Statistics;
use super::tokens::RelTypeId;
use crate::value::{NodeId, RelId, Value};

/// A relationship seen from one end: the node, the type, the other end, the relationship.
pub(crate) type Link = (NodeId, RelTypeId, NodeId, RelId);

/// Overriding values of one kind of element.
#[derive(Clone, Debug, Default)]
pub(crate) struct Values {
    /// (element, property) → value; null = removed. A [`super::tokens::KeyId`] is plain here, for range searches.
    pub(crate) map: OrdMap<(u32, u32), Value>,
    /// Base elements that have an entry.
    pub(crate) touched: IdSet,
}

/// All definitions, oldest first.
#[derive(Clone, Debug, Default)]
pub(crate) struct Schema {
    /// Indexes.
    pub(crate) indexes: Vec<IndexDefinition>,
    /// Constraints.
    pub(crate) constraints: Vec<ConstraintDefinition>,
}

/// The changing part of a snapshot.
#[derive(Clone, Debug, Default)]
pub(crate) struct Delta {
    /// Nodes that exist.
    pub(crate) nodes: IdSet,
    /// Relationships that exist.
    pub(crate) rels: IdSet,
    /// Nodes with a label, by label number.
    pub(crate) labels: Vec<IdSet>,
    /// Numbers of nodes are below this.
    pub(crate) node_capacity: u32,
    /// Numbers of relationships are below this.
    pub(crate) rel_capacity: u32,
    /// Numbers of indexes and constraints are below this.
    pub(crate) schema_capacity: u32,
    /// Properties of nodes.
    pub(crate) node_values: Values,
    /// Properties of relationships.
    pub(crate) rel_values: Values,
    /// New relationships, by start.
    pub(crate) outgoing: OrdSet<Link>,
    /// New relationships, by end.
    pub(crate) incoming: OrdSet<Link>,
    /// New relationships, by number.
    pub(crate) links: OrdMap<RelId, RelRecord>,
    /// Relationships of the base that are gone.
    pub(crate) deleted: IdSet,
    /// How many relationships of the base are gone, by (node, seen from their end, type).
    pub(crate) removed: OrdMap<(NodeId, bool, RelTypeId), u64>,
    /// Base nodes with new or gone relationships.
    pub(crate) touched: IdSet,
    /// Types of which a self-loop was made since the base was.
    pub(crate) looped: OrdSet<RelTypeId>,
    /// Counts.
    pub(crate) statistics: Statistics,
    /// Definitions.
    pub(crate) schema: Arc<Schema>,
    /// The indexes, in the order of their definitions.
    pub(crate) indexes: Vec<Index>,
    /// Changes applied since the base was made.
    pub(crate) changes: usize,
}
