//! Exact sums: the result is the correctly rounded sum of all numbers, whatever their order and however they are grouped.
//!
//! Integers are added in 128 bits, and so are doubles: each is a whole number of units, the unit chosen by the first.
//! Those that are too large or too small for that are kept as partial sums that do not overlap (Shewchuk 1997, "Adaptive
//! precision floating-point arithmetic"). So a sum over many threads is the same as over one, to the last bit.
//!
//! ```text
//! 1.5 is 3 · 2^51 · 2^-52; where the unit is 2^-72, it is 3 · 2^71 units
//! ```

/// Doubles that are added side by side.
const LANES: usize = 8;
/// So many are looked at together.
const BLOCK: usize = 512;
/// How far the last bit of the first double lies above the unit.
const BELOW: i32 = 25;
/// How far the last bit of a double may lie above the unit.
const REACH: u32 = 50;
/// So many doubles of at most `53 + REACH` bits fit into 127.
const ROOM: u32 = 1 << 24;
/// Bits behind the leading one of a double.
const MANTISSA: u32 = 52;

/// The sum of some integers and doubles.
#[derive(Clone, Debug, Default)]
pub(super) struct Sum {
    integers: i128,
    // Of most doubles, in units.
    units: i128,
    // The unit is the last bit of doubles with this exponent, as it stands in their bits; 0: there is none yet.
    unit: i32,
    // How many doubles may still be added before `units` could overflow.
    room: u32,
    rest: Option<Box<Rest>>,
    floats: bool,
}

/// Doubles that do not fit into units.
#[derive(Clone, Debug, Default)]
struct Rest {
    partials: Vec<f64>,
    // Infinities, NaN and what overflowed: once there, the exact part no longer matters.
    special: f64,
}

impl Sum {
    /// Adds an integer.
    pub(super) fn add_integer(&mut self, integer: i64) {
        self.integers += i128::from(integer);
    }

    /// Adds a double.
    #[inline]
    pub(super) fn add_float(&mut self, float: f64) {
        self.floats = true;
        if !self.add_units(float) {
            self.add_other(float);
        }
    }

    /// Adds some doubles: side by side where all sums on the way are exact, one by one where one is not.
    pub(super) fn add_floats(&mut self, floats: &[f64]) {
        for block in floats.chunks(BLOCK) {
            match side_by_side(block) {
                Some(sums) => sums.into_iter().for_each(|sum| self.add_float(sum)),
                None => block.iter().for_each(|float| self.add_float(*float)),
            }
        }
        self.floats |= !floats.is_empty();
    }

    /// Adds a double that is a whole number of units; false where it is not, or where there is no room.
    #[inline]
    fn add_units(&mut self, float: f64) -> bool {
        let bits = float.to_bits();
        let shift = exponent(float).wrapping_sub(self.unit) as u32;
        let fits = shift <= REACH && self.room > 0;
        if fits {
            let units = i128::from(bits & ((1 << MANTISSA) - 1) | 1 << MANTISSA) << shift;
            self.units += if float < 0.0 { -units } else { units };
            self.room -= 1;
        }
        fits
    }

    /// Adds a double that [`Self::add_units`] refused.
    #[cold]
    fn add_other(&mut self, float: f64) {
        if float == 0.0 {
            return;
        }
        if self.room == 0 && float.is_finite() {
            // Far from the ends of the range, where neither units nor their sum are doubles.
            if self.unit == 0 {
                self.unit = (exponent(float) - BELOW).clamp(1, 1_800);
            } else {
                let mut rest = *self.rest.take().unwrap_or_default();
                self.units_into(&mut rest);
                self.rest = Some(Box::new(rest));
            }
            (self.units, self.room) = (0, ROOM);
            if self.add_units(float) {
                return;
            }
        }
        self.rest.get_or_insert_default().grow(float);
    }

    /// Adds all that another sum was made of.
    pub(super) fn merge(&mut self, mut other: Self) {
        self.integers += other.integers;
        self.floats |= other.floats;
        self.merge_units(&mut other);
        if let Some(theirs) = other.rest {
            let rest = self.rest.get_or_insert_default();
            rest.special += theirs.special;
            theirs.partials.into_iter().for_each(|partial| rest.grow(partial));
        }
    }

    fn merge_units(&mut self, other: &mut Self) {
        if self.unit == 0 || other.unit != 0 && other.unit < self.unit {
            std::mem::swap(&mut self.unit, &mut other.unit);
            std::mem::swap(&mut self.units, &mut other.units);
            std::mem::swap(&mut self.room, &mut other.room);
        }
        if other.units == 0 {
            return;
        }
        let shift = (other.unit - self.unit) as u32;
        let bits = i128::BITS - other.units.unsigned_abs().leading_zeros() + shift;
        // As many doubles of the greatest size as are surely more than all of these.
        let used = 1_u32.checked_shl(bits.saturating_sub(MANTISSA + 1 + REACH)).unwrap_or(u32::MAX);
        if used <= self.room {
            self.units += other.units << shift;
            self.room -= used;
        } else {
            other.units_into(self.rest.get_or_insert_default());
        }
    }

    /// The sum when it is of integers only.
    pub(super) fn integer(&self) -> Option<i128> {
        (!self.floats).then_some(self.integers)
    }

    /// The sum as a double.
    pub(super) fn float(&self) -> f64 {
        self.all().rounded()
    }

    fn all(&self) -> Rest {
        let mut all = self.rest.as_deref().cloned().unwrap_or_default();
        self.units_into(&mut all);
        all.grow_whole(self.integers, 0);
        all
    }

    /// `factor · self - other²`, rounded once. No product may come near the ends of the range of doubles.
    pub(super) fn times_less_square(&self, factor: f64, other: &Self) -> f64 {
        let (ours, theirs) = (self.all(), other.all());
        let mut result = Rest::default();
        let mut grow = |sign: f64, a: f64, b: f64| {
            let (product, rest) = two_product(a, b);
            result.grow(sign * product);
            result.grow(sign * rest);
        };
        ours.partials.iter().for_each(|partial| grow(1.0, factor, *partial));
        for one in &theirs.partials {
            theirs.partials.iter().for_each(|other| grow(-1.0, *one, *other));
        }
        result.rounded()
    }

    fn units_into(&self, rest: &mut Rest) {
        rest.grow_whole(self.units, self.unit - 1_075);
    }
}

impl Rest {
    fn rounded(&self) -> f64 {
        if self.special == 0.0 { round_partials(&self.partials) } else { self.special }
    }

    fn grow(&mut self, float: f64) {
        if !float.is_finite() {
            self.special += float;
            return;
        }
        let mut x = float;
        let mut kept = 0;
        for at in 0..self.partials.len() {
            let mut y = self.partials[at];
            if x.abs() < y.abs() {
                std::mem::swap(&mut x, &mut y);
            }
            let high = x + y;
            let low = y - (high - x);
            if low != 0.0 {
                self.partials[kept] = low;
                kept += 1;
            }
            x = high;
        }
        self.partials.truncate(kept);
        if x.is_finite() {
            self.partials.push(x);
        } else {
            self.special += x;
            self.partials.clear();
        }
    }

    /// Adds `whole · 2^power`.
    fn grow_whole(&mut self, whole: i128, mut power: i32) {
        // Pieces of 48 bits are exact as doubles; the shift keeps the sign, so the last piece is 0 or -1.
        let mut rest = whole;
        while rest != 0 && rest != -1 {
            self.grow((rest & 0xFFFF_FFFF_FFFF) as f64 * power_of_two(power));
            rest >>= 48;
            power += 48;
        }
        if rest != 0 {
            self.grow(-power_of_two(power));
        }
    }
}

/// The exponent as it stands in the bits of a double: 0 for zero and for what is nearly zero, 2047 for what is not finite.
#[inline]
pub(super) fn exponent(float: f64) -> i32 {
    (float.to_bits() >> MANTISSA) as i32 & 0x7FF
}

/// 2 to a power from -1074 to 1023.
fn power_of_two(power: i32) -> f64 {
    f64::from_bits(if power >= -1_022 { ((power + 1_023) as u64) << MANTISSA } else { 1 << (power + 1_074) })
}

/// The product of two doubles, rounded, and what it lacks; both are exact where nothing comes near the ends of the range
/// (Dekker 1971, "A floating-point technique for extending the available precision").
#[inline]
pub(super) fn two_product(a: f64, b: f64) -> (f64, f64) {
    let ((a_high, a_low), (b_high, b_low)) = (halves(a), halves(b));
    let product = a * b;
    (product, ((a_high * b_high - product) + a_high * b_low + a_low * b_high) + a_low * b_low)
}

/// A double as two that have half of its bits each.
#[inline]
fn halves(float: f64) -> (f64, f64) {
    let large = float * 134_217_729.0;
    let high = large - (large - float);
    (high, float - high)
}

/// Doubles whose sum is the sum of at most [`BLOCK`] doubles; `None` where they are too unlike for that.
///
/// Each double is cut in two by adding a large number and taking it off again: high parts have so few bits that all of
/// them can be added without rounding, and so have low parts, unless something is lost below them (Rump, Ogita, Oishi
/// 2008, "Accurate floating-point summation").
fn side_by_side(floats: &[f64]) -> Option<[f64; 2 * LANES]> {
    let mut largest = [0.0_f64; LANES];
    let (blocks, rest) = floats.as_chunks::<LANES>();
    for block in blocks {
        block.iter().zip(&mut largest).for_each(|(float, largest)| *largest = largest.max(float.abs()));
    }
    let largest = rest.iter().chain(&largest).fold(0.0_f64, |largest, float| largest.max(float.abs()));
    let largest = exponent(largest) - 1_023;
    if !(-900..1_000).contains(&largest) {
        return None;
    }
    // A sum of 512 is ten bits longer than the largest; of 53 bits 42 are left for each part.
    let (high_cut, low_cut) = (1.5 * power_of_two(largest + 11), 1.5 * power_of_two(largest - 31));
    let mut sums = [0.0_f64; 2 * LANES];
    let (highs, lows) = sums.split_at_mut(LANES);
    let mut lost = [0_u64; LANES];
    let mut add = |lane: usize, float: f64| {
        let high = (float + high_cut) - high_cut;
        let below = float - high;
        let low = (below + low_cut) - low_cut;
        highs[lane] += high;
        lows[lane] += low;
        // Nothing is lost where this is a zero, of whichever sign.
        lost[lane] |= (below - low).to_bits() << 1;
    };
    for block in blocks {
        block.iter().enumerate().for_each(|(lane, float)| add(lane, *float));
    }
    rest.iter().enumerate().for_each(|(lane, float)| add(lane, *float));
    lost.iter().all(|bits| *bits == 0).then_some(sums)
}

/// The double nearest to the sum of partials, ties to even: the last partials decide where the rounding of the first two
/// is a tie.
fn round_partials(partials: &[f64]) -> f64 {
    let mut rest = partials.iter().rev();
    let Some(&first) = rest.next() else { return 0.0 };
    let mut high = first;
    while let Some(&next) = rest.next() {
        let sum = high + next;
        let low = next - (sum - high);
        high = sum;
        if low != 0.0 {
            let same_side = rest.next().is_some_and(|after| (low < 0.0) == (*after < 0.0));
            let doubled = low * 2.0;
            let further = high + doubled;
            return if same_side && further - high == doubled { further } else { high };
        }
    }
    high
}

#[cfg(test)]
mod tests {
    use super::{ROOM, Rest, Sum};

    fn sum(floats: &[f64]) -> f64 {
        let mut sum = Sum::default();
        for float in floats {
            sum.add_float(*float);
        }
        sum.float()
    }

    /// The sum by partials alone.
    fn by_partials(floats: &[f64]) -> f64 {
        let mut rest = Rest::default();
        floats.iter().for_each(|float| rest.grow(*float));
        rest.rounded()
    }

    fn randoms() -> impl FnMut() -> u64 {
        let mut state = 1_u64;
        move || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            state >> 11
        }
    }

    fn assert_same(one: f64, other: f64) {
        assert!(one == other || one.is_nan() && other.is_nan(), "{one:e} {other:e}");
    }

    #[test]
    fn cancellation_loses_nothing() {
        assert_eq!(sum(&[1e100, 1.0, -1e100]), 1.0);
        assert_eq!(sum(&[0.1; 10]), 1.0);
        assert_eq!(sum(&[1.0, 2.0_f64.powi(-53), 2.0_f64.powi(-106)]), 1.0 + 2.0_f64.powi(-52));
        assert!(sum(&[f64::INFINITY, f64::NEG_INFINITY]).is_nan());
        assert_eq!(sum(&[]), 0.0);
    }

    #[test]
    fn units_partials_and_doubles_side_by_side_give_the_same_sum() {
        let mut random = randoms();
        let quarters: Vec<f64> = (0..1_500).map(|_| (random() % 1_000) as f64 / 4.0 - 100.0).collect();
        let cents: Vec<f64> = (0..1_500).map(|_| (random() % 10_000_000) as f64 / 100.0 - 30_000.0).collect();
        let wide: Vec<f64> = (0..1_500).map(|_| (random() as f64).powi((random() % 9) as i32 - 4)).collect();
        // Of every exponent, those that are nearly zero and nearly infinite among them.
        let any: Vec<f64> = (0..1_500).map(|_| f64::from_bits(random() << 11 | random() >> 42)).collect();
        let any: Vec<f64> = any.into_iter().filter(|float| float.is_finite()).map(|float| float / 2_048.0).collect();
        let tiny: Vec<f64> = (0..1_500).map(|_| f64::from_bits(random() << 3)).collect();
        let both: Vec<f64> = quarters.iter().chain(&cents).chain(&wide).copied().collect();
        let with = |at: usize, float: f64| {
            let mut all = quarters.clone();
            all[at] = float;
            all
        };
        let mut cases =
            vec![quarters.clone(), cents, wide, any, tiny, both, vec![f64::MAX; 20], vec![-0.0], vec![0.0; 9]];
        cases.extend([with(511, f64::INFINITY), with(1_499, f64::NEG_INFINITY), with(7, f64::NAN), with(8, f64::MAX)]);
        cases.extend([with(0, 1e-300), with(0, 1e300), with(0, f64::from_bits(1)), with(0, -0.0), with(0, f64::NAN)]);
        for floats in &cases {
            for part in [&floats[..], &floats[1..], &floats[..floats.len() - 5 % floats.len()], &[]] {
                let expected = by_partials(part);
                assert_same(sum(part), expected);
                let mut all = Sum::default();
                all.add_floats(part);
                assert_same(all.float(), expected);
                // Put together of parts that begin with other numbers.
                let mut merged = Sum::default();
                for piece in part.chunks(97) {
                    let mut one = Sum::default();
                    piece.iter().for_each(|float| one.add_float(*float));
                    merged.merge(one);
                }
                assert_same(merged.float(), expected);
            }
        }
        let whole = quarters.iter().map(|quarter| (quarter * 4.0) as i64).sum::<i64>() as f64 / 4.0;
        assert_eq!(sum(&quarters), whole);
    }

    #[test]
    fn more_doubles_than_there_is_room_for_are_added() {
        // The first is the smallest, the others as large as units can be.
        let (small, large) = (1.0 + f64::EPSILON, 2.0_f64.powi(26) - 2.0_f64.powi(-27));
        let mut full = Sum::default();
        full.add_float(small);
        for _ in 0..4 {
            full.room = 2;
            (0..5).for_each(|_| full.add_float(large));
        }
        assert_same(full.float(), by_partials(&[vec![small], vec![large; 20]].concat()));
        // Sums that are merged until the room is used up, and beyond it.
        let mut doubled = Sum::default();
        doubled.add_float(small);
        doubled.add_float(large);
        for _ in 0..100 {
            let again = doubled.clone();
            doubled.merge(again);
            assert!(doubled.room <= ROOM && doubled.units.unsigned_abs() < 1 << 127);
        }
        assert_eq!(doubled.float(), (small + large) * 2.0_f64.powi(100));
    }

    #[test]
    fn integers_and_doubles_add_up_exactly() {
        let mut mixed = Sum::default();
        mixed.add_integer(i64::MAX);
        mixed.add_integer(i64::MAX);
        mixed.add_float(-18_446_744_073_709_549_568.0);
        // 2^64 - 2 minus (2^64 - 2048)
        assert_eq!(mixed.float(), 2046.0);
        let mut negative = Sum::default();
        negative.add_integer(i64::MIN);
        negative.add_float(0.5);
        negative.add_integer(i64::MAX);
        assert_eq!(negative.float(), -0.5);
    }
}
