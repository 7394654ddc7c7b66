//! `operand.key`: a property of an element, an entry of a map, a component of a temporal value; null of null.

use std::sync::Arc;

use super::cell::{map_rows, wrong_type};
use super::moments::parts_between;
use super::{evaluate, function};
use crate::binder::{Expr, ExprKind};
use crate::diagnostic::Result;
use crate::executor::batch::Batch;
use crate::executor::context::Context;
use crate::functions::{difference, function};
use crate::graph::KeyId;
use crate::value::{Column, Value, temporal};

/// The property of each row's operand. Columns of elements are gathered from the graph's columns.
pub(super) fn property(
    operand: &Expr,
    key: KeyId,
    name: &Arc<str>,
    batch: &Batch,
    ctx: &mut Context,
) -> Result<Column> {
    let column = match &operand.kind {
        ExprKind::Function { id, arguments } if let Some(wanted) = difference(function(*id).name) => {
            let points = function::columns_of(arguments, batch, ctx)?;
            if let Some(parts) = parts_between(wanted, &points, name, batch.len()) {
                return Ok(parts);
            }
            Arc::new(function::of_columns(*id, &points, batch, ctx)?)
        }
        _ => evaluate(operand, batch, ctx)?,
    };
    match &*column {
        Column::Nodes(ids) => {
            if ctx.may_have_deleted() {
                ids.iter().try_for_each(|id| ctx.require_node(*id))?;
            }
            Ok(ctx.graph().gather_node_property(key, ids))
        }
        Column::Relationships(ids) => {
            if ctx.may_have_deleted() {
                ids.iter().try_for_each(|id| ctx.require_rel(*id))?;
            }
            Ok(ctx.graph().gather_rel_property(key, ids))
        }
        Column::Moments { scale, values, nulls } => {
            if let Some(values) = temporal::parts_of(*scale, name, values) {
                return Ok(Column::Integers { values, nulls: nulls.clone() });
            }
            map_rows(&column, |value| property_of(value, Some(key), name, ctx))
        }
        other => map_rows(other, |value| property_of(value, Some(key), name, ctx)),
    }
}

/// The property `name` of one value; `key` is its number, where the graph knows one.
pub(super) fn property_of(value: &Value, key: Option<KeyId>, name: &str, ctx: &Context) -> Result<Value> {
    match value {
        Value::Null => Ok(Value::Null),
        Value::Node(id) => {
            ctx.require_node(*id)?;
            Ok(key.map_or(Value::Null, |key| ctx.graph().node_property(*id, key)))
        }
        Value::Relationship(id) => {
            ctx.require_rel(*id)?;
            Ok(key.map_or(Value::Null, |key| ctx.graph().rel_property(*id, key)))
        }
        Value::Map(map) => Ok(map.get(name).cloned().unwrap_or_default()),
        Value::Date(_)
        | Value::LocalTime(_)
        | Value::Time(_)
        | Value::LocalDateTime(_)
        | Value::DateTime(_)
        | Value::Duration(_) => temporal::component(value, name),
        other => Err(wrong_type(&format!("`.{name}` needs a NODE, RELATIONSHIP, MAP or temporal value"), other)),
    }
}
