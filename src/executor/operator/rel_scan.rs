//! For each row every relationship of a type, in the order of starts, with the ends that are read: a step from all nodes,
//! which need not be gone through one by one. They are scanned in blocks, which threads may share.
//!
//! ```text
//! MATCH (:Person)-[f:FOLLOWS]->(b:Person) RETURN f.since, b.age, count(*)       all that FOLLOWS starts at are persons
//! ```

use super::cursor::Cursor;
use crate::binder::{Expr, Slot};
use crate::diagnostic::{Diagnostic, Result};
use crate::executor::batch::{BATCH_ROWS, Batch};
use crate::executor::context::{Context, Operator};
use crate::executor::expression::{evaluate, true_rows};
use crate::graph::{Direction, RelTypeId};
use crate::value::{Column, Value};

/// For each row the places where the blocks of a scan begin.
pub(in crate::executor) struct RelBlocks {
    cursor: Cursor,
    slot: Slot,
    rel_type: RelTypeId,
    // The next block for the cursor's row.
    block: usize,
}

/// Relationships of a block: few, so that there are blocks to share where much is done with each.
const BLOCK: usize = 128;
/// So many blocks are given at once.
const BLOCKS: usize = 1 << 14;

impl RelBlocks {
    /// `slot` takes the places. Only for graphs that scan types.
    pub(in crate::executor) fn new(
        input: Box<dyn Operator>,
        keep: Option<Vec<Slot>>,
        slot: Slot,
        rel_type: RelTypeId,
    ) -> Self {
        Self { cursor: Cursor::new(input, keep), slot, rel_type, block: 0 }
    }
}

impl Operator for RelBlocks {
    fn next(&mut self, ctx: &mut Context) -> Result<Option<Batch>> {
        while self.cursor.fill(ctx)? {
            let all = (ctx.graph().type_count(self.rel_type) as usize).div_ceil(BLOCK);
            let blocks = self.block..all.min(self.block + BLOCKS);
            let row = self.cursor.row as u32;
            self.block = blocks.end;
            if blocks.end == all {
                self.cursor.row += 1;
                self.block = 0;
            }
            if !blocks.is_empty() {
                let mut out = self.cursor.gather(&vec![row; blocks.len()]);
                let values = blocks.map(|block| (block * BLOCK) as i64).collect();
                out.set(self.slot, Column::Integers { values, nulls: None });
                return Ok(Some(out));
            }
        }
        Ok(None)
    }

    fn reset(&mut self, ctx: &mut Context) {
        self.cursor.reset(ctx);
        self.block = 0;
    }
}

/// For each row the relationships of the block that its slot for relationships names, those that pass a test.
pub(in crate::executor) struct RelScan {
    cursor: Cursor,
    wanted: ScannedSlots,
    rel_type: RelTypeId,
    // Reads neither start nor end: these are looked up for what passes.
    test: Option<Expr>,
}

/// What takes the relationships of a scan, and those of their starts and ends that are read.
pub(in crate::executor) struct ScannedSlots {
    pub(in crate::executor) rel: Slot,
    pub(in crate::executor) start: Option<Slot>,
    pub(in crate::executor) end: Option<Slot>,
}

impl RelScan {
    /// Over the rows of [`RelBlocks`] for the same type and slot.
    pub(in crate::executor) fn new(
        blocks: Box<dyn Operator>,
        keep: Option<Vec<Slot>>,
        wanted: ScannedSlots,
        rel_type: RelTypeId,
        test: Option<Expr>,
    ) -> Self {
        Self { cursor: Cursor::new(blocks, keep), wanted, rel_type, test }
    }

    /// Where the block of the cursor's row begins, and how many follow each other from there on and make a batch together.
    fn blocks(&self) -> Result<(usize, usize)> {
        let begin = |row: usize| match self.cursor.batch.value(self.wanted.rel, row) {
            Value::Integer(from) => Ok(from as usize),
            _ => Err(Diagnostic::internal("a scan of relationships has no block")),
        };
        let (first, row) = (begin(self.cursor.row)?, self.cursor.row);
        let most = (BATCH_ROWS / BLOCK).min(self.cursor.batch.len() - row);
        let mut blocks = 1;
        while blocks < most && begin(row + blocks)? == first + blocks * BLOCK {
            blocks += 1;
        }
        Ok((first, blocks))
    }
}

impl Operator for RelScan {
    fn next(&mut self, ctx: &mut Context) -> Result<Option<Batch>> {
        while self.cursor.fill(ctx)? {
            ctx.checkpoint()?;
            let row = self.cursor.row;
            let (from, blocks) = self.blocks()?;
            self.cursor.row += blocks;
            let mut rels = Vec::with_capacity(blocks * BLOCK);
            ctx.graph().scan_type(self.rel_type, from as u32, blocks * BLOCK, &mut rels);
            let places = from..from + rels.len();
            let mut out = self.cursor.gather(&vec![row as u32; rels.len()]);
            out.set(self.wanted.rel, Column::Relationships(rels));
            let mut passed = None;
            if let Some(test) = &self.test {
                let rows = true_rows(&*evaluate(test, &out, ctx)?, test.span)?;
                if rows.is_empty() {
                    continue;
                }
                if rows.len() < out.len() {
                    out = out.gather(&rows);
                    passed = Some(rows);
                }
            }
            let sides = [(self.wanted.start, Direction::Outgoing), (self.wanted.end, Direction::Incoming)];
            for (slot, side) in sides {
                if let Some(slot) = slot {
                    let nodes = ctx.graph().scanned_ends(self.rel_type, places.clone(), passed.as_deref(), side);
                    out.set(slot, Column::Nodes(nodes));
                }
            }
            return Ok(Some(out));
        }
        Ok(None)
    }

    fn reset(&mut self, ctx: &mut Context) {
        self.cursor.reset(ctx);
    }
}
