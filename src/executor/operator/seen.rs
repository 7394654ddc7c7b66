//! What each group has seen, for aggregations with DISTINCT.
//!
//! Values are numbered, and pairs of a group and such a number are told apart. Many integers, doubles or moments of one kind
//! are told apart as words instead: one search a row. Nulls are not kept, because no aggregation takes them.

use super::interner::Interner;
use super::pairs::Pairs;
use super::word_form::{Form, words};
use super::words::{TOGETHER, Words};
use crate::diagnostic::Result;
use crate::value::{Bitmap, Column};

/// See the file.
pub(super) enum Seen {
    /// The values, which group has seen which of them (where there are several groups), and whether they may become words.
    Values(Box<Interner>, Pairs, bool),
    Words(Form, Words<true>),
}

/// Values from which on they are sooner told apart as words.
const MANY: usize = 1 << 12;

impl Default for Seen {
    fn default() -> Self {
        Self::Values(Box::default(), Pairs::default(), true)
    }
}

impl Seen {
    /// Whether the group of each row sees its value for the first time; `one_group` says that there is but one. What it says
    /// of a null means nothing.
    pub(super) fn fresh(&mut self, groups: &[u32], column: &Column, one_group: bool) -> Vec<bool> {
        let words = words(column);
        if let (Self::Words(own, set), Some((form, words, nulls))) = (&mut *self, &words)
            && own == form
        {
            return insert(set, groups, words, *nulls);
        }
        if matches!(self, Self::Words(..)) {
            self.take_any(one_group);
        }
        if let (Self::Values(interner, _, true), Some((form, ..))) = (&*self, words)
            && interner.len() >= MANY
            && self.take_words(form)
        {
            return self.fresh(groups, column, one_group);
        }
        let Self::Values(interner, pairs, _) = self else { return Vec::new() };
        let mut values = Vec::with_capacity(groups.len());
        // Values and pairs are numbered as they come: a new one has the next number.
        let known = if one_group { interner.len() } else { pairs.len() };
        interner.column(column, &mut values);
        if !one_group {
            let mut numbers = groups.to_vec();
            pairs.number(&mut numbers, &values);
            values = numbers;
        }
        let mut next = known as u32;
        let fresh = |number: u32| {
            let new = number == next;
            next += u32::from(new);
            new
        };
        values.into_iter().map(fresh).collect()
    }

    /// Calls `take` with groups and what they have seen, so many at once; groups are what they were numbered as.
    pub(super) fn each_part(&self, stride: usize, mut take: impl FnMut(&[u32], Column) -> Result<()>) -> Result<()> {
        match self {
            Self::Values(interner, pairs, _) => {
                let alone: Vec<(u32, u32)> = match pairs.len() {
                    0 => (0..interner.len() as u32).map(|value| (0, value)).collect(),
                    _ => Vec::new(),
                };
                let all = if alone.is_empty() { pairs.all() } else { &alone };
                all.chunks(stride).try_for_each(|pairs| {
                    let groups: Vec<u32> = pairs.iter().map(|(group, _)| *group).collect();
                    take(&groups, interner.values_of(pairs.iter().map(|(_, value)| *value)))
                })
            }
            Self::Words(form, set) => set.entries().chunks(stride).try_for_each(|entries| {
                let (words, groups): (Vec<i64>, Vec<u32>) = entries.iter().copied().unzip();
                take(&groups, form.column(words, None))
            }),
        }
    }

    /// A rough size in bytes.
    pub(super) fn bytes(&self) -> usize {
        match self {
            Self::Values(interner, pairs, _) => interner.bytes() + pairs.bytes(),
            Self::Words(_, set) => set.bytes(),
        }
    }

    /// Tells what was seen apart as words from now on, if it is all of a form.
    fn take_words(&mut self, wanted: Form) -> bool {
        let mut set = Words::default();
        let mut all = true;
        let taken = self.each_part(usize::MAX, |groups, column| {
            match words(&column) {
                Some((form, words, nulls)) if form == wanted => _ = insert(&mut set, groups, &words, nulls),
                _ => all = false,
            }
            Ok(())
        });
        if taken.is_ok() && all {
            *self = Self::Words(wanted, set);
        } else if let Self::Values(_, _, may) = self {
            *may = false;
        }
        all
    }

    /// Takes values of any kind from now on.
    fn take_any(&mut self, one_group: bool) {
        let (mut interner, mut pairs) = (Box::<Interner>::default(), Pairs::default());
        if let Self::Words(form, set) = &self {
            let (words, mut groups): (Vec<i64>, Vec<u32>) = set.entries().iter().copied().unzip();
            let mut values = Vec::with_capacity(words.len());
            interner.column(&form.column(words, None), &mut values);
            if !one_group {
                pairs.number(&mut groups, &values);
            }
        }
        *self = Self::Values(interner, pairs, false);
    }
}

/// Puts words with their groups into a set; whether each was not there. Nulls are never new.
fn insert(set: &mut Words<true>, groups: &[u32], words: &[i64], nulls: Option<&Bitmap>) -> Vec<bool> {
    let mut fresh = Vec::with_capacity(words.len());
    for (words, groups) in words.chunks(TOGETHER).zip(groups.chunks(TOGETHER)) {
        set.look_ahead(words, groups);
        for (word, group) in words.iter().zip(groups) {
            let null = nulls.is_some_and(|nulls| nulls.get(fresh.len()));
            fresh.push(!null && set.insert(*word, *group));
        }
    }
    fresh
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::{MANY, Seen};
    use crate::value::temporal::Scale;
    use crate::value::{Column, Value};

    /// What is fresh of columns that come one after the other, by a set of texts.
    fn check(columns: Vec<Column>, groups: u32) -> Seen {
        let (mut seen, mut expected) = (Seen::default(), HashSet::new());
        for column in columns {
            let numbers: Vec<u32> = (0..column.len() as u32).map(|row| row * 7 % groups).collect();
            let fresh = seen.fresh(&numbers, &column, groups == 1);
            assert_eq!(fresh.len(), column.len());
            for (row, fresh) in fresh.into_iter().enumerate() {
                let value = column.get(row);
                if !value.is_null() {
                    let like = match value {
                        Value::Float(float) if float.fract() == 0.0 => format!("{}", float as i64),
                        other => format!("{other}"),
                    };
                    assert_eq!(fresh, expected.insert((numbers[row], like)), "row {row}");
                }
            }
        }
        let mut all = 0;
        seen.each_part(100, |groups, column| {
            all += (0..groups.len()).filter(|row| !column.is_null(*row)).count();
            Ok(())
        })
        .unwrap();
        assert_eq!(all, expected.len());
        seen
    }

    #[test]
    fn many_of_a_kind_are_words_until_others_come() {
        let integers = |from: i64| Column::Integers {
            values: (from..from + 3_000).map(|value| value * value).collect(),
            nulls: Some((0..3_000).map(|row| row % 10 == 3).collect()),
        };
        let floats = |from: i64| Column::Floats {
            values: (from..from + 3_000).map(|value| value as f64 / 4.0).chain([0.0, -0.0]).collect(),
            nulls: None,
        };
        let moments = |from: i64| Column::Moments {
            scale: Scale::LocalDateTime,
            values: (from..from + 3_000).collect(),
            nulls: None,
        };
        let texts = Column::from_values(vec![Value::string("a"), Value::Integer(9), Value::Float(0.25), Value::Null]);
        for groups in [1, 3, 50] {
            for make in [&integers as &dyn Fn(i64) -> Column, &floats, &moments] {
                let many = || (0..6).map(|part| make(part * 2_000)).collect::<Vec<_>>();
                assert!(matches!(check(many(), groups), Seen::Words(..)), "{groups} groups, {MANY} values");
                let others = [many(), vec![texts.clone(), make(1_000), make(50_000)]].concat();
                assert!(matches!(check(others, groups), Seen::Values(_, _, false)));
            }
            let mixed = vec![floats(0), integers(0), floats(90_000), integers(90_000)];
            assert!(matches!(check(mixed, groups), Seen::Values(..)));
            let nan = Column::Floats { values: vec![f64::NAN, 1.0, f64::NAN], nulls: None };
            let others = [(0..6).map(|part| floats(part * 2_000)).collect(), vec![nan]].concat();
            assert!(matches!(check(others, groups), Seen::Values(_, _, false)));
        }
    }
}
