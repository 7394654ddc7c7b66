//! Distances between all pairs of nodes of a small view.

use super::argument::{Argument, Looks};
use super::call::Call;
use super::procedure::AlgorithmProcedure;
use super::projection::{Projection, Rows};
use super::result::{floats, nodes_of};
use super::scope::Scope;
use super::sweep::from_each;
use crate::diagnostic::{Detail, Diagnostic, Result};
use crate::graph::Direction;
use crate::value::{Column, Type};

pub(super) const PROCEDURE: AlgorithmProcedure = AlgorithmProcedure {
    name: "algo.allPairs",
    description: "The distance between each two nodes that have a path between them, a node and itself left out, by \
                  source and target. Refuses views of more than `limit` nodes: the result has a row a pair.",
    example: "CALL algo.allPairs({labels: ['City'], types: ['ROAD'], weight: 'km'}) YIELD source, target, cost",
    looks: Looks::Along(Direction::Outgoing),
    weighted: true,
    own: &[Argument::new("limit", "INTEGER", "2000", "nodes at most")],
    outputs: &[("source", Type::Node), ("target", Type::Node), ("cost", Type::Float)],
    body,
};

fn body(call: &Call) -> Result<Vec<Column>> {
    let limit = call.integer("limit", 2000, 0..=100_000)? as usize;
    let scope = Scope::of(call)?;
    if scope.nodes.len() > limit {
        let message = format!("`{}` would give a row for each pair of {} nodes", call.procedure(), scope.nodes.len());
        return Err(Diagnostic::argument(Detail::InvalidArgumentValue, message)
            .hint(format!("choose fewer nodes with `labels`, or raise `limit` (now {limit})")));
    }
    let weighted = scope.weight.is_some();
    let rows = if weighted { Rows::Weighted } else { Rows::Simple };
    let projection = Projection::build(call, &scope, rows)?;
    let rows = from_each(call, &projection, weighted, |source, reached| {
        let mut row: Vec<(u32, f64)> = reached.filter(|(node, _)| *node != source).collect();
        row.sort_unstable_by_key(|(node, _)| *node);
        // Once as it is, once as columns.
        call.control.hold(row.len() * 32).map(|()| row)
    })?
    .into_iter()
    .collect::<Result<Vec<_>>>()?;
    let sources = rows.iter().zip(projection.all()).flat_map(|(row, source)| row.iter().map(move |_| source));
    Ok(vec![
        nodes_of(&projection, sources),
        nodes_of(&projection, rows.iter().flatten().map(|(target, _)| *target)),
        floats(rows.iter().flatten().map(|(_, cost)| *cost).collect()),
    ])
}
