//! Numbers sequences of numbers: each is the one that is shorter by its last number, and that number.
//!
//! ```text
//! [3, 5], [3, 5, 1], []      3 after the empty one is 1, 5 after 1 is 2, 1 after 2 is 3:  2, 3, 0
//! ```

use super::words::Words;

/// See the file. The empty sequence is 0.
#[derive(Default)]
pub(super) struct Sequences {
    words: Words,
    // For each sequence but the empty one the shorter one, and the last number.
    last: Vec<(u32, u32)>,
}

impl Sequences {
    /// The number of a sequence.
    pub(super) fn number(&mut self, sequence: impl Iterator<Item = u32>) -> u32 {
        sequence.fold(0, |shorter, last| {
            let next = self.last.len() as u32 + 1;
            let number = self.words.get_or_set((u64::from(shorter) << 32 | u64::from(last)) as i64, next);
            if number == next {
                self.last.push((shorter, last));
            }
            number
        })
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

#[cfg(test)]
mod tests {
    use super::Sequences;

    #[test]
    fn sequences_are_one_where_they_are_equal_and_come_back() {
        let mut sequences = Sequences::default();
        let all: [&[u32]; 7] = [&[], &[3], &[3, 5], &[5, 3], &[3, 5, 0], &[0], &[0, 0]];
        let numbers = all.map(|sequence| sequences.number(sequence.iter().copied()));
        assert_eq!(all.map(|sequence| sequences.number(sequence.iter().copied())), numbers);
        for (at, number) in numbers.into_iter().enumerate() {
            assert!(!numbers[..at].contains(&number));
            let mut out = vec![9];
            sequences.give(number, &mut out);
            assert_eq!(out[1..], *all[at]);
        }
    }
}
