//! Subquery expressions: where what stands above a step reads nothing but the node to which the step leads, it is a plan of
//! its own, and its answer for a node is remembered.
//!
//! ```text
//! EXISTS { (p)-[:FOLLOWS]->(q)-[:LIVES_IN]->(c) WHERE c.country = 'Maroc' }
//! Semi p            by p, which rows may have in common
//! ├─ Argument
//! └─ Semi q         by q, to which many steps lead
//!    ├─ Expand (p)-[:FOLLOWS]->(q) ← Argument
//!    └─ Filter c.country = 'Maroc' ← Expand (q)-[:LIVES_IN]->(c) ← Argument
//! ```

use rustc_hash::FxHashSet;

use super::build::{Above, Builder, Built, Rows, unknown};
use super::liveness::{Needed, binds, bound_in, draws_chance};
use super::operator::{All, Remembered, Semi};
use super::profile::size;
use crate::binder::{Slot, SubqueryValue};
use crate::planner::{self, Op, Plan, SubqueryPlan};

/// A plan whose rows are asked for by one of their nodes.
struct Part<'a> {
    plan: &'a Plan,
    on: Slot,
}

/// So many steps to a node, in the mean, make it worth to remember what lies behind it.
const OFTEN: f64 = 2.0;

impl<'a> Builder<'a> {
    /// The operators of a subquery expression.
    pub(super) fn subquery(&mut self, subquery: &'a SubqueryPlan) -> Built {
        let (wanted, rows) = match subquery.kind {
            SubqueryValue::Exists => (None, Rows::Distinct),
            SubqueryValue::Count => (None, Rows::Weighed),
            SubqueryValue::Collect(slot) => (Some(slot), Rows::Each),
        };
        let one_row = matches!(subquery.kind, SubqueryValue::Exists);
        let above = Above::of_subquery(Needed::only(wanted), rows, one_row);
        let end = self.next + subquery.plans().map(size).sum::<usize>();
        let remembers = self.graph.is_some() && subquery.row_wise && rows != Rows::Each;
        let parts = if remembers { self.parts(&subquery.plan) } else { Vec::new() };
        let built = if parts.is_empty() {
            self.build(&subquery.plan, &above)?
        } else {
            self.remembering(subquery, &parts, &above)?
        };
        self.next = end;
        Ok(built)
    }

    /// The plan in parts, each of which asks the one above it for the nodes it gives.
    fn remembering(&mut self, subquery: &'a SubqueryPlan, parts: &[Part<'a>], above: &Above) -> Built {
        let (mut plan, mut wanted) = (&subquery.plan, above.clone());
        let mut built = Vec::with_capacity(parts.len() + 1);
        for part in parts {
            self.leaf = Some(part.plan);
            built.push(self.build(plan, &wanted)?);
            self.leaf = None;
            (plan, wanted) = (part.plan, above.need(Needed::only([part.on])));
        }
        built.push(self.build(plan, &wanted)?);
        let counts = matches!(subquery.kind, SubqueryValue::Count);
        let mut built = built.into_iter();
        let mut operator = built.next().ok_or_else(unknown)?;
        for (part, input) in parts.iter().zip(built) {
            let asked_outside = matches!(part.plan.op, Op::Argument);
            let unnested = subquery.unnested.as_ref().filter(|unnested| asked_outside && unnested.on == part.on);
            let all = match unnested {
                Some(unnested) => {
                    let above = above.for_all(Needed::only([part.on]));
                    Some(All { input: self.pieces(&unnested.plan, above, true)?.0, cost: unnested.cost })
                }
                None => None,
            };
            let wanted = Remembered { number: self.memos, on: part.on, counts };
            self.memos += 1;
            operator = Box::new(Semi::new(input, operator, wanted, all));
        }
        Ok(operator)
    }

    /// Where a plan falls into parts, from the top: each plan given is the first below a part.
    fn parts(&self, plan: &'a Plan) -> Vec<Part<'a>> {
        let mut parts = Vec::new();
        if draws_chance(plan) {
            return parts;
        }
        let mut needed: FxHashSet<Slot> = FxHashSet::default();
        // Whether the part so far is more than one step: that is looked up as quickly as what is remembered of it.
        let (mut operators, mut at) = (0, plan);
        loop {
            let asks = match &at.op {
                Op::Expand { expand, into: false, .. } => operators > 1 && self.comes_again(expand),
                Op::Argument => operators > 1 || !parts.is_empty(),
                _ => false,
            };
            let mut reads = needed.iter().copied();
            if let (true, Some(on), None) = (asks, reads.next(), reads.next()) {
                parts.push(Part { plan: at, on });
                operators = 0;
                needed.clear();
            }
            let Some((input, reads)) = self.looked_through(at) else { return parts };
            match &at.op {
                Op::Join { inner, .. } => needed.retain(|slot| !bound_in(inner).contains(*slot)),
                op => binds(op).iter().for_each(|slot| _ = needed.remove(slot)),
            }
            needed.extend(reads);
            operators += 1;
            at = input;
        }
    }

    /// Whether a step comes to the same nodes again and again.
    fn comes_again(&self, step: &planner::Expand) -> bool {
        let Some(graph) = self.graph else { return false };
        let stored: u64 = step.types.iter().map(|rel_type| graph.type_count(*rel_type)).sum();
        let stored = if step.types.is_empty() { graph.rel_count() } else { stored };
        let label = planner::label_at_end(&step.types, step.direction.reversed(), graph);
        stored as f64 >= OFTEN * planner::label_rows(label.as_slice(), graph)
    }

    /// The input of an operator and the slots that it reads of it; `None` for one that is not looked through.
    fn looked_through<'p>(&self, plan: &'p Plan) -> Option<(&'p Plan, Vec<Slot>)> {
        match &plan.op {
            Op::Expand { input, expand, into } => {
                let step = self.told_apart(expand, input, &[]);
                let end = into.then_some(step.to);
                let planner::Expand { from, distinct_from, .. } = step;
                Some((input, distinct_from.into_iter().chain([from]).chain(end).collect()))
            }
            Op::Join { input, on, distinct, .. } => {
                Some((input, distinct.iter().map(|(left, _)| *left).chain([*on]).collect()))
            }
            Op::Filter { input, .. }
            | Op::NodeScan { input, .. }
            | Op::NodeSeek { input, .. }
            | Op::NodeById { input, .. }
            | Op::Intersect { input, .. }
            | Op::VarExpand { input, .. } => Some((input, self.reader.own(&plan.op))),
            _ => None,
        }
    }
}
