//! A filter moves below operators that do not bind what it reads, so that fewer rows reach them.
//!
//! Only predicates that cannot fail move: a predicate that may raise an error must not meet rows that it did not meet
//! before. A filter never moves below an operator that mixes, pages or writes rows.
//!
//! ```text
//! Filter a.age > 30              Project a = a, b = b
//! └─ Project a = a, b = b    →   └─ Expand (a)-->(b)
//!    └─ Expand (a)-->(b)            └─ Filter a.age > 30
//! ```

use rustc_hash::FxHashSet;

use super::RuleContext;
use super::merge_filters::{conjuncts, merge};
use crate::binder::{Expr, ExprKind, Slot};
use crate::planner::{Op, Plan, Segment, filter, read_slots};

pub(super) fn apply(plan: &mut Plan, context: &RuleContext<'_>) {
    plan.rewrite(&mut |plan| match plan.op {
        Op::Filter { input, predicate } => {
            let mut below = *input;
            let stay =
                conjuncts(predicate).into_iter().filter_map(|part| sink(part, &mut below, context).err()).collect();
            filter(below, stay)
        }
        _ => plan,
    });
    plan.rewrite(&mut merge);
}

/// Moves a predicate into `plan`, at least below its top operator; gives it back when it cannot.
fn sink(predicate: Expr, plan: &mut Plan, context: &RuleContext<'_>) -> Result<(), Expr> {
    if !predicate.cannot_fail() {
        return Err(predicate);
    }
    let reads = read_slots(&predicate, context.uses);
    let Some(input) = passable(plan, &reads) else { return Err(predicate) };
    if let Err(predicate) = sink(predicate, input, context) {
        let below = input.take();
        *input = filter(below, vec![predicate]);
    }
    Ok(())
}

/// The input of `plan`, when a predicate that reads these slots gives the same rows below it.
fn passable<'p>(plan: &'p mut Plan, reads: &FxHashSet<Slot>) -> Option<&'p mut Plan> {
    match &mut plan.op {
        Op::Expand { input, expand, into } | Op::VarExpand { input, expand, into, .. } => {
            let binds = reads.contains(&expand.rel) || (!*into && reads.contains(&expand.to));
            (!binds).then_some(&mut **input)
        }
        Op::Intersect { input, steps } => {
            let binds = steps.iter().any(|step| reads.contains(&step.rel) || reads.contains(&step.to));
            (!binds).then_some(&mut **input)
        }
        Op::Repeat { input, segment, ends, .. } => {
            let binds = segment.outputs().any(|slot| reads.contains(&slot)) || (!ends.into && reads.contains(&ends.to));
            (!binds).then_some(&mut **input)
        }
        Op::SelectPaths { input, segments, ends, path, .. } => {
            let binds = segments.iter().flat_map(Segment::outputs).any(|slot| reads.contains(&slot))
                || path.as_ref().is_some_and(|(slot, _)| reads.contains(slot))
                || (!ends.into && reads.contains(&ends.to));
            (!binds).then_some(&mut **input)
        }
        Op::NodeScan { input, slot, .. } | Op::NodeSeek { input, slot, .. } | Op::NodeById { input, slot, .. } => {
            (!reads.contains(slot) && !matches!(input.op, Op::Argument)).then_some(&mut **input)
        }
        Op::Unwind { input, slot, .. } => (!reads.contains(slot)).then_some(&mut **input),
        Op::Project { input, items, .. } => {
            let computed = items.iter().any(|(slot, expr)| {
                reads.contains(slot) && !matches!(expr.kind, ExprKind::Slot(same) if same == *slot)
            });
            (!computed).then_some(&mut **input)
        }
        Op::Apply { input, optional: Some(slots), .. } => {
            slots.iter().all(|slot| !reads.contains(slot)).then_some(&mut **input)
        }
        Op::Filter { input, .. } | Op::Sort { input, limit: None, .. } => Some(&mut **input),
        Op::Distinct { input, .. } => Some(&mut **input),
        _ => None,
    }
}
