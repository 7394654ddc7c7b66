//! Keys of a grouping that follow from the others: a value that was aggregated by some of them is the same in all rows of
//! a group, so it is carried along and not looked up.
//!
//! ```text
//! MATCH (a)-->(b) WITH a, count(b) AS n MATCH (a)<--(c) RETURN a, n, count(c)      groups are of a; n is carried
//! ```

use crate::binder::{Expr, ExprKind, Slot};
use crate::executor::liveness::binds;
use crate::planner::{Op, Plan};

/// Keys of a grouping of the rows of `input`: those that make groups, and those that follow from them. Where all follow from
/// nothing, the first makes groups, so that there are none where there are no rows.
pub(super) fn carried_keys(keys: Vec<(Slot, Expr)>, input: &Plan) -> (Vec<(Slot, Expr)>, Vec<(Slot, Expr)>) {
    let slot_of = |expr: &Expr| if let ExprKind::Slot(slot) = expr.kind { Some(slot) } else { None };
    let known: Vec<Slot> = keys.iter().filter_map(|(_, expr)| slot_of(expr)).collect();
    let follows = |(_, expr): &(Slot, Expr)| {
        let from = slot_of(expr).and_then(|slot| determined_by(input, slot));
        from.is_some_and(|slots| slots.iter().all(|slot| known.contains(slot)))
    };
    let (mut carried, mut own): (Vec<_>, Vec<_>) = keys.into_iter().partition(follows);
    if own.is_empty() && !carried.is_empty() {
        own.push(carried.remove(0));
    }
    (own, carried)
}

/// The slots that tell the value of `slot` in the rows of a plan, where it was aggregated by them and they are still there.
///
/// What tells them was bound below the aggregation, so nothing tells itself.
fn determined_by(plan: &Plan, slot: Slot) -> Option<Vec<Slot>> {
    match &plan.op {
        Op::Aggregate { keys, aggregates, .. } => {
            let aggregated = aggregates.iter().any(|(own, _)| *own == slot);
            aggregated.then(|| keys.iter().map(|(slot, _)| *slot).collect())
        }
        Op::Project { input, items, keep_input } => {
            let passed = |below: Slot| {
                let item = items.iter().find(|(_, expr)| expr.kind == ExprKind::Slot(below)).map(|(slot, _)| *slot);
                let kept = *keep_input && items.iter().all(|(slot, _)| *slot != below);
                item.or(kept.then_some(below))
            };
            let below = match items.iter().find(|(own, _)| *own == slot) {
                Some((_, Expr { kind: ExprKind::Slot(below), .. })) => *below,
                Some(_) => return None,
                None => slot,
            };
            determined_by(input, below)?.into_iter().map(passed).collect()
        }
        Op::Filter { input, .. }
        | Op::Expand { input, .. }
        | Op::VarExpand { input, .. }
        | Op::Intersect { input, .. }
        | Op::NodeScan { input, .. }
        | Op::NodeSeek { input, .. }
        | Op::Unwind { input, .. }
        | Op::Apply { input, .. }
        | Op::Sort { input, .. }
        | Op::Skip { input, .. }
        | Op::Limit { input, .. } => (!binds(&plan.op).contains(&slot)).then(|| determined_by(input, slot)).flatten(),
        _ => None,
    }
}
