//! The value domain of the language: what a cell of a row can be, and how values compare, order, combine and print.
//!
//! Four relations between values, never to be mixed:
//! - *equality* `=` ([`equal`]): three-valued, null and incomparable parts give null;
//! - *comparability* `<` ([`compare`]): null across types;
//! - *orderability* ([`order`]): total, for ORDER BY, min and max, indexes;
//! - *equivalence* (`Eq` and `Hash` of [`Value`]): total, for DISTINCT and grouping; null is like null, NaN like NaN, 1 like 1.0.

mod column;
mod data;
mod kind;
pub(crate) mod temporal;

pub(crate) use column::{Bitmap, Column, Dictionary};
pub use data::{Map, NodeId, Path, RelId, Value};
pub(crate) use kind::Type;
