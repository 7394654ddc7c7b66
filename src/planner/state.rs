//! What planning one statement needs to know.

use std::cell::Cell;

use super::slots::SubqueryUses;
use crate::binder::{BoundClause, BoundPattern};
use crate::diagnostic::{Class, Detail, Diagnostic, Phase, Result};
use crate::graph::Snapshot;

/// Clauses and pattern elements that a statement may have, one over the other. Plans are trees that are walked by
/// recursion; this bounds their depth, and with it the stack that a session must provide.
pub(crate) const MAX_STEPS: usize = 5_000;

/// Where patterns are found as two that meet in a node, and subqueries for all nodes at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Joins {
    /// Where that is clearly cheaper.
    Weighed,
    /// Wherever it can be done.
    Always,
    /// Nowhere.
    Never,
}

/// What planning one statement needs.
pub(super) struct Planner<'a> {
    pub(super) graph: &'a Snapshot,
    pub(super) uses: SubqueryUses,
    /// No clause of the statement writes.
    pub(super) reads_only: bool,
    /// Clauses and pattern elements so far.
    pub(super) steps: Cell<usize>,
    /// Where there may be joins, and how many there are so far.
    pub(super) joins: Joins,
    pub(super) tables: Cell<u32>,
}

impl Planner<'_> {
    /// Counts a clause that is about to be planned.
    ///
    /// # Errors
    /// `NestingTooDeep` when the statement has too many of them.
    pub(super) fn count(&self, clause: &BoundClause) -> Result<()> {
        let elements = |pattern: &BoundPattern| pattern.nodes.len() + pattern.rels.len() + pattern.repeats.len();
        let steps = match clause {
            BoundClause::Match { pattern, .. } | BoundClause::Merge { pattern, .. } => 1 + elements(pattern),
            _ => 1,
        };
        self.steps.set(self.steps.get() + steps);
        if self.steps.get() <= MAX_STEPS {
            return Ok(());
        }
        let message = format!("a statement can have {MAX_STEPS} clauses and pattern elements, this one has more");
        Err(Diagnostic::new(Class::SyntaxError, Phase::CompileTime, Detail::NestingTooDeep, message)
            .hint("split it into several statements; one CREATE takes any number of paths, separated by commas"))
    }
}
