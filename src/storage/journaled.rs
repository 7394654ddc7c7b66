//! An engine whose small writes to the log go to a journal first, and to the engine below by the thousand.
//!
//! Contract: that of [`Kv`]; who reads the log, or writes to it what suits no journal, finds everything in the engine
//! below. Frames that are found at opening are written to it again, which changes nothing where they had reached it.
//!
//! ```text
//! write, sync ─→ journal ─┬─ full, at rest, or the log is read ─→ engine, sync ─→ journal forgets
//!                         └─ crash ─→ opening: engine, sync
//! ```

use std::path::Path;
use std::sync::Mutex;

use super::error::StorageError;
use super::format;
use super::journal::{Journal, LENGTH, Pair, Tape, TapeFile};
use super::kv::{Durability, Kv, MAX_BATCH, Space, Visitor, WriteBatch};
use super::locked::locked;
use super::sled::SledKv;

/// Batches of the log that go to the engine directly after opening, where each is synced: a process that commits once or
/// twice is done sooner without a journal.
pub(crate) const DIRECT: u32 = 2;

/// An engine with a journal before it.
pub(crate) struct Journaled {
    kv: Box<dyn Kv>,
    journal: Mutex<Front>,
    /// Whether the engine was written to since its last sync. Locked after the journal, if both are.
    unsynced: Mutex<bool>,
}

struct Front {
    journal: Journal,
    /// Batches of the log that still go to the engine directly.
    direct: u32,
}

impl Journaled {
    /// sled in `directory`, and the journal beside it.
    /// What is not going to be synced is in the journal from the first batch on: the engine below keeps it for a while
    /// where the end of the process would take it.
    pub(crate) fn open(directory: &Path, durability: Durability) -> Result<Self, StorageError> {
        let kv = SledKv::open(directory)?;
        let direct = if durability == Durability::Synced { DIRECT } else { 0 };
        Self::over(Box::new(kv), Box::new(TapeFile::new(directory)), direct)
    }

    /// The engine `kv` with the journal on `tape`, not used for the first `direct` batches; what the journal holds is in
    /// the engine when this returns.
    pub(crate) fn over(kv: Box<dyn Kv>, tape: Box<dyn Tape>, direct: u32) -> Result<Self, StorageError> {
        let (journal, found) = Journal::open(tape)?;
        let new = Self { kv, journal: Mutex::new(Front { journal, direct }), unsynced: Mutex::new(false) };
        let mut missing = Vec::new();
        for (key, value) in found {
            if new.kv.get(Space::Log, &key)?.as_ref() != Some(&value) {
                missing.push((key, value));
            }
        }
        new.hand_over(&missing)?;
        Ok(new)
    }

    /// Writes pairs of the log to the engine, durably.
    fn hand_over(&self, pairs: &[Pair]) -> Result<(), StorageError> {
        for some in pairs.chunks(MAX_BATCH) {
            let mut batch = WriteBatch::new(Space::Log);
            some.iter().for_each(|(key, value)| batch.put(key, value.clone()));
            self.write_below(&batch)?;
        }
        self.sync_below()
    }

    fn write_below(&self, batch: &WriteBatch) -> Result<(), StorageError> {
        self.kv.write(batch)?;
        *locked(&self.unsynced) = true;
        Ok(())
    }

    /// Held while syncing, so that nobody believes synced what another is still about to sync.
    fn sync_below(&self) -> Result<(), StorageError> {
        let mut unsynced = locked(&self.unsynced);
        if *unsynced {
            self.kv.sync()?;
            *unsynced = false;
        }
        Ok(())
    }

    /// Moves what the journal holds to the engine.
    fn retire(&self, journal: &mut Journal) -> Result<(), StorageError> {
        self.hand_over(journal.held())?;
        journal.forget()
    }

    /// The engine has all of the log when this returns.
    fn log_below(&self) -> Result<(), StorageError> {
        let journal = &mut locked(&self.journal).journal;
        if journal.held().is_empty() { Ok(()) } else { self.retire(journal) }
    }

    /// A program that knows no journal must not open a store that has one.
    fn announce(&self) -> Result<(), StorageError> {
        if format::read(&*self.kv)?.is_some() { format::raise(&*self.kv, format::WITH_JOURNAL) } else { Ok(()) }
    }

    /// Writes to the journal; false when the batch is none for it.
    fn try_journal(&self, batch: &WriteBatch) -> Result<bool, StorageError> {
        if batch.space() != Space::Log {
            return Ok(false);
        }
        let mut front = locked(&self.journal);
        if front.direct == 0 && Journal::suits(batch) {
            if front.journal.is_unused() {
                self.announce()?;
            }
            if front.journal.append(batch)? {
                return Ok(true);
            }
            self.retire(&mut front.journal)?;
            return front.journal.append(batch);
        }
        front.direct = front.direct.saturating_sub(1);
        // Nothing of the journal may come back over what is written now.
        self.retire(&mut front.journal)?;
        Ok(false)
    }
}

impl Kv for Journaled {
    fn place(&self) -> &str {
        self.kv.place()
    }

    fn get(&self, space: Space, key: &[u8]) -> Result<Option<Vec<u8>>, StorageError> {
        if space == Space::Log {
            self.log_below()?;
        }
        self.kv.get(space, key)
    }

    fn scan(
        &self,
        space: Space,
        from: &[u8],
        until: Option<&[u8]>,
        visit: &mut Visitor<'_>,
    ) -> Result<(), StorageError> {
        if space == Space::Log {
            self.log_below()?;
        }
        self.kv.scan(space, from, until, visit)
    }

    fn write(&self, batch: &WriteBatch) -> Result<(), StorageError> {
        batch.check(self.place())?;
        if self.try_journal(batch)? { Ok(()) } else { self.write_below(batch) }
    }

    fn compare_and_swap(&self, space: Space, key: &[u8], old: Option<&[u8]>, new: &[u8]) -> Result<bool, StorageError> {
        if space == Space::Log {
            self.retire(&mut locked(&self.journal).journal)?;
        }
        let swapped = self.kv.compare_and_swap(space, key, old, new)?;
        *locked(&self.unsynced) = true;
        Ok(swapped)
    }

    fn sync(&self) -> Result<(), StorageError> {
        // The engine first: while a round waits for the journal, nothing else has to.
        self.sync_below()?;
        locked(&self.journal).journal.sync()
    }

    fn rest(&self) -> Result<(), StorageError> {
        let journal = &mut locked(&self.journal).journal;
        if journal.held().is_empty() && !journal.is_dirty() {
            return self.sync_below();
        }
        self.retire(journal)
    }

    fn size(&self) -> Result<u64, StorageError> {
        let journal = if locked(&self.journal).journal.is_made() { LENGTH as u64 } else { 0 };
        Ok(self.kv.size()? + journal)
    }
}
