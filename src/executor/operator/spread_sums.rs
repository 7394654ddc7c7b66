//! What a standard deviation needs of each group: how many numbers there are, and the sums of them and of their squares.
//!
//! All sums are exact; what they do not take is left to be kept. Whether it is left is told by the value alone, whatever
//! stands beside it.

use super::float_sums::FloatSums;
use crate::diagnostic::Result;
use crate::functions::{FloatPowers, PowerSums, Total};
use crate::value::{Bitmap, Column, Value};

/// See the file.
#[derive(Default)]
pub(super) struct SpreadSums {
    integers: Vec<PowerSums>,
    // Once there are doubles: their sums, those of their squares, and of what the squares lack.
    floats: Option<[FloatSums; 3]>,
}

impl SpreadSums {
    /// There are so many groups now.
    pub(super) fn grow(&mut self, groups: usize) {
        self.integers.resize(groups, PowerSums::default());
        self.floats.iter_mut().flatten().for_each(|sums| sums.grow(groups));
    }

    /// Adds the numbers of a column to the sums of their groups. Gives which rows must be kept (empty: none), or `None`
    /// where nothing was added.
    ///
    /// # Errors
    /// Those of accumulators.
    pub(super) fn add(
        &mut self,
        numbers: &[u32],
        values: &Column,
        fresh: Option<&[bool]>,
    ) -> Result<Option<Vec<bool>>> {
        let is_fresh = |row: usize| fresh.is_none_or(|fresh| fresh[row]);
        Ok(match values {
            Column::Integers { values, nulls } => {
                let is_null = |row: usize| nulls.as_ref().is_some_and(|nulls| nulls.get(row));
                Some(self.add_integers(numbers, |row| (is_fresh(row) && !is_null(row)).then(|| values[row])))
            }
            Column::Constant(Value::Integer(integer), _) => {
                Some(self.add_integers(numbers, |row| is_fresh(row).then_some(*integer)))
            }
            Column::Floats { values, nulls } => Some(self.add_floats(numbers, values, nulls.as_ref(), fresh)?),
            Column::Constant(Value::Float(float), len) => {
                Some(self.add_floats(numbers, &vec![*float; *len], None, fresh)?)
            }
            Column::Values(values) => {
                let integer = |value: &Value| if let Value::Integer(integer) = value { Some(*integer) } else { None };
                let float = |value: &Value| if let Value::Float(float) = value { Some(*float) } else { None };
                let mut left = self.add_integers(numbers, |row| is_fresh(row).then(|| integer(&values[row])).flatten());
                left.resize(values.len(), false);
                let floats: Vec<f64> = values.iter().map(|value| float(value).unwrap_or_default()).collect();
                let others: Bitmap = values.iter().map(|value| float(value).is_none()).collect();
                let more = self.add_floats(numbers, &floats, Some(&others), fresh)?;
                let is_other = |value: &Value| !matches!(value, Value::Integer(_) | Value::Float(_));
                for (row, value) in values.iter().enumerate() {
                    left[row] |= is_fresh(row) && is_other(value) || more.get(row).is_some_and(|left| *left);
                }
                Some(left)
            }
            _ => None,
        })
    }

    /// Adds the integers that `of` gives for rows; which of them are left.
    fn add_integers(&mut self, numbers: &[u32], of: impl Fn(usize) -> Option<i64>) -> Vec<bool> {
        let mut left = Vec::new();
        for (row, group) in numbers.iter().enumerate() {
            match of(row) {
                Some(integer) if PowerSums::takes(integer) => self.integers[*group as usize].add(integer),
                Some(_) => leave(row, numbers.len(), &mut left),
                None => {}
            }
        }
        left
    }

    /// Adds the doubles of rows that are fresh and not null; which of them are left.
    fn add_floats(
        &mut self,
        numbers: &[u32],
        values: &[f64],
        nulls: Option<&Bitmap>,
        fresh: Option<&[bool]>,
    ) -> Result<Vec<bool>> {
        let mut left = Vec::new();
        let mut counts = vec![true; values.len()];
        for (row, value) in values.iter().enumerate() {
            let asked = fresh.is_none_or(|fresh| fresh[row]) && !nulls.is_some_and(|nulls| nulls.get(row));
            counts[row] = asked && FloatPowers::takes(*value);
            if asked && !counts[row] {
                leave(row, values.len(), &mut left);
            }
        }
        let (squares, rests): (Vec<f64>, Vec<f64>) = values.iter().map(|value| FloatPowers::square(*value)).unzip();
        let [sums, of_squares, of_rests] = self.float_sums();
        sums.add(numbers, values, |row| counts[row])?;
        of_squares.add(numbers, &squares, |row| counts[row])?;
        of_rests.add(numbers, &rests, |row| counts[row] && rests[row] != 0.0)?;
        Ok(left)
    }

    fn float_sums(&mut self) -> &mut [FloatSums; 3] {
        let groups = self.integers.len();
        self.floats.get_or_insert_with(|| {
            std::array::from_fn(|_| {
                let mut sums = FloatSums::new(Total::sum);
                sums.grow(groups);
                sums
            })
        })
    }

    /// Adds the sums of another; `groups` are the groups here that its groups are.
    ///
    /// # Errors
    /// Those of accumulators.
    pub(super) fn merge(&mut self, other: Self, groups: &[u32]) -> Result<()> {
        groups.iter().zip(&other.integers).for_each(|(group, more)| self.integers[*group as usize].merge(more));
        let Some(more) = other.floats else { return Ok(()) };
        self.float_sums().iter_mut().zip(more).try_for_each(|(sums, more)| sums.merge(more, groups))
    }

    /// The sums of each group.
    pub(super) fn into_groups(self) -> impl Iterator<Item = (PowerSums, FloatPowers)> {
        let [sums, squares, rests] = match self.floats {
            Some(floats) => floats.map(FloatSums::into_totals),
            None => Default::default(),
        };
        let mut squares = squares.into_iter().zip(rests);
        let mut sums = sums.into_iter();
        let mut floats = move || {
            let (sum, (squares, rests)) = (sums.next()?, squares.next()?);
            Some(sum.powers([squares, rests]))
        };
        self.integers.into_iter().map(move |integers| (integers, floats().unwrap_or_default()))
    }

    /// A rough size in bytes.
    pub(super) fn bytes(&self) -> usize {
        let floats: usize = self.floats.iter().flatten().map(FloatSums::bytes).sum();
        self.integers.len() * size_of::<PowerSums>() + floats
    }
}

fn leave(row: usize, rows: usize, left: &mut Vec<bool>) {
    left.resize(rows, false);
    left[row] = true;
}
