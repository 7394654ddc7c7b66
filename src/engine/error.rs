//! What a session can fail with.

use crate::diagnostic::Diagnostic;
use crate::storage::StorageError;

/// An error of a session: of the statement, or of the store below it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The statement is wrong, failed, or hit a limit.
    #[error(transparent)]
    Statement(#[from] Diagnostic),
    /// The store could not be read or written.
    #[error(transparent)]
    Storage(#[from] StorageError),
}
