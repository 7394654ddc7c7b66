//! The transactions of `CALL { … } IN TRANSACTIONS`: each is a commit of its own, durable before the next one begins.
//!
//! Between two of them the right to write is given back, so that a long load does not keep other sessions from writing.
//! What they do meanwhile is seen by the next transaction; only the indexes must stay as they were planned with.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::commit::Attribution;
use super::error::Error;
use super::limits::Interrupt;
use super::shared::Shared;
use super::writer::{WriterGuard, WriterLock};
use crate::diagnostic::{Class, Detail, Diagnostic, Phase, Result};
use crate::executor::Transactions;
use crate::graph::{IndexId, Snapshot, Workspace};

/// See the file.
pub(super) struct Batches {
    shared: Arc<Shared>,
    by: Attribution,
    patience: (Option<Duration>, Interrupt),
    /// The indexes that the statement was planned with.
    indexes: Vec<IndexId>,
    guard: Option<WriterGuard>,
    failure: Failure,
}

/// The store's own error behind the one that the executor passed on.
#[derive(Clone, Debug, Default)]
pub(super) struct Failure(Arc<Mutex<Option<Error>>>);

impl Failure {
    /// The error of the whole statement, with what of it stays: transactions and rows.
    pub(super) fn explain(&self, error: Diagnostic, (transactions, rows): (u64, u64)) -> Error {
        if let Some(stored) = self.0.lock().unwrap_or_else(PoisonError::into_inner).take() {
            return stored;
        }
        let counted = |count: u64, what: &str| format!("{count} {what}{}", if count == 1 { "" } else { "s" });
        let hint = format!(
            "kept, since committed before: {} of {}",
            counted(transactions, "transaction"),
            counted(rows, "row")
        );
        Error::Statement(if transactions > 0 { error.hint(hint) } else { error })
    }
}

impl Batches {
    /// The transactions of a statement that was planned for `graph`, all made by the same one for the same reason.
    pub(super) fn new(
        shared: Arc<Shared>,
        by: Attribution,
        patience: (Option<Duration>, Interrupt),
        graph: &Snapshot,
    ) -> (Self, Failure) {
        let failure = Failure::default();
        let batches = Self { shared, by, patience, indexes: indexes(graph), guard: None, failure: failure.clone() };
        (batches, failure)
    }

    fn kept(&self, error: Error) -> Diagnostic {
        match error {
            Error::Statement(diagnostic) => diagnostic,
            stored @ Error::Storage(_) => {
                *self.failure.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(stored);
                Diagnostic::internal("the store failed")
            }
        }
    }
}

impl Transactions for Batches {
    fn begin(&mut self) -> Result<Workspace> {
        let guard = WriterLock::acquire(&self.shared.writer, self.patience.0, &self.patience.1)?;
        let tip = self.shared.commits.tip();
        if indexes(&tip) != self.indexes {
            let message = "the indexes of the graph were changed by another session while the statement ran";
            let detail = Detail::InvalidTransactionState;
            return Err(Diagnostic::new(Class::TransactionError, Phase::Runtime, detail, message)
                .hint("run it again for the rows that are left"));
        }
        self.guard = Some(guard);
        Ok(Workspace::new(tip))
    }

    fn commit(&mut self, workspace: Workspace) -> Result<Snapshot> {
        let guard = self.guard.take();
        let (snapshot, changes) = workspace.into_parts();
        if changes.is_empty() {
            return Ok(snapshot);
        }
        let commits = &self.shared.commits;
        let submitted = commits.submit(snapshot, changes, self.by.clone()).map_err(|error| self.kept(error))?;
        let snapshot = submitted.snapshot().clone();
        drop(guard);
        commits.finish(submitted).map_err(|error| self.kept(error))?;
        Ok(snapshot)
    }

    fn roll_back(&mut self) -> Snapshot {
        self.guard = None;
        self.shared.commits.tip()
    }
}

fn indexes(graph: &Snapshot) -> Vec<IndexId> {
    graph.indexes().iter().map(|index| index.id).collect()
}

#[cfg(test)]
mod tests {
    use crate::engine::{Database, Error, OpenOptions, Parameters, Session};
    use crate::value::Value;

    fn run(session: &mut Session, text: &str) -> Result<Vec<Vec<Value>>, Error> {
        session.run(text, &Parameters::new()).and_then(|mut records| records.collect_rows())
    }

    #[test]
    fn each_batch_is_a_commit_with_the_author_and_message_of_the_statement() {
        let home = tempfile::tempdir().unwrap();
        let database = Database::open(home.path().join("store"), &OpenOptions::default()).unwrap();
        let mut session = database.session();
        session.set_author(Some("ada".to_owned()));
        session.set_message(Some("load".to_owned()));
        let load = "UNWIND range(1, 5) AS i CALL (i) { CREATE (:T {i: i}) } IN TRANSACTIONS OF 2 ROWS";
        run(&mut session, load).unwrap();
        let commits = database.commits(1).unwrap();
        assert_eq!(commits.len(), 3);
        for commit in &commits {
            assert_eq!((commit.author.as_deref(), commit.message.as_deref()), (Some("ada"), Some("load")));
        }
        session.undo(1).unwrap();
        assert_eq!(run(&mut session, "MATCH (t:T) RETURN max(t.i)").unwrap(), [[Value::Integer(4)]]);
    }

    #[test]
    fn a_batch_without_changes_is_no_commit() {
        let home = tempfile::tempdir().unwrap();
        let database = Database::open(home.path().join("store"), &OpenOptions::default()).unwrap();
        let mut session = database.session();
        run(&mut session, "UNWIND [1, 2] AS i CALL (i) { MATCH (n) DELETE n } IN TRANSACTIONS OF 1 ROW").unwrap();
        assert_eq!(database.commits(1).unwrap().len(), 0);
    }

    #[test]
    fn another_session_may_write_as_soon_as_a_statement_failed() {
        let database = Database::memory();
        let mut first = database.session();
        run(&mut first, "UNWIND [1, 0] AS i CALL (i) { CREATE ({i: 1 / i}) } IN TRANSACTIONS OF 1 ROW").unwrap_err();
        let mut second = database.session();
        second.begin().unwrap();
        run(&mut second, "CREATE ()").unwrap();
        second.commit().unwrap();
        assert_eq!(run(&mut first, "MATCH (n) RETURN count(*)").unwrap(), [[Value::Integer(2)]]);
    }

    #[test]
    fn a_limit_ends_the_whole_statement_and_not_only_a_batch() {
        let database = Database::memory();
        let mut session = database.session();
        session.set_limits(crate::engine::Limits { memory: Some(100_000), ..Default::default() });
        let load = "UNWIND [10, 1000000, 20] AS n CALL (n) { UNWIND range(1, n) AS i WITH i ORDER BY i DESC CREATE (:T) } \
                    IN TRANSACTIONS OF 1 ROW ON ERROR CONTINUE";
        let error = run(&mut session, load).unwrap_err();
        assert!(matches!(&error, Error::Statement(found) if found.detail().name() == "MemoryLimit"), "{error:?}");
        session.set_limits(crate::engine::Limits::default());
        assert_eq!(run(&mut session, "MATCH (t:T) RETURN count(*)").unwrap(), [[Value::Integer(10)]]);
    }
}
