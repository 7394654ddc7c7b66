//! The history of a store: its commits as users see them, and the changes that taking some of them back needs.

#[cfg(test)]
mod tests;

use std::ops::ControlFlow;

use super::commit::Commits;
use super::error::Error;
use super::limits::Interrupt;
use crate::diagnostic::{Class, Detail, Diagnostic, Phase};
use crate::graph::{Change, RelTypeId, Snapshot, TokenKind, Workspace};
use crate::storage::{CommitSummary, Content, StorageError, Store};
use crate::value::temporal::{Zone, ZonedDateTime};
use crate::value::{NodeId, RelId, Value};

/// Microseconds of a second.
pub(super) const MICROS: i64 = 1_000_000;

/// One commit of the history.
#[derive(Clone, Debug)]
pub struct Commit {
    /// Its number, from 1 without holes.
    pub sequence: u64,
    /// When it was made, in universal time.
    pub time: ZonedDateTime,
    /// Who made it.
    pub author: Option<String>,
    /// Why.
    pub message: Option<String>,
    /// How many single changes it made; `None` for a bulk load.
    pub changes: Option<u64>,
}

/// What is not in the history any more.
#[derive(Clone, Debug, Default)]
pub struct Forgotten {
    /// How many commits were forgotten.
    pub commits: u64,
    /// The oldest commit that is kept; one behind the last when none is.
    pub first: u64,
    /// When the earliest of the forgotten commits was made.
    pub from: Option<ZonedDateTime>,
    /// When the latest of them was made.
    pub to: Option<ZonedDateTime>,
}

/// Microseconds since 1970-01-01T00:00Z as a time.
pub(super) fn instant(micros: i64) -> ZonedDateTime {
    ZonedDateTime::from_instant(micros.div_euclid(MICROS), micros.rem_euclid(MICROS) as u32 * 1000, &Zone::UTC)
}

impl Commit {
    fn of(commit: CommitSummary) -> Self {
        let CommitSummary { sequence, time, author, message, changes } = commit;
        Self { sequence, time: instant(time), author, message, changes }
    }
}

impl Commits {
    /// The commits from `from` on that are kept, oldest first; none without a store.
    pub(super) fn list(&self, from: u64) -> Result<Vec<Commit>, StorageError> {
        let mut commits = Vec::new();
        if let Some(store) = self.store() {
            store.summaries(from, &mut |commit| {
                commits.push(Commit::of(commit));
                ControlFlow::Continue(())
            })?;
        }
        Ok(commits)
    }

    /// Forgets the commits before number `before`; gives what was forgotten. Without a store there is nothing.
    pub(super) fn forget(&self, before: u64) -> Result<Forgotten, StorageError> {
        let Some(store) = self.store() else { return Ok(Forgotten::default()) };
        // What is forgotten must stand in the base.
        self.settle()?;
        self.checkpoint()?;
        let oldest = store.first_sequence()?;
        let mut times = Vec::new();
        store.heads(oldest, &mut |head| {
            if head.sequence >= before {
                return ControlFlow::Break(());
            }
            times.push(head.time);
            ControlFlow::Continue(())
        })?;
        if before > oldest {
            self.keep_reachable(before - 1)?;
        }
        store.purge(before)?;
        self.remembered.forget();
        let first = store.first_sequence()?;
        times.truncate((first - oldest) as usize);
        let (from, to) = (times.iter().min().copied().map(instant), times.iter().max().copied().map(instant));
        Ok(Forgotten { commits: first - oldest, first, from, to })
    }

    /// The last commit of all, durable when this returns; to be called with the writer lock held.
    ///
    /// # Errors
    /// `NotSupported` for a graph in memory, and what the store meets.
    pub(super) fn last_settled(&self) -> Result<u64, Error> {
        Ok(self.settled()?.last_sequence())
    }

    fn settled(&self) -> Result<&Store, Error> {
        self.settle()?;
        self.store().ok_or_else(|| {
            let message = "a graph in memory keeps no history: nothing can be taken back";
            refused(Detail::NotSupported, message).hint("`:begin` and `:rollback` work in memory too").into()
        })
    }

    /// Takes back the commits `first` to `last`, newest first, in a workspace over the tip; to be called with the writer
    /// lock held. After an error the workspace must be rolled back.
    ///
    /// # Errors
    /// `LaterChanges` when a later commit depends on one of them, `NotSupported` for a bulk load and for a graph in
    /// memory, `InvalidArgumentValue` when there is no such commit, and what the store meets.
    pub(super) fn take_back(&self, first: u64, last: u64, workspace: &mut Workspace) -> Result<(), Error> {
        let store = self.settled()?;
        let (oldest, newest) = (store.first_sequence()?, store.last_sequence());
        if first == 0 || first > last || last > newest || first < oldest {
            return Err(no_such_commit(if last > newest { last } else { first }, oldest, newest).into());
        }
        let since = workspace.changes().len();
        let mut records = Vec::new();
        store.history(first, &mut |record| {
            let goes_on = record.sequence < last;
            records.push((record.sequence, record.content));
            if goes_on { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        })?;
        for (sequence, content) in records.into_iter().rev() {
            let Content::Changes(changes) = content else {
                let message = format!("commit {sequence} is a bulk load, which cannot be taken back change by change");
                let hint = "`:undo N` takes back the last N commits together, bulk loads too, outside a transaction";
                return Err(refused(Detail::NotSupported, message).hint(hint).into());
            };
            workspace.revert(&changes).map_err(|why| obstructed(sequence, sequence, &why))?;
        }
        workspace.check_reverted(since).map_err(|why| obstructed(first, last, &why))?;
        Ok(())
    }
}

impl Commits {
    /// The graph before the commits `first` to `last`, when they are the last ones and a bulk load is among them: taking
    /// them back is a bulk load of that graph. To be called with the writer lock held.
    ///
    /// # Errors
    /// `LaterChanges` when there are later commits behind a bulk load, and as [`Self::as_of`].
    pub(super) fn before_load(&self, first: u64, last: u64, interrupt: &Interrupt) -> Result<Option<Snapshot>, Error> {
        let store = self.settled()?;
        let (oldest, newest) = (store.first_sequence()?, store.last_sequence());
        if first < oldest || first > last || last > newest {
            return Ok(None);
        }
        let mut load = None;
        store.heads(first, &mut |head| {
            load = load.or(head.is_bulk.then_some(head.sequence));
            if head.sequence < last { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        })?;
        let Some(load) = load else { return Ok(None) };
        if last < newest {
            let message = format!("commit {load} is a bulk load: the commits behind it stand on what it loaded");
            let hint = format!("take back all of them together: `:undo {}`", newest + 1 - first);
            return Err(refused(Detail::LaterChanges, message).hint(hint).into());
        }
        let before = self.as_of(&Value::Integer((first - 1) as i64), interrupt)?;
        Ok(Some(reaching(before, &self.tip())?))
    }
}

/// The graph with the numbers of `later` used up, so that none is given to something else.
fn reaching(mut graph: Snapshot, later: &Snapshot) -> Result<Snapshot, Error> {
    let (nodes, rels) = (later.node_capacity(), later.rel_capacity());
    let node = NodeId(nodes.saturating_sub(1));
    let mut changes = Vec::new();
    if nodes > graph.node_capacity() {
        changes.push(Change::CreateNode { id: node, labels: Vec::new(), properties: Vec::new() });
    }
    let any_type = later.tokens().all(TokenKind::RelType).first().map(|(id, _)| RelTypeId(*id));
    if let Some(rel_type) = any_type.filter(|_| rels > graph.rel_capacity()) {
        let id = RelId(rels - 1);
        // The last number of a node may belong to one that is there no more: a new one is its end.
        let end = if changes.is_empty() { NodeId(nodes) } else { node };
        if changes.is_empty() {
            changes.push(Change::CreateNode { id: end, labels: Vec::new(), properties: Vec::new() });
        }
        changes.push(Change::CreateRel { id, rel_type, start: end, end, properties: Vec::new() });
    }
    changes.iter().try_for_each(|change| graph.apply(change))?;
    changes.iter().rev().try_for_each(|change| graph.apply(&change.inverse()))?;
    Ok(graph.compacted())
}

pub(super) fn refused(detail: Detail, message: impl Into<String>) -> Diagnostic {
    Diagnostic::new(Class::TransactionError, Phase::Runtime, detail, message)
}

pub(super) fn no_such_commit(wanted: u64, oldest: u64, newest: u64) -> Diagnostic {
    let kept = match newest {
        0 => "nothing has been committed yet".to_owned(),
        _ if oldest > newest => "nothing of the history is kept".to_owned(),
        _ => format!("the history goes from {oldest} to {newest}"),
    };
    Diagnostic::argument(Detail::InvalidArgumentValue, format!("there is no commit {wanted}: {kept}"))
        .hint("`CALL db.commits()` lists the commits")
}

fn obstructed(first: u64, last: u64, why: &str) -> Diagnostic {
    let what = if first == last { format!("commit {first}") } else { format!("the commits {first} to {last}") };
    refused(Detail::LaterChanges, format!("{what} cannot be taken back: {why}"))
        .hint("take back the later commits first: `:undo N` takes back the last N together")
}
