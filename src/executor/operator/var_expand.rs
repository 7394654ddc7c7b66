//! Walks of several relationships: for each row every walk of `min..=max` relationships without a repeated one.
//!
//! Depth first, a walk before its extensions, neighbours in the graph's order. The stack of the search is a vector:
//! however deep a walk gets, the program's stack does not grow, and the search stops and goes on between batches.
//!
//! ```text
//! (a)-[r*1..2]->(b)     a→b   a→b→c   a→d            frames  [candidates of a | candidates of b]
//! ```

use rustc_hash::FxHashSet;

use super::cursor::{Cursor, node_at};
use super::step::{Candidate, Stepper};
use crate::binder::{HopRange, Slot, StepFilter};
use crate::diagnostic::Result;
use crate::executor::batch::{BATCH_ROWS, Batch};
use crate::executor::context::{Context, Operator};
use crate::planner::Expand;
use crate::value::{Column, NodeId, RelId, Value};

/// See the file.
pub(in crate::executor) struct VarExpand {
    cursor: Cursor,
    stepper: Stepper,
    into: bool,
    // The relationships are read above.
    with_rels: bool,
    length: HopRange,
    walk: Option<Walk>,
    // Of the last row, for its memory.
    spent: Walk,
}

/// The state of the search for one row.
#[derive(Default)]
struct Walk {
    // The bound end.
    target: Option<NodeId>,
    // Candidates of all open nodes, one frame behind the other.
    candidates: Vec<Candidate>,
    frames: Vec<Frame>,
    // The relationships walked so far: one less than there are frames.
    path: Vec<RelId>,
    // Those of the path from place [`SHORT`] on; the others are looked through.
    used: FxHashSet<RelId>,
}

/// A path of so many relationships is looked through as quickly as a set.
const SHORT: usize = 8;

impl Walk {
    fn clear(&mut self) {
        self.target = None;
        self.candidates.clear();
        self.frames.clear();
        self.path.clear();
        self.used.clear();
    }

    fn has_used(&self, rel: RelId) -> bool {
        let (first, rest) = self.path.split_at(self.path.len().min(SHORT));
        first.contains(&rel) || !rest.is_empty() && self.used.contains(&rel)
    }

    fn go(&mut self, rel: RelId) {
        if self.path.len() >= SHORT {
            self.used.insert(rel);
        }
        self.path.push(rel);
    }

    fn go_back(&mut self) {
        if let Some(rel) = self.path.pop()
            && self.path.len() >= SHORT
        {
            self.used.remove(&rel);
        }
    }
}

/// The candidates of one node of the walk: `at..end` are still to be tried.
struct Frame {
    start: usize,
    at: usize,
    end: usize,
}

/// The rows found so far.
#[derive(Default)]
struct Found {
    rows: Vec<u32>,
    lists: Vec<Value>,
    nodes: Vec<NodeId>,
}

impl VarExpand {
    pub(in crate::executor) fn new(
        input: Box<dyn Operator>,
        keep: Option<Vec<Slot>>,
        expand: Expand,
        (into, with_rels): (bool, bool),
        length: HopRange,
        step: Option<StepFilter>,
    ) -> Self {
        let (cursor, stepper) = (Cursor::new(input, keep), Stepper::new(expand, step));
        Self { cursor, stepper, into, with_rels, length, walk: None, spent: Walk::default() }
    }

    /// Opens the search for the cursor's row; `None` when an end is null.
    fn open(&mut self, found: &mut Found, ctx: &mut Context) -> Result<Option<Walk>> {
        let (batch, row) = (&self.cursor.batch, self.cursor.row);
        let Some(from) = node_at(batch.column(self.stepper.expand.from)?, row)? else { return Ok(None) };
        let mut walk = std::mem::take(&mut self.spent);
        walk.clear();
        if self.into {
            walk.target = node_at(batch.column(self.stepper.expand.to)?, row)?;
            if walk.target.is_none() {
                return Ok(None);
            }
        }
        self.stepper.new_row();
        if self.length.min == 0 && ctx.graph().contains_node(from) {
            self.emit(&walk, None, from, found);
        }
        if self.length.max != Some(0) {
            self.push(&mut walk, from, ctx)?;
        }
        Ok(Some(walk))
    }

    /// Opens the node at the end of the walk.
    fn push(&mut self, walk: &mut Walk, node: NodeId, ctx: &mut Context) -> Result<()> {
        let start = walk.candidates.len();
        let direction = self.stepper.expand.direction;
        let row = (&self.cursor.batch, self.cursor.row);
        self.stepper.candidates(node, direction, row, ctx, &mut walk.candidates)?;
        walk.frames.push(Frame { start, at: start, end: walk.candidates.len() });
        Ok(())
    }

    /// Goes on until enough rows are found or the search is over; true when it is over.
    fn search(&mut self, walk: &mut Walk, found: &mut Found, ctx: &mut Context) -> Result<bool> {
        let mut steps = 0_u32;
        while let Some(frame) = walk.frames.last_mut() {
            if found.rows.len() >= BATCH_ROWS {
                return Ok(false);
            }
            steps += 1;
            if steps.is_multiple_of(4096) {
                ctx.checkpoint()?;
            }
            if frame.at == frame.end {
                walk.candidates.truncate(frame.start);
                walk.frames.pop();
                walk.go_back();
                continue;
            }
            let (rel, node) = walk.candidates[frame.at];
            frame.at += 1;
            if walk.has_used(rel) {
                continue;
            }
            let depth = walk.path.len() as u32 + 1;
            if depth >= self.length.min {
                self.emit(walk, Some(rel), node, found);
            }
            if self.length.max.is_none_or(|max| depth < max) {
                walk.go(rel);
                self.push(walk, node, ctx)?;
            }
        }
        Ok(true)
    }

    /// A walk is found: the path so far and one more relationship to `node`.
    fn emit(&self, walk: &Walk, last: Option<RelId>, node: NodeId, found: &mut Found) {
        if walk.target.is_some_and(|target| target != node) {
            return;
        }
        if self.with_rels {
            let mut list: Vec<Value> = walk.path.iter().copied().chain(last).map(Value::Relationship).collect();
            if self.stepper.expand.reversed {
                list.reverse();
            }
            found.lists.push(Value::list(list));
        }
        found.rows.push(self.cursor.row as u32);
        found.nodes.push(node);
    }
}

impl Operator for VarExpand {
    fn next(&mut self, ctx: &mut Context) -> Result<Option<Batch>> {
        while self.cursor.fill(ctx)? {
            let mut found = Found::default();
            while found.rows.len() < BATCH_ROWS && self.cursor.row < self.cursor.batch.len() {
                let walk = match self.walk.take() {
                    Some(walk) => Some(walk),
                    None => self.open(&mut found, ctx)?,
                };
                let Some(mut walk) = walk else {
                    self.cursor.row += 1;
                    continue;
                };
                if self.search(&mut walk, &mut found, ctx)? {
                    self.cursor.row += 1;
                    self.spent = walk;
                } else {
                    self.walk = Some(walk);
                }
            }
            if !found.rows.is_empty() {
                let mut out = self.cursor.gather(&found.rows);
                if self.with_rels {
                    out.set(self.stepper.expand.rel, Column::Values(found.lists));
                }
                if !self.into {
                    out.set(self.stepper.expand.to, Column::Nodes(found.nodes));
                }
                return Ok(Some(out));
            }
        }
        Ok(None)
    }

    fn reset(&mut self, ctx: &mut Context) {
        self.cursor.reset(ctx);
        self.walk = None;
    }
}
