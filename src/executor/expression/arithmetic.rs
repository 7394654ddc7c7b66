//! `+ - * / % ^` by column: narrow loops for integers and doubles, the value domain for everything else.

use super::cell::{map_pairs, map_rows, wrong_type};
use super::made::Made;
use super::numbers::{Mixed, Reals, Words, each_pair, either, integers, null_in_either, reals};
use super::{moments, strings};
use crate::diagnostic::{Diagnostic, Result};
use crate::functions::Allowance;
use crate::syntax::ast::BinaryOp;
use crate::value::{self, Column, EXACT, Value};

/// One of the six operators.
pub(super) fn arithmetic(op: BinaryOp, a: &Column, b: &Column, limits: &dyn Allowance) -> Result<Column> {
    let plain: fn(&Value, &Value) -> Result<Value> = match op {
        BinaryOp::Add => value::add,
        BinaryOp::Subtract => value::subtract,
        BinaryOp::Multiply => value::multiply,
        BinaryOp::Divide => value::divide,
        BinaryOp::Modulo => value::modulo,
        BinaryOp::Power => value::power,
        _ => return Err(Diagnostic::internal("an operator that is no arithmetic was evaluated as such")),
    };
    // Adding is also joining lists and texts, which may grow long.
    let mut made = Made::new();
    let general = |x: &Value, y: &Value| {
        if op == BinaryOp::Add
            && let Some(joined) = made.join(x, y, limits)?
        {
            return Ok(joined);
        }
        plain(x, y)
    };
    if matches!((a, b), (Column::Constant(..), Column::Constant(..))) {
        return map_pairs(a, b, general);
    }
    let len = a.len();
    if let (Some(x), Some(y)) = (integers(a), integers(b)) {
        let done = match op {
            BinaryOp::Add => integer_loop(&x, &y, len, i64::overflowing_add),
            BinaryOp::Subtract => integer_loop(&x, &y, len, i64::overflowing_sub),
            BinaryOp::Multiply => integer_loop(&x, &y, len, i64::overflowing_mul),
            BinaryOp::Divide => match Divisor::of(&y) {
                Some(by) => integer_loop(&x, &y, len, |x, _| (by.quotient(x), false)),
                None => integer_loop(&x, &y, len, |x, y| or_none(x.checked_div(y))),
            },
            BinaryOp::Modulo => match Divisor::of(&y) {
                Some(by) => integer_loop(&x, &y, len, |x, _| (x - by.quotient(x) * by.divisor, false)),
                None => integer_loop(&x, &y, len, |x, y| or_none(x.checked_rem(y))),
            },
            _ => None,
        };
        if let Some(column) = done {
            return Ok(column);
        }
    } else if let (Some(x), Some(y)) = (reals(a), reals(b)) {
        match op {
            BinaryOp::Add => return Ok(float_loop(&x, &y, len, |x, y| x + y)),
            BinaryOp::Subtract => return Ok(float_loop(&x, &y, len, |x, y| x - y)),
            BinaryOp::Multiply => return Ok(float_loop(&x, &y, len, |x, y| x * y)),
            BinaryOp::Divide => return Ok(float_loop(&x, &y, len, |x, y| x / y)),
            BinaryOp::Modulo => return Ok(float_loop(&x, &y, len, |x, y| x % y)),
            _ => {}
        }
    }
    if let Some(column) = mixed(op, a, b) {
        return Ok(column);
    }
    if op == BinaryOp::Add
        && let Some(column) = strings::joined(a, b, limits)?
    {
        return Ok(column);
    }
    if let Some(column) = moments::moved(op, a, b) {
        return Ok(column);
    }
    // Also the way to the right error when a narrow loop met one.
    map_pairs(a, b, general)
}

/// `f` gives the result and whether it is none; `None` when a row that is not null has none.
fn integer_loop(
    a: &Words<'_, i64>,
    b: &Words<'_, i64>,
    len: usize,
    f: impl Fn(i64, i64) -> (i64, bool),
) -> Option<Column> {
    let nulls = null_in_either(a, b);
    let mut row = 0;
    let mut fails = false;
    let values = match &nulls {
        None => each_pair(a, b, len, |x, y| {
            let (value, none) = f(x, y);
            fails |= none;
            value
        }),
        Some(nulls) => each_pair(a, b, len, |x, y| {
            let (value, none) = f(x, y);
            fails |= none && !nulls.get(row);
            row += 1;
            value
        }),
    };
    (!fails).then_some(Column::Integers { values, nulls })
}

/// A divisor of many numbers: those of up to 32 bits are multiplied by its reciprocal, which is exact (Lemire, Kaser & Kurz
/// 2019) and several times as fast.
struct Divisor {
    divisor: i64,
    reciprocal: u64,
}

impl Divisor {
    /// The divisor of all rows, of 2 to 2^32 - 1.
    fn of(words: &Words<'_, i64>) -> Option<Self> {
        let Words::One(divisor) = *words else { return None };
        let fits = (2..1 << u32::BITS).contains(&divisor);
        fits.then(|| Self { divisor, reciprocal: u64::MAX / divisor as u64 + 1 })
    }

    #[inline]
    fn quotient(&self, number: i64) -> i64 {
        if number as u64 >> u32::BITS == 0 {
            ((u128::from(number as u64) * u128::from(self.reciprocal)) >> u64::BITS) as i64
        } else {
            number / self.divisor
        }
    }
}

fn or_none(value: Option<i64>) -> (i64, bool) {
    (value.unwrap_or_default(), value.is_none())
}

/// Sums, differences and products where integers stand beside doubles in a column; `None` for others, and where a result
/// that is an integer may not be exact.
fn mixed(op: BinaryOp, a: &Column, b: &Column) -> Option<Column> {
    let (x, y, len) = (Mixed::of(a)?, Mixed::of(b)?, a.len());
    match op {
        BinaryOp::Add => mixed_loop(&x, &y, len, |x, y| x + y),
        BinaryOp::Subtract => mixed_loop(&x, &y, len, |x, y| x - y),
        BinaryOp::Multiply => mixed_loop(&x, &y, len, |x, y| x * y),
        _ => None,
    }
}

fn mixed_loop(x: &Mixed<'_>, y: &Mixed<'_>, len: usize, f: impl Fn(f64, f64) -> f64) -> Option<Column> {
    let Column::Floats { mut values, nulls } = float_loop(&x.reals, &y.reals, len, f) else { return None };
    if x.is_float() || y.is_float() {
        return Some(Column::Floats { values, nulls });
    }
    let whole = each_pair(&x.whole, &y.whole, len, |x, y| x && y);
    let mut exact = x.is_exact() && y.is_exact();
    for (value, _) in values.iter_mut().zip(&whole).filter(|(_, whole)| **whole) {
        exact &= value.abs() < EXACT as f64;
        // An integer has no negative zero.
        *value += 0.0;
    }
    exact.then_some(Column::Numbers { values, whole, nulls })
}

fn float_loop(a: &Reals<'_>, b: &Reals<'_>, len: usize, f: impl Fn(f64, f64) -> f64) -> Column {
    let nulls = either(a.nulls(), b.nulls());
    let values = match (a, b) {
        (Reals::Integers(a), Reals::Integers(b)) => each_pair(a, b, len, |x, y| f(x as f64, y as f64)),
        (Reals::Integers(a), Reals::Floats(b)) => each_pair(a, b, len, |x, y| f(x as f64, y)),
        (Reals::Floats(a), Reals::Integers(b)) => each_pair(a, b, len, |x, y| f(x, y as f64)),
        (Reals::Floats(a), Reals::Floats(b)) => each_pair(a, b, len, &f),
    };
    Column::Floats { values, nulls }
}

/// Unary minus.
pub(super) fn negated(column: &Column) -> Result<Column> {
    map_rows(column, value::negate)
}

/// Unary plus: the value itself, which must be a number, a duration or null.
pub(super) fn plus(column: &Column) -> Result<Column> {
    map_rows(column, |value| match value {
        Value::Integer(_) | Value::Float(_) | Value::Duration(_) | Value::Null => Ok(value.clone()),
        other => Err(wrong_type("`+` needs a number", other)),
    })
}

#[cfg(test)]
mod tests {
    use super::{Divisor, Words};

    #[test]
    fn quotients_by_reciprocals_are_exact() {
        let most = i64::from(u32::MAX);
        for divisor in [2, 3, 7, 10, 641, 1 << 16, (1 << 16) + 1, (1 << 31) - 1, 1 << 31, most - 1, most] {
            let by = Divisor::of(&Words::One(divisor)).unwrap();
            let near = (0..5).flat_map(|times| (-2..3).map(move |off| times * divisor + off));
            let far = (0..200).map(|at| at * 21_474_836 + at % 3);
            let ends = [0, 1, most - 1, most, most + 1, i64::MAX, i64::MIN, -1, -divisor, most / divisor * divisor - 1];
            for number in near.chain(far).chain(ends) {
                assert_eq!(by.quotient(number), number / divisor, "{number} / {divisor}");
            }
        }
        for divisor in [i64::MIN, -3, 0, 1, most + 1] {
            assert!(Divisor::of(&Words::One(divisor)).is_none());
        }
    }
}
