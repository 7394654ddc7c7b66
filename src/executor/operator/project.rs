//! Evaluates expressions into slots; keeps the input's columns or only the new ones.

use crate::binder::{Expr, Slot};
use crate::diagnostic::Result;
use crate::executor::batch::Batch;
use crate::executor::context::{Context, Operator};
use crate::executor::expression::evaluate;

/// See the file.
pub(in crate::executor) struct Project {
    pub(in crate::executor) input: Box<dyn Operator>,
    pub(in crate::executor) items: Vec<(Slot, Expr)>,
    pub(in crate::executor) keep_input: bool,
}

impl Operator for Project {
    fn next(&mut self, ctx: &mut Context) -> Result<Option<Batch>> {
        let Some(batch) = self.input.next(ctx)? else { return Ok(None) };
        ctx.checkpoint()?;
        let mut out = if self.keep_input { batch.clone() } else { batch.narrowed(&[ctx.origin(), ctx.weight()]) };
        for (slot, expr) in &self.items {
            let column = evaluate(expr, &batch, ctx)?;
            out.set(*slot, column);
        }
        Ok(Some(out))
    }

    fn reset(&mut self, ctx: &mut Context) {
        self.input.reset(ctx);
    }
}
