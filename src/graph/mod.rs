//! The property graph in memory: an immutable columnar base, a persistent delta over it, and private workspaces.
//!
//! A [`Snapshot`] never changes under its reader and is cheap to clone; a [`Workspace`] is a private snapshot that
//! grows, and remembers each [`Change`] with before and after images. This module knows no queries and no disk.
//!
//! ```text
//! Snapshot ──new──▶ Workspace ──into_parts──▶ (Snapshot, Vec<Change>) ──commit──▶ published Snapshot
//!    ▲                                                                               │
//!    └─────────────── compacted: the delta becomes part of a new base ◀──────────────┘
//! ```

mod adjacency;
mod base;
mod change;
mod column;
mod counters;
mod csr;
mod delta;
mod idset;
mod index;
mod late;
mod lookup;
mod meetings;
mod parts;
mod placement;
mod range;
mod schema;
mod snapshot;
mod statistics;
mod stored;
mod tokens;
mod workspace;

#[cfg(test)]
mod tests;

pub(crate) use adjacency::{Direction, RelRecord};
pub(crate) use change::Change;
pub use counters::Counters;
pub(crate) use csr::{Csr, Row};
pub(crate) use idset::Share;
pub(crate) use late::{PartSource, Shelf};
pub(crate) use parts::{Ascending, Part, PartName, Stream};
pub(crate) use schema::{ConstraintKind, IndexDefinition, IndexId, Target};
pub(crate) use snapshot::{AtHand, BaseBuilder, Parts, Snapshot, SnapshotMark};
pub(crate) use stored::check_storable;
pub(crate) use tokens::{KeyId, LabelId, RelTypeId, TokenKind, Tokens};
pub(crate) use workspace::{Breach, Workspace};
