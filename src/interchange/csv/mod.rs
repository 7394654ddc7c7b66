//! CSV as it is written (RFC 4180 and what programs make of it): where it comes from, blocks of whole records, cells.
//!
//! A cell that begins with `"` ends at the next `"` that is not doubled, and may hold delimiters and line ends; a `"`
//! elsewhere is a character like any other. Lines end with LF or CR LF. An empty cell without quotes is absent, `""` is
//! the empty string.

mod blocks;
mod input;
mod record;

#[cfg(test)]
mod tests;

pub(crate) use blocks::{Block, Blocks};
pub use input::CsvInput;
pub(crate) use input::malformed;
#[cfg(test)]
use record::Fault;
pub(crate) use record::{Cell, line_ends, read_record};
