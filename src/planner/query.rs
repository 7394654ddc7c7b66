//! Clauses to operators, each clause over the plan of the ones before it.

use std::cell::Cell;
use std::sync::OnceLock;

use rustc_hash::FxHashSet;

use super::demand::{Demand, Wanted, read_all};
use super::pattern::{may_merge, merge};
use super::plan::{Op, Plan, PlannedStatement, SubqueryPlan, TransactionBatch, filter};
use super::slots::subquery_uses;
use super::state::{Joins, Planner};
use crate::binder::{
    BoundClause, BoundProjection, BoundQuery, BoundSubquery, BoundTransactions, Expr, ExprKind, Slot, SlotInfo,
    SortKey, SubqueryValue,
};
use crate::diagnostic::{Result, Span};
use crate::functions::is_volatile;
use crate::graph::Snapshot;

/// A bound query with what belongs to its statement.
pub(crate) struct PlannerInput {
    pub(crate) query: BoundQuery,
    pub(crate) subqueries: Vec<BoundSubquery>,
    pub(crate) slots: Vec<SlotInfo>,
    pub(crate) writes: bool,
    /// Where the plan may have joins.
    pub(crate) joins: Joins,
}

/// Plans a query; the statistics of `graph` decide the order of patterns, never the answers.
///
/// # Errors
/// `NotSupported` for what no operator can carry out, `NestingTooDeep` for a plan that would be too high.
pub(crate) fn plan(input: PlannerInput, graph: &Snapshot) -> Result<PlannedStatement> {
    let planner = Planner {
        graph,
        uses: subquery_uses(&input.subqueries),
        reads_only: !input.writes,
        steps: Cell::new(0),
        joins: input.joins,
        tables: Cell::new(0),
    };
    let mut subqueries = Vec::with_capacity(input.subqueries.len());
    for subquery in input.subqueries {
        let outer: FxHashSet<Slot> = subquery.uses.iter().copied().collect();
        let all = !matches!(subquery.kind, SubqueryValue::Exists);
        let unnested = planner.unnested(&subquery);
        let plan = planner.query(subquery.query, &outer, all)?.0;
        subqueries.push(SubqueryPlan { kind: subquery.kind, row_wise: plan.is_row_wise(), plan, unnested });
    }
    let columns = input.query.columns.clone();
    let (root, _) = planner.query(input.query, &FxHashSet::default(), true)?;
    let root = if columns.is_empty() { Plan::new(Op::Discard { input: Box::new(root) }) } else { root };
    Ok(PlannedStatement {
        root,
        subqueries,
        columns,
        slots: input.slots,
        writes: input.writes,
        tables: planner.tables.get(),
        chance: OnceLock::new(),
    })
}

impl Planner<'_> {
    /// Plans a query over the slots of `outer`, of which `all` rows are read or not; gives also the slots it binds.
    fn query(&self, query: BoundQuery, outer: &FxHashSet<Slot>, all: bool) -> Result<(Plan, FxHashSet<Slot>)> {
        let mut inputs = Vec::with_capacity(query.branches.len());
        let mut bound = outer.clone();
        for branch in query.branches {
            bound.clone_from(outer);
            inputs.push(self.clauses(Plan::new(Op::Argument), branch, all, &mut bound)?);
        }
        let plan = match inputs.len() {
            1 => inputs.pop().unwrap_or_else(|| Plan::new(Op::Argument)),
            _ => Plan::new(Op::Union { inputs }),
        };
        let plan = if query.distinct {
            let slots = query.columns.iter().map(|column| column.slot).collect();
            Plan::new(Op::Distinct { input: Box::new(plan), slots })
        } else {
            plan
        };
        Ok((plan, bound))
    }

    fn clauses(
        &self,
        mut plan: Plan,
        clauses: Vec<BoundClause>,
        all: bool,
        bound: &mut FxHashSet<Slot>,
    ) -> Result<Plan> {
        for clause in &clauses {
            self.count(clause)?;
        }
        let mut clauses = joined(clauses).into_iter();
        while let Some(clause) = clauses.next() {
            let demand = Demand::of(&clause, clauses.as_slice(), &self.uses, self.graph);
            let wanted = Wanted { demand: demand.as_ref(), all: read_all(clauses.as_slice(), all) };
            plan = self.clause(plan, clause, wanted, bound)?;
        }
        Ok(plan)
    }

    fn clause(&self, plan: Plan, clause: BoundClause, wanted: Wanted<'_>, bound: &mut FxHashSet<Slot>) -> Result<Plan> {
        let op = match clause {
            BoundClause::Match { optional: false, pattern } => return Ok(self.pattern(plan, &pattern, wanted, bound)),
            BoundClause::Match { optional: true, pattern } => {
                let before = bound.clone();
                let inner = Box::new(self.pattern(Plan::new(Op::Argument), &pattern, wanted, bound));
                let row_wise = inner.is_row_wise();
                Op::Apply { input: Box::new(plan), inner, optional: Some(added(&before, bound)), row_wise }
            }
            BoundClause::Unwind { list, slot } => {
                bound.insert(slot);
                Op::Unwind { input: Box::new(plan), list, slot }
            }
            BoundClause::Project(projection) => return Ok(project(plan, projection, self.reads_only, bound)),
            BoundClause::Create(pattern) => {
                bound.extend(pattern.nodes.iter().map(|node| node.slot));
                bound.extend(pattern.rels.iter().map(|rel| rel.slot));
                bound.extend(pattern.paths.iter().map(|(slot, _)| *slot));
                Op::Create { input: Box::new(plan), pattern }
            }
            BoundClause::Merge { pattern, create, on_create, on_match } => {
                let inner = Box::new(self.pattern(
                    Plan::new(Op::Argument),
                    &pattern,
                    Wanted { demand: None, all: true },
                    bound,
                ));
                Op::Merge { input: Box::new(plan), inner, pattern: create, on_create, on_match }
            }
            BoundClause::Set(actions) => Op::Set { input: Box::new(plan), actions },
            BoundClause::Delete { targets, detach } => Op::Delete { input: Box::new(plan), targets, detach },
            BoundClause::Foreach { list, slot, clauses } => {
                let mut inside = bound.clone();
                inside.insert(slot);
                let body = Box::new(self.clauses(Plan::new(Op::Argument), clauses, true, &mut inside)?);
                Op::Foreach { input: Box::new(plan), list, slot, body }
            }
            BoundClause::Procedure { name, arguments, yields, optional, filter: test, span } => {
                bound.extend(yields.iter().map(|(_, slot)| *slot));
                let op = Op::Procedure { input: Box::new(plan), name, arguments, yields, optional, span };
                return Ok(filter(Plan::new(op), test.into_iter().collect()));
            }
            BoundClause::Subquery { query, optional, transactions: None } => {
                return self.subquery_clause(plan, query, (optional, wanted.all), bound);
            }
            BoundClause::Subquery { query, optional, transactions: Some(transactions) } => {
                let outputs = query.columns.iter().map(|column| column.slot).collect();
                let body = Box::new(self.subquery_clause(Plan::new(Op::Argument), query, (optional, true), bound)?);
                let BoundTransactions { rows, on_error, status } = transactions;
                bound.extend(status);
                let batch = TransactionBatch { rows, on_error, status, outputs };
                Op::InTransactions { input: Box::new(plan), body, batch }
            }
            BoundClause::LoadCsv { url, slot, headers, separator } => {
                bound.insert(slot);
                Op::LoadCsv { input: Box::new(plan), url, slot, headers, separator }
            }
            BoundClause::Finish => Op::Discard { input: Box::new(plan) },
        };
        Ok(Plan::new(op))
    }

    fn subquery_clause(
        &self,
        plan: Plan,
        query: BoundQuery,
        (optional, all): (bool, bool),
        bound: &mut FxHashSet<Slot>,
    ) -> Result<Plan> {
        let columns: Vec<Slot> = query.columns.iter().map(|column| column.slot).collect();
        let (inner, _) = self.query(query, bound, all)?;
        let (input, inner) = (Box::new(plan), Box::new(inner));
        if columns.is_empty() {
            return Ok(Plan::new(Op::ForEffects { input, inner }));
        }
        bound.extend(&columns);
        let row_wise = inner.is_row_wise();
        Ok(Plan::new(Op::Apply { input, inner, optional: optional.then_some(columns), row_wise }))
    }
}

fn added(before: &FxHashSet<Slot>, after: &FxHashSet<Slot>) -> Vec<Slot> {
    let mut slots: Vec<_> = after.difference(before).copied().collect();
    slots.sort_unstable();
    slots
}

/// WITH and RETURN: compute, make distinct, order, page, filter, and leave only the columns. What is shown of the first rows
/// only, and is no part of their order, is computed for these, where it `may_wait`.
fn project(plan: Plan, projection: BoundProjection, may_wait: bool, bound: &mut FxHashSet<Slot>) -> Plan {
    let output = distinct_slots(&projection.output);
    let mut plan = plan;
    if projection.aggregated {
        let op = Op::Aggregate { input: Box::new(plan), keys: projection.keys, aggregates: projection.aggregates };
        plan = Plan::new(op);
    }
    let simple = !projection.distinct
        && projection.order.is_empty()
        && projection.skip.is_none()
        && projection.limit.is_none()
        && projection.filter.is_none();
    bound.clear();
    bound.extend(&output);
    if simple {
        return narrow(plan, projection.items, &output);
    }
    let is_top = !projection.distinct && projection.limit.is_some() && !projection.order.is_empty();
    let can_wait = |(slot, expr): &(Slot, Expr)| may_wait && is_top && can_wait(*slot, expr, &projection.order);
    let (late, early): (Vec<_>, Vec<_>) = projection.items.into_iter().partition(can_wait);
    if !early.is_empty() {
        plan = Plan::new(Op::Project { input: Box::new(plan), items: early, keep_input: true });
    }
    if projection.distinct {
        plan = Plan::new(Op::Distinct { input: Box::new(plan), slots: output.clone() });
    }
    if !projection.order.is_empty() {
        plan = Plan::new(Op::Sort { input: Box::new(plan), keys: projection.order, limit: None });
    }
    if let Some(count) = projection.skip {
        plan = Plan::new(Op::Skip { input: Box::new(plan), count });
    }
    if let Some(count) = projection.limit {
        plan = Plan::new(Op::Limit { input: Box::new(plan), count });
    }
    if !late.is_empty() {
        plan = Plan::new(Op::Project { input: Box::new(plan), items: late, keep_input: true });
    }
    plan = filter(plan, projection.filter.into_iter().collect());
    narrow(plan, Vec::new(), &output)
}

/// Whether an item is read by no sort key and is the same whenever it is computed.
fn can_wait(slot: Slot, item: &Expr, keys: &[SortKey]) -> bool {
    let mut waits = true;
    item.walk(&mut |part| waits &= !matches!(part.kind, ExprKind::Function { id, .. } if is_volatile(id)));
    // What subqueries and paths read does not stand in them.
    let reads = |kind: &ExprKind| {
        *kind == ExprKind::Slot(slot) || matches!(kind, ExprKind::Subquery(_) | ExprKind::Path { .. })
    };
    keys.iter().for_each(|key| key.expr.walk(&mut |part| waits &= !reads(&part.kind)));
    waits
}

/// Leaves only the slots of `output`: computed ones as `items` say, the others as they are.
fn narrow(plan: Plan, items: Vec<(Slot, Expr)>, output: &[Slot]) -> Plan {
    let mut items = items;
    let items = output
        .iter()
        .map(|slot| match items.iter().position(|(computed, _)| computed == slot) {
            Some(at) => items.swap_remove(at),
            None => (*slot, Expr::slot(*slot, crate::value::Type::Any, Span::default())),
        })
        .collect();
    Plan::new(Op::Project { input: Box::new(plan), items, keep_input: false })
}

fn distinct_slots(slots: &[Slot]) -> Vec<Slot> {
    let mut seen = FxHashSet::default();
    slots.iter().copied().filter(|slot| seen.insert(*slot)).collect()
}

/// The clauses, those that only match and follow each other as one.
fn joined(clauses: Vec<BoundClause>) -> Vec<BoundClause> {
    let mut all: Vec<BoundClause> = Vec::with_capacity(clauses.len());
    for clause in clauses {
        match (all.last_mut(), clause) {
            (
                Some(BoundClause::Match { optional: false, pattern: first }),
                BoundClause::Match { optional: false, pattern: second },
            ) if may_merge(first, &second) => merge(first, second),
            (_, clause) => all.push(clause),
        }
    }
    all
}
