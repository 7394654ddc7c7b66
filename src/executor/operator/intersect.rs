//! The nodes that several nodes of each row have as a neighbour.
//!
//! The neighbours of one of them are walked, the others are asked: in a table when many rows share that node, else by a
//! search in its row, which is sorted. The number of relationships matters; their identity only where earlier ones of the
//! pattern may not be repeated, and only for the nodes found.
//!
//! ```text
//! b → 3 5 8        c = 5, 8        a and b stay the same for a while: their table answers at once
//! a → 5 8 9
//! ```

use smallvec::SmallVec;

use super::cursor::{Cursor, look_ahead, node_at, repeats};
use super::fold::too_many;
use super::marks::{Marks, run_length, sorted_neighbours};
use crate::binder::Slot;
use crate::diagnostic::Result;
use crate::executor::batch::{BATCH_ROWS, Batch};
use crate::executor::context::{Context, Operator};
use crate::graph::Snapshot;
use crate::planner::Expand;
use crate::value::{Column, NodeId, RelId};

/// See the file.
pub(in crate::executor) struct Intersect {
    cursor: Cursor,
    to: Slot,
    sides: Vec<Side>,
    what: Wanted,
    // Some step may not repeat relationships of the row.
    told_apart: bool,
    held: usize,
}

/// What is read above.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::executor) enum Wanted {
    /// Rows, one for each combination of relationships.
    Rows,
    /// Rows that may carry weights.
    Weighed,
    /// Only how many there are: rows of the input with weights.
    Number,
    /// Each node once: relationships are looked for above.
    Nodes,
}

/// One of the steps.
struct Side {
    step: Expand,
    marks: Marks,
    // The row of the batch from which on another node stands here; known once it was asked for.
    run_end: usize,
    scratch: Vec<NodeId>,
}

/// Rows of the input with the nodes found and how often each.
#[derive(Default)]
struct Found {
    rows: Vec<u32>,
    nodes: Vec<NodeId>,
    times: Vec<i64>,
}

impl Found {
    /// Of the nodes from `first` on, which ascend, each once.
    fn keep_each_once(&mut self, first: usize) {
        let mut end = first;
        for at in first..self.nodes.len() {
            if end == first || self.nodes[end - 1] != self.nodes[at] {
                self.nodes[end] = self.nodes[at];
                end += 1;
            }
        }
        self.nodes.truncate(end);
        self.times.truncate(first);
        self.times.resize(end, 1);
    }
}

impl Intersect {
    /// All steps lead to the same node; none is told apart from another of them.
    pub(in crate::executor) fn new(
        input: Box<dyn Operator>,
        keep: Option<Vec<Slot>>,
        steps: &[Expand],
        to: Slot,
        what: Wanted,
    ) -> Self {
        let side =
            |step: &Expand| Side { step: step.clone(), marks: Marks::default(), run_end: 0, scratch: Vec::new() };
        let told_apart = steps.iter().any(|step| !step.distinct_from.is_empty());
        let sides = steps.iter().map(side).collect();
        Self { cursor: Cursor::new(input, keep), to, sides, what, told_apart, held: 0 }
    }

    /// Rows from the cursor's batch, at least one row of it.
    fn take(&mut self, graph: &Snapshot) -> Result<Found> {
        let mut found = Found::default();
        let columns: Vec<&Column> = self
            .sides
            .iter()
            .map(|side| self.cursor.batch.column(side.step.from).map(|c| &**c))
            .collect::<Result<_>>()?;
        while found.rows.len() < BATCH_ROWS && self.cursor.row < self.cursor.batch.len() {
            let row = self.cursor.row;
            self.cursor.row += 1;
            let first = found.rows.len();
            for (side, from) in self.sides.iter().zip(&columns) {
                look_ahead(graph, from, row, &side.step, true);
            }
            one_row(&mut self.sides, &columns, row, graph, &mut found)?;
            if self.told_apart && found.nodes.len() > first {
                without_repeats(&self.sides, &self.cursor.batch, row, graph, (&mut found, first))?;
            }
            if self.what == Wanted::Nodes {
                found.keep_each_once(first);
            }
            if found.nodes.len() > first {
                found.rows.resize(found.nodes.len(), row as u32);
                if self.what == Wanted::Number {
                    let sum = found.times[first..].iter().try_fold(0_i64, |sum, times| sum.checked_add(*times));
                    found.times[first] = sum.ok_or_else(too_many)?;
                    found.rows.truncate(first + 1);
                    found.nodes.truncate(first + 1);
                    found.times.truncate(first + 1);
                }
            }
        }
        Ok(found)
    }

    fn batch(&self, found: Found, ctx: &Context) -> Result<Batch> {
        let Found { mut rows, mut nodes, times } = found;
        let plain = times.iter().all(|times| *times == 1);
        if self.what == Wanted::Rows && !plain {
            let repeat = |values: &[u32]| -> Vec<u32> {
                let pairs = values.iter().zip(&times);
                pairs.flat_map(|(value, times)| std::iter::repeat_n(*value, *times as usize)).collect()
            };
            rows = repeat(&rows);
            let numbers: Vec<u32> = nodes.iter().map(|node| node.0).collect();
            nodes = repeat(&numbers).into_iter().map(NodeId).collect();
        }
        let mut out = self.cursor.gather(&rows);
        if self.what != Wanted::Rows && !plain {
            let before = self.cursor.batch.weights(ctx.weight());
            let weight = |row: u32| before.as_ref().map_or(1, |weights| weights[row as usize]);
            let products = rows.iter().zip(&times).map(|(row, times)| weight(*row).checked_mul(*times));
            let values = products.collect::<Option<_>>().ok_or_else(too_many)?;
            out.set(ctx.weight(), Column::Integers { values, nulls: None });
        }
        if self.what != Wanted::Number {
            out.set(self.to, Column::Nodes(nodes));
        }
        Ok(out)
    }
}

/// The neighbours of one node of a row, and their table where there is one.
type List<'a> = (&'a [NodeId], Option<&'a Marks>);

/// Adds what one row gives.
fn one_row(sides: &mut [Side], columns: &[&Column], row: usize, graph: &Snapshot, found: &mut Found) -> Result<()> {
    let mut lists: SmallVec<[List<'_>; 4]> = SmallVec::new();
    let (mut shortest, mut longest) = (usize::MAX, 0);
    for (Side { step, marks, run_end, scratch }, column) in sides.iter_mut().zip(columns) {
        let Some(from) = node_at(column, row)? else { return Ok(()) };
        let nodes = sorted_neighbours(graph, from, step.direction, &step.types, scratch);
        if nodes.is_empty() {
            return Ok(());
        }
        shortest = shortest.min(nodes.len());
        longest = longest.max(nodes.len());
        if nodes.len() > FEW
            && !marks.are_of(from)
            && let Column::Nodes(all) = column
        {
            if *run_end <= row {
                *run_end = row + run_length(all, row);
            }
            if marks.pay(*run_end - row, shortest, nodes.len()) {
                marks.set(from, nodes, graph.node_capacity());
            }
        }
        lists.push((nodes, marks.are_of(from).then_some(&*marks)));
    }
    if let ([(one, _), (other, _)], true) = (lists.as_slice(), longest <= FEW) {
        merge(one, other, found);
        return Ok(());
    }
    let walked = (0..lists.len()).min_by_key(|at| work(&lists, *at)).unwrap_or(0);
    let (walk, _) = lists.swap_remove(walked);
    walk_one(walk, &lists, found);
    Ok(())
}

/// Takes off the relationships that the row has already, from what was found for it since `first`.
fn without_repeats(
    sides: &[Side],
    batch: &Batch,
    row: usize,
    graph: &Snapshot,
    (found, first): (&mut Found, usize),
) -> Result<()> {
    let mut all: Vec<(NodeId, i64)> = found.nodes.drain(first..).zip(found.times.drain(first..)).collect();
    // A node stands there once for each relationship of the list that was walked: together they are the product of the
    // numbers of all steps, of which that of each step can be taken out.
    let mut overflow = false;
    all.dedup_by(|(node, times), (kept, sum)| {
        let same = node == kept;
        if same {
            let (more, over) = sum.overflowing_add(*times);
            *sum = more;
            overflow |= over;
        }
        same
    });
    if overflow {
        return Err(too_many());
    }
    let mut between: Vec<RelId> = Vec::new();
    for Side { step, .. } in sides.iter().filter(|side| !side.step.distinct_from.is_empty()) {
        let Some(from) = node_at(batch.column(step.from)?, row)? else { continue };
        for (node, times) in &mut all {
            between.clear();
            graph.rels_between(from, *node, step.direction, &step.types, &mut between);
            let mut left = 0;
            for rel in &between {
                left += i64::from(!repeats(batch, &step.distinct_from, row, *rel)?);
            }
            *times = *times / between.len().max(1) as i64 * left;
        }
    }
    for (node, times) in all.into_iter().filter(|(_, times)| *times > 0) {
        found.nodes.push(node);
        found.times.push(times);
    }
    Ok(())
}

/// Lists up to this length are merged without much ado.
const FEW: usize = 16;

/// Roughly what it costs to walk list `at` and ask the others.
fn work(lists: &[List<'_>], at: usize) -> usize {
    let (walk, _) = lists[at];
    let ask = |(list, marks): &List<'_>| match marks {
        Some(_) => 1,
        None => (4 + 2 * list.len().ilog2() as usize).min(1 + 2 * list.len() / walk.len()),
    };
    let others = lists.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, list)| ask(list));
    walk.len() * (1 + others.sum::<usize>())
}

/// Appends the nodes of `walk` that all others have, once for each time they stand there; all lists ascend.
fn walk_one(walk: &[NodeId], others: &[List<'_>], found: &mut Found) {
    if let [(_, Some(marks))] = others {
        for node in walk {
            let times = marks.count(*node);
            if times > 0 {
                found.nodes.push(*node);
                found.times.push(i64::from(times));
            }
        }
        return;
    }
    // Where the search goes on in each list.
    let mut places: SmallVec<[usize; 4]> = SmallVec::from_elem(0, others.len());
    for node in walk {
        let mut times = 1;
        for ((list, marks), place) in others.iter().zip(&mut places) {
            let count = if let Some(marks) = marks {
                marks.count(*node) as usize
            } else {
                *place += gallop(&list[*place..], *node);
                list[*place..].iter().take_while(|next| *next == node).count()
            };
            times *= count as i64;
            if times == 0 {
                break;
            }
        }
        if times > 0 {
            found.nodes.push(*node);
            found.times.push(times);
        }
    }
}

/// As [`walk_one`] for two short lists.
fn merge(one: &[NodeId], other: &[NodeId], found: &mut Found) {
    let mut at = 0;
    for node in one {
        while at < other.len() && other[at] < *node {
            at += 1;
        }
        if at == other.len() {
            return;
        }
        if other[at] == *node {
            found.nodes.push(*node);
            found.times.push(other[at..].iter().take_while(|next| *next == node).count() as i64);
        }
    }
}

/// How many nodes of an ascending list are before `node`, found in steps that double.
fn gallop(list: &[NodeId], node: NodeId) -> usize {
    let mut reach = 1;
    while reach < list.len() && list[reach] < node {
        reach *= 2;
    }
    let low = reach / 2;
    low + list[low..list.len().min(reach + 1)].partition_point(|other| *other < node)
}

impl Operator for Intersect {
    fn next(&mut self, ctx: &mut Context) -> Result<Option<Batch>> {
        if self.held == 0 {
            self.held = self.sides.len() * 4 * ctx.graph().node_capacity() as usize;
            ctx.hold(self.held)?;
        }
        while self.cursor.fill(ctx)? {
            ctx.checkpoint()?;
            if self.cursor.row == 0 {
                self.sides.iter_mut().for_each(|side| side.run_end = 0);
            }
            let found = self.take(ctx.graph())?;
            if !found.rows.is_empty() {
                return self.batch(found, ctx).map(Some);
            }
        }
        Ok(None)
    }

    fn reset(&mut self, ctx: &mut Context) {
        self.cursor.reset(ctx);
        // A statement that writes may have changed the neighbours.
        self.sides.iter_mut().for_each(|side| side.marks.clear());
        ctx.release(std::mem::take(&mut self.held));
    }
}
