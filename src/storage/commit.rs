//! Group commit: many committers, one batch and one sync.
//!
//! A commit is submitted, which fixes its sequence, and then waited for. The first to wait leads a round: it takes
//! everything that was submitted so far, writes and syncs it, and wakes those whose commits it were; what is submitted
//! meanwhile is the load of the next round, whose leader is called by name. After an error what is on disk is not known,
//! so the queue is poisoned: nothing is accepted until the store is opened again.
//!
//! ```text
//! submit 7 ─┐            ┌─ wait 7: writes 7 8 9, syncs ─┬─→ 7, 8, 9 durable     10: called to lead
//! submit 8 ─┼─ waiting ──┤  wait 8: sleeps ──────────────┤
//! submit 9 ─┘            └─ wait 9: sleeps ──────────────┘      10, 11 … wait for the next round
//! ```
//!
//! Every sleeper is woken once, and only when there is something for it to do. What it looks at when it wakes stands in
//! atomics, so that those who are woken together do not wait for each other.

use std::mem;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard};
use std::thread::{self, Thread};
use std::time::{Duration, Instant};

use super::error::StorageError;
use super::locked::locked;
use super::log::Entry;

/// The longest time that a round waits for more to share it.
const MAX_GATHERING: Duration = Duration::from_millis(2);
/// A shorter time is not slept through: the kernel wakes a sleeper as much later.
const SHORT: Duration = Duration::from_micros(150);

/// How often a committer lets other threads go first before it sleeps.
const GLANCES: u32 = 4;

/// The place of a submitted commit in the history; to be waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[must_use = "a commit is durable only after it was waited for"]
pub(crate) struct Ticket(u64);

/// The commits on their way to the disk.
#[derive(Debug)]
pub(crate) struct Queue {
    place: String,
    state: Mutex<State>,
    /// The last commit that is durable. Written with the state locked.
    durable: AtomicU64,
    /// Whether there was a failure. Written with the state locked.
    is_poisoned: AtomicBool,
    /// The commit whose committer leads the next round; 0 when nobody is called.
    called: AtomicU64,
    /// How many commits wait for a round. Written with the state locked.
    arrived: AtomicUsize,
    /// Commits and bytes of bodies since the last checkpoint.
    since_checkpoint: (AtomicU64, AtomicU64),
}

#[derive(Debug)]
struct State {
    /// Submitted and not yet taken by a round.
    waiting: Vec<Entry>,
    /// The sequence of the next commit.
    next: u64,
    /// Whether a round is under way, or its leader is called.
    busy: bool,
    /// Those who sleep until their commits are durable, or until they are called.
    sleepers: Vec<(u64, Thread)>,
    /// The leader of a round that waits for so many commits to share it.
    gathering: Option<(usize, Thread)>,
    /// The committers that were there at the end of the last round, and the time it took.
    previous: (usize, Duration),
    /// The first failure.
    poison: Option<String>,
}

/// How much of the log a checkpoint would cover.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Pending {
    /// Commits.
    pub(crate) commits: u64,
    /// Bytes of their records.
    pub(crate) bytes: u64,
}

impl Queue {
    /// A queue behind commit `last`, of which `pending` is not covered by a checkpoint.
    pub(crate) fn new(place: &str, last: u64, pending: Pending) -> Self {
        let state = State {
            waiting: Vec::new(),
            next: last + 1,
            busy: false,
            sleepers: Vec::new(),
            gathering: None,
            previous: (0, Duration::ZERO),
            poison: None,
        };
        Self {
            place: place.to_owned(),
            state: Mutex::new(state),
            durable: AtomicU64::new(last),
            is_poisoned: AtomicBool::new(false),
            called: AtomicU64::new(0),
            arrived: AtomicUsize::new(0),
            since_checkpoint: (AtomicU64::new(pending.commits), AtomicU64::new(pending.bytes)),
        }
    }

    // Every change of the state is a few assignments that cannot panic half-way.
    fn state(&self) -> MutexGuard<'_, State> {
        locked(&self.state)
    }

    fn refused(&self) -> StorageError {
        StorageError::Poisoned { place: self.place.clone(), cause: self.state().poison.clone().unwrap_or_default() }
    }

    /// The last durable commit.
    pub(crate) fn durable(&self) -> u64 {
        self.durable.load(Ordering::Acquire)
    }

    /// Whether commit `sequence` is durable and nothing is on its way behind it.
    pub(crate) fn rests_at(&self, sequence: u64) -> bool {
        let state = self.state();
        !state.busy && self.durable() == sequence && state.next == sequence + 1
    }

    /// What the log holds behind the last checkpoint.
    pub(crate) fn pending(&self) -> Pending {
        let (commits, bytes) = &self.since_checkpoint;
        Pending { commits: commits.load(Ordering::Relaxed), bytes: bytes.load(Ordering::Relaxed) }
    }

    /// A checkpoint has covered `covered`.
    pub(crate) fn covered(&self, covered: Pending) {
        // Nobody else changes them while the state is locked.
        let _state = self.state();
        let pending = self.pending();
        self.since_checkpoint.0.store(pending.commits.saturating_sub(covered.commits), Ordering::Relaxed);
        self.since_checkpoint.1.store(pending.bytes.saturating_sub(covered.bytes), Ordering::Relaxed);
    }

    /// An error when an earlier write failed.
    pub(crate) fn check(&self) -> Result<(), StorageError> {
        if self.is_poisoned.load(Ordering::Acquire) { Err(self.refused()) } else { Ok(()) }
    }

    /// Refuses everything from now on; the first cause is kept.
    pub(crate) fn poison(&self, cause: &StorageError) {
        let mut state = self.state();
        self.spoil(&mut state, cause);
        let sleepers = mem::take(&mut state.sleepers);
        drop(state);
        sleepers.iter().for_each(|(_, sleeper)| sleeper.unpark());
    }

    fn spoil(&self, state: &mut State, cause: &StorageError) {
        state.poison.get_or_insert_with(|| cause.to_string());
        self.is_poisoned.store(true, Ordering::Release);
    }

    /// Takes a commit in; `encode` makes the body for its sequence.
    pub(crate) fn submit(
        &self,
        encode: impl FnOnce(u64) -> Result<Vec<u8>, StorageError>,
    ) -> Result<Ticket, StorageError> {
        let mut state = self.state();
        if state.poison.is_some() {
            drop(state);
            return Err(self.refused());
        }
        let sequence = state.next;
        let body = encode(sequence)?;
        state.next += 1;
        state.waiting.push(Entry { sequence, body });
        let arrived = state.waiting.len();
        self.arrived.store(arrived, Ordering::Release);
        let leader = state.gathering.take_if(|(wanted, _)| *wanted <= arrived);
        drop(state);
        if let Some((_, leader)) = leader {
            leader.unpark();
        }
        Ok(Ticket(sequence))
    }

    /// Waits until a commit is durable. `write` writes and syncs one round; it is called by one thread at a time.
    pub(crate) fn wait(
        &self,
        ticket: Ticket,
        write: impl Fn(&[Entry]) -> Result<(), StorageError>,
    ) -> Result<u64, StorageError> {
        if self.durable() >= ticket.0 {
            return Ok(ticket.0);
        }
        let mut state = self.state();
        // Between the look and the lock its round may have ended.
        while self.durable() < ticket.0 {
            if state.poison.is_some() {
                drop(state);
                return Err(self.refused());
            }
            if !state.busy {
                state.busy = true;
                drop(state);
                self.lead(write)?;
                return Ok(ticket.0);
            }
            state.sleepers.push((ticket.0, thread::current()));
            drop(state);
            if self.sleep(ticket) {
                self.lead(write)?;
                return Ok(ticket.0);
            }
            state = self.state();
        }
        Ok(ticket.0)
    }

    /// Sleeps until a commit is durable or refused, or its committer is called to lead: then true.
    fn sleep(&self, ticket: Ticket) -> bool {
        let mut glances = GLANCES;
        loop {
            if self.durable() >= ticket.0 || self.is_poisoned.load(Ordering::Acquire) {
                return false;
            }
            if self.called.compare_exchange(ticket.0, 0, Ordering::AcqRel, Ordering::Acquire).is_ok() {
                return true;
            }
            // A round that is not synced takes no longer than a change of threads.
            if glances > 0 {
                glances -= 1;
                thread::yield_now();
            } else {
                thread::park();
            }
        }
    }

    /// Writes everything that waits, wakes its committers and calls the next leader. The caller's commit is among it.
    fn lead(&self, write: impl Fn(&[Entry]) -> Result<(), StorageError>) -> Result<(), StorageError> {
        let mut state = self.gather();
        if state.poison.is_some() {
            state.busy = false;
            drop(state);
            return Err(self.refused());
        }
        let round = mem::take(&mut state.waiting);
        self.arrived.store(0, Ordering::Release);
        drop(state);
        let start = Instant::now();
        let written = write(&round);
        let took = start.elapsed();
        let mut state = self.state();
        match &written {
            Ok(()) => self.finish(&round),
            Err(error) => self.spoil(&mut state, error),
        }
        let (durable, me) = (self.durable(), thread::current().id());
        let others = mem::take(&mut state.sleepers).into_iter().filter(|(_, sleeper)| sleeper.id() != me);
        let (over, later): (Vec<_>, Vec<_>) = others.partition(|(ticket, _)| written.is_err() || *ticket <= durable);
        state.previous = (round.len() + later.len(), took);
        state.sleepers = later;
        let next = state.sleepers.first().cloned();
        state.busy = next.is_some();
        if let Some((ticket, _)) = &next {
            self.called.store(*ticket, Ordering::Release);
        }
        drop(state);
        // The disk waits for the next leader: it goes first.
        next.iter().chain(&over).for_each(|(_, sleeper)| sleeper.unpark());
        written
    }

    /// Committers that shared the previous round are likely on their way back: a part of the time of a sync is well
    /// spent on waiting for them. A lone committer never waits.
    fn gather(&self) -> MutexGuard<'_, State> {
        let mut state = self.state();
        let (companions, took) = state.previous;
        let patience = (took / 2).min(MAX_GATHERING);
        if companions <= 1 || state.waiting.len() >= companions {
            return state;
        }
        let deadline = Instant::now() + patience;
        if patience < SHORT {
            drop(state);
            while self.arrived.load(Ordering::Acquire) < companions && Instant::now() < deadline {
                thread::yield_now();
            }
            return self.state();
        }
        state.gathering = Some((companions, thread::current()));
        drop(state);
        while self.arrived.load(Ordering::Acquire) < companions {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                break;
            }
            thread::park_timeout(left);
        }
        state = self.state();
        state.gathering = None;
        state
    }

    /// A round is durable; to be called with the state locked.
    fn finish(&self, round: &[Entry]) {
        let bytes = round.iter().map(|entry| entry.body.len() as u64).sum::<u64>();
        self.since_checkpoint.0.fetch_add(round.len() as u64, Ordering::Relaxed);
        self.since_checkpoint.1.fetch_add(bytes, Ordering::Relaxed);
        if let Some(last) = round.last() {
            self.durable.store(last.sequence, Ordering::Release);
        }
    }
}
