//! Path selectors: for each row and each pair of ends the chosen paths over some segments, the shorter first.
//!
//! The states that walks go through are explored from one end in order of distance; then paths are built backward from
//! the other end, always the one first that can be shortest (A*: its length so far plus the distance of its state, which
//! never says too much). So paths come in order of length, and one that repeats a relationship or fails the filter costs
//! only itself. When the other end is bound, no more is explored than the answer needs.
//!
//! Ties are broken by the order in which walks were found, so the answer is the same every time.

use std::collections::{BTreeMap, VecDeque};

use super::cursor::{Cursor, node_at};
use super::path_space::{NO_HOP, PathSpace, SOURCE};
use super::segment::Segment;
use crate::binder::{Expr, PathChoice, Slot};
use crate::diagnostic::Result;
use crate::executor::batch::{BATCH_ROWS, Batch};
use crate::executor::context::{Context, Operator};
use crate::executor::expression::{evaluate, true_rows};
use crate::planner::Ends;
use crate::value::{Column, NodeId, Value};

/// Stands for the end of the path, behind the last part.
const END: u32 = u32::MAX;

/// See the file.
pub(in crate::executor) struct SelectPaths {
    cursor: Cursor,
    segments: Vec<Segment>,
    ends: Ends,
    choice: PathChoice,
    path: Option<(Slot, Expr)>,
    filter: Option<Expr>,
    slots: Vec<Slot>,
    // What was found for the cursor's row and not given yet.
    pending: VecDeque<Found>,
    opened: bool,
}

/// A path: its other end and what its segments bind.
struct Found {
    node: NodeId,
    values: Vec<Value>,
}

/// A path under construction, from some state to the end.
struct Part {
    state: u32,
    // The walk from the state to the next part's.
    hop: u32,
    next: u32,
    length: usize,
}

/// What has been chosen of one pair of ends.
#[derive(Default)]
struct Chosen {
    paths: Vec<Found>,
    lengths: u32,
    longest: usize,
}

impl SelectPaths {
    pub(in crate::executor) fn new(
        input: Box<dyn Operator>,
        segments: Vec<Segment>,
        ends: Ends,
        choice: PathChoice,
        path: Option<(Slot, Expr)>,
        filter: Option<Expr>,
    ) -> Self {
        let slots = segments.iter().flat_map(|segment| segment.plan.outputs()).collect();
        let cursor = Cursor::new(input, None);
        Self { cursor, segments, ends, choice, path, filter, slots, pending: VecDeque::new(), opened: false }
    }

    /// The paths for the cursor's row.
    fn find(&mut self, ctx: &mut Context) -> Result<VecDeque<Found>> {
        let (batch, row) = (&self.cursor.batch, self.cursor.row);
        let Some(from) = node_at(batch.column(self.ends.from)?, row)? else { return Ok(VecDeque::new()) };
        let target = if self.ends.into { node_at(batch.column(self.ends.to)?, row)? } else { None };
        if (self.ends.into && target.is_none()) || !ctx.graph().contains_node(from) {
            return Ok(VecDeque::new());
        }
        let mut space = PathSpace::new(from, self.segments.len());
        let found = match target {
            Some(target) => self.paths_to(target, &mut space, ctx)?,
            None => self.paths_to_all(&mut space, ctx)?,
        };
        space.release(ctx);
        Ok(found)
    }

    /// The paths to one node: explores until no shorter path can be missing.
    fn paths_to(&mut self, target: NodeId, space: &mut PathSpace, ctx: &mut Context) -> Result<VecDeque<Found>> {
        let mut seen = 0;
        let mut end = None;
        loop {
            let before = space.frontier();
            space.advance(&mut self.segments, (&self.cursor.batch, self.cursor.row), ctx)?;
            let arrived = space.accepted[seen..].iter().find(|state| space.states[**state as usize].node == target);
            end = end.or(arrived.copied());
            seen = space.accepted.len();
            let limit = space.frontier().and(before);
            if let Some(end) = end {
                let (chosen, enough) = self.build(end, limit, space, ctx)?;
                if enough || limit.is_none() {
                    return Ok(chosen.into());
                }
            } else if limit.is_none() {
                return Ok(VecDeque::new());
            }
        }
    }

    /// The paths to every node that can be reached.
    fn paths_to_all(&mut self, space: &mut PathSpace, ctx: &mut Context) -> Result<VecDeque<Found>> {
        while space.frontier().is_some() {
            space.advance(&mut self.segments, (&self.cursor.batch, self.cursor.row), ctx)?;
        }
        let mut all = VecDeque::new();
        for end in space.accepted.clone() {
            all.extend(self.build(end, None, space, ctx)?.0);
        }
        Ok(all)
    }

    /// The chosen paths that end in a state and have at most `limit` relationships; whether they are all that is asked.
    fn build(
        &self,
        end: u32,
        limit: Option<usize>,
        space: &PathSpace,
        ctx: &mut Context,
    ) -> Result<(Vec<Found>, bool)> {
        let mut parts = vec![Part { state: end, hop: NO_HOP, next: END, length: 0 }];
        let mut queue: BTreeMap<usize, Vec<u32>> = BTreeMap::new();
        queue.entry(space.distances[end as usize]).or_default().push(0);
        let (mut chosen, mut held, mut steps) = (Chosen::default(), 0, 0_usize);
        let enough = loop {
            let Some(mut first) = queue.first_entry() else { break self.is_enough(&chosen) };
            let length = *first.key();
            if limit.is_some_and(|limit| length > limit) || (self.is_enough(&chosen) && length > chosen.longest) {
                break self.is_enough(&chosen);
            }
            let Some(part) = first.get_mut().pop() else {
                first.remove();
                continue;
            };
            steps += 1;
            if steps.is_multiple_of(1024) {
                ctx.checkpoint()?;
                let bytes = parts.len() * 32;
                ctx.hold(bytes - held)?;
                held = bytes;
            }
            if parts[part as usize].state == SOURCE && self.choose(part, &parts, space, &mut chosen, ctx)? {
                break true;
            }
            self.extend(part, &mut parts, &mut queue, space);
        };
        ctx.release(held);
        Ok((chosen.paths, enough))
    }

    /// Whether as many paths, or lengths, are chosen as are asked. Paths of the last length may still be missing when
    /// whole lengths are asked.
    fn is_enough(&self, chosen: &Chosen) -> bool {
        let have = if self.choice.groups { chosen.lengths } else { chosen.paths.len() as u32 };
        have >= self.choice.count
    }

    /// Takes a whole path, if the filter lets it pass; true when no more can be wanted.
    fn choose(
        &self,
        part: u32,
        parts: &[Part],
        space: &PathSpace,
        chosen: &mut Chosen,
        ctx: &mut Context,
    ) -> Result<bool> {
        let found = self.found(part, parts, space);
        if !self.passes(&found, ctx)? {
            return Ok(false);
        }
        let length = parts[part as usize].length;
        if chosen.paths.is_empty() || length > chosen.longest {
            chosen.lengths += 1;
            chosen.longest = length;
        }
        chosen.paths.push(found);
        Ok(!self.choice.groups && self.is_enough(chosen))
    }

    /// Puts every way to come to the beginning of a part before it.
    fn extend(&self, part: u32, parts: &mut Vec<Part>, queue: &mut BTreeMap<usize, Vec<u32>>, space: &PathSpace) {
        let Part { state, length, .. } = parts[part as usize];
        // The last one in is the first one out: reversed, ways are tried in the order in which they were found.
        for (before, hop) in space.befores[state as usize].iter().rev() {
            let mut length = length;
            if *hop != NO_HOP {
                let segment = space.states[*before as usize].segment as usize;
                if self.repeats(part, parts, space, (segment, *hop as usize)) {
                    continue;
                }
                length += self.segments[segment].stride();
            }
            let number = parts.len() as u32;
            parts.push(Part { state: *before, hop: *hop, next: part, length });
            queue.entry(length + space.distances[*before as usize]).or_default().push(number);
        }
    }

    /// Whether a hop has a relationship that the path behind it has already.
    fn repeats(&self, part: u32, parts: &[Part], space: &PathSpace, (segment, hop): (usize, usize)) -> bool {
        let rels = self.segments[segment].rels(&space.hops[segment], hop);
        hops(part, parts, space).any(|(segment, hop)| {
            self.segments[segment].rels(&space.hops[segment], hop).iter().any(|rel| rels.contains(rel))
        })
    }

    /// What a path binds.
    fn found(&self, part: u32, parts: &[Part], space: &PathSpace) -> Found {
        let mut walks: Vec<Vec<usize>> = vec![Vec::new(); self.segments.len()];
        let mut last = part;
        for (segment, hop) in hops(part, parts, space) {
            walks[segment].push(hop);
        }
        while parts[last as usize].next != END {
            last = parts[last as usize].next;
        }
        let mut values = Vec::with_capacity(self.slots.len());
        for ((segment, hops), mut walks) in self.segments.iter().zip(&space.hops).zip(walks) {
            if self.ends.reversed {
                walks.reverse();
            }
            values.extend(segment.outputs(hops, &walks));
        }
        Found { node: space.states[parts[last as usize].state as usize].node, values }
    }

    fn passes(&self, found: &Found, ctx: &mut Context) -> Result<bool> {
        let Some(filter) = &self.filter else { return Ok(true) };
        let mut row = self.cursor.batch.repeat_row(self.cursor.row, 1);
        self.bind(&mut row, vec![found.values.clone()], vec![found.node], ctx)?;
        let column = evaluate(filter, &row, ctx)?;
        Ok(!true_rows(&column, filter.span)?.is_empty())
    }

    /// Binds what paths bind, one path a row.
    fn bind(&self, out: &mut Batch, rows: Vec<Vec<Value>>, nodes: Vec<NodeId>, ctx: &mut Context) -> Result<()> {
        let mut columns: Vec<Vec<Value>> = vec![Vec::with_capacity(rows.len()); self.slots.len()];
        for row in rows {
            for (column, value) in columns.iter_mut().zip(row) {
                column.push(value);
            }
        }
        for (slot, values) in self.slots.iter().zip(columns) {
            out.set(*slot, Column::from_values(values));
        }
        if !self.ends.into {
            out.set(self.ends.to, Column::Nodes(nodes));
        }
        if let Some((slot, value)) = &self.path {
            let paths = evaluate(value, out, ctx)?;
            out.set(*slot, paths);
        }
        Ok(())
    }
}

/// The hops of a path from `part` on: segment and number.
fn hops<'p>(part: u32, parts: &'p [Part], space: &'p PathSpace) -> impl Iterator<Item = (usize, usize)> + 'p {
    let mut at = part;
    std::iter::from_fn(move || {
        while at != END {
            let part = &parts[at as usize];
            at = part.next;
            if part.hop != NO_HOP {
                return Some((space.states[part.state as usize].segment as usize, part.hop as usize));
            }
        }
        None
    })
}

impl Operator for SelectPaths {
    fn next(&mut self, ctx: &mut Context) -> Result<Option<Batch>> {
        while self.cursor.fill(ctx)? {
            let (mut rows, mut values, mut nodes) = (Vec::new(), Vec::new(), Vec::new());
            while rows.len() < BATCH_ROWS && self.cursor.row < self.cursor.batch.len() {
                if !std::mem::replace(&mut self.opened, true) {
                    self.pending = self.find(ctx)?;
                }
                while rows.len() < BATCH_ROWS
                    && let Some(found) = self.pending.pop_front()
                {
                    rows.push(self.cursor.row as u32);
                    values.push(found.values);
                    nodes.push(found.node);
                }
                if self.pending.is_empty() {
                    self.cursor.row += 1;
                    self.opened = false;
                }
            }
            if !rows.is_empty() {
                let mut out = self.cursor.gather(&rows);
                self.bind(&mut out, values, nodes, ctx)?;
                return Ok(Some(out));
            }
        }
        Ok(None)
    }

    fn reset(&mut self, ctx: &mut Context) {
        self.cursor.reset(ctx);
        for segment in &mut self.segments {
            segment.reset(ctx);
        }
        self.pending.clear();
        self.opened = false;
    }
}
