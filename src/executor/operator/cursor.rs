//! Reading an input row by row, for operators that give several rows for one.
//!
//! ```text
//! while cursor.fill(ctx)? { … cursor.batch, cursor.row … cursor.row += 1 }
//! ```

use crate::binder::Slot;
use crate::diagnostic::{Detail, Diagnostic, Result};
use crate::executor::batch::{Batch, Held};
use crate::executor::context::{Context, Operator};
use crate::graph::Snapshot;
use crate::planner::Expand;
use crate::value::{Aside, Column, NodeId, RelId, Value};

/// An input and the row of it that is being treated.
pub(super) struct Cursor {
    pub(super) input: Box<dyn Operator>,
    pub(super) batch: Batch,
    pub(super) row: usize,
    // The slots that are read above; `None`: all.
    keep: Option<Vec<Slot>>,
}

impl Cursor {
    /// `keep` are the slots that [`Self::gather`] copies; `None`: all.
    pub(super) fn new(input: Box<dyn Operator>, keep: Option<Vec<Slot>>) -> Self {
        Self { input, batch: Batch::new(0, 0), row: 0, keep }
    }

    /// Reads on where the batch is used up; false at the end of the input. Afterwards `row < batch.len()`.
    pub(super) fn fill(&mut self, ctx: &mut Context) -> Result<bool> {
        while self.row >= self.batch.len() {
            ctx.checkpoint()?;
            let Some(batch) = self.input.next(ctx)? else { return Ok(false) };
            self.batch = batch;
            self.row = 0;
        }
        Ok(true)
    }

    pub(super) fn reset(&mut self, ctx: &mut Context) {
        self.input.reset(ctx);
        self.batch = Batch::new(0, 0);
        self.row = 0;
    }

    /// The rows of the batch named by `rows`, which ascend.
    pub(super) fn gather(&self, rows: &[u32]) -> Batch {
        match (rows.first(), rows.last()) {
            (Some(first), Some(last)) if first == last => {
                self.batch.repeat_row_slots(self.keep.as_deref(), *first as usize, rows.len())
            }
            _ if rows.len() == self.batch.len() && rows.is_sorted_by(|a, b| a < b) => match &self.keep {
                Some(slots) => self.batch.narrowed(slots),
                None => self.batch.clone(),
            },
            _ => self.batch.gather_slots(self.keep.as_deref(), rows),
        }
    }

    /// As [`Self::gather`], each row with a neighbour, and with the relationship to it where `rels` has them.
    pub(super) fn gather_step(
        &self,
        rows: &[u32],
        step: &Expand,
        rels: Option<Vec<RelId>>,
        nodes: Vec<NodeId>,
    ) -> Batch {
        let mut out = self.gather(rows);
        if let Some(rels) = rels {
            out.set(step.rel, Column::Relationships(rels));
        }
        out.set(step.to, Column::Nodes(nodes));
        out
    }
}

/// Rows whose relationships are looked at ahead of time, together.
const AHEAD: usize = 64;

/// At the first of every [`AHEAD`] rows: has the graph read ahead what `step` wants for them, with `ends` also of the other
/// ends. Nodes that lie side by side are read ahead by the machine itself.
pub(super) fn look_ahead(graph: &Snapshot, from: &Column, row: usize, step: &Expand, ends: bool) {
    let (Column::Nodes(nodes), [rel_type], true) = (from, step.types.as_slice(), row.is_multiple_of(AHEAD)) else {
        return;
    };
    let nodes = &nodes[row..nodes.len().min(row + AHEAD)];
    let (Some(first), Some(last)) = (nodes.first(), nodes.last()) else { return };
    let side_by_side = nodes.is_sorted() && last.0.saturating_sub(first.0) <= 4 * AHEAD as u32;
    if !side_by_side && !nodes.contains(&NodeId::NONE) {
        graph.look_ahead(nodes, step.direction, *rel_type, ends);
    }
}

/// Everything an input gives, its memory counted; the number of bytes held.
pub(in crate::executor) fn drain(input: &mut dyn Operator, ctx: &mut Context) -> Result<(Aside<Held>, usize)> {
    let (mut all, mut bytes) = (Aside::new(Held::default()), 0);
    while let Some(batch) = input.next(ctx)? {
        ctx.checkpoint()?;
        let size = batch.bytes();
        ctx.hold(size)?;
        bytes += size;
        all.batches.push_back(batch);
    }
    Ok((all, bytes))
}

/// The node in a row, `None` for null.
///
/// # Errors
/// `TypeError/InvalidArgumentType` for a value of another type.
pub(in crate::executor) fn node_at(column: &Column, row: usize) -> Result<Option<NodeId>> {
    if let Column::Nodes(ids) = column {
        return Ok((ids[row] != NodeId::NONE).then_some(ids[row]));
    }
    match column.get(row) {
        Value::Node(id) => Ok(Some(id)),
        Value::Null => Ok(None),
        other => Err(Diagnostic::type_error(
            Detail::InvalidArgumentType,
            format!("a pattern needs a NODE here, but the value is of type {}", other.type_name()),
        )),
    }
}

/// Whether one of the columns holds `rel` in `row`, as itself or in a list.
pub(super) fn repeats(batch: &Batch, slots: &[Slot], row: usize, rel: RelId) -> Result<bool> {
    for slot in slots {
        let found = match &**batch.column(*slot)? {
            Column::Relationships(ids) => ids[row] == rel,
            Column::Nodes(_) => false,
            other => match other.get(row) {
                Value::Relationship(id) => id == rel,
                Value::List(elements) => elements.iter().any(|e| matches!(e, Value::Relationship(id) if *id == rel)),
                Value::Path(path) => path.relationships.contains(&rel),
                _ => false,
            },
        };
        if found {
            return Ok(true);
        }
    }
    Ok(false)
}
