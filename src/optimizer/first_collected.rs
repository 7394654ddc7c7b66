//! Where only the first elements of a collected list are read, no more of each group are collected.
//!
//! ```text
//! Project c, top = #6[..3]                     Project c, top = #6[..3]
//! └─ Aggregate #6 = collect(m.id) by c    →    └─ Aggregate #6 = collect(m.id) first 3 by c
//! ```
//! The projection stands right above and keeps nothing else, so that nobody else reads the list. Only expressions that
//! cannot fail are left out for some rows.

use super::RuleContext;
use crate::binder::{AggregateCall, Expr, ExprKind, Slot};
use crate::functions::function;
use crate::planner::{Op, Plan};
use crate::value::Value;

pub(super) fn apply(plan: &mut Plan, _context: &RuleContext<'_>) {
    plan.rewrite(&mut |mut plan| {
        if let Op::Project { input, items, keep_input: false } = &mut plan.op
            && let Op::Aggregate { aggregates, .. } = &mut input.op
        {
            for (slot, call) in aggregates.iter_mut().filter(|(_, call)| collects(call)) {
                let read: Option<Vec<u32>> = items.iter().map(|(_, expr)| elements_read(expr, *slot)).collect();
                call.first = read.and_then(|read| read.into_iter().max()).filter(|most| *most > 0);
            }
        }
        plan
    });
}

fn collects(call: &AggregateCall) -> bool {
    let collects = call.function.is_some_and(|id| function(id).name == "collect");
    collects && !call.distinct && call.arguments.iter().all(Expr::cannot_fail)
}

/// How many of the first elements of the list in a slot an expression reads; `None` where it reads more, or that is not
/// known.
fn elements_read(expr: &Expr, list: Slot) -> Option<u32> {
    let is_list = |expr: &Expr| expr.as_slot() == Some(list);
    match &expr.kind {
        ExprKind::Slice(operand, from, Some(to)) if is_list(operand) => {
            let from = from.as_ref().map_or(Some(0), |from| count(from));
            from.and_then(|_| count(to))
        }
        ExprKind::Index(operand, at) if is_list(operand) => count(at)?.checked_add(1),
        ExprKind::Function { id, arguments }
            if function(*id).name == "head" && arguments.first().is_some_and(is_list) =>
        {
            Some(1)
        }
        ExprKind::Slot(slot) if *slot == list => None,
        // What these read does not stand in them.
        ExprKind::Subquery(_) | ExprKind::Path { .. } => None,
        _ => expr
            .children()
            .into_iter()
            .map(|child| elements_read(child, list))
            .try_fold(0, |most, own| Some(most.max(own?))),
    }
}

/// A literal count.
fn count(expr: &Expr) -> Option<u32> {
    if let ExprKind::Literal(Value::Integer(count)) = expr.kind { u32::try_from(count).ok() } else { None }
}
