//! Where the data of a number lies: a map from element numbers to slots `0, 1, 2, …` in ascending order.
//!
//! Like a set with ranks: data of the elements that have some is stored without gaps, and an element finds its slot
//! with a subtraction (range), a binary search (list) or a bit count (bitmap with a running rank a word).
//!
//! ```text
//! numbers {3, 4, 9}   slots 3→0  4→1  9→2      slot(5) = None      number(2) = 9
//! ```

use super::idset::{SEGMENT, SEGMENT_BITS};

/// Slots of the numbers of one segment of 65,536.
#[derive(Clone, Debug)]
pub(crate) enum Slots {
    /// Consecutive offsets from `start`.
    Range {
        /// First offset.
        start: u32,
        /// How many.
        len: u32,
    },
    /// Few offsets, ascending.
    List(Box<[u16]>),
    /// Many offsets.
    Bits {
        /// One bit an offset.
        words: Box<[u64]>,
        /// How many bits are set before each word.
        ranks: Box<[u16]>,
    },
}

impl Slots {
    /// The slots of strictly ascending offsets below 65,536.
    pub(crate) fn from_offsets(offsets: &[u16]) -> Self {
        let (Some(first), Some(last)) = (offsets.first(), offsets.last()) else {
            return Self::Range { start: 0, len: 0 };
        };
        if usize::from(last - first) + 1 == offsets.len() {
            return Self::Range { start: u32::from(*first), len: offsets.len() as u32 };
        }
        // A bitmap up to the last offset costs 1.25 bytes for 8 offsets of span, a list 2 bytes an offset.
        let words = usize::from(*last) / 64 + 1;
        if offsets.len() * 2 <= words * 10 && offsets.len() <= 4096 {
            return Self::List(offsets.into());
        }
        let mut bits = vec![0u64; words].into_boxed_slice();
        for offset in offsets {
            bits[usize::from(*offset) / 64] |= 1 << (offset % 64);
        }
        let mut ranks = Vec::with_capacity(words);
        let mut rank = 0u32;
        for word in &bits {
            ranks.push(rank as u16);
            rank += word.count_ones();
        }
        Self::Bits { words: bits, ranks: ranks.into() }
    }

    /// How many slots there are.
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Range { len, .. } => *len as usize,
            Self::List(list) => list.len(),
            Self::Bits { words, ranks } => match (words.last(), ranks.last()) {
                (Some(word), Some(rank)) => usize::from(*rank) + word.count_ones() as usize,
                _ => 0,
            },
        }
    }

    /// The slot of an offset.
    #[inline]
    pub(crate) fn slot(&self, offset: u32) -> Option<usize> {
        match self {
            Self::Range { start, len } => {
                let slot = offset.wrapping_sub(*start);
                (slot < *len).then_some(slot as usize)
            }
            Self::List(list) => list.binary_search(&(offset as u16)).ok(),
            Self::Bits { words, ranks } => {
                let at = offset as usize / 64;
                let word = *words.get(at)?;
                let bit = 1u64 << (offset % 64);
                (word & bit != 0).then(|| usize::from(ranks[at]) + (word & (bit - 1)).count_ones() as usize)
            }
        }
    }

    /// The offset of a slot, which must exist.
    pub(crate) fn offset(&self, slot: usize) -> u32 {
        match self {
            Self::Range { start, .. } => start + slot as u32,
            Self::List(list) => u32::from(list[slot]),
            Self::Bits { words, ranks } => {
                let at = ranks.partition_point(|rank| usize::from(*rank) <= slot) - 1;
                let mut word = words[at];
                for _ in 0..slot - usize::from(ranks[at]) {
                    word &= word - 1;
                }
                at as u32 * 64 + word.trailing_zeros()
            }
        }
    }

    /// All offsets, ascending.
    pub(crate) fn offsets(&self) -> Vec<u16> {
        match self {
            Self::Range { start, len } => (*start..start + len).map(|offset| offset as u16).collect(),
            Self::List(list) => list.to_vec(),
            Self::Bits { words, .. } => {
                let mut offsets = Vec::with_capacity(self.len());
                for (at, word) in words.iter().enumerate() {
                    let mut rest = *word;
                    while rest != 0 {
                        offsets.push((at * 64 + rest.trailing_zeros() as usize) as u16);
                        rest &= rest - 1;
                    }
                }
                offsets
            }
        }
    }

    /// Calls `f` with the offsets of the slots from `slot` on, ascending, until it gives false: then gives that.
    fn each_from(&self, slot: usize, f: &mut impl FnMut(u32) -> bool) -> bool {
        match self {
            Self::Range { start, len } => (start + slot as u32..start + len).all(f),
            Self::List(list) => list[slot..].iter().all(|offset| f(u32::from(*offset))),
            Self::Bits { words, ranks } => {
                let first = ranks.partition_point(|rank| usize::from(*rank) <= slot).saturating_sub(1);
                let mut passed = slot - ranks.get(first).map_or(0, |rank| usize::from(*rank));
                for (at, word) in words.iter().enumerate().skip(first) {
                    let mut rest = *word;
                    for _ in 0..std::mem::take(&mut passed) {
                        rest &= rest - 1;
                    }
                    while rest != 0 {
                        if !f(at as u32 * 64 + rest.trailing_zeros()) {
                            return false;
                        }
                        rest &= rest - 1;
                    }
                }
                true
            }
        }
    }

    /// Bytes of memory beside the value itself.
    pub(crate) fn memory(&self) -> usize {
        match self {
            Self::Range { .. } => 0,
            Self::List(list) => list.len() * 2,
            Self::Bits { words, ranks } => words.len() * 8 + ranks.len() * 2,
        }
    }
}

/// Slots of numbers of any size, counted through all segments.
#[derive(Clone, Debug, Default)]
pub(crate) struct Placement {
    // Each segment with the slot of its first number; an absent segment is empty and shares its successor's base.
    segments: Vec<(u32, Slots)>,
    len: u32,
}

impl Placement {
    /// The slots of strictly ascending numbers.
    pub(crate) fn from_sorted(numbers: &[u32]) -> Self {
        let mut placement = Self::default();
        for chunk in numbers.chunk_by(|a, b| a >> SEGMENT_BITS == b >> SEGMENT_BITS) {
            let at = (chunk[0] >> SEGMENT_BITS) as usize;
            placement.segments.resize(at, (placement.len, Slots::Range { start: 0, len: 0 }));
            let offsets: Vec<u16> = chunk.iter().map(|number| *number as u16).collect();
            placement.segments.push((placement.len, Slots::from_offsets(&offsets)));
            placement.len += chunk.len() as u32;
        }
        placement
    }

    /// How many slots there are.
    pub(crate) fn len(&self) -> usize {
        self.len as usize
    }

    /// The slot of a number.
    #[inline]
    pub(crate) fn slot(&self, number: u32) -> Option<usize> {
        let (base, slots) = self.segments.get((number >> SEGMENT_BITS) as usize)?;
        Some(*base as usize + slots.slot(number & (SEGMENT - 1))?)
    }

    /// The number of a slot, which must exist.
    pub(crate) fn number(&self, slot: usize) -> u32 {
        let at = self.segments.partition_point(|(base, _)| *base as usize <= slot) - 1;
        let (base, slots) = &self.segments[at];
        (at as u32) << SEGMENT_BITS | slots.offset(slot - *base as usize)
    }

    /// Calls `f` with the numbers of the slots from `slot` on, ascending, until it gives false.
    pub(crate) fn each_from(&self, slot: usize, mut f: impl FnMut(u32) -> bool) {
        let first = self.segments.partition_point(|(base, _)| *base as usize <= slot).saturating_sub(1);
        let mut passed = slot - self.segments.get(first).map_or(0, |(base, _)| *base as usize);
        for (at, (_, slots)) in self.segments.iter().enumerate().skip(first) {
            let high = (at as u32) << SEGMENT_BITS;
            if !slots.each_from(std::mem::take(&mut passed), &mut |offset| f(high | offset)) {
                return;
            }
        }
    }

    /// All numbers, ascending.
    pub(crate) fn numbers(&self) -> Vec<u32> {
        let mut numbers = Vec::with_capacity(self.len());
        for (at, (_, slots)) in self.segments.iter().enumerate() {
            let high = (at as u32) << SEGMENT_BITS;
            numbers.extend(slots.offsets().into_iter().map(|offset| high | u32::from(offset)));
        }
        numbers
    }

    /// Bytes of memory beside the value itself.
    pub(crate) fn memory(&self) -> usize {
        self.segments.len() * std::mem::size_of::<(u32, Slots)>()
            + self.segments.iter().map(|(_, slots)| slots.memory()).sum::<usize>()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Placement;

    proptest! {
        #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

        #[test]
        fn slots_and_numbers_are_inverse(
            dense in prop::collection::btree_set(0u32..3000, 0..2500),
            sparse in prop::collection::btree_set(0u32..900_000, 0..50),
            run in (0u32..400_000, 0u32..9000)
        ) {
            let mut numbers = dense;
            numbers.extend(sparse);
            numbers.extend(run.0..run.0 + run.1);
            let numbers: Vec<u32> = numbers.into_iter().collect();
            let placement = Placement::from_sorted(&numbers);
            prop_assert_eq!(placement.len(), numbers.len());
            prop_assert_eq!(&placement.numbers(), &numbers);
            for (slot, number) in numbers.iter().enumerate() {
                prop_assert_eq!(placement.slot(*number), Some(slot));
                prop_assert_eq!(placement.number(slot), *number);
            }
            for from in [0, 1, numbers.len() / 2, numbers.len()] {
                let (mut rest, all) = (Vec::new(), numbers.get(from..).unwrap_or_default());
                placement.each_from(from.min(numbers.len()), |number| {
                    rest.push(number);
                    rest.len() < 2_000
                });
                prop_assert_eq!(&rest[..], &all[..all.len().min(2_000)]);
            }
            for probe in (0..950_000).step_by(997) {
                prop_assert_eq!(placement.slot(probe).is_some(), numbers.binary_search(&probe).is_ok());
            }
        }
    }
}
