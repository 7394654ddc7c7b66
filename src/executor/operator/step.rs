//! The candidates of one step of a walk: neighbours that the pattern allows.
//!
//! A relationship is allowed when no other part of the MATCH has it and the step's predicate holds for it. Answers of
//! the predicate are remembered as long as the row is the same, because walks meet a relationship again and again.

use rustc_hash::FxHashMap;

use super::cursor::repeats;
use crate::binder::{Slot, StepFilter};
use crate::diagnostic::Result;
use crate::executor::batch::Batch;
use crate::executor::context::Context;
use crate::executor::expression::{evaluate, slots_of, true_rows};
use crate::graph::Direction;
use crate::planner::Expand;
use crate::value::{Column, NodeId, RelId};

/// A relationship to go along and the node it leads to.
pub(super) type Candidate = (RelId, NodeId);

/// Finds candidates; see the file.
pub(super) struct Stepper {
    pub(super) expand: Expand,
    filter: Option<StepFilter>,
    // The slots of the row that the predicate reads; `None`: all.
    slots: Option<Vec<Slot>>,
    known: FxHashMap<RelId, bool>,
}

impl Stepper {
    pub(super) fn new(expand: Expand, filter: Option<StepFilter>) -> Self {
        let slots = filter.as_ref().and_then(|filter| slots_of(&filter.predicate));
        Self { expand, filter, slots, known: FxHashMap::default() }
    }

    /// To be called when another row is treated.
    pub(super) fn new_row(&mut self) {
        self.known.clear();
    }

    /// Appends the candidates of `node` seen in `direction`, in the graph's order; `row` is the row of `batch` at hand.
    pub(super) fn candidates(
        &mut self,
        node: NodeId,
        direction: Direction,
        (batch, row): (&Batch, usize),
        ctx: &mut Context,
        out: &mut Vec<Candidate>,
    ) -> Result<()> {
        let start = out.len();
        ctx.graph().neighbours(node, direction, &self.expand.types, out);
        if !self.expand.distinct_from.is_empty() {
            let mut kept = start;
            for at in start..out.len() {
                if !repeats(batch, &self.expand.distinct_from, row, out[at].0)? {
                    out.swap(kept, at);
                    kept += 1;
                }
            }
            out.truncate(kept);
        }
        self.filter(start, (batch, row), ctx, out)
    }

    fn filter(
        &mut self,
        start: usize,
        (batch, row): (&Batch, usize),
        ctx: &mut Context,
        out: &mut Vec<Candidate>,
    ) -> Result<()> {
        let Some(filter) = &self.filter else { return Ok(()) };
        let unknown: Vec<RelId> =
            out[start..].iter().map(|(rel, _)| *rel).filter(|rel| !self.known.contains_key(rel)).collect();
        if !unknown.is_empty() {
            let mut rels = batch.gather_slots(self.slots.as_deref(), &vec![row as u32; unknown.len()]);
            rels.set(filter.slot, Column::Relationships(unknown.clone()));
            let column = evaluate(&filter.predicate, &rels, ctx)?;
            self.known.extend(unknown.iter().map(|rel| (*rel, false)));
            for row in true_rows(&column, filter.predicate.span)? {
                self.known.insert(unknown[row as usize], true);
            }
        }
        let mut kept = start;
        for at in start..out.len() {
            if self.known.get(&out[at].0) == Some(&true) {
                out.swap(kept, at);
                kept += 1;
            }
        }
        out.truncate(kept);
        Ok(())
    }
}
