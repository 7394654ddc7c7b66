//! Ctrl-C: cancels the statement that runs; a second one, or one when nothing runs, ends a run that is not interactive.
//!
//! The handler runs on a thread of its own. While the interactive shell reads a line the terminal sends no signal:
//! the line editor sees the key itself.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use wasl::Interrupt;

use crate::exit::Exit;
use crate::new_file;

/// What the handler and the run share.
#[derive(Clone, Default)]
pub(crate) struct Signals {
    pressed: Arc<AtomicBool>,
    running: Arc<Mutex<Option<Interrupt>>>,
    interactive: Arc<AtomicBool>,
}

impl Signals {
    /// Installs the handler; without one (an embedding that forbids it) Ctrl-C just ends the process.
    pub(crate) fn install() -> Self {
        let signals = Self::default();
        let shared = signals.clone();
        let _ = ctrlc::set_handler(move || shared.handle());
        signals
    }

    fn handle(&self) {
        let again = self.pressed.swap(true, Ordering::SeqCst);
        let stays = self.interactive.load(Ordering::SeqCst);
        let running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        match running.as_ref() {
            Some(interrupt) if stays || !again => interrupt.cancel(),
            None if stays => {}
            _ => {
                new_file::abandon();
                std::process::exit(i32::from(Exit::Interrupted.code()))
            }
        }
    }

    /// The interactive shell outlives every Ctrl-C; only its own keys end it.
    pub(crate) fn stay(&self) {
        self.interactive.store(true, Ordering::SeqCst);
    }

    /// From now on, and as long as the guard lives, Ctrl-C cancels this.
    pub(crate) fn guard(&self, interrupt: Interrupt) -> Guard<'_> {
        *self.running.lock().unwrap_or_else(PoisonError::into_inner) = Some(interrupt);
        Guard(self)
    }

    /// Whether Ctrl-C was pressed since the last [`Signals::forget`].
    pub(crate) fn pressed(&self) -> bool {
        self.pressed.load(Ordering::SeqCst)
    }

    /// The interactive shell goes on after an interrupted statement.
    pub(crate) fn forget(&self) {
        self.pressed.store(false, Ordering::SeqCst);
    }
}

/// While it lives, Ctrl-C cancels instead of ending the process.
pub(crate) struct Guard<'a>(&'a Signals);

impl Drop for Guard<'_> {
    fn drop(&mut self) {
        *self.0.running.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}
