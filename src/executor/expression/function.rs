//! Calls of the function library, row by row; a call of constants once.

use std::sync::Arc;

use super::made::Made;
use super::repeated::once_each;
use super::{entity, evaluate, moments, numerals, parts, path, strings};
use crate::binder::{Expr, ExprKind};
use crate::diagnostic::{Diagnostic, Result};
use crate::executor::batch::{Batch, value_bytes};
use crate::executor::context::Context;
use crate::functions::{Body, Function, FunctionId, Scalar, function, is_volatile};
use crate::value::{Column, Value, do_elsewhere};

/// Bytes of arguments from which on a call may take so long that whoever stops it would wait.
pub(super) const LONG: usize = 1 << 22;

/// The result of a function for each row.
pub(super) fn call(id: FunctionId, arguments: &[Expr], batch: &Batch, ctx: &mut Context) -> Result<Column> {
    if let ("date", [Expr { kind: ExprKind::Map(fields), .. }]) = (function(id).name, arguments)
        && let Some(column) = moments::dates(fields, batch, ctx)?
    {
        return Ok(column);
    }
    if let ("length", [Expr { kind: ExprKind::Path { start, steps }, .. }]) = (function(id).name, arguments) {
        return path::lengths(*start, steps, batch);
    }
    if let ("size", [list]) = (function(id).name, arguments)
        && let Some(column) = parts::number(list, batch, ctx)?
    {
        return Ok(column);
    }
    of_columns(id, &columns_of(arguments, batch, ctx)?, batch, ctx)
}

/// The arguments of a call.
pub(super) fn columns_of(arguments: &[Expr], batch: &Batch, ctx: &mut Context) -> Result<Vec<Arc<Column>>> {
    arguments.iter().map(|argument| evaluate(argument, batch, ctx)).collect()
}

/// The result of a function for each row of its arguments.
pub(super) fn of_columns(id: FunctionId, columns: &[Arc<Column>], batch: &Batch, ctx: &mut Context) -> Result<Column> {
    let function = function(id);
    let Body::Scalar(body) = function.body else {
        return Err(Diagnostic::internal(format!("`{}` aggregates and cannot stand here", function.name)));
    };
    if let Some(column) = type_of_deleted(function.name, columns, ctx) {
        return Ok(column);
    }
    if let Some(column) = entity::call(function.name, columns, ctx) {
        return Ok(column);
    }
    let constant = columns.iter().all(|column| matches!(**column, Column::Constant(..)));
    if constant && !is_volatile(id) {
        let values: Vec<Value> = columns.iter().map(|column| column.get(0)).collect();
        return Ok(Column::Constant(one(function, body, &values, ctx)?, batch.len()));
    }
    if let Some(column) = moments::converted(function.name, columns, ctx) {
        return Ok(column);
    }
    if let Some(column) = strings::call(function.name, columns, ctx)? {
        return Ok(column);
    }
    if let Some(column) = numerals::call(function.name, columns, batch.len()) {
        return Ok(column);
    }
    let mut varying = columns.iter().enumerate().filter(|(_, column)| !matches!(***column, Column::Constant(..)));
    if let (Some((at, column)), None, false) = (varying.next(), varying.next(), is_volatile(id)) {
        let of_others = |column: &Column| {
            let mut columns = columns.to_vec();
            columns[at] = Arc::new(column.clone());
            by_rows(function, body, &columns, column.len(), ctx)
        };
        if let Some(column) = once_each(column, of_others)? {
            return Ok(column);
        }
    }
    by_rows(function, body, columns, batch.len(), ctx)
}

/// The result of a function for each of `len` rows, one after the other.
fn by_rows(function: &Function, body: Scalar, columns: &[Arc<Column>], len: usize, ctx: &Context) -> Result<Column> {
    let mut values: Vec<Value> = columns.iter().map(|column| column.get(0)).collect();
    let mut results = Vec::with_capacity(len);
    let mut made = Made::new();
    for row in 0..len {
        for (value, column) in values.iter_mut().zip(columns) {
            if !matches!(**column, Column::Constant(..)) {
                *value = column.get(row);
            }
        }
        let result = one(function, body, &values, ctx)?;
        made.add(&result, ctx)?;
        results.push(result);
    }
    Ok(Column::from_values(results))
}

/// One call; of what is long on another thread, so that it can be stopped.
fn one(function: &Function, body: Scalar, values: &[Value], ctx: &Context) -> Result<Value> {
    let bytes: usize = values.iter().map(value_bytes).sum();
    if bytes < LONG || function.family == "entity" || is_instant(function.name) {
        return body(values, &ctx.environment());
    }
    let (values, environment) = (values.to_vec(), ctx.loose_environment());
    do_elsewhere(move || body(&values, &environment.environment()), || ctx.checkpoint())?
}

/// Whether a call takes no time, however long its arguments are.
fn is_instant(name: &str) -> bool {
    matches!(name, "size" | "head" | "last" | "isEmpty" | "coalesce" | "nullIf" | "valueType")
}

/// `type(r)` answers also for a relationship that this statement deleted: a relationship is of one type for ever.
fn type_of_deleted(name: &str, columns: &[Arc<Column>], ctx: &Context) -> Option<Column> {
    if ctx.deleted_types.is_empty() || name != "type" {
        return None;
    }
    let column = columns.first()?;
    let graph = ctx.graph();
    let mut values = Vec::with_capacity(column.len());
    for row in 0..column.len() {
        values.push(match column.get(row) {
            Value::Null => Value::Null,
            Value::Relationship(id) => {
                let rel_type = graph.rel(id).map(|rel| rel.rel_type).or_else(|| ctx.deleted_types.get(&id).copied());
                Value::String(graph.tokens().rel_type_name(rel_type?))
            }
            _ => return None,
        });
    }
    Some(Column::from_values(values))
}
