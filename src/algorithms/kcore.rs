//! Core numbers: peel off the node of least degree, again and again (Batagelj & Zaveršnik 2003), in linear time.

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

fn body(call: &Call) -> Result<Vec<Column>> {
    let projection = Projection::of(call, Rows::Simple)?;
    call.control.hold(projection.len() * (8 + 4 + 8 + 8))?;
    let cores = Peeling::new(&projection).run(call)?;
    Ok(vec![node_column(&projection), integers(cores.into_iter().map(|core| core as i64))])
}

/// Nodes sorted by what is left of their degree; `bins[d]` is where degree `d` starts in `order`.
struct Peeling<'a> {
    projection: &'a Projection,
    degree: Vec<usize>,
    order: Vec<u32>,
    place: Vec<usize>,
    bins: Vec<usize>,
}

impl<'a> Peeling<'a> {
    fn new(projection: &'a Projection) -> Self {
        let degree: Vec<usize> = projection.all().map(|node| projection.degree(node)).collect();
        let most = degree.iter().copied().max().unwrap_or(0);
        let mut bins = vec![0; most + 2];
        for degree in &degree {
            bins[degree + 1] += 1;
        }
        for at in 1..bins.len() {
            bins[at] += bins[at - 1];
        }
        let mut order: Vec<u32> = projection.all().collect();
        order.sort_by_key(|node| degree[*node as usize]);
        let mut place = vec![0; order.len()];
        order.iter().enumerate().for_each(|(at, node)| place[*node as usize] = at);
        Self { projection, degree, order, place, bins }
    }

    fn run(mut self, call: &Call) -> Result<Vec<usize>> {
        let mut pace = Pace::new(call.control);
        for at in 0..self.order.len() {
            let node = self.order[at];
            pace.step(self.projection.degree(node) + 1)?;
            for other in self.projection.row(node) {
                if self.degree[*other as usize] > self.degree[node as usize] {
                    self.lower(*other as usize);
                }
            }
        }
        Ok(self.degree)
    }

    /// Takes one from the degree of a node: it changes places with the first of its bin, which then starts later.
    fn lower(&mut self, node: usize) {
        let degree = self.degree[node];
        let (from, to) = (self.place[node], self.bins[degree]);
        let first = self.order[to] as usize;
        self.order.swap(from, to);
        self.place[first] = from;
        self.place[node] = to;
        self.bins[degree] += 1;
        self.degree[node] -= 1;
    }
}
