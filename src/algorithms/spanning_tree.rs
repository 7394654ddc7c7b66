//! Minimum (or maximum) spanning forest: petgraph's Kruskal over the snapshot.

use petgraph::algo::min_spanning_tree;
use petgraph::data::Element;

use super::argument::{Argument, Looks};
use super::call::Call;
use super::procedure::AlgorithmProcedure;
use super::result::{floats, relationships};
use super::view::{View, Weight};
use crate::diagnostic::Result;
use crate::value::{Column, Type};

pub(super) const PROCEDURE: AlgorithmProcedure = AlgorithmProcedure {
    name: "algo.spanningTree",
    description: "The relationships that connect each component at the least total weight, whatever their direction; \
                  among equal weights the older relationship wins.",
    example: "CALL algo.spanningTree({types: ['ROAD'], weight: 'km'}) YIELD relationship, weight",
    looks: Looks::BothWays,
    weighted: true,
    own: &[Argument::new("maximum", "BOOLEAN", "false", "the greatest total weight instead")],
    outputs: &[
        ("relationship", Type::Relationship),
        ("source", Type::Node),
        ("target", Type::Node),
        ("weight", Type::Float),
    ],
    body,
};

fn body(call: &Call) -> Result<Vec<Column>> {
    let maximum = call.flag("maximum", false)?;
    let view = View::of(call)?.keeping(8, 40)?;
    let view = if maximum { view.negated() } else { view };
    let mut chosen: Vec<Weight> = min_spanning_tree(&view)
        .filter_map(|element| match element {
            Element::Edge { weight, .. } => Some(weight),
            Element::Node { .. } => None,
        })
        .collect();
    view.finish()?;
    chosen.sort_by_key(|weight| weight.rel);
    let ends: Vec<_> = chosen.iter().filter_map(|weight| call.graph.rel(weight.rel)).collect();
    let sign = if maximum { -1.0 } else { 1.0 };
    Ok(vec![
        relationships(chosen.iter().map(|weight| weight.rel).collect()),
        Column::Nodes(ends.iter().map(|rel| rel.start).collect()),
        Column::Nodes(ends.iter().map(|rel| rel.end).collect()),
        floats(chosen.iter().map(|weight| weight.value * sign).collect()),
    ])
}
