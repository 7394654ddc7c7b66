//! A number for each word of 64 bits, or a set of words with numbers, in the order in which they came: open addressing over
//! the high bits of a product. Where some words are can be looked at ahead of time, so that the reads of one do not wait for
//! those of another.

/// Stands for no number.
pub(super) const NONE: u32 = u32::MAX;

/// See the file. In a set of pairs a word may come with several numbers.
#[derive(Default)]
pub(super) struct Words<const PAIRS: bool = false> {
    entries: Vec<(i64, u32)>,
    // A power of two of places of entries, [`NONE`] where free.
    places: Vec<u32>,
}

/// Words that are looked at together.
pub(super) const TOGETHER: usize = 32;
/// Places to begin with.
const FIRST: usize = 64;
/// Words from which on the places are more than what is near the processor.
const FAR: usize = 1 << 11;

impl<const PAIRS: bool> Words<PAIRS> {
    /// A rough size in bytes.
    pub(super) fn bytes(&self) -> usize {
        self.places.len() * size_of::<u32>() + self.entries.len() * size_of::<(i64, u32)>()
    }

    #[inline]
    fn first_place(&self, word: i64, number: u32) -> usize {
        let word = word as u64 ^ if PAIRS { u64::from(number) << 40 } else { 0 };
        let product = (word ^ word >> 32).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        (product >> (u64::BITS - self.places.len().trailing_zeros())) as usize
    }

    /// Where a word is, with this number in a set of pairs, or would be; and its entry, if it has one.
    #[inline]
    fn find(&self, word: i64, number: u32) -> (usize, Option<usize>) {
        let mut place = self.first_place(word, number);
        loop {
            let at = self.places[place] as usize;
            match self.entries.get(at) {
                None => return (place, None),
                Some(known) if known.0 == word && (!PAIRS || known.1 == number) => return (place, Some(at)),
                Some(_) => place = (place + 1) & (self.places.len() - 1),
            }
        }
    }

    /// The entry of a word, with this number in a set of pairs; a new one with the number where it had none, and whether it
    /// is new.
    #[inline]
    fn entry(&mut self, word: i64, number: u32) -> (usize, bool) {
        if (self.entries.len() + 1) * 3 > self.places.len() * 2 {
            self.grow((self.places.len() * 2).max(FIRST));
        }
        let (place, known) = self.find(word, number);
        if let Some(at) = known {
            return (at, false);
        }
        let at = self.entries.len();
        self.places[place] = at as u32;
        self.entries.push((word, number));
        (at, true)
    }

    /// Makes so many places.
    fn grow(&mut self, places: usize) {
        self.places = vec![NONE; places];
        for at in 0..self.entries.len() {
            let (word, number) = self.entries[at];
            let mut place = self.first_place(word, number);
            // Entries are different.
            while self.places[place] != NONE {
                place = (place + 1) & (places - 1);
            }
            self.places[place] = at as u32;
        }
    }

    /// Looks at where words are, with their numbers in a set of pairs.
    #[inline]
    fn look(&self, words: impl Iterator<Item = (i64, u32)>) {
        let mut found = [NONE; TOGETHER];
        words.zip(&mut found).for_each(|((word, number), found)| *found = self.places[self.first_place(word, number)]);
        let seen = found.iter().filter_map(|at| self.entries.get(*at as usize));
        std::hint::black_box(seen.fold(0, |all, entry| all ^ entry.1));
    }
}

impl Words {
    /// The number of a word.
    #[inline]
    pub(super) fn get(&self, word: i64) -> Option<u32> {
        if self.places.is_empty() {
            return None;
        }
        self.find(word, NONE).1.map(|at| self.entries[at].1)
    }

    /// Gives a word a number in place of one it may have.
    pub(super) fn set(&mut self, word: i64, number: u32) {
        let (at, _) = self.entry(word, number);
        self.entries[at].1 = number;
    }

    /// The number of a word, which is `next` from now on if it had none.
    #[inline]
    pub(super) fn get_or_set(&mut self, word: i64, next: u32) -> u32 {
        let (at, _) = self.entry(word, next);
        self.entries[at].1
    }

    /// Forgets the words that do not stay.
    pub(super) fn retain(&mut self, mut stays: impl FnMut(i64, u32) -> bool) {
        if self.entries.is_empty() {
            return;
        }
        self.entries.retain(|(word, number)| stays(*word, *number));
        self.grow(self.places.len().max(FIRST));
    }

    /// Looks at at most [`TOGETHER`] words, of which the numbers are asked for soon.
    #[inline]
    pub(super) fn look_ahead(&self, words: &[i64]) {
        if self.entries.len() >= FAR {
            self.look(words.iter().map(|word| (*word, NONE)));
        }
    }
}

impl Words<true> {
    /// Puts a word with a number into the set; whether it was not there.
    #[inline]
    pub(super) fn insert(&mut self, word: i64, number: u32) -> bool {
        self.entry(word, number).1
    }

    /// Looks at at most [`TOGETHER`] words with numbers, which are put in soon.
    #[inline]
    pub(super) fn look_ahead(&self, words: &[i64], numbers: &[u32]) {
        if self.entries.len() >= FAR {
            self.look(words.iter().copied().zip(numbers.iter().copied()));
        }
    }

    /// All of the set, in the order in which it came.
    pub(super) fn entries(&self) -> &[(i64, u32)] {
        &self.entries
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{HashMap, HashSet};

    use super::Words;

    #[test]
    fn words_keep_their_numbers_while_others_come_and_go() {
        let (mut words, mut expected) = (Words::default(), HashMap::new());
        assert_eq!(words.get(0), None);
        // Words that differ in their low bits, in their high bits, and in both.
        for at in 0..20_000_i64 {
            let word = match at % 4 {
                0 => at,
                1 => at << 40,
                2 => (at as f64 / 100.0).to_bits() as i64,
                _ => -at,
            };
            words.set(word, at as u32);
            expected.insert(word, at as u32);
        }
        assert!(expected.iter().all(|(word, number)| words.get(*word) == Some(*number)));
        assert_eq!(words.entries.len(), expected.len());
        assert_eq!((words.get_or_set(1 << 50 | 9, 7), words.get_or_set(1 << 50 | 9, 8)), (7, 7));
        expected.insert(1 << 50 | 9, 7);
        words.look_ahead(&[0, 1, -1, i64::MAX]);
        words.retain(|word, number| word % 3 == 0 && number > 5);
        for (word, number) in expected {
            assert_eq!(words.get(word), (word % 3 == 0 && number > 5).then_some(number), "{word}");
        }
    }

    #[test]
    fn a_set_tells_words_and_their_numbers_apart() {
        let (mut set, mut expected, mut order) = (Words::<true>::default(), HashSet::new(), Vec::new());
        for at in 0..30_000_i64 {
            let (word, number) = ((at % 700) << 33, (at % 900) as u32);
            set.look_ahead(&[word], &[number]);
            let new = expected.insert((word, number));
            assert_eq!(set.insert(word, number), new, "{word} {number}");
            order.extend(new.then_some((word, number)));
        }
        assert_eq!(set.entries(), order);
    }
}
