//! Durations: putting one together from fractional parts, and sums, products and order of durations.
//!
//! A fraction goes down to the next smaller part: of a month (by the average month of 2,629,746 seconds) to days, of a day
//! to seconds. Amounts are exact decimals ([`Amount`], twelve places), so 70.3 seconds are 70 s and 300,000,000 ns.
//!
//! ```text
//! {months: 0.75}  =  22.82765625 days  =  22 days 71,509.5 s  =  P22DT19H51M49.5S
//! ```

use std::cmp::Ordering;

use super::Duration;
use super::calendar::{NANOS_PER_DAY, NANOS_PER_SECOND, SECONDS_PER_MONTH};
use crate::diagnostic::{Class, Detail, Diagnostic, Phase, Result};

/// A decimal number with twelve places.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Amount(i128);

const PLACES: u32 = 12;
const ONE: i128 = 10_i128.pow(PLACES);

impl Amount {
    /// A whole number.
    pub(super) fn whole(number: i64) -> Self {
        Self(i128::from(number) * ONE)
    }

    /// The decimal that a double prints as; `None` when it is not finite or beyond 64-bit integers.
    pub(super) fn from_float(number: f64) -> Option<Self> {
        if number.is_finite() && number.abs() < 9.3e18 { Self::parse(&format!("{number}")) } else { None }
    }

    /// The value of `[+-]digits[.,digits]`; digits past the twelfth place are dropped.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (sign, rest) = match text.strip_prefix('-') {
            Some(rest) => (-1, rest),
            None => (1, text.strip_prefix('+').unwrap_or(text)),
        };
        let (whole, fraction) = rest.split_once(['.', ',']).unwrap_or((rest, ""));
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() && fraction.is_empty() || !digits(whole) || !digits(fraction) || whole.len() > 20 {
            return None;
        }
        let mut scaled: i128 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
        for place in 0..PLACES as usize {
            scaled = scaled * 10 + i128::from(fraction.as_bytes().get(place).map_or(0, |byte| byte - b'0'));
        }
        Some(Self(sign * scaled))
    }

    /// This amount times a small whole number.
    pub(super) fn times(self, factor: i64) -> Self {
        Self(self.0 * i128::from(factor))
    }
}

impl std::ops::AddAssign for Amount {
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
    }
}

fn overflow() -> Diagnostic {
    Diagnostic::new(
        Class::ArithmeticError,
        Phase::Runtime,
        Detail::IntegerArithmeticOverflow,
        "the duration has a part that does not fit 64 bits",
    )
}

fn narrow(number: i128) -> Result<i64> {
    i64::try_from(number).map_err(|_| overflow())
}

impl Duration {
    /// A duration from months and days that may have fractions, and exact nanoseconds.
    pub(super) fn from_amounts(months: Amount, days: Amount, seconds: Amount, nanos: Amount) -> Result<Self> {
        let month_rest = months.0 % ONE * i128::from(SECONDS_PER_MONTH) * i128::from(NANOS_PER_SECOND) / ONE;
        let day_rest = days.0 % ONE * i128::from(NANOS_PER_DAY) / ONE;
        let in_days = month_rest + day_rest;
        let whole_days = days.0 / ONE + in_days / i128::from(NANOS_PER_DAY);
        let second_nanos = seconds.0 / ONE * i128::from(NANOS_PER_SECOND)
            + seconds.0 % ONE * i128::from(NANOS_PER_SECOND) / ONE
            + nanos.0 / ONE;
        let rest = in_days % i128::from(NANOS_PER_DAY) + second_nanos;
        Self::from_parts(months.0 / ONE, whole_days, rest)
    }

    /// A duration from whole parts; `nanos` counts everything below a day.
    pub(super) fn from_parts(months: i128, days: i128, nanos: i128) -> Result<Self> {
        let second = i128::from(NANOS_PER_SECOND);
        Ok(Self {
            months: narrow(months)?,
            days: narrow(days)?,
            seconds: narrow(nanos.div_euclid(second))?,
            nanos: nanos.rem_euclid(second) as i32,
        })
    }

    /// Everything below a day, in nanoseconds.
    pub(crate) fn subday_nanos(&self) -> i128 {
        i128::from(self.seconds) * i128::from(NANOS_PER_SECOND) + i128::from(self.nanos)
    }

    /// The sum of two durations, part by part.
    pub(crate) fn add(&self, other: &Self) -> Result<Self> {
        Self::from_parts(
            i128::from(self.months) + i128::from(other.months),
            i128::from(self.days) + i128::from(other.days),
            self.subday_nanos() + other.subday_nanos(),
        )
    }

    /// The same amount backwards.
    pub(crate) fn negate(&self) -> Result<Self> {
        Self::from_parts(-i128::from(self.months), -i128::from(self.days), -self.subday_nanos())
    }

    /// This duration times a whole number.
    pub(crate) fn times_integer(&self, factor: i64) -> Result<Self> {
        let factor = i128::from(factor);
        let nanos = self.subday_nanos().checked_mul(factor).ok_or_else(overflow)?;
        Self::from_parts(i128::from(self.months) * factor, i128::from(self.days) * factor, nanos)
    }

    /// This duration divided by a whole number that is not zero; fractions go down to the smaller parts.
    pub(crate) fn divided_by_integer(&self, divisor: i64) -> Result<Self> {
        let divisor = i128::from(divisor);
        let (months, days) = (i128::from(self.months), i128::from(self.days));
        let month_nanos = i128::from(SECONDS_PER_MONTH) * i128::from(NANOS_PER_SECOND);
        let day = i128::from(NANOS_PER_DAY);
        let in_days = months % divisor * month_nanos / divisor + days % divisor * day / divisor;
        let nanos = self.subday_nanos() / divisor;
        Self::from_parts(months / divisor, days / divisor + in_days / day, in_days % day + nanos)
    }

    /// This duration times a number; fractions go down to the smaller parts.
    pub(crate) fn times_float(&self, factor: f64) -> Result<Self> {
        let amount =
            |number: i64| -> Result<Amount> { Amount::from_float(number as f64 * factor).ok_or_else(overflow) };
        let nanos = Amount::from_float(f64::from(self.nanos) * factor).ok_or_else(overflow)?;
        Self::from_amounts(amount(self.months)?, amount(self.days)?, amount(self.seconds)?, nanos)
    }

    /// The length in nanoseconds when every month is an average one and every day has 24 hours.
    fn average_nanos(&self) -> i128 {
        i128::from(self.months) * i128::from(SECONDS_PER_MONTH) * i128::from(NANOS_PER_SECOND)
            + i128::from(self.days) * i128::from(NANOS_PER_DAY)
            + self.subday_nanos()
    }
}

impl Ord for Duration {
    /// By average length, then part by part, so that equal means the same in all parts.
    fn cmp(&self, other: &Self) -> Ordering {
        self.average_nanos().cmp(&other.average_nanos()).then((self.months, self.days, self.seconds).cmp(&(
            other.months,
            other.days,
            other.seconds,
        )))
    }
}

impl PartialOrd for Duration {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
