//! One `column = value` a line, names aligned, an empty line between rows; good for few wide rows.

use std::io::{self, Write};

use wasl::Value;

use super::cell::plain;
use super::elements::Elements;
use super::renderer::{Ending, Page, Renderer};
use super::summary::{counted, footer};
use super::width::{display_width, pad, printable};

/// The format `line`.
pub(super) struct Line {
    page: Page,
    names: Vec<String>,
    rows: u64,
}

impl Line {
    pub(super) fn new(page: Page) -> Self {
        Self { page, names: Vec::new(), rows: 0 }
    }
}

impl Renderer for Line {
    fn begin(&mut self, columns: &[String], _: &mut dyn Write) -> io::Result<()> {
        self.names = aligned(columns);
        Ok(())
    }

    fn row(&mut self, row: &[Value], elements: &dyn Elements, out: &mut dyn Write) -> io::Result<()> {
        if self.rows > 0 {
            out.write_all(b"\n")?;
        }
        self.rows += 1;
        for (name, value) in self.names.iter().zip(row) {
            writeln!(out, "{name} = {}", printable(&plain(value, elements)))?;
        }
        Ok(())
    }

    fn finish(&mut self, ending: &Ending<'_>, out: &mut dyn Write) -> io::Result<()> {
        let rows = (!self.names.is_empty()).then(|| counted(ending.rows, "row"));
        if self.page.footer { footer(ending, rows, self.page, out) } else { Ok(()) }
    }
}

/// The names of the columns, all of one width.
pub(super) fn aligned(columns: &[String]) -> Vec<String> {
    let names: Vec<_> = columns.iter().map(|column| printable(column)).collect();
    let width = names.iter().map(|name| display_width(name)).max().unwrap_or(0);
    let align = |name: &std::borrow::Cow<'_, str>| {
        let mut line = String::new();
        pad(&mut line, name, width, true);
        line
    };
    names.iter().map(align).collect()
}
