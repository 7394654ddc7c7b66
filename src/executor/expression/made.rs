//! The memory of values that one expression makes for the rows of a batch, while it makes them.
//!
//! A batch has few rows, but each may get a long list or text; so limits are looked at within a batch as well. What was
//! made is not counted as held: it is gone with the batch, or an operator that keeps it counts it.

use crate::diagnostic::Result;
use crate::executor::batch::value_bytes;
use crate::functions::Allowance;
use crate::value::Value;

/// Bytes, and values, between two looks at the limits.
const BYTES: usize = 1 << 20;
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

    /// To be asked before the text or list is made that joins two values.
    ///
    /// # Errors
    /// As [`Self::add`].
    pub(super) fn before_joining(&mut self, a: &Value, b: &Value, limits: &dyn Allowance) -> Result<()> {
        let bytes = length(a) + length(b);
        if bytes > BYTES {
            limits.allow(bytes)?;
        }
        self.count(bytes, limits)
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
