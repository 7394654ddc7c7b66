//! Harmonic centrality: the sum of one over the distance, which needs no connected graph (Boldi & Vigna 2014).

use super::argument::Looks;
use super::call::Call;
use super::procedure::AlgorithmProcedure;
use super::projection::{Projection, Rows};
use super::result::{floats, node_column};
use super::scope::Scope;
use super::sweep::from_each;
use crate::diagnostic::Result;
use crate::graph::Direction;
use crate::value::{Column, Type};

pub(super) const PROCEDURE: AlgorithmProcedure = AlgorithmProcedure {
    name: "algo.harmonic",
    description: "The sum of one over the distance from each other node; nodes at distance 0 or out of reach add \
                  nothing. Distances are those towards the node (as in networkx); 'incoming' turns them round.",
    example: "CALL algo.harmonic({types: ['KNOWS'], direction: 'both'}) YIELD node, score",
    looks: Looks::Along(Direction::Outgoing),
    weighted: true,
    own: &[],
    outputs: &[("node", Type::Node), ("score", Type::Float)],
    body,
};

fn body(call: &Call) -> Result<Vec<Column>> {
    let scope = Scope::of(call)?;
    let weighted = scope.weight.is_some();
    let rows = if weighted { Rows::Weighted } else { Rows::Simple };
    let projection = Projection::build(call, &scope.reversed(), rows)?;
    let scores = from_each(call, &projection, weighted, |_, reached| {
        reached.filter(|(_, distance)| *distance > 0.0).map(|(_, distance)| 1.0 / distance).sum()
    })?;
    Ok(vec![node_column(&projection), floats(scores)])
}
