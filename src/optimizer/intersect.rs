//! A step whose end other bound nodes must have as a neighbour too becomes an intersection of their neighbours, so that
//! candidates which close no cycle are never made into rows. Where the step leads to hardly more than one node, there are
//! no such candidates worth a search, and it stays a step.
//!
//! ```text
//! ExpandInto (a)-[t]->(c)            Filter c:Person
//! └─ Filter c:Person             →   └─ Intersect (b)-[s]->(c), (a)-[t]->(c)
//!    └─ Expand (b)-[s]->(c)             └─ …
//!       └─ …
//! ```

use super::RuleContext;
use super::estimate::{Known, degree};
use super::merge_filters::conjuncts;
use crate::binder::Expr;
use crate::planner::{Expand, Op, Plan, filter};

/// Nodes that a step leads to on the average where its ends are made into rows at once.
const FEW: f64 = 1.5;

pub(super) fn apply(plan: &mut Plan, context: &RuleContext<'_>) {
    let known = Known::of(plan, context.graph);
    plan.rewrite(&mut |plan| match plan.op {
        Op::Expand { input, expand, into: true } => match fused(*input, &expand, &known) {
            Ok(fused) => fused,
            Err(input) => Plan { op: Op::Expand { input, expand, into: true }, rows: plan.rows },
        },
        _ => plan,
    });
}

/// The plan below with `last` as a part of its top step; the plan as it was when that binds neither end of `last`.
fn fused(plan: Plan, last: &Expand, known: &Known<'_>) -> Result<Plan, Box<Plan>> {
    let rows = plan.rows;
    match plan.op {
        Op::Filter { input, predicate } => match fused(*input, last, known) {
            Ok(input) => Ok(filtered(input, predicate)),
            Err(input) => Err(Box::new(Plan { op: Op::Filter { input, predicate }, rows })),
        },
        Op::Expand { input, expand, into: false } => {
            match toward(expand.to, last).filter(|_| !leads_to_few(&expand, known)) {
                Some(step) => Ok(Plan::new(Op::Intersect { input, steps: vec![expand, step] })),
                None => Err(Box::new(Plan { op: Op::Expand { input, expand, into: false }, rows })),
            }
        }
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

/// Whether statistics say so; where they know of no relationship yet, they do not.
fn leads_to_few(step: &Expand, known: &Known<'_>) -> bool {
    let degree = degree(step, false, known);
    degree > 0.0 && degree <= FEW
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
