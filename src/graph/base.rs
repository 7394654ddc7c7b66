//! The immutable part of a snapshot: columns and adjacency, as they were when the delta was last merged.

use std::sync::{Arc, OnceLock};

use super::adjacency::{Direction, RelRecord};
use super::column::Columns;
use super::csr::{Adjacency, RelTable, Row, TypeRows};
use super::late::Shelf;
use super::meetings::{Meetings, Side};
use super::tokens::RelTypeId;
use crate::value::{NodeId, RelId};

/// Columns and adjacency of a graph.
#[derive(Clone, Debug, Default)]
pub(crate) struct Base {
    /// Numbers of nodes in this base are below this.
    pub(crate) node_capacity: u32,
    /// Numbers of relationships in this base are below this.
    pub(crate) rel_capacity: u32,
    /// Properties of nodes.
    pub(crate) node_columns: Columns,
    /// Properties of relationships.
    pub(crate) rel_columns: Columns,
    /// Relationships, by type; `None` where a type has none.
    pub(crate) types: Vec<Option<Arc<TypeRows>>>,
    /// From numbers of relationships to types and ends, made when first wanted.
    pub(crate) table: Arc<OnceLock<RelTable>>,
    /// How unequal degrees are, as far as it has been asked.
    pub(crate) meetings: Arc<Meetings>,
    /// Where pieces are still to be read; none where all are in memory.
    pub(crate) shelf: Option<Arc<Shelf>>,
}

impl Base {
    /// The relationships of a type.
    #[inline]
    pub(crate) fn adjacency(&self, rel_type: RelTypeId) -> Option<&Adjacency> {
        Some(self.type_rows(rel_type)?.get())
    }

    /// The relationships of a type, read or not.
    #[inline]
    pub(crate) fn type_rows(&self, rel_type: RelTypeId) -> Option<&TypeRows> {
        self.types.get(rel_type.0 as usize)?.as_deref()
    }

    /// The types that have relationships, ascending.
    pub(crate) fn present_types(&self) -> impl Iterator<Item = (RelTypeId, &TypeRows)> {
        self.types.iter().enumerate().filter_map(|(at, adjacency)| Some((RelTypeId(at as u32), adjacency.as_deref()?)))
    }

    /// The relationships of a type on one side of a node; `Both` is not a side and gives those that start there.
    #[inline]
    pub(crate) fn row(&self, node: NodeId, incoming: bool, rel_type: RelTypeId) -> Option<Row<'_>> {
        let adjacency = self.adjacency(rel_type)?;
        Some(if incoming { adjacency.incoming().row(node) } else { adjacency.out.row(node) })
    }

    /// How many relationships of a type a node has; a self-loop counts once in `Both`.
    pub(crate) fn degree(&self, node: NodeId, direction: Direction, rel_type: RelTypeId) -> usize {
        let Some(adjacency) = self.adjacency(rel_type) else { return 0 };
        match direction {
            Direction::Outgoing => adjacency.out.degree(node),
            Direction::Incoming => adjacency.incoming().degree(node),
            Direction::Both => {
                let out = adjacency.out.row(node);
                out.ends.len() + adjacency.incoming().degree(node) - out.to(node).len()
            }
        }
    }

    /// How many relationships `counted` a node has on the average that is met along one of `met`.
    pub(crate) fn met_degree(&self, met: Side, counted: Side) -> Option<f64> {
        self.meetings.degree(met, counted, |rel_type| self.adjacency(rel_type))
    }

    /// The type and ends of a relationship.
    pub(crate) fn rel(&self, id: RelId) -> Option<RelRecord> {
        self.table().find(&self.types, id)
    }

    /// The type of a relationship.
    pub(crate) fn rel_type(&self, id: RelId) -> Option<RelTypeId> {
        self.table().rel_type(id)
    }

    fn table(&self) -> &RelTable {
        self.table.get_or_init(|| RelTable::new(&self.types))
    }
}
