//! The first row of each distinct combination of some slots; streams.

use std::sync::Arc;

use super::groups::Groups;
use crate::binder::Slot;
use crate::diagnostic::Result;
use crate::executor::batch::Batch;
use crate::executor::context::{Context, Operator};
use crate::value::Column;

/// See the file.
pub(in crate::executor) struct Distinct {
    input: Box<dyn Operator>,
    slots: Vec<Slot>,
    groups: Groups,
    held: usize,
    // Without slots all rows are alike: the first was given.
    seen: usize,
}

impl Distinct {
    pub(in crate::executor) fn new(input: Box<dyn Operator>, slots: Vec<Slot>) -> Self {
        let groups = Groups::new(slots.len());
        Self { input, slots, groups, held: 0, seen: 0 }
    }
}

impl Distinct {
    fn kept(&self, origin: Slot) -> Vec<Slot> {
        self.slots.iter().copied().chain(std::iter::once(origin)).collect()
    }
}

impl Operator for Distinct {
    fn next(&mut self, ctx: &mut Context) -> Result<Option<Batch>> {
        while let Some(batch) = self.input.next(ctx)? {
            ctx.checkpoint()?;
            let columns: Vec<Arc<Column>> =
                self.slots.iter().map(|slot| batch.column(*slot).cloned()).collect::<Result<_>>()?;
            let groups = self.groups.number(&columns, batch.len());
            let mut rows = Vec::new();
            for (row, group) in groups.into_iter().enumerate() {
                // Groups are numbered in order of appearance: a new one has the next number.
                if group as usize >= self.seen {
                    self.seen = group as usize + 1;
                    rows.push(row as u32);
                }
            }
            let bytes = self.groups.bytes();
            ctx.hold(bytes.saturating_sub(self.held))?;
            self.held = bytes;
            if !rows.is_empty() {
                return Ok(Some(batch.gather_slots(Some(&self.kept(ctx.origin())), &rows)));
            }
        }
        Ok(None)
    }

    fn reset(&mut self, ctx: &mut Context) {
        self.input.reset(ctx);
        self.groups = Groups::new(self.slots.len());
        ctx.release(std::mem::take(&mut self.held));
        self.seen = 0;
    }
}
