//! Degree: how many relationships a node has, and what they weigh together.

use super::argument::Looks;
use super::call::Call;
use super::procedure::AlgorithmProcedure;
use super::projection::{Projection, Rows};
use super::result::{floats, integers, node_column};
use super::scope::Scope;
use crate::diagnostic::Result;
use crate::graph::Direction;
use crate::value::{Column, Type};

pub(super) const PROCEDURE: AlgorithmProcedure = AlgorithmProcedure {
    name: "algo.degree",
    description: "The number of relationships of each node, the sum of their weights, and the number divided by that \
                  of the other nodes (`score`). A loop counts once (networkx: twice).",
    example: "CALL algo.degree({types: ['FOLLOWS'], direction: 'incoming'}) YIELD node, degree",
    looks: Looks::Along(Direction::Both),
    weighted: true,
    own: &[],
    outputs: &[("node", Type::Node), ("degree", Type::Integer), ("weight", Type::Float), ("score", Type::Float)],
    body,
};

fn body(call: &Call) -> Result<Vec<Column>> {
    let scope = Scope::of(call)?;
    let rows = if scope.weight.is_some() { Rows::AnyWeight } else { Rows::Parallel };
    let projection = Projection::build(call, &scope, rows)?;
    call.control.hold(projection.len() * 24)?;
    let others = projection.len() as f64 - 1.0;
    let degrees = projection.all().map(|node| projection.degree(node) as i64);
    let weights = projection.all().map(|node| projection.weighted_row(node).map(|(_, weight)| weight).sum()).collect();
    // networkx calls the only node of a graph fully central.
    let score = |node| if others < 1.0 { 1.0 } else { projection.degree(node) as f64 / others };
    let scores = projection.all().map(score).collect();
    Ok(vec![node_column(&projection), integers(degrees), floats(weights), floats(scores)])
}
