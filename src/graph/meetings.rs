//! How many relationships of one type a node has that is met at the end of another: more than the average node, because
//! nodes with many relationships are met more often.
//!
//! ```text
//! a has 1 relationship, b has 9     average 5     of what is met along them (1 · 1 + 9 · 9) / 10 = 8.2
//! ```
//!
//! Found of a sample of relationships when it is first asked for, and kept for as long as these are the same.

use std::sync::{Mutex, PoisonError};

use rustc_hash::FxHashMap;

use super::adjacency::Direction;
use super::csr::Adjacency;
use super::tokens::RelTypeId;
use crate::value::NodeId;

/// A type and, of a node, the side on which its relationships of the type are counted.
pub(crate) type Side = (RelTypeId, Direction);

/// What is known.
#[derive(Debug, Default)]
pub(crate) struct Meetings(Mutex<FxHashMap<(Side, Side), f64>>);

/// So many relationships are looked at, at most.
const SAMPLE: usize = 1 << 14;

impl Meetings {
    /// How many relationships `counted` a node has on the average that is met along one of `met`; `rows` has those of a
    /// type. `None` where there is none to be met.
    pub(super) fn degree<'r>(
        &self,
        met: Side,
        counted: Side,
        rows: impl Fn(RelTypeId) -> Option<&'r Adjacency>,
    ) -> Option<f64> {
        let known = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(degree) = known().get(&(met, counted)) {
            return Some(*degree);
        }
        let nodes = met_nodes(rows(met.0).filter(|rows| rows.len() > 0)?, met.1);
        let degree = rows(counted.0).map_or(0, |rows| degrees(rows, &nodes, counted.1)) as f64 / nodes.len() as f64;
        known().insert((met, counted), degree);
        Some(degree)
    }
}

/// Nodes on that side of relationships, evenly among all of them.
fn met_nodes(rows: &Adjacency, side: Direction) -> Vec<NodeId> {
    let positions = || (0..rows.len()).step_by(rows.len().div_ceil(SAMPLE));
    let (starts, ends) = (|| rows.out.nodes_at(positions()), || rows.out.ends_at(positions()));
    match side {
        Direction::Outgoing => starts(),
        Direction::Incoming => ends(),
        Direction::Both => [starts(), ends()].concat(),
    }
}

/// The sum of the degrees of nodes. The side of ends is not made for it.
fn degrees(rows: &Adjacency, nodes: &[NodeId], side: Direction) -> usize {
    let outgoing = || nodes.iter().map(|node| rows.out.degree(*node)).sum::<usize>();
    let incoming = || {
        if let Some(into) = rows.made_incoming() {
            return nodes.iter().map(|node| into.degree(*node)).sum();
        }
        let last = nodes.iter().map(|node| node.0).max().unwrap_or(0) as usize;
        let mut times = vec![0_u16; last + 1];
        nodes.iter().for_each(|node| times[node.0 as usize] += 1);
        rows.ends().iter().filter_map(|end| times.get(end.0 as usize)).map(|times| usize::from(*times)).sum()
    };
    match side {
        Direction::Outgoing => outgoing(),
        Direction::Incoming => incoming(),
        Direction::Both => outgoing() + incoming(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::csr::{Adjacency, Triple};
    use super::Direction::{Both, Incoming, Outgoing};
    use super::{Meetings, RelTypeId, degrees};
    use crate::value::{NodeId, RelId};

    #[test]
    fn nodes_with_many_relationships_are_met_more_often() {
        // 0 has one, 1 has three; all lead to 2, but for one to 0.
        let triple = |(id, (start, end))| Triple { start: NodeId(start), end: NodeId(end), id: RelId(id) };
        let triples: Vec<Triple> = (0..).zip([(0, 2), (1, 0), (1, 2), (1, 2)]).map(triple).collect();
        let rows = Adjacency::from_sorted(&triples);
        let (own, meetings) = (RelTypeId(0), Meetings::default());
        let of = |rel_type| (rel_type == own).then_some(&rows);
        let degree = |met, counted| meetings.degree((own, met), (own, counted), of);
        for _ in 0..2 {
            // Starts: 0 once, 1 three times.
            assert_eq!(degree(Outgoing, Outgoing), Some((1.0 + 3.0 * 3.0) / 4.0));
            assert_eq!(degree(Outgoing, Incoming), Some(1.0 / 4.0));
            // Ends: 2 three times, which three lead to, and 0 once.
            assert_eq!(degree(Incoming, Incoming), Some((3.0 * 3.0 + 1.0) / 4.0));
            assert_eq!(degree(Incoming, Outgoing), Some(1.0 / 4.0));
            assert_eq!(degree(Both, Both), Some((2.0 + 9.0 + 9.0 + 2.0) / 8.0));
        }
        assert_eq!(meetings.degree((RelTypeId(1), Outgoing), (own, Both), of), None);
        let nodes = [NodeId(2), NodeId(2), NodeId(0)];
        assert_eq!(degrees(&rows, &nodes, Incoming), 7);
        rows.incoming();
        assert_eq!(degrees(&rows, &nodes, Incoming), 7);
    }
}
