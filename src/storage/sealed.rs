//! Sealed commits: records that were moved from the log into blocks in the space `past`, where they take little room.
//!
//! `meta/sealed` says up to which commit; records of the log up to there, and blocks behind it, are what a crash has left
//! and count for nothing. A block stands under its last commit, framed and checksummed as a record is.
//!
//! ```text
//! blocks ─→ sync ─→ meta/sealed ─→ sync ─→ their records leave the log
//! past  …300 │ …571 │               log  572 │ 573 │ …           sealed = 571
//! ```

use std::ops::ControlFlow;

use super::block::{self, Block};
use super::codec::Malformed;
use super::error::StorageError;
use super::frame::{self, Assembly};
use super::kv::{Kv, MAX_BATCH, Space, WriteBatch};
use super::log::{Log, Tail, make_room, put_apart, put_framed, remove_range};
use super::record::{CommitHead, CommitRecord, CommitSummary};

const SEALED_KEY: &[u8] = b"sealed";
/// Bytes of bodies from which a block is closed: reading one commit reads its block.
pub(crate) const PIECE: usize = 4 << 20;
/// What a change takes in the log, as a rule.
const BYTES_OF_CHANGE: u64 = 24;
/// Fewer bytes of bodies than this stay in the log.
pub(crate) const SMALLEST: usize = 16 << 10;

/// The sealed commits within a store.
#[derive(Clone, Copy)]
pub(crate) struct Sealed<'a> {
    kv: &'a dyn Kv,
}

/// A block as it stands in the store.
pub(crate) struct Stored {
    /// Its last commit.
    pub(crate) last: u64,
    /// Its bytes.
    pub(crate) bytes: Vec<u8>,
}

impl<'a> Sealed<'a> {
    /// The sealed commits of `kv`.
    pub(crate) fn new(kv: &'a dyn Kv) -> Self {
        Self { kv }
    }

    /// The last sealed commit; 0 when none is.
    pub(crate) fn last(&self) -> Result<u64, StorageError> {
        let Some(value) = self.kv.get(Space::Meta, SEALED_KEY)? else { return Ok(0) };
        let last = value.split_first_chunk::<8>().filter(|(last, crc)| crc32fast::hash(*last).to_le_bytes() == **crc);
        last.map(|(last, _)| u64::from_le_bytes(*last))
            .ok_or_else(|| StorageError::damaged(self.kv.place(), "the end of its sealed history (`meta/sealed`)"))
    }

    fn set_last(&self, last: u64) -> Result<(), StorageError> {
        let mut batch = WriteBatch::new(Space::Meta);
        let value = last.to_le_bytes();
        batch.put(SEALED_KEY, [&value[..], &crc32fast::hash(&value).to_le_bytes()].concat());
        self.kv.write(&batch)?;
        self.kv.sync()
    }

    /// The last commit of the block that holds commit `from`, or of the next one there is.
    pub(crate) fn next_last(&self, from: u64) -> Result<Option<u64>, StorageError> {
        let mut last = None;
        self.kv.scan(Space::Past, &frame::part_key(from, 0), None, &mut |key, _| {
            last = frame::parse_part_key(key).map(|(last, _)| last);
            ControlFlow::Break(())
        })?;
        Ok(last)
    }

    /// Reads the block under `last`. The error says what is wrong with it, not which one it is.
    fn read(&self, last: u64) -> Result<Result<Stored, String>, StorageError> {
        let mut open: Option<Result<Assembly, String>> = None;
        self.kv.scan(
            Space::Past,
            &frame::part_key(last, 0),
            Some(&frame::part_key(last + 1, 0)),
            &mut |key, value| {
                let part = frame::parse_part_key(key).map_or(u32::MAX, |(_, part)| part);
                open = Some(match open.take() {
                    None if part == 0 => Assembly::start(last, value),
                    None => Err("its part 0 is missing".to_owned()),
                    Some(open) => open.and_then(|mut open| open.push(part, value).map(|()| open)),
                });
                ControlFlow::Continue(())
            },
        )?;
        let open = open.unwrap_or_else(|| Err("it is gone".to_owned()));
        Ok(open.and_then(Assembly::finish).map(|bytes| Stored { last, bytes }))
    }

    /// The block that holds commit `from`; `None` when that is not sealed. An error names the commits that are damaged.
    pub(crate) fn block(&self, from: u64) -> Result<Option<Stored>, StorageError> {
        let end = self.last()?;
        if from > end || end == 0 {
            return Ok(None);
        }
        let found = self.next_last(from)?.filter(|last| *last <= end);
        let last = found.ok_or_else(|| self.bad(from, end, "their block is gone"))?;
        let stored = self.read(last)?.map_err(|why| self.bad(from, last, &why))?;
        match Block::open(&stored.bytes) {
            Ok(block) if block.last() == last && block.first() <= from => Ok(Some(stored)),
            Ok(block) if block.last() == last => {
                Err(self.bad(from, block.first().saturating_sub(1), "their block is gone"))
            }
            Ok(_) => Err(self.bad(from, last, "their block says that it is another one")),
            Err(why) => Err(self.bad(from, last, why.0)),
        }
    }

    fn bad(&self, from: u64, to: u64, why: &str) -> StorageError {
        let which = if from >= to { format!("commit {from}") } else { format!("commits {from} to {to}") };
        StorageError::damaged(self.kv.place(), format!("{which}, sealed together: {why}"))
    }

    /// The commits in a block, from `from` on.
    pub(crate) fn records(&self, stored: &Stored, from: u64) -> Result<Vec<CommitRecord>, StorageError> {
        let read = Block::open(&stored.bytes).and_then(Block::records);
        let mut records = read.map_err(|why: Malformed| self.bad(from, stored.last, why.0))?;
        records.retain(|record| record.sequence >= from);
        Ok(records)
    }

    /// As [`Self::records`], without the changes.
    pub(crate) fn summaries(&self, stored: &Stored, from: u64) -> Result<Vec<CommitSummary>, StorageError> {
        let read = Block::open(&stored.bytes).and_then(Block::summaries);
        let mut commits = read.map_err(|why| self.bad(from, stored.last, why.0))?;
        commits.retain(|commit| commit.sequence >= from);
        Ok(commits)
    }

    /// First and last commit of the block that holds a sealed commit.
    pub(crate) fn bounds(&self, sequence: u64) -> Result<Option<(u64, u64)>, StorageError> {
        let Some(stored) = self.block(sequence)? else { return Ok(None) };
        Ok(Block::open(&stored.bytes).ok().map(|block| (block.first(), block.last())))
    }

    /// Where to read on behind the damaged commit `damaged`, of which the next block is that of `last`: at that block,
    /// when it is whole and begins later, else behind it.
    pub(crate) fn first_behind(&self, damaged: u64, last: u64) -> u64 {
        let first = self.read(last).ok().and_then(Result::ok).and_then(|stored| {
            let block = Block::open(&stored.bytes).ok()?;
            (block.first() > damaged && block.last() == last).then(|| block.first())
        });
        first.unwrap_or(last + 1)
    }

    /// Every block that is whole, `meta/sealed` regarded or not: what can be saved. Also the last commit under any key.
    pub(crate) fn salvage(&self, visit: &mut dyn FnMut(Vec<CommitRecord>)) -> u64 {
        let (mut from, mut end) = (0, 0);
        while let Ok(Some(last)) = self.next_last(from) {
            if let Ok(Ok(stored)) = self.read(last)
                && let Ok(records) = self.records(&stored, 0)
            {
                visit(records);
                end = last;
            }
            from = last + 1;
        }
        end
    }

    /// Writes a block behind the last one; it counts once [`Self::adopt_until`] says so.
    pub(crate) fn put(&self, stored: &Stored) -> Result<(), StorageError> {
        put_apart(self.kv, Space::Past, stored.last, &stored.bytes)
    }

    /// As [`Self::put`] of each, with room made for all of them first: they are in no page with those before them.
    pub(crate) fn put_together(&self, blocks: &[Stored]) -> Result<(), StorageError> {
        let keys_of = |stored: &Stored| {
            let (last, parts) = (stored.last, frame::parts_of(stored.bytes.len()));
            (0_u32..).take(parts).map(move |part| frame::part_key(last, part))
        };
        make_room(self.kv, Space::Past, &blocks.iter().flat_map(keys_of).collect::<Vec<_>>())?;
        blocks.iter().try_for_each(|stored| put_framed(self.kv, Space::Past, stored.last, &stored.bytes))
    }

    /// Removes the blocks behind the last one that counts: a crash may have left some that would be read in the place of
    /// those that are written now.
    pub(crate) fn remove_remains(&self) -> Result<(), StorageError> {
        remove_range(self.kv, Space::Past, &frame::part_key(self.last()? + 1, 0), None)
    }

    /// The bodies of the commits in a block, from `from` on.
    pub(crate) fn bodies(&self, stored: &Stored, from: u64) -> Result<Vec<Vec<u8>>, StorageError> {
        let (mut bodies, mut failure) = (Vec::new(), None);
        let read = Block::open(&stored.bytes).and_then(|block| {
            block.each(&mut |record| {
                if record.sequence >= from && failure.is_none() {
                    match record.encode(self.kv.place()) {
                        Ok(body) => bodies.push(body),
                        Err(error) => failure = Some(error),
                    }
                }
                Ok(())
            })
        });
        read.map_err(|why| self.bad(from, stored.last, why.0))?;
        failure.map_or(Ok(bodies), Err)
    }

    /// Makes a block of these commits, of which the first is `first`.
    pub(crate) fn block_of(&self, first: u64, bodies: &[Vec<u8>]) -> Result<Stored, StorageError> {
        let last = first + bodies.len() as u64 - 1;
        Ok(Stored { last, bytes: block::encode(self.kv.place(), first, bodies)? })
    }

    /// Makes the blocks up to commit `last` count; their records leave the log.
    pub(crate) fn adopt_until(&self, last: u64) -> Result<(), StorageError> {
        self.kv.sync()?;
        self.set_last(last)?;
        remove_range(self.kv, Space::Log, &frame::part_key(0, 0), Some(&frame::part_key(last + 1, 0)))
    }

    /// Removes the blocks of which the last commits are `from` to `until - 1`.
    pub(crate) fn remove_blocks(&self, from: u64, until: u64) -> Result<(), StorageError> {
        remove_range(self.kv, Space::Past, &frame::part_key(from, 0), Some(&frame::part_key(until, 0)))
    }

    /// Forgets every commit before `first`: whole blocks go, the one that `first` stands in is written anew without them.
    pub(crate) fn trim(&self, first: u64) -> Result<(), StorageError> {
        let (mut at, mut gone) = (first, first);
        loop {
            let stored = match self.block(at) {
                // What is damaged stays as it is: the error names it to whoever reads it.
                Ok(None) | Err(StorageError::Damaged { .. }) => break,
                other => other?,
            };
            let Some(stored) = stored else { break };
            gone = if at == first { stored.last } else { gone };
            if Block::open(&stored.bytes).is_ok_and(|block| block.first() >= first) {
                break;
            }
            let bytes = block::encode(self.kv.place(), first, &self.bodies(&stored, first)?)?;
            self.replace(&Stored { last: stored.last, bytes })?;
            // Where a crash has left a block that was merged into a longer one, that has them too.
            at = stored.last + 1;
        }
        self.remove_blocks(0, gone)
    }

    /// Whether a block with commits before `first` is there. Only the beginning of the first block is looked at.
    fn begins_before(&self, first: u64) -> Result<bool, StorageError> {
        let mut begins = false;
        self.kv.scan(Space::Past, &[], None, &mut |_, head| {
            let block = Block::open(head.get(frame::HEADER..).unwrap_or_default());
            begins = block.is_ok_and(|block| block.first() < first);
            ControlFlow::Break(())
        })?;
        Ok(begins)
    }

    /// Writes a shorter block over the one of the same name, in one batch: a block of several commits is no longer than that.
    fn replace(&self, stored: &Stored) -> Result<(), StorageError> {
        let mut batch = WriteBatch::new(Space::Past);
        let mut old = 0_u32;
        let until = frame::part_key(stored.last + 1, 0);
        self.kv.scan(Space::Past, &frame::part_key(stored.last, 0), Some(&until), &mut |_, _| {
            old += 1;
            ControlFlow::Continue(())
        })?;
        let parts = frame::cut(stored.last, &stored.bytes).unwrap_or_default();
        let new = parts.len() as u32;
        if parts.is_empty() || parts.len().max(old as usize) > MAX_BATCH {
            let what = format!("the block of commit {} cannot be written anew at once", stored.last);
            return Err(StorageError::Unknown { place: self.kv.place().to_owned(), what });
        }
        for (part, bytes) in (0..).zip(parts) {
            batch.put(&frame::part_key(stored.last, part), bytes);
        }
        (new..old).for_each(|part| batch.remove(&frame::part_key(stored.last, part)));
        self.kv.write(&batch)
    }
}

/// Bytes of all bodies.
pub(crate) fn length_of(bodies: &[Vec<u8>]) -> usize {
    bodies.iter().map(Vec::len).sum()
}

/// What is called for every commit of a replay, with the bytes that it takes in the log.
pub(crate) type Replay<'a> = dyn FnMut(CommitRecord, u64) -> Result<ControlFlow<()>, StorageError> + 'a;

/// The whole history within a store: sealed commits, then those of the log.
#[derive(Clone, Copy)]
pub(crate) struct History<'a> {
    kv: &'a dyn Kv,
}

impl<'a> History<'a> {
    /// The history of `kv`.
    pub(crate) fn new(kv: &'a dyn Kv) -> Self {
        Self { kv }
    }

    /// Whether a commit is there.
    pub(crate) fn contains(&self, sequence: u64) -> Result<bool, StorageError> {
        let sealed = Sealed::new(self.kv);
        if sequence > sealed.last()? {
            return Log::new(self.kv).contains(sequence);
        }
        Ok(sealed.next_last(sequence)?.is_some())
    }

    /// Reads every commit from `from` on, which must be the first one found, until `read` breaks; gives what is at the end.
    pub(crate) fn replay_from(&self, from: u64, read: &mut Replay<'_>) -> Result<Tail, StorageError> {
        let mut next = from;
        let sealed = Sealed::new(self.kv);
        while let Some(stored) = sealed.block(next)? {
            for record in sealed.records(&stored, next)? {
                let sequence = record.sequence;
                let bytes = record.content.changes() * BYTES_OF_CHANGE;
                if read(record, bytes)?.is_break() {
                    return Ok(Tail { last: sequence, remains: false });
                }
            }
            next = stored.last + 1;
        }
        let place = self.kv.place();
        Log::new(self.kv).replay_from(next, &mut |sequence, body| {
            read(CommitRecord::decode(place, sequence, body)?, body.len() as u64)
        })
    }

    /// As [`Self::replay_from`], without the changes.
    pub(crate) fn summaries_from(
        &self,
        from: u64,
        read: &mut dyn FnMut(CommitSummary) -> ControlFlow<()>,
    ) -> Result<(), StorageError> {
        let mut next = from;
        let sealed = Sealed::new(self.kv);
        while let Some(stored) = sealed.block(next)? {
            for commit in sealed.summaries(&stored, next)? {
                if read(commit).is_break() {
                    return Ok(());
                }
            }
            next = stored.last + 1;
        }
        let place = self.kv.place();
        let log = Log::new(self.kv).replay_from(next, &mut |sequence, body| {
            Ok(read(CommitSummary::of(CommitRecord::decode(place, sequence, body)?)))
        });
        log.map(drop)
    }

    /// As [`Self::summaries_from`], with less of each.
    pub(crate) fn heads_from(
        &self,
        from: u64,
        read: &mut dyn FnMut(CommitHead) -> ControlFlow<()>,
    ) -> Result<(), StorageError> {
        let sealed = Sealed::new(self.kv);
        let mut next = from;
        while let Some(stored) = sealed.block(next)? {
            for commit in sealed.summaries(&stored, next)? {
                if read(commit.head()).is_break() {
                    return Ok(());
                }
            }
            next = stored.last + 1;
        }
        let place = self.kv.place();
        let log = Log::new(self.kv)
            .replay_from(next, &mut |sequence, body| Ok(read(CommitHead::decode(place, sequence, body)?)));
        log.map(drop)
    }

    /// Forgets every commit before `first`; the mark of the new start is durable before anything goes.
    pub(crate) fn trim(&self, first: u64) -> Result<(), StorageError> {
        Log::new(self.kv).trim(first)?;
        Sealed::new(self.kv).trim(first)?;
        self.kv.sync()
    }

    /// Removes what a [`Self::trim`] that a crash has cut off has left: what is forgotten is gone.
    pub(crate) fn finish_trim(&self) -> Result<(), StorageError> {
        let (log, sealed) = (Log::new(self.kv), Sealed::new(self.kv));
        let first = log.first()?;
        if log.begins_before(first)? {
            log.trim(first)?;
        }
        if sealed.begins_before(first)? {
            sealed.trim(first)?;
            self.kv.sync()?;
        }
        Ok(())
    }
}
