//! Weakly connected components: union-find without locks, over few of the relationships.
//!
//! A root always hangs itself below a smaller root, so in the end each component hangs below its smallest node,
//! whichever thread came first (Jayanti & Tarjan 2016). Most graphs have one giant component, and the neighbour with the
//! least number leads most nodes to it; after that only nodes outside look at more of theirs, until they are in it as
//! well (after Afforest: Sutton, Ben-Nun & Barak 2018). The relationships are read from the snapshot, nothing is copied.

use std::ops::Range;
use std::sync::atomic::{AtomicU32, Ordering};

use super::argument::Looks;
use super::call::Call;
use super::piece::{PIECE, in_pieces};
use super::procedure::AlgorithmProcedure;
use super::result::integers;
use super::scope::Scope;
use crate::diagnostic::Result;
use crate::graph::{Csr, Direction};
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

/// How many nodes are asked which component is the giant.
const ASKED: usize = 1024;
/// Fewer nodes than this are done before other threads would have woken.
const FEW: usize = 1 << 15;

fn body(call: &Call) -> Result<Vec<Column>> {
    let scope = Scope::of(call)?;
    let forest = Forest::new(call, &scope)?;
    forest.join_all()?;
    let mut numbers = vec![0; forest.above.len()];
    let mut next = 0;
    let mut components = Vec::with_capacity(scope.nodes.len());
    for node in &scope.nodes {
        let at = forest.at(*node);
        let root = forest.root(at);
        // The root is the smallest node of its component, so it comes first.
        if root == at {
            numbers[at as usize] = next;
            next += 1;
        }
        components.push(numbers[root as usize]);
    }
    Ok(vec![Column::Nodes(scope.nodes), integers(components)])
}

const OUTSIDE: u32 = u32::MAX;

/// The trees of a scope: above each node another one of its component, or itself at the root. Nodes are numbered from
/// the first of the scope on, so that no number has to be looked up; those outside the scope are marked.
struct Forest<'a> {
    call: &'a Call<'a>,
    scope: &'a Scope,
    first: u32,
    above: Vec<AtomicU32>,
    // The rows of each type of the scope, where they can be read as they are.
    rows: Vec<Option<&'a Csr>>,
    // All nodes between the first and the last are in the scope.
    gapless: bool,
    // One thread does it all.
    alone: bool,
}

impl<'a> Forest<'a> {
    fn new(call: &'a Call<'a>, scope: &'a Scope) -> Result<Self> {
        let nodes = &scope.nodes;
        let (first, last) = (nodes.first().map_or(0, |node| node.0), nodes.last().map_or(0, |node| node.0));
        let span = (last - first) as usize + 1;
        call.control.hold(span * 12 + nodes.len() * 12)?;
        let gapless = nodes.len() == span;
        let above: Vec<AtomicU32> = if gapless {
            (0..span as u32).map(AtomicU32::new).collect()
        } else {
            let above: Vec<AtomicU32> = (0..span).map(|_| AtomicU32::new(OUTSIDE)).collect();
            nodes.iter().for_each(|node| above[(node.0 - first) as usize].store(node.0 - first, Ordering::Relaxed));
            above
        };
        let alone = nodes.len() < FEW || rayon::current_num_threads() == 1;
        let rows = scope.types.iter().map(|rel_type| call.graph.plain_rows(*rel_type, Direction::Outgoing)).collect();
        Ok(Self { call, scope, first, above, rows, gapless, alone })
    }

    /// The number of a node of the scope.
    fn at(&self, node: NodeId) -> u32 {
        node.0 - self.first
    }

    /// The ends of the relationships of the `at`-th type that start at a node.
    fn ends<'r>(&'r self, node: NodeId, at: usize, scratch: &'r mut Vec<NodeId>) -> &'r [NodeId] {
        match self.rows[at] {
            Some(rows) => rows.row(node).ends,
            None => self.call.graph.neighbour_nodes(node, Direction::Outgoing, self.scope.types[at], scratch),
        }
    }

    /// Joins the ends of all relationships; those within the giant are left out once it is known.
    fn join_all(&self) -> Result<()> {
        let (graph, nodes) = (self.call.graph, &self.scope.nodes);
        if nodes.len() <= ASKED {
            return self.join_each();
        }
        self.in_pieces(|piece| {
            let mut scratch = Vec::new();
            for node in &nodes[piece] {
                let mut least = self.at(*node);
                for at in 0..self.rows.len() {
                    let ends = self.ends(*node, at, &mut scratch);
                    // Ends ascend, so few are looked at.
                    let less = ends.iter().take_while(|end| end.0 < self.first + least);
                    let found = less.map(|end| end.0.wrapping_sub(self.first)).find(|end| self.is_member(*end));
                    least = found.unwrap_or(least);
                }
                // Nobody else writes here yet.
                self.above[self.at(*node) as usize].store(least, Ordering::Relaxed);
            }
        })?;
        let Some(giant) = self.giant() else { return Ok(()) };
        // A relationship between two nodes that are in the giant when they are done needs no look, and one between
        // such a node and another is seen from the other, which looks both ways.
        self.in_pieces(|piece| {
            let mut scratch = Vec::new();
            for node in nodes[piece].iter().filter(|node| self.root(self.at(**node)) != self.root(giant)) {
                for (at, rel_type) in self.scope.types.iter().enumerate() {
                    self.join_ends(*node, self.ends(*node, at, &mut scratch), giant);
                    let ends = graph.neighbour_nodes(*node, Direction::Incoming, *rel_type, &mut scratch);
                    self.join_ends(*node, ends, giant);
                }
            }
        })
    }

    /// As [`Self::join_all`], for so few nodes that asking for the giant takes longer.
    fn join_each(&self) -> Result<()> {
        self.call.control.check()?;
        let mut scratch = Vec::new();
        for node in &self.scope.nodes {
            for at in 0..self.rows.len() {
                let ends = self.ends(*node, at, &mut scratch);
                let others = ends.iter().map(|end| end.0.wrapping_sub(self.first));
                others.filter(|other| self.is_member(*other)).for_each(|other| self.join(self.at(*node), other));
            }
        }
        Ok(())
    }

    fn in_pieces(&self, work: impl Fn(Range<usize>) + Sync) -> Result<()> {
        let (control, count) = (self.call.control, self.scope.nodes.len());
        if !self.alone {
            return in_pieces(control, count, work).map(|_| ());
        }
        for first in (0..count).step_by(PIECE) {
            control.check()?;
            work(first..count.min(first + PIECE));
        }
        Ok(())
    }

    /// Joins a node with others, until it is in the `giant`.
    fn join_ends(&self, node: NodeId, ends: &[NodeId], giant: u32) {
        for end in ends {
            let other = end.0.wrapping_sub(self.first);
            if self.is_member(other) {
                self.join(self.at(node), other);
                if self.root(self.at(node)) == self.root(giant) {
                    return;
                }
            }
        }
    }

    fn is_member(&self, at: u32) -> bool {
        let above = self.above.get(at as usize);
        above.is_some_and(|above| self.gapless || above.load(Ordering::Relaxed) != OUTSIDE)
    }

    /// The most frequent among the roots of some nodes, evenly spread.
    fn giant(&self) -> Option<u32> {
        let nodes = &self.scope.nodes;
        let some = nodes.iter().step_by((nodes.len() / ASKED).max(1));
        let mut asked: Vec<u32> = some.map(|node| self.root(self.at(*node))).collect();
        asked.sort_unstable();
        asked.chunk_by(|a, b| a == b).max_by_key(|same| same.len()).map(|same| same[0])
    }

    fn load(&self, at: u32) -> u32 {
        self.above[at as usize].load(Ordering::Relaxed)
    }

    /// Puts `new` above a node below which `old` was seen; false when another thread was faster.
    fn replace(&self, at: u32, old: u32, new: u32) -> bool {
        let above = &self.above[at as usize];
        if self.alone {
            above.store(new, Ordering::Relaxed);
            return true;
        }
        above.compare_exchange(old, new, Ordering::Relaxed, Ordering::Relaxed).is_ok()
    }

    /// The root above a node; shortens the way for those who come later.
    fn root(&self, mut at: u32) -> u32 {
        loop {
            let parent = self.load(at);
            if parent == at {
                return at;
            }
            let grandparent = self.load(parent);
            if grandparent == parent {
                return parent;
            }
            // Losing this race is harmless: another thread has written a nearer ancestor.
            self.replace(at, parent, grandparent);
            at = grandparent;
        }
    }

    fn join(&self, a: u32, b: u32) {
        let (mut a, mut b) = (a, b);
        loop {
            if self.load(a) == self.load(b) {
                return;
            }
            a = self.root(a);
            b = self.root(b);
            if a == b {
                return;
            }
            let (small, large) = (a.min(b), a.max(b));
            if self.replace(large, large, small) {
                return;
            }
        }
    }
}
