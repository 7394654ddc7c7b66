//! Why a store cannot do what was asked: what is wrong, where, and what to do about it.
//!
//! Every message is a whole sentence for the user, with the place of the store in it. After a failed write the outcome
//! on disk is not known; the store then refuses further writes ([`StorageError::Poisoned`]) until it is opened again.

use std::io;

/// An error of the store. The text of each says what, where and what to do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StorageError {
    /// There is nothing at the path.
    #[error(
        "there is no store at `{place}`: check the path, or create one with a command that writes, such as `wasl seed`"
    )]
    Missing {
        /// The path.
        place: String,
    },
    /// The path holds something else.
    #[error("`{place}` is not a wasl store: {found}; choose an empty or a new directory")]
    NotAStore {
        /// The path.
        place: String,
        /// What is there instead.
        found: String,
    },
    /// Another process has it open.
    #[error(
        "the store at `{place}` is locked: another process has it open; close that one first (one process owns a store at a time)"
    )]
    Locked {
        /// The path.
        place: String,
    },
    /// Stored bytes are not what was written.
    #[error("the store at `{place}` is damaged: {what}; restore a backup, or save what is left with `wasl check`")]
    Damaged {
        /// The path.
        place: String,
        /// Which record, segment or file, and how it is wrong.
        what: String,
    },
    /// A part of it was wanted while a statement ran, and could not be read; the text is that of the error.
    #[error("{0}")]
    Unreadable(String),
    /// It was written by a later version of the program.
    #[error("the store at `{place}` has format {found}, this program knows formats up to {known}: use a newer wasl")]
    NewerFormat {
        /// The path.
        place: String,
        /// The version in the store.
        found: u32,
        /// The newest version this program reads.
        known: u32,
    },
    /// The disk is full.
    #[error(
        "no space is left for the store at `{place}`: everything acknowledged is safe; free some space and open it again"
    )]
    Full {
        /// The path.
        place: String,
    },
    /// It may not be written.
    #[error("the store at `{place}` is read-only: {why}")]
    ReadOnly {
        /// The path.
        place: String,
        /// Why it cannot be written.
        why: String,
    },
    /// A write was sent and no answer came: it may be there or not.
    #[error(
        "the outcome of a write to the store at `{place}` is unknown ({what}): open it again to see which commits it holds"
    )]
    Unknown {
        /// The path.
        place: String,
        /// What happened.
        what: String,
    },
    /// An earlier write failed, so nothing more is written.
    #[error("the store at `{place}` refuses writes since an earlier one failed ({cause}): open it again")]
    Poisoned {
        /// The path.
        place: String,
        /// The first failure.
        cause: String,
    },
    /// Something is greater than the format can hold.
    #[error("{what} is too large for the store at `{place}`: {limit}")]
    TooLarge {
        /// The path.
        place: String,
        /// What is too large.
        what: String,
        /// The limit, in words.
        limit: String,
    },
    /// The operating system reports an error.
    #[error("cannot {action} the store at `{place}`: {source}")]
    Io {
        /// The path.
        place: String,
        /// What was being done, a verb.
        action: &'static str,
        /// The system's error.
        source: io::Error,
    },
}

impl StorageError {
    /// Bytes at `place` are not what was written; `what` names them.
    pub(crate) fn damaged(place: &str, what: impl Into<String>) -> Self {
        Self::Damaged { place: place.to_owned(), what: what.into() }
    }

    /// The operating system's error while doing `action` (a verb) at `place`; a full disk, a read-only one and a missing file keep their own kinds.
    pub(crate) fn io(place: &str, action: &'static str, source: io::Error) -> Self {
        let place = place.to_owned();
        match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Full { place },
            io::ErrorKind::ReadOnlyFilesystem => {
                Self::ReadOnly { place, why: "the file system it is on is mounted read-only".to_owned() }
            }
            _ => Self::Io { place, action, source },
        }
    }
}
