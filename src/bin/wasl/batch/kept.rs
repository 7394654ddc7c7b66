//! The last result, kept for what may be asked of it afterwards: `:last`, `:graph`, `:chart`, `:expect same`.
//!
//! Kept are the first rows, up to a number and a size, so that memory stays flat whatever a statement gives.

use std::io::{self, Write};

use wasl::{Records, Value};

use super::watched::{WatchedElements, WatchedOutput};
use crate::interrupt::Signals;
use crate::render::{Ending, Format, Page, renderer};

/// Rows kept at most.
const ROWS: usize = 50_000;
/// Bytes of text and numbers of cells kept at most, about.
const WEIGHT: usize = 32 << 20;

/// Gathers rows while a statement gives them.
#[derive(Default)]
pub(super) struct Keeper {
    rows: Vec<Vec<Value>>,
    weight: usize,
    dropped: bool,
}

impl Keeper {
    /// Keeps one more row, unless there are too many.
    pub(super) fn add(&mut self, row: Vec<Value>) {
        self.weight += row.iter().map(weight).sum::<usize>();
        if self.dropped || self.rows.len() >= ROWS || self.weight > WEIGHT {
            self.dropped = true;
        } else {
            self.rows.push(row);
        }
    }

    /// The result that these rows are of.
    pub(super) fn finish(self, columns: Vec<String>, total: u64, records: Records) -> Kept {
        Kept { columns, rows: self.rows, total, records }
    }
}

/// About the bytes of a value.
fn weight(value: &Value) -> usize {
    16 + match value {
        Value::String(text) => text.len(),
        Value::List(items) => items.iter().map(weight).sum(),
        Value::Map(map) => map.iter().map(|(key, value)| key.len() + weight(value)).sum(),
        Value::Path(path) => 8 * (path.nodes.len() + path.relationships.len()),
        _ => 0,
    }
}

/// A result that was shown.
pub(crate) struct Kept {
    /// The names of its columns.
    pub(crate) columns: Vec<String>,
    /// Its first rows, or all.
    pub(crate) rows: Vec<Vec<Value>>,
    /// How many rows there were.
    pub(crate) total: u64,
    /// What its ids stand for, and how the statement went.
    pub(crate) records: Records,
}

impl Kept {
    /// Whether every row is there.
    pub(crate) fn is_whole(&self) -> bool {
        self.rows.len() as u64 == self.total
    }

    /// Writes what is kept in a format, until Ctrl-C is pressed.
    ///
    /// # Errors
    /// Those of `out`, and one when it was stopped (see `super::watched::stopped`).
    pub(super) fn write(&self, format: Format, page: Page, signals: &Signals, out: &mut dyn Write) -> io::Result<()> {
        let out = &mut WatchedOutput::new(out, signals);
        let elements = WatchedElements { records: &self.records, signals };
        let mut renderer = renderer(format, page);
        renderer.begin(&self.columns, out)?;
        for row in &self.rows {
            renderer.row(row, &elements, out)?;
        }
        let summary = self.records.summary();
        let rows = self.rows.len() as u64;
        renderer.finish(&Ending { rows, counters: &summary.counters, times: &summary.times, error: None }, out)?;
        out.flush()
    }
}
