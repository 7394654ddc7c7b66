//! The rows each operator is expected to give, for EXPLAIN and PROFILE: the same shares that order the patterns.

use rustc_hash::FxHashMap;

use crate::binder::{Expr, ExprKind, HopRange, Slot};
use crate::graph::{IndexId, LabelId, Snapshot, Target};
use crate::planner::{
    Expand, IndexAccess, OTHER, Op, Plan, demanded_labels, label_at_end, label_rows, one_hop, selectivity,
};
use crate::syntax::ast::NaryOp;
use crate::value::Value;

/// Writes estimates into a plan whose leaf gives one row.
pub(super) fn estimate(plan: &mut Plan, graph: &Snapshot) {
    let known = Known::of(plan, graph);
    annotate(plan, 1.0, &known);
}

/// Writes estimates into a plan whose leaf gives `argument` rows; gives the root's.
fn annotate(plan: &mut Plan, argument: f64, known: &Known<'_>) -> f64 {
    let rows = match &mut plan.op {
        Op::Argument => argument,
        Op::Union { inputs } => inputs.iter_mut().map(|input| annotate(input, argument, known)).sum(),
        Op::Apply { input, inner, optional, .. } => {
            let outer = annotate(input, argument, known);
            let each = annotate(inner, 1.0, known);
            outer * if optional.is_some() { each.max(1.0) } else { each }
        }
        Op::Join { input, inner, on, .. } => {
            let outer = annotate(input, argument, known);
            let each = annotate(inner, 1.0, known);
            outer * each / label_rows(known.labels_of(*on), known.graph).max(1.0)
        }
        Op::Repeat { input, segment, ends, .. } => {
            let each = annotate(&mut segment.inner, 1.0, known);
            let each = if ends.into { each.min(0.5) } else { each };
            annotate(input, argument, known) * walks(each, segment.length)
        }
        Op::SelectPaths { input, segments, ends, choice, .. } => {
            for segment in segments {
                annotate(&mut segment.inner, 1.0, known);
            }
            let targets = if ends.into { 1.0 } else { (known.graph.node_count() as f64).max(1.0) };
            annotate(input, argument, known) * targets * f64::from(choice.count.min(100))
        }
        Op::ForEffects { input, inner } | Op::Foreach { input, body: inner, .. } => {
            annotate(inner, 1.0, known);
            annotate(input, argument, known)
        }
        Op::InTransactions { input, body, .. } => {
            let rows = annotate(input, argument, known);
            annotate(body, rows, known)
        }
        Op::Merge { input, inner, .. } => {
            let each = annotate(inner, 1.0, known);
            annotate(input, argument, known) * each.max(1.0)
        }
        op => one_input(op, argument, known),
    };
    plan.rows = rows;
    rows
}

fn one_input(op: &mut Op, argument: f64, known: &Known<'_>) -> f64 {
    let nodes = known.graph.node_count() as f64;
    let below = |input: &mut Plan| annotate(input, argument, known);
    match op {
        Op::NodeScan { input, labels, .. } => {
            let fit = demanded_labels(labels.as_ref())
                .iter()
                .map(|label| known.graph.label_count(*label) as f64)
                .fold(nodes, f64::min);
            below(input) * fit
        }
        Op::NodeSeek { input, index, access, .. } => below(input) * found(*index, access, known.graph),
        Op::Expand { input, expand, into: false } if scans_all(input, expand.from) => {
            // Most nodes may have none: the step tells of the node only behind it.
            let each = one_hop(&expand.types, &[], known.labels_of(expand.to), expand.direction, known.graph);
            below(input) * each
        }
        Op::Expand { input, expand, into } => below(input) * degree(expand, *into, known),
        Op::Intersect { input, steps } => {
            let each = steps.iter().enumerate().map(|(at, step)| degree(step, at > 0, known)).product::<f64>();
            below(input) * each
        }
        Op::VarExpand { input, expand, into, length, .. } => {
            below(input) * walks(degree(expand, *into, known), *length)
        }
        Op::Filter { input, predicate } => below(input) * share(predicate, known),
        Op::Aggregate { input, keys, .. } => {
            let rows = below(input);
            if keys.is_empty() { 1.0 } else { rows.powf(0.75).max(rows.min(1.0)) }
        }
        Op::Distinct { input, .. } => below(input) * 0.8,
        Op::Sort { input, limit: Some(count), .. } | Op::Limit { input, count } => {
            below(input).min(literal(count, 100.0))
        }
        Op::Skip { input, count } => (below(input) - literal(count, 0.0)).max(0.0),
        Op::Unwind { input, list, .. } => {
            let length = match &list.kind {
                ExprKind::List(items) => items.len() as f64,
                ExprKind::Literal(Value::List(items)) => items.len() as f64,
                _ => 10.0,
            };
            below(input) * length
        }
        Op::Procedure { input, .. } | Op::LoadCsv { input, .. } => below(input) * 10.0,
        Op::Discard { input } => {
            below(input);
            0.0
        }
        Op::NodeById { input, .. }
        | Op::ShortestPath { input, .. }
        | Op::Project { input, .. }
        | Op::Sort { input, limit: None, .. }
        | Op::Create { input, .. }
        | Op::Set { input, .. }
        | Op::Delete { input, .. } => below(input),
        Op::Argument
        | Op::Union { .. }
        | Op::Repeat { .. }
        | Op::SelectPaths { .. }
        | Op::Apply { .. }
        | Op::Join { .. }
        | Op::ForEffects { .. }
        | Op::InTransactions { .. }
        | Op::Foreach { .. }
        | Op::Merge { .. } => argument,
    }
}

/// How many nodes an index gives.
fn found(index: IndexId, access: &IndexAccess, graph: &Snapshot) -> f64 {
    let distinct = (graph.index_distinct(index) as f64).max(1.0);
    let rows = match graph.index(index).map(|index| index.target) {
        Some(Target::Node(label)) => graph.label_count(label) as f64,
        _ => distinct,
    };
    match access {
        IndexAccess::Equal(_) => rows / distinct,
        IndexAccess::In(_) => 3.0 * rows / distinct,
        IndexAccess::Prefix(_) => (rows / 20.0).max(1.0),
        IndexAccess::Range { .. } => (rows / 3.0).max(1.0),
    }
}

/// The rows that one row becomes along a relationship, whose end is bound already when it goes `into` it.
pub(super) fn degree(expand: &Expand, into: bool, known: &Known<'_>) -> f64 {
    let (from, to) = (known.labels_of(expand.from), known.labels_of(expand.to));
    let degree = one_hop(&expand.types, from, to, expand.direction, known.graph);
    if into { degree.min(0.5) } else { degree }
}

/// Whether a plan scans all nodes for `slot`, and does no more than filter them.
fn scans_all(plan: &Plan, slot: Slot) -> bool {
    match &plan.op {
        Op::NodeScan { slot: own, labels: None, .. } => *own == slot,
        Op::Filter { input, .. } => scans_all(input, slot),
        _ => false,
    }
}

fn walks(degree: f64, length: HopRange) -> f64 {
    let most = length.max.unwrap_or(4).clamp(length.min, length.min.saturating_add(8));
    (length.min..=most).map(|hops| degree.powi(hops.min(16) as i32)).sum()
}

fn share(predicate: &Expr, known: &Known<'_>) -> f64 {
    match &predicate.kind {
        ExprKind::Nary(NaryOp::And, parts) => parts.iter().map(|part| share(part, known)).product(),
        // The step that led here counts only what has the label.
        ExprKind::HasLabels(operand, _) if matches!(operand.kind, ExprKind::Slot(_)) => 1.0,
        ExprKind::HasLabels(..) => 0.5,
        _ => known.compared(predicate),
    }
}

/// What is known of the plan as a whole.
pub(super) struct Known<'g> {
    graph: &'g Snapshot,
    /// The labels that the nodes of a slot must have somewhere in the plan, or that their relationships imply.
    labels: FxHashMap<Slot, Vec<LabelId>>,
}

impl<'g> Known<'g> {
    pub(super) fn of(plan: &Plan, graph: &'g Snapshot) -> Self {
        let mut known = Self { graph, labels: FxHashMap::default() };
        known.note(plan);
        known.note_implied(plan);
        known
    }

    fn labels_of(&self, slot: Slot) -> &[LabelId] {
        self.labels.get(&slot).map_or(&[], Vec::as_slice)
    }

    /// Of nodes without labels the rarest that the relationships they are at imply.
    fn note_implied(&mut self, plan: &Plan) {
        let steps = match &plan.op {
            Op::Expand { expand, .. } => std::slice::from_ref(expand),
            Op::Intersect { steps, .. } => steps.as_slice(),
            _ => &[],
        };
        for step in steps {
            for (slot, side) in [(step.from, step.direction), (step.to, step.direction.reversed())] {
                if self.labels_of(slot).is_empty() {
                    self.labels.insert(slot, label_at_end(&step.types, side, self.graph).into_iter().collect());
                }
            }
        }
        plan.children().into_iter().for_each(|child| self.note_implied(child));
    }

    fn note(&mut self, plan: &Plan) {
        match &plan.op {
            Op::NodeScan { slot, labels: Some(test), .. } => _ = self.labels.insert(*slot, demanded_labels(Some(test))),
            Op::Filter { predicate, .. } => self.note_tests(predicate),
            _ => {}
        }
        plan.children().into_iter().for_each(|child| self.note(child));
    }

    fn note_tests(&mut self, predicate: &Expr) {
        match &predicate.kind {
            ExprKind::Nary(NaryOp::And, parts) => parts.iter().for_each(|part| self.note_tests(part)),
            ExprKind::HasLabels(operand, test) => {
                if let ExprKind::Slot(slot) = operand.kind {
                    self.labels.insert(slot, demanded_labels(Some(test)));
                }
            }
            _ => {}
        }
    }

    /// The share that a comparison keeps: that of the node whose property it looks at.
    fn compared(&self, predicate: &Expr) -> f64 {
        let ExprKind::Compare(_, left, right) = &predicate.kind else { return OTHER };
        let slot = [left, right].into_iter().find_map(|side| match &side.kind {
            ExprKind::Property { operand, .. } => match operand.kind {
                ExprKind::Slot(slot) => Some(slot),
                _ => None,
            },
            _ => None,
        });
        slot.map_or(OTHER, |slot| selectivity(predicate, slot, self.labels_of(slot), self.graph))
    }
}

fn literal(count: &Expr, unknown: f64) -> f64 {
    match &count.kind {
        ExprKind::Literal(Value::Integer(count)) => *count as f64,
        _ => unknown,
    }
}
