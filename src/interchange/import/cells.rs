//! The cells of one column of one chunk, in the narrowest form that fits those seen so far.
//!
//! A column whose header declares no type takes the type its cells look like, and widens when one does not fit: integers
//! become floats, and anything becomes strings. Integers and days turn back into the very text they came from; floats,
//! instants and `True` do not, so the column says so ([`Cells::is_lossy`]) and the file is read again with strings.

use super::scalar::{Scalar, Seen, canonical_integer, sniff};
use super::texts::Interned;
use crate::value::{Bitmap, Dictionary, Value, to_text};

use crate::interchange::csv::Cell;

/// How the cells of a column are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rule {
    /// By their look.
    Sniffed,
    /// By their look, but only integers or strings: keys.
    SniffedKey,
    /// As values of a type.
    Declared(Scalar),
    /// As lists of values of a type, elements separated by the delimiter.
    List(Scalar, char),
}

/// The values of a column.
#[derive(Debug)]
pub(super) enum Data {
    /// This many rows without a value.
    Nothing(usize),
    /// 0 false, 1 true, 2 absent.
    Booleans(Vec<u8>),
    Integers(Vec<i64>, Bitmap),
    Floats(Vec<f64>, Bitmap),
    /// Codes; [`Dictionary::NULL`] where absent.
    Texts(Vec<u32>, Interned),
    Values(Vec<Value>),
}

/// One column of one chunk.
#[derive(Debug)]
pub(super) struct Cells {
    rule: Rule,
    /// The type so far.
    pub(super) scalar: Scalar,
    /// The values so far; bitmaps are set where absent.
    pub(super) data: Data,
    /// Whether the texts can be had back from the values.
    exact: bool,
    lossy: bool,
    /// Rows with `""` in a column that is not of strings: empty strings should it become one, absent otherwise.
    blanks: Vec<u32>,
}

impl Cells {
    /// A column without rows.
    pub(super) fn new(rule: Rule) -> Self {
        let scalar = match rule {
            Rule::Sniffed | Rule::SniffedKey => Scalar::Nothing,
            Rule::Declared(scalar) | Rule::List(scalar, _) => scalar,
        };
        let data = match rule {
            Rule::Declared(scalar) => empty(scalar, 0),
            Rule::List(..) => Data::Values(Vec::new()),
            _ => Data::Nothing(0),
        };
        Self { rule, scalar, data, exact: true, lossy: false, blanks: Vec::new() }
    }

    /// Whether strings were made of values whose texts were lost.
    pub(super) fn is_lossy(&self) -> bool {
        self.lossy
    }

    /// Whether its values can be turned into the texts they came from.
    pub(super) fn is_exact(&self) -> bool {
        self.exact && !self.lossy
    }

    /// Whether some of its rows would be empty strings in a column of strings.
    pub(super) fn has_blanks(&self) -> bool {
        !self.blanks.is_empty()
    }

    /// Whether its values are lists.
    pub(super) fn is_list(&self) -> bool {
        matches!(self.rule, Rule::List(..))
    }

    /// The number of rows.
    pub(super) fn len(&self) -> usize {
        match &self.data {
            Data::Nothing(rows) => *rows,
            Data::Booleans(bits) => bits.len(),
            Data::Integers(values, _) => values.len(),
            Data::Floats(values, _) => values.len(),
            Data::Texts(codes, _) => codes.len(),
            Data::Values(values) => values.len(),
        }
    }

    /// Adds a row.
    ///
    /// # Errors
    /// The reason in words, when the cell does not fit the declared type or is not UTF-8; then no row is added.
    pub(super) fn push(&mut self, cell: &Cell<'_>) -> Result<(), String> {
        if cell.is_absent() {
            self.push_absent();
            return Ok(());
        }
        if let (Rule::Sniffed | Rule::SniffedKey, Data::Integers(values, _)) = (self.rule, &mut self.data)
            && let Some(value) = canonical_integer(cell.bytes())
        {
            values.push(value);
            return Ok(());
        }
        let text = cell.text().ok_or("it is not UTF-8")?;
        match self.rule {
            Rule::Sniffed => self.push_sniffed(&text, sniff(&text)),
            Rule::SniffedKey => {
                let seen = sniff(&text);
                self.push_sniffed(&text, if matches!(seen, Seen::Integer(_)) { seen } else { Seen::Text });
            }
            Rule::Declared(scalar) => return self.push_declared(scalar, &text),
            Rule::List(scalar, delimiter) => {
                let list = list(scalar, delimiter, &text)?;
                self.push_value(list);
            }
        }
        Ok(())
    }

    fn push_declared(&mut self, scalar: Scalar, text: &str) -> Result<(), String> {
        if let (Scalar::Text, Data::Texts(codes, texts)) = (scalar, &mut self.data) {
            codes.push(texts.intern(text));
            return Ok(());
        }
        if text.trim().is_empty() {
            self.push_absent();
            return Ok(());
        }
        let value = scalar.value(text).ok_or_else(|| format!("`{}` is no {}", shortened(text), scalar.type_name()))?;
        self.push_value(value);
        Ok(())
    }

    fn push_sniffed(&mut self, text: &str, seen: Seen) {
        // Programs that quote everything write an absent number as `""`.
        if text.is_empty() && !matches!(self.data, Data::Texts(..)) {
            self.blanks.push(self.len() as u32);
            self.push_absent();
            return;
        }
        match (&mut self.data, seen) {
            (Data::Texts(codes, texts), _) => codes.push(texts.intern(text)),
            (Data::Integers(values, _), Seen::Integer(value)) => values.push(value),
            (Data::Floats(values, _), Seen::Float(value)) => values.push(value),
            (Data::Floats(values, _), Seen::Integer(value)) => values.push(value as f64),
            (Data::Booleans(bits), Seen::Boolean(bit)) => {
                bits.push(u8::from(bit));
                self.exact &= !text.starts_with(['T', 'F']);
            }
            (Data::Values(values), Seen::Temporal(scalar, value)) if scalar == self.scalar => values.push(value),
            (_, seen) => {
                let own = match &seen {
                    Seen::Boolean(_) => Scalar::Boolean,
                    Seen::Integer(_) => Scalar::Integer,
                    Seen::Float(_) => Scalar::Float,
                    Seen::Temporal(scalar, _) => *scalar,
                    Seen::Text => Scalar::Text,
                };
                self.widen(self.scalar.join(own));
                self.push_sniffed(text, seen);
            }
        }
    }

    /// Turns the values into those of a wider type.
    pub(super) fn widen(&mut self, to: Scalar) {
        if to == self.scalar {
            return;
        }
        self.lossy |= to == Scalar::Text && !self.exact;
        self.exact &= !matches!(to, Scalar::Float | Scalar::LocalDateTime | Scalar::DateTime);
        self.scalar = to;
        let old = std::mem::replace(&mut self.data, Data::Nothing(0));
        self.data = match old {
            Data::Nothing(rows) => empty(to, rows),
            Data::Integers(values, absent) if to == Scalar::Float => {
                Data::Floats(values.into_iter().map(|value| value as f64).collect(), absent)
            }
            other => texts_of(other),
        };
        if let Data::Texts(codes, texts) = &mut self.data {
            for row in std::mem::take(&mut self.blanks) {
                if let Some(code) = codes.get_mut(row as usize) {
                    *code = texts.intern("");
                }
            }
        }
    }

    fn push_absent(&mut self) {
        match &mut self.data {
            Data::Nothing(rows) => *rows += 1,
            Data::Booleans(bits) => bits.push(2),
            Data::Integers(values, absent) => {
                absent.set(values.len(), true);
                values.push(0);
            }
            Data::Floats(values, absent) => {
                absent.set(values.len(), true);
                values.push(0.0);
            }
            Data::Texts(codes, _) => codes.push(Dictionary::NULL),
            Data::Values(values) => values.push(Value::Null),
        }
    }

    fn push_value(&mut self, value: Value) {
        match (&mut self.data, value) {
            (Data::Booleans(bits), Value::Boolean(bit)) => bits.push(u8::from(bit)),
            (Data::Integers(values, _), Value::Integer(int)) => values.push(int),
            (Data::Floats(values, _), Value::Float(float)) => values.push(float),
            (Data::Texts(codes, texts), Value::String(text)) => codes.push(texts.intern(&text)),
            (Data::Values(values), value) => values.push(value),
            // A type and its form belong together; see `empty`.
            _ => self.push_absent(),
        }
    }

    /// To be called when no more rows come: frees what only adding needs.
    pub(super) fn seal(&mut self) {
        if let Data::Texts(_, texts) = &mut self.data {
            texts.seal();
        }
    }

    /// Takes back the rows from `rows` on, of which there is at most one.
    pub(super) fn truncate(&mut self, rows: usize) {
        self.blanks.pop_if(|row| *row as usize >= rows);
        match &mut self.data {
            Data::Nothing(count) => *count = rows.min(*count),
            Data::Booleans(bits) => bits.truncate(rows),
            Data::Integers(values, absent) => {
                values.truncate(rows);
                clear(absent, rows);
            }
            Data::Floats(values, absent) => {
                values.truncate(rows);
                clear(absent, rows);
            }
            Data::Texts(codes, _) => codes.truncate(rows),
            Data::Values(values) => values.truncate(rows),
        }
    }
}

fn clear(absent: &mut Bitmap, row: usize) {
    if absent.get(row) {
        absent.set(row, false);
    }
}

/// `rows` rows without a value in the form of a type.
fn empty(scalar: Scalar, rows: usize) -> Data {
    let absent = || (0..rows).map(|_| true).collect::<Bitmap>();
    match scalar {
        Scalar::Nothing => Data::Nothing(rows),
        Scalar::Boolean => Data::Booleans(vec![2; rows]),
        Scalar::Integer => Data::Integers(vec![0; rows], absent()),
        Scalar::Float => Data::Floats(vec![0.0; rows], absent()),
        Scalar::Text => Data::Texts(vec![Dictionary::NULL; rows], Interned::default()),
        _ => Data::Values(vec![Value::Null; rows]),
    }
}

/// The values as texts.
fn texts_of(data: Data) -> Data {
    let mut texts = Interned::default();
    let mut code = |value: Value| to_text(&value).map_or(Dictionary::NULL, |text| texts.intern(&text));
    let codes = match data {
        Data::Nothing(rows) => vec![Dictionary::NULL; rows],
        Data::Booleans(bits) => {
            bits.into_iter().map(|bit| code(if bit > 1 { Value::Null } else { Value::Boolean(bit == 1) })).collect()
        }
        Data::Integers(values, absent) => numbers(values, &absent, |value| code(Value::Integer(value))),
        Data::Floats(values, absent) => numbers(values, &absent, |value| code(Value::Float(value))),
        Data::Values(values) => values.into_iter().map(code).collect(),
        texts @ Data::Texts(..) => return texts,
    };
    Data::Texts(codes, texts)
}

fn numbers<T>(values: Vec<T>, absent: &Bitmap, mut code: impl FnMut(T) -> u32) -> Vec<u32> {
    let rows = values.into_iter().enumerate();
    rows.map(|(row, value)| if absent.get(row) { Dictionary::NULL } else { code(value) }).collect()
}

fn list(scalar: Scalar, delimiter: char, text: &str) -> Result<Value, String> {
    if text.is_empty() {
        return Ok(Value::list(Vec::new()));
    }
    let element = |part: &str| {
        scalar.value(part).ok_or_else(|| format!("`{}` in a list is no {}", shortened(part), scalar.type_name()))
    };
    Ok(Value::list(text.split(delimiter).map(element).collect::<Result<_, _>>()?))
}

/// A text as a message quotes it.
pub(super) fn shortened(text: &str) -> String {
    const MOST: usize = 60;
    if text.chars().count() <= MOST { text.to_owned() } else { text.chars().take(MOST).chain(['…']).collect() }
}
