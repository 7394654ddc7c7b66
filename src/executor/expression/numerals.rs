//! Functions of numbers by column: no value is made for a row.
//!
//! What is done here cannot fail; `None` is given for everything else, and the way by rows does it all, with the right
//! error.
//!
//! ```text
//! toInteger(x / 1000), round(x, 2), abs(x)        Floats → Integers, Floats, Floats
//! ```

use std::sync::Arc;

use super::numbers::{Reals, integers, reals};
use crate::functions::{real, round_all};
use crate::value::{Bitmap, Column, Value, float_to_integer};

/// The result of a function of numbers for each of `len` rows, where it can be had by column.
pub(super) fn call(name: &str, columns: &[Arc<Column>], len: usize) -> Option<Column> {
    let column = columns.first()?;
    match (name, &columns[1..]) {
        ("abs", []) => absolute(column),
        ("toInteger", []) => whole(column),
        ("sign", []) => {
            let numbers = reals(column)?;
            let sign = |float: f64| i64::from(float > 0.0) - i64::from(float < 0.0);
            let values = (0..len).map(|row| sign(numbers.get(row))).collect();
            Some(Column::Integers { values, nulls: numbers.nulls().cloned() })
        }
        ("isNaN", []) => {
            let numbers = reals(column)?;
            let is_nan = |row: usize| match numbers.nulls() {
                Some(nulls) if nulls.get(row) => 2,
                _ => u8::from(numbers.get(row).is_nan()),
            };
            Some(Column::Booleans((0..len).map(is_nan).collect()))
        }
        ("round", [places]) => {
            let Column::Constant(Value::Integer(places), _) = **places else { return None };
            let places = u32::try_from(places).ok()?;
            let (mut values, nulls) = doubles(&reals(column)?, len);
            round_all(&mut values, places).then_some(Column::Floats { values, nulls })
        }
        (_, []) => {
            let real = real(name)?;
            let (mut values, nulls) = doubles(&reals(column)?, len);
            real(&mut values);
            Some(Column::Floats { values, nulls })
        }
        _ => None,
    }
}

/// Numbers as doubles, and which are null.
fn doubles(numbers: &Reals<'_>, len: usize) -> (Vec<f64>, Option<Bitmap>) {
    let values = match numbers {
        Reals::Integers(words) => (0..len).map(|row| words.get(row) as f64).collect(),
        Reals::Floats(words) => (0..len).map(|row| words.get(row)).collect(),
    };
    (values, numbers.nulls().cloned())
}

/// Numbers without their signs; `None` also where one has no positive.
fn absolute(column: &Column) -> Option<Column> {
    match column {
        Column::Integers { values, nulls } => {
            let values = values.iter().map(|value| value.checked_abs()).collect::<Option<_>>()?;
            Some(Column::Integers { values, nulls: nulls.clone() })
        }
        Column::Floats { values, nulls } => {
            Some(Column::Floats { values: values.iter().map(|value| value.abs()).collect(), nulls: nulls.clone() })
        }
        _ => None,
    }
}

/// Numbers as integers: what stands before the point; null where that is none.
fn whole(column: &Column) -> Option<Column> {
    if integers(column).is_some() {
        return Some(column.clone());
    }
    let Column::Floats { values, nulls } = column else { return None };
    let mut nulls = nulls.clone();
    let mut whole = Vec::with_capacity(values.len());
    for (row, value) in values.iter().enumerate() {
        whole.push(float_to_integer(*value).unwrap_or_else(|| {
            nulls.get_or_insert_with(|| Bitmap::new(values.len())).set(row, true);
            0
        }));
    }
    Some(Column::Integers { values: whole, nulls })
}
