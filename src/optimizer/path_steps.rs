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
use crate::planner::{Op, Plan, Segment, conjunction, filter};
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
            Op::SelectPaths { segments, ends, path, filter: Some(predicate), .. } => {
                let mut late: Vec<Slot> = segments.iter().flat_map(Segment::outputs).collect();
                late.extend((!ends.into).then_some(ends.to));
                let path = path.as_ref().map(|(slot, _)| *slot);
                for part in conjuncts(predicate.clone()) {
                    for segment in segments.iter_mut() {
                        constrain(segment, &part, path, &late);
                    }
                }
            }
            Op::Filter { input, predicate } => {
                for part in conjuncts(predicate.clone()) {
                    prune(&part, input, None, &mut Vec::new());
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

/// Adds a condition to the variable-length relationships and groups below that belong to the path it speaks of. The
/// filter stays. `late` are the slots that are bound above the operator at hand: no step can read them.
fn prune(part: &Expr, plan: &mut Plan, path: Option<(Slot, Vec<Slot>)>, late: &mut Vec<Slot>) {
    let mut path = path;
    let steps = path.as_ref().map_or_else(Vec::new, |(_, steps)| steps.clone());
    let named = |rels: Slot| path.as_ref().filter(|(_, steps)| steps.contains(&rels)).map(|(slot, _)| *slot);
    match &mut plan.op {
        Op::Project { input, items, keep_input: true } => {
            for (slot, value) in items.iter() {
                late.push(*slot);
                if let ExprKind::Path { steps, .. } = &value.kind {
                    path = Some((*slot, steps.clone()));
                }
            }
            prune(part, input, path, late);
        }
        Op::Filter { input, .. } => prune(part, input, path, late),
        Op::Expand { input, expand, .. } => {
            late.extend([expand.rel, expand.to]);
            prune(part, input, path, late);
        }
        Op::VarExpand { input, expand, step, into, .. } => {
            late.push(expand.rel);
            late.extend((!*into).then_some(expand.to));
            if let Some(found) = elements_condition(part, named(expand.rel), &[expand.rel])
                && !reads_any(&found.predicate, late)
            {
                add(step, expand.rel, &found);
            }
            prune(part, input, path.map(|(slot, _)| (slot, steps)), late);
        }
        Op::Repeat { input, segment, ends, .. } => {
            late.extend(segment.outputs());
            late.extend((!ends.into).then_some(ends.to));
            constrain(segment, part, named(segment.rels), late);
            prune(part, input, path, late);
        }
        _ => {}
    }
}

/// Adds a condition on a path, or on one of a segment's lists, to the plan of one walk through the segment.
fn constrain(segment: &mut Segment, part: &Expr, path: Option<Slot>, late: &[Slot]) {
    let mut tests = Vec::new();
    if let Some(found) = elements_condition(part, path, &[segment.rels]) {
        for step in &segment.steps {
            tests.extend(step_tests(&found, *step).unwrap_or_default());
        }
    }
    for (inside, list) in &segment.groups {
        if let Some(found) = elements_condition(part, None, &[*list])
            && let ExprKind::Quantifier { list, .. } = &part.kind
            && let Type::List(ty) = &list.ty
        {
            let element = Expr::slot(*inside, (**ty).clone(), found.predicate.span);
            tests.push(replaced(&found.predicate, found.slot, &element));
        }
    }
    tests.retain(|test| !reads_any(test, late));
    if !tests.is_empty() {
        let inner = segment.inner.take();
        *segment.inner = filter(inner, tests);
    }
}

fn reads_any(expr: &Expr, slots: &[Slot]) -> bool {
    let mut found = false;
    expr.walk(&mut |part| {
        found |= match &part.kind {
            ExprKind::Slot(slot) => slots.contains(slot),
            ExprKind::Path { start, steps } => std::iter::once(start).chain(steps).any(|slot| slots.contains(slot)),
            _ => false,
        };
    });
    found
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
    let Some(tests) = step_tests(condition, slot) else { return false };
    let mut parts = step.take().map_or_else(Vec::new, |step| conjuncts(step.predicate));
    parts.extend(tests);
    if let Some(predicate) = conjunction(parts) {
        *step = Some(StepFilter { slot, predicate });
    }
    true
}

/// What a condition says of one relationship: of itself, or of both its ends.
fn step_tests(condition: &Condition, step: Slot) -> Option<Vec<Expr>> {
    let span = condition.predicate.span;
    let element = Expr::slot(step, Type::Relationship, span);
    if condition.of_rels {
        return Some(vec![replaced(&condition.predicate, condition.slot, &element)]);
    }
    let end = |name| {
        let kind = ExprKind::Function { id: functions::lookup(name)?, arguments: vec![element.clone()] };
        Some(replaced(&condition.predicate, condition.slot, &Expr::new(kind, Type::Node, span)))
    };
    Some(vec![end("startNode")?, end("endNode")?])
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
