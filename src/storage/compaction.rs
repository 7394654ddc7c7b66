//! Exchanging a store for a smaller copy of itself, so that a crash at any moment leaves one of the two in its place.
//!
//! sled's file seldom shrinks, so the store is copied beside itself and the directories are exchanged by two renames.
//! Between the two there is no store at the path; who opens it then finishes the exchange.
//!
//! ```text
//! DB            DB              DB.old            DB             DB
//! DB.compact    DB.compact      DB.compact   ──▶  DB.old    ──▶
//! copying       whole, synced   (resumed here)
//! ```

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::directory::sync_directory;
use super::error::StorageError;
use super::lock::Lock;

/// The three directories of an exchange.
#[derive(Clone, Debug)]
pub(crate) struct Compaction {
    path: PathBuf,
    /// Where the copy is made.
    pub(crate) new: PathBuf,
    old: PathBuf,
}

impl Compaction {
    /// The exchange of the store in `path`.
    pub(crate) fn of(path: &Path) -> Self {
        let beside = |suffix: &str| {
            let mut name = path.file_name().unwrap_or_default().to_owned();
            name.push(suffix);
            path.with_file_name(name)
        };
        Self { path: path.to_owned(), new: beside(".compact"), old: beside(".old") }
    }

    fn failed(&self, error: io::Error) -> StorageError {
        StorageError::io(&self.path.display().to_string(), "compact", error)
    }

    /// Makes room for the copy. What an earlier attempt left is removed; a directory of another kind is not touched.
    pub(crate) fn begin(&self) -> Result<(), StorageError> {
        if self.path.file_name().is_none() {
            let found = "name the directory of the store itself, not `.` or `..`".to_owned();
            return Err(StorageError::NotAStore { place: self.path.display().to_string(), found });
        }
        for leftover in [&self.new, &self.old].into_iter().filter(|path| path.exists()) {
            if !leftover.join("lock").exists() {
                let found = "it stands where the store is to be compacted".to_owned();
                return Err(StorageError::NotAStore { place: leftover.display().to_string(), found });
            }
            fs::remove_dir_all(leftover).map_err(|error| self.failed(error))?;
        }
        Ok(())
    }

    /// Whether something stands where the copy, or the store meanwhile, would be.
    pub(crate) fn is_obstructed(&self) -> bool {
        self.path.file_name().is_none() || self.new.exists() || self.old.exists()
    }

    /// Removes a copy that is not going to be used.
    pub(crate) fn abandon(&self) {
        let _ = fs::remove_dir_all(&self.new);
    }

    /// Puts the copy, which is whole and closed, in the place of the store, which is closed too; the caller holds its lock.
    pub(crate) fn finish(&self) -> Result<(), StorageError> {
        // Who comes to the path between the renames, or behind them, waits.
        let _lock = Lock::take(&self.new)?;
        let exchange = || -> io::Result<()> {
            sync_directory(&self.new)?;
            fs::rename(&self.path, &self.old)?;
            fs::rename(&self.new, &self.path)?;
            sync_directory(&self.path)?;
            fs::remove_dir_all(&self.old)
        };
        exchange().map_err(|error| self.failed(error))
    }
}

/// Finishes an exchange that was cut off between its renames; does nothing where there is none.
pub(crate) fn resume(path: &Path) -> Result<(), StorageError> {
    let exchange = Compaction::of(path);
    if path.file_name().is_none() || path.exists() || !exchange.old.exists() || !exchange.new.exists() {
        return Ok(());
    }
    let _lock = Lock::take(&exchange.new)?;
    if path.exists() {
        return Ok(());
    }
    let finish = || -> io::Result<()> {
        fs::rename(&exchange.new, path)?;
        sync_directory(path)?;
        fs::remove_dir_all(&exchange.old)
    };
    finish().map_err(|error| exchange.failed(error))
}
