//! Rows as a Parquet file, for DuckDB, pandas, Spark: only in a build with the feature `parquet`.
//!
//! ```text
//! rows ─gather→ kind of each column ─→ schema ─→ row groups of 100,000 rows, compressed with Snappy
//! ```
//! A column has one type, which follows from all of its values, so rows are held until the last one is there.

mod kind;
mod write;

#[cfg(test)]
mod tests;

use std::io::{self, Write};

use wasl::Value;

use super::elements::Elements;
use super::renderer::{Ending, Renderer};
pub(crate) use kind::Cell;
use kind::cell_of;
pub(crate) use write::write_table;

/// The format `parquet`.
#[derive(Default)]
pub(super) struct Parquet {
    columns: Vec<String>,
    rows: Vec<Vec<Cell>>,
}

impl Renderer for Parquet {
    fn begin(&mut self, columns: &[String], _: &mut dyn Write) -> io::Result<()> {
        self.columns = columns.to_vec();
        Ok(())
    }

    fn row(&mut self, row: &[Value], elements: &dyn Elements, _: &mut dyn Write) -> io::Result<()> {
        self.rows.push(row.iter().map(|value| cell_of(value, elements)).collect());
        Ok(())
    }

    fn finish(&mut self, _: &Ending<'_>, out: &mut dyn Write) -> io::Result<()> {
        if self.columns.is_empty() {
            return Ok(());
        }
        write_table(&self.columns, std::mem::take(&mut self.rows), out)
    }
}

/// A property as a cell.
pub(crate) fn property_cell(value: &Value) -> Cell {
    cell_of(value, &super::elements::NoElements)
}
