//! The rows each operator is expected to give, for EXPLAIN: the same rough shares that order the patterns.

use crate::binder::{Expr, ExprKind, HopRange};
use crate::graph::Snapshot;
use crate::planner::{Expand, IndexAccess, Op, Plan, demanded_labels};
use crate::syntax::ast::CompareOp;
use crate::value::Value;

/// Writes estimates into a plan whose leaf gives `argument` rows; gives the root's.
pub(super) fn annotate(plan: &mut Plan, argument: f64, graph: &Snapshot) -> f64 {
    let rows = match &mut plan.op {
        Op::Argument => argument,
        Op::Union { inputs } => inputs.iter_mut().map(|input| annotate(input, argument, graph)).sum(),
        Op::Apply { input, inner, optional, .. } => {
            let outer = annotate(input, argument, graph);
            let each = annotate(inner, 1.0, graph);
            outer * if optional.is_some() { each.max(1.0) } else { each }
        }
        Op::Repeat { input, segment, ends, .. } => {
            let each = annotate(&mut segment.inner, 1.0, graph);
            let each = if ends.into { each.min(0.5) } else { each };
            annotate(input, argument, graph) * walks(each, segment.length)
        }
        Op::SelectPaths { input, segments, ends, choice, .. } => {
            for segment in segments {
                annotate(&mut segment.inner, 1.0, graph);
            }
            let targets = if ends.into { 1.0 } else { (graph.node_count() as f64).max(1.0) };
            annotate(input, argument, graph) * targets * f64::from(choice.count.min(100))
        }
        Op::ForEffects { input, inner } | Op::Foreach { input, body: inner, .. } => {
            annotate(inner, 1.0, graph);
            annotate(input, argument, graph)
        }
        Op::InTransactions { input, body, .. } => {
            let rows = annotate(input, argument, graph);
            annotate(body, rows, graph)
        }
        Op::Merge { input, inner, .. } => {
            let each = annotate(inner, 1.0, graph);
            annotate(input, argument, graph) * each.max(1.0)
        }
        op => one_input(op, argument, graph),
    };
    plan.rows = rows;
    rows
}

fn one_input(op: &mut Op, argument: f64, graph: &Snapshot) -> f64 {
    let nodes = graph.node_count() as f64;
    let below = |input: &mut Plan| annotate(input, argument, graph);
    match op {
        Op::NodeScan { input, labels, .. } => {
            let fit = demanded_labels(labels.as_ref())
                .iter()
                .map(|label| graph.label_count(*label) as f64)
                .fold(nodes, f64::min);
            below(input) * fit
        }
        Op::NodeSeek { input, index, access, .. } => {
            let distinct = (graph.index_distinct(*index) as f64).max(1.0);
            let each = match access {
                IndexAccess::Equal(_) => 1.0,
                IndexAccess::In(_) => 3.0,
                IndexAccess::Prefix(_) => (distinct / 20.0).max(1.0),
                IndexAccess::Range { .. } => (distinct / 3.0).max(1.0),
            };
            below(input) * each
        }
        Op::Expand { input, expand, into } => below(input) * degree(expand, *into, graph),
        Op::Intersect { input, steps } => {
            let each = steps.iter().enumerate().map(|(at, step)| degree(step, at > 0, graph)).product::<f64>();
            below(input) * each
        }
        Op::VarExpand { input, expand, into, length, .. } => {
            below(input) * walks(degree(expand, *into, graph), *length)
        }
        Op::Filter { input, predicate } => below(input) * share(predicate),
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
        | Op::ForEffects { .. }
        | Op::InTransactions { .. }
        | Op::Foreach { .. }
        | Op::Merge { .. } => argument,
    }
}

fn degree(expand: &Expand, into: bool, graph: &Snapshot) -> f64 {
    let rels = if expand.types.is_empty() {
        graph.rel_count() as f64
    } else {
        expand.types.iter().map(|rel_type| graph.type_count(*rel_type) as f64).sum()
    };
    let degree = rels / (graph.node_count() as f64).max(1.0);
    if into { degree.min(0.5) } else { degree }
}

fn walks(degree: f64, length: HopRange) -> f64 {
    let most = length.max.unwrap_or(4).clamp(length.min, length.min.saturating_add(8));
    (length.min..=most).map(|hops| degree.powi(hops.min(16) as i32)).sum()
}

fn share(predicate: &Expr) -> f64 {
    match &predicate.kind {
        ExprKind::Nary(crate::syntax::ast::NaryOp::And, parts) => parts.iter().map(share).product(),
        ExprKind::Compare(CompareOp::Equal, ..) => 0.1,
        ExprKind::HasLabels(..) => 0.5,
        _ => 0.3,
    }
}

fn literal(count: &Expr, unknown: f64) -> f64 {
    match &count.kind {
        ExprKind::Literal(Value::Integer(count)) => *count as f64,
        _ => unknown,
    }
}
