//! `n:Label`, `r:TYPE` and label expressions.

use super::cell::{map_rows, wrong_type};
use super::evaluate;
use crate::binder::{Expr, LabelTest};
use crate::diagnostic::Result;
use crate::executor::batch::Batch;
use crate::executor::context::Context;
use crate::graph::{RelTypeId, Snapshot};
use crate::value::{Column, NodeId, Value};

/// Whether each row's element passes; null of null.
pub(super) fn has_labels(operand: &Expr, test: &LabelTest, batch: &Batch, ctx: &mut Context) -> Result<Column> {
    let column = evaluate(operand, batch, ctx)?;
    if let Column::Nodes(ids) = &*column {
        if ctx.may_have_deleted() {
            ids.iter().try_for_each(|id| ctx.require_node(*id))?;
        }
        let graph = ctx.graph();
        let one = |id: &NodeId| if *id == NodeId::NONE { 2 } else { u8::from(node_passes(graph, *id, test)) };
        return Ok(Column::Booleans(ids.iter().map(one).collect()));
    }
    map_rows(&column, |value| match value {
        Value::Null => Ok(Value::Null),
        Value::Node(id) => {
            ctx.require_node(*id)?;
            Ok(Value::Boolean(node_passes(ctx.graph(), *id, test)))
        }
        Value::Relationship(id) => {
            ctx.require_rel(*id)?;
            Ok(ctx.graph().rel(*id).map_or(Value::Null, |rel| Value::Boolean(type_passes(rel.rel_type, test))))
        }
        other => Err(wrong_type("labels are those of a NODE or RELATIONSHIP", other)),
    })
}

/// Whether a node passes a label test.
pub(in crate::executor) fn node_passes(graph: &Snapshot, node: NodeId, test: &LabelTest) -> bool {
    match test {
        LabelTest::Name { label, .. } => graph.has_label(node, *label),
        LabelTest::Wildcard => !graph.labels(node).is_empty(),
        LabelTest::Not(inner) => !node_passes(graph, node, inner),
        LabelTest::And(parts) => parts.iter().all(|part| node_passes(graph, node, part)),
        LabelTest::Or(parts) => parts.iter().any(|part| node_passes(graph, node, part)),
    }
}

fn type_passes(found: RelTypeId, test: &LabelTest) -> bool {
    match test {
        LabelTest::Name { rel_type, .. } => found == *rel_type,
        LabelTest::Wildcard => true,
        LabelTest::Not(inner) => !type_passes(found, inner),
        LabelTest::And(parts) => parts.iter().all(|part| type_passes(found, part)),
        LabelTest::Or(parts) => parts.iter().any(|part| type_passes(found, part)),
    }
}
