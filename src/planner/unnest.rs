//! A subquery that asks about one node of its row, planned once more for all nodes together.
//!
//! Where many rows ask, and few nodes have what is asked for, it is cheaper to find these once than to look from each row.
//!
//! ```text
//! MATCH (p:Person) WHERE EXISTS { (p)-[:FOLLOWS]->()-[:LIVES_IN]->(c {name: 'Fès'}) }
//! for a row    from p to everybody it follows, and to their cities
//! unnested     from Fès to those who live there, and to everybody who follows them
//! ```
//!
//! Nothing may fail in it, because it looks at nodes of which no row asks.

use rustc_hash::FxHashSet;

use super::demand::{Demand, Wanted};
use super::pattern::is_plain;
use super::plan::{Op, Plan, Unnested};
use super::state::{Joins, Planner};
use crate::binder::{BoundClause, BoundPattern, BoundProjection, BoundSubquery, Expr, SubqueryValue};

/// What it costs to look for all nodes, however few, in rows.
const AT_ALL: f64 = 20_000.0;

impl Planner<'_> {
    /// The plan for all nodes; `None` where there is no such thing.
    pub(super) fn unnested(&self, subquery: &BoundSubquery) -> Option<Unnested> {
        let counts = matches!(subquery.kind, SubqueryValue::Exists | SubqueryValue::Count);
        let [on] = subquery.uses[..] else { return None };
        let [clauses] = subquery.query.branches.as_slice() else { return None };
        let pattern = match clauses.as_slice() {
            [BoundClause::Match { optional: false, pattern }] => pattern,
            [BoundClause::Match { optional: false, pattern }, BoundClause::Project(shown)] if only_shows(shown) => {
                pattern
            }
            _ => return None,
        };
        let starts_here = pattern.nodes.iter().any(|node| node.slot == on);
        if !counts || !self.reads_only || subquery.query.distinct || !starts_here || !may_unnest(pattern) {
            return None;
        }
        let demand = Demand::only([on]);
        let wanted = Wanted { demand: Some(&demand), all: true };
        let cost = match self.joins {
            Joins::Weighed => AT_ALL + self.best_order(pattern, Some(&demand), &FxHashSet::default()).cost,
            Joins::Always => 0.0,
            Joins::Never => return None,
        };
        let plan = self.pattern(Plan::new(Op::Argument), pattern, wanted, &mut FxHashSet::default());
        Some(Unnested { plan, on, cost })
    }
}

/// Whether a pattern is made of nodes and single relationships, and what is said of it cannot fail.
fn may_unnest(pattern: &BoundPattern) -> bool {
    let single = pattern.rels.iter().all(|rel| rel.length.is_none());
    let steps = !pattern.rels.is_empty() && pattern.paths.is_empty() && is_plain(pattern);
    steps && single && pattern.predicates.iter().all(Expr::cannot_fail)
}

/// Whether a projection gives a row for each of its rows and cannot fail.
fn only_shows(shown: &BoundProjection) -> bool {
    let whole = shown.skip.is_none() && shown.limit.is_none() && shown.filter.is_none();
    let each = !shown.aggregated && !shown.distinct && shown.order.is_empty();
    whole && each && shown.items.iter().all(|(_, item)| item.cannot_fail())
}
