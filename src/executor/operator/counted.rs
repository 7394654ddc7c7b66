//! Counts the rows and the time of another operator, for `PROFILE`.

use std::time::Instant;

use crate::diagnostic::Result;
use crate::executor::batch::Batch;
use crate::executor::context::{Context, Operator};

/// Counts what another operator does.
pub(in crate::executor) struct Counted {
    pub(in crate::executor) inner: Box<dyn Operator>,
    pub(in crate::executor) number: usize,
}

impl Operator for Counted {
    fn next(&mut self, ctx: &mut Context) -> Result<Option<Batch>> {
        let start = Instant::now();
        let batch = self.inner.next(ctx)?;
        if let Some(counts) = ctx.profile.as_mut().and_then(|profile| profile.operators.get_mut(self.number)) {
            counts.time += start.elapsed();
            counts.rows += batch.as_ref().map_or(0, |batch| batch.len() as u64);
        }
        Ok(batch)
    }

    fn reset(&mut self, ctx: &mut Context) {
        self.inner.reset(ctx);
    }
}
