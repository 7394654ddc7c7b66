//! From what is on disk to the graph as of the last commit: format, base, tail of the log, and the traces of crashes.
//!
//! Nothing is deleted before everything was read and compared with the high-water mark: a store that has lost
//! something acknowledged is refused as it is, so that it can still be examined.
//!
//! ```text
//! pointer ─→ base at commit 40 ─→ 41 42 43 ─→ graph at 43        mark says 45? refuse: two commits are gone
//! ```

use std::ops::ControlFlow;
use std::sync::Arc;

use crate::graph::{Snapshot, Tokens};

use super::checkpoint::{open_base, read_base};
use super::commit::Pending;
use super::error::StorageError;
use super::format;
use super::image::Rest;
use super::kept;
use super::kv::Kv;
use super::log::{Log, Tail};
use super::manifest::{Manifest, Pointer};
use super::mark::Mark;
use super::record::{CommitRecord, Content};
use super::sealed::History;
use super::segments::Seal;
use super::standing::Standing;

/// What was found.
#[derive(Debug)]
pub(crate) struct Recovered {
    /// The graph as of commit `last`.
    pub(crate) snapshot: Snapshot,
    /// The base it stands on, where parts of it are still to be read.
    pub(crate) standing: Option<Standing>,
    /// What that base consists of.
    pub(crate) manifest: Manifest,
    /// The pointer to that base: the one in force, or that of a bulk load whose swap a crash has cut off.
    pub(crate) base: Option<Pointer>,
    /// The pointer in force.
    pub(crate) pointer: Option<Pointer>,
    /// The last commit.
    pub(crate) last: u64,
    /// What stands in the log behind the base.
    pub(crate) pending: Pending,
}

/// Opens the graph: parts of its base are read when they are first wanted. Nothing is written.
pub(crate) fn open(kv: &Arc<dyn Kv>, mark: Option<Mark>) -> Result<(Recovered, Tail), StorageError> {
    recover(&**kv, mark, &|tokens, pointer| open_base(kv, tokens, pointer))
}

/// Reads the whole graph. Nothing is written.
pub(crate) fn read(kv: &dyn Kv, mark: Option<Mark>) -> Result<(Recovered, Tail), StorageError> {
    recover(kv, mark, &|tokens, pointer| {
        let (manifest, snapshot) = read_base(kv, tokens, pointer)?;
        Ok((manifest, snapshot, None))
    })
}

type BaseReader<'a> =
    dyn Fn(&Arc<Tokens>, Pointer) -> Result<(Manifest, Snapshot, Option<Standing>), StorageError> + 'a;

fn recover(kv: &dyn Kv, mark: Option<Mark>, base: &BaseReader<'_>) -> Result<(Recovered, Tail), StorageError> {
    let log = Log::new(kv);
    let tokens = Arc::new(Tokens::default());
    let pointer = Pointer::read(kv)?;
    let (manifest, snapshot, standing) = match pointer {
        Some(pointer) => base(&tokens, pointer)?,
        None => (Manifest::default(), Snapshot::empty(Arc::clone(&tokens)), None),
    };
    let covered = manifest.sequence;
    let history = History::new(kv);
    if covered >= log.first()? && !history.contains(covered)? {
        return Err(StorageError::damaged(kv.place(), format!("commit {covered} is missing from the log")));
    }
    let mut found =
        Recovered { snapshot, standing, manifest, base: pointer, pointer, last: covered, pending: Pending::default() };
    let tail = history.replay_from(covered + 1, &mut |record, bytes| {
        found.take((kv, base), &tokens, record, bytes)?;
        Ok(ControlFlow::Continue(()))
    })?;
    found.last = tail.last;
    found.compare(kv.place(), mark.unwrap_or_default())?;
    Ok((found, tail))
}

/// Compares an engine with the image from which its graph was read. Nothing but the remains of a crash is written.
pub(crate) fn confirm(kv: &dyn Kv, rest: Rest) -> Result<(Manifest, Option<Pointer>), StorageError> {
    let differs =
        |what: String| StorageError::damaged(kv.place(), format!("it is not what its file `image` says: {what}"));
    if format::read(kv)?.is_none() {
        return Err(differs(format!("it is empty, but commit {} was acknowledged", rest.mark.sequence)));
    }
    let pointer = Pointer::read(kv)?;
    let manifest = pointer.map_or_else(|| Ok(Manifest::default()), |pointer| Manifest::read(kv, pointer))?;
    let seal = pointer.map_or_else(Seal::none, |pointer| pointer.seal);
    if (manifest.generation, seal) != (rest.mark.generation, rest.manifest) {
        return Err(differs(format!("its base is generation {}, not {}", manifest.generation, rest.mark.generation)));
    }
    let whole = &mut |_, _| Ok(ControlFlow::Continue(()));
    let tail = History::new(kv).replay_from(manifest.sequence + 1, whole)?;
    if tail.last != rest.mark.sequence {
        return Err(differs(format!("it ends with commit {}, not {}", tail.last, rest.mark.sequence)));
    }
    Ok((manifest, pointer))
}

impl Recovered {
    fn take(
        &mut self,
        (kv, base): (&dyn Kv, &BaseReader<'_>),
        tokens: &Arc<Tokens>,
        record: CommitRecord,
        bytes: u64,
    ) -> Result<(), StorageError> {
        match record.content {
            Content::Changes(changes) => {
                self.pending.commits += 1;
                self.pending.bytes += bytes;
                let applied = changes.iter().try_for_each(|change| self.snapshot.apply(change));
                applied.and_then(|()| self.snapshot.check_read()).map_err(|why| {
                    let what = format!("commit {} does not fit the graph: {}", record.sequence, why.message());
                    StorageError::damaged(kv.place(), what)
                })
            }
            Content::Bulk { generation, seal, .. } => {
                // The load was committed, the pointer not yet swapped: this generation is the base.
                let pointer = Pointer { generation, sequence: record.sequence, seal };
                self.base = Some(pointer);
                (self.manifest, self.snapshot, self.standing) = base(tokens, pointer)?;
                self.pending = Pending::default();
                Ok(())
            }
        }
    }

    fn compare(&self, place: &str, mark: Mark) -> Result<(), StorageError> {
        if self.last < mark.sequence {
            let what = format!("it ends with commit {}, but commit {} was acknowledged", self.last, mark.sequence);
            return Err(StorageError::damaged(place, what));
        }
        if self.manifest.generation < mark.generation {
            let what = format!(
                "its base is generation {}, but generation {} was written",
                self.manifest.generation, mark.generation
            );
            return Err(StorageError::damaged(place, what));
        }
        Ok(())
    }

    /// Finishes a swap and removes what crashes have left.
    pub(crate) fn settle(&mut self, kv: &dyn Kv, tail: Tail) -> Result<(), StorageError> {
        if let Some(base) = self.base.filter(|_| self.base != self.pointer) {
            base.swap(kv, self.pointer)?;
            self.pointer = Some(base);
        }
        if tail.remains {
            Log::new(kv).remove_remains(tail.last)?;
        }
        History::new(kv).finish_trim()?;
        let first = Log::new(kv).first()?;
        // A load that never came to be has replaced nothing, and what is forgotten needs no base.
        match kept::retain(kv, |kept| kept.until < tail.last && kept.until + 1 >= first) {
            Err(StorageError::Damaged { .. }) => {}
            other => other?,
        }
        kept::sweep(kv, &self.manifest)
    }
}
