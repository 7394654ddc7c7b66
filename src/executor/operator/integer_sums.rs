//! Sums and means of integers, two words a group, for as long as only integers come and their sums fit 64 bits.
//!
//! That is nearly always so. What comes otherwise is added to accumulators that are made of what is here
//! ([`IntegerSums::into_totals`]): the result is the same.

use crate::functions::Total;
use crate::value::{Bitmap, Column};

/// The sum and the number of values of each group.
#[derive(Clone, Default)]
pub(super) struct IntegerSums(Vec<(i64, i64)>);

impl IntegerSums {
    pub(super) fn grow(&mut self, groups: usize) {
        self.0.resize(groups, (0, 0));
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether nothing was added.
    pub(super) fn are_empty(&self) -> bool {
        self.0.iter().all(|(_, count)| *count == 0)
    }

    /// Adds `value` of each row that `counts` to the sum of its group, up to the first row whose sum does not fit: gives
    /// that row.
    #[inline]
    pub(super) fn add(
        &mut self,
        numbers: &[u32],
        value: impl Fn(usize) -> i64,
        counts: impl Fn(usize) -> bool,
    ) -> Option<usize> {
        for (row, group) in numbers.iter().enumerate() {
            if counts(row) {
                let (sum, count) = &mut self.0[*group as usize];
                match sum.checked_add(value(row)) {
                    Some(more) => (*sum, *count) = (more, *count + 1),
                    None => return Some(row),
                }
            }
        }
        None
    }

    /// Adds all values where there is one group and its sum fits; false, and nothing done, otherwise.
    pub(super) fn add_all(&mut self, values: &[i64]) -> bool {
        let [(sum, count)] = &mut self.0[..] else { return false };
        let all = i128::from(*sum) + values.iter().map(|value| i128::from(*value)).sum::<i128>();
        let Ok(all) = i64::try_from(all) else { return false };
        (*sum, *count) = (all, *count + values.len() as i64);
        true
    }

    /// Adds the sums of another; `groups` are the groups here that its groups are. Gives it back where a sum does not fit.
    pub(super) fn merge(&mut self, other: Self, groups: &[u32]) -> Result<(), Self> {
        let pairs = || groups.iter().zip(&other.0);
        // Several groups of the other are never one here.
        if pairs().any(|(group, (sum, _))| self.0[*group as usize].0.checked_add(*sum).is_none()) {
            return Err(other);
        }
        for (group, (sum, count)) in pairs() {
            let own = &mut self.0[*group as usize];
            *own = (own.0 + sum, own.1 + count);
        }
        Ok(())
    }

    /// The same as accumulators, which take everything else.
    pub(super) fn into_totals(self, make: fn() -> Total) -> Vec<Total> {
        let total = |(sum, count)| {
            let mut total = make();
            total.add_integers(sum, count);
            total
        };
        self.0.into_iter().map(total).collect()
    }

    /// The sums, 0 of nothing; or the means, null of nothing.
    pub(super) fn finish(self, mean: bool) -> Column {
        if !mean {
            return Column::Integers { values: self.0.into_iter().map(|(sum, _)| sum).collect(), nulls: None };
        }
        let none = |(_, count): &(i64, i64)| *count == 0;
        let nulls: Option<Bitmap> = self.0.iter().any(none).then(|| self.0.iter().map(none).collect());
        Column::Floats { values: self.0.iter().map(|(sum, count)| *sum as f64 / *count as f64).collect(), nulls }
    }

    /// A rough size in bytes.
    pub(super) fn bytes(&self) -> usize {
        self.0.len() * 16
    }
}

#[cfg(test)]
mod tests {
    use super::IntegerSums;

    #[test]
    fn all_values_are_added_to_the_one_group_if_their_sum_fits() {
        let mut sums = IntegerSums::default();
        assert!(!sums.add_all(&[1]));
        sums.grow(1);
        // On the way the sum does not fit; in the end it does.
        assert!(sums.add_all(&[i64::MAX, 5, -7]) && sums.add_all(&[]));
        assert_eq!(sums.0, [(i64::MAX - 2, 3)]);
        assert!(!sums.add_all(&[3]) && !sums.add_all(&[i64::MAX, i64::MAX]));
        assert_eq!(sums.0, [(i64::MAX - 2, 3)]);
        sums.grow(2);
        assert!(!sums.add_all(&[1]));
    }
}
