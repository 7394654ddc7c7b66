//! The smallest or largest of many values, in the order of ORDER BY.

use std::cmp::Ordering;

use crate::value::temporal::Scale;
use crate::value::{Value, order};

/// Bytes from which on comparing two texts takes a while.
const LONG: usize = 1 << 12;

/// The smallest or largest value; of equal ones the first.
pub(crate) struct Extreme {
    best: Value,
    wanted: Ordering,
}

impl Extreme {
    /// Of values that come `wanted` beside the best so far, the last.
    pub(super) fn new(wanted: Ordering) -> Self {
        Self { best: Value::Null, wanted }
    }

    pub(crate) fn take(&mut self, value: &Value) {
        if value.is_null() {
            return;
        }
        let order = if self.best.is_null() { self.wanted } else { order(value, &self.best) };
        // Of equal long texts the later one: what follows is often the same again, which is seen at once.
        let again = order.is_eq() && matches!(value, Value::String(text) if text.len() >= LONG);
        if order == self.wanted || again {
            self.best = value.clone();
        }
    }

    #[inline]
    pub(crate) fn take_integer(&mut self, value: i64) {
        match &mut self.best {
            Value::Integer(best) if value.cmp(best) == self.wanted => *best = value,
            Value::Integer(_) => {}
            _ => self.take(&Value::Integer(value)),
        }
    }

    #[inline]
    pub(crate) fn take_moment(&mut self, scale: Scale, moment: i64) {
        match scale.number(&self.best) {
            Some(best) if moment.cmp(&best) != self.wanted => {}
            _ => self.take(&scale.value(moment)),
        }
    }

    #[inline]
    pub(crate) fn take_float(&mut self, value: f64) {
        match &mut self.best {
            // NaN has a place in the order of values only.
            Value::Float(best) if !best.is_nan() && !value.is_nan() => {
                if value.partial_cmp(best) == Some(self.wanted) {
                    *best = value;
                }
            }
            _ => self.take(&Value::Float(value)),
        }
    }

    /// Takes a string; the bytes that are kept of it.
    #[inline]
    pub(crate) fn take_text(&mut self, text: &str) -> usize {
        match &self.best {
            Value::String(best) if text.len() < LONG && text.cmp(best) != self.wanted => 0,
            _ => {
                self.take(&Value::string(text));
                text.len()
            }
        }
    }

    pub(crate) fn into_value(self) -> Value {
        self.best
    }
}
