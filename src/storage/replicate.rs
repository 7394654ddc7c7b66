//! Copying a store into another place: what backup, restore and compaction are.
//!
//! Contract: the copy holds the base in force and every commit from the oldest kept to the last one asked for. What the
//! target has of them already is not written again, so a second copy into the same place is incremental; a target of
//! another history is refused before anything is written. The base is copied first, then the log, the pointer last.
//! A copy that was cut off is finished by the next one.
//!
//! ```text
//! source  base 4 = segments a b d · log 1…90        target  base 3 = a b c · log 1…70
//!         d ─→ sync ─→ 71…90 ─→ sync ─→ pointer 4 ─→ sync ─→ c goes
//! ```

use std::ops::ControlFlow;
use std::path::Path;

use super::directory;
use super::error::StorageError;
use super::format;
use super::image;
use super::journaled::Journaled;
use super::kept;
use super::kv::{Durability, Kv};
use super::lock::Lock;
use super::log::{Entry, Log};
use super::manifest::{Manifest, Pointer};
use super::mark::{Mark, MarkFile};
use super::record::CommitRecord;
use super::retention;
use super::sealed::{History, SMALLEST, Sealed};
use super::sealing;
use super::segments::{NewSegment, SegmentId, Segments};

/// Bytes of records that are written together.
const ROUND_BYTES: usize = 1 << 20;

/// What a copy came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Copied {
    /// Commits that were written.
    pub(crate) commits: u64,
    /// Parts of the base that were written.
    pub(crate) segments: u64,
    /// The last commit of the copy.
    pub(crate) last: u64,
}

/// Copies `source`, whose base is `base` and whose commits count up to `last`, into the store in the directory `target`,
/// which is made when there is none.
pub(crate) fn into_directory(
    source: &dyn Kv,
    base: (&Manifest, Option<Pointer>),
    last: u64,
    target: &Path,
) -> Result<Copied, StorageError> {
    directory::prepare(target, true)?;
    let _lock = Lock::take(target)?;
    let file = MarkFile::new(target);
    let kv = Journaled::open(target, Durability::Synced)?;
    image::remove(target)?;
    let copied = replicate(source, base, last, &kv)?;
    let reached = Mark { sequence: last, generation: base.0.generation };
    file.keep(None, reached, false)?;
    Ok(copied)
}

/// The same between engines; the mark is the caller's.
pub(crate) fn replicate(
    source: &dyn Kv,
    (manifest, pointer): (&Manifest, Option<Pointer>),
    last: u64,
    target: &dyn Kv,
) -> Result<Copied, StorageError> {
    format::upgrade(target)?;
    let from = common_history(source, last, target)?;
    let mut segments = copy_base(source, manifest, pointer, target)?;
    let kept = kept::list(source)?;
    for kept in &kept {
        let manifest = Manifest::read(source, kept.pointer)?;
        segments += copy_base(source, &manifest, Some(kept.pointer), target)?;
    }
    target.sync()?;
    let first = Log::new(source).first()?;
    if Log::new(target).is_empty_from(0)? && Sealed::new(target).next_last(0)?.is_none() {
        Log::new(target).trim(first)?;
    }
    let commits = copy_history(source, from, last, target)?;
    if Log::new(target).first()? < first && from <= first {
        // What the target had is older than what is kept: its history begins where that of the source does.
        History::new(target).trim(first)?;
    }
    retention::write(target, retention::read(source)?.as_ref())?;
    kept::retain(target, |theirs| kept.contains(theirs))?;
    kept.iter().try_for_each(|kept| kept::add(target, kept.pointer, kept.until))?;
    target.sync()?;
    let old = Pointer::read(target)?;
    if let Some(pointer) = pointer.filter(|_| old != pointer) {
        pointer.swap(target, old)?;
    }
    kept::sweep(target, manifest)?;
    sealing::seal(target, last, SMALLEST)?;
    target.rest()?;
    Ok(Copied { commits, segments, last })
}

/// The first commit that the target does not have. An error when the target has another history.
fn common_history(source: &dyn Kv, last: u64, target: &dyn Kv) -> Result<u64, StorageError> {
    let (ours, theirs) = (Log::new(source), Log::new(target));
    let first = theirs.first()?.max(ours.first()?);
    let other = |what: String| StorageError::NotAStore { place: target.place().to_owned(), found: what };
    let mut reached = None;
    // Every record is compared, so that a damaged copy is not built upon.
    let digest = |record: &CommitRecord| record.encode(target.place()).map(|body| crc32fast::hash(&body));
    let mut twins = Vec::new();
    History::new(target).replay_from(theirs.first()?, &mut |record, _| {
        reached = Some(record.sequence);
        if record.sequence >= first {
            twins.push((record.sequence, digest(&record)?));
        }
        Ok(ControlFlow::Continue(()))
    })?;
    let Some(reached) = reached else { return ours.first() };
    if reached > last || reached + 1 < ours.first()? {
        let begin = ours.first()?;
        return Err(other(format!(
            "it holds a history up to commit {reached}, and what is to be copied goes from {begin} to {last}"
        )));
    }
    let mut twins = twins.into_iter();
    let mut differs = None;
    if first <= reached {
        History::new(source).replay_from(first, &mut |record, _| {
            if record.sequence > reached {
                return Ok(ControlFlow::Break(()));
            }
            if twins.next() != Some((record.sequence, digest(&record)?)) {
                differs = Some(record.sequence);
                return Ok(ControlFlow::Break(()));
            }
            Ok(ControlFlow::Continue(()))
        })?;
    }
    match differs {
        Some(sequence) => Err(other(format!("it holds another history: commit {sequence} is not the same"))),
        None => Ok(reached + 1),
    }
}

fn copy_base(
    source: &dyn Kv,
    manifest: &Manifest,
    pointer: Option<Pointer>,
    target: &dyn Kv,
) -> Result<u64, StorageError> {
    let (ours, theirs) = (Segments::new(source), Segments::new(target));
    let mut written = 0;
    let body = pointer.map(|pointer| {
        let id = SegmentId { generation: pointer.generation, number: 0 };
        (id, "the manifest".to_owned(), pointer.seal)
    });
    let mut parts: Vec<_> = manifest.segments.iter().map(|entry| (entry.id, entry.name.clone(), entry.seal)).collect();
    parts.sort_by_key(|(id, _, _)| *id);
    let (mut round, mut bytes) = (Vec::new(), 0);
    let write = |round: &mut Vec<(SegmentId, String, Vec<u8>)>| {
        let segments: Vec<_> = round.iter().map(|(id, name, bytes)| NewSegment { id: *id, name, bytes }).collect();
        theirs.put_all(&segments)?;
        round.clear();
        Ok(())
    };
    for (id, name, seal) in parts.into_iter().chain(body) {
        if theirs.get(id, &name, seal).is_ok() {
            continue;
        }
        // Whatever an unfinished copy has left under this number goes first.
        theirs.remove(id)?;
        let segment = ours.get(id, &name, seal)?;
        bytes += segment.len();
        round.push((id, name, segment));
        written += 1;
        if bytes > ROUND_BYTES {
            write(&mut round)?;
            bytes = 0;
        }
    }
    write(&mut round)?;
    Ok(written)
}

/// Copies the commits from `from` to `last`. A target that has none behind its sealed ones takes whole blocks as they are.
fn copy_history(source: &dyn Kv, from: u64, last: u64, target: &dyn Kv) -> Result<u64, StorageError> {
    let (log, theirs, ours) = (Log::new(target), Sealed::new(target), Sealed::new(source));
    log.remove_remains(from - 1)?;
    if from > last {
        return Ok(0);
    }
    let mut next = from;
    if log.is_empty_from(theirs.last()? + 1)? {
        theirs.remove_remains()?;
        next = sealing::copy(ours, theirs, from, last)?;
        if next > from {
            theirs.adopt_until(next - 1)?;
        }
    }
    let (mut round, mut bytes) = (Vec::new(), 0);
    if next <= last {
        History::new(source).replay_from(next, &mut |record, _| {
            let sequence = record.sequence;
            if sequence > last {
                return Ok(ControlFlow::Break(()));
            }
            let body = record.encode(target.place())?;
            bytes += body.len();
            round.push(Entry { sequence, body });
            if bytes > ROUND_BYTES {
                log.append(&round, true)?;
                (round, bytes) = (Vec::new(), 0);
            }
            Ok(ControlFlow::Continue(()))
        })?;
        log.append(&round, true)?;
    }
    Ok(last + 1 - from)
}
