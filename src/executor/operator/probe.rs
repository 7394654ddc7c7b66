//! A step below EXISTS, where one row that passes is enough for each row outside: neighbours are given in rounds, of all
//! rows the first few, then more and more of those for which nothing has been found.
//!
//! ```text
//! a: 1 2 3 4 … 90     b: 5 6      round 1   a 1, a 2, a 3, a 4, b 5, b 6        a passed
//! c: 7 8 9 … 40                             c 7, c 8, c 9, c 10         round 2   c 11, …
//! ```

use super::cursor::{Cursor, node_at, repeats};
use crate::binder::Slot;
use crate::diagnostic::Result;
use crate::executor::batch::{BATCH_ROWS, Batch};
use crate::executor::context::{Context, Operator};
use crate::graph::Snapshot;
use crate::planner::Expand;
use crate::value::{NodeId, RelId};

/// So many neighbours of a row are given in the first round.
const FIRST: usize = 4;
/// In each round so many times as many as in the one before, until a round has the most.
const GROWTH: usize = 4;
const MOST: usize = 1 << 16;

/// See the file.
pub(in crate::executor) struct Probe {
    cursor: Cursor,
    step: Expand,
    // The relationship is read above, or told apart.
    with_rels: bool,
    // The row outside that each row of the cursor's batch came from; empty: nobody tells what has been found.
    origins: Vec<u32>,
    // The rows of this round, the next of them, and those that have more neighbours than the round gives.
    open: Vec<u32>,
    next: usize,
    later: Vec<u32>,
    // The first neighbour of the round, and how many it gives of a row.
    at: usize,
    width: usize,
    buffer: Vec<(RelId, NodeId)>,
}

impl Probe {
    pub(in crate::executor) fn new(
        input: Box<dyn Operator>,
        keep: Option<Vec<Slot>>,
        step: Expand,
        with_rels: bool,
    ) -> Self {
        let with_rels = with_rels || !step.distinct_from.is_empty();
        let (open, later, origins, buffer) = Default::default();
        Self {
            cursor: Cursor::new(input, keep),
            step,
            with_rels,
            origins,
            open,
            next: 0,
            later,
            at: 0,
            width: 0,
            buffer,
        }
    }

    /// Whether nothing has been found yet for a row of the cursor's batch.
    fn is_open(&self, row: u32, ctx: &Context) -> bool {
        let found = self.origins.get(row as usize).and_then(|origin| ctx.found.get(*origin as usize));
        found.is_none_or(|found| *found == 0)
    }

    /// Begins the next round, of the cursor's batch or of a new one; false at the end of the input.
    fn begin(&mut self, ctx: &mut Context) -> Result<bool> {
        loop {
            ctx.checkpoint()?;
            let mut open = std::mem::take(&mut self.later);
            if open.is_empty() {
                self.cursor.row = self.cursor.batch.len();
                if !self.cursor.fill(ctx)? {
                    return Ok(false);
                }
                let batch = &self.cursor.batch;
                self.origins = match batch.get(ctx.origin()) {
                    Some(_) => batch.origins(ctx.origin())?,
                    None => Vec::new(),
                };
                open = (0..batch.len() as u32).collect();
                (self.at, self.width) = (0, FIRST);
            } else {
                self.at += self.width;
                self.width = (self.width * GROWTH).min(MOST);
            }
            open.retain(|row| self.is_open(*row, ctx));
            (self.open, self.next) = (open, 0);
            if !self.open.is_empty() {
                return Ok(true);
            }
        }
    }

    /// Appends the neighbours of a row that are its part of the round, and gives how many it has.
    fn part(&mut self, row: usize, graph: &Snapshot, nodes: &mut Vec<NodeId>, rels: &mut Vec<RelId>) -> Result<usize> {
        let Some(from) = node_at(self.cursor.batch.column(self.step.from)?, row)? else { return Ok(0) };
        let (direction, types) = (self.step.direction, &self.step.types);
        let plain = if let [rel_type] = types[..] { graph.plain_row(from, direction, rel_type) } else { None };
        if let Some(plain) = plain {
            let part = self.at..plain.ends.len().min(self.at + self.width);
            nodes.extend_from_slice(&plain.ends[part.clone()]);
            if self.with_rels {
                plain.push_rels(part, rels);
            }
            return Ok(plain.ends.len());
        }
        self.buffer.clear();
        graph.neighbours(from, direction, types, &mut self.buffer);
        let len = self.buffer.len();
        // They are put together anew in each round: of so many the rest is given at once.
        let end = if self.width < MOST { len.min(self.at + self.width) } else { len };
        let part = &self.buffer[self.at.min(end)..end];
        nodes.extend(part.iter().map(|(_, node)| *node));
        if self.with_rels {
            rels.extend(part.iter().map(|(rel, _)| *rel));
        }
        Ok(if end == len { 0 } else { len })
    }

    /// The next rows of the round.
    fn take(&mut self, ctx: &Context) -> Result<(Vec<u32>, Vec<RelId>, Vec<NodeId>)> {
        let (mut rows, mut rels, mut nodes) = (Vec::new(), Vec::new(), Vec::new());
        while rows.len() < BATCH_ROWS && self.next < self.open.len() {
            let row = self.open[self.next];
            self.next += 1;
            if !self.is_open(row, ctx) {
                continue;
            }
            let before = rows.len();
            let len = self.part(row as usize, ctx.graph(), &mut nodes, &mut rels)?;
            if len > self.at + self.width {
                self.later.push(row);
            }
            if !self.step.distinct_from.is_empty() {
                let mut kept = before;
                for at in before..nodes.len() {
                    if !repeats(&self.cursor.batch, &self.step.distinct_from, row as usize, rels[at])? {
                        (nodes[kept], rels[kept]) = (nodes[at], rels[at]);
                        kept += 1;
                    }
                }
                nodes.truncate(kept);
                rels.truncate(kept);
            }
            rows.resize(nodes.len(), row);
        }
        Ok((rows, rels, nodes))
    }
}

impl Operator for Probe {
    fn next(&mut self, ctx: &mut Context) -> Result<Option<Batch>> {
        while self.next < self.open.len() || self.begin(ctx)? {
            let (rows, rels, nodes) = self.take(ctx)?;
            if rows.is_empty() {
                continue;
            }
            let rels = self.with_rels.then_some(rels);
            return Ok(Some(self.cursor.gather_step(&rows, &self.step, rels, nodes)));
        }
        Ok(None)
    }

    fn reset(&mut self, ctx: &mut Context) {
        self.cursor.reset(ctx);
        self.open.clear();
        self.later.clear();
        self.next = 0;
    }
}
