//! Core numbers: peel off the nodes of least degree, again and again (after Batagelj & Zaveršnik 2003), in linear time.
//!
//! For each k the nodes that are left are looked through for those with no more than k neighbours left. A node is looked
//! at as often as its core number says, so that is linear too, and nothing but degrees is read out of order.

use super::argument::Looks;
use super::call::Call;
use super::control::Pace;
use super::procedure::AlgorithmProcedure;
use super::projection::{Projection, Rows};
use super::result::{integers, node_column};
use crate::diagnostic::Result;
use crate::value::{Column, Type};

pub(super) const PROCEDURE: AlgorithmProcedure = AlgorithmProcedure {
    name: "algo.kcore",
    description: "The core number of each node: the greatest k for which it belongs to a part of the graph where \
                  every node has k neighbours. Direction, loops and parallel relationships do not matter.",
    example: "CALL algo.kcore({types: ['KNOWS']}) YIELD node, core",
    looks: Looks::BothWays,
    weighted: false,
    own: &[],
    outputs: &[("node", Type::Node), ("core", Type::Integer)],
    body,
};

/// Nodes whose rows are wanted at once, so that their reads do not wait for each other.
const TOGETHER: usize = 64;

fn body(call: &Call) -> Result<Vec<Column>> {
    let projection = Projection::of(call, Rows::Simple)?;
    call.control.hold(projection.len() * (4 + 4 + 4 + 8))?;
    let cores = cores(call, &projection)?;
    Ok(vec![node_column(&projection), integers(cores.into_iter().map(i64::from))])
}

/// The core number of each node of simple rows.
fn cores(call: &Call, projection: &Projection) -> Result<Vec<u32>> {
    let mut pace = Pace::new(call.control);
    // The degree among nodes that are left; of a node that is gone, its core number.
    let mut degree: Vec<u32> = projection.all().map(|node| projection.degree(node) as u32).collect();
    let mut left: Vec<u32> = projection.all().collect();
    let (mut gone, mut some) = (Vec::new(), Vec::new());
    while let Some(k) = left.iter().map(|node| degree[*node as usize]).min() {
        pace.step(left.len())?;
        left.retain(|node| {
            let goes = degree[*node as usize] == k;
            if goes {
                gone.push(*node);
            }
            !goes
        });
        while !gone.is_empty() {
            some.extend(gone.drain(gone.len().saturating_sub(TOGETHER)..));
            projection.look_ahead(&some);
            for node in some.drain(..) {
                pace.step(projection.degree(node) + 1)?;
                for other in projection.row(node) {
                    // Without a branch that nobody could foretell: few of many come down to k.
                    let before = degree[*other as usize];
                    degree[*other as usize] = before - u32::from(before > k);
                    if before == k + 1 {
                        gone.push(*other);
                    }
                }
            }
        }
        // Those that have gone since stand at k.
        left.retain(|node| degree[*node as usize] > k);
    }
    Ok(degree)
}
