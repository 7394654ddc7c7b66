//! Columns of a sealed block: many integers, strings or values of one meaning side by side, in the shortest of a few forms.
//!
//! Whoever writes tries the forms and takes the shortest; a reader takes all of them. What no writer makes is
//! [`Malformed`], never a panic.
//!
//! ```text
//! bytes     0 · length · bytes            or   1 · length · deflated length · deflate of the bytes
//! integers  0 · bytes(bit-packed)         or   1 · bytes(count · zigzag of each difference to the one before)
//! ```

use std::io::{Read, Write};
use std::sync::Arc;

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use rustc_hash::FxHashMap;

use super::codec::{Decoder, Encoder, Malformed};
use crate::value::Value;

/// Shorter strings of bytes are not worth deflating.
const SHORTEST: usize = 32;
const TOO_FEW: Malformed = Malformed("a column ends too early");

/// Bytes, deflated where that is shorter.
pub(super) fn write_bytes(bytes: &[u8], out: &mut Encoder) {
    if let Some(short) = deflated(bytes).filter(|short| short.len() < bytes.len()) {
        out.byte(1);
        out.unsigned(bytes.len() as u64);
        out.unsigned(short.len() as u64);
        out.raw(&short);
    } else {
        out.byte(0);
        out.unsigned(bytes.len() as u64);
        out.raw(bytes);
    }
}

fn deflated(bytes: &[u8]) -> Option<Vec<u8>> {
    if bytes.len() < SHORTEST {
        return None;
    }
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).ok()?;
    encoder.finish().ok()
}

/// What [`write_bytes`] wrote.
pub(super) fn read_bytes(input: &mut Decoder<'_>) -> Result<Vec<u8>, Malformed> {
    match input.byte()? {
        0 => {
            let length = input.length()?;
            Ok(input.raw(length)?.to_vec())
        }
        1 => {
            let wanted = input.unsigned()?;
            let length = input.length()?;
            let mut bytes = Vec::new();
            // One byte more than is wanted shows that there are too many.
            let mut inflated = DeflateDecoder::new(input.raw(length)?).take(wanted.saturating_add(1));
            inflated.read_to_end(&mut bytes).map_err(|_| Malformed("a column cannot be inflated"))?;
            if bytes.len() as u64 == wanted { Ok(bytes) } else { Err(Malformed("a column has another length")) }
        }
        _ => Err(Malformed("a column has an unknown form")),
    }
}

/// Integers.
pub(super) fn write_integers(values: &[i64], out: &mut Encoder) {
    let mut packed = Encoder::new();
    packed.integers(values.iter().copied());
    let mut differences = Encoder::new();
    differences.unsigned(values.len() as u64);
    let mut before = 0_i64;
    for value in values {
        differences.signed(value.wrapping_sub(before));
        before = *value;
    }
    let form = |bytes: Encoder| {
        let mut out = Encoder::new();
        write_bytes(&bytes.into_bytes(), &mut out);
        out.into_bytes()
    };
    let (packed, differences) = (form(packed), form(differences));
    let (form, bytes) = if packed.len() <= differences.len() { (0, packed) } else { (1, differences) };
    out.byte(form);
    out.raw(&bytes);
}

/// What [`write_integers`] wrote.
pub(super) fn read_integers(input: &mut Decoder<'_>) -> Result<Column<i64>, Malformed> {
    let form = input.byte()?;
    let bytes = read_bytes(input)?;
    let mut input = Decoder::new(&bytes);
    let values = match form {
        0 => input.integers()?,
        1 => {
            let count = input.length()?;
            let mut value = 0_i64;
            let mut next = || {
                value = value.wrapping_add(input.signed()?);
                Ok(value)
            };
            (0..count).map(|_| next()).collect::<Result<_, _>>()?
        }
        _ => return Err(Malformed("a column has an unknown form")),
    };
    input.finish()?;
    Ok(Column(values.into_iter()))
}

/// A column that is being read from its start.
#[derive(Debug)]
pub(super) struct Column<T>(std::vec::IntoIter<T>);

impl<T> Column<T> {
    /// The next entry.
    pub(super) fn next(&mut self) -> Result<T, Malformed> {
        self.0.next().ok_or(TOO_FEW)
    }

    /// The number of entries that are left.
    pub(super) fn left(&self) -> usize {
        self.0.len()
    }

    /// Everything must have been read.
    pub(super) fn finish(&self) -> Result<(), Malformed> {
        if self.0.len() == 0 { Ok(()) } else { Err(Malformed("a column is left over")) }
    }
}

impl Column<i64> {
    /// The next entry, which is a number of something.
    pub(super) fn next_id(&mut self) -> Result<u32, Malformed> {
        u32::try_from(self.next()?).map_err(|_| Malformed("a number is longer than 32 bits"))
    }

    /// The next entry, which counts entries that follow somewhere.
    pub(super) fn next_count(&mut self) -> Result<usize, Malformed> {
        usize::try_from(self.next()?).map_err(|_| Malformed("a count is negative"))
    }
}

/// Strings of which many are the same: each different one is kept once.
#[derive(Debug, Default)]
pub(super) struct Texts {
    known: FxHashMap<Arc<str>, i64>,
    different: Vec<Arc<str>>,
    numbers: Vec<i64>,
}

impl Texts {
    /// Appends a string.
    pub(super) fn push(&mut self, text: &Arc<str>) {
        let next = self.different.len() as i64;
        let number = *self.known.entry(Arc::clone(text)).or_insert(next);
        if number == next {
            self.different.push(Arc::clone(text));
        }
        self.numbers.push(number);
    }

    /// Appends it all.
    pub(super) fn write(&self, out: &mut Encoder) {
        write_integers(&self.numbers, out);
        let mut texts = Encoder::new();
        texts.texts(self.different.iter().map(|text| &**text));
        write_bytes(&texts.into_bytes(), out);
    }

    /// What [`Self::write`] wrote.
    pub(super) fn read(input: &mut Decoder<'_>) -> Result<Column<Arc<str>>, Malformed> {
        let numbers = read_integers(input)?;
        let bytes = read_bytes(input)?;
        let mut texts = Decoder::new(&bytes);
        let different: Vec<Arc<str>> = texts.texts()?.iter().map(Arc::from).collect();
        texts.finish()?;
        let text = |number: i64| {
            let text = usize::try_from(number).ok().and_then(|number| different.get(number));
            text.cloned().ok_or(Malformed("a string is not there"))
        };
        let texts = numbers.0.map(text).collect::<Result<Vec<_>, _>>()?;
        Ok(Column(texts.into_iter()))
    }
}

const NULL: i64 = 0;
const FALSE: i64 = 1;
const TRUE: i64 = 2;
const INTEGER: i64 = 3;
const FLOAT: i64 = 4;
const TEXT: i64 = 5;
const OTHER: i64 = 6;

/// The values of one property, each in the place of its type.
#[derive(Debug, Default)]
pub(super) struct Values {
    kinds: Vec<i64>,
    integers: Vec<i64>,
    /// The same integers, less the value that they replace where that is one too.
    differences: Vec<i64>,
    floats: Vec<f64>,
    texts: Texts,
    others: Vec<Value>,
}

impl Values {
    /// Appends the value that replaces `before`, which a reader knows by then.
    pub(super) fn push(&mut self, value: &Value, before: &Value) {
        self.kinds.push(match value {
            Value::Null => NULL,
            Value::Boolean(false) => FALSE,
            Value::Boolean(true) => TRUE,
            Value::Integer(integer) => {
                self.integers.push(*integer);
                self.differences.push(integer.wrapping_sub(replaced(before)));
                INTEGER
            }
            Value::Float(float) => {
                self.floats.push(*float);
                FLOAT
            }
            Value::String(text) => {
                self.texts.push(text);
                TEXT
            }
            other => {
                self.others.push(other.clone());
                OTHER
            }
        });
    }

    /// Appends it all.
    pub(super) fn write(&self, out: &mut Encoder) -> Result<(), Malformed> {
        write_integers(&self.kinds, out);
        let form = |values: &[i64]| {
            let mut out = Encoder::new();
            write_integers(values, &mut out);
            out.into_bytes()
        };
        let (integers, differences) = (form(&self.integers), form(&self.differences));
        let (form, bytes) = if integers.len() <= differences.len() { (0, integers) } else { (1, differences) };
        out.byte(form);
        out.raw(&bytes);
        write_bytes(&planes(&self.floats), out);
        self.texts.write(out);
        let mut others = Encoder::new();
        others.values(&self.others)?;
        write_bytes(&others.into_bytes(), out);
        Ok(())
    }
}

/// What a value is told from: an integer that is replaced, else 0.
fn replaced(before: &Value) -> i64 {
    match before {
        Value::Integer(before) => *before,
        _ => 0,
    }
}

/// The bytes of doubles, all first ones first: signs and exponents are much alike.
fn planes(floats: &[f64]) -> Vec<u8> {
    let bytes: Vec<[u8; 8]> = floats.iter().map(|float| float.to_le_bytes()).collect();
    let plane = |at: usize| bytes.iter().filter_map(move |bytes| bytes.get(at).copied());
    (0..8).flat_map(plane).collect()
}

fn of_planes(bytes: &[u8]) -> Result<Vec<f64>, Malformed> {
    let count = bytes.len() / 8;
    if bytes.len() != count * 8 {
        return Err(TOO_FEW);
    }
    let mut all = vec![[0_u8; 8]; count];
    for (place, plane) in bytes.chunks(count.max(1)).enumerate() {
        for (float, byte) in all.iter_mut().zip(plane) {
            if let Some(to) = float.get_mut(place) {
                *to = *byte;
            }
        }
    }
    Ok(all.into_iter().map(f64::from_le_bytes).collect())
}

/// The values of one property as they are read.
#[derive(Debug)]
pub(super) struct ValueColumn {
    kinds: Column<i64>,
    are_differences: bool,
    integers: Column<i64>,
    floats: Column<f64>,
    texts: Column<Arc<str>>,
    others: Column<Value>,
}

impl ValueColumn {
    /// What [`Values::write`] wrote.
    pub(super) fn read(input: &mut Decoder<'_>) -> Result<Self, Malformed> {
        let kinds = read_integers(input)?;
        let are_differences = match input.byte()? {
            0 => false,
            1 => true,
            _ => return Err(Malformed("a column has an unknown form")),
        };
        let integers = read_integers(input)?;
        let floats = Column(of_planes(&read_bytes(input)?)?.into_iter());
        let texts = Texts::read(input)?;
        let bytes = read_bytes(input)?;
        let mut others = Decoder::new(&bytes);
        let values = others.values()?;
        others.finish()?;
        Ok(Self { kinds, are_differences, integers, floats, texts, others: Column(values.into_iter()) })
    }

    /// The next value, which replaces `before`.
    pub(super) fn next(&mut self, before: &Value) -> Result<Value, Malformed> {
        Ok(match self.kinds.next()? {
            NULL => Value::Null,
            FALSE => Value::Boolean(false),
            TRUE => Value::Boolean(true),
            INTEGER => {
                let integer = self.integers.next()?;
                Value::Integer(if self.are_differences { integer.wrapping_add(replaced(before)) } else { integer })
            }
            FLOAT => Value::Float(self.floats.next()?),
            TEXT => Value::String(self.texts.next()?),
            OTHER => self.others.next()?,
            _ => return Err(Malformed("a value has an unknown type")),
        })
    }

    /// Everything must have been read.
    pub(super) fn finish(&self) -> Result<(), Malformed> {
        self.kinds.finish()?;
        self.integers.finish()?;
        self.floats.finish()?;
        self.texts.finish()?;
        self.others.finish()
    }
}
