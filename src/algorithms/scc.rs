//! Strongly connected components: petgraph's Kosaraju, which needs no recursion, over the snapshot.

use petgraph::algo::kosaraju_scc;
use petgraph::visit::NodeIndexable;

use super::argument::Looks;
use super::call::Call;
use super::procedure::AlgorithmProcedure;
use super::result::{integers, renumbered};
use super::view::View;
use crate::diagnostic::Result;
use crate::graph::Direction;
use crate::value::{Column, Type};

pub(super) const PROCEDURE: AlgorithmProcedure = AlgorithmProcedure {
    name: "algo.scc",
    description: "The strongly connected component of each node: within one, each node reaches each other along \
                  relationships. Components are numbered from 0 in the order of their first nodes.",
    example: "CALL algo.scc({types: ['DEPENDS_ON']}) YIELD node, component",
    looks: Looks::Along(Direction::Outgoing),
    weighted: false,
    own: &[],
    outputs: &[("node", Type::Node), ("component", Type::Integer)],
    body,
};

fn body(call: &Call) -> Result<Vec<Column>> {
    let view = View::of(call)?.keeping(32, 4)?;
    let components = kosaraju_scc(&view);
    view.finish()?;
    let mut group = vec![0; view.node_bound()];
    for (number, component) in components.iter().enumerate() {
        for node in component {
            group[node.0 as usize] = number as u32;
        }
    }
    let groups: Vec<u32> = view.nodes().iter().map(|node| group[node.0 as usize]).collect();
    Ok(vec![Column::Nodes(view.nodes().to_vec()), integers(renumbered(&groups))])
}
