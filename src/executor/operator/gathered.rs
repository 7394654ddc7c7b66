//! Aggregations that must see all values of a group: they are kept as columns and put together by group at the end.
//! Of numbers whose standard deviation is asked for only sums are kept.
//!
//! Each part is some rows of one piece of the source; parts are put in the order of the pieces first, so that a list has
//! the order of the rows however many threads there were.
//!
//! ```text
//! part of piece 0   groups 0 1 0   values a b c
//! part of piece 1   groups 1 0     values d e       →   by group   a c e | b d
//! ```

use std::sync::Arc;

use super::spread_sums::SpreadSums;
use crate::binder::{AggregateCall, ExprKind};
use crate::diagnostic::Result;
use crate::executor::batch::{column_bytes, concat};
use crate::executor::context::Context;
use crate::functions::{Accumulator, Body, function};
use crate::value::{Column, Value, checked_list};

/// Rows between two looks at the limits.
const STRIDE: usize = 1 << 16;

/// See the file.
pub(super) struct Gathered {
    parts: Vec<Part>,
    // What makes an accumulator of the values of a group; `None` makes a list of them.
    make: Option<fn() -> Box<dyn Accumulator>>,
    // The constant arguments behind the value.
    rest: Vec<Value>,
    // For the standard deviation.
    sums: Option<Box<SpreadSums>>,
    // How many values of a group are wanted, and how many there are of each.
    first: Option<u32>,
    counts: Vec<u32>,
    bytes: usize,
}

struct Part {
    piece: u32,
    groups: Vec<u32>,
    values: Arc<Column>,
}

/// Whether an aggregation is done in this way.
pub(super) fn gathers(call: &AggregateCall) -> bool {
    let Some(function) = call.function.map(function) else { return false };
    let constant = |argument| matches!(argument, ExprKind::Literal(_) | ExprKind::Parameter(_));
    matches!(function.name, "collect" | "stDev" | "stDevP" | "percentileCont" | "percentileDisc")
        && call.arguments.iter().skip(1).all(|argument| constant(argument.kind.clone()))
}

impl Gathered {
    /// For a call that [`gathers`].
    pub(super) fn new(call: &AggregateCall) -> Self {
        let make = call.function.map(function).filter(|function| function.name != "collect");
        let make = make.and_then(|function| if let Body::Aggregate(make) = function.body { Some(make) } else { None });
        let sums = call.function.is_some_and(|id| matches!(function(id).name, "stDev" | "stDevP")).then(Box::default);
        Self { parts: Vec::new(), make, rest: Vec::new(), sums, first: call.first, counts: Vec::new(), bytes: 0 }
    }

    /// There are so many groups now.
    pub(super) fn grow(&mut self, groups: usize) {
        if let Some(sums) = &mut self.sums {
            sums.grow(groups);
        }
        if self.first.is_some() {
            self.counts.resize(groups, 0);
        }
    }

    /// The rows whose groups want more values; `None` where all do.
    pub(super) fn open_rows(&self, numbers: &[u32]) -> Option<Vec<u32>> {
        let first = self.first?;
        let open = |row: &u32| self.counts[numbers[*row as usize] as usize] < first;
        let rows: Vec<u32> = (0..numbers.len() as u32).filter(open).collect();
        (rows.len() < numbers.len()).then_some(rows)
    }

    /// Takes the rows of a batch that are `fresh` and not null; it is of piece number `piece`.
    pub(super) fn update(
        &mut self,
        (piece, numbers): (u32, &[u32]),
        arguments: &[Arc<Column>],
        fresh: Option<&[bool]>,
        ctx: &Context,
    ) -> Result<()> {
        let [values, rest @ ..] = arguments else { return Ok(()) };
        if self.parts.is_empty() {
            self.rest = rest.iter().map(|column| column.get(0)).collect();
        }
        self.check(values, ctx)?;
        let left;
        let added = self.sums.as_mut().map_or(Ok(None), |sums| sums.add(numbers, values, fresh))?;
        let fresh = match added {
            Some(rows) if rows.is_empty() => return Ok(()),
            Some(rows) => {
                left = rows;
                Some(left.as_slice())
            }
            None => fresh,
        };
        let whole = matches!(**values, Column::Integers { nulls: None, .. } | Column::Floats { nulls: None, .. });
        let (groups, values) = if whole && fresh.is_none() && self.first.is_none() {
            (numbers.to_vec(), Arc::clone(values))
        } else {
            let wanted = |row: usize| !values.is_null(row) && fresh.is_none_or(|fresh| fresh[row]);
            let mut rows: Vec<u32> = (0..numbers.len() as u32).filter(|row| wanted(*row as usize)).collect();
            if let Some(first) = self.first {
                rows.retain(|row| {
                    let count = &mut self.counts[numbers[*row as usize] as usize];
                    let open = *count < first;
                    *count += u32::from(open);
                    open
                });
            }
            (rows.iter().map(|row| numbers[*row as usize]).collect(), Arc::new(values.gather(&rows)))
        };
        let values = plain(values);
        self.bytes += column_bytes(&values) + groups.len() * 4;
        self.parts.push(Part { piece, groups, values });
        Ok(())
    }

    /// Refuses what an accumulator refuses as soon as it comes.
    fn check(&self, values: &Column, ctx: &Context) -> Result<()> {
        let Some(make) = self.make else { return Ok(()) };
        let environment = ctx.environment();
        let one = |value| {
            let arguments: Vec<Value> = std::iter::once(value).chain(self.rest.iter().cloned()).collect();
            make().update(&arguments, &environment)
        };
        match values {
            Column::Integers { .. } | Column::Floats { .. } if !self.parts.is_empty() => Ok(()),
            Column::Integers { .. } | Column::Floats { .. } | Column::Constant(..) if values.len() > 0 => {
                one(values.get(0))
            }
            _ => (0..values.len()).try_for_each(|row| one(values.get(row))),
        }
    }

    /// Takes what another thread gathered; `groups` are the groups here that its groups are.
    ///
    /// # Errors
    /// Those of accumulators.
    pub(super) fn merge(&mut self, other: Self, groups: &[u32]) -> Result<()> {
        if self.parts.is_empty() {
            self.rest = other.rest;
        }
        self.bytes += other.bytes;
        if let (Some(sums), Some(more)) = (&mut self.sums, other.sums) {
            sums.merge(*more, groups)?;
        }
        if self.first.is_some() {
            let more = groups.iter().zip(&other.counts);
            more.for_each(|(group, more)| self.counts[*group as usize] += more);
        }
        self.parts.extend(other.parts.into_iter().map(|mut part| {
            part.groups.iter_mut().for_each(|group| *group = groups[*group as usize]);
            part
        }));
        Ok(())
    }

    /// A rough size in bytes.
    pub(super) fn bytes(&self) -> usize {
        self.bytes + self.counts.len() * 4 + self.sums.as_ref().map_or(0, |sums| sums.bytes())
    }

    /// The results of so many groups.
    pub(super) fn finish(mut self, groups: usize, ctx: &Context) -> Result<Column> {
        self.parts.sort_by_key(|part| part.piece);
        let (ends, values) = self.by_group(groups, ctx)?;
        let span = |group: usize| (group.checked_sub(1).map_or(0, |before| ends[before]), ends[group]);
        let mut sums = self.sums.map(|sums| sums.into_groups()).into_iter().flatten();
        let Some(make) = self.make else { return lists(groups, span, values, ctx) };
        let environment = ctx.environment();
        let mut results = Vec::with_capacity(groups);
        for group in 0..groups {
            let (from, to) = span(group);
            if group.is_multiple_of(64) || to - from > STRIDE {
                ctx.checkpoint()?;
            }
            let mut accumulator = make();
            if from < to {
                let mut arguments: Vec<Value> = std::iter::once(Value::Null).chain(self.rest.iter().cloned()).collect();
                // The constants, which must be known also where rows are taken at once.
                accumulator.update(&arguments, &environment)?;
                if !accumulator.take_rows(&values, from..to) {
                    for row in from..to {
                        arguments[0] = values.get(row);
                        accumulator.update(&arguments, &environment)?;
                    }
                }
            }
            if let Some((integers, floats)) = sums.next() {
                accumulator.take_sums(&integers, floats);
            }
            results.push(accumulator.finish()?);
        }
        Ok(Column::from_values(results))
    }

    /// The values by group, and where those of each group end.
    fn by_group(&mut self, groups: usize, ctx: &Context) -> Result<(Vec<usize>, Column)> {
        let mut ends = vec![0; groups];
        let mut len = 0;
        for part in &self.parts {
            part.groups.iter().for_each(|group| ends[*group as usize] += 1);
            len += part.groups.len();
        }
        let mut starts = Vec::with_capacity(groups);
        let mut total = 0;
        for end in &mut ends {
            starts.push(total as u32);
            total += *end;
            *end = total;
        }
        let parts = std::mem::take(&mut self.parts);
        let values = concat(&parts.iter().map(|part| &part.values).collect::<Vec<_>>(), len, &|| ctx.checkpoint())?;
        if groups < 2 {
            return Ok((ends, values));
        }
        let mut order = vec![0; len];
        let mut row = 0;
        for part in &parts {
            ctx.checkpoint()?;
            for group in &part.groups {
                let place = &mut starts[*group as usize];
                order[*place as usize] = row;
                *place += 1;
                row += 1;
            }
        }
        ctx.checkpoint()?;
        Ok((ends, values.gather(&order)))
    }
}

/// The same values, of which none is null, in the form that is the narrowest.
fn plain(values: Arc<Column>) -> Arc<Column> {
    match &*values {
        Column::Constant(Value::Integer(integer), len) => {
            Arc::new(Column::Integers { values: vec![*integer; *len], nulls: None })
        }
        Column::Integers { nulls: Some(_), .. } | Column::Floats { nulls: Some(_), .. } => {
            Arc::new(match Arc::unwrap_or_clone(values) {
                Column::Integers { values, .. } => Column::Integers { values, nulls: None },
                Column::Floats { values, .. } => Column::Floats { values, nulls: None },
                other => other,
            })
        }
        _ => values,
    }
}

/// A list for each group: a part of one column, unless lists might be nested too deep.
fn lists(groups: usize, span: impl Fn(usize) -> (usize, usize), values: Column, ctx: &Context) -> Result<Column> {
    let values = if let Column::Values(values) = values { Column::from_values(values) } else { values };
    if matches!(values, Column::Values(_) | Column::Lists { .. } | Column::Constant(..)) {
        let mut all = Vec::with_capacity(groups);
        for group in 0..groups {
            let (from, to) = span(group);
            if group.is_multiple_of(64) || to - from > STRIDE {
                ctx.checkpoint()?;
            }
            all.push(checked_list((from..to).map(|row| values.get(row)).collect())?);
        }
        return Ok(Column::Values(all));
    }
    let spans = (0..groups).map(span).map(|(from, to)| (from as u32, to as u32)).collect();
    Ok(Column::Lists { spans, elements: Arc::new(values) })
}
