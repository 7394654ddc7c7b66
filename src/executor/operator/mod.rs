//! The operators that read: each pulls batches from its input and gives batches on. One operator a file.
//!
//! Contract of [`Operator`]: `next` gives a batch with at least one row, or `None` for ever after the last; `reset`
//! makes it start anew, reading the argument that is then in the context. Rows keep the order of the input.

mod aggregate;
mod apply;
mod argument;
mod cursor;
mod distinct;
mod expand;
mod filter;
mod interner;
mod limit;
mod procedure;
mod project;
mod scan;
mod seek;
mod shortest;
mod sort;
mod step;
mod union;
mod unwind;
mod var_expand;

use super::batch::Batch;
use super::context::Context;
use crate::diagnostic::Result;

pub(super) use aggregate::Aggregate;
pub(super) use apply::Apply;
pub(super) use argument::Argument;
pub(super) use cursor::{drain, node_at};
pub(super) use distinct::Distinct;
pub(super) use expand::Expand;
pub(super) use filter::Filter;
pub(super) use limit::{Limit, Skip};
pub(super) use procedure::Procedure;
pub(super) use project::Project;
pub(super) use scan::NodeScan;
pub(super) use seek::{NodeById, NodeSeek};
pub(super) use shortest::ShortestPath;
pub(super) use sort::Sort;
pub(super) use union::Union;
pub(super) use unwind::Unwind;
pub(super) use var_expand::VarExpand;

/// One operator of a running statement.
pub(crate) trait Operator: Send {
    /// The next rows, or `None` when there are no more.
    fn next(&mut self, ctx: &mut Context) -> Result<Option<Batch>>;

    /// Starts anew.
    fn reset(&mut self, ctx: &mut Context);
}
