//! The nodes that a walk of `min..=max` relationships reaches, each once a row: breadth first.
//!
//! Takes the place of [`super::VarExpand`] where neither the walks nor their number matter. A shortest walk repeats no
//! relationship, so whatever walks reach is reached by one that is allowed; only back to the start this holds for directed
//! walks alone, so undirected ones come here with `min` 0, where the start is given anyway.
//!
//! ```text
//! a → b c        depth 1: b c        depth 2: d        c was seen before and is not opened again
//! b → c d
//! ```

use super::cursor::{Cursor, node_at};
use super::step::{Candidate, Stepper};
use crate::binder::{HopRange, Slot, StepFilter};
use crate::diagnostic::Result;
use crate::executor::batch::{BATCH_ROWS, Batch};
use crate::executor::context::{Context, Operator};
use crate::graph::Direction;
use crate::planner::Expand;
use crate::value::{Column, NodeId};

/// See the file.
pub(in crate::executor) struct Reach {
    cursor: Cursor,
    stepper: Stepper,
    filtered: bool,
    into: bool,
    length: HopRange,
    // The number of the search that saw a node last.
    seen: Vec<u32>,
    search: u32,
    // What the cursor's row reaches, given up to `given`.
    reached: Option<Vec<NodeId>>,
    given: usize,
    scratch: Vec<NodeId>,
    held: usize,
}

impl Reach {
    /// Whether this operator gives what a variable-length step asks for, when only distinct ends are wanted.
    pub(in crate::executor) fn can(expand: &Expand, length: HopRange) -> bool {
        let returns = length.min == 0 || (length.min == 1 && expand.direction != Direction::Both);
        returns && expand.distinct_from.is_empty() && length.max != Some(0)
    }

    pub(in crate::executor) fn new(
        input: Box<dyn Operator>,
        keep: Option<Vec<Slot>>,
        expand: Expand,
        into: bool,
        length: HopRange,
        step: Option<StepFilter>,
    ) -> Self {
        Self {
            cursor: Cursor::new(input, keep),
            filtered: step.is_some() || expand.types.len() != 1,
            stepper: Stepper::new(expand, step),
            into,
            length,
            seen: Vec::new(),
            search: 0,
            reached: None,
            given: 0,
            scratch: Vec::new(),
            held: 0,
        }
    }

    /// The nodes that the cursor's row reaches; with a bound end that one, or none.
    fn reach(&mut self, ctx: &mut Context) -> Result<Vec<NodeId>> {
        let (batch, row) = (&self.cursor.batch, self.cursor.row);
        let Some(from) = node_at(batch.column(self.stepper.expand.from)?, row)? else { return Ok(Vec::new()) };
        let target = if self.into { node_at(batch.column(self.stepper.expand.to)?, row)? } else { None };
        if (self.into && target.is_none()) || !ctx.graph().contains_node(from) {
            return Ok(Vec::new());
        }
        self.start(ctx)?;
        let mut reached = Vec::new();
        // With `min` 1 the start counts only when a walk comes back to it, but it is opened once.
        if self.length.min == 0 {
            self.seen[from.0 as usize] = self.search;
            reached.push(from);
        }
        let (mut frontier, mut depth) = (vec![from], 0);
        let mut opened = 0_u32;
        while !frontier.is_empty() && self.length.max.is_none_or(|max| depth < max) {
            depth += 1;
            let first = reached.len();
            for node in &frontier {
                opened += 1;
                if opened.is_multiple_of(1024) {
                    ctx.checkpoint()?;
                }
                self.open(*node, &mut reached, ctx)?;
            }
            if target.is_some_and(|target| self.seen[target.0 as usize] == self.search) {
                break;
            }
            frontier = reached[first..].iter().copied().filter(|node| *node != from).collect();
        }
        Ok(match target {
            Some(target) if self.seen[target.0 as usize] == self.search => vec![target],
            Some(_) => Vec::new(),
            None => reached,
        })
    }

    /// Appends the neighbours of a node that were not seen yet.
    fn open(&mut self, node: NodeId, reached: &mut Vec<NodeId>, ctx: &mut Context) -> Result<()> {
        let (seen, search) = (&mut self.seen, self.search);
        let mut see = |node: NodeId| {
            let mark = &mut seen[node.0 as usize];
            if *mark != search {
                *mark = search;
                reached.push(node);
            }
        };
        let direction = self.stepper.expand.direction;
        match self.stepper.expand.types.as_slice() {
            [rel_type] if !self.filtered => {
                ctx.graph().neighbour_nodes(node, direction, *rel_type, &mut self.scratch).iter().for_each(|n| see(*n));
            }
            _ => {
                let mut candidates: Vec<Candidate> = Vec::new();
                let row = (&self.cursor.batch, self.cursor.row);
                self.stepper.candidates(node, direction, row, ctx, &mut candidates)?;
                candidates.iter().for_each(|(_, node)| see(*node));
            }
        }
        Ok(())
    }

    /// Begins a search: no node is seen.
    fn start(&mut self, ctx: &mut Context) -> Result<()> {
        let capacity = ctx.graph().node_capacity() as usize;
        if self.seen.len() < capacity || self.search == u32::MAX {
            ctx.hold((4 * capacity).saturating_sub(self.held))?;
            self.held = self.held.max(4 * capacity);
            self.seen = vec![0; capacity];
            self.search = 0;
        }
        self.search += 1;
        self.stepper.new_row();
        Ok(())
    }
}

impl Operator for Reach {
    fn next(&mut self, ctx: &mut Context) -> Result<Option<Batch>> {
        while self.cursor.fill(ctx)? {
            let (mut rows, mut nodes) = (Vec::new(), Vec::new());
            while rows.len() < BATCH_ROWS && self.cursor.row < self.cursor.batch.len() {
                ctx.checkpoint()?;
                let reached = match self.reached.take() {
                    Some(reached) => reached,
                    None => self.reach(ctx)?,
                };
                let end = reached.len().min(self.given + BATCH_ROWS - rows.len());
                nodes.extend_from_slice(&reached[self.given..end]);
                rows.resize(nodes.len(), self.cursor.row as u32);
                if end == reached.len() {
                    self.given = 0;
                    self.cursor.row += 1;
                } else {
                    self.given = end;
                    self.reached = Some(reached);
                }
            }
            if !rows.is_empty() {
                let mut out = self.cursor.gather(&rows);
                if !self.into {
                    out.set(self.stepper.expand.to, Column::Nodes(nodes));
                }
                return Ok(Some(out));
            }
        }
        Ok(None)
    }

    fn reset(&mut self, ctx: &mut Context) {
        self.cursor.reset(ctx);
        self.reached = None;
        self.given = 0;
    }
}
