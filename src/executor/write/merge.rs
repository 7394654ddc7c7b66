//! `MERGE`: for each row the matches of a pattern, or the pattern created where there is none.
//!
//! Rows are treated one after the other on the growing graph, so a row finds what an earlier row created.

use super::create::Creator;
use super::eager::Writer;
use super::set::Setter;
use crate::diagnostic::Result;
use crate::executor::batch::Batch;
use crate::executor::context::{Context, Operator};

/// See the file.
pub(in crate::executor) struct Merge {
    pub(in crate::executor) inner: Box<dyn Operator>,
    pub(in crate::executor) creator: Creator,
    pub(in crate::executor) on_create: Setter,
    pub(in crate::executor) on_match: Setter,
}

impl Merge {
    /// The matches for one row, as rows.
    fn matches(&mut self, row: &Batch, ctx: &mut Context) -> Result<Option<Batch>> {
        let mut argument = row.clone();
        self.inner.reset(ctx);
        let mut found = Vec::new();
        while let Some(batch) = ctx.pull(&mut *self.inner, &mut argument)? {
            found.push(batch);
        }
        Ok(Batch::concat(found))
    }
}

impl Writer for Merge {
    fn write(&mut self, batch: Batch, ctx: &mut Context) -> Result<Batch> {
        let mut parts = Vec::with_capacity(batch.len());
        for row in 0..batch.len() {
            ctx.checkpoint()?;
            let argument = batch.slice(row, row + 1);
            parts.push(if let Some(found) = self.matches(&argument, ctx)? {
                self.on_match.set(&found, ctx)?;
                found
            } else {
                let created = self.creator.create(argument, ctx)?;
                self.on_create.set(&created, ctx)?;
                created
            });
        }
        Ok(Batch::concat(parts).unwrap_or(batch))
    }

    fn reset(&mut self, ctx: &mut Context) {
        self.inner.reset(ctx);
    }
}
