//! Locking what another thread may have held while it panicked.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// What `mutex` protects. Contract of every mutex of this room: what it protects is assigned as a whole, or stands
/// between two calls of the engine, so a panic elsewhere cannot leave it half-way.
pub(super) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
