//! A scope of a snapshot as petgraph sees a graph: the visit traits straight on the snapshot, nothing copied.
//!
//! petgraph's algorithms know no cancellation, so the view has it: when the control says stop, or a weight cannot be
//! read, every row is empty from then on, which ends the algorithm soon; [`View::finish`] then gives the reason, and
//! must be asked before the result is believed. Rows are in the order of the snapshot: type, other end, relationship.

use std::cell::{Cell, RefCell};
use std::vec::IntoIter;

use petgraph::Direction as Turn;
use petgraph::visit::{
    Data, EdgeRef, GraphBase, IntoEdgeReferences, IntoEdges, IntoEdgesDirected, IntoNeighbors, IntoNeighborsDirected,
    IntoNodeIdentifiers, NodeIndexable, VisitMap, Visitable,
};

use super::call::Call;
use super::control::Control;
use super::scope::{Members, Scope};
use crate::diagnostic::{Diagnostic, Result};
use crate::graph::{Direction, Snapshot};
use crate::value::{Bitmap, NodeId, RelId};

/// Rows between two checks.
const STRIDE: u32 = 1 << 10;

/// A scope of a snapshot.
pub(super) struct View<'a> {
    graph: &'a Snapshot,
    control: &'a dyn Control,
    scope: Scope,
    members: Members,
    // Bytes that the algorithm keeps of each relationship that it is shown.
    keeps: usize,
    rows: Cell<u32>,
    failure: RefCell<Option<Diagnostic>>,
}

/// What a relationship weighs; equal weights are told apart by the relationship, so that there is only one order.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub(super) struct Weight {
    /// The weight.
    pub(super) value: f64,
    /// Whose.
    pub(super) rel: RelId,
}

/// A relationship as a row gives it: `source` is the node of the row.
#[derive(Clone, Copy, Debug)]
pub(super) struct Step {
    source: NodeId,
    target: NodeId,
    weight: Weight,
}

impl<'a> View<'a> {
    /// The scope of a call.
    pub(super) fn of(call: &Call<'a>) -> Result<Self> {
        let scope = Scope::of(call)?;
        let members = scope.members(call)?;
        Ok(Self {
            graph: call.graph,
            control: call.control,
            scope,
            members,
            keeps: 0,
            rows: Cell::new(0),
            failure: RefCell::new(None),
        })
    }

    /// The same view for an algorithm that keeps so many bytes of each node id and of each relationship that it is
    /// shown, which are counted.
    pub(super) fn keeping(self, of_node: usize, of_rel: usize) -> Result<Self> {
        self.control.hold(self.graph.node_capacity() as usize * of_node)?;
        Ok(Self { keeps: of_rel, ..self })
    }

    /// The nodes, ascending.
    pub(super) fn nodes(&self) -> &[NodeId] {
        &self.scope.nodes
    }

    /// Whether the node is in the view.
    pub(super) fn has(&self, node: NodeId) -> bool {
        self.graph.contains_node(node) && self.members.has(node)
    }

    /// An error unless the node of an argument is in the view.
    pub(super) fn expect(&self, argument: &str, node: NodeId) -> Result<()> {
        if self.has(node) { Ok(()) } else { Err(self.scope.outsider(argument)) }
    }

    /// What the view shows.
    pub(super) fn scope(&self) -> &Scope {
        &self.scope
    }

    /// One bit a node id, set for those that are not in the view.
    pub(super) fn outside(&self) -> Bitmap {
        let bound = self.graph.node_capacity() as usize;
        match &self.members {
            Members::All => Bitmap::new(bound),
            members => (0..bound).map(|id| !members.has(NodeId(id as u32))).collect(),
        }
    }

    /// The reason why rows ran dry, if they did.
    pub(super) fn finish(&self) -> Result<()> {
        self.failure.borrow_mut().take().map_or(Ok(()), Err)
    }

    /// Keeps the first reason to stop.
    pub(super) fn fail(&self, reason: Diagnostic) {
        self.failure.borrow_mut().get_or_insert(reason);
    }

    /// Whether rows may still be read.
    fn goes_on(&self) -> bool {
        self.rows.set(self.rows.get().wrapping_add(1));
        if self.rows.get().is_multiple_of(STRIDE)
            && let Err(reason) = self.control.check()
        {
            self.fail(reason);
        }
        self.failure.borrow().is_none()
    }

    fn turned(&self, turn: Turn) -> Direction {
        match turn {
            Turn::Outgoing => self.scope.direction,
            Turn::Incoming => self.scope.direction.reversed(),
        }
    }

    fn row(&self, node: NodeId, direction: Direction) -> Vec<(RelId, NodeId)> {
        let mut row = Vec::new();
        if self.goes_on() {
            self.graph.for_each_neighbour(node, direction, &self.scope.types, &mut |rel, other| {
                if self.members.has(other) {
                    row.push((rel, other));
                }
            });
            if self.keeps > 0
                && let Err(reason) = self.control.hold(row.len() * self.keeps)
            {
                self.fail(reason);
            }
        }
        row
    }

    fn others(&self, node: NodeId, direction: Direction) -> IntoIter<NodeId> {
        self.row(node, direction).into_iter().map(|(_, other)| other).collect::<Vec<_>>().into_iter()
    }

    /// The relationships of a node with their weights, seen from the node.
    pub(super) fn steps(&self, node: NodeId, direction: Direction) -> Vec<Step> {
        let row = self.row(node, direction);
        let rels: Vec<RelId> = row.iter().map(|(rel, _)| *rel).collect();
        match self.scope.weights(self.graph, &rels, true) {
            Ok(weights) => row
                .into_iter()
                .zip(weights)
                .map(|((rel, target), weight)| Step { source: node, target, weight: Weight { value: weight, rel } })
                .collect(),
            Err(reason) => {
                self.fail(reason);
                Vec::new()
            }
        }
    }
}

impl EdgeRef for Step {
    type NodeId = NodeId;
    type EdgeId = RelId;
    type Weight = Weight;

    fn source(&self) -> NodeId {
        self.source
    }

    fn target(&self) -> NodeId {
        self.target
    }

    fn weight(&self) -> &Weight {
        &self.weight
    }

    fn id(&self) -> RelId {
        self.weight.rel
    }
}

impl GraphBase for View<'_> {
    type NodeId = NodeId;
    type EdgeId = RelId;
}

impl Data for View<'_> {
    type NodeWeight = ();
    type EdgeWeight = Weight;
}

impl NodeIndexable for View<'_> {
    fn node_bound(&self) -> usize {
        self.graph.node_capacity() as usize
    }

    fn to_index(&self, node: NodeId) -> usize {
        node.0 as usize
    }

    fn from_index(&self, index: usize) -> NodeId {
        NodeId(index as u32)
    }
}

impl<'v> IntoNodeIdentifiers for &'v View<'_> {
    type NodeIdentifiers = std::iter::Copied<std::slice::Iter<'v, NodeId>>;

    fn node_identifiers(self) -> Self::NodeIdentifiers {
        self.scope.nodes.iter().copied()
    }
}

impl IntoNeighbors for &View<'_> {
    type Neighbors = IntoIter<NodeId>;

    fn neighbors(self, node: NodeId) -> IntoIter<NodeId> {
        self.others(node, self.turned(Turn::Outgoing))
    }
}

impl IntoNeighborsDirected for &View<'_> {
    type NeighborsDirected = IntoIter<NodeId>;

    fn neighbors_directed(self, node: NodeId, turn: Turn) -> IntoIter<NodeId> {
        self.others(node, self.turned(turn))
    }
}

impl<'v> IntoEdgeReferences for &'v View<'_> {
    type EdgeRef = Step;
    type EdgeReferences = Box<dyn Iterator<Item = Step> + 'v>;

    /// Each relationship once, from its start.
    fn edge_references(self) -> Self::EdgeReferences {
        Box::new(self.scope.nodes.iter().flat_map(|node| self.steps(*node, Direction::Outgoing)))
    }
}

impl IntoEdges for &View<'_> {
    type Edges = IntoIter<Step>;

    fn edges(self, node: NodeId) -> IntoIter<Step> {
        self.steps(node, self.turned(Turn::Outgoing)).into_iter()
    }
}

impl IntoEdgesDirected for &View<'_> {
    type EdgesDirected = IntoIter<Step>;

    /// As petgraph wants it, relationships keep their orientation: looked at against the arrow, `node` is the target.
    fn edges_directed(self, node: NodeId, turn: Turn) -> IntoIter<Step> {
        let mut steps = self.steps(node, self.turned(turn));
        if turn == Turn::Incoming {
            for step in &mut steps {
                std::mem::swap(&mut step.source, &mut step.target);
            }
        }
        steps.into_iter()
    }
}

/// Which nodes an algorithm has visited.
#[derive(Clone, Debug)]
pub(super) struct Visited(Bitmap);

impl VisitMap<NodeId> for Visited {
    fn visit(&mut self, node: NodeId) -> bool {
        let new = !self.0.get(node.0 as usize);
        self.0.set(node.0 as usize, true);
        new
    }

    fn is_visited(&self, node: &NodeId) -> bool {
        self.0.get(node.0 as usize)
    }

    fn unvisit(&mut self, node: NodeId) -> bool {
        let was = self.0.get(node.0 as usize);
        self.0.set(node.0 as usize, false);
        was
    }
}

impl Visitable for View<'_> {
    type Map = Visited;

    fn visit_map(&self) -> Visited {
        Visited(Bitmap::new(self.node_bound()))
    }

    fn reset_map(&self, map: &mut Visited) {
        *map = self.visit_map();
    }
}
