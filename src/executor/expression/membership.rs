//! `IN` in three values. A constant list is looked up as integers, as numbers of moments or as codes of strings where the
//! left side has such, one of plain values in a set. Lists that are parts of one column are searched there; others row by row.

use std::hash::Hash;

use rustc_hash::FxHashSet;

use super::cell::{bit, cell, map_pairs, wrong_type};
use crate::diagnostic::Result;
use crate::value::{Bitmap, Column, Dictionary, Strings, Value, equal, exact_integer};

/// How long a constant list must be for a set to pay.
const WORTH_A_SET: usize = 4;

/// `a IN b`, row by row.
pub(super) fn is_in(a: &Column, b: &Column) -> Result<Column> {
    if let (Column::Constant(Value::List(elements), _), false) = (b, matches!(a, Column::Constant(..))) {
        if let Some(found) = in_words(a, elements) {
            return Ok(found);
        }
        if elements.len() >= WORTH_A_SET && elements.iter().all(is_plain) {
            return Ok(in_set(a, elements));
        }
    }
    if let (Column::Constant(value, _), Column::Lists { spans, elements }) = (a, b)
        && let Some(found) = in_lists(value, spans, elements)
    {
        return Ok(found);
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

/// Which integers, moments or codes of strings are among the elements; `None` for other columns, and where there are no elements.
fn in_words(column: &Column, elements: &[Value]) -> Option<Column> {
    let absent = bit(if elements.iter().any(Value::is_null) { None } else { Some(false) });
    let bits = match column {
        _ if elements.is_empty() => return None,
        Column::Integers { values, nulls } => {
            let integer = |element: &Value| match element {
                Value::Integer(integer) => Some(*integer),
                Value::Float(float) => exact_integer(*float),
                _ => None,
            };
            numbers_among(values, nulls.as_ref(), elements.iter().filter_map(integer).collect(), absent)
        }
        Column::Moments { scale, values, nulls } => {
            let wanted = elements.iter().filter_map(|element| scale.number(element)).collect();
            numbers_among(values, nulls.as_ref(), wanted, absent)
        }
        Column::Texts { codes, dictionary } => {
            let code =
                |element: &Value| if let Value::String(text) = element { dictionary.find(text).ok() } else { None };
            let mut bits = among(codes, elements.iter().filter_map(code).collect(), absent);
            let nulls = codes.iter().zip(&mut bits).filter(|(code, _)| **code == Dictionary::NULL);
            nulls.for_each(|(_, truth)| *truth = bit(None));
            bits
        }
        _ => return None,
    };
    Some(Column::Booleans(bits))
}

/// Which lists hold a string, an integer or a moment; no column for other values, and for elements that are not all of its type.
fn in_lists(value: &Value, spans: &[(u32, u32)], elements: &Column) -> Option<Column> {
    match (value, elements) {
        (Value::String(text), Column::Texts { codes, dictionary }) => {
            let code = dictionary.find(text).ok();
            let test = |codes: &[u32]| match code {
                Some(code) if codes.contains(&code) => Some(true),
                _ if codes.contains(&Dictionary::NULL) => None,
                _ => Some(false),
            };
            Some(lists_where(spans, |from, to| test(&codes[from..to])))
        }
        (Value::Integer(integer), Column::Integers { values, nulls: None }) => {
            Some(lists_where(spans, |from, to| Some(values[from..to].contains(integer))))
        }
        (value, Column::Moments { scale, values, nulls: None }) => {
            let moment = scale.number(value)?;
            Some(lists_where(spans, |from, to| Some(values[from..to].contains(&moment))))
        }
        _ => None,
    }
}

/// Whether the test holds for each list; null where there is none.
fn lists_where(spans: &[(u32, u32)], test: impl Fn(usize, usize) -> Option<bool>) -> Column {
    let one = |(from, to): &(u32, u32)| bit(if from <= to { test(*from as usize, *to as usize) } else { None });
    Column::Booleans(spans.iter().map(one).collect())
}

/// As [`among`], of numbers that may be null.
fn numbers_among(numbers: &[i64], nulls: Option<&Bitmap>, wanted: Vec<i64>, absent: u8) -> Vec<u8> {
    let mut bits = among(numbers, wanted, absent);
    nulls.iter().flat_map(|nulls| nulls.ones_from(0)).for_each(|row| bits[row] = bit(None));
    bits
}

/// 1 for the words that are wanted, `absent` for the others.
fn among<T: Copy + Eq + Hash>(words: &[T], wanted: Vec<T>, absent: u8) -> Vec<u8> {
    let truth = |found: bool| if found { 1 } else { absent };
    if wanted.len() < WORTH_A_SET {
        return words.iter().map(|word| truth(wanted.contains(word))).collect();
    }
    let wanted: FxHashSet<T> = wanted.into_iter().collect();
    words.iter().map(|word| truth(wanted.contains(word))).collect()
}

fn in_set<'a>(column: &Column, elements: &'a [Value]) -> Column {
    if let (Column::Strings { .. }, Some(strings)) = (column, Strings::of(column)) {
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
