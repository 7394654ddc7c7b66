//! Numbers pairs of numbers in order of first appearance: of two keys of a group, of a group and a value that it has seen.
//!
//! ```text
//! rows  (0, 0) (0, 1) (0, 0) (1, 1)        numbers  0 1 0 2
//! ```

use super::words::{NONE, TOGETHER, Words};

/// See the file.
#[derive(Default)]
pub(super) struct Pairs {
    pairs: Vec<(u32, u32)>,
    known: Known,
}

/// How a pair is found again.
enum Known {
    Runs(Runs),
    Square(Square),
    Words(Words),
}

impl Default for Known {
    fn default() -> Self {
        Self::Runs(Runs::default())
    }
}

impl Known {
    /// Another way for pairs of which the next one does not fit.
    fn next(&self, pairs: &[(u32, u32)]) -> Self {
        let turned = match self {
            Self::Runs(runs) if !runs.second => Runs::of_second(pairs).map(Self::Runs),
            _ => None,
        };
        let square = || match self {
            Self::Runs(_) => Square::of(pairs).map(Self::Square),
            _ => None,
        };
        turned.or_else(square).unwrap_or_else(|| Self::Words(words_of(pairs)))
    }
}

impl Pairs {
    /// Turns each of `groups` into the number of the pair of it and the number beside it.
    pub(super) fn number(&mut self, groups: &mut [u32], numbers: &[u32]) {
        let (all, mut done) = (groups.len(), 0);
        loop {
            let (groups, numbers) = (&mut groups[done..], &numbers[done..]);
            match &mut self.known {
                Known::Runs(runs) => done += runs.number(&mut self.pairs, groups, numbers),
                Known::Square(square) => done += square.number(&mut self.pairs, groups, numbers),
                Known::Words(words) => return number_words(words, &mut self.pairs, groups, numbers),
            }
            if done == all {
                return;
            }
            self.known = self.known.next(&self.pairs);
        }
    }

    /// Whether pairs came neither in runs nor of small numbers, so that each is looked for among all.
    pub(super) fn are_scattered(&self) -> bool {
        matches!(self.known, Known::Words(_))
    }

    /// The pairs, by their numbers.
    pub(super) fn all(&self) -> &[(u32, u32)] {
        &self.pairs
    }

    /// How many pairs there are.
    pub(super) fn len(&self) -> usize {
        self.pairs.len()
    }

    /// A rough size in bytes.
    pub(super) fn bytes(&self) -> usize {
        let known = match &self.known {
            Known::Runs(runs) => runs.last.len() * 8,
            Known::Square(square) => square.places.len() * 4,
            Known::Words(words) => words.bytes(),
        };
        known + self.pairs.len() * 8
    }
}

/// Finds pairs while their rows come in runs, as rows do that were expanded from one node after the other: one side of
/// the pair stays the same for some rows and does not return later. Then it is enough to know in which run each number of
/// the other side was seen last.
#[derive(Default)]
struct Runs {
    // The side that stays is the second.
    second: bool,
    // All numbers that started a run are below this one, and the run that is not over is the one before it.
    next: u32,
    // For each number of the other side its last run, and the number of that pair.
    last: Vec<(u32, u32)>,
}

impl Runs {
    /// With runs of the second number, if these pairs came in such.
    fn of_second(pairs: &[(u32, u32)]) -> Option<Self> {
        let mut runs = Self { second: true, ..Self::default() };
        let mut again = Vec::with_capacity(pairs.len());
        let (mut groups, numbers): (Vec<u32>, Vec<u32>) = pairs.iter().copied().unzip();
        (runs.number(&mut again, &mut groups, &numbers) == pairs.len()).then_some(runs)
    }

    /// Numbers pairs until a run returns; gives how many.
    fn number(&mut self, pairs: &mut Vec<(u32, u32)>, groups: &mut [u32], numbers: &[u32]) -> usize {
        if self.second {
            return self.each(groups, |group, row| (numbers[row], group), |run, other| pairs.push_number((other, run)));
        }
        self.each(groups, |group, row| (group, numbers[row]), |run, other| pairs.push_number((run, other)))
    }

    #[inline]
    fn each(
        &mut self,
        groups: &mut [u32],
        sides: impl Fn(u32, usize) -> (u32, u32),
        mut new: impl FnMut(u32, u32) -> u32,
    ) -> usize {
        for (row, group) in groups.iter_mut().enumerate() {
            let (run, other) = sides(*group, row);
            if run + 1 != self.next {
                // Numbers are given in the order in which they come: a smaller one was here before.
                if run < self.next {
                    return row;
                }
                self.next = run + 1;
            }
            if other as usize >= self.last.len() {
                self.last.resize((other as usize + 1).next_power_of_two(), (NONE, NONE));
            }
            let last = &mut self.last[other as usize];
            if last.0 != run {
                *last = (run, new(run, other));
            }
            *group = last.1;
        }
        groups.len()
    }
}

/// Finds pairs of small numbers: a place for each that there can be.
#[derive(Default)]
struct Square {
    // A second number is below 2 to the power of this.
    bits: u32,
    // [`NONE`] where free; the place of a pair is its first number, and behind it the bits of the second.
    places: Vec<u32>,
}

/// Places that stay near the processor.
const NEAR: usize = 1 << 14;

impl Square {
    /// With these pairs, which are different, if their numbers are small enough.
    fn of(pairs: &[(u32, u32)]) -> Option<Self> {
        let mut square = Self::default();
        for (number, pair) in pairs.iter().enumerate() {
            let place = square.make_room(*pair, &pairs[..number])?;
            square.places[place] = number as u32;
        }
        Some(square)
    }

    #[inline]
    fn place(&self, (one, other): (u32, u32)) -> Option<usize> {
        let place = (one as usize) << self.bits | other as usize;
        (other >> self.bits == 0 && place < self.places.len()).then_some(place)
    }

    /// The place of a pair, made if it may be; `known` are those that have places.
    fn make_room(&mut self, pair: (u32, u32), known: &[(u32, u32)]) -> Option<usize> {
        if let Some(place) = self.place(pair) {
            return Some(place);
        }
        let bits = self.bits.max(u32::BITS - pair.1.leading_zeros());
        let most = known.iter().map(|(one, _)| *one).fold(pair.0, u32::max);
        let wanted = (most as usize + 1).next_power_of_two().checked_shl(bits)?;
        if wanted > NEAR {
            return None;
        }
        (self.bits, self.places) = (bits, vec![NONE; wanted]);
        for (number, pair) in known.iter().enumerate() {
            let place = self.place(*pair)?;
            self.places[place] = number as u32;
        }
        self.place(pair)
    }

    /// Numbers pairs until a number is too large; gives how many.
    fn number(&mut self, pairs: &mut Vec<(u32, u32)>, groups: &mut [u32], numbers: &[u32]) -> usize {
        for (row, (group, number)) in groups.iter_mut().zip(numbers).enumerate() {
            let pair = (*group, *number);
            let Some(place) = self.place(pair).or_else(|| self.make_room(pair, pairs)) else { return row };
            if self.places[place] == NONE {
                self.places[place] = pairs.push_number(pair);
            }
            *group = self.places[place];
        }
        groups.len()
    }
}

/// A list that numbers what it takes.
trait PushNumber {
    fn push_number(&mut self, pair: (u32, u32)) -> u32;
}

impl PushNumber for Vec<(u32, u32)> {
    #[inline]
    fn push_number(&mut self, pair: (u32, u32)) -> u32 {
        self.push(pair);
        self.len() as u32 - 1
    }
}

/// Finds any pairs: as words of both numbers.
fn word((one, other): (u32, u32)) -> i64 {
    (u64::from(one) << 32 | u64::from(other)) as i64
}

/// The words of pairs that are different.
fn words_of(pairs: &[(u32, u32)]) -> Words {
    let mut words = Words::default();
    pairs.iter().zip(0..).for_each(|(pair, number)| words.set(word(*pair), number));
    words
}

/// Numbers pairs by their words.
fn number_words(words: &mut Words, pairs: &mut Vec<(u32, u32)>, groups: &mut [u32], numbers: &[u32]) {
    let mut near = [0; TOGETHER];
    for (groups, numbers) in groups.chunks_mut(TOGETHER).zip(numbers.chunks(TOGETHER)) {
        let rows = groups.iter().zip(numbers);
        near.iter_mut().zip(rows).for_each(|(near, (group, number))| *near = word((*group, *number)));
        words.look_ahead(&near[..groups.len()]);
        for (row, group) in groups.iter_mut().enumerate() {
            let next = pairs.len() as u32;
            let number = words.get_or_set(near[row], next);
            if number == next {
                pairs.push((*group, numbers[row]));
            }
            *group = number;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::{Known, Pairs};

    /// Numbers rows in batches of `batch`, as they should be: a number for each new pair.
    fn check(rows: &[(u32, u32)], batch: usize) -> Pairs {
        let (mut pairs, mut expected) = (Pairs::default(), HashMap::new());
        for rows in rows.chunks(batch) {
            let (mut groups, numbers): (Vec<u32>, Vec<u32>) = rows.iter().copied().unzip();
            pairs.number(&mut groups, &numbers);
            for (row, number) in rows.iter().zip(groups) {
                let next = expected.len() as u32;
                assert_eq!(number, *expected.entry(*row).or_insert(next), "{row:?}");
                assert_eq!(pairs.all()[number as usize], *row);
            }
        }
        assert_eq!(pairs.len(), expected.len());
        pairs
    }

    /// Numbers as an interner gives them: each new one is the next.
    fn renumbered(values: impl Iterator<Item = u64>) -> Vec<u32> {
        let mut known = HashMap::new();
        values
            .map(|value| {
                let next = known.len() as u32;
                *known.entry(value).or_insert(next)
            })
            .collect()
    }

    #[test]
    fn pairs_are_told_apart_in_runs_and_without() {
        let mut state = 7_u64;
        let mut random = |below: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % below
        };
        let other = renumbered((0..5_000).map(|_| random(60)));
        let runs = renumbered((0..5_000).map(|row| row / 40));
        let mixed = renumbered((0..5_000).map(|row| if row < 3_000 { row / 40 } else { random(900) }));
        let zip = |a: &[u32], b: &[u32]| a.iter().copied().zip(b.iter().copied()).collect::<Vec<_>>();
        for batch in [1, 7, 2048] {
            let first = check(&zip(&runs, &other), batch);
            assert!(matches!(&first.known, Known::Runs(runs) if !runs.second));
            let second = check(&zip(&other, &runs), batch);
            assert!(matches!(&second.known, Known::Runs(runs) if runs.second));
            assert!(matches!(check(&zip(&mixed, &other), batch).known, Known::Words(_)));
            assert!(matches!(check(&zip(&other, &mixed), batch).known, Known::Words(_)));
            assert!(matches!(check(&zip(&other, &other), batch).known, Known::Square(_)));
            let few = renumbered((0..5_000).map(|row| row % 7));
            assert!(matches!(check(&zip(&few, &other), batch).known, Known::Square(_)));
            assert!(matches!(check(&zip(&other, &few), batch).known, Known::Square(_)));
        }
    }
}
