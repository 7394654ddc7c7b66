//! `SET` and `REMOVE`: the actions of a clause, row by row, in order.
//!
//! A later row sees what an earlier row set. Where no action can see another's effect the expressions are evaluated by
//! column first: when they read no element of the graph, or when the clause has one action, its value reads only its
//! own target, and no two rows of the batch have the same target.

use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::eager::Writer;
use crate::binder::{Expr, ExprKind, SetAction, Slot};
use crate::diagnostic::{Detail, Diagnostic, Result};
use crate::executor::batch::Batch;
use crate::executor::context::Context;
use crate::executor::expression::{evaluate, properties, slots_of};
use crate::graph::KeyId;
use crate::value::{Column, Map, NodeId, Value};

/// See the file.
pub(in crate::executor) struct Setter {
    actions: Vec<SetAction>,
}

/// The columns of one action: target, value, key, as far as it has them.
struct Evaluated {
    target: Arc<Column>,
    value: Option<Arc<Column>>,
    key: Option<Arc<Column>>,
}

impl Setter {
    pub(in crate::executor) fn new(actions: Vec<SetAction>) -> Self {
        Self { actions }
    }

    /// Carries out all actions for each row.
    pub(super) fn set(&self, batch: &Batch, ctx: &mut Context) -> Result<()> {
        if self.actions.is_empty() {
            return Ok(());
        }
        if batch.len() == 1 || !self.by_column(batch, ctx) {
            for row in 0..batch.len() {
                let row = batch.slice(row, row + 1);
                for action in &self.actions {
                    let columns = Evaluated::new(action, &row, ctx)?;
                    act(action, &columns, 0, ctx)?;
                }
            }
            return Ok(());
        }
        let columns: Vec<Evaluated> =
            self.actions.iter().map(|action| Evaluated::new(action, batch, ctx)).collect::<Result<_>>()?;
        for row in 0..batch.len() {
            for (action, columns) in self.actions.iter().zip(&columns) {
                act(action, columns, row, ctx)?;
            }
        }
        Ok(())
    }

    /// Whether the expressions of all rows may be evaluated before the first action.
    fn by_column(&self, batch: &Batch, ctx: &Context) -> bool {
        let own_target = match self.actions.as_slice() {
            [only] => target_slot(target_of(only)).filter(|slot| is_distinct(batch, *slot)),
            _ => None,
        };
        self.actions.iter().all(|action| {
            let target = target_of(action);
            let target_known = target_slot(target).is_some() || reads_no_element(target, None, batch, ctx);
            target_known && values_of(action).into_iter().all(|value| reads_no_element(value, own_target, batch, ctx))
        })
    }
}

impl Writer for Setter {
    fn write(&mut self, batch: Batch, ctx: &mut Context) -> Result<Batch> {
        self.set(&batch, ctx)?;
        Ok(batch)
    }
}

impl Evaluated {
    fn new(action: &SetAction, batch: &Batch, ctx: &mut Context) -> Result<Self> {
        let target = evaluate(target_of(action), batch, ctx)?;
        let (mut value, mut key) = (None, None);
        match action {
            SetAction::Property { value: expr, .. }
            | SetAction::Replace { value: expr, .. }
            | SetAction::Merge { value: expr, .. } => value = Some(evaluate(expr, batch, ctx)?),
            SetAction::DynamicProperty { key: name, value: expr, .. } => {
                key = Some(evaluate(name, batch, ctx)?);
                value = Some(evaluate(expr, batch, ctx)?);
            }
            SetAction::ComputedLabels { names, .. } => value = Some(evaluate(names, batch, ctx)?),
            SetAction::AddLabels { .. } | SetAction::RemoveLabels { .. } => {}
        }
        Ok(Self { target, value, key })
    }
}

fn target_of(action: &SetAction) -> &Expr {
    match action {
        SetAction::Property { target, .. }
        | SetAction::DynamicProperty { target, .. }
        | SetAction::Replace { target, .. }
        | SetAction::Merge { target, .. }
        | SetAction::AddLabels { target, .. }
        | SetAction::ComputedLabels { target, .. }
        | SetAction::RemoveLabels { target, .. } => target,
    }
}

fn values_of(action: &SetAction) -> Vec<&Expr> {
    match action {
        SetAction::Property { value, .. } | SetAction::Replace { value, .. } | SetAction::Merge { value, .. } => {
            vec![value]
        }
        SetAction::DynamicProperty { key, value, .. } => vec![key, value],
        SetAction::ComputedLabels { names, .. } => vec![names],
        SetAction::AddLabels { .. } | SetAction::RemoveLabels { .. } => Vec::new(),
    }
}

fn target_slot(target: &Expr) -> Option<Slot> {
    if let ExprKind::Slot(slot) = target.kind { Some(slot) } else { None }
}

/// Whether the rows of the batch have different elements in `slot`.
fn is_distinct(batch: &Batch, slot: Slot) -> bool {
    let Some(column) = batch.get(slot) else { return false };
    let mut seen = FxHashSet::default();
    match &**column {
        Column::Nodes(ids) => ids.iter().all(|id| seen.insert(id.0)),
        Column::Relationships(ids) => ids.iter().all(|id| seen.insert(id.0)),
        _ => false,
    }
}

/// Whether no value that the expression reads holds an element of the graph, except in slot `but`.
fn reads_no_element(expr: &Expr, but: Option<Slot>, batch: &Batch, ctx: &Context) -> bool {
    let Some(slots) = slots_of(expr) else { return false };
    let mut plain = true;
    expr.walk(&mut |part| {
        if let ExprKind::Parameter(name) = &part.kind {
            plain &= !ctx.parameters.get(name).is_some_and(holds_element);
        }
    });
    plain
        && slots
            .into_iter()
            .filter(|slot| Some(*slot) != but)
            .all(|slot| batch.get(slot).is_none_or(|column| is_plain_column(column)))
}

/// Whether a column holds no element, also not within its values.
fn is_plain_column(column: &Column) -> bool {
    match column {
        Column::Nodes(_) | Column::Relationships(_) => false,
        Column::Constant(value, _) => !holds_element(value),
        Column::Values(values) => !values.iter().any(holds_element),
        Column::Lists { elements, .. } => is_plain_column(elements),
        _ => true,
    }
}

fn holds_element(value: &Value) -> bool {
    match value {
        Value::Node(_) | Value::Relationship(_) | Value::Path(_) => true,
        Value::List(elements) => elements.iter().any(holds_element),
        Value::Map(entries) => entries.values().any(holds_element),
        _ => false,
    }
}

/// One action for one row.
fn act(action: &SetAction, columns: &Evaluated, row: usize, ctx: &mut Context) -> Result<()> {
    let target = columns.target.get(row);
    let span = target_of(action).span;
    if target.is_null() {
        return Ok(());
    }
    let value = columns.value.as_ref().map_or(Value::Null, |column| column.get(row));
    let done = match action {
        SetAction::Property { key, value: expr, .. } => {
            set_property(&target, *key, value, ctx).map_err(|error| error.or_at(expr.span))
        }
        SetAction::DynamicProperty { key: name, value: expr, .. } => {
            let key = columns.key.as_ref().map_or(Value::Null, |column| column.get(row));
            let Value::String(key) = &key else {
                let message = format!("a property is named by a STRING, not by a value of type {}", key.type_name());
                return Err(Diagnostic::type_error(Detail::MapElementAccessByNonString, message).at(name.span));
            };
            let key = ctx.graph().tokens().key(key);
            set_property(&target, key, value, ctx).map_err(|error| error.or_at(expr.span))
        }
        SetAction::Replace { value: expr, .. } => {
            let map = properties(&value, ctx).map_err(|error| error.or_at(expr.span))?;
            clear_others(&target, &map, ctx)?;
            set_all(&target, map, ctx).map_err(|error| error.or_at(expr.span))
        }
        SetAction::Merge { value: expr, .. } => {
            let map = properties(&value, ctx).map_err(|error| error.or_at(expr.span))?;
            set_all(&target, map, ctx).map_err(|error| error.or_at(expr.span))
        }
        SetAction::AddLabels { labels, .. } => {
            let node = labelled(&target)?;
            let workspace = ctx.workspace()?;
            labels.iter().try_for_each(|label| workspace.add_label(node, *label).map(|_| ()))
        }
        SetAction::ComputedLabels { names, remove, .. } => {
            let node = labelled(&target)?;
            let found = names_in(&value).map_err(|error| error.or_at(names.span))?;
            found.iter().try_for_each(|name| {
                let label = ctx.graph().tokens().label(name);
                let workspace = ctx.workspace()?;
                if *remove { workspace.remove_label(node, label) } else { workspace.add_label(node, label) }.map(|_| ())
            })
        }
        SetAction::RemoveLabels { labels, .. } => {
            let node = labelled(&target)?;
            let workspace = ctx.workspace()?;
            labels.iter().try_for_each(|label| workspace.remove_label(node, *label).map(|_| ()))
        }
    };
    done.map_err(|error| error.or_at(span))
}

/// The names of labels, or of a type, that a value stands for.
///
/// # Errors
/// `TypeError/InvalidArgumentType` for a value that is no text and no list of texts, `ArgumentError` for an empty one.
pub(super) fn names_in(value: &Value) -> Result<Vec<Arc<str>>> {
    let one = |value: &Value| match value {
        Value::String(name) if name.is_empty() => {
            Err(Diagnostic::argument(Detail::InvalidArgumentValue, "a label or type has a name, not an empty text"))
        }
        Value::String(name) => Ok(Arc::clone(name)),
        other => {
            let message = format!("a label or type is named by a STRING, not by a value of type {}", other.type_name());
            Err(Diagnostic::type_error(Detail::InvalidArgumentType, message))
        }
    };
    match value {
        Value::List(names) => names.iter().map(one).collect(),
        single => one(single).map(|name| vec![name]),
    }
}

fn set_property(target: &Value, key: KeyId, value: Value, ctx: &mut Context) -> Result<()> {
    match target {
        Value::Node(id) => ctx.workspace()?.set_node_property(*id, key, value).map(|_| ()),
        Value::Relationship(id) => ctx.workspace()?.set_rel_property(*id, key, value).map(|_| ()),
        other => Err(no_element(other)),
    }
}

fn set_all(target: &Value, map: Map, ctx: &mut Context) -> Result<()> {
    for (name, value) in map {
        let key = ctx.graph().tokens().key(&name);
        set_property(target, key, value, ctx)?;
    }
    Ok(())
}

/// Removes the properties that `map` does not name.
fn clear_others(target: &Value, map: &Map, ctx: &mut Context) -> Result<()> {
    let graph = ctx.graph();
    let stored = match target {
        Value::Node(id) => graph.node_properties(*id),
        Value::Relationship(id) => graph.rel_properties(*id),
        other => return Err(no_element(other)),
    };
    let tokens = graph.tokens();
    let others: Vec<KeyId> =
        stored.into_iter().map(|(key, _)| key).filter(|key| !map.contains_key(&*tokens.key_name(*key))).collect();
    others.into_iter().try_for_each(|key| set_property(target, key, Value::Null, ctx))
}

fn labelled(target: &Value) -> Result<NodeId> {
    match target {
        Value::Node(id) => Ok(*id),
        other => Err(Diagnostic::type_error(
            Detail::InvalidArgumentType,
            format!("labels are those of a NODE, not of a value of type {}", other.type_name()),
        )),
    }
}

fn no_element(value: &Value) -> Diagnostic {
    Diagnostic::type_error(
        Detail::InvalidArgumentType,
        format!("properties are set on a NODE or RELATIONSHIP, not on a value of type {}", value.type_name()),
    )
}
