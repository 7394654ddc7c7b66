//! Of the parts of a condition, those that a few instructions a row decide come first: the others then see fewer rows.
//!
//! Only parts that cannot fail are moved, so a row that raises an error did so before. Otherwise the order stays.
//!
//! ```text
//! Filter ('port' IN d.tags) AND (d.lang = 'fr')   →   Filter (d.lang = 'fr') AND ('port' IN d.tags)
//! ```

use super::RuleContext;
use super::merge_filters::conjuncts;
use crate::binder::{Expr, ExprKind};
use crate::planner::{Op, Plan, filter};
use crate::syntax::ast::UnaryOp;

pub(super) fn apply(plan: &mut Plan, _context: &RuleContext<'_>) {
    plan.rewrite(&mut |plan| match plan.op {
        Op::Filter { input, predicate } => {
            let (mut first, later): (Vec<Expr>, Vec<Expr>) = conjuncts(predicate).into_iter().partition(is_quick);
            first.extend(later);
            filter(*input, first)
        }
        _ => plan,
    });
}

/// Whether a condition compares, tests or denies properties, labels and constants, and nothing else.
fn is_quick(expr: &Expr) -> bool {
    let word = |expr: &Expr| {
        matches!(
            expr.kind,
            ExprKind::Literal(_) | ExprKind::Parameter(_) | ExprKind::Slot(_) | ExprKind::Property { .. }
        )
    };
    let quick = match &expr.kind {
        ExprKind::Compare(_, left, right) => word(left) && word(right),
        ExprKind::IsNull { operand, .. } | ExprKind::HasLabels(operand, _) => word(operand),
        ExprKind::Unary(UnaryOp::Not, operand) => is_quick(operand),
        ExprKind::Nary(_, parts) => parts.iter().all(is_quick),
        _ => word(expr),
    };
    quick && expr.cannot_fail()
}
