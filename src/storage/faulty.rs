//! A disk that fails on purpose: the engine in memory, wrapped so that tests can stop it, lose what was not synced,
//! tear a batch, fill it and flip its bits.
//!
//! The [`Disk`] outlives the store that used it, as a disk outlives a process:
//!
//! ```text
//! let disk = Disk::new(); disk.stop_at(7); … workload fails …; disk.crash(Lost::Unsynced); open again
//! ```

use std::sync::{Arc, Mutex, MutexGuard};

use super::error::StorageError;
use super::frame::parse_part_key;
use super::journal::Tape;
use super::kv::{Kv, Space, Visitor, WriteBatch};
use super::memory::MemoryKv;
use super::sealed::Sealed;

/// What a crash takes from what was written since the last sync.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lost {
    /// Nothing: the process was killed, the system lives.
    Nothing,
    /// Everything: the power was cut.
    Unsynced,
    /// The later half: the power was cut while the disk was writing. Batches stay whole.
    Half,
}

/// The disk and what is going to happen to it.
#[derive(Debug, Default)]
pub(crate) struct Disk {
    kv: MemoryKv,
    /// The journal, once it is made.
    tape: Mutex<Option<Vec<u8>>>,
    fate: Mutex<Fate>,
}

/// One single change, with what was there before.
#[derive(Debug)]
enum Undo {
    Key(Space, Vec<u8>, Option<Vec<u8>>),
    Tape(usize, Vec<u8>),
}

#[derive(Debug, Default)]
struct Fate {
    /// Writes and syncs so far.
    writes: usize,
    /// The write (counted from 1) from which on nothing is accepted.
    stop_at: Option<usize>,
    /// Whether the stop is a full disk, not a dead one.
    full: bool,
    /// Whether the write that is stopped leaves the first half of its batch behind.
    tear: bool,
    /// What was changed since the last sync, one entry a batch, oldest first.
    unsynced: Vec<Vec<Undo>>,
}

impl Disk {
    /// A good disk.
    pub(crate) fn new() -> Arc<Self> {
        Arc::new(Self::default())
    }

    /// Another disk of the same machine: what is going to happen to this one after some writes happens to that one.
    pub(crate) fn sibling(&self) -> Arc<Self> {
        let fate = self.fate();
        let stop_at = fate.stop_at.map(|stop| stop.saturating_sub(fate.writes).max(1));
        let fate = Fate { stop_at, full: fate.full, tear: fate.tear, ..Fate::default() };
        Arc::new(Self { fate: Mutex::new(fate), ..Self::default() })
    }

    /// A good disk that holds the same.
    pub(crate) fn twin(&self) -> Arc<Self> {
        let twin = Self::new();
        for space in Space::ALL {
            twin.kv.entries(space).clone_from(&self.kv.entries(space));
        }
        twin.tape().clone_from(&self.tape());
        twin
    }

    fn fate(&self) -> MutexGuard<'_, Fate> {
        self.fate.lock().unwrap()
    }

    /// The writes and syncs so far.
    pub(crate) fn writes(&self) -> usize {
        self.fate().writes
    }

    /// From the `n`-th write or sync on (counted from 1 since the disk was made) nothing is accepted.
    pub(crate) fn stop_at(&self, n: usize) {
        self.fate().stop_at = Some(n);
    }

    /// As [`Self::stop_at`], because the disk is full.
    pub(crate) fn full_at(&self, n: usize) {
        let mut fate = self.fate();
        fate.stop_at = Some(n);
        fate.full = true;
    }

    /// The write that is stopped leaves half of its batch behind: what an engine that breaks its contract would do.
    pub(crate) fn tear(&self) {
        self.fate().tear = true;
    }

    /// The process ends; the disk loses what it loses and is good again.
    pub(crate) fn crash(&self, lost: Lost) {
        let mut fate = self.fate();
        let batches = std::mem::take(&mut fate.unsynced);
        let kept = match lost {
            Lost::Nothing => batches.len(),
            Lost::Unsynced => 0,
            Lost::Half => batches.len() / 2,
        };
        for undo in batches.into_iter().skip(kept).rev().flat_map(|batch| batch.into_iter().rev()) {
            match undo {
                Undo::Key(space, key, Some(old)) => drop(self.kv.entries(space).insert(key, old)),
                Undo::Key(space, key, None) => drop(self.kv.entries(space).remove(&key)),
                Undo::Tape(at, old) => self.overwrite(at, &old),
            }
        }
        (fate.stop_at, fate.full, fate.tear) = (None, false, false);
    }

    /// The keys of a space, in order.
    pub(crate) fn keys(&self, space: Space) -> Vec<Vec<u8>> {
        self.kv.entries(space).keys().cloned().collect()
    }

    /// How many commits before `first` could still be found, sealed or in the log.
    pub(crate) fn commits_before(&self, first: u64) -> usize {
        let sequence = |key: &Vec<u8>| parse_part_key(key).map_or(0, |(sequence, _)| sequence);
        let mut found = self.keys(Space::Log).iter().filter(|key| sequence(key) < first).count();
        Sealed::new(&self.kv).salvage(&mut |records| {
            found += records.iter().filter(|record| record.sequence < first).count();
        });
        found
    }

    /// Changes or removes the value of a key behind everyone's back.
    pub(crate) fn damage(&self, space: Space, key: &[u8], change: impl FnOnce(&mut Vec<u8>)) {
        change(self.kv.entries(space).get_mut(key).unwrap());
    }

    /// Removes a key behind everyone's back.
    pub(crate) fn lose(&self, space: Space, key: &[u8]) {
        self.kv.entries(space).remove(key).unwrap();
    }

    fn tape(&self) -> MutexGuard<'_, Option<Vec<u8>>> {
        self.tape.lock().unwrap()
    }

    /// Overwrites bytes of the journal behind everyone's back.
    pub(crate) fn overwrite(&self, at: usize, bytes: &[u8]) {
        self.tape().as_mut().unwrap()[at..at + bytes.len()].copy_from_slice(bytes);
    }

    /// The bytes of the journal.
    pub(crate) fn journal(&self) -> Vec<u8> {
        self.tape().clone().unwrap_or_default()
    }

    /// Counts a write; an error when the disk accepts no more.
    fn admit(&self) -> Result<(), StorageError> {
        let mut fate = self.fate();
        fate.writes += 1;
        match fate.stop_at {
            Some(stop) if fate.writes >= stop => {
                let place = "faulty".to_owned();
                let what = format!("write {} was stopped", fate.writes);
                Err(if fate.full { StorageError::Full { place } } else { StorageError::Unknown { place, what } })
            }
            _ => Ok(()),
        }
    }

    fn remember(&self, space: Space, keys: &[&[u8]]) {
        let entries = self.kv.entries(space);
        let undo = keys.iter().map(|&key| Undo::Key(space, key.to_vec(), entries.get(key).cloned())).collect();
        drop(entries);
        self.fate().unsynced.push(undo);
    }

    fn apply_half(&self, batch: &WriteBatch) {
        let mut half = WriteBatch::new(batch.space());
        for (key, value) in batch.operations().iter().take(batch.len() / 2) {
            match value {
                Some(value) => half.put(key, value.clone()),
                None => half.remove(key),
            }
        }
        self.kv.write(&half).unwrap();
    }
}

/// One process's use of a [`Disk`].
#[derive(Debug)]
pub(crate) struct FaultyKv(pub(crate) Arc<Disk>);

impl Kv for FaultyKv {
    fn place(&self) -> &'static str {
        "faulty"
    }

    fn get(&self, space: Space, key: &[u8]) -> Result<Option<Vec<u8>>, StorageError> {
        self.0.kv.get(space, key)
    }

    fn scan(
        &self,
        space: Space,
        from: &[u8],
        until: Option<&[u8]>,
        visit: &mut Visitor<'_>,
    ) -> Result<(), StorageError> {
        self.0.kv.scan(space, from, until, visit)
    }

    fn write(&self, batch: &WriteBatch) -> Result<(), StorageError> {
        batch.check(self.place())?;
        let admitted = self.0.admit();
        if admitted.is_err() && self.0.fate().tear {
            self.0.apply_half(batch);
        }
        admitted?;
        let keys: Vec<&[u8]> = batch.operations().iter().map(|(key, _)| key.as_slice()).collect();
        self.0.remember(batch.space(), &keys);
        self.0.kv.write(batch)
    }

    fn compare_and_swap(&self, space: Space, key: &[u8], old: Option<&[u8]>, new: &[u8]) -> Result<bool, StorageError> {
        self.0.admit()?;
        self.0.remember(space, &[key]);
        self.0.kv.compare_and_swap(space, key, old, new)
    }

    fn sync(&self) -> Result<(), StorageError> {
        self.0.admit()?;
        self.0.fate().unsynced.retain(|batch| batch.iter().any(|undo| matches!(undo, Undo::Tape(..))));
        Ok(())
    }

    fn size(&self) -> Result<u64, StorageError> {
        self.0.kv.size()
    }
}

/// One process's use of the journal of a [`Disk`].
#[derive(Debug)]
pub(crate) struct FaultyTape(pub(crate) Arc<Disk>);

impl Tape for FaultyTape {
    fn read(&mut self) -> Result<Option<Vec<u8>>, StorageError> {
        Ok(self.0.tape().clone())
    }

    fn clear(&mut self, length: usize) -> Result<(), StorageError> {
        let admitted = self.0.admit();
        if admitted.is_err() && self.0.fate().tear {
            *self.0.tape() = Some(vec![0; length / 2]);
        }
        admitted?;
        *self.0.tape() = Some(vec![0; length]);
        Ok(())
    }

    fn write(&mut self, at: usize, bytes: &[u8]) -> Result<(), StorageError> {
        let admitted = self.0.admit();
        if admitted.is_err() && self.0.fate().tear {
            self.0.overwrite(at, &bytes[..bytes.len() / 2]);
        }
        admitted?;
        let old = self.0.journal()[at..at + bytes.len()].to_vec();
        self.0.fate().unsynced.push(vec![Undo::Tape(at, old)]);
        self.0.overwrite(at, bytes);
        Ok(())
    }

    fn sync(&mut self) -> Result<(), StorageError> {
        self.0.admit()?;
        self.0.fate().unsynced.retain(|batch| batch.iter().any(|undo| matches!(undo, Undo::Key(..))));
        Ok(())
    }
}
