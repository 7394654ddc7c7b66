//! What the graph's statistics say for sure about a plan: label tests that always pass, counts that count every row.
//!
//! Statistics are exact for the snapshot at hand, so this is asked when a statement that only reads is built, and not
//! when it is planned: a plan may be kept while the graph changes.
//!
//! ```text
//! (p:Person)-[:LIVES_IN]->(c:City)   all 9 LIVES_IN end at a City: the test c:City is dropped
//! count(p.id)                        all Persons have an id: count(*)
//! a.id <> c.id                       the ids of Persons are unique: a <> c
//! p.id, p.name, count(*)             groups are Persons: p, count(*); so are those of p, p.name
//! (a)-->(b)<--(), counted            as many as b has, but one
//! ()-[:FOLLOWS]->(), counted         as many as there are; of all types, by type, one of each
//! ```

use std::collections::BTreeSet;

use crate::binder::{AggregateCall, Expr, ExprKind, LabelTest, Slot};
use crate::functions::function;
use crate::graph::{Direction, LabelId, RelTypeId, Snapshot, Target, TokenKind};
use crate::planner::{Expand, Op, Plan};
use crate::syntax::ast::{CompareOp, NaryOp};
use crate::value::{RelId, Type};

/// The predicate without the label tests that pass for every row of `input`; `None` when nothing is left of it.
pub(super) fn needed_predicate(predicate: &Expr, input: &Plan, graph: &Snapshot) -> Option<Expr> {
    let passes = |expr: &Expr| match &expr.kind {
        ExprKind::HasLabels(operand, LabelTest::Name { label, .. }) => match operand.kind {
            ExprKind::Slot(slot) => surely_labelled(input, slot, *label, graph),
            _ => false,
        },
        _ => false,
    };
    match &predicate.kind {
        ExprKind::Nary(NaryOp::And, parts) => {
            let mut left: Vec<Expr> = parts.iter().filter(|part| !passes(part)).cloned().collect();
            match left.len() {
                0 | 1 => left.pop(),
                _ => Some(Expr::new(ExprKind::Nary(NaryOp::And, left), predicate.ty.clone(), predicate.span)),
            }
        }
        _ => (!passes(predicate)).then(|| predicate.clone()),
    }
}

/// The aggregations, with `count(x)` of an x that is never null as `count(*)`.
pub(super) fn counted_rows(
    calls: &[(Slot, AggregateCall)],
    input: &Plan,
    graph: &Snapshot,
) -> Vec<(Slot, AggregateCall)> {
    let counts_all = |call: &AggregateCall| match (call.function, call.arguments.as_slice()) {
        (Some(id), [argument]) if !call.distinct && function(id).name == "count" => match &argument.kind {
            ExprKind::Slot(slot) => binding(input, *slot).is_some(),
            ExprKind::Property { operand, key, .. } => {
                let ExprKind::Slot(slot) = operand.kind else { return false };
                labels_of(input, slot, graph).into_iter().any(|label| {
                    let nodes = graph.label_count(label);
                    nodes > 0 && graph.label_key_count(label, *key) == nodes
                })
            }
            _ => false,
        },
        _ => false,
    };
    calls
        .iter()
        .map(|(slot, call)| {
            let mut call = call.clone();
            if let (true, [argument]) = (call.distinct, call.arguments.as_mut_slice())
                && call.function.is_some_and(|id| function(id).name == "count")
                && let Some(node) = identified_node(argument, input, graph)
            {
                *argument = node;
            }
            if counts_all(&call) {
                call.function = None;
                call.arguments.clear();
            }
            (*slot, call)
        })
        .collect()
}

/// `a.key = b.key` and `a.key <> b.key` as comparisons of the nodes, where both surely have a label whose nodes all
/// have the key, each its own.
pub(super) fn by_identity(predicate: &Expr, input: &Plan, graph: &Snapshot) -> Expr {
    if let ExprKind::Nary(op, parts) = &predicate.kind {
        let parts = parts.iter().map(|part| by_identity(part, input, graph)).collect();
        return Expr::new(ExprKind::Nary(*op, parts), predicate.ty.clone(), predicate.span);
    }
    let compared = match &predicate.kind {
        ExprKind::Compare(op @ (CompareOp::Equal | CompareOp::NotEqual), left, right) => (op, left, right),
        _ => return predicate.clone(),
    };
    let (op, left, right) = compared;
    let nodes = match (&left.kind, &right.kind) {
        (ExprKind::Property { operand: a, key, .. }, ExprKind::Property { operand: b, key: other, .. })
            if key == other =>
        {
            match (&a.kind, &b.kind) {
                (ExprKind::Slot(x), ExprKind::Slot(y)) => Some((a, *x, b, *y, *key)),
                _ => None,
            }
        }
        _ => None,
    };
    match nodes {
        Some((a, x, b, y, key))
            if labels_of(input, x, graph)
                .iter()
                .any(|label| labels_of(input, y, graph).contains(label) && graph.identifies(*label, key)) =>
        {
            Expr::new(ExprKind::Compare(*op, a.clone(), b.clone()), predicate.ty.clone(), predicate.span)
        }
        _ => predicate.clone(),
    }
}

/// The node that `node.key` identifies, where it surely does.
fn identified_node(expr: &Expr, input: &Plan, graph: &Snapshot) -> Option<Expr> {
    let ExprKind::Property { operand, key, .. } = &expr.kind else { return None };
    let ExprKind::Slot(slot) = operand.kind else { return None };
    let identified = labels_of(input, slot, graph).into_iter().any(|label| graph.identifies(label, *key));
    identified.then(|| (**operand).clone())
}

/// Keys of a grouping, with the properties of each element that is a key itself, or that one of them identifies, replaced by
/// that element; and the keys that are then to be computed from the groups.
pub(super) fn identified_keys(keys: &[(Slot, Expr)], input: &Plan, graph: &Snapshot) -> (GroupKeys, GroupKeys) {
    let property = |expr: &Expr| match &expr.kind {
        ExprKind::Property { operand, key, .. } => match operand.kind {
            ExprKind::Slot(slot) => Some((slot, *key, (**operand).clone())),
            _ => None,
        },
        _ => None,
    };
    let element = |expr: &Expr| match expr.kind {
        ExprKind::Slot(slot) if matches!(expr.ty, Type::Node | Type::Relationship) => Some(slot),
        _ => None,
    };
    let tells = |(_, expr): &(Slot, Expr)| match property(expr) {
        Some((slot, key, _)) => {
            let labels = labels_of(input, slot, graph);
            labels.into_iter().any(|label| graph.identifies(label, key)).then_some(slot)
        }
        None => element(expr),
    };
    let told: Vec<Slot> = keys.iter().filter_map(tells).collect();
    let replaced: Vec<Slot> = keys
        .iter()
        .filter_map(|(_, expr)| property(expr))
        .filter(|(slot, ..)| told.contains(slot))
        .map(|(slot, ..)| slot)
        .collect();
    let mut own: GroupKeys = Vec::new();
    let mut dependent = Vec::new();
    for (slot, expr) in keys {
        let of = match property(expr) {
            Some((of, _, operand)) => Some((of, operand)),
            None => element(expr).map(|of| (of, expr.clone())),
        };
        let Some((of, operand)) = of.filter(|(of, _)| replaced.contains(of)) else {
            own.push((*slot, expr.clone()));
            continue;
        };
        if own.iter().all(|(own, _)| *own != of) {
            own.push((of, operand));
        }
        if *slot != of {
            dependent.push((*slot, expr.clone()));
        }
    }
    (own, dependent)
}

/// Slots of keys and what they are.
pub(super) type GroupKeys = Vec<(Slot, Expr)>;

/// The relationships of `expand.distinct_from` that could be the one of the step: not those that surely start or end at
/// another node, because a relationship of a type without self-loops lies between the two nodes. `before` are steps
/// taken since `input`.
pub(super) fn told_apart(expand: &Expand, input: &Plan, before: &[Expand], graph: &Snapshot) -> Vec<Slot> {
    let loop_free =
        |step: &Expand| !step.types.is_empty() && step.types.iter().all(|rel_type| graph.is_loop_free(*rel_type));
    let mut apart: Vec<(Slot, Slot)> = Vec::new();
    let mut steps: Vec<&Expand> = before.iter().collect();
    steps_of(input, &mut steps);
    apart.extend(steps.iter().copied().chain([expand]).filter(|step| loop_free(step)).map(|step| (step.from, step.to)));
    let differ = |a: Slot, b: Slot| apart.iter().any(|pair| *pair == (a, b) || *pair == (b, a));
    let could_be = |rel: &&Slot| {
        let Some(other) = steps.iter().find(|step| step.rel == **rel) else { return true };
        match (ends(expand), ends(other)) {
            (Some((start, end)), Some((other_start, other_end))) => {
                !differ(start, other_start) && !differ(end, other_end)
            }
            _ => true,
        }
    };
    expand.distinct_from.iter().filter(could_be).copied().collect()
}

/// How many of the relationships of `expand.distinct_from` are surely among those that the step finds, and those that are
/// not surely so: a step back from where another one ended finds the relationship of that one.
pub(super) fn surely_found(expand: &Expand, input: &Plan) -> (usize, Vec<Slot>) {
    let mut steps = Vec::new();
    steps_of(input, &mut steps);
    let found = |rel: &Slot| {
        let Some(other) = steps.iter().find(|step| step.rel == *rel) else { return false };
        let types = expand.types.is_empty()
            || !other.types.is_empty() && other.types.iter().all(|rel_type| expand.types.contains(rel_type));
        let seen = |from: Slot, direction| {
            from == expand.from && (expand.direction == Direction::Both || expand.direction == direction)
        };
        types && (seen(other.from, other.direction) || seen(other.to, other.direction.reversed()))
    };
    let (sure, others): (Vec<Slot>, Vec<Slot>) = expand.distinct_from.iter().partition(|rel| found(rel));
    (sure.len(), others)
}

/// How many rows a plan gives that starts with all nodes, or those of a label, and takes one step at most.
pub(super) fn known_rows(plan: &Plan, graph: &Snapshot) -> Option<u64> {
    match &plan.op {
        Op::NodeScan { .. } => match scanned(plan)? {
            (_, None) => Some(graph.node_count()),
            (_, Some(label)) => Some(graph.label_count(label)),
        },
        _ => Some(known_steps(plan, graph)?.1.into_iter().map(|(_, steps)| steps).sum()),
    }
}

/// A relationship of each type that the only step of a plan takes, and how many of that type it takes, where only the type of
/// the relationship in `rel` is read.
pub(super) fn known_types(plan: &Plan, rel: Slot, graph: &Snapshot) -> Option<Vec<(RelId, u64)>> {
    let (_, steps) = known_steps(plan, graph).filter(|(expand, _)| expand.rel == rel && graph.scans_types())?;
    let first = |rel_type| {
        let mut rels = Vec::with_capacity(1);
        graph.scan_type(rel_type, 0, 1, &mut rels);
        rels.first().copied()
    };
    steps.into_iter().filter(|(_, steps)| *steps > 0).map(|(rel_type, steps)| Some((first(rel_type)?, steps))).collect()
}

/// The slot and the label of a scan over the first row.
fn scanned(plan: &Plan) -> Option<(Slot, Option<LabelId>)> {
    match &plan.op {
        Op::NodeScan { input, slot, labels } if matches!(input.op, Op::Argument) => match labels {
            None => Some((*slot, None)),
            Some(LabelTest::Name { label, .. }) => Some((*slot, Some(*label))),
            Some(_) => None,
        },
        _ => None,
    }
}

/// The only step of a plan that starts with all nodes, or those of a label, and how many there are of each type; a label may be
/// asked of the other end.
fn known_steps<'p>(plan: &'p Plan, graph: &Snapshot) -> Option<(&'p Expand, Vec<(RelTypeId, u64)>)> {
    let (step, label) = match &plan.op {
        Op::Filter { input, predicate } => match &predicate.kind {
            ExprKind::HasLabels(operand, LabelTest::Name { label, .. }) => (&**input, Some((operand, *label))),
            _ => return None,
        },
        _ => (plan, None),
    };
    let Op::Expand { input, expand, into: false } = &step.op else { return None };
    if label.is_some_and(|(operand, _)| operand.kind != ExprKind::Slot(expand.to)) {
        return None;
    }
    let to = label.map(|(_, label)| label);
    let (_, from) = scanned(input).filter(|(slot, _)| *slot == expand.from && expand.distinct_from.is_empty())?;
    let types: BTreeSet<RelTypeId> = match expand.types.as_slice() {
        [] => graph.tokens().all(TokenKind::RelType).into_iter().map(|(id, _)| RelTypeId(id)).collect(),
        types => types.iter().copied().collect(),
    };
    let steps = |rel_type: RelTypeId, starts: Option<LabelId>, ends: Option<LabelId>| {
        let all = graph.type_count(rel_type);
        let at =
            |label: Option<LabelId>, side| label.map_or(all, |label| graph.type_label_count(rel_type, label, side));
        match (at(starts, Direction::Outgoing), at(ends, Direction::Incoming)) {
            (0, _) | (_, 0) => Some(0),
            (starting, ending) if starting == all => Some(ending),
            (starting, ending) if ending == all => Some(starting),
            _ => None,
        }
    };
    let known = types.into_iter().map(|rel_type| {
        let known = match expand.direction {
            Direction::Outgoing => steps(rel_type, from, to)?,
            Direction::Incoming => steps(rel_type, to, from)?,
            // From both sides a self-loop is one step.
            Direction::Both if !graph.is_loop_free(rel_type) => return None,
            Direction::Both => steps(rel_type, from, to)? + steps(rel_type, to, from)?,
        };
        Some((rel_type, known))
    });
    Some((expand, known.collect::<Option<_>>()?))
}

/// Where the relationship of a step starts and ends.
fn ends(step: &Expand) -> Option<(Slot, Slot)> {
    match step.direction {
        Direction::Outgoing => Some((step.from, step.to)),
        Direction::Incoming => Some((step.to, step.from)),
        Direction::Both => None,
    }
}

/// The steps that every row of a plan has taken, as far as they can be seen.
pub(super) fn steps_of<'p>(plan: &'p Plan, out: &mut Vec<&'p Expand>) {
    match &plan.op {
        Op::Expand { input, expand, .. } => {
            out.push(expand);
            steps_of(input, out);
        }
        Op::Intersect { input, steps } => {
            out.extend(steps);
            steps_of(input, out);
        }
        Op::Join { input, inner, .. } => {
            steps_of(input, out);
            steps_of(inner, out);
        }
        Op::Filter { input, .. }
        | Op::NodeScan { input, .. }
        | Op::NodeSeek { input, .. }
        | Op::NodeById { input, .. } => steps_of(input, out),
        _ => {}
    }
}

/// The operator that binds `slot` to an element in every row of `plan`.
fn binding(plan: &Plan, slot: Slot) -> Option<&Op> {
    let op = &plan.op;
    match op {
        Op::NodeScan { slot: own, .. } | Op::NodeSeek { slot: own, .. } | Op::NodeById { slot: own, .. }
            if *own == slot =>
        {
            Some(op)
        }
        Op::Expand { expand, into, .. } if expand.rel == slot || (!*into && expand.to == slot) => Some(op),
        Op::Intersect { steps, .. } if steps.iter().any(|step| step.rel == slot || step.to == slot) => Some(op),
        Op::NodeScan { input, .. }
        | Op::NodeSeek { input, .. }
        | Op::NodeById { input, .. }
        | Op::Expand { input, .. }
        | Op::Intersect { input, .. }
        | Op::VarExpand { input, .. }
        | Op::Filter { input, .. } => binding(input, slot),
        Op::Project { input, items, .. } => match items.iter().find(|(own, _)| *own == slot) {
            None => binding(input, slot),
            Some((_, expr)) => match expr.kind {
                ExprKind::Slot(source) => binding(input, source),
                _ => None,
            },
        },
        Op::Join { input, inner, .. } => binding(input, slot).or_else(|| binding(inner, slot)),
        Op::Apply { input, optional: Some(_), .. } => binding(input, slot),
        Op::Apply { input, inner, optional: None, .. } => binding(inner, slot).or_else(|| binding(input, slot)),
        _ => None,
    }
}

/// Whether the node in `slot` has the label in every row.
fn surely_labelled(plan: &Plan, slot: Slot, label: LabelId, graph: &Snapshot) -> bool {
    match binding(plan, slot) {
        Some(Op::NodeScan { labels: Some(LabelTest::Name { label: own, .. }), .. }) => *own == label,
        Some(Op::Expand { expand, .. }) if expand.to == slot => ends_labelled(expand, label, graph),
        Some(Op::Intersect { steps, .. }) => {
            steps.iter().any(|step| step.to == slot && ends_labelled(step, label, graph))
        }
        _ => false,
    }
}

/// Whether all relationships a step may take end at nodes with the label.
fn ends_labelled(expand: &Expand, label: LabelId, graph: &Snapshot) -> bool {
    let at = |direction| {
        expand
            .types
            .iter()
            .all(|rel_type| graph.type_label_count(*rel_type, label, direction) == graph.type_count(*rel_type))
    };
    !expand.types.is_empty()
        && match expand.direction {
            Direction::Outgoing => at(Direction::Incoming),
            Direction::Incoming => at(Direction::Outgoing),
            Direction::Both => at(Direction::Incoming) && at(Direction::Outgoing),
        }
}

/// Labels that the node in `slot` has in every row: those that the plan tests, and those of the index it was found in.
fn labels_of(plan: &Plan, slot: Slot, graph: &Snapshot) -> Vec<LabelId> {
    let mut labels = Vec::new();
    match binding(plan, slot) {
        Some(Op::NodeScan { labels: Some(LabelTest::Name { label, .. }), .. }) => labels.push(*label),
        Some(Op::NodeSeek { index, .. }) => {
            labels.extend(graph.index(*index).and_then(|index| match index.target {
                Target::Node(label) => Some(label),
                Target::Relationship(_) => None,
            }));
        }
        Some(_) => tested_labels(plan, slot, &mut labels),
        None => {}
    }
    labels
}

/// The labels that filters over the binding of `slot` ask for.
fn tested_labels(plan: &Plan, slot: Slot, out: &mut Vec<LabelId>) {
    match &plan.op {
        Op::Filter { input, predicate } => {
            let parts = match &predicate.kind {
                ExprKind::Nary(NaryOp::And, parts) => parts.as_slice(),
                _ => std::slice::from_ref(predicate),
            };
            for part in parts {
                if let ExprKind::HasLabels(operand, LabelTest::Name { label, .. }) = &part.kind
                    && operand.kind == ExprKind::Slot(slot)
                {
                    out.push(*label);
                }
            }
            tested_labels(input, slot, out);
        }
        Op::Expand { input, .. }
        | Op::Intersect { input, .. }
        | Op::NodeScan { input, .. }
        | Op::NodeSeek { input, .. } => tested_labels(input, slot, out),
        Op::Join { input, inner, .. } => {
            tested_labels(input, slot, out);
            tested_labels(inner, slot, out);
        }
        _ => {}
    }
}
