//! Articulation points: nodes whose removal splits a component.

use super::argument::Looks;
use super::call::Call;
use super::lowlink::weak;
use super::procedure::AlgorithmProcedure;
use super::projection::{Projection, Rows};
use super::result::nodes_of;
use crate::diagnostic::Result;
use crate::value::{Column, Type};

pub(super) const PROCEDURE: AlgorithmProcedure = AlgorithmProcedure {
    name: "algo.articulationPoints",
    description: "The nodes whose removal would split a component, whatever the direction of relationships.",
    example: "CALL algo.articulationPoints({types: ['ROAD']}) YIELD node",
    looks: Looks::BothWays,
    weighted: false,
    own: &[],
    outputs: &[("node", Type::Node)],
    body,
};

fn body(call: &Call) -> Result<Vec<Column>> {
    let projection = Projection::of(call, Rows::Parallel)?;
    let joints = weak(call, &projection)?.joints;
    Ok(vec![nodes_of(&projection, projection.all().filter(|node| joints[*node as usize]))])
}
