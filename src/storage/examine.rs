//! Reading a whole store without stopping at the first damage: every checksum of every segment and every commit.
//!
//! It finds what opening would refuse, and more: opening does not read the history that the base covers. What the store
//! holds is not changed; only the engine below, as at every opening, may put its files in order. What it says of each problem names the segment or the commit.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use crate::graph::Snapshot;

use super::checkpoint::read_base;
use super::error::StorageError;
use super::format;
use super::frame;
use super::kept;
use super::kv::{Kv, Space};
use super::log::Log;
use super::manifest::{Manifest, Pointer};
use super::mark::Mark;
use super::recovery;
use super::sealed::{History, Sealed};
use super::segments::SegmentId;

/// What was read and what is wrong with it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Examination {
    /// The version of its format.
    pub(crate) format: u32,
    /// Segments of the base that are whole.
    pub(crate) segments: u64,
    /// Commits in the log that are whole.
    pub(crate) commits: u64,
    /// The oldest commit that is kept.
    pub(crate) first: u64,
    /// The last commit that is whole; 0 when there is none.
    pub(crate) last: u64,
    /// The commit as of which the base is.
    pub(crate) covered: u64,
    /// Bases that are kept for the graph before bulk loads.
    pub(crate) kept: u64,
    /// The segments that were read.
    read: BTreeSet<SegmentId>,
    /// One sentence each; empty = nothing is damaged.
    pub(crate) problems: Vec<String>,
    /// The graph as of the last commit, where nothing is damaged.
    pub(crate) graph: Option<Snapshot>,
}

/// Examines everything. An error only when the store has no format that can be examined.
pub(crate) fn examine(kv: &dyn Kv, mark: Option<Mark>) -> Result<Examination, StorageError> {
    let format = format::read(kv)?.ok_or_else(|| StorageError::Missing { place: kv.place().to_owned() })?;
    let mut found = Examination { format, ..Examination::default() };
    found.first = found.noted(Log::new(kv).first()).unwrap_or(1);
    found.base(kv);
    found.kept(kv);
    found.log(kv)?;
    if found.problems.is_empty() {
        // All bytes are what was written: now whether they fit together, and reach as far as the mark.
        found.graph = found.noted(recovery::read(kv, mark)).map(|(recovered, _)| recovered.snapshot);
    }
    Ok(found)
}

impl Examination {
    fn noted<T>(&mut self, result: Result<T, StorageError>) -> Option<T> {
        match result {
            Ok(value) => return Some(value),
            Err(StorageError::Damaged { what, .. }) => self.problems.push(what),
            Err(error) => self.problems.push(error.to_string()),
        }
        None
    }

    fn base(&mut self, kv: &dyn Kv) {
        let Some(Some(pointer)) = self.noted(Pointer::read(kv)) else { return };
        self.covered = pointer.sequence;
        let Some(manifest) = self.noted(Manifest::read(kv, pointer)) else { return };
        if self.parts(kv, &manifest) {
            self.noted(read_base(kv, &std::sync::Arc::default(), pointer));
        }
    }

    /// Reads every part of a base; whether all are whole.
    fn parts(&mut self, kv: &dyn Kv, manifest: &Manifest) -> bool {
        let before = self.problems.len();
        for entry in &manifest.segments {
            // One that several bases share is read once.
            if !self.read.insert(entry.id) {
                continue;
            }
            if self.noted(entry.read(kv)).is_some() {
                self.segments += 1;
            }
        }
        self.problems.len() == before
    }

    /// Reads the bases that are kept for the graph before bulk loads.
    fn kept(&mut self, kv: &dyn Kv) {
        let before = self.problems.len();
        let mut whole = 0;
        for kept in self.noted(kept::list(kv)).unwrap_or_default() {
            let Some(manifest) = self.noted(Manifest::read(kv, kept.pointer)) else { continue };
            let counted = self.segments;
            self.parts(kv, &manifest);
            // They are no parts of the base.
            (self.segments, whole) = (counted, whole + 1);
        }
        for problem in self.problems.iter_mut().skip(before) {
            problem.push_str(" (of the graph before a bulk load; the present one does not need it)");
        }
        self.kept = whole;
    }

    /// Reads every commit, going on behind each damaged one.
    fn log(&mut self, kv: &dyn Kv) -> Result<(), StorageError> {
        let mut from = self.first;
        loop {
            let mut good = from - 1;
            let read = History::new(kv).replay_from(from, &mut |record, _| {
                good = record.sequence;
                self.commits += 1;
                Ok(ControlFlow::Continue(()))
            });
            self.last = self.last.max(good);
            if self.noted(read).is_some() {
                return Ok(());
            }
            // The commit behind the last good one is damaged or gone, maybe with a block of them: go on with what is there.
            let Some(next) = next_commit(kv, good + 1)? else { return Ok(()) };
            from = next;
        }
    }
}

/// The first commit that may be whole behind the damaged one `damaged`.
fn next_commit(kv: &dyn Kv, damaged: u64) -> Result<Option<u64>, StorageError> {
    let sealed = Sealed::new(kv);
    match sealed.last() {
        Ok(end) if damaged <= end => {
            let last = sealed.next_last(damaged)?.filter(|last| *last <= end).unwrap_or(end);
            let behind = sealed.first_behind(damaged, last);
            Ok(Some(behind))
        }
        _ => next_logged(kv, damaged + 1),
    }
}

/// The first commit at or behind `from` that has any part in the log.
pub(super) fn next_logged(kv: &dyn Kv, from: u64) -> Result<Option<u64>, StorageError> {
    let mut next = None;
    kv.scan(Space::Log, &frame::part_key(from, 0), None, &mut |key, _| {
        next = frame::parse_part_key(key).map(|(sequence, _)| sequence);
        ControlFlow::Break(())
    })?;
    Ok(next)
}
