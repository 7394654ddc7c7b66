//! What the values of some slots say about those of others.
//!
//! Keys of a grouping may follow from the others: a value that was aggregated by some of them is the same in all rows of a
//! group, so it is carried along and not looked up. And rows of a source may differ in slots that are keys: then pieces of
//! it have no group in common.
//!
//! ```text
//! MATCH (a)-->(b) WITH a, count(b) AS n MATCH (a)<--(c) RETURN a, n, count(c)      groups are of a; n is carried
//!                                                                                  each is in one piece of the scan of a
//! ```

use crate::binder::{Expr, ExprKind, Slot};
use crate::executor::liveness::binds;
use crate::executor::shortcut::GroupKeys;
use crate::planner::{Op, Plan};

/// Keys of a grouping of the rows of `input`: those that make groups, and those that follow from them. Where all follow from
/// nothing, the first makes groups, so that there are none where there are no rows.
pub(super) fn carried_keys(keys: GroupKeys, input: &Plan) -> (GroupKeys, GroupKeys) {
    let known: Vec<Slot> = keys.iter().filter_map(|(_, expr)| expr.as_slot()).collect();
    let follows = |(_, expr): &(Slot, Expr)| {
        let from = expr.as_slot().and_then(|slot| determined_by(input, slot));
        from.is_some_and(|slots| slots.iter().all(|slot| known.contains(slot)))
    };
    let (mut carried, mut own): (Vec<_>, Vec<_>) = keys.into_iter().partition(follows);
    if own.is_empty() && !carried.is_empty() {
        own.push(carried.remove(0));
    }
    (own, carried)
}

/// Slots in which, taken together, no two rows of a source are alike; none where that is not known.
pub(super) fn different_in(source: &Plan) -> Vec<Slot> {
    match &source.op {
        Op::NodeScan { input, slot, .. } if matches!(input.op, Op::Argument) => vec![*slot],
        Op::Aggregate { keys, .. } => keys.iter().map(|(slot, _)| *slot).collect(),
        Op::Distinct { slots, .. } => slots.clone(),
        _ => Vec::new(),
    }
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
