//! Label propagation, semi-synchronous: communities by majority among neighbours (Cordasco & Gargano 2010).
//!
//! Nodes are coloured so that neighbours differ; a round changes the nodes of one colour after the other. Nothing
//! swings, nothing is random, and the result is the one of networkx's `label_propagation_communities`.

use rustc_hash::FxHashMap;

use super::argument::{Argument, Looks};
use super::call::Call;
use super::control::Pace;
use super::procedure::AlgorithmProcedure;
use super::projection::{Projection, Rows};
use super::result::{integers, node_column, renumbered};
use super::scope::Scope;
use crate::diagnostic::Result;
use crate::value::{Column, Type};

pub(super) const PROCEDURE: AlgorithmProcedure = AlgorithmProcedure {
    name: "algo.labelPropagation",
    description: "Communities: each node joins the one that most of its neighbours (by weight) are in, until nothing \
                  changes. Whatever the direction; loops do not count. Communities are numbered from 0 in the order \
                  of their first nodes.",
    example: "CALL algo.labelPropagation({types: ['KNOWS']}) YIELD node, community",
    looks: Looks::BothWays,
    weighted: true,
    own: &[Argument::new("iterations", "INTEGER", "no limit", "rounds at most")],
    outputs: &[("node", Type::Node), ("community", Type::Integer)],
    body,
};

fn body(call: &Call) -> Result<Vec<Column>> {
    let rounds = call.integer("iterations", i64::MAX, 1..=i64::MAX)?;
    let scope = Scope::of(call)?;
    let rows = if scope.weight.is_some() { Rows::Weighted } else { Rows::Simple };
    let projection = Projection::build(call, &scope, rows)?;
    call.control.hold(projection.len() * 24)?;
    let mut pace = Pace::new(call.control);
    let order = by_colour(&projection, &mut pace)?;
    let mut labels: Vec<u32> = projection.all().collect();
    let mut votes = FxHashMap::default();
    for _ in 0..rounds {
        let mut changed = false;
        for node in &order {
            pace.step(projection.degree(*node) + 1)?;
            changed |= vote(&projection, *node, &mut labels, &mut votes);
        }
        if !changed {
            break;
        }
    }
    Ok(vec![node_column(&projection), integers(renumbered(&labels))])
}

/// The nodes by colour: greedily coloured, those with many neighbours first.
fn by_colour(projection: &Projection, pace: &mut Pace) -> Result<Vec<u32>> {
    let mut order: Vec<u32> = projection.all().collect();
    order.sort_by_key(|node| std::cmp::Reverse(projection.degree(*node)));
    let mut colour = vec![u32::MAX; projection.len()];
    // For each colour the last node that saw it on a neighbour.
    let mut taken: Vec<u32> = Vec::new();
    for node in &order {
        pace.step(projection.degree(*node) + 1)?;
        for other in projection.row(*node) {
            if let Some(slot) = taken.get_mut(colour[*other as usize] as usize) {
                *slot = *node;
            }
        }
        let free = taken.iter().position(|taken| taken != node).unwrap_or(taken.len());
        if free == taken.len() {
            taken.push(u32::MAX);
        }
        colour[*node as usize] = free as u32;
    }
    order.sort_by_key(|node| (colour[*node as usize], *node));
    Ok(order)
}

/// Gives a node the strongest label around it: its own among equals, else the greatest. Whether that is another one.
fn vote(projection: &Projection, node: u32, labels: &mut [u32], votes: &mut FxHashMap<u32, f64>) -> bool {
    votes.clear();
    for (other, weight) in projection.weighted_row(node) {
        if other != node {
            *votes.entry(labels[other as usize]).or_insert(0.0) += weight;
        }
    }
    let most = votes.values().copied().fold(0.0, f64::max);
    let own = labels[node as usize];
    if votes.is_empty() || votes.get(&own) == Some(&most) {
        return false;
    }
    let strongest = votes.iter().filter(|(_, votes)| **votes == most).map(|(label, _)| *label).max();
    labels[node as usize] = strongest.unwrap_or(own);
    strongest.is_some_and(|label| label != own)
}
