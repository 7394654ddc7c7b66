//! `PROFILE`: rows and time of each operator.
//!
//! Operators are numbered depth first: the root is 0, an operator comes before its inputs, the input before the inner
//! plan; the plans of subquery expressions follow the root's, in their order. Time includes the inputs.

use std::time::{Duration, Instant};

use super::batch::Batch;
use super::context::Context;
use super::operator::Operator;
use crate::diagnostic::Result;
use crate::planner::{Op, Plan, PlannedStatement};

/// What one operator did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct OperatorProfile {
    /// Rows it gave.
    pub(crate) rows: u64,
    /// Time spent in it and its inputs.
    pub(crate) time: Duration,
}

/// The counters of a statement, one an operator.
#[derive(Clone, Debug)]
pub(crate) struct Profile {
    /// By the operator's number.
    pub(crate) operators: Vec<OperatorProfile>,
    /// The number of the root of each subquery's plan.
    pub(super) subqueries: Vec<usize>,
}

impl Profile {
    pub(super) fn new(statement: &PlannedStatement) -> Self {
        let mut next = size(&statement.root);
        let mut subqueries = Vec::with_capacity(statement.subqueries.len());
        for subquery in &statement.subqueries {
            subqueries.push(next);
            next += size(&subquery.plan);
        }
        Self { operators: vec![OperatorProfile::default(); next], subqueries }
    }
}

/// How many operators a plan has.
pub(super) fn size(plan: &Plan) -> usize {
    1 + children(plan).into_iter().map(size).sum::<usize>()
}

/// The plans an operator reads from, in the order of their numbers: its input, then its inner plan.
pub(crate) fn children(plan: &Plan) -> Vec<&Plan> {
    match &plan.op {
        Op::Argument => Vec::new(),
        Op::NodeScan { input, .. }
        | Op::NodeSeek { input, .. }
        | Op::NodeById { input, .. }
        | Op::Expand { input, .. }
        | Op::VarExpand { input, .. }
        | Op::ShortestPath { input, .. }
        | Op::Filter { input, .. }
        | Op::Project { input, .. }
        | Op::Aggregate { input, .. }
        | Op::Distinct { input, .. }
        | Op::Sort { input, .. }
        | Op::Skip { input, .. }
        | Op::Limit { input, .. }
        | Op::Unwind { input, .. }
        | Op::Procedure { input, .. }
        | Op::LoadCsv { input, .. }
        | Op::Create { input, .. }
        | Op::Set { input, .. }
        | Op::Delete { input, .. }
        | Op::Discard { input } => vec![input],
        Op::Union { inputs } => inputs.iter().collect(),
        Op::Apply { input, inner, .. } | Op::ForEffects { input, inner } | Op::Merge { input, inner, .. } => {
            vec![input, inner]
        }
        Op::Foreach { input, body, .. } => vec![input, body],
    }
}

/// Counts what another operator does.
pub(super) struct Counted {
    pub(super) inner: Box<dyn Operator>,
    pub(super) number: usize,
}

impl Operator for Counted {
    fn next(&mut self, ctx: &mut Context) -> Result<Option<Batch>> {
        let start = Instant::now();
        let batch = self.inner.next(ctx)?;
        if let Some(counts) = ctx.profile.as_mut().and_then(|profile| profile.operators.get_mut(self.number)) {
            counts.time += start.elapsed();
            counts.rows += batch.as_ref().map_or(0, |batch| batch.len() as u64);
        }
        Ok(batch)
    }

    fn reset(&mut self, ctx: &mut Context) {
        self.inner.reset(ctx);
    }
}
