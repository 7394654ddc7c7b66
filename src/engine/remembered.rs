//! What is remembered of the history, so that the same moment need not be made twice: graphs, and the heads of commits.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::graph::Snapshot;

/// Earlier graphs that are remembered.
const GRAPHS: usize = 8;

/// What is remembered of the history.
#[derive(Debug, Default)]
pub(super) struct Remembered {
    graphs: Mutex<VecDeque<(u64, Snapshot)>>,
    heads: Mutex<Heads>,
}

/// When each commit was, and whether it is a bulk load.
#[derive(Clone, Debug, Default)]
pub(super) struct Heads {
    /// The commit that the first entry is of; 0 when nothing was read yet.
    pub(super) first: u64,
    /// Microseconds since 1970-01-01T00:00Z, and whether it is a bulk load; one a commit.
    pub(super) entries: Vec<(i64, bool)>,
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Remembered {
    /// The graphs as of commits up to `newest`.
    pub(super) fn graphs(&self, newest: u64) -> Vec<(u64, Snapshot)> {
        locked(&self.graphs).iter().filter(|(sequence, _)| *sequence <= newest).cloned().collect()
    }

    /// Remembers the graph as of a commit; the one that was made longest ago is forgotten.
    pub(super) fn remember(&self, sequence: u64, graph: &Snapshot) {
        let mut graphs = locked(&self.graphs);
        graphs.retain(|(known, _)| *known != sequence);
        graphs.push_back((sequence, graph.clone()));
        if graphs.len() > GRAPHS {
            graphs.pop_front();
        }
    }

    /// The heads of commits, to be read on.
    pub(super) fn heads(&self) -> MutexGuard<'_, Heads> {
        locked(&self.heads)
    }

    /// Forgets everything: the history has been shortened.
    pub(super) fn forget(&self) {
        locked(&self.graphs).clear();
        *locked(&self.heads) = Heads::default();
    }
}

impl Heads {
    /// The first bulk load behind commit `low` and up to commit `high`.
    pub(super) fn bulk_between(&self, low: u64, high: u64) -> Option<u64> {
        let from = (low + 1).max(self.first);
        (from..=high).find(|sequence| self.get(*sequence).is_some_and(|(_, bulk)| bulk))
    }

    fn get(&self, sequence: u64) -> Option<(i64, bool)> {
        self.entries.get(usize::try_from(sequence.checked_sub(self.first)?).ok()?).copied()
    }

    /// The last commit that was made before `instant`, or at it when `inclusive`; the one before the first when all are
    /// later.
    pub(super) fn before(&self, instant: i64, inclusive: bool) -> u64 {
        let earlier = |time: i64| time < instant || inclusive && time == instant;
        let count = self.entries.iter().rposition(|(time, _)| earlier(*time)).map_or(0, |at| at as u64 + 1);
        (self.first + count).saturating_sub(1)
    }
}
