//! Makes the graph durable: a log of commits, checkpoints of the base as checksummed segments, recovery from both.
//!
//! Contract: a commit that was acknowledged survives a crash and a power cut; what is opened is the last acknowledged
//! commit or the one in flight after it, whole; bytes that are not what was written are an error that names them.
//! Only `sled` names the engine below; everything else stands on [`kv::Kv`]. The format is drawn in `docs/storage-format.md`.
//!
//! ```text
//! commit      record ─→ log ─→ sync ─→ acknowledged
//! seal        records of the log ─→ block ─→ sync ─→ meta/sealed ─→ sync ─→ the records leave the log
//! checkpoint  base ─→ segments ─→ sync ─→ manifest pointer ─→ sync ─→ mark ─→ dead segments go; the log stays
//! open        pointer ─→ segments ─→ base ─→ + tail of the log ─→ graph          at rest and small: image ─→ graph
//! ```
#![cfg_attr(not(test), deny(clippy::indexing_slicing))]

mod bitpack;
mod block;
mod checkpoint;
mod codec;
mod columns;
mod commit;
mod compaction;
mod directory;
mod error;
mod examine;
#[cfg(test)]
mod faulty;
mod fields;
mod format;
mod frame;
mod image;
mod journal;
mod journaled;
mod kept;
mod kv;
mod locate;
mod lock;
mod locked;
mod log;
mod manifest;
mod mark;
mod memory;
mod original;
mod part;
mod record;
mod recovery;
mod replicate;
mod retention;
mod salvage;
mod scavenge;
mod sealed;
mod sealing;
mod segments;
mod sled;
mod standing;
mod start;
mod store;

#[cfg(test)]
mod tests;

pub(crate) use commit::Ticket;
pub use error::StorageError;
#[cfg(test)]
pub(crate) use faulty::{Disk, FaultyKv, Lost};
pub use kv::Durability;
#[cfg(fuzzing)]
pub(crate) use part::decode as decode_part;
#[cfg(test)]
pub(crate) use record::CommitRecord;
pub(crate) use record::{CommitSummary, Content, Draft};
pub(crate) use salvage::salvage;
pub use sled::panic_is_contained;
pub(crate) use store::{OpenOptions, Store};
