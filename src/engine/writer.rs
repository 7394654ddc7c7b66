//! One writer at a time: a lock that is held by value, so that a session can keep it through a transaction.

use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::limits::Interrupt;
use crate::diagnostic::{Class, Detail, Diagnostic, Phase, Result};

/// How long a writer waits for another one before it gives up, unless its own time limit is shorter.
const PATIENCE: Duration = Duration::from_secs(30);
/// How often a waiting writer looks whether it was interrupted.
const LOOK: Duration = Duration::from_millis(20);

/// Who may write.
#[derive(Debug, Default)]
pub(super) struct WriterLock {
    held: Mutex<bool>,
    freed: Condvar,
}

/// The right to write; given back when dropped.
#[derive(Debug)]
pub(super) struct WriterGuard(Arc<WriterLock>);

impl WriterLock {
    /// Waits for the right to write.
    pub(super) fn acquire(lock: &Arc<Self>, timeout: Option<Duration>, interrupt: &Interrupt) -> Result<WriterGuard> {
        let patience = timeout.map_or(PATIENCE, |timeout| timeout.min(PATIENCE));
        let start = Instant::now();
        let mut held = lock.held.lock().unwrap_or_else(PoisonError::into_inner);
        while *held {
            if interrupt.is_set() {
                return Err(Diagnostic::new(Class::Interrupted, Phase::Runtime, Detail::Cancelled, "interrupted"));
            }
            if start.elapsed() > patience {
                return Err(busy(patience));
            }
            held = lock.freed.wait_timeout(held, LOOK).unwrap_or_else(PoisonError::into_inner).0;
        }
        *held = true;
        drop(held);
        Ok(WriterGuard(Arc::clone(lock)))
    }
}

impl Drop for WriterGuard {
    fn drop(&mut self) {
        *self.0.held.lock().unwrap_or_else(PoisonError::into_inner) = false;
        self.0.freed.notify_one();
    }
}

fn busy(patience: Duration) -> Diagnostic {
    let message = format!("another session has been writing for {} s", patience.as_secs());
    Diagnostic::new(Class::TransactionError, Phase::Runtime, Detail::InvalidTransactionState, message)
        .hint("commit or roll back its transaction, then try again")
}
