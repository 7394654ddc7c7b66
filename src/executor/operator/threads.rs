//! Several threads for one statement.

use std::panic::resume_unwind;

use crate::diagnostic::{Diagnostic, Result};
use crate::executor::context::Context;

/// A context for each of so many threads.
///
/// # Errors
/// `Internal` when the statement writes: it has one thread.
pub(super) fn contexts(threads: usize, ctx: &Context) -> Result<Vec<Context>> {
    let missing = || Diagnostic::internal("a statement that writes was shared among threads");
    (0..threads).map(|_| ctx.worker().ok_or_else(missing)).collect()
}

/// What `one` makes of each input, on a thread of its own; in the order of the inputs.
///
/// They are no threads of a pool, because a source that they wait for may itself wait for the pool.
pub(super) fn on_threads<I: Send, T: Send>(
    inputs: impl Iterator<Item = I>,
    one: impl Fn(I) -> Result<T> + Sync,
) -> Result<Vec<T>> {
    std::thread::scope(|scope| {
        let one = &one;
        let threads: Vec<_> = inputs.map(|input| scope.spawn(move || one(input))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap_or_else(|panic| resume_unwind(panic))).collect()
    })
}
