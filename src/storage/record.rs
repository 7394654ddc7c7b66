//! What one commit leaves in the log: who, when, why, and every change with its before and after images.
//!
//! The body is postcard: fields and variants are told by their order, so a new variant goes to the end and a new field needs a new
//! format version. A bulk load is a record too; instead of changes it names the generation it wrote.

use serde::{Deserialize, Serialize};

use crate::graph::Change;

use super::error::StorageError;
use super::segments::Seal;

/// One commit as the log keeps it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct CommitRecord {
    /// Its place in the history, from 1 without holes.
    pub(crate) sequence: u64,
    /// When it was committed: microseconds since 1970-01-01T00:00Z, from the session's clock.
    pub(crate) time: i64,
    /// Who committed it.
    pub(crate) author: Option<String>,
    /// Why, in the author's words.
    pub(crate) message: Option<String>,
    /// What it did.
    pub(crate) content: Content,
}

/// What a commit did.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum Content {
    /// Single changes, in the order they were made.
    Changes(Vec<Change>),
    /// A new base as a whole. It cannot be undone change by change.
    Bulk {
        /// The generation of the manifest that it wrote.
        generation: u64,
        /// The seal of that manifest's body.
        seal: Seal,
        /// The nodes of the graph after it.
        nodes: u64,
        /// The relationships of the graph after it.
        relationships: u64,
    },
}

impl Content {
    /// How many changes it has.
    pub(crate) fn changes(&self) -> u64 {
        match self {
            Self::Changes(changes) => changes.len() as u64,
            Self::Bulk { .. } => 0,
        }
    }
}

/// What the caller says of a commit; the store adds the sequence.
#[derive(Clone, Debug, Default)]
pub(crate) struct Draft {
    /// When: microseconds since 1970-01-01T00:00Z.
    pub(crate) time: i64,
    /// Who.
    pub(crate) author: Option<String>,
    /// Why.
    pub(crate) message: Option<String>,
    /// The changes, each name defined before its first use.
    pub(crate) changes: Vec<Change>,
}

/// A commit without its changes, as users list it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CommitSummary {
    /// Its place in the history.
    pub(crate) sequence: u64,
    /// When it was committed: microseconds since 1970-01-01T00:00Z.
    pub(crate) time: i64,
    /// Who committed it.
    pub(crate) author: Option<String>,
    /// Why.
    pub(crate) message: Option<String>,
    /// How many single changes it made, definitions of names apart; `None` for a bulk load.
    pub(crate) changes: Option<u64>,
}

impl CommitSummary {
    /// The summary of a record.
    pub(crate) fn of(record: CommitRecord) -> Self {
        let changes = match &record.content {
            Content::Changes(changes) => Some((changes.len() - definitions(changes)) as u64),
            Content::Bulk { .. } => None,
        };
        let CommitRecord { sequence, time, author, message, .. } = record;
        Self { sequence, time, author, message, changes }
    }

    /// As [`CommitHead`] is.
    pub(crate) fn head(&self) -> CommitHead {
        CommitHead { sequence: self.sequence, time: self.time, is_bulk: self.changes.is_none() }
    }
}

/// How many of the changes define names.
pub(super) fn definitions(changes: &[Change]) -> usize {
    changes.iter().filter(|change| matches!(change, Change::DefineToken { .. })).count()
}

/// What is known of a commit without its changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct CommitHead {
    /// Its place in the history.
    pub(crate) sequence: u64,
    /// When it was committed: microseconds since 1970-01-01T00:00Z.
    pub(crate) time: i64,
    /// Whether it is a bulk load.
    pub(crate) is_bulk: bool,
}

impl CommitHead {
    /// The head of a body found at `sequence`.
    pub(crate) fn decode(place: &str, sequence: u64, body: &[u8]) -> Result<Self, StorageError> {
        // The fields of a record up to the number of its kind of content.
        type Head<'a> = (u64, i64, Option<&'a str>, Option<&'a str>, u32);
        let ((said, time, _, _, kind), _): (Head<'_>, _) = postcard::take_from_bytes(body).map_err(|_| {
            StorageError::damaged(place, format!("commit {sequence} in the log: its head cannot be read"))
        })?;
        if said != sequence {
            return Err(StorageError::damaged(place, format!("commit {sequence} in the log says that it is {said}")));
        }
        Ok(Self { sequence, time, is_bulk: kind == 1 })
    }
}

impl CommitRecord {
    /// The record of `draft` at `sequence`.
    pub(crate) fn new(sequence: u64, draft: Draft) -> Self {
        let Draft { time, author, message, changes } = draft;
        Self { sequence, time, author, message, content: Content::Changes(changes) }
    }

    /// The body of the record.
    pub(crate) fn encode(&self, place: &str) -> Result<Vec<u8>, StorageError> {
        postcard::to_stdvec(self).map_err(|_| StorageError::TooLarge {
            place: place.to_owned(),
            what: format!("commit {}", self.sequence),
            limit: "it cannot be encoded".to_owned(),
        })
    }

    /// The record in a body found at `sequence`.
    pub(crate) fn decode(place: &str, sequence: u64, body: &[u8]) -> Result<Self, StorageError> {
        let bad = |why: &str| StorageError::damaged(place, format!("commit {sequence} in the log: {why}"));
        let (record, rest): (Self, &[u8]) =
            postcard::take_from_bytes(body).map_err(|_| bad("its changes cannot be read"))?;
        if !rest.is_empty() {
            return Err(bad("bytes are left over at its end"));
        }
        if record.sequence != sequence {
            return Err(bad(&format!("it says that it is commit {}", record.sequence)));
        }
        Ok(record)
    }
}
