//! Finding the elements of an index with one value by its hash, for indexes that are asked often.
//!
//! A table of places in the order of the index: each distinct value has the place where its run begins, at the first
//! free slot from that of its hash on. Contract: a place that is found must still be compared with the value sought;
//! a value that is not found is not in the index. Made only over columns whose values are all integers or all strings.
//!
//! ```text
//! sorted [7, 2, 9]   ages 18 41 41      slots [_, 1, _, 0]      hash(41) → slot 1 → place 1 → elements 2, 9
//! ```

use std::hash::BuildHasher;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use rustc_hash::FxBuildHasher;

use super::column::PropertyColumn;
use crate::value::Value;

/// Searches after which the table is worth its making.
const OFTEN: u32 = 64;
const FREE: u32 = u32::MAX;

/// A table that is made when the index has been searched often enough.
#[derive(Debug, Default)]
pub(crate) struct Lookup {
    searches: AtomicU32,
    slots: OnceLock<Box<[u32]>>,
}

impl Lookup {
    /// The table over the first places of runs in `sorted`, once there were enough searches; `None` before.
    pub(crate) fn table(&self, sorted: &[u32], column: &PropertyColumn) -> Option<Table<'_>> {
        if self.slots.get().is_none() {
            if self.searches.fetch_add(1, Ordering::Relaxed) < OFTEN || !column.is_exact() {
                return None;
            }
            let _ = self.slots.set(fill(sorted, column));
        }
        self.slots.get().map(|slots| Table { slots })
    }

    /// Bytes of memory.
    pub(crate) fn memory(&self) -> usize {
        self.slots.get().map_or(0, |slots| slots.len() * 4)
    }
}

/// The table, made.
pub(crate) struct Table<'a> {
    slots: &'a [u32],
}

impl Table<'_> {
    /// The first place whose element has `value`, an integer or a string, by `is`, which compares the value at a place.
    pub(crate) fn find(&self, value: &Value, is: impl Fn(u32) -> bool) -> Option<u32> {
        let mask = self.slots.len() - 1;
        let mut at = hash(value)? as usize & mask;
        loop {
            match self.slots[at] {
                FREE => return None,
                place if is(place) => return Some(place),
                _ => at = (at + 1) & mask,
            }
        }
    }
}

fn fill(sorted: &[u32], column: &PropertyColumn) -> Box<[u32]> {
    let size = (sorted.len() * 2).next_power_of_two().max(2);
    let (mut slots, mask) = (vec![FREE; size].into_boxed_slice(), size - 1);
    let mut last = Value::Null;
    for (place, id) in sorted.iter().enumerate() {
        let value = column.get(*id).unwrap_or_default();
        if value == last {
            continue;
        }
        let mut at = hash(&value).unwrap_or(0) as usize & mask;
        while slots[at] != FREE {
            at = (at + 1) & mask;
        }
        slots[at] = place as u32;
        last = value;
    }
    slots
}

/// `None` for what is neither integer nor string.
fn hash(value: &Value) -> Option<u64> {
    let spread = |hash: u64| hash ^ (hash >> 32);
    match value {
        Value::Integer(int) => Some(spread(FxBuildHasher.hash_one(int))),
        Value::String(text) => Some(spread(FxBuildHasher.hash_one(&**text))),
        _ => None,
    }
}
