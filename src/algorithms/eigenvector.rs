//! Eigenvector centrality by power iteration on I + Aᵀ, which does not swing on bipartite graphs (Bonacich 1987).

use rayon::prelude::*;

use super::argument::{Argument, Looks};
use super::call::Call;
use super::piece::PIECE;
use super::procedure::AlgorithmProcedure;
use super::projection::{Projection, Rows};
use super::result::{floats, node_column};
use super::scope::Scope;
use crate::diagnostic::{Class, Detail, Diagnostic, Phase, Result};
use crate::graph::Direction;
use crate::value::{Column, Type};

pub(super) const PROCEDURE: AlgorithmProcedure = AlgorithmProcedure {
    name: "algo.eigenvector",
    description: "A node is as central as the nodes that point to it together; scores have length 1. Parallel \
                  relationships add up. No convergence within `iterations` rounds is an error.",
    example: "CALL algo.eigenvector({types: ['KNOWS'], direction: 'both'}) YIELD node, score",
    looks: Looks::Along(Direction::Outgoing),
    weighted: true,
    own: &[
        Argument::new("iterations", "INTEGER", "100", "rounds at most"),
        Argument::new("tolerance", "FLOAT", "1e-6", "done when all scores change by less, times the number of nodes"),
    ],
    outputs: &[("node", Type::Node), ("score", Type::Float)],
    body,
};

fn body(call: &Call) -> Result<Vec<Column>> {
    let rounds = call.integer("iterations", 100, 1..=i64::MAX)?;
    let tolerance = call.number("tolerance", 1e-6, 0.0..=f64::MAX)?;
    let scope = Scope::of(call)?;
    let rows = if scope.weight.is_some() { Rows::Weighted } else { Rows::Parallel };
    let projection = Projection::build(call, &scope.reversed(), rows)?;
    let count = projection.len();
    call.control.hold(count * 16)?;
    let mut score = vec![1.0 / count as f64; count];
    for _ in 0..rounds {
        let next = round(call, &projection, &score)?;
        let change: f64 = next.iter().zip(&score).map(|(next, score)| (next - score).abs()).sum();
        score = next;
        if change < count as f64 * tolerance {
            return Ok(vec![node_column(&projection), floats(score)]);
        }
    }
    if count == 0 {
        return Ok(vec![node_column(&projection), floats(score)]);
    }
    let message = format!("`{}` did not converge in {rounds} iterations", call.procedure());
    Err(Diagnostic::new(Class::ProcedureError, Phase::Runtime, Detail::InvalidArgumentValue, message)
        .hint("raise `iterations` or `tolerance`"))
}

fn round(call: &Call, projection: &Projection, score: &[f64]) -> Result<Vec<f64>> {
    let mut next = vec![0.0; score.len()];
    next.par_chunks_mut(PIECE).enumerate().try_for_each(|(piece, next)| {
        call.control.check()?;
        for (at, next) in next.iter_mut().enumerate() {
            let node = piece * PIECE + at;
            let row = projection.weighted_row(node as u32);
            *next = score[node] + row.map(|(from, weight)| weight * score[from as usize]).sum::<f64>();
        }
        Ok(())
    })?;
    let length = next.iter().map(|score| score * score).sum::<f64>().sqrt();
    if length > 0.0 {
        for score in &mut next {
            *score /= length;
        }
    }
    Ok(next)
}
