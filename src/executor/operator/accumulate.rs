//! One aggregation over all groups: a number a group for `count`, an accumulator of the function library for the rest.
//!
//! `DISTINCT` drops values that a group has seen before its accumulator sees them. Rows may carry weights where the
//! executor says that the aggregation may be weighed. What several threads counted can be merged.

use std::sync::Arc;

use super::float_sums::FloatSums;
use super::fold::too_many;
use super::gathered::{Gathered, gathers};
use super::integer_sums::IntegerSums;
use super::node_set::NodeSet;
use super::seen::Seen;
use super::take::{add_up, take_extremes, take_rows};
use super::word_extremes::WordExtremes;
use crate::binder::AggregateCall;
use crate::diagnostic::{Diagnostic, Result};
use crate::executor::context::Context;
use crate::functions::{Accumulator, Body, Extreme, Total, function};
use crate::value::{Column, NodeId, Value};

/// Whether what threads counted apart can be put together: the same as counted by one, in any order.
pub(in crate::executor) fn merges(call: &AggregateCall) -> bool {
    call.function
        .is_none_or(|id| matches!(function(id).body, Body::Total(_) | Body::Extreme(_)) || function(id).name == "count")
        || gathers(call) && !call.distinct
}

/// Whether a call can be answered by the state of an earlier one: both sum up the same, one for the sum, one for the mean.
pub(super) fn may_share(earlier: &AggregateCall, call: &AggregateCall) -> bool {
    let (Some(_), Some(_)) = (total_of(earlier), total_of(call)) else { return false };
    earlier.distinct == call.distinct
        && earlier.arguments.len() == call.arguments.len()
        && earlier.arguments.iter().zip(&call.arguments).all(|(a, b)| a.same_as(b))
}

/// What makes the accumulators of a sum or mean.
fn total_of(call: &AggregateCall) -> Option<fn() -> Total> {
    match function(call.function?).body {
        Body::Total(make) => Some(make),
        _ => None,
    }
}

fn add(count: &mut i64, weight: i64) -> Result<()> {
    *count = count.checked_add(weight).ok_or_else(too_many)?;
    Ok(())
}

fn sum(weights: &[i64]) -> Option<i64> {
    weights.iter().try_fold(0_i64, |sum, weight| sum.checked_add(*weight))
}

/// Values of another thread that are taken over between two looks at the limits.
const STRIDE: usize = 1 << 14;

/// One aggregation over all groups.
pub(super) struct State {
    kind: Kind,
    // DISTINCT: what each group has seen.
    seen: Option<Seen>,
    // The nodes seen by `count(DISTINCT node)` where there are no keys.
    nodes: NodeSet,
    // There are no keys.
    one_group: bool,
    // What accumulators may keep.
    kept: usize,
}

/// What of a column was counted as nodes.
enum NodesCounted {
    No,
    All,
    /// All but these values; nodes are null in it.
    But(Column),
}

enum Kind {
    /// `count(*)`.
    Rows(Vec<i64>),
    /// `count(x)`.
    Values(Vec<i64>),
    /// A sum or mean of integers a group.
    Integers { make: fn() -> Total, sums: IntegerSums },
    /// A sum or mean of doubles a group.
    Floats(FloatSums),
    /// A sum or mean a group.
    Totals { make: fn() -> Total, groups: Vec<Total> },
    /// A smallest or largest word a group.
    BestWords { make: fn() -> Extreme, words: WordExtremes },
    /// A smallest or largest value a group.
    Extremes { make: fn() -> Extreme, groups: Vec<Extreme> },
    /// All values.
    Gathered { gathered: Gathered, groups: usize },
    /// An accumulator a group.
    General { make: fn() -> Box<dyn Accumulator>, groups: Vec<Box<dyn Accumulator>> },
}

impl Kind {
    /// From now on sums and means, the smallest and the largest take everything.
    fn take_everything(&mut self) {
        *self = match std::mem::replace(self, Self::Rows(Vec::new())) {
            Self::Integers { make, sums } => Self::Totals { make, groups: sums.into_totals(make) },
            Self::Floats(sums) => Self::Totals { make: sums.make, groups: sums.into_totals() },
            Self::BestWords { make, words } => Self::Extremes { make, groups: words.into_extremes(make) },
            other => other,
        };
    }

    /// From now on sums are for another function: means where they were sums, or the other way round.
    fn give_to(&mut self, wanted: fn() -> Total) {
        match self {
            Self::Integers { make, .. } => *make = wanted,
            Self::Floats(sums) => sums.give_to(wanted),
            Self::Totals { make, groups } => {
                *make = wanted;
                groups.iter_mut().for_each(|total| total.give_to(wanted()));
            }
            _ => {}
        }
    }

    /// Takes a column of words where only such came for the smallest or largest; what it is not is then to be taken by
    /// what takes everything.
    fn take_words(&mut self, numbers: &[u32], arguments: &[Arc<Column>], fresh: Option<&[bool]>) {
        let (Self::BestWords { words, .. }, [column, ..]) = (&mut *self, arguments) else { return };
        if !words.take(numbers, column, fresh) {
            self.take_everything();
        }
    }

    /// Adds a column of numbers of one kind to sums of that kind; gives the first row that is to be added to what takes
    /// everything.
    fn add_numbers(&mut self, numbers: &[u32], arguments: &[Arc<Column>], fresh: Option<&[bool]>) -> Result<usize> {
        if arguments.first().is_some_and(|column| matches!(**column, Column::Floats { .. })) {
            self.begin_floats();
        }
        if let (Self::Floats(sums), [column, ..]) = (&mut *self, arguments)
            && !add_floats(sums, numbers, column, fresh)?
        {
            self.take_everything();
        }
        Ok(self.add_integers(numbers, arguments, fresh))
    }

    /// Where nothing was added yet, sums are of doubles from now on.
    fn begin_floats(&mut self) {
        if let Self::Integers { make, sums } = self
            && sums.are_empty()
        {
            let mut floats = FloatSums::new(*make);
            floats.grow(sums.len());
            *self = Self::Floats(floats);
        }
    }

    /// As [`Self::add_numbers`] for sums of integers.
    fn add_integers(&mut self, numbers: &[u32], arguments: &[Arc<Column>], fresh: Option<&[bool]>) -> usize {
        let (Self::Integers { sums, .. }, [column, ..]) = (&mut *self, arguments) else { return 0 };
        let is_fresh = |row: usize| fresh.is_none_or(|fresh| fresh[row]);
        let left = match (&**column, fresh) {
            (Column::Integers { values, nulls: None }, None) if sums.add_all(values) => None,
            (Column::Integers { values, nulls: None }, None) => sums.add(numbers, |row| values[row], |_| true),
            (Column::Integers { values, nulls }, _) => {
                let null = |row: usize| nulls.as_ref().is_some_and(|nulls| nulls.get(row));
                sums.add(numbers, |row| values[row], |row| is_fresh(row) && !null(row))
            }
            (Column::Constant(Value::Integer(value), _), _) => sums.add(numbers, |_| *value, is_fresh),
            (Column::Constant(Value::Null, _), _) => None,
            _ => Some(0),
        };
        if left.is_some() {
            self.take_everything();
        }
        left.unwrap_or(0)
    }
}

/// Adds a column to sums of doubles; false, and nothing done, where it holds others.
fn add_floats(sums: &mut FloatSums, numbers: &[u32], column: &Column, fresh: Option<&[bool]>) -> Result<bool> {
    match (column, fresh) {
        (Column::Floats { values, nulls: None }, None) => {
            if !sums.add_all(values)? {
                sums.add(numbers, values, |_| true)?;
            }
        }
        (Column::Floats { values, nulls }, _) => {
            let null = |row: usize| nulls.as_ref().is_some_and(|nulls| nulls.get(row));
            sums.add(numbers, values, |row| fresh.is_none_or(|fresh| fresh[row]) && !null(row))?;
        }
        (Column::Constant(Value::Null, _), _) => {}
        _ => return Ok(false),
    }
    Ok(true)
}

impl State {
    pub(super) fn new(call: &AggregateCall, one_group: bool) -> Result<Self> {
        let kind = match call.function {
            None => Kind::Rows(Vec::new()),
            Some(_) if gathers(call) => Kind::Gathered { gathered: Gathered::new(call), groups: 0 },
            Some(id) => match function(id).body {
                Body::Aggregate(_) if function(id).name.eq_ignore_ascii_case("count") => Kind::Values(Vec::new()),
                Body::Aggregate(make) => Kind::General { make, groups: Vec::new() },
                Body::Extreme(make) => Kind::BestWords { make, words: WordExtremes::new(make().is_least()) },
                Body::Total(make) => Kind::Integers { make, sums: IntegerSums::default() },
                Body::Scalar(_) => {
                    return Err(Diagnostic::internal(format!("`{}` does not aggregate", function(id).name)));
                }
            },
        };
        let seen = (call.distinct && call.function.is_some()).then(Default::default);
        Ok(Self { kind, seen, nodes: NodeSet::default(), one_group, kept: 0 })
    }

    pub(super) fn grow(&mut self, groups: usize) {
        match &mut self.kind {
            Kind::Rows(counts) | Kind::Values(counts) => counts.resize(groups, 0),
            Kind::Integers { sums, .. } => sums.grow(groups),
            Kind::Floats(sums) => sums.grow(groups),
            Kind::Totals { make, groups: all } => {
                let make = *make;
                all.resize_with(groups, make);
            }
            Kind::BestWords { words, .. } => words.grow(groups),
            Kind::Extremes { make, groups: all } => {
                let make = *make;
                all.resize_with(groups, make);
            }
            Kind::Gathered { gathered, groups: all } => {
                *all = groups;
                gathered.grow(groups);
            }
            Kind::General { make, groups: all } => {
                let make = *make;
                all.resize_with(groups, make);
            }
        }
    }

    /// The rows that are wanted, where some are not.
    pub(super) fn open_rows(&self, numbers: &[u32]) -> Option<Vec<u32>> {
        if let Kind::Gathered { gathered, .. } = &self.kind { gathered.open_rows(numbers) } else { None }
    }

    /// Takes the rows of a batch, which is of piece number `piece`; `numbers` are their groups.
    pub(super) fn update(
        &mut self,
        (piece, numbers): (u32, &[u32]),
        arguments: &[Arc<Column>],
        weights: Option<&[i64]>,
        ctx: &Context,
    ) -> Result<()> {
        let left;
        let arguments = match self.count_nodes(arguments)? {
            NodesCounted::No => arguments,
            NodesCounted::All => return Ok(()),
            NodesCounted::But(others) => {
                left = [Arc::new(others)];
                &left
            }
        };
        let weight = |row: usize| weights.map_or(1, |weights| weights[row]);
        let fresh = self.fresh(numbers, arguments);
        let is_fresh = |row: usize| fresh.as_ref().is_none_or(|fresh| fresh[row]);
        // The first row of sums that accumulators must take.
        let from = self.kind.add_numbers(numbers, arguments, fresh.as_deref())?;
        self.kind.take_words(numbers, arguments, fresh.as_deref());
        match &mut self.kind {
            Kind::Integers { .. } | Kind::Floats(_) | Kind::BestWords { .. } => {}
            Kind::Rows(counts) if counts.len() == 1 => {
                let rows = weights.map_or(Some(numbers.len() as i64), sum);
                add(&mut counts[0], rows.ok_or_else(too_many)?)?;
            }
            Kind::Rows(counts) => {
                for (row, group) in numbers.iter().enumerate() {
                    add(&mut counts[*group as usize], weight(row))?;
                }
            }
            Kind::Values(counts) => {
                let Some(column) = arguments.first() else { return Ok(()) };
                for (row, group) in numbers.iter().enumerate() {
                    if is_fresh(row) && !column.is_null(row) {
                        // Of equal values with DISTINCT one counts, however many rows it stands for.
                        add(&mut counts[*group as usize], if fresh.is_some() { 1 } else { weight(row) })?;
                    }
                }
            }
            Kind::Totals { groups, .. } => add_up(groups, (from, numbers), arguments, fresh.as_deref(), ctx)?,
            Kind::Extremes { groups, .. } => self.kept += take_extremes(groups, numbers, arguments, fresh.as_deref()),
            Kind::Gathered { gathered, .. } => gathered.update((piece, numbers), arguments, fresh.as_deref(), ctx)?,
            Kind::General { groups, .. } => {
                self.kept += take_rows(groups, numbers, arguments, fresh.as_deref(), ctx)?;
            }
        }
        Ok(())
    }

    /// For `count(DISTINCT x)` without keys: counts the nodes of the column.
    fn count_nodes(&mut self, arguments: &[Arc<Column>]) -> Result<NodesCounted> {
        let (Kind::Values(counts), Some(_), true, [column]) = (&mut self.kind, &self.seen, self.one_group, arguments)
        else {
            return Ok(NodesCounted::No);
        };
        let known = self.nodes.len();
        let mut insert = |node: NodeId| _ = self.nodes.insert(node);
        let left = match &**column {
            Column::Nodes(nodes) => {
                nodes.iter().filter(|node| **node != NodeId::NONE).for_each(|node| insert(*node));
                NodesCounted::All
            }
            Column::Constant(Value::Node(node), len) if *len > 0 => {
                insert(*node);
                NodesCounted::All
            }
            Column::Values(values) if values.iter().any(|value| matches!(value, Value::Node(_))) => {
                let other = |value: &Value| match value {
                    Value::Node(node) => {
                        insert(*node);
                        Value::Null
                    }
                    other => other.clone(),
                };
                NodesCounted::But(Column::Values(values.iter().map(other).collect()))
            }
            _ => return Ok(NodesCounted::No),
        };
        let new = (self.nodes.len() - known) as i64;
        counts.first_mut().map_or(Ok(()), |count| add(count, new))?;
        Ok(left)
    }

    /// Takes what another thread found; `groups` are the groups here that its groups are.
    pub(super) fn merge(&mut self, other: Self, groups: &[u32], ctx: &Context) -> Result<()> {
        if let Some(seen) = other.seen {
            if other.nodes.len() > 0 {
                self.update((0, &[]), &[Arc::new(Column::Nodes(other.nodes.nodes()))], None, ctx)?;
            }
            return seen.each_part(STRIDE, |seen_by, values| {
                ctx.checkpoint()?;
                let numbers: Vec<u32> = seen_by.iter().map(|group| groups[*group as usize]).collect();
                self.update((0, &numbers), &[Arc::new(values)], None, ctx)
            });
        }
        let mut other_kind = other.kind;
        if let Kind::Integers { sums, .. } = &other_kind
            && sums.are_empty()
        {
            return Ok(());
        }
        if let (Kind::Integers { sums, .. }, Kind::Integers { make, sums: more }) = (&mut self.kind, &mut other_kind) {
            match sums.merge(std::mem::take(more), groups) {
                Ok(()) => return Ok(()),
                Err(again) => other_kind = Kind::Integers { make: *make, sums: again },
            }
        }
        if let Kind::Floats(more) = other_kind {
            self.kind.begin_floats();
            if let Kind::Floats(sums) = &mut self.kind {
                return sums.merge(more, groups);
            }
            other_kind = Kind::Floats(more);
        }
        if let (Kind::BestWords { words, .. }, Kind::BestWords { words: more, .. }) = (&mut self.kind, &other_kind)
            && words.merge(more, groups)
        {
            return Ok(());
        }
        self.kind.take_everything();
        other_kind.take_everything();
        match (&mut self.kind, other_kind) {
            (Kind::Rows(counts) | Kind::Values(counts), Kind::Rows(more) | Kind::Values(more)) => {
                groups.iter().zip(more).try_for_each(|(group, more)| add(&mut counts[*group as usize], more))
            }
            (Kind::General { groups: all, .. }, Kind::General { groups: more, .. }) => {
                let environment = ctx.environment();
                groups
                    .iter()
                    .zip(more)
                    .try_for_each(|(group, more)| all[*group as usize].update(&[more.finish()?], &environment))
            }
            (Kind::Extremes { groups: all, .. }, Kind::Extremes { groups: more, .. }) => {
                groups.iter().zip(more).for_each(|(group, more)| all[*group as usize].take(&more.into_value()));
                Ok(())
            }
            (Kind::Gathered { gathered, .. }, Kind::Gathered { gathered: more, .. }) => gathered.merge(more, groups),
            (Kind::Totals { groups: all, .. }, Kind::Totals { groups: more, .. }) => {
                groups.iter().zip(more).try_for_each(|(group, more)| all[*group as usize].merge(more))
            }
            _ => Err(Diagnostic::internal("threads of one statement aggregated differently")),
        }
    }

    /// With DISTINCT: whether the group of each row sees its (first) argument for the first time.
    fn fresh(&mut self, numbers: &[u32], arguments: &[Arc<Column>]) -> Option<Vec<bool>> {
        let groups = match &self.kind {
            Kind::Rows(counts) | Kind::Values(counts) => counts.len(),
            Kind::Integers { sums, .. } => sums.len(),
            Kind::Floats(sums) => sums.len(),
            Kind::Totals { groups, .. } => groups.len(),
            Kind::BestWords { words, .. } => words.len(),
            Kind::Extremes { groups, .. } => groups.len(),
            Kind::Gathered { groups, .. } => *groups,
            Kind::General { groups, .. } => groups.len(),
        };
        Some(self.seen.as_mut()?.fresh(numbers, arguments.first()?, self.one_group && groups == 1))
    }

    pub(super) fn bytes(&self) -> usize {
        let groups = match &self.kind {
            Kind::Rows(counts) | Kind::Values(counts) => counts.len() * 8,
            Kind::Integers { sums, .. } => sums.bytes(),
            Kind::Floats(sums) => sums.bytes(),
            Kind::Totals { groups, .. } => groups.len() * size_of::<Total>(),
            Kind::BestWords { words, .. } => words.bytes(),
            Kind::Extremes { groups, .. } => groups.len() * size_of::<Extreme>() + self.kept,
            Kind::Gathered { gathered, .. } => gathered.bytes(),
            Kind::General { groups, .. } => groups.len() * 64 + self.kept,
        };
        let seen = self.seen.as_ref().map_or(0, Seen::bytes);
        groups + seen + self.nodes.bytes()
    }

    /// The same sums or means once more; `None` for what is neither.
    pub(super) fn copied(&self) -> Option<Self> {
        let kind = match &self.kind {
            Kind::Integers { make, sums } => Kind::Integers { make: *make, sums: sums.clone() },
            Kind::Floats(sums) => Kind::Floats(sums.clone()),
            Kind::Totals { make, groups } => Kind::Totals { make: *make, groups: groups.clone() },
            _ => return None,
        };
        Some(Self { kind, seen: None, nodes: NodeSet::default(), one_group: self.one_group, kept: self.kept })
    }

    /// The result of each group; of sums and means what `call` wants of them.
    pub(super) fn finish(mut self, call: &AggregateCall, ctx: &Context) -> Result<Column> {
        if let Some(wanted) = total_of(call) {
            self.kind.give_to(wanted);
        }
        match self.kind {
            Kind::Gathered { gathered, groups } => gathered.finish(groups, ctx),
            Kind::Integers { make, sums } => Ok(sums.finish(make().is_mean())),
            Kind::Floats(sums) => sums.finish(),
            Kind::BestWords { words, .. } => Ok(words.finish()),
            Kind::Rows(values) | Kind::Values(values) => Ok(Column::Integers { values, nulls: None }),
            Kind::Totals { groups, .. } => {
                let values = groups.into_iter().map(|total| Accumulator::finish(Box::new(total)));
                Ok(Column::from_values(values.collect::<Result<_>>()?))
            }
            Kind::Extremes { groups, .. } => {
                Ok(Column::from_values(groups.into_iter().map(Extreme::into_value).collect()))
            }
            Kind::General { groups, .. } => {
                let values: Vec<Value> = groups.into_iter().map(Accumulator::finish).collect::<Result<_>>()?;
                Ok(Column::from_values(values))
            }
        }
    }
}
