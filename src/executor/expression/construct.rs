//! List literals, map literals and map projections.

use std::sync::Arc;

use super::cell::{cell, wrong_type};
use super::evaluate;
use crate::binder::{Expr, MapProjectionItem};
use crate::diagnostic::Result;
use crate::executor::batch::{Batch, concat};
use crate::executor::context::Context;
use crate::value::{Column, Map, Value, checked_list, checked_map};

/// `[a, b]`.
pub(super) fn list(items: &[Expr], batch: &Batch, ctx: &mut Context) -> Result<Column> {
    let columns: Vec<Arc<Column>> = items.iter().map(|item| evaluate(item, batch, ctx)).collect::<Result<_>>()?;
    if let Some(lists) = side_by_side(&columns, batch.len(), ctx)? {
        return Ok(lists);
    }
    rows(&columns, batch.len(), |row| checked_list(columns.iter().map(|column| column.get(row)).collect()))
}

/// Lists of one element of each column, as parts of one column, where all are alike.
fn side_by_side(columns: &[Arc<Column>], len: usize, ctx: &Context) -> Result<Option<Column>> {
    let is_constant = |column: &Column| matches!(column, Column::Constant(..));
    let is_general = |column: &Column| matches!(column, Column::Values(_) | Column::Lists { .. });
    let mut others = columns.iter().filter(|column| !is_constant(column));
    let Some(first) = others.next().filter(|first| !is_general(first)) else { return Ok(None) };
    if !others.all(|column| std::mem::discriminant(&**column) == std::mem::discriminant(&**first)) {
        return Ok(None);
    }
    let parts: Vec<&Arc<Column>> = columns.iter().collect();
    let all = concat(&parts, len * columns.len(), &|| ctx.checkpoint())?;
    if is_general(&all) {
        return Ok(None);
    }
    let (rows, items) = (len as u32, columns.len() as u32);
    let order: Vec<u32> = (0..rows).flat_map(|row| (0..items).map(move |item| item * rows + row)).collect();
    let spans = (0..rows).map(|row| (row * items, (row + 1) * items)).collect();
    Ok(Some(Column::Lists { spans, elements: Arc::new(all.gather(&order)) }))
}

/// `{a: 1}`.
pub(super) fn map(entries: &[(Arc<str>, Expr)], batch: &Batch, ctx: &mut Context) -> Result<Column> {
    let columns: Vec<Arc<Column>> =
        entries.iter().map(|(_, expr)| evaluate(expr, batch, ctx)).collect::<Result<_>>()?;
    rows(&columns, batch.len(), |row| {
        let pairs = entries.iter().zip(&columns);
        checked_map(pairs.map(|((name, _), column)| (Arc::clone(name), column.get(row))).collect())
    })
}

/// One value a row, or one for all when all parts are constant.
fn rows(columns: &[Arc<Column>], len: usize, f: impl Fn(usize) -> Result<Value>) -> Result<Column> {
    if columns.iter().all(|column| matches!(**column, Column::Constant(..))) {
        return Ok(Column::Constant(f(0)?, len));
    }
    Ok(Column::Values((0..len).map(f).collect::<Result<_>>()?))
}

/// `base { … }`.
pub(super) fn projection(base: &Expr, items: &[MapProjectionItem], batch: &Batch, ctx: &mut Context) -> Result<Column> {
    let bases = evaluate(base, batch, ctx)?;
    let mut columns = Vec::with_capacity(items.len());
    for item in items {
        columns.push(match item {
            MapProjectionItem::AllProperties => None,
            MapProjectionItem::Entry(_, expr) => Some(evaluate(expr, batch, ctx)?),
        });
    }
    let mut values = Vec::with_capacity(batch.len());
    for row in 0..batch.len() {
        let base = cell(&bases, row);
        if base.is_null() {
            values.push(Value::Null);
            continue;
        }
        let mut map = Map::new();
        for (item, column) in items.iter().zip(&columns) {
            match (item, column) {
                (MapProjectionItem::Entry(name, _), Some(column)) => {
                    map.insert(Arc::clone(name), column.get(row));
                }
                _ => map.extend(properties(&base, ctx)?),
            }
        }
        values.push(checked_map(map)?);
    }
    Ok(Column::from_values(values))
}

/// All properties of an element, or the entries of a map.
pub(in crate::executor) fn properties(value: &Value, ctx: &Context) -> Result<Map> {
    let graph = ctx.graph();
    let stored = match value {
        Value::Map(map) => return Ok((**map).clone()),
        Value::Node(id) => {
            ctx.require_node(*id)?;
            graph.node_properties(*id)
        }
        Value::Relationship(id) => {
            ctx.require_rel(*id)?;
            graph.rel_properties(*id)
        }
        other => return Err(wrong_type("properties are those of a NODE, RELATIONSHIP or MAP", other)),
    };
    Ok(stored.into_iter().map(|(key, value)| (graph.tokens().key_name(key), value)).collect())
}
