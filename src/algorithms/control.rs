//! The limits of a call as an algorithm sees them: how it is stopped from inside a loop, what memory and cores it may use.
//!
//! A check may read the clock, so loops ask once in [`STRIDE`] small steps, or once a unit of work that takes long.

use crate::diagnostic::Result;

/// Small steps between two checks: about a tenth of a millisecond of work.
pub(super) const STRIDE: usize = 1 << 14;

/// The limits of one call. Asked from many threads at once.
pub(crate) trait Control: Sync {
    /// An error when the time is over or the user interrupted.
    fn check(&self) -> Result<()>;

    /// Counts bytes that are about to be taken, until the call ends; an error when that is more than the statement may
    /// use.
    fn hold(&self, bytes: usize) -> Result<()>;

    /// Gives back some of what was counted.
    fn release(&self, bytes: usize);

    /// How many cores the call may use.
    fn threads(&self) -> usize;
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

    /// Whom it asks.
    pub(super) fn control(&self) -> &'a dyn Control {
        self.control
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
