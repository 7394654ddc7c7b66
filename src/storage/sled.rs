//! The engine of a store on disk: sled 0.34.7, used so that what it acknowledges is really there.
//!
//! Measured facts this file stands on: `flush` of this version does not reach the disk on Linux, so a second handle on
//! its file is synced after it; without the background flusher space is never collected; an unfinished snapshot that a
//! stopped opening leaves keeps it from opening ever again; opening a damaged file may panic, so every call is fenced; the lock of a store just closed in this process may be held for a moment longer.

use std::cell::Cell;
use std::fs::{File, OpenOptions};
use std::io;
use std::ops::Bound;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use super::directory::sync_directory;
use super::error::StorageError;
use super::kv::{Kv, Space, Visitor, WriteBatch};
use super::lock::LOCK_PATIENCE;

/// The graph itself is in memory: sled needs no more than its own working pages.
const CACHE_BYTES: u64 = 64 << 20;
/// It also drives the collection of dead space, so it is never switched off.
const FLUSH_EVERY_MS: u64 = 500;

/// An open sled database and a handle of our own on its file.
#[derive(Debug)]
pub(crate) struct SledKv {
    place: String,
    database: ::sled::Db,
    meta: ::sled::Tree,
    log: ::sled::Tree,
    seg: ::sled::Tree,
    past: ::sled::Tree,
    file: File,
}

impl SledKv {
    /// Opens the database in `directory`, creating it where there is none. A new one, its directory and the parent are synced.
    pub(crate) fn open(directory: &Path) -> Result<Self, StorageError> {
        let place = directory.display().to_string();
        let file_path = directory.join("db");
        let is_new = !file_path.exists();
        remove_unfinished(directory).map_err(|error| StorageError::io(&place, "open", error))?;
        let database = open_database(directory, &place)?;
        let tree = |space: Space| fenced(&place, "open", || database.open_tree(space.name()));
        let (meta, log, seg, past) = (tree(Space::Meta)?, tree(Space::Log)?, tree(Space::Seg)?, tree(Space::Past)?);
        let file = OpenOptions::new().read(true).write(true).open(&file_path);
        let file = file.map_err(|error| StorageError::io(&place, "open", error))?;
        let kv = Self { place, database, meta, log, seg, past, file };
        if is_new {
            kv.sync()?;
            sync_directory(directory).map_err(|error| StorageError::io(&kv.place, "create", error))?;
        }
        Ok(kv)
    }

    fn tree(&self, space: Space) -> &::sled::Tree {
        match space {
            Space::Meta => &self.meta,
            Space::Log => &self.log,
            Space::Seg => &self.seg,
            Space::Past => &self.past,
        }
    }
}

/// Removes what an opening has left that was stopped, or met a full disk, while sled wrote a snapshot: sled takes it for
/// one and refuses the store for ever.
fn remove_unfinished(directory: &Path) -> io::Result<()> {
    for entry in std::fs::read_dir(directory)? {
        let name = entry?.file_name();
        let text = name.to_string_lossy();
        if text.starts_with("snap.") && text.ends_with(".generating") {
            std::fs::remove_file(directory.join(&name))?;
        }
    }
    Ok(())
}

fn open_database(directory: &Path, place: &str) -> Result<::sled::Db, StorageError> {
    let config = ::sled::Config::new()
        .path(directory)
        .cache_capacity(CACHE_BYTES)
        .flush_every_ms(Some(FLUSH_EVERY_MS))
        .use_compression(false);
    let deadline = Instant::now() + LOCK_PATIENCE;
    loop {
        match fenced(place, "open", || config.open()) {
            Err(StorageError::Locked { .. }) if Instant::now() < deadline => thread::sleep(Duration::from_millis(10)),
            other => return other,
        }
    }
}

thread_local! {
    /// How many fenced calls this thread is inside of.
    static FENCES: Cell<u32> = const { Cell::new(0) };
}

/// Whether a panic of this thread would come back as a [`StorageError`]: a damaged file can make the engine below the
/// store panic, and a program's panic hook need not show what is going to be reported as an error.
pub fn panic_is_contained() -> bool {
    FENCES.get() > 0
}

/// Runs one call of sled; a panic inside it, and its own errors, come back as ours.
fn fenced<T>(
    place: &str,
    action: &'static str,
    call: impl FnOnce() -> Result<T, ::sled::Error>,
) -> Result<T, StorageError> {
    FENCES.set(FENCES.get() + 1);
    let outcome = catch_unwind(AssertUnwindSafe(call));
    FENCES.set(FENCES.get() - 1);
    match outcome {
        Ok(result) => result.map_err(|error| translated(place, action, error)),
        Err(panic) => {
            let said = panic.downcast_ref::<String>().map(String::as_str).or(panic.downcast_ref::<&str>().copied());
            Err(StorageError::damaged(place, format!("sled gave up to {action} it ({})", said.unwrap_or("no reason"))))
        }
    }
}

fn translated(place: &str, action: &'static str, error: ::sled::Error) -> StorageError {
    match error {
        ::sled::Error::Io(error) if error.to_string().contains("could not acquire lock") => {
            StorageError::Locked { place: place.to_owned() }
        }
        // sled reports a file that ends too early, or that it cannot make sense of, as an error of input.
        ::sled::Error::Io(error)
            if matches!(error.kind(), io::ErrorKind::UnexpectedEof | io::ErrorKind::InvalidData) =>
        {
            StorageError::damaged(place, format!("its file cannot be read to {action} it ({error})"))
        }
        ::sled::Error::Io(error) => StorageError::io(place, action, error),
        ::sled::Error::Corruption { at, .. } => {
            let at = at.map_or_else(String::new, |at| format!(" at {at}"));
            StorageError::damaged(place, format!("its file `db` fails a check of sled{at}"))
        }
        ::sled::Error::ReportableBug(text) | ::sled::Error::Unsupported(text) => {
            StorageError::damaged(place, format!("sled cannot {action} it ({text})"))
        }
        ::sled::Error::CollectionNotFound(_) => StorageError::damaged(place, "one of its trees is gone"),
    }
}

impl Kv for SledKv {
    fn place(&self) -> &str {
        &self.place
    }

    fn get(&self, space: Space, key: &[u8]) -> Result<Option<Vec<u8>>, StorageError> {
        fenced(&self.place, "read", || Ok(self.tree(space).get(key)?.map(|value| value.to_vec())))
    }

    fn scan(
        &self,
        space: Space,
        from: &[u8],
        until: Option<&[u8]>,
        visit: &mut Visitor<'_>,
    ) -> Result<(), StorageError> {
        if until.is_some_and(|until| until <= from) {
            return Ok(());
        }
        let upper = until.map_or(Bound::Unbounded, Bound::Excluded);
        fenced(&self.place, "read", || {
            for entry in self.tree(space).range::<&[u8], _>((Bound::Included(from), upper)) {
                let (key, value) = entry?;
                if visit(&key, &value).is_break() {
                    break;
                }
            }
            Ok(())
        })
    }

    fn write(&self, batch: &WriteBatch) -> Result<(), StorageError> {
        batch.check(&self.place)?;
        if let [(key, Some(value))] = batch.operations() {
            return fenced(&self.place, "write", || self.tree(batch.space()).insert(key, value.as_slice()).map(drop));
        }
        let mut operations = ::sled::Batch::default();
        for (key, value) in batch.operations() {
            match value {
                Some(value) => operations.insert(key.as_slice(), value.as_slice()),
                None => operations.remove(key.as_slice()),
            }
        }
        fenced(&self.place, "write", || self.tree(batch.space()).apply_batch(operations))
    }

    fn compare_and_swap(&self, space: Space, key: &[u8], old: Option<&[u8]>, new: &[u8]) -> Result<bool, StorageError> {
        fenced(&self.place, "write", || Ok(self.tree(space).compare_and_swap(key, old, Some(new))?.is_ok()))
    }

    fn sync(&self) -> Result<(), StorageError> {
        fenced(&self.place, "sync", || self.database.flush())?;
        self.file.sync_data().map_err(|error| StorageError::io(&self.place, "sync", error))
    }

    fn size(&self) -> Result<u64, StorageError> {
        fenced(&self.place, "measure", || self.database.size_on_disk())
    }
}
