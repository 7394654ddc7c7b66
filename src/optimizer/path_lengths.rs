//! `length` of a path that the pattern below makes is counted from the steps: the path itself need not be made for it.
//!
//! ```text
//! Aggregate count(*) by l = length(p)              Aggregate count(*) by l = length(path(a, r))
//! └─ Extend p = path(a, r)                    →    └─ Extend p = path(a, r)       (not made, when nothing reads p)
//! ```
//! Only in statements that read: behind a deletion a path cannot be made and its length could.

use super::RuleContext;
use crate::binder::{Expr, ExprKind, Slot};
use crate::functions::function;
use crate::planner::{Op, Plan};

pub(super) fn apply(plan: &mut Plan, context: &RuleContext<'_>) {
    if context.reads_only {
        plan.rewrite(&mut |mut plan| {
            let paths = plan.children().first().map(|input| paths(input)).unwrap_or_default();
            if !paths.is_empty() {
                exprs_mut(&mut plan.op).into_iter().for_each(|expr| insert(expr, &paths));
            }
            plan
        });
    }
}

/// The paths that a plan, or one below its filters, makes.
fn paths(plan: &Plan) -> Vec<(Slot, Expr)> {
    match &plan.op {
        Op::Filter { input, .. } => paths(input),
        Op::Project { items, keep_input: true, .. } => {
            items.iter().filter(|(_, expr)| matches!(expr.kind, ExprKind::Path { .. })).cloned().collect()
        }
        _ => Vec::new(),
    }
}

/// The expressions of operators that often ask for lengths.
fn exprs_mut(op: &mut Op) -> Vec<&mut Expr> {
    match op {
        Op::Filter { predicate, .. } => vec![predicate],
        Op::Project { items, .. } => items.iter_mut().map(|(_, expr)| expr).collect(),
        Op::Sort { keys, .. } => keys.iter_mut().map(|key| &mut key.expr).collect(),
        Op::Aggregate { keys, aggregates, .. } => {
            let arguments = aggregates.iter_mut().flat_map(|(_, call)| &mut call.arguments);
            keys.iter_mut().map(|(_, expr)| expr).chain(arguments).collect()
        }
        _ => Vec::new(),
    }
}

fn insert(expr: &mut Expr, paths: &[(Slot, Expr)]) {
    if let ExprKind::Function { id, arguments } = &mut expr.kind
        && function(*id).name == "length"
        && let [argument] = arguments.as_mut_slice()
        && let ExprKind::Slot(slot) = argument.kind
        && let Some((_, path)) = paths.iter().find(|(own, _)| *own == slot)
    {
        *argument = path.clone();
    }
    expr.children_mut().into_iter().for_each(|child| insert(child, paths));
}
