//! Degree: how many relationships a node has, and what they weigh together.
//!
//! Without a weight nothing is copied: where all relationships of a type lead to nodes of the scope, as exact statistics
//! tell, a row has its length, and elsewhere the ends that belong are counted.

use super::argument::Looks;
use super::call::Call;
use super::control::Pace;
use super::piece::in_pieces;
use super::procedure::AlgorithmProcedure;
use super::projection::{Projection, Rows};
use super::result::{floats, integers};
use super::scope::{Members, Scope};
use crate::diagnostic::Result;
use crate::graph::{Direction, RelTypeId};
use crate::value::{Column, NodeId, Type};

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
    call.control.hold(scope.nodes.len() * 32)?;
    let (degrees, weights) = if scope.weight.is_some() {
        weighed(&Projection::build(call, &scope, Rows::AnyWeight)?)
    } else {
        let degrees = counted(call, &scope)?;
        let weights = degrees.iter().map(|degree| *degree as f64).collect();
        (degrees, weights)
    };
    let others = scope.nodes.len() as f64 - 1.0;
    // networkx calls the only node of a graph fully central.
    let score = |degree: &i64| if others < 1.0 { 1.0 } else { *degree as f64 / others };
    let scores = degrees.iter().map(score).collect();
    Ok(vec![Column::Nodes(scope.nodes), integers(degrees), floats(weights), floats(scores)])
}

/// Degrees and sums of weights.
fn weighed(projection: &Projection) -> (Vec<i64>, Vec<f64>) {
    let sum = |node| projection.weighted_row(node).map(|(_, weight)| weight).sum();
    (projection.all().map(|node| projection.degree(node) as i64).collect(), projection.all().map(sum).collect())
}

/// The degree of each node of the scope, one type after the other.
fn counted(call: &Call, scope: &Scope) -> Result<Vec<i64>> {
    let members = scope.members(call)?;
    let mut degrees = vec![0; scope.nodes.len()];
    for rel_type in &scope.types {
        if scope.is_closed(call.graph, *rel_type) {
            add_lengths(call, scope, *rel_type, &mut degrees)?;
            continue;
        }
        let pieces = in_pieces(call.control, scope.nodes.len(), |piece| {
            let mut scratch = Vec::new();
            let count = |node| members_beside(call, scope, *rel_type, &members, node, &mut scratch);
            scope.nodes[piece].iter().copied().map(count).collect::<Vec<i64>>()
        })?;
        degrees.iter_mut().zip(pieces.into_iter().flatten()).for_each(|(degree, more)| *degree += more);
    }
    Ok(degrees)
}

/// Adds the length of the row of each node. Rows without loops need no look inside.
fn add_lengths(call: &Call, scope: &Scope, rel_type: RelTypeId, degrees: &mut [i64]) -> Result<()> {
    let graph = call.graph;
    let sides: &[Direction] = match scope.direction {
        Direction::Both if graph.is_loop_free(rel_type) => &[Direction::Outgoing, Direction::Incoming],
        Direction::Both => &[Direction::Both],
        Direction::Outgoing => &[Direction::Outgoing],
        Direction::Incoming => &[Direction::Incoming],
    };
    let mut pace = Pace::new(call.control);
    for side in sides {
        let rows = graph.plain_rows(rel_type, *side);
        for (node, degree) in scope.nodes.iter().zip(&mut *degrees) {
            pace.step(1)?;
            let length = rows.map_or_else(|| graph.degree(*node, *side, &[rel_type]), |rows| rows.degree(*node));
            *degree += length as i64;
        }
    }
    Ok(())
}

/// How many relationships of a type lead from a node to members.
fn members_beside(
    call: &Call,
    scope: &Scope,
    rel_type: RelTypeId,
    members: &Members,
    node: NodeId,
    scratch: &mut Vec<NodeId>,
) -> i64 {
    let mut count = 0;
    if scope.direction != Direction::Incoming {
        let ends = call.graph.neighbour_nodes(node, Direction::Outgoing, rel_type, scratch);
        count += ends.iter().filter(|end| members.has(**end)).count();
    }
    if scope.direction != Direction::Outgoing {
        let ends = call.graph.neighbour_nodes(node, Direction::Incoming, rel_type, scratch);
        // Looking both ways, a loop has been counted.
        let again = scope.direction == Direction::Both;
        count += ends.iter().filter(|end| members.has(**end) && !(again && **end == node)).count();
    }
    count as i64
}
