//! What the clauses behind a pattern want of it, for the cost of steps of which little or nothing is read.
//!
//! Where rows are only counted, a step that leads to nodes which nothing reads multiplies a weight instead of rows, and a
//! step of which only the end is read gives each node once. Orders that allow this are cheaper than their rows suggest.

use rustc_hash::FxHashSet;

use super::slots::{SubqueryUses, read_slots};
use crate::binder::{AggregateCall, BoundClause, BoundPattern, BoundProjection, Expr, Slot};
use crate::functions::function;

/// The slots that are read behind a pattern whose rows are only counted.
#[derive(Debug)]
pub(super) struct Demand {
    later: FxHashSet<Slot>,
}

/// Whether an aggregation depends on rows only through their values and how often each occurs.
pub(crate) fn weighs(call: &AggregateCall) -> bool {
    let Some(id) = call.function else { return true };
    call.distinct || matches!(function(id).name, "count" | "min" | "max")
}

impl Demand {
    /// What `clauses`, which follow a pattern, want of it; `None` when they want its rows one by one.
    pub(super) fn of(clauses: &[BoundClause], uses: &SubqueryUses) -> Option<Self> {
        let mut later = FxHashSet::default();
        for clause in clauses {
            match clause {
                BoundClause::Match { pattern, .. } => later.extend(pattern_reads(pattern, uses)?),
                BoundClause::Project(projection) => {
                    let exprs = counted(projection)?;
                    later.extend(exprs.into_iter().flat_map(|expr| read_slots(expr, uses)));
                    return Some(Self { later });
                }
                _ => return None,
            }
        }
        None
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
fn counted(projection: &BoundProjection) -> Option<Vec<&Expr>> {
    if !projection.aggregated || !projection.aggregates.iter().all(|(_, call)| weighs(call)) {
        return None;
    }
    let arguments = projection.aggregates.iter().flat_map(|(_, call)| &call.arguments);
    Some(projection.keys.iter().map(|(_, expr)| expr).chain(arguments).collect())
}
