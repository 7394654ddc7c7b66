//! A typed vector of values: what operators pass to each other and what properties are read into.
//!
//! The narrow forms hold plain machine words with a null marker; [`Column::Values`] is the fallback for mixed types.
//! Lists are parts of one column of elements, which many rows and columns share.
//!
//! Invariant: `len()` is the number of rows whatever the form; a text code of [`Dictionary::NULL`], a [`NodeId::NONE`]
//! and a [`RelId::NONE`] are null; `nulls`, where present, has one bit a row, set = null.
//!
//! ```text
//! Integers { values: [3, 0, 5], nulls: Some(010) }   is   3, null, 5
//! ```

use std::cmp::Ordering;
use std::ops::Range;
use std::sync::Arc;

use super::data::{NodeId, RelId, Value};
use super::temporal::Scale;
use super::texts::Texts;

/// A growable set of bits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Bitmap {
    words: Vec<u64>,
    len: usize,
}

impl Bitmap {
    /// `len` bits, all clear.
    pub(crate) fn new(len: usize) -> Self {
        Self { words: vec![0; len.div_ceil(64)], len }
    }

    /// The number of bits.
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// Grows (with clear bits) so that `len` bits exist.
    pub(crate) fn grow(&mut self, len: usize) {
        if len > self.len {
            self.words.resize(len.div_ceil(64), 0);
            self.len = len;
        }
    }

    /// Whether bit `index` is set; a bit that does not exist is clear.
    #[inline]
    pub(crate) fn get(&self, index: usize) -> bool {
        self.words.get(index / 64).is_some_and(|word| word >> (index % 64) & 1 == 1)
    }

    /// Sets bit `index` to `on`, growing where needed.
    #[inline]
    pub(crate) fn set(&mut self, index: usize, on: bool) {
        self.grow(index + 1);
        let word = &mut self.words[index / 64];
        if on {
            *word |= 1 << (index % 64);
        } else {
            *word &= !(1 << (index % 64));
        }
    }

    /// The set bits in ascending order, from `start`.
    pub(crate) fn ones_from(&self, start: usize) -> impl Iterator<Item = usize> + '_ {
        let first = start / 64;
        self.words.iter().enumerate().skip(first).flat_map(move |(at, word)| {
            let mut rest = if at == first { word & (!0 << (start % 64)) } else { *word };
            std::iter::from_fn(move || {
                (rest != 0).then(|| {
                    let bit = rest.trailing_zeros() as usize;
                    rest &= rest - 1;
                    at * 64 + bit
                })
            })
        })
    }
}

impl FromIterator<bool> for Bitmap {
    fn from_iter<I: IntoIterator<Item = bool>>(bits: I) -> Self {
        let bits = bits.into_iter();
        let mut words = Vec::with_capacity(bits.size_hint().0.div_ceil(64));
        let (mut word, mut len) = (0, 0);
        for bit in bits {
            word |= u64::from(bit) << (len % 64);
            len += 1;
            if len % 64 == 0 {
                words.push(std::mem::take(&mut word));
            }
        }
        if len % 64 > 0 {
            words.push(word);
        }
        Self { words, len }
    }
}

/// The distinct strings of a column, sorted by code point, so that the order of codes is the order of strings.
#[derive(Clone, Debug, Default)]
pub(crate) struct Dictionary {
    entries: Texts,
}

impl Dictionary {
    /// The code that stands for null.
    pub(crate) const NULL: u32 = u32::MAX;

    /// A dictionary of `entries`, which must be sorted and distinct.
    pub(crate) fn new(entries: Texts) -> Self {
        debug_assert!(entries.iter().is_sorted_by(|a, b| a < b), "dictionary entries are sorted and distinct");
        Self { entries }
    }

    /// The number of entries.
    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    /// The string of a code that is not [`Self::NULL`].
    #[inline]
    pub(crate) fn text(&self, code: u32) -> &str {
        self.entries.get(code as usize)
    }

    /// The code of `text`, or the code it would be inserted before.
    pub(crate) fn find(&self, text: &str) -> Result<u32, u32> {
        let (mut low, mut high) = (0, self.entries.len());
        while low < high {
            let middle = low.midpoint(high);
            match self.entries.get(middle).cmp(text) {
                Ordering::Less => low = middle + 1,
                Ordering::Greater => high = middle,
                Ordering::Equal => return Ok(middle as u32),
            }
        }
        Err(low as u32)
    }

    /// The codes of the strings that start with `prefix`.
    pub(crate) fn starting_with(&self, prefix: &str) -> Range<u32> {
        let first = self.find(prefix).unwrap_or_else(|next| next);
        let (mut low, mut high) = (first as usize, self.entries.len());
        while low < high {
            let middle = low.midpoint(high);
            if self.entries.get(middle).starts_with(prefix) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        first..low as u32
    }

    /// All entries in order; the position is the code.
    pub(crate) fn entries(&self) -> &Texts {
        &self.entries
    }
}

/// One typed vector; see the invariant of the file.
#[derive(Clone, Debug)]
pub(crate) enum Column {
    /// The same value `len` times.
    Constant(Value, usize),
    /// Nodes.
    Nodes(Vec<NodeId>),
    /// Relationships.
    Relationships(Vec<RelId>),
    /// Truth values: 0 false, 1 true, 2 null.
    Booleans(Vec<u8>),
    /// Integers.
    Integers {
        /// One a row; any value where null.
        values: Vec<i64>,
        /// Set where null.
        nulls: Option<Bitmap>,
    },
    /// Doubles.
    Floats {
        /// One a row; any value where null.
        values: Vec<f64>,
        /// Set where null.
        nulls: Option<Bitmap>,
    },
    /// Doubles, and integers that are exact as such.
    Numbers {
        /// One a row; any value where null.
        values: Vec<f64>,
        /// Whether a row is an integer: within ±[`EXACT`], and no negative zero.
        whole: Vec<bool>,
        /// Set where null.
        nulls: Option<Bitmap>,
    },
    /// Strings as codes of a dictionary.
    Texts {
        /// One code a row, [`Dictionary::NULL`] where null.
        codes: Vec<u32>,
        /// What the codes mean.
        dictionary: Arc<Dictionary>,
    },
    /// Strings that were made, in one buffer.
    Strings {
        /// One a row; any string where null.
        texts: Texts,
        /// Set where null.
        nulls: Option<Bitmap>,
    },
    /// Dates, times, days with times or instants, as numbers.
    Moments {
        /// What the numbers mean.
        scale: Scale,
        /// One a row; any number where null.
        values: Vec<i64>,
        /// Set where null.
        nulls: Option<Bitmap>,
    },
    /// Lists as parts of one column.
    Lists {
        /// Where the elements of each row begin and end; null where they end before they begin.
        spans: Vec<(u32, u32)>,
        /// The elements of all, and perhaps others.
        elements: Arc<Self>,
    },
    /// Anything.
    Values(Vec<Value>),
}

/// All integers up to this are exact as doubles.
pub(crate) const EXACT: i64 = 1 << f64::MANTISSA_DIGITS;

/// The span of a list that is null.
pub(crate) const NO_LIST: (u32, u32) = (1, 0);

impl Column {
    /// `len` nulls.
    pub(crate) fn nulls(len: usize) -> Self {
        Self::Constant(Value::Null, len)
    }

    /// The number of rows.
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Constant(_, len) => *len,
            Self::Nodes(ids) => ids.len(),
            Self::Relationships(ids) => ids.len(),
            Self::Booleans(bits) => bits.len(),
            Self::Integers { values, .. } => values.len(),
            Self::Floats { values, .. } | Self::Numbers { values, .. } => values.len(),
            Self::Texts { codes, .. } => codes.len(),
            Self::Strings { texts, .. } => texts.len(),
            Self::Moments { values, .. } => values.len(),
            Self::Lists { spans, .. } => spans.len(),
            Self::Values(values) => values.len(),
        }
    }

    /// The value of row `index`, which must exist.
    pub(crate) fn get(&self, index: usize) -> Value {
        match self {
            Self::Constant(value, _) => value.clone(),
            Self::Nodes(ids) if ids[index] == NodeId::NONE => Value::Null,
            Self::Nodes(ids) => Value::Node(ids[index]),
            Self::Relationships(ids) if ids[index] == RelId::NONE => Value::Null,
            Self::Relationships(ids) => Value::Relationship(ids[index]),
            Self::Booleans(bits) => match bits[index] {
                0 => Value::Boolean(false),
                1 => Value::Boolean(true),
                _ => Value::Null,
            },
            Self::Integers { nulls: Some(nulls), .. }
            | Self::Floats { nulls: Some(nulls), .. }
            | Self::Numbers { nulls: Some(nulls), .. }
                if nulls.get(index) =>
            {
                Value::Null
            }
            Self::Integers { values, .. } => Value::Integer(values[index]),
            Self::Numbers { values, whole, .. } if whole[index] => Value::Integer(values[index] as i64),
            Self::Floats { values, .. } | Self::Numbers { values, .. } => Value::Float(values[index]),
            Self::Texts { codes, .. } if codes[index] == Dictionary::NULL => Value::Null,
            Self::Texts { codes, dictionary } => Value::string(dictionary.text(codes[index])),
            Self::Strings { nulls: Some(nulls), .. } if nulls.get(index) => Value::Null,
            Self::Strings { texts, .. } => Value::string(texts.get(index)),
            Self::Moments { nulls: Some(nulls), .. } if nulls.get(index) => Value::Null,
            Self::Moments { scale, values, .. } => scale.value(values[index]),
            Self::Lists { spans, elements } => match spans[index] {
                (from, to) if from > to => Value::Null,
                (from, to) => Value::list((from..to).map(|at| elements.get(at as usize)).collect()),
            },
            Self::Values(values) => values[index].clone(),
        }
    }

    /// Whether row `index` is null.
    pub(crate) fn is_null(&self, index: usize) -> bool {
        match self {
            Self::Constant(value, _) => value.is_null(),
            Self::Nodes(ids) => ids[index] == NodeId::NONE,
            Self::Relationships(ids) => ids[index] == RelId::NONE,
            Self::Booleans(bits) => bits[index] > 1,
            Self::Integers { nulls, .. }
            | Self::Floats { nulls, .. }
            | Self::Numbers { nulls, .. }
            | Self::Strings { nulls, .. }
            | Self::Moments { nulls, .. } => nulls.as_ref().is_some_and(|nulls| nulls.get(index)),
            Self::Texts { codes, .. } => codes[index] == Dictionary::NULL,
            Self::Lists { spans, .. } => spans[index].0 > spans[index].1,
            Self::Values(values) => values[index].is_null(),
        }
    }

    /// How many rows are null.
    pub(crate) fn count_nulls(&self) -> usize {
        match self {
            Self::Integers { nulls: None, .. }
            | Self::Floats { nulls: None, .. }
            | Self::Numbers { nulls: None, .. }
            | Self::Strings { nulls: None, .. }
            | Self::Moments { nulls: None, .. } => 0,
            Self::Texts { codes, .. } => codes.iter().filter(|code| **code == Dictionary::NULL).count(),
            _ => (0..self.len()).filter(|row| self.is_null(*row)).count(),
        }
    }

    /// The rows named by `rows`, in that order; a row may be named several times.
    pub(crate) fn gather(&self, rows: &[u32]) -> Self {
        let pick = |nulls: &Option<Bitmap>| {
            nulls.as_ref().map(|nulls| rows.iter().map(|&row| nulls.get(row as usize)).collect::<Bitmap>())
        };
        match self {
            Self::Constant(value, _) => Self::Constant(value.clone(), rows.len()),
            Self::Nodes(ids) => Self::Nodes(rows.iter().map(|&row| ids[row as usize]).collect()),
            Self::Relationships(ids) => Self::Relationships(rows.iter().map(|&row| ids[row as usize]).collect()),
            Self::Booleans(bits) => Self::Booleans(rows.iter().map(|&row| bits[row as usize]).collect()),
            Self::Integers { values, nulls } => {
                Self::Integers { values: rows.iter().map(|&row| values[row as usize]).collect(), nulls: pick(nulls) }
            }
            Self::Floats { values, nulls } => {
                Self::Floats { values: rows.iter().map(|&row| values[row as usize]).collect(), nulls: pick(nulls) }
            }
            Self::Numbers { values, whole, nulls } => Self::Numbers {
                values: rows.iter().map(|&row| values[row as usize]).collect(),
                whole: rows.iter().map(|&row| whole[row as usize]).collect(),
                nulls: pick(nulls),
            },
            Self::Texts { codes, dictionary } => Self::Texts {
                codes: rows.iter().map(|&row| codes[row as usize]).collect(),
                dictionary: Arc::clone(dictionary),
            },
            Self::Strings { texts, nulls } => Self::Strings { texts: texts.gather(rows), nulls: pick(nulls) },
            Self::Moments { scale, values, nulls } => Self::Moments {
                scale: *scale,
                values: rows.iter().map(|&row| values[row as usize]).collect(),
                nulls: pick(nulls),
            },
            Self::Lists { spans, elements } => Self::Lists {
                spans: rows.iter().map(|&row| spans[row as usize]).collect(),
                elements: Arc::clone(elements),
            },
            Self::Values(values) => Self::Values(rows.iter().map(|&row| values[row as usize].clone()).collect()),
        }
    }

    /// The rows of a range.
    pub(crate) fn slice(&self, rows: Range<usize>) -> Self {
        let pick = |nulls: &Option<Bitmap>| {
            nulls.as_ref().map(|nulls| rows.clone().map(|row| nulls.get(row)).collect::<Bitmap>())
        };
        match self {
            Self::Constant(value, _) => Self::Constant(value.clone(), rows.len()),
            Self::Nodes(ids) => Self::Nodes(ids[rows].to_vec()),
            Self::Relationships(ids) => Self::Relationships(ids[rows].to_vec()),
            Self::Booleans(bits) => Self::Booleans(bits[rows].to_vec()),
            Self::Integers { values, nulls } => Self::Integers { nulls: pick(nulls), values: values[rows].to_vec() },
            Self::Floats { values, nulls } => Self::Floats { nulls: pick(nulls), values: values[rows].to_vec() },
            Self::Numbers { values, whole, nulls } => {
                Self::Numbers { nulls: pick(nulls), values: values[rows.clone()].to_vec(), whole: whole[rows].to_vec() }
            }
            Self::Texts { codes, dictionary } => {
                Self::Texts { codes: codes[rows].to_vec(), dictionary: Arc::clone(dictionary) }
            }
            Self::Strings { texts, nulls } => Self::Strings { nulls: pick(nulls), texts: texts.slice(rows) },
            Self::Moments { scale, values, nulls } => {
                Self::Moments { scale: *scale, nulls: pick(nulls), values: values[rows].to_vec() }
            }
            Self::Lists { spans, elements } => {
                Self::Lists { spans: spans[rows].to_vec(), elements: Arc::clone(elements) }
            }
            Self::Values(values) => Self::Values(values[rows].to_vec()),
        }
    }

    /// All values, one a row.
    pub(crate) fn into_values(self) -> Vec<Value> {
        match self {
            Self::Values(values) => values,
            other => (0..other.len()).map(|row| other.get(row)).collect(),
        }
    }

    /// The rows of `parts`, one after the other; the form stays narrow where all parts have the same one.
    pub(crate) fn concat(parts: Vec<Self>) -> Self {
        let mut parts = parts.into_iter().filter(|part| part.len() > 0);
        let Some(mut all) = parts.next() else { return Self::nulls(0) };
        for part in parts {
            all = all.followed_by(part);
        }
        all
    }

    /// The rows of both, one after the other; the form stays narrow where both have the same one.
    pub(crate) fn followed_by(self, next: Self) -> Self {
        match (self, next) {
            (a, b) if a.len() == 0 => b,
            (a, b) if b.len() == 0 => a,
            (Self::Nodes(mut a), Self::Nodes(b)) => {
                a.extend(b);
                Self::Nodes(a)
            }
            (Self::Relationships(mut a), Self::Relationships(b)) => {
                a.extend(b);
                Self::Relationships(a)
            }
            (Self::Booleans(mut a), Self::Booleans(b)) => {
                a.extend(b);
                Self::Booleans(a)
            }
            (Self::Integers { values: mut a, nulls }, Self::Integers { values: b, nulls: next }) => {
                let nulls = nulls_followed_by((nulls, a.len()), (next, b.len()));
                a.extend(b);
                Self::Integers { values: a, nulls }
            }
            (Self::Floats { values: mut a, nulls }, Self::Floats { values: b, nulls: next }) => {
                let nulls = nulls_followed_by((nulls, a.len()), (next, b.len()));
                a.extend(b);
                Self::Floats { values: a, nulls }
            }
            (Self::Texts { codes: mut a, dictionary }, Self::Texts { codes: b, dictionary: other })
                if Arc::ptr_eq(&dictionary, &other) =>
            {
                a.extend(b);
                Self::Texts { codes: a, dictionary }
            }
            (Self::Strings { texts: mut a, nulls }, Self::Strings { texts: b, nulls: next }) => {
                let nulls = nulls_followed_by((nulls, a.len()), (next, b.len()));
                a.append(&b);
                Self::Strings { texts: a, nulls }
            }
            (Self::Moments { scale, values: mut a, nulls }, Self::Moments { scale: other, values: b, nulls: next })
                if scale == other =>
            {
                let nulls = nulls_followed_by((nulls, a.len()), (next, b.len()));
                a.extend(b);
                Self::Moments { scale, values: a, nulls }
            }
            (a @ Self::Lists { .. }, b @ Self::Lists { .. }) => lists_followed_by(a, b),
            (a, b) => {
                let mut values = a.into_values();
                values.extend(b.into_values());
                Self::Values(values)
            }
        }
    }

    /// The narrowest form of `values`.
    pub(crate) fn from_values(values: Vec<Value>) -> Self {
        let Some(first) = values.iter().find(|value| !value.is_null()) else { return Self::nulls(values.len()) };
        let same = |fits: fn(&Value) -> bool| values.iter().all(|value| value.is_null() || fits(value));
        match first {
            Value::Node(_) if same(|v| matches!(v, Value::Node(_))) => Self::Nodes(
                values.iter().map(|value| if let Value::Node(id) = value { *id } else { NodeId::NONE }).collect(),
            ),
            Value::Relationship(_) if same(|v| matches!(v, Value::Relationship(_))) => Self::Relationships(
                values
                    .iter()
                    .map(|value| if let Value::Relationship(id) = value { *id } else { RelId::NONE })
                    .collect(),
            ),
            Value::Boolean(_) if same(|v| matches!(v, Value::Boolean(_))) => Self::Booleans(
                values.iter().map(|value| if let Value::Boolean(bit) = value { u8::from(*bit) } else { 2 }).collect(),
            ),
            Value::Integer(_) if same(|v| matches!(v, Value::Integer(_))) => Self::Integers {
                nulls: null_bits(&values),
                values: values.iter().map(|value| if let Value::Integer(int) = value { *int } else { 0 }).collect(),
            },
            Value::Float(_) if same(|v| matches!(v, Value::Float(_))) => Self::Floats {
                nulls: null_bits(&values),
                values: values.iter().map(|value| if let Value::Float(float) = value { *float } else { 0.0 }).collect(),
            },
            _ => match Scale::numbers(values.iter()) {
                Some((scale, numbers)) => Self::Moments { nulls: null_bits(&values), scale, values: numbers },
                None => Self::Values(values),
            },
        }
    }
}

/// The nulls of so many rows, and behind them those of others.
fn nulls_followed_by(first: (Option<Bitmap>, usize), next: (Option<Bitmap>, usize)) -> Option<Bitmap> {
    let ((first, len), (next, next_len)) = (first, next);
    if first.is_none() && next.is_none() {
        return None;
    }
    let mut nulls = first.unwrap_or_default();
    nulls.grow(len + next_len);
    next.iter().flat_map(|next| next.ones_from(0)).for_each(|row| nulls.set(len + row, true));
    Some(nulls)
}

/// As [`Column::followed_by`]: the elements stay one column.
fn lists_followed_by(a: Column, b: Column) -> Column {
    match (a, b) {
        (Column::Lists { spans: mut a, elements }, Column::Lists { spans: b, elements: other })
            if Arc::ptr_eq(&elements, &other) =>
        {
            a.extend(b);
            Column::Lists { spans: a, elements }
        }
        (Column::Lists { spans: mut a, mut elements }, Column::Lists { spans: b, elements: other }) => {
            // What others hold too, and may have more elements than are wanted, is not copied as it is.
            if Arc::strong_count(&elements) > 1 {
                (a, elements) = alone(&a, &elements);
            }
            let (b, other) = alone(&b, &other);
            if elements.len() + other.len() > u32::MAX as usize {
                let mut values = Column::Lists { spans: a, elements }.into_values();
                values.extend(Column::Lists { spans: b, elements: other }.into_values());
                return Column::Values(values);
            }
            let first = elements.len() as u32;
            a.extend(b.iter().map(|(from, to)| if from > to { NO_LIST } else { (from + first, to + first) }));
            let elements = Arc::unwrap_or_clone(elements).followed_by(Arc::unwrap_or_clone(other));
            Column::Lists { spans: a, elements: Arc::new(elements) }
        }
        (a, b) => {
            let mut values = a.into_values();
            values.extend(b.into_values());
            Column::Values(values)
        }
    }
}

/// The same lists over a column of their elements only.
fn alone(spans: &[(u32, u32)], elements: &Arc<Column>) -> (Vec<(u32, u32)>, Arc<Column>) {
    let wanted = spans.iter().filter(|(from, to)| from <= to).map(|(from, to)| (to - from) as usize).sum::<usize>();
    if wanted == elements.len() {
        return (spans.to_vec(), Arc::clone(elements));
    }
    let mut rows = Vec::with_capacity(wanted);
    let mut own = Vec::with_capacity(spans.len());
    for (from, to) in spans {
        let first = rows.len() as u32;
        rows.extend(*from..*to);
        own.push(if from > to { NO_LIST } else { (first, rows.len() as u32) });
    }
    (own, Arc::new(elements.gather(&rows)))
}

fn null_bits(values: &[Value]) -> Option<Bitmap> {
    values.iter().any(Value::is_null).then(|| values.iter().map(Value::is_null).collect())
}
