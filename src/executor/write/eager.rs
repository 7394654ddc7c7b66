//! Reads an input to its end, hands all of it to a writer, and gives the writer's rows on.

use std::collections::VecDeque;

use crate::diagnostic::Result;
use crate::executor::batch::{Batch, Held};
use crate::executor::context::{Context, Operator};
use crate::executor::operator::drain;
use crate::value::Aside;

/// What a writing clause does with its input.
pub(super) trait Writer: Send {
    /// Changes the graph for the rows of one batch, in order, and gives the batch on, with what it binds.
    fn write(&mut self, batch: Batch, ctx: &mut Context) -> Result<Batch>;

    /// Called once after the last batch.
    fn finish(&mut self, _ctx: &mut Context) -> Result<()> {
        Ok(())
    }

    /// Starts anew.
    fn reset(&mut self, _ctx: &mut Context) {}
}

/// See the file.
pub(in crate::executor) struct Eager<W> {
    input: Box<dyn Operator>,
    writer: W,
    done: Option<VecDeque<Batch>>,
    held: usize,
}

impl<W> Eager<W> {
    pub(in crate::executor) fn new(input: Box<dyn Operator>, writer: W) -> Self {
        Self { input, writer, done: None, held: 0 }
    }
}

impl<W: Writer> Operator for Eager<W> {
    fn next(&mut self, ctx: &mut Context) -> Result<Option<Batch>> {
        if self.done.is_none() {
            let (mut waiting, held) = drain(&mut *self.input, ctx)?;
            self.held = held;
            let mut done = Aside::new(Held::default());
            while let Some(batch) = waiting.batches.pop_front() {
                ctx.checkpoint()?;
                let out = self.writer.write(batch, ctx)?;
                if !out.is_empty() {
                    done.batches.push_back(out);
                }
            }
            self.writer.finish(ctx)?;
            self.done = Some(done.done().batches);
        }
        Ok(self.done.as_mut().and_then(VecDeque::pop_front))
    }

    fn reset(&mut self, ctx: &mut Context) {
        self.input.reset(ctx);
        self.writer.reset(ctx);
        self.done = None;
        ctx.release(std::mem::take(&mut self.held));
    }
}
