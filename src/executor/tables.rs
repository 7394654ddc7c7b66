//! The tables of the joins of a statement: each is made once, by whoever needs it first, and shared by all its workers.

use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::FxHashMap;

use super::batch::Batch;
use super::operator::Places;
use crate::value::RelId;

/// Tables of a statement, by their numbers.
#[derive(Clone, Default)]
pub(super) struct Tables(Arc<Mutex<FxHashMap<u32, Place>>>);

/// Where a table is, or will be; locked while it is made.
type Place = Arc<Mutex<Option<Arc<Table>>>>;

impl Tables {
    /// Forgets all tables; the bytes that were held for them.
    pub(super) fn clear(&self) -> u64 {
        let places = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        let held =
            |place: &Place| place.lock().unwrap_or_else(PoisonError::into_inner).as_ref().map_or(0, |table| table.held);
        places.values().map(held).sum::<usize>() as u64
    }

    /// Where the table of a number is, or will be.
    pub(super) fn place(&self, number: u32) -> Place {
        let mut places = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(places.entry(number).or_default())
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
