//! Plan to rows: operators that pull batches of columns from each other.
//!
//! An [`Execution`] owns the operators of one statement and the [`Context`](context::Context) they share. Files build on
//! each other in this order: `batch` (rows), `context` (the statement's world, the operator trait), `expression` (values
//! by column), `operator` (what reads), `write` (what changes the graph), `build` (plan to operators), `kept`, `execution`.
//!
//! ```text
//! PlannedStatement ─build→ Project ⇐ Filter ⇐ Expand ⇐ NodeScan ⇐ Argument ─next→ Batch, Batch, …
//! ```
//!
//! Invariants: the order of rows is defined and never that of a hash table; nothing recurses in proportion to data; every
//! loop over data passes a checkpoint (cancel, deadline, memory).

mod batch;
mod build;
mod build_steps;
mod build_subquery;
mod context;
mod dependence;
mod execution;
mod expression;
mod file_rows;
mod graph_reads;
mod kept;
mod limits;
mod liveness;
mod memos;
mod operator;
mod profile;
mod reads;
mod shortcut;
mod tables;
mod transactions;
mod write;

pub(crate) use batch::Batch;
pub(crate) use context::{ExecutionInput, GraphHandle, ProcedureResult, ProcedureSource};
pub(crate) use execution::Execution;
pub(crate) use file_rows::{FileRecord, FileRows, FileSource};
pub(crate) use kept::Kept;
pub(crate) use limits::ExecutionLimits;
pub(crate) use profile::Profile;
pub(crate) use transactions::Transactions;

#[cfg(test)]
mod tests;
