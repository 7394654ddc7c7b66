//! `IN` in three values. A constant list of plain values is looked up in a set; other lists are searched row by row.

use rustc_hash::FxHashSet;

use super::cell::{bit, cell, map_pairs, wrong_type};
use crate::diagnostic::Result;
use crate::value::{Column, Strings, Value, equal};

/// How long a constant list must be for a set to pay.
const WORTH_A_SET: usize = 4;

/// `a IN b`, row by row.
pub(super) fn is_in(a: &Column, b: &Column) -> Result<Column> {
    if let (Column::Constant(Value::List(elements), _), false) = (b, matches!(a, Column::Constant(..)))
        && elements.len() >= WORTH_A_SET
        && elements.iter().all(is_plain)
    {
        return Ok(in_set(a, elements));
    }
    map_pairs(a, b, |value, list| match list {
        Value::List(elements) => Ok(member(value, elements).map_or(Value::Null, Value::Boolean)),
        Value::Null => Ok(Value::Null),
        other => Err(wrong_type("`IN` needs a LIST on its right", other)),
    })
}

/// Whether `value` equals an element; `None` is null.
fn member(value: &Value, elements: &[Value]) -> Option<bool> {
    let mut unknown = false;
    for element in elements {
        match equal(value, element) {
            Some(true) => return Some(true),
            Some(false) => {}
            None => unknown = true,
        }
    }
    if unknown { None } else { Some(false) }
}

/// Values for which equality and equivalence are the same, or null.
fn is_plain(value: &Value) -> bool {
    match value {
        Value::Float(float) => !float.is_nan(),
        Value::List(_) | Value::Map(_) | Value::Path(_) => false,
        _ => true,
    }
}

fn in_set<'a>(column: &Column, elements: &'a [Value]) -> Column {
    if let (Column::Texts { .. } | Column::Strings { .. }, Some(strings)) = (column, Strings::of(column)) {
        let text = |element: &'a Value| if let Value::String(text) = element { Some(&**text) } else { None };
        let set: FxHashSet<&str> = elements.iter().filter_map(text).collect();
        let absent = if elements.iter().any(Value::is_null) { None } else { Some(false) };
        let test = |text: &str| if set.contains(text) { Some(true) } else { absent };
        return Column::Booleans((0..column.len()).map(|row| bit(strings.get(row).and_then(test))).collect());
    }
    let set: FxHashSet<&Value> = elements.iter().filter(|element| !element.is_null()).collect();
    let absent = if set.len() < elements.len() && elements.iter().any(Value::is_null) { None } else { Some(false) };
    let test = |value: &Value| match value {
        Value::Null => None,
        // A NaN is equivalent to itself but equal to nothing; lists and maps may hold null.
        Value::Float(_) | Value::List(_) | Value::Map(_) => member(value, elements),
        other if set.contains(other) => Some(true),
        _ => absent,
    };
    Column::Booleans((0..column.len()).map(|row| bit(test(&cell(column, row)))).collect())
}
