//! Properties that are shown of the first rows only are read behind the top-k, not of every row.
//!
//! ```text
//! Top 10 by a                    Extend a = p.age, b = p.name
//! └─ Extend a = p.age, b = p.name    →   └─ Top 10 by p.age
//! ```
//! Only expressions that cannot fail move, and only in statements that read: behind a write they could see more of it. What
//! no sort key reads is planned behind the sort from the start (`planner/query.rs`).

use super::RuleContext;
use crate::binder::{Expr, ExprKind, Slot};
use crate::planner::{Op, Plan};

pub(super) fn apply(plan: &mut Plan, context: &RuleContext<'_>) {
    if context.reads_only {
        plan.rewrite(&mut turned);
    }
}

fn turned(plan: Plan) -> Plan {
    let Op::Sort { input, mut keys, limit: Some(limit) } = plan.op else { return plan };
    match input.op {
        Op::Project { mut input, items, keep_input: true } if keys.iter().all(|key| shows_its_slots(&key.expr)) => {
            let (late, early): (Vec<_>, Vec<_>) = items.into_iter().partition(|(_, expr)| expr.cannot_fail());
            if !early.is_empty() {
                input = Box::new(Plan::new(Op::Project { input, items: early, keep_input: true }));
            }
            keys.iter_mut().for_each(|key| insert(&mut key.expr, &late));
            let sort = Plan::new(Op::Sort { input, keys, limit: Some(limit) });
            if late.is_empty() {
                return sort;
            }
            Plan::new(Op::Project { input: Box::new(sort), items: late, keep_input: true })
        }
        _ => Plan::new(Op::Sort { input, keys, limit: Some(limit) }),
    }
}

/// Whether all slots that an expression reads stand in it as themselves, to be replaced.
fn shows_its_slots(expr: &Expr) -> bool {
    let mut shown = true;
    expr.walk(&mut |part| shown &= !matches!(part.kind, ExprKind::Subquery(_) | ExprKind::Path { .. }));
    shown
}

/// Puts what the items stand for in their place.
fn insert(expr: &mut Expr, items: &[(Slot, Expr)]) {
    if let ExprKind::Slot(slot) = expr.kind
        && let Some((_, item)) = items.iter().find(|(own, _)| *own == slot)
    {
        *expr = item.clone();
        return;
    }
    expr.children_mut().into_iter().for_each(|child| insert(child, items));
}
