//! The graph as it was: a snapshot of an earlier commit, made from one that is known and the changes between them.
//!
//! The present, the empty graph before the first commit, the bases that bulk loads have replaced, and the last few that
//! were asked for are known. The nearest of them is walked to the commit that is wanted: backwards by before images,
//! forwards by after images. A bulk load has neither, so no walk goes over one.
//!
//! ```text
//! 0 ──▶ 1 ──▶ 2 ══ 3 is a bulk load ══▶ 3 ◀── 4 ◀── 5 = present        AS OF 1: from 0     AS OF 4: from 5
//! ```

#[cfg(test)]
mod tests;

use std::ops::ControlFlow;
use std::sync::Arc;

use super::commit::Commits;
use super::error::Error;
use super::history::{MICROS, no_such_commit, refused};
use super::limits::Interrupt;
use super::remembered::Heads;
use crate::diagnostic::{Class, Detail, Diagnostic, Phase};
use crate::graph::{Change, Snapshot};
use crate::storage::{Content, StorageError, Store};
use crate::value::Value;

/// Commits of the log that are read before they are walked; sealed ones are read block by block.
const STRETCH: u64 = 4096;
/// Changes in a delta from which it is merged into a base on the way.
const SMALLEST_MERGE: u64 = 100_000;

/// A place in the history as users name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Moment {
    /// The number of a commit.
    Commit(u64),
    /// Microseconds since 1970-01-01T00:00Z.
    Instant(i64),
}

impl Moment {
    /// The moment that a value means; `None` when it means none.
    pub(super) fn of(value: &Value) -> Option<Self> {
        match value {
            Value::Integer(number) => u64::try_from(*number).ok().map(Self::Commit),
            Value::DateTime(time) => {
                let micros = time.seconds.checked_mul(MICROS)?.checked_add(i64::from(time.nanos / 1000))?;
                Some(Self::Instant(micros))
            }
            _ => None,
        }
    }

    /// The error for a value that means none.
    pub(super) fn wrong(value: &Value) -> Diagnostic {
        let message = format!("{} is no moment of the history", value.type_name());
        Diagnostic::argument(Detail::InvalidArgumentType, message)
            .hint("write the number of a commit, or an instant: datetime('2026-01-27T10:00Z')")
    }
}

impl Commits {
    /// The graph as of a moment.
    ///
    /// # Errors
    /// `InvalidArgumentType` for a value that is no moment, `InvalidArgumentValue` for a commit that is not there or
    /// forgotten, `NotSupported` in memory and between bulk loads of older versions, `Cancelled`, and what the store meets.
    pub(super) fn as_of(&self, moment: &Value, interrupt: &Interrupt) -> Result<Snapshot, Error> {
        let store = self.store().ok_or_else(no_history)?;
        let (newest, present) = self.published_at();
        let heads = self.heads(newest)?;
        let wanted = match Moment::of(moment).ok_or_else(|| Moment::wrong(moment))? {
            Moment::Commit(sequence) => sequence,
            Moment::Instant(instant) => heads.before(instant, true).min(newest),
        };
        if wanted > newest || wanted + 1 < heads.first {
            return Err(no_such_commit(wanted, heads.first, newest).into());
        }
        let mut known: Vec<(u64, Option<Snapshot>)> = vec![(newest, Some(present.clone()))];
        known.extend(self.remembered.graphs(newest).into_iter().map(|(sequence, graph)| (sequence, Some(graph))));
        if heads.first <= 1 {
            known.push((0, Some(Snapshot::empty(Arc::clone(present.tokens())))));
        }
        // Those that are read first come last: another one that is as near is taken.
        known.extend(store.kept_bases()?.into_iter().map(|sequence| (sequence, None)));
        let near =
            known.into_iter().filter(|(from, _)| heads.bulk_between(wanted.min(*from), wanted.max(*from)).is_none());
        let Some((from, graph)) = near.min_by_key(|(from, _)| from.abs_diff(wanted)) else {
            return Err(between_loads(&heads, wanted, newest).into());
        };
        let graph = match graph {
            Some(graph) => graph,
            None => {
                store.kept_base(from, present.tokens())?.ok_or_else(|| no_such_commit(wanted, heads.first, newest))?
            }
        };
        let graph = walk(store, graph, from, wanted, interrupt)?;
        if from != wanted {
            self.remembered.remember(wanted, &graph);
        }
        Ok(graph)
    }

    /// The first commit to keep when all before a moment are forgotten.
    ///
    /// # Errors
    /// As [`Self::as_of`].
    pub(super) fn first_from(&self, moment: &Value) -> Result<u64, Error> {
        self.store().ok_or_else(no_history)?;
        match Moment::of(moment).ok_or_else(|| Moment::wrong(moment))? {
            Moment::Commit(sequence) => Ok(sequence),
            Moment::Instant(instant) => Ok(self.heads(self.published_at().0)?.before(instant, false) + 1),
        }
    }

    /// Makes sure that the graph as of commit `first`, and after it, can be made when the commits up to that one are gone:
    /// where a bulk load comes later, a base as of that commit is kept.
    ///
    /// # Errors
    /// What the store meets while it writes; a history that is damaged is left as it is.
    pub(super) fn keep_reachable(&self, first: u64) -> Result<(), StorageError> {
        let Some(store) = self.store() else { return Ok(()) };
        let newest = self.published_at().0;
        let load = match self.heads(newest) {
            Ok(heads) if first < newest => heads.bulk_between(first, newest),
            _ => None,
        };
        let Some(load) = load else { return Ok(()) };
        let kept = match store.kept_bases() {
            Err(StorageError::Damaged { .. }) => return Ok(()),
            other => other?,
        };
        if kept.iter().any(|sequence| (first..load).contains(sequence)) {
            return Ok(());
        }
        match self.as_of(&Value::Integer(first as i64), &Interrupt::default()) {
            Ok(graph) => store.keep_base(&graph, first, load - 1),
            Err(Error::Storage(error)) if !matches!(error, StorageError::Damaged { .. }) => Err(error),
            Err(_) => Ok(()),
        }
    }

    /// When the commits up to `newest` were, from the oldest that is kept.
    fn heads(&self, newest: u64) -> Result<Heads, Error> {
        let store = self.store().ok_or_else(no_history)?;
        let mut heads = self.remembered.heads();
        if heads.first == 0 {
            heads.first = store.first_sequence()?;
        }
        let next = heads.first + heads.entries.len() as u64;
        if next <= newest {
            let mut found = Vec::new();
            store.heads(next, &mut |head| {
                found.push((head.time, head.is_bulk));
                if head.sequence < newest { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
            })?;
            heads.entries.extend(found);
        }
        Ok(heads.clone())
    }
}

/// Takes a graph from commit `from` to commit `to`.
fn walk(store: &Store, mut graph: Snapshot, from: u64, to: u64, interrupt: &Interrupt) -> Result<Snapshot, Error> {
    let mut at = from;
    while at < to {
        let high = store.sealed_with(at + 1)?.map_or(at + STRETCH, |(_, last)| last).min(to);
        for (_, changes) in stretch(store, at + 1, high, interrupt)? {
            changes.iter().try_for_each(|change| graph.apply(change))?;
            settle(&mut graph);
        }
        at = high;
    }
    while at > to {
        // Not behind the sealed commits and into them at once: a block is read as a whole.
        let some = at.saturating_sub(STRETCH - 1).max(to + 1);
        let low = match store.sealed_with(at)? {
            Some((first, _)) => first.max(to + 1),
            None => store.sealed_with(some)?.map_or(some, |(_, last)| last + 1),
        };
        for (_, changes) in stretch(store, low, at, interrupt)?.into_iter().rev() {
            let undone = changes.iter().rev().filter(|change| !matches!(change, Change::DefineToken { .. }));
            undone.map(Change::inverse).try_for_each(|change| graph.apply(&change))?;
            settle(&mut graph);
        }
        at = low - 1;
    }
    Ok(graph)
}

/// The changes of the commits `low` to `high`, oldest first.
fn stretch(store: &Store, low: u64, high: u64, interrupt: &Interrupt) -> Result<Vec<(u64, Vec<Change>)>, Error> {
    if interrupt.is_set() {
        return Err(Diagnostic::new(Class::Interrupted, Phase::Runtime, Detail::Cancelled, "interrupted").into());
    }
    let mut commits = Vec::new();
    store.history(low, &mut |record| {
        let goes_on = record.sequence < high;
        if let (true, Content::Changes(changes)) = (record.sequence <= high, record.content) {
            commits.push((record.sequence, changes));
        }
        if goes_on { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    })?;
    if commits.len() as u64 == high + 1 - low {
        return Ok(commits);
    }
    Err(Diagnostic::internal(format!("the history between commits {low} and {high} is not whole")).into())
}

fn settle(graph: &mut Snapshot) {
    if graph.delta_len() as u64 > SMALLEST_MERGE.max(graph.node_count() / 2 + graph.rel_count() / 2) {
        *graph = graph.compacted();
    }
}

fn no_history() -> Diagnostic {
    let message = "a graph in memory keeps no history: there is only the present";
    refused(Detail::NotSupported, message).hint("open a store: `wasl shell DB`")
}

fn between_loads(heads: &Heads, wanted: u64, newest: u64) -> Diagnostic {
    let load = heads.bulk_between(wanted, newest).unwrap_or(newest);
    let message = format!(
        "the graph as of commit {wanted} cannot be made: commit {load} is a bulk load of an older wasl, over which the history has no single changes"
    );
    refused(Detail::NotSupported, message)
        .hint("commits behind the last bulk load can be read, and those before the first")
}
