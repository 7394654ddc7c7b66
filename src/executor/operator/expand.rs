//! One step along relationships: for each row the neighbours of a node, in the graph's order.
//!
//! Only ids move; properties are read later, by the expressions that want them. Where the relationship is not read above,
//! none is looked up: the other ends are copied as they lie in the graph.

use super::cursor::{Cursor, look_ahead, node_at, repeats};
use crate::binder::Slot;
use crate::diagnostic::Result;
use crate::executor::batch::{BATCH_ROWS, Batch};
use crate::executor::context::{Context, Operator};
use crate::graph::{Csr, Row, Snapshot};
use crate::planner;
use crate::value::{Column, NodeId, RelId};

/// Room is made at first for so many neighbours of a row.
const ROOM_A_ROW: usize = 16;

/// See the file.
pub(in crate::executor) struct Expand {
    cursor: Cursor,
    step: planner::Expand,
    // The relationship is read above.
    with_rels: bool,
    // A row without neighbours gives one of nulls.
    optional: bool,
    // The neighbours of the cursor's row when `loaded`; those before `at` are given.
    buffer: Vec<(RelId, NodeId)>,
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

impl Taken {
    fn with_room(rows: usize, with_rels: bool) -> Self {
        let rels = Vec::with_capacity(if with_rels { rows } else { 0 });
        Self { rows: Vec::with_capacity(rows), rels, nodes: Vec::with_capacity(rows) }
    }
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
        Self { cursor, step: expand, with_rels, optional: false, buffer: Vec::new(), at: 0, loaded: false }
    }

    /// The same, giving nulls for a row that has no neighbours. The step is told apart from no other.
    pub(in crate::executor) fn or_null(self) -> Self {
        debug_assert!(self.step.distinct_from.is_empty(), "what is told apart may leave nothing");
        Self { optional: true, ..self }
    }

    /// The rows that are walked, where they lie in one table.
    fn side<'g>(&self, graph: &'g Snapshot) -> Option<&'g Csr> {
        let [rel_type] = self.step.types[..] else { return None };
        graph.plain_rows(rel_type, self.step.direction)
    }

    /// Puts the neighbours for the cursor's row into the buffer, unless they are there.
    fn load(&mut self, graph: &Snapshot, from: Option<NodeId>) {
        if !self.loaded {
            self.buffer.clear();
            self.loaded = true;
            if let Some(from) = from {
                graph.neighbours(from, self.step.direction, &self.step.types, &mut self.buffer);
            }
        }
    }

    /// The next rows from the cursor's batch.
    fn take(&mut self, graph: &Snapshot) -> Result<Taken> {
        // Few rows seldom make a batch, whose columns would be taken anew from the machine for each of them.
        let room = (self.cursor.batch.len() - self.cursor.row).saturating_mul(ROOM_A_ROW).min(BATCH_ROWS);
        let Taken { mut rows, mut rels, mut nodes } = Taken::with_room(room, self.with_rels);
        let only_type = if let [rel_type] = self.step.types[..] { Some(rel_type) } else { None };
        let side = self.side(graph);
        while rows.len() < BATCH_ROWS && self.cursor.row < self.cursor.batch.len() {
            let row = self.cursor.row;
            let column = self.cursor.batch.column(self.step.from)?;
            if self.at == 0 {
                look_ahead(graph, column, row, &self.step, true);
            }
            let from = node_at(column, row)?;
            let plain = match (from, side, only_type) {
                (None, ..) => Some(Row::EMPTY),
                (Some(from), Some(side), _) => Some(side.row(from)),
                (Some(from), None, Some(rel_type)) => graph.plain_row(from, self.step.direction, rel_type),
                (Some(_), None, None) => None,
            };
            let left = BATCH_ROWS - rows.len();
            let (end, len) = if let Some(plain) = plain {
                let part = self.at..plain.ends.len().min(self.at + left);
                nodes.extend_from_slice(&plain.ends[part.clone()]);
                if self.with_rels {
                    plain.push_rels(part.clone(), &mut rels);
                }
                (part.end, plain.ends.len())
            } else {
                self.load(graph, from);
                let end = self.buffer.len().min(self.at + left);
                let part = &self.buffer[self.at..end];
                nodes.extend(part.iter().map(|(_, node)| *node));
                if self.with_rels {
                    rels.extend(part.iter().map(|(rel, _)| *rel));
                }
                (end, self.buffer.len())
            };
            if self.optional && len == 0 {
                nodes.push(NodeId::NONE);
                rels.extend(self.with_rels.then_some(RelId::NONE));
            }
            rows.resize(nodes.len(), row as u32);
            self.advance(end, len);
        }
        Ok(Taken { rows, rels, nodes })
    }

    /// The next rows from the cursor's batch, where no node has more than one relationship.
    fn take_only(&mut self, side: &Csr) -> Result<Taken> {
        let to = self.cursor.batch.len().min(self.cursor.row + BATCH_ROWS);
        let Taken { mut rows, mut rels, mut nodes } = Taken::with_room(to - self.cursor.row, self.with_rels);
        let column = self.cursor.batch.column(self.step.from)?;
        for row in self.cursor.row..to {
            let found = node_at(column, row)?.and_then(|from| side.only(from));
            let Some((rel, node)) = found.or(self.optional.then_some((RelId::NONE, NodeId::NONE))) else { continue };
            if repeats(&self.cursor.batch, &self.step.distinct_from, row, rel)? {
                continue;
            }
            rows.push(row as u32);
            nodes.push(node);
            if self.with_rels {
                rels.push(rel);
            }
        }
        self.cursor.row = to;
        Ok(Taken { rows, rels, nodes })
    }

    /// The next rows from the cursor's batch of which the relationship is none of those before.
    fn take_different(&mut self, graph: &Snapshot) -> Result<Taken> {
        let Taken { mut rows, mut rels, mut nodes } = Taken::default();
        while rows.len() < BATCH_ROWS && self.cursor.row < self.cursor.batch.len() {
            let row = self.cursor.row;
            let from = node_at(self.cursor.batch.column(self.step.from)?, row)?;
            self.load(graph, from);
            let end = self.buffer.len().min(self.at + BATCH_ROWS - rows.len());
            for (rel, node) in &self.buffer[self.at..end] {
                if !repeats(&self.cursor.batch, &self.step.distinct_from, row, *rel)? {
                    rels.push(*rel);
                    nodes.push(*node);
                }
            }
            rows.resize(rels.len(), row as u32);
            self.advance(end, self.buffer.len());
        }
        Ok(Taken { rows, rels, nodes })
    }

    /// Of the neighbours of the cursor's row those before `end` are given.
    fn advance(&mut self, end: usize, len: usize) {
        self.at = end;
        if end == len {
            self.cursor.row += 1;
            self.at = 0;
            self.loaded = false;
        }
    }
}

impl Operator for Expand {
    fn next(&mut self, ctx: &mut Context) -> Result<Option<Batch>> {
        while self.cursor.fill(ctx)? {
            ctx.checkpoint()?;
            let graph = ctx.graph();
            let taken = match self.side(graph).filter(|side| side.is_single()) {
                Some(side) => self.take_only(side)?,
                None if self.step.distinct_from.is_empty() => self.take(graph)?,
                None => self.take_different(graph)?,
            };
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
