//! Comparability (`<`, `<=`, three-valued) and orderability (ORDER BY, min, max, indexes: total).
//!
//! Comparability knows three answers besides an order: *unordered* (NaN against a number: every comparison is false) and
//! *unknown* (null, or two types that do not compare: every comparison is null). Orderability puts all values in one line
//! and agrees with equivalence: two values are in the same place exactly if they are equivalent.
//!
//! ```text
//! MAP < NODE < RELATIONSHIP < LIST < PATH < ZONED DATETIME < LOCAL DATETIME < DATE < ZONED TIME < LOCAL TIME
//!     < DURATION < STRING < BOOLEAN < numbers < NaN < null
//! ```

use std::cmp::Ordering;
use std::sync::Arc;

use super::number::compare_exact;
use super::{Value, equal};

/// What comparability says of two values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Comparison {
    Ordered(Ordering),
    Unordered,
    Unknown,
}

/// `a < b`; `None` is null.
pub(crate) fn less(a: &Value, b: &Value) -> Option<bool> {
    holds(a, b, Ordering::is_lt)
}

/// `a <= b`; `None` is null.
pub(crate) fn less_or_equal(a: &Value, b: &Value) -> Option<bool> {
    holds(a, b, Ordering::is_le)
}

fn holds(a: &Value, b: &Value, test: fn(Ordering) -> bool) -> Option<bool> {
    match comparison(a, b) {
        Comparison::Ordered(ordering) => Some(test(ordering)),
        Comparison::Unordered => Some(false),
        Comparison::Unknown => None,
    }
}

fn comparison(a: &Value, b: &Value) -> Comparison {
    let partial = |ordering: Option<Ordering>| ordering.map_or(Comparison::Unordered, Comparison::Ordered);
    match (a, b) {
        (Value::Integer(a), Value::Integer(b)) => Comparison::Ordered(a.cmp(b)),
        (Value::Float(a), Value::Float(b)) => partial(a.partial_cmp(b)),
        (Value::Integer(a), Value::Float(b)) => partial(compare_exact(*a, *b)),
        (Value::Float(a), Value::Integer(b)) => partial(compare_exact(*b, *a).map(Ordering::reverse)),
        (Value::String(a), Value::String(b)) => Comparison::Ordered(a.cmp(b)),
        (Value::Boolean(a), Value::Boolean(b)) => Comparison::Ordered(a.cmp(b)),
        (Value::Date(a), Value::Date(b)) => Comparison::Ordered(a.cmp(b)),
        (Value::LocalTime(a), Value::LocalTime(b)) => Comparison::Ordered(a.cmp(b)),
        (Value::Time(a), Value::Time(b)) => Comparison::Ordered(a.cmp(b)),
        (Value::LocalDateTime(a), Value::LocalDateTime(b)) => Comparison::Ordered(a.cmp(b)),
        (Value::DateTime(a), Value::DateTime(b)) => Comparison::Ordered(a.cmp(b)),
        (Value::List(a), Value::List(b)) => {
            for (a, b) in a.iter().zip(b.iter()) {
                // Elements that have no order, such as nodes, are passed over where they are equal.
                match comparison(a, b) {
                    Comparison::Ordered(Ordering::Equal) => {}
                    Comparison::Unknown if equal(a, b) == Some(true) => {}
                    decided => return decided,
                }
            }
            Comparison::Ordered(a.len().cmp(&b.len()))
        }
        _ => Comparison::Unknown,
    }
}

/// The place of one value relative to another in the line of all values; see the picture of the file.
pub(crate) fn order(a: &Value, b: &Value) -> Ordering {
    match (a, b) {
        (Value::Integer(a), Value::Integer(b)) => a.cmp(b),
        (Value::Float(a), Value::Float(b)) => a.partial_cmp(b).unwrap_or_else(|| a.is_nan().cmp(&b.is_nan())),
        (Value::Integer(a), Value::Float(b)) => compare_exact(*a, *b).unwrap_or(Ordering::Less),
        (Value::Float(a), Value::Integer(b)) => compare_exact(*b, *a).map_or(Ordering::Greater, Ordering::reverse),
        // What is long is shared rather than copied, and need not be compared with themselves.
        (Value::String(a), Value::String(b)) if Arc::ptr_eq(a, b) => Ordering::Equal,
        (Value::String(a), Value::String(b)) => a.cmp(b),
        (Value::Boolean(a), Value::Boolean(b)) => a.cmp(b),
        (Value::List(a), Value::List(b)) if Arc::ptr_eq(a, b) => Ordering::Equal,
        (Value::List(a), Value::List(b)) => order_all(a.iter(), b.iter()),
        (Value::Map(a), Value::Map(b)) => a.keys().cmp(b.keys()).then_with(|| order_all(a.values(), b.values())),
        (Value::Node(a), Value::Node(b)) => a.cmp(b),
        (Value::Relationship(a), Value::Relationship(b)) => a.cmp(b),
        (Value::Path(a), Value::Path(b)) => (&a.nodes, &a.relationships).cmp(&(&b.nodes, &b.relationships)),
        (Value::Date(a), Value::Date(b)) => a.cmp(b),
        (Value::LocalTime(a), Value::LocalTime(b)) => a.cmp(b),
        (Value::Time(a), Value::Time(b)) => a.cmp(b),
        (Value::LocalDateTime(a), Value::LocalDateTime(b)) => a.cmp(b),
        (Value::DateTime(a), Value::DateTime(b)) => a.cmp(b),
        (Value::Duration(a), Value::Duration(b)) => a.cmp(b),
        (a, b) => rank(a).cmp(&rank(b)),
    }
}

fn order_all<'a>(mut a: impl Iterator<Item = &'a Value>, mut b: impl Iterator<Item = &'a Value>) -> Ordering {
    loop {
        match (a.next(), b.next()) {
            (Some(a), Some(b)) => match order(a, b) {
                Ordering::Equal => {}
                decided => return decided,
            },
            (a, b) => return a.is_some().cmp(&b.is_some()),
        }
    }
}

fn rank(value: &Value) -> u8 {
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
