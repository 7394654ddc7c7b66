//! Topological order: every relationship points forward; the smallest free node is next (Kahn 1962).

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::argument::Looks;
use super::call::Call;
use super::control::Pace;
use super::procedure::AlgorithmProcedure;
use super::projection::{Projection, Rows};
use super::result::{integers, nodes_of};
use crate::diagnostic::{Class, Detail, Diagnostic, Phase, Result};
use crate::graph::Direction;
use crate::value::{Column, Type};

pub(super) const PROCEDURE: AlgorithmProcedure = AlgorithmProcedure {
    name: "algo.topologicalSort",
    description: "The nodes in an order in which every relationship points forward; among nodes that may come next, \
                  the oldest does. A cycle is an error.",
    example: "CALL algo.topologicalSort({types: ['BEFORE']}) YIELD node, position",
    looks: Looks::Along(Direction::Outgoing),
    weighted: false,
    own: &[],
    outputs: &[("node", Type::Node), ("position", Type::Integer)],
    body,
};

fn body(call: &Call) -> Result<Vec<Column>> {
    // Parallel rows keep loops, which are cycles.
    let projection = Projection::of(call, Rows::Parallel)?;
    call.control.hold(projection.len() * (8 + 4 + 4))?;
    let mut waiting = vec![0usize; projection.len()];
    (0..projection.entries()).for_each(|position| waiting[projection.target(position) as usize] += 1);
    let mut free: BinaryHeap<Reverse<u32>> =
        projection.all().filter(|node| waiting[*node as usize] == 0).map(Reverse).collect();
    let mut order = Vec::with_capacity(projection.len());
    let mut pace = Pace::new(call.control);
    while let Some(Reverse(node)) = free.pop() {
        order.push(node);
        pace.step(projection.degree(node) + 1)?;
        for other in projection.row(node) {
            waiting[*other as usize] -= 1;
            if waiting[*other as usize] == 0 {
                free.push(Reverse(*other));
            }
        }
    }
    if order.len() < projection.len() {
        let left = projection.len() - order.len();
        let message = format!("there is no order: {left} nodes lie on cycles or behind them");
        return Err(Diagnostic::new(Class::ProcedureError, Phase::Runtime, Detail::InvalidArgumentValue, message)
            .hint("`CALL algo.cycles` with the same arguments names the cycles"));
    }
    Ok(vec![nodes_of(&projection, order.iter().copied()), integers(0..order.len() as i64)])
}
