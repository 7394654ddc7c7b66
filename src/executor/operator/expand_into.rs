//! The relationships between two bound nodes of each row.
//!
//! Where they are read above each makes a row. Where only their number matters it is looked up: in a table of the
//! neighbours of one end when many rows share that end, else by a search in the shorter row of the two.

use super::cursor::{Cursor, node_at, repeats};
use super::fold::too_many;
use super::marks::{Marks, run_length, sorted_neighbours};
use crate::binder::Slot;
use crate::diagnostic::Result;
use crate::executor::batch::{BATCH_ROWS, Batch};
use crate::executor::context::{Context, Operator};
use crate::graph::{Direction, Snapshot};
use crate::planner::Expand;
use crate::value::{Column, NodeId, RelId};

/// See the file.
pub(in crate::executor) struct ExpandInto {
    cursor: Cursor,
    step: Expand,
    with_rels: bool,
    // Rows may carry weights: several relationships make one row of that weight.
    weigh: bool,
    between: Vec<RelId>,
    // Tables of one end's neighbours: of `from` and of `to`.
    marks: [Marks; 2],
    scratch: Vec<NodeId>,
    held: usize,
}

impl ExpandInto {
    pub(in crate::executor) fn new(
        input: Box<dyn Operator>,
        keep: Option<Vec<Slot>>,
        step: Expand,
        with_rels: bool,
        weigh: bool,
    ) -> Self {
        let with_rels = with_rels || !step.distinct_from.is_empty();
        let (cursor, marks) = (Cursor::new(input, keep), [Marks::default(), Marks::default()]);
        Self { cursor, step, with_rels, weigh, between: Vec::new(), marks, scratch: Vec::new(), held: 0 }
    }

    /// The rest of the cursor's batch, one row a relationship.
    fn take_rels(&mut self, graph: &Snapshot) -> Result<(Vec<u32>, Vec<RelId>)> {
        let (mut rows, mut rels) = (Vec::new(), Vec::new());
        let (batch, step) = (&self.cursor.batch, &self.step);
        while rows.len() < BATCH_ROWS && self.cursor.row < batch.len() {
            let row = self.cursor.row;
            self.cursor.row += 1;
            let ends = (node_at(batch.column(step.from)?, row)?, node_at(batch.column(step.to)?, row)?);
            let (Some(from), Some(to)) = ends else { continue };
            self.between.clear();
            graph.rels_between(from, to, step.direction, &step.types, &mut self.between);
            for rel in &self.between {
                if !repeats(batch, &step.distinct_from, row, *rel)? {
                    rels.push(*rel);
                }
            }
            rows.resize(rels.len(), row as u32);
        }
        Ok((rows, rels))
    }

    /// How many relationships each row of the batch has.
    fn counts(&mut self, graph: &Snapshot) -> Result<Vec<u32>> {
        let (batch, step) = (&self.cursor.batch, &self.step);
        let (from, to) = (batch.column(step.from)?, batch.column(step.to)?);
        let (Column::Nodes(from), Column::Nodes(to)) = (&**from, &**to) else {
            return self.counts_one_by_one(graph);
        };
        let mut counts = Vec::with_capacity(from.len());
        while counts.len() < from.len() {
            let row = counts.len();
            let runs = [run_length(from, row), run_length(to, row)];
            let side = usize::from(runs[1] > runs[0]);
            let run = runs[side];
            let (node, others) =
                if side == 0 { (from[row], &to[row..row + run]) } else { (to[row], &from[row..row + run]) };
            if node == NodeId::NONE {
                counts.resize(row + run, 0);
                continue;
            }
            let direction = if side == 0 { step.direction } else { step.direction.reversed() };
            let marks = &mut self.marks[side];
            if !marks.are_of(node) && marks.pay(run, 1, graph.degree(node, direction, &step.types)) {
                let neighbours = sorted_neighbours(graph, node, direction, &step.types, &mut self.scratch);
                marks.set(node, neighbours, graph.node_capacity());
            }
            if marks.are_of(node) {
                counts.extend(others.iter().map(|other| if *other == NodeId::NONE { 0 } else { marks.count(*other) }));
            } else {
                let between = &mut self.between;
                counts.extend(others.iter().map(|other| count_between(graph, node, *other, direction, step, between)));
            }
        }
        Ok(counts)
    }

    fn counts_one_by_one(&mut self, graph: &Snapshot) -> Result<Vec<u32>> {
        let (batch, step) = (&self.cursor.batch, &self.step);
        let (from, to) = (batch.column(step.from)?, batch.column(step.to)?);
        let count = |row: usize| match (node_at(from, row)?, node_at(to, row)?) {
            (Some(from), Some(to)) => Ok(count_between(graph, from, to, step.direction, step, &mut self.between)),
            _ => Ok(0),
        };
        (0..batch.len()).map(count).collect()
    }

    /// The rows that have relationships, as rows or with weights.
    fn take_counts(&mut self, ctx: &Context) -> Result<Option<Batch>> {
        let counts = self.counts(ctx.graph())?;
        self.cursor.row = self.cursor.batch.len();
        let found = counts.iter().enumerate().filter(|(_, count)| **count > 0);
        if counts.iter().all(|count| *count < 2) {
            let rows: Vec<u32> = found.map(|(row, _)| row as u32).collect();
            return Ok((!rows.is_empty()).then(|| self.cursor.gather(&rows)));
        }
        if !self.weigh {
            let rows: Vec<u32> =
                found.flat_map(|(row, count)| std::iter::repeat_n(row as u32, *count as usize)).collect();
            return Ok(Some(self.cursor.gather(&rows)));
        }
        let before = self.cursor.batch.weights(ctx.weight());
        let (mut rows, mut weights) = (Vec::new(), Vec::new());
        for (row, count) in found {
            let weight = before.as_ref().map_or(1, |weights| weights[row]);
            weights.push(weight.checked_mul(i64::from(*count)).ok_or_else(too_many)?);
            rows.push(row as u32);
        }
        let mut out = self.cursor.gather(&rows);
        out.set(ctx.weight(), Column::Integers { values: weights, nulls: None });
        Ok(Some(out))
    }
}

fn count_between(
    graph: &Snapshot,
    from: NodeId,
    to: NodeId,
    direction: Direction,
    step: &Expand,
    between: &mut Vec<RelId>,
) -> u32 {
    if to == NodeId::NONE {
        return 0;
    }
    between.clear();
    graph.rels_between(from, to, direction, &step.types, between);
    between.len() as u32
}

impl Operator for ExpandInto {
    fn next(&mut self, ctx: &mut Context) -> Result<Option<Batch>> {
        if !self.with_rels && self.held == 0 {
            self.held = 2 * 4 * ctx.graph().node_capacity() as usize;
            ctx.hold(self.held)?;
        }
        while self.cursor.fill(ctx)? {
            ctx.checkpoint()?;
            if !self.with_rels {
                match self.take_counts(ctx)? {
                    Some(out) => return Ok(Some(out)),
                    None => continue,
                }
            }
            let (rows, rels) = self.take_rels(ctx.graph())?;
            if !rows.is_empty() {
                let mut out = self.cursor.gather(&rows);
                out.set(self.step.rel, Column::Relationships(rels));
                return Ok(Some(out));
            }
        }
        Ok(None)
    }

    fn reset(&mut self, ctx: &mut Context) {
        self.cursor.reset(ctx);
        // A statement that writes may have changed the neighbours.
        self.marks.iter_mut().for_each(Marks::clear);
        ctx.release(std::mem::take(&mut self.held));
    }
}
