//! The rows of a pattern whose number the statistics know: one row with that weight where nothing is read above, one for
//! each type with a relationship of it where only the type is.
//!
//! ```text
//! MATCH ()-[r:FOLLOWS]->() RETURN count(r)           one row, weight 2,392,769
//! MATCH ()-[r]->() RETURN type(r), count(*)          one row for each type, r = the first of it
//! ```

use super::argument::Argument;
use crate::binder::Slot;
use crate::diagnostic::Result;
use crate::executor::batch::Batch;
use crate::executor::context::{Context, Operator};
use crate::value::{Column, RelId};

/// See the file.
pub(in crate::executor) struct KnownRows {
    argument: Argument,
    rels: Option<(Slot, Vec<RelId>)>,
    weights: Vec<i64>,
}

impl KnownRows {
    /// Rows of these weights; `rels` has one a row.
    pub(in crate::executor) fn new(rels: Option<(Slot, Vec<RelId>)>, weights: Vec<i64>) -> Self {
        Self { argument: Argument::default(), rels, weights }
    }
}

impl Operator for KnownRows {
    fn next(&mut self, ctx: &mut Context) -> Result<Option<Batch>> {
        let Some(batch) = self.argument.next(ctx)? else { return Ok(None) };
        if self.weights.iter().all(|weight| *weight == 0) {
            return Ok(None);
        }
        let mut batch = batch.repeat_row(0, self.weights.len());
        batch.set(ctx.weight(), Column::Integers { values: self.weights.clone(), nulls: None });
        if let Some((slot, rels)) = &self.rels {
            batch.set(*slot, Column::Relationships(rels.clone()));
        }
        Ok(Some(batch))
    }

    fn reset(&mut self, ctx: &mut Context) {
        self.argument.reset(ctx);
    }
}
