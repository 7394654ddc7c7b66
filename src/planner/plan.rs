//! The logical plan: what the executor will do, as plain data (serde) that names no structure in memory.
//!
//! A plan is a tree of operators. Most have one `input` and add slots to its rows. Row order is defined: an operator
//! gives its rows in the order of its input, and for one input row in a fixed order (ids ascending for scans,
//! neighbour order of the graph for expands); only `Sort` changes it. Physical choices are fields.
//!
//! ```text
//! MATCH (a:Person)-[r:KNOWS]->(b) WHERE b.age > 30 RETURN a.name AS name
//! Project name = a.name
//!   Filter b.age > 30
//!     Expand (a)-[r:KNOWS]->(b)
//!       NodeScan a:Person
//!         Argument
//! ```

use std::sync::{Arc, OnceLock};

use serde::{Deserialize, Serialize};

use crate::binder::{
    AggregateCall, CreatePattern, Expr, ExprKind, HopRange, LabelTest, PathChoice, ResultColumn, SetAction, Slot,
    SlotInfo, SortKey, StepFilter, SubqueryValue,
};
use crate::diagnostic::Span;
use crate::graph::{Direction, IndexId, RelTypeId};
use crate::syntax::ast::{NaryOp, OnError};
use crate::value::Type;

/// A whole statement, planned.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct PlannedStatement {
    pub(crate) root: Plan,
    /// Subquery expressions by [`crate::binder::SubqueryId`].
    pub(crate) subqueries: Vec<SubqueryPlan>,
    /// The result, left to right; empty when the statement gives no rows.
    pub(crate) columns: Vec<ResultColumn>,
    /// Every slot of the statement: its name (none for slots that the planner or binder made) and type.
    pub(crate) slots: Vec<SlotInfo>,
    /// Whether it changes the graph or the schema.
    pub(crate) writes: bool,
    /// How many tables its joins make.
    pub(crate) tables: u32,
    /// Whether any expression draws chance, once somebody has looked.
    #[serde(skip)]
    pub(crate) chance: OnceLock<bool>,
}

/// A subquery used as a value. The plan's leaf is [`Op::Argument`], which gives the rows of the outer query.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct SubqueryPlan {
    pub(crate) kind: SubqueryValue,
    pub(crate) plan: Plan,
    /// The plan treats rows one by one, so that a whole outer batch may run through it at once.
    pub(crate) row_wise: bool,
    /// The same for all nodes together.
    pub(crate) unnested: Option<Unnested>,
}

/// What a subquery has of each node that it may be asked about: as many rows as it has for a row with this node.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Unnested {
    /// Its leaf gives one row without slots.
    pub(crate) plan: Plan,
    /// The node.
    pub(crate) on: Slot,
    /// What it should cost, in rows.
    pub(crate) cost: f64,
}

impl SubqueryPlan {
    /// Its plans: the one for rows, then the one for all nodes.
    pub(crate) fn plans(&self) -> impl Iterator<Item = &Plan> {
        std::iter::once(&self.plan).chain(self.unnested.as_ref().map(|unnested| &unnested.plan))
    }

    /// As [`Self::plans`], to be changed.
    pub(crate) fn plans_mut(&mut self) -> impl Iterator<Item = &mut Plan> {
        std::iter::once(&mut self.plan).chain(self.unnested.as_mut().map(|unnested| &mut unnested.plan))
    }
}

/// An operator and what the planner expects of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Plan {
    pub(crate) op: Op,
    /// Estimated number of rows it gives.
    pub(crate) rows: f64,
}

/// The operators.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum Op {
    /// The rows given from outside: those of the outer query, or one row without slots at the root.
    Argument,
    /// For each row every node that passes the test (all nodes without one).
    NodeScan { input: Box<Plan>, slot: Slot, labels: Option<LabelTest> },
    /// For each row the nodes that an index gives.
    NodeSeek { input: Box<Plan>, slot: Slot, index: IndexId, access: IndexAccess },
    /// For each row the nodes with this id (or one of these ids, when the value is a list).
    NodeById { input: Box<Plan>, slot: Slot, ids: Expr },
    /// For each row the relationships of `from`; binds `rel` and `to`, or with `into` keeps those that end at `to`.
    Expand { input: Box<Plan>, expand: Expand, into: bool },
    /// Nodes that several bound nodes have as a neighbour: the first step binds `to`, which is the same for all, and the
    /// others are expands into it. Every step binds its relationship.
    Intersect { input: Box<Plan>, steps: Vec<Expand> },
    /// For each row those of `inner`, whose leaf gives one row without slots, that have the same node in `on`. Of each pair
    /// in `distinct` the relationships, the first of the input, the second of `inner`, must not be the same. `table` numbers
    /// the joins of a statement.
    Join { input: Box<Plan>, inner: Box<Plan>, on: Slot, distinct: Vec<(Slot, Slot)>, table: u32 },
    /// For each row the walks of `min..=max` relationships without a repeated one; binds `rel` to their list.
    VarExpand { input: Box<Plan>, expand: Expand, into: bool, length: HopRange, step: Option<StepFilter> },
    /// For each row the shortest walk(s) between two bound nodes; binds `expand.rel` to the list of relationships and
    /// `path`, where given, to the path. `filter` speaks of them and must hold: the shortest that pass it are given.
    ShortestPath {
        input: Box<Plan>,
        expand: Expand,
        length: HopRange,
        step: Option<StepFilter>,
        all: bool,
        path: Option<Slot>,
        filter: Option<Expr>,
    },
    /// For each row the walks through a segment, again and again, without a repeated relationship.
    Repeat { input: Box<Plan>, segment: Segment, ends: Ends, distinct_from: Vec<Slot> },
    /// For each row the chosen paths through all segments in turn, for each pair of ends, the shorter first. `filter`
    /// must hold before a path counts; `path` is bound for it.
    SelectPaths {
        input: Box<Plan>,
        segments: Vec<Segment>,
        ends: Ends,
        choice: PathChoice,
        path: Option<(Slot, Expr)>,
        filter: Option<Expr>,
    },
    /// The rows for which the predicate is true.
    Filter { input: Box<Plan>, predicate: Expr },
    /// Adds (`keep_input`) or leaves only the given slots; expressions see the input's slots only.
    Project { input: Box<Plan>, items: Vec<(Slot, Expr)>, keep_input: bool },
    /// One row for each distinct combination of keys (one row in all without keys), in order of first appearance.
    Aggregate { input: Box<Plan>, keys: Vec<(Slot, Expr)>, aggregates: Vec<(Slot, AggregateCall)> },
    /// The first row of each distinct combination of these slots; leaves only these slots.
    Distinct { input: Box<Plan>, slots: Vec<Slot> },
    /// All rows in stable order; with `limit` only the first ones (top-k).
    Sort { input: Box<Plan>, keys: Vec<SortKey>, limit: Option<Expr> },
    /// All but the first rows.
    Skip { input: Box<Plan>, count: Expr },
    /// The first rows; the input is read to its end when it writes.
    Limit { input: Box<Plan>, count: Expr },
    /// For each row one row an element of the list (a value that is no list counts as a list of one, null as none).
    Unwind { input: Box<Plan>, list: Expr, slot: Slot },
    /// The rows of all inputs in turn; all bind the same slots.
    Union { inputs: Vec<Plan> },
    /// For each row the rows of `inner`, which starts from it. With `optional` a row without any is kept, with these
    /// slots null. `row_wise`: `inner` treats rows one by one, a whole batch may run through it at once.
    Apply { input: Box<Plan>, inner: Box<Plan>, optional: Option<Vec<Slot>>, row_wise: bool },
    /// For each row runs `inner` for its effects only and gives the row on (`CALL { … }` without RETURN).
    ForEffects { input: Box<Plan>, inner: Box<Plan> },
    /// Runs `body`, whose leaf gives a batch of rows, for one batch after the other, each in a transaction of its own.
    InTransactions { input: Box<Plan>, body: Box<Plan>, batch: TransactionBatch },
    /// For each row the rows of a procedure: `yields` names result columns by position.
    Procedure {
        input: Box<Plan>,
        name: Arc<str>,
        arguments: Vec<Expr>,
        yields: Vec<(u32, Slot)>,
        optional: bool,
        span: Span,
    },
    /// For each row the records of a CSV file, as lists or (with headers) maps.
    LoadCsv { input: Box<Plan>, url: Expr, slot: Slot, headers: bool, separator: char },
    /// Creates nodes, then relationships, for each row.
    Create { input: Box<Plan>, pattern: CreatePattern },
    /// For each row the rows of `inner`; where there is none, creates the pattern. Rows are treated one after the other,
    /// each seeing what earlier ones created.
    Merge {
        input: Box<Plan>,
        inner: Box<Plan>,
        pattern: CreatePattern,
        on_create: Vec<SetAction>,
        on_match: Vec<SetAction>,
    },
    /// Carries out the actions for each row, in order.
    Set { input: Box<Plan>, actions: Vec<SetAction> },
    /// Deletes the elements (nodes, relationships, paths) that the expressions give.
    Delete { input: Box<Plan>, targets: Vec<Expr>, detach: bool },
    /// For each row and element of the list runs `body` for its effects.
    Foreach { input: Box<Plan>, list: Expr, slot: Slot, body: Box<Plan> },
    /// Reads the input to its end and gives no rows.
    Discard { input: Box<Plan> },
}

/// Rows of a batch of `CALL { … } IN TRANSACTIONS` that does not say.
pub(crate) const USUAL_BATCH: u64 = 1000;

/// How `CALL { … } IN TRANSACTIONS` treats its rows.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct TransactionBatch {
    /// Rows of a batch; none: the usual number.
    pub(crate) rows: Option<Expr>,
    pub(crate) on_error: OnError,
    /// Bound to what became of the row's transaction.
    pub(crate) status: Option<Slot>,
    /// Slots of the body's rows, null in the rows of a transaction that failed.
    pub(crate) outputs: Vec<Slot>,
}

/// One step along relationships.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Expand {
    pub(crate) from: Slot,
    pub(crate) rel: Slot,
    pub(crate) to: Slot,
    /// Empty: every type.
    pub(crate) types: Vec<RelTypeId>,
    /// Seen from `from`.
    pub(crate) direction: Direction,
    /// Relationships (or lists of them) of the same MATCH that this one must not repeat; only those that could.
    pub(crate) distinct_from: Vec<Slot>,
    /// For a list of relationships: the pattern was written from `to` to `from`, so the list is reversed.
    pub(crate) reversed: bool,
}

/// The two ends of a walk over segments.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Ends {
    pub(crate) from: Slot,
    pub(crate) to: Slot,
    /// `to` is bound already.
    pub(crate) into: bool,
    /// The path was written from `to` to `from`.
    pub(crate) reversed: bool,
}

/// A stretch of a path that is walked `length` times.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Segment {
    /// One walk through it: starts from a row in which `start` is bound and binds `end` and the other slots inside. It
    /// treats rows one by one.
    pub(crate) inner: Box<Plan>,
    /// Where a walk begins, in the direction that is walked.
    pub(crate) start: Slot,
    /// Where it ends; the next one begins there.
    pub(crate) end: Slot,
    /// The relationships of one walk, in written order.
    pub(crate) steps: Vec<Slot>,
    pub(crate) length: HopRange,
    /// Bound to the list of all relationships, in written order.
    pub(crate) rels: Slot,
    /// A slot inside and the slot of the list of its values, in written order.
    pub(crate) groups: Vec<(Slot, Slot)>,
    /// Slots inside that are bound as they are; the segment is then walked once.
    pub(crate) singles: Vec<Slot>,
}

impl Segment {
    /// The slots that it binds in the rows that come out.
    pub(crate) fn outputs(&self) -> impl Iterator<Item = Slot> + '_ {
        std::iter::once(self.rels).chain(self.groups.iter().map(|(_, list)| *list)).chain(self.singles.iter().copied())
    }
}

/// What is asked of an index. Expressions see the slots of the input row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) enum IndexAccess {
    /// The values of all keys.
    Equal(Vec<Expr>),
    /// Any of the elements of a list.
    In(Expr),
    /// Between two bounds of one key; the flag says whether the bound belongs to it.
    Range { lower: Option<(Expr, bool)>, upper: Option<(Expr, bool)> },
    /// Strings that start with this.
    Prefix(Expr),
}

impl PlannedStatement {
    /// All its plans: the root, then those of its subqueries.
    pub(crate) fn plans(&self) -> impl Iterator<Item = &Plan> {
        std::iter::once(&self.root).chain(self.subqueries.iter().flat_map(SubqueryPlan::plans))
    }

    /// As [`Self::plans`], to be changed.
    pub(crate) fn plans_mut(&mut self) -> impl Iterator<Item = &mut Plan> {
        std::iter::once(&mut self.root).chain(self.subqueries.iter_mut().flat_map(SubqueryPlan::plans_mut))
    }

    /// How many operators stand over each other, at most.
    pub(crate) fn depth(&self) -> usize {
        self.plans().map(Plan::depth).max().unwrap_or(0)
    }
}

/// Takes the tree apart level by level: dropping it by recursion could need more stack than a thread has.
impl Drop for PlannedStatement {
    fn drop(&mut self) {
        let leaf = || Plan::new(Op::Argument);
        let mut open: Vec<Plan> = self.plans_mut().map(|plan| std::mem::replace(plan, leaf())).collect();
        while let Some(mut plan) = open.pop() {
            open.extend(plan.children_mut().into_iter().map(|child| std::mem::replace(child, leaf())));
        }
    }
}

impl Plan {
    /// An operator with no estimate yet.
    pub(crate) fn new(op: Op) -> Self {
        Self { op, rows: 0.0 }
    }

    /// How many operators stand over each other, at most.
    pub(crate) fn depth(&self) -> usize {
        let mut open = vec![(self, 1)];
        let mut deepest = 0;
        while let Some((plan, depth)) = open.pop() {
            deepest = deepest.max(depth);
            open.extend(plan.children().into_iter().map(|child| (child, depth + 1)));
        }
        deepest
    }

    /// The plans below this one: the input first, then inner plans.
    pub(crate) fn children(&self) -> Vec<&Self> {
        match &self.op {
            Op::Argument => Vec::new(),
            Op::NodeScan { input, .. }
            | Op::NodeSeek { input, .. }
            | Op::NodeById { input, .. }
            | Op::Expand { input, .. }
            | Op::Intersect { input, .. }
            | Op::VarExpand { input, .. }
            | Op::ShortestPath { input, .. }
            | Op::Filter { input, .. }
            | Op::Project { input, .. }
            | Op::Aggregate { input, .. }
            | Op::Distinct { input, .. }
            | Op::Sort { input, .. }
            | Op::Skip { input, .. }
            | Op::Limit { input, .. }
            | Op::Unwind { input, .. }
            | Op::Procedure { input, .. }
            | Op::LoadCsv { input, .. }
            | Op::Create { input, .. }
            | Op::Set { input, .. }
            | Op::Delete { input, .. }
            | Op::Discard { input } => vec![input],
            Op::Apply { input, inner, .. }
            | Op::Join { input, inner, .. }
            | Op::ForEffects { input, inner }
            | Op::Merge { input, inner, .. }
            | Op::InTransactions { input, body: inner, .. }
            | Op::Foreach { input, body: inner, .. } => vec![input, inner],
            Op::Repeat { input, segment, .. } => vec![input, &segment.inner],
            Op::SelectPaths { input, segments, .. } => {
                std::iter::once(&**input).chain(segments.iter().map(|segment| &*segment.inner)).collect()
            }
            Op::Union { inputs } => inputs.iter().collect(),
        }
    }

    /// The plans below this one, to be changed.
    pub(crate) fn children_mut(&mut self) -> Vec<&mut Self> {
        match &mut self.op {
            Op::Argument => Vec::new(),
            Op::NodeScan { input, .. }
            | Op::NodeSeek { input, .. }
            | Op::NodeById { input, .. }
            | Op::Expand { input, .. }
            | Op::Intersect { input, .. }
            | Op::VarExpand { input, .. }
            | Op::ShortestPath { input, .. }
            | Op::Filter { input, .. }
            | Op::Project { input, .. }
            | Op::Aggregate { input, .. }
            | Op::Distinct { input, .. }
            | Op::Sort { input, .. }
            | Op::Skip { input, .. }
            | Op::Limit { input, .. }
            | Op::Unwind { input, .. }
            | Op::Procedure { input, .. }
            | Op::LoadCsv { input, .. }
            | Op::Create { input, .. }
            | Op::Set { input, .. }
            | Op::Delete { input, .. }
            | Op::Discard { input } => vec![input],
            Op::Apply { input, inner, .. }
            | Op::Join { input, inner, .. }
            | Op::ForEffects { input, inner }
            | Op::Merge { input, inner, .. }
            | Op::InTransactions { input, body: inner, .. }
            | Op::Foreach { input, body: inner, .. } => vec![input, inner],
            Op::Repeat { input, segment, .. } => vec![input, &mut segment.inner],
            Op::SelectPaths { input, segments, .. } => {
                std::iter::once(&mut **input).chain(segments.iter_mut().map(|segment| &mut *segment.inner)).collect()
            }
            Op::Union { inputs } => inputs.iter_mut().collect(),
        }
    }

    /// Takes the plan out, leaving a leaf.
    pub(crate) fn take(&mut self) -> Self {
        std::mem::replace(self, Self::new(Op::Argument))
    }

    /// Rewrites every plan of the tree, children before parents.
    pub(crate) fn rewrite(&mut self, rule: &mut impl FnMut(Self) -> Self) {
        for child in self.children_mut() {
            child.rewrite(rule);
        }
        let plan = self.take();
        *self = rule(plan);
    }

    /// Whether the plan treats the rows of its leaf one by one: no operator mixes, orders, counts or limits rows, and
    /// none writes.
    pub(crate) fn is_row_wise(&self) -> bool {
        let own = match &self.op {
            Op::Argument
            | Op::NodeScan { .. }
            | Op::NodeSeek { .. }
            | Op::NodeById { .. }
            | Op::Expand { .. }
            | Op::Intersect { .. }
            | Op::Join { .. }
            | Op::VarExpand { .. }
            | Op::ShortestPath { .. }
            | Op::Repeat { .. }
            | Op::SelectPaths { .. }
            | Op::Filter { .. }
            | Op::Project { .. }
            | Op::Unwind { .. } => true,
            Op::Apply { row_wise, .. } => *row_wise,
            _ => false,
        };
        own && self.children().into_iter().all(Self::is_row_wise)
    }
}

/// `a AND b AND c` of the parts; none of none.
pub(crate) fn conjunction(mut parts: Vec<Expr>) -> Option<Expr> {
    match parts.len() {
        0 | 1 => parts.pop(),
        _ => {
            let span = parts.iter().map(|part| part.span).reduce(Span::to).unwrap_or_default();
            Some(Expr::new(ExprKind::Nary(NaryOp::And, parts), Type::Boolean, span))
        }
    }
}

/// A filter behind the plan, when there is something to test.
pub(crate) fn filter(plan: Plan, tests: Vec<Expr>) -> Plan {
    match conjunction(tests) {
        None => plan,
        Some(predicate) => Plan::new(Op::Filter { input: Box::new(plan), predicate }),
    }
}
