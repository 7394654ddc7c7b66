//! A compact copy of a scope for the hot kernels: nodes renumbered without gaps, neighbours in rows of plain words.
//!
//! Invariants: `nodes` ascends, so dense order is id order; a row ascends by neighbour, then relationship; every
//! neighbour is below `len()`, so kernels index without looking. Looking both ways a relationship stands in the
//! rows of both its ends, a loop once. Built on all cores in pieces of fixed size: the result does not depend on them.
//!
//! ```text
//! nodes [4, 7, 9]     offsets [0, 2, 2, 3]   targets [1, 2, 0]     4→7  4→9  9→4
//! ```

use std::ops::Range;

use rayon::prelude::*;

use super::argument::outsider;
use super::call::Call;
use super::piece::in_pieces;
use super::scope::Scope;
use crate::diagnostic::Result;
use crate::graph::{Csr, Direction, Snapshot};
use crate::value::{NodeId, RelId};

const ABSENT: u32 = u32::MAX;

/// What the rows hold beside neighbours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rows {
    /// Each neighbour once, loops left out.
    Simple,
    /// Each neighbour as often as there are relationships.
    Parallel,
    /// As `Parallel`, with the relationships and their weights, which must not be negative.
    Weighted,
    /// As `Weighted`, any weight.
    AnyWeight,
}

impl Rows {
    fn keep_rels(self) -> bool {
        matches!(self, Self::Weighted | Self::AnyWeight)
    }
}

/// Rows of neighbours.
#[derive(Clone, Debug, Default)]
pub(super) struct Projection {
    nodes: Vec<NodeId>,
    offsets: Vec<usize>,
    targets: Vec<u32>,
    rels: Vec<RelId>,
    weights: Vec<f64>,
    procedure: &'static str,
}

#[derive(Default)]
struct Piece {
    lengths: Vec<u32>,
    targets: Vec<u32>,
    rels: Vec<RelId>,
}

impl Projection {
    /// Reads the scope of a call, along its direction.
    pub(super) fn of(call: &Call, rows: Rows) -> Result<Self> {
        Self::build(call, &Scope::of(call)?, rows)
    }

    /// Reads `scope` along its direction.
    pub(super) fn build(call: &Call, scope: &Scope, rows: Rows) -> Result<Self> {
        let index = Index::new(call, scope)?;
        let sides = Sides::new(call.graph, scope);
        let keep = rows.keep_rels();
        let pieces: Vec<Piece> = in_pieces(call.control, scope.nodes.len(), |piece| {
            let piece = Piece::read(&sides, &index, &scope.nodes[piece], rows);
            call.control.hold(piece.bytes()).map(|()| piece)
        })?
        .into_iter()
        .collect::<Result<_>>()?;
        let total: usize = pieces.iter().map(|piece| piece.targets.len()).sum();
        let read: usize = pieces.iter().map(Piece::bytes).sum();
        let entry = 4 + if keep { 4 } else { 0 } + if keep && scope.weight.is_some() { 16 } else { 0 };
        call.control.hold(total * entry + scope.nodes.len() * 12)?;
        let mut offsets = Vec::with_capacity(scope.nodes.len() + 1);
        let mut end = 0;
        offsets.push(0);
        offsets.extend(pieces.iter().flat_map(|piece| &piece.lengths).map(|length| {
            end += *length as usize;
            end
        }));
        let targets = joined(0, total, pieces.iter().map(|piece| piece.targets.as_slice()));
        let rels = joined(RelId::NONE, if keep { total } else { 0 }, pieces.iter().map(|piece| piece.rels.as_slice()));
        drop(pieces);
        call.control.release(read);
        call.control.check()?;
        let weights = if keep && scope.weight.is_some() {
            scope.weights(call.graph, &rels, rows == Rows::AnyWeight)?
        } else {
            Vec::new()
        };
        Ok(Self { nodes: scope.nodes.clone(), offsets, targets, rels, weights, procedure: call.procedure() })
    }

    /// The number of nodes.
    pub(super) fn len(&self) -> usize {
        self.nodes.len()
    }

    /// The number of entries in all rows.
    pub(super) fn entries(&self) -> usize {
        self.targets.len()
    }

    /// The nodes, in dense order.
    pub(super) fn nodes(&self) -> &[NodeId] {
        &self.nodes
    }

    /// The node of a dense number.
    #[inline]
    pub(super) fn node(&self, dense: u32) -> NodeId {
        self.nodes[dense as usize]
    }

    /// The dense number of a node of an argument; an error when the node is not in the view.
    pub(super) fn dense(&self, argument: &str, node: NodeId) -> Result<u32> {
        let outsider = |_| outsider(self.procedure, argument);
        self.nodes.binary_search(&node).map(|at| at as u32).map_err(outsider)
    }

    /// The positions of a row.
    #[inline]
    pub(super) fn range(&self, node: u32) -> Range<usize> {
        self.offsets[node as usize]..self.offsets[node as usize + 1]
    }

    /// Reads both ends of the rows of some nodes. These reads do not wait for each other, as they would when each row is
    /// read to its end before the next: afterwards the rows are in the cache. It changes nothing.
    pub(super) fn look_ahead(&self, nodes: &[u32]) {
        let ends = |node: &u32| self.row(*node).first().unwrap_or(&0) ^ self.row(*node).last().unwrap_or(&0);
        std::hint::black_box(nodes.iter().map(ends).fold(0, |all, one| all ^ one));
    }

    /// The neighbours of a node.
    #[inline]
    pub(super) fn row(&self, node: u32) -> &[u32] {
        &self.targets[self.range(node)]
    }

    /// The length of a row.
    #[inline]
    pub(super) fn degree(&self, node: u32) -> usize {
        self.offsets[node as usize + 1] - self.offsets[node as usize]
    }

    /// The neighbour at a position.
    #[inline]
    pub(super) fn target(&self, position: usize) -> u32 {
        self.targets[position]
    }

    /// The relationship at a position; only of weighted rows.
    #[inline]
    pub(super) fn rel(&self, position: usize) -> RelId {
        self.rels[position]
    }

    /// The weight at a position; 1 where the call names no weight.
    #[inline]
    pub(super) fn weight(&self, position: usize) -> f64 {
        self.weights.get(position).copied().unwrap_or(1.0)
    }

    /// Neighbours and weights of a node.
    pub(super) fn weighted_row(&self, node: u32) -> impl Iterator<Item = (u32, f64)> + '_ {
        self.range(node).map(|position| (self.target(position), self.weight(position)))
    }

    /// All dense numbers.
    pub(super) fn all(&self) -> Range<u32> {
        0..self.nodes.len() as u32
    }
}

impl Piece {
    #[allow(clippy::stable_sort_primitive, reason = "stable sorting merges the sorted runs that a row is made of")]
    fn read(sides: &Sides, index: &Index, nodes: &[NodeId], rows: Rows) -> Self {
        let (graph, scope) = (sides.graph, sides.scope);
        let mut piece = Self::default();
        let mut scratch = [Vec::new(), Vec::new()];
        for node in nodes {
            let first = piece.targets.len();
            if rows.keep_rels() {
                piece.read_rels(graph, scope, index, *node);
                piece.sort_rels(first);
            } else {
                piece.read_ends(sides, index, *node, &mut scratch);
                if scope.types.len() > 1 {
                    piece.targets[first..].sort();
                }
            }
            if rows == Rows::Simple {
                let loops = index.dense(*node);
                piece.simplify(first, loops);
            }
            piece.lengths.push((piece.targets.len() - first) as u32);
        }
        piece
    }

    fn bytes(&self) -> usize {
        (self.lengths.len() + self.targets.len() + self.rels.len()) * 4
    }

    fn read_rels(&mut self, graph: &Snapshot, scope: &Scope, index: &Index, node: NodeId) {
        graph.for_each_neighbour(node, scope.direction, &scope.types, &mut |rel, other| {
            let dense = index.dense(other);
            if dense != ABSENT {
                self.targets.push(dense);
                self.rels.push(rel);
            }
        });
    }

    /// Neighbours alone come in slices, which is faster.
    fn read_ends(&mut self, sides: &Sides, index: &Index, node: NodeId, scratch: &mut [Vec<NodeId>; 2]) {
        let [out, into] = scratch;
        for at in 0..sides.scope.types.len() {
            match sides.scope.direction {
                Direction::Outgoing => self.add_ends(index, sides.ends(at, false, node, out)),
                Direction::Incoming => self.add_ends(index, sides.ends(at, true, node, into)),
                Direction::Both => {
                    let (out, into) = (sides.ends(at, false, node, out), sides.ends(at, true, node, into));
                    if !(out.is_empty() && into.is_empty()) {
                        self.merge_ends(index, node, out, into);
                    }
                }
            }
        }
    }

    /// Both sides of a node in one order. A loop, which is on both, counts once.
    fn merge_ends(&mut self, index: &Index, node: NodeId, out: &[NodeId], into: &[NodeId]) {
        let (mut at_out, mut at_into) = (0, 0);
        self.targets.reserve(out.len() + into.len());
        while let (Some(a), Some(b)) = (out.get(at_out), into.get(at_into)) {
            // Without a branch that nobody could foretell.
            let is_out = a <= b;
            let end = NodeId(a.0.min(b.0));
            at_out += usize::from(is_out);
            at_into += usize::from(!is_out);
            let dense = index.dense(end);
            if dense != ABSENT && (end != node || is_out) {
                self.targets.push(dense);
            }
        }
        self.add_ends(index, &out[at_out..]);
        let rest = &into[at_into..];
        let loops = rest.partition_point(|end| *end < node)..rest.partition_point(|end| *end <= node);
        self.add_ends(index, &rest[..loops.start]);
        self.add_ends(index, &rest[loops.end..]);
    }

    /// Neighbours of one side.
    fn add_ends(&mut self, index: &Index, ends: &[NodeId]) {
        self.targets.extend(ends.iter().map(|end| index.dense(*end)).filter(|dense| *dense != ABSENT));
    }

    /// Brings the row that starts at `first` into order: several types come one after the other.
    fn sort_rels(&mut self, first: usize) {
        if self.targets[first..].is_sorted() {
            return;
        }
        let targets = self.targets[first..].iter().copied();
        let mut both: Vec<(u32, RelId)> = targets.zip(self.rels[first..].iter().copied()).collect();
        both.sort();
        for (at, (target, rel)) in both.into_iter().enumerate() {
            self.targets[first + at] = target;
            self.rels[first + at] = rel;
        }
    }

    /// Takes repetitions and the loops of `node` out of the row that starts at `first`.
    fn simplify(&mut self, first: usize, node: u32) {
        let mut end = first;
        for at in first..self.targets.len() {
            let target = self.targets[at];
            if target != node && (end == first || self.targets[end - 1] != target) {
                self.targets[end] = target;
                end += 1;
            }
        }
        self.targets.truncate(end);
    }
}

/// The rows of each type of a scope.
struct Sides<'a> {
    graph: &'a Snapshot,
    scope: &'a Scope,
    // Outgoing and incoming ones, where they can be read as they are.
    plain: Vec<[Option<&'a Csr>; 2]>,
}

impl<'a> Sides<'a> {
    fn new(graph: &'a Snapshot, scope: &'a Scope) -> Self {
        let along = |rel_type, side: Direction| {
            // The side of the ends is made when it is first wanted.
            if scope.direction == side.reversed() { None } else { graph.plain_rows(rel_type, side) }
        };
        let plain = scope.types.iter().map(|of| [along(*of, Direction::Outgoing), along(*of, Direction::Incoming)]);
        Self { graph, scope, plain: plain.collect() }
    }

    /// The other ends of the relationships of the `at`-th type on one side of a node.
    fn ends<'r>(&'r self, at: usize, incoming: bool, node: NodeId, scratch: &'r mut Vec<NodeId>) -> &'r [NodeId] {
        if let Some(rows) = self.plain[at][usize::from(incoming)] {
            return rows.row(node).ends;
        }
        let side = if incoming { Direction::Incoming } else { Direction::Outgoing };
        self.graph.neighbour_nodes(node, side, self.scope.types[at], scratch)
    }
}

/// Slices behind each other, `total` long together, copied on all cores.
fn joined<'p, T: Copy + Send + Sync + 'p>(blank: T, total: usize, parts: impl Iterator<Item = &'p [T]>) -> Vec<T> {
    let mut all = vec![blank; total];
    if total == 0 {
        return all;
    }
    let mut rest = all.as_mut_slice();
    let mut pairs = Vec::new();
    for part in parts {
        let (place, behind) = rest.split_at_mut(part.len());
        pairs.push((place, part));
        rest = behind;
    }
    if let [(place, part)] = pairs.as_mut_slice() {
        // Waking the pool takes longer.
        place.copy_from_slice(part);
    } else {
        pairs.into_par_iter().for_each(|(place, part)| place.copy_from_slice(part));
    }
    all
}

/// From node ids to dense numbers.
pub(super) enum Index {
    /// All ids of a run: the dense number is the distance from its start.
    Run {
        /// The first id.
        first: u32,
        /// How many.
        len: u32,
    },
    /// One entry an id.
    Table(Vec<u32>),
}

impl Index {
    /// The numbers of the nodes of a scope.
    pub(super) fn new(call: &Call, scope: &Scope) -> Result<Self> {
        let nodes = &scope.nodes;
        if let (Some(first), Some(last)) = (nodes.first(), nodes.last())
            && (last.0 - first.0) as usize + 1 == nodes.len()
        {
            return Ok(Self::Run { first: first.0, len: nodes.len() as u32 });
        }
        let capacity = call.graph.node_capacity() as usize;
        call.control.hold(capacity * 4)?;
        let mut table = vec![ABSENT; capacity];
        nodes.iter().enumerate().for_each(|(dense, node)| table[node.0 as usize] = dense as u32);
        Ok(Self::Table(table))
    }

    #[inline]
    fn dense(&self, node: NodeId) -> u32 {
        match self {
            Self::Run { first, len } => {
                let dense = node.0.wrapping_sub(*first);
                if dense < *len { dense } else { ABSENT }
            }
            Self::Table(table) => table[node.0 as usize],
        }
    }

    /// The dense number of a node that exists, when it is in the scope.
    #[inline]
    pub(super) fn find(&self, node: NodeId) -> Option<u32> {
        Some(self.dense(node)).filter(|dense| *dense != ABSENT)
    }
}
