//! The leaf of every plan: gives the rows that stand in the context, once.

use crate::diagnostic::Result;
use crate::executor::batch::Batch;
use crate::executor::context::{Context, Operator};

/// See the file.
#[derive(Default)]
pub(in crate::executor) struct Argument {
    given: bool,
}

impl Operator for Argument {
    fn next(&mut self, ctx: &mut Context) -> Result<Option<Batch>> {
        if std::mem::replace(&mut self.given, true) || ctx.argument.is_empty() {
            return Ok(None);
        }
        Ok(Some(ctx.argument.clone()))
    }

    fn reset(&mut self, _ctx: &mut Context) {
        self.given = false;
    }
}
