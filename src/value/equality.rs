//! Equality (`=`, three-valued) and equivalence (`Eq` and `Hash`, total).
//!
//! ```text
//!            equality   equivalence          equality [1, null] = [1, null]  →  null
//! null null   null       same                equality [1, null] = [2, null]  →  false
//! NaN  NaN    false      same                equivalence: a list is like a list element by element
//! 1    1.0    true       same
//! ```

use std::hash::{Hash, Hasher};

use super::number::{compare_exact, exact_integer};
use super::{Map, Value};

/// Whether two values are equal; `None` (null) when that is unknown. Values of different types are not equal, except
/// numbers, which are compared exactly.
pub(crate) fn equal(a: &Value, b: &Value) -> Option<bool> {
    match (a, b) {
        (Value::Null, _) | (_, Value::Null) => None,
        (Value::Float(a), Value::Float(b)) => Some(a == b),
        (Value::Integer(integer), Value::Float(float)) | (Value::Float(float), Value::Integer(integer)) => {
            Some(compare_exact(*integer, *float).is_some_and(std::cmp::Ordering::is_eq))
        }
        (Value::List(a), Value::List(b)) => {
            if a.len() == b.len() {
                all_equal(a.iter().zip(b.iter()))
            } else {
                Some(false)
            }
        }
        (Value::Map(a), Value::Map(b)) => {
            if same_keys(a, b) {
                all_equal(a.values().zip(b.values()))
            } else {
                Some(false)
            }
        }
        (a, b) => Some(a == b),
    }
}

/// False as soon as one pair differs, else null as soon as one is unknown.
fn all_equal<'a>(pairs: impl Iterator<Item = (&'a Value, &'a Value)>) -> Option<bool> {
    let mut known = true;
    for (a, b) in pairs {
        match equal(a, b) {
            Some(true) => {}
            Some(false) => return Some(false),
            None => known = false,
        }
    }
    known.then_some(true)
}

fn same_keys(a: &Map, b: &Map) -> bool {
    a.len() == b.len() && a.keys().eq(b.keys())
}

impl PartialEq for Value {
    /// Equivalence: total, null is like null, NaN like NaN, 1 like 1.0.
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Null, Self::Null) => true,
            (Self::Boolean(a), Self::Boolean(b)) => a == b,
            (Self::Integer(a), Self::Integer(b)) => a == b,
            (Self::Float(a), Self::Float(b)) => a == b || (a.is_nan() && b.is_nan()),
            (Self::Integer(integer), Self::Float(float)) | (Self::Float(float), Self::Integer(integer)) => {
                exact_integer(*float) == Some(*integer)
            }
            (Self::String(a), Self::String(b)) => a == b,
            (Self::List(a), Self::List(b)) => a == b,
            (Self::Map(a), Self::Map(b)) => a == b,
            (Self::Node(a), Self::Node(b)) => a == b,
            (Self::Relationship(a), Self::Relationship(b)) => a == b,
            (Self::Path(a), Self::Path(b)) => a == b,
            (Self::Date(a), Self::Date(b)) => a == b,
            (Self::LocalTime(a), Self::LocalTime(b)) => a == b,
            (Self::Time(a), Self::Time(b)) => a == b,
            (Self::LocalDateTime(a), Self::LocalDateTime(b)) => a == b,
            (Self::DateTime(a), Self::DateTime(b)) => a == b,
            (Self::Duration(a), Self::Duration(b)) => a == b,
            _ => false,
        }
    }
}

impl Eq for Value {}

impl Hash for Value {
    fn hash<H: Hasher>(&self, state: &mut H) {
        match self {
            Self::Null => state.write_u8(0),
            Self::Boolean(bit) => {
                state.write_u8(1);
                bit.hash(state);
            }
            Self::Integer(integer) => hash_integer(*integer, state),
            Self::Float(float) => hash_float(*float, state),
            Self::String(text) => hash_as(4, text, state),
            Self::List(list) => hash_as(5, list, state),
            Self::Map(map) => hash_as(6, map, state),
            Self::Node(id) => hash_as(7, id, state),
            Self::Relationship(id) => hash_as(8, id, state),
            Self::Path(path) => hash_as(9, path, state),
            Self::Date(date) => hash_as(10, date, state),
            Self::LocalTime(time) => hash_as(11, time, state),
            Self::Time(time) => hash_as(12, time, state),
            Self::LocalDateTime(local) => hash_as(13, local, state),
            Self::DateTime(moment) => hash_as(14, moment, state),
            Self::Duration(duration) => hash_as(15, duration, state),
        }
    }
}

fn hash_integer<H: Hasher>(integer: i64, state: &mut H) {
    state.write_u8(2);
    state.write_i64(integer);
}

fn hash_float<H: Hasher>(float: f64, state: &mut H) {
    if let Some(integer) = exact_integer(float) {
        hash_integer(integer, state);
    } else {
        state.write_u8(3);
        state.write_u64(if float.is_nan() { f64::NAN.to_bits() } else { float.to_bits() });
    }
}

fn hash_as<T: Hash + ?Sized, H: Hasher>(tag: u8, value: &T, state: &mut H) {
    state.write_u8(tag);
    value.hash(state);
}
