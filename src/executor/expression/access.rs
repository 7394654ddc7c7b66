//! `operand[index]` and `operand[from..to]`.

use std::sync::Arc;

use super::cell::{cell, map_pairs, wrong_type};
use super::property::property_of;
use super::{evaluate, parts};
use crate::binder::Expr;
use crate::diagnostic::{Detail, Diagnostic, Result};
use crate::executor::batch::{Batch, NO_ROW, gather_or_null};
use crate::executor::context::Context;
use crate::value::{Column, NO_LIST, Value};

/// An element of a list by number (negative from the end, null out of range), an entry of a map or element by key.
pub(super) fn index(operand: &Expr, index: &Expr, batch: &Batch, ctx: &mut Context) -> Result<Column> {
    if let Some(column) = parts::element(operand, index, batch, ctx)? {
        return Ok(column);
    }
    let (operands, indexes) = (evaluate(operand, batch, ctx)?, evaluate(index, batch, ctx)?);
    if let Column::Lists { spans, elements } = &*operands {
        let rows: Option<Vec<u32>> = match &*indexes {
            Column::Constant(Value::Integer(at), _) => Some(spans.iter().map(|span| element_row(*span, *at)).collect()),
            Column::Integers { values, nulls } => {
                let null = |row: usize| nulls.as_ref().is_some_and(|nulls| nulls.get(row));
                let row = |(row, (span, at)): (usize, (&(u32, u32), &i64))| {
                    if null(row) { NO_ROW } else { element_row(*span, *at) }
                };
                Some(spans.iter().zip(values).enumerate().map(row).collect())
            }
            _ => None,
        };
        if let Some(rows) = rows {
            return Ok(gather_or_null(elements, &rows));
        }
    }
    map_pairs(&operands, &indexes, |operand, index| element(operand, index, ctx))
}

/// The row of an element of a list, among all elements.
fn element_row((from, to): (u32, u32), at: i64) -> u32 {
    let place = if at < 0 { i64::from(to).saturating_add(at) } else { i64::from(from).saturating_add(at) };
    if (i64::from(from)..i64::from(to)).contains(&place) { place as u32 } else { NO_ROW }
}

fn element(operand: &Value, index: &Value, ctx: &Context) -> Result<Value> {
    match (operand, index) {
        (Value::Null, _) => Ok(Value::Null),
        (Value::List(_) | Value::Map(_) | Value::Node(_) | Value::Relationship(_), Value::Null) => Ok(Value::Null),
        (Value::List(elements), Value::Integer(at)) => {
            let place = if *at < 0 { *at + elements.len() as i64 } else { *at };
            Ok(usize::try_from(place).ok().and_then(|place| elements.get(place)).cloned().unwrap_or_default())
        }
        (Value::List(_), other) => Err(Diagnostic::type_error(
            Detail::ListElementAccessByNonInteger,
            format!("an element of a list is read by an INTEGER, not by a value of type {}", other.type_name()),
        )),
        (Value::Map(_) | Value::Node(_) | Value::Relationship(_), Value::String(name)) => {
            property_of(operand, ctx.graph().tokens().find_key(name), name, ctx)
        }
        (Value::Map(_) | Value::Node(_) | Value::Relationship(_), other) => Err(Diagnostic::type_error(
            Detail::MapElementAccessByNonString,
            format!("an entry is read by a STRING, not by a value of type {}", other.type_name()),
        )),
        (other, _) => Err(wrong_type("`[ ]` needs a LIST, MAP, NODE or RELATIONSHIP", other)),
    }
}

/// The part of a list from a place up to, not with, another; negative places count from the end.
pub(super) fn slice(
    operand: &Expr,
    from: Option<&Expr>,
    to: Option<&Expr>,
    batch: &Batch,
    ctx: &mut Context,
) -> Result<Column> {
    let lists = evaluate(operand, batch, ctx)?;
    let from = from.map(|from| evaluate(from, batch, ctx)).transpose()?;
    let to = to.map(|to| evaluate(to, batch, ctx)).transpose()?;
    if let Column::Lists { spans, elements } = &*lists {
        let mut parts = Vec::with_capacity(spans.len());
        for (row, (first, last)) in spans.iter().enumerate() {
            let Some(length) = last.checked_sub(*first) else {
                parts.push(NO_LIST);
                continue;
            };
            let start = place(from.as_deref(), row, length as usize, 0)?;
            let end = place(to.as_deref(), row, length as usize, length as usize)?;
            parts.push(match (start, end) {
                (Some(start), Some(end)) => (first + start as u32, first + end.max(start) as u32),
                _ => NO_LIST,
            });
        }
        return Ok(Column::Lists { spans: parts, elements: Arc::clone(elements) });
    }
    let mut values = Vec::with_capacity(batch.len());
    for row in 0..batch.len() {
        let list = cell(&lists, row);
        let elements = match &*list {
            Value::List(elements) => elements,
            Value::Null => {
                values.push(Value::Null);
                continue;
            }
            other => return Err(wrong_type("`[ .. ]` needs a LIST", other)),
        };
        let start = place(from.as_deref(), row, elements.len(), 0)?;
        let end = place(to.as_deref(), row, elements.len(), elements.len())?;
        values.push(match (start, end) {
            (Some(start), Some(end)) if start < end => Value::list(elements[start..end].to_vec()),
            (Some(_), Some(_)) => Value::list(Vec::new()),
            _ => Value::Null,
        });
    }
    Ok(Column::from_values(values))
}

/// A bound of a slice within `0..=len`; `None` is null.
fn place(bound: Option<&Column>, row: usize, len: usize, default: usize) -> Result<Option<usize>> {
    let Some(bound) = bound else { return Ok(Some(default)) };
    match &*cell(bound, row) {
        Value::Null => Ok(None),
        Value::Integer(at) => {
            let place = if *at < 0 { at.saturating_add(len as i64) } else { *at };
            Ok(Some(place.clamp(0, len as i64) as usize))
        }
        other => Err(Diagnostic::type_error(
            Detail::ListElementAccessByNonInteger,
            format!("a list is cut at an INTEGER, not at a value of type {}", other.type_name()),
        )),
    }
}
