//! What a property can hold, and the order that indexes keep.

use std::cmp::Ordering;

use crate::diagnostic::{Detail, Diagnostic, Result};
use crate::value::Value;

/// Refuses what no property can hold: maps, elements, paths, and lists that hold null, a list, one of these, or
/// elements of different types (integers and floats may stand together).
pub(crate) fn check_storable(value: &Value) -> Result<()> {
    let refuse = |what: String| Err(Diagnostic::type_error(Detail::InvalidPropertyType, what));
    match value {
        Value::Map(_) | Value::Node(_) | Value::Relationship(_) | Value::Path(_) => {
            refuse(format!("a property cannot hold a value of type {}", value.type_name()))
        }
        Value::List(elements) => {
            let Some(first) = elements.first() else { return Ok(()) };
            for element in elements.iter() {
                if matches!(element, Value::Null | Value::List(_)) {
                    return refuse(format!("a list in a property cannot hold {}", element.type_name()));
                }
                check_storable(element)?;
                if class(element) != class(first) {
                    return refuse(format!(
                        "a list in a property cannot hold both {} and {}",
                        first.type_name(),
                        element.type_name()
                    ));
                }
            }
            Ok(())
        }
        _ => Ok(()),
    }
}

/// The rank of a value's type in the order of indexes; values of one rank can be compared with each other.
pub(crate) fn class(value: &Value) -> u8 {
    match value {
        Value::Map(_) => 0,
        Value::Node(_) => 1,
        Value::Relationship(_) => 2,
        Value::List(_) => 3,
        Value::Path(_) => 4,
        Value::DateTime(_) => 5,
        Value::LocalDateTime(_) => 6,
        Value::Date(_) => 7,
        Value::Time(_) => 8,
        Value::LocalTime(_) => 9,
        Value::Duration(_) => 10,
        Value::String(_) => 11,
        Value::Boolean(_) => 12,
        Value::Integer(_) | Value::Float(_) => 13,
        Value::Null => 14,
    }
}

/// Whether a value is NaN or holds one: equal to nothing, so no index finds it.
pub(crate) fn holds_nan(value: &Value) -> bool {
    match value {
        Value::Float(float) => float.is_nan(),
        Value::List(elements) => elements.iter().any(holds_nan),
        _ => false,
    }
}

/// A total order of stored values in which equal values (`1` and `1.0`) are equal.
pub(crate) fn order(a: &Value, b: &Value) -> Ordering {
    match (a, b) {
        (Value::Integer(a), Value::Integer(b)) => a.cmp(b),
        (Value::String(a), Value::String(b)) => a.cmp(b),
        (Value::Boolean(a), Value::Boolean(b)) => a.cmp(b),
        (Value::Float(a), Value::Float(b)) => order_floats(*a, *b),
        (Value::Integer(a), Value::Float(b)) => order_mixed(*a, *b),
        (Value::Float(a), Value::Integer(b)) => order_mixed(*b, *a).reverse(),
        (Value::Date(a), Value::Date(b)) => a.cmp(b),
        (Value::LocalTime(a), Value::LocalTime(b)) => a.cmp(b),
        (Value::LocalDateTime(a), Value::LocalDateTime(b)) => a.cmp(b),
        (Value::Time(a), Value::Time(b)) => {
            let instant = |nanos: u64, offset: i32| nanos as i64 - i64::from(offset) * 1_000_000_000;
            instant(a.nanos, a.offset).cmp(&instant(b.nanos, b.offset)).then(a.offset.cmp(&b.offset))
        }
        (Value::DateTime(a), Value::DateTime(b)) => (a.seconds, a.nanos).cmp(&(b.seconds, b.nanos)),
        (Value::Duration(a), Value::Duration(b)) => {
            (a.months, a.days, a.seconds, a.nanos).cmp(&(b.months, b.days, b.seconds, b.nanos))
        }
        (Value::List(a), Value::List(b)) => {
            let first = a.iter().zip(b.iter()).map(|(a, b)| order(a, b)).find(|order| order.is_ne());
            first.unwrap_or_else(|| a.len().cmp(&b.len()))
        }
        (a, b) => class(a).cmp(&class(b)),
    }
}

fn order_floats(a: f64, b: f64) -> Ordering {
    a.partial_cmp(&b).unwrap_or_else(|| a.is_nan().cmp(&b.is_nan()))
}

fn order_mixed(int: i64, float: f64) -> Ordering {
    if float.is_nan() || float >= 9_223_372_036_854_775_808.0 {
        return Ordering::Less;
    }
    if float < -9_223_372_036_854_775_808.0 {
        return Ordering::Greater;
    }
    int.cmp(&(float.trunc() as i64)).then_with(|| 0.0f64.partial_cmp(&float.fract()).unwrap_or(Ordering::Equal))
}

/// Whether two values are the very same: type, bits and all. `1` and `1.0` are not.
pub(crate) fn identical(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Null, Value::Null) => true,
        (Value::Float(a), Value::Float(b)) => a.to_bits() == b.to_bits(),
        (Value::Integer(a), Value::Integer(b)) => a == b,
        (Value::DateTime(a), Value::DateTime(b)) => a == b,
        (Value::List(a), Value::List(b)) => a.len() == b.len() && a.iter().zip(b.iter()).all(|(a, b)| identical(a, b)),
        (Value::Integer(_), Value::Float(_)) | (Value::Float(_), Value::Integer(_)) => false,
        (a, b) => order(a, b).is_eq(),
    }
}
