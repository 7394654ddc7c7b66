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
        let failed = |error| StorageError::io(&place, "lock", error);
        let mut file = open(&path).map_err(failed)?;
        let deadline = Instant::now() + LOCK_PATIENCE;
        loop {
            match file.try_lock() {
                Ok(()) if is_at(&file, &path) => return Ok(Self { _file: file }),
                // Another directory stands there meanwhile: the store was compacted.
                Ok(()) => file = open(&path).map_err(failed)?,
                Err(TryLockError::WouldBlock) if Instant::now() < deadline => thread::sleep(Duration::from_millis(10)),
                Err(TryLockError::WouldBlock) => return Err(StorageError::Locked { place }),
                Err(TryLockError::Error(error)) => return Err(StorageError::io(&place, "lock", error)),
            }
        }
    }
}

fn open(path: &Path) -> io::Result<File> {
    match OpenOptions::new().read(true).open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)
        }
        other => other,
    }
}

/// Whether an open file is the one at `path`.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let (Ok(ours), Ok(there)) = (file.metadata(), std::fs::metadata(path)) else { return false };
    (ours.dev(), ours.ino()) == (there.dev(), there.ino())
}

/// Elsewhere a directory with an open file in it cannot be renamed.
#[cfg(not(unix))]
fn is_at(_: &File, _: &Path) -> bool {
    true
}
