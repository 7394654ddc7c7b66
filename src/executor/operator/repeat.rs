//! Quantified groups: for each row the walks through a segment, `min..=max` times, without a repeated relationship.
//!
//! A walk is a hop and the walk before it. Depth first, but by flocks: the walks found last are extended together, so
//! that the segment's plan sees batches. What is no longer wanted is forgotten, so the memory held grows with the depth
//! and not with the number of walks.
//!
//! ```text
//! (x) ((a)-[r]->(b)){1,2} (y)     x→1   x→2 · then 1→3 behind x→1, 2→3 behind x→2
//! ```

use std::collections::VecDeque;

use super::cursor::{Cursor, node_at, repeats};
use super::segment::{Hops, Segment};
use crate::binder::Slot;
use crate::diagnostic::Result;
use crate::executor::batch::{BATCH_ROWS, Batch};
use crate::executor::context::{Context, Operator};
use crate::planner::Ends;
use crate::value::{Column, NodeId, Value};

/// How many walks are extended together.
const FLOCK: usize = 256;
/// Stands for the row itself, before the first hop.
const ROOT: u32 = u32::MAX;

/// See the file.
pub(in crate::executor) struct Repeat {
    cursor: Cursor,
    segment: Segment,
    ends: Ends,
    distinct_from: Vec<Slot>,
    search: Option<Search>,
    held: usize,
}

/// The state of the search for one row. `hops` and `befores` go together: hop `n` extends walk `befores[n]`.
#[derive(Default)]
struct Search {
    // The bound end.
    target: Option<NodeId>,
    hops: Hops,
    befores: Vec<(u32, u32)>,
    // Walks to extend, ascending; a walk is the number of its last hop.
    waiting: Vec<u32>,
    // Found and not given yet: a walk and its end.
    found: VecDeque<(u32, NodeId)>,
}

impl Repeat {
    pub(in crate::executor) fn new(
        input: Box<dyn Operator>,
        segment: Segment,
        ends: Ends,
        distinct_from: Vec<Slot>,
    ) -> Self {
        Self { cursor: Cursor::new(input, None), segment, ends, distinct_from, search: None, held: 0 }
    }

    /// Opens the search for the cursor's row; `None` when an end is null.
    fn open(&mut self, ctx: &mut Context) -> Result<Option<Search>> {
        let (batch, row) = (&self.cursor.batch, self.cursor.row);
        let Some(from) = node_at(batch.column(self.ends.from)?, row)? else { return Ok(None) };
        let mut search = Search::default();
        if self.ends.into {
            search.target = node_at(batch.column(self.ends.to)?, row)?;
            if search.target.is_none() {
                return Ok(None);
            }
        }
        let length = self.segment.plan.length;
        if length.min == 0 && search.target.is_none_or(|target| target == from) && ctx.graph().contains_node(from) {
            search.found.push_back((ROOT, from));
        }
        self.extend(&mut search, &[(ROOT, from)], ctx)?;
        Ok(Some(search))
    }

    /// Extends walks by one hop each.
    fn extend(&mut self, search: &mut Search, walks: &[(u32, NodeId)], ctx: &mut Context) -> Result<()> {
        let start = search.hops.len();
        let row = (&self.cursor.batch, self.cursor.row);
        let mut hops = Hops::default();
        self.segment.walk(row, walks.iter().map(|(_, node)| *node).collect(), ctx, &mut hops)?;
        let length = self.segment.plan.length;
        for at in 0..hops.len() {
            let before = walks[hops.origins[at] as usize].0;
            if self.is_repeated(search, before, &hops, at)? {
                continue;
            }
            let depth = 1 + if before == ROOT { 0 } else { search.befores[before as usize].1 };
            let walk = search.hops.len() as u32;
            search.hops.push_from(&hops, at, &self.segment);
            search.befores.push((before, depth));
            let end = hops.ends[at];
            if depth >= length.min && search.target.is_none_or(|target| target == end) {
                search.found.push_back((walk, end));
            }
            if length.max.is_none_or(|max| depth < max) {
                search.waiting.push(walk);
            }
        }
        let bytes = (search.hops.len() - start) * 8 + search.hops.bytes();
        if bytes > self.held {
            ctx.hold(bytes - self.held)?;
        } else {
            ctx.release(self.held - bytes);
        }
        self.held = bytes;
        Ok(())
    }

    /// Whether a hop has a relationship that its walk, or another part of the MATCH, has already.
    fn is_repeated(&self, search: &Search, before: u32, hops: &Hops, at: usize) -> Result<bool> {
        let rels = self.segment.rels(hops, at);
        for rel in rels {
            if repeats(&self.cursor.batch, &self.distinct_from, self.cursor.row, *rel)? {
                return Ok(true);
            }
        }
        let mut walk = before;
        while walk != ROOT {
            if self.segment.rels(&search.hops, walk as usize).iter().any(|rel| rels.contains(rel)) {
                return Ok(true);
            }
            walk = search.befores[walk as usize].0;
        }
        Ok(false)
    }

    /// Goes on until something is found or the search is over; true when it is over.
    fn go_on(&mut self, search: &mut Search, ctx: &mut Context) -> Result<bool> {
        while search.found.is_empty() {
            ctx.checkpoint()?;
            let Some(last) = search.waiting.last() else { return Ok(true) };
            // Hops behind the last waiting walk belong to walks that are done.
            search.hops.truncate(*last as usize + 1, &self.segment);
            search.befores.truncate(*last as usize + 1);
            let flock = search.waiting.split_off(search.waiting.len().saturating_sub(FLOCK));
            let flock: Vec<_> = flock.into_iter().map(|walk| (walk, search.hops.ends[walk as usize])).collect();
            self.extend(search, &flock, ctx)?;
        }
        Ok(false)
    }

    /// The hops of a walk in written order.
    fn walk(&self, search: &Search, walk: u32) -> Vec<usize> {
        let (mut hops, mut at) = (Vec::new(), walk);
        while at != ROOT {
            hops.push(at as usize);
            at = search.befores[at as usize].0;
        }
        if !self.ends.reversed {
            hops.reverse();
        }
        hops
    }
}

impl Operator for Repeat {
    fn next(&mut self, ctx: &mut Context) -> Result<Option<Batch>> {
        let slots: Vec<Slot> = self.segment.plan.outputs().collect();
        while self.cursor.fill(ctx)? {
            let (mut rows, mut nodes) = (Vec::new(), Vec::new());
            let mut columns: Vec<Vec<Value>> = vec![Vec::new(); slots.len()];
            while rows.len() < BATCH_ROWS && self.cursor.row < self.cursor.batch.len() {
                let search = match self.search.take() {
                    Some(search) => Some(search),
                    None => self.open(ctx)?,
                };
                let Some(mut search) = search else {
                    self.cursor.row += 1;
                    continue;
                };
                let over = self.go_on(&mut search, ctx)?;
                while rows.len() < BATCH_ROWS
                    && let Some((walk, end)) = search.found.pop_front()
                {
                    let hops = self.walk(&search, walk);
                    for (column, value) in columns.iter_mut().zip(self.segment.outputs(&search.hops, &hops)) {
                        column.push(value);
                    }
                    rows.push(self.cursor.row as u32);
                    nodes.push(end);
                }
                if over {
                    self.cursor.row += 1;
                } else {
                    self.search = Some(search);
                }
            }
            if !rows.is_empty() {
                let mut out = self.cursor.gather(&rows);
                for (slot, values) in slots.iter().zip(columns) {
                    out.set(*slot, Column::Values(values));
                }
                if !self.ends.into {
                    out.set(self.ends.to, Column::Nodes(nodes));
                }
                return Ok(Some(out));
            }
        }
        Ok(None)
    }

    fn reset(&mut self, ctx: &mut Context) {
        self.cursor.reset(ctx);
        self.segment.reset(ctx);
        self.search = None;
        ctx.release(std::mem::take(&mut self.held));
    }
}
