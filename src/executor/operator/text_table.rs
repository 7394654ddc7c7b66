//! Finds the number of a string by its bytes; the strings are kept elsewhere.
//!
//! Open addressing (linear probing) over the low bits of a hash; a place holds 32 bits of the hash, so growing reads no
//! string and a search seldom reads one that is not the same.

use std::hash::Hasher;

use rustc_hash::FxHasher;

/// See the file.
#[derive(Default)]
pub(super) struct TextTable {
    // The hash and the number; no number where the place is free. A power of two of them, or none.
    places: Vec<(u32, u32)>,
    count: usize,
}

const FREE: u32 = u32::MAX;
const FIRST: usize = 64;

/// The hash of a string.
#[inline]
pub(super) fn hash(text: &str) -> u32 {
    let mut hasher = FxHasher::default();
    hasher.write(text.as_bytes());
    let hash = hasher.finish();
    (hash ^ (hash >> 32)) as u32
}

impl TextTable {
    /// The number of the string with this hash for which `same` holds, or `number` for one that is new.
    #[inline]
    pub(super) fn find_or_put(&mut self, hash: u32, number: u32, same: impl Fn(u32) -> bool) -> u32 {
        if self.places.len() * 3 <= self.count * 4 {
            self.grow();
        }
        let mask = self.places.len() - 1;
        let mut at = hash as usize & mask;
        loop {
            match self.places[at] {
                (_, FREE) => break,
                (known, found) if known == hash && same(found) => return found,
                _ => at = (at + 1) & mask,
            }
        }
        self.places[at] = (hash, number);
        self.count += 1;
        number
    }

    fn grow(&mut self) {
        let len = (self.places.len() * 2).max(FIRST);
        let mask = len - 1;
        let mut places = vec![(0, FREE); len];
        for place in self.places.iter().filter(|(_, number)| *number != FREE) {
            let mut at = place.0 as usize & mask;
            while places[at].1 != FREE {
                at = (at + 1) & mask;
            }
            places[at] = *place;
        }
        self.places = places;
    }

    /// A rough size in bytes.
    pub(super) fn bytes(&self) -> usize {
        self.places.len() * 8
    }
}

#[cfg(test)]
mod tests {
    use super::{TextTable, hash};

    #[test]
    fn strings_are_found_again_whatever_their_hashes() {
        let texts: Vec<String> = (0..1000).map(|at| format!("text {at}")).collect();
        for hash in [hash, |_: &str| 7] {
            let mut table = TextTable::default();
            for round in 0..2 {
                for (at, text) in texts.iter().enumerate() {
                    let new = if round == 0 { at as u32 } else { 5000 };
                    let found = table.find_or_put(hash(text), new, |number| texts[number as usize] == *text);
                    assert_eq!(found, at as u32);
                }
            }
        }
    }
}
