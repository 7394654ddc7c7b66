//! What a session can fail with.

use crate::diagnostic::{Class, Diagnostic};
use crate::storage::StorageError;

/// An error of a session: of the statement, or of the store below it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The statement is wrong, failed, or hit a limit.
    #[error(transparent)]
    Statement(Diagnostic),
    /// The store could not be read or written.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl From<Diagnostic> for Error {
    fn from(diagnostic: Diagnostic) -> Self {
        match diagnostic.class() {
            // A part of the graph that a statement wanted could not be read.
            Class::StorageError => Self::Storage(StorageError::Unreadable(diagnostic.message().to_owned())),
            _ => Self::Statement(diagnostic),
        }
    }
}
