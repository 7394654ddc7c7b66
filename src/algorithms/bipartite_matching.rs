//! Maximum matching of a bipartite graph: Hopcroft and Karp's algorithm (1973), without recursion.
//!
//! The two sides are found by colouring; a round measures levels from unmatched nodes of the left side and then
//! exchanges along disjoint shortest ways to unmatched nodes of the right side.

use super::argument::Looks;
use super::call::Call;
use super::control::Pace;
use super::procedure::AlgorithmProcedure;
use super::projection::{Projection, Rows};
use super::result::{nodes_of, relationships};
use crate::diagnostic::{Class, Detail, Diagnostic, Phase, Result};
use crate::value::{Column, RelId, Type};

pub(super) const PROCEDURE: AlgorithmProcedure = AlgorithmProcedure {
    name: "algo.bipartiteMatching",
    description: "A largest set of relationships no two of which share a node, in a graph of two sides (one that can \
                  be coloured with two colours, whatever the direction; another is an error). `source` is on the side \
                  of the oldest node of its component.",
    example: "CALL algo.bipartiteMatching({types: ['CAN_DO']}) YIELD source, target",
    looks: Looks::BothWays,
    weighted: false,
    own: &[],
    outputs: &[("source", Type::Node), ("target", Type::Node), ("relationship", Type::Relationship)],
    body,
};

const NONE: u32 = u32::MAX;

fn body(call: &Call) -> Result<Vec<Column>> {
    let projection = Projection::of(call, Rows::Weighted)?;
    call.control.hold(projection.len() * 32)?;
    let mut pace = Pace::new(call.control);
    let left = left_side(call, &projection, &mut pace)?;
    let mut matching = Matching {
        projection: &projection,
        mate: vec![NONE; projection.len()],
        level: vec![NONE; projection.len()],
        next: vec![0; projection.len()],
        left,
    };
    while matching.measure(&mut pace)? {
        for start in 0..matching.left.len() {
            if matching.mate[matching.left[start] as usize] == NONE {
                matching.exchange(matching.left[start], &mut pace)?;
            }
        }
    }
    let mate = &matching.mate;
    let pairs: Vec<(u32, u32)> =
        matching.left.iter().map(|node| (*node, mate[*node as usize])).filter(|(_, mate)| *mate != NONE).collect();
    let rel = |(a, b): &(u32, u32)| {
        let position = projection.range(*a).find(|position| projection.target(*position) == *b);
        position.map_or(RelId::NONE, |position| projection.rel(position))
    };
    Ok(vec![
        nodes_of(&projection, pairs.iter().map(|(left, _)| *left)),
        nodes_of(&projection, pairs.iter().map(|(_, right)| *right)),
        relationships(pairs.iter().map(rel).collect()),
    ])
}

/// The nodes that have the colour of the first node of their component, ascending.
fn left_side(call: &Call, projection: &Projection, pace: &mut Pace) -> Result<Vec<u32>> {
    let mut right: Vec<Option<bool>> = vec![None; projection.len()];
    for root in projection.all() {
        if right[root as usize].is_some() {
            continue;
        }
        right[root as usize] = Some(false);
        let mut stack = vec![root];
        while let Some(node) = stack.pop() {
            pace.step(projection.degree(node) + 1)?;
            let other_side = right[node as usize].map(|right| !right);
            for other in projection.row(node) {
                match right[*other as usize] {
                    None => {
                        right[*other as usize] = other_side;
                        stack.push(*other);
                    }
                    side if side != other_side => return Err(odd(call)),
                    Some(_) => {}
                }
            }
        }
    }
    Ok(projection.all().filter(|node| right[*node as usize] == Some(false)).collect())
}

fn odd(call: &Call) -> Diagnostic {
    let message = format!("`{}` needs a graph of two sides, and there is a cycle of odd length", call.procedure());
    Diagnostic::new(Class::ProcedureError, Phase::Runtime, Detail::InvalidArgumentValue, message)
        .hint("choose the two sides with `labels` and what joins them with `types`")
}

struct Matching<'a> {
    projection: &'a Projection,
    left: Vec<u32>,
    mate: Vec<u32>,
    // Of nodes of the left side.
    level: Vec<u32>,
    next: Vec<usize>,
}

impl Matching<'_> {
    /// Levels of the left side from its unmatched nodes; whether an unmatched node of the right side is in sight.
    fn measure(&mut self, pace: &mut Pace) -> Result<bool> {
        self.level.fill(NONE);
        let mut order: Vec<u32> = self.left.iter().copied().filter(|n| self.mate[*n as usize] == NONE).collect();
        for node in &order {
            self.level[*node as usize] = 0;
        }
        self.left.iter().for_each(|node| self.next[*node as usize] = 0);
        let (mut at, mut in_sight) = (0, false);
        while let Some(node) = order.get(at).copied() {
            pace.step(self.projection.degree(node) + 1)?;
            for other in self.projection.row(node) {
                let mate = self.mate[*other as usize];
                if mate == NONE {
                    in_sight = true;
                } else if self.level[mate as usize] == NONE {
                    self.level[mate as usize] = self.level[node as usize] + 1;
                    order.push(mate);
                }
            }
            at += 1;
        }
        Ok(in_sight)
    }

    /// Looks for a way from an unmatched node to an unmatched one of the other side, and exchanges along it.
    fn exchange(&mut self, start: u32, pace: &mut Pace) -> Result<()> {
        let mut way = vec![start];
        while let Some(node) = way.last().copied() {
            pace.step(1)?;
            let at = self.next[node as usize];
            let Some(other) = self.projection.row(node).get(at).copied() else {
                way.pop();
                continue;
            };
            self.next[node as usize] += 1;
            let mate = self.mate[other as usize];
            if mate == NONE {
                let mut free = other;
                for node in way.iter().rev() {
                    let given_up = std::mem::replace(&mut self.mate[*node as usize], free);
                    self.mate[free as usize] = *node;
                    free = given_up;
                }
                return Ok(());
            }
            if self.level[mate as usize] == self.level[node as usize] + 1 {
                way.push(mate);
            }
        }
        Ok(())
    }
}
