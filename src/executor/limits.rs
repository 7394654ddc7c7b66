//! What a statement may use: time, memory, rows, cores; and being interrupted.
//!
//! A limit that was hit is an error that says how to raise it. What is held back is counted in one number that the
//! operators of a statement, its threads and the procedures it calls share.

use std::num::NonZero;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, LazyLock};
use std::thread::available_parallelism;
use std::time::{Duration, Instant};

use crate::algorithms::Control;
use crate::diagnostic::{Class, Detail, Diagnostic, Phase, Result};
use crate::functions::Allowance;

/// Bytes of one value; more is a mistake rather than a wish, and might take the machine down.
const LARGEST_VALUE: usize = 1 << 32;

/// What a statement may use. `None` is no limit.
#[derive(Clone, Debug, Default)]
pub(crate) struct ExecutionLimits {
    /// When it must be done, and the time it was given (for the message).
    pub(crate) deadline: Option<(Instant, Duration)>,
    /// Set by another thread to stop the statement.
    pub(crate) cancel: Option<Arc<AtomicBool>>,
    /// Bytes that operators may hold back (sorts, groups, collected input).
    pub(crate) memory: Option<u64>,
    /// Rows of the result.
    pub(crate) rows: Option<u64>,
    /// Cores that it may use; `None` is all that the process may use.
    pub(crate) threads: Option<usize>,
}

impl ExecutionLimits {
    /// Cores that it may use, at least one. To be asked where there is work for several: the first answer takes longer
    /// than a short statement.
    pub(crate) fn threads(&self) -> usize {
        self.threads.unwrap_or_else(cores).max(1)
    }

    /// An error when the statement was cancelled or is out of time.
    pub(crate) fn check(&self) -> Result<()> {
        if self.cancel.as_ref().is_some_and(|flag| flag.load(Ordering::Relaxed)) {
            let message = "the statement was interrupted";
            return Err(Diagnostic::new(Class::Interrupted, Phase::Runtime, Detail::Cancelled, message));
        }
        if let Some((deadline, given)) = self.deadline
            && Instant::now() >= deadline
        {
            let message = format!("the statement did not end within its time limit of {}", seconds(given));
            return Err(limit(Detail::TimeLimit, message).hint("raise the limit with `--timeout`, or ask for less"));
        }
        Ok(())
    }
}

/// The cores that this process may use. Asked once: the answer is read from several files.
fn cores() -> usize {
    static CORES: LazyLock<usize> = LazyLock::new(|| available_parallelism().map_or(1, NonZero::get));
    *CORES
}

/// The limits of a statement as one call of a procedure sees them; what the call held is given back at its end.
pub(super) struct Watch {
    limits: ExecutionLimits,
    held: Arc<AtomicU64>,
    own: AtomicU64,
}

impl Watch {
    /// Nothing is held yet beside what the statement holds.
    pub(super) fn new(limits: ExecutionLimits, held: Arc<AtomicU64>) -> Self {
        Self { limits, held, own: AtomicU64::new(0) }
    }
}

impl Control for Watch {
    fn check(&self) -> Result<()> {
        self.limits.check()
    }

    fn hold(&self, bytes: usize) -> Result<()> {
        self.own.fetch_add(bytes as u64, Ordering::Relaxed);
        hold(&self.limits, &self.held, bytes)
    }

    fn release(&self, bytes: usize) {
        self.own.fetch_sub(bytes as u64, Ordering::Relaxed);
        self.held.fetch_sub(bytes as u64, Ordering::Relaxed);
    }

    fn threads(&self) -> usize {
        self.limits.threads()
    }
}

impl Allowance for Watch {
    fn allow(&self, bytes: usize) -> Result<()> {
        self.room(bytes)?;
        one_value(bytes)
    }

    fn room(&self, bytes: usize) -> Result<()> {
        self.limits.check()?;
        room(&self.limits, &self.held, bytes)
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.held.fetch_sub(*self.own.get_mut(), Ordering::Relaxed);
    }
}

/// Adds `bytes` to what is held, within the limits.
pub(super) fn hold(limits: &ExecutionLimits, held: &AtomicU64, bytes: usize) -> Result<()> {
    let held = held.fetch_add(bytes as u64, Ordering::Relaxed).saturating_add(bytes as u64);
    within(limits, held)
}

/// Whether `bytes` more could be held, within the limits.
pub(super) fn room(limits: &ExecutionLimits, held: &AtomicU64, bytes: usize) -> Result<()> {
    within(limits, held.load(Ordering::Relaxed).saturating_add(bytes as u64))
}

/// Whether one value may be so large.
pub(super) fn one_value(bytes: usize) -> Result<()> {
    if bytes <= LARGEST_VALUE {
        return Ok(());
    }
    let message = format!("one value would take {} MiB", bytes >> 20);
    Err(limit(Detail::MemoryLimit, message).hint("no value may take more than 4 GiB, whatever `--memory`"))
}

fn within(limits: &ExecutionLimits, held: u64) -> Result<()> {
    match limits.memory {
        Some(most) if held > most => {
            let message = format!("the statement needs more than its memory limit of {} MiB", most.div_ceil(1 << 20));
            Err(limit(Detail::MemoryLimit, message).hint("raise the limit with `--memory`, or ask for less"))
        }
        _ => Ok(()),
    }
}

/// The error of a limit that was hit.
pub(super) fn limit(detail: Detail, message: String) -> Diagnostic {
    Diagnostic::new(Class::LimitExceeded, Phase::Runtime, detail, message)
}

fn seconds(given: Duration) -> String {
    if given.as_millis() < 1000 { format!("{} ms", given.as_millis()) } else { format!("{} s", given.as_secs_f64()) }
}
