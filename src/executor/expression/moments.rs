//! Moments made, truncated, moved and set beside each other as numbers, without a value a row.
//!
//! What is done here is the usual case; `None` is given for everything else, and the way by rows does it all again, with
//! the right error.
//!
//! ```text
//! date({year: x, month: 1, day: 1})       integers   →   days
//! date.truncate('month', p.at), date(p.at)    µs     →   days
//! localdatetime(p.at) of zoned ones       µs         →   µs, of another scale
//! p.at + duration({days: 1})              µs         →   µs
//! duration.inDays(p.day, q.day).days      days       →   integers
//! ```

use std::sync::Arc;

use super::evaluate;
use super::numbers::{Words, integers, moments, null_in_either};
use crate::binder::Expr;
use crate::diagnostic::Result;
use crate::executor::batch::Batch;
use crate::executor::context::Context;
use crate::syntax::ast::BinaryOp;
use crate::value::temporal::{Difference, Kind, Scale, Zone};
use crate::value::{Column, Value, temporal};

/// The integers of a column that holds nothing else.
fn whole(column: &Column) -> Option<Words<'_, i64>> {
    integers(column).filter(|words| words.nulls().is_none())
}

/// As [`whole`]; 1 where there is no column.
fn field(column: Option<&Arc<Column>>) -> Option<Words<'_, i64>> {
    column.map_or(Some(Words::One(1)), |column| whole(column))
}

/// `date({year: …, month: …, day: …})` of integers, without a map a row; `None` for anything else, also for days that do
/// not exist.
pub(super) fn dates(fields: &[(Arc<str>, Expr)], batch: &Batch, ctx: &mut Context) -> Result<Option<Column>> {
    let mut columns: [Option<Arc<Column>>; 3] = [None, None, None];
    for (name, expr) in fields {
        let Some(at) = ["year", "month", "day"].iter().position(|known| *known == &**name) else { return Ok(None) };
        columns[at] = Some(evaluate(expr, batch, ctx)?);
    }
    let [Some(year), month, day] = &columns else { return Ok(None) };
    if month.is_none() && day.is_some() {
        return Ok(None);
    }
    let (Some(year), Some(month), Some(day)) = (whole(year), field(month.as_ref()), field(day.as_ref())) else {
        return Ok(None);
    };
    if matches!((&year, &month, &day), (Words::One(_), Words::One(_), Words::One(_))) {
        return Ok(None);
    }
    let date = |row| Some(temporal::calendar_date(year.get(row), month.get(row), day.get(row))?.days);
    let dates = (0..batch.len()).map(date).collect::<Option<_>>();
    Ok(dates.map(|values| Column::Moments { scale: Scale::Date, values, nulls: None }))
}

/// `date`, `localtime`, `localdatetime` and `datetime` of a column of moments, and the functions that truncate such, without
/// fields to replace.
pub(super) fn converted(name: &str, columns: &[Arc<Column>], ctx: &Context) -> Option<Column> {
    let (to, unit) = match name.split_once('.') {
        None => (name, None),
        Some((to, "truncate")) => (to, Some(text(columns.first()?)?)),
        Some(_) => return None,
    };
    let (kind, wanted) = match to {
        "date" => (Kind::Date, Scale::Date),
        "localtime" => (Kind::LocalTime, Scale::LocalTime),
        "localdatetime" => (Kind::LocalDateTime, Scale::LocalDateTime),
        "datetime" => (Kind::DateTime, Scale::DateTime),
        _ => return None,
    };
    let ((None, [column]) | (Some(_), [_, column])) = (unit, columns) else { return None };
    let Column::Moments { scale, values, nulls } = &**column else { return None };
    // What has no zone is in that of the statement.
    if wanted == Scale::DateTime && *scale != Scale::DateTime && ctx.environment().clock.statement().zone != Zone::UTC {
        return None;
    }
    let (scale, values) = match unit {
        Some(unit) => temporal::starts_of_units(kind, unit, *scale, values)?,
        None => (wanted, scale.convert(wanted, values)?),
    };
    Some(Column::Moments { scale, values, nulls: nulls.clone() })
}

/// A column of moments and one duration added, or that taken off them.
pub(super) fn moved(op: BinaryOp, a: &Column, b: &Column) -> Option<Column> {
    let (scale, values, nulls, length) = match (op, a, b) {
        (BinaryOp::Add, Column::Moments { scale, values, nulls }, Column::Constant(Value::Duration(length), _))
        | (BinaryOp::Add, Column::Constant(Value::Duration(length), _), Column::Moments { scale, values, nulls }) => {
            (*scale, values, nulls, **length)
        }
        (
            BinaryOp::Subtract,
            Column::Moments { scale, values, nulls },
            Column::Constant(Value::Duration(length), _),
        ) => (*scale, values, nulls, length.negate().ok()?),
        _ => return None,
    };
    Some(Column::Moments { scale, values: temporal::moved(scale, values, &length)?, nulls: nulls.clone() })
}

/// The one string of a column.
fn text(column: &Column) -> Option<&str> {
    if let Column::Constant(Value::String(text), _) = column { Some(text) } else { None }
}

/// A component of the time between two points, without a duration a row, where they are numbers and it is one.
pub(super) fn parts_between(wanted: Difference, points: &[Arc<Column>], name: &str, rows: usize) -> Option<Column> {
    let [start, end] = points else { return None };
    let (scale, start, end) = moments(start, end)?;
    let part = temporal::part_between(scale, wanted, name)?;
    let values = (0..rows).map(|row| part(start.get(row), end.get(row))).collect::<Option<_>>()?;
    Some(Column::Integers { values, nulls: null_in_either(&start, &end) })
}
