//! Gives back what a stopped statement held, without letting its caller wait: millions of rows take seconds to free.

use crate::diagnostic::{Class, Diagnostic};

/// Drops `held` on a thread of its own; here where no thread can be had.
pub(super) fn dismiss<T: Send + 'static>(held: T) {
    // A thread that is not started drops what it was given.
    let _ = std::thread::Builder::new().name("wasl-dismiss".to_owned()).spawn(move || drop(held));
}

/// Whether a statement that ended like this may have held much: it was stopped, by its user or by a limit.
pub(super) fn was_stopped(error: &Diagnostic) -> bool {
    matches!(error.class(), Class::Interrupted | Class::LimitExceeded)
}
