//! The operators that write. Each reads its whole input first, then changes the graph, then gives the rows on, so that
//! no clause ever sees the later half of its own work.
//!
//! ```text
//! MATCH (n) CREATE (m)      the scan is over before the first m exists
//! ```

mod create;
mod delete;
mod each;
mod eager;
mod in_transactions;
mod merge;
mod set;

pub(super) use create::Creator;
pub(super) use delete::Delete;
pub(super) use each::{Discard, ForEffects, Foreach};
pub(super) use eager::Eager;
pub(super) use in_transactions::InTransactions;
pub(super) use merge::Merge;
pub(super) use set::Setter;
