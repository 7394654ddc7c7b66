//! The relationships of one type, by start and by end (compressed sparse rows).
//!
//! Only nodes that have such relationships take room in the offsets, so a type with three relationships costs a few
//! bytes in a graph of a million nodes. Invariant: a row is sorted by the other end, then by relationship.
//! Where the numbers of relationships follow each other in the order of starts, as after a bulk load, the out side
//! stores none: 12 bytes a relationship; otherwise 20, with the table that finds a relationship by its number. The
//! side of the ends is made when it is first wanted.
//!
//! ```text
//! nodes {2, 7}   offsets [0, 2, 3]   ends [4, 9, 2]   ids Range(10)
//! 2 ─10→ 4   2 ─11→ 9   7 ─12→ 2
//! ```

use std::sync::{Arc, OnceLock};

use super::adjacency::RelRecord;
use super::late::{Check, Late, ensure};
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

impl Default for RelIds {
    fn default() -> Self {
        Self::Range(0)
    }
}

/// Rows of one side.
#[derive(Clone, Debug, Default)]
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

    /// No relationship at all.
    pub(crate) const EMPTY: Row<'static> = Row { ends: &[], ids: &RelIds::Range(0), first: 0 };

    /// Appends the relationships of a part of the row.
    #[inline]
    pub(crate) fn push_rels(&self, part: std::ops::Range<usize>, out: &mut Vec<RelId>) {
        let (start, end) = (self.first + part.start, self.first + part.end);
        match self.ids {
            RelIds::Range(first) => out.extend((first + start as u32..first + end as u32).map(RelId)),
            RelIds::List(ids) => out.extend_from_slice(&ids[start..end]),
        }
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
    fn from_sorted(rows: impl ExactSizeIterator<Item = (NodeId, NodeId, RelId)>) -> Self {
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
            Some(first) if ids.is_sorted_by(|a: &RelId, b| a.0 + 1 == b.0) => RelIds::Range(first.0),
            _ => RelIds::List(ids.into()),
        };
        Self { nodes: Placement::from_sorted(&nodes), offsets: offsets.into(), ends: ends.into(), ids }
    }

    /// The same relationships from the other side. They are dealt out to the rows of their ends in the order of starts,
    /// so each row comes out sorted and the whole is linear.
    fn turned(&self) -> Self {
        let nodes = Placement::from_sorted(&distinct(&self.ends));
        let mut offsets = vec![0u32; nodes.len() + 1];
        let slots: Vec<u32> = self.ends.iter().map(|end| nodes.slot(end.0).unwrap_or(0) as u32).collect();
        for slot in &slots {
            offsets[*slot as usize + 1] += 1;
        }
        for slot in 1..offsets.len() {
            offsets[slot] += offsets[slot - 1];
        }
        let mut next = offsets.clone();
        let mut ends = vec![NodeId::NONE; slots.len()];
        let mut ids = vec![RelId::NONE; slots.len()];
        for (start, row) in self.nodes().into_iter().zip(self.offsets.windows(2)) {
            for position in row[0] as usize..row[1] as usize {
                let next = &mut next[slots[position] as usize];
                ends[*next as usize] = NodeId(start);
                ids[*next as usize] = self.ids.at(position);
                *next += 1;
            }
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

    /// Whether no node has more than one.
    pub(crate) fn is_single(&self) -> bool {
        self.ends.len() == self.nodes.len()
    }

    /// The only relationship of a node and its other end; to be asked where no node has more than one.
    #[inline]
    pub(crate) fn only(&self, node: NodeId) -> Option<(RelId, NodeId)> {
        // Each node's row is one position, so its slot is the position.
        self.nodes.slot(node.0).map(|slot| (self.ids.at(slot), self.ends[slot]))
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

    /// The node whose row each position holds; `positions` must exist.
    pub(crate) fn nodes_in(&self, positions: std::ops::Range<usize>) -> Vec<NodeId> {
        let mut out = Vec::with_capacity(positions.len());
        if positions.is_empty() {
            return out;
        }
        let first = self.offsets.partition_point(|offset| *offset as usize <= positions.start).saturating_sub(1);
        let (mut at, mut ends) = (positions.start, self.offsets[first..].iter().skip(1));
        self.nodes.each_from(first, |node| {
            let end = ends.next().map_or(positions.end, |end| positions.end.min(*end as usize));
            out.resize(out.len() + end - at, NodeId(node));
            at = end;
            at < positions.end
        });
        out
    }

    /// The node whose row each of some positions holds; they ascend and must exist.
    pub(crate) fn nodes_at(&self, positions: impl ExactSizeIterator<Item = usize>) -> Vec<NodeId> {
        let mut nodes = Vec::with_capacity(positions.len());
        let (mut slot, mut node) = (0, NodeId::NONE);
        for position in positions {
            if nodes.is_empty() || self.offsets[slot + 1] as usize <= position {
                slot = self.offsets.partition_point(|offset| *offset as usize <= position) - 1;
                node = NodeId(self.nodes.number(slot));
            }
            nodes.push(node);
        }
        nodes
    }

    /// The other ends at some positions, which must exist.
    pub(crate) fn ends_at(&self, positions: impl Iterator<Item = usize>) -> Vec<NodeId> {
        positions.map(|position| self.ends[position]).collect()
    }

    /// The other ends at positions that follow each other, which must exist.
    pub(crate) fn ends_in(&self, positions: std::ops::Range<usize>) -> Vec<NodeId> {
        self.ends[positions].to_vec()
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

/// Nodes ascending and distinct.
fn distinct(nodes: &[NodeId]) -> Vec<u32> {
    let last = nodes.iter().max().map_or(0, |last| last.0 as usize);
    // A bit for every node is cheaper than sorting, unless relationships are few in a large graph.
    if nodes.len() > last / 256 {
        let mut bits = Bitmap::new(last + 1);
        for node in nodes {
            bits.set(node.0 as usize, true);
        }
        return bits.ones_from(0).map(|node| node as u32).collect();
    }
    let mut nodes: Vec<u32> = nodes.iter().map(|node| node.0).collect();
    nodes.sort_unstable();
    nodes.dedup();
    nodes
}

/// All relationships of one type, from both sides.
#[derive(Clone, Debug, Default)]
pub(crate) struct Adjacency {
    /// By start.
    pub(crate) out: Csr,
    // By end, made when first wanted.
    into: OnceLock<Csr>,
    /// Whether some relationship starts where it ends.
    has_loops: bool,
}

impl Adjacency {
    /// Both sides of `triples`, which must be sorted and distinct.
    pub(crate) fn from_sorted(triples: &[Triple]) -> Self {
        debug_assert!(triples.is_sorted(), "relationships are sorted by start, end and number");
        let out = Csr::from_sorted(triples.iter().map(|triple| (triple.start, triple.end, triple.id)));
        let has_loops = triples.iter().any(|triple| triple.start == triple.end);
        Self { out, into: OnceLock::new(), has_loops }
    }

    /// New relationships, numbered from `first` in the order of starts and ends: the starts ascending, how many each has,
    /// and all ends.
    pub(crate) fn numbered(starts: &[u32], lengths: &[u32], ends: Vec<NodeId>, first: u32) -> Self {
        let mut offsets = Vec::with_capacity(lengths.len() + 1);
        let (mut last, mut has_loops) = (0, false);
        offsets.push(0);
        for (start, length) in starts.iter().zip(lengths) {
            let row = last as usize..(last + length) as usize;
            has_loops |= ends[row].binary_search(&NodeId(*start)).is_ok();
            last += length;
            offsets.push(last);
        }
        let (offsets, ends, ids) = (offsets.into(), ends.into(), RelIds::Range(first));
        let out = Csr { nodes: Placement::from_sorted(starts), offsets, ends, ids };
        Self { out, into: OnceLock::new(), has_loops }
    }

    /// The relationships of stored rows: the starts ascending, how many each has, all ends, and their numbers (a single
    /// one is the first of consecutive ones). Nodes and relationships must be below the capacities.
    pub(crate) fn from_rows(
        starts: &[u32],
        lengths: &[u32],
        ends: Vec<u32>,
        numbers: Vec<u32>,
        (node_capacity, rel_capacity): (u32, u32),
    ) -> Check<Self> {
        let total: u64 = lengths.iter().map(|length| u64::from(*length)).sum();
        ensure(starts.len() == lengths.len() && total == ends.len() as u64 && total > 0, "its rows do not add up")?;
        ensure(numbers.len() == ends.len() || numbers.len() == 1, "its relationships do not add up")?;
        let last = starts.iter().chain(&ends).max().copied().unwrap_or(0);
        ensure(last < node_capacity, "a relationship ends beyond the capacity")?;
        let ids = match numbers.first() {
            Some(first) if numbers.len() < ends.len() || total == 1 => RelIds::Range(*first),
            _ => RelIds::List(numbers.iter().map(|id| RelId(*id)).collect()),
        };
        let last = match &ids {
            RelIds::Range(first) => u64::from(*first) + total - 1,
            RelIds::List(_) => u64::from(numbers.iter().max().copied().unwrap_or(0)),
        };
        ensure(last < u64::from(rel_capacity), "a relationship is beyond the capacity")?;
        let mut offsets = Vec::with_capacity(lengths.len() + 1);
        offsets.push(0u32);
        let ends: Box<[NodeId]> = ends.into_iter().map(NodeId).collect();
        let (mut first, mut has_loops) = (0, false);
        for (start, length) in starts.iter().zip(lengths) {
            let row = first..first + *length as usize;
            let is_sorted = match &ids {
                RelIds::Range(_) => ends[row.clone()].is_sorted(),
                RelIds::List(ids) => row.clone().map(|at| (ends[at], ids[at])).is_sorted_by(|a, b| a < b),
            };
            ensure(is_sorted && !row.is_empty(), "its rows are not sorted")?;
            has_loops |= ends[row.clone()].binary_search(&NodeId(*start)).is_ok();
            first = row.end;
            offsets.push(first as u32);
        }
        let out = Csr { nodes: Placement::from_sorted(starts), offsets: offsets.into(), ends, ids };
        Ok(Self { out, into: OnceLock::new(), has_loops })
    }

    /// By end.
    #[inline]
    pub(crate) fn incoming(&self) -> &Csr {
        match self.into.get() {
            Some(into) => into,
            None => self.into.get_or_init(|| self.out.turned()),
        }
    }

    /// By end, where it has been wanted before.
    pub(crate) fn made_incoming(&self) -> Option<&Csr> {
        self.into.get()
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

    /// What is known of it before it is read.
    pub(crate) fn head(&self) -> TypeHead {
        let first = if let RelIds::Range(first) = self.ids() { Some(*first) } else { None };
        TypeHead { len: self.len() as u32, first, has_loops: self.has_loops }
    }

    /// The other ends in the order of starts.
    pub(crate) fn ends(&self) -> &[NodeId] {
        &self.out.ends
    }

    /// The numbers in the order of starts: the first one when they follow each other.
    pub(crate) fn ids(&self) -> &RelIds {
        &self.out.ids
    }

    /// Bytes of memory.
    pub(crate) fn memory(&self) -> usize {
        self.out.memory() + self.into.get().map_or(0, Csr::memory)
    }
}

/// What is known of the relationships of a type before they are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TypeHead {
    /// How many there are.
    pub(crate) len: u32,
    /// The first number, where numbers follow each other in the order of starts.
    pub(crate) first: Option<u32>,
    /// Whether some relationship starts where it ends.
    pub(crate) has_loops: bool,
}

/// The relationships of a type, read or not.
#[derive(Debug)]
pub(crate) struct TypeRows {
    /// What is known before.
    pub(crate) head: TypeHead,
    rows: Late<Adjacency>,
}

impl TypeRows {
    /// Relationships in memory.
    pub(crate) fn new(rows: Adjacency) -> Self {
        Self { head: rows.head(), rows: Late::new(rows) }
    }

    /// Relationships that are still to be read.
    pub(crate) fn late(head: TypeHead, rows: Late<Adjacency>) -> Self {
        Self { head, rows }
    }

    /// The relationships.
    #[inline]
    pub(crate) fn get(&self) -> &Adjacency {
        self.rows.get()
    }

    /// The relationships as a piece.
    pub(crate) fn piece(&self) -> &Late<Adjacency> {
        &self.rows
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
    pub(crate) fn new(types: &[Option<Arc<TypeRows>>]) -> Self {
        let mut table = Self::default();
        let mut loose: Vec<(RelId, u32)> = Vec::new();
        for (at, rows) in types.iter().enumerate() {
            let (rel_type, Some(rows)) = (RelTypeId(at as u32), rows) else { continue };
            if let Some(first) = rows.head.first {
                table.ranges.push((first, first + rows.head.len, rel_type));
            } else if let RelIds::List(ids) = rows.get().ids() {
                let base = loose.len() as u32;
                table.bases.push((base, rel_type));
                loose.extend(ids.iter().enumerate().map(|(position, id)| (*id, base + position as u32)));
            }
        }
        table.ranges.sort_unstable();
        loose.sort_unstable();
        let numbers: Vec<u32> = loose.iter().map(|(id, _)| id.0).collect();
        table.loose = Placement::from_sorted(&numbers);
        table.positions = loose.into_iter().map(|(_, position)| position).collect();
        table
    }

    /// The type and ends of a relationship.
    pub(crate) fn find(&self, types: &[Option<Arc<TypeRows>>], id: RelId) -> Option<RelRecord> {
        let (rel_type, position) = self.locate(id)?;
        let out = &types[rel_type.0 as usize].as_ref()?.get().out;
        // Rows that could not be read are empty.
        let end = *out.ends.get(position)?;
        Some(RelRecord { rel_type, start: out.node_at(position), end })
    }

    /// The type of a relationship.
    pub(crate) fn rel_type(&self, id: RelId) -> Option<RelTypeId> {
        self.locate(id).map(|(rel_type, _)| rel_type)
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
