//! The state of an aggregation: what every accumulator can do.

use super::Environment;
use crate::diagnostic::Result;
use crate::value::Value;

/// The state of an aggregation over one group. `DISTINCT` and the `*` of `count(*)` are the caller's.
pub(crate) trait Accumulator: Send {
    /// Takes the arguments of one more row.
    fn update(&mut self, arguments: &[Value], environment: &Environment<'_>) -> Result<()>;
    /// The result.
    fn finish(self: Box<Self>) -> Result<Value>;
}
