//! `CASE`: branches in order; tests and results are evaluated only for the rows that reach them.

use std::sync::Arc;

use super::comparison::compare_columns;
use super::logic::{TRUE, true_rows, truth};
use super::numbers::Words;
use super::{evaluate, slots_of};
use crate::binder::{Expr, ExprKind};
use crate::diagnostic::Result;
use crate::executor::batch::Batch;
use crate::executor::context::Context;
use crate::syntax::ast::CompareOp;
use crate::value::{Bitmap, Column, Dictionary, StringColumn, Strings, Value};

/// See the file; `branches` are tests and result.
pub(super) fn case(
    operand: Option<&Expr>,
    branches: &[(Vec<Expr>, Expr)],
    otherwise: Option<&Expr>,
    batch: &Batch,
    ctx: &mut Context,
) -> Result<Column> {
    if let (None, [(tests, then)]) = (operand, branches)
        && let [test] = tests.as_slice()
        && let Some(column) = one_of_two(test, then, otherwise, batch, ctx)?
    {
        return Ok(column);
    }
    let operand = operand.map(|operand| evaluate(operand, batch, ctx)).transpose()?;
    // The rows of each branch and what they give.
    let mut given: Vec<(Vec<u32>, Arc<Column>)> = Vec::new();
    let mut open: Vec<u32> = (0..batch.len() as u32).collect();
    for (tests, then) in branches {
        let mut reached = Vec::new();
        for test in tests {
            if open.is_empty() {
                break;
            }
            let fits = fitting(operand.as_ref(), test, batch, &open, ctx)?;
            split(&mut open, &fits, &mut reached);
        }
        if tests.len() > 1 {
            reached.sort_unstable();
        }
        if !reached.is_empty() {
            let column = for_rows(then, batch, &reached, ctx)?;
            given.push((reached, column));
        }
    }
    if let (Some(otherwise), false) = (otherwise, open.is_empty()) {
        let column = for_rows(otherwise, batch, &open, ctx)?;
        given.push((open, column));
    }
    Ok(assembled(batch.len(), &given))
}

/// A number where the test is true and another, or null, elsewhere: chosen row by row, without lists of rows. `None` where
/// the results are not known before.
fn one_of_two(
    test: &Expr,
    then: &Expr,
    otherwise: Option<&Expr>,
    batch: &Batch,
    ctx: &mut Context,
) -> Result<Option<Column>> {
    let mut known = |expr: &Expr| match expr.kind {
        ExprKind::Literal(_) | ExprKind::Parameter(_) => evaluate(expr, batch, ctx).map(|column| match &*column {
            Column::Constant(value, _) => Some(value.clone()),
            _ => None,
        }),
        _ => Ok(None),
    };
    let (then, otherwise) = (known(then)?, otherwise.map_or(Ok(Some(Value::Null)), known)?);
    let Some((then, otherwise)) = then.zip(otherwise) else { return Ok(None) };
    let fits = |value: &Value| match then {
        Value::Integer(_) => matches!(value, Value::Integer(_) | Value::Null),
        Value::Float(_) => matches!(value, Value::Float(_) | Value::Null),
        _ => false,
    };
    if !fits(&otherwise) {
        return Ok(None);
    }
    let column = evaluate(test, batch, ctx)?;
    let bits = truth(&column, test.span)?;
    let nulls = otherwise.is_null().then(|| bits.iter().map(|bit| *bit != TRUE).collect());
    Ok(match (then, otherwise) {
        (Value::Integer(then), other) => {
            let other = if let Value::Integer(other) = other { other } else { 0 };
            Some(Column::Integers { values: choose(&bits, then, other), nulls })
        }
        (Value::Float(then), other) => {
            let other = if let Value::Float(other) = other { other } else { 0.0 };
            Some(Column::Floats { values: choose(&bits, then, other), nulls })
        }
        _ => None,
    })
}

fn choose<T: Copy>(bits: &[u8], then: T, otherwise: T) -> Vec<T> {
    bits.iter().map(|bit| if *bit == TRUE { then } else { otherwise }).collect()
}

/// The places in `open` whose rows fit the test, ascending.
fn fitting(
    operand: Option<&Arc<Column>>,
    test: &Expr,
    batch: &Batch,
    open: &[u32],
    ctx: &mut Context,
) -> Result<Vec<u32>> {
    let column = for_rows(test, batch, open, ctx)?;
    match operand {
        None => true_rows(&column, test.span),
        Some(operand) if open.len() == batch.len() => {
            true_rows(&compare_columns(CompareOp::Equal, operand, &column), test.span)
        }
        Some(operand) => true_rows(&compare_columns(CompareOp::Equal, &operand.gather(open), &column), test.span),
    }
}

/// Moves the rows at `places` from `open` to `reached`. No branch depends on the data.
fn split(open: &mut Vec<u32>, places: &[u32], reached: &mut Vec<u32>) {
    reached.extend(places.iter().map(|place| open[*place as usize]));
    let Some(last) = places.len().checked_sub(1) else { return };
    let (mut kept, mut next) = (0, 0);
    for at in 0..open.len() {
        // Behind the last place the next one is the last again, which does not come.
        let fits = places[next.min(last)] == at as u32;
        open[kept] = open[at];
        kept += usize::from(!fits);
        next += usize::from(fits);
    }
    open.truncate(kept);
}

/// The column of an expression for some rows, ascending; for all as they are.
fn for_rows(expr: &Expr, batch: &Batch, rows: &[u32], ctx: &mut Context) -> Result<Arc<Column>> {
    if rows.len() == batch.len() {
        return evaluate(expr, batch, ctx);
    }
    let part = batch.gather_slots(slots_of(expr).as_deref(), rows);
    evaluate(expr, &part, ctx)
}

/// A column of `len` rows from those of some rows each; null elsewhere. Where all are strings, all integers or all
/// doubles, the column is as narrow.
pub(super) fn assembled(len: usize, given: &[(Vec<u32>, Arc<Column>)]) -> Column {
    let narrow = texts(len, given).or_else(|| integers(len, given)).or_else(|| floats(len, given));
    if let Some(column) = narrow.or_else(|| strings(len, given)) {
        return column;
    }
    let mut values = vec![Value::Null; len];
    for (rows, column) in given {
        for (at, row) in rows.iter().enumerate() {
            values[*row as usize] = column.get(at);
        }
    }
    Column::from_values(values)
}

fn texts(len: usize, given: &[(Vec<u32>, Arc<Column>)]) -> Option<Column> {
    let mut entries: Vec<Arc<str>> = Vec::new();
    for (_, column) in given {
        match &**column {
            Column::Constant(Value::String(text), _) => entries.push(Arc::clone(text)),
            Column::Constant(Value::Null, _) => {}
            _ => return None,
        }
    }
    entries.sort_unstable();
    entries.dedup();
    let dictionary = Arc::new(Dictionary::new(entries.iter().collect()));
    let mut codes = vec![Dictionary::NULL; len];
    for (rows, column) in given {
        if let Column::Constant(Value::String(text), _) = &**column {
            let code = dictionary.find(text).ok()?;
            rows.iter().for_each(|row| codes[*row as usize] = code);
        }
    }
    Some(Column::Texts { codes, dictionary })
}

fn strings(len: usize, given: &[(Vec<u32>, Arc<Column>)]) -> Option<Column> {
    let mut places = vec![(0, None); len];
    let mut parts = Vec::with_capacity(given.len());
    for (rows, column) in given {
        parts.push(match &**column {
            Column::Constant(Value::Null, _) => continue,
            column => Strings::of(column)?,
        });
        let part = parts.len() - 1;
        rows.iter().enumerate().for_each(|(at, row)| places[*row as usize] = (part, Some(at)));
    }
    let mut strings = StringColumn::new(len);
    places.into_iter().for_each(|(part, at)| strings.push(at.and_then(|at| parts[part].get(at))));
    Some(strings.done())
}

fn integers(len: usize, given: &[(Vec<u32>, Arc<Column>)]) -> Option<Column> {
    let (values, nulls) = words(len, given, |column| match column {
        Column::Constant(Value::Integer(integer), _) => Some(Words::One(*integer)),
        Column::Integers { values, nulls } => Some(Words::Rows(values, nulls.as_ref())),
        _ => None,
    })?;
    Some(Column::Integers { values, nulls })
}

fn floats(len: usize, given: &[(Vec<u32>, Arc<Column>)]) -> Option<Column> {
    let (values, nulls) = words(len, given, |column| match column {
        Column::Constant(Value::Float(float), _) => Some(Words::One(*float)),
        Column::Floats { values, nulls } => Some(Words::Rows(values, nulls.as_ref())),
        _ => None,
    })?;
    Some(Column::Floats { values, nulls })
}

/// The numbers of the given columns, where `read` can read them all, and which rows have none.
fn words<T: Copy + Default>(
    len: usize,
    given: &[(Vec<u32>, Arc<Column>)],
    read: impl Fn(&Column) -> Option<Words<'_, T>>,
) -> Option<(Vec<T>, Option<Bitmap>)> {
    let given = given.iter().filter(|(_, column)| !matches!(**column, Column::Constant(Value::Null, _)));
    let read = given.map(|(rows, column)| Some((rows, read(column)?)));
    let parts: Vec<(&Vec<u32>, Words<'_, T>)> = read.collect::<Option<_>>()?;
    let mut values = vec![T::default(); len];
    for (rows, words) in &parts {
        rows.iter().enumerate().for_each(|(at, row)| values[*row as usize] = words.get(at));
    }
    let covered: usize = parts.iter().map(|(rows, _)| rows.len()).sum();
    if covered == len && parts.iter().all(|(_, words)| words.nulls().is_none()) {
        return Some((values, None));
    }
    let mut nulls: Bitmap = std::iter::repeat_n(true, len).collect();
    for (rows, words) in &parts {
        let is_null = |at: usize| words.nulls().is_some_and(|nulls| nulls.get(at));
        rows.iter().enumerate().filter(|(at, _)| !is_null(*at)).for_each(|(_, row)| nulls.set(*row as usize, false));
    }
    (!parts.is_empty()).then_some((values, Some(nulls)))
}
