//! Depth-first search from one node, in the order in which nodes are first met.

use super::argument::{Argument, Looks};
use super::call::Call;
use super::control::Pace;
use super::procedure::AlgorithmProcedure;
use super::projection::{Projection, Rows};
use super::result::{integers, nodes_of};
use crate::diagnostic::Result;
use crate::graph::Direction;
use crate::value::{Column, Type};

pub(super) const PROCEDURE: AlgorithmProcedure = AlgorithmProcedure {
    name: "algo.dfs",
    description: "The nodes that can be reached from `source` in the order of a depth-first search, which takes \
                  neighbours in ascending order, with the length of the way taken and the node before them.",
    example: "MATCH (a:Part {name: 'engine'}) CALL algo.dfs({source: a, types: ['CONTAINS']}) \
              YIELD node, position RETURN node, position",
    looks: Looks::Along(Direction::Outgoing),
    weighted: false,
    own: &[
        Argument::new("source", "NODE", "required", "where the search starts"),
        Argument::new("maxDepth", "INTEGER", "no limit", "how deep to go"),
    ],
    outputs: &[
        ("node", Type::Node),
        ("position", Type::Integer),
        ("depth", Type::Integer),
        ("predecessor", Type::Node),
    ],
    body,
};

fn body(call: &Call) -> Result<Vec<Column>> {
    let source = call.required_node("source")?;
    let deepest = call.integer("maxDepth", i64::MAX, 0..=i64::MAX)?;
    let projection = Projection::of(call, Rows::Simple)?;
    let source = projection.dense("source", source)?;
    // Twice as much as the way and what was found need where all is one long way, and the columns.
    call.control.hold(projection.len() * (1 + 24 + 16 + 24))?;
    let mut pace = Pace::new(call.control);
    let mut seen = vec![false; projection.len()];
    seen[source as usize] = true;
    let mut found = vec![(source, 0, u32::MAX)];
    // The way from the source to here, with the position of the next neighbour of each node.
    let mut way = vec![(source, projection.range(source))];
    while let Some((node, rest)) = way.last_mut() {
        pace.step(1)?;
        let node = *node;
        let Some(position) = rest.next() else {
            way.pop();
            continue;
        };
        let other = projection.target(position);
        let depth = way.len() as i64;
        if depth <= deepest && !std::mem::replace(&mut seen[other as usize], true) {
            found.push((other, depth, node));
            way.push((other, projection.range(other)));
        }
    }
    Ok(vec![
        nodes_of(&projection, found.iter().map(|(node, ..)| *node)),
        integers(0..found.len() as i64),
        integers(found.iter().map(|(_, depth, _)| *depth)),
        nodes_of(&projection, found.iter().map(|(.., before)| *before)),
    ])
}
