//! A range of values, as `<`, `<=`, `>` and `>=` cut it out of the order of an index.
//!
//! An index is in the order of all values; what a bound can be compared with is one run of it, and the range is a part
//! of that run. Lists are the exception: two lists whose elements have different types have an order and yet do not
//! compare, so each list of the run is asked.
//!
//! ```text
//! order   … 'a'  'b'  │ false  true │ -1   2   2.5   7 │
//! x > 2                                        2.5   7       not 'a', not true
//! ```

use std::ops::Bound;

use super::stored::{are_comparable, holds_nan};
use crate::value::{Value, less, less_or_equal, order};

/// Two bounds that compare with each other, at least one of them a value.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ValueRange<'a> {
    lower: Bound<&'a Value>,
    upper: Bound<&'a Value>,
    // One of the bounds: what compares with it is the run.
    probe: &'a Value,
}

impl<'a> ValueRange<'a> {
    /// The range between two bounds; `None` when nothing can be in it, or when it has no bound at all.
    pub(crate) fn new(lower: Bound<&'a Value>, upper: Bound<&'a Value>) -> Option<Self> {
        let value = |bound: Bound<&'a Value>| match bound {
            Bound::Included(value) | Bound::Excluded(value) => Some(value),
            Bound::Unbounded => None,
        };
        let probe = value(lower).or(value(upper))?;
        let usable =
            |value: Option<&Value>| value.is_none_or(|value| are_comparable(value, probe) && !holds_nan(value));
        (usable(value(lower)) && usable(value(upper))).then_some(Self { lower, upper, probe })
    }

    /// Where a search in the order may begin.
    pub(crate) fn start(&self) -> &'a [Value] {
        match self.lower {
            Bound::Included(low) | Bound::Excluded(low) => std::slice::from_ref(low),
            Bound::Unbounded => &[],
        }
    }

    /// Whether a value stands before the range in the order.
    pub(crate) fn is_before(&self, value: &Value) -> bool {
        match self.lower {
            Bound::Included(low) => order(value, low).is_lt(),
            Bound::Excluded(low) => order(value, low).is_le(),
            Bound::Unbounded => !are_comparable(value, self.probe) && order(value, self.probe).is_lt(),
        }
    }

    /// Whether a value that is not before the range is in its part of the order.
    pub(crate) fn is_inside(&self, value: &Value) -> bool {
        are_comparable(value, self.probe)
            && match self.upper {
                Bound::Included(high) => order(value, high).is_le(),
                Bound::Excluded(high) => order(value, high).is_lt(),
                Bound::Unbounded => true,
            }
    }

    /// Whether every value of that part satisfies the bounds; otherwise [`Self::holds`] must be asked.
    pub(crate) fn is_exact(&self) -> bool {
        !matches!(self.probe, Value::List(_))
    }

    /// Whether a value satisfies the bounds.
    pub(crate) fn holds(&self, value: &Value) -> bool {
        let above = match self.lower {
            Bound::Included(low) => less_or_equal(low, value),
            Bound::Excluded(low) => less(low, value),
            Bound::Unbounded => Some(true),
        };
        let below = match self.upper {
            Bound::Included(high) => less_or_equal(value, high),
            Bound::Excluded(high) => less(value, high),
            Bound::Unbounded => Some(true),
        };
        above == Some(true) && below == Some(true)
    }
}
