//! Betweenness centrality, exact or from a sample of sources (Brandes 2001; Brandes & Pich 2007).
//!
//! Sources are dealt out in blocks whose number depends on the graph alone; each block adds up on its own and blocks
//! are added in order, so scores do not depend on threads. Without weights one search is level by level (`brandes.rs`),
//! with weights it is Dijkstra's.

use rayon::prelude::*;

use super::argument::{Argument, Looks};
use super::brandes::{LevelSearch, Ranked};
use super::call::Call;
use super::control::Pace;
use super::distance::Queue;
use super::procedure::AlgorithmProcedure;
use super::projection::{Projection, Rows};
use super::result::{floats, node_column};
use super::scope::Scope;
use crate::diagnostic::Result;
use crate::graph::Direction;
use crate::value::{Column, Type};

pub(super) const PROCEDURE: AlgorithmProcedure = AlgorithmProcedure {
    name: "algo.betweenness",
    description: "How many shortest paths pass through each node, as a share of all pairs unless `normalized` is \
                  false. With `samples`, an estimate from the paths of so many random sources, scaled by nodes/samples \
                  (networkx scales a little otherwise). Parallel relationships count once, with the least weight.",
    example: "CALL algo.betweenness({types: ['FOLLOWS'], samples: 500}) YIELD node, score",
    looks: Looks::Along(Direction::Outgoing),
    weighted: true,
    own: &[
        Argument::new("samples", "INTEGER", "all nodes", "how many sources to search from"),
        Argument::new("seed", "INTEGER", "0", "another seed draws other samples"),
        Argument::new("normalized", "BOOLEAN", "true", "divide by the number of pairs of other nodes"),
    ],
    outputs: &[("node", Type::Node), ("score", Type::Float)],
    body,
};

/// Blocks of sources: enough to keep many cores busy, few enough that adding them up costs little.
const BLOCKS: usize = 64;
/// Steps of all searches together that are done before other threads would have woken, in one block.
const FEW: usize = 1 << 17;
/// Blocks in memory at a time.
const WAVE: usize = 16;

fn body(call: &Call) -> Result<Vec<Column>> {
    let samples = call.integer("samples", i64::MAX, 1..=i64::MAX)?;
    let seed = call.integer("seed", 0, i64::MIN..=i64::MAX)?;
    let normalized = call.flag("normalized", true)?;
    let scope = Scope::of(call)?;
    let weighted = scope.weight.is_some();
    let projection = Projection::build(call, &scope, if weighted { Rows::Weighted } else { Rows::Simple })?;
    let count = projection.len();
    let sources = sources(count, usize::try_from(samples).unwrap_or(usize::MAX), seed as u64);
    let mut scores = if weighted {
        let per_thread = count * WeightedSearch::BYTES + projection.entries() * 4;
        summed(call, &projection, &sources, per_thread, || WeightedSearch::new(&projection), WeightedSearch::add)?
    } else {
        let graph = Ranked::new(call, &projection)?;
        let add = |search: &mut LevelSearch, source: u32, scores: &mut [f64], pace: &mut Pace| {
            search.add(graph.rank(source), scores, pace)
        };
        let per_thread = count * LevelSearch::BYTES;
        graph.by_dense(&summed(call, &projection, &sources, per_thread, || LevelSearch::new(&graph), add)?)
    };
    let scale = scale(count, sources.len(), normalized, scope.direction);
    for score in &mut scores {
        *score *= scale;
    }
    Ok(vec![node_column(&projection), floats(scores)])
}

/// What a sum over ordered pairs is multiplied by.
fn scale(count: usize, sources: usize, normalized: bool, direction: Direction) -> f64 {
    let pairs = if !normalized {
        // Looking both ways, each pair was counted from both its ends.
        if direction == Direction::Both { 2.0 } else { 1.0 }
    } else if count > 2 {
        (count as f64 - 1.0) * (count as f64 - 2.0)
    } else {
        1.0
    };
    if sources == 0 { 1.0 } else { count as f64 / sources as f64 / pairs }
}

/// All nodes, or `samples` of them drawn by `seed`, ascending.
fn sources(count: usize, samples: usize, seed: u64) -> Vec<u32> {
    let mut all: Vec<u32> = (0..count as u32).collect();
    if samples >= count {
        return all;
    }
    let mut state = seed;
    for at in 0..samples {
        // SplitMix64 (Steele, Lea & Flood 2014).
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        let drawn = at + ((mixed ^ (mixed >> 31)) % (count - at) as u64) as usize;
        all.swap(at, drawn);
    }
    all.truncate(samples);
    all.sort_unstable();
    all
}

/// What `add` adds to the scores of all nodes for all `sources`, each thread with a search of its own.
fn summed<S>(
    call: &Call,
    projection: &Projection,
    sources: &[u32],
    bytes_a_thread: usize,
    search: impl Fn() -> S + Sync,
    add: impl Fn(&mut S, u32, &mut [f64], &mut Pace) -> Result<()> + Sync,
) -> Result<Vec<f64>> {
    let count = projection.len();
    call.control.hold(count * 8 * (WAVE + 1) + bytes_a_thread * rayon::current_num_threads())?;
    let mut scores = vec![0.0; count];
    let few = sources.len().saturating_mul(count + projection.entries()) <= FEW;
    let blocks: Vec<&[u32]> = sources.chunks(sources.len().div_ceil(if few { 1 } else { BLOCKS }).max(1)).collect();
    for wave in blocks.chunks(WAVE) {
        let part = |block: &&[u32]| {
            let (mut search, mut part, mut pace) = (search(), vec![0.0; count], Pace::new(call.control));
            block.iter().try_for_each(|source| add(&mut search, *source, &mut part, &mut pace))?;
            Ok(part)
        };
        let parts: Vec<Vec<f64>> = match wave {
            [only] => vec![part(only)?],
            _ => wave.par_iter().map(part).collect::<Result<_>>()?,
        };
        for part in parts {
            scores.iter_mut().zip(part).for_each(|(score, part)| *score += part);
        }
    }
    Ok(scores)
}

/// The buffers of searches by weight; clean between two searches.
struct WeightedSearch<'a> {
    projection: &'a Projection,
    queue: Queue,
    cost: Vec<f64>,
    paths: Vec<f64>,
    passed: Vec<f64>,
    settled: Vec<bool>,
    before: Vec<Vec<u32>>,
    order: Vec<u32>,
}

impl<'a> WeightedSearch<'a> {
    /// Bytes of buffers a node.
    const BYTES: usize = 8 + 8 + 8 + 1 + 24 + 4 + 16;

    fn new(projection: &'a Projection) -> Self {
        let count = projection.len();
        Self {
            projection,
            queue: Queue::default(),
            cost: vec![f64::INFINITY; count],
            paths: vec![0.0; count],
            passed: vec![0.0; count],
            settled: vec![false; count],
            before: vec![Vec::new(); count],
            order: Vec::new(),
        }
    }

    fn add(&mut self, source: u32, scores: &mut [f64], pace: &mut Pace) -> Result<()> {
        self.forward(source, pace)?;
        for node in self.order.iter().rev() {
            let share = (1.0 + self.passed[*node as usize]) / self.paths[*node as usize];
            for before in &self.before[*node as usize] {
                self.passed[*before as usize] += self.paths[*before as usize] * share;
            }
            if *node != source {
                scores[*node as usize] += self.passed[*node as usize];
            }
        }
        for node in self.order.drain(..) {
            let node = node as usize;
            (self.cost[node], self.paths[node], self.passed[node]) = (f64::INFINITY, 0.0, 0.0);
            self.settled[node] = false;
            self.before[node].clear();
        }
        Ok(())
    }

    fn forward(&mut self, source: u32, pace: &mut Pace) -> Result<()> {
        self.cost[source as usize] = 0.0;
        self.paths[source as usize] = 1.0;
        self.queue.push(0.0, source);
        while let Some((cost, node)) = self.queue.pop() {
            if std::mem::replace(&mut self.settled[node as usize], true) {
                continue;
            }
            self.order.push(node);
            pace.step(self.projection.degree(node) + 1)?;
            for (other, weight) in self.projection.weighted_row(node) {
                let found = cost + weight;
                let known = self.cost[other as usize];
                if self.settled[other as usize] || found > known {
                    continue;
                }
                if found < known {
                    self.cost[other as usize] = found;
                    self.paths[other as usize] = 0.0;
                    self.before[other as usize].clear();
                    self.queue.push(found, other);
                }
                // Of parallel relationships of equal weight one counts.
                if self.before[other as usize].last() == Some(&node) {
                    continue;
                }
                self.paths[other as usize] += self.paths[node as usize];
                self.before[other as usize].push(node);
            }
        }
        Ok(())
    }
}
