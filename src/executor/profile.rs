//! `PROFILE`: rows and time of each operator.
//!
//! Operators are numbered depth first: the root is 0, an operator comes before its inputs, the input before the inner
//! plan; the plans of subquery expressions follow the root's, in their order. Time includes the inputs.

use std::time::Duration;

use crate::planner::{Plan, PlannedStatement};

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
}

impl Profile {
    pub(super) fn new(statement: &PlannedStatement) -> Self {
        let operators = statement.plans().map(size).sum();
        Self { operators: vec![OperatorProfile::default(); operators] }
    }
}

/// How many operators a plan has.
pub(super) fn size(plan: &Plan) -> usize {
    1 + plan.children().into_iter().map(size).sum::<usize>()
}
