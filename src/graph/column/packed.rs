//! Numbers in as many bits each as the widest of them needs above the least.
//!
//! Any of them is read alone, with one load: a number of at most [`WIDEST`] bits lies within eight bytes, wherever in its
//! first byte it begins. The bytes end in as many as such a load may read beyond the last number.
//!
//! ```text
//! 2015, 2021, 2016      least 2015, 3 bits each      .....001 110000  + 8 bytes
//! ```

use std::ops::Range;

/// A load gives 64 bits, of which up to 7 belong to the number before.
const WIDEST: u32 = u64::BITS - 8;
/// Bytes of a load.
const LOAD: usize = 8;
/// So many numbers of a load are sooner read together than each alone.
const WORTH_SHARING: usize = 3;

/// See the file.
#[derive(Clone, Debug)]
pub(crate) struct Packed {
    least: i64,
    bits: u32,
    len: usize,
    bytes: Box<[u8]>,
}

impl Packed {
    /// Packs numbers; `None` where they lie too far from each other.
    pub(crate) fn new(values: impl ExactSizeIterator<Item = i64> + Clone) -> Option<Self> {
        let (least, most) = values.clone().fold((i64::MAX, i64::MIN), |(least, most), v| (least.min(v), most.max(v)));
        let span = most.checked_sub(least).map_or(0, |span| span as u64);
        let bits = u64::BITS - span.leading_zeros();
        let len = values.len();
        if bits > WIDEST || (len > 0 && most.checked_sub(least).is_none()) {
            return None;
        }
        let mut bytes = vec![0; (len * bits as usize).div_ceil(8) + LOAD].into_boxed_slice();
        for (at, value) in values.enumerate() {
            let bit = at * bits as usize;
            let place = &mut bytes[bit / 8..bit / 8 + LOAD];
            let number = (value - least) as u64;
            let word = word(place) | number << (bit % 8);
            place.copy_from_slice(&word.to_le_bytes());
        }
        Some(Self { least, bits, len, bytes })
    }

    /// Packs codes, which always lie near enough.
    pub(crate) fn of_codes(codes: impl ExactSizeIterator<Item = u32> + Clone) -> Self {
        let packed = Self::new(codes.map(i64::from));
        packed.unwrap_or(Self { least: 0, bits: 0, len: 0, bytes: Box::default() })
    }

    /// How many numbers there are.
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// The least number and one that none is above.
    pub(super) fn bounds(&self) -> (i64, i64) {
        (self.least, self.least.saturating_add(!(u64::MAX << self.bits) as i64))
    }

    /// The number in a place, which must be one.
    #[inline]
    pub(crate) fn get(&self, at: usize) -> i64 {
        let bit = at * self.bits as usize;
        let word = word(&self.bytes[bit / 8..bit / 8 + LOAD]);
        self.least + (word >> (bit % 8) & !(u64::MAX << self.bits)) as i64
    }

    /// The code in a place, of those of [`Self::of_codes`].
    #[inline]
    pub(crate) fn code(&self, at: usize) -> u32 {
        self.get(at) as u32
    }

    /// Appends the numbers in some places, which must be ones: as many with one load as it holds.
    pub(crate) fn give<T>(&self, places: Range<usize>, out: &mut Vec<T>, convert: impl Fn(i64) -> T) {
        let (least, bits, mask) = (self.least, self.bits, !(u64::MAX << self.bits));
        let whole = (WIDEST / bits.max(1)) as usize;
        if whole < WORTH_SHARING {
            out.extend(places.map(|at| convert(self.get(at))));
            return;
        }
        let mut at = places.start;
        while at < places.end {
            let bit = at * bits as usize;
            let word = word(&self.bytes[bit / 8..bit / 8 + LOAD]) >> (bit % 8);
            let count = whole.min(places.end - at);
            out.extend((0..count as u32).map(|number| convert(least + (word >> (number * bits) & mask) as i64)));
            at += count;
        }
    }

    /// All numbers.
    pub(crate) fn iter(&self) -> impl ExactSizeIterator<Item = i64> + Clone {
        (0..self.len).map(|at| self.get(at))
    }

    /// All codes.
    pub(crate) fn codes(&self) -> impl ExactSizeIterator<Item = u32> + Clone {
        (0..self.len).map(|at| self.code(at))
    }

    /// Bytes of memory.
    pub(crate) fn memory(&self) -> usize {
        self.bytes.len()
    }
}

#[inline]
fn word(bytes: &[u8]) -> u64 {
    bytes.try_into().map_or(0, u64::from_le_bytes)
}

#[cfg(test)]
mod tests {
    use super::Packed;

    #[test]
    fn numbers_come_back_whatever_their_width() {
        for bits in 0..=56 {
            for least in [0, -1, i64::MIN, i64::from(i32::MIN), 1 << 40, i64::MAX - ((1 << bits) - 1)] {
                let Some(most) = least.checked_add((1 << bits) - 1) else { continue };
                let values = [least, most, least, most - (most - least) / 3, least + (most - least) / 7, most];
                let packed = Packed::new(values.iter().copied()).unwrap();
                assert_eq!(packed.iter().collect::<Vec<_>>(), values, "{bits} bits from {least}");
                let mut some = Vec::new();
                packed.give(1..5, &mut some, |value| value);
                assert_eq!(some, values[1..5], "{bits} bits from {least}");
                assert_eq!(packed.memory(), (values.len() * bits as usize).div_ceil(8) + 8);
            }
        }
    }

    #[test]
    fn numbers_too_far_apart_are_refused() {
        assert!(Packed::new([0, 1 << 56].into_iter()).is_none());
        assert!(Packed::new([-1, i64::MAX].into_iter()).is_none());
        assert!(Packed::new([i64::MIN, i64::MAX].into_iter()).is_none());
    }

    #[test]
    fn codes_have_all_32_bits_and_nothing_has_no_place() {
        let codes = [u32::MAX, 0, 7, u32::MAX - 1];
        assert_eq!(Packed::of_codes(codes.iter().copied()).codes().collect::<Vec<_>>(), codes);
        let none = Packed::of_codes([].into_iter());
        assert_eq!((none.len(), none.iter().next()), (0, None));
        assert_eq!(Packed::new([].into_iter()).unwrap().len(), 0);
    }
}
