//! Minimum (or maximum) spanning forest: Kruskal's algorithm that sorts few relationships (after filter-Kruskal: Osipov,
//! Sanders & Singler 2009).
//!
//! In a dense graph the lightest relationships connect nearly all nodes, and most others then join what is joined
//! already. So only some of the lightest are sorted and tried; those that are still between different trees are looked
//! through again, for four times as many. Nothing but what is sorted is copied.
//! Equal weights are told apart by the relationship: there is one forest, whatever order relationships are read in.
//!
//! ```text
//! between different trees ──sample──▶ a bound ──read up to it──▶ sort ──▶ join trees ──┐
//!            ▲                                                                         │
//!            └─────────────────────────────────────────────────────────────────────────┘
//! ```

use std::ops::Range;

use rayon::prelude::*;

use super::argument::{Argument, Looks};
use super::call::Call;
use super::control::Pace;
use super::piece::in_pieces;
use super::procedure::AlgorithmProcedure;
use super::projection::Index;
use super::result::{floats, relationships};
use super::scope::Scope;
use crate::diagnostic::Result;
use crate::graph::Direction;
use crate::value::{Column, RelId, Type, float_of, rank_of};

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

/// Relationships that are tried at once at least.
const FEW: usize = 1 << 12;
/// Nodes whose relationships are looked at to tell which are the lightest.
const SAMPLE: usize = 1 << 10;

fn body(call: &Call) -> Result<Vec<Column>> {
    // -1 where the heaviest are wanted.
    let sign = if call.flag("maximum", false)? { -1.0 } else { 1.0 };
    let scope = Scope::of(call)?;
    call.control.hold(scope.nodes.len() * (4 + size_of::<Link>()))?;
    let mut forest = Forest::new(call, &scope, sign)?;
    forest.grow()?;
    let mut chosen = forest.chosen;
    chosen.sort_unstable_by_key(|link| link.rel);
    let node = |dense: u32| scope.nodes[dense as usize];
    Ok(vec![
        relationships(chosen.iter().map(|link| link.rel).collect()),
        Column::Nodes(chosen.iter().map(|link| node(link.start)).collect()),
        Column::Nodes(chosen.iter().map(|link| node(link.end)).collect()),
        // No -0.0 for a zero turned round.
        floats(chosen.iter().map(|link| float_of(link.rank) * sign + 0.0).collect()),
    ])
}

/// A relationship between two nodes, which go by their place in the scope.
#[derive(Clone, Copy, Debug)]
struct Link {
    // The place of the weight among all numbers.
    rank: u64,
    rel: RelId,
    start: u32,
    end: u32,
}

impl Link {
    /// Links are tried in this order; no two are the same.
    #[inline]
    fn order(&self) -> u128 {
        u128::from(self.rank) << 32 | u128::from(self.rel.0)
    }
}

/// Trees that grow together.
struct Forest<'a> {
    call: &'a Call<'a>,
    scope: &'a Scope,
    index: Index,
    sign: f64,
    // Above each node another one of its tree, or itself at the root.
    above: Vec<u32>,
    trees: usize,
    chosen: Vec<Link>,
}

impl<'a> Forest<'a> {
    fn new(call: &'a Call<'a>, scope: &'a Scope, sign: f64) -> Result<Self> {
        let trees = scope.nodes.len();
        let above = (0..trees as u32).collect();
        Ok(Self { call, scope, index: Index::new(call, scope)?, sign, above, trees, chosen: Vec::new() })
    }

    /// Tries all relationships, the lightest first.
    fn grow(&mut self) -> Result<()> {
        let mut wanted = FEW.max(self.trees * 2);
        while self.trees > 1 {
            let bound = self.bound(wanted)?;
            let mut links = self.up_to(bound)?;
            self.call.control.check()?;
            links.par_sort_unstable_by_key(Link::order);
            self.join(&links)?;
            self.call.control.release(links.len() * size_of::<Link>());
            if bound == u128::MAX {
                break;
            }
            self.flatten()?;
            wanted *= 4;
        }
        Ok(())
    }

    /// Where in the order about as many links between different trees are before as are wanted; the end of the order
    /// where that would be most of them.
    fn bound(&self, wanted: usize) -> Result<u128> {
        let nodes = self.scope.nodes.len();
        let stride = (nodes / SAMPLE).max(1);
        let mut sample = Vec::new();
        for node in (0..nodes).step_by(stride) {
            self.read(node..node + 1, u128::MAX, &mut sample)?;
        }
        let at = wanted / stride;
        if sample.len() / 2 <= at {
            return Ok(u128::MAX);
        }
        let (_, link, _) = sample.select_nth_unstable_by_key(at, Link::order);
        Ok(link.order())
    }

    /// The links between different trees that come before `bound` or at it; what they take is held.
    fn up_to(&self, bound: u128) -> Result<Vec<Link>> {
        let control = self.call.control;
        let pieces = in_pieces(control, self.above.len(), |piece| {
            let mut links = Vec::new();
            self.read(piece, bound, &mut links)?;
            links.shrink_to_fit();
            control.hold(links.len() * size_of::<Link>()).map(|()| links)
        })?;
        let pieces: Vec<Vec<Link>> = pieces.into_iter().collect::<Result<_>>()?;
        let bytes = pieces.iter().map(Vec::len).sum::<usize>() * size_of::<Link>();
        control.hold(bytes)?;
        let links = pieces.concat();
        control.release(bytes);
        Ok(links)
    }

    /// Adds the links between different trees that start at some nodes and do not come behind `bound`. Trees must be
    /// flat; a loop is within one.
    fn read(&self, nodes: Range<usize>, bound: u128, links: &mut Vec<Link>) -> Result<()> {
        let (call, scope) = (self.call, self.scope);
        let (first, rank) = (links.len(), rank_of(self.sign));
        for start in nodes.start as u32..nodes.end as u32 {
            let node = scope.nodes[start as usize];
            let tree = self.above[start as usize];
            call.graph.for_each_neighbour(node, Direction::Outgoing, &scope.types, &mut |rel, other| {
                if let Some(end) = self.index.find(other).filter(|end| self.above[*end as usize] != tree) {
                    links.push(Link { rank, rel, start, end });
                }
            });
        }
        if scope.weight.is_some() {
            let new = &mut links[first..];
            let bytes = new.len() * (size_of::<Link>() + 4 + 8);
            call.control.hold(bytes)?;
            let rels: Vec<RelId> = new.iter().map(|link| link.rel).collect();
            let weights = scope.weights(call.graph, &rels, true)?;
            new.iter_mut().zip(weights).for_each(|(link, weight)| link.rank = rank_of(weight * self.sign));
            call.control.release(bytes);
        }
        if bound != u128::MAX {
            links.retain(|link| link.order() <= bound);
        }
        Ok(())
    }

    /// Takes each of the sorted links that joins two trees.
    fn join(&mut self, sorted: &[Link]) -> Result<()> {
        let mut pace = Pace::new(self.call.control);
        for link in sorted {
            pace.step(1)?;
            let (a, b) = (self.root(link.start), self.root(link.end));
            if a != b {
                self.above[a.max(b) as usize] = a.min(b);
                self.trees -= 1;
                self.chosen.push(*link);
            }
        }
        Ok(())
    }

    /// The root above a node; shortens the way for those who come later.
    fn root(&mut self, mut at: u32) -> u32 {
        while self.above[at as usize] != at {
            let parent = self.above[at as usize];
            self.above[at as usize] = self.above[parent as usize];
            at = parent;
        }
        at
    }

    /// Puts the root right above each node. A root is the least of its tree, so what is above comes earlier.
    fn flatten(&mut self) -> Result<()> {
        let mut pace = Pace::new(self.call.control);
        for at in 0..self.above.len() {
            pace.step(1)?;
            self.above[at] = self.above[self.above[at] as usize];
        }
        Ok(())
    }
}
