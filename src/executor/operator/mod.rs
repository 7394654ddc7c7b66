//! The operators that read: each pulls batches from its input and gives batches on. One operator a file.
//!
//! Rows keep the order of the input; for one row of the input the new rows have an order of their own that is the same
//! every time.

mod accumulate;
mod aggregate;
mod apply;
mod argument;
mod counted;
mod cursor;
mod degree;
mod distinct;
mod expand;
mod expand_into;
mod filter;
mod fold;
mod interner;
mod intersect;
mod limit;
mod load_csv;
mod marks;
mod path_space;
mod pieces;
mod procedure;
mod project;
mod reach;
mod repeat;
mod scan;
mod seek;
mod segment;
mod select_paths;
mod shortest;
mod sort;
mod step;
mod union;
mod unwind;
mod var_expand;

pub(super) use accumulate::merges;
pub(super) use aggregate::{Aggregate, Input};
pub(super) use apply::Apply;
pub(super) use argument::Argument;
pub(super) use counted::Counted;
pub(super) use cursor::{drain, node_at};
pub(super) use degree::Degree;
pub(super) use distinct::Distinct;
pub(super) use expand::Expand;
pub(super) use expand_into::ExpandInto;
pub(super) use filter::Filter;
pub(super) use fold::Fold;
pub(super) use intersect::{Intersect, Wanted};
pub(super) use limit::{Limit, Skip};
pub(super) use load_csv::LoadCsv;
pub(super) use pieces::Shared;
pub(super) use procedure::Procedure;
pub(super) use project::Project;
pub(super) use reach::Reach;
pub(super) use repeat::Repeat;
pub(super) use scan::NodeScan;
pub(super) use seek::{NodeById, NodeSeek};
pub(super) use segment::Segment;
pub(super) use select_paths::SelectPaths;
pub(super) use shortest::ShortestPath;
pub(super) use sort::Sort;
pub(super) use union::Union;
pub(super) use unwind::Unwind;
pub(super) use var_expand::VarExpand;
