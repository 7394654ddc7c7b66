//! Integers in blocks of 1,024, bit-packed against a frame of reference, plain or as differences.
//!
//! Every block takes the shorter of the two forms, so sorted ids, short sorted runs and small numbers all shrink without
//! a word from the caller. Arithmetic wraps at 64 bits: every `i64` and, cast, every `u64` comes back as it was.
//!
//! ```text
//! block = tag (width | 0x80 when delta) · reference zigzag · [first zigzag] · width·n bits
//! 7 9 8 8  →  reference 7, width 2, packed 0 2 1 1
//! ```

use std::ops::Range;

use super::codec::{Decoder, Encoder, Malformed};

/// Values a block.
pub(crate) const BLOCK: usize = 1_024;
const DELTA: u8 = 0x80;
/// Bytes that one load takes: a value of any width at any bit.
const LOAD: usize = 16;

/// Appends one block of at most [`BLOCK`] values.
pub(crate) fn encode_block(values: &[i64], out: &mut Encoder) {
    let Some((&first, rest)) = values.split_first() else { return };
    let plain = Frame::of(values.iter().copied());
    let delta = Frame::of(rest.iter().zip(values).map(|(next, value)| next.wrapping_sub(*value)));
    // Differences cost one more number in front of the block.
    if delta.bits(rest.len()) + 40 < plain.bits(values.len()) {
        out.byte(delta.width as u8 | DELTA);
        out.signed(delta.reference);
        out.signed(first);
        delta.pack(rest.iter().zip(values).map(|(next, value)| next.wrapping_sub(*value)), out);
    } else {
        out.byte(plain.width as u8);
        out.signed(plain.reference);
        plain.pack(values.iter().copied(), out);
    }
}

/// Reads one block of `count` values (at most [`BLOCK`]) and gives each to `take`.
fn decode_block(input: &mut Decoder<'_>, count: usize, take: &mut impl FnMut(i64)) -> Result<(), Malformed> {
    if count == 0 {
        return Ok(());
    }
    let tag = input.byte()?;
    let (width, is_delta) = (u32::from(tag & !DELTA), tag & DELTA != 0);
    if width > 64 || count > BLOCK {
        return Err(Malformed("a block of integers is wider than 64 bits"));
    }
    let reference = input.signed()?;
    if !is_delta {
        return unpack(input, width, count, |packed| take(reference.wrapping_add(packed as i64)));
    }
    let mut value = input.signed()?;
    take(value);
    unpack(input, width, count - 1, |packed| {
        value = value.wrapping_add(reference).wrapping_add(packed as i64);
        take(value);
    })
}

/// The smallest value of a block and the bits that the distance to the greatest one needs.
struct Frame {
    reference: i64,
    width: u32,
}

impl Frame {
    fn of(values: impl Iterator<Item = i64>) -> Self {
        let (mut low, mut high) = (i64::MAX, i64::MIN);
        for value in values {
            low = low.min(value);
            high = high.max(value);
        }
        if low > high {
            return Self { reference: 0, width: 0 };
        }
        // The distance of any two i64 fits in a u64.
        Self { reference: low, width: 64 - (high.wrapping_sub(low) as u64).leading_zeros() }
    }

    fn bits(&self, count: usize) -> usize {
        self.width as usize * count
    }

    fn pack(&self, values: impl Iterator<Item = i64>, out: &mut Encoder) {
        if self.width == 0 {
            return;
        }
        let (mut pending, mut filled) = (0_u128, 0_u32);
        for value in values {
            pending |= u128::from(value.wrapping_sub(self.reference) as u64) << filled;
            filled += self.width;
            if filled >= 64 {
                out.raw(&(pending as u64).to_le_bytes());
                pending >>= 64;
                filled -= 64;
            }
        }
        let tail = (pending as u64).to_le_bytes();
        out.raw(tail.get(..filled.div_ceil(8) as usize).unwrap_or(&tail));
    }
}

fn unpack(input: &mut Decoder<'_>, width: u32, count: usize, mut push: impl FnMut(u64)) -> Result<(), Malformed> {
    if width == 0 {
        (0..count).for_each(|_| push(0));
        return Ok(());
    }
    let packed = input.raw((width as usize * count).div_ceil(8))?;
    // Every value is read by one load of sixteen bytes; a copy of the last ones has room behind them.
    let tail_start = packed.len().saturating_sub(LOAD);
    let mut tail = [0_u8; 2 * LOAD];
    for (to, from) in tail.iter_mut().zip(packed.get(tail_start..).unwrap_or_default()) {
        *to = *from;
    }
    let mask = u64::MAX >> (64 - width);
    let mut at = 0_usize;
    for _ in 0..count {
        let whole = packed.get(at / 8..).and_then(<[u8]>::first_chunk::<LOAD>);
        let Some(bytes) = whole.or_else(|| tail.get(at / 8 - tail_start..)?.first_chunk::<LOAD>()) else { break };
        let word = if width <= 56 {
            bytes.first_chunk::<8>().map_or(0, |bytes| u64::from_le_bytes(*bytes)) >> (at % 8)
        } else {
            (u128::from_le_bytes(*bytes) >> (at % 8)) as u64
        };
        push(word & mask);
        at += width as usize;
    }
    Ok(())
}

impl Encoder {
    /// Integers of any kind, bit-packed.
    pub(crate) fn integers(&mut self, values: impl ExactSizeIterator<Item = i64>) {
        self.unsigned(values.len() as u64);
        let mut block = Vec::with_capacity(BLOCK.min(values.len()));
        for value in values {
            block.push(value);
            if block.len() == BLOCK {
                encode_block(&block, self);
                block.clear();
            }
        }
        encode_block(&block, self);
    }
}

impl Decoder<'_> {
    /// Integers.
    pub(crate) fn integers(&mut self) -> Result<Vec<i64>, Malformed> {
        self.each_integer(|value| value)
    }

    /// Integers that are all at least 0 and below 2^32.
    pub(crate) fn ids(&mut self) -> Result<Vec<u32>, Malformed> {
        let mut seen = 0;
        let ids = self.each_integer(|value| {
            seen |= value;
            value as u32
        })?;
        if u32::try_from(seen).is_err() {
            return Err(Malformed("an id is longer than 32 bits"));
        }
        Ok(ids)
    }

    /// Ids that follow each other without a gap, of which nothing but the first and the number of them is kept; `None`,
    /// and nothing read, when they are others.
    pub(crate) fn run(&mut self) -> Option<Range<u32>> {
        let mut ahead = Decoder::new(self.peek());
        let count = u32::try_from(ahead.unsigned().ok()?).ok().filter(|count| *count > 0)?;
        let first = ahead.run_block(BLOCK.min(count as usize))?;
        for done in (BLOCK..count as usize).step_by(BLOCK) {
            if ahead.run_block(BLOCK.min(count as usize - done))? != first.checked_add(done as i64)? {
                return None;
            }
        }
        let first = u32::try_from(first).ok()?;
        let end = first.checked_add(count)?;
        *self = ahead;
        Some(first..end)
    }

    /// The first of a block of consecutive integers.
    fn run_block(&mut self, count: usize) -> Option<i64> {
        let tag = self.byte().ok()?;
        let reference = self.signed().ok()?;
        match tag {
            0 if count == 1 => Some(reference),
            DELTA if reference == 1 => self.signed().ok(),
            _ => None,
        }
    }

    /// Integers, in the narrow form where all fit into it.
    pub(crate) fn small_integers(&mut self) -> Result<Result<Vec<i32>, Vec<i64>>, Malformed> {
        let mut rest = Decoder::new(self.peek());
        let mut seen = (0_i64, 0_i64);
        let small = rest.each_integer(|value| {
            seen = (seen.0.min(value), seen.1.max(value));
            value as i32
        })?;
        if i32::try_from(seen.0).is_err() || i32::try_from(seen.1).is_err() {
            return self.integers().map(Err);
        }
        *self = rest;
        Ok(Ok(small))
    }

    fn each_integer<T>(&mut self, mut convert: impl FnMut(i64) -> T) -> Result<Vec<T>, Malformed> {
        let count = self.unsigned()?;
        // A block has at least two bytes, so more values than this cannot follow.
        if count > self.left() as u64 / 2 * BLOCK as u64 {
            return Err(Malformed("it ends too early"));
        }
        let mut left = count as usize;
        let mut values = Vec::with_capacity(left);
        while left > 0 {
            let block = left.min(BLOCK);
            decode_block(self, block, &mut |value| values.push(convert(value)))?;
            left -= block;
        }
        Ok(values)
    }
}
