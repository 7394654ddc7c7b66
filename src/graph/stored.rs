//! What a property can hold, and what of it can be compared and told apart.

use std::mem::discriminant;

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
                if !are_numbers(element, first) && discriminant(element) != discriminant(first) {
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

/// Whether `<` can say anything of two stored values of these types, element types of lists aside.
pub(crate) fn are_comparable(a: &Value, b: &Value) -> bool {
    are_numbers(a, b)
        || (discriminant(a) == discriminant(b)
            && !matches!(a, Value::Null | Value::Map(_) | Value::Node(_) | Value::Relationship(_))
            && !matches!(a, Value::Path(_) | Value::Duration(_)))
}

fn are_numbers(a: &Value, b: &Value) -> bool {
    let is_number = |value: &Value| matches!(value, Value::Integer(_) | Value::Float(_));
    is_number(a) && is_number(b)
}

/// Whether a value is NaN or holds one: equal to nothing, so no index finds it.
pub(crate) fn holds_nan(value: &Value) -> bool {
    match value {
        Value::Float(float) => float.is_nan(),
        Value::List(elements) => elements.iter().any(holds_nan),
        _ => false,
    }
}

/// Whether two values are the very same: type, bits and all. `1` and `1.0` are not.
pub(crate) fn identical(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Float(a), Value::Float(b)) => a.to_bits() == b.to_bits(),
        (Value::Integer(_), Value::Float(_)) | (Value::Float(_), Value::Integer(_)) => false,
        (Value::List(a), Value::List(b)) => a.len() == b.len() && a.iter().zip(b.iter()).all(|(a, b)| identical(a, b)),
        (a, b) => a == b,
    }
}
