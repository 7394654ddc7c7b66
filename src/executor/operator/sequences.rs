//! Numbers sequences of numbers: each is the one that is shorter by its last number, and that number.
//!
//! ```text
//! [3, 5], [3, 5, 1], []      3 after the empty one is 1, 5 after 1 is 2, 1 after 2 is 3:  2, 3, 0
//! ```

use super::words::{TOGETHER, Words};

/// See the file. The empty sequence is 0.
#[derive(Default)]
pub(super) struct Sequences {
    words: Words,
    // For each sequence but the empty one the shorter one, and the last number.
    last: Vec<(u32, u32)>,
}

impl Sequences {
    /// The number of a sequence.
    pub(super) fn number(&mut self, sequence: &[u32]) -> u32 {
        sequence.iter().fold(0, |shorter, last| self.longer(word(shorter, *last)))
    }

    /// The numbers of some sequences, some of which are made longer together.
    pub(super) fn number_all(&mut self, sequences: &[&[u32]]) -> Vec<u32> {
        let mut numbers = vec![0; sequences.len()];
        for (sequences, numbers) in sequences.chunks(TOGETHER).zip(numbers.chunks_mut(TOGETHER)) {
            let longest = sequences.iter().map(|sequence| sequence.len()).max().unwrap_or(0);
            for at in 0..longest {
                let (mut rows, mut words) = (Vec::with_capacity(TOGETHER), Vec::with_capacity(TOGETHER));
                for (row, sequence) in sequences.iter().enumerate().filter(|(_, sequence)| at < sequence.len()) {
                    rows.push(row);
                    words.push(word(numbers[row], sequence[at]));
                }
                self.words.look_ahead(&words);
                rows.into_iter().zip(words).for_each(|(row, word)| numbers[row] = self.longer(word));
            }
        }
        numbers
    }

    /// The number of a sequence, from the word of the shorter one and the last number.
    #[inline]
    fn longer(&mut self, word: i64) -> u32 {
        let next = self.last.len() as u32 + 1;
        let number = self.words.get_or_set(word, next);
        if number == next {
            self.last.push(((word as u64 >> 32) as u32, word as u32));
        }
        number
    }

    /// Appends the sequence of a number.
    pub(super) fn give(&self, number: u32, out: &mut Vec<u32>) {
        let (first, mut rest) = (out.len(), number);
        while let Some((shorter, last)) = rest.checked_sub(1).map(|at| self.last[at as usize]) {
            out.push(last);
            rest = shorter;
        }
        out[first..].reverse();
    }

    /// A rough size in bytes.
    pub(super) fn bytes(&self) -> usize {
        self.words.bytes() + self.last.len() * size_of::<(u32, u32)>()
    }
}

fn word(shorter: u32, last: u32) -> i64 {
    (u64::from(shorter) << 32 | u64::from(last)) as i64
}

#[cfg(test)]
mod tests {
    use super::Sequences;

    /// The numbers of sequences that come again.
    fn sequences_of(all: &[&[u32]]) -> Vec<u32> {
        let mut sequences = Sequences::default();
        sequences.number_all(all);
        all.iter().map(|sequence| sequences.number(sequence)).collect()
    }

    #[test]
    fn sequences_are_one_where_they_are_equal_and_come_back() {
        let mut sequences = Sequences::default();
        let all: [&[u32]; 7] = [&[], &[3], &[3, 5], &[5, 3], &[3, 5, 0], &[0], &[0, 0]];
        let numbers = all.map(|sequence| sequences.number(sequence));
        assert_eq!(sequences.number_all(&all), numbers);
        assert_eq!(Sequences::default().number_all(&[&all[..], &all].concat())[7..], sequences_of(&all));
        for (at, number) in numbers.into_iter().enumerate() {
            assert!(!numbers[..at].contains(&number));
            let mut out = vec![9];
            sequences.give(number, &mut out);
            assert_eq!(out[1..], *all[at]);
        }
    }
}
