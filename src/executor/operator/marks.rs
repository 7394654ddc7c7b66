//! How often each node is a neighbour of one node, as a table by node number.
//!
//! Filling the table costs the node's degree, asking it is one read: it pays where many other nodes are asked about the
//! same one, as when rows come grouped by it.
//!
//! ```text
//! 7 -[:R]-> 3, 5, 5        marks of 7:  3 → 1, 5 → 2, all others 0
//! ```

use crate::graph::{Direction, RelTypeId, Snapshot};
use crate::value::NodeId;

/// See the file.
#[derive(Default)]
pub(super) struct Marks {
    of: Option<NodeId>,
    marked: Vec<NodeId>,
    counts: Vec<u32>,
}

impl Marks {
    /// Whether the table is that of `node`.
    pub(super) fn are_of(&self, node: NodeId) -> bool {
        self.of == Some(node)
    }

    /// Whether a table pays for `run` rows in a row that ask `asked` times each about a node with `neighbours`. The first
    /// table of all also costs its memory.
    pub(super) fn pay(&self, run: usize, asked: usize, neighbours: usize) -> bool {
        let least = if self.counts.is_empty() { 16 } else { 2 };
        // Each answer of the table saves a search in the neighbours.
        let search = 2 * neighbours.max(1).ilog2() as usize;
        run >= least && neighbours < run.saturating_mul(asked).saturating_mul(search)
    }

    /// Makes the table that of `node`, whose neighbours along the relationships asked for are `neighbours`.
    pub(super) fn set(&mut self, node: NodeId, neighbours: &[NodeId], capacity: u32) {
        self.clear();
        if self.counts.len() < capacity as usize {
            self.counts = vec![0; capacity as usize];
        }
        for neighbour in neighbours {
            self.counts[neighbour.0 as usize] += 1;
        }
        self.marked.extend_from_slice(neighbours);
        self.of = Some(node);
    }

    /// How often the node is a neighbour.
    #[inline]
    pub(super) fn count(&self, node: NodeId) -> u32 {
        self.counts[node.0 as usize]
    }

    /// Forgets the node; the memory is kept.
    pub(super) fn clear(&mut self) {
        for node in self.marked.drain(..) {
            self.counts[node.0 as usize] = 0;
        }
        self.of = None;
    }
}

/// The neighbours of a node along a step, ascending, one for each relationship: borrowed where the graph has them so.
pub(super) fn sorted_neighbours<'a>(
    graph: &'a Snapshot,
    node: NodeId,
    direction: Direction,
    types: &[RelTypeId],
    scratch: &'a mut Vec<NodeId>,
) -> &'a [NodeId] {
    if let [rel_type] = types {
        return graph.neighbour_nodes(node, direction, *rel_type, scratch);
    }
    scratch.clear();
    graph.for_each_neighbour(node, direction, types, &mut |_, other| scratch.push(other));
    scratch.sort_unstable();
    scratch
}

/// How many rows from `row` on have the same node there.
pub(super) fn run_length(nodes: &[NodeId], row: usize) -> usize {
    let first = nodes[row];
    nodes[row..].iter().take_while(|node| **node == first).count()
}
