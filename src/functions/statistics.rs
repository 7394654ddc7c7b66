//! Aggregations of numbers: sums and means, percentiles.
//!
//! Sums are exact before they are rounded once ([`Sum`]), and what must see all values keeps them in the order of rows, so
//! results do not depend on the number of threads.

use std::cmp::Ordering;
use std::ops::Range;

use super::Environment;
use super::accumulator::Accumulator;
use super::argument::{at, out_of_range, wrong_type};
use super::power_sums::FloatPowers;
use super::summation::Sum;
use crate::diagnostic::{Class, Detail, Diagnostic, Phase, Result};
use crate::value::temporal::Duration;
use crate::value::{Column, Value, order};

/// The sum or mean.
#[derive(Clone)]
pub(crate) struct Total {
    function: &'static str,
    mean: bool,
    count: i64,
    numbers: Sum,
    durations: Option<Duration>,
    has_numbers: bool,
}

impl Total {
    /// The mean, or the sum, for a function of this name.
    pub(super) fn new(function: &'static str, mean: bool) -> Self {
        Self { function, mean, count: 0, numbers: Sum::default(), durations: None, has_numbers: false }
    }

    /// A sum of numbers alone.
    pub(crate) fn sum() -> Self {
        Self::new("sum", false)
    }

    /// What the sum of some doubles, and the sums of the two parts of their squares, tell of how far they are spread.
    pub(crate) fn powers(self, [mut squares, rests]: [Self; 2]) -> FloatPowers {
        squares.numbers.merge(rests.numbers);
        FloatPowers::new(self.count, self.numbers, squares.numbers)
    }

    /// Takes one more integer.
    #[inline]
    pub(crate) fn add_integer(&mut self, integer: i64) -> Result<()> {
        self.numbers.add_integer(integer);
        self.has_numbers = true;
        self.count += 1;
        self.check_one_kind()
    }

    /// Takes so many integers that come to `sum`.
    pub(crate) fn add_integers(&mut self, sum: i64, count: i64) {
        if count > 0 {
            self.numbers.add_integer(sum);
            self.has_numbers = true;
            self.count += count;
        }
    }

    /// Is for another function from now on: the one that `wanted` is for.
    pub(crate) fn give_to(&mut self, wanted: Self) {
        (self.function, self.mean) = (wanted.function, wanted.mean);
    }

    /// Whether it is the mean.
    pub(crate) fn is_mean(&self) -> bool {
        self.mean
    }

    /// Takes one more double.
    #[inline]
    pub(crate) fn add_float(&mut self, float: f64) -> Result<()> {
        self.numbers.add_float(float);
        self.has_numbers = true;
        self.count += 1;
        self.check_one_kind()
    }

    /// Takes some doubles.
    ///
    /// # Errors
    /// As for each of them.
    pub(crate) fn add_floats(&mut self, floats: &[f64]) -> Result<()> {
        if floats.is_empty() {
            return Ok(());
        }
        self.numbers.add_floats(floats);
        self.has_numbers = true;
        self.count += floats.len() as i64;
        self.check_one_kind()
    }

    /// Takes so many doubles that come to `sum` without rounding, or to that and what is added with a count of 0; where
    /// nothing but numbers came before.
    #[inline]
    pub(crate) fn add_float_sum(&mut self, sum: f64, count: i64) {
        if count > 0 || sum != 0.0 {
            self.numbers.add_float(sum);
            self.has_numbers = true;
            self.count += count;
        }
    }

    /// Takes all that another one took.
    ///
    /// # Errors
    /// As for each of the values.
    pub(crate) fn merge(&mut self, other: Self) -> Result<()> {
        self.count += other.count;
        self.numbers.merge(other.numbers);
        self.has_numbers |= other.has_numbers;
        if let Some(duration) = other.durations {
            self.add_duration(&duration)?;
        }
        self.check_one_kind()
    }

    #[inline]
    fn check_one_kind(&self) -> Result<()> {
        if self.has_numbers && self.durations.is_some() {
            return Err(Diagnostic::type_error(
                Detail::InvalidArgumentType,
                format!("{}() cannot add numbers and DURATIONs together", self.function),
            ));
        }
        Ok(())
    }

    fn add_duration(&mut self, duration: &Duration) -> Result<()> {
        self.durations = Some(self.durations.unwrap_or_default().add(duration)?);
        Ok(())
    }
}

impl Accumulator for Total {
    fn update(&mut self, arguments: &[Value], _: &Environment<'_>) -> Result<()> {
        match at(arguments, 0) {
            Value::Null => return Ok(()),
            Value::Integer(integer) => return self.add_integer(*integer),
            Value::Float(float) => return self.add_float(*float),
            Value::Duration(duration) => self.add_duration(duration)?,
            other => return Err(wrong_type(self.function, "numbers or DURATIONs", other)),
        }
        self.count += 1;
        self.check_one_kind()
    }

    fn finish(self: Box<Self>) -> Result<Value> {
        match (self.mean, self.durations, self.numbers.integer()) {
            (true, _, _) if self.count == 0 => Ok(Value::Null),
            (true, Some(total), _) => Ok(Value::Duration(total.divided_by_integer(self.count)?.into())),
            (true, None, _) => Ok(Value::Float(self.numbers.float() / self.count as f64)),
            (false, Some(total), _) => Ok(Value::Duration(total.into())),
            (false, None, Some(total)) => i64::try_from(total).map(Value::Integer).map_err(|_| {
                Diagnostic::new(
                    Class::ArithmeticError,
                    Phase::Runtime,
                    Detail::IntegerArithmeticOverflow,
                    format!("the sum {total} does not fit a 64-bit integer"),
                )
                .hint("sum(toFloat(x)) adds up doubles")
            }),
            (false, None, None) => Ok(Value::Float(self.numbers.float())),
        }
    }
}

/// A percentile, from all values at the end.
pub(super) struct Percentile {
    continuous: bool,
    values: Vec<Value>,
    // Integers and doubles that came as columns.
    integers: Vec<i64>,
    floats: Vec<f64>,
    share: Option<f64>,
}

impl Percentile {
    /// Interpolated (`percentileCont`) or one of the values (`percentileDisc`).
    pub(super) fn new(continuous: bool) -> Self {
        Self { continuous, values: Vec::new(), integers: Vec::new(), floats: Vec::new(), share: None }
    }

    /// The result of some values that are not null.
    fn of<T: Copy>(
        &self,
        values: &mut [T],
        order: impl Fn(&T, &T) -> Ordering,
        value: impl Fn(T) -> Value,
        float: impl Fn(T) -> f64,
    ) -> Value {
        let (Some(share), Some(last)) = (self.share, values.len().checked_sub(1)) else { return Value::Null };
        // Only the values at the place and behind it need be found, not the order of all.
        if !self.continuous {
            let place = (share * values.len() as f64).ceil() as usize;
            return value(*values.select_nth_unstable_by(place.saturating_sub(1).min(last), order).1);
        }
        let place = share * last as f64;
        let (_, below, behind) = values.select_nth_unstable_by((place.floor() as usize).min(last), &order);
        let below = float(*below);
        let next = || behind.iter().min_by(|a, b| order(a, b)).map_or(below, |above| float(*above));
        Value::Float(between(below, if place.fract() > 0.0 { next() } else { below }, place.fract()))
    }

    fn name(&self) -> &'static str {
        if self.continuous { "percentileCont" } else { "percentileDisc" }
    }
}

impl Accumulator for Percentile {
    fn update(&mut self, arguments: &[Value], _: &Environment<'_>) -> Result<()> {
        let share = match at(arguments, 1) {
            Value::Integer(integer) => *integer as f64,
            Value::Float(float) => *float,
            other => return Err(wrong_type(self.name(), "a number from 0 to 1", other)),
        };
        if !(0.0..=1.0).contains(&share) {
            return Err(out_of_range(format!("{}() takes a percentile from 0 to 1, not {share}", self.name())));
        }
        self.share.get_or_insert(share);
        match at(arguments, 0) {
            Value::Null => {}
            value @ (Value::Integer(_) | Value::Float(_)) => self.values.push(value.clone()),
            other => return Err(wrong_type(self.name(), "numbers", other)),
        }
        Ok(())
    }

    fn take_rows(&mut self, column: &Column, rows: Range<usize>) -> bool {
        match column {
            Column::Integers { values, nulls: None } => self.integers.extend_from_slice(&values[rows]),
            Column::Floats { values, nulls: None } => self.floats.extend_from_slice(&values[rows]),
            _ => return false,
        }
        true
    }

    fn finish(mut self: Box<Self>) -> Result<Value> {
        let (mut integers, mut floats) = (std::mem::take(&mut self.integers), std::mem::take(&mut self.floats));
        let mut values = std::mem::take(&mut self.values);
        if values.is_empty() && floats.is_empty() {
            return Ok(self.of(&mut integers, Ord::cmp, Value::Integer, |integer| integer as f64));
        }
        if values.is_empty() && integers.is_empty() {
            return Ok(self.of(&mut floats, |a, b| order_of_floats(*a, *b), Value::Float, |float| float));
        }
        values.extend(integers.into_iter().map(Value::Integer));
        values.extend(floats.into_iter().map(Value::Float));
        let float = |value: &Value| match value {
            Value::Integer(integer) => *integer as f64,
            Value::Float(float) => *float,
            _ => f64::NAN,
        };
        let mut values: Vec<&Value> = values.iter().collect();
        Ok(self.of(&mut values, |a, b| order(a, b), Value::clone, float))
    }
}

/// NaN is the largest.
fn order_of_floats(a: f64, b: f64) -> Ordering {
    a.partial_cmp(&b).unwrap_or_else(|| a.is_nan().cmp(&b.is_nan()))
}

/// The point at a share of the way from one number to another.
fn between(below: f64, above: f64, share: f64) -> f64 {
    if below == above { below } else { below + (above - below) * share }
}
