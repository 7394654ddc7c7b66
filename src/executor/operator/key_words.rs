//! A word for each row in whose order the rows come by a sort key, as far as the word tells: most rows are compared by
//! a number, and by their values only where the words are the same.
//!
//! ```text
//! integers -1, 0, 7        sign bit turned         texts by code 0, 1     2, 4   (a text between them: 3)
//! doubles  -∞ … ∞, NaN     all or sign bit turned  strings                their first eight bytes
//! ```
//! Null has the greatest word, descending all bits are turned, and where nulls have a place of their own it is the
//! least or the greatest word.

use std::cmp::Ordering;

use crate::binder::SortKey;
use crate::value::{Bitmap, Column, Dictionary, Texts, Value, rank_of};

/// See the file.
pub(super) struct KeyWords {
    words: Vec<u64>,
    // Rows of the same word are equal by the key.
    whole: bool,
}

/// The words of one key, for any column.
struct Coding {
    descending: bool,
    null: u64,
}

impl Coding {
    fn new(key: &SortKey) -> Self {
        let null = match key.nulls_first {
            Some(true) => 0,
            None if key.descending => 0,
            _ => u64::MAX,
        };
        Self { descending: key.descending, null }
    }

    #[inline]
    fn turned(&self, word: u64) -> u64 {
        if self.descending { !word } else { word }
    }

    #[inline]
    fn integer(&self, value: i64) -> u64 {
        self.turned(value as u64 ^ 1 << 63)
    }

    #[inline]
    fn float(&self, value: f64) -> u64 {
        self.turned(rank_of(value))
    }

    #[inline]
    fn code(&self, code: u32) -> u64 {
        if code == Dictionary::NULL { self.null } else { self.turned(u64::from(code) * 2 + 2) }
    }

    #[inline]
    fn truth(&self, bit: u8) -> u64 {
        if bit == 2 { self.null } else { self.turned(u64::from(bit) + 1) }
    }

    fn string(&self, text: &str) -> u64 {
        let mut first = [0; 8];
        first.iter_mut().zip(text.bytes()).for_each(|(place, byte)| *place = byte);
        self.turned(u64::from_be_bytes(first))
    }
}

impl KeyWords {
    /// The words of a column; none where its values have no short ones.
    pub(super) fn of(column: &Column, key: &SortKey) -> Option<Self> {
        let coding = Coding::new(key);
        let (words, nulls) = match column {
            Column::Integers { values, nulls } => (values.iter().map(|value| coding.integer(*value)).collect(), nulls),
            Column::Moments { values, nulls, .. } => {
                (values.iter().map(|value| coding.integer(*value)).collect(), nulls)
            }
            Column::Floats { values, nulls } => (values.iter().map(|value| coding.float(*value)).collect(), nulls),
            Column::Texts { codes, .. } => (codes.iter().map(|code| coding.code(*code)).collect(), &None),
            Column::Booleans(bits) => (bits.iter().map(|bit| coding.truth(*bit)).collect(), &None),
            Column::Strings { texts, nulls } => (strings(texts, &coding), nulls),
            _ => return None,
        };
        let mut words: Vec<u64> = words;
        if let Some(nulls) = nulls {
            let len = words.len();
            nulls.ones_from(0).take_while(|row| *row < len).for_each(|row| words[row] = coding.null);
        }
        Some(Self { words, whole: is_whole(column, nulls.as_ref()) })
    }

    /// The words of as many of the first keys as fit into one together, and how many these are; none where the first key has
    /// none. Each key takes the bits that its words differ in.
    pub(super) fn of_all<'a>(keys: impl Iterator<Item = (&'a Column, &'a SortKey)>) -> Option<(Self, usize)> {
        let mut packed: Option<(Self, u32)> = None;
        let mut count = 0;
        for (column, key) in keys {
            let Some(next) = Self::of(column, key) else { break };
            let (least, most) = next.words.iter().fold((u64::MAX, 0), |(a, b), word| (a.min(*word), b.max(*word)));
            let bits = u64::BITS - most.saturating_sub(least).leading_zeros();
            packed = match packed.take() {
                None => Some((next, bits)),
                Some((before, taken)) if before.whole && taken + bits < u64::BITS => {
                    let (first, second) = (before.words.iter(), next.words.iter());
                    // The least of the first key leaves room by being taken off.
                    let lowest = before.words.iter().copied().min().unwrap_or_default();
                    let words = first.zip(second).map(|(a, b)| (a - lowest) << bits | (b - least)).collect();
                    Some((Self { words, whole: next.whole }, taken + bits))
                }
                full => {
                    packed = full;
                    break;
                }
            };
            count += 1;
        }
        packed.map(|(words, _)| (words, count))
    }

    /// The word of `value` among those of `column`, and whether rows of that word are equal to it.
    fn of_value(column: &Column, key: &SortKey, value: &Value) -> Option<(u64, bool)> {
        let coding = Coding::new(key);
        let word = match (column, value) {
            (_, Value::Null) => return Some((coding.null, false)),
            (Column::Integers { .. }, Value::Integer(value)) => coding.integer(*value),
            (Column::Floats { .. }, Value::Float(value)) => coding.float(*value),
            (Column::Moments { scale, .. }, value) => coding.integer(scale.number(value)?),
            (Column::Texts { dictionary, .. }, Value::String(text)) => match dictionary.find(text) {
                Ok(code) => coding.code(code),
                // Behind all codes before the place where it would stand.
                Err(place) => coding.turned(u64::from(place) * 2 + 1),
            },
            (Column::Booleans(_), Value::Boolean(truth)) => coding.truth(u8::from(*truth)),
            (Column::Strings { .. }, Value::String(text)) => coding.string(text),
            _ => return None,
        };
        Some((word, true))
    }

    /// One word a row, in whose order rows come; where it is the same only values can tell, or the rows are equal.
    pub(super) fn into_words(self) -> Vec<u64> {
        self.words
    }

    /// Whether rows of the same word are equal by the key.
    pub(super) fn are_whole(&self) -> bool {
        self.whole
    }
}

/// The rows that do not come behind `last` by a key, of which `behind` tells those that the words leave open: it gets the
/// row and whether it is equal by the key. None where values have no words.
pub(super) fn rows_up_to(
    column: &Column,
    key: &SortKey,
    last: &Value,
    behind: impl Fn(u32, bool) -> bool,
) -> Option<Vec<u32>> {
    let (bound, alike) = KeyWords::of_value(column, key, last)?;
    let KeyWords { words, whole } = KeyWords::of(column, key)?;
    let stays = |(row, word): (usize, &u64)| match word.cmp(&bound) {
        Ordering::Less => Some(row as u32),
        Ordering::Equal if !behind(row as u32, whole && alike) => Some(row as u32),
        _ => None,
    };
    Some(words.iter().enumerate().filter_map(stays).collect())
}

fn strings(texts: &Texts, coding: &Coding) -> Vec<u64> {
    (0..texts.len()).map(|row| coding.string(texts.get(row))).collect()
}

/// Null shares its word with an integer, and long strings with others.
fn is_whole(column: &Column, nulls: Option<&Bitmap>) -> bool {
    match column {
        Column::Integers { .. } | Column::Moments { .. } => nulls.is_none(),
        Column::Strings { .. } => false,
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use std::cmp::Ordering;
    use std::sync::Arc;

    use super::{KeyWords, rows_up_to};
    use crate::binder::{Expr, ExprKind, SortKey};
    use crate::diagnostic::Span;
    use crate::value::{Bitmap, Column, Dictionary, Texts, Type, Value, order};

    fn key(descending: bool, nulls_first: Option<bool>) -> SortKey {
        let expr = Expr { kind: ExprKind::Literal(Value::Null), ty: Type::Any, span: Span::default() };
        SortKey { expr, descending, nulls_first }
    }

    /// Values that lie near each other, with a null where it is asked for.
    fn columns(with_null: bool) -> Vec<Column> {
        let texts = || ["", "a", "abcdefgh", "abcdefghi", "abcdefgi", "b", "é", "\u{10ffff}"].into_iter();
        let floats = [0.0, -0.0, f64::NAN, -f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -1.5, 1e300, f64::MIN_POSITIVE];
        let integers = [i64::MIN, i64::MIN + 1, -1, 0, 1, i64::MAX - 1, i64::MAX];
        let null = || with_null.then_some(Value::Null);
        let mut nulls = Bitmap::new(texts().len());
        nulls.set(texts().len(), true);
        let strings = Column::Strings {
            texts: texts().chain(with_null.then_some("")).collect(),
            nulls: with_null.then_some(nulls),
        };
        let dictionary = Arc::new(Dictionary::new(texts().collect::<Texts>()));
        let codes = (0..texts().len() as u32).chain(with_null.then_some(Dictionary::NULL)).collect();
        vec![
            Column::from_values(integers.map(Value::Integer).into_iter().chain(null()).collect()),
            Column::from_values(floats.map(Value::Float).into_iter().chain(null()).collect()),
            Column::from_values([false, true].map(Value::Boolean).into_iter().chain(null()).collect()),
            strings,
            Column::Texts { codes, dictionary },
        ]
    }

    /// What comes first, told by the values alone.
    fn told(key: &SortKey, a: &Value, b: &Value) -> Ordering {
        let nulls =
            key.nulls_first.map_or(Ordering::Equal, |first| (a.is_null() != first).cmp(&(b.is_null() != first)));
        nulls.then_with(|| if key.descending { order(b, a) } else { order(a, b) })
    }

    /// Compares all rows of a column with each other.
    fn agree(column: &Column, key: &SortKey) {
        let words = KeyWords::of(column, key).unwrap();
        for a in 0..column.len() {
            for b in 0..column.len() {
                let (told, by_word) = (told(key, &column.get(a), &column.get(b)), words.words[a].cmp(&words.words[b]));
                let open = by_word.is_eq() && !words.are_whole();
                assert!(open || by_word == told, "{:?} {:?} {key:?}", column.get(a), column.get(b));
            }
            let last = column.get(a);
            let behind = |row: u32| told(key, &column.get(row as usize), &last).is_gt();
            let up_to = rows_up_to(column, key, &last, |row, equal| !equal && behind(row));
            assert_eq!(up_to, Some((0..column.len() as u32).filter(|row| !behind(*row)).collect()), "{last:?} {key:?}");
        }
    }

    #[test]
    fn words_never_contradict_the_order_of_values() {
        for column in [false, true].into_iter().flat_map(columns) {
            for descending in [false, true] {
                for nulls_first in [None, Some(false), Some(true)] {
                    agree(&column, &key(descending, nulls_first));
                }
            }
        }
    }

    #[test]
    fn keys_share_a_word_while_there_is_room() {
        let integers = |values: &[i64]| Column::Integers { values: values.to_vec(), nulls: None };
        let (first, second) = (integers(&[3, -2, 3, 3]), integers(&[7, 9, 8, 7]));
        let wide = integers(&[i64::MIN, 0, i64::MAX, i64::MAX]);
        let (up, down) = (key(false, None), key(true, None));
        let order = |keys: &[(&Column, &SortKey)]| {
            let (words, count) = KeyWords::of_all(keys.iter().copied()).unwrap();
            let words = words.into_words();
            let mut rows: Vec<usize> = (0..4).collect();
            rows.sort_by_key(|row| words[*row]);
            (rows, count)
        };
        assert_eq!(order(&[(&first, &up), (&second, &up)]), (vec![1, 0, 3, 2], 2));
        assert_eq!(order(&[(&first, &down), (&second, &up)]), (vec![0, 3, 2, 1], 2));
        assert_eq!(order(&[(&first, &up), (&second, &down)]), (vec![1, 2, 0, 3], 2));
        assert_eq!(order(&[(&first, &up), (&wide, &up), (&second, &up)]), (vec![1, 0, 2, 3], 1));
        assert_eq!(order(&[(&wide, &down), (&first, &up)]), (vec![2, 3, 1, 0], 1));
    }

    #[test]
    fn a_text_that_a_dictionary_lacks_has_its_place() {
        let dictionary = Arc::new(Dictionary::new(["b", "d"].into_iter().collect::<Texts>()));
        let column = Column::Texts { codes: vec![0, 1, Dictionary::NULL], dictionary };
        let rows = |descending, last: &str| {
            let last = Value::String(last.into());
            rows_up_to(&column, &key(descending, None), &last, |_, _| true).unwrap()
        };
        assert_eq!(rows(false, "a"), [] as [u32; 0]);
        assert_eq!(rows(false, "c"), [0]);
        assert_eq!(rows(false, "e"), [0, 1]);
        assert_eq!(rows(true, "e"), [2]);
        assert_eq!(rows(true, "c"), [1, 2]);
        assert_eq!(rows(true, "a"), [0, 1, 2]);
    }
}
