//! One state of the graph: an immutable base and a persistent delta over it, read as one.
//!
//! A [`Snapshot`] is cheap to clone, `Send` and `Sync`, and never changes under a reader. Whoever owns one may apply
//! changes to it; clones made before do not see them.
//!
//! ```text
//! state.rs       the pieces, counts, schema        neighbours.rs  relationships of a node
//! elements.rs    scans, labels, properties         seek.rs        indexes
//! estimates.rs   numbers for the planner           apply.rs       changes
//! compact.rs     merging the delta into a base     bulk.rs        whole columns into a base
//! decompose.rs   plain parts for storage            recompose.rs   and back
//! definitions.rs the schema as numbers and names
//! ```

mod apply;
mod bulk;
mod by_start;
mod compact;
mod decompose;
mod definitions;
mod elements;
mod estimates;
mod neighbours;
mod pieces;
mod rebuild;
mod recompose;
mod seek;
mod state;

pub(crate) use bulk::BaseBuilder;
pub(crate) use decompose::{AtHand, Parts};
pub(crate) use state::{Snapshot, SnapshotMark};
