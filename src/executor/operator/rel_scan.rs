//! For each row every relationship of a type: a step between two ends of which nothing is read.
//!
//! ```text
//! MATCH (:Person)-[f:FOLLOWS]->(:Person) RETURN f.since, count(*)       only f is read, and all ends are persons
//! ```

use super::cursor::Cursor;
use crate::binder::Slot;
use crate::diagnostic::Result;
use crate::executor::batch::{BATCH_ROWS, Batch};
use crate::executor::context::{Context, Operator};
use crate::graph::RelTypeId;
use crate::value::Column;

/// See the file.
pub(in crate::executor) struct RelScan {
    cursor: Cursor,
    slot: Slot,
    rel_type: RelTypeId,
    // Where the scan for the cursor's row goes on.
    position: u32,
}

impl RelScan {
    /// `slot` takes the relationships. Only for graphs that scan types.
    pub(in crate::executor) fn new(
        input: Box<dyn Operator>,
        keep: Option<Vec<Slot>>,
        slot: Slot,
        rel_type: RelTypeId,
    ) -> Self {
        Self { cursor: Cursor::new(input, keep), slot, rel_type, position: 0 }
    }
}

impl Operator for RelScan {
    fn next(&mut self, ctx: &mut Context) -> Result<Option<Batch>> {
        while self.cursor.fill(ctx)? {
            ctx.checkpoint()?;
            let mut rels = Vec::with_capacity(BATCH_ROWS.min(ctx.graph().type_count(self.rel_type) as usize));
            let next = ctx.graph().scan_type(self.rel_type, self.position, BATCH_ROWS, &mut rels);
            let row = self.cursor.row as u32;
            self.position = next.unwrap_or(0);
            if next.is_none() {
                self.cursor.row += 1;
            }
            if !rels.is_empty() {
                let mut out = self.cursor.gather(&vec![row; rels.len()]);
                out.set(self.slot, Column::Relationships(rels));
                return Ok(Some(out));
            }
        }
        Ok(None)
    }

    fn reset(&mut self, ctx: &mut Context) {
        self.cursor.reset(ctx);
        self.position = 0;
    }
}
