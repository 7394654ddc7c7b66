//! A number for each whole number that is known: in a table for small ones, by words for the others.

use super::words::{NONE, Words};

/// See the file.
#[derive(Default)]
pub(in crate::executor) struct Places {
    // [`NONE`] where nothing is known.
    table: Vec<u32>,
    words: Words,
    known: usize,
}

/// The table has at most so many places for each number that is known, and for as many again to begin with.
const ROOM: usize = 16;
const FIRST: usize = 256;

impl Places {
    /// What is known of a number.
    #[inline]
    pub(in crate::executor) fn get(&self, key: i64) -> Option<u32> {
        match self.table.get(usize::try_from(key).unwrap_or(usize::MAX)) {
            Some(place) => (*place != NONE).then_some(*place),
            None => self.words.get(key),
        }
    }

    /// What the table says of a number; it may be known all the same.
    #[inline]
    pub(in crate::executor) fn near(&self, key: i64) -> Option<u32> {
        self.table.get(usize::try_from(key).ok()?).copied().filter(|place| *place != NONE)
    }

    /// Looks at where keys are that are asked for soon.
    #[inline]
    pub(in crate::executor) fn look_ahead(&self, keys: &[i64]) {
        self.words.look_ahead(keys);
    }

    /// Puts `number` at a key that has none.
    pub(in crate::executor) fn put(&mut self, key: i64, number: u32) {
        let wanted = usize::try_from(key).unwrap_or(usize::MAX);
        if wanted >= self.table.len() && wanted < ROOM * (self.known + FIRST) {
            self.table.resize((wanted + 1).next_power_of_two().max(FIRST), NONE);
            let len = self.table.len() as i64;
            let table = &mut self.table;
            self.words.retain(|key, number| {
                let moved = (0..len).contains(&key);
                if moved {
                    table[key as usize] = number;
                }
                !moved
            });
        }
        self.known += 1;
        self.set(key, number);
    }

    /// Puts `number` at a key that may have one.
    pub(in crate::executor) fn set(&mut self, key: i64, number: u32) {
        match self.table.get_mut(usize::try_from(key).unwrap_or(usize::MAX)) {
            Some(place) => *place = number,
            None => self.words.set(key, number),
        }
    }

    /// A rough size in bytes.
    pub(in crate::executor) fn bytes(&self) -> usize {
        self.table.len() * 4 + self.words.bytes()
    }
}
