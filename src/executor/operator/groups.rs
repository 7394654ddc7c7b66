//! Numbers combinations of values: one number for each key ([`Interner`]), then one for each pair of numbers.

use std::sync::Arc;

use super::interner::{Interner, NONE};
use crate::value::{Bulk, Column};

/// Numbers combinations of values: the groups of an aggregation, the rows of DISTINCT.
///
/// The first two keys make pairs, a pair and the third key make pairs again, and so on: each pair is one number to look up.
#[derive(Default)]
pub(super) struct Groups {
    keys: Vec<Interner>,
    pairs: Vec<Pairs>,
}

impl Bulk for Groups {
    fn values(&self) -> usize {
        self.keys.iter().map(Interner::len).sum()
    }
}

/// Numbers pairs of numbers, in order of first appearance.
///
/// Open addressing over the high bits of a product. The places of some pairs are looked at ahead of time, so that the
/// reads of one do not wait for those of another.
#[derive(Default)]
struct Pairs {
    // A power of two of numbers, [`NONE`] where free.
    places: Vec<u32>,
    pairs: Vec<(u32, u32)>,
}

/// Pairs that are looked at together.
const TOGETHER: usize = 32;
/// Pairs from which on the table is larger than what is near the processor.
const FAR: usize = 1 << 13;

impl Pairs {
    /// Turns each of `groups` into the number of the pair of it and the number beside it.
    fn number(&mut self, groups: &mut [u32], numbers: &[u32]) {
        for (groups, numbers) in groups.chunks_mut(TOGETHER).zip(numbers.chunks(TOGETHER)) {
            if (self.pairs.len() + TOGETHER) * 3 > self.places.len() * 2 {
                self.grow();
            }
            if self.pairs.len() >= FAR {
                self.look_ahead(groups, numbers);
            }
            for (group, number) in groups.iter_mut().zip(numbers) {
                *group = self.one((*group, *number));
            }
        }
    }

    #[inline]
    fn first_place(&self, (one, other): (u32, u32)) -> usize {
        let product = (u64::from(one) << 32 | u64::from(other)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        (product >> (64 - self.places.len().trailing_zeros())) as usize
    }

    fn look_ahead(&self, groups: &[u32], numbers: &[u32]) {
        let mut found = [NONE; TOGETHER];
        for ((group, number), found) in groups.iter().zip(numbers).zip(&mut found) {
            *found = self.places[self.first_place((*group, *number))];
        }
        let seen = found.iter().filter_map(|number| self.pairs.get(*number as usize));
        std::hint::black_box(seen.fold(0, |all, pair| all ^ pair.0));
    }

    #[inline]
    fn one(&mut self, pair: (u32, u32)) -> u32 {
        let mut place = self.first_place(pair);
        loop {
            match self.places[place] {
                NONE => break,
                number if self.pairs[number as usize] == pair => return number,
                _ => place = (place + 1) & (self.places.len() - 1),
            }
        }
        let number = self.pairs.len() as u32;
        self.places[place] = number;
        self.pairs.push(pair);
        number
    }

    fn grow(&mut self) {
        self.places = vec![NONE; (self.places.len() * 2).max(TOGETHER * 2)];
        for (number, pair) in self.pairs.iter().enumerate() {
            let mut place = self.first_place(*pair);
            while self.places[place] != NONE {
                place = (place + 1) & (self.places.len() - 1);
            }
            self.places[place] = number as u32;
        }
    }

    fn bytes(&self) -> usize {
        self.places.len() * 4 + self.pairs.len() * 8
    }
}

impl Groups {
    /// Groups by `keys` values each.
    pub(super) fn new(keys: usize) -> Self {
        let pairs = std::iter::repeat_with(Pairs::default).take(keys.saturating_sub(1)).collect();
        Self { keys: std::iter::repeat_with(Interner::default).take(keys).collect(), pairs }
    }

    /// The group of each of `rows` rows; `columns` are the keys. Without keys all rows are group 0.
    pub(super) fn number(&mut self, columns: &[Arc<Column>], rows: usize) -> Vec<u32> {
        let mut interned = self.keys.iter_mut().zip(columns).map(|(interner, column)| {
            let mut out = Vec::with_capacity(rows);
            interner.column(column, &mut out);
            out
        });
        let Some(mut groups) = interned.next() else { return vec![0; rows] };
        for (numbers, pairs) in interned.zip(&mut self.pairs) {
            pairs.number(&mut groups, &numbers);
        }
        groups
    }

    /// How many keys a group has.
    pub(super) fn keys(&self) -> usize {
        self.keys.len()
    }

    /// How many groups there are; one without keys.
    pub(super) fn len(&self) -> usize {
        match (self.pairs.last(), self.keys.first()) {
            (Some(last), _) => last.pairs.len(),
            (None, Some(only)) => only.len(),
            (None, None) => 1,
        }
    }

    /// Key `key` of groups `from..to`.
    pub(super) fn key_column(&self, key: usize, from: usize, to: usize) -> Column {
        let number = |group: usize| {
            let mut number = group as u32;
            for level in (key.max(1)..self.keys.len()).rev() {
                let (one, other) = self.pairs[level - 1].pairs[number as usize];
                if level == key {
                    return other;
                }
                number = one;
            }
            number
        };
        self.keys[key].values_of((from..to).map(number))
    }

    /// A rough size in bytes.
    pub(super) fn bytes(&self) -> usize {
        let pairs: usize = self.pairs.iter().map(Pairs::bytes).sum();
        self.keys.iter().map(Interner::bytes).sum::<usize>() + pairs
    }
}
