//! Comma- and tab-separated values: a header, then a line a row, each value in a form that its type can be read back from.
//!
//! Null is an empty cell, an empty string `""` (csv). Lists, maps, nodes, relationships and paths are JSON. Csv quotes
//! by RFC 4180 with `\n` line ends; tsv escapes tab, line ends and backslash by a backslash.

use std::borrow::Cow;
use std::io::{self, Write};

use wasl::Value;

use super::cell::{float, iso};
use super::elements::Elements;
use super::json::json_text;
use super::renderer::{Ending, Renderer};

/// The formats `csv` and `tsv`.
pub(super) struct Delimited {
    separator: &'static [u8],
    quote: fn(&str) -> Cow<'_, str>,
    empty_string: &'static str,
}

impl Delimited {
    pub(super) fn csv() -> Self {
        Self { separator: b",", quote: quoted, empty_string: "\"\"" }
    }

    pub(super) fn tsv() -> Self {
        Self { separator: b"\t", quote: escaped, empty_string: "" }
    }

    fn line<'a>(&self, cells: impl Iterator<Item = Cow<'a, str>>, out: &mut dyn Write) -> io::Result<()> {
        for (i, cell) in cells.enumerate() {
            if i > 0 {
                out.write_all(self.separator)?;
            }
            out.write_all(cell.as_bytes())?;
        }
        out.write_all(b"\n")
    }

    fn cell<'a>(&self, value: &'a Value, elements: &dyn Elements) -> Cow<'a, str> {
        match value {
            Value::Null => Cow::Borrowed(""),
            Value::String(text) if text.is_empty() => Cow::Borrowed(self.empty_string),
            Value::String(text) => (self.quote)(text),
            Value::Boolean(flag) => Cow::Borrowed(if *flag { "true" } else { "false" }),
            Value::Integer(number) => Cow::Owned(number.to_string()),
            Value::Float(number) => Cow::Owned(float(*number)),
            Value::List(_) | Value::Map(_) | Value::Node(_) | Value::Relationship(_) | Value::Path(_) => {
                Cow::Owned((self.quote)(&json_text(value, elements)).into_owned())
            }
            temporal => Cow::Owned((self.quote)(&iso(temporal)).into_owned()),
        }
    }
}

impl Renderer for Delimited {
    fn begin(&mut self, columns: &[String], out: &mut dyn Write) -> io::Result<()> {
        if columns.is_empty() {
            return Ok(());
        }
        self.line(columns.iter().map(|column| (self.quote)(column)), out)
    }

    fn row(&mut self, row: &[Value], elements: &dyn Elements, out: &mut dyn Write) -> io::Result<()> {
        self.line(row.iter().map(|value| self.cell(value, elements)), out)
    }

    fn finish(&mut self, _: &Ending<'_>, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
}

/// A text as a csv cell; an empty one is `""`, so that it is not absent.
pub(crate) fn csv_cell(text: &str) -> String {
    if text.is_empty() { "\"\"".to_owned() } else { quoted(text).into_owned() }
}

/// A csv cell: in quotes when it holds a comma, a quote, a line end, or blanks at its ends.
fn quoted(text: &str) -> Cow<'_, str> {
    let blank_ends = text.starts_with([' ', '\t']) || text.ends_with([' ', '\t']);
    if blank_ends || text.contains([',', '"', '\n', '\r']) {
        Cow::Owned(format!("\"{}\"", text.replace('"', "\"\"")))
    } else {
        Cow::Borrowed(text)
    }
}

/// A tsv cell: tabs, line ends and backslashes escaped.
fn escaped(text: &str) -> Cow<'_, str> {
    if text.contains(['\t', '\n', '\r', '\\']) {
        Cow::Owned(text.replace('\\', "\\\\").replace('\t', "\\t").replace('\n', "\\n").replace('\r', "\\r"))
    } else {
        Cow::Borrowed(text)
    }
}
