//! `CASE`: branches in order; tests and results are evaluated only for the rows that reach them, or for all where that is
//! quicker and nothing fails.

use std::sync::Arc;

use super::comparison::compare_columns;
use super::logic::{TRUE, true_rows, truth};
use super::numbers::{Mixed, Words, floats, integers};
use super::{evaluate, slots_of};
use crate::binder::{Expr, ExprKind};
use crate::diagnostic::Result;
use crate::executor::batch::Batch;
use crate::executor::context::Context;
use crate::syntax::ast::{BinaryOp, CompareOp};
use crate::value::{Bitmap, Column, Dictionary, StringColumn, Strings, Value};

/// See the file; `branches` are tests and result.
pub(super) fn case(
    operand: Option<&Expr>,
    branches: &[(Vec<Expr>, Expr)],
    otherwise: Option<&Expr>,
    batch: &Batch,
    ctx: &mut Context,
) -> Result<Column> {
    if let Some(column) = chosen(operand, branches, otherwise, batch, ctx) {
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

/// Of so many branches, and with so many parts of tests and results, all are evaluated for all rows.
const MOST_CHOSEN: usize = 8;
const MOST_PARTS: usize = 48;

/// Numbers or strings chosen row by row, without lists of rows, where all tests and results are quick. `None` where they are
/// not, where something fails, which it may do for rows that do not reach it, and where results are not of one type.
fn chosen(
    operand: Option<&Expr>,
    branches: &[(Vec<Expr>, Expr)],
    otherwise: Option<&Expr>,
    batch: &Batch,
    ctx: &mut Context,
) -> Option<Column> {
    let mut parts = 0;
    let all = branches.iter().flat_map(|(tests, then)| tests.iter().chain([then])).chain(operand).chain(otherwise);
    let quick = all.into_iter().all(|expr| is_quick(expr, &mut parts));
    if !quick || branches.len() > MOST_CHOSEN || parts > MOST_PARTS {
        return None;
    }
    let operand = operand.map(|operand| evaluate(operand, batch, ctx)).transpose().ok()?;
    // The first branch that fits, or one more than there are.
    let mut choice = vec![branches.len() as u8; batch.len()];
    for (branch, (tests, _)) in branches.iter().enumerate().rev() {
        for test in tests {
            let column = evaluate(test, batch, ctx).ok()?;
            let column = match &operand {
                Some(operand) => Arc::new(compare_columns(CompareOp::Equal, operand, &column)),
                None => column,
            };
            let bits = truth(&column, test.span).ok()?;
            let each = choice.iter_mut().zip(&*bits);
            each.for_each(|(choice, bit)| *choice = if *bit == TRUE { branch as u8 } else { *choice });
        }
    }
    let results = branches.iter().map(|(_, then)| then).chain(otherwise);
    let mut results: Vec<Arc<Column>> =
        results.map(|result| evaluate(result, batch, ctx).ok()).collect::<Option<_>>()?;
    if otherwise.is_none() {
        results.push(Arc::new(Column::nulls(batch.len())));
    }
    let floats = || {
        let (values, nulls) = chosen_words(&choice, &results, floats)?;
        Some(Column::Floats { values, nulls })
    };
    let integers = || {
        let (values, nulls) = chosen_words(&choice, &results, integers)?;
        Some(Column::Integers { values, nulls })
    };
    let mixed = || chosen_numbers(&choice, &results);
    integers().or_else(floats).or_else(mixed).or_else(|| chosen_texts(&choice, &results))
}

/// Whether an expression is made of a few words, numbers and comparisons; counts its parts.
fn is_quick(expr: &Expr, parts: &mut usize) -> bool {
    *parts += 1;
    let quick = match &expr.kind {
        ExprKind::Literal(_) | ExprKind::Parameter(_) | ExprKind::Slot(_) => return true,
        ExprKind::Property { .. } | ExprKind::Compare(..) | ExprKind::Nary(..) | ExprKind::IsNull { .. } => true,
        ExprKind::Binary(op, ..) => matches!(op, BinaryOp::Add | BinaryOp::Subtract | BinaryOp::Multiply),
        _ => false,
    };
    quick && expr.children().into_iter().all(|child| is_quick(child, parts))
}

/// The number of the chosen result in each row, where `read` can read them all, and which rows have none.
fn chosen_words<T: Copy + Default>(
    choice: &[u8],
    results: &[Arc<Column>],
    read: fn(&Column) -> Option<Words<'_, T>>,
) -> Option<(Vec<T>, Option<Bitmap>)> {
    let is_none = |column: &Column| matches!(column, Column::Constant(Value::Null, _));
    if results.iter().all(|column| is_none(column)) {
        return None;
    }
    let words = |column| if is_none(column) { Some(Words::One(T::default())) } else { read(column) };
    let words: Vec<Words<'_, T>> = results.iter().map(|column| words(&**column)).collect::<Option<_>>()?;
    let one = |words: &Words<'_, T>| if let Words::One(value) = words { Some(*value) } else { None };
    let values = match words.iter().map(one).collect::<Option<Vec<T>>>() {
        Some(ones) => choice.iter().map(|branch| ones[*branch as usize]).collect(),
        None => choice.iter().enumerate().map(|(row, branch)| words[*branch as usize].get(row)).collect(),
    };
    let none: Vec<bool> = results.iter().map(|column| is_none(column)).collect();
    if !none.contains(&true) && words.iter().all(|words| words.nulls().is_none()) {
        return Some((values, None));
    }
    let is_null = |(row, branch): (usize, &u8)| {
        let branch = *branch as usize;
        none[branch] || words[branch].nulls().is_some_and(|nulls| nulls.get(row))
    };
    Some((values, Some(choice.iter().enumerate().map(is_null).collect())))
}

/// As [`chosen_words`], where integers stand beside doubles.
fn chosen_numbers(choice: &[u8], results: &[Arc<Column>]) -> Option<Column> {
    let none = |column: &Column| matches!(column, Column::Constant(Value::Null, _));
    let numbers = results.iter().map(|column| if none(column) { Some(None) } else { exact(column).map(Some) });
    let results: Vec<Option<Mixed<'_>>> = numbers.collect::<Option<_>>()?;
    let (mut values, mut whole) = (Vec::with_capacity(choice.len()), Vec::with_capacity(choice.len()));
    let mut nulls: Option<Bitmap> = None;
    for (row, branch) in choice.iter().enumerate() {
        let result = results[*branch as usize].as_ref();
        values.push(result.map_or(0.0, |numbers| numbers.reals.get(row)));
        whole.push(result.is_some_and(|numbers| numbers.whole.get(row)));
        if result.is_none_or(|numbers| numbers.reals.nulls().is_some_and(|nulls| nulls.get(row))) {
            nulls.get_or_insert_with(|| std::iter::repeat_n(false, choice.len()).collect()).set(row, true);
        }
    }
    Some(Column::Numbers { values, whole, nulls })
}

/// Numbers that are all exact as doubles.
fn exact(column: &Column) -> Option<Mixed<'_>> {
    Mixed::of(column).filter(Mixed::is_exact)
}

/// The chosen string in each row, where all are known before.
fn chosen_texts(choice: &[u8], results: &[Arc<Column>]) -> Option<Column> {
    let (dictionary, codes) = coded(results.iter().map(|column| &**column))?;
    let codes = choice.iter().map(|branch| codes[*branch as usize]).collect();
    Some(Column::Texts { codes, dictionary })
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

/// A column of numbers with the one of another column in place of its nulls.
pub(super) fn filled(column: &Column, other: &Column) -> Option<Column> {
    let Column::Constant(number, _) = other else { return None };
    let fill = |values: &[f64], nulls: &Bitmap, number: f64| {
        let mut values = values.to_vec();
        nulls.ones_from(0).for_each(|row| values[row] = number);
        values
    };
    match (column, number) {
        (Column::Floats { values, nulls: Some(nulls) }, Value::Float(number)) => {
            Some(Column::Floats { values: fill(values, nulls, *number), nulls: None })
        }
        (Column::Floats { values, nulls: Some(nulls) }, Value::Integer(_)) => {
            let values = fill(values, nulls, exact(other)?.reals.get(0));
            let mut whole = vec![false; values.len()];
            nulls.ones_from(0).for_each(|row| whole[row] = true);
            Some(Column::Numbers { values, whole, nulls: None })
        }
        (Column::Integers { values, nulls: Some(nulls) }, Value::Integer(number)) => {
            let mut values = values.clone();
            nulls.ones_from(0).for_each(|row| values[row] = *number);
            Some(Column::Integers { values, nulls: None })
        }
        _ => None,
    }
}

/// A column of `len` rows from those of some rows each; null elsewhere. Where all are strings or all
/// numbers, the column is as narrow.
pub(super) fn assembled(len: usize, given: &[(Vec<u32>, Arc<Column>)]) -> Column {
    let integers = || words(len, given, integers).map(|(values, nulls)| Column::Integers { values, nulls });
    let floats = || words(len, given, floats).map(|(values, nulls)| Column::Floats { values, nulls });
    let narrow = texts(len, given).or_else(integers).or_else(floats);
    if let Some(column) = narrow.or_else(|| mixed(len, given)).or_else(|| strings(len, given)) {
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

/// Integers beside doubles.
fn mixed(len: usize, given: &[(Vec<u32>, Arc<Column>)]) -> Option<Column> {
    let (mut values, mut whole) = (vec![0.0; len], vec![false; len]);
    let mut nulls: Bitmap = std::iter::repeat_n(true, len).collect();
    for (rows, column) in given.iter().filter(|(_, column)| !matches!(**column, Column::Constant(Value::Null, _))) {
        let numbers = exact(column)?;
        let is_null = |at: usize| numbers.reals.nulls().is_some_and(|nulls| nulls.get(at));
        for (at, row) in rows.iter().enumerate() {
            let row = *row as usize;
            (values[row], whole[row]) = (numbers.reals.get(at), numbers.whole.get(at));
            nulls.set(row, is_null(at));
        }
    }
    let some_null = nulls.ones_from(0).next().is_some();
    let nulls = some_null.then_some(nulls);
    Some(Column::Numbers { values, whole, nulls })
}

fn texts(len: usize, given: &[(Vec<u32>, Arc<Column>)]) -> Option<Column> {
    let (dictionary, of_columns) = coded(given.iter().map(|(_, column)| &**column))?;
    let mut codes = vec![Dictionary::NULL; len];
    for ((rows, _), code) in given.iter().zip(of_columns) {
        rows.iter().for_each(|row| codes[*row as usize] = code);
    }
    Some(Column::Texts { codes, dictionary })
}

/// A dictionary of columns that hold one string, or null, each, and their codes.
fn coded<'a>(columns: impl Iterator<Item = &'a Column> + Clone) -> Option<(Arc<Dictionary>, Vec<u32>)> {
    let mut entries: Vec<Arc<str>> = Vec::new();
    for column in columns.clone() {
        match column {
            Column::Constant(Value::String(text), _) => entries.push(Arc::clone(text)),
            Column::Constant(Value::Null, _) => {}
            _ => return None,
        }
    }
    entries.sort_unstable();
    entries.dedup();
    let dictionary = Arc::new(Dictionary::new(entries.iter().collect()));
    let code = |column| match column {
        &Column::Constant(Value::String(ref text), _) => dictionary.find(text).unwrap_or(Dictionary::NULL),
        _ => Dictionary::NULL,
    };
    let codes = columns.map(code).collect();
    Some((dictionary, codes))
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
