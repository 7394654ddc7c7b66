//! Bridges: relationships whose removal splits a component.

use super::argument::Looks;
use super::call::Call;
use super::lowlink::weak;
use super::procedure::AlgorithmProcedure;
use super::projection::{Projection, Rows};
use super::result::relationships;
use super::scope::Scope;
use crate::diagnostic::Result;
use crate::graph::Direction;
use crate::value::{Column, Type};

pub(super) const PROCEDURE: AlgorithmProcedure = AlgorithmProcedure {
    name: "algo.bridges",
    description: "The relationships whose removal would split a component, whatever their direction. Of two parallel \
                  relationships neither is a bridge.",
    example: "CALL algo.bridges({types: ['ROAD']}) YIELD relationship, source, target",
    looks: Looks::BothWays,
    weighted: false,
    own: &[],
    outputs: &[("relationship", Type::Relationship), ("source", Type::Node), ("target", Type::Node)],
    body,
};

fn body(call: &Call) -> Result<Vec<Column>> {
    let scope = Scope::of(call)?;
    let projection = Projection::build(call, &scope, Rows::Parallel)?;
    let mut bridges = Vec::new();
    for (a, b) in weak(call, &projection)?.bridges {
        let (a, b) = (projection.node(a), projection.node(b));
        call.graph.rels_between(a, b, Direction::Both, &scope.types, &mut bridges);
    }
    bridges.sort_unstable();
    let ends: Vec<_> = bridges.iter().filter_map(|rel| call.graph.rel(*rel)).collect();
    Ok(vec![
        relationships(bridges),
        Column::Nodes(ends.iter().map(|rel| rel.start).collect()),
        Column::Nodes(ends.iter().map(|rel| rel.end).collect()),
    ])
}
