//! The operators `+ - * / % ^` on values: numbers, strings, lists, points in time and durations.
//!
//! Null with anything is null. Integers stay integers and never wrap: leaving 64 bits is an error, as is dividing an
//! integer by zero; doubles follow IEEE 754. Types that do not go together are a type error that names both.

use super::text::to_text;
use super::{Value, checked_list};
use crate::diagnostic::{Class, Detail, Diagnostic, Phase, Result};

fn arithmetic(detail: Detail, message: String) -> Diagnostic {
    Diagnostic::new(Class::ArithmeticError, Phase::Runtime, detail, message)
}

fn overflow(operation: &str) -> Diagnostic {
    arithmetic(Detail::IntegerArithmeticOverflow, format!("the result of {operation} does not fit a 64-bit integer"))
        .hint("use toFloat() on one side to calculate with doubles")
}

fn by_zero(a: &Value) -> Diagnostic {
    arithmetic(Detail::DivisionByZero, format!("{a} is divided by zero"))
}

fn mismatch(operation: &str, a: &Value, b: &Value) -> Diagnostic {
    let message = format!("cannot {operation} values of type {} and {}", a.type_name(), b.type_name());
    let number = |value: &Value| matches!(value, Value::Integer(_) | Value::Float(_));
    let moved = is_point(a) && number(b) || number(a) && is_point(b);
    let hint = moved.then(|| "a point in time is moved by a duration, such as duration({days: 1})".to_owned());
    Diagnostic::type_error(Detail::InvalidArgumentType, message).maybe_hint(hint)
}

/// `a + b`: a sum; strings (and a string with anything that has a text), lists (and a list with one element) joined;
/// a point in time moved by a duration.
pub(crate) fn add(a: &Value, b: &Value) -> Result<Value> {
    Ok(match (a, b) {
        (Value::Null, _) | (_, Value::Null) => Value::Null,
        (Value::Integer(x), Value::Integer(y)) => {
            Value::Integer(x.checked_add(*y).ok_or_else(|| overflow(&format!("{x} + {y}")))?)
        }
        (Value::Float(x), Value::Float(y)) => Value::Float(x + y),
        (Value::Integer(x), Value::Float(y)) => Value::Float(*x as f64 + y),
        (Value::Float(x), Value::Integer(y)) => Value::Float(x + *y as f64),
        (Value::String(x), Value::String(y)) => Value::string([&**x, &**y].concat()),
        (Value::List(x), Value::List(y)) => Value::list(x.iter().chain(y.iter()).cloned().collect()),
        (Value::List(x), y) => checked_list(x.iter().chain(std::iter::once(y)).cloned().collect())?,
        (x, Value::List(y)) => checked_list(std::iter::once(x).chain(y.iter()).cloned().collect())?,
        (Value::Duration(x), Value::Duration(y)) => Value::Duration(x.add(y)?.into()),
        (Value::Duration(duration), point) if is_point(point) => shift(point, duration)?,
        (point, Value::Duration(duration)) if is_point(point) => shift(point, duration)?,
        (Value::String(_), _) | (_, Value::String(_)) => {
            let both = to_text(a).zip(to_text(b)).ok_or_else(|| mismatch("add", a, b))?;
            Value::string(format!("{}{}", both.0, both.1))
        }
        _ => return Err(mismatch("add", a, b)),
    })
}

/// `a - b`.
pub(crate) fn subtract(a: &Value, b: &Value) -> Result<Value> {
    Ok(match (a, b) {
        (Value::Null, _) | (_, Value::Null) => Value::Null,
        (Value::Integer(x), Value::Integer(y)) => {
            Value::Integer(x.checked_sub(*y).ok_or_else(|| overflow(&format!("{x} - {y}")))?)
        }
        (Value::Float(x), Value::Float(y)) => Value::Float(x - y),
        (Value::Integer(x), Value::Float(y)) => Value::Float(*x as f64 - y),
        (Value::Float(x), Value::Integer(y)) => Value::Float(x - *y as f64),
        (Value::Duration(x), Value::Duration(y)) => Value::Duration(x.add(&y.negate()?)?.into()),
        (point, Value::Duration(duration)) if is_point(point) => shift(point, &duration.negate()?)?,
        (x, y) if is_point(x) && is_point(y) => {
            return Err(mismatch("subtract", a, b).hint("duration.between(a, b) gives the time between two points"));
        }
        _ => return Err(mismatch("subtract", a, b)),
    })
}

/// `a * b`.
pub(crate) fn multiply(a: &Value, b: &Value) -> Result<Value> {
    Ok(match (a, b) {
        (Value::Null, _) | (_, Value::Null) => Value::Null,
        (Value::Integer(x), Value::Integer(y)) => {
            Value::Integer(x.checked_mul(*y).ok_or_else(|| overflow(&format!("{x} * {y}")))?)
        }
        (Value::Float(x), Value::Float(y)) => Value::Float(x * y),
        (Value::Integer(x), Value::Float(y)) => Value::Float(*x as f64 * y),
        (Value::Float(x), Value::Integer(y)) => Value::Float(x * *y as f64),
        (Value::Duration(x), Value::Integer(y)) | (Value::Integer(y), Value::Duration(x)) => {
            Value::Duration(x.times_integer(*y)?.into())
        }
        (Value::Duration(x), Value::Float(y)) | (Value::Float(y), Value::Duration(x)) => {
            Value::Duration(x.times_float(*y)?.into())
        }
        _ => return Err(mismatch("multiply", a, b)),
    })
}

/// `a / b`: towards zero for integers.
pub(crate) fn divide(a: &Value, b: &Value) -> Result<Value> {
    Ok(match (a, b) {
        (Value::Null, _) | (_, Value::Null) => Value::Null,
        (Value::Integer(_) | Value::Duration(_), Value::Integer(0)) => return Err(by_zero(a)),
        (Value::Integer(x), Value::Integer(y)) => {
            Value::Integer(x.checked_div(*y).ok_or_else(|| overflow(&format!("{x} / {y}")))?)
        }
        (Value::Float(x), Value::Float(y)) => Value::Float(x / y),
        (Value::Integer(x), Value::Float(y)) => Value::Float(*x as f64 / y),
        (Value::Float(x), Value::Integer(y)) => Value::Float(x / *y as f64),
        (Value::Duration(x), Value::Integer(y)) => Value::Duration(x.divided_by_integer(*y)?.into()),
        (Value::Duration(_), Value::Float(y)) if *y == 0.0 => return Err(by_zero(a)),
        (Value::Duration(x), Value::Float(y)) => Value::Duration(x.times_float(1.0 / y)?.into()),
        _ => return Err(mismatch("divide", a, b)),
    })
}

/// `a % b`: the rest of the division, with the sign of `a`.
pub(crate) fn modulo(a: &Value, b: &Value) -> Result<Value> {
    Ok(match (a, b) {
        (Value::Null, _) | (_, Value::Null) => Value::Null,
        (Value::Integer(_), Value::Integer(0)) => return Err(by_zero(a)),
        // The one case that wraps, the smallest integer by -1, has no rest.
        (Value::Integer(x), Value::Integer(y)) => Value::Integer(x.wrapping_rem(*y)),
        (Value::Float(x), Value::Float(y)) => Value::Float(x % y),
        (Value::Integer(x), Value::Float(y)) => Value::Float(*x as f64 % y),
        (Value::Float(x), Value::Integer(y)) => Value::Float(x % *y as f64),
        _ => return Err(mismatch("take the modulo of", a, b)),
    })
}

/// `a ^ b`: always a double.
pub(crate) fn power(a: &Value, b: &Value) -> Result<Value> {
    let number = |value: &Value| match value {
        Value::Integer(integer) => Some(*integer as f64),
        Value::Float(float) => Some(*float),
        _ => None,
    };
    if a.is_null() || b.is_null() {
        return Ok(Value::Null);
    }
    let (base, exponent) = number(a).zip(number(b)).ok_or_else(|| mismatch("raise to a power", a, b))?;
    Ok(Value::Float(base.powf(exponent)))
}

/// `-a`.
pub(crate) fn negate(a: &Value) -> Result<Value> {
    Ok(match a {
        Value::Null => Value::Null,
        Value::Integer(x) => Value::Integer(x.checked_neg().ok_or_else(|| overflow(&format!("-({x})")))?),
        Value::Float(x) => Value::Float(-x),
        Value::Duration(x) => Value::Duration(x.negate()?.into()),
        other => {
            return Err(Diagnostic::type_error(
                Detail::InvalidArgumentType,
                format!("cannot negate a value of type {}", other.type_name()),
            ));
        }
    })
}

fn is_point(value: &Value) -> bool {
    matches!(
        value,
        Value::Date(_) | Value::LocalTime(_) | Value::Time(_) | Value::LocalDateTime(_) | Value::DateTime(_)
    )
}

fn shift(point: &Value, duration: &super::temporal::Duration) -> Result<Value> {
    Ok(match point {
        Value::Date(date) => Value::Date(date.plus(duration)?),
        Value::LocalTime(time) => Value::LocalTime(time.plus(duration)),
        Value::Time(time) => Value::Time(time.plus(duration)),
        Value::LocalDateTime(local) => Value::LocalDateTime(local.plus(duration)?),
        Value::DateTime(moment) => Value::DateTime(moment.plus(duration)?.into()),
        other => return Err(mismatch("add", other, &Value::Duration((*duration).into()))),
    })
}
