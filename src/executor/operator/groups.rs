//! Numbers combinations of values: one number for each key ([`Interner`]), then one for each pair of numbers.

use std::sync::Arc;

use super::interner::Interner;
use super::pairs::Pairs;
use crate::diagnostic::Result;
use crate::value::{Bulk, Column};

/// Numbers combinations of values: the groups of an aggregation, the rows of DISTINCT.
///
/// The first two keys make pairs, a pair and the third key make pairs again, and so on: each pair is one number to look up.
#[derive(Default)]
pub(super) struct Groups {
    keys: Vec<Interner>,
    pairs: Vec<Pairs>,
}

/// Groups that are taken over between two looks at the limits.
const STRIDE: usize = 1 << 14;

impl Bulk for Groups {
    fn values(&self) -> usize {
        self.keys.iter().map(Interner::len).sum()
    }
}

impl Groups {
    /// Groups by `keys` values each.
    pub(super) fn new(keys: usize) -> Self {
        let pairs = std::iter::repeat_with(Pairs::default).take(keys.saturating_sub(1)).collect();
        Self { keys: std::iter::repeat_with(Interner::default).take(keys).collect(), pairs }
    }

    /// The group of each of `rows` rows; `columns` are the keys. Without keys all rows are group 0.
    pub(super) fn number(&mut self, columns: &[Arc<Column>], rows: usize) -> Vec<u32> {
        let interned = self.keys.iter_mut().zip(columns).map(|(interner, column)| {
            let mut out = Vec::with_capacity(rows);
            interner.column(column, &mut out);
            out
        });
        let interned = interned.collect();
        self.combine(interned, rows)
    }

    /// What numbers the values of a key.
    pub(super) fn key(&mut self, key: usize) -> &mut Interner {
        &mut self.keys[key]
    }

    /// The group of each of `rows` rows; `numbers` are those of each key.
    pub(super) fn combine(&mut self, numbers: Vec<Vec<u32>>, rows: usize) -> Vec<u32> {
        let mut numbers = numbers.into_iter();
        let Some(mut groups) = numbers.next() else { return vec![0; rows] };
        for (numbers, pairs) in numbers.zip(&mut self.pairs) {
            pairs.number(&mut groups, &numbers);
        }
        groups
    }

    /// Takes all groups of `other`; gives the group here that each of them is. `check` is asked now and then.
    pub(super) fn take(&mut self, other: &Self, check: impl Fn() -> Result<()>) -> Result<Vec<u32>> {
        let mut keys = Vec::with_capacity(self.keys.len());
        for (key, more) in self.keys.iter_mut().zip(&other.keys) {
            let mut numbers = Vec::with_capacity(more.len());
            for from in (0..more.len()).step_by(STRIDE) {
                check()?;
                let some = from as u32..more.len().min(from + STRIDE) as u32;
                key.column(&more.values_of(some), &mut numbers);
            }
            keys.push(numbers);
        }
        let mut keys = keys.into_iter();
        let Some(mut groups) = keys.next() else { return Ok(vec![0]) };
        for ((key, pairs), more) in keys.zip(&mut self.pairs).zip(&other.pairs) {
            let mut numbers = Vec::with_capacity(more.len());
            for pairs_of in more.all().chunks(STRIDE) {
                check()?;
                let mut ones: Vec<u32> = pairs_of.iter().map(|(one, _)| groups[*one as usize]).collect();
                let others: Vec<u32> = pairs_of.iter().map(|(_, other)| key[*other as usize]).collect();
                pairs.number(&mut ones, &others);
                numbers.extend(ones);
            }
            groups = numbers;
        }
        Ok(groups)
    }

    /// Whether groups are looked for all over a table, and not where the last ones were found.
    pub(super) fn are_scattered(&self) -> bool {
        match (self.pairs.last(), self.keys.first()) {
            (Some(last), _) => last.are_scattered(),
            (None, only) => only.is_some_and(|key| !key.is_of_elements()),
        }
    }

    /// How many groups there are; one without keys.
    pub(super) fn len(&self) -> usize {
        match (self.pairs.last(), self.keys.first()) {
            (Some(last), _) => last.len(),
            (None, Some(only)) => only.len(),
            (None, None) => 1,
        }
    }

    /// Key `key` of all groups.
    pub(super) fn key_column(&self, key: usize) -> Column {
        let number = |group: usize| {
            let mut number = group as u32;
            for level in (key.max(1)..self.keys.len()).rev() {
                let (one, other) = self.pairs[level - 1].all()[number as usize];
                if level == key {
                    return other;
                }
                number = one;
            }
            number
        };
        self.keys[key].column_of((0..self.len()).map(number))
    }

    /// A rough size in bytes.
    pub(super) fn bytes(&self) -> usize {
        let pairs: usize = self.pairs.iter().map(Pairs::bytes).sum();
        self.keys.iter().map(Interner::bytes).sum::<usize>() + pairs
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::Groups;
    use crate::value::{Column, Value};

    fn keys(rows: &[[Value; 3]]) -> Vec<Arc<Column>> {
        (0..3).map(|key| Arc::new(Column::from_values(rows.iter().map(|row| row[key].clone()).collect()))).collect()
    }

    #[test]
    fn taken_groups_are_the_same_groups() {
        let row = |at: usize| {
            [Value::Integer(at as i64 % 7), Value::string(["c", "a", "b"][at % 3]), Value::from(at.is_multiple_of(4))]
        };
        let rows: Vec<[Value; 3]> = (0..90).map(row).chain([[Value::Null, Value::Null, Value::Float(1.0)]]).collect();
        let (one, other) = rows.split_at(17);
        let mut groups = Groups::new(3);
        groups.number(&keys(one), one.len());
        let mut more = Groups::new(3);
        let numbers = more.number(&keys(other), other.len());
        let taken = groups.take(&more, || Ok(())).unwrap();
        // 42 combinations of 7, 3 and 2, and the row of nulls.
        assert_eq!(groups.len(), 43);
        let columns: Vec<Column> = (0..3).map(|key| groups.key_column(key)).collect();
        // Strings come often enough to be a column of codes, which are in the order of the strings.
        assert!(matches!(&columns[1], Column::Texts { .. }));
        for (row, number) in other.iter().zip(numbers) {
            let group = taken[number as usize] as usize;
            assert_eq!(columns.iter().map(|column| column.get(group)).collect::<Vec<_>>(), row);
        }
    }
}
