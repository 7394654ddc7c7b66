//! `PageRank` by power iteration, also personalised (Brin & Page 1998; Haveliwala 2002).
//!
//! Each round pulls: a node adds up what its predecessors give, so rounds are parallel without locks and sums do not
//! depend on threads. What nodes without a way out hold is spread like the jumps.
//!
//! ```text
//! next[v] = damping · (Σ rank[u] · w(u,v) / out(u)  +  stuck · jump[v])  +  (1 − damping) · jump[v]
//! ```

use rayon::prelude::*;

use super::argument::{Argument, Looks};
use super::call::Call;
use super::piece::PIECE;
use super::procedure::AlgorithmProcedure;
use super::projection::{Projection, Rows};
use super::result::{floats, node_column};
use super::scope::Scope;
use crate::diagnostic::Result;
use crate::graph::Direction;
use crate::value::{Column, Type};

pub(super) const PROCEDURE: AlgorithmProcedure = AlgorithmProcedure {
    name: "algo.pagerank",
    description: "How often a random walk along relationships is at each node. Parallel relationships add up. Stops \
                  when the scores together change by less than `tolerance` (networkx: by the number of nodes times it), \
                  or after `iterations` rounds without an error.",
    example: "CALL algo.pagerank({labels: ['Person'], types: ['FOLLOWS']}) YIELD node, score",
    looks: Looks::Along(Direction::Outgoing),
    weighted: true,
    own: &[
        Argument::new("damping", "FLOAT", "0.85", "the chance to follow a relationship rather than to jump, 0 to 1"),
        Argument::new("iterations", "INTEGER", "100", "rounds at most"),
        Argument::new("tolerance", "FLOAT", "1e-6", "stop when all scores together change by less"),
        Argument::new("sources", "LIST<NODE>", "all nodes", "where jumps land (personalised PageRank)"),
    ],
    outputs: &[("node", Type::Node), ("score", Type::Float)],
    body,
};

/// What a round needs of the graph: rows of predecessors, and what each node gives for one unit of weight.
struct Flow {
    incoming: Projection,
    // 1 / (weight of all relationships going out), 0 for a node without a way out.
    share: Vec<f64>,
    stuck: Vec<u32>,
    weighted: bool,
}

fn body(call: &Call) -> Result<Vec<Column>> {
    let damping = call.number("damping", 0.85, 0.0..=1.0)?;
    let rounds = call.integer("iterations", 100, 1..=i64::MAX)?;
    let tolerance = call.number("tolerance", 1e-6, 0.0..=f64::MAX)?;
    let scope = Scope::of(call)?;
    let weighted = scope.weight.is_some();
    let rows = if weighted { Rows::Weighted } else { Rows::Parallel };
    call.control.hold(scope.nodes.len() * 5 * 8)?;
    let flow = Flow::new(Projection::build(call, &scope.reversed(), rows)?, weighted);
    let jump = jumps(call, &flow.incoming)?;
    let count = flow.incoming.len();
    let mut rank = vec![1.0 / count as f64; count];
    let mut next = vec![0.0; count];
    for _ in 0..rounds {
        let change = flow.round(call, damping, &jump, &rank, &mut next)?;
        std::mem::swap(&mut rank, &mut next);
        if change < tolerance {
            break;
        }
    }
    Ok(vec![node_column(&flow.incoming), floats(rank)])
}

/// Where jumps land, adding up to 1.
fn jumps(call: &Call, projection: &Projection) -> Result<Vec<f64>> {
    let count = projection.len();
    let sources = call.nodes("sources")?.unwrap_or_default();
    if sources.is_empty() {
        return Ok(vec![1.0 / count as f64; count]);
    }
    let mut jump = vec![0.0; count];
    for source in &sources {
        jump[projection.dense("sources", *source)? as usize] = 1.0 / sources.len() as f64;
    }
    Ok(jump)
}

impl Flow {
    fn new(incoming: Projection, weighted: bool) -> Self {
        let mut out = vec![0.0; incoming.len()];
        for position in 0..incoming.entries() {
            out[incoming.target(position) as usize] += incoming.weight(position);
        }
        let stuck = incoming.all().filter(|node| out[*node as usize] == 0.0).collect();
        let share = out.into_iter().map(|weight| if weight == 0.0 { 0.0 } else { 1.0 / weight }).collect();
        Self { incoming, share, stuck, weighted }
    }

    /// Fills `next`; gives the sum of changes.
    fn round(&self, call: &Call, damping: f64, jump: &[f64], rank: &[f64], next: &mut [f64]) -> Result<f64> {
        let stuck: f64 = self.stuck.iter().map(|node| rank[*node as usize]).sum();
        let gift: Vec<f64> = rank.iter().zip(&self.share).map(|(rank, share)| rank * share).collect();
        let jumped = 1.0 - damping + damping * stuck;
        let piece = |(piece, next): (usize, &mut [f64])| {
            call.control.check()?;
            let mut change = 0.0;
            for (at, next) in next.iter_mut().enumerate() {
                let node = piece * PIECE + at;
                *next = damping * self.pulled(node as u32, &gift) + jumped * jump[node];
                change += (*next - rank[node]).abs();
            }
            Ok(change)
        };
        if next.len() <= PIECE {
            return piece((0, next));
        }
        let changes: Vec<f64> = next.par_chunks_mut(PIECE).enumerate().map(piece).collect::<Result<_>>()?;
        Ok(changes.into_iter().sum())
    }

    #[inline]
    fn pulled(&self, node: u32, gift: &[f64]) -> f64 {
        if self.weighted {
            self.incoming.weighted_row(node).map(|(from, weight)| weight * gift[from as usize]).sum()
        } else {
            self.incoming.row(node).iter().map(|from| gift[*from as usize]).sum()
        }
    }
}
