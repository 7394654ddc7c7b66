//! `coll.…`: lists sorted, searched, flattened and changed at a place.
//!
//! Sorting, largest and smallest follow orderability; being the same is equivalence, as in DISTINCT.

use rustc_hash::FxHashSet;

use super::argument::{at, count, integer, lenient, list, out_of_range, strict};
use super::signature::{optional, required};
use super::{Function, Kind, Parameter};
use crate::diagnostic::Result;
use crate::value::{Type, Value, checked_list, equal, order};

const FAMILY: &str = "collection";
const LIST: &[Parameter] = &[required("list", Kind::LIST)];
const WITH_VALUE: &[Parameter] = &[required("list", Kind::LIST), required("value", Kind::ANY)];

pub(super) const FUNCTIONS: &[Function] = &[
    Function::scalar(
        (FAMILY, "coll.sort"),
        LIST,
        same,
        strict!(sort),
        "The list in ascending order.",
        "coll.sort([3, 1, 2]) = [1, 2, 3]",
    ),
    Function::scalar(
        (FAMILY, "coll.distinct"),
        LIST,
        same,
        strict!(distinct),
        "Every element once, where it stood first.",
        "coll.distinct([1, 2, 1]) = [1, 2]",
    ),
    Function::scalar(
        (FAMILY, "coll.max"),
        LIST,
        element,
        strict!(max),
        "The largest element, nulls left out.",
        "coll.max([1, 3, 2]) = 3",
    ),
    Function::scalar(
        (FAMILY, "coll.min"),
        LIST,
        element,
        strict!(min),
        "The smallest element, nulls left out.",
        "coll.min([3, 1, 2]) = 1",
    ),
    Function::scalar(
        (FAMILY, "coll.indexOf"),
        WITH_VALUE,
        |_| Type::Integer,
        lenient!(index_of),
        "The place of the first element equal to a value, from 0; -1 when there is none.",
        "coll.indexOf(['a', 'b'], 'b') = 1",
    ),
    Function::scalar(
        (FAMILY, "coll.contains"),
        WITH_VALUE,
        |_| Type::Boolean,
        lenient!(contains),
        "Whether an element is the same as a value; null is the same as null.",
        "coll.contains([1, null], null) = true",
    ),
    Function::scalar(
        (FAMILY, "coll.insert"),
        &[required("list", Kind::LIST), required("index", Kind::INTEGER), required("value", Kind::ANY)],
        |_| Type::list(Type::Any),
        lenient!(insert),
        "The list with a value put in before a place.",
        "coll.insert([1, 3], 1, 2) = [1, 2, 3]",
    ),
    Function::scalar(
        (FAMILY, "coll.remove"),
        &[required("list", Kind::LIST), required("index", Kind::INTEGER), optional("length", Kind::INTEGER)],
        same,
        strict!(remove),
        "The list without one element (or so many) from a place on.",
        "coll.remove([1, 2, 3], 1) = [1, 3]",
    ),
    Function::scalar(
        (FAMILY, "coll.flatten"),
        &[required("list", Kind::LIST), optional("depth", Kind::INTEGER)],
        |_| Type::list(Type::Any),
        strict!(flatten),
        "The list with lists in it replaced by their elements, one level deep or so many.",
        "coll.flatten([1, [2, [3]]]) = [1, 2, [3]]",
    ),
];

fn same(arguments: &[Type]) -> Type {
    arguments.first().cloned().unwrap_or_default()
}

fn element(arguments: &[Type]) -> Type {
    match arguments.first() {
        Some(Type::List(element)) => (**element).clone(),
        _ => Type::Any,
    }
}

fn sort(arguments: &[Value]) -> Result<Value> {
    let mut sorted = (**list("coll.sort", arguments, 0)?).clone();
    sorted.sort_by(order);
    Ok(Value::list(sorted))
}

fn distinct(arguments: &[Value]) -> Result<Value> {
    let mut seen = FxHashSet::default();
    let elements = list("coll.distinct", arguments, 0)?;
    Ok(Value::list(elements.iter().filter(|value| seen.insert(*value)).cloned().collect()))
}

fn max(arguments: &[Value]) -> Result<Value> {
    let known = list("coll.max", arguments, 0)?.iter().filter(|value| !value.is_null());
    Ok(known.max_by(|a, b| order(a, b)).cloned().unwrap_or_default())
}

fn min(arguments: &[Value]) -> Result<Value> {
    let known = list("coll.min", arguments, 0)?.iter().filter(|value| !value.is_null());
    Ok(known.min_by(|a, b| order(a, b)).cloned().unwrap_or_default())
}

fn index_of(arguments: &[Value]) -> Result<Value> {
    if at(arguments, 0).is_null() || at(arguments, 1).is_null() {
        return Ok(Value::Null);
    }
    let found =
        list("coll.indexOf", arguments, 0)?.iter().position(|value| equal(value, at(arguments, 1)) == Some(true));
    Ok(Value::Integer(found.map_or(-1, |at| at as i64)))
}

fn contains(arguments: &[Value]) -> Result<Value> {
    if at(arguments, 0).is_null() {
        return Ok(Value::Null);
    }
    Ok(Value::Boolean(list("coll.contains", arguments, 0)?.contains(at(arguments, 1))))
}

fn insert(arguments: &[Value]) -> Result<Value> {
    if at(arguments, 0).is_null() || at(arguments, 1).is_null() {
        return Ok(Value::Null);
    }
    let mut elements = (**list("coll.insert", arguments, 0)?).clone();
    let place = count("coll.insert", arguments, 1)?;
    if place > elements.len() {
        return Err(out_of_range(format!(
            "coll.insert() has no place {place} in a list of {} elements",
            elements.len()
        )));
    }
    elements.insert(place, at(arguments, 2).clone());
    checked_list(elements)
}

fn remove(arguments: &[Value]) -> Result<Value> {
    let elements = list("coll.remove", arguments, 0)?;
    let place = count("coll.remove", arguments, 1)?;
    let length = if arguments.len() > 2 { count("coll.remove", arguments, 2)? } else { 1 };
    if place >= elements.len() && length > 0 {
        return Err(out_of_range(format!(
            "coll.remove() has no place {place} in a list of {} elements",
            elements.len()
        )));
    }
    let rest = elements.iter().enumerate().filter(|(at, _)| *at < place || *at - place >= length);
    Ok(Value::list(rest.map(|(_, value)| value.clone()).collect()))
}

fn flatten(arguments: &[Value]) -> Result<Value> {
    let depth = if arguments.len() > 1 { integer("coll.flatten", arguments, 1)? } else { 1 };
    if depth < 0 {
        return Err(out_of_range(format!("coll.flatten() takes no negative depth, but this is {depth}")));
    }
    let mut flat = Vec::new();
    // A stack instead of recursion; elements are pushed in reverse so that they come off in order.
    let mut open: Vec<(&Value, i64)> =
        list("coll.flatten", arguments, 0)?.iter().rev().map(|value| (value, depth)).collect();
    while let Some((value, depth)) = open.pop() {
        match value {
            Value::List(inner) if depth > 0 => open.extend(inner.iter().rev().map(|value| (value, depth - 1))),
            other => flat.push(other.clone()),
        }
    }
    Ok(Value::list(flat))
}
