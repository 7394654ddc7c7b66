//! Values of any type: choosing between them, asking for null, naming their type; and fresh identifiers.

use super::argument::{at, lenient};
use super::signature::required;
use super::{Body, Environment, Function, Kind, Parameter, Random};
use crate::value::{Type, Value, equal};

const FAMILY: &str = "logic";
const ONE: &[Parameter] = &[required("value", Kind::ANY)];

pub(super) const FUNCTIONS: &[Function] = &[
    Function {
        name: "coalesce",
        family: FAMILY,
        parameters: &[required("value", Kind::ANY)],
        variadic: true,
        result: common,
        description: "The first value that is not null.",
        example: "coalesce(null, 1, 2) = 1",
        body: Body::Scalar(lenient!(|arguments: &[Value]| Ok(coalesce(arguments)))),
    },
    Function::scalar(
        (FAMILY, "nullIf"),
        &[required("a", Kind::ANY), required("b", Kind::ANY)],
        |arguments| arguments.first().cloned().unwrap_or_default(),
        lenient!(|arguments: &[Value]| Ok(null_if(at(arguments, 0), at(arguments, 1)))),
        "Null when the two are equal, else the first.",
        "nullIf(1, 1) = null",
    ),
    Function::scalar(
        (FAMILY, "exists"),
        ONE,
        |_| Type::Boolean,
        lenient!(|arguments: &[Value]| Ok(Value::Boolean(!at(arguments, 0).is_null()))),
        "Whether the value, such as a property, is not null.",
        "exists(1) = true",
    ),
    Function::scalar(
        (FAMILY, "valueType"),
        ONE,
        |_| Type::String,
        lenient!(|arguments: &[Value]| Ok(Value::string(type_text(at(arguments, 0))))),
        "The type of the value in words.",
        "valueType([1]) = 'LIST<INTEGER NOT NULL> NOT NULL'",
    ),
    Function::scalar(
        (FAMILY, "randomUUID"),
        &[],
        |_| Type::String,
        |_: &[Value], environment: &Environment<'_>| Ok(random_uuid(environment.random)),
        "A fresh random identifier (UUID version 4).",
        "randomUUID()",
    ),
];

/// The one type of all arguments that are not known to be null.
fn common(arguments: &[Type]) -> Type {
    let mut known = arguments.iter().filter(|found| **found != Type::Null);
    match known.next() {
        Some(first) if known.all(|other| other == first) => first.clone(),
        _ => Type::Any,
    }
}

fn coalesce(arguments: &[Value]) -> Value {
    arguments.iter().find(|value| !value.is_null()).cloned().unwrap_or_default()
}

fn null_if(a: &Value, b: &Value) -> Value {
    if equal(a, b) == Some(true) { Value::Null } else { a.clone() }
}

/// The type with its null mark, and the types of elements for a list: each once, in alphabetical order.
fn type_text(value: &Value) -> String {
    match value {
        Value::Null => "NULL".to_owned(),
        Value::List(list) => {
            let mut inner: Vec<String> = list.iter().filter(|value| !value.is_null()).map(type_text).collect();
            inner.sort_unstable();
            inner.dedup();
            let has_null = list.iter().any(Value::is_null);
            // With a null among them no type is marked as NOT NULL.
            let shown = inner.iter().map(|name| name.strip_suffix(" NOT NULL").filter(|_| has_null).unwrap_or(name));
            let inner = match (inner.is_empty(), has_null) {
                (true, true) => "NULL".to_owned(),
                (true, false) => "NOTHING".to_owned(),
                (false, _) => shown.collect::<Vec<_>>().join(" | "),
            };
            format!("LIST<{inner}> NOT NULL")
        }
        other => format!("{} NOT NULL", other.type_name()),
    }
}

fn random_uuid(random: &Random) -> Value {
    let (high, low) = (random.bits(), random.bits());
    let high = (high & !0xF000) | 0x4000;
    let low = (low & !(0b11 << 62)) | (0b10 << 62);
    let hex = format!("{high:016x}{low:016x}");
    let parts = [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]];
    Value::string(parts.join("-"))
}
