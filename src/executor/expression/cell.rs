//! Row-by-row evaluation, the fallback of every expression: reads cells of columns as values.

use std::borrow::Cow;

use crate::diagnostic::{Detail, Diagnostic, Result};
use crate::value::{Column, Value};

/// The value in a row, borrowed where the column holds values.
pub(super) fn cell(column: &Column, row: usize) -> Cow<'_, Value> {
    match column {
        Column::Values(values) => Cow::Borrowed(&values[row]),
        Column::Constant(value, _) => Cow::Borrowed(value),
        other => Cow::Owned(other.get(row)),
    }
}

/// Applies `f` to each row; a constant is treated once.
pub(super) fn map_rows(column: &Column, mut f: impl FnMut(&Value) -> Result<Value>) -> Result<Column> {
    if let Column::Constant(value, len) = column {
        return Ok(Column::Constant(f(value)?, *len));
    }
    let values: Vec<Value> = (0..column.len()).map(|row| f(&cell(column, row))).collect::<Result<_>>()?;
    Ok(Column::from_values(values))
}

/// Applies `f` to each pair of rows; two constants are treated once.
pub(super) fn map_pairs(a: &Column, b: &Column, mut f: impl FnMut(&Value, &Value) -> Result<Value>) -> Result<Column> {
    if let (Column::Constant(a, len), Column::Constant(b, _)) = (a, b) {
        return Ok(Column::Constant(f(a, b)?, *len));
    }
    let values: Vec<Value> = (0..a.len()).map(|row| f(&cell(a, row), &cell(b, row))).collect::<Result<_>>()?;
    Ok(Column::from_values(values))
}

/// As [`map_pairs`] for a truth value, `None` is null.
pub(super) fn test_pairs(a: &Column, b: &Column, mut f: impl FnMut(&Value, &Value) -> Option<bool>) -> Column {
    if let (Column::Constant(a, len), Column::Constant(b, _)) = (a, b) {
        return Column::Constant(f(a, b).map_or(Value::Null, Value::Boolean), *len);
    }
    Column::Booleans((0..a.len()).map(|row| bit(f(&cell(a, row), &cell(b, row)))).collect())
}

/// A truth value as a column of booleans holds it.
pub(super) fn bit(truth: Option<bool>) -> u8 {
    truth.map_or(2, u8::from)
}

/// The error of an operand of the wrong type.
pub(super) fn wrong_type(what: &str, value: &Value) -> Diagnostic {
    Diagnostic::type_error(Detail::InvalidArgumentType, format!("{what}, but this is of type {}", value.type_name()))
}
