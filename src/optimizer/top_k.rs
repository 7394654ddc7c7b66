//! A sort whose rows are cut off right behind keeps only the first ones.
//!
//! ```text
//! Limit 3               Limit 3
//! └─ Sort n DESC    →   └─ Top 3 by n DESC
//! ```
//! With SKIP between them the sort keeps SKIP + LIMIT rows.

use super::RuleContext;
use crate::binder::{Expr, ExprKind};
use crate::planner::{Op, Plan};
use crate::value::{Type, Value};

pub(super) fn apply(plan: &mut Plan, _context: &RuleContext<'_>) {
    plan.rewrite(&mut |mut plan| {
        if let Op::Limit { input, count } = &mut plan.op {
            match &mut input.op {
                Op::Sort { limit, .. } => *limit = Some(count.clone()),
                Op::Skip { input: below, count: skip } => {
                    if let Op::Sort { limit, .. } = &mut below.op {
                        *limit = sum(count, skip);
                    }
                }
                _ => {}
            }
        }
        plan
    });
}

/// The sum of two literal counts; other counts are left to the operators.
fn sum(a: &Expr, b: &Expr) -> Option<Expr> {
    match (&a.kind, &b.kind) {
        (ExprKind::Literal(Value::Integer(a_count)), ExprKind::Literal(Value::Integer(b_count))) => {
            let total = a_count.checked_add(*b_count)?;
            Some(Expr::new(ExprKind::Literal(Value::Integer(total)), Type::Integer, a.span))
        }
        _ => None,
    }
}
