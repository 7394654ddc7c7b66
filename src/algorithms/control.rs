//! How the caller stops an algorithm: the deadline and the user's interrupt, seen from inside a loop.
//!
//! A check may read the clock, so loops ask once in [`STRIDE`] small steps, or once a unit of work that takes long.

use crate::diagnostic::Result;

/// Small steps between two checks: about a tenth of a millisecond of work.
pub(super) const STRIDE: usize = 1 << 14;

/// Says whether the statement may go on. Asked from many threads at once.
pub(crate) trait Control: Sync {
    /// An error when a limit was hit or the user interrupted.
    fn check(&self) -> Result<()>;
}

/// Counts small steps of one thread and asks the control now and then.
pub(super) struct Pace<'a> {
    control: &'a dyn Control,
    left: usize,
}

impl<'a> Pace<'a> {
    /// A count that asks `control`.
    pub(super) fn new(control: &'a dyn Control) -> Self {
        Self { control, left: STRIDE }
    }

    /// Counts `steps`; now and then asks.
    #[inline]
    pub(super) fn step(&mut self, steps: usize) -> Result<()> {
        if steps < self.left {
            self.left -= steps;
            return Ok(());
        }
        self.left = STRIDE;
        self.control.check()
    }
}
