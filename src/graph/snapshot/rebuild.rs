//! A graph made anew from what can be read of another one: for a graph whose indexes and counts may be wrong.

use std::sync::Arc;

use super::state::Snapshot;
use crate::graph::adjacency::RelRecord;
use crate::graph::change::Change;
use crate::value::{NodeId, RelId};

/// Changes in the delta from which it is merged.
const MERGE: usize = 200_000;

impl Snapshot {
    /// The same nodes and relationships with the same numbers, indexes and counts made from them. A relationship that has
    /// lost an end is left out.
    pub(crate) fn rebuilt(&self) -> Self {
        let mut fresh = Self::empty(Arc::clone(&self.tokens));
        let mut make = |change: &Change| {
            // What does not fit is left out: that is the purpose.
            let _ = fresh.apply(change);
            if fresh.delta_len() > MERGE {
                fresh = fresh.compacted();
            }
        };
        for id in self.delta.nodes.to_vec().into_iter().map(NodeId) {
            make(&Change::CreateNode { id, labels: self.labels(id), properties: self.node_properties(id) });
        }
        for id in self.delta.rels.to_vec().into_iter().map(RelId) {
            let Some(RelRecord { rel_type, start, end }) = self.rel(id) else { continue };
            if self.contains_node(start) && self.contains_node(end) {
                make(&Change::CreateRel { id, rel_type, start, end, properties: self.rel_properties(id) });
            }
        }
        for index in self.indexes() {
            make(&Change::CreateIndex(index.clone()));
        }
        for constraint in self.constraints() {
            make(&Change::CreateConstraint(constraint.clone()));
        }
        fresh
    }
}
