//! Exchanging a store for a smaller copy of itself, so that a crash at any moment leaves one of the two in its place.
//!
//! sled's file seldom shrinks, so the store is copied beside itself and the directories are exchanged by two renames.
//! Between the two there is no store at the path; who opens it then finishes the exchange. Two marks say what is only a
//! remain, so that nothing that a user has put beside the store is ever taken for one: a copy is `unfinished` until it is
//! whole and synced, and the old store is `replaced` before it gives way.
//!
//! ```text
//! DB            DB             DB replaced     DB.old replaced     DB             DB
//! DB.compact    DB.compact     DB.compact      DB.compact    ──▶   DB.old   ──▶
//! unfinished    whole, synced                  (resumed here)      replaced
//! ```

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::directory::{UNFINISHED_FILE, sync_directory};
use super::error::StorageError;
use super::lock::Lock;

/// In the directory of a store that gives way to its copy.
const REPLACED_FILE: &str = "replaced";

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

    /// Makes the directory for the copy. What an earlier attempt has left is removed; a directory that is not known to be
    /// that is not touched.
    pub(crate) fn begin(&self) -> Result<(), StorageError> {
        if self.path.file_name().is_none() {
            let found = "name the directory of the store itself, not `.` or `..`".to_owned();
            return Err(StorageError::NotAStore { place: self.path.display().to_string(), found });
        }
        for (leftover, mark) in [(&self.new, UNFINISHED_FILE), (&self.old, REPLACED_FILE)] {
            if leftover.exists() && !leftover.join(mark).exists() {
                let found = "it stands where the store is to be compacted; move it away".to_owned();
                return Err(StorageError::NotAStore { place: leftover.display().to_string(), found });
            }
        }
        let begin = || -> io::Result<()> {
            self.tidy()?;
            fs::create_dir(&self.new)?;
            fs::write(self.new.join(UNFINISHED_FILE), [])?;
            sync_directory(&self.new)
        };
        begin().map_err(|error| self.failed(error))
    }

    /// Removes a copy that is not going to be used.
    pub(crate) fn abandon(&self) {
        let _ = remove(&self.new, UNFINISHED_FILE);
    }

    /// Puts the copy, which is whole and closed, in the place of the store, which is closed too; the caller holds its lock.
    pub(crate) fn finish(&self) -> Result<(), StorageError> {
        // Who comes to the path between the renames, or behind them, waits.
        let _lock = Lock::take(&self.new)?;
        let exchange = || -> io::Result<()> {
            fs::write(self.path.join(REPLACED_FILE), [])?;
            sync_directory(&self.path)?;
            fs::remove_file(self.new.join(UNFINISHED_FILE))?;
            sync_directory(&self.new)?;
            fs::rename(&self.path, &self.old)?;
            fs::rename(&self.new, &self.path)?;
            sync_directory(&self.path)?;
            remove(&self.old, REPLACED_FILE)
        };
        exchange().map_err(|error| self.failed(error))
    }
}

impl Compaction {
    /// Whether it stopped between the renames.
    fn is_cut_off(&self) -> bool {
        let is_old_there = self.old.join(REPLACED_FILE).exists();
        !self.path.exists() && is_old_there && self.new.exists() && !self.new.join(UNFINISHED_FILE).exists()
    }

    /// Whether it stopped before the renames, or behind them.
    fn has_remains(&self) -> bool {
        let marks = [self.path.join(REPLACED_FILE), self.new.join(UNFINISHED_FILE), self.old.join(REPLACED_FILE)];
        marks.iter().any(|mark| mark.exists())
    }

    /// Removes what it has left beside a store that is in its place; the caller holds the lock of that.
    fn tidy(&self) -> io::Result<()> {
        let mark = self.path.join(REPLACED_FILE);
        if mark.exists() {
            // The copy may be whole: nobody uses it.
            remove(&self.new, UNFINISHED_FILE)?;
            fs::remove_file(&mark)?;
        }
        for (leftover, mark) in [(&self.new, UNFINISHED_FILE), (&self.old, REPLACED_FILE)] {
            if leftover.join(mark).exists() {
                remove(leftover, mark)?;
            }
        }
        Ok(())
    }
}

/// Removes a directory, its mark last: what is left when that is cut off is still known for what it is.
fn remove(directory: &Path, mark: &str) -> io::Result<()> {
    if !directory.exists() {
        return Ok(());
    }
    for entry in fs::read_dir(directory)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            fs::remove_dir_all(entry.path())?;
        } else if entry.file_name() != mark {
            fs::remove_file(entry.path())?;
        }
    }
    fs::remove_dir_all(directory)
}

/// Finishes an exchange that was cut off, and removes what one has left; does nothing where there is none. To be called
/// before the store is opened.
pub(crate) fn resume(path: &Path) -> Result<(), StorageError> {
    let exchange = Compaction::of(path);
    if path.file_name().is_none() {
        return Ok(());
    }
    if path.exists() {
        if exchange.has_remains() {
            // Whoever has the store may be at it.
            let _lock = Lock::take(path)?;
            exchange.tidy().map_err(|error| exchange.failed(error))?;
        }
        return Ok(());
    }
    if !exchange.is_cut_off() {
        return Ok(());
    }
    let _lock = Lock::take(&exchange.new)?;
    if !exchange.is_cut_off() {
        return Ok(());
    }
    let finish = || -> io::Result<()> {
        fs::rename(&exchange.new, path)?;
        sync_directory(path)?;
        remove(&exchange.old, REPLACED_FILE)
    };
    finish().map_err(|error| exchange.failed(error))
}
