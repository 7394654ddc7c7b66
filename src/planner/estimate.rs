//! How many rows a step gives, from the statistics of the graph: rough, but it orders the choices.

use crate::binder::{BoundNode, BoundRel, BoundSegment, Expr, ExprKind, LabelTest, Slot};
use crate::graph::{Direction, LabelId, RelTypeId, Snapshot, Target};
use crate::syntax::ast::{BinaryOp, CompareOp};

/// The share of rows that an equality with a property keeps of which it is not known how many values it has.
const EQUALITY: f64 = 0.1;
/// The share that any other predicate keeps.
pub(crate) const OTHER: f64 = 0.3;
/// Hops assumed for a variable-length relationship without an upper bound.
const UNBOUNDED_HOPS: u32 = 4;

/// The labels that a test surely demands.
pub(crate) fn demanded_labels(test: Option<&LabelTest>) -> Vec<LabelId> {
    match test {
        Some(LabelTest::Name { label, .. }) => vec![*label],
        Some(LabelTest::And(parts)) => parts.iter().flat_map(|part| demanded_labels(Some(part))).collect(),
        _ => Vec::new(),
    }
}

/// The rarest label that all nodes at one end of a relationship have: those where it starts (`Outgoing`) or ends. The
/// statistics say so of the graph as it is, so it is good for estimates only.
pub(crate) fn label_at_end(types: &[RelTypeId], side: Direction, graph: &Snapshot) -> Option<LabelId> {
    let (first, others) = types.split_first()?;
    let everywhere = graph.labels_at_end(*first, side).filter(|label| {
        others.iter().all(|other| graph.type_label_count(*other, *label, side) == graph.type_count(*other))
    });
    everywhere.min_by_key(|label| graph.label_count(*label))
}

/// How many nodes have all of the labels.
pub(crate) fn label_rows(labels: &[LabelId], graph: &Snapshot) -> f64 {
    labels
        .iter()
        .map(|label| graph.label_count(*label) as f64)
        .reduce(f64::min)
        .unwrap_or_else(|| graph.node_count() as f64)
}

/// How many of the nodes with some labels fit the predicates that speak of the node in `slot` alone.
pub(super) fn node_rows<'e>(
    slot: Slot,
    labels: &[LabelId],
    own: impl IntoIterator<Item = &'e Expr>,
    graph: &Snapshot,
) -> f64 {
    let all = label_rows(labels, graph);
    let mut rows = all;
    for predicate in own {
        rows *= selectivity(predicate, slot, labels, graph);
    }
    rows.max(if all > 0.0 { 0.5 } else { 0.0 })
}

/// How many nodes are looked at to find those that fit: all with the labels, unless an index gives them.
pub(super) fn scanned_rows<'e>(node: &BoundNode, own: impl IntoIterator<Item = &'e Expr>, graph: &Snapshot) -> f64 {
    let labels = demanded_labels(node.labels.as_ref());
    let is_found = |predicate: &Expr| {
        is_id_test(predicate)
            || equated_key(predicate, node.slot).is_some_and(|key| {
                labels.iter().any(|label| graph.find_index_on(Target::Node(*label), &[key]).is_some())
            })
    };
    if own.into_iter().any(is_found) { 0.0 } else { label_rows(&labels, graph) }
}

/// The share of the nodes at `slot`, which have these labels, that a predicate on them keeps.
pub(crate) fn selectivity(predicate: &Expr, slot: Slot, labels: &[LabelId], graph: &Snapshot) -> f64 {
    let all = label_rows(labels, graph).max(1.0);
    if let Some(key) = equated_key(predicate, slot) {
        for label in labels {
            if let Some(index) = graph.find_index_on(Target::Node(*label), &[key]) {
                return 1.0 / (graph.index_distinct(index) as f64).max(1.0);
            }
        }
        // Values are as different among these nodes as among all, at most.
        return graph.node_values(key).map_or(EQUALITY, |values| 1.0 / (values as f64).min(all).max(1.0));
    }
    if is_id_test(predicate) {
        return 1.0 / all;
    }
    OTHER
}

/// The share of relationships that a predicate on them alone keeps.
pub(super) fn rel_selectivity(predicate: &Expr, slot: Slot, graph: &Snapshot) -> f64 {
    equated_key(predicate, slot)
        .map_or(OTHER, |key| graph.rel_values(key).map_or(EQUALITY, |values| 1.0 / (values as f64).max(1.0)))
}

/// The key of `slot.key = …`.
fn equated_key(predicate: &Expr, slot: Slot) -> Option<crate::graph::KeyId> {
    let (left, right) = match &predicate.kind {
        ExprKind::Compare(CompareOp::Equal, left, right) => (left, right),
        ExprKind::Binary(BinaryOp::In, left, right) => (left, right),
        _ => return None,
    };
    [left, right].into_iter().find_map(|side| match &side.kind {
        ExprKind::Property { operand, key, .. } if matches!(operand.kind, ExprKind::Slot(s) if s == slot) => Some(*key),
        _ => None,
    })
}

fn is_id_test(predicate: &Expr) -> bool {
    match &predicate.kind {
        ExprKind::Compare(CompareOp::Equal, left, right) => [left, right].into_iter().any(
            |side| matches!(&side.kind, ExprKind::Function { id, .. } if crate::functions::function(*id).name == "id"),
        ),
        _ => false,
    }
}

/// How many rows one row becomes when `rel` is followed from one of its ends to the other.
pub(super) fn fan_out(rel: &BoundRel, from: &[LabelId], to: &[LabelId], direction: Direction, graph: &Snapshot) -> f64 {
    let hop = one_hop(&rel.types, from, to, direction, graph);
    match rel.length {
        None => hop,
        Some(length) => {
            let most = length.max.unwrap_or(length.min.max(UNBOUNDED_HOPS)).min(8);
            let each = one_hop(&rel.types, &[], &[], direction, graph).max(0.1);
            (length.min..=most.max(length.min)).map(|hops| each.powi(hops.min(8) as i32)).sum::<f64>().max(hop)
        }
    }
}

/// How many times as many of the `next` relationships a node in slot `at` has as the average node with its labels, when
/// it was met along one of `met`: nodes with many relationships are met more often.
pub(super) fn unequal<'r>(
    at: Slot,
    labels: &[LabelId],
    (met, next): (impl IntoIterator<Item = &'r BoundRel>, impl IntoIterator<Item = &'r BoundRel> + Clone),
    graph: &Snapshot,
) -> f64 {
    let side = |rel: &BoundRel| match (&rel.types[..], rel.length) {
        ([rel_type], None) if rel.left == at => Some((*rel_type, rel.direction)),
        ([rel_type], None) if rel.right == at => Some((*rel_type, rel.direction.reversed())),
        _ => None,
    };
    let ratio = |met, next: (RelTypeId, Direction)| {
        let average = one_hop(&[next.0], labels, &[], next.1, graph);
        Some(graph.met_degree(met, next)? / average.max(0.001))
    };
    let of = |met| next.clone().into_iter().filter_map(side).filter_map(move |next| ratio(met, next));
    met.into_iter().filter_map(side).flat_map(of).reduce(f64::max).unwrap_or(1.0)
}

/// How many walks one row becomes when a segment is walked as often as it may be.
pub(super) fn segment_fan_out(segment: &BoundSegment, graph: &Snapshot) -> f64 {
    let each: f64 =
        segment.pattern.rels.iter().map(|rel| one_hop(&rel.types, &[], &[], rel.direction, graph).max(0.1)).product();
    let (min, max) = (segment.length.min, segment.length.max);
    let most = max.unwrap_or(min.max(UNBOUNDED_HOPS)).min(8);
    (min..=most.max(min)).map(|times| each.powi(times.min(8) as i32)).sum()
}

/// How many rows one row becomes by one step along a relationship of these types; none are all.
pub(crate) fn one_hop(
    types: &[RelTypeId],
    from: &[LabelId],
    to: &[LabelId],
    direction: Direction,
    graph: &Snapshot,
) -> f64 {
    let sides: &[Direction] = match direction {
        Direction::Both => &[Direction::Outgoing, Direction::Incoming],
        Direction::Outgoing => &[Direction::Outgoing],
        Direction::Incoming => &[Direction::Incoming],
    };
    let nodes = (graph.node_count() as f64).max(1.0);
    let mut total = 0.0;
    for side in sides {
        if types.is_empty() {
            total += graph.rel_count() as f64 / nodes * label_rows(to, graph) / nodes;
            continue;
        }
        for rel_type in types {
            let all = (graph.type_count(*rel_type) as f64).max(0.0);
            let leaving =
                from.iter().map(|label| graph.type_label_count(*rel_type, *label, *side) as f64).fold(all, f64::min);
            let arriving = to
                .iter()
                .map(|label| graph.type_label_count(*rel_type, *label, side.reversed()) as f64)
                .fold(all, f64::min);
            let kept = if all > 0.0 { arriving / all } else { 0.0 };
            total += leaving / label_rows(from, graph).max(1.0) * kept;
        }
    }
    total
}
