//! Filters that follow each other become one.
//!
//! ```text
//! Filter a          Filter b AND a
//! └─ Filter b   →   └─ …
//!    └─ …
//! ```

use super::RuleContext;
use crate::binder::{Expr, ExprKind};
use crate::planner::{Op, Plan, filter};
use crate::syntax::ast::NaryOp;

pub(super) fn apply(plan: &mut Plan, _context: &RuleContext<'_>) {
    plan.rewrite(&mut merge);
}

/// Merges a filter with the one below it.
pub(super) fn merge(plan: Plan) -> Plan {
    let Op::Filter { input, predicate } = plan.op else { return plan };
    let Op::Filter { input: below, predicate: first } = input.op else {
        return Plan { op: Op::Filter { input, predicate }, rows: plan.rows };
    };
    let mut parts = conjuncts(first);
    parts.extend(conjuncts(predicate));
    filter(*below, parts)
}

/// The parts of a conjunction, in order.
pub(super) fn conjuncts(predicate: Expr) -> Vec<Expr> {
    match predicate.kind {
        ExprKind::Nary(NaryOp::And, parts) => parts,
        _ => vec![predicate],
    }
}
