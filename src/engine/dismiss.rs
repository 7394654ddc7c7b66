//! Gives back what a failed statement held, without letting its caller wait: millions of rows take seconds to free.

use super::error::Error;
use crate::diagnostic::Class;
use crate::value::free_elsewhere;

/// Drops what was held by a statement that failed with `error`: on a thread of its own when the statement was stopped,
/// by its user or by a limit, and may have held much; else, or where no thread can be had, here.
pub(super) fn give_back<T: Send + 'static>(held: T, error: &Error) {
    let Error::Statement(why) = error else { return };
    if matches!(why.class(), Class::Interrupted | Class::LimitExceeded) {
        free_elsewhere(held);
    }
}
