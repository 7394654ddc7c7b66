//! The transactions of `CALL { … } IN TRANSACTIONS`: what the executor asks for, so that it need not know the store.

use crate::diagnostic::Result;
use crate::graph::{Snapshot, Workspace};

/// Begins and ends the transactions of one statement, one after the other.
pub(crate) trait Transactions: Send {
    /// Begins the next one: a workspace over the graph as it is committed now, by whomever.
    ///
    /// # Errors
    /// `TransactionError` when nobody may write now.
    fn begin(&mut self) -> Result<Workspace>;

    /// Makes what was done durable and visible, and gives the graph as it is then.
    ///
    /// # Errors
    /// What the store meets; the statement cannot go on afterwards.
    fn commit(&mut self, workspace: Workspace) -> Result<Snapshot>;

    /// Forgets the transaction that was begun; gives the graph as it is then.
    fn roll_back(&mut self) -> Snapshot;
}
