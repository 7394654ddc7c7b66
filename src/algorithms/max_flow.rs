//! Maximum flow and minimum cut: Dinic's algorithm without recursion (Dinic 1970), with searches from both ends.
//!
//! A round measures levels from the source and from the target until they meet, and then sends flow along relationships
//! that lead one level on, until no way is left. Only what lies within half the way of either end is looked at; when the
//! ends do not meet, the flow is the greatest, and all that the source still reaches is on its side of the cut.
//!
//! ```text
//! source 0 ─▶ 1 ─▶ 2 ─▶ │ 3 ─▶ 4 target      the levels 0 to 2 measured from the source, 4 and 3 from the target
//! ```

use std::cmp::Reverse;
use std::collections::hash_map::Entry;

use rustc_hash::FxHashMap;

use super::argument::{Argument, Looks, wrong_value};
use super::call::Call;
use super::control::Pace;
use super::procedure::AlgorithmProcedure;
use super::residual::{Arc, Residual};
use super::result::floats;
use super::scope::Scope;
use crate::diagnostic::Result;
use crate::graph::Direction;
use crate::value::{Column, Type, Value};

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
    let residual = Residual::new(call, &scope)?;
    let from = residual.place("source", source)?;
    let to = residual.place("target", target)?;
    if from == to {
        return Err(wrong_value(call.procedure(), "target", "must be another node than `source`"));
    }
    call.control.hold(scope.nodes.len() * 12)?;
    let mut search = Search { residual, from, to, level: vec![UNSEEN; scope.nodes.len()], seen: Default::default() };
    let mut pace = Pace::new(call.control);
    let mut total = 0.0;
    while search.measure(&mut pace)? {
        total += search.send(&mut pace)?;
    }
    search.reach(&mut pace)?;
    let cut = search.residual.between(|node| search.level[node as usize] != UNSEEN, &mut pace)?;
    let (rels, flows): (Vec<_>, Vec<_>) = search.residual.flows().into_iter().unzip();
    let one = |values| Column::Values(vec![Value::list(values)]);
    Ok(vec![
        floats(vec![total]),
        one(rels.into_iter().map(Value::Relationship).collect()),
        one(flows.into_iter().map(Value::Float).collect()),
        one(cut.into_iter().map(Value::Relationship).collect()),
    ])
}

const UNSEEN: u32 = u32::MAX;
/// Set in levels that are still measured from the target.
const BACK: u32 = 1 << 31;

/// Levels of a residual network between two nodes.
struct Search<'a> {
    residual: Residual<'a>,
    from: u32,
    to: u32,
    level: Vec<u32>,
    // The nodes with levels, from the source and from the target; the last level of each comes last.
    seen: [Vec<u32>; 2],
}

impl Search<'_> {
    /// Levels between the ends; whether they meet. Afterwards nodes on shortest ways have the level from the source.
    fn measure(&mut self, pace: &mut Pace) -> Result<bool> {
        for node in self.seen.iter_mut().flat_map(|seen| seen.drain(..)) {
            self.level[node as usize] = UNSEEN;
        }
        self.level[self.from as usize] = 0;
        self.level[self.to as usize] = BACK;
        self.seen = [vec![self.from], vec![self.to]];
        // Where the last levels start, and how deep they are.
        let (mut last, mut depth) = ([0, 0], [0, 0]);
        loop {
            let width = [0, 1].map(|side| self.seen[side].len() - last[side]);
            let side = usize::from(width[1] < width[0]);
            if width[side] == 0 {
                return Ok(false);
            }
            let first = last[side];
            last[side] = self.seen[side].len();
            depth[side] += 1;
            if self.widen(side, first, depth[side], pace)? {
                // Other nodes of the new level are on no shortest way.
                for node in self.seen[side].drain(last[side]..) {
                    self.level[node as usize] = UNSEEN;
                }
                break;
            }
        }
        for node in &self.seen[1] {
            let level = &mut self.level[*node as usize];
            *level = depth[0] + depth[1] - (*level & !BACK);
        }
        Ok(true)
    }

    /// One level more of a side, whose last one starts at `first`; whether it meets the other side.
    fn widen(&mut self, side: usize, first: usize, depth: u32, pace: &mut Pace) -> Result<bool> {
        let back = side == 1;
        let mark = if back { depth | BACK } else { depth };
        let (mut met, mut arcs) = (false, Vec::new());
        for at in first..self.seen[side].len() {
            let level = &self.level;
            let is_new = |node: u32| level[node as usize] == UNSEEN;
            let is_met = |node: u32| !is_new(node) && (level[node as usize] & BACK == 0) == back;
            let wanted = |node| is_new(node) || is_met(node);
            self.residual.open(self.seen[side][at], back, wanted, &mut arcs, pace)?;
            for arc in &arcs {
                let level = &mut self.level[arc.other as usize];
                if *level == UNSEEN {
                    *level = mark;
                    self.seen[side].push(arc.other);
                }
                met |= *level & BACK != mark & BACK;
            }
        }
        Ok(met)
    }

    /// When the ends do not meet: leaves levels only where the source reaches, and there everywhere.
    fn reach(&mut self, pace: &mut Pace) -> Result<()> {
        for node in self.seen[1].drain(..) {
            self.level[node as usize] = UNSEEN;
        }
        let (mut at, mut arcs) = (0, Vec::new());
        while let Some(node) = self.seen[0].get(at).copied() {
            let level = &self.level;
            self.residual.open(node, false, |node| level[node as usize] == UNSEEN, &mut arcs, pace)?;
            for arc in &arcs {
                if self.level[arc.other as usize] == UNSEEN {
                    self.level[arc.other as usize] = 0;
                    self.seen[0].push(arc.other);
                }
            }
            at += 1;
        }
        Ok(())
    }

    /// Sends flow until no way up the levels is left; how much.
    fn send(&mut self, pace: &mut Pace) -> Result<f64> {
        let mut sent = 0.0;
        let mut way: Vec<Arc> = Vec::new();
        let mut held = 0;
        // What is still to be tried from each node, the next one last.
        let mut untried: FxHashMap<u32, Vec<Arc>> = FxHashMap::default();
        loop {
            pace.step(1)?;
            let node = way.last().map_or(self.from, |arc| arc.other);
            if node == self.to {
                sent += self.push(&mut way)?;
                continue;
            }
            let arcs = match untried.entry(node) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(new) => {
                    let arcs = self.up(node, pace)?;
                    let bytes = 2 * size_of::<(u32, Vec<Arc>)>() + arcs.len() * size_of::<Arc>();
                    pace.control().hold(bytes)?;
                    held += bytes;
                    new.insert(arcs)
                }
            };
            while arcs.pop_if(|arc| !self.residual.has_left(arc)).is_some() {}
            if let Some(arc) = arcs.last() {
                way.push(*arc);
            } else if way.pop().is_some() {
                // The node leads nowhere: the way to it is done with.
                let before = way.last().map_or(self.from, |arc| arc.other);
                untried.entry(before).or_default().pop();
            } else {
                pace.control().release(held);
                return Ok(sent);
            }
        }
    }

    /// What leads from a node one level on, the oldest relationship last.
    fn up(&self, node: u32, pace: &mut Pace) -> Result<Vec<Arc>> {
        let mut arcs = Vec::new();
        let up = self.level[node as usize] + 1;
        self.residual.open(node, false, |other| self.level[other as usize] == up, &mut arcs, pace)?;
        arcs.sort_unstable_by_key(|arc| Reverse(arc.rel));
        Ok(arcs)
    }

    /// Sends as much as a way can carry; shortens it to before the first relationship that is full now.
    fn push(&mut self, way: &mut Vec<Arc>) -> Result<f64> {
        let mut least = f64::INFINITY;
        let mut node = self.from;
        for arc in &*way {
            least = least.min(self.residual.left(node, arc)?);
            node = arc.other;
        }
        for arc in &*way {
            self.residual.send(arc, least);
        }
        let full = way.iter().position(|arc| !self.residual.has_left(arc));
        way.truncate(full.unwrap_or(0));
        Ok(least)
    }
}
