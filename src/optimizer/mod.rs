//! Better plans with the same answers: a list of rules, each a file that opens with a plan before and after.
//!
//! Contract: a rule never changes answers; the engine is right with an empty list (tested). The list below is the whole
//! optimizer; a rule sees one statement's plan and the graph's indexes, and runs over the root and every subquery.

mod estimate;
mod first_collected;
mod index_seek;
mod intersect;
mod late_project;
mod merge_filters;
mod order_filters;
mod path_lengths;
mod path_steps;
mod push_filters;
mod top_k;

use crate::graph::Snapshot;
use crate::planner::{Plan, PlannedStatement, SubqueryUses};

/// What a rule may look at.
pub(crate) struct RuleContext<'a> {
    pub(crate) graph: &'a Snapshot,
    /// The outer slots that each subquery expression reads.
    pub(crate) uses: &'a SubqueryUses,
    /// Whether the statement changes nothing.
    pub(crate) reads_only: bool,
}

/// A rewriting of a whole plan tree.
pub(crate) type Rule = fn(&mut Plan, &RuleContext<'_>);

/// Every rule, in the order they run.
pub(crate) const RULES: &[Rule] = &[
    merge_filters::apply,
    path_steps::apply,
    push_filters::apply,
    index_seek::apply,
    top_k::apply,
    late_project::apply,
    intersect::apply,
    order_filters::apply,
    path_lengths::apply,
    first_collected::apply,
];

/// Runs `rules` over a statement and writes the estimated rows into its plans.
pub(crate) fn optimize(statement: &mut PlannedStatement, uses: &SubqueryUses, graph: &Snapshot, rules: &[Rule]) {
    let context = RuleContext { graph, uses, reads_only: !statement.writes };
    for plan in statement.plans_mut() {
        for rule in rules {
            rule(plan, &context);
        }
        estimate::estimate(plan, graph);
    }
}
