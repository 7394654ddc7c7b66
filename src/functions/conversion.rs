//! From one type to another: `toInteger` and its kin, which fail on a type that has no such form, give null for a string
//! that does not mean one, and come with an `…OrNull` form that never fails and a `…List` form for every element.

use super::argument::{at, lenient, list, strict};
use super::signature::required;
use super::{Function, Kind, Parameter};
use crate::diagnostic::{Detail, Diagnostic};
use crate::value::{Type, Value, float_to_integer, parse_float, parse_integer, to_text};

const FAMILY: &str = "conversion";
// The language wants a wrong type to fail when the row is reached, not before, so any type is let through.
const ANYTHING: &[Parameter] = &[required("value", Kind::ANY)];
const LIST: &[Parameter] = &[required("list", Kind::LIST)];

/// The three forms of one conversion.
macro_rules! conversions {
    ($convert:ident, $kind:expr, $noun:literal,
     $name:literal $example:literal, $or_null:literal $null_example:literal, $of_list:literal $list_example:literal) => {
        [
            Function::scalar(
                (FAMILY, $name),
                ANYTHING,
                |_| $kind,
                strict!(
                    |arguments: &[Value]| $convert(at(arguments, 0)).ok_or_else(|| refused($name, at(arguments, 0)))
                ),
                concat!("The value as ", $noun, "; null for a string that means none."),
                $example,
            ),
            Function::scalar(
                (FAMILY, $or_null),
                ANYTHING,
                |_| $kind,
                lenient!(|arguments: &[Value]| Ok($convert(at(arguments, 0)).unwrap_or_default())),
                concat!("The value as ", $noun, ", or null when it has no such form."),
                $null_example,
            ),
            Function::scalar(
                (FAMILY, $of_list),
                LIST,
                |_| Type::list($kind),
                strict!(|arguments: &[Value]| {
                    let elements = list($of_list, arguments, 0)?;
                    Ok(Value::list(elements.iter().map(|value| $convert(value).unwrap_or_default()).collect()))
                }),
                concat!("Every element as ", $noun, ", or null where it has no such form."),
                $list_example,
            ),
        ]
    };
}

const BOOLEAN: [Function; 3] = conversions!(
    boolean, Type::Boolean, "a boolean",
    "toBoolean" "toBoolean('true') = true",
    "toBooleanOrNull" "toBooleanOrNull(1.5) = null",
    "toBooleanList" "toBooleanList(['true', 'maybe']) = [true, null]"
);
const INTEGER: [Function; 3] = conversions!(
    integer, Type::Integer, "an integer",
    "toInteger" "toInteger('42') = 42",
    "toIntegerOrNull" "toIntegerOrNull([]) = null",
    "toIntegerList" "toIntegerList(['1', 2.9, 'x']) = [1, 2, null]"
);
const FLOAT: [Function; 3] = conversions!(
    float, Type::Float, "a double",
    "toFloat" "toFloat('1.5') = 1.5",
    "toFloatOrNull" "toFloatOrNull(true) = null",
    "toFloatList" "toFloatList([1, '2.5']) = [1.0, 2.5]"
);
const STRING: [Function; 3] = conversions!(
    string, Type::String, "a string",
    "toString" "toString(1.0) = '1.0'",
    "toStringOrNull" "toStringOrNull([]) = null",
    "toStringList" "toStringList([1, true]) = ['1', 'true']"
);

const TABLE: [Function; 12] = {
    let [a, b, c] = BOOLEAN;
    let [d, e, f] = INTEGER;
    let [g, h, i] = FLOAT;
    let [j, k, l] = STRING;
    [a, b, c, d, e, f, g, h, i, j, k, l]
};

pub(super) const FUNCTIONS: &[Function] = &TABLE;

fn refused(function: &str, found: &Value) -> Diagnostic {
    Diagnostic::type_error(
        Detail::InvalidArgumentValue,
        format!("{function}() cannot convert a value of type {}", found.type_name()),
    )
    .hint(format!("{function}OrNull() gives null instead"))
}

/// `None` for a type without such a form; null for a string that means none. So are the three that follow.
fn boolean(value: &Value) -> Option<Value> {
    Some(match value {
        Value::Boolean(_) => value.clone(),
        Value::Integer(integer) => Value::Boolean(*integer != 0),
        Value::String(text) if text.eq_ignore_ascii_case("true") => Value::Boolean(true),
        Value::String(text) if text.eq_ignore_ascii_case("false") => Value::Boolean(false),
        Value::String(_) => Value::Null,
        _ => return None,
    })
}

fn integer(value: &Value) -> Option<Value> {
    Some(match value {
        Value::Integer(_) => value.clone(),
        Value::Float(float) => float_to_integer(*float).map(Value::Integer).unwrap_or_default(),
        Value::Boolean(bit) => Value::Integer(i64::from(*bit)),
        Value::String(text) => parse_integer(text).map(Value::Integer).unwrap_or_default(),
        _ => return None,
    })
}

fn float(value: &Value) -> Option<Value> {
    Some(match value {
        Value::Float(_) => value.clone(),
        Value::Integer(integer) => Value::Float(*integer as f64),
        Value::String(text) => parse_float(text).map(Value::Float).unwrap_or_default(),
        _ => return None,
    })
}

fn string(value: &Value) -> Option<Value> {
    match value {
        Value::String(_) => Some(value.clone()),
        other => to_text(other).map(Value::string),
    }
}
