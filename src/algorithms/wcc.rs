//! Weakly connected components: union-find without locks, over few of the relationships.
//!
//! A root always hangs itself below a smaller root, so in the end each component hangs below its smallest node,
//! whichever thread came first (Jayanti & Tarjan 2016). Most graphs have one giant component, and two relationships
//! of each node are enough to find nearly all of it; after that only nodes outside look at the rest of theirs
//! (Afforest: Sutton, Ben-Nun & Barak 2018). The relationships are read from the snapshot, nothing is copied.

use std::sync::atomic::{AtomicU32, Ordering};

use super::argument::Looks;
use super::call::Call;
use super::piece::in_pieces;
use super::procedure::AlgorithmProcedure;
use super::result::{integers, renumbered};
use super::scope::Scope;
use crate::diagnostic::Result;
use crate::graph::Direction;
use crate::value::{Column, NodeId, Type};

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

/// How many relationships of each node and type are joined before the giant is looked for.
const FIRST: usize = 2;
/// How many nodes are asked which component is the giant.
const ASKED: usize = 1024;

fn body(call: &Call) -> Result<Vec<Column>> {
    let scope = Scope::of(call)?;
    // By node id, so that no number has to be looked up; nodes outside the scope are marked.
    let above: Vec<AtomicU32> = (0..call.graph.node_capacity()).map(|_| AtomicU32::new(OUTSIDE)).collect();
    for node in &scope.nodes {
        above[node.0 as usize].store(node.0, Ordering::Relaxed);
    }
    join_all(call, &scope, &above)?;
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

/// Joins the ends of all relationships; those within the giant are left out once it is known.
fn join_all(call: &Call, scope: &Scope, above: &[AtomicU32]) -> Result<()> {
    let nodes = &scope.nodes;
    let join_ends = |node: NodeId, ends: &[NodeId]| {
        for end in ends {
            if above[end.0 as usize].load(Ordering::Relaxed) != OUTSIDE {
                join(above, node.0, end.0);
            }
        }
    };
    in_pieces(call.control, nodes.len(), |piece| {
        let mut scratch = Vec::new();
        for node in &nodes[piece] {
            for rel_type in &scope.types {
                let ends = call.graph.neighbour_nodes(*node, Direction::Outgoing, *rel_type, &mut scratch);
                join_ends(*node, &ends[..ends.len().min(FIRST)]);
            }
        }
    })?;
    // Frozen here: a relationship between two nodes of the giant needs no look, and one between the giant and
    // another node is seen from that node, which looks both ways.
    let roots: Vec<u32> = in_pieces(call.control, nodes.len(), |piece| {
        nodes[piece].iter().map(|n| root(above, n.0)).collect::<Vec<_>>()
    })?
    .concat();
    let giant = most_frequent(&roots);
    in_pieces(call.control, nodes.len(), |piece| {
        let mut scratch = Vec::new();
        for at in piece.filter(|at| Some(roots[*at]) != giant) {
            for rel_type in &scope.types {
                let ends = call.graph.neighbour_nodes(nodes[at], Direction::Outgoing, *rel_type, &mut scratch);
                join_ends(nodes[at], &ends[ends.len().min(FIRST)..]);
                join_ends(
                    nodes[at],
                    call.graph.neighbour_nodes(nodes[at], Direction::Incoming, *rel_type, &mut scratch),
                );
            }
        }
    })?;
    Ok(())
}

/// The most frequent among some of the roots, evenly spread.
fn most_frequent(roots: &[u32]) -> Option<u32> {
    let mut asked: Vec<u32> = roots.iter().copied().step_by((roots.len() / ASKED).max(1)).collect();
    asked.sort_unstable();
    asked.chunk_by(|a, b| a == b).max_by_key(|same| same.len()).map(|same| same[0])
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
