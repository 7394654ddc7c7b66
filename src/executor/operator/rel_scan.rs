//! For each row every relationship of a type, in the order of starts, with the ends that are read: a step from all nodes,
//! which need not be gone through one by one.
//!
//! ```text
//! MATCH (:Person)-[f:FOLLOWS]->(b:Person) RETURN f.since, b.age, count(*)       all that FOLLOWS starts at are persons
//! ```

use super::cursor::Cursor;
use crate::binder::Slot;
use crate::diagnostic::Result;
use crate::executor::batch::{BATCH_ROWS, Batch};
use crate::executor::context::{Context, Operator};
use crate::graph::{RelTypeId, Scanned};
use crate::value::Column;

/// See the file.
pub(in crate::executor) struct RelScan {
    cursor: Cursor,
    wanted: ScannedSlots,
    rel_type: RelTypeId,
    // Where the scan for the cursor's row goes on.
    position: u32,
}

/// What takes the relationships of a scan, and those of their starts and ends that are read.
pub(in crate::executor) struct ScannedSlots {
    pub(in crate::executor) rel: Slot,
    pub(in crate::executor) start: Option<Slot>,
    pub(in crate::executor) end: Option<Slot>,
}

impl RelScan {
    /// Only for graphs that scan types.
    pub(in crate::executor) fn new(
        input: Box<dyn Operator>,
        keep: Option<Vec<Slot>>,
        wanted: ScannedSlots,
        rel_type: RelTypeId,
    ) -> Self {
        Self { cursor: Cursor::new(input, keep), wanted, rel_type, position: 0 }
    }
}

impl Operator for RelScan {
    fn next(&mut self, ctx: &mut Context) -> Result<Option<Batch>> {
        while self.cursor.fill(ctx)? {
            ctx.checkpoint()?;
            let room = BATCH_ROWS.min(ctx.graph().type_count(self.rel_type) as usize);
            let nodes = |slot: Option<Slot>| slot.map(|_| Vec::with_capacity(room));
            let (starts, ends) = (nodes(self.wanted.start), nodes(self.wanted.end));
            let mut found = Scanned { rels: Vec::with_capacity(room), starts, ends };
            let next = ctx.graph().scan_type(self.rel_type, self.position, BATCH_ROWS, &mut found);
            let row = self.cursor.row as u32;
            self.position = next.unwrap_or(0);
            if next.is_none() {
                self.cursor.row += 1;
            }
            if !found.rels.is_empty() {
                let mut out = self.cursor.gather(&vec![row; found.rels.len()]);
                out.set(self.wanted.rel, Column::Relationships(found.rels));
                for (slot, nodes) in [(self.wanted.start, found.starts), (self.wanted.end, found.ends)] {
                    if let (Some(slot), Some(nodes)) = (slot, nodes) {
                        out.set(slot, Column::Nodes(nodes));
                    }
                }
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
