//! The bound query: what a statement means, clause by clause, over slots and ids.
//!
//! A MATCH is a query graph (nodes, relationships between them, predicates) in no order; the order is the planner's.
//! Property maps and inline WHERE of a pattern have become predicates.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::expr::{Expr, LabelTest, Slot};
use crate::diagnostic::{Diagnostic, Span};
use crate::functions::FunctionId;
use crate::graph::{ConstraintKind, Direction, KeyId, LabelId, RelTypeId, Target};
use crate::syntax::ast::{Mode, OnError};
use crate::value::Type;

/// A whole statement.
#[derive(Debug)]
pub(crate) struct BoundStatement {
    pub(crate) mode: Mode,
    pub(crate) body: BoundBody,
    /// Every slot, by number.
    pub(crate) slots: Vec<SlotInfo>,
    /// Every subquery expression, by [`super::SubqueryId`].
    pub(crate) subqueries: Vec<BoundSubquery>,
    /// The parameters it reads, in order of appearance.
    pub(crate) parameters: Vec<(Arc<str>, Span)>,
    /// Whether it changes the graph or the schema.
    pub(crate) writes: bool,
    /// Whether it commits batch by batch (`CALL { … } IN TRANSACTIONS`).
    pub(crate) batched: bool,
    pub(crate) warnings: Vec<Diagnostic>,
}

/// What a statement does.
#[derive(Debug)]
pub(crate) enum BoundBody {
    Query(BoundQuery),
    Schema(BoundSchema),
}

/// A schema command, its names resolved.
#[derive(Clone, Debug)]
pub(crate) enum BoundSchema {
    CreateConstraint {
        name: Option<Arc<str>>,
        target: Target,
        keys: Vec<KeyId>,
        kind: ConstraintKind,
        if_not_exists: bool,
        span: Span,
    },
    CreateIndex {
        name: Option<Arc<str>>,
        target: Target,
        keys: Vec<KeyId>,
        if_not_exists: bool,
        span: Span,
    },
    DropConstraint {
        which: BoundDropped<ConstraintKind>,
        if_exists: bool,
        span: Span,
    },
    DropIndex {
        which: BoundDropped<()>,
        if_exists: bool,
        span: Span,
    },
}

/// What DROP means: by name, or by what it is on and of which kind.
#[derive(Clone, Debug)]
pub(crate) enum BoundDropped<K> {
    Named(Arc<str>),
    Like(Target, Vec<KeyId>, K),
}

/// What is known of a slot.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct SlotInfo {
    /// None for slots that no variable names.
    pub(crate) name: Option<Arc<str>>,
    pub(crate) ty: Type,
}

/// One column of the result.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct ResultColumn {
    pub(crate) name: Arc<str>,
    pub(crate) slot: Slot,
    pub(crate) ty: Type,
}

/// Single queries joined by UNION; each ends by binding the slots of `columns`.
#[derive(Debug)]
pub(crate) struct BoundQuery {
    pub(crate) branches: Vec<Vec<BoundClause>>,
    /// UNION without ALL.
    pub(crate) distinct: bool,
    /// Empty when the query ends in a write.
    pub(crate) columns: Vec<ResultColumn>,
}

/// A subquery used as a value.
#[derive(Debug)]
pub(crate) struct BoundSubquery {
    pub(crate) kind: SubqueryValue,
    pub(crate) query: BoundQuery,
    /// Slots of the outer query that it reads (through nested subqueries too).
    pub(crate) uses: Vec<Slot>,
}

/// What a subquery is worth for one outer row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum SubqueryValue {
    /// Whether it has a row.
    Exists,
    /// How many rows it has.
    Count,
    /// The list of the values of this slot, in row order.
    Collect(Slot),
}

/// The clauses.
#[derive(Debug)]
pub(crate) enum BoundClause {
    Match {
        optional: bool,
        pattern: BoundPattern,
    },
    Unwind {
        list: Expr,
        slot: Slot,
    },
    Project(BoundProjection),
    Create(CreatePattern),
    Merge {
        pattern: BoundPattern,
        create: CreatePattern,
        on_create: Vec<SetAction>,
        on_match: Vec<SetAction>,
    },
    Set(Vec<SetAction>),
    Delete {
        targets: Vec<Expr>,
        detach: bool,
    },
    Foreach {
        list: Expr,
        slot: Slot,
        clauses: Vec<BoundClause>,
    },
    Procedure {
        name: Arc<str>,
        arguments: Vec<Expr>,
        yields: Vec<(u32, Slot)>,
        optional: bool,
        filter: Option<Expr>,
        span: Span,
    },
    Subquery {
        query: BoundQuery,
        optional: bool,
        transactions: Option<BoundTransactions>,
    },
    LoadCsv {
        url: Expr,
        slot: Slot,
        headers: bool,
        separator: char,
    },
    /// Gives no rows from here on.
    Finish,
}

/// `IN TRANSACTIONS`.
#[derive(Debug)]
pub(crate) struct BoundTransactions {
    /// Rows of a batch, where written.
    pub(crate) rows: Option<Expr>,
    pub(crate) on_error: OnError,
    /// `REPORT STATUS AS` this.
    pub(crate) status: Option<Slot>,
}

/// The query graph of one MATCH or MERGE.
#[derive(Debug, Default)]
pub(crate) struct BoundPattern {
    /// Each node once, in order of appearance.
    pub(crate) nodes: Vec<BoundNode>,
    pub(crate) rels: Vec<BoundRel>,
    pub(crate) repeats: Vec<BoundRepeat>,
    pub(crate) shortest: Vec<BoundShortest>,
    pub(crate) selections: Vec<BoundSelection>,
    /// Named paths, whose parts are slots of the pattern.
    pub(crate) paths: Vec<(Slot, Expr)>,
    /// What must hold, a conjunction.
    pub(crate) predicates: Vec<Expr>,
}

/// A node of a pattern.
#[derive(Debug)]
pub(crate) struct BoundNode {
    pub(crate) slot: Slot,
    pub(crate) labels: Option<LabelTest>,
    pub(crate) span: Span,
}

/// A relationship of a pattern, as written from left to right.
#[derive(Clone, Debug)]
pub(crate) struct BoundRel {
    pub(crate) slot: Slot,
    pub(crate) left: Slot,
    pub(crate) right: Slot,
    /// Empty: every type.
    pub(crate) types: Vec<RelTypeId>,
    /// Seen from `left`.
    pub(crate) direction: Direction,
    /// Variable length when present; the slot is then a list.
    pub(crate) length: Option<HopRange>,
    /// What every relationship of a variable-length one must pass.
    pub(crate) step: Option<StepFilter>,
    /// The MATCH that it is written in, where a pattern is made of several: only relationships of one are distinct.
    pub(crate) scope: u32,
}

/// `shortestPath(…)` in a pattern: its `rel` is a list, its ends are nodes of the pattern.
#[derive(Clone, Debug)]
pub(crate) struct BoundShortest {
    pub(crate) rel: BoundRel,
    /// All of the shortest, not one.
    pub(crate) all: bool,
    /// Predicates of the MATCH that speak of the path say which paths are searched, not which results are kept.
    pub(crate) takes_predicates: bool,
    /// The named path, which predicates may speak of.
    pub(crate) path: Option<(Slot, Expr)>,
}

/// A stretch of a path that is walked as a whole, once or several times.
#[derive(Debug)]
pub(crate) struct BoundSegment {
    /// One walk through it: a query graph of its own, which is a path from `start` to `end`.
    pub(crate) pattern: BoundPattern,
    pub(crate) start: Slot,
    pub(crate) end: Slot,
    /// The relationships of the pattern as written.
    pub(crate) steps: Vec<Slot>,
    /// How often it is walked.
    pub(crate) length: HopRange,
    /// Bound outside to the list of all relationships walked.
    pub(crate) rels: Slot,
    /// Group variables: a slot of the pattern and the list outside that has one element for each walk through.
    pub(crate) groups: Vec<(Slot, Slot)>,
    /// Variables of a segment that is walked exactly once, bound outside as they are.
    pub(crate) singles: Vec<Slot>,
}

/// A quantified group between two nodes of the pattern.
#[derive(Debug)]
pub(crate) struct BoundRepeat {
    pub(crate) left: Slot,
    pub(crate) right: Slot,
    pub(crate) segment: BoundSegment,
}

/// Which paths are given for each pair of ends: the `count` shortest, or those of the `count` smallest lengths.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PathChoice {
    pub(crate) count: u32,
    pub(crate) groups: bool,
}

/// `SHORTEST k`, `ANY k` and their family over any path between two nodes of the pattern.
#[derive(Debug)]
pub(crate) struct BoundSelection {
    pub(crate) left: Slot,
    pub(crate) right: Slot,
    /// From left to right; the end of each is the start of the next.
    pub(crate) segments: Vec<BoundSegment>,
    pub(crate) choice: PathChoice,
    /// What a path must pass before it counts.
    pub(crate) filter: Vec<Expr>,
    /// The named path, where `filter` may speak of it.
    pub(crate) path: Option<(Slot, Expr)>,
}

/// How many relationships a walk has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct HopRange {
    pub(crate) min: u32,
    /// None: no limit.
    pub(crate) max: Option<u32>,
}

/// A test that each relationship of a walk must pass; the relationship is bound to `slot`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct StepFilter {
    pub(crate) slot: Slot,
    pub(crate) predicate: Expr,
}

/// `WITH` and `RETURN`. Without aggregation `keys` is empty and `items` see the input; with aggregation `items` see only
/// the slots of `keys` and `aggregates`.
#[derive(Debug, Default)]
pub(crate) struct BoundProjection {
    pub(crate) aggregated: bool,
    pub(crate) keys: Vec<(Slot, Expr)>,
    pub(crate) aggregates: Vec<(Slot, AggregateCall)>,
    /// Slots to compute.
    pub(crate) items: Vec<(Slot, Expr)>,
    /// The slots that live on, in order of the columns.
    pub(crate) output: Vec<Slot>,
    pub(crate) distinct: bool,
    pub(crate) order: Vec<SortKey>,
    pub(crate) skip: Option<Expr>,
    pub(crate) limit: Option<Expr>,
    /// WHERE behind WITH; sees the output and, without aggregation or DISTINCT, the input.
    pub(crate) filter: Option<Expr>,
}

/// An aggregation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct AggregateCall {
    /// None: `count(*)`.
    pub(crate) function: Option<FunctionId>,
    pub(crate) distinct: bool,
    pub(crate) arguments: Vec<Expr>,
    /// Of a list: how many elements are wanted at least; none: all.
    pub(crate) first: Option<u32>,
    pub(crate) span: Span,
}

/// One key of a sort.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct SortKey {
    pub(crate) expr: Expr,
    pub(crate) descending: bool,
    /// Where nulls go; by default last when ascending, first when descending.
    pub(crate) nulls_first: Option<bool>,
}

/// What CREATE and MERGE make. Ends of relationships are slots bound before or by `nodes`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct CreatePattern {
    pub(crate) nodes: Vec<CreateNode>,
    pub(crate) rels: Vec<CreateRel>,
    /// Named paths, built after the elements.
    pub(crate) paths: Vec<(Slot, Expr)>,
    /// MERGE: a null property is an error.
    pub(crate) refuse_null: bool,
}

/// A node to create.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct CreateNode {
    pub(crate) slot: Slot,
    pub(crate) labels: Vec<LabelId>,
    /// Further labels, by name: each a text or a list of them.
    pub(crate) computed: Vec<Expr>,
    pub(crate) properties: Properties,
    pub(crate) span: Span,
}

/// A relationship to create.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct CreateRel {
    pub(crate) slot: Slot,
    pub(crate) rel_type: CreatedType,
    pub(crate) start: Slot,
    pub(crate) end: Slot,
    pub(crate) properties: Properties,
    pub(crate) span: Span,
}

/// The type of a new relationship.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) enum CreatedType {
    Known(RelTypeId),
    /// By name, known for each row.
    Computed(Expr),
}

/// The properties of a new element.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) enum Properties {
    /// One expression a key; null is absent.
    Entries(Vec<(KeyId, Expr)>),
    /// A map known at run time (a parameter).
    Map(Expr),
}

/// One change of SET or REMOVE. A null target is left alone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) enum SetAction {
    /// `target.key = value`; null removes.
    Property { target: Expr, key: KeyId, value: Expr },
    /// `target[key] = value`.
    DynamicProperty { target: Expr, key: Expr, value: Expr },
    /// `target = map or element`: all properties replaced.
    Replace { target: Expr, value: Expr },
    /// `target += map or element`.
    Merge { target: Expr, value: Expr },
    /// `target:A:B`.
    AddLabels { target: Expr, labels: Vec<LabelId> },
    /// `REMOVE target:A:B`.
    RemoveLabels { target: Expr, labels: Vec<LabelId> },
    /// `target:$(names)`, to be added or taken away.
    ComputedLabels { target: Expr, names: Expr, remove: bool },
}
