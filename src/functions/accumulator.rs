//! The state of an aggregation: what every accumulator can do.

use std::ops::Range;

use super::Environment;
use super::power_sums::{FloatPowers, PowerSums};
use crate::diagnostic::Result;
use crate::value::{Column, Value};

/// The state of an aggregation over one group. `DISTINCT` and the `*` of `count(*)` are the caller's.
pub(crate) trait Accumulator: Send {
    /// Takes the arguments of one more row.
    fn update(&mut self, arguments: &[Value], environment: &Environment<'_>) -> Result<()>;
    /// Takes some rows of a column without nulls at once, where it can; otherwise they are to be taken one by one.
    fn take_rows(&mut self, _: &Column, _: Range<usize>) -> bool {
        false
    }
    /// Takes integers and doubles of which only the sums are known, where these are enough.
    fn take_sums(&mut self, _: &PowerSums, _: FloatPowers) {}
    /// The result.
    fn finish(self: Box<Self>) -> Result<Value>;
}
