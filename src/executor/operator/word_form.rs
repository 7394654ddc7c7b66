//! Columns of which each value is one word of 64 bits: integers, doubles by their ranks, moments. Words are the same where
//! values are, and in their order.

use std::borrow::Cow;

use crate::value::temporal::Scale;
use crate::value::{Bitmap, Column, float_of, rank_of};

/// What words are of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Integers,
    Floats,
    Moments(Scale),
}

/// The form of a column, its words, and its nulls.
pub(super) type ColumnWords<'a> = (Form, Cow<'a, [i64]>, Option<&'a Bitmap>);

/// Between words and the ranks of doubles, which have no sign.
const SIGN: u64 = 1 << 63;

impl Form {
    /// The column of words of this form.
    pub(super) fn column(self, words: Vec<i64>, nulls: Option<Bitmap>) -> Column {
        match self {
            Self::Integers => Column::Integers { values: words, nulls },
            Self::Floats => {
                let values = words.into_iter().map(|word| float_of(word as u64 ^ SIGN)).collect();
                Column::Floats { values, nulls }
            }
            Self::Moments(scale) => Column::Moments { scale, values: words, nulls },
        }
    }
}

/// A column as words, where it has such; of doubles where none is NaN. The two zeros are one.
pub(super) fn words(column: &Column) -> Option<ColumnWords<'_>> {
    Some(match column {
        Column::Integers { values, nulls } => (Form::Integers, values.into(), nulls.as_ref()),
        Column::Moments { scale, values, nulls } => (Form::Moments(*scale), values.into(), nulls.as_ref()),
        Column::Floats { values, nulls } if !values.iter().any(|float| float.is_nan()) => {
            let words: Vec<i64> = values.iter().map(|float| (rank_of(*float) ^ SIGN) as i64).collect();
            (Form::Floats, words.into(), nulls.as_ref())
        }
        _ => return None,
    })
}
