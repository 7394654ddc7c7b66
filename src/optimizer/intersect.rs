//! A step whose end other bound nodes must have as a neighbour too becomes an intersection of their neighbours, so that
//! candidates which close no cycle are never made into rows.
//!
//! ```text
//! ExpandInto (a)-[t]->(c)            Filter c:Person
//! └─ Filter c:Person             →   └─ Intersect (b)-[s]->(c), (a)-[t]->(c)
//!    └─ Expand (b)-[s]->(c)             └─ …
//!       └─ …
//! ```

use super::RuleContext;
use super::merge_filters::conjuncts;
use crate::binder::Expr;
use crate::planner::{Expand, Op, Plan, filter};

pub(super) fn apply(plan: &mut Plan, _context: &RuleContext<'_>) {
    plan.rewrite(&mut |plan| match plan.op {
        Op::Expand { input, expand, into: true } => match fused(*input, &expand) {
            Ok(fused) => fused,
            Err(input) => Plan { op: Op::Expand { input, expand, into: true }, rows: plan.rows },
        },
        _ => plan,
    });
}

/// The plan below with `last` as a part of its top step; the plan as it was when that binds neither end of `last`.
fn fused(plan: Plan, last: &Expand) -> Result<Plan, Box<Plan>> {
    let rows = plan.rows;
    match plan.op {
        Op::Filter { input, predicate } => match fused(*input, last) {
            Ok(input) => Ok(filtered(input, predicate)),
            Err(input) => Err(Box::new(Plan { op: Op::Filter { input, predicate }, rows })),
        },
        Op::Expand { input, expand, into: false } => match toward(expand.to, last) {
            Some(step) => Ok(Plan::new(Op::Intersect { input, steps: vec![expand, step] })),
            None => Err(Box::new(Plan { op: Op::Expand { input, expand, into: false }, rows })),
        },
        Op::Intersect { input, mut steps } => match steps.first().and_then(|first| toward(first.to, last)) {
            Some(step) => {
                steps.push(step);
                Ok(Plan::new(Op::Intersect { input, steps }))
            }
            None => Err(Box::new(Plan { op: Op::Intersect { input, steps }, rows })),
        },
        op => Err(Box::new(Plan { op, rows })),
    }
}

fn filtered(plan: Plan, predicate: Expr) -> Plan {
    filter(plan, conjuncts(predicate))
}

/// The step as one that leads to `to` from another node.
fn toward(to: crate::binder::Slot, step: &Expand) -> Option<Expand> {
    if step.from == step.to {
        return None;
    }
    if step.to == to {
        return Some(step.clone());
    }
    let turned = Expand { from: step.to, to: step.from, direction: step.direction.reversed(), ..step.clone() };
    (step.from == to).then_some(turned)
}
