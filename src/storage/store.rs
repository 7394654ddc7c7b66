//! The store as the engine sees it: open, commit, checkpoint, bulk load, history, close.
//!
//! Contract: [`Store::wait`] returns after the commit is durable. After any failed write the store refuses further
//! ones until it is opened again, since what is on disk is not known; everything acknowledged is still there. All
//! methods take `&self` and may be called from any thread.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard};

use crate::graph::{Shelf, Snapshot, Tokens};
use crate::value::Value;

use super::checkpoint::{read_base, write_base};
use super::commit::{Pending, Queue, Ticket};
use super::compaction::{self, Compaction};
use super::directory;
use super::error::StorageError;
use super::examine::{Examination, examine};
use super::format;
use super::image::{self, Image, Rest};
use super::journaled::Journaled;
use super::kept;
use super::kv::{Durability, Kv, Space};
use super::locate;
use super::lock::Lock;
use super::locked::locked;
use super::log::{Entry, Log};
use super::manifest::{Manifest, Pointer};
use super::mark::{KeptMark, Mark, MarkFile};
use super::original::Original;
use super::record::{CommitHead, CommitRecord, CommitSummary, Content, Draft};
use super::recovery::{self, Recovered};
use super::replicate::{self, Copied};
use super::retention;
use super::sealed::{History, PIECE, SMALLEST, Sealed};
use super::sealing;
use super::segments::{Seal, remove_dead};
use super::standing::Standing;
use super::start::Engine;

/// A store of so many bytes is not worth being made smaller.
const SMALL: u64 = 1 << 20;
/// So many bytes that are alive are not copied unless the user asks for it.
const LARGE: u64 = 64 << 20;
/// A store of so many times what is alive in it is made smaller when it is closed.
const WASTE: u64 = 2;

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
    engine: Engine,
    options: OpenOptions,
    queue: Queue,
    base: Mutex<Base>,
    mark: Mutex<Option<KeptMark>>,
    /// Locked for writing while commits leave the log, or the history, that others may be reading.
    history: RwLock<()>,
    /// Bytes of records that came to the log since commits were sealed.
    unsealed: AtomicU64,
    /// Whether it is to be exchanged for a smaller copy when it is closed.
    is_wasteful: AtomicBool,
    /// Where the parts of the image are read from which the graph was opened.
    image: Option<Arc<Shelf>>,
    /// The directory, unless the store is over an engine of its own.
    home: Option<Home>,
}

/// The directory of a store, owned by this process.
#[derive(Debug)]
struct Home {
    path: PathBuf,
    /// Whether there may be an image. Its lock is held while the image goes.
    image: Mutex<bool>,
    lock: Lock,
}

/// The base in force. Its lock is held by the one checkpoint or bulk load that may run at a time.
#[derive(Debug, Default)]
struct Base {
    manifest: Manifest,
    pointer: Option<Pointer>,
    /// Of the base that was opened: what of it is still to be read.
    standing: Option<Standing>,
}

/// sled would make an empty file in place of the one that is gone.
fn refuse_lost_file(path: &Path, has_mark: bool) -> Result<(), StorageError> {
    if has_mark && !path.join("db").exists() {
        return Err(StorageError::damaged(&path.display().to_string(), "its file `db` is gone"));
    }
    Ok(())
}

impl Store {
    /// Opens the store in the directory `path` and reads its graph.
    pub(crate) fn open(path: &Path, options: OpenOptions) -> Result<(Self, Snapshot), StorageError> {
        compaction::resume(path)?;
        directory::prepare(path, options.create)?;
        let home = Home { path: path.to_owned(), image: Mutex::new(true), lock: Lock::take(path)? };
        let file = MarkFile::new(path);
        let mark = file.read()?;
        refuse_lost_file(path, mark.is_some())?;
        let at_rest = mark.and_then(|mark| image::read(path, mark));
        let (mut store, snapshot) = match at_rest {
            Some(image) => (Self::at_rest(path, &image, file, options)?, image.graph),
            None => Self::started(path, file, mark, options)?,
        };
        store.home = Some(home);
        Ok((store, snapshot))
    }

    /// The store in `path` with its engine; one that is refused as damaged stays as it was.
    fn started(
        path: &Path,
        file: MarkFile,
        mark: Option<Mark>,
        options: OpenOptions,
    ) -> Result<(Self, Snapshot), StorageError> {
        let original = Original::of(path);
        let opened = Journaled::open(path, options.durability)
            .and_then(|kv| Self::over(Box::new(kv), Some((file, mark)), options));
        if matches!(opened, Err(StorageError::Damaged { .. })) {
            original.put_back();
        }
        opened.map_err(|error| locate::named(path, error))
    }

    /// The store of an image; its engine sleeps.
    fn at_rest(path: &Path, image: &Image, file: MarkFile, options: OpenOptions) -> Result<Self, StorageError> {
        let rest = image.rest;
        let kept = file.keep(Some(rest.mark), rest.mark, options.read_only)?;
        Ok(Self {
            engine: Engine::asleep(path.to_owned(), rest, options.durability),
            options,
            queue: Queue::new(&path.display().to_string(), rest.mark.sequence, rest.pending),
            base: Mutex::default(),
            mark: Mutex::new(Some(kept)),
            history: RwLock::default(),
            unsealed: AtomicU64::new(rest.pending.bytes),
            is_wasteful: AtomicBool::default(),
            image: Some(Arc::clone(&image.shelf)),
            home: None,
        })
    }

    /// The engine, started and compared with its image when it sleeps. Never to be asked for with the base locked.
    fn kv(&self) -> Result<&dyn Kv, StorageError> {
        let started = self.engine.kv(|kv, rest| {
            let (manifest, pointer) = recovery::confirm(kv, rest)?;
            // With commits behind the base, the parts of the image are not those of the base.
            let of_base = self.image.as_ref().filter(|_| rest.pending.commits == 0);
            let standing = of_base.map(|shelf| Standing::of_image(Arc::clone(shelf), &manifest));
            *locked(&self.base) = Base { manifest, pointer, standing };
            Ok(())
        });
        match &self.home {
            Some(home) => started.map_err(|error| locate::named(&home.path, error)),
            None => started,
        }
    }

    /// Whether the engine below runs; a store at rest is read without it.
    pub(crate) fn is_running(&self) -> bool {
        self.engine.is_running()
    }

    /// Whether anything was written to it since it was opened; false over an engine of its own.
    pub(crate) fn is_written_to(&self) -> bool {
        self.home.as_ref().is_some_and(|home| !*locked(&home.image))
    }

    /// Examines the store in the directory `path`, damaged or not: every checksum of the base and of the whole history.
    pub(crate) fn examine(path: &Path) -> Result<Examination, StorageError> {
        compaction::resume(path)?;
        directory::prepare(path, false)?;
        let _lock = Lock::take(path)?;
        let mark = MarkFile::new(path).read();
        refuse_lost_file(path, !matches!(mark, Ok(None)))?;
        let original = Original::of(path);
        let examined = Journaled::open(path, Durability::Synced)
            .and_then(|kv| examine(&kv, mark.as_ref().ok().copied().flatten()));
        if !examined.as_ref().is_ok_and(|found| found.problems.is_empty()) {
            original.put_back();
        }
        let mut found = examined.map_err(|error| locate::named(path, error))?;
        found.problems.extend(mark.err().map(|error| error.to_string()));
        if !found.problems.is_empty() {
            found.problems.extend(locate::not_whole(path, &found.problems.join("; ")));
        }
        Ok(found)
    }

    /// Opens whatever `kv` holds; `mark` is the file beside it and what it says.
    pub(crate) fn over(
        kv: Box<dyn Kv>,
        mark: Option<(MarkFile, Option<Mark>)>,
        options: OpenOptions,
    ) -> Result<(Self, Snapshot), StorageError> {
        let kv: Arc<dyn Kv> = kv.into();
        let said = mark.as_ref().and_then(|(_, said)| *said);
        if format::read(&*kv)?.is_none() {
            let place = kv.place().to_owned();
            match said {
                Some(mark) if mark != Mark::default() => {
                    return Err(StorageError::damaged(
                        &place,
                        format!("it is empty, but commit {} was acknowledged", mark.sequence),
                    ));
                }
                _ if !options.create => return Err(StorageError::Missing { place }),
                _ => format::initialise(&*kv)?,
            }
        }
        let (mut found, tail) = recovery::open(&kv, said)?;
        if !options.read_only {
            found.settle(&*kv, tail)?;
        }
        let Recovered { snapshot, standing, manifest, pointer, last, pending, .. } = found;
        let reached = Mark { sequence: last, generation: manifest.generation };
        let kept = mark.map(|(file, said)| file.keep(said, reached, options.read_only)).transpose()?;
        let queue = Queue::new(kv.place(), last, pending);
        let base = Mutex::new(Base { manifest, pointer, standing });
        let engine = Engine::running(kv);
        let unsealed = AtomicU64::new(pending.bytes);
        let (mark, history) = (Mutex::new(kept), RwLock::default());
        let is_wasteful = AtomicBool::default();
        let store =
            Self { engine, options, queue, base, mark, history, unsealed, is_wasteful, image: None, home: None };
        Ok((store, snapshot))
    }

    /// Where it is, for messages.
    pub(crate) fn place(&self) -> &str {
        self.engine.place()
    }

    /// The version of the format that is written.
    pub(crate) fn format() -> u32 {
        format::FORMAT_VERSION
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
        match &self.home {
            Some(home) => directory::size(&home.path),
            None => self.kv()?.size(),
        }
    }

    /// The bytes that the store in the directory `path` occupies on disk, which need not be open.
    pub(crate) fn size_of(path: &Path) -> Result<u64, StorageError> {
        directory::size(path)
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
        let kv = self.kv()?;
        let _guard = self.without_image()?;
        Log::new(kv).append(round, synced)?;
        let bytes: usize = round.iter().map(|entry| entry.body.len()).sum();
        self.unsealed.fetch_add(bytes as u64, Ordering::Relaxed);
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
        self.queue.check()?;
        // An engine that does not hold what its image says is found out before anything is written.
        self.kv().map(drop)
    }

    /// What is written while the guard is held is not in the image: it goes before. The base is locked first, if at all.
    fn without_image(&self) -> Result<Option<MutexGuard<'_, bool>>, StorageError> {
        let Some(home) = &self.home else { return Ok(None) };
        let mut image = locked(&home.image);
        if *image {
            image::remove(&home.path)?;
            *image = false;
        }
        Ok(Some(image))
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
        let kv = self.kv()?;
        drop(self.without_image()?);
        if self.options.durability == Durability::Buffered {
            kv.sync()?;
        }
        let (manifest, pointer) = write_base(kv, &base.manifest, base.standing.as_ref(), snapshot, sequence)?;
        self.put_in_force(base, manifest, pointer)
    }

    fn put_in_force(&self, base: &mut Base, manifest: Manifest, pointer: Pointer) -> Result<(), StorageError> {
        let kv = self.kv()?;
        let staying = kept::staying(kv, manifest.alive())?;
        if let Some((standing, staying)) = base.standing.as_ref().zip(staying.as_ref()) {
            standing.keep_dying(staying)?;
        }
        pointer.swap(kv, base.pointer)?;
        let standing = base.standing.take();
        let old = std::mem::replace(base, Base { manifest, pointer: Some(pointer), standing });
        let (generation, durable) = (pointer.generation, pointer.sequence);
        self.replace_mark(|mark| Mark { sequence: mark.sequence.max(durable), generation })?;
        if let Some(staying) = staying {
            remove_dead(kv, old.manifest.alive(), &staying)?;
        }
        self.seal(SMALLEST)
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
        drop(self.without_image()?);
        let standing = base.standing.as_ref();
        let (manifest, pointer) = write_base(self.kv()?, &base.manifest, standing, snapshot, sequence)?;
        if let Some(replaced) = base.pointer {
            let kv = self.kv()?;
            match kept::add(kv, replaced, sequence - 1) {
                // Who reads the graph before it, and a check, are told.
                Err(StorageError::Damaged { .. }) => {}
                other => other?,
            }
            kv.sync()?;
        }
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

    /// Seals commits when the log has grown: to be called when nobody waits for the caller. Errors of a write are those
    /// of a commit; a damaged record stays where it is, and is told by who reads it.
    pub(crate) fn tidy(&self) -> Result<(), StorageError> {
        if self.unsealed.load(Ordering::Relaxed) < PIECE as u64 || self.check_writable().is_err() {
            return Ok(());
        }
        self.seal(PIECE / 2)
    }

    fn seal(&self, smallest: usize) -> Result<(), StorageError> {
        // Who reads the history keeps it where it is; the next commit or checkpoint tries again.
        let Ok(_guard) = self.history.try_write() else { return Ok(()) };
        let kv = self.kv()?;
        drop(self.without_image()?);
        self.unsealed.store(0, Ordering::Relaxed);
        if self.options.durability == Durability::Buffered {
            kv.sync()?;
        }
        match sealing::seal(kv, self.queue.durable(), smallest) {
            Ok(_) | Err(StorageError::Damaged { .. }) => Ok(()),
            Err(error) => self.guarded(Err(error)),
        }
    }

    /// While this is held, no commit leaves the log or the history.
    fn history_stays(&self) -> RwLockReadGuard<'_, ()> {
        self.history.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads the durable commits from `from` on (at least the oldest that is kept), oldest first, until `read` breaks.
    /// `read` must not use the store.
    pub(crate) fn history(
        &self,
        from: u64,
        read: &mut dyn FnMut(CommitRecord) -> ControlFlow<()>,
    ) -> Result<(), StorageError> {
        self.reading(from, |history, from, last| {
            let taken = history.replay_from(from, &mut |record, _| {
                Ok(if record.sequence > last { ControlFlow::Break(()) } else { read(record) })
            });
            taken.map(drop)
        })
    }

    /// As [`Self::history`], without the changes.
    pub(crate) fn summaries(
        &self,
        from: u64,
        read: &mut dyn FnMut(CommitSummary) -> ControlFlow<()>,
    ) -> Result<(), StorageError> {
        self.reading(from, |history, from, last| {
            history.summaries_from(from, &mut |commit| {
                if commit.sequence > last { ControlFlow::Break(()) } else { read(commit) }
            })
        })
    }

    /// As [`Self::summaries`], with less of each.
    pub(crate) fn heads(
        &self,
        from: u64,
        read: &mut dyn FnMut(CommitHead) -> ControlFlow<()>,
    ) -> Result<(), StorageError> {
        self.reading(from, |history, from, last| {
            history.heads_from(from, &mut |head| {
                if head.sequence > last { ControlFlow::Break(()) } else { read(head) }
            })
        })
    }

    fn reading(
        &self,
        from: u64,
        read: impl FnOnce(History<'_>, u64, u64) -> Result<(), StorageError>,
    ) -> Result<(), StorageError> {
        let kv = self.kv()?;
        let _guard = self.history_stays();
        let from = from.max(Log::new(kv).first()?);
        // What is just being written may already be visible and yet be lost.
        let last = self.last_sequence();
        if from > last { Ok(()) } else { read(History::new(kv), from, last) }
    }

    /// First and last commit of those that are read at once with commit `sequence`; none when it is not sealed.
    pub(crate) fn sealed_with(&self, sequence: u64) -> Result<Option<(u64, u64)>, StorageError> {
        let kv = self.kv()?;
        let _guard = self.history_stays();
        Sealed::new(kv).bounds(sequence)
    }

    /// The oldest commit that is kept.
    pub(crate) fn first_sequence(&self) -> Result<u64, StorageError> {
        Log::new(self.kv()?).first()
    }

    /// Forgets the commits before `first`, which must be covered by the base: a checkpoint goes before.
    pub(crate) fn purge(&self, first: u64) -> Result<(), StorageError> {
        self.check_writable()?;
        let base = locked(&self.base);
        let first = first.min(base.manifest.sequence + 1);
        if first <= self.first_sequence()? {
            return Ok(());
        }
        let _guard = self.without_image()?;
        let _readers = self.history.write().unwrap_or_else(PoisonError::into_inner);
        let kv = self.kv()?;
        let forgotten = History::new(kv).trim(first).and_then(|()| {
            // The graph as of the commit before the first one that is kept can be read.
            match kept::retain(kv, |kept| kept.until + 1 >= first) {
                Err(StorageError::Damaged { .. }) => return Ok(()),
                other => other?,
            }
            kv.sync()?;
            kept::sweep(kv, &base.manifest)
        });
        self.guarded(forgotten)
    }

    /// The commits as of which bases are kept that bulk loads have replaced.
    pub(crate) fn kept_bases(&self) -> Result<Vec<u64>, StorageError> {
        let kv = self.kv()?;
        Ok(kept::list(kv)?.into_iter().map(|kept| kept.pointer.sequence).collect())
    }

    /// The graph as of commit `sequence`, when that is one of [`Self::kept_bases`]; names get their numbers in `tokens`.
    pub(crate) fn kept_base(&self, sequence: u64, tokens: &Arc<Tokens>) -> Result<Option<Snapshot>, StorageError> {
        let kv = self.kv()?;
        // No segment goes as long as this is held.
        let _base = locked(&self.base);
        let kept = kept::list(kv)?.into_iter().find(|kept| kept.pointer.sequence == sequence);
        kept.map(|kept| Ok(read_base(kv, tokens, kept.pointer)?.1)).transpose()
    }

    /// Keeps the base of `snapshot`, the graph as of commit `sequence`, for the commits up to `until`, in the place of one
    /// that was kept for them.
    pub(crate) fn keep_base(&self, snapshot: &Snapshot, sequence: u64, until: u64) -> Result<(), StorageError> {
        self.check_writable()?;
        let base = locked(&self.base);
        drop(self.without_image()?);
        let kv = self.kv()?;
        let standing = base.standing.as_ref();
        let kept = write_base(kv, &base.manifest, standing, snapshot, sequence).and_then(|(_, pointer)| {
            kept::exchange(kv, pointer, until)?;
            kv.sync()
        });
        self.guarded(kept)
    }

    /// Copies the store as of its last commit into the directory `target`; commits go on meanwhile.
    pub(crate) fn copy_to(&self, target: &Path) -> Result<Copied, StorageError> {
        let kv = self.kv()?;
        // No other base comes into force, and no history goes, as long as this is held.
        let base = locked(&self.base);
        let _guard = self.history_stays();
        replicate::into_directory(kv, (&base.manifest, base.pointer), self.queue.durable(), target)
    }

    /// The rule by which history is forgotten, as the caller wrote it; `None` when there is none.
    pub(crate) fn retention(&self) -> Result<Option<Value>, StorageError> {
        retention::read(self.kv()?)
    }

    /// Sets the rule, or takes it away; durable when it returns.
    pub(crate) fn set_retention(&self, rule: Option<&Value>) -> Result<(), StorageError> {
        self.check_writable()?;
        let _guard = self.without_image()?;
        self.guarded(retention::write(self.kv()?, rule))
    }

    /// Makes everything durable and notes it as the mark of a clean end; the store stays open.
    pub(crate) fn rest(&self) -> Result<(), StorageError> {
        if self.options.read_only || self.queue.check().is_err() || !self.is_running() {
            return Ok(());
        }
        self.guarded(self.kv()?.rest())?;
        let sequence = self.queue.durable();
        self.replace_mark(|mark| Mark { sequence, ..mark })
    }

    /// Whether much of its room is dead, and so little alive that a copy takes no time.
    fn wastes(&self) -> Result<bool, StorageError> {
        let kv = self.kv()?;
        let size = kv.size()?;
        if size <= SMALL {
            return Ok(false);
        }
        let mut alive = locked(&self.base).manifest.segments.iter().map(|entry| entry.seal.length).sum::<u64>();
        for space in [Space::Log, Space::Past] {
            kv.scan(space, &[], None, &mut |_, value| {
                alive += value.len() as u64;
                if alive > LARGE { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            })?;
        }
        Ok(alive <= LARGE && size > WASTE * alive)
    }

    /// Whether the end of the store makes it smaller.
    pub(crate) fn is_wasteful(&self) -> bool {
        self.is_wasteful.load(Ordering::Relaxed)
    }

    /// Exchanges the store for a copy without dead space; it is closed then. `NotAStore` when something stands in the way.
    pub(crate) fn shrink(&mut self) -> Result<(), StorageError> {
        self.is_wasteful.store(false, Ordering::Relaxed);
        let Some(path) = self.home.as_ref().map(|home| home.path.clone()) else { return Ok(()) };
        let beside = Compaction::of(&path);
        self.queue.check()?;
        beside.begin()?;
        let copied = self.copy_to(&beside.new).and_then(|_| image::carry(&path, &beside.new));
        if copied.is_err() {
            beside.abandon();
            return copied;
        }
        let _lock = self.home.take().map(|home| home.lock);
        self.engine.stop();
        beside.finish()
    }

    /// As [`Self::rest`], and leaves an image of `snapshot`, the graph as of commit `sequence`, for the next opening.
    pub(crate) fn rest_with_image(&self, snapshot: &Snapshot, sequence: u64) -> Result<(), StorageError> {
        self.rest()?;
        if !self.options.read_only && self.is_running() && self.queue.check().is_ok() {
            self.is_wasteful.store(self.wastes()?, Ordering::Relaxed);
        }
        let Some(home) = self.home.as_ref().filter(|_| !self.options.read_only && self.queue.check().is_ok()) else {
            return Ok(());
        };
        if !self.is_running() {
            return Ok(());
        }
        let kv = self.kv()?;
        let base = locked(&self.base);
        let mut image = locked(&home.image);
        let Some(mark) = locked(&self.mark).as_ref().map(KeptMark::said) else { return Ok(()) };
        if mark.sequence != sequence || !self.queue.rests_at(sequence) {
            return Ok(());
        }
        if base.manifest.segments.iter().map(|entry| entry.seal.length).sum::<u64>() > image::LONGEST as u64 {
            return Ok(());
        }
        let manifest = base.pointer.map_or_else(Seal::none, |pointer| pointer.seal);
        let rest = Rest { mark, manifest, pending: self.queue.pending() };
        *image = true;
        // Without an image the next opening is slower, no more.
        let parts: Option<Vec<_>> = match rest.pending.commits {
            0 => base.manifest.segments.iter().map(|entry| entry.bytes(kv)).collect::<Result<_, _>>().ok(),
            _ => image::encode(snapshot),
        };
        let _ = parts.map(|parts| image::write(&home.path, &rest, &parts));
        Ok(())
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        // The error of a close nobody waited for has nowhere to go; what was acknowledged as synced is safe without it.
        // The same goes for a store that stays as long as it is.
        let _ = self.rest();
        if self.is_wasteful() {
            let _ = self.shrink();
        }
    }
}
