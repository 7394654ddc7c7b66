//! The store as the engine sees it: open, commit, checkpoint, bulk load, history, close.
//!
//! Contract: [`Store::wait`] returns after the commit is durable. After any failed write the store refuses further
//! ones until it is opened again, since what is on disk is not known; everything acknowledged is still there. All
//! methods take `&self` and may be called from any thread.

use std::ops::ControlFlow;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::graph::Snapshot;

use super::checkpoint::{remove_dead, write_base};
use super::commit::{Pending, Queue, Ticket};
use super::directory;
use super::error::StorageError;
use super::examine::{Examination, examine};
use super::kv::Kv;
use super::log::{Entry, Log};
use super::manifest::{Manifest, Pointer};
use super::mark::{KeptMark, Mark, MarkFile};
use super::record::{CommitRecord, Content, Draft};
use super::recovery::{self, Recovered};
use super::sled::SledKv;

/// When a commit is acknowledged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Durability {
    /// After it is on the disk.
    #[default]
    Synced,
    /// After it is written; a power cut may take the last moments, a crash of the process does not.
    Buffered,
}

/// How to open a store.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct OpenOptions {
    /// Make it when there is none.
    pub(crate) create: bool,
    /// Refuse every change.
    pub(crate) read_only: bool,
    /// When a commit is acknowledged.
    pub(crate) durability: Durability,
}

/// An open store.
pub(crate) struct Store {
    kv: Box<dyn Kv>,
    options: OpenOptions,
    queue: Queue,
    base: Mutex<Base>,
    mark: Mutex<Option<KeptMark>>,
}

/// The base in force. Its lock is held by the one checkpoint or bulk load that may run at a time.
#[derive(Debug)]
struct Base {
    manifest: Manifest,
    pointer: Option<Pointer>,
}

/// sled would make an empty file in place of the one that is gone.
fn refuse_lost_file(path: &Path, has_mark: bool) -> Result<(), StorageError> {
    if has_mark && !path.join("db").exists() {
        return Err(StorageError::damaged(&path.display().to_string(), "its file `db` is gone"));
    }
    Ok(())
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // What these locks protect is assigned as a whole, so a panic elsewhere cannot leave it half-way.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Store {
    /// Opens the store in the directory `path` and reads its graph.
    pub(crate) fn open(path: &Path, options: OpenOptions) -> Result<(Self, Snapshot), StorageError> {
        directory::prepare(path, options.create)?;
        let file = MarkFile::new(path);
        let mark = file.read()?;
        refuse_lost_file(path, mark.is_some())?;
        let kv = SledKv::open(path)?;
        Self::over(Box::new(kv), Some((file, mark)), options)
    }

    /// Examines the store in the directory `path`, damaged or not: every checksum of the base and of the whole history.
    pub(crate) fn examine(path: &Path) -> Result<Examination, StorageError> {
        directory::prepare(path, false)?;
        let mark = MarkFile::new(path).read();
        refuse_lost_file(path, !matches!(mark, Ok(None)))?;
        let kv = SledKv::open(path)?;
        let mut found = examine(&kv, mark.as_ref().ok().copied().flatten())?;
        found.problems.extend(mark.err().map(|error| error.to_string()));
        Ok(found)
    }

    /// Opens whatever `kv` holds; `mark` is the file beside it and what it says.
    pub(crate) fn over(
        kv: Box<dyn Kv>,
        mark: Option<(MarkFile, Option<Mark>)>,
        options: OpenOptions,
    ) -> Result<(Self, Snapshot), StorageError> {
        let said = mark.as_ref().and_then(|(_, said)| *said);
        if !recovery::check_format(&*kv)? {
            let place = kv.place().to_owned();
            match said {
                Some(mark) if mark != Mark::default() => {
                    return Err(StorageError::damaged(
                        &place,
                        format!("it is empty, but commit {} was acknowledged", mark.sequence),
                    ));
                }
                _ if !options.create => return Err(StorageError::Missing { place }),
                _ => recovery::initialise(&*kv)?,
            }
        }
        let (mut found, tail) = recovery::read(&*kv, said)?;
        if !options.read_only {
            found.settle(&*kv, tail)?;
        }
        let Recovered { snapshot, manifest, pointer, last, pending, .. } = found;
        let reached = Mark { sequence: last, generation: manifest.generation };
        let kept = mark.map(|(file, said)| file.keep(said, reached, options.read_only)).transpose()?;
        let queue = Queue::new(kv.place(), last, pending);
        let base = Mutex::new(Base { manifest, pointer });
        Ok((Self { kv, options, queue, base, mark: Mutex::new(kept) }, snapshot))
    }

    /// Where it is, for messages.
    pub(crate) fn place(&self) -> &str {
        self.kv.place()
    }

    /// The version of the format of every open store.
    pub(crate) fn format() -> u32 {
        recovery::FORMAT_VERSION
    }

    /// The last durable commit; 0 when there is none.
    pub(crate) fn last_sequence(&self) -> u64 {
        self.queue.durable()
    }

    /// How much of the log opening would have to replay: the reason for a checkpoint.
    pub(crate) fn pending(&self) -> Pending {
        self.queue.pending()
    }

    /// The bytes it occupies on disk.
    pub(crate) fn size(&self) -> Result<u64, StorageError> {
        self.kv.size()
    }

    /// Takes a commit in and fixes its place in the history. Submit in the order in which the commits build on each other.
    pub(crate) fn submit(&self, draft: Draft) -> Result<Ticket, StorageError> {
        self.check_writable()?;
        self.queue.submit(|sequence| CommitRecord::new(sequence, draft).encode(self.place()))
    }

    /// Waits until a submitted commit is durable, together with whatever else was submitted, and gives its sequence.
    pub(crate) fn wait(&self, ticket: Ticket) -> Result<u64, StorageError> {
        self.queue.wait(ticket, |round| self.write_round(round))
    }

    fn write_round(&self, round: &[Entry]) -> Result<(), StorageError> {
        let synced = self.options.durability == Durability::Synced;
        Log::new(&*self.kv).append(round, synced)?;
        if let Some(last) = round.last().filter(|_| synced) {
            self.note(last.sequence);
        }
        Ok(())
    }

    /// The commit is durable already: a mark that cannot be written lags, which does no harm.
    fn note(&self, sequence: u64) {
        if let Some(kept) = locked(&self.mark).as_mut() {
            let _ = kept.note(Mark { sequence, ..kept.said() });
        }
    }

    fn replace_mark(&self, change: impl FnOnce(Mark) -> Mark) -> Result<(), StorageError> {
        locked(&self.mark).as_mut().map_or(Ok(()), |kept| kept.replace(change(kept.said())))
    }

    fn check_writable(&self) -> Result<(), StorageError> {
        if self.options.read_only {
            let why = "it was opened for reading only".to_owned();
            return Err(StorageError::ReadOnly { place: self.place().to_owned(), why });
        }
        self.queue.check()
    }

    /// Poisons the queue when `result` is an error: what is on disk is not known.
    fn guarded<T>(&self, result: Result<T, StorageError>) -> Result<T, StorageError> {
        result.inspect_err(|error| self.queue.poison(error))
    }

    /// Writes `snapshot`, the graph as of commit `sequence`, as the new base. The log stays: it is the history.
    /// Commits may go on meanwhile. Nothing is done when the base covers that commit already.
    pub(crate) fn checkpoint(&self, snapshot: &Snapshot, sequence: u64) -> Result<(), StorageError> {
        self.check_writable()?;
        let mut base = locked(&self.base);
        let pending = self.queue.pending();
        if base.pointer.is_some() && sequence <= base.manifest.sequence {
            // Another thread has covered it meanwhile.
            return Ok(());
        }
        if sequence > self.queue.durable() {
            let what = format!("a checkpoint of commit {sequence}, which is not durable, was refused");
            return Err(StorageError::Unknown { place: self.place().to_owned(), what });
        }
        self.guarded(self.try_checkpoint(&mut base, snapshot, sequence))?;
        let behind = self.queue.durable() - sequence;
        self.queue.covered(Pending { commits: pending.commits.saturating_sub(behind), ..pending });
        Ok(())
    }

    fn try_checkpoint(&self, base: &mut Base, snapshot: &Snapshot, sequence: u64) -> Result<(), StorageError> {
        if self.options.durability == Durability::Buffered {
            self.kv.sync()?;
        }
        let (manifest, pointer) = write_base(&*self.kv, &base.manifest, snapshot, sequence)?;
        self.put_in_force(base, manifest, pointer)
    }

    fn put_in_force(&self, base: &mut Base, manifest: Manifest, pointer: Pointer) -> Result<(), StorageError> {
        pointer.swap(&*self.kv, base.pointer)?;
        let old = std::mem::replace(base, Base { manifest, pointer: Some(pointer) });
        let (generation, durable) = (pointer.generation, pointer.sequence);
        self.replace_mark(|mark| Mark { sequence: mark.sequence.max(durable), generation })?;
        remove_dead(&*self.kv, old.manifest.alive(), &base.manifest.alive())
    }

    /// Makes `snapshot` the graph as one commit, without a record of each change: what an import does. No commit may be
    /// under way. `draft` has no changes.
    pub(crate) fn bulk(&self, snapshot: &Snapshot, draft: Draft) -> Result<u64, StorageError> {
        self.check_writable()?;
        let mut base = locked(&self.base);
        let written = self.try_bulk(&mut base, snapshot, draft);
        self.guarded(written)
    }

    fn try_bulk(&self, base: &mut Base, snapshot: &Snapshot, draft: Draft) -> Result<u64, StorageError> {
        let sequence = self.queue.durable() + 1;
        let (manifest, pointer) = write_base(&*self.kv, &base.manifest, snapshot, sequence)?;
        let content = Content::Bulk {
            generation: pointer.generation,
            seal: pointer.seal,
            nodes: snapshot.node_count(),
            relationships: snapshot.rel_count(),
        };
        let ticket = self.queue.submit(|given| {
            if given != sequence {
                let what = "another commit came between during a bulk load".to_owned();
                return Err(StorageError::Unknown { place: self.place().to_owned(), what });
            }
            let Draft { time, author, message, .. } = draft;
            CommitRecord { sequence, time, author, message, content }.encode(self.place())
        })?;
        self.wait(ticket)?;
        self.put_in_force(base, manifest, pointer)?;
        self.queue.covered(self.queue.pending());
        Ok(sequence)
    }

    /// Reads the durable commits from `from` on (at least the oldest that is kept), oldest first, until `read` breaks.
    /// `read` must not write to the store.
    pub(crate) fn history(
        &self,
        from: u64,
        read: &mut dyn FnMut(CommitRecord) -> ControlFlow<()>,
    ) -> Result<(), StorageError> {
        let log = Log::new(&*self.kv);
        let from = from.max(log.first()?);
        // What is just being written may already be visible and yet be lost.
        let (place, last) = (self.place(), self.last_sequence());
        log.replay_from(from, &mut |sequence, body| {
            if sequence > last {
                return Ok(ControlFlow::Break(()));
            }
            Ok(read(CommitRecord::decode(place, sequence, body)?))
        })?;
        Ok(())
    }

    /// The oldest commit that is kept.
    pub(crate) fn first_sequence(&self) -> Result<u64, StorageError> {
        Log::new(&*self.kv).first()
    }

    /// Forgets the commits before `first`, which must be covered by the base: a checkpoint goes before.
    pub(crate) fn purge(&self, first: u64) -> Result<(), StorageError> {
        self.check_writable()?;
        let base = locked(&self.base);
        let first = first.min(base.manifest.sequence + 1);
        if first <= self.first_sequence()? {
            return Ok(());
        }
        self.guarded(Log::new(&*self.kv).trim(first))
    }

    /// Makes everything durable and notes it as the mark of a clean end; the store stays open.
    pub(crate) fn rest(&self) -> Result<(), StorageError> {
        if self.options.read_only || self.queue.check().is_err() {
            return Ok(());
        }
        if self.options.durability == Durability::Buffered {
            self.guarded(self.kv.sync())?;
        }
        let sequence = self.queue.durable();
        self.replace_mark(|mark| Mark { sequence, ..mark })
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        // The error of a close nobody waited for has nowhere to go; what was acknowledged as synced is safe without it.
        let _ = self.rest();
    }
}
