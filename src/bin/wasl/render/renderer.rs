//! What every format does: begin with the columns, write rows, finish with the summary.

use std::io::{self, Write};

use wasl::{Counters, Times, Value};

use super::elements::Elements;

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

impl Page {
    /// A file: nothing is cut, left out or coloured, and nothing follows.
    pub(crate) const WHOLE: Self =
        Self { width: None, rows: None, colour: false, footer: false, timing: false, plan: false };
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

/// Writes the result of one statement.
pub(crate) trait Renderer: Send {
    /// Called once, before the rows.
    fn begin(&mut self, columns: &[String], out: &mut dyn Write) -> io::Result<()>;
    /// Called for each row; as many values as columns.
    fn row(&mut self, row: &[Value], elements: &dyn Elements, out: &mut dyn Write) -> io::Result<()>;
    /// Called once, after the rows.
    fn finish(&mut self, ending: &Ending<'_>, out: &mut dyn Write) -> io::Result<()>;
}
