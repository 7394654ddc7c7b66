//! Gives the arguments of rows to what their groups have gathered: totals, extremes, accumulators. A loop for each form
//! of column, the value domain for the rest.

use std::sync::Arc;

use crate::diagnostic::Result;
use crate::executor::batch::value_bytes;
use crate::executor::context::Context;
use crate::functions::{Accumulator, Extreme, Total};
use crate::value::{Bitmap, Column, Strings, Value};

/// Adds the argument of each row from `from` on to the total of its group, unless `fresh` says that the group has seen it.
pub(super) fn add_up(
    groups: &mut [Total],
    (from, numbers): (usize, &[u32]),
    arguments: &[Arc<Column>],
    fresh: Option<&[bool]>,
    ctx: &Context,
) -> Result<()> {
    let Some(column) = arguments.first() else { return Ok(()) };
    if let (Column::Floats { values, nulls: None }, None, [total]) = (&**column, fresh, &mut *groups) {
        return total.add_floats(&values[from..]);
    }
    let mut rows = numbers.iter().enumerate().skip(from);
    let is_fresh = |row: usize| fresh.is_none_or(|fresh| fresh[row]);
    match &**column {
        Column::Integers { values, nulls } => {
            let counts = |row: usize| is_fresh(row) && !nulls.as_ref().is_some_and(|nulls| nulls.get(row));
            rows.filter(|(row, _)| counts(*row))
                .try_for_each(|(row, group)| groups[*group as usize].add_integer(values[row]))
        }
        Column::Floats { values, nulls } => {
            let counts = |row: usize| is_fresh(row) && !nulls.as_ref().is_some_and(|nulls| nulls.get(row));
            rows.filter(|(row, _)| counts(*row))
                .try_for_each(|(row, group)| groups[*group as usize].add_float(values[row]))
        }
        Column::Numbers { values, whole, nulls } => {
            let counts = |row: usize| is_fresh(row) && !nulls.as_ref().is_some_and(|nulls| nulls.get(row));
            rows.filter(|(row, _)| counts(*row)).try_for_each(|(row, group)| {
                let total = &mut groups[*group as usize];
                if whole[row] { total.add_integer(values[row] as i64) } else { total.add_float(values[row]) }
            })
        }
        other => {
            let environment = ctx.environment();
            rows.try_for_each(|(row, group)| {
                if is_fresh(row) { groups[*group as usize].update(&[other.get(row)], &environment) } else { Ok(()) }
            })
        }
    }
}

/// Gives the arguments of each row to the accumulator of its group; the bytes of what they may keep.
pub(super) fn take_rows(
    groups: &mut [Box<dyn Accumulator>],
    numbers: &[u32],
    arguments: &[Arc<Column>],
    fresh: Option<&[bool]>,
    ctx: &Context,
) -> Result<usize> {
    let environment = ctx.environment();
    let mut kept = 0;
    let rows = numbers.iter().enumerate().filter(|(row, _)| fresh.is_none_or(|fresh| fresh[*row]));
    let mut values: Vec<Value> = vec![Value::Null; arguments.len()];
    for (row, group) in rows {
        for (value, column) in values.iter_mut().zip(arguments) {
            *value = column.get(row);
        }
        kept += values.first().map_or(0, value_bytes);
        groups[*group as usize].update(&values, &environment)?;
    }
    Ok(kept)
}

/// Gives all rows of a column of numbers to the smallest or largest of the one group; false, and nothing done, otherwise.
fn take_all(extreme: &mut Extreme, column: &Column) -> bool {
    match column {
        Column::Integers { values, nulls: None } => {
            extreme.of(values).into_iter().for_each(|best| extreme.take_integer(best));
            true
        }
        Column::Moments { scale, values, nulls: None } => {
            extreme.of(values).into_iter().for_each(|best| extreme.take_moment(*scale, best));
            true
        }
        Column::Floats { values, nulls: None } => extreme.take_floats(values),
        _ => false,
    }
}

/// Gives the argument of each row to the smallest or largest of its group; the bytes of what they may keep.
pub(super) fn take_extremes(
    groups: &mut [Extreme],
    numbers: &[u32],
    arguments: &[Arc<Column>],
    fresh: Option<&[bool]>,
) -> usize {
    let [column] = arguments else { return 0 };
    if let (None, [extreme]) = (fresh, &mut *groups)
        && take_all(extreme, column)
    {
        return 0;
    }
    let rows = numbers.iter().enumerate().filter(|(row, _)| fresh.is_none_or(|fresh| fresh[*row]));
    let is_null = |nulls: &Option<Bitmap>, row: usize| nulls.as_ref().is_some_and(|nulls| nulls.get(row));
    match &**column {
        Column::Integers { values, nulls } => {
            for (row, group) in rows.filter(|(row, _)| !is_null(nulls, *row)) {
                groups[*group as usize].take_integer(values[row]);
            }
            0
        }
        Column::Floats { values, nulls } => {
            for (row, group) in rows.filter(|(row, _)| !is_null(nulls, *row)) {
                groups[*group as usize].take_float(values[row]);
            }
            0
        }
        Column::Moments { scale, values, nulls } => {
            for (row, group) in rows.filter(|(row, _)| !is_null(nulls, *row)) {
                groups[*group as usize].take_moment(*scale, values[row]);
            }
            0
        }
        Column::Texts { .. } | Column::Strings { .. } => {
            let strings = Strings::of(column);
            let texts = rows.filter_map(|(row, group)| Some((strings.as_ref()?.get(row)?, *group)));
            texts.map(|(text, group)| groups[group as usize].take_text(text)).sum()
        }
        other => rows
            .map(|(row, group)| {
                let value = other.get(row);
                groups[*group as usize].take(&value);
                value_bytes(&value)
            })
            .sum(),
    }
}
