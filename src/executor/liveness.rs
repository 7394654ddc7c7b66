//! Which slots are still read above an operator: operators that multiply rows copy only those.
//!
//! A relationship that is read only to be told apart from later ones (`distinct_from`) is kept apart: between two steps
//! of a chain in one direction the two can be the same only when it is a self-loop, so the column need hold nothing else.
//!
//! ```text
//! Aggregate count(*)              needed: nothing
//!   Expand (b)-[s]->(c)           needed: b, r (only to differ from s)
//!     Expand (a)-[r]->(b)         needed: a
//! ```

use std::cell::LazyCell;
use std::collections::BTreeMap;

use smallvec::SmallVec;

use crate::binder::{AggregateCall, Expr, ExprKind, Slot};
use crate::functions::function;
use crate::graph::Direction;
use crate::planner::{Expand, IndexAccess, Op, Plan, PlannedStatement, Segment, weighs};

/// The slots that are read above an operator.
#[derive(Clone)]
pub(super) enum Needed {
    /// Any slot may be.
    All,
    /// These.
    Only(Slots),
}

/// A set of slots; see the file.
#[derive(Clone, Default)]
pub(super) struct Slots {
    read: SlotSet,
    told_apart: ToldApart,
}

/// Relationships that later steps must not repeat.
#[derive(Clone, Default)]
struct ToldApart {
    // With the starts and directions of those steps, at most [`FEW_WAYS`] that differ.
    few: BTreeMap<Slot, Ways>,
    // Those of which the steps go more ways: no step is carried out differently for one way more.
    many: SlotSet,
}

/// Starts and directions of steps.
type Ways = SmallVec<[(Slot, Direction); FEW_WAYS]>;

/// The ways that a step may still be folded with: on from its end, and back from its start.
const FEW_WAYS: usize = 2;

impl ToldApart {
    fn add(&mut self, slot: Slot, way: (Slot, Direction)) {
        if self.many.contains(slot) {
            return;
        }
        let ways = self.few.entry(slot).or_default();
        if ways.contains(&way) {
            return;
        }
        if ways.len() < FEW_WAYS {
            ways.push(way);
        } else {
            self.few.remove(&slot);
            self.many.extend([slot]);
        }
    }

    fn remove(&mut self, slot: Slot) {
        self.few.remove(&slot);
        self.many.remove(slot);
    }

    fn contains(&self, slot: Slot) -> bool {
        self.few.contains_key(&slot) || self.many.contains(slot)
    }

    fn is_empty(&self) -> bool {
        self.few.is_empty() && self.many.is_empty()
    }

    fn slots(&self) -> impl Iterator<Item = Slot> + '_ {
        self.few.keys().copied().chain(self.many.iter())
    }
}

/// Slots, a bit each.
#[derive(Clone, Default)]
pub(super) struct SlotSet(SmallVec<[u64; 2]>);

impl SlotSet {
    fn place(slot: Slot) -> (usize, u64) {
        (slot.0 as usize / 64, 1 << (slot.0 % 64))
    }

    fn remove(&mut self, slot: Slot) {
        let (word, bit) = Self::place(slot);
        if let Some(bits) = self.0.get_mut(word) {
            *bits &= !bit;
        }
    }

    pub(super) fn contains(&self, slot: Slot) -> bool {
        let (word, bit) = Self::place(slot);
        self.0.get(word).is_some_and(|bits| bits & bit != 0)
    }

    fn is_empty(&self) -> bool {
        self.0.iter().all(|bits| *bits == 0)
    }

    /// The slots, ascending.
    pub(super) fn iter(&self) -> impl Iterator<Item = Slot> + '_ {
        let words = (0_u32..).zip(&self.0);
        words.flat_map(|(word, bits)| {
            let mut rest = *bits;
            std::iter::from_fn(move || {
                let bit = (rest != 0).then(|| rest.trailing_zeros())?;
                rest &= rest - 1;
                Some(Slot(word * 64 + bit))
            })
        })
    }
}

impl Extend<Slot> for SlotSet {
    fn extend<T: IntoIterator<Item = Slot>>(&mut self, slots: T) {
        for slot in slots {
            let (word, bit) = Self::place(slot);
            if self.0.len() <= word {
                self.0.resize(word + 1, 0);
            }
            self.0[word] |= bit;
        }
    }
}

impl FromIterator<Slot> for SlotSet {
    fn from_iter<T: IntoIterator<Item = Slot>>(slots: T) -> Self {
        let mut set = Self::default();
        set.extend(slots);
        set
    }
}

impl Needed {
    /// Nothing but `slots`.
    pub(super) fn only(slots: impl IntoIterator<Item = Slot>) -> Self {
        Self::Only(Slots { read: slots.into_iter().collect(), told_apart: ToldApart::default() })
    }

    /// These slots too.
    pub(super) fn with(mut self, slots: impl IntoIterator<Item = Slot>) -> Self {
        if let Self::Only(own) = &mut self {
            own.read.extend(slots);
        }
        self
    }

    /// All but these slots, which are bound here.
    pub(super) fn without(mut self, slots: &[Slot]) -> Self {
        if let Self::Only(own) = &mut self {
            for slot in slots {
                own.read.remove(*slot);
                own.told_apart.remove(*slot);
            }
        }
        self
    }

    /// What a step needs of its input.
    pub(super) fn below_expand(self, expand: &Expand, into: bool) -> Self {
        let bound: &[Slot] = if into { &[expand.rel] } else { &[expand.rel, expand.to] };
        let mut below = self.without(bound).with([expand.from]);
        if into {
            below = below.with([expand.to]);
        }
        if let Self::Only(own) = &mut below {
            for slot in &expand.distinct_from {
                own.told_apart.add(*slot, (expand.from, expand.direction));
            }
        }
        below
    }

    /// Whether nothing is read above.
    pub(super) fn is_nothing(&self) -> bool {
        matches!(self, Self::Only(own) if own.read.is_empty() && own.told_apart.is_empty())
    }

    /// Whether a slot is read above, for whatever.
    pub(super) fn contains(&self, slot: Slot) -> bool {
        match self {
            Self::All => true,
            Self::Only(own) => own.read.contains(slot) || own.told_apart.contains(slot),
        }
    }

    /// The slots to keep; `None`: all.
    pub(super) fn slots(&self) -> Option<Vec<Slot>> {
        match self {
            Self::All => None,
            Self::Only(own) => {
                let mut all = own.read.clone();
                all.extend(own.told_apart.slots());
                Some(all.iter().collect())
            }
        }
    }

    /// Whether above the step only its end is read, and of its relationship at most whether it is a self-loop.
    /// `below` gives the slots bound below the step; `None`: any may be.
    pub(super) fn only_the_end_of(&self, expand: &Expand, below: impl Fn() -> Option<SlotSet>) -> bool {
        let Self::Only(own) = self else { return false };
        let harmless = |(from, direction): &(Slot, Direction)| {
            let directed = expand.direction != Direction::Both;
            let goes_on = *from == expand.to && *direction == expand.direction;
            let goes_back = *from == expand.from && *direction == expand.direction.reversed();
            directed && (goes_on || goes_back)
        };
        let below = LazyCell::new(below);
        let elsewhere = |slot: Slot| below.as_ref().is_some_and(|below| !below.contains(slot));
        own.read.iter().all(|slot| slot == expand.to || (slot != expand.rel && elsewhere(slot)))
            && own
                .told_apart
                .few
                .iter()
                .all(|(slot, ways)| if *slot == expand.rel { ways.iter().all(harmless) } else { elsewhere(*slot) })
            && own.told_apart.many.iter().all(|slot| slot != expand.rel && elsewhere(slot))
    }
}

/// Reads what expressions and plans of a statement read.
pub(super) struct Reader<'a> {
    pub(super) statement: &'a PlannedStatement,
}

impl Reader<'_> {
    /// The slots that expressions read, those read by their subqueries included.
    pub(super) fn exprs<'e>(&self, exprs: impl IntoIterator<Item = &'e Expr>) -> Vec<Slot> {
        let mut slots = Vec::new();
        for expr in exprs {
            expr.walk(&mut |part| match &part.kind {
                ExprKind::Slot(slot) => slots.push(*slot),
                ExprKind::Path { start, steps } => slots.extend(steps.iter().chain(std::iter::once(start))),
                ExprKind::Subquery(id) => {
                    if let Some(subquery) = self.statement.subqueries.get(id.0 as usize) {
                        slots.extend(self.plan(&subquery.plan));
                    }
                }
                _ => {}
            });
        }
        slots
    }

    /// The slots that the operators of a plan read.
    pub(super) fn plan(&self, plan: &Plan) -> Vec<Slot> {
        let mut slots = Vec::new();
        let mut open = vec![plan];
        while let Some(plan) = open.pop() {
            slots.extend(self.own(&plan.op));
            open.extend(plan.children());
        }
        slots
    }

    /// The slots that one operator reads.
    pub(super) fn own(&self, op: &Op) -> Vec<Slot> {
        let mut slots = self.exprs(exprs(op));
        match op {
            Op::Expand { expand, into, .. } | Op::VarExpand { expand, into, .. } => {
                slots.extend(expand_reads(expand, *into));
            }
            Op::Intersect { steps, .. } => steps.iter().for_each(|step| slots.extend(expand_reads(step, false))),
            Op::ShortestPath { expand, .. } => slots.extend(expand_reads(expand, true)),
            Op::Distinct { slots: own, .. } => slots.extend(own),
            Op::Join { on, distinct, .. } => {
                slots.push(*on);
                slots.extend(distinct.iter().flat_map(|(a, b)| [a, b]));
            }
            Op::Repeat { ends, distinct_from, .. } => {
                slots.extend([ends.from, ends.to]);
                slots.extend(distinct_from);
            }
            Op::SelectPaths { ends, .. } => slots.extend([ends.from, ends.to]),
            _ => {}
        }
        slots
    }
}

/// The expressions of an operator that reads; those of writing operators are not asked for.
pub(super) fn exprs(op: &Op) -> Vec<&Expr> {
    match op {
        Op::NodeSeek { access, .. } => access_exprs(access),
        Op::NodeById { ids: expr, .. }
        | Op::Filter { predicate: expr, .. }
        | Op::Skip { count: expr, .. }
        | Op::Limit { count: expr, .. }
        | Op::Unwind { list: expr, .. }
        | Op::LoadCsv { url: expr, .. } => vec![expr],
        Op::VarExpand { step, .. } => step.iter().map(|step| &step.predicate).collect(),
        Op::ShortestPath { step, filter, .. } => step.iter().map(|step| &step.predicate).chain(filter).collect(),
        Op::SelectPaths { path, filter, .. } => path.iter().map(|(_, expr)| expr).chain(filter).collect(),
        Op::Project { items, .. } => items.iter().map(|(_, expr)| expr).collect(),
        Op::Aggregate { keys, aggregates, .. } => {
            let arguments = aggregates.iter().flat_map(|(_, call)| &call.arguments);
            keys.iter().map(|(_, expr)| expr).chain(arguments).collect()
        }
        Op::Sort { keys, limit, .. } => keys.iter().map(|key| &key.expr).chain(limit).collect(),
        Op::Procedure { arguments, .. } => arguments.iter().collect(),
        _ => Vec::new(),
    }
}

fn expand_reads(expand: &Expand, into: bool) -> Vec<Slot> {
    let mut slots = vec![expand.from];
    slots.extend_from_slice(&expand.distinct_from);
    if into {
        slots.push(expand.to);
    }
    slots
}

/// The expressions of an index access.
fn access_exprs(access: &IndexAccess) -> Vec<&Expr> {
    match access {
        IndexAccess::Equal(values) => values.iter().collect(),
        IndexAccess::In(list) => vec![list],
        IndexAccess::Prefix(prefix) => vec![prefix],
        IndexAccess::Range { lower, upper } => lower.iter().chain(upper.iter()).map(|(bound, _)| bound).collect(),
    }
}

/// The slots that one operator binds.
pub(super) fn binds(op: &Op) -> Vec<Slot> {
    match op {
        Op::NodeScan { slot, .. } | Op::NodeSeek { slot, .. } | Op::NodeById { slot, .. } => vec![*slot],
        Op::Unwind { slot, .. } | Op::LoadCsv { slot, .. } => vec![*slot],
        Op::Expand { expand, into, .. } | Op::VarExpand { expand, into, .. } => {
            if *into {
                vec![expand.rel]
            } else {
                vec![expand.rel, expand.to]
            }
        }
        Op::Intersect { steps, .. } => {
            steps.iter().map(|step| step.rel).chain(steps.first().map(|step| step.to)).collect()
        }
        Op::ShortestPath { expand, path, .. } => std::iter::once(expand.rel).chain(*path).collect(),
        Op::Repeat { segment, ends, .. } => segment.outputs().chain((!ends.into).then_some(ends.to)).collect(),
        Op::SelectPaths { segments, ends, path, .. } => segments
            .iter()
            .flat_map(Segment::outputs)
            .chain((!ends.into).then_some(ends.to))
            .chain(path.iter().map(|(slot, _)| *slot))
            .collect(),
        Op::Project { items, .. } => items.iter().map(|(slot, _)| *slot).collect(),
        Op::Aggregate { keys, aggregates, .. } => {
            keys.iter().map(|(slot, _)| *slot).chain(aggregates.iter().map(|(slot, _)| *slot)).collect()
        }
        Op::Procedure { yields, .. } => yields.iter().map(|(_, slot)| *slot).collect(),
        _ => Vec::new(),
    }
}

/// The slots that the operators of a plan bind.
pub(super) fn bound_in(plan: &Plan) -> SlotSet {
    let mut slots = SlotSet::default();
    let mut open = vec![plan];
    while let Some(plan) = open.pop() {
        slots.extend(binds(&plan.op));
        open.extend(plan.children());
    }
    slots
}

/// Whether aggregations over `input` depend on rows only through their values and how often each occurs, so that equal
/// rows may come as one with a weight. Chance is drawn for each row, so it must not be asked below.
pub(super) fn may_weigh(calls: &[(Slot, AggregateCall)], input: &Plan, statement: &PlannedStatement) -> bool {
    let anywhere = || statement.plans().any(draws_chance);
    let chance = || *statement.chance.get_or_init(anywhere) && draws_chance(input);
    calls.iter().all(|(_, call)| weighs(call)) && !chance()
}

/// Whether an aggregation is the same however often a row comes.
pub(super) fn ignores_repeats(call: &AggregateCall) -> bool {
    call.function.is_some_and(|id| call.distinct || matches!(function(id).name, "min" | "max"))
}

pub(super) fn draws_chance(plan: &Plan) -> bool {
    let mut drawn = false;
    for expr in exprs(&plan.op) {
        expr.walk(&mut |part| {
            if let ExprKind::Function { id, .. } = &part.kind {
                drawn |= matches!(function(*id).name, "rand" | "randomUUID");
            }
        });
    }
    drawn || plan.children().into_iter().any(draws_chance)
}
