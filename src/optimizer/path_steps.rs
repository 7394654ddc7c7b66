//! A condition on all nodes or relationships of a path is tested at each step, so that walks end as soon as they break it.
//!
//! ```text
//! ShortestPath (a)-[r*]-(b)                              ShortestPath (a)-[r*]-(b) each step: NOT startNode(s):Hub
//!   where none(n IN nodes(p) WHERE n:Hub)            →     AND NOT endNode(s):Hub
//! ```
//! A walk passes only when the condition is true (`all`) or false (`none`) at every step, never when it is null. The
//! condition itself goes away where the steps say all of it, and stays where a walk may have no step.

use super::RuleContext;
use super::merge_filters::conjuncts;
use crate::binder::{Expr, ExprKind, Slot, StepFilter};
use crate::functions;
use crate::planner::{Op, Plan, conjunction};
use crate::syntax::ast::{Quantifier, UnaryOp};
use crate::value::Type;

pub(super) fn apply(plan: &mut Plan, _context: &RuleContext<'_>) {
    plan.rewrite(&mut |mut plan| {
        match &mut plan.op {
            Op::ShortestPath { expand, length, step, path, filter, .. } => {
                let Some(predicate) = filter.take() else { return plan };
                let mut stay = Vec::new();
                for part in conjuncts(predicate) {
                    match elements_condition(&part, *path, &[expand.rel]) {
                        Some(found) => {
                            let whole = found.of_rels || length.min > 0;
                            if add(step, expand.rel, &found) && whole {
                                continue;
                            }
                            stay.push(part);
                        }
                        None => stay.push(part),
                    }
                }
                *filter = conjunction(stay);
            }
            Op::Filter { input, predicate } => {
                for part in conjuncts(predicate.clone()) {
                    prune(&part, input, None);
                }
            }
            _ => {}
        }
        plan
    });
}

/// A condition that all elements of a path must meet.
struct Condition {
    of_rels: bool,
    slot: Slot,
    predicate: Expr,
}

/// Adds a condition to the variable-length relationships below that belong to the path it speaks of. The filter stays.
fn prune(part: &Expr, plan: &mut Plan, path: Option<(Slot, Vec<Slot>)>) {
    let mut path = path;
    match &mut plan.op {
        Op::Project { input, items, keep_input: true } => {
            for (slot, value) in items.iter() {
                if let ExprKind::Path { steps, .. } = &value.kind {
                    path = Some((*slot, steps.clone()));
                }
            }
            prune(part, input, path);
        }
        Op::Filter { input, .. } | Op::Expand { input, .. } => prune(part, input, path),
        Op::VarExpand { input, expand, step, .. } => {
            let steps = path.as_ref().map_or_else(Vec::new, |(_, steps)| steps.clone());
            let named = path.as_ref().filter(|(_, steps)| steps.contains(&expand.rel)).map(|(slot, _)| *slot);
            if let Some(found) = elements_condition(part, named, &[expand.rel]) {
                add(step, expand.rel, &found);
            }
            prune(part, input, path.map(|(slot, _)| (slot, steps)));
        }
        _ => {}
    }
}

/// `all(x IN nodes(path) WHERE …)`, `none(…)`, over the path or over its list of relationships.
fn elements_condition(part: &Expr, path: Option<Slot>, rels: &[Slot]) -> Option<Condition> {
    let ExprKind::Quantifier { quantifier, slot, list, predicate } = &part.kind else { return None };
    let of_rels = match &list.kind {
        ExprKind::Slot(list) => rels.contains(list).then_some(true)?,
        ExprKind::Function { id, arguments } => match arguments.as_slice() {
            [Expr { kind: ExprKind::Slot(of), .. }] if Some(*of) == path => match functions::function(*id).name {
                "nodes" => false,
                "relationships" => true,
                _ => return None,
            },
            _ => return None,
        },
        _ => return None,
    };
    let reads_path = |expr: &Expr| {
        let mut reads = false;
        expr.walk(&mut |part| {
            reads |= match &part.kind {
                ExprKind::Slot(slot) => Some(*slot) == path || rels.contains(slot),
                // What a subquery reads is not looked into here.
                ExprKind::Subquery(_) => true,
                _ => false,
            };
        });
        reads
    };
    if reads_path(predicate) {
        return None;
    }
    let predicate = match quantifier {
        Quantifier::All => (**predicate).clone(),
        Quantifier::None => Expr::new(ExprKind::Unary(UnaryOp::Not, predicate.clone()), Type::Boolean, predicate.span),
        Quantifier::Any | Quantifier::Single => return None,
    };
    Some(Condition { of_rels, slot: *slot, predicate })
}

/// Adds a condition to the test of each step; false when it cannot be said there.
fn add(step: &mut Option<StepFilter>, rel: Slot, condition: &Condition) -> bool {
    // Without a step of its own the relationship's list slot stands for one relationship inside the test.
    let slot = step.as_ref().map_or(rel, |step| step.slot);
    let element = Expr::slot(slot, Type::Relationship, condition.predicate.span);
    let mut parts = step.take().map_or_else(Vec::new, |step| conjuncts(step.predicate));
    if condition.of_rels {
        parts.push(replaced(&condition.predicate, condition.slot, &element));
    } else {
        for end in ["startNode", "endNode"] {
            let Some(id) = functions::lookup(end) else { return false };
            let kind = ExprKind::Function { id, arguments: vec![element.clone()] };
            let node = Expr::new(kind, Type::Node, condition.predicate.span);
            parts.push(replaced(&condition.predicate, condition.slot, &node));
        }
    }
    if let Some(predicate) = conjunction(parts) {
        *step = Some(StepFilter { slot, predicate });
    }
    true
}

/// `expr` with another expression in place of a variable.
fn replaced(expr: &Expr, slot: Slot, by: &Expr) -> Expr {
    let mut expr = expr.clone();
    replace(&mut expr, slot, by);
    expr
}

fn replace(expr: &mut Expr, slot: Slot, by: &Expr) {
    if matches!(expr.kind, ExprKind::Slot(found) if found == slot) {
        *expr = by.clone();
        return;
    }
    for child in expr.children_mut() {
        replace(child, slot, by);
    }
}
