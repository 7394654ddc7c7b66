//! A number for each word of 64 bits: open addressing over the high bits of a product. The places of some words can be looked
//! at ahead of time, so that the reads of one do not wait for those of another.

/// Stands for no number.
pub(super) const NONE: u32 = u32::MAX;

/// See the file.
#[derive(Default)]
pub(super) struct Words {
    // A power of two of words with their numbers, [`NONE`] where free.
    places: Vec<(i64, u32)>,
    known: usize,
}

/// Places to begin with.
const FIRST: usize = 64;
/// Words from which on the places are more than what is near the processor.
const FAR: usize = 1 << 11;

impl Words {
    /// The number of a word.
    #[inline]
    pub(super) fn get(&self, word: i64) -> Option<u32> {
        if self.places.is_empty() {
            return None;
        }
        let (_, number) = self.places[self.place(word)];
        (number != NONE).then_some(number)
    }

    /// Gives a word a number, which is not [`NONE`], in place of one it may have.
    pub(super) fn set(&mut self, word: i64, number: u32) {
        if (self.known + 1) * 3 > self.places.len() * 2 {
            self.grow();
        }
        let place = self.place(word);
        self.known += usize::from(self.places[place].1 == NONE);
        self.places[place] = (word, number);
    }

    /// The number of a word, which is `next` from now on if it had none.
    #[inline]
    pub(super) fn get_or_set(&mut self, word: i64, next: u32) -> u32 {
        if (self.known + 1) * 3 > self.places.len() * 2 {
            self.grow();
        }
        let place = self.place(word);
        let known = &mut self.places[place];
        if known.1 == NONE {
            *known = (word, next);
            self.known += 1;
        }
        known.1
    }

    /// Forgets the words that do not stay.
    pub(super) fn retain(&mut self, mut stays: impl FnMut(i64, u32) -> bool) {
        let places = std::mem::take(self).places;
        for (word, number) in places {
            if number != NONE && stays(word, number) {
                self.set(word, number);
            }
        }
    }

    /// Looks at the places of words, of which the numbers are asked for soon.
    #[inline]
    pub(super) fn look_ahead(&self, words: &[i64]) {
        if self.known >= FAR {
            let seen = words.iter().map(|word| self.places[self.first_place(*word)].1);
            std::hint::black_box(seen.fold(0, |all, number| all ^ number));
        }
    }

    /// A rough size in bytes.
    pub(super) fn bytes(&self) -> usize {
        self.places.len() * size_of::<(i64, u32)>()
    }

    #[inline]
    fn first_place(&self, word: i64) -> usize {
        let product = (word as u64 ^ word as u64 >> 32).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        (product >> (u64::BITS - self.places.len().trailing_zeros())) as usize
    }

    /// Where a word is, or would be.
    #[inline]
    fn place(&self, word: i64) -> usize {
        let mut place = self.first_place(word);
        loop {
            let (known, number) = self.places[place];
            if number == NONE || known == word {
                return place;
            }
            place = (place + 1) & (self.places.len() - 1);
        }
    }

    fn grow(&mut self) {
        let more = (self.places.len() * 2).max(FIRST);
        let places = std::mem::replace(&mut self.places, vec![(0, NONE); more]);
        for (word, number) in places.into_iter().filter(|(_, number)| *number != NONE) {
            let place = self.place(word);
            self.places[place] = (word, number);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

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
        assert_eq!(words.known, expected.len());
        assert_eq!((words.get_or_set(1 << 50 | 9, 7), words.get_or_set(1 << 50 | 9, 8)), (7, 7));
        expected.insert(1 << 50 | 9, 7);
        words.look_ahead(&[0, 1, -1, i64::MAX]);
        words.retain(|word, number| word % 3 == 0 && number > 5);
        for (word, number) in expected {
            assert_eq!(words.get(word), (word % 3 == 0 && number > 5).then_some(number), "{word}");
        }
    }
}
