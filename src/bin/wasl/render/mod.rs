//! Results as text: one file a format, all streaming except the table, which must see cells before it can align them.
//!
//! ```text
//! records ─begin(columns)─ row* ─finish(ending)→ table | csv | tsv | json | jsonl | markdown | line | cypher
//!                           └ elements: what a node or relationship id stands for
//! ```
//! A renderer gets one statement's result; it writes to any `Write`, so that tests read what users read.

mod cell;
mod cypher;
mod delimited;
mod json;
mod line;
mod markdown;
mod summary;
mod table;
mod width;

use std::io::{self, Write};

use wasl::{Counters, NodeData, NodeId, Records, RelId, RelationshipData, Times, Value};

pub(crate) use cell::name;
pub(crate) use json::json_text;
pub(crate) use summary::changes;
pub(crate) use width::{display_width, printable};

/// The ways to write results.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    /// A box of aligned columns.
    Table,
    /// Comma-separated values with a header.
    Csv,
    /// Tab-separated values with a header.
    Tsv,
    /// One JSON object a statement.
    Json,
    /// One JSON object a row.
    Jsonl,
    /// A Markdown table.
    Markdown,
    /// One `column = value` a line.
    Line,
    /// A statement of the language that gives the same rows.
    Cypher,
}

impl Format {
    /// Every format, in the order of the help.
    pub(crate) const ALL: [Self; 8] =
        [Self::Table, Self::Csv, Self::Tsv, Self::Json, Self::Jsonl, Self::Markdown, Self::Line, Self::Cypher];

    /// The name users write.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::Csv => "csv",
            Self::Tsv => "tsv",
            Self::Json => "json",
            Self::Jsonl => "jsonl",
            Self::Markdown => "markdown",
            Self::Line => "line",
            Self::Cypher => "cypher",
        }
    }

    /// The format of that name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name().eq_ignore_ascii_case(name))
    }
}

/// What a table has to fit.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Page {
    /// Columns of the terminal; none = as wide as needed.
    pub(crate) width: Option<usize>,
    /// Rows shown before the middle ones are left out; none = all.
    pub(crate) rows: Option<usize>,
    /// Whether colours may be used.
    pub(crate) colour: bool,
    /// Whether the row count, the changes and the time follow the table.
    pub(crate) footer: bool,
    /// Whether the footer tells the time.
    pub(crate) timing: bool,
    /// Whether the result is the drawing of a plan, which is text and no table.
    pub(crate) plan: bool,
}

/// What is known when the last row is written.
pub(crate) struct Ending<'a> {
    /// Rows written.
    pub(crate) rows: u64,
    /// What the statement changed.
    pub(crate) counters: &'a Counters,
    /// How long its stages took.
    pub(crate) times: &'a Times,
    /// The error that ended the rows early, as JSON.
    pub(crate) error: Option<serde_json::Value>,
}

/// Tells what the ids in a row stand for.
pub(crate) trait Elements {
    /// The node of that id; none when it was deleted.
    fn node(&self, id: NodeId) -> Option<NodeData>;
    /// The relationship of that id; none when it was deleted.
    fn relationship(&self, id: RelId) -> Option<RelationshipData>;
}

impl Elements for Records {
    fn node(&self, id: NodeId) -> Option<NodeData> {
        Self::node(self, id)
    }

    fn relationship(&self, id: RelId) -> Option<RelationshipData> {
        Self::relationship(self, id)
    }
}

/// Rows that hold no nodes or relationships, such as those of `:schema`.
pub(crate) struct NoElements;

impl Elements for NoElements {
    fn node(&self, _: NodeId) -> Option<NodeData> {
        None
    }

    fn relationship(&self, _: RelId) -> Option<RelationshipData> {
        None
    }
}

/// Writes the result of one statement.
pub(crate) trait Renderer {
    /// Called once, before the rows.
    fn begin(&mut self, columns: &[String], out: &mut dyn Write) -> io::Result<()>;
    /// Called for each row; as many values as columns.
    fn row(&mut self, row: &[Value], elements: &dyn Elements, out: &mut dyn Write) -> io::Result<()>;
    /// Called once, after the rows.
    fn finish(&mut self, ending: &Ending<'_>, out: &mut dyn Write) -> io::Result<()>;
}

/// The renderer of a format.
pub(crate) fn renderer(format: Format, page: Page) -> Box<dyn Renderer> {
    match format {
        Format::Table => Box::new(table::Table::new(page)),
        Format::Csv => Box::new(delimited::Delimited::csv()),
        Format::Tsv => Box::new(delimited::Delimited::tsv()),
        Format::Json => Box::new(json::Json::default()),
        Format::Jsonl => Box::new(json::JsonLines::default()),
        Format::Markdown => Box::new(markdown::Markdown),
        Format::Line => Box::new(line::Line::new(page)),
        Format::Cypher => Box::new(cypher::Cypher::default()),
    }
}

#[cfg(test)]
mod tests;
