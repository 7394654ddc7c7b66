//! Louvain: communities of high modularity, by moving nodes and then merging communities (Blondel et al. 2008).
//!
//! Nodes are visited in ascending order and ties go to the smaller community, so the result is always the same.
//!
//! ```text
//! nodes ──move until no gain──▶ communities ──merge each into one node──▶ smaller graph ──▶ … until no gain
//! ```

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
    name: "algo.louvain",
    description: "Communities of high modularity, whatever the direction of relationships; parallel relationships add \
                  up. Nodes are visited in a fixed order (networkx: at random). Communities are numbered from 0 in \
                  the order of their first nodes.",
    example: "CALL algo.louvain({types: ['KNOWS'], resolution: 1.0}) YIELD node, community",
    looks: Looks::BothWays,
    weighted: true,
    own: &[
        Argument::new("resolution", "FLOAT", "1.0", "above 1 more and smaller communities, below 1 fewer"),
        Argument::new("tolerance", "FLOAT", "1e-7", "stop when a level gains less modularity"),
    ],
    outputs: &[("node", Type::Node), ("community", Type::Integer)],
    body,
};

fn body(call: &Call) -> Result<Vec<Column>> {
    let resolution = call.number("resolution", 1.0, 0.0..=f64::MAX)?;
    let tolerance = call.number("tolerance", 1e-7, 0.0..=f64::MAX)?;
    let scope = Scope::of(call)?;
    let rows = if scope.weight.is_some() { Rows::Weighted } else { Rows::Parallel };
    let projection = Projection::build(call, &scope, rows)?;
    let mut pace = Pace::new(call.control);
    let mut membership: Vec<u32> = projection.all().collect();
    // The first level and the one that is made of it; later ones are smaller.
    call.control.hold(2 * (projection.entries() * 16 + projection.len() * 56))?;
    let mut level = Level::new(&projection, &mut pace)?;
    let mut quality = level.modularity(&level.alone(), resolution, &mut pace)?;
    while level.total > 0.0 {
        let (community, moved) = level.moved(resolution, &mut pace)?;
        if !moved {
            break;
        }
        let numbers = renumbered(&community);
        let community: Vec<u32> = numbers.into_iter().map(|number| number as u32).collect();
        for member in &mut membership {
            *member = community[*member as usize];
        }
        let better = level.modularity(&community, resolution, &mut pace)?;
        if better - quality <= tolerance {
            break;
        }
        quality = better;
        level = level.merged(&community, &mut pace)?;
    }
    Ok(vec![node_column(&projection), integers(renumbered(&membership))])
}

/// A weighted graph without direction.
struct Level {
    // Other nodes, ascending, with weights; each relationship stands on both sides.
    rows: Vec<Vec<(u32, f64)>>,
    // Weight of the loops of each node.
    loops: Vec<f64>,
    // Weight of all relationships of each node, loops twice.
    degree: Vec<f64>,
    // Weight of all relationships.
    total: f64,
}

impl Level {
    fn new(projection: &Projection, pace: &mut Pace) -> Result<Self> {
        let mut rows = vec![Vec::new(); projection.len()];
        let mut loops = vec![0.0; projection.len()];
        for node in projection.all() {
            pace.step(projection.degree(node) + 1)?;
            for (other, weight) in projection.weighted_row(node) {
                if other == node {
                    loops[node as usize] += weight;
                } else {
                    add(&mut rows[node as usize], other, weight);
                }
            }
        }
        Ok(Self::weighed(rows, loops))
    }

    fn weighed(rows: Vec<Vec<(u32, f64)>>, loops: Vec<f64>) -> Self {
        let sum = |row: &Vec<(u32, f64)>| row.iter().map(|(_, weight)| weight).sum::<f64>();
        let degree: Vec<f64> = rows.iter().zip(&loops).map(|(row, loops)| sum(row) + 2.0 * loops).collect();
        let total = degree.iter().sum::<f64>() / 2.0;
        Self { rows, loops, degree, total }
    }

    fn alone(&self) -> Vec<u32> {
        (0..self.rows.len() as u32).collect()
    }

    fn modularity(&self, community: &[u32], resolution: f64, pace: &mut Pace) -> Result<f64> {
        if self.total == 0.0 {
            return Ok(0.0);
        }
        let (mut inside, mut degree) = (vec![0.0; community.len()], vec![0.0; community.len()]);
        for (node, of) in community.iter().enumerate() {
            pace.step(self.rows[node].len() + 1)?;
            let within = self.rows[node].iter().filter(|(other, _)| community[*other as usize] == *of);
            inside[*of as usize] += self.loops[node] + within.map(|(_, weight)| weight).sum::<f64>() / 2.0;
            degree[*of as usize] += self.degree[node];
        }
        let share =
            |(inside, degree): (&f64, &f64)| inside / self.total - resolution * (degree / (2.0 * self.total)).powi(2);
        Ok(inside.iter().zip(&degree).map(share).sum())
    }

    /// Moves nodes to the neighbouring community that gains most until none does; whether any moved.
    fn moved(&self, resolution: f64, pace: &mut Pace) -> Result<(Vec<u32>, bool)> {
        let mut community = self.alone();
        let mut degree = self.degree.clone();
        // What leads from a node to each community, and which communities those are.
        let mut weight = vec![0.0; self.rows.len()];
        let mut around: Vec<u32> = Vec::new();
        let mut any = false;
        loop {
            let mut moved = false;
            for node in 0..self.rows.len() {
                pace.step(self.rows[node].len() + 1)?;
                let own = community[node];
                for (other, more) in &self.rows[node] {
                    let of = community[*other as usize];
                    if weight[of as usize] == 0.0 {
                        around.push(of);
                    }
                    weight[of as usize] += more;
                }
                degree[own as usize] -= self.degree[node];
                let gain = |of: u32| {
                    weight[of as usize] - resolution * degree[of as usize] * self.degree[node] / (2.0 * self.total)
                };
                let mut best = (gain(own), own);
                // A tiny margin keeps rounding from moving a node to and fro for ever.
                let margin = 1e-12 * self.total;
                around.sort_unstable();
                for of in &around {
                    let gain = gain(*of);
                    if gain > best.0 + margin {
                        best = (gain, *of);
                    }
                }
                around.drain(..).for_each(|of| weight[of as usize] = 0.0);
                degree[best.1 as usize] += self.degree[node];
                community[node] = best.1;
                moved |= best.1 != own;
            }
            any |= moved;
            if !moved {
                return Ok((community, any));
            }
        }
    }

    /// The graph of communities, which are numbered without gaps.
    fn merged(&self, community: &[u32], pace: &mut Pace) -> Result<Self> {
        let count = community.iter().max().map_or(0, |most| *most as usize + 1);
        let mut sums: Vec<Vec<(u32, f64)>> = vec![Vec::new(); count];
        let mut loops = vec![0.0; count];
        for (node, of) in community.iter().enumerate() {
            loops[*of as usize] += self.loops[node];
            pace.step(self.rows[node].len() + 1)?;
            for (other, weight) in &self.rows[node] {
                let to = community[*other as usize];
                if to == *of {
                    loops[*of as usize] += weight / 2.0;
                } else {
                    sums[*of as usize].push((to, *weight));
                }
            }
        }
        let rows = sums
            .into_iter()
            .map(|mut parts| {
                // Stable, so that weights are added in one order only.
                parts.sort_by_key(|(to, _)| *to);
                let mut row = Vec::new();
                for (to, weight) in parts {
                    add(&mut row, to, weight);
                }
                row
            })
            .collect();
        Ok(Self::weighed(rows, loops))
    }
}

/// Adds to a row that is filled in ascending order.
fn add(row: &mut Vec<(u32, f64)>, other: u32, weight: f64) {
    match row.last_mut() {
        Some((last, sum)) if *last == other => *sum += weight,
        _ => row.push((other, weight)),
    }
}
