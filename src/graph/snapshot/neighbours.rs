//! The relationships of a node.
//!
//! Order of everything here: by type (as given, or ascending when all types are meant), then other end, then
//! relationship. An untouched node is served from the rows of the base as they are; a touched one gets its base rows
//! without the deleted relationships, merged with the new ones.

use super::state::Snapshot;
use crate::graph::adjacency::Direction;
use crate::graph::csr::{Csr, Row};
use crate::graph::tokens::RelTypeId;
use crate::value::{NodeId, RelId};

impl Snapshot {
    /// Calls `f` with each relationship of `node` and its other end. No types means all; a self-loop comes once.
    pub(crate) fn for_each_neighbour(
        &self,
        node: NodeId,
        direction: Direction,
        types: &[RelTypeId],
        f: &mut impl FnMut(RelId, NodeId),
    ) {
        if self.is_touched(node) {
            let mut scratch = Vec::new();
            self.each_type(types, |rel_type| {
                scratch.clear();
                self.collect_touched(node, direction, rel_type, &mut scratch);
                for (other, rel) in &scratch {
                    f(*rel, *other);
                }
            });
        } else if types.is_empty() {
            self.base.present_types().for_each(|(rel_type, _)| self.each_in_base(node, direction, rel_type, f));
        } else {
            for rel_type in types {
                self.each_in_base(node, direction, *rel_type, f);
            }
        }
    }

    /// As [`Self::for_each_neighbour`], appended to `out`.
    pub(crate) fn neighbours(
        &self,
        node: NodeId,
        direction: Direction,
        types: &[RelTypeId],
        out: &mut Vec<(RelId, NodeId)>,
    ) {
        self.for_each_neighbour(node, direction, types, &mut |rel, other| out.push((rel, other)));
    }

    /// The relationships of one type as they lie in the base; `None` where the delta has a say in them, or where both
    /// directions are asked for.
    #[inline]
    pub(crate) fn plain_row(&self, node: NodeId, direction: Direction, rel_type: RelTypeId) -> Option<Row<'_>> {
        if direction == Direction::Both || self.is_touched(node) {
            return None;
        }
        Some(self.base.row(node, direction == Direction::Incoming, rel_type).unwrap_or(Row::EMPTY))
    }

    /// The rows of one type on one side, where no node has any but those of the base: who reads many need not ask for each.
    pub(crate) fn plain_rows(&self, rel_type: RelTypeId, direction: Direction) -> Option<&Csr> {
        let plain = self.delta.touched.is_empty() && self.node_capacity() == self.base.node_capacity;
        let adjacency = self.base.adjacency(rel_type).filter(|_| plain)?;
        match direction {
            Direction::Outgoing => Some(&adjacency.out),
            Direction::Incoming => Some(adjacency.incoming()),
            Direction::Both => None,
        }
    }

    /// The other ends of the relationships of one type, ascending, one for each relationship. Borrowed from the base
    /// where the node is untouched and the direction is one; otherwise collected in `scratch`.
    pub(crate) fn neighbour_nodes<'a>(
        &'a self,
        node: NodeId,
        direction: Direction,
        rel_type: RelTypeId,
        scratch: &'a mut Vec<NodeId>,
    ) -> &'a [NodeId] {
        if let Some(row) = self.plain_row(node, direction, rel_type) {
            return row.ends;
        }
        scratch.clear();
        self.for_each_neighbour(node, direction, &[rel_type], &mut |_, other| scratch.push(other));
        scratch
    }

    /// Reads the beginnings of the rows of some nodes, or with `ends` also the first other end of each. These reads do not
    /// wait for each other, as they would when each row is read to its end before the next: afterwards what is wanted of
    /// the rows is in the cache. It changes nothing.
    pub(crate) fn look_ahead(&self, nodes: &[NodeId], direction: Direction, rel_type: RelTypeId, ends: bool) {
        let Some(adjacency) = self.base.adjacency(rel_type) else { return };
        let touch = |side: &Csr| {
            let of = |node: &NodeId| {
                let row = side.row(*node);
                if ends { row.ends.first().map_or(0, |end| end.0) } else { row.ends.len() as u32 }
            };
            std::hint::black_box(nodes.iter().map(of).fold(0, |all, one| all ^ one));
        };
        if direction != Direction::Incoming {
            touch(&adjacency.out);
        }
        if direction != Direction::Outgoing {
            touch(adjacency.incoming());
        }
    }

    /// How many relationships [`Self::neighbours`] would give, without walking the base.
    pub(crate) fn degree(&self, node: NodeId, direction: Direction, types: &[RelTypeId]) -> usize {
        let touched = self.is_touched(node);
        let mut sum = 0;
        self.each_type(types, |rel_type| {
            sum += self.base.degree(node, direction, rel_type);
            if touched {
                sum = (sum + self.new_degree(node, direction, rel_type))
                    .saturating_sub(self.gone_degree(node, direction, rel_type));
            }
        });
        sum
    }

    /// Appends the relationships between `a` and `b`, seen from `a`.
    pub(crate) fn rels_between(
        &self,
        a: NodeId,
        b: NodeId,
        direction: Direction,
        types: &[RelTypeId],
        out: &mut Vec<RelId>,
    ) {
        let touched = self.is_touched(a) && self.is_touched(b);
        self.each_type(types, |rel_type| {
            let first = out.len();
            if direction != Direction::Incoming {
                self.between_one_way(a, b, rel_type, touched, out);
            }
            // A self-loop has been seen from its start.
            if direction == Direction::Incoming || (direction == Direction::Both && a != b) {
                self.between_one_way(b, a, rel_type, touched, out);
            }
            out[first..].sort_unstable();
        });
    }

    /// The relationships from `start` to `end`; both ends of a changed relationship are touched.
    fn between_one_way(&self, start: NodeId, end: NodeId, rel_type: RelTypeId, touched: bool, out: &mut Vec<RelId>) {
        if let Some(adjacency) = self.base.adjacency(rel_type) {
            let (from, to) = (adjacency.out.row(start), adjacency.incoming().row(end));
            let (row, other) = if from.ends.len() <= to.ends.len() { (from, end) } else { (to, start) };
            let found = row.to(other).map(|index| row.rel(index));
            out.extend(found.filter(|rel| !touched || !self.delta.deleted.contains(rel.0)));
        }
        if touched {
            let low = (start, rel_type, end, RelId(0));
            let high = (start, rel_type, end, RelId::NONE);
            out.extend(self.delta.outgoing.range(low..=high).map(|(_, _, _, rel)| *rel));
        }
    }

    /// Whether the delta may have relationships of the node, or lack some of the base.
    #[inline]
    fn is_touched(&self, node: NodeId) -> bool {
        node.0 >= self.base.node_capacity || self.delta.touched.contains(node.0)
    }

    fn each_type(&self, types: &[RelTypeId], mut f: impl FnMut(RelTypeId)) {
        if types.is_empty() {
            self.delta.statistics.types.keys().for_each(|rel_type| f(*rel_type));
        } else {
            for rel_type in types {
                f(*rel_type);
            }
        }
    }

    #[inline]
    fn each_in_base(&self, node: NodeId, direction: Direction, rel_type: RelTypeId, f: &mut impl FnMut(RelId, NodeId)) {
        match direction {
            Direction::Both => {
                let (out, into) = (self.base.row(node, false, rel_type), self.base.row(node, true, rel_type));
                if let (Some(out), Some(into)) = (out, into) {
                    merge(node, out, into, f);
                }
            }
            _ => {
                if let Some(row) = self.base.row(node, direction == Direction::Incoming, rel_type) {
                    row.iter().for_each(|(other, rel)| f(rel, other));
                }
            }
        }
    }

    /// Appends the relationships of one type of a touched node.
    fn collect_touched(&self, node: NodeId, direction: Direction, rel_type: RelTypeId, out: &mut Vec<(NodeId, RelId)>) {
        let first = out.len();
        let mut side = |incoming: bool, loops: bool| {
            let base = self.base.row(node, incoming, rel_type).into_iter().flat_map(Row::iter);
            let base = base.filter(|(_, rel)| !self.delta.deleted.contains(rel.0));
            let new = self.new_links(node, incoming, rel_type);
            out.extend(base.chain(new).filter(|(other, _)| loops || *other != node));
        };
        if direction != Direction::Incoming {
            side(false, true);
        }
        if direction != Direction::Outgoing {
            side(true, direction == Direction::Incoming);
        }
        // A stable sort sees the sorted runs and merges them.
        out[first..].sort();
    }

    fn new_links(
        &self,
        node: NodeId,
        incoming: bool,
        rel_type: RelTypeId,
    ) -> impl Iterator<Item = (NodeId, RelId)> + '_ {
        let links = if incoming { &self.delta.incoming } else { &self.delta.outgoing };
        let low = (node, rel_type, NodeId(0), RelId(0));
        let high = (node, rel_type, NodeId::NONE, RelId::NONE);
        links.range(low..=high).map(|(_, _, other, rel)| (*other, *rel))
    }

    fn new_degree(&self, node: NodeId, direction: Direction, rel_type: RelTypeId) -> usize {
        let count = |incoming: bool| self.new_links(node, incoming, rel_type).count();
        match direction {
            Direction::Outgoing => count(false),
            Direction::Incoming => count(true),
            Direction::Both => {
                count(false) + self.new_links(node, true, rel_type).filter(|(other, _)| *other != node).count()
            }
        }
    }

    fn gone_degree(&self, node: NodeId, direction: Direction, rel_type: RelTypeId) -> usize {
        let gone =
            |incoming: bool| self.delta.removed.get(&(node, incoming, rel_type)).map_or(0, |gone| *gone as usize);
        match direction {
            Direction::Outgoing => gone(false),
            Direction::Incoming => gone(true),
            Direction::Both if gone(false) == 0 || gone(true) == 0 => gone(false) + gone(true),
            Direction::Both => {
                // A deleted self-loop is counted at both sides, but was one relationship.
                let row = self.base.row(node, false, rel_type);
                let loops = row.map_or(0, |row| {
                    row.to(node).filter(|index| self.delta.deleted.contains(row.rel(*index).0)).count()
                });
                gone(false) + gone(true) - loops
            }
        }
    }
}

/// Both rows of a node in one order; self-loops, which are in both, from the first.
#[inline]
fn merge(node: NodeId, out: Row<'_>, into: Row<'_>, f: &mut impl FnMut(RelId, NodeId)) {
    let mut incoming = into.iter().filter(|(other, _)| *other != node).peekable();
    for (other, rel) in out.iter() {
        while let Some((other, rel)) = incoming.next_if(|next| *next < (other, rel)) {
            f(rel, other);
        }
        f(rel, other);
    }
    incoming.for_each(|(other, rel)| f(rel, other));
}
