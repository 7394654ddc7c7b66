//! The strings of a column whatever form it has, without making values of them.

use std::ops::Range;

use super::column::{Bitmap, Column, Dictionary};
use super::data::Value;
use super::texts::Texts;

/// Strings of a dictionary from which on it is larger than what is near the processor.
const FAR: usize = 1 << 12;
/// Rows that are looked at together.
pub(crate) const TOGETHER: usize = 64;

/// A column of strings and nulls.
#[derive(Clone, Copy)]
pub(crate) enum Strings<'a> {
    /// By codes of a dictionary.
    Codes(&'a [u32], &'a Dictionary),
    /// One a row in a buffer.
    Rows(&'a Texts, Option<&'a Bitmap>),
    /// The same for all rows.
    One(&'a str),
    /// Strings of their own, or nulls.
    Values(&'a [Value]),
}

impl<'a> Strings<'a> {
    /// The column as strings, when it holds nothing else (but null).
    pub(crate) fn of(column: &'a Column) -> Option<Self> {
        match column {
            Column::Texts { codes, dictionary } => Some(Self::Codes(codes, dictionary)),
            Column::Strings { texts, nulls } => Some(Self::Rows(texts, nulls.as_ref())),
            Column::Constant(Value::String(text), _) => Some(Self::One(text)),
            Column::Values(values) if values.iter().all(|value| matches!(value, Value::String(_) | Value::Null)) => {
                Some(Self::Values(values))
            }
            _ => None,
        }
    }

    /// Looks at the strings of some rows ahead of time, so that reading one does not wait for another.
    pub(crate) fn look_ahead(&self, rows: Range<usize>) {
        if let Self::Codes(codes, dictionary) = self
            && dictionary.len() > FAR
        {
            dictionary.entries().look_ahead(&codes[rows.start..rows.end.min(codes.len())]);
        }
    }

    /// The string of a row; `None` where it is null.
    #[inline]
    pub(crate) fn get(&self, row: usize) -> Option<&'a str> {
        match self {
            Self::Codes(codes, dictionary) => {
                let code = codes[row];
                (code != Dictionary::NULL).then(|| dictionary.text(code))
            }
            Self::Rows(texts, None) => Some(texts.get(row)),
            Self::Rows(texts, Some(nulls)) => (!nulls.get(row)).then(|| texts.get(row)),
            Self::One(text) => Some(text),
            Self::Values(values) => {
                if let Value::String(text) = &values[row] {
                    Some(text)
                } else {
                    None
                }
            }
        }
    }
}

/// A column of strings, made row by row.
pub(crate) struct StringColumn {
    texts: Texts,
    nulls: Option<Bitmap>,
}

impl StringColumn {
    /// Room for so many rows.
    pub(crate) fn new(rows: usize) -> Self {
        Self { texts: Texts::with_room(rows), nulls: None }
    }

    /// Appends a row.
    #[inline]
    pub(crate) fn push(&mut self, text: Option<&str>) {
        match text {
            Some(text) => self.texts.push(text),
            None => self.push_null(),
        }
    }

    /// Appends a null.
    pub(crate) fn push_null(&mut self) {
        self.nulls.get_or_insert_default().set(self.texts.len(), true);
        self.texts.push("");
    }

    /// Appends a row that `write` puts at the end of a buffer; where it gives `None` there is no new row.
    #[inline]
    pub(crate) fn write<T>(&mut self, write: impl FnOnce(&mut String) -> Option<T>) -> Option<T> {
        self.texts.write(write)
    }

    /// How many bytes the strings have.
    pub(crate) fn bytes(&self) -> usize {
        self.texts.bytes()
    }

    /// The column.
    pub(crate) fn done(self) -> Column {
        Column::Strings { texts: self.texts, nulls: self.nulls }
    }
}
