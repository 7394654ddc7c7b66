//! Taking arguments out of their list, with one wording for what is wrong with them.
//!
//! `function` is the name the user called, for the message.

use std::sync::Arc;

use crate::diagnostic::{Detail, Diagnostic, Result};
use crate::value::{Map, Value};

/// A body that is null when one of its arguments is.
macro_rules! strict {
    ($body:expr) => {
        |arguments: &[Value], _: &$crate::functions::Environment<'_>| {
            if arguments.iter().any(Value::is_null) { Ok(Value::Null) } else { $body(arguments) }
        }
    };
}

/// A body that is null when one of its arguments is, and asks how much it may make and how long.
macro_rules! allowed {
    ($body:expr) => {
        |arguments: &[Value], environment: &$crate::functions::Environment<'_>| {
            let null = arguments.iter().any(Value::is_null);
            if null { Ok(Value::Null) } else { $body(arguments, environment.allowance) }
        }
    };
}

/// A body that looks at nulls itself.
macro_rules! lenient {
    ($body:expr) => {
        |arguments: &[Value], _: &$crate::functions::Environment<'_>| $body(arguments)
    };
}

pub(super) use {allowed, lenient, strict};

/// A type error that names what the function takes and what it got.
pub(super) fn wrong_type(function: &str, wanted: &str, found: &Value) -> Diagnostic {
    Diagnostic::type_error(
        Detail::InvalidArgumentType,
        format!("{function}() takes {wanted} here, but this is a value of type {}", found.type_name()),
    )
}

/// An argument that has the right type but cannot be used.
pub(super) fn out_of_range(message: impl Into<String>) -> Diagnostic {
    Diagnostic::argument(Detail::NumberOutOfRange, message)
}

static MISSING: Value = Value::Null;

/// The argument at `index`; null when it was left out.
pub(super) fn at(arguments: &[Value], index: usize) -> &Value {
    arguments.get(index).unwrap_or(&MISSING)
}

/// A string argument.
pub(super) fn text<'a>(function: &str, arguments: &'a [Value], index: usize) -> Result<&'a Arc<str>> {
    match at(arguments, index) {
        Value::String(text) => Ok(text),
        other => Err(wrong_type(function, "a STRING", other)),
    }
}

/// An integer argument.
pub(super) fn integer(function: &str, arguments: &[Value], index: usize) -> Result<i64> {
    match at(arguments, index) {
        Value::Integer(integer) => Ok(*integer),
        other => Err(wrong_type(function, "an INTEGER", other)),
    }
}

/// An integer argument that counts or is a position, so it is not negative.
pub(super) fn count(function: &str, arguments: &[Value], index: usize) -> Result<usize> {
    let number = integer(function, arguments, index)?;
    usize::try_from(number)
        .map_err(|_| out_of_range(format!("{function}() takes no negative number here, but this is {number}")))
}

/// A number argument as a double.
pub(super) fn number(function: &str, arguments: &[Value], index: usize) -> Result<f64> {
    match at(arguments, index) {
        Value::Integer(integer) => Ok(*integer as f64),
        Value::Float(float) => Ok(*float),
        other => Err(wrong_type(function, "a number", other)),
    }
}

/// A list argument.
pub(super) fn list<'a>(function: &str, arguments: &'a [Value], index: usize) -> Result<&'a Arc<Vec<Value>>> {
    match at(arguments, index) {
        Value::List(list) => Ok(list),
        other => Err(wrong_type(function, "a LIST", other)),
    }
}

/// A map argument.
pub(super) fn map<'a>(function: &str, arguments: &'a [Value], index: usize) -> Result<&'a Arc<Map>> {
    match at(arguments, index) {
        Value::Map(map) => Ok(map),
        other => Err(wrong_type(function, "a MAP", other)),
    }
}
