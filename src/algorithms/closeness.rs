//! Closeness centrality with the correction of Wasserman and Faust for graphs of several parts.

use super::argument::{Argument, Looks};
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
    name: "algo.closeness",
    description: "One over the average distance from the nodes that reach a node, times the share of nodes that do. \
                  Distances are those towards the node (as in networkx); 'incoming' turns them round.",
    example: "CALL algo.closeness({types: ['KNOWS'], direction: 'both'}) YIELD node, score",
    looks: Looks::Along(Direction::Outgoing),
    weighted: true,
    own: &[Argument::new("improved", "BOOLEAN", "true", "false: without the share of nodes (Wasserman and Faust)")],
    outputs: &[("node", Type::Node), ("score", Type::Float)],
    body,
};

fn body(call: &Call) -> Result<Vec<Column>> {
    let improved = call.flag("improved", true)?;
    let scope = Scope::of(call)?;
    let weighted = scope.weight.is_some();
    let rows = if weighted { Rows::Weighted } else { Rows::Simple };
    let projection = Projection::build(call, &scope.reversed(), rows)?;
    let others = projection.len() as f64 - 1.0;
    let scores = from_each(call, &projection, weighted, |_, reached| {
        let (count, total) = reached.fold((0.0, 0.0), |(count, total), (_, distance)| (count + 1.0, total + distance));
        if total <= 0.0 {
            return 0.0;
        }
        let score = (count - 1.0) / total;
        if improved { score * (count - 1.0) / others } else { score }
    })?;
    Ok(vec![node_column(&projection), floats(scores)])
}
