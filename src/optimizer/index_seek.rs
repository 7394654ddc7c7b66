//! A scan whose filter an index can answer becomes a seek.
//!
//! ```text
//! Filter p.id = $id AND p.age > 30        Filter p.age > 30
//! └─ NodeScan p:Person                →   └─ NodeIndexSeek p unique_Person_id = $id
//! ```
//! Of several that fit, equality on most keys wins, then IN, then a prefix, then a range; ties go to the first index.

use super::RuleContext;
use super::merge_filters::conjuncts;
use crate::binder::{Expr, ExprKind, LabelTest, Slot};
use crate::functions;
use crate::graph::{IndexId, KeyId, Target};
use crate::planner::{IndexAccess, Op, Plan, demanded_labels, filter, read_slots};
use crate::syntax::ast::{BinaryOp, CompareOp};
use crate::value::Type;

pub(super) fn apply(plan: &mut Plan, context: &RuleContext<'_>) {
    plan.rewrite(&mut |plan| seek(plan, context));
}

/// A way to find the nodes: how good it is (smaller is better), the operator's choice, and which parts it answers.
struct Choice {
    rank: u8,
    index: IndexId,
    access: IndexAccess,
    answered: Vec<usize>,
}

fn seek(plan: Plan, context: &RuleContext<'_>) -> Plan {
    let Op::Filter { input, predicate } = plan.op else { return plan };
    let Op::NodeScan { input: below, slot, labels } = input.op else {
        return Plan { op: Op::Filter { input, predicate }, rows: plan.rows };
    };
    let parts = conjuncts(predicate);
    if let Some(at) = parts.iter().position(|part| id_operand(part, slot, context).is_some()) {
        return by_id(*below, slot, labels, parts, at, context);
    }
    let demanded = demanded_labels(labels.as_ref());
    let best = context
        .graph
        .indexes()
        .iter()
        .filter_map(|index| match index.target {
            Target::Node(label) if demanded.contains(&label) => choose(index.id, &index.keys, &parts, slot, context),
            _ => None,
        })
        .min_by_key(|choice| choice.rank);
    let Some(choice) = best else {
        let scan = Plan::new(Op::NodeScan { input: below, slot, labels });
        return filter(scan, parts);
    };
    let Some(Target::Node(label)) = context.graph.index(choice.index).map(|index| index.target) else {
        return filter(Plan::new(Op::NodeScan { input: below, slot, labels }), parts);
    };
    let seek = Plan::new(Op::NodeSeek { input: below, slot, index: choice.index, access: choice.access });
    let surely = matches!(&labels, Some(LabelTest::Name { label: only, .. }) if *only == label);
    let mut rest = Vec::new();
    if let Some(labels) = labels.filter(|_| !surely) {
        rest.push(label_test(slot, labels));
    }
    rest.extend(parts.into_iter().enumerate().filter(|(at, _)| !choice.answered.contains(at)).map(|(_, part)| part));
    filter(seek, rest)
}

fn label_test(slot: Slot, labels: LabelTest) -> Expr {
    let operand = Box::new(Expr::slot(slot, Type::Node, crate::diagnostic::Span::default()));
    Expr::new(ExprKind::HasLabels(operand, labels), Type::Boolean, crate::diagnostic::Span::default())
}

/// `id(n) = value`: the node itself.
fn by_id(
    below: Plan,
    slot: Slot,
    labels: Option<LabelTest>,
    mut parts: Vec<Expr>,
    at: usize,
    context: &RuleContext<'_>,
) -> Plan {
    let test = parts.remove(at);
    let Some(ids) = id_operand(&test, slot, context).cloned() else { return below };
    let found = Plan::new(Op::NodeById { input: Box::new(below), slot, ids });
    let mut rest: Vec<Expr> = labels.into_iter().map(|labels| label_test(slot, labels)).collect();
    rest.extend(parts);
    filter(found, rest)
}

/// The other side of `id(slot) = …` and `id(slot) IN …`.
fn id_operand<'e>(part: &'e Expr, slot: Slot, context: &RuleContext<'_>) -> Option<&'e Expr> {
    let is_id = |expr: &Expr| match &expr.kind {
        ExprKind::Function { id, arguments } => {
            functions::function(*id).name == "id"
                && matches!(arguments.as_slice(), [Expr { kind: ExprKind::Slot(of), .. }] if *of == slot)
        }
        _ => false,
    };
    let free = |expr: &Expr| !read_slots(expr, context.uses).contains(&slot);
    match &part.kind {
        ExprKind::Compare(CompareOp::Equal, left, right) if is_id(left) && free(right) => Some(right),
        ExprKind::Compare(CompareOp::Equal, left, right) if is_id(right) && free(left) => Some(left),
        ExprKind::Binary(BinaryOp::In, left, right) if is_id(left) && free(right) => Some(right),
        _ => None,
    }
}

fn choose(index: IndexId, keys: &[KeyId], parts: &[Expr], slot: Slot, context: &RuleContext<'_>) -> Option<Choice> {
    if let Some(found) = equalities(keys, parts, slot, context) {
        let (answered, values) = found.into_iter().unzip();
        return Some(Choice {
            rank: 10_u8.saturating_sub(keys.len() as u8),
            index,
            access: IndexAccess::Equal(values),
            answered,
        });
    }
    let [key] = keys else { return None };
    let mut best: Option<Choice> = None;
    for (at, part) in parts.iter().enumerate() {
        let found = match &part.kind {
            ExprKind::Binary(BinaryOp::In, left, right) if is_key(left, slot, *key) && free(right, slot, context) => {
                Some((20, IndexAccess::In((**right).clone())))
            }
            ExprKind::Binary(BinaryOp::StartsWith, left, right)
                if is_key(left, slot, *key) && free(right, slot, context) && right.ty.may_be(&Type::String) =>
            {
                Some((30, IndexAccess::Prefix((**right).clone())))
            }
            _ => None,
        };
        if let Some((rank, access)) = found
            && best.as_ref().is_none_or(|known| rank < known.rank)
        {
            best = Some(Choice { rank, index, access, answered: vec![at] });
        }
    }
    best.or_else(|| range(index, *key, parts, slot, context))
}

fn free(expr: &Expr, slot: Slot, context: &RuleContext<'_>) -> bool {
    !read_slots(expr, context.uses).contains(&slot)
}

fn is_key(expr: &Expr, slot: Slot, wanted: KeyId) -> bool {
    match &expr.kind {
        ExprKind::Property { operand, key, .. } => {
            *key == wanted && matches!(operand.kind, ExprKind::Slot(of) if of == slot)
        }
        _ => false,
    }
}

/// For every key the part that equates it and the value; none when a key has none.
fn equalities(keys: &[KeyId], parts: &[Expr], slot: Slot, context: &RuleContext<'_>) -> Option<Vec<(usize, Expr)>> {
    keys.iter()
        .map(|key| {
            parts.iter().enumerate().find_map(|(at, part)| match &part.kind {
                ExprKind::Compare(CompareOp::Equal, left, right) => {
                    let value = if is_key(left, slot, *key) {
                        right
                    } else if is_key(right, slot, *key) {
                        left
                    } else {
                        return None;
                    };
                    free(value, slot, context).then(|| (at, (**value).clone()))
                }
                _ => None,
            })
        })
        .collect()
}

fn range(index: IndexId, key: KeyId, parts: &[Expr], slot: Slot, context: &RuleContext<'_>) -> Option<Choice> {
    let (mut lower, mut upper, mut answered) = (None, None, Vec::new());
    for (at, part) in parts.iter().enumerate() {
        let ExprKind::Compare(op, left, right) = &part.kind else { continue };
        let (op, value) = if is_key(left, slot, key) {
            (*op, right)
        } else if is_key(right, slot, key) {
            (mirrored(*op), left)
        } else {
            continue;
        };
        if !free(value, slot, context) {
            continue;
        }
        let bound = match op {
            CompareOp::Greater | CompareOp::GreaterOrEqual => &mut lower,
            CompareOp::Less | CompareOp::LessOrEqual => &mut upper,
            CompareOp::Equal | CompareOp::NotEqual => continue,
        };
        if bound.is_none() {
            *bound = Some(((**value).clone(), matches!(op, CompareOp::GreaterOrEqual | CompareOp::LessOrEqual)));
            answered.push(at);
        }
    }
    (!answered.is_empty()).then_some(Choice { rank: 40, index, access: IndexAccess::Range { lower, upper }, answered })
}

fn mirrored(op: CompareOp) -> CompareOp {
    match op {
        CompareOp::Less => CompareOp::Greater,
        CompareOp::LessOrEqual => CompareOp::GreaterOrEqual,
        CompareOp::Greater => CompareOp::Less,
        CompareOp::GreaterOrEqual => CompareOp::LessOrEqual,
        same @ (CompareOp::Equal | CompareOp::NotEqual) => same,
    }
}
