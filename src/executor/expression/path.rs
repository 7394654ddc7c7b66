//! Paths as values: a start and the relationships walked from it.

use std::sync::Arc;

use super::cell::{cell, wrong_type};
use crate::binder::Slot;
use crate::diagnostic::{Diagnostic, Result};
use crate::executor::batch::Batch;
use crate::executor::context::{Context, deleted};
use crate::graph::Snapshot;
use crate::value::{Column, NodeId, Path, RelId, Value};

/// The path of each row; null where a part of it is null.
pub(super) fn path(start: Slot, steps: &[Slot], batch: &Batch, ctx: &mut Context) -> Result<Column> {
    let starts = batch.column(start)?;
    let columns: Vec<&Arc<Column>> = steps.iter().map(|step| batch.column(*step)).collect::<Result<_>>()?;
    let mut values = Vec::with_capacity(batch.len());
    for row in 0..batch.len() {
        values.push(one_path(starts, &columns, row, ctx.graph())?);
    }
    Ok(Column::Values(values))
}

/// How many relationships the path of each row has; null where a part of it is null.
pub(super) fn lengths(start: Slot, steps: &[Slot], batch: &Batch) -> Result<Column> {
    let starts = batch.column(start)?;
    let columns: Vec<&Arc<Column>> = steps.iter().map(|step| batch.column(*step)).collect::<Result<_>>()?;
    let one = |row: usize| -> Result<Value> {
        let mut length = if starts.is_null(row) { None } else { Some(0) };
        for column in &columns {
            let more = match &*cell(column, row) {
                Value::Relationship(_) => Some(1),
                Value::List(elements) => Some(elements.len() as i64),
                Value::Null => None,
                other => return Err(wrong_type("a path is made of RELATIONSHIPs", other)),
            };
            length = length.zip(more).map(|(length, more)| length + more);
        }
        Ok(length.map_or(Value::Null, Value::Integer))
    };
    (0..batch.len()).map(one).collect::<Result<_>>().map(Column::from_values)
}

fn one_path(starts: &Column, steps: &[&Arc<Column>], row: usize, graph: &Snapshot) -> Result<Value> {
    let start = match &*cell(starts, row) {
        Value::Node(id) => *id,
        Value::Null => return Ok(Value::Null),
        other => return Err(wrong_type("a path starts at a NODE", other)),
    };
    let mut rels = Vec::new();
    for step in steps {
        match &*cell(step, row) {
            Value::Relationship(id) => rels.push(*id),
            Value::List(elements) => {
                for element in elements.iter() {
                    match element {
                        Value::Relationship(id) => rels.push(*id),
                        other => return Err(wrong_type("a path is made of RELATIONSHIPs", other)),
                    }
                }
            }
            Value::Null => return Ok(Value::Null),
            other => return Err(wrong_type("a path is made of RELATIONSHIPs", other)),
        }
    }
    walk_path(graph, start, rels)
}

/// The path from `start` along `rels`, each in the direction that goes on.
///
/// # Errors
/// `EntityNotFound` for a relationship that is gone; `Internal` when one does not start where the walk stands.
pub(in crate::executor) fn walk_path(graph: &Snapshot, start: NodeId, rels: Vec<RelId>) -> Result<Value> {
    let mut nodes = Vec::with_capacity(rels.len() + 1);
    let mut here = start;
    nodes.push(here);
    for rel in &rels {
        let record = graph.rel(*rel).ok_or_else(|| deleted("relationship"))?;
        here = if record.start == here {
            record.end
        } else if record.end == here {
            record.start
        } else {
            return Err(Diagnostic::internal(format!("relationship {} does not go on from node {}", rel.0, here.0)));
        };
        nodes.push(here);
    }
    Ok(Value::Path(Arc::new(Path { nodes, relationships: rels })))
}
