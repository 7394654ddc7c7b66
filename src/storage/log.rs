//! The log of commits: appended to at the end, read from any sequence on, forgotten only from the front.
//!
//! A record exists when its part 0 exists, so a record too long for one batch is written from its second part on and
//! part 0 last, after a sync. What a crash leaves of such a record stands behind the last one and is removed at open;
//! a hole, a missing part or a wrong checksum anywhere is damage and is named by its commit.
//!
//! ```text
//! …│ 41 │ 42 │ 43:0 43:1 43:2 │ 44 │        45:1 45:2   ← remains: no 45:0
//! ```

use std::ops::ControlFlow;

use super::error::StorageError;
use super::frame::{self, Assembly};
use super::kv::{Kv, MAX_BATCH, MAX_VALUE, Space, WriteBatch};

/// The key in `meta` of the oldest record kept.
pub(super) const FIRST_KEY: &[u8] = b"first";

/// One record, already encoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    /// Its place in the history, from 1 without holes.
    pub(crate) sequence: u64,
    /// What it holds; the log does not look inside.
    pub(crate) body: Vec<u8>,
}

/// What a replay found at the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Tail {
    /// The last whole record; one less than the start when there is none.
    pub(crate) last: u64,
    /// Whether parts of an unfinished record stand behind it.
    pub(crate) remains: bool,
}

/// What is called for every record of a replay.
pub(crate) type Reader<'a> = dyn FnMut(u64, &[u8]) -> Result<ControlFlow<()>, StorageError> + 'a;

/// The log within a store.
#[derive(Clone, Copy)]
pub(crate) struct Log<'a> {
    kv: &'a dyn Kv,
}

impl<'a> Log<'a> {
    /// The log of `kv`.
    pub(crate) fn new(kv: &'a dyn Kv) -> Self {
        Self { kv }
    }

    /// Appends records in order, in as few batches as possible; with `synced` they are durable when it returns.
    /// After an error none, some or all of them may be there: nothing more may be appended before the store is opened again.
    pub(crate) fn append(&self, entries: &[Entry], synced: bool) -> Result<(), StorageError> {
        let mut batch = WriteBatch::new(Space::Log);
        for entry in entries {
            let parts = frame::cut(entry.sequence, &entry.body).ok_or_else(|| self.too_large(entry))?;
            if batch.len() + parts.len() > MAX_BATCH && !batch.is_empty() {
                // A later batch must never outlive an earlier one.
                self.kv.write(&batch)?;
                self.kv.sync()?;
                batch = WriteBatch::new(Space::Log);
            }
            if parts.len() > MAX_BATCH {
                put_long(self.kv, Space::Log, entry.sequence, parts)?;
            } else {
                fill(&mut batch, entry.sequence, parts);
            }
        }
        if !batch.is_empty() {
            self.kv.write(&batch)?;
        }
        if synced { self.kv.sync() } else { Ok(()) }
    }

    /// Reads every record from sequence `from` on, which must be the first one found, until `read` breaks.
    pub(crate) fn replay_from(&self, from: u64, read: &mut Reader<'_>) -> Result<Tail, StorageError> {
        let mut replay =
            Replay { place: self.kv.place(), next: from, open: None, remains: false, stopped: false, read };
        let mut failure = None;
        self.kv.scan(Space::Log, &frame::part_key(from, 0), None, &mut |key, value| match replay.take(key, value) {
            Ok(flow) => flow,
            Err(error) => {
                failure = Some(error);
                ControlFlow::Break(())
            }
        })?;
        if let Some(error) = failure {
            return Err(error);
        }
        if !replay.stopped {
            let _ = replay.finish_record()?;
        }
        Ok(Tail { last: replay.next - 1, remains: replay.remains })
    }

    /// Whether part 0 of a record is there.
    pub(crate) fn contains(&self, sequence: u64) -> Result<bool, StorageError> {
        Ok(self.kv.get(Space::Log, &frame::part_key(sequence, 0))?.is_some())
    }

    /// Whether no part of a record from `from` on is there.
    pub(crate) fn is_empty_from(&self, from: u64) -> Result<bool, StorageError> {
        let mut empty = true;
        self.kv.scan(Space::Log, &frame::part_key(from, 0), None, &mut |_, _| {
            empty = false;
            ControlFlow::Break(())
        })?;
        Ok(empty)
    }

    /// Whether any part of a record before `first` is there.
    pub(crate) fn begins_before(&self, first: u64) -> Result<bool, StorageError> {
        let mut begins = false;
        self.kv.scan(Space::Log, &[], Some(&frame::part_key(first, 0)), &mut |_, _| {
            begins = true;
            ControlFlow::Break(())
        })?;
        Ok(begins)
    }

    /// Removes everything behind record `last`: the remains of an unfinished one.
    pub(crate) fn remove_remains(&self, last: u64) -> Result<(), StorageError> {
        remove_range(self.kv, Space::Log, &frame::part_key(last + 1, 0), None)?;
        self.kv.sync()
    }

    /// The sequence of the oldest record kept.
    pub(crate) fn first(&self) -> Result<u64, StorageError> {
        let Some(value) = self.kv.get(Space::Meta, FIRST_KEY)? else { return Ok(1) };
        Self::first_in(&value)
            .ok_or_else(|| StorageError::damaged(self.kv.place(), "the start of its history (`meta/first`)"))
    }

    /// What a value of that key says, when its checksum is right.
    pub(super) fn first_in(value: &[u8]) -> Option<u64> {
        let (first, crc) = value.split_first_chunk::<8>()?;
        (crc32fast::hash(first).to_le_bytes() == *crc).then(|| u64::from_le_bytes(*first))
    }

    /// Forgets every record before `first`; the mark of the new start is durable before anything goes.
    pub(crate) fn trim(&self, first: u64) -> Result<(), StorageError> {
        let mut batch = WriteBatch::new(Space::Meta);
        let value = first.to_le_bytes();
        batch.put(FIRST_KEY, [&value[..], &crc32fast::hash(&value).to_le_bytes()].concat());
        self.kv.write(&batch)?;
        self.kv.sync()?;
        remove_range(self.kv, Space::Log, &frame::part_key(0, 0), Some(&frame::part_key(first, 0)))?;
        self.kv.sync()
    }

    fn too_large(&self, entry: &Entry) -> StorageError {
        too_large(self.kv, entry.sequence, entry.body.len())
    }
}

fn too_large(kv: &dyn Kv, sequence: u64, bytes: usize) -> StorageError {
    StorageError::TooLarge {
        place: kv.place().to_owned(),
        what: format!("commit {sequence} of {bytes} bytes"),
        limit: format!("a commit has at most 2^32 parts of {MAX_VALUE} bytes"),
    }
}

/// Writes a framed body to a space, in one batch where it fits in one; not yet durable then.
pub(crate) fn put_framed(kv: &dyn Kv, space: Space, sequence: u64, body: &[u8]) -> Result<(), StorageError> {
    let parts = frame::cut(sequence, body).ok_or_else(|| too_large(kv, sequence, body.len()))?;
    if parts.len() > MAX_BATCH {
        return put_long(kv, space, sequence, parts);
    }
    let mut batch = WriteBatch::new(space);
    fill(&mut batch, sequence, parts);
    kv.write(&batch)
}

/// Fewer keys than this find room where they are.
const FEW: usize = 8;

/// Puts `keys`, in ascending order, without values. sled writes a page anew, all values in it, whenever ten changes have
/// come to it, and again when it is divided, which is when it has 17 keys. Keys that come one after the other, without
/// values, divide the pages at next to no cost and leave nine in each; each value is then written once. Only where nobody
/// reads yet: what is there under these keys is gone.
pub(crate) fn make_room<K: AsRef<[u8]>>(kv: &dyn Kv, space: Space, keys: &[K]) -> Result<(), StorageError> {
    if keys.len() < FEW {
        return Ok(());
    }
    keys.iter().try_for_each(|key| {
        // sled takes the keys of one batch in any order.
        let mut alone = WriteBatch::new(space);
        alone.put(key.as_ref(), Vec::new());
        kv.write(&alone)
    })
}

/// As [`put_framed`], where nobody reads yet.
pub(crate) fn put_apart(kv: &dyn Kv, space: Space, sequence: u64, body: &[u8]) -> Result<(), StorageError> {
    let parts = frame::cut(sequence, body).ok_or_else(|| too_large(kv, sequence, body.len()))?;
    if parts.len() <= MAX_BATCH {
        let keys: Vec<_> = (0_u32..).take(parts.len()).map(|part| frame::part_key(sequence, part)).collect();
        make_room(kv, space, &keys)?;
        return put_framed(kv, space, sequence, body);
    }
    put_long(kv, space, sequence, parts)
}

/// Part 0 is written last, after all others are durable.
fn put_long(kv: &dyn Kv, space: Space, sequence: u64, parts: Vec<Vec<u8>>) -> Result<(), StorageError> {
    let mut parts = (0_u32..).zip(parts);
    let head = parts.next();
    let mut batch = WriteBatch::new(space);
    for (part, bytes) in parts {
        if batch.len() == MAX_BATCH {
            kv.write(&batch)?;
            batch = WriteBatch::new(space);
        }
        batch.put(&frame::part_key(sequence, part), bytes);
    }
    kv.write(&batch)?;
    kv.sync()?;
    let mut last = WriteBatch::new(space);
    if let Some((part, bytes)) = head {
        last.put(&frame::part_key(sequence, part), bytes);
    }
    kv.write(&last)?;
    kv.sync()
}

/// Part 0 last: even an engine that tears a batch in the order of its writes leaves no half record that looks whole.
fn fill(batch: &mut WriteBatch, sequence: u64, parts: Vec<Vec<u8>>) {
    let mut parts = (0_u32..).zip(parts);
    let head = parts.next();
    for (part, bytes) in parts.chain(head) {
        batch.put(&frame::part_key(sequence, part), bytes);
    }
}

/// Removes the keys from `from` on, before `until` when there is one, in batches.
pub(crate) fn remove_range(kv: &dyn Kv, space: Space, from: &[u8], until: Option<&[u8]>) -> Result<(), StorageError> {
    loop {
        let mut batch = WriteBatch::new(space);
        kv.scan(space, from, until, &mut |key, _| {
            batch.remove(key);
            if batch.len() == MAX_BATCH { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })?;
        if batch.is_empty() {
            return Ok(());
        }
        kv.write(&batch)?;
    }
}

/// The state of a replay: the record being put together and the sequence that must come next.
struct Replay<'a, 'r> {
    place: &'a str,
    next: u64,
    open: Option<Assembly>,
    remains: bool,
    stopped: bool,
    read: &'r mut Reader<'r>,
}

impl Replay<'_, '_> {
    fn take(&mut self, key: &[u8], value: &[u8]) -> Result<ControlFlow<()>, StorageError> {
        let Some((sequence, part)) = frame::parse_part_key(key) else {
            return Err(StorageError::damaged(self.place, "the log holds a key that is no commit's"));
        };
        if let Some(open) = self.open.as_mut().filter(|open| open.sequence() == sequence) {
            let taken = open.push(part, value);
            return taken.map(|()| ControlFlow::Continue(())).map_err(|why| self.bad(sequence, &why));
        }
        if self.finish_record()?.is_break() {
            return Ok(ControlFlow::Break(()));
        }
        if sequence != self.next {
            let what = format!("commit {} is missing from the log, which goes on with {sequence}", self.next);
            return Err(StorageError::damaged(self.place, what));
        }
        if part == 0 {
            if self.remains {
                return Err(self.bad(sequence, "its parts are out of order"));
            }
            self.open = Some(Assembly::start(sequence, value).map_err(|why| self.bad(sequence, &why))?);
        } else {
            // No part 0: harmless at the end of the log, and anything that follows is refused as a hole.
            self.remains = true;
        }
        Ok(ControlFlow::Continue(()))
    }

    fn finish_record(&mut self) -> Result<ControlFlow<()>, StorageError> {
        let Some(open) = self.open.take() else { return Ok(ControlFlow::Continue(())) };
        let sequence = open.sequence();
        let body = open.finish().map_err(|why| self.bad(sequence, &why))?;
        self.next = sequence + 1;
        let flow = (self.read)(sequence, &body)?;
        self.stopped = flow.is_break();
        Ok(flow)
    }

    fn bad(&self, sequence: u64, why: &str) -> StorageError {
        StorageError::damaged(self.place, format!("commit {sequence} in the log: {why}"))
    }
}
