//! The state of an aggregation: what every accumulator can do, and what they share in doing it.

use std::any::Any;

use super::Environment;
use crate::diagnostic::{Diagnostic, Result};
use crate::value::Value;

/// The state of an aggregation over one group. `DISTINCT` and the `*` of `count(*)` are the caller's.
///
/// The result does not depend on how rows are dealt out to accumulators, as long as they are merged in the order of rows.
pub(crate) trait Accumulator: Send {
    /// Takes the arguments of one more row.
    fn update(&mut self, arguments: &[Value], environment: &Environment<'_>) -> Result<()>;
    /// Takes what another accumulator of the same function gathered over later rows.
    fn merge(&mut self, other: Box<dyn Accumulator>) -> Result<()>;
    /// The result.
    fn finish(self: Box<Self>) -> Result<Value>;
    /// The accumulator as itself, for [`Self::merge`].
    fn into_any(self: Box<Self>) -> Box<dyn Any>;
}

/// The other accumulator of a merge as its own type.
pub(super) fn of_same_type<T: 'static>(other: Box<dyn Accumulator>) -> Result<Box<T>> {
    other.into_any().downcast().map_err(|_| Diagnostic::internal("accumulators of two functions were merged"))
}

/// Fills in the method that every accumulator has the same.
macro_rules! as_itself {
    () => {
        fn into_any(self: Box<Self>) -> Box<dyn Any> {
            self
        }
    };
}

pub(super) use as_itself;
