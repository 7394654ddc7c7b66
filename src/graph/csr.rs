//! The relationships of one type, by start and by end (compressed sparse rows).
//!
//! Only nodes that have such relationships take room in the offsets, so a type with three relationships costs a few
//! bytes in a graph of a million nodes. Invariant: a row is sorted by the other end, then by relationship.
//! Where the numbers of relationships follow each other in the order of starts, as after a bulk load, the out side
//! stores none: 12 bytes a relationship; otherwise 20, with the table that finds a relationship by its number.
//!
//! ```text
//! nodes {2, 7}   offsets [0, 2, 3]   ends [4, 9, 2]   ids Range(10)
//! 2 ─10→ 4   2 ─11→ 9   7 ─12→ 2
//! ```

use std::sync::Arc;

use super::adjacency::RelRecord;
use super::placement::Placement;
use super::tokens::RelTypeId;
use crate::value::{Bitmap, NodeId, RelId};

/// A relationship of a known type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Triple {
    /// Where it starts.
    pub(crate) start: NodeId,
    /// Where it ends.
    pub(crate) end: NodeId,
    /// Which it is.
    pub(crate) id: RelId,
}

/// The relationship numbers beside the ends of rows.
#[derive(Clone, Debug)]
pub(crate) enum RelIds {
    /// Position `i` is relationship `start + i`.
    Range(u32),
    /// One a position.
    List(Box<[RelId]>),
}

impl RelIds {
    #[inline]
    fn at(&self, position: usize) -> RelId {
        match self {
            Self::Range(start) => RelId(start + position as u32),
            Self::List(ids) => ids[position],
        }
    }
}

/// Rows of one side.
#[derive(Clone, Debug)]
pub(crate) struct Csr {
    nodes: Placement,
    // One more than nodes.
    offsets: Box<[u32]>,
    ends: Box<[NodeId]>,
    ids: RelIds,
}

/// The relationships of one node, one type and one side.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row<'a> {
    /// The other ends, ascending.
    pub(crate) ends: &'a [NodeId],
    ids: &'a RelIds,
    first: usize,
}

impl<'a> Row<'a> {
    /// The relationship beside end `index`.
    #[inline]
    pub(crate) fn rel(&self, index: usize) -> RelId {
        self.ids.at(self.first + index)
    }

    /// Ends and relationships in order.
    pub(crate) fn iter(self) -> impl Iterator<Item = (NodeId, RelId)> + 'a {
        let Row { ends, ids, first } = self;
        ends.iter().enumerate().map(move |(index, end)| (*end, ids.at(first + index)))
    }

    /// The indexes of the relationships to `end`.
    pub(crate) fn to(&self, end: NodeId) -> std::ops::Range<usize> {
        let low = self.ends.partition_point(|other| *other < end);
        let many = self.ends[low..].partition_point(|other| *other == end);
        low..low + many
    }
}

impl Csr {
    /// Rows of `(node, end, id)`, which must be sorted.
    fn from_sorted(rows: impl ExactSizeIterator<Item = (NodeId, NodeId, RelId)>, may_be_range: bool) -> Self {
        let mut nodes: Vec<u32> = Vec::new();
        let mut offsets: Vec<u32> = Vec::new();
        let mut ends = Vec::with_capacity(rows.len());
        let mut ids = Vec::with_capacity(rows.len());
        for (at, (node, end, id)) in rows.enumerate() {
            if nodes.last() != Some(&node.0) {
                nodes.push(node.0);
                offsets.push(at as u32);
            }
            ends.push(end);
            ids.push(id);
        }
        offsets.push(ends.len() as u32);
        let ids = match ids.first() {
            Some(first) if may_be_range && ids.is_sorted_by(|a: &RelId, b| a.0 + 1 == b.0) => RelIds::Range(first.0),
            _ => RelIds::List(ids.into()),
        };
        Self { nodes: Placement::from_sorted(&nodes), offsets: offsets.into(), ends: ends.into(), ids }
    }

    /// The other side of sorted `triples`. Relationships are dealt out to the rows of their ends in the order of
    /// starts, so each row comes out sorted and the whole is linear.
    fn incoming(triples: &[Triple]) -> Self {
        let nodes = Placement::from_sorted(&distinct_ends(triples));
        let mut offsets = vec![0u32; nodes.len() + 1];
        let slots: Vec<u32> = triples.iter().map(|triple| nodes.slot(triple.end.0).unwrap_or(0) as u32).collect();
        for slot in &slots {
            offsets[*slot as usize + 1] += 1;
        }
        for slot in 1..offsets.len() {
            offsets[slot] += offsets[slot - 1];
        }
        let mut next = offsets.clone();
        let mut ends = vec![NodeId::NONE; triples.len()];
        let mut ids = vec![RelId::NONE; triples.len()];
        for (triple, slot) in triples.iter().zip(slots) {
            let at = next[slot as usize] as usize;
            next[slot as usize] += 1;
            ends[at] = triple.start;
            ids[at] = triple.id;
        }
        Self { nodes, offsets: offsets.into(), ends: ends.into(), ids: RelIds::List(ids.into()) }
    }

    /// The row of a node; empty when it has none.
    #[inline]
    pub(crate) fn row(&self, node: NodeId) -> Row<'_> {
        let (first, last) = match self.nodes.slot(node.0) {
            Some(slot) => (self.offsets[slot] as usize, self.offsets[slot + 1] as usize),
            None => (0, 0),
        };
        Row { ends: &self.ends[first..last], ids: &self.ids, first }
    }

    /// How many relationships a node has.
    #[inline]
    pub(crate) fn degree(&self, node: NodeId) -> usize {
        self.nodes.slot(node.0).map_or(0, |slot| (self.offsets[slot + 1] - self.offsets[slot]) as usize)
    }

    /// The node whose row holds `position`, which must exist.
    fn node_at(&self, position: usize) -> NodeId {
        let slot = self.offsets.partition_point(|offset| *offset as usize <= position) - 1;
        NodeId(self.nodes.number(slot))
    }

    /// The nodes that have a row, ascending.
    pub(crate) fn nodes(&self) -> Vec<u32> {
        self.nodes.numbers()
    }

    fn memory(&self) -> usize {
        let ids = match &self.ids {
            RelIds::Range(_) => 0,
            RelIds::List(ids) => ids.len() * 4,
        };
        self.nodes.memory() + self.offsets.len() * 4 + self.ends.len() * 4 + ids
    }
}

/// The ends of relationships, ascending and distinct.
fn distinct_ends(triples: &[Triple]) -> Vec<u32> {
    let last = triples.iter().map(|triple| triple.end.0).max().unwrap_or(0) as usize;
    // A bit for every node is cheaper than sorting, unless relationships are few in a large graph.
    if triples.len() > last / 256 {
        let mut bits = Bitmap::new(last + 1);
        for triple in triples {
            bits.set(triple.end.0 as usize, true);
        }
        return bits.ones_from(0).map(|end| end as u32).collect();
    }
    let mut ends: Vec<u32> = triples.iter().map(|triple| triple.end.0).collect();
    ends.sort_unstable();
    ends.dedup();
    ends
}

/// All relationships of one type, from both sides.
#[derive(Clone, Debug)]
pub(crate) struct Adjacency {
    /// By start.
    pub(crate) out: Csr,
    /// By end.
    pub(crate) into: Csr,
    /// Whether some relationship starts where it ends.
    pub(crate) has_loops: bool,
}

impl Adjacency {
    /// Both sides of `triples`, which must be sorted and distinct.
    pub(crate) fn from_sorted(triples: &[Triple]) -> Self {
        debug_assert!(triples.is_sorted(), "relationships are sorted by start, end and number");
        let out = Csr::from_sorted(triples.iter().map(|triple| (triple.start, triple.end, triple.id)), true);
        let has_loops = triples.iter().any(|triple| triple.start == triple.end);
        Self { out, into: Csr::incoming(triples), has_loops }
    }

    /// How many relationships there are.
    pub(crate) fn len(&self) -> usize {
        self.out.ends.len()
    }

    /// All relationships in the order of starts.
    pub(crate) fn triples(&self) -> Vec<Triple> {
        let mut triples = Vec::with_capacity(self.len());
        for node in self.out.nodes() {
            let start = NodeId(node);
            triples.extend(self.out.row(start).iter().map(|(end, id)| Triple { start, end, id }));
        }
        triples
    }

    /// The numbers in the order of starts: the first one when they follow each other.
    pub(crate) fn ids(&self) -> &RelIds {
        &self.out.ids
    }

    /// Bytes of memory.
    pub(crate) fn memory(&self) -> usize {
        self.out.memory() + self.into.memory()
    }
}

/// Finds a relationship by its number: arithmetic for types with consecutive numbers, a table for the rest.
#[derive(Clone, Debug, Default)]
pub(crate) struct RelTable {
    // (first number, one past the last, type), ascending.
    ranges: Vec<(u32, u32, RelTypeId)>,
    // Loose relationships: the slot of a number holds its position, counted through all types with loose numbers.
    loose: Placement,
    positions: Box<[u32]>,
    // (first position, type), ascending.
    bases: Vec<(u32, RelTypeId)>,
}

impl RelTable {
    /// The table over all types.
    pub(crate) fn new(types: &[Option<Arc<Adjacency>>]) -> Self {
        let mut table = Self::default();
        let mut loose: Vec<(RelId, u32)> = Vec::new();
        for (at, adjacency) in types.iter().enumerate() {
            let (rel_type, Some(adjacency)) = (RelTypeId(at as u32), adjacency) else { continue };
            match adjacency.ids() {
                RelIds::Range(first) => table.ranges.push((*first, first + adjacency.len() as u32, rel_type)),
                RelIds::List(ids) => {
                    let base = loose.len() as u32;
                    table.bases.push((base, rel_type));
                    loose.extend(ids.iter().enumerate().map(|(position, id)| (*id, base + position as u32)));
                }
            }
        }
        table.ranges.sort_unstable();
        rayon::slice::ParallelSliceMut::par_sort_unstable(&mut loose[..]);
        let numbers: Vec<u32> = loose.iter().map(|(id, _)| id.0).collect();
        table.loose = Placement::from_sorted(&numbers);
        table.positions = loose.into_iter().map(|(_, position)| position).collect();
        table
    }

    /// The type and ends of a relationship.
    pub(crate) fn find(&self, types: &[Option<Arc<Adjacency>>], id: RelId) -> Option<RelRecord> {
        let (rel_type, position) = self.locate(id)?;
        let out = &types[rel_type.0 as usize].as_ref()?.out;
        Some(RelRecord { rel_type, start: out.node_at(position), end: out.ends[position] })
    }

    fn locate(&self, id: RelId) -> Option<(RelTypeId, usize)> {
        let after = self.ranges.partition_point(|(first, _, _)| *first <= id.0);
        if let Some((first, end, rel_type)) = after.checked_sub(1).map(|at| self.ranges[at])
            && id.0 < end
        {
            return Some((rel_type, (id.0 - first) as usize));
        }
        let position = self.positions[self.loose.slot(id.0)?];
        let (base, rel_type) = self.bases[self.bases.partition_point(|(base, _)| *base <= position) - 1];
        Some((rel_type, (position - base) as usize))
    }

    /// Bytes of memory.
    pub(crate) fn memory(&self) -> usize {
        self.ranges.len() * 12 + self.bases.len() * 8 + self.positions.len() * 4 + self.loose.memory()
    }
}
