//! A LaTeX `tabular`, with the ten characters that mean something to TeX escaped; needs no package but UTF-8 input.

use std::io::{self, Write};

use wasl::Value;

use super::cell::plain;
use super::elements::Elements;
use super::renderer::{Ending, Renderer};
use super::width::printable;

/// Rows that decide which columns hold numbers and stand at the right.
const SAMPLE: usize = 1000;

/// The format `latex`.
#[derive(Default)]
pub(super) struct Latex {
    columns: Vec<String>,
    waiting: Vec<Vec<(String, bool)>>,
    begun: bool,
}

impl Latex {
    /// Writes the head, now that the first rows are known, and those rows.
    fn open(&mut self, out: &mut dyn Write) -> io::Result<()> {
        self.begun = true;
        let right = |column: usize| {
            let mut cells = self.waiting.iter().filter_map(|row| row.get(column)).filter(|cell| !cell.0.is_empty());
            cells.clone().next().is_some() && cells.all(|cell| cell.1)
        };
        let columns: String = (0..self.columns.len()).map(|i| if right(i) { 'r' } else { 'l' }).collect();
        writeln!(out, "\\begin{{tabular}}{{{columns}}}\n\\hline")?;
        let names: Vec<_> = self.columns.iter().map(|name| format!("\\textbf{{{}}}", escaped(name))).collect();
        writeln!(out, "{} \\\\\n\\hline", names.join(" & "))?;
        self.waiting.drain(..).try_for_each(|row| line(&row, out))
    }
}

impl Renderer for Latex {
    fn begin(&mut self, columns: &[String], _: &mut dyn Write) -> io::Result<()> {
        self.columns = columns.to_vec();
        Ok(())
    }

    fn row(&mut self, row: &[Value], elements: &dyn Elements, out: &mut dyn Write) -> io::Result<()> {
        let cell = |value: &Value| match value {
            Value::Null => (String::new(), false),
            value => (escaped(&plain(value, elements)), matches!(value, Value::Integer(_) | Value::Float(_))),
        };
        let row: Vec<_> = row.iter().map(cell).collect();
        if self.begun {
            return line(&row, out);
        }
        self.waiting.push(row);
        if self.waiting.len() >= SAMPLE { self.open(out) } else { Ok(()) }
    }

    fn finish(&mut self, _: &Ending<'_>, out: &mut dyn Write) -> io::Result<()> {
        if self.columns.is_empty() {
            return Ok(());
        }
        if !self.begun {
            self.open(out)?;
        }
        out.write_all(b"\\hline\n\\end{tabular}\n")
    }
}

fn line(row: &[(String, bool)], out: &mut dyn Write) -> io::Result<()> {
    let cells: Vec<_> = row.iter().map(|cell| cell.0.as_str()).collect();
    writeln!(out, "{} \\\\", cells.join(" & "))
}

fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in printable(&text.replace("\r\n", "\n").replace('\n', " ")).chars() {
        match c {
            '&' | '%' | '$' | '#' | '_' | '{' | '}' => {
                safe.push('\\');
                safe.push(c);
            }
            '\\' => safe.push_str("\\textbackslash{}"),
            '~' => safe.push_str("\\textasciitilde{}"),
            '^' => safe.push_str("\\textasciicircum{}"),
            '<' => safe.push_str("\\textless{}"),
            '>' => safe.push_str("\\textgreater{}"),
            '[' => safe.push_str("{[}"),
            ']' => safe.push_str("{]}"),
            c => safe.push(c),
        }
    }
    safe
}
