//! One step along relationships: for each row the neighbours of a node, in the graph's order.
//!
//! Only ids move; properties are read later, by the expressions that want them. Where the relationship is not read above,
//! none is looked up: the other ends are copied as they lie in the graph.

use super::cursor::{Cursor, look_ahead, node_at, repeats};
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
    // The relationship is read above.
    with_rels: bool,
    // The neighbours of the cursor's row when `loaded`, given up to `at`.
    buffer: Vec<(RelId, NodeId)>,
    nodes: Vec<NodeId>,
    at: usize,
    loaded: bool,
}

/// Rows of the input with what each became.
#[derive(Default)]
struct Taken {
    rows: Vec<u32>,
    rels: Vec<RelId>,
    nodes: Vec<NodeId>,
}

impl Expand {
    pub(in crate::executor) fn new(
        input: Box<dyn Operator>,
        keep: Option<Vec<Slot>>,
        expand: planner::Expand,
        with_rels: bool,
    ) -> Self {
        let cursor = Cursor::new(input, keep);
        let with_rels = with_rels || !expand.distinct_from.is_empty();
        Self { cursor, step: expand, with_rels, buffer: Vec::new(), nodes: Vec::new(), at: 0, loaded: false }
    }

    /// Puts the neighbours for the cursor's row into the buffer.
    fn load(&mut self, graph: &Snapshot) -> Result<()> {
        self.buffer.clear();
        self.at = 0;
        self.loaded = true;
        let (batch, row, step) = (&self.cursor.batch, self.cursor.row, &self.step);
        if let Some(from) = node_at(batch.column(step.from)?, row)? {
            graph.neighbours(from, step.direction, &step.types, &mut self.buffer);
        }
        Ok(())
    }

    /// The next rows from the cursor's batch, with relationships.
    fn take(&mut self, graph: &Snapshot) -> Result<Taken> {
        let Taken { mut rows, mut rels, mut nodes } = Taken::default();
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
        Ok(Taken { rows, rels, nodes })
    }

    /// The next rows from the cursor's batch, only the other ends.
    fn take_ends(&mut self, graph: &Snapshot) -> Result<Taken> {
        let (mut rows, mut nodes) = (Vec::with_capacity(BATCH_ROWS), Vec::with_capacity(BATCH_ROWS));
        let from = self.cursor.batch.column(self.step.from)?;
        while rows.len() < BATCH_ROWS && self.cursor.row < self.cursor.batch.len() {
            let row = self.cursor.row;
            if self.at == 0 {
                look_ahead(graph, from, row, &self.step, true);
            }
            let all: &[NodeId] = match (node_at(from, row)?, self.step.types.as_slice()) {
                (None, _) => &[],
                (Some(from), [rel_type]) => {
                    graph.neighbour_nodes(from, self.step.direction, *rel_type, &mut self.nodes)
                }
                (Some(from), types) => {
                    self.nodes.clear();
                    let nodes = &mut self.nodes;
                    graph.for_each_neighbour(from, self.step.direction, types, &mut |_, node| nodes.push(node));
                    nodes
                }
            };
            let end = all.len().min(self.at + BATCH_ROWS - rows.len());
            nodes.extend_from_slice(&all[self.at..end]);
            rows.resize(nodes.len(), row as u32);
            self.at = end;
            if end == all.len() {
                self.cursor.row += 1;
                self.at = 0;
            }
        }
        Ok(Taken { rows, rels: Vec::new(), nodes })
    }
}

impl Operator for Expand {
    fn next(&mut self, ctx: &mut Context) -> Result<Option<Batch>> {
        while self.cursor.fill(ctx)? {
            ctx.checkpoint()?;
            let taken = if self.with_rels { self.take(ctx.graph())? } else { self.take_ends(ctx.graph())? };
            if taken.rows.is_empty() {
                continue;
            }
            let mut out = self.cursor.gather(&taken.rows);
            if self.with_rels {
                out.set(self.step.rel, Column::Relationships(taken.rels));
            }
            out.set(self.step.to, Column::Nodes(taken.nodes));
            return Ok(Some(out));
        }
        Ok(None)
    }

    fn reset(&mut self, ctx: &mut Context) {
        self.cursor.reset(ctx);
        self.loaded = false;
        self.at = 0;
    }
}
