//! The tables of the joins of a statement: each is made once, by whoever needs it first, and shared by all its workers.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::batch::Batch;
use super::operator::Places;
use crate::diagnostic::{Diagnostic, Result};
use crate::value::RelId;

/// Tables of a statement, by their numbers.
#[derive(Clone)]
pub(super) struct Tables(Arc<[Mutex<Option<Arc<Table>>>]>);

impl Tables {
    /// Room for so many, none of which is made; without any, nothing is allocated for a statement.
    pub(super) fn new(count: u32) -> Self {
        if count == 0 { Self(Arc::default()) } else { Self((0..count).map(|_| Mutex::default()).collect()) }
    }

    /// Forgets all tables; the bytes that were held for them.
    pub(super) fn clear(&self) -> u64 {
        let take = |place: &Mutex<Option<Arc<Table>>>| place.lock().unwrap_or_else(PoisonError::into_inner).take();
        self.0.iter().filter_map(take).map(|table| table.held as u64).sum()
    }

    /// Where the table of a number is, or will be: locked while it is made.
    ///
    /// # Errors
    /// `Internal` for a number that the statement has not.
    pub(super) fn lock(&self, number: u32) -> Result<MutexGuard<'_, Option<Arc<Table>>>> {
        let place = self.0.get(number as usize);
        let place = place.ok_or_else(|| Diagnostic::internal("a join has no place for its table"))?;
        Ok(place.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Rows, those of a node side by side.
pub(super) struct Table {
    /// A number for each node.
    pub(super) groups: Places,
    /// Where the rows of each number begin, and behind them where the last ones end.
    pub(super) starts: Vec<u32>,
    /// The rows themselves.
    pub(super) rows: Batch,
    /// Where only they are wanted, the numbers of rows.
    pub(super) counts: Option<Vec<i64>>,
    /// How many of the same rows each stands for; none: one.
    pub(super) weights: Option<Vec<i64>>,
    /// The relationships that those of the input must not be, by pair.
    pub(super) distinct: Vec<Vec<RelId>>,
    /// Bytes that are held for it.
    pub(super) held: usize,
}
