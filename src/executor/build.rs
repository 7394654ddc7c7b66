//! Plan to operators: one operator of the plan becomes one operator here, with a counter around it when profiling.
//!
//! On the way down it is known which slots are read above ([`Needed`]) and whether rows may come with weights; with that
//! a step is built as one of three: it multiplies rows, folds them to the nodes reached, or only weighs them.

use std::sync::Arc;

use super::context::{Context, GraphHandle, Operator};
use super::dependence::{carried_keys, different_in};
use super::graph_reads::read_above;
use super::liveness::{Needed, Reader, binds, bound_in, ignores_repeats, may_weigh};
use super::operator::{
    Aggregate, Apply, Argument, Counted, Degree, Distinct, Expand, ExpandInto, Filter, Fold, Input, Intersect,
    KnownRows, Limit, LoadCsv, NodeById, NodeScan, NodeSeek, Probe, Procedure, Project, Reach, Repeat, Segment,
    SelectPaths, Shared, ShortestPath, Skip, Sort, Union, Unwind, VarExpand, Wanted, merges,
};
use super::shortcut::{
    by_identity, counted_rows, identified_keys, known_rows, known_types, needed_predicate, surely_found, told_apart,
};
use super::write::{Creator, Delete, Discard, Eager, ForEffects, Foreach, InTransactions, Merge, Setter};
use crate::binder::{AggregateCall, Expr, ExprKind, Slot};
use crate::diagnostic::{Diagnostic, Result, Span};
use crate::functions::function;
use crate::graph::Snapshot;
use crate::planner::{self, Op, Plan, PlannedStatement};
use crate::value::Type;

pub(super) type Built = Result<Box<dyn Operator>>;

/// The operators that a step can become.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum StepKind {
    Into,
    Weigh,
    Fold,
    Rows,
}

/// How rows may come.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Rows {
    /// One by one.
    Each,
    /// Equal rows may come as one row with a weight.
    Weighed,
    /// How often a row comes does not matter.
    Distinct,
}

/// What the operators above want of a plan.
#[derive(Clone)]
pub(super) struct Above {
    pub(super) needed: Needed,
    rows: Rows,
    /// The origin of rows must survive: the plan runs for a whole outer batch.
    origin: bool,
    /// The leaf gives no slots: this is the plan of the whole statement.
    pub(super) root: bool,
    /// All rows are read; none is wanted before the others.
    all: bool,
    /// For EXISTS: one row is enough for each row outside.
    one_row: bool,
    /// Nothing is gained by rows that are alike coming together.
    pub(super) any_order: bool,
}

impl Above {
    fn new(needed: Needed, rows: Rows) -> Self {
        Self { needed, rows, origin: false, root: false, all: false, one_row: false, any_order: false }
    }

    pub(super) fn need(&self, needed: Needed) -> Self {
        Self { needed, any_order: false, ..self.clone() }
    }

    /// For an input whose rows must come one by one.
    fn one_by_one(&self, needed: Needed) -> Self {
        Self { rows: Rows::Each, ..self.need(needed) }
    }

    pub(super) fn weigh(&self) -> bool {
        self.rows != Rows::Each
    }

    /// For a subquery that runs for a whole batch; for EXISTS one row is enough.
    pub(super) fn of_subquery(needed: Needed, rows: Rows, one_row: bool) -> Self {
        Self { origin: true, one_row, ..Self::new(needed, rows) }
    }

    /// For the plan beside the input of a join.
    pub(super) fn inner_of_join(&self, needed: Needed) -> Self {
        Self { origin: false, all: true, one_row: false, ..self.need(needed) }
    }

    /// For a plan that starts from no row, below one that starts from rows.
    pub(super) fn for_all(&self, needed: Needed) -> Self {
        Self { root: true, any_order: true, ..self.inner_of_join(needed) }
    }

    /// For plans of which everything may be read.
    fn everything(&self) -> Self {
        Self { rows: Rows::Each, origin: true, ..self.need(Needed::All) }
    }
}

/// Builds the operators of a statement, numbering them depth first.
pub(super) struct Builder<'a> {
    pub(super) next: usize,
    // The number of the next memo.
    pub(super) memos: u32,
    // A plan that is built elsewhere: its rows come as the argument.
    pub(super) leaf: Option<&'a Plan>,
    pub(super) profile: bool,
    pub(super) reader: Reader<'a>,
    // The graph, when the statement only reads.
    pub(super) graph: Option<&'a Snapshot>,
    origin: Slot,
    weight: Slot,
    // A part of a plan is built whose rows come from elsewhere.
    pub(super) cut: Cut,
    // Several threads may share the work.
    shares: bool,
}

/// Where a plan is cut in two: a source, and operators over it that treat its rows one by one.
pub(super) enum Cut {
    /// Nowhere.
    No,
    /// At the source, which is built and put here, with the slots in which its rows differ.
    Source(Option<(Box<dyn Operator>, Vec<Slot>)>),
    /// At the source, which is there already.
    Replica,
}

/// Relationships of a pattern that a step is compared with beforehand; beyond, the rows tell.
const MOST_TOLD_APART: usize = 40;

/// So many rows are enough for several threads to share.
const ENOUGH: f64 = 256.0;

/// What is done for at most so many rows is not shared row by row.
const FEW_ROWS: f64 = 16.0;

/// So many operators over each other may stand on the stack of a worker.
const MOST_SHARED: usize = 100;

impl<'a> Builder<'a> {
    pub(super) fn new(statement: &'a PlannedStatement, context: &'a Context) -> Self {
        let graph = match &context.graph {
            GraphHandle::Read(snapshot) if !statement.writes => Some(snapshot),
            _ => None,
        };
        let (profile, origin, weight) = (context.profile.is_some(), context.origin(), context.weight());
        let shares = context.limits.threads != Some(1);
        Self {
            next: 0,
            memos: 0,
            leaf: None,
            profile,
            reader: Reader { statement },
            graph,
            origin,
            weight,
            cut: Cut::No,
            shares,
        }
    }

    /// The operators of all subquery expressions.
    pub(super) fn subqueries(&mut self) -> Result<Vec<Option<Box<dyn Operator>>>> {
        let statement = self.reader.statement;
        statement.subqueries.iter().map(|subquery| self.subquery(subquery).map(Some)).collect()
    }

    /// The operators of the whole statement.
    ///
    /// # Errors
    /// `NotSupported` for an operator that this executor cannot carry out.
    pub(super) fn root(&mut self) -> Built {
        let needed = Needed::only(self.reader.statement.columns.iter().map(|column| column.slot));
        self.build(&self.reader.statement.root, &Above { root: true, all: true, ..Above::new(needed, Rows::Each) })
    }

    pub(super) fn build(&mut self, plan: &Plan, above: &Above) -> Built {
        if self.is_leaf(plan) {
            return Ok(Box::new(Argument::default()));
        }
        if self.cuts(plan, above) {
            if let Cut::Source(_) = std::mem::replace(&mut self.cut, Cut::No) {
                self.cut = Cut::Source(Some((self.build(plan, above)?, different_in(plan))));
            }
            return Ok(Box::new(Argument::default()));
        }
        let number = self.next;
        self.next += 1;
        let inner = self.operator(plan, above)?;
        if self.profile { Ok(Box::new(Counted { inner, number })) } else { Ok(inner) }
    }

    /// Whether the plan is built elsewhere.
    pub(super) fn is_leaf(&self, plan: &Plan) -> bool {
        self.leaf.is_some_and(|leaf| std::ptr::eq(leaf, plan))
    }

    /// Whether the plan is the source at which rows are cut for several threads.
    pub(super) fn cuts(&self, plan: &Plan, above: &Above) -> bool {
        above.root && !matches!(self.cut, Cut::No) && (self.is_source(plan, above) || spreads(plan))
    }

    /// The slots to copy for the operators above; `None`: all.
    pub(super) fn keep(&self, needed: &Needed) -> Option<Vec<Slot>> {
        needed.slots().map(|mut slots| {
            slots.extend([self.origin, self.weight]);
            slots
        })
    }

    fn operator(&mut self, plan: &Plan, above: &Above) -> Built {
        let op = &plan.op;
        match op {
            Op::Create { .. }
            | Op::Merge { .. }
            | Op::Set { .. }
            | Op::Delete { .. }
            | Op::Foreach { .. }
            | Op::ForEffects { .. }
            | Op::InTransactions { .. }
            | Op::Discard { .. } => self.writing(op, &above.everything()),
            Op::Expand { input, expand, into } => self.expand(input, expand, *into, above),
            Op::Intersect { input, steps } => self.intersect(input, steps, above),
            Op::Join { input, inner, .. } => self.join(op, (input, inner), above),
            Op::Apply { .. } => self.apply(op, above),
            Op::Argument => Ok(Box::new(Argument::default())),
            Op::Union { inputs } => {
                let inputs = inputs.iter().map(|input| self.build(input, above)).collect::<Result<_>>()?;
                Ok(Box::new(Union::new(inputs)))
            }
            Op::Filter { input, predicate } => {
                let needed = match self.graph {
                    // The tests that pass are found in the plan as it is, labels and all.
                    Some(graph) => needed_predicate(&by_identity(predicate, plan, graph), input, graph),
                    None => Some(predicate.clone()),
                };
                let Some(predicate) = needed else { return self.build(input, above) };
                let reads = self.reader.exprs([&predicate]);
                let below = above.need(above.needed.clone().with(reads.iter().copied()));
                let below = Above { any_order: above.any_order, ..below };
                if let Some(scan) = self.filtered_scan(input, (&predicate, &reads), &below)? {
                    return Ok(scan);
                }
                let keep = self.keep(&above.needed);
                let input = match self.equal_step(input, &predicate, &below)? {
                    Some(step) => step,
                    None => self.build(input, &below)?,
                };
                Ok(Box::new(Filter { input, predicate, keep }))
            }
            Op::Aggregate { input, keys, aggregates } => self.aggregate(input, keys, aggregates, above),
            Op::Repeat { .. } | Op::SelectPaths { .. } => self.paths(op, above),
            Op::Sort { .. } | Op::Skip { .. } | Op::Limit { .. } | Op::Distinct { .. } | Op::Project { .. } => {
                self.shaping(op, above)
            }
            _ => self.matching(plan, above),
        }
    }

    /// A step: the cheapest operator that gives what is read above.
    fn expand(&mut self, input: &Plan, expand: &planner::Expand, into: bool, above: &Above) -> Built {
        let mut expand = self.told_apart(expand, input, &[]);
        let needed = &above.needed;
        let kind = step_kind(input, &expand, into, above);
        let mut found = 0;
        if kind == StepKind::Weigh {
            (found, expand.distinct_from) = surely_found(&expand, input);
        }
        let below = above.need(needed.clone().below_expand(&expand, into));
        let keep = self.keep(needed);
        let with_rels = needed.contains(expand.rel);
        if let (Some((argument, wanted)), [rel_type]) =
            (self.scans_rels(input, &expand, into, above), expand.types.as_slice())
        {
            return self.rel_scan(argument, (&below, keep), (wanted, *rel_type), None);
        }
        let input_built = self.build(input, &below)?;
        Ok(match kind {
            StepKind::Into => Box::new(ExpandInto::new(input_built, keep, expand, with_rels, above.weigh())),
            StepKind::Weigh => Box::new(Degree { input: input_built, step: expand, found, keep }),
            StepKind::Fold => Box::new(Fold::new(input_built, expand, with_rels, above.rows != Rows::Distinct)),
            StepKind::Rows if above.one_row => Box::new(Probe::new(input_built, keep, expand, with_rels)),
            StepKind::Rows => Box::new(Expand::new(input_built, keep, expand, with_rels)),
        })
    }

    fn aggregate(
        &mut self,
        input: &Plan,
        keys: &[(Slot, Expr)],
        aggregates: &[(Slot, AggregateCall)],
        above: &Above,
    ) -> Built {
        let calls = match self.graph {
            Some(graph) => counted_rows(aggregates, input, graph),
            None => aggregates.to_vec(),
        };
        let (keys, mut dependent) = match self.graph {
            Some(graph) => identified_keys(keys, input, graph),
            None => (keys.to_vec(), Vec::new()),
        };
        let known: Vec<Slot> = keys.iter().filter_map(|(_, expr)| expr.as_slot()).collect();
        let (keys, mut carried) = carried_keys(keys, input);
        carried.retain(|(slot, _)| above.needed.contains(*slot));
        let arguments = calls.iter().flat_map(|(_, call)| &call.arguments);
        let reads = self.reader.exprs(keys.iter().chain(&carried).map(|(_, expr)| expr).chain(arguments));
        let rows = match (
            may_weigh(&calls, input, self.reader.statement),
            calls.iter().all(|(_, call)| ignores_repeats(call)),
        ) {
            (true, true) => Rows::Distinct,
            (true, false) => Rows::Weighed,
            (false, _) => Rows::Each,
        };
        // Groups of one key are found as quickly in any order, those of several where rows of the first come together.
        let any_order = keys.len() <= 1;
        let below = Above { root: above.root, all: true, any_order, ..Above::new(Needed::only(reads), rows) };
        // Something is to be done with each row: over the source, or by evaluating what is grouped.
        let scans = match &input.op {
            Op::Expand { input, expand, into } => self.scans_rels(input, expand, *into, &below).is_some(),
            _ => false,
        };
        let has_work = !scans && !self.is_source(input, &below) || !below.needed.is_nothing();
        let can_merge = calls.iter().all(|(_, call)| merges(call));
        let (input, different_in) = match self.known_rows(input, &keys, &calls, &below) {
            Some(rows) => (Input::Whole(Box::new(rows) as Box<dyn Operator>), Vec::new()),
            None => self.pieces(input, below, has_work && can_merge)?,
        };
        let apart = !different_in.is_empty() && different_in.iter().all(|slot| known.contains(slot));
        dependent.retain(|(slot, _)| above.needed.contains(*slot));
        let read_above = above.needed.clone().with(self.reader.exprs(dependent.iter().map(|(_, expr)| expr)));
        let read = keys.iter().map(|(slot, _)| read_above.contains(*slot)).collect();
        let groups = Box::new(Aggregate::new((input, apart), (keys, read), carried, calls));
        if dependent.is_empty() {
            return Ok(groups);
        }
        Ok(Box::new(Project { input: groups, items: dependent, keep_input: true }))
    }

    /// The rows of a plan, where they only count, or count by the type of a relationship, and the statistics tell; a profile
    /// counts them.
    fn known_rows(
        &self,
        input: &Plan,
        keys: &[(Slot, Expr)],
        calls: &[(Slot, AggregateCall)],
        below: &Above,
    ) -> Option<KnownRows> {
        let counts = below.root && below.rows == Rows::Weighed && !self.profile;
        let graph = self.graph.filter(|_| counts)?;
        if below.needed.is_nothing() {
            let rows = i64::try_from(known_rows(input, graph)?).ok()?;
            return Some(KnownRows::new(None, vec![rows]));
        }
        let [(_, Expr { kind: ExprKind::Function { id, arguments }, .. })] = keys else { return None };
        let ("type", [Expr { kind: ExprKind::Slot(rel), .. }]) = (function(*id).name, arguments.as_slice()) else {
            return None;
        };
        if calls.iter().any(|(_, call)| !call.arguments.is_empty()) {
            return None;
        }
        let (rels, rows): (Vec<_>, Vec<_>) = known_types(input, *rel, graph)?.into_iter().unzip();
        let rows = rows.into_iter().map(|rows| i64::try_from(rows).ok()).collect::<Option<_>>()?;
        Some(KnownRows::new(Some((*rel, rels)), rows))
    }

    /// Whether rows for several threads can be drawn from a plan.
    fn can_share(&self, input: &Plan, below: &Above) -> bool {
        let shareable = self.shares && self.graph.is_some() && !self.profile && below.root;
        shareable && matches!(self.cut, Cut::No) && input.depth() <= MOST_SHARED
    }

    /// The rows of a plan, in pieces for several threads where that is possible and `wanted`, and slots in which no two pieces
    /// have rows alike.
    pub(super) fn pieces(&mut self, input: &Plan, below: Above, wanted: bool) -> Result<(Input, Vec<Slot>)> {
        if wanted && self.can_share(input, &below) {
            return self.shared(input, below);
        }
        Ok((Input::Whole(self.build(input, &below)?), Vec::new()))
    }

    /// The operators of a plan, cut at its source, with what makes them anew for other threads.
    fn shared(&mut self, input: &Plan, below: Above) -> Result<(Input, Vec<Slot>)> {
        self.cut = Cut::Source(None);
        let pipeline = self.build(input, &below)?;
        let Cut::Source(Some((source, different_in))) = std::mem::replace(&mut self.cut, Cut::No) else {
            return Err(Diagnostic::internal("a plan has no source"));
        };
        let place = self.reader.statement.plans().flat_map(operators).position(|plan| std::ptr::eq(plan, input));
        let replica = move |ctx: &mut Context| {
            let statement = Arc::clone(&ctx.statement);
            let plan = place.and_then(|place| statement.plans().flat_map(operators).nth(place)).ok_or_else(unknown)?;
            let mut builder = Builder::new(&statement, ctx);
            let subqueries = builder.subqueries()?;
            builder.cut = Cut::Replica;
            let pipeline = builder.build(plan, &below)?;
            ctx.subqueries = subqueries;
            Ok(pipeline)
        };
        Ok((Input::Shared(Shared::new(source, pipeline, Arc::new(replica))), different_in))
    }

    /// Whether a plan gives its rows otherwise than one by one from those of its input, or has none.
    fn is_source(&self, plan: &Plan, above: &Above) -> bool {
        match &plan.op {
            Op::Expand { input, expand, into } => {
                let expand = self.told_apart(expand, input, &[]);
                step_kind(input, &expand, *into, above) == StepKind::Fold
            }
            Op::NodeScan { input, .. } => gives_few(input),
            Op::NodeSeek { input, .. } | Op::NodeById { input, .. } => matches!(input.op, Op::Argument),
            Op::Filter { .. }
            | Op::Project { .. }
            | Op::Intersect { .. }
            | Op::Join { .. }
            | Op::VarExpand { .. }
            | Op::ShortestPath { .. }
            | Op::Repeat { .. }
            | Op::SelectPaths { .. }
            | Op::Unwind { .. }
            | Op::Apply { row_wise: true, .. } => false,
            _ => true,
        }
    }

    /// Steps to one node: an intersection. When relationships are read above or told apart from each other, they are looked
    /// for behind it, between nodes that have them all.
    fn intersect(&mut self, input: &Plan, steps: &[planner::Expand], above: &Above) -> Built {
        let mut told_apart: Vec<planner::Expand> = Vec::with_capacity(steps.len());
        for (at, step) in steps.iter().enumerate() {
            let others: Vec<planner::Expand> =
                steps.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, step)| step.clone()).collect();
            told_apart.push(self.told_apart(step, input, &others));
        }
        let Some(to) = steps.first().map(|step| step.to) else { return Err(unknown()) };
        let mut needed = above.needed.clone();
        // What is read above each step, the last step first.
        let mut above_each = Vec::with_capacity(steps.len());
        for step in told_apart.iter().rev() {
            above_each.push(needed.clone());
            needed = needed.below_expand(step, true);
        }
        above_each.reverse();
        let below_all = needed.clone();
        needed = needed.without(&[to]);
        let rel_read = told_apart.iter().zip(&above_each).any(|(step, needed)| needed.contains(step.rel));
        let built = self.build(input, &above.need(needed))?;
        if !rel_read {
            let what = match (above.weigh(), above.needed.contains(to)) {
                (false, _) => Wanted::Rows,
                (true, true) => Wanted::Weighed,
                (true, false) => Wanted::Number,
            };
            return Ok(Box::new(Intersect::new(built, self.keep(&above.needed), &told_apart, to, what)));
        }
        let alike = |step: &planner::Expand| planner::Expand { distinct_from: Vec::new(), ..step.clone() };
        let plain: Vec<planner::Expand> = told_apart.iter().map(alike).collect();
        let mut found: Box<dyn Operator> =
            Box::new(Intersect::new(built, self.keep(&below_all), &plain, to, Wanted::Nodes));
        for (step, needed) in told_apart.into_iter().zip(&above_each) {
            let (keep, with_rels) = (self.keep(needed), needed.contains(step.rel));
            found = Box::new(ExpandInto::new(found, keep, step, with_rels, above.weigh()));
        }
        Ok(found)
    }

    /// The step, told apart only from relationships that could be the same.
    pub(super) fn told_apart(
        &self,
        step: &planner::Expand,
        input: &Plan,
        before: &[planner::Expand],
    ) -> planner::Expand {
        match self.graph {
            Some(graph) if (1..=MOST_TOLD_APART).contains(&step.distinct_from.len()) => {
                planner::Expand { distinct_from: told_apart(step, input, before, graph), ..step.clone() }
            }
            _ => step.clone(),
        }
    }

    fn apply(&mut self, op: &Op, above: &Above) -> Built {
        let Op::Apply { input, inner, optional, row_wise } = op else {
            return Err(Diagnostic::internal("an operator that is no apply was built as one"));
        };
        if let Some(step) = optional.as_ref().and_then(|_| self.optional_step(inner, above)) {
            let with_rels = above.needed.contains(step.rel);
            let below = above.need(above.needed.clone().below_expand(&step, false));
            let input = self.build(input, &below)?;
            return Ok(Box::new(Expand::new(input, self.keep(&above.needed), step, with_rels).or_null()));
        }
        let (row_wise, eager) = (*row_wise && inner.is_row_wise(), writes(inner));
        let keep = self.keep(&above.needed);
        let below = above.needed.clone().with(self.reader.plan(inner));
        let input = self.build(input, &above.need(below))?;
        let rows = if row_wise { above.rows } else { Rows::Each };
        let needed = above.needed.clone();
        let inner = self.build(inner, &Above { origin: row_wise, ..Above::new(needed, rows) })?;
        Ok(Box::new(Apply::new(input, inner, optional.clone(), (row_wise, eager), keep)))
    }

    /// Operators that order, cut or project rows.
    fn shaping(&mut self, op: &Op, above: &Above) -> Built {
        let reads = self.reader.own(op);
        let needed = above.needed.clone();
        Ok(match op {
            Op::Project { input, items, keep_input } => {
                // What is only passed on, and not read, need not be there; in a graph at rest nor need paths.
                let at_rest = self.graph.is_some();
                let idle = |(slot, expr): &(Slot, Expr)| match expr.kind {
                    ExprKind::Slot(_) => !needed.contains(*slot),
                    ExprKind::Path { .. } => at_rest && !needed.contains(*slot),
                    _ => false,
                };
                let items: Vec<(Slot, Expr)> = items.iter().filter(|item| !idle(item)).cloned().collect();
                let reads = self.reader.exprs(items.iter().map(|(_, expr)| expr));
                let base = if *keep_input { needed.without(&binds(op)) } else { Needed::only([]) };
                let input = self.build(input, &above.need(base.with(reads)))?;
                Box::new(Project { input, items, keep_input: *keep_input })
            }
            Op::Distinct { input, slots } => {
                let below = Above { rows: Rows::Distinct, origin: false, ..above.need(Needed::only(reads)) };
                if above.all && !slots.is_empty() && self.can_share(input, &below) {
                    // Groups of which nothing is wanted but the keys, by several threads.
                    let key = |slot: &Slot| (*slot, Expr::slot(*slot, Type::Any, Span::default()));
                    return self.aggregate(input, &slots.iter().map(key).collect::<Vec<_>>(), &[], above);
                }
                Box::new(Distinct::new(self.build(input, &below)?, slots.clone()))
            }
            Op::Sort { input, keys, limit } => {
                let below = Above { all: true, any_order: true, ..above.one_by_one(needed.with(reads)) };
                let (input, _) = self.pieces(input, below, true)?;
                Box::new(Sort::new(input, keys.clone(), limit.clone()))
            }
            Op::Skip { input, count } => {
                Box::new(Skip::new(self.build(input, &above.one_by_one(needed))?, count.clone()))
            }
            Op::Limit { input, count } => {
                let input_writes = writes(input);
                let input = self.build(input, &Above { all: false, ..above.one_by_one(needed) })?;
                Box::new(Limit::new(input, count.clone(), input_writes))
            }
            _ => return Err(unknown()),
        })
    }

    /// Operators that give several rows for one.
    fn matching(&mut self, plan: &Plan, above: &Above) -> Built {
        let op = &plan.op;
        let keep = self.keep(&above.needed);
        let needed = above.needed.clone().without(&binds(op)).with(self.reader.own(op));
        let below = above.need(needed);
        let [input] = plan.children()[..] else { return Err(unknown()) };
        let input = self.build(input, &below)?;
        Ok(match op {
            Op::NodeScan { slot, labels, .. } => Box::new(NodeScan::new(input, keep, *slot, labels.clone())),
            Op::NodeSeek { slot, index, access, .. } => {
                Box::new(NodeSeek::new(input, keep, *slot, *index, access.clone()))
            }
            Op::NodeById { slot, ids, .. } => Box::new(NodeById::new(input, keep, *slot, ids.clone())),
            Op::VarExpand { expand, into, length, step, .. }
                if above.rows == Rows::Distinct
                    && !above.needed.contains(expand.rel)
                    && Reach::can(expand, *length) =>
            {
                Box::new(Reach::new(input, keep, expand.clone(), *into, *length, step.clone()))
            }
            Op::VarExpand { expand, into, length, step, .. } => {
                let with_rels = above.needed.contains(expand.rel);
                Box::new(VarExpand::new(input, keep, expand.clone(), (*into, with_rels), *length, step.clone()))
            }
            Op::ShortestPath { expand, length, step, all, path, filter, .. } => {
                let wanted = (*all, *path);
                Box::new(ShortestPath::new(input, keep, expand.clone(), *length, step.clone(), wanted, filter.clone()))
            }
            Op::Unwind { list, slot, .. } => Box::new(Unwind::new(input, keep, list.clone(), *slot)),
            Op::LoadCsv { url, slot, headers, separator, .. } => {
                Box::new(LoadCsv::new(input, keep, url.clone(), *slot, (*headers, *separator)))
            }
            Op::Procedure { name, arguments, yields, optional, span, .. } => {
                let call = (name.clone(), arguments.clone(), yields.clone());
                Box::new(Procedure::new(input, keep, call, *optional, *span))
            }
            _ => return Err(unknown()),
        })
    }

    /// Operators that repeat parts of a path or choose among paths; their parts may read anything.
    fn paths(&mut self, op: &Op, above: &Above) -> Built {
        let all = above.everything();
        Ok(match op {
            Op::Repeat { input, segment, ends, distinct_from } => {
                let (input, segment) = (self.build(input, &all)?, self.segment(segment, &all)?);
                Box::new(Repeat::new(input, segment, *ends, distinct_from.clone()))
            }
            Op::SelectPaths { input, segments, ends, choice, path, filter } => {
                let input = self.build(input, &all)?;
                let segments = segments.iter().map(|segment| self.segment(segment, &all)).collect::<Result<_>>()?;
                Box::new(SelectPaths::new(input, segments, *ends, *choice, path.clone(), filter.clone()))
            }
            _ => return Err(unknown()),
        })
    }

    fn segment(&mut self, segment: &planner::Segment, above: &Above) -> Result<Segment> {
        let above = Above { root: false, ..above.clone() };
        Ok(Segment::new(segment.clone(), self.build(&segment.inner, &above)?))
    }

    /// The operators that write, or run plans for their effects.
    fn writing(&mut self, op: &Op, above: &Above) -> Built {
        Ok(match op {
            Op::Create { input, pattern } => {
                Box::new(Eager::new(self.build(input, above)?, Creator::new(pattern.clone())))
            }
            Op::Merge { input, inner, pattern, on_create, on_match } => {
                let inner_above = Above { root: false, ..above.clone() };
                let (input, inner) = (self.build(input, above)?, self.build(inner, &inner_above)?);
                let creator = Creator::new(pattern.clone());
                let (on_create, on_match) = (Setter::new(on_create.clone()), Setter::new(on_match.clone()));
                Box::new(Eager::new(input, Merge { inner, creator, on_create, on_match }))
            }
            Op::Set { input, actions } => Box::new(Eager::new(self.build(input, above)?, Setter::new(actions.clone()))),
            Op::Delete { input, targets, detach } => {
                Box::new(Eager::new(self.build(input, above)?, Delete::new(targets.clone(), *detach)))
            }
            Op::Foreach { input, list, slot, body } => {
                let inner_above = Above { root: false, ..above.clone() };
                let (input, body) = (self.build(input, above)?, self.build(body, &inner_above)?);
                Box::new(Eager::new(input, Foreach { list: list.clone(), slot: *slot, body }))
            }
            Op::ForEffects { input, inner } => {
                let inner_above = Above { root: false, ..above.clone() };
                let (input, inner) = (self.build(input, above)?, self.build(inner, &inner_above)?);
                Box::new(Eager::new(input, ForEffects { inner }))
            }
            Op::InTransactions { input, body, batch } => {
                let collects = read_above(op, self.reader.statement);
                let body_above = Above { root: false, ..above.clone() };
                let (input, body) = (self.build(input, above)?, self.build(body, &body_above)?);
                Box::new(InTransactions::new(input, body, batch.clone(), collects))
            }
            Op::Discard { input } => Box::new(Discard { input: self.build(input, above)? }),
            _ => return Err(unknown()),
        })
    }
}

/// Whether a plan is the lowest that gives rows for several threads, over steps that give few: from one node, say. How
/// many a list gives is known when it is there.
fn spreads(plan: &Plan) -> bool {
    if let Op::Unwind { input, list, .. } = &plan.op
        && matches!((&input.op, &list.kind), (Op::Argument, ExprKind::Function { .. } | ExprKind::Parameter(_)))
    {
        return true;
    }
    let is_step = |plan: &Plan| match &plan.op {
        Op::Expand { into, .. } => !into,
        Op::Filter { .. } | Op::Unwind { .. } => true,
        _ => false,
    };
    let mut below = plan;
    while is_step(below) {
        let [input] = below.children()[..] else { return false };
        below = input;
        if below.rows >= ENOUGH {
            return false;
        }
    }
    let is_start = matches!(below.op, Op::Argument | Op::NodeScan { .. } | Op::NodeSeek { .. } | Op::NodeById { .. });
    is_start && plan.rows >= ENOUGH
}

/// Whether a plan gives so few rows that what is scanned for each of them is the source of pieces, and not these rows. They
/// are the first row, or what an operator gives that itself took its rows from several threads.
pub(super) fn gives_few(plan: &Plan) -> bool {
    match &plan.op {
        Op::Argument => true,
        Op::Aggregate { .. } | Op::Sort { .. } | Op::Distinct { .. } => plan.rows <= FEW_ROWS,
        Op::Project { input, .. } | Op::Filter { input, .. } | Op::Skip { input, .. } | Op::Limit { input, .. } => {
            !matches!(input.op, Op::Argument) && gives_few(input)
        }
        _ => false,
    }
}

/// A plan and all below it.
fn operators(plan: &Plan) -> impl Iterator<Item = &Plan> {
    let mut open = vec![plan];
    std::iter::from_fn(move || {
        let plan = open.pop()?;
        open.extend(plan.children());
        Some(plan)
    })
}

/// How a step is carried out.
pub(super) fn step_kind(input: &Plan, expand: &planner::Expand, into: bool, above: &Above) -> StepKind {
    let needed = &above.needed;
    let bound = || above.root.then(|| bound_in(input));
    match (into, above.weigh()) {
        (true, _) => StepKind::Into,
        (false, true) if !needed.contains(expand.rel) && !needed.contains(expand.to) => StepKind::Weigh,
        (false, true) if !above.origin && needed.only_the_end_of(expand, bound) => StepKind::Fold,
        _ => StepKind::Rows,
    }
}

/// Whether a plan changes the graph.
fn writes(plan: &Plan) -> bool {
    let own = matches!(
        plan.op,
        Op::Create { .. }
            | Op::Merge { .. }
            | Op::Set { .. }
            | Op::Delete { .. }
            | Op::Foreach { .. }
            | Op::ForEffects { .. }
            | Op::InTransactions { .. }
    );
    own || plan.children().into_iter().any(writes)
}

pub(super) fn unknown() -> Diagnostic {
    Diagnostic::internal("an operator of the plan is not known to the executor")
}
