//! Group commit: many committers, one batch and one sync.
//!
//! A commit is submitted, which fixes its sequence, and then waited for. The first to wait takes everything that was
//! submitted so far, writes and syncs it, and wakes the others; what is submitted meanwhile is the next one's load. After
//! an error what is on disk is not known, so the queue is poisoned: nothing is accepted until the store is opened again.
//!
//! ```text
//! submit 7 ─┐            ┌─ wait 7: writes 7 8 9, syncs ─┬─→ 7, 8, 9 durable
//! submit 8 ─┼─ waiting ──┤  wait 8: sleeps ──────────────┤
//! submit 9 ─┘            └─ wait 9: sleeps ──────────────┘      10, 11 … wait for the next round
//! ```

use std::mem;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::error::StorageError;
use super::locked::locked;
use super::log::Entry;

/// The longest time that a round waits for more to share it.
const MAX_GATHERING: Duration = Duration::from_millis(2);

/// The place of a submitted commit in the history; to be waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[must_use = "a commit is durable only after it was waited for"]
pub(crate) struct Ticket(u64);

/// The commits on their way to the disk.
#[derive(Debug)]
pub(crate) struct Queue {
    place: String,
    state: Mutex<State>,
    round_over: Condvar,
    arrival: Condvar,
}

#[derive(Debug)]
struct State {
    /// Submitted and not yet taken by a round.
    waiting: Vec<Entry>,
    /// The sequence of the next commit.
    next: u64,
    /// The last commit that is durable.
    durable: u64,
    /// Whether a round is under way.
    busy: bool,
    /// The commits of the last round and the time it took.
    previous: (usize, Duration),
    /// The first failure.
    poison: Option<String>,
    /// Commits and bytes of bodies since the last checkpoint.
    since_checkpoint: Pending,
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
            durable: last,
            busy: false,
            previous: (0, Duration::ZERO),
            poison: None,
            since_checkpoint: pending,
        };
        Self { place: place.to_owned(), state: Mutex::new(state), round_over: Condvar::new(), arrival: Condvar::new() }
    }

    // Every change of the state is a few assignments that cannot panic half-way.
    fn state(&self) -> MutexGuard<'_, State> {
        locked(&self.state)
    }

    fn refused(&self, cause: &str) -> StorageError {
        StorageError::Poisoned { place: self.place.clone(), cause: cause.to_owned() }
    }

    /// The last durable commit.
    pub(crate) fn durable(&self) -> u64 {
        self.state().durable
    }

    /// Whether commit `sequence` is durable and nothing is on its way behind it.
    pub(crate) fn rests_at(&self, sequence: u64) -> bool {
        let state = self.state();
        !state.busy && state.durable == sequence && state.next == sequence + 1
    }

    /// What the log holds behind the last checkpoint.
    pub(crate) fn pending(&self) -> Pending {
        self.state().since_checkpoint
    }

    /// A checkpoint has covered `covered`.
    pub(crate) fn covered(&self, covered: Pending) {
        let mut state = self.state();
        let pending = state.since_checkpoint;
        state.since_checkpoint = Pending {
            commits: pending.commits.saturating_sub(covered.commits),
            bytes: pending.bytes.saturating_sub(covered.bytes),
        };
    }

    /// An error when an earlier write failed.
    pub(crate) fn check(&self) -> Result<(), StorageError> {
        match &self.state().poison {
            Some(cause) => Err(self.refused(cause)),
            None => Ok(()),
        }
    }

    /// Refuses everything from now on; the first cause is kept.
    pub(crate) fn poison(&self, cause: &StorageError) {
        self.state().poison.get_or_insert_with(|| cause.to_string());
        self.round_over.notify_all();
    }

    /// Takes a commit in; `encode` makes the body for its sequence.
    pub(crate) fn submit(
        &self,
        encode: impl FnOnce(u64) -> Result<Vec<u8>, StorageError>,
    ) -> Result<Ticket, StorageError> {
        let mut state = self.state();
        if let Some(cause) = &state.poison {
            return Err(self.refused(cause));
        }
        let sequence = state.next;
        let body = encode(sequence)?;
        state.next += 1;
        state.waiting.push(Entry { sequence, body });
        self.arrival.notify_one();
        Ok(Ticket(sequence))
    }

    /// Waits until a commit is durable. `write` writes and syncs one round; it is called by one thread at a time.
    pub(crate) fn wait(
        &self,
        ticket: Ticket,
        write: impl Fn(&[Entry]) -> Result<(), StorageError>,
    ) -> Result<u64, StorageError> {
        let mut state = self.state();
        loop {
            if state.durable >= ticket.0 {
                return Ok(ticket.0);
            }
            if let Some(cause) = &state.poison {
                return Err(self.refused(cause));
            }
            if state.busy {
                state = self.round_over.wait(state).unwrap_or_else(PoisonError::into_inner);
                continue;
            }
            state.busy = true;
            state = self.gather(state);
            let round = mem::take(&mut state.waiting);
            drop(state);
            let start = Instant::now();
            let written = write(&round);
            state = self.state();
            state.busy = false;
            state.previous = (round.len(), start.elapsed());
            match &written {
                Ok(()) => state.finish(&round),
                Err(error) => {
                    state.poison.get_or_insert_with(|| error.to_string());
                }
            }
            self.round_over.notify_all();
            written?;
        }
    }

    /// Committers that shared the previous round are likely on their way back: a part of the time of a sync is well
    /// spent on waiting for them. A lone committer never waits.
    fn gather<'a>(&self, mut state: MutexGuard<'a, State>) -> MutexGuard<'a, State> {
        let (companions, took) = state.previous;
        let deadline = Instant::now() + (took / 2).min(MAX_GATHERING);
        while companions > 1 && state.waiting.len() < companions {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                break;
            }
            state = self.arrival.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
        }
        state
    }
}

impl State {
    fn finish(&mut self, round: &[Entry]) {
        self.durable = round.last().map_or(self.durable, |entry| entry.sequence);
        self.since_checkpoint.commits += round.len() as u64;
        self.since_checkpoint.bytes += round.iter().map(|entry| entry.body.len() as u64).sum::<u64>();
    }
}
