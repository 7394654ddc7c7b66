//! Node similarity: how much the neighbours of two nodes overlap.
//!
//! Only pairs with a common neighbour are looked at, by going to the neighbours and back; one table of counts a thread.

use rayon::prelude::*;

use super::argument::{Argument, Looks};
use super::call::Call;
use super::control::Pace;
use super::procedure::AlgorithmProcedure;
use super::projection::{Projection, Rows};
use super::result::{floats, nodes_of};
use super::scope::Scope;
use crate::diagnostic::Result;
use crate::graph::Direction;
use crate::value::{Column, Type};

pub(super) const PROCEDURE: AlgorithmProcedure = AlgorithmProcedure {
    name: "algo.nodeSimilarity",
    description: "For each node the `k` nodes whose neighbours are most like its own: the size of what they share, \
                  over that of all together ('jaccard'), of the smaller set ('overlap'), or the geometric mean \
                  ('cosine'). Pairs that share nothing are left out; parallel relationships count once.",
    example: "CALL algo.nodeSimilarity({types: ['LIKES'], metric: 'jaccard', k: 5}) YIELD source, target, score",
    looks: Looks::Along(Direction::Outgoing),
    weighted: false,
    own: &[
        Argument::new("metric", "STRING", "'jaccard'", "'jaccard', 'overlap' or 'cosine'"),
        Argument::new("k", "INTEGER", "10", "most similar nodes of each node"),
        Argument::new("cutoff", "FLOAT", "0.0", "leave out pairs of a lower score"),
        Argument::new("source", "NODE or LIST<NODE>", "all nodes", "the nodes to compare with all others"),
    ],
    outputs: &[("source", Type::Node), ("target", Type::Node), ("score", Type::Float)],
    body,
};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Metric {
    Jaccard,
    Overlap,
    Cosine,
}

impl Metric {
    fn score(self, common: f64, a: f64, b: f64) -> f64 {
        match self {
            Self::Jaccard => common / (a + b - common),
            Self::Overlap => common / a.min(b),
            Self::Cosine => common / (a * b).sqrt(),
        }
    }
}

fn body(call: &Call) -> Result<Vec<Column>> {
    const METRICS: &[(&str, Metric)] =
        &[("jaccard", Metric::Jaccard), ("overlap", Metric::Overlap), ("cosine", Metric::Cosine)];
    let metric = call.choice("metric", METRICS, Metric::Jaccard)?;
    let most = call.integer("k", 10, 1..=i64::MAX)? as usize;
    let cutoff = call.number("cutoff", 0.0, 0.0..=1.0)?;
    let sources = call.nodes("source")?;
    let scope = Scope::of(call)?;
    let projection = Projection::build(call, &scope, Rows::Simple)?;
    let back = Projection::build(call, &scope.reversed(), Rows::Simple)?;
    let sources: Vec<u32> = match sources {
        None => projection.all().collect(),
        Some(nodes) => nodes.into_iter().map(|node| projection.dense("source", node)).collect::<Result<_>>()?,
    };
    call.control.hold(projection.len() * 4 * rayon::current_num_threads())?;
    let parts: Vec<Vec<(u32, u32, f64)>> = sources
        .par_chunks(64)
        .map_init(
            || (vec![0u32; projection.len()], Pace::new(call.control)),
            |(common, pace), nodes| {
                let mut rows = Vec::new();
                for node in nodes {
                    let mut similar = similar(&projection, &back, *node, metric, common, pace)?;
                    similar.retain(|(_, score)| *score >= cutoff);
                    similar.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
                    rows.extend(similar.into_iter().take(most).map(|(other, score)| (*node, other, score)));
                }
                // Once as it is, once as columns.
                call.control.hold(rows.len() * 32).map(|()| rows)
            },
        )
        .collect::<Result<_>>()?;
    let rows = || parts.iter().flatten();
    Ok(vec![
        nodes_of(&projection, rows().map(|(source, ..)| *source)),
        nodes_of(&projection, rows().map(|(_, target, _)| *target)),
        floats(rows().map(|(.., score)| *score).collect()),
    ])
}

/// All nodes that share a neighbour with `node`, with scores; `common` is all zero before and, unless it fails, after.
fn similar(
    projection: &Projection,
    back: &Projection,
    node: u32,
    metric: Metric,
    common: &mut [u32],
    pace: &mut Pace,
) -> Result<Vec<(u32, f64)>> {
    let mut met = Vec::new();
    for through in projection.row(node) {
        let row = back.row(*through);
        pace.step(row.len() + 1)?;
        for other in row {
            if *other != node {
                if common[*other as usize] == 0 {
                    met.push(*other);
                }
                common[*other as usize] += 1;
            }
        }
    }
    let own = projection.degree(node) as f64;
    let take = |other: u32| {
        let shared = f64::from(std::mem::take(&mut common[other as usize]));
        (other, metric.score(shared, own, projection.degree(other) as f64))
    };
    Ok(met.into_iter().map(take).collect())
}
