//! Functions and operators over columns of strings, without a value a row: results lie in one buffer. A function of a
//! dictionary that is small beside the rows is calculated once for each of its strings.
//!
//! What is done here is the usual case; `None` is given for everything else (other types, wrong arguments, very long
//! strings), and the way by rows, which has the right error and can be stopped, does it all again.
//!
//! ```text
//! toLower(c.country)      codes 0 1 0 of ['CH', 'FR']   →   codes 0 1 0 of ['ch', 'fr']
//! left(p.name, 2)         "Ada", null, "Bob"            →   buffer "AdBo", nulls 010
//! split(p.name, ' ')      "a b", "c"                    →   spans 0..2 2..3 of "a", "b", "c"
//! ```

use std::fmt::{Display, Write};
use std::sync::Arc;

use super::case::{assembled, filled};
use super::made::Made;
use super::repeated::once_each;
use crate::diagnostic::Result;
use crate::executor::context::Context;
use crate::functions::{Allowance, Textual, textual};
use crate::value::{Bitmap, Column, Dictionary, NO_LIST, StringColumn, Strings, TOGETHER, Texts, Value};

/// Strings from which on a row is treated alone.
pub(super) const LONG: usize = 1 << 15;
/// A dictionary is treated as a whole when the rows are at least so many times as many.
const ROWS_A_STRING: usize = 4;

/// The result of a function for each row, where it is one of strings.
pub(super) fn call(name: &str, columns: &[Arc<Column>], ctx: &Context) -> Result<Option<Column>> {
    let [first, others @ ..] = columns else { return Ok(None) };
    match name {
        "coalesce" => return Ok(coalesce(columns)),
        "size" | "char_length" | "character_length" if others.is_empty() => return Ok(lengths(first)),
        "toString" if others.is_empty() && matches!(**first, Column::Integers { .. } | Column::Moments { .. }) => {
            let repeated = once_each(first, |column| digits(column, ctx))?;
            return repeated.map_or_else(|| digits(first, ctx), Ok).map(Some);
        }
        _ => {}
    }
    let constant = |column: &Arc<Column>| match &**column {
        Column::Constant(value, _) if !value.is_null() => Some(value.clone()),
        _ => None,
    };
    let Some(rest) = others.iter().map(constant).collect::<Option<Vec<Value>>>() else { return Ok(None) };
    if let ("split", [Value::String(delimiter)]) = (name, rest.as_slice()) {
        return split(first, delimiter, ctx);
    }
    let Some(function) = textual(name) else { return Ok(None) };
    if let Column::Texts { codes, dictionary } = &**first
        && dictionary.len() * ROWS_A_STRING <= codes.len()
        && let Some(column) = by_dictionary(function, &rest, codes, dictionary)
    {
        return Ok(Some(column));
    }
    by_rows(first, ctx, |text, out| function(text, &rest, out))
}

/// What `change` makes of the string of each row.
fn by_rows(column: &Column, ctx: &Context, change: impl Fn(&str, &mut String) -> Option<()>) -> Result<Option<Column>> {
    let Some(strings) = Strings::of(column) else { return Ok(None) };
    let mut made = Made::new();
    let mut results = StringColumn::new(column.len());
    for row in 0..column.len() {
        if row.is_multiple_of(TOGETHER) {
            strings.look_ahead(row..row + TOGETHER);
        }
        let Some(text) = strings.get(row) else {
            results.push_null();
            continue;
        };
        let before = results.bytes();
        if text.len() > LONG || results.write(|out| change(text, out)).is_none() {
            return Ok(None);
        }
        made.add_bytes(results.bytes() - before, ctx)?;
    }
    Ok(Some(results.done()))
}

/// The function of each string of a dictionary, which is short.
fn by_dictionary(function: Textual, rest: &[Value], codes: &[u32], dictionary: &Dictionary) -> Option<Column> {
    let mut results = Texts::with_room(dictionary.len());
    for text in dictionary.entries().iter() {
        if text.len() > LONG {
            return None;
        }
        results.write(|out| function(text, rest, out))?;
    }
    let mut order: Vec<u32> = (0..results.len() as u32).collect();
    order.sort_unstable_by_key(|place| results.get(*place as usize));
    let (mut entries, mut places) = (Texts::default(), vec![0; results.len()]);
    for place in order {
        let text = results.get(place as usize);
        if entries.len() == 0 || entries.get(entries.len() - 1) != text {
            entries.push(text);
        }
        places[place as usize] = entries.len() as u32 - 1;
    }
    let code = |code: &u32| places.get(*code as usize).copied().unwrap_or(Dictionary::NULL);
    Some(Column::Texts { codes: codes.iter().map(code).collect(), dictionary: Arc::new(Dictionary::new(entries)) })
}

/// `a + b` and `a || b` of strings.
pub(super) fn joined(a: &Column, b: &Column, limits: &dyn Allowance) -> Result<Option<Column>> {
    let (Some(x), Some(y)) = (Strings::of(a), Strings::of(b)) else { return Ok(None) };
    let mut made = Made::new();
    let mut results = StringColumn::new(a.len());
    for row in 0..a.len() {
        match (x.get(row), y.get(row)) {
            (Some(x), Some(y)) if x.len().max(y.len()) > LONG => return Ok(None),
            (Some(x), Some(y)) => {
                made.add_bytes(x.len() + y.len(), limits)?;
                results.write(|out| {
                    out.push_str(x);
                    out.push_str(y);
                    Some(())
                });
            }
            _ => results.push_null(),
        }
    }
    Ok(Some(results.done()))
}

/// The number of characters of strings, or of elements of lists.
fn lengths(column: &Column) -> Option<Column> {
    if let Column::Lists { spans, .. } = column {
        return Some(counted(spans.len(), |row| spans[row].1.checked_sub(spans[row].0).map(i64::from)));
    }
    let strings = Strings::of(column)?;
    Some(counted(column.len(), |row| {
        if row.is_multiple_of(TOGETHER) {
            strings.look_ahead(row..row + TOGETHER);
        }
        let text = strings.get(row)?;
        Some(if text.is_ascii() { text.len() } else { text.chars().count() } as i64)
    }))
}

/// A column of integers by row; null where there is none.
fn counted(len: usize, count: impl Fn(usize) -> Option<i64>) -> Column {
    let mut nulls: Option<Bitmap> = None;
    let mut values = Vec::with_capacity(len);
    for row in 0..len {
        let count = count(row);
        if count.is_none() {
            nulls.get_or_insert_with(|| Bitmap::new(len)).set(row, true);
        }
        values.push(count.unwrap_or_default());
    }
    Column::Integers { values, nulls }
}

/// Integers and moments as strings; nulls of other columns.
fn digits(column: &Column, ctx: &Context) -> Result<Column> {
    ctx.checkpoint()?;
    Ok(match column {
        Column::Integers { values, nulls } => written(values, nulls.as_ref(), |value| value),
        Column::Moments { scale, values, nulls } => written(values, nulls.as_ref(), |moment| scale.text(moment)),
        other => Column::nulls(other.len()),
    })
}

/// The texts of numbers.
fn written<T: Display>(values: &[i64], nulls: Option<&Bitmap>, text: impl Fn(i64) -> T) -> Column {
    let mut results = StringColumn::new(values.len());
    for (row, value) in values.iter().enumerate() {
        if nulls.is_some_and(|nulls| nulls.get(row)) {
            results.push_null();
        } else {
            // Writing to a string cannot fail.
            results.write(|out| write!(out, "{}", text(*value)).ok());
        }
    }
    results.done()
}

/// The first of the arguments that is not null, column by column.
fn coalesce(columns: &[Arc<Column>]) -> Option<Column> {
    let len = columns.first()?.len();
    if let [column, other] = columns
        && let Some(column) = filled(column, other)
    {
        return Some(column);
    }
    let mut open: Vec<u32> = (0..len as u32).collect();
    let mut given: Vec<(Vec<u32>, Arc<Column>)> = Vec::new();
    for column in columns {
        let (null, found): (Vec<u32>, Vec<u32>) = open.iter().partition(|row| column.is_null(**row as usize));
        if found.len() == len {
            return Some((**column).clone());
        }
        if !found.is_empty() {
            let part = column.gather(&found);
            given.push((found, Arc::new(part)));
        }
        open = null;
        if open.is_empty() {
            break;
        }
    }
    Some(assembled(len, &given))
}

/// `split(text, delimiter)` with a delimiter for all rows.
fn split(column: &Column, delimiter: &str, ctx: &Context) -> Result<Option<Column>> {
    let (Some(strings), false) = (Strings::of(column), delimiter.is_empty()) else { return Ok(None) };
    let mut made = Made::new();
    let mut spans = Vec::with_capacity(column.len());
    let mut elements = Texts::with_room(column.len() * 2);
    for row in 0..column.len() {
        if row.is_multiple_of(TOGETHER) {
            strings.look_ahead(row..row + TOGETHER);
        }
        let Some(text) = strings.get(row) else {
            spans.push(NO_LIST);
            continue;
        };
        if text.len() > LONG {
            return Ok(None);
        }
        let first = elements.len();
        text.split(delimiter).for_each(|part| elements.push(part));
        made.add_bytes(text.len() + (elements.len() - first) * size_of::<Value>(), ctx)?;
        spans.push((first as u32, elements.len() as u32));
    }
    Ok(Some(Column::Lists { spans, elements: Arc::new(Column::Strings { texts: elements, nulls: None }) }))
}
