//! Room for deep statements: a stack of their own, so that they do not depend on the caller's.
//!
//! Planning, running and dropping a plan recurse over its operators. A short text cannot make a deep plan and runs where
//! it is; a long one is prepared on a thread with a large stack, and when its plan is deep it also runs there, to its end.

use std::panic::resume_unwind;
use std::thread::{Builder, scope};

use crate::diagnostic::{Detail, Diagnostic, Result};
use crate::planner::MAX_STEPS;

/// Bytes of text that cannot make a deep plan: five of them are the shortest step, `-->()`.
pub(super) const SHORT: usize = 800;
/// Operators over each other that the stack of any thread holds (7 KiB each without optimisation, measured).
pub(super) const SHALLOW: usize = 150;
/// What the deepest plan takes: the planner's limit of steps, three operators each, twice the measured size. Only what
/// is used is ever taken from the machine.
const STACK: usize = MAX_STEPS * 3 * (14 << 10);

/// Does `work` on a large stack.
pub(super) fn with_room<T: Send>(work: impl FnOnce() -> T + Send) -> Result<T> {
    scope(|scope| match Builder::new().name("wasl-deep".into()).stack_size(STACK).spawn_scoped(scope, work) {
        Ok(thread) => Ok(thread.join().unwrap_or_else(|panic| resume_unwind(panic))),
        Err(_) => Err(Diagnostic::syntax(Detail::NestingTooDeep, "there is no memory to run so long a statement")),
    })
}
