//! The engine of a store in memory: ordered maps that end with the process.
//!
//! It keeps the contract of [`Kv`] except that nothing survives. What is found in the files of a damaged store is put into
//! one; under test, `faulty` wraps it into a disk that fails.

use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::{Mutex, MutexGuard};

use super::error::StorageError;
use super::kv::{Kv, Space, Visitor, WriteBatch};
use super::locked::locked;

type Entries = BTreeMap<Vec<u8>, Vec<u8>>;

/// Ordered maps behind one lock each.
#[derive(Debug, Default)]
pub(crate) struct MemoryKv {
    meta: Mutex<Entries>,
    log: Mutex<Entries>,
    seg: Mutex<Entries>,
    past: Mutex<Entries>,
}

impl MemoryKv {
    /// Empty spaces.
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// The entries of `space`. A panic of another thread leaves them whole: no code of ours panics between two changes of a batch.
    pub(crate) fn entries(&self, space: Space) -> MutexGuard<'_, Entries> {
        locked(match space {
            Space::Meta => &self.meta,
            Space::Log => &self.log,
            Space::Seg => &self.seg,
            Space::Past => &self.past,
        })
    }
}

impl Kv for MemoryKv {
    fn place(&self) -> &'static str {
        ":memory:"
    }

    fn get(&self, space: Space, key: &[u8]) -> Result<Option<Vec<u8>>, StorageError> {
        Ok(self.entries(space).get(key).cloned())
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
        for (key, value) in self.entries(space).range::<[u8], _>((Bound::Included(from), upper)) {
            if visit(key, value).is_break() {
                break;
            }
        }
        Ok(())
    }

    fn write(&self, batch: &WriteBatch) -> Result<(), StorageError> {
        batch.check(self.place())?;
        let mut entries = self.entries(batch.space());
        for (key, value) in batch.operations() {
            match value {
                Some(value) => entries.insert(key.clone(), value.clone()),
                None => entries.remove(key),
            };
        }
        Ok(())
    }

    fn compare_and_swap(&self, space: Space, key: &[u8], old: Option<&[u8]>, new: &[u8]) -> Result<bool, StorageError> {
        let mut entries = self.entries(space);
        let same = entries.get(key).map(Vec::as_slice) == old;
        if same {
            entries.insert(key.to_vec(), new.to_vec());
        }
        Ok(same)
    }

    fn sync(&self) -> Result<(), StorageError> {
        Ok(())
    }

    fn size(&self) -> Result<u64, StorageError> {
        let bytes =
            |space: Space| self.entries(space).iter().map(|(key, value)| (key.len() + value.len()) as u64).sum::<u64>();
        Ok(Space::ALL.into_iter().map(bytes).sum())
    }
}
