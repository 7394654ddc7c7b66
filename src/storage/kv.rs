//! What the store asks of an engine below it: ordered bytes in a few spaces, and no more.
//!
//! Contract, held by one suite for every implementation: a batch within one space is applied whole or not at all; a
//! scan visits keys in byte order; after [`Kv::sync`] returned `Ok`, everything written before it survives a power cut.
//! No snapshot, no transaction over several spaces: segments are immutable and the manifest is one key. An engine
//! beyond this machine may answer a write with [`StorageError::Unknown`]; a caller must treat every error of a write that way.
//!
//! ```text
//! meta  format, manifest      log  (sequence, part)      seg  (generation, number, chunk)      past  (sequence, part)
//! ```

use std::ops::ControlFlow;

use super::error::StorageError;

/// The longest value, in bytes: a longer one may leave sled's log for a file of its own that is never synced.
pub(crate) const MAX_VALUE: usize = 7 * 1024;
/// The most keys of one batch: a batch is held in memory several times over.
pub(crate) const MAX_BATCH: usize = 1_000;
/// The longest key, in bytes.
pub(crate) const MAX_KEY: usize = 64;

/// When a commit is acknowledged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Durability {
    /// After it is on the disk.
    #[default]
    Synced,
    /// After it is written; a power cut may take the last moments, a crash of the process does not.
    Buffered,
}

/// One ordered set of keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Space {
    /// A few named values.
    Meta,
    /// Records of commits.
    Log,
    /// Chunks of segments.
    Seg,
    /// Sealed blocks of commits.
    Past,
}

impl Space {
    /// All spaces; the position of each is [`Space::index`].
    pub(crate) const ALL: [Self; 4] = [Self::Meta, Self::Log, Self::Seg, Self::Past];

    /// The name by which an engine keeps it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Meta => "meta",
            Self::Log => "log",
            Self::Seg => "seg",
            Self::Past => "past",
        }
    }
}

/// Writes to one space that are applied together: at most [`MAX_BATCH`] of them.
#[derive(Clone, Debug)]
pub(crate) struct WriteBatch {
    space: Space,
    operations: Vec<(Vec<u8>, Option<Vec<u8>>)>,
}

impl WriteBatch {
    /// An empty batch for `space`.
    pub(crate) fn new(space: Space) -> Self {
        Self { space, operations: Vec::new() }
    }

    /// Sets `key` to `value`.
    pub(crate) fn put(&mut self, key: &[u8], value: Vec<u8>) {
        self.operations.push((key.to_vec(), Some(value)));
    }

    /// Removes `key`.
    pub(crate) fn remove(&mut self, key: &[u8]) {
        self.operations.push((key.to_vec(), None));
    }

    /// The space it writes to.
    pub(crate) fn space(&self) -> Space {
        self.space
    }

    /// The number of writes.
    pub(crate) fn len(&self) -> usize {
        self.operations.len()
    }

    /// Whether there is nothing to write.
    pub(crate) fn is_empty(&self) -> bool {
        self.operations.is_empty()
    }

    /// The writes in order; `None` removes the key.
    pub(crate) fn operations(&self) -> &[(Vec<u8>, Option<Vec<u8>>)] {
        &self.operations
    }

    /// Refuses what is over the limits: the one place that enforces them.
    pub(crate) fn check(&self, place: &str) -> Result<(), StorageError> {
        let too_large = |what: String, limit: usize| {
            Err(StorageError::TooLarge { place: place.to_owned(), what, limit: format!("the limit is {limit}") })
        };
        if self.len() > MAX_BATCH {
            return too_large(format!("a batch of {} keys", self.len()), MAX_BATCH);
        }
        for (key, value) in &self.operations {
            if key.len() > MAX_KEY {
                return too_large(format!("a key of {} bytes", key.len()), MAX_KEY);
            }
            if let Some(value) = value.as_ref().filter(|value| value.len() > MAX_VALUE) {
                return too_large(format!("a value of {} bytes", value.len()), MAX_VALUE);
            }
        }
        Ok(())
    }
}

/// What [`Kv::scan`] calls for each pair of key and value.
pub(crate) type Visitor<'a> = dyn FnMut(&[u8], &[u8]) -> ControlFlow<()> + 'a;

/// An ordered store of bytes; see the contract of the file.
pub(crate) trait Kv: Send + Sync {
    /// Where it is, for messages.
    fn place(&self) -> &str;

    /// The value of a key.
    fn get(&self, space: Space, key: &[u8]) -> Result<Option<Vec<u8>>, StorageError>;

    /// Visits the keys from `from` on, before `until` when there is one, in byte order, until `visit` breaks.
    fn scan(
        &self,
        space: Space,
        from: &[u8],
        until: Option<&[u8]>,
        visit: &mut Visitor<'_>,
    ) -> Result<(), StorageError>;

    /// Applies a batch whole or not at all; durable only after [`Kv::sync`].
    fn write(&self, batch: &WriteBatch) -> Result<(), StorageError>;

    /// Sets `key` to `new` if its value is `old` (`None` = absent); says whether it did.
    fn compare_and_swap(&self, space: Space, key: &[u8], old: Option<&[u8]>, new: &[u8]) -> Result<bool, StorageError>;

    /// After `Ok`, everything written before the call survives a power cut.
    fn sync(&self) -> Result<(), StorageError>;

    /// Puts everything where it is to stay: nobody will write for a while. Durable when it returns.
    fn rest(&self) -> Result<(), StorageError> {
        self.sync()
    }

    /// The bytes it occupies.
    fn size(&self) -> Result<u64, StorageError>;
}
