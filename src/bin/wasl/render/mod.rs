//! Results as text: one file a format, all streaming except the table, which must see cells before it can align them.
//!
//! ```text
//! records ─begin(columns)─ row* ─finish(ending)→ table | csv | tsv | json | jsonl | markdown | line | cypher
//!                           └ elements: what a node or relationship id stands for
//! ```
//! A renderer gets one statement's result; it writes to any `Write`, so that tests read what users read.

mod cell;
mod choose;
mod cypher;
mod delimited;
mod elements;
mod format;
mod json;
mod line;
mod markdown;
mod renderer;
mod summary;
mod table;
mod width;

#[cfg(test)]
mod tests;

pub(crate) use cell::name;
pub(crate) use choose::renderer;
pub(crate) use cypher::map_text;
pub(crate) use elements::NoElements;
pub(crate) use format::Format;
pub(crate) use json::json_text;
pub(crate) use renderer::{Ending, Page, Renderer};
pub(crate) use summary::{changes, grouped};
pub(crate) use width::{display_width, printable};
