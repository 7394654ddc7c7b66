//! An HTML table, to paste into a page or a mail: no styles of its own, everything that is markup escaped.

use std::io::{self, Write};

use wasl::Value;

use super::cell::plain;
use super::elements::Elements;
use super::renderer::{Ending, Renderer};
use super::width::printable;

/// The format `html`.
#[derive(Default)]
pub(super) struct Html {
    columns: usize,
}

impl Renderer for Html {
    fn begin(&mut self, columns: &[String], out: &mut dyn Write) -> io::Result<()> {
        self.columns = columns.len();
        if columns.is_empty() {
            return Ok(());
        }
        out.write_all(b"<table>\n<thead>\n<tr>")?;
        for column in columns {
            write!(out, "<th>{}</th>", in_html(column))?;
        }
        out.write_all(b"</tr>\n</thead>\n<tbody>\n")
    }

    fn row(&mut self, row: &[Value], elements: &dyn Elements, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(b"<tr>")?;
        for value in row {
            match value {
                Value::Null => out.write_all(b"<td></td>")?,
                Value::Integer(_) | Value::Float(_) => {
                    write!(out, "<td align=\"right\">{}</td>", in_html(&plain(value, elements)))?;
                }
                _ => write!(out, "<td>{}</td>", in_html(&plain(value, elements)))?,
            }
        }
        out.write_all(b"</tr>\n")
    }

    fn finish(&mut self, _: &Ending<'_>, out: &mut dyn Write) -> io::Result<()> {
        if self.columns == 0 { Ok(()) } else { out.write_all(b"</tbody>\n</table>\n") }
    }
}

/// Text inside markup, of HTML and XML: what would be markup escaped, line ends as `<br>`, controls visible.
pub(crate) fn in_html(text: &str) -> String {
    let lines: Vec<_> = text.split('\n').map(|line| escaped(line.strip_suffix('\r').unwrap_or(line))).collect();
    lines.join("<br>")
}

/// Text in XML, in an attribute too; characters that XML forbids are shown by their number.
pub(crate) fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in printable(text).chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            c => safe.push(c),
        }
    }
    safe
}
