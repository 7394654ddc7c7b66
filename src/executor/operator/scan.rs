//! For each row every node that passes a label test, ids ascending.

use super::cursor::Cursor;
use crate::binder::{LabelTest, Slot};
use crate::diagnostic::Result;
use crate::executor::batch::{BATCH_ROWS, Batch};
use crate::executor::context::{Context, Operator};
use crate::executor::expression::node_passes;
use crate::graph::{LabelId, Snapshot};
use crate::value::{Column, NodeId};

/// See the file.
pub(in crate::executor) struct NodeScan {
    cursor: Cursor,
    slot: Slot,
    labels: Option<LabelTest>,
    // Where the scan for the cursor's row goes on.
    position: u32,
    buffer: Vec<NodeId>,
}

impl NodeScan {
    pub(in crate::executor) fn new(
        input: Box<dyn Operator>,
        keep: Option<Vec<Slot>>,
        slot: Slot,
        labels: Option<LabelTest>,
    ) -> Self {
        Self { cursor: Cursor::new(input, keep), slot, labels, position: 0, buffer: Vec::new() }
    }
}

impl Operator for NodeScan {
    fn next(&mut self, ctx: &mut Context) -> Result<Option<Batch>> {
        while self.cursor.fill(ctx)? {
            ctx.checkpoint()?;
            let (mut rows, mut nodes) = (Vec::new(), Vec::new());
            while rows.len() < BATCH_ROWS && self.cursor.row < self.cursor.batch.len() {
                self.buffer.clear();
                let wanted = BATCH_ROWS - rows.len();
                let next = scan(ctx.graph(), self.labels.as_ref(), self.position, wanted, &mut self.buffer);
                nodes.extend_from_slice(&self.buffer);
                rows.resize(nodes.len(), self.cursor.row as u32);
                self.position = next.unwrap_or(0);
                if next.is_none() {
                    self.cursor.row += 1;
                } else if rows.is_empty() {
                    ctx.checkpoint()?;
                }
            }
            if !rows.is_empty() {
                let mut out = self.cursor.gather(&rows);
                out.set(self.slot, Column::Nodes(nodes));
                return Ok(Some(out));
            }
        }
        Ok(None)
    }

    fn reset(&mut self, ctx: &mut Context) {
        self.cursor.reset(ctx);
        self.position = 0;
    }
}

/// Appends nodes that pass, from `from`; where to go on, or `None` at the end.
fn scan(graph: &Snapshot, test: Option<&LabelTest>, from: u32, limit: usize, out: &mut Vec<NodeId>) -> Option<u32> {
    let Some(test) = test else { return graph.scan_nodes(from, limit, out) };
    let next = match narrowest(graph, test) {
        Some(label) => graph.scan_label(label, from, limit, out),
        None => graph.scan_nodes(from, limit, out),
    };
    if !matches!(test, LabelTest::Name { .. }) {
        out.retain(|node| node_passes(graph, *node, test));
    }
    next
}

/// The rarest label that every node must have to pass.
fn narrowest(graph: &Snapshot, test: &LabelTest) -> Option<LabelId> {
    match test {
        LabelTest::Name { label, .. } => Some(*label),
        LabelTest::And(parts) => {
            parts.iter().filter_map(|part| narrowest(graph, part)).min_by_key(|label| graph.label_count(*label))
        }
        _ => None,
    }
}
