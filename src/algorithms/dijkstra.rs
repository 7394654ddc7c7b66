//! Dijkstra's algorithm: the cheapest routes from one node to all others, or to some.

use super::argument::{Argument, Looks};
use super::call::Call;
use super::control::Pace;
use super::procedure::AlgorithmProcedure;
use super::projection::{Projection, Rows};
use super::result::{floats, nodes_of};
use super::route::{Limits, Routes, path};
use crate::diagnostic::Result;
use crate::graph::Direction;
use crate::value::{Column, Type, Value};

pub(super) const PROCEDURE: AlgorithmProcedure = AlgorithmProcedure {
    name: "algo.dijkstra",
    description: "The cheapest path from `source` to each node that can be reached, cheapest first, or to `target` \
                  alone. `path` is null unless a target is named or `paths` is true. Weights must not be negative.",
    example: "MATCH (a:City {name: 'A'}), (b:City {name: 'B'}) CALL algo.dijkstra({source: a, target: b, \
              types: ['ROAD'], weight: 'km'}) YIELD cost, path RETURN cost, path",
    looks: Looks::Along(Direction::Outgoing),
    weighted: true,
    own: &[
        Argument::new("source", "NODE", "required", "where paths start"),
        Argument::new("target", "NODE or LIST<NODE>", "all nodes", "where paths end"),
        Argument::new("paths", "BOOLEAN", "true with a target", "whether to build the paths"),
    ],
    outputs: &[("node", Type::Node), ("cost", Type::Float), ("predecessor", Type::Node), ("path", Type::Path)],
    body,
};

fn body(call: &Call) -> Result<Vec<Column>> {
    let source = call.required_node("source")?;
    let targets = call.nodes("target")?;
    let paths = call.flag("paths", targets.is_some())?;
    let projection = Projection::of(call, Rows::Weighted)?;
    let source = projection.dense("source", source)?;
    let targets: Option<Vec<u32>> = targets
        .map(|targets| targets.into_iter().map(|target| projection.dense("target", target)).collect::<Result<_>>())
        .transpose()?;
    let only = match targets.as_deref() {
        Some([one]) => Some(*one),
        _ => None,
    };
    call.control.hold(projection.len() * (Routes::BYTES + 16))?;
    let mut pace = Pace::new(call.control);
    let routes = Routes::from(&projection, source, &Limits { target: only, ..Limits::NONE }, &mut pace)?;
    let mut nodes = routes.settled.clone();
    if let Some(targets) = &targets {
        nodes.retain(|node| targets.binary_search(node).is_ok());
    }
    let mut found = Vec::with_capacity(if paths { nodes.len() } else { 0 });
    if paths {
        for node in &nodes {
            let (nodes, rels) = routes.route(*node);
            pace.step(nodes.len())?;
            call.control.hold(nodes.len() * 8 + 120)?;
            found.push(path(&projection, &nodes, &rels));
        }
    }
    Ok(vec![
        nodes_of(&projection, nodes.iter().copied()),
        floats(nodes.iter().map(|node| routes.cost[*node as usize]).collect()),
        nodes_of(&projection, nodes.iter().map(|node| routes.before(*node))),
        if paths { Column::Values(found) } else { Column::Constant(Value::Null, nodes.len()) },
    ])
}
