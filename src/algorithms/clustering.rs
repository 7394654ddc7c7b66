//! The local clustering coefficient: how many pairs of a node's neighbours are neighbours themselves.

use super::argument::Looks;
use super::call::Call;
use super::procedure::AlgorithmProcedure;
use super::projection::{Projection, Rows};
use super::result::{floats, integers, node_column};
use super::triangles::triangles;
use crate::diagnostic::Result;
use crate::value::{Column, Type};

pub(super) const PROCEDURE: AlgorithmProcedure = AlgorithmProcedure {
    name: "algo.clustering",
    description: "The share of pairs of a node's neighbours that are neighbours themselves, whatever the direction of \
                  relationships; 0 for a node with fewer than two neighbours.",
    example: "CALL algo.clustering({types: ['KNOWS']}) YIELD node, score",
    looks: Looks::BothWays,
    weighted: false,
    own: &[],
    outputs: &[("node", Type::Node), ("score", Type::Float), ("triangles", Type::Integer)],
    body,
};

fn body(call: &Call) -> Result<Vec<Column>> {
    let projection = Projection::of(call, Rows::Simple)?;
    let counts = triangles(call, &projection)?;
    let score = |(node, count): (u32, &u64)| {
        let degree = projection.degree(node) as f64;
        if degree < 2.0 { 0.0 } else { 2.0 * *count as f64 / (degree * (degree - 1.0)) }
    };
    let scores = projection.all().zip(&counts).map(score).collect();
    Ok(vec![node_column(&projection), floats(scores), integers(counts.iter().map(|count| *count as i64))])
}
