//! A Markdown table (GitHub's dialect): pipes and angle brackets escaped, line ends as `<br>`.

use std::io::{self, Write};

use wasl::Value;

use super::cell::plain;
use super::elements::Elements;
use super::renderer::{Ending, Renderer};
use super::width::printable;

/// The format `markdown`.
pub(super) struct Markdown;

impl Markdown {
    fn line<'a>(cells: impl Iterator<Item = std::borrow::Cow<'a, str>>, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(b"|")?;
        for cell in cells {
            write!(out, " {} |", in_markdown(&cell))?;
        }
        out.write_all(b"\n")
    }
}

impl Renderer for Markdown {
    fn begin(&mut self, columns: &[String], out: &mut dyn Write) -> io::Result<()> {
        if columns.is_empty() {
            return Ok(());
        }
        Self::line(columns.iter().map(|column| column.as_str().into()), out)?;
        out.write_all(b"|")?;
        for _ in columns {
            out.write_all(b" --- |")?;
        }
        out.write_all(b"\n")
    }

    fn row(&mut self, row: &[Value], elements: &dyn Elements, out: &mut dyn Write) -> io::Result<()> {
        Self::line(row.iter().map(|value| plain(value, elements)), out)
    }

    fn finish(&mut self, ending: &Ending<'_>, out: &mut dyn Write) -> io::Result<()> {
        // Two tables in a row would be read as one.
        if ending.rows > 0 { out.write_all(b"\n") } else { Ok(()) }
    }
}

/// Text in a cell of a table or a line of Markdown, with everything escaped that would be markup.
pub(crate) fn in_markdown(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for line in text.split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line)) {
        if !safe.is_empty() {
            safe.push_str("<br>");
        }
        for c in printable(line).chars() {
            match c {
                '|' | '\\' | '*' | '_' | '`' | '[' | ']' => {
                    safe.push('\\');
                    safe.push(c);
                }
                '<' => safe.push_str("&lt;"),
                '>' => safe.push_str("&gt;"),
                '&' => safe.push_str("&amp;"),
                c => safe.push(c),
            }
        }
    }
    safe
}
