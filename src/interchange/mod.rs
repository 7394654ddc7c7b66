//! Import and export formats: CSV files to whole columns of a graph, and to rows of a statement.
//!
//! ```text
//! files ─csv (blocks of whole records, on all cores)─┬─ import: columns and keys → bulk builder → snapshot
//!                                                    └─ LOAD CSV: one row after the other → executor
//! ```
#![cfg_attr(not(test), deny(clippy::indexing_slicing))]

mod csv;
mod import;
mod load_csv;

pub use csv::CsvInput;
pub(crate) use import::load;
pub use import::{
    BadRow, BadRows, ColumnReport, FileReport, ImportPlan, ImportProgress, ImportReport, ImportStage, NodeFiles,
    Progress, RelationshipFiles,
};
pub(crate) use load_csv::LocalFiles;
