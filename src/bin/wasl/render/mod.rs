//! Results as text: one file a format, all streaming except the table, which must see cells before it can align them.
//!
//! ```text
//! records ─begin(columns)─ row* ─finish(ending)→ table | csv | tsv | json | jsonl | markdown | line | cypher | html | latex
//!                           └ elements: what a node or relationship id stands for
//! ```
//! and those of `graph`, which gather the nodes and relationships of a result and draw them at its end.
//! A renderer gets one statement's result; it writes to any `Write`, so that tests read what users read.

mod cell;
mod chart;
mod choose;
mod cypher;
mod delimited;
mod elements;
mod format;
mod graph;
mod html;
mod json;
mod latex;
mod line;
mod markdown;
mod palette;
#[cfg(feature = "parquet")]
mod parquet;
mod renderer;
mod summary;
mod table;
mod width;

#[cfg(test)]
mod tests;

pub(crate) use cell::{cell_text, name};
pub(crate) use chart::{Chart, Kind as ChartKind};
pub(crate) use choose::renderer;
pub(crate) use cypher::{constructor, expression_text, map_text};
pub(crate) use delimited::csv_cell;
pub(crate) use elements::{Elements, NoElements};
pub(crate) use format::Format;
pub(crate) use html::{escaped, in_html};
pub(crate) use json::{is_json, json_text};
pub(crate) use markdown::in_markdown;
#[cfg(feature = "parquet")]
pub(crate) use parquet::{Cell as ParquetCell, property_cell, write_table};
pub(crate) use renderer::{Ending, Page, Renderer};
pub(crate) use summary::{changes, grouped};
pub(crate) use width::{display_width, printable};
