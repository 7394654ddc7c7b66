//! Lists, and what lists share with strings and maps: `size`, `reverse`, `isEmpty`, `range`, ends of a list.

use super::argument::{at, integer, list, out_of_range, strict, wrong_type};
use super::signature::{optional, required};
use super::{Environment, Function, Kind, Parameter};
use crate::diagnostic::{Class, Detail, Diagnostic, Phase, Result};
use crate::value::{Aside, Type, Value};

const FAMILY: &str = "list";
const LIST: &[Parameter] = &[required("list", Kind::LIST)];
/// A list of so many integers takes 2.4 GB: more is a mistake rather than a wish.
const LONGEST_RANGE: u64 = 100_000_000;
/// Elements made between two questions whether the statement may go on.
const STRIDE: usize = 1 << 16;

pub(super) const FUNCTIONS: &[Function] = &[
    Function::scalar(
        (FAMILY, "size"),
        &[required("value", Kind::LIST.or(Kind::STRING))],
        |_| Type::Integer,
        strict!(size),
        "The number of elements of a list or of characters of a string.",
        "size([1, 2]) = 2",
    ),
    Function::scalar((FAMILY, "head"), LIST, element, strict!(head), "The first element, or null.", "head([1, 2]) = 1"),
    Function::scalar((FAMILY, "last"), LIST, element, strict!(last), "The last element, or null.", "last([1, 2]) = 2"),
    Function::scalar(
        (FAMILY, "tail"),
        LIST,
        same,
        strict!(tail),
        "All elements but the first.",
        "tail([1, 2, 3]) = [2, 3]",
    ),
    Function::scalar(
        (FAMILY, "reverse"),
        &[required("value", Kind::LIST.or(Kind::STRING))],
        same,
        strict!(reverse),
        "A list or string backwards.",
        "reverse('abc') = 'cba'",
    ),
    Function::scalar(
        (FAMILY, "isEmpty"),
        &[required("value", Kind::LIST.or(Kind::STRING).or(Kind::MAP))],
        |_| Type::Boolean,
        strict!(is_empty),
        "Whether a list, map or string has nothing in it.",
        "isEmpty([]) = true",
    ),
    Function::scalar(
        (FAMILY, "range"),
        // A wrong type is an error of the row by the language, so any type is let through.
        &[required("start", Kind::ANY), required("end", Kind::ANY), optional("step", Kind::ANY)],
        |_| Type::list(Type::Integer),
        range,
        "The integers from start to end, both included, by steps (1).",
        "range(1, 7, 3) = [1, 4, 7]",
    ),
];

fn element(arguments: &[Type]) -> Type {
    match arguments.first() {
        Some(Type::List(element)) => (**element).clone(),
        _ => Type::Any,
    }
}

fn same(arguments: &[Type]) -> Type {
    arguments.first().cloned().unwrap_or_default()
}

fn size(arguments: &[Value]) -> Result<Value> {
    Ok(Value::Integer(match at(arguments, 0) {
        Value::List(list) => list.len() as i64,
        Value::String(text) => text.chars().count() as i64,
        other => return Err(wrong_type("size", "a LIST or a STRING", other)),
    }))
}

fn head(arguments: &[Value]) -> Result<Value> {
    Ok(list("head", arguments, 0)?.first().cloned().unwrap_or_default())
}

fn last(arguments: &[Value]) -> Result<Value> {
    Ok(list("last", arguments, 0)?.last().cloned().unwrap_or_default())
}

fn tail(arguments: &[Value]) -> Result<Value> {
    Ok(Value::list(list("tail", arguments, 0)?.iter().skip(1).cloned().collect()))
}

fn reverse(arguments: &[Value]) -> Result<Value> {
    Ok(match at(arguments, 0) {
        Value::List(list) => Value::list(list.iter().rev().cloned().collect()),
        Value::String(text) => Value::string(text.chars().rev().collect::<String>()),
        other => return Err(wrong_type("reverse", "a LIST or a STRING", other)),
    })
}

fn is_empty(arguments: &[Value]) -> Result<Value> {
    Ok(Value::Boolean(match at(arguments, 0) {
        Value::List(list) => list.is_empty(),
        Value::Map(map) => map.is_empty(),
        Value::String(text) => text.is_empty(),
        other => return Err(wrong_type("isEmpty", "a LIST, a MAP or a STRING", other)),
    }))
}

fn range(arguments: &[Value], environment: &Environment<'_>) -> Result<Value> {
    let Some(numbers) = progression(arguments)? else { return Ok(Value::Null) };
    if numbers.count > LONGEST_RANGE {
        let message = format!("range({}, {}) has more than {LONGEST_RANGE} elements", arguments[0], arguments[1]);
        return Err(Diagnostic::new(Class::LimitExceeded, Phase::Runtime, Detail::MemoryLimit, message)
            .hint("`UNWIND range(…) AS x` gives the numbers one after the other, as many as there are"));
    }
    environment.allowance.allow(numbers.count as usize * size_of::<Value>())?;
    let mut list = Aside::new(Vec::with_capacity(numbers.count as usize));
    for first in (0..numbers.count).step_by(STRIDE) {
        environment.allowance.allow(0)?;
        let last = numbers.count.min(first + STRIDE as u64);
        list.extend((first..last).map(|at| Value::Integer(numbers.at(at))));
    }
    Ok(Value::list(list.done()))
}

/// The numbers of a `range()`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Progression {
    start: i64,
    step: i64,
    /// How many there are.
    pub(crate) count: u64,
}

impl Progression {
    /// One of the numbers, which must be below [`Self::count`]. It is always between the two ends; the product on the way
    /// there may leave 64 bits and come back.
    pub(crate) fn at(&self, at: u64) -> i64 {
        self.start.wrapping_add(self.step.wrapping_mul(at as i64))
    }
}

/// What `range()` of these arguments counts through; `None` where one is null.
///
/// # Errors
/// Arguments that are no integers, and a step of zero.
pub(crate) fn progression(arguments: &[Value]) -> Result<Option<Progression>> {
    if arguments.iter().any(Value::is_null) {
        return Ok(None);
    }
    if let Some(other) = arguments.iter().find(|value| !matches!(value, Value::Integer(_))) {
        return Err(Diagnostic::argument(
            Detail::InvalidArgumentType,
            format!("range() takes INTEGERs, but this is a value of type {}", other.type_name()),
        ));
    }
    let (start, end) = (integer("range", arguments, 0)?, integer("range", arguments, 1)?);
    let step = if arguments.len() > 2 { integer("range", arguments, 2)? } else { 1 };
    if step == 0 {
        return Err(out_of_range("the step of range() cannot be zero"));
    }
    let none = (step > 0 && start > end) || (step < 0 && start < end);
    // From the least integer to the greatest there is one more than fits.
    let count = if none { 0 } else { (start.abs_diff(end) / step.unsigned_abs()).saturating_add(1) };
    Ok(Some(Progression { start, step, count }))
}
