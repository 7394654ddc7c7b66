//! Columns of numbers seen as plain words, for the narrow loops of arithmetic and comparison.

use crate::value::temporal::{Place, Scale};
use crate::value::{Bitmap, Column, EXACT, Value};

/// Integers or doubles of a column, or one for all rows.
#[derive(Clone, Copy)]
pub(super) enum Words<'a, T> {
    Rows(&'a [T], Option<&'a Bitmap>),
    One(T),
}

impl<T: Copy> Words<'_, T> {
    #[inline]
    pub(super) fn get(&self, row: usize) -> T {
        match self {
            Self::Rows(values, _) => values[row],
            Self::One(value) => *value,
        }
    }

    pub(super) fn nulls(&self) -> Option<&Bitmap> {
        match self {
            Self::Rows(_, nulls) => *nulls,
            Self::One(_) => None,
        }
    }
}

/// `f` of both sides row by row: a loop for each form of them, so that a row is a few instructions.
pub(super) fn each_pair<A: Copy, B: Copy, R>(
    a: &Words<'_, A>,
    b: &Words<'_, B>,
    len: usize,
    mut f: impl FnMut(A, B) -> R,
) -> Vec<R> {
    match (a, b) {
        (Words::Rows(a, _), Words::Rows(b, _)) => a.iter().zip(*b).map(|(a, b)| f(*a, *b)).collect(),
        (Words::Rows(a, _), Words::One(b)) => a.iter().map(|a| f(*a, *b)).collect(),
        (Words::One(a), Words::Rows(b, _)) => b.iter().map(|b| f(*a, *b)).collect(),
        (Words::One(a), Words::One(b)) => (0..len).map(|_| f(*a, *b)).collect(),
    }
}

/// The column as integers, when it holds nothing else (but null).
pub(super) fn integers(column: &Column) -> Option<Words<'_, i64>> {
    match column {
        Column::Integers { values, nulls } => Some(Words::Rows(values, nulls.as_ref())),
        Column::Constant(Value::Integer(value), _) => Some(Words::One(*value)),
        _ => None,
    }
}

/// The column as doubles, when it holds nothing else (but null).
pub(super) fn floats(column: &Column) -> Option<Words<'_, f64>> {
    match column {
        Column::Floats { values, nulls } => Some(Words::Rows(values, nulls.as_ref())),
        Column::Constant(Value::Float(value), _) => Some(Words::One(*value)),
        _ => None,
    }
}

/// As [`floats`], also of a column with integers that are exact as doubles: where they are only compared, nothing tells them
/// apart.
pub(super) fn as_floats(column: &Column) -> Option<Words<'_, f64>> {
    match column {
        Column::Numbers { values, nulls, .. } => Some(Words::Rows(values, nulls.as_ref())),
        _ => floats(column),
    }
}

/// The columns as numbers of one scale, when they hold nothing else (but null).
pub(super) fn moments<'a>(a: &'a Column, b: &'a Column) -> Option<(Scale, Words<'a, i64>, Words<'a, i64>)> {
    let scale = match (a, b) {
        (Column::Moments { scale, .. }, _) | (_, Column::Moments { scale, .. }) => *scale,
        _ => return None,
    };
    let words = |column: &'a Column| match column {
        Column::Moments { scale: own, values, nulls } if *own == scale => Some(Words::Rows(values, nulls.as_ref())),
        Column::Constant(value, _) => scale.number(value).map(Words::One),
        _ => None,
    };
    Some((scale, words(a)?, words(b)?))
}

/// The numbers of a column of moments, and the first of its scale behind a constant that is of its type but has none.
pub(super) fn moments_around<'a>(column: &'a Column, constant: &Column) -> Option<(Words<'a, i64>, i64)> {
    let (Column::Moments { scale, values, nulls }, Column::Constant(value, _)) = (column, constant) else {
        return None;
    };
    match scale.place(value)? {
        Place::Before(next) => Some((Words::Rows(values, nulls.as_ref()), next)),
        Place::At(_) => None,
    }
}

/// Numbers of a column as doubles, whatever they are.
pub(super) enum Reals<'a> {
    Integers(Words<'a, i64>),
    Floats(Words<'a, f64>),
}

impl Reals<'_> {
    #[inline]
    pub(super) fn get(&self, row: usize) -> f64 {
        match self {
            Self::Integers(words) => words.get(row) as f64,
            Self::Floats(words) => words.get(row),
        }
    }

    /// The rows that are null.
    pub(super) fn nulls(&self) -> Option<&Bitmap> {
        match self {
            Self::Integers(words) => words.nulls(),
            Self::Floats(words) => words.nulls(),
        }
    }
}

/// The column as doubles, when it holds only integers or only doubles (but null).
pub(super) fn reals(column: &Column) -> Option<Reals<'_>> {
    integers(column).map(Reals::Integers).or_else(|| floats(column).map(Reals::Floats))
}

/// Integers and doubles, perhaps beside each other.
pub(super) struct Mixed<'a> {
    pub(super) reals: Reals<'a>,
    /// Whether a row is an integer.
    pub(super) whole: Words<'a, bool>,
}

impl Mixed<'_> {
    /// The column as numbers, when it holds nothing else (but null).
    pub(super) fn of(column: &Column) -> Option<Mixed<'_>> {
        if let Column::Numbers { values, whole, nulls } = column {
            let reals = Reals::Floats(Words::Rows(values, nulls.as_ref()));
            return Some(Mixed { reals, whole: Words::Rows(whole, None) });
        }
        let reals = reals(column)?;
        let whole = Words::One(matches!(reals, Reals::Integers(_)));
        Some(Mixed { reals, whole })
    }

    /// Whether no row is an integer.
    pub(super) fn is_float(&self) -> bool {
        matches!(self.whole, Words::One(false))
    }

    /// Whether all rows are exact as doubles.
    pub(super) fn is_exact(&self) -> bool {
        let exact = |integer: &i64| integer.unsigned_abs() <= EXACT as u64;
        match &self.reals {
            Reals::Integers(Words::Rows(values, _)) => values.iter().all(exact),
            Reals::Integers(Words::One(value)) => exact(value),
            Reals::Floats(_) => true,
        }
    }
}

/// The rows that are null in either.
pub(super) fn null_in_either<A: Copy, B: Copy>(a: &Words<'_, A>, b: &Words<'_, B>) -> Option<Bitmap> {
    either(a.nulls(), b.nulls())
}

/// The rows that are set in either.
pub(super) fn either(a: Option<&Bitmap>, b: Option<&Bitmap>) -> Option<Bitmap> {
    match (a, b) {
        (None, None) => None,
        (Some(nulls), None) | (None, Some(nulls)) => Some(nulls.clone()),
        (Some(a), Some(b)) => {
            let mut both = a.clone();
            b.ones_from(0).for_each(|row| both.set(row, true));
            Some(both)
        }
    }
}
