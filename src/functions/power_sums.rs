//! Sums of the powers of numbers: exact, in any order, and enough to tell how far the numbers are spread.

use super::summation::{Sum, exponent, two_product};

/// How many integers there are, their sum and the sum of their squares. None is [`Self::WIDEST`] or more, so that sums of
/// 2^43 of them fit.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct PowerSums {
    count: i64,
    sum: i128,
    squares: i128,
}

impl PowerSums {
    const WIDEST: u64 = 1 << 42;

    /// Whether an integer can be added.
    #[inline]
    pub(crate) fn takes(integer: i64) -> bool {
        integer.unsigned_abs() < Self::WIDEST
    }

    /// Adds an integer that it [`Self::takes`].
    #[inline]
    pub(crate) fn add(&mut self, integer: i64) {
        self.count += 1;
        self.sum += i128::from(integer);
        self.squares += i128::from(integer) * i128::from(integer);
    }

    /// Adds all that another was made of.
    pub(crate) fn merge(&mut self, other: &Self) {
        self.count += other.count;
        self.sum += other.sum;
        self.squares += other.squares;
    }

    /// How many integers there are.
    pub(super) fn count(&self) -> usize {
        self.count as usize
    }

    /// The sum of the squares of what the integers differ from their mean.
    pub(super) fn squares_from_mean(&self) -> f64 {
        let count = i128::from(self.count);
        if count == 0 {
            return 0.0;
        }
        // The mean is `near + rest / count`; of the squares of what differs from `near` first.
        let (near, rest) = (self.sum.div_euclid(count), self.sum.rem_euclid(count));
        let squares = self.squares - near * (self.sum + rest);
        squares_from(squares, rest, count)
    }

    /// The mean of one or more.
    pub(super) fn mean(&self) -> f64 {
        self.sum as f64 / self.count as f64
    }
}

/// How many doubles there are, their sum and the sum of their squares, both without rounding.
#[derive(Clone, Debug, Default)]
pub(crate) struct FloatPowers {
    count: i64,
    sum: Sum,
    squares: Sum,
}

impl FloatPowers {
    /// Of doubles from 2^-360 to 2^360 squares of sums are exact.
    const REACH: i32 = 360;

    /// Whether a double can be added.
    #[inline]
    pub(crate) fn takes(float: f64) -> bool {
        (exponent(float) - 1_023).abs() <= Self::REACH || float == 0.0
    }

    /// The square of a double, rounded, and what it lacks.
    #[inline]
    pub(crate) fn square(float: f64) -> (f64, f64) {
        two_product(float, float)
    }

    /// So many doubles, the sum of them and that of their squares.
    pub(super) fn new(count: i64, sum: Sum, squares: Sum) -> Self {
        Self { count, sum, squares }
    }

    /// Adds a double that it [`Self::takes`].
    pub(super) fn add(&mut self, float: f64) {
        self.count += 1;
        self.sum.add_float(float);
        let (square, rest) = Self::square(float);
        self.squares.add_float(square);
        self.squares.add_float(rest);
    }

    /// Adds all that another was made of.
    pub(super) fn merge(&mut self, other: Self) {
        self.count += other.count;
        self.sum.merge(other.sum);
        self.squares.merge(other.squares);
    }

    /// How many doubles there are.
    pub(super) fn count(&self) -> usize {
        self.count as usize
    }

    /// The sum of the squares of what the doubles differ from their mean.
    pub(super) fn squares_from_mean(&self) -> f64 {
        let count = self.count as f64;
        if count == 0.0 { 0.0 } else { self.squares.times_less_square(count, &self.sum) / count }
    }

    /// The mean of one or more.
    pub(super) fn mean(&self) -> f64 {
        self.sum.float() / self.count as f64
    }
}

/// The squares around the mean, from those around a number from which `count` integers differ by `rest` in all.
pub(super) fn squares_from(squares: i128, rest: i128, count: i128) -> f64 {
    match squares.checked_mul(count) {
        Some(squares) => (squares - rest * rest) as f64 / count as f64,
        None => squares as f64 - (rest as f64).powi(2) / count as f64,
    }
}
