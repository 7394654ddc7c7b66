//! Weakly connected components: union-find over all relationships at once, without locks.
//!
//! A root always hangs itself below a smaller root, so in the end each component hangs below its smallest node,
//! whichever thread came first (Jayanti & Tarjan 2016). The relationships are read from the snapshot, nothing is copied.

use std::sync::atomic::{AtomicU32, Ordering};

use rayon::prelude::*;

use super::call::Call;
use super::procedure::{AlgorithmProcedure, Looks};
use super::projection::PIECE;
use super::result::{integers, renumbered};
use super::scope::Scope;
use crate::diagnostic::Result;
use crate::graph::Direction;
use crate::value::{Column, Type};

pub(super) const PROCEDURE: AlgorithmProcedure = AlgorithmProcedure {
    name: "algo.wcc",
    description: "The connected component of each node, whatever the direction of relationships. Components are \
                  numbered from 0 in the order of their first nodes.",
    example: "CALL algo.wcc({types: ['BORDERS']}) YIELD node, component",
    looks: Looks::BothWays,
    weighted: false,
    own: &[],
    outputs: &[("node", Type::Node), ("component", Type::Integer)],
    body,
};

fn body(call: &Call) -> Result<Vec<Column>> {
    let scope = Scope::of(call)?;
    // By node id, so that no number has to be looked up; nodes outside the scope are marked.
    let above: Vec<AtomicU32> = (0..call.graph.node_capacity()).map(|_| AtomicU32::new(OUTSIDE)).collect();
    scope.nodes.iter().for_each(|node| above[node.0 as usize].store(node.0, Ordering::Relaxed));
    scope.nodes.par_chunks(PIECE).try_for_each(|nodes| {
        call.control.check()?;
        for node in nodes {
            call.graph.for_each_neighbour(*node, Direction::Outgoing, &scope.types, &mut |_, other| {
                if above[other.0 as usize].load(Ordering::Relaxed) != OUTSIDE {
                    join(&above, node.0, other.0);
                }
            });
        }
        Ok(())
    })?;
    let mut dense = vec![0; above.len()];
    let groups: Vec<u32> = scope
        .nodes
        .iter()
        .enumerate()
        .map(|(at, node)| {
            dense[node.0 as usize] = at as u32;
            // The root is the smallest node of the component, so its dense number is known by now.
            dense[root(&above, node.0) as usize]
        })
        .collect();
    let components = renumbered(&groups);
    Ok(vec![Column::Nodes(scope.nodes), integers(components)])
}

const OUTSIDE: u32 = u32::MAX;

/// The root above `node`; shortens the way for those who come later.
fn root(above: &[AtomicU32], mut node: u32) -> u32 {
    loop {
        let parent = above[node as usize].load(Ordering::Relaxed);
        if parent == node {
            return node;
        }
        let grandparent = above[parent as usize].load(Ordering::Relaxed);
        if grandparent == parent {
            return parent;
        }
        // Losing this race is harmless: another thread has written a nearer ancestor.
        let slot = &above[node as usize];
        let _ = slot.compare_exchange_weak(parent, grandparent, Ordering::Relaxed, Ordering::Relaxed);
        node = grandparent;
    }
}

fn join(above: &[AtomicU32], a: u32, b: u32) {
    let (mut a, mut b) = (a, b);
    loop {
        if above[a as usize].load(Ordering::Relaxed) == above[b as usize].load(Ordering::Relaxed) {
            return;
        }
        a = root(above, a);
        b = root(above, b);
        if a == b {
            return;
        }
        let (small, large) = (a.min(b), a.max(b));
        if above[large as usize].compare_exchange(large, small, Ordering::Relaxed, Ordering::Relaxed).is_ok() {
            return;
        }
    }
}
