//! One writer at a time: a lock that is held by value, so that a session can keep it through a transaction.
//!
//! A statement holds it for some ten microseconds, which is as long as waking a sleeper takes. So one of those who wait
//! stays awake for a moment and takes over without a change of threads; the others sleep, and each release wakes one of
//! them to be the next who is awake.

use std::hint::spin_loop;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::yield_now;
use std::time::{Duration, Instant};

use super::limits::Interrupt;
use crate::diagnostic::{Class, Detail, Diagnostic, Phase, Result};

/// How long a writer waits for another one before it gives up, unless its own time limit is shorter.
const PATIENCE: Duration = Duration::from_secs(30);
/// How often a waiting writer looks whether it was interrupted.
const LOOK: Duration = Duration::from_millis(20);
/// How long the one stays awake.
const AWAKE: Duration = Duration::from_micros(40);
/// How often it looks before it lets other threads have the core.
const GLANCES: u32 = 60;

/// Who may write.
#[derive(Debug, Default)]
pub(super) struct WriterLock {
    held: AtomicBool,
    /// Whether one of those who wait is awake.
    watched: AtomicBool,
    /// How many sleep. Changed with the bed locked.
    asleep: AtomicUsize,
    bed: Mutex<()>,
    freed: Condvar,
}

/// The right to write; given back when dropped.
#[derive(Debug)]
pub(super) struct WriterGuard(Arc<WriterLock>);

impl WriterLock {
    /// Waits for the right to write.
    pub(super) fn acquire(lock: &Arc<Self>, timeout: Option<Duration>, interrupt: &Interrupt) -> Result<WriterGuard> {
        if !lock.take() {
            lock.wait(timeout.map_or(PATIENCE, |timeout| timeout.min(PATIENCE)), interrupt)?;
        }
        Ok(WriterGuard(Arc::clone(lock)))
    }

    fn take(&self) -> bool {
        self.held.compare_exchange(false, true, Ordering::SeqCst, Ordering::SeqCst).is_ok()
    }

    fn wait(&self, patience: Duration, interrupt: &Interrupt) -> Result<()> {
        let start = Instant::now();
        while !self.watch() {
            if interrupt.is_set() {
                return Err(Diagnostic::new(Class::Interrupted, Phase::Runtime, Detail::Cancelled, "interrupted"));
            }
            if start.elapsed() > patience {
                return Err(busy(patience));
            }
            if self.sleep() {
                break;
            }
        }
        Ok(())
    }

    /// Stays awake for a moment, unless another one does; whether the lock was taken.
    fn watch(&self) -> bool {
        if self.watched.swap(true, Ordering::SeqCst) {
            return false;
        }
        let start = Instant::now();
        let taken = loop {
            if (0..GLANCES).any(|_| {
                spin_loop();
                !self.held.load(Ordering::Relaxed) && self.take()
            }) {
                break true;
            }
            if start.elapsed() > AWAKE {
                break false;
            }
            yield_now();
        };
        self.watched.store(false, Ordering::SeqCst);
        taken
    }

    /// Sleeps until the lock is given back, or for a while; whether the lock was taken.
    fn sleep(&self) -> bool {
        let bed = self.bed.lock().unwrap_or_else(PoisonError::into_inner);
        self.asleep.fetch_add(1, Ordering::SeqCst);
        // Who gives the lock back from here on sees the sleeper.
        let taken = self.take();
        if !taken {
            drop(self.freed.wait_timeout(bed, LOOK).unwrap_or_else(PoisonError::into_inner));
        }
        self.asleep.fetch_sub(1, Ordering::SeqCst);
        taken
    }
}

impl Drop for WriterGuard {
    fn drop(&mut self) {
        self.0.held.store(false, Ordering::SeqCst);
        if self.0.asleep.load(Ordering::SeqCst) > 0 {
            // Whoever was about to sleep does so by now.
            drop(self.0.bed.lock().unwrap_or_else(PoisonError::into_inner));
            self.0.freed.notify_one();
        }
    }
}

fn busy(patience: Duration) -> Diagnostic {
    let message = format!("another session has been writing for {} s", patience.as_secs());
    Diagnostic::new(Class::TransactionError, Phase::Runtime, Detail::InvalidTransactionState, message)
        .hint("commit or roll back its transaction, then try again")
}
