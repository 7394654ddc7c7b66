//! A step of which nothing is read above: rows are not multiplied, their weights are, by the number of neighbours.
//!
//! ```text
//! (a)-[:R]->()  counted        a with 3 neighbours, weight 2   →   a, weight 6
//! ```

use smallvec::SmallVec;

use super::cursor::{look_ahead, node_at};
use super::fold::too_many;
use crate::binder::Slot;
use crate::diagnostic::Result;
use crate::executor::batch::Batch;
use crate::executor::context::{Context, Operator};
use crate::graph::{Csr, Direction, Snapshot};
use crate::planner::Expand;
use crate::value::{Column, NodeId, RelId, Value};

/// See the file.
pub(in crate::executor) struct Degree {
    pub(in crate::executor) input: Box<dyn Operator>,
    pub(in crate::executor) step: Expand,
    /// How many of the neighbours' relationships are surely those of other parts of the pattern, and do not count.
    pub(in crate::executor) found: usize,
    /// The slots that are read above; `None`: all.
    pub(in crate::executor) keep: Option<Vec<Slot>>,
}

impl Degree {
    /// The rows that are counted, where they lie in one table and nothing is told apart; a node that is null has none there.
    fn plain_rows<'g>(&self, graph: &'g Snapshot) -> Option<&'g Csr> {
        let [rel_type] = self.step.types[..] else { return None };
        graph.plain_rows(rel_type, self.step.direction).filter(|_| self.step.distinct_from.is_empty())
    }

    /// For each row the number of relationships that are counted; not positive where there are none.
    fn counts(&self, batch: &Batch, graph: &Snapshot) -> Result<Vec<i64>> {
        let nodes = batch.column(self.step.from)?;
        let found = self.found as i64;
        let (Column::Nodes(ids), Some(side)) = (&**nodes, self.plain_rows(graph)) else {
            return (0..batch.len()).map(|row| Ok(self.count(batch, row, graph)? - found)).collect();
        };
        let mut counts = Vec::with_capacity(ids.len());
        for (row, node) in ids.iter().enumerate() {
            look_ahead(graph, nodes, row, &self.step, false);
            counts.push(side.degree(*node) as i64 - found);
        }
        Ok(counts)
    }

    /// The number of relationships for one row, those of other parts of the pattern left out.
    fn count(&self, batch: &Batch, row: usize, graph: &Snapshot) -> Result<i64> {
        let step = &self.step;
        let nodes = batch.column(step.from)?;
        look_ahead(graph, nodes, row, step, false);
        let Some(from) = node_at(nodes, row)? else { return Ok(0) };
        let all = graph.degree(from, step.direction, &step.types);
        if all == 0 || step.distinct_from.is_empty() {
            return Ok(all as i64);
        }
        let mut taken = Taken::new();
        for slot in &step.distinct_from {
            match &**batch.column(*slot)? {
                Column::Relationships(rels) if rels[row] == RelId::NONE => {}
                Column::Relationships(rels) => taken.push(rels[row]),
                other => collect_rels(&other.get(row), &mut taken),
            }
        }
        taken.sort_unstable();
        taken.dedup();
        let repeated = taken.into_iter().filter(|rel| self.takes(*rel, from, graph)).count();
        Ok(all.saturating_sub(repeated) as i64)
    }

    /// Whether the step from `from` could take this relationship.
    fn takes(&self, rel: RelId, from: NodeId, graph: &Snapshot) -> bool {
        let step = &self.step;
        graph.rel(rel).is_some_and(|record| {
            let (starts, ends) = (record.start == from, record.end == from);
            let incident = match step.direction {
                Direction::Outgoing => starts,
                Direction::Incoming => ends,
                Direction::Both => starts || ends,
            };
            incident && (step.types.is_empty() || step.types.contains(&record.rel_type))
        })
    }
}

/// Relationships of other parts of the pattern; mostly few.
type Taken = SmallVec<[RelId; 8]>;

fn collect_rels(value: &Value, out: &mut Taken) {
    match value {
        Value::Relationship(id) => out.push(*id),
        Value::List(elements) => elements.iter().for_each(|element| collect_rels(element, out)),
        Value::Path(path) => out.extend(path.relationships.iter().copied()),
        _ => {}
    }
}

impl Operator for Degree {
    fn next(&mut self, ctx: &mut Context) -> Result<Option<Batch>> {
        let slot = ctx.weight();
        while let Some(batch) = self.input.next(ctx)? {
            ctx.checkpoint()?;
            let counts = self.counts(&batch, ctx.graph())?;
            let before = batch.weights(slot);
            let (mut rows, mut weights) = (Vec::with_capacity(batch.len()), Vec::with_capacity(batch.len()));
            for (row, count) in counts.into_iter().enumerate().filter(|(_, count)| *count > 0) {
                let weight = before.as_ref().map_or(1, |weights| weights[row]);
                weights.push(weight.checked_mul(count).ok_or_else(too_many)?);
                rows.push(row as u32);
            }
            if !rows.is_empty() {
                let mut out = batch.gather_slots(self.keep.as_deref(), &rows);
                out.set(slot, Column::Integers { values: weights, nulls: None });
                return Ok(Some(out));
            }
        }
        Ok(None)
    }

    fn reset(&mut self, ctx: &mut Context) {
        self.input.reset(ctx);
    }
}
