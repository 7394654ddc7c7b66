//! The standard deviation: of integers and doubles a count and two sums each, which are exact; what is too large or too
//! small for these is kept.
//!
//! What is kept apart is told by the value alone, and exact sums have no order, so the result does not depend on how rows
//! are divided among threads.

use std::ops::Range;

use super::Environment;
use super::accumulator::Accumulator;
use super::argument::{at, wrong_type};
use super::power_sums::{FloatPowers, PowerSums, squares_from};
use super::summation::Sum;
use crate::diagnostic::Result;
use crate::value::{Column, Value};

/// The standard deviation.
pub(super) struct Spread {
    sums: PowerSums,
    float_sums: FloatPowers,
    // What is no part of the sums.
    integers: Vec<i64>,
    floats: Vec<f64>,
    sample: bool,
}

impl Spread {
    /// Of a sample (n - 1) or of a whole population (n).
    pub(super) fn new(sample: bool) -> Self {
        let (sums, float_sums) = Default::default();
        Self { sums, float_sums, integers: Vec::new(), floats: Vec::new(), sample }
    }

    fn add_integer(&mut self, integer: i64) {
        if PowerSums::takes(integer) {
            self.sums.add(integer);
        } else {
            self.integers.push(integer);
        }
    }

    fn add_float(&mut self, float: f64) {
        if FloatPowers::takes(float) {
            self.float_sums.add(float);
        } else {
            self.floats.push(float);
        }
    }

    /// The sum of the squares of what integers differ from their mean; `None` for differences beyond 40 bits.
    fn integer_squares(values: &[i64]) -> Option<f64> {
        const WIDEST: i128 = 1 << 40;
        let count = i128::try_from(values.len()).ok().filter(|count| *count > 0)?;
        let sum: i128 = values.iter().map(|value| i128::from(*value)).sum();
        // The mean is `near + rest / count`.
        let (near, rest) = (sum.div_euclid(count), sum.rem_euclid(count));
        let mut squares = 0_i128;
        for value in values {
            let difference = i128::from(*value) - near;
            if difference.abs() > WIDEST {
                return None;
            }
            squares += difference * difference;
        }
        Some(squares_from(squares, rest, count))
    }

    /// The sum of what comes of each that is kept, many at once: sums are exact, whatever the parts.
    fn sum_of(&self, of: impl Fn(f64) -> f64) -> Sum {
        const TOGETHER: usize = 512;
        let mut sum = Sum::default();
        for part in self.integers.chunks(TOGETHER) {
            sum.add_floats(&part.iter().map(|value| of(*value as f64)).collect::<Vec<_>>());
        }
        for part in self.floats.chunks(TOGETHER) {
            sum.add_floats(&part.iter().map(|value| of(*value)).collect::<Vec<_>>());
        }
        sum
    }

    /// The mean of what is kept, and the sum of the squares of what it differs from that.
    fn kept(&self) -> (f64, f64) {
        let sum = self.sum_of(|value| value);
        let mean = sum.float() / (self.integers.len() + self.floats.len()) as f64;
        if let (true, Some(squares)) = (self.floats.is_empty(), Self::integer_squares(&self.integers)) {
            return (mean, squares);
        }
        (mean, self.sum_of(|value| (value - mean).powi(2)).float())
    }

    /// The sum of the squares of what all numbers differ from their mean. Parts are put together by their means (Chan and
    /// others 1979, "Updating formulae and a pairwise algorithm for computing sample variances").
    fn squares(&self) -> f64 {
        let mut parts = Vec::new();
        if self.sums.count() > 0 {
            parts.push((self.sums.count(), self.sums.mean(), self.sums.squares_from_mean()));
        }
        if self.float_sums.count() > 0 {
            parts.push((self.float_sums.count(), self.float_sums.mean(), self.float_sums.squares_from_mean()));
        }
        let kept = self.integers.len() + self.floats.len();
        if kept > 0 {
            let (mean, squares) = self.kept();
            parts.push((kept, mean, squares));
        }
        let together = |(one, one_mean, one_squares): (usize, f64, f64), (other, mean, squares): (usize, f64, f64)| {
            let (share, all) = (one as f64 * other as f64, one + other);
            let apart = mean - one_mean;
            let squares = one_squares + squares + apart.powi(2) * (share / all as f64);
            (all, one_mean + apart * (other as f64 / all as f64), squares)
        };
        parts.into_iter().reduce(together).map_or(0.0, |(_, _, squares)| squares)
    }
}

impl Accumulator for Spread {
    fn update(&mut self, arguments: &[Value], _: &Environment<'_>) -> Result<()> {
        match at(arguments, 0) {
            Value::Null => {}
            Value::Integer(integer) => self.add_integer(*integer),
            Value::Float(float) => self.add_float(*float),
            other => return Err(wrong_type(if self.sample { "stDev" } else { "stDevP" }, "numbers", other)),
        }
        Ok(())
    }

    fn take_rows(&mut self, column: &Column, rows: Range<usize>) -> bool {
        match column {
            Column::Integers { values, nulls: None } => values[rows].iter().for_each(|value| self.add_integer(*value)),
            Column::Floats { values, nulls: None } => values[rows].iter().for_each(|value| self.add_float(*value)),
            _ => return false,
        }
        true
    }

    fn take_sums(&mut self, integers: &PowerSums, floats: FloatPowers) {
        self.sums.merge(integers);
        self.float_sums.merge(floats);
    }

    fn finish(self: Box<Self>) -> Result<Value> {
        let count = self.sums.count() + self.float_sums.count() + self.integers.len() + self.floats.len();
        let divisor = if self.sample { count.saturating_sub(1) } else { count };
        if divisor == 0 {
            return Ok(Value::Float(0.0));
        }
        Ok(Value::Float((self.squares() / divisor as f64).sqrt()))
    }
}

#[cfg(test)]
mod tests {
    use super::Spread;

    fn spread(integers: &[i64], floats: &[f64]) -> Spread {
        let mut spread = Spread::new(true);
        integers.iter().for_each(|integer| spread.add_integer(*integer));
        floats.iter().for_each(|float| spread.add_float(*float));
        spread
    }

    #[test]
    fn the_spread_of_integers_is_exact() {
        // Mean 10/3: squares of -7/3, -4/3 and 11/3 add up to 186/9.
        assert_eq!(spread(&[1, 2, 7], &[]).squares(), 62.0 / 3.0);
        assert_eq!(spread(&[-5, -5, -5], &[]).squares(), 0.0);
        assert_eq!(spread(&[i64::MAX - 2, i64::MAX - 1, i64::MAX], &[]).squares(), 2.0);
        assert_eq!(Spread::integer_squares(&[i64::MIN, i64::MAX]), None);
        // Around a far mean nothing is lost: -1, 0 and 1 around 2^42 - 2, and of what lies on both sides of 2^42.
        let far = 1_i64 << 42;
        assert_eq!(spread(&[far - 3, far - 2, far - 1], &[]).squares(), 2.0);
        assert_eq!(spread(&[far - 2, far - 1, far, far + 1], &[]).squares(), 5.0);
    }

    #[test]
    fn sums_are_as_exact_as_what_is_kept() {
        let values: Vec<i64> = (0..1000).map(|at| at * at % 977 - 400).collect();
        assert_eq!(spread(&values, &[]).squares(), Spread::integer_squares(&values).unwrap());
        let floats: Vec<f64> = values.iter().map(|value| *value as f64).collect();
        let kept = spread(&[], &floats).squares();
        for part in [1, 100, 999] {
            let mixed = spread(&values[..part], &floats[part..]).squares();
            assert!((mixed - kept).abs() < kept * 1e-14, "{mixed} {kept}");
        }
    }
}
