//! One row for each element of a list; null has none, a value that is no list counts as a list of one.

use std::sync::Arc;

use super::cursor::Cursor;
use crate::binder::{Expr, Slot};
use crate::diagnostic::Result;
use crate::executor::batch::{BATCH_ROWS, Batch};
use crate::executor::context::{Context, Operator};
use crate::executor::expression::evaluate;
use crate::value::{Column, Value};

/// See the file.
pub(in crate::executor) struct Unwind {
    cursor: Cursor,
    list: Expr,
    slot: Slot,
    // The lists of the cursor's batch, and the next element of the list of the cursor's row.
    lists: Option<Arc<Column>>,
    element: usize,
}

impl Unwind {
    pub(in crate::executor) fn new(input: Box<dyn Operator>, keep: Option<Vec<Slot>>, list: Expr, slot: Slot) -> Self {
        Self { cursor: Cursor::new(input, keep), list, slot, lists: None, element: 0 }
    }
}

impl Operator for Unwind {
    fn next(&mut self, ctx: &mut Context) -> Result<Option<Batch>> {
        loop {
            if self.cursor.row >= self.cursor.batch.len() {
                self.lists = None;
            }
            if !self.cursor.fill(ctx)? {
                return Ok(None);
            }
            ctx.checkpoint()?;
            let lists = match self.lists.take() {
                Some(lists) => lists,
                None => evaluate(&self.list, &self.cursor.batch, ctx)?,
            };
            let (rows, values) = self.take(&lists);
            self.lists = Some(lists);
            if !rows.is_empty() {
                let mut out = self.cursor.gather(&rows);
                out.set(self.slot, Column::from_values(values));
                return Ok(Some(out));
            }
        }
    }

    fn reset(&mut self, ctx: &mut Context) {
        self.cursor.reset(ctx);
        self.lists = None;
        self.element = 0;
    }
}

impl Unwind {
    /// The next elements and the rows they belong to, moving on.
    fn take(&mut self, lists: &Column) -> (Vec<u32>, Vec<Value>) {
        let (mut rows, mut values) = (Vec::new(), Vec::new());
        while rows.len() < BATCH_ROWS && self.cursor.row < self.cursor.batch.len() {
            let row = self.cursor.row;
            match lists.get(row) {
                Value::List(elements) => {
                    let end = elements.len().min(self.element + BATCH_ROWS - rows.len());
                    values.extend_from_slice(&elements[self.element..end]);
                    rows.resize(values.len(), row as u32);
                    self.element = end;
                    if end < elements.len() {
                        continue;
                    }
                }
                Value::Null => {}
                single => {
                    rows.push(row as u32);
                    values.push(single);
                }
            }
            self.cursor.row += 1;
            self.element = 0;
        }
        (rows, values)
    }
}
