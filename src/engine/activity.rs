//! What the sessions of a database are doing at the moment: the rows of `db.transactions`.
//!
//! Each session writes its own entry and nobody waits for a reader of the list: an entry is a few words behind a lock
//! that is held for an assignment. A session that is gone leaves the list by itself.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

/// Seconds since 1970-01-01T00:00Z and nanoseconds of the second.
pub(super) type Instant = (i64, u32);

/// The longest text of a statement that the list keeps, in characters.
const LONGEST: usize = 200;

/// The sessions of a database.
#[derive(Debug, Default)]
pub(super) struct Activities {
    opened: AtomicU64,
    all: Mutex<Vec<Weak<Activity>>>,
}

/// What one session does.
#[derive(Debug)]
pub(super) struct Activity {
    /// The number of the session, from 1.
    number: u64,
    doing: Mutex<Doing>,
}

#[derive(Clone, Debug, Default)]
struct Doing {
    author: Option<Arc<str>>,
    /// Since when a transaction is open, and the changes in it.
    transaction: Option<(Instant, u64)>,
    /// The running statement, and since when.
    statement: Option<(Arc<str>, Instant)>,
    waiting: bool,
}

/// One session as the list shows it.
#[derive(Clone, Debug)]
pub(super) struct Listed {
    /// The number of the session.
    pub(super) session: u64,
    /// Whom the history would name.
    pub(super) author: Option<Arc<str>>,
    /// `idle`, `running`, `waiting` (for another writer) or `in transaction`.
    pub(super) state: &'static str,
    /// When the open transaction, else the running statement, began.
    pub(super) since: Option<Instant>,
    /// The running statement.
    pub(super) statement: Option<Arc<str>>,
    /// Changes in the open transaction, up to its last statement.
    pub(super) changes: u64,
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Activities {
    /// The entry of a new session.
    pub(super) fn open(&self) -> Arc<Activity> {
        let number = self.opened.fetch_add(1, Ordering::Relaxed) + 1;
        let activity = Arc::new(Activity { number, doing: Mutex::default() });
        let mut all = locked(&self.all);
        all.retain(|session| session.strong_count() > 0);
        all.push(Arc::downgrade(&activity));
        activity
    }

    /// Every session there is, oldest first.
    pub(super) fn list(&self) -> Vec<Listed> {
        locked(&self.all).iter().filter_map(Weak::upgrade).map(|activity| activity.listed()).collect()
    }
}

impl Activity {
    /// A statement begins; it ends when the guard is dropped.
    pub(super) fn start(self: &Arc<Self>, text: &str, author: Option<&str>, now: Instant) -> Working {
        // A text of so many bytes has no more characters.
        let end = match text.len() {
            len if len <= LONGEST => len,
            len => text.char_indices().nth(LONGEST).map_or(len, |(at, _)| at),
        };
        let mut doing = locked(&self.doing);
        doing.statement = Some((text.get(..end).unwrap_or(text).trim().into(), now));
        if doing.author.as_deref() != author {
            doing.author = author.map(Arc::from);
        }
        Working(Arc::clone(self))
    }

    /// Whether the session waits for another one to finish writing.
    pub(super) fn set_waiting(&self, waiting: bool) {
        locked(&self.doing).waiting = waiting;
    }

    /// A transaction is open, or none.
    pub(super) fn set_transaction(&self, since: Option<Instant>) {
        locked(&self.doing).transaction = since.map(|since| (since, 0));
    }

    /// How much the open transaction has changed.
    pub(super) fn set_changes(&self, changes: u64) {
        if let Some(transaction) = &mut locked(&self.doing).transaction {
            transaction.1 = changes;
        }
    }

    fn listed(&self) -> Listed {
        let Doing { author, transaction, statement, waiting } = locked(&self.doing).clone();
        let state = match (&statement, transaction) {
            _ if waiting => "waiting",
            (Some(_), _) => "running",
            (None, Some(_)) => "in transaction",
            (None, None) => "idle",
        };
        let since = transaction.map(|(since, _)| since).or_else(|| statement.as_ref().map(|(_, since)| *since));
        let changes = transaction.map_or(0, |(_, changes)| changes);
        Listed { session: self.number, author, state, since, statement: statement.map(|(text, _)| text), changes }
    }
}

/// A running statement; it has ended when this is dropped.
#[derive(Debug)]
pub(super) struct Working(Arc<Activity>);

impl Drop for Working {
    fn drop(&mut self) {
        locked(&self.0.doing).statement = None;
    }
}
