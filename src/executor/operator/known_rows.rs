//! The rows of a pattern of which nothing is read above and whose number the statistics know: one row of that weight.
//!
//! ```text
//! MATCH ()-[r:FOLLOWS]->() RETURN count(r)        one row, weight 2,392,769
//! ```

use super::argument::Argument;
use crate::diagnostic::Result;
use crate::executor::batch::Batch;
use crate::executor::context::{Context, Operator};
use crate::value::{Column, Value};

/// See the file.
pub(in crate::executor) struct KnownRows {
    pub(in crate::executor) argument: Argument,
    pub(in crate::executor) rows: i64,
}

impl Operator for KnownRows {
    fn next(&mut self, ctx: &mut Context) -> Result<Option<Batch>> {
        let Some(mut batch) = self.argument.next(ctx)?.filter(|_| self.rows > 0) else { return Ok(None) };
        batch.set(ctx.weight(), Column::Constant(Value::Integer(self.rows), batch.len()));
        Ok(Some(batch))
    }

    fn reset(&mut self, ctx: &mut Context) {
        self.argument.reset(ctx);
    }
}
