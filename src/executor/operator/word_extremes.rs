//! Smallest or largest integers, doubles or moments, one word a group, for as long as only one kind of them comes.
//!
//! That is nearly always so. What comes otherwise is given to accumulators that are made of what is here
//! ([`WordExtremes::into_extremes`]): the result is the same. To take a row twice changes nothing.

use super::word_form::{Form, words};
use crate::functions::Extreme;
use crate::value::{Bitmap, Column, Value};

/// The best word of each group; the worst of all stands for none.
pub(super) struct WordExtremes {
    least: bool,
    // What the words are of; `None` before anything came.
    form: Option<Form>,
    best: Vec<i64>,
}

impl WordExtremes {
    /// Of smallest words, or of largest.
    pub(super) fn new(least: bool) -> Self {
        Self { least, form: None, best: Vec::new() }
    }

    fn none(&self) -> i64 {
        if self.least { i64::MAX } else { i64::MIN }
    }

    pub(super) fn grow(&mut self, groups: usize) {
        self.best.resize(groups, self.none());
    }

    pub(super) fn len(&self) -> usize {
        self.best.len()
    }

    /// Takes the word of each row, unless `fresh` says that its group has seen it; false where the column has others, or
    /// one that stands for none here. Some rows were taken then.
    pub(super) fn take(&mut self, numbers: &[u32], column: &Column, fresh: Option<&[bool]>) -> bool {
        if matches!(column, Column::Constant(Value::Null, _)) {
            return true;
        }
        if let Column::Floats { values, .. } = column {
            // The first of equal zeros is kept; and many doubles of one group are sooner taken as such.
            let zero = (-0.0_f64).to_bits();
            if self.best.len() == 1 || values.iter().any(|float| float.to_bits() == zero) {
                return false;
            }
        }
        let Some((form, values, nulls)) = words(column) else { return false };
        if *self.form.get_or_insert(form) != form {
            return false;
        }
        let values = &*values;
        let counts = |row: usize| fresh.is_none_or(|fresh| fresh[row]) && !nulls.is_some_and(|nulls| nulls.get(row));
        match (self.least, fresh.is_none() && nulls.is_none()) {
            (true, true) => self.each(numbers, values, |_| true, |value, best| value < best),
            (true, false) => self.each(numbers, values, counts, |value, best| value < best),
            (false, true) => self.each(numbers, values, |_| true, |value, best| value > best),
            (false, false) => self.each(numbers, values, counts, |value, best| value > best),
        }
    }

    #[inline]
    fn each(
        &mut self,
        numbers: &[u32],
        values: &[i64],
        counts: impl Fn(usize) -> bool,
        is_better: impl Fn(i64, i64) -> bool,
    ) -> bool {
        let none = self.none();
        let mut told = true;
        if let [best] = &mut self.best[..] {
            let counted = values.iter().enumerate().filter(|(row, _)| counts(*row));
            for (_, value) in counted {
                told &= *value != none;
                *best = if is_better(*value, *best) { *value } else { *best };
            }
            return told;
        }
        for (row, (group, value)) in numbers.iter().zip(values).enumerate() {
            if counts(row) {
                let best = &mut self.best[*group as usize];
                told &= *value != none;
                *best = if is_better(*value, *best) { *value } else { *best };
            }
        }
        told
    }

    /// Takes what another found; `groups` are the groups here that its groups are. False, and nothing done, where it is of
    /// another kind.
    pub(super) fn merge(&mut self, other: &Self, groups: &[u32]) -> bool {
        let Some(form) = other.form else { return true };
        if *self.form.get_or_insert(form) != form {
            return false;
        }
        for (group, value) in groups.iter().zip(&other.best) {
            let best = &mut self.best[*group as usize];
            *best = if self.least { (*best).min(*value) } else { (*best).max(*value) };
        }
        true
    }

    /// The same as accumulators, which take everything else.
    pub(super) fn into_extremes(self, make: fn() -> Extreme) -> Vec<Extreme> {
        let best = self.finish();
        let extreme = |group| {
            let mut extreme = make();
            extreme.take(&best.get(group));
            extreme
        };
        (0..best.len()).map(extreme).collect()
    }

    /// The best of each group, null of nothing.
    pub(super) fn finish(self) -> Column {
        let none = self.none();
        let some_none = self.best.contains(&none);
        let nulls: Option<Bitmap> = some_none.then(|| self.best.iter().map(|best| *best == none).collect());
        self.form.unwrap_or(Form::Integers).column(self.best, nulls)
    }

    /// A rough size in bytes.
    pub(super) fn bytes(&self) -> usize {
        self.best.len() * 8
    }
}

#[cfg(test)]
mod tests {
    use std::cmp::Ordering;

    use super::WordExtremes;
    use crate::functions::Extreme;
    use crate::value::temporal::Scale;
    use crate::value::{Bitmap, Column, Value};

    fn integers(values: &[i64], null: Option<usize>) -> Column {
        let nulls: Option<Bitmap> = null.map(|null| (0..values.len()).map(|row| row == null).collect());
        Column::Integers { values: values.to_vec(), nulls }
    }

    fn floats(values: &[f64]) -> Column {
        Column::Floats { values: values.to_vec(), nulls: None }
    }

    #[test]
    fn doubles_and_moments_are_words_too() {
        for (least, expected) in [(true, [f64::NEG_INFINITY, -2.5]), (false, [1e300, 0.0])] {
            let mut words = WordExtremes::new(least);
            words.grow(3);
            let values = floats(&[1e300, 0.0, f64::NEG_INFINITY, -2.5]);
            assert!(words.take(&[0, 1, 0, 1], &values, None));
            assert!(words.take(&[0, 1, 0, 1], &Column::Constant(Value::Null, 4), None));
            // A zero with a sign, NaN, and others stay apart.
            assert!(!words.take(&[0], &floats(&[-0.0]), None) && !words.take(&[0], &floats(&[f64::NAN]), None));
            let mut more = WordExtremes::new(least);
            more.grow(1);
            let day = |number| Column::Moments { scale: Scale::Date, values: vec![number], nulls: None };
            assert!(more.take(&[0], &day(3), None) && more.take(&[0], &day(4), None));
            assert!(!more.take(&[0], &integers(&[7], None), None) && !words.merge(&more, &[2]));
            assert_eq!(more.finish().into_values(), [Scale::Date.value(if least { 3 } else { 4 })]);
            assert_eq!(words.finish().into_values(), [expected[0].into(), expected[1].into(), Value::Null]);
        }
    }

    #[test]
    fn each_group_has_the_best_of_its_integers_and_null_of_none() {
        let values = integers(&[3, 9, -4, 0, 9, 0], Some(5));
        for (least, expected) in [(true, [3, -4]), (false, [9, 9])] {
            let mut words = WordExtremes::new(least);
            words.grow(4);
            // The row of group 2 is null, that of group 3 does not count.
            assert!(words.take(&[0, 0, 1, 3, 1, 2], &values, Some(&[true, true, true, false, true, true])));
            let mut more = WordExtremes::new(least);
            more.grow(1);
            assert!(more.take(&[0], &integers(&[7], None), None));
            assert!(words.merge(&more, &[3]));
            let expected = [expected[0].into(), expected[1].into(), Value::Null, Value::Integer(7)];
            assert_eq!(words.finish().into_values(), expected);
        }
    }

    #[test]
    fn what_stands_for_none_and_other_columns_are_left_to_accumulators() {
        for (least, wanted) in [(true, Ordering::Less), (false, Ordering::Greater)] {
            let mut words = WordExtremes::new(least);
            words.grow(2);
            assert!(words.take(&[0], &integers(&[5], None), None));
            assert!(!words.take(&[1], &integers(&[if least { i64::MAX } else { i64::MIN }], None), None));
            assert!(!words.take(&[1], &Column::Values(vec![Value::Float(1.5)]), None));
            assert!(!words.take(&[1], &floats(&[1.5]), None));
            assert!(words.take(&[1], &integers(&[if least { i64::MIN } else { i64::MAX }], None), None));
            let make = if least { || Extreme::new(Ordering::Less) } else { || Extreme::new(Ordering::Greater) };
            let values: Vec<Value> = words.into_extremes(make).into_iter().map(Extreme::into_value).collect();
            let best = if wanted.is_lt() { i64::MIN } else { i64::MAX };
            assert_eq!(values, [Value::Integer(5), Value::Integer(best)]);
        }
    }
}
