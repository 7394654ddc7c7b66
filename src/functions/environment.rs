//! What a function may know besides its arguments: the graph, the time, chance, and how much it may make. All come from
//! the session.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::diagnostic::{Class, Detail, Diagnostic, Phase, Result};
use crate::graph::Snapshot;
use crate::value::temporal::{Instant, Zone};

/// What the functions of a statement run in.
#[derive(Clone, Copy)]
pub(crate) struct Environment<'a> {
    /// What the statement sees of the graph, its own changes included.
    pub(crate) graph: &'a Snapshot,
    /// The time.
    pub(crate) clock: &'a Clock,
    /// Chance.
    pub(crate) random: &'a Random,
    /// The limits of the statement.
    pub(crate) allowance: &'a dyn Allowance,
}

/// How much the values may take that a statement makes on its way.
pub(crate) trait Allowance {
    /// To be asked before one value of so many bytes is made, and now and then where that takes long.
    ///
    /// # Errors
    /// `LimitExceeded` when the statement has not so much memory, or is out of time; `Interrupted`.
    fn allow(&self, bytes: usize) -> Result<()>;

    /// As [`Self::allow`] for many values together.
    ///
    /// # Errors
    /// As [`Self::allow`].
    fn room(&self, bytes: usize) -> Result<()>;
}

/// Bytes of one text: as many as are copied before somebody who stops the statement has to wait.
const LONGEST_TEXT: usize = 1 << 29;

/// To be asked before a text of so many bytes is made.
///
/// # Errors
/// As [`Allowance::allow`], and a text of more than 512 MiB.
pub(crate) fn allow_text(allowance: &dyn Allowance, bytes: usize) -> Result<()> {
    allowance.allow(bytes)?;
    if bytes <= LONGEST_TEXT {
        return Ok(());
    }
    let message = format!("one text would take {} MiB", bytes >> 20);
    Err(Diagnostic::new(Class::LimitExceeded, Phase::Runtime, Detail::MemoryLimit, message)
        .hint("no text may take more than 512 MiB, whatever `--memory`"))
}

/// Allows everything: for tests of what makes values.
#[cfg(test)]
pub(crate) struct Anything;

#[cfg(test)]
impl Allowance for Anything {
    fn allow(&self, _: usize) -> Result<()> {
        Ok(())
    }

    fn room(&self, _: usize) -> Result<()> {
        Ok(())
    }
}

/// Seconds since 1970-01-01T00:00Z and nanoseconds of the second.
pub(crate) type Moment = (i64, u32);

/// The three times of a statement. Statement and transaction time stand still while it runs.
#[derive(Clone, Debug)]
pub(crate) struct Clock {
    statement: Moment,
    transaction: Moment,
    real: fn() -> Moment,
}

impl Clock {
    /// A clock for the first statement of a transaction, in universal time; `real` tells the time of the machine.
    pub(crate) fn new(real: fn() -> Moment) -> Self {
        let now = real();
        Self { statement: now, transaction: now, real }
    }

    /// The clock of the next statement of the same transaction.
    pub(crate) fn next_statement(&self) -> Self {
        Self { statement: (self.real)(), ..self.clone() }
    }

    /// When the statement started.
    pub(crate) fn statement(&self) -> Instant {
        instant(self.statement)
    }

    /// When the transaction started.
    pub(crate) fn transaction(&self) -> Instant {
        instant(self.transaction)
    }

    /// Now.
    pub(crate) fn real(&self) -> Instant {
        instant((self.real)())
    }
}

fn instant((seconds, nanos): Moment) -> Instant {
    Instant { seconds, nanos, zone: Zone::UTC }
}

/// Random numbers by splitmix64 (Steele, Lea, Flood 2014): the same seed gives the same numbers.
#[derive(Debug)]
pub(crate) struct Random(AtomicU64);

impl Random {
    /// Numbers that follow from `seed`.
    pub(crate) fn new(seed: u64) -> Self {
        Self(AtomicU64::new(seed))
    }

    /// 64 random bits.
    pub(crate) fn bits(&self) -> u64 {
        const STEP: u64 = 0x9E37_79B9_7F4A_7C15;
        let mut bits = self.0.fetch_add(STEP, Ordering::Relaxed).wrapping_add(STEP);
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        bits ^ (bits >> 31)
    }

    /// A double from 0 (included) to 1 (excluded).
    pub(crate) fn unit(&self) -> f64 {
        (self.bits() >> 11) as f64 / (1_u64 << 53) as f64
    }
}
