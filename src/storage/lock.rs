//! One process owns a store: a lock on a file beside sled's, taken before anything is read.
//!
//! sled locks its own file too, but a store at rest is read without starting sled, and must be owned all the same. The
//! lock goes with the process, however that ends.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use super::directory::LOCK_FILE;
use super::error::StorageError;

/// How long the lock of a store that this process has just closed may linger.
pub(crate) const LOCK_PATIENCE: Duration = Duration::from_millis(300);

/// The right to a store; given back when dropped.
#[derive(Debug)]
pub(crate) struct Lock {
    _file: File,
}

impl Lock {
    /// Takes the store in `directory`, which exists.
    pub(crate) fn take(directory: &Path) -> Result<Self, StorageError> {
        let place = directory.display().to_string();
        let path = directory.join(LOCK_FILE);
        let opened = match OpenOptions::new().read(true).open(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path)
            }
            other => other,
        };
        let file = opened.map_err(|error| StorageError::io(&place, "lock", error))?;
        let deadline = Instant::now() + LOCK_PATIENCE;
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(Self { _file: file }),
                Err(TryLockError::WouldBlock) if Instant::now() < deadline => thread::sleep(Duration::from_millis(10)),
                Err(TryLockError::WouldBlock) => return Err(StorageError::Locked { place }),
                Err(TryLockError::Error(error)) => return Err(StorageError::io(&place, "lock", error)),
            }
        }
    }
}
