//! The shortest walk, or all shortest walks, between two bound nodes.
//!
//! - one walk: breadth first from both ends, the smaller frontier first;
//! - all walks: breadth first from one end with every parent of a level, then back along the parents;
//! - a predicate over the walk, a minimum above one, or a walk back to its start: when the plain answer does not do,
//!   walks without a repeated relationship grow level by level until one passes (exact, and dear: limits are checked).
//!
//! Ties are broken by the graph's order of neighbours, so the answer is the same every time.

use rustc_hash::{FxHashMap, FxHashSet};

use super::cursor::{Cursor, node_at};
use super::step::{Candidate, Stepper};
use crate::binder::{Expr, HopRange, Slot, StepFilter};
use crate::diagnostic::Result;
use crate::executor::batch::{BATCH_ROWS, Batch};
use crate::executor::context::{Context, Operator};
use crate::executor::expression::{evaluate, true_rows, walk_path};
use crate::graph::Direction;
use crate::planner::Expand;
use crate::value::{Column, NodeId, RelId, Value};

/// See the file.
pub(in crate::executor) struct ShortestPath {
    cursor: Cursor,
    stepper: Stepper,
    length: HopRange,
    all: bool,
    path: Option<Slot>,
    filter: Option<Expr>,
    // What was found for the cursor's row and not given yet.
    pending: std::vec::IntoIter<Vec<RelId>>,
    opened: bool,
}

/// One node reached, and how.
type Parents = FxHashMap<NodeId, (NodeId, RelId)>;

impl ShortestPath {
    pub(in crate::executor) fn new(
        input: Box<dyn Operator>,
        keep: Option<Vec<Slot>>,
        expand: Expand,
        length: HopRange,
        step: Option<StepFilter>,
        (all, path): (bool, Option<Slot>),
        filter: Option<Expr>,
    ) -> Self {
        let stepper = Stepper::new(expand, step);
        let pending = Vec::new().into_iter();
        Self { cursor: Cursor::new(input, keep), stepper, length, all, path, filter, pending, opened: false }
    }

    fn max(&self) -> usize {
        self.length.max.map_or(usize::MAX, |max| max as usize)
    }

    fn candidates(
        &mut self,
        node: NodeId,
        direction: Direction,
        ctx: &mut Context,
        out: &mut Vec<Candidate>,
    ) -> Result<()> {
        self.stepper.candidates(node, direction, (&self.cursor.batch, self.cursor.row), ctx, out)
    }

    /// The walks for the cursor's row.
    fn find(&mut self, ctx: &mut Context) -> Result<Vec<Vec<RelId>>> {
        let (batch, row) = (&self.cursor.batch, self.cursor.row);
        let Some(from) = node_at(batch.column(self.stepper.expand.from)?, row)? else { return Ok(Vec::new()) };
        let Some(to) = node_at(batch.column(self.stepper.expand.to)?, row)? else { return Ok(Vec::new()) };
        self.stepper.new_row();
        if self.length.min > 1 || (from == to && self.length.min > 0) {
            return self.grow(from, to, ctx);
        }
        let plain = if from == to {
            vec![Vec::new()]
        } else if self.all {
            self.all_walks(from, to, ctx)?
        } else {
            self.one_walk(from, to, ctx)?.into_iter().collect()
        };
        if self.filter.is_none() || plain.is_empty() {
            return Ok(plain);
        }
        let passing = self.passing(plain, ctx)?;
        if passing.is_empty() { self.grow(from, to, ctx) } else { Ok(passing) }
    }

    /// The walks for which the predicate is true.
    fn passing(&self, walks: Vec<Vec<RelId>>, ctx: &mut Context) -> Result<Vec<Vec<RelId>>> {
        let Some(filter) = &self.filter else { return Ok(walks) };
        if walks.is_empty() {
            return Ok(walks);
        }
        let mut rows = self.cursor.batch.repeat_row(self.cursor.row, walks.len());
        let numbers = vec![self.cursor.row as u32; walks.len()];
        self.bind(&mut rows, &numbers, &walks, ctx)?;
        let column = evaluate(filter, &rows, ctx)?;
        let keep: FxHashSet<u32> = true_rows(&column, filter.span)?.into_iter().collect();
        let numbered = walks.into_iter().enumerate();
        Ok(numbered.filter(|(at, _)| keep.contains(&(*at as u32))).map(|(_, walk)| walk).collect())
    }

    fn list(&self, walk: &[RelId]) -> Value {
        let mut list: Vec<Value> = walk.iter().map(|rel| Value::Relationship(*rel)).collect();
        if self.stepper.expand.reversed {
            list.reverse();
        }
        Value::list(list)
    }

    /// Binds the list of relationships and the path of each row; `numbers` are the rows of the cursor's batch.
    fn bind(&self, out: &mut Batch, numbers: &[u32], walks: &[Vec<RelId>], ctx: &Context) -> Result<()> {
        let expand = &self.stepper.expand;
        if let Some(slot) = self.path {
            let starts = self.cursor.batch.column(if expand.reversed { expand.to } else { expand.from })?;
            let mut paths = Vec::with_capacity(walks.len());
            for (row, walk) in numbers.iter().zip(walks) {
                let mut rels = walk.clone();
                if expand.reversed {
                    rels.reverse();
                }
                let start = node_at(starts, *row as usize)?;
                paths.push(start.map_or(Ok(Value::Null), |start| walk_path(ctx.graph(), start, rels))?);
            }
            out.set(slot, Column::Values(paths));
        }
        out.set(expand.rel, Column::Values(walks.iter().map(|walk| self.list(walk)).collect()));
        Ok(())
    }

    /// One shortest walk between two different nodes, from both ends.
    fn one_walk(&mut self, from: NodeId, to: NodeId, ctx: &mut Context) -> Result<Option<Vec<RelId>>> {
        let direction = self.stepper.expand.direction;
        let mut seen: [Parents; 2] = [Parents::default(), Parents::default()];
        seen[0].insert(from, (from, RelId::NONE));
        seen[1].insert(to, (to, RelId::NONE));
        let mut frontiers = [vec![from], vec![to]];
        let mut candidates = Vec::new();
        for _ in 0..self.max() {
            let side = usize::from(frontiers[1].len() < frontiers[0].len());
            let towards = if side == 0 { direction } else { direction.reversed() };
            let mut next = Vec::new();
            for (count, node) in std::mem::take(&mut frontiers[side]).into_iter().enumerate() {
                if count.is_multiple_of(256) {
                    ctx.checkpoint()?;
                }
                candidates.clear();
                self.candidates(node, towards, ctx, &mut candidates)?;
                for (rel, other) in &candidates {
                    if seen[side].contains_key(other) {
                        continue;
                    }
                    seen[side].insert(*other, (node, *rel));
                    if seen[1 - side].contains_key(other) {
                        return Ok(Some(joined(&seen, *other)));
                    }
                    next.push(*other);
                }
            }
            if next.is_empty() {
                return Ok(None);
            }
            frontiers[side] = next;
        }
        Ok(None)
    }

    /// All shortest walks between two different nodes.
    fn all_walks(&mut self, from: NodeId, to: NodeId, ctx: &mut Context) -> Result<Vec<Vec<RelId>>> {
        let direction = self.stepper.expand.direction;
        let mut depths: FxHashMap<NodeId, usize> = FxHashMap::default();
        let mut parents: FxHashMap<NodeId, Vec<(NodeId, RelId)>> = FxHashMap::default();
        depths.insert(from, 0);
        let mut frontier = vec![from];
        let mut candidates = Vec::new();
        let mut depth = 0;
        while depth < self.max() && !frontier.is_empty() && !depths.contains_key(&to) {
            depth += 1;
            let mut next = Vec::new();
            for (count, node) in frontier.into_iter().enumerate() {
                if count.is_multiple_of(256) {
                    ctx.checkpoint()?;
                }
                candidates.clear();
                self.candidates(node, direction, ctx, &mut candidates)?;
                for (rel, other) in &candidates {
                    let reached = *depths.entry(*other).or_insert_with(|| {
                        next.push(*other);
                        depth
                    });
                    if reached == depth {
                        parents.entry(*other).or_default().push((node, *rel));
                    }
                }
            }
            frontier = next;
        }
        backtrack(from, to, &parents, ctx)
    }

    /// Walks in order of length until one passes; with `all` every passing walk of that length.
    fn grow(&mut self, from: NodeId, to: NodeId, ctx: &mut Context) -> Result<Vec<Vec<RelId>>> {
        let direction = self.stepper.expand.direction;
        // A walk is a chain: its last relationship and node, and the number of the walk before.
        let mut walks: Vec<(usize, RelId, NodeId)> = vec![(usize::MAX, RelId::NONE, from)];
        let (mut level, mut depth, mut held) = (0..1, 0, 0);
        let mut candidates = Vec::new();
        let result = loop {
            if depth >= self.length.min as usize {
                let arrived = level.clone().filter(|at| walks[*at].2 == to).map(|at| chain(&walks, at)).collect();
                let mut passing = self.passing(arrived, ctx)?;
                if !passing.is_empty() {
                    if !self.all {
                        passing.truncate(1);
                    }
                    break passing;
                }
            }
            if depth >= self.max() {
                break Vec::new();
            }
            let start = walks.len();
            for at in level {
                if at.is_multiple_of(256) {
                    ctx.checkpoint()?;
                }
                candidates.clear();
                self.candidates(walks[at].2, direction, ctx, &mut candidates)?;
                for (rel, node) in &candidates {
                    if !on_chain(&walks, at, *rel) {
                        walks.push((at, *rel, *node));
                    }
                }
            }
            if walks.len() == start {
                break Vec::new();
            }
            let bytes = (walks.len() - start) * 24;
            ctx.hold(bytes)?;
            held += bytes;
            level = start..walks.len();
            depth += 1;
        };
        ctx.release(held);
        Ok(result)
    }
}

/// The walk through a node that both searches reached.
fn joined(seen: &[Parents; 2], meeting: NodeId) -> Vec<RelId> {
    let half = |parents: &Parents| {
        let (mut rels, mut node) = (Vec::new(), meeting);
        while let Some((before, rel)) = parents.get(&node).filter(|(_, rel)| *rel != RelId::NONE) {
            rels.push(*rel);
            node = *before;
        }
        rels
    };
    let mut walk = half(&seen[0]);
    walk.reverse();
    walk.extend(half(&seen[1]));
    walk
}

/// Every way back from `to` to `from` along the parents.
fn backtrack(
    from: NodeId,
    to: NodeId,
    parents: &FxHashMap<NodeId, Vec<(NodeId, RelId)>>,
    ctx: &Context,
) -> Result<Vec<Vec<RelId>>> {
    let mut walks = Vec::new();
    let mut path: Vec<RelId> = Vec::new();
    // Nodes on the way back and the next parent of each to try.
    let mut stack = vec![(to, 0)];
    while let Some((node, next)) = stack.last_mut() {
        let choice = parents.get(node).and_then(|all| all.get(*next));
        *next += 1;
        let Some((before, rel)) = choice else {
            stack.pop();
            path.pop();
            continue;
        };
        path.push(*rel);
        if *before == from {
            walks.push(path.iter().rev().copied().collect());
            path.pop();
            if walks.len().is_multiple_of(4096) {
                ctx.checkpoint()?;
            }
        } else {
            stack.push((*before, 0));
        }
    }
    Ok(walks)
}

/// The relationships of walk `at`, first to last.
fn chain(walks: &[(usize, RelId, NodeId)], at: usize) -> Vec<RelId> {
    let mut rels = Vec::new();
    let mut step = walks[at];
    while step.0 != usize::MAX {
        rels.push(step.1);
        step = walks[step.0];
    }
    rels.reverse();
    rels
}

fn on_chain(walks: &[(usize, RelId, NodeId)], at: usize, rel: RelId) -> bool {
    let mut step = walks[at];
    while step.0 != usize::MAX {
        if step.1 == rel {
            return true;
        }
        step = walks[step.0];
    }
    false
}

impl Operator for ShortestPath {
    fn next(&mut self, ctx: &mut Context) -> Result<Option<Batch>> {
        while self.cursor.fill(ctx)? {
            let (mut rows, mut walks): (Vec<u32>, Vec<Vec<RelId>>) = (Vec::new(), Vec::new());
            while rows.len() < BATCH_ROWS && self.cursor.row < self.cursor.batch.len() {
                if !std::mem::replace(&mut self.opened, true) {
                    self.pending = self.find(ctx)?.into_iter();
                }
                while rows.len() < BATCH_ROWS
                    && let Some(walk) = self.pending.next()
                {
                    rows.push(self.cursor.row as u32);
                    walks.push(walk);
                }
                if self.pending.len() == 0 {
                    self.cursor.row += 1;
                    self.opened = false;
                }
            }
            if !rows.is_empty() {
                let mut out = self.cursor.gather(&rows);
                self.bind(&mut out, &rows, &walks, ctx)?;
                return Ok(Some(out));
            }
        }
        Ok(None)
    }

    fn reset(&mut self, ctx: &mut Context) {
        self.cursor.reset(ctx);
        self.pending = Vec::new().into_iter();
        self.opened = false;
    }
}
