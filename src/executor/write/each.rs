//! Inner plans run for their effects: `FOREACH`, `CALL { … }` without RETURN, and the end of a statement without rows.

use super::eager::Writer;
use crate::binder::{Expr, Slot};
use crate::diagnostic::{Detail, Diagnostic, Result};
use crate::executor::batch::Batch;
use crate::executor::context::{Context, Operator};
use crate::executor::expression::Lists;
use crate::value::{Aside, Column};

/// Runs the inner plan with `row` as its argument and drops its rows.
fn run(inner: &mut dyn Operator, row: Batch, ctx: &mut Context) -> Result<()> {
    ctx.checkpoint()?;
    let mut argument = row;
    inner.reset(ctx);
    while ctx.pull(inner, &mut argument)?.is_some() {}
    Ok(())
}

/// For each row and each element of a list runs an inner plan.
pub(in crate::executor) struct Foreach {
    pub(in crate::executor) list: Expr,
    pub(in crate::executor) slot: Slot,
    pub(in crate::executor) body: Box<dyn Operator>,
}

impl Writer for Foreach {
    fn write(&mut self, batch: Batch, ctx: &mut Context) -> Result<Batch> {
        for row in 0..batch.len() {
            let row = batch.slice(row, row + 1);
            let lists = Aside::new(Lists::of(&self.list, &row, ctx)?);
            let length = lists.len(0).map_err(|other| {
                let message = format!("FOREACH needs a LIST, but this is of type {}", other.type_name());
                Diagnostic::type_error(Detail::InvalidArgumentType, message).at(self.list.span)
            })?;
            for at in 0..length.unwrap_or(0) {
                let mut argument = row.clone();
                argument.set(self.slot, Column::Constant(lists.element(0, at), 1));
                run(&mut *self.body, argument, ctx)?;
            }
        }
        Ok(batch)
    }

    fn reset(&mut self, ctx: &mut Context) {
        self.body.reset(ctx);
    }
}

/// For each row runs an inner plan.
pub(in crate::executor) struct ForEffects {
    pub(in crate::executor) inner: Box<dyn Operator>,
}

impl Writer for ForEffects {
    fn write(&mut self, batch: Batch, ctx: &mut Context) -> Result<Batch> {
        for row in 0..batch.len() {
            run(&mut *self.inner, batch.slice(row, row + 1), ctx)?;
        }
        Ok(batch)
    }

    fn reset(&mut self, ctx: &mut Context) {
        self.inner.reset(ctx);
    }
}

/// Reads its input to the end and gives no rows.
pub(in crate::executor) struct Discard {
    pub(in crate::executor) input: Box<dyn Operator>,
}

impl Operator for Discard {
    fn next(&mut self, ctx: &mut Context) -> Result<Option<Batch>> {
        while self.input.next(ctx)?.is_some() {
            ctx.checkpoint()?;
        }
        Ok(None)
    }

    fn reset(&mut self, ctx: &mut Context) {
        self.input.reset(ctx);
    }
}
