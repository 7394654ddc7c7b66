//! Link prediction: scores of pairs of nodes that may get a relationship (Liben-Nowell & Kleinberg 2007).

use rayon::prelude::*;

use super::argument::{Argument, Looks};
use super::call::Call;
use super::control::Pace;
use super::procedure::AlgorithmProcedure;
use super::projection::{Projection, Rows};
use super::result::{floats, nodes_of};
use crate::diagnostic::Result;
use crate::value::{Column, Type};

pub(super) const PROCEDURE: AlgorithmProcedure = AlgorithmProcedure {
    name: "algo.linkPrediction",
    description: "Scores of pairs of nodes that share a neighbour and have no relationship, the best first: one pair \
                  when `source` and `target` are given (whatever they share), the pairs of `source`, or all. Looks \
                  both ways; loops and parallel relationships do not count.",
    example: "CALL algo.linkPrediction({types: ['KNOWS'], method: 'adamicAdar', limit: 10}) \
              YIELD source, target, score",
    looks: Looks::BothWays,
    weighted: false,
    own: &[
        Argument::new(
            "method",
            "STRING",
            "'adamicAdar'",
            "'commonNeighbors', 'jaccard', 'adamicAdar', 'resourceAllocation' or 'preferentialAttachment'",
        ),
        Argument::new("source", "NODE", "all nodes", "one end of the pairs"),
        Argument::new("target", "NODE", "all nodes", "the other end; needs `source`"),
        Argument::new("limit", "INTEGER", "100", "pairs at most"),
    ],
    outputs: &[("source", Type::Node), ("target", Type::Node), ("score", Type::Float)],
    body,
};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Method {
    CommonNeighbours,
    Jaccard,
    AdamicAdar,
    ResourceAllocation,
    PreferentialAttachment,
}

const METHODS: &[(&str, Method)] = &[
    ("commonNeighbors", Method::CommonNeighbours),
    ("commonNeighbours", Method::CommonNeighbours),
    ("jaccard", Method::Jaccard),
    ("adamicAdar", Method::AdamicAdar),
    ("resourceAllocation", Method::ResourceAllocation),
    ("preferentialAttachment", Method::PreferentialAttachment),
];

impl Method {
    /// What a common neighbour of so many neighbours adds.
    fn shared(self, degree: f64) -> f64 {
        match self {
            Self::AdamicAdar => 1.0 / degree.ln(),
            Self::ResourceAllocation => 1.0 / degree,
            Self::CommonNeighbours | Self::Jaccard | Self::PreferentialAttachment => 1.0,
        }
    }

    /// The score from the sum of [`Self::shared`] and the numbers of neighbours.
    fn score(self, shared: f64, a: f64, b: f64) -> f64 {
        match self {
            Self::Jaccard if a + b - shared > 0.0 => shared / (a + b - shared),
            Self::Jaccard => 0.0,
            Self::PreferentialAttachment => a * b,
            Self::CommonNeighbours | Self::AdamicAdar | Self::ResourceAllocation => shared,
        }
    }
}

type Pair = (u32, u32, f64);

fn body(call: &Call) -> Result<Vec<Column>> {
    let method = call.choice("method", METHODS, Method::AdamicAdar)?;
    let limit = call.integer("limit", 100, 1..=i64::MAX)? as usize;
    let (source, target) = (call.node("source")?, call.node("target")?);
    let source = if target.is_some() { Some(call.required_node("source")?) } else { source };
    let projection = Projection::of(call, Rows::Simple)?;
    let source = source.map(|node| projection.dense("source", node)).transpose()?;
    let target = target.map(|node| projection.dense("target", node)).transpose()?;
    let pairs = match (source, target) {
        (Some(source), Some(target)) => vec![(source, target, one(&projection, method, source, target))],
        (Some(source), None) => {
            call.control.hold(projection.len() * (8 + 4 + 16))?;
            let mut scratch = Scratch::new(call, &projection);
            best(scratch.pairs(&projection, method, source, 0)?, limit)
        }
        _ => all(call, &projection, method, limit)?,
    };
    Ok(vec![
        nodes_of(&projection, pairs.iter().map(|(source, ..)| *source)),
        nodes_of(&projection, pairs.iter().map(|(_, target, _)| *target)),
        floats(pairs.iter().map(|(.., score)| *score).collect()),
    ])
}

fn one(projection: &Projection, method: Method, source: u32, target: u32) -> f64 {
    let (a, b) = (projection.row(source), projection.row(target));
    let common = a.iter().filter(|node| b.binary_search(node).is_ok());
    let shared = common.map(|node| method.shared(projection.degree(*node) as f64)).sum();
    method.score(shared, a.len() as f64, b.len() as f64)
}

fn all(call: &Call, projection: &Projection, method: Method, limit: usize) -> Result<Vec<Pair>> {
    let nodes: Vec<u32> = projection.all().collect();
    call.control.hold(projection.len() * (8 + 12) * rayon::current_num_threads())?;
    let parts: Vec<Vec<Pair>> = nodes
        .par_chunks(64)
        .map_init(
            || Scratch::new(call, projection),
            |scratch, nodes| {
                let mut pairs = Vec::new();
                for node in nodes {
                    pairs.extend(scratch.pairs(projection, method, *node, *node + 1)?);
                    // Keeps memory bounded; what falls out here cannot be among the best.
                    if pairs.len() / 4 > limit {
                        pairs = best(pairs, limit);
                    }
                }
                let pairs = best(pairs, limit);
                call.control.hold(pairs.len() * 32).map(|()| pairs)
            },
        )
        .collect::<Result<_>>()?;
    Ok(best(parts.into_iter().flatten().collect(), limit))
}

/// The best pairs, the smaller nodes first among equals.
fn best(mut pairs: Vec<Pair>, limit: usize) -> Vec<Pair> {
    pairs.sort_unstable_by(|a, b| b.2.total_cmp(&a.2).then((a.0, a.1).cmp(&(b.0, b.1))));
    pairs.truncate(limit);
    pairs
}

/// The buffers of one thread; sums are negative where nothing was met.
struct Scratch<'a> {
    shared: Vec<f64>,
    pace: Pace<'a>,
}

const UNMET: f64 = -1.0;

impl<'a> Scratch<'a> {
    fn new(call: &Call<'a>, projection: &Projection) -> Self {
        Self { shared: vec![UNMET; projection.len()], pace: Pace::new(call.control) }
    }

    /// The pairs of `node` with nodes from `least` on that are two steps away and not one.
    fn pairs(&mut self, projection: &Projection, method: Method, node: u32, least: u32) -> Result<Vec<Pair>> {
        let mut met = Vec::new();
        for through in projection.row(node) {
            let row = projection.row(*through);
            self.pace.step(row.len() + 1)?;
            let adds = method.shared(row.len() as f64);
            for other in &row[row.partition_point(|other| *other < least)..] {
                let shared = &mut self.shared[*other as usize];
                if *shared == UNMET {
                    met.push(*other);
                    *shared = 0.0;
                }
                *shared += adds;
            }
        }
        let own = projection.row(node);
        let mut pairs = Vec::with_capacity(met.len());
        for other in met {
            let shared = std::mem::replace(&mut self.shared[other as usize], UNMET);
            if other != node && own.binary_search(&other).is_err() {
                let score = method.score(shared, own.len() as f64, projection.degree(other) as f64);
                pairs.push((node, other, score));
            }
        }
        Ok(pairs)
    }
}
