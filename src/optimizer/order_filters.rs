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
use crate::syntax::ast::{BinaryOp, UnaryOp};

pub(super) fn apply(plan: &mut Plan, _context: &RuleContext<'_>) {
    plan.rewrite(&mut |plan| match plan.op {
        Op::Filter { input, predicate } => {
            let mut parts = conjuncts(predicate);
            parts.sort_by_key(rank);
            filter(*input, parts)
        }
        _ => plan,
    });
}

/// The place of a part: first what compares, tests or denies properties, labels and constants, then what looks for them in
/// a list of constants, then what searches them for others, then everything else, and what can fail.
fn rank(expr: &Expr) -> u8 {
    const LAST: u8 = 3;
    let is_constant = |expr: &Expr| matches!(expr.kind, ExprKind::Literal(_) | ExprKind::Parameter(_));
    let are_constant = |expr: &Expr| match &expr.kind {
        ExprKind::List(items) => items.iter().all(is_constant),
        _ => is_constant(expr),
    };
    match &expr.kind {
        _ if !expr.cannot_fail() => LAST,
        _ if is_quick(expr) => 0,
        ExprKind::Binary(BinaryOp::In, left, right) if is_word(left) && are_constant(right) => 1,
        ExprKind::Binary(BinaryOp::StartsWith | BinaryOp::EndsWith | BinaryOp::Contains, left, right)
            if is_word(left) && is_word(right) =>
        {
            2
        }
        ExprKind::Unary(UnaryOp::Not, operand) => rank(operand),
        _ => LAST,
    }
}

/// Whether an expression is there without being calculated.
fn is_word(expr: &Expr) -> bool {
    matches!(expr.kind, ExprKind::Literal(_) | ExprKind::Parameter(_) | ExprKind::Slot(_) | ExprKind::Property { .. })
}

/// Whether a condition compares, tests or denies properties, labels and constants, and nothing else.
fn is_quick(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Compare(_, left, right) => is_word(left) && is_word(right),
        ExprKind::IsNull { operand, .. } | ExprKind::HasLabels(operand, _) => is_word(operand),
        ExprKind::Unary(UnaryOp::Not, operand) => is_quick(operand),
        ExprKind::Nary(_, parts) => parts.iter().all(is_quick),
        _ => is_word(expr),
    }
}
