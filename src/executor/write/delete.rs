//! `DELETE` and `DETACH DELETE`: everything the rows name, relationships before nodes, each element once.
//!
//! Whether a deleted node still has relationships is checked at the end of the statement, not here: another clause may
//! yet delete them.

use rustc_hash::FxHashSet;

use super::eager::Writer;
use crate::binder::Expr;
use crate::diagnostic::{Detail, Diagnostic, Result, Span};
use crate::executor::batch::Batch;
use crate::executor::context::Context;
use crate::executor::expression::evaluate;
use crate::graph::Direction;
use crate::value::{Column, NodeId, RelId, Value};

/// Elements that are deleted between two looks at the limits.
const STRIDE: usize = 1024;

/// See the file.
pub(in crate::executor) struct Delete {
    targets: Vec<Expr>,
    detach: bool,
    doomed: Doomed,
}

/// What is to be deleted, in order of first appearance.
#[derive(Default)]
struct Doomed {
    nodes: Vec<NodeId>,
    rels: Vec<RelId>,
    seen_nodes: FxHashSet<NodeId>,
    seen_rels: FxHashSet<RelId>,
}

impl Doomed {
    fn node(&mut self, id: NodeId) {
        if self.seen_nodes.insert(id) {
            self.nodes.push(id);
        }
    }

    fn rel(&mut self, id: RelId) {
        if self.seen_rels.insert(id) {
            self.rels.push(id);
        }
    }

    fn value(&mut self, value: &Value, span: Span) -> Result<()> {
        match value {
            Value::Null => {}
            Value::Node(id) => self.node(*id),
            Value::Relationship(id) => self.rel(*id),
            Value::Path(path) => {
                path.relationships.iter().for_each(|id| self.rel(*id));
                path.nodes.iter().for_each(|id| self.node(*id));
            }
            other => {
                let message =
                    format!("DELETE needs a NODE, RELATIONSHIP or PATH, but this is of type {}", other.type_name());
                return Err(Diagnostic::type_error(Detail::InvalidArgumentType, message).at(span));
            }
        }
        Ok(())
    }
}

impl Delete {
    pub(in crate::executor) fn new(targets: Vec<Expr>, detach: bool) -> Self {
        Self { targets, detach, doomed: Doomed::default() }
    }
}

impl Writer for Delete {
    fn write(&mut self, batch: Batch, ctx: &mut Context) -> Result<Batch> {
        for target in &self.targets {
            let column = evaluate(target, &batch, ctx)?;
            match &*column {
                Column::Nodes(ids) => {
                    ids.iter().filter(|id| **id != NodeId::NONE).for_each(|id| self.doomed.node(*id));
                }
                Column::Relationships(ids) => {
                    ids.iter().filter(|id| **id != RelId::NONE).for_each(|id| self.doomed.rel(*id));
                }
                other => {
                    for row in 0..other.len() {
                        self.doomed.value(&other.get(row), target.span)?;
                    }
                }
            }
        }
        Ok(batch)
    }

    fn finish(&mut self, ctx: &mut Context) -> Result<()> {
        let doomed = std::mem::take(&mut self.doomed);
        for (count, id) in doomed.rels.into_iter().enumerate() {
            if count.is_multiple_of(STRIDE) {
                ctx.checkpoint()?;
            }
            delete_rel(id, ctx)?;
        }
        let mut attached = Vec::new();
        for (count, id) in doomed.nodes.into_iter().enumerate() {
            if count.is_multiple_of(STRIDE) {
                ctx.checkpoint()?;
            }
            if self.detach {
                attached.clear();
                ctx.graph().neighbours(id, Direction::Both, &[], &mut attached);
                for (rel, _) in &attached {
                    delete_rel(*rel, ctx)?;
                }
            }
            ctx.workspace()?.delete_node(id)?;
        }
        Ok(())
    }

    fn reset(&mut self, _ctx: &mut Context) {
        self.doomed = Doomed::default();
    }
}

/// Deletes a relationship, its type remembered; one that is gone already is passed over.
fn delete_rel(id: RelId, ctx: &mut Context) -> Result<()> {
    if let Some(record) = ctx.graph().rel(id) {
        ctx.deleted_types.insert(id, record.rel_type);
        ctx.workspace()?.delete_rel(id)?;
    }
    Ok(())
}
