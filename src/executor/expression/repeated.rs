//! Calculations on columns of moments, of which most rows repeat others: each moment is calculated once.
//!
//! ```text
//! date.truncate('month', d)     2020-01-03 2020-01-05 2020-01-03    of 2020-01-03 2020-01-05: 2020-01-01 2020-01-01, rows 0 1 0
//! ```

use rustc_hash::FxHashMap;

use crate::diagnostic::Result;
use crate::value::Column;

/// Rows for which it is worth to look for those that are the same.
const MANY: usize = 128;
/// Rows a moment at least, on the average.
const ROWS_A_MOMENT: usize = 2;
/// So many first rows, of which hardly any repeats another, are enough to see that most moments differ.
const FIRST: usize = 256;
/// Fewer than so many of the first rows are hardly any.
const REPEATED: usize = 8;

/// What `calculate` makes of a column of moments, row by row, made of each moment once; `None` for other columns, and where
/// most moments differ. The first row that fails is the same.
pub(super) fn once_each(column: &Column, calculate: impl FnOnce(&Column) -> Result<Column>) -> Result<Option<Column>> {
    let Column::Moments { values, nulls, .. } = column else { return Ok(None) };
    if values.len() < MANY {
        return Ok(None);
    }
    let mut places: FxHashMap<Option<i64>, u32> = FxHashMap::default();
    let (mut firsts, mut rows) = (Vec::new(), Vec::with_capacity(values.len()));
    for (row, value) in values.iter().enumerate() {
        let is_null = nulls.as_ref().is_some_and(|nulls| nulls.get(row));
        let place = *places.entry((!is_null).then_some(*value)).or_insert(firsts.len() as u32);
        if place as usize == firsts.len() {
            firsts.push(row as u32);
            let hardly_any = row + 1 == FIRST && firsts.len() > FIRST - REPEATED;
            if hardly_any || firsts.len() * ROWS_A_MOMENT > values.len() {
                return Ok(None);
            }
        }
        rows.push(place);
    }
    calculate(&column.gather(&firsts)).map(|column| Some(column.gather(&rows)))
}

#[cfg(test)]
mod tests {
    use super::{MANY, once_each};
    use crate::value::temporal::{Date, Scale};
    use crate::value::{Bitmap, Column, Value};

    fn days(values: Vec<i64>, nulls: Option<Bitmap>) -> Column {
        Column::Moments { scale: Scale::Date, values, nulls }
    }

    #[test]
    fn each_moment_is_calculated_once_and_null_is_one_of_them() {
        let rows = 2 * MANY as i64;
        let nulls: Bitmap = (0..rows).map(|row| row % 5 == 4).collect();
        let column = days((0..rows).map(|row| row % 3).collect(), Some(nulls));
        let mut calculated = Vec::new();
        let result = once_each(&column, |column| {
            calculated = column.clone().into_values();
            let next = |value: &Value| match value {
                Value::Date(date) => Value::Date(Date { days: date.days + 10 }),
                _ => Value::Integer(0),
            };
            Ok(Column::from_values(calculated.iter().map(next).collect()))
        });
        let day = |days| Value::Date(Date { days });
        assert_eq!(calculated, [day(0), day(1), day(2), Value::Null]);
        let expected =
            (0..rows).map(|row| if row % 5 == 4 { Value::Integer(0) } else { day(row % 3 + 10) }).collect::<Vec<_>>();
        assert_eq!(result.unwrap().unwrap().into_values(), expected);
    }

    #[test]
    fn columns_of_which_most_rows_differ_are_left_alone() {
        let never = |_: &Column| unreachable!();
        assert!(once_each(&days((0..1_000).collect(), None), never).unwrap().is_none());
        assert!(once_each(&days(vec![7; MANY - 1], None), never).unwrap().is_none());
        let integers = Column::Integers { values: vec![7; 1_000], nulls: None };
        assert!(once_each(&integers, never).unwrap().is_none());
    }
}
