//! Exact sums: the result is the correctly rounded sum of all numbers, whatever their order and however they are grouped.
//!
//! Doubles are kept as partial sums that do not overlap (Shewchuk 1997, "Adaptive precision floating-point arithmetic"),
//! integers in 128 bits. So a sum over many threads is the same as over one, to the last bit.

/// Doubles that are added side by side.
const LANES: usize = 8;
/// So many are looked at together.
const BLOCK: usize = 512;

/// The sum of some integers and doubles.
#[derive(Clone, Debug, Default)]
pub(super) struct Sum {
    integers: i128,
    partials: Vec<f64>,
    // Infinities, NaN and what overflowed: once there, the exact part no longer matters.
    special: f64,
    floats: bool,
}

impl Sum {
    /// Adds an integer.
    pub(super) fn add_integer(&mut self, integer: i64) {
        self.integers += i128::from(integer);
    }

    /// Adds a double.
    pub(super) fn add_float(&mut self, float: f64) {
        self.floats = true;
        self.grow(float);
    }

    /// Adds some doubles: side by side where all sums on the way are exact, one by one from there on where one is not.
    pub(super) fn add_floats(&mut self, floats: &[f64]) {
        self.floats |= !floats.is_empty();
        let mut done = 0;
        for block in floats.chunks(BLOCK) {
            let Some(lanes) = side_by_side(block) else { break };
            lanes.into_iter().for_each(|sum| self.grow(sum));
            done += block.len();
        }
        floats[done..].iter().for_each(|float| self.grow(*float));
    }

    #[inline]
    fn grow(&mut self, float: f64) {
        // Most numbers have few digits, and their sums too: one part holds them exactly.
        if let [sum] = &mut self.partials[..] {
            let high = *sum + float;
            let kept = high - *sum;
            if high.is_finite() && *sum - (high - kept) == 0.0 && float - kept == 0.0 {
                *sum = high;
                return;
            }
        }
        self.grow_parts(float);
    }

    fn grow_parts(&mut self, float: f64) {
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

    /// Adds all that another sum was made of.
    pub(super) fn merge(&mut self, other: Self) {
        self.integers += other.integers;
        self.special += other.special;
        self.floats |= other.floats;
        other.partials.into_iter().for_each(|partial| self.grow(partial));
    }

    /// The sum when it is of integers only.
    pub(super) fn integer(&self) -> Option<i128> {
        (!self.floats).then_some(self.integers)
    }

    /// The sum as a double.
    pub(super) fn float(&self) -> f64 {
        let mut all = self.clone();
        // Pieces of 48 bits are exact as doubles; the shift keeps the sign, so the last piece is 0 or -1.
        let (mut rest, mut scale) = (self.integers, 1.0);
        while rest != 0 && rest != -1 {
            all.grow((rest & 0xFFFF_FFFF_FFFF) as f64 * scale);
            rest >>= 48;
            scale *= 281_474_976_710_656.0;
        }
        all.grow(rest as f64 * scale);
        if all.special == 0.0 { round_partials(&all.partials) } else { all.special }
    }
}

/// The sums of every eighth of some doubles; `None` where one on the way is not exact.
fn side_by_side(floats: &[f64]) -> Option<[f64; LANES]> {
    let mut lanes = [0.0_f64; LANES];
    // What sums lost: the bits of a zero where that is nothing, of NaN where it is not finite.
    let mut lost = [0_u64; LANES];
    let mut add = |lane: usize, float: f64| {
        let sum = lanes[lane];
        let high = sum + float;
        let kept = high - sum;
        lost[lane] |= (sum - (high - kept)).to_bits() | (float - kept).to_bits();
        lanes[lane] = high;
    };
    let (blocks, rest) = floats.as_chunks::<LANES>();
    for block in blocks {
        block.iter().enumerate().for_each(|(lane, float)| add(lane, *float));
    }
    rest.iter().enumerate().for_each(|(lane, float)| add(lane, *float));
    lost.iter().all(|bits| *bits == 0).then_some(lanes)
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
    use super::Sum;

    fn sum(floats: &[f64]) -> f64 {
        let mut sum = Sum::default();
        for float in floats {
            sum.add_float(*float);
        }
        sum.float()
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
    fn doubles_side_by_side_are_the_same_sum_as_one_by_one() {
        let mut state = 1_u64;
        let mut random = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            state >> 11
        };
        let quarters: Vec<f64> = (0..1_500).map(|_| (random() % 1_000) as f64 / 4.0 - 100.0).collect();
        let many: Vec<f64> = (0..1_500).map(|_| (random() as f64).powi((random() % 9) as i32 - 4)).collect();
        // Exact for a while, then not; and what is not finite, at the end of a block and in the rest.
        let both: Vec<f64> = quarters.iter().chain(&many).copied().collect();
        let with = |at: usize, float: f64| {
            let mut all = quarters.clone();
            all[at] = float;
            all
        };
        let cases = [quarters.clone(), many, both, with(511, f64::INFINITY), with(1_499, f64::NEG_INFINITY)];
        for floats in cases.iter().chain([&with(7, f64::NAN), &with(8, f64::MAX), &vec![f64::MAX; 20], &vec![-0.0]]) {
            for part in [&floats[..], &floats[1..], &floats[..floats.len() - 5 % floats.len()], &[]] {
                let mut all = Sum::default();
                all.add_floats(part);
                let (all, one) = (all.float(), sum(part));
                assert!(all == one || all.is_nan() && one.is_nan(), "{all} {one}");
            }
        }
        let mut quarters_only = Sum::default();
        quarters_only.add_floats(&quarters);
        assert_eq!(
            quarters_only.float(),
            quarters.iter().map(|quarter| (quarter * 4.0) as i64).sum::<i64>() as f64 / 4.0
        );
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
