//! What the clauses behind a pattern want of it, for the cost of steps of which little or nothing is read.
//!
//! Where rows are only counted, a step that leads to nodes which nothing reads multiplies a weight instead of rows, and a
//! step of which only the end is read gives each node once. Orders that allow this are cheaper than their rows suggest.

use rustc_hash::FxHashSet;

use super::estimate::demanded_labels;
use super::slots::{SubqueryUses, read_slots};
use crate::binder::{AggregateCall, BoundClause, BoundPattern, BoundProjection, Expr, ExprKind, Slot};
use crate::functions::function;
use crate::graph::Snapshot;

/// The slots that are read behind a pattern whose rows are only counted.
#[derive(Debug)]
pub(super) struct Demand {
    later: FxHashSet<Slot>,
}

/// What is wanted of the rows of a pattern.
#[derive(Clone, Copy)]
pub(super) struct Wanted<'d> {
    /// What is read of them, where they are only counted.
    pub(super) demand: Option<&'d Demand>,
    /// All are read: no LIMIT ends the work before.
    pub(super) all: bool,
}

/// Whether clauses read all rows before they give the first ones on, or give them to somebody who reads `all`.
pub(super) fn read_all(clauses: &[BoundClause], all: bool) -> bool {
    let projections = clauses.iter().filter_map(|clause| match clause {
        BoundClause::Project(projection) => Some(projection),
        _ => None,
    });
    let decides = |projection: &&BoundProjection| {
        projection.aggregated || !projection.order.is_empty() || projection.limit.is_some()
    };
    projections.into_iter().find(decides).map_or(all, |first| first.aggregated || !first.order.is_empty())
}

/// Whether an aggregation depends on rows only through their values and how often each occurs.
pub(crate) fn weighs(call: &AggregateCall) -> bool {
    let Some(id) = call.function else { return true };
    call.distinct || matches!(function(id).name, "count" | "min" | "max")
}

impl Demand {
    /// What `clauses`, which follow `clause`, want of its pattern; `None` when they want its rows one by one.
    pub(super) fn of(
        clause: &BoundClause,
        clauses: &[BoundClause],
        uses: &SubqueryUses,
        graph: &Snapshot,
    ) -> Option<Self> {
        let BoundClause::Match { pattern: own, .. } = clause else { return None };
        let mut later = FxHashSet::default();
        for clause in clauses {
            match clause {
                BoundClause::Match { pattern, .. } => later.extend(pattern_reads(pattern, uses)?),
                BoundClause::Project(projection) => {
                    let exprs = counted(projection, own, graph)?;
                    later.extend(exprs.into_iter().flat_map(|expr| read_slots(expr, uses)));
                    return Some(Self { later });
                }
                _ => return None,
            }
        }
        None
    }

    /// Only these slots are read.
    pub(super) fn only(slots: impl IntoIterator<Item = Slot>) -> Self {
        Self { later: slots.into_iter().collect() }
    }

    /// As this, where these slots are read too.
    pub(super) fn with(&self, slots: impl IntoIterator<Item = Slot>) -> Self {
        Self { later: self.later.iter().copied().chain(slots).collect() }
    }

    /// Whether a slot is read behind the pattern.
    pub(super) fn reads(&self, slot: Slot) -> bool {
        self.later.contains(&slot)
    }
}

/// The slots that a later pattern may share with the one before it.
fn pattern_reads(pattern: &BoundPattern, uses: &SubqueryUses) -> Option<FxHashSet<Slot>> {
    let plain = pattern.repeats.is_empty() && pattern.shortest.is_empty() && pattern.selections.is_empty();
    if !plain || !pattern.paths.is_empty() {
        return None;
    }
    let mut slots: FxHashSet<Slot> = pattern.nodes.iter().map(|node| node.slot).collect();
    slots.extend(pattern.predicates.iter().flat_map(|predicate| read_slots(predicate, uses)));
    Some(slots)
}

/// The expressions of a projection that counts rows or makes them distinct.
fn counted<'p>(projection: &'p BoundProjection, pattern: &BoundPattern, graph: &Snapshot) -> Option<Vec<&'p Expr>> {
    if !projection.aggregated || !projection.aggregates.iter().all(|(_, call)| weighs(call)) {
        return None;
    }
    let calls = projection.aggregates.iter().filter(|(_, call)| !counts_rows(call, pattern, graph));
    let arguments = calls.flat_map(|(_, call)| &call.arguments);
    Some(projection.keys.iter().map(|(_, expr)| expr).chain(arguments).collect())
}

/// Whether a call is `count(x)` of what every row of the pattern has: it reads nothing.
fn counts_rows(call: &AggregateCall, pattern: &BoundPattern, graph: &Snapshot) -> bool {
    let (Some(id), [argument]) = (call.function, call.arguments.as_slice()) else { return false };
    let node = |slot: Slot| pattern.nodes.iter().find(|node| node.slot == slot);
    let present = match &argument.kind {
        ExprKind::Slot(slot) => node(*slot).is_some() || pattern.rels.iter().any(|rel| rel.slot == *slot),
        ExprKind::Property { operand, key, .. } => match operand.kind {
            ExprKind::Slot(slot) => node(slot).is_some_and(|node| {
                let labels = demanded_labels(node.labels.as_ref());
                labels.into_iter().any(|label| graph.label_key_count(label, *key) == graph.label_count(label))
            }),
            _ => false,
        },
        _ => false,
    };
    present && !call.distinct && function(id).name == "count"
}
