//! The place in a statement that broke a rule of the graph.
//!
//! Constraints and the ends of relationships are checked when a statement has done all its work, far from the clause that
//! went wrong. The plan still knows what each writing clause writes where, so the clause is found by what the broken rule
//! is about; the values that are written out tell apart several clauses that write the same property.
//!
//! ```text
//! CREATE (:Person {name: 'Cid'}), (:Person {name: 'Ada'})    'Ada' exists: the second one, at its value
//! ```

use crate::binder::{CreatePattern, CreatedType, Expr, ExprKind, Properties, SetAction};
use crate::diagnostic::{Diagnostic, Span};
use crate::graph::{Breach, KeyId, LabelId, Target};
use crate::planner::{Op, Plan, PlannedStatement};
use crate::value::Value;

/// The error of a broken rule, at the part of the statement that broke it, where that is known.
pub(super) fn located(breach: Breach, planned: &PlannedStatement) -> Diagnostic {
    let mut open = vec![&planned.root];
    let mut found = None;
    while let Some(plan) = open.pop() {
        let here = match breach.rule {
            None => deletes(plan),
            Some(target) => writes(plan, target, &breach.values),
        };
        // The top of the plan is the last clause.
        found = found.or(here);
        open.extend(plan.children());
    }
    match found {
        Some(span) => breach.error.or_at(span),
        None => breach.error,
    }
}

/// The targets of a DELETE that leaves relationships alone.
fn deletes(plan: &Plan) -> Option<Span> {
    match &plan.op {
        Op::Delete { targets, detach: false, .. } => targets.iter().map(|target| target.span).reduce(Span::to),
        _ => None,
    }
}

/// Where an operator writes an element of the broken constraint.
fn writes(plan: &Plan, target: Target, values: &[(KeyId, Value)]) -> Option<Span> {
    match &plan.op {
        Op::Create { pattern, .. } => created(pattern, target, values),
        Op::Merge { pattern, on_create, on_match, .. } => {
            let set = on_match.iter().chain(on_create).find_map(|action| changed(action, target, values));
            set.or_else(|| created(pattern, target, values))
        }
        Op::Set { actions, .. } => actions.iter().rev().find_map(|action| changed(action, target, values)),
        _ => None,
    }
}

/// The last element of a new pattern that may be the one at fault, or its values.
fn created(pattern: &CreatePattern, target: Target, values: &[(KeyId, Value)]) -> Option<Span> {
    match target {
        Target::Node(label) => {
            let of_label = pattern.nodes.iter().rev().filter(|node| node.labels.contains(&label));
            of_label.into_iter().find_map(|node| new_element(&node.properties, node.span, values))
        }
        Target::Relationship(rel_type) => {
            let of_type = pattern.rels.iter().rev().filter(|rel| match &rel.rel_type {
                CreatedType::Known(known) => *known == rel_type,
                CreatedType::Computed(_) => true,
            });
            of_type.into_iter().find_map(|rel| new_element(&rel.properties, rel.span, values))
        }
    }
}

/// The values of the constraint's properties when they are written, else the whole element; nothing when a value that is
/// written out is another one.
fn new_element(properties: &Properties, element: Span, values: &[(KeyId, Value)]) -> Option<Span> {
    let Properties::Entries(entries) = properties else { return Some(element) };
    let mut place: Option<Span> = None;
    for (key, value) in values {
        let Some((_, written)) = entries.iter().find(|(known, _)| known == key) else { return Some(element) };
        if !may_be(written, value) {
            return None;
        }
        place = Some(place.map_or(written.span, |place| place.to(written.span)));
    }
    place
}

/// Where a change of SET or REMOVE may have broken the constraint.
fn changed(action: &SetAction, target: Target, values: &[(KeyId, Value)]) -> Option<Span> {
    match action {
        SetAction::Property { key, value, .. } => {
            values.iter().any(|(known, found)| known == key && may_be(value, found)).then_some(value.span)
        }
        SetAction::DynamicProperty { value, .. }
        | SetAction::Replace { value, .. }
        | SetAction::Merge { value, .. } => Some(value.span),
        SetAction::AddLabels { target: element, labels } => adds(labels, target).then_some(element.span),
        SetAction::ComputedLabels { names, remove: false, .. } => Some(names.span),
        SetAction::RemoveLabels { .. } | SetAction::ComputedLabels { .. } => None,
    }
}

fn adds(labels: &[LabelId], target: Target) -> bool {
    matches!(target, Target::Node(label) if labels.contains(&label))
}

/// Whether an expression may have given this value: a literal gives its own.
fn may_be(written: &Expr, value: &Value) -> bool {
    match &written.kind {
        ExprKind::Literal(literal) => literal == value,
        _ => true,
    }
}
