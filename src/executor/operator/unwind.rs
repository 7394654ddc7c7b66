//! One row for each element of a list; null has none, a value that is no list counts as a list of one. The numbers of a
//! `range()` are counted, never listed.

use super::cursor::Cursor;
use crate::binder::{Expr, Slot};
use crate::diagnostic::Result;
use crate::executor::batch::{BATCH_ROWS, Batch};
use crate::executor::context::{Context, Operator};
use crate::executor::expression::Lists;
use crate::functions::Progression;
use crate::value::{Column, Value};

/// See the file.
pub(in crate::executor) struct Unwind {
    cursor: Cursor,
    list: Expr,
    slot: Slot,
    // The lists of the cursor's batch, and the next element of the list of the cursor's row.
    lists: Option<Lists>,
    element: u64,
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
                None => Lists::of(&self.list, &self.cursor.batch, ctx)?,
            };
            let (rows, values) = self.take(&lists);
            self.lists = Some(lists);
            if !rows.is_empty() {
                let mut out = self.cursor.gather(&rows);
                out.set(self.slot, values);
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
    fn take(&mut self, lists: &Lists) -> (Vec<u32>, Column) {
        match lists {
            Lists::Column(column) if matches!(**column, Column::Lists { .. }) => self.take_parts(lists),
            Lists::Column(column) => {
                let (rows, values) = self.take_listed(column);
                (rows, Column::from_values(values))
            }
            Lists::Counted(progressions) => {
                let (rows, values) = self.take_counted(progressions);
                (rows, Column::Integers { values, nulls: None })
            }
        }
    }

    /// As [`Self::take`] from lists that are parts of one column: the elements stay as they are there.
    fn take_parts(&mut self, lists: &Lists) -> (Vec<u32>, Column) {
        let (mut rows, mut parts) = (Vec::new(), Vec::new());
        while rows.len() < BATCH_ROWS && self.cursor.row < self.cursor.batch.len() {
            let row = self.cursor.row as u32;
            // Null has no elements, and nothing here is no list.
            let len = lists.len(self.cursor.row).ok().flatten().unwrap_or(0);
            let end = len.min(self.element + (BATCH_ROWS - rows.len()) as u64);
            if end > self.element {
                parts.push((row, self.element, end));
                rows.resize(rows.len() + (end - self.element) as usize, row);
            }
            self.element = end;
            if end == len {
                self.cursor.row += 1;
                self.element = 0;
            }
        }
        let elements = lists.elements(&parts);
        (rows, elements)
    }

    fn take_listed(&mut self, lists: &Column) -> (Vec<u32>, Vec<Value>) {
        let (mut rows, mut values) = (Vec::new(), Vec::new());
        while rows.len() < BATCH_ROWS && self.cursor.row < self.cursor.batch.len() {
            let row = self.cursor.row;
            match lists.get(row) {
                Value::List(elements) => {
                    let first = self.element as usize;
                    let end = elements.len().min(first + BATCH_ROWS - rows.len());
                    values.extend_from_slice(&elements[first..end]);
                    rows.resize(values.len(), row as u32);
                    self.element = end as u64;
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

    fn take_counted(&mut self, progressions: &[Option<Progression>]) -> (Vec<u32>, Vec<i64>) {
        let (mut rows, mut values) = (Vec::new(), Vec::new());
        while rows.len() < BATCH_ROWS && self.cursor.row < self.cursor.batch.len() {
            let row = self.cursor.row;
            if let Some(numbers) = &progressions[row] {
                let end = numbers.count.min(self.element.saturating_add((BATCH_ROWS - rows.len()) as u64));
                values.extend((self.element..end).map(|at| numbers.at(at)));
                rows.resize(values.len(), row as u32);
                self.element = end;
                if end < numbers.count {
                    continue;
                }
            }
            self.cursor.row += 1;
            self.element = 0;
        }
        (rows, values)
    }
}
