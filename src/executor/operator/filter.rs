//! Keeps the rows for which a predicate is true.

use crate::binder::{Expr, Slot};
use crate::diagnostic::Result;
use crate::executor::batch::Batch;
use crate::executor::context::{Context, Operator};
use crate::executor::expression::{evaluate, true_rows};

/// See the file.
pub(in crate::executor) struct Filter {
    pub(in crate::executor) input: Box<dyn Operator>,
    pub(in crate::executor) predicate: Expr,
    /// The slots that are read above; `None`: all.
    pub(in crate::executor) keep: Option<Vec<Slot>>,
}

impl Operator for Filter {
    fn next(&mut self, ctx: &mut Context) -> Result<Option<Batch>> {
        while let Some(batch) = self.input.next(ctx)? {
            ctx.checkpoint()?;
            let column = evaluate(&self.predicate, &batch, ctx)?;
            let rows = true_rows(&column, self.predicate.span)?;
            if rows.len() == batch.len() {
                return Ok(Some(batch));
            }
            if !rows.is_empty() {
                return Ok(Some(batch.gather_slots(self.keep.as_deref(), &rows)));
            }
        }
        Ok(None)
    }

    fn reset(&mut self, ctx: &mut Context) {
        self.input.reset(ctx);
    }
}
