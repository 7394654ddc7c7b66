//! From a workspace to the published graph: name definitions, the store's record, the sync, the new snapshot.
//!
//! Writers build on the *tip*, readers see what is *published*. A commit takes its place in the log and becomes the tip
//! while the writer lock is held; it is published when it is durable. So commits wait for one sync together, and no
//! reader ever sees what a power cut could take back.

use std::mem;
use std::sync::{Mutex, PoisonError, RwLock};
use std::time::{SystemTime, UNIX_EPOCH};

use rustc_hash::FxHashSet;

use super::error::Error;
use super::remembered::Remembered;
use crate::graph::{Change, Snapshot, TokenKind, Tokens};
use crate::storage::{Draft, StorageError, Store, Ticket};

/// Changes in the delta from which it is merged into a new base, at least.
const SMALLEST_MERGE: usize = 20_000;
/// The share of the graph that the delta may have before it is merged: one part in this many.
const MERGE_SHARE: u64 = 8;
/// Bytes of log from which the graph is written as segments.
const CHECKPOINT_BYTES: u64 = 64 << 20;
/// Bytes of log that a closed database may leave to be replayed.
const CLOSE_BYTES: u64 = 256 << 10;
/// Elements of new indexes that a closed database may leave to be sorted again: the log has only their definitions.
const CLOSE_SORTED: usize = 5_000;
/// Commits in the log from which the graph is written as segments.
const CHECKPOINT_COMMITS: u64 = 500_000;

/// The graph of a database in its two states, and the store behind it.
pub(super) struct Commits {
    store: Option<Store>,
    tip: Mutex<Snapshot>,
    /// The last commit that was given a place.
    last: Mutex<Option<Ticket>>,
    published: RwLock<(u64, Snapshot)>,
    /// Names that the store knows: kind and number.
    named: Mutex<FxHashSet<(TokenKind, u32)>>,
    pub(super) remembered: Remembered,
}

/// Who makes a commit, and why.
#[derive(Clone, Debug, Default)]
pub(super) struct Attribution {
    pub(super) author: Option<String>,
    pub(super) message: Option<String>,
}

/// A commit that has its place in the history and waits to be durable.
pub(super) struct Submitted {
    ticket: Option<Ticket>,
    snapshot: Snapshot,
}

impl Submitted {
    /// The graph with the commit.
    pub(super) fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }
}

impl Commits {
    /// The graph that a store gave, or an empty one without a store.
    pub(super) fn new(store: Option<Store>, snapshot: Snapshot) -> Self {
        let sequence = store.as_ref().map_or(0, Store::last_sequence);
        // A store at rest says nothing of the names that its log knows: they are defined again where they are used.
        let named = if store.as_ref().is_some_and(Store::is_running) {
            all_names(snapshot.tokens())
        } else {
            FxHashSet::default()
        };
        Self {
            store,
            tip: Mutex::new(snapshot.clone()),
            last: Mutex::new(None),
            published: RwLock::new((sequence, snapshot)),
            named: Mutex::new(named),
            remembered: Remembered::default(),
        }
    }

    /// The store alone; what readers hold stays theirs.
    pub(super) fn into_store(self) -> Option<Store> {
        self.store
    }

    /// The store, unless the graph is in memory.
    pub(super) fn store(&self) -> Option<&Store> {
        self.store.as_ref()
    }

    /// Waits until everything that has a place in the history is durable.
    pub(super) fn settle(&self) -> Result<(), StorageError> {
        let last = *self.last.lock().unwrap_or_else(PoisonError::into_inner);
        match (&self.store, last) {
            (Some(store), Some(ticket)) => store.wait(ticket).map(drop),
            _ => Ok(()),
        }
    }

    /// What readers see.
    pub(super) fn published(&self) -> Snapshot {
        self.published.read().unwrap_or_else(PoisonError::into_inner).1.clone()
    }

    /// What readers see, and the commit it is as of.
    pub(super) fn published_at(&self) -> (u64, Snapshot) {
        self.published.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// What the next writer builds on; to be asked with the writer lock held.
    pub(super) fn tip(&self) -> Snapshot {
        self.tip.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Gives a commit its place in the history; to be called with the writer lock held.
    pub(super) fn submit(&self, snapshot: Snapshot, changes: Vec<Change>, by: Attribution) -> Result<Submitted, Error> {
        let limit = SMALLEST_MERGE.max(((snapshot.node_count() + snapshot.rel_count()) / MERGE_SHARE) as usize);
        let snapshot = if snapshot.delta_len() > limit { snapshot.compacted() } else { snapshot };
        snapshot.check_read()?;
        let ticket = match &self.store {
            Some(store) if !changes.is_empty() => {
                let changes = self.with_names(changes, snapshot.tokens());
                let Attribution { author, message } = by;
                Some(store.submit(Draft { time: now(), author, message, changes })?)
            }
            _ => None,
        };
        let _before = mem::replace(&mut *self.tip.lock().unwrap_or_else(PoisonError::into_inner), snapshot.clone());
        if ticket.is_some() {
            *self.last.lock().unwrap_or_else(PoisonError::into_inner) = ticket;
        }
        if ticket.is_none() {
            // Nothing to wait for: readers see it before the next writer can come.
            self.published.write().unwrap_or_else(PoisonError::into_inner).1 = snapshot.clone();
        }
        Ok(Submitted { ticket, snapshot })
    }

    /// Waits until a commit is durable and publishes it.
    pub(super) fn finish(&self, submitted: Submitted) -> Result<(), Error> {
        let Submitted { ticket, snapshot } = submitted;
        let (Some(store), Some(ticket)) = (&self.store, ticket) else { return Ok(()) };
        let sequence = store.wait(ticket)?;
        // What was there before is given back without the lock: nobody waits for that.
        let _before = {
            let mut published = self.published.write().unwrap_or_else(PoisonError::into_inner);
            if sequence > published.0 { mem::replace(&mut *published, (sequence, snapshot)) } else { (0, snapshot) }
        };
        let pending = store.pending();
        if pending.bytes > CHECKPOINT_BYTES || pending.commits > CHECKPOINT_COMMITS {
            self.checkpoint()?;
        }
        Ok(store.tidy()?)
    }

    /// Makes `snapshot` the graph as one commit, without a record of each change; to be called with the writer lock held.
    pub(super) fn bulk(&self, snapshot: &Snapshot, by: Attribution) -> Result<(), Error> {
        snapshot.check_read()?;
        let mut sequence = 0;
        if let Some(store) = &self.store {
            // What was submitted before must be durable before a new base can cover it.
            let last = *self.last.lock().unwrap_or_else(PoisonError::into_inner);
            last.map(|ticket| store.wait(ticket)).transpose()?;
            sequence = store
                .bulk(snapshot, Draft { time: now(), author: by.author, message: by.message, changes: Vec::new() })?;
            *self.named.lock().unwrap_or_else(PoisonError::into_inner) = all_names(snapshot.tokens());
        }
        *self.tip.lock().unwrap_or_else(PoisonError::into_inner) = snapshot.clone();
        *self.published.write().unwrap_or_else(PoisonError::into_inner) = (sequence, snapshot.clone());
        Ok(())
    }

    /// Writes the published graph as segments; without a store there is nothing to do.
    pub(super) fn checkpoint(&self) -> Result<(), StorageError> {
        let Some(store) = &self.store else { return Ok(()) };
        if store.pending().commits == 0 {
            return Ok(());
        }
        let (sequence, snapshot) = self.published_at();
        store.checkpoint(&snapshot, sequence)
    }

    /// Leaves the store so that opening it is fast: segments where the log has grown, and the mark of a clean end.
    pub(super) fn close(&self) -> Result<(), StorageError> {
        let Some(store) = &self.store else { return Ok(()) };
        let (sequence, snapshot) = self.published_at();
        if store.pending().bytes > CLOSE_BYTES || snapshot.sorted_elements() > CLOSE_SORTED {
            self.checkpoint()?;
        }
        store.rest_with_image(&snapshot, sequence)
    }

    /// Puts the definitions of names that the store does not know before the changes that use them.
    fn with_names(&self, changes: Vec<Change>, tokens: &Tokens) -> Vec<Change> {
        let mut named = self.named.lock().unwrap_or_else(PoisonError::into_inner);
        let mut all = Vec::new();
        for change in &changes {
            change.for_each_name(&mut |kind, id| {
                if named.insert((kind, id)) {
                    all.push(Change::DefineToken { kind, id, name: tokens.name(kind, id) });
                }
            });
        }
        all.extend(changes);
        all
    }
}

fn all_names(tokens: &Tokens) -> FxHashSet<(TokenKind, u32)> {
    [TokenKind::Label, TokenKind::RelType, TokenKind::Key]
        .into_iter()
        .flat_map(|kind| tokens.all(kind).into_iter().map(move |(id, _)| (kind, id)))
        .collect()
}

/// Microseconds since 1970-01-01T00:00Z.
fn now() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_micros() as i64)
}
