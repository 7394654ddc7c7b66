//! One step along relationships: for each row the neighbours of a node, in the graph's order.
//!
//! Only ids move; properties are read later, by the expressions that want them. With `into` the other end is bound
//! already and the relationships between the two are probed.

use super::cursor::{Cursor, node_at, repeats};
use crate::binder::Slot;
use crate::diagnostic::Result;
use crate::executor::batch::{BATCH_ROWS, Batch};
use crate::executor::context::{Context, Operator};
use crate::graph::Snapshot;
use crate::planner;
use crate::value::{Column, NodeId, RelId};

/// See the file.
pub(in crate::executor) struct Expand {
    cursor: Cursor,
    step: planner::Expand,
    into: bool,
    // The neighbours of the cursor's row when `loaded`, given up to `at`.
    buffer: Vec<(RelId, NodeId)>,
    between: Vec<RelId>,
    at: usize,
    loaded: bool,
}

impl Expand {
    pub(in crate::executor) fn new(
        input: Box<dyn Operator>,
        keep: Option<Vec<Slot>>,
        expand: planner::Expand,
        into: bool,
    ) -> Self {
        let cursor = Cursor::new(input, keep);
        Self { cursor, step: expand, into, buffer: Vec::new(), between: Vec::new(), at: 0, loaded: false }
    }

    /// Puts the neighbours for the cursor's row into the buffer.
    fn load(&mut self, graph: &Snapshot) -> Result<()> {
        self.buffer.clear();
        self.at = 0;
        self.loaded = true;
        let (batch, row, expand) = (&self.cursor.batch, self.cursor.row, &self.step);
        let Some(from) = node_at(batch.column(expand.from)?, row)? else { return Ok(()) };
        if self.into {
            let Some(to) = node_at(batch.column(expand.to)?, row)? else { return Ok(()) };
            self.between.clear();
            graph.rels_between(from, to, expand.direction, &expand.types, &mut self.between);
            self.buffer.extend(self.between.iter().map(|rel| (*rel, to)));
        } else {
            graph.neighbours(from, expand.direction, &expand.types, &mut self.buffer);
        }
        Ok(())
    }

    /// The next rows from the cursor's batch.
    fn take(&mut self, graph: &Snapshot) -> Result<(Vec<u32>, Vec<RelId>, Vec<NodeId>)> {
        let (mut rows, mut rels, mut nodes) = (Vec::new(), Vec::new(), Vec::new());
        while rows.len() < BATCH_ROWS && self.cursor.row < self.cursor.batch.len() {
            if !self.loaded {
                self.load(graph)?;
            }
            let row = self.cursor.row;
            let end = self.buffer.len().min(self.at + BATCH_ROWS - rows.len());
            let part = &self.buffer[self.at..end];
            if self.step.distinct_from.is_empty() {
                rels.extend(part.iter().map(|(rel, _)| *rel));
                nodes.extend(part.iter().map(|(_, node)| *node));
            } else {
                for (rel, node) in part {
                    if !repeats(&self.cursor.batch, &self.step.distinct_from, row, *rel)? {
                        rels.push(*rel);
                        nodes.push(*node);
                    }
                }
            }
            rows.resize(rels.len(), row as u32);
            self.at = end;
            if end == self.buffer.len() {
                self.cursor.row += 1;
                self.loaded = false;
            }
        }
        Ok((rows, rels, nodes))
    }
}

impl Operator for Expand {
    fn next(&mut self, ctx: &mut Context) -> Result<Option<Batch>> {
        while self.cursor.fill(ctx)? {
            ctx.checkpoint()?;
            let (rows, rels, nodes) = self.take(ctx.graph())?;
            if rows.is_empty() {
                continue;
            }
            let mut out = self.cursor.gather(&rows);
            out.set(self.step.rel, Column::Relationships(rels));
            if !self.into {
                out.set(self.step.to, Column::Nodes(nodes));
            }
            return Ok(Some(out));
        }
        Ok(None)
    }

    fn reset(&mut self, ctx: &mut Context) {
        self.cursor.reset(ctx);
        self.loaded = false;
    }
}
