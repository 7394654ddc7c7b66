//! The bytes of a segment: the encoder that appends plain forms and the decoder that reads them back and trusts nothing.
//!
//! A decoder never panics and never allocates more than its input accounts for, whatever the bytes are; what it cannot
//! read is [`Malformed`], which the caller turns into damage of a named segment. The forms are drawn in `docs/storage-format.md`.

use crate::value::{Texts, Value};

/// Bytes that no encoder of ours writes; the text says what was expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Malformed(pub(crate) &'static str);

/// Appends to a growing segment.
#[derive(Debug, Default)]
pub(crate) struct Encoder {
    bytes: Vec<u8>,
}

impl Encoder {
    /// An empty segment.
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// The number of bytes so far.
    pub(crate) fn len(&self) -> usize {
        self.bytes.len()
    }

    /// The bytes.
    pub(crate) fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    /// One byte.
    pub(crate) fn byte(&mut self, byte: u8) {
        self.bytes.push(byte);
    }

    /// Bytes whose number the reader knows.
    pub(crate) fn raw(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    /// A varint.
    pub(crate) fn unsigned(&mut self, mut value: u64) {
        while value >= 0x80 {
            self.bytes.push(value as u8 | 0x80);
            value >>= 7;
        }
        self.bytes.push(value as u8);
    }

    /// A zigzag varint.
    pub(crate) fn signed(&mut self, value: i64) {
        self.unsigned((value << 1 ^ value >> 63) as u64);
    }

    /// Ids, codes, offsets.
    pub(crate) fn ids(&mut self, values: &[u32]) {
        self.integers(values.iter().map(|&value| i64::from(value)));
    }

    /// Doubles, bit for bit.
    pub(crate) fn floats(&mut self, values: &[f64]) {
        self.unsigned(values.len() as u64);
        for value in values {
            self.raw(&value.to_le_bytes());
        }
    }

    /// Strings: their lengths, then their bytes.
    pub(crate) fn texts<'a>(&mut self, texts: impl ExactSizeIterator<Item = &'a str> + Clone) {
        self.integers(texts.clone().map(|text| text.len() as i64));
        for text in texts {
            self.raw(text.as_bytes());
        }
    }

    /// Values of mixed types.
    pub(crate) fn values(&mut self, values: &[Value]) -> Result<(), Malformed> {
        self.postcard(&values, "values that cannot be written")
    }

    /// Anything serde knows, with its length in front.
    pub(crate) fn postcard<T: serde::Serialize>(
        &mut self,
        value: &T,
        complaint: &'static str,
    ) -> Result<(), Malformed> {
        let bytes = postcard::to_stdvec(value).map_err(|_| Malformed(complaint))?;
        self.unsigned(bytes.len() as u64);
        self.raw(&bytes);
        Ok(())
    }
}

/// Reads a segment from its start.
#[derive(Debug)]
pub(crate) struct Decoder<'a> {
    rest: &'a [u8],
}

impl<'a> Decoder<'a> {
    /// The number of bytes that are left.
    pub(crate) fn left(&self) -> usize {
        self.rest.len()
    }

    /// The bytes that are left, unread.
    pub(crate) fn peek(&self) -> &'a [u8] {
        self.rest
    }

    /// A decoder of `bytes`.
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// Everything must have been read.
    pub(crate) fn finish(self) -> Result<(), Malformed> {
        if self.rest.is_empty() { Ok(()) } else { Err(Malformed("bytes are left over at its end")) }
    }

    /// The next `count` bytes.
    pub(crate) fn raw(&mut self, count: usize) -> Result<&'a [u8], Malformed> {
        let (bytes, rest) = self.rest.split_at_checked(count).ok_or(Malformed("it ends too early"))?;
        self.rest = rest;
        Ok(bytes)
    }

    /// One byte.
    pub(crate) fn byte(&mut self) -> Result<u8, Malformed> {
        let (&byte, rest) = self.rest.split_first().ok_or(Malformed("it ends too early"))?;
        self.rest = rest;
        Ok(byte)
    }

    /// A varint.
    pub(crate) fn unsigned(&mut self) -> Result<u64, Malformed> {
        let mut value = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            if shift == 63 && byte > 1 {
                break;
            }
            value |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Ok(value);
            }
        }
        Err(Malformed("a number is longer than 64 bits"))
    }

    /// A varint that fits in 32 bits.
    pub(crate) fn unsigned32(&mut self) -> Result<u32, Malformed> {
        u32::try_from(self.unsigned()?).map_err(|_| Malformed("a number is longer than 32 bits"))
    }

    /// A zigzag varint.
    pub(crate) fn signed(&mut self) -> Result<i64, Malformed> {
        let value = self.unsigned()?;
        Ok((value >> 1) as i64 ^ -((value & 1) as i64))
    }

    /// A number of bytes that must still be there.
    pub(crate) fn length(&mut self) -> Result<usize, Malformed> {
        let length = self.unsigned()?;
        usize::try_from(length).ok().filter(|&length| length <= self.rest.len()).ok_or(Malformed("it ends too early"))
    }

    /// Doubles.
    pub(crate) fn floats(&mut self) -> Result<Vec<f64>, Malformed> {
        let count = usize::try_from(self.unsigned()?).map_err(|_| Malformed("it ends too early"))?;
        let bytes = self.raw(count.checked_mul(8).ok_or(Malformed("it ends too early"))?)?;
        Ok(bytes.as_chunks::<8>().0.iter().map(|bytes| f64::from_le_bytes(*bytes)).collect())
    }

    /// Strings.
    pub(crate) fn texts(&mut self) -> Result<Texts, Malformed> {
        let lengths = self.integers()?;
        let mut total = 0_usize;
        for length in &lengths {
            let length = usize::try_from(*length).map_err(|_| Malformed("a string has a negative length"))?;
            total = total.checked_add(length).ok_or(Malformed("it ends too early"))?;
        }
        let buffer = std::str::from_utf8(self.raw(total)?).map_err(|_| Malformed("a string is not UTF-8"))?;
        let texts = Texts::cut(buffer, lengths.into_iter().map(|length| length as usize));
        texts.ok_or(Malformed("a string is not UTF-8"))
    }

    /// Values of mixed types.
    pub(crate) fn values(&mut self) -> Result<Vec<Value>, Malformed> {
        self.postcard("a value cannot be read")
    }

    /// Anything serde knows, with its length in front.
    pub(crate) fn postcard<T: serde::de::DeserializeOwned>(&mut self, complaint: &'static str) -> Result<T, Malformed> {
        let length = self.length()?;
        postcard::from_bytes(self.raw(length)?).map_err(|_| Malformed(complaint))
    }
}
