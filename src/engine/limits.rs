//! What a statement may use, and how it is stopped from outside.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crate::executor::ExecutionLimits;

/// Limits of each statement of a session; `None` is no limit.
#[derive(Clone, Debug, Default)]
pub struct Limits {
    /// How long a statement may run.
    pub timeout: Option<Duration>,
    /// Bytes that a statement may hold back (sorts, groups, collected rows).
    pub memory: Option<u64>,
    /// Rows that a statement may give.
    pub rows: Option<u64>,
    /// Cores that a statement may use; `None` is all that the process may use.
    pub threads: Option<usize>,
}

/// Stops the running statement of a session from another thread.
#[derive(Clone, Debug, Default)]
pub struct Interrupt(Arc<AtomicBool>);

impl Interrupt {
    /// Makes the running statement fail with class `Interrupted` as soon as it looks. Without a running statement it
    /// has no effect: the next one clears it.
    pub fn cancel(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Forgets an earlier [`Self::cancel`].
    pub(super) fn clear(&self) {
        self.0.store(false, Ordering::Relaxed);
    }

    /// Whether it was called since the statement began.
    pub(super) fn is_set(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

impl Limits {
    /// The limits of a statement that starts now.
    pub(super) fn start(&self, interrupt: &Interrupt) -> ExecutionLimits {
        ExecutionLimits {
            deadline: self.timeout.and_then(|timeout| Some((Instant::now().checked_add(timeout)?, timeout))),
            cancel: Some(Arc::clone(&interrupt.0)),
            memory: self.memory,
            rows: self.rows,
            threads: self.threads,
        }
    }
}
