//! Bulk load of CSV files into a graph: all or nothing.
//!
//! Node files come first; their keys give the ids that relationship files name their ends by.
//!
//! ```text
//! file ─blocks→ parse on all cores ─→ chunks ─assemble→ columns ─┐
//!               (cells, type by type)       └ keys → id spaces   ├→ BaseBuilder → Snapshot
//! relationship rows: keys of the ends ─ id spaces → node ids ────┘
//! ```

mod assemble;
mod cells;
mod group;
mod header;
mod keys;
mod layout;
mod load;
mod nodes;
mod parse;
mod plan;
mod progress;
mod relationships;
mod scalar;
mod texts;

#[cfg(test)]
mod tests;

pub(crate) use load::load;
pub use plan::{BadRows, ImportPlan, NodeFiles, RelationshipFiles};
pub use progress::{BadRow, ColumnReport, FileReport, ImportProgress, ImportReport, ImportStage, Progress};
