//! Maximum flow and minimum cut: Dinic's algorithm without recursion (Dinic 1970).
//!
//! Each relationship becomes an arc and its reverse; arc `2i` and `2i + 1` belong together. A round measures levels
//! from the source and then sends flow along arcs that go down one level, until the target is cut off.

use super::argument::{Argument, Looks, wrong_value};
use super::call::Call;
use super::control::Pace;
use super::procedure::AlgorithmProcedure;
use super::projection::{Projection, Rows};
use super::result::floats;
use super::scope::Scope;
use crate::diagnostic::Result;
use crate::graph::Direction;
use crate::value::{Column, RelId, Type, Value};

pub(super) const PROCEDURE: AlgorithmProcedure = AlgorithmProcedure {
    name: "algo.maxflow",
    description: "How much can flow from `source` to `target` when `weight` is what a relationship can carry (1 \
                  without it): the total, the relationships that carry some with how much, and a minimum cut. One row.",
    example: "MATCH (a:Plant {name: 'A'}), (b:Plant {name: 'B'}) CALL algo.maxflow({source: a, target: b, \
              types: ['PIPE'], weight: 'capacity'}) YIELD flow, cut RETURN flow, cut",
    looks: Looks::Along(Direction::Outgoing),
    weighted: true,
    own: &[
        Argument::new("source", "NODE", "required", "where flow comes from"),
        Argument::new("target", "NODE", "required", "where flow goes"),
    ],
    outputs: &[("flow", Type::Float), ("relationships", Type::Any), ("flows", Type::Any), ("cut", Type::Any)],
    body,
};

fn body(call: &Call) -> Result<Vec<Column>> {
    let (source, target) = (call.required_node("source")?, call.required_node("target")?);
    let scope = Scope::of(call)?;
    let projection = Projection::build(call, &scope, Rows::Weighted)?;
    let from = projection.dense("source", source)?;
    let to = projection.dense("target", target)?;
    if from == to {
        return Err(wrong_value(call.procedure(), "target", "must be another node than `source`"));
    }
    call.control.hold(projection.entries() * (2 * (4 + 8 + 8 + 4) + 4) + projection.len() * 40)?;
    let mut network = Network::new(&projection, scope.direction == Direction::Both);
    let mut pace = Pace::new(call.control);
    let mut total = 0.0;
    while network.measure(from, to, &mut pace)? {
        total += network.send(from, to, &mut pace)?;
    }
    let (mut rels, mut flows, mut cut) = (Vec::new(), Vec::new(), Vec::new());
    for (arc, rel) in network.rels.iter().enumerate() {
        let flow = network.flow(arc);
        if flow > 0.0 {
            rels.push(Value::Relationship(*rel));
            flows.push(Value::Float(flow));
        }
        if network.is_cut(arc) {
            cut.push(Value::Relationship(*rel));
        }
    }
    let one = |values| Column::Values(vec![Value::list(values)]);
    Ok(vec![floats(vec![total]), one(rels), one(flows), one(cut)])
}

const UNSEEN: u32 = u32::MAX;

#[derive(Default)]
struct Network {
    // One a relationship; arc 2i goes along it.
    rels: Vec<RelId>,
    // What arc i could carry at first.
    full: Vec<f64>,
    left: Vec<f64>,
    head: Vec<u32>,
    out: Vec<Vec<u32>>,
    level: Vec<u32>,
    next: Vec<usize>,
}

impl Network {
    /// Looking both ways an arc and its reverse can both carry the whole weight.
    fn new(projection: &Projection, both: bool) -> Self {
        let count = projection.len();
        let mut found: Vec<(RelId, u32, u32, f64)> = Vec::new();
        for node in projection.all() {
            for position in projection.range(node) {
                let other = projection.target(position);
                // A loop carries nothing; looking both ways each relationship stands in two rows.
                if other != node && (!both || node < other) {
                    found.push((projection.rel(position), node, other, projection.weight(position)));
                }
            }
        }
        found.sort_unstable_by_key(|(rel, ..)| *rel);
        let mut network =
            Self { out: vec![Vec::new(); count], level: vec![UNSEEN; count], next: vec![0; count], ..Self::default() };
        for (rel, node, other, weight) in found {
            let arc = network.head.len() as u32;
            network.rels.push(rel);
            network.head.extend([other, node]);
            network.full.extend([weight, if both { weight } else { 0.0 }]);
            network.out[node as usize].push(arc);
            network.out[other as usize].push(arc + 1);
        }
        network.left.clone_from(&network.full);
        network
    }

    /// Levels from `from` over arcs with something left; whether `to` has one.
    fn measure(&mut self, from: u32, to: u32, pace: &mut Pace) -> Result<bool> {
        self.level.fill(UNSEEN);
        self.next.fill(0);
        self.level[from as usize] = 0;
        let mut order = vec![from];
        let mut at = 0;
        while let Some(node) = order.get(at).copied() {
            pace.step(self.out[node as usize].len() + 1)?;
            for arc in &self.out[node as usize] {
                let head = self.head[*arc as usize];
                if self.left[*arc as usize] > 0.0 && self.level[head as usize] == UNSEEN {
                    self.level[head as usize] = self.level[node as usize] + 1;
                    order.push(head);
                }
            }
            at += 1;
        }
        Ok(self.level[to as usize] != UNSEEN)
    }

    /// Sends flow until no way down the levels is left; how much.
    fn send(&mut self, from: u32, to: u32, pace: &mut Pace) -> Result<f64> {
        let mut sent = 0.0;
        let mut way: Vec<u32> = Vec::new();
        loop {
            pace.step(1)?;
            let node = way.last().map_or(from, |arc| self.head[*arc as usize]);
            if node == to {
                let least = way.iter().map(|arc| self.left[*arc as usize]).fold(f64::INFINITY, f64::min);
                for arc in &way {
                    self.left[*arc as usize] -= least;
                    self.left[(*arc ^ 1) as usize] += least;
                }
                sent += least;
                // Go on from before the first arc that is full now.
                let full = way.iter().position(|arc| self.left[*arc as usize] <= 0.0);
                way.truncate(full.unwrap_or(0));
                continue;
            }
            let down = self.level[node as usize] + 1;
            let arcs = &self.out[node as usize];
            let next = &mut self.next[node as usize];
            while let Some(arc) = arcs.get(*next) {
                if self.left[*arc as usize] > 0.0 && self.level[self.head[*arc as usize] as usize] == down {
                    break;
                }
                *next += 1;
            }
            if let Some(arc) = arcs.get(*next) {
                way.push(*arc);
            } else {
                let Some(arc) = way.pop() else { return Ok(sent) };
                // The node leads nowhere: its arc is done with.
                self.next[self.head[(arc ^ 1) as usize] as usize] += 1;
            }
        }
    }

    /// What a relationship carries, along or against it.
    fn flow(&self, index: usize) -> f64 {
        (self.full[2 * index] - self.left[2 * index]).abs()
    }

    /// Whether a relationship crosses from what the source still reaches to the rest.
    fn is_cut(&self, index: usize) -> bool {
        let (head, tail) = (self.head[2 * index] as usize, self.head[2 * index + 1] as usize);
        let reached = |node: usize| self.level[node] != UNSEEN;
        let along = reached(tail) && !reached(head) && self.full[2 * index] > 0.0;
        let against = reached(head) && !reached(tail) && self.full[2 * index + 1] > 0.0;
        along || against
    }
}
