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

use super::argument::outsider;
use super::call::Call;
use super::piece::in_pieces;
use super::scope::Scope;
use crate::diagnostic::Result;
use crate::graph::{Direction, Snapshot};
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
        let keep = rows.keep_rels();
        let pieces: Vec<Piece> = in_pieces(call.control, scope.nodes.len(), |piece| {
            let piece = Piece::read(call.graph, scope, &index, &scope.nodes[piece], rows);
            call.control.hold(piece.bytes()).map(|()| piece)
        })?
        .into_iter()
        .collect::<Result<_>>()?;
        let total: usize = pieces.iter().map(|piece| piece.targets.len()).sum();
        let read: usize = pieces.iter().map(Piece::bytes).sum();
        let entry = 4 + if keep { 4 } else { 0 } + if keep && scope.weight.is_some() { 16 } else { 0 };
        call.control.hold(total * entry + scope.nodes.len() * 12)?;
        let mut offsets = Vec::with_capacity(scope.nodes.len() + 1);
        let mut targets = Vec::with_capacity(total);
        let mut rels = Vec::with_capacity(if keep { total } else { 0 });
        let mut end = 0;
        offsets.push(0);
        for piece in pieces {
            offsets.extend(piece.lengths.iter().map(|length| {
                end += *length as usize;
                end
            }));
            targets.extend_from_slice(&piece.targets);
            rels.extend_from_slice(&piece.rels);
        }
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
    fn read(graph: &Snapshot, scope: &Scope, index: &Index, nodes: &[NodeId], rows: Rows) -> Self {
        let mut piece = Self::default();
        let mut scratch = Vec::new();
        for node in nodes {
            let first = piece.targets.len();
            if rows.keep_rels() {
                piece.read_rels(graph, scope, index, *node);
                piece.sort_rels(first);
            } else {
                piece.read_ends(graph, scope, index, *node, &mut scratch);
                piece.targets[first..].sort();
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
    fn read_ends(&mut self, graph: &Snapshot, scope: &Scope, index: &Index, node: NodeId, scratch: &mut Vec<NodeId>) {
        for rel_type in &scope.types {
            if scope.direction != Direction::Incoming {
                let ends = graph.neighbour_nodes(node, Direction::Outgoing, *rel_type, scratch);
                self.targets.extend(ends.iter().map(|end| index.dense(*end)).filter(|dense| *dense != ABSENT));
            }
            if scope.direction != Direction::Outgoing {
                let ends = graph.neighbour_nodes(node, Direction::Incoming, *rel_type, scratch);
                // Looking both ways, a loop has been seen.
                let seen = if scope.direction == Direction::Both { index.dense(node) } else { ABSENT };
                let dense = ends.iter().map(|end| index.dense(*end));
                self.targets.extend(dense.filter(|dense| *dense != ABSENT && *dense != seen));
            }
        }
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
