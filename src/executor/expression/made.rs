//! The memory of values that one expression makes for the rows of a batch, while it makes them.
//!
//! A batch has few rows, but each may get a long list or text; so limits are looked at within a batch as well. What was
//! made is not counted as held: it is gone with the batch, or an operator that keeps it counts it.

use crate::diagnostic::Result;
use crate::executor::batch::value_bytes;
use crate::functions::{Allowance, allow_text};
use crate::value::{Aside, Value};

/// Bytes, and values, between two looks at the limits.
const BYTES: usize = 1 << 20;
/// Bytes of a text that are copied between two looks at the limits.
const PIECE: usize = 1 << 24;
const VALUES: usize = 1 << 12;

/// See the file.
pub(super) struct Made {
    bytes: usize,
    // What was made when the limits were looked at, and values since.
    seen: usize,
    values: usize,
}

impl Made {
    /// Nothing yet.
    pub(super) fn new() -> Self {
        Self { bytes: 0, seen: 0, values: 0 }
    }

    /// Counts a value that was made.
    ///
    /// # Errors
    /// Those of the limits: memory, time, interrupt.
    pub(super) fn add(&mut self, value: &Value, limits: &dyn Allowance) -> Result<()> {
        self.count(value_bytes(value), limits)
    }

    /// Counts bytes of texts that were made.
    ///
    /// # Errors
    /// As [`Self::add`].
    pub(super) fn add_bytes(&mut self, bytes: usize, limits: &dyn Allowance) -> Result<()> {
        self.count(bytes, limits)
    }

    /// The text or list that joins two long ones, made piece by piece; `None` where they are short or something else, and
    /// may be joined at once.
    ///
    /// # Errors
    /// As [`Self::add`].
    pub(super) fn join(&mut self, a: &Value, b: &Value, limits: &dyn Allowance) -> Result<Option<Value>> {
        let bytes = length(a) + length(b);
        self.count(bytes, limits)?;
        if bytes <= BYTES {
            return Ok(None);
        }
        match (a, b) {
            (Value::String(a), Value::String(b)) => {
                allow_text(limits, bytes)?;
                let mut joined = String::with_capacity(bytes);
                for mut rest in [&**a, &**b] {
                    while !rest.is_empty() {
                        limits.allow(0)?;
                        let (piece, more) = rest.split_at(rest.floor_char_boundary(PIECE));
                        joined.push_str(piece);
                        rest = more;
                    }
                }
                Ok(Some(Value::string(joined)))
            }
            (Value::List(a), Value::List(b)) => {
                limits.allow(bytes)?;
                let mut joined = Aside::new(Vec::with_capacity(a.len() + b.len()));
                for piece in a.chunks(VALUES).chain(b.chunks(VALUES)) {
                    limits.allow(0)?;
                    joined.extend_from_slice(piece);
                }
                Ok(Some(Value::list(joined.done())))
            }
            _ => limits.allow(bytes).map(|()| None),
        }
    }

    fn count(&mut self, bytes: usize, limits: &dyn Allowance) -> Result<()> {
        self.bytes += bytes;
        self.values += 1;
        if self.bytes > self.seen + BYTES || self.values > VALUES {
            limits.room(self.bytes)?;
            (self.seen, self.values) = (self.bytes, 0);
        }
        Ok(())
    }
}

/// The bytes that a value adds to a text or a list.
fn length(value: &Value) -> usize {
    match value {
        Value::String(text) => text.len(),
        Value::List(elements) => elements.len() * size_of::<Value>(),
        _ => 0,
    }
}
