//! Bases that bulk loads have replaced: from them the graph as it was between two loads is made.
//!
//! A bulk load has no single changes, so no walk goes over it. The base it replaces is therefore kept, with its
//! segments, as long as the history before the load is; commits before and behind that base are walked from it as ever.
//! The empty base of a new store needs no keeping.
//!
//! ```text
//! 1 ── 2 ══ 3 a load ══ 4 ── 5 ══ 6 a load ══ 7          kept: the base at 4, until 5
//! ```

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use super::checkpoint::remove_dead;
use super::error::StorageError;
use super::kv::{Kv, Space, WriteBatch};
use super::manifest::{Manifest, Pointer};
use super::segments::{SegmentId, Segments};

/// What the keys in `meta` begin with; the number of a commit follows.
const PREFIX: &[u8] = b"kept";
/// Behind all of them.
const END: &[u8] = b"kepu";

/// How many are kept and the crc32 of their keys, so that none goes unnoticed.
const COUNT_KEY: &[u8] = b"bases";

/// A base that is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Kept {
    /// Where it is, and the commit as of which it is.
    pub(crate) pointer: Pointer,
    /// The last commit before the load that replaced it.
    pub(crate) until: u64,
}

impl Kept {
    fn key(until: u64) -> Vec<u8> {
        [PREFIX, &until.to_be_bytes()].concat()
    }
}

/// All that are kept, oldest first.
pub(crate) fn list(kv: &dyn Kv) -> Result<Vec<Kept>, StorageError> {
    let mut found = Vec::new();
    let mut damaged = false;
    kv.scan(Space::Meta, PREFIX, Some(END), &mut |key, value| {
        let until = key.get(PREFIX.len()..).and_then(|until| Some(u64::from_be_bytes(until.try_into().ok()?)));
        match until.zip(Pointer::from_bytes(value)) {
            Some((until, pointer)) => found.push(Kept { pointer, until }),
            None => damaged = true,
        }
        ControlFlow::Continue(())
    })?;
    let said = kv.get(Space::Meta, COUNT_KEY)?;
    if damaged || said.unwrap_or_else(|| count(&[])) != count(&found) {
        let what = "what it keeps for the graph before its bulk loads (`meta/kept`, `meta/bases`)";
        return Err(StorageError::damaged(kv.place(), what));
    }
    Ok(found)
}

fn count(all: &[Kept]) -> Vec<u8> {
    let keys: Vec<u8> = all.iter().flat_map(|kept| kept.until.to_be_bytes()).collect();
    [&(all.len() as u64).to_le_bytes()[..], &crc32fast::hash(&keys).to_le_bytes()].concat()
}

/// Keeps `all` and nothing else, in one batch; durable with the next sync.
fn replace(kv: &dyn Kv, all: &[Kept]) -> Result<(), StorageError> {
    let mut batch = WriteBatch::new(Space::Meta);
    kv.scan(Space::Meta, PREFIX, Some(END), &mut |key, _| {
        batch.remove(key);
        ControlFlow::Continue(())
    })?;
    for kept in all {
        batch.put(&Kept::key(kept.until), kept.pointer.to_bytes());
    }
    batch.put(COUNT_KEY, count(all));
    kv.write(&batch)
}

/// Keeps a base for the commits up to `until`; durable with the next sync.
pub(crate) fn add(kv: &dyn Kv, pointer: Pointer, until: u64) -> Result<(), StorageError> {
    let mut all = list(kv)?;
    all.retain(|kept| kept.until < until);
    all.push(Kept { pointer, until });
    replace(kv, &all)
}

/// Keeps a base for the commits up to `until`, in the place of one that was kept for them; durable with the next sync.
pub(crate) fn exchange(kv: &dyn Kv, pointer: Pointer, until: u64) -> Result<(), StorageError> {
    let mut all = list(kv)?;
    all.retain(|kept| kept.until != until);
    all.push(Kept { pointer, until });
    all.sort_by_key(|kept| kept.until);
    replace(kv, &all)
}

/// The newest generation of those that are kept; 0 when none is.
pub(crate) fn newest_generation(kv: &dyn Kv) -> Result<u64, StorageError> {
    let newest = match list(kv) {
        // What is kept cannot be told: any generation that is there may be.
        Err(StorageError::Damaged { .. }) => Segments::new(kv).list()?.last().map(|id| id.generation),
        other => other?.iter().map(|kept| kept.pointer.generation).max(),
    };
    Ok(newest.unwrap_or(0))
}

/// Keeps no base longer of which `is_needed` says no; their segments stay until somebody removes them.
pub(crate) fn retain(kv: &dyn Kv, is_needed: impl Fn(&Kept) -> bool) -> Result<(), StorageError> {
    let all = list(kv)?;
    let needed: Vec<Kept> = all.iter().copied().filter(is_needed).collect();
    if needed == all { Ok(()) } else { replace(kv, &needed) }
}

/// The segments of all that are kept. An error when one of them cannot be told.
fn alive(kv: &dyn Kv) -> Result<BTreeSet<SegmentId>, StorageError> {
    let mut segments = BTreeSet::new();
    for kept in list(kv)? {
        segments.extend(Manifest::read(kv, kept.pointer)?.alive());
    }
    Ok(segments)
}

/// What must stay of a store whose base has the segments `base`; nothing when damage hides what is kept: all must stay then.
pub(crate) fn staying(kv: &dyn Kv, base: BTreeSet<SegmentId>) -> Result<Option<BTreeSet<SegmentId>>, StorageError> {
    match alive(kv) {
        Ok(mut segments) => {
            segments.extend(base);
            Ok(Some(segments))
        }
        Err(StorageError::Damaged { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Removes every segment that belongs neither to the base nor to one that is kept.
pub(crate) fn sweep(kv: &dyn Kv, base: &Manifest) -> Result<(), StorageError> {
    match staying(kv, base.alive())? {
        Some(staying) => remove_dead(kv, Segments::new(kv).list()?, &staying),
        None => Ok(()),
    }
}
