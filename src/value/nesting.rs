//! The depth of nested lists and maps: values deeper than [`MAX_DEPTH`] are never built.
//!
//! Comparing, hashing, printing, storing and dropping a value recurse over its nesting. With the depth bounded where lists
//! and maps are put together, none of them can run out of stack, also not on the 2 MiB stacks of worker threads.
//! Concatenating two lists makes nothing deeper; a list literal, a map literal, `list + element` and `collect` do.

use super::{Map, Value};
use crate::diagnostic::{Class, Detail, Diagnostic, Phase, Result};

/// How deep lists and maps may be nested.
pub(crate) const MAX_DEPTH: usize = 500;

/// A list of `elements`; an error when it would be nested too deep.
pub(crate) fn checked_list(elements: Vec<Value>) -> Result<Value> {
    check_depth(elements.iter(), 1)?;
    Ok(Value::list(elements))
}

/// A map of `entries`; an error when it would be nested too deep.
pub(crate) fn checked_map(entries: Map) -> Result<Value> {
    check_depth(entries.values(), 1)?;
    Ok(Value::map(entries))
}

/// An error when `value`, which came from outside, is nested too deep.
pub(crate) fn check_nesting(value: &Value) -> Result<()> {
    check_depth(std::iter::once(value), 0)
}

/// Walks over the parts without recursion, so that it also survives what it is there to refuse.
fn check_depth<'a>(parts: impl Iterator<Item = &'a Value>, depth: usize) -> Result<()> {
    let nested = |value: &&Value| matches!(value, Value::List(_) | Value::Map(_));
    let mut open: Vec<(&Value, usize)> = parts.filter(nested).map(|value| (value, depth + 1)).collect();
    while let Some((value, depth)) = open.pop() {
        if depth > MAX_DEPTH {
            return Err(Diagnostic::new(
                Class::ArgumentError,
                Phase::Runtime,
                Detail::NestingTooDeep,
                format!("lists and maps can be nested {MAX_DEPTH} deep, not deeper"),
            ));
        }
        match value {
            Value::List(list) => open.extend(list.iter().filter(nested).map(|value| (value, depth + 1))),
            Value::Map(map) => open.extend(map.values().filter(nested).map(|value| (value, depth + 1))),
            _ => {}
        }
    }
    Ok(())
}
