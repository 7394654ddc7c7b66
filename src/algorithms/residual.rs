//! What relationships can still carry: the residual network of a flow, laid over the snapshot.
//!
//! Relationships are read where they lie. Only those that carry something are kept, and each node knows which of its own
//! do, so a row without such is read without a look-up.

use rustc_hash::FxHashMap;

use super::call::Call;
use super::control::Pace;
use super::projection::Index;
use super::scope::Scope;
use crate::diagnostic::Result;
use crate::graph::Direction;
use crate::value::{NodeId, RelId};

/// A relationship that leads on, or back in a search from the target. Nodes go by their place in the scope.
#[derive(Clone, Copy, Debug)]
pub(super) struct Arc {
    /// Which.
    pub(super) rel: RelId,
    /// The node at its other end.
    pub(super) other: u32,
    /// Whether flow would follow it; otherwise it would go back to where it came from.
    pub(super) along: bool,
}

/// A relationship that carries something, or did.
#[derive(Clone, Copy, Debug)]
struct Carried {
    full: f64,
    // What is left along it and against it.
    along: f64,
    against: f64,
}

impl Carried {
    fn left(&self, along: bool) -> f64 {
        if along { self.along } else { self.against }
    }
}

/// What is left of the relationships of a scope.
pub(super) struct Residual<'a> {
    call: &'a Call<'a>,
    scope: &'a Scope,
    index: Index,
    carried: FxHashMap<RelId, Carried>,
    // The carried relationships of each node; `along` is set for those that leave it.
    beside: Vec<Vec<Arc>>,
}

impl<'a> Residual<'a> {
    /// All relationships of a scope, without flow.
    pub(super) fn new(call: &'a Call<'a>, scope: &'a Scope) -> Result<Self> {
        let nodes = scope.nodes.len();
        call.control.hold(nodes * size_of::<Vec<Arc>>())?;
        let index = Index::new(call, scope)?;
        Ok(Self { call, scope, index, carried: FxHashMap::default(), beside: vec![Vec::new(); nodes] })
    }

    /// Calls `f` with each relationship but loops that could carry something from a node, or `back` to it.
    fn each(&self, node: u32, back: bool, pace: &mut Pace, mut f: impl FnMut(Arc)) -> Result<()> {
        let both = self.scope.direction == Direction::Both;
        let base = if both { Direction::Outgoing } else { self.scope.direction };
        let side = if back { base.reversed() } else { base };
        let sides = [(side, true), (side.reversed(), false)];
        let mut count = 1;
        for (side, along) in &sides[..if both { 2 } else { 1 }] {
            let id = self.scope.nodes[node as usize];
            self.call.graph.for_each_neighbour(id, *side, &self.scope.types, &mut |rel, other| {
                count += 1;
                if let Some(other) = self.index.find(other).filter(|other| *other != node) {
                    f(Arc { rel, other, along: *along });
                }
            });
        }
        pace.step(count)
    }

    /// Takes out relationships that can carry nothing.
    fn drop_closed(&self, arcs: &mut Vec<Arc>) -> Result<()> {
        if self.scope.weight.is_none() || arcs.is_empty() {
            return Ok(());
        }
        let rels: Vec<RelId> = arcs.iter().map(|arc| arc.rel).collect();
        let mut weights = self.scope.weights(self.call.graph, &rels, false)?.into_iter();
        arcs.retain(|_| weights.next().is_some_and(|weight| weight > 0.0));
        Ok(())
    }

    /// Replaces `arcs` by those from a node, or `back` to it, that have something left and another end that is wanted.
    pub(super) fn open(
        &self,
        node: u32,
        back: bool,
        wanted: impl Fn(u32) -> bool,
        arcs: &mut Vec<Arc>,
        pace: &mut Pace,
    ) -> Result<()> {
        arcs.clear();
        self.each(node, back, pace, |arc| {
            if wanted(arc.other) {
                arcs.push(arc);
            }
        })?;
        let beside = &self.beside[node as usize];
        if !beside.is_empty() {
            arcs.retain(|arc| self.has_left(arc));
        }
        self.drop_closed(arcs)?;
        if self.scope.direction != Direction::Both {
            // What came along a relationship can be sent back.
            let turned = beside.iter().filter(|arc| arc.along == back).map(|arc| Arc { along: false, ..*arc });
            arcs.extend(turned.filter(|arc| wanted(arc.other) && self.has_left(arc)));
        }
        Ok(())
    }

    /// Whether something is left of a relationship that could carry something when it was read.
    pub(super) fn has_left(&self, arc: &Arc) -> bool {
        self.carried.get(&arc.rel).is_none_or(|carried| carried.left(arc.along) > 0.0)
    }

    /// What is left of a relationship that leaves `node`; from now on it is kept.
    pub(super) fn left(&mut self, node: u32, arc: &Arc) -> Result<f64> {
        if let Some(carried) = self.carried.get(&arc.rel) {
            return Ok(carried.left(arc.along));
        }
        self.call.control.hold(size_of::<(RelId, Carried)>() * 2 + size_of::<Arc>() * 4)?;
        let full = self.scope.weights(self.call.graph, &[arc.rel], false)?[0];
        let back = if self.scope.direction == Direction::Both { full } else { 0.0 };
        let (along, against) = (full, back);
        self.carried.insert(arc.rel, Carried { full, along, against });
        self.beside[node as usize].push(*arc);
        self.beside[arc.other as usize].push(Arc { rel: arc.rel, other: node, along: !arc.along });
        Ok(if arc.along { along } else { against })
    }

    /// Sends some along a relationship that is kept.
    pub(super) fn send(&mut self, arc: &Arc, amount: f64) {
        if let Some(carried) = self.carried.get_mut(&arc.rel) {
            let signed = if arc.along { amount } else { -amount };
            carried.along -= signed;
            carried.against += signed;
        }
    }

    /// What relationships carry, whichever way, by relationship.
    pub(super) fn flows(&self) -> Vec<(RelId, f64)> {
        let flow = |(rel, carried): (&RelId, &Carried)| (*rel, (carried.full - carried.along).abs());
        let mut flows: Vec<(RelId, f64)> = self.carried.iter().map(flow).filter(|(_, flow)| *flow > 0.0).collect();
        flows.sort_unstable_by_key(|(rel, _)| *rel);
        flows
    }

    /// The relationships that could carry something from nodes that are `reached` to others, ascending.
    pub(super) fn between(&self, reached: impl Fn(u32) -> bool, pace: &mut Pace) -> Result<Vec<RelId>> {
        let nodes = self.scope.nodes.len() as u32;
        // They are looked for from the side that has fewer nodes.
        let back = (0..nodes).filter(|node| reached(*node)).count() as u32 > nodes / 2;
        let mut arcs = Vec::new();
        for node in (0..nodes).filter(|node| reached(*node) != back) {
            self.each(node, back, pace, |arc| {
                if reached(arc.other) == back {
                    arcs.push(arc);
                }
            })?;
        }
        self.drop_closed(&mut arcs)?;
        let mut rels: Vec<RelId> = arcs.iter().map(|arc| arc.rel).collect();
        rels.sort_unstable();
        Ok(rels)
    }

    /// The number of a node of an argument; an error when it is not in the scope.
    pub(super) fn place(&self, argument: &str, node: NodeId) -> Result<u32> {
        let found =
            Some(node).filter(|node| self.call.graph.contains_node(*node)).and_then(|node| self.index.find(node));
        found.ok_or_else(|| self.scope.outsider(argument))
    }
}
