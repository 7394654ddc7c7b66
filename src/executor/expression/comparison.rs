//! `= <> < <= > >=` by column: narrow loops for numbers, elements and dictionary strings, the value domain for the rest.

use std::sync::Arc;

use super::cell::{bit, test_pairs};
use super::numbers::{Words, as_floats, each_pair, integers, moments, moments_around};
use crate::syntax::ast::CompareOp;
use crate::value::{Column, Dictionary, NodeId, RelId, Strings, Value, equal, exact_float, less, less_or_equal};

/// The truth of `a op b`, row by row.
pub(super) fn compare_columns(op: CompareOp, a: &Column, b: &Column) -> Column {
    let both_constant = matches!((a, b), (Column::Constant(..), Column::Constant(..)));
    let narrow = if both_constant { None } else { narrow(op, a, b) };
    narrow.unwrap_or_else(|| test_pairs(a, b, |a, b| compare_values(op, a, b)))
}

/// The truth of `a op b`, `None` is null.
pub(super) fn compare_values(op: CompareOp, a: &Value, b: &Value) -> Option<bool> {
    match op {
        CompareOp::Equal => equal(a, b),
        CompareOp::NotEqual => equal(a, b).map(|same| !same),
        CompareOp::Less => less(a, b),
        CompareOp::LessOrEqual => less_or_equal(a, b),
        CompareOp::Greater => less(b, a),
        CompareOp::GreaterOrEqual => less_or_equal(b, a),
    }
}

fn narrow(op: CompareOp, a: &Column, b: &Column) -> Option<Column> {
    let len = a.len();
    if let (Some(x), Some(y)) = (integers(a), integers(b)) {
        return Some(compare_words(op, len, &x, &y));
    }
    if let (Some(x), Some(y)) = (as_floats(a), as_floats(b)) {
        return Some(compare_words(op, len, &x, &y));
    }
    if let (Some(x), Some(y)) = (as_floats(a), integers(b)) {
        return compare_mixed(op, len, &x, &y);
    }
    if let (Some(x), Some(y)) = (integers(a), as_floats(b)) {
        return compare_mixed(mirrored(op), len, &y, &x);
    }
    if let Some((_, x, y)) = moments(a, b) {
        return Some(compare_words(op, len, &x, &y));
    }
    if let Some((x, next)) = moments_around(a, b) {
        return Some(compare_around(op, len, &x, next));
    }
    if let Some((y, next)) = moments_around(b, a) {
        return Some(compare_around(mirrored(op), len, &y, next));
    }
    match (a, b) {
        (Column::Texts { codes, dictionary }, Column::Constant(Value::String(text), _)) => {
            Some(text_against(op, codes, dictionary, text))
        }
        (Column::Constant(Value::String(text), _), Column::Texts { codes, dictionary }) => {
            Some(text_against(mirrored(op), codes, dictionary, text))
        }
        (Column::Texts { codes: x, dictionary }, Column::Texts { codes: y, dictionary: other })
            if Arc::ptr_eq(dictionary, other) =>
        {
            let null = |row: usize| x[row] == Dictionary::NULL || y[row] == Dictionary::NULL;
            Some(Column::Booleans(
                (0..len).map(|row| if null(row) { 2 } else { u8::from(holds(op, &x[row], &y[row])) }).collect(),
            ))
        }
        (Column::Nodes(x), Column::Nodes(y)) => identity(op, x, y, NodeId::NONE),
        (Column::Relationships(x), Column::Relationships(y)) => identity(op, x, y, RelId::NONE),
        _ => {
            let (x, y) = (Strings::of(a)?, Strings::of(b)?);
            let one = |row| bit(x.get(row).zip(y.get(row)).map(|(x, y)| holds(op, &x, &y)));
            Some(Column::Booleans((0..len).map(one).collect()))
        }
    }
}

/// Doubles against integers, where all integers are doubles too.
fn compare_mixed(op: CompareOp, len: usize, a: &Words<'_, f64>, b: &Words<'_, i64>) -> Option<Column> {
    match b {
        Words::One(integer) => {
            let float = exact_float(*integer)?;
            Some(compare_words(op, len, a, &Words::One(float)))
        }
        Words::Rows(integers, nulls) => {
            let floats: Vec<f64> = integers.iter().map(|integer| exact_float(*integer)).collect::<Option<_>>()?;
            Some(compare_words(op, len, a, &Words::Rows(&floats, *nulls)))
        }
    }
}

/// Numbers: a loop for each operator and form of the sides, so that a row is a few instructions.
fn compare_words<T: PartialOrd + Copy>(op: CompareOp, len: usize, a: &Words<'_, T>, b: &Words<'_, T>) -> Column {
    let mut truths = match op {
        CompareOp::Equal => each_pair(a, b, len, |a, b| u8::from(a == b)),
        CompareOp::NotEqual => each_pair(a, b, len, |a, b| u8::from(a != b)),
        CompareOp::Less => each_pair(a, b, len, |a, b| u8::from(a < b)),
        CompareOp::LessOrEqual => each_pair(a, b, len, |a, b| u8::from(a <= b)),
        CompareOp::Greater => each_pair(a, b, len, |a, b| u8::from(a > b)),
        CompareOp::GreaterOrEqual => each_pair(a, b, len, |a, b| u8::from(a >= b)),
    };
    for nulls in [a.nulls(), b.nulls()].into_iter().flatten() {
        nulls.ones_from(0).take_while(|row| *row < len).for_each(|row| truths[row] = 2);
    }
    Column::Booleans(truths)
}

/// Numbers against what is none of them, and lies before `next` and behind the one before that.
fn compare_around(op: CompareOp, len: usize, a: &Words<'_, i64>, next: i64) -> Column {
    let (op, bound) = match op {
        CompareOp::Equal => (CompareOp::Less, i64::MIN),
        CompareOp::NotEqual => (CompareOp::GreaterOrEqual, i64::MIN),
        CompareOp::Less | CompareOp::LessOrEqual => (CompareOp::Less, next),
        CompareOp::Greater | CompareOp::GreaterOrEqual => (CompareOp::GreaterOrEqual, next),
    };
    compare_words(op, len, a, &Words::One(bound))
}

fn holds<T: PartialOrd>(op: CompareOp, a: &T, b: &T) -> bool {
    match op {
        CompareOp::Equal => a == b,
        CompareOp::NotEqual => a != b,
        CompareOp::Less => a < b,
        CompareOp::LessOrEqual => a <= b,
        CompareOp::Greater => a > b,
        CompareOp::GreaterOrEqual => a >= b,
    }
}

/// The same comparison with its sides swapped.
fn mirrored(op: CompareOp) -> CompareOp {
    match op {
        CompareOp::Equal | CompareOp::NotEqual => op,
        CompareOp::Less => CompareOp::Greater,
        CompareOp::LessOrEqual => CompareOp::GreaterOrEqual,
        CompareOp::Greater => CompareOp::Less,
        CompareOp::GreaterOrEqual => CompareOp::LessOrEqual,
    }
}

/// Codes are ordered as their strings are, so one search in the dictionary decides for all rows.
fn text_against(op: CompareOp, codes: &[u32], dictionary: &Dictionary, text: &str) -> Column {
    let (at, found) = match dictionary.find(text) {
        Ok(code) => (code, true),
        Err(place) => (place, false),
    };
    let test = |code: u32| match op {
        CompareOp::Equal => found && code == at,
        CompareOp::NotEqual => !found || code != at,
        CompareOp::Less => code < at,
        CompareOp::LessOrEqual => code < at || (found && code == at),
        CompareOp::Greater => code > at || (!found && code == at),
        CompareOp::GreaterOrEqual => code >= at,
    };
    Column::Booleans(
        codes.iter().map(|code| if *code == Dictionary::NULL { 2 } else { u8::from(test(*code)) }).collect(),
    )
}

/// Elements are equal or not, they have no order.
fn identity<T: PartialEq + Copy>(op: CompareOp, a: &[T], b: &[T], none: T) -> Option<Column> {
    let wanted = match op {
        CompareOp::Equal => true,
        CompareOp::NotEqual => false,
        _ => return None,
    };
    let pairs = a.iter().zip(b);
    Some(Column::Booleans(
        pairs.map(|(a, b)| if *a == none || *b == none { 2 } else { u8::from((a == b) == wanted) }).collect(),
    ))
}
