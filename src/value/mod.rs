//! The value domain of the language: what a cell of a row can be, and how values compare, order, combine and print.
//!
//! Four relations between values, never to be mixed:
//! - *equality* `=` ([`equal`]): three-valued, null and incomparable parts give null;
//! - *comparability* `<` ([`less`], [`less_or_equal`]): null across types;
//! - *orderability* ([`order`]): total, for ORDER BY, min and max, indexes;
//! - *equivalence* (`Eq` and `Hash` of [`Value`]): total, for DISTINCT and grouping; null is like null, NaN like NaN, 1 like 1.0.

mod arithmetic;
mod aside;
mod column;
mod convert;
mod data;
mod equality;
mod fold;
mod kind;
mod nesting;
mod number;
mod order;
mod strings;
pub(crate) mod temporal;
mod text;
mod texts;

pub(crate) use arithmetic::{add, divide, modulo, multiply, negate, power, subtract};
pub(crate) use aside::{Aside, Bulk, do_elsewhere, free_elsewhere};
pub(crate) use column::{Bitmap, Column, Dictionary, EXACT, NO_LIST};
pub use data::{Map, NodeId, Path, RelId, Value};
pub(crate) use equality::equal;
pub(crate) use fold::fold;
pub(crate) use kind::Type;
pub(crate) use nesting::{check_nesting, checked_list, checked_map};
pub(crate) use number::{exact_float, exact_integer, float_of, float_to_integer, parse_float, parse_integer, rank_of};
pub(crate) use order::{less, less_or_equal, order};
pub(crate) use strings::{StringColumn, Strings, TOGETHER};
pub(crate) use text::{quote, quote_name, to_text};
pub(crate) use texts::Texts;

#[cfg(test)]
mod tests;
