//! Exact sums: the result is the correctly rounded sum of all numbers, whatever their order and however they are grouped.
//!
//! Doubles are kept as partial sums that do not overlap (Shewchuk 1997, "Adaptive precision floating-point arithmetic"),
//! integers in 128 bits. So a sum over many threads is the same as over one, to the last bit.

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
