//! Rows of CSV as Kùzu writes them: an empty cell is null, a quoted empty one an empty text; cells may hold line ends.

use std::io::BufRead;

use crate::batch::reason;

/// The characters that structure a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Dialect {
    pub(super) delimiter: char,
    pub(super) quote: char,
    pub(super) escape: char,
}

impl Default for Dialect {
    fn default() -> Self {
        Self { delimiter: ',', quote: '"', escape: '"' }
    }
}

/// The line that a row begins on, and its cells.
pub(super) type Row = (u64, Vec<Option<String>>);

/// Reads rows one after the other.
pub(super) struct Cells<R> {
    input: R,
    dialect: Dialect,
    line: u64,
}

/// The cell that is being read.
#[derive(Default)]
struct Cell {
    text: String,
    quoted: bool,
    open: bool,
}

impl Cell {
    fn end(self) -> Option<String> {
        (self.quoted || !self.text.is_empty()).then_some(self.text)
    }
}

impl<R: BufRead> Cells<R> {
    pub(super) fn new(input: R, dialect: Dialect) -> Self {
        Self { input, dialect, line: 0 }
    }

    /// The number of the last line that was read.
    pub(super) fn line(&self) -> u64 {
        self.line
    }

    /// The next row that is not empty, and the line it begins on; none at the end.
    pub(super) fn next(&mut self) -> Result<Option<Row>, String> {
        loop {
            let first = self.line + 1;
            let mut row = Vec::new();
            let mut cell = Cell::default();
            let mut read = false;
            while let Some(line) = self.read_line()? {
                read = true;
                self.scan(&line, &mut row, &mut cell);
                if !cell.open {
                    break;
                }
            }
            if cell.open {
                return Err(format!("the quote that is opened in line {first} is never closed"));
            }
            row.push(cell.end());
            if !read {
                return Ok(None);
            }
            if row != [None] {
                return Ok(Some((first, row)));
            }
        }
    }

    fn read_line(&mut self) -> Result<Option<String>, String> {
        let mut bytes = Vec::new();
        let count = self.input.read_until(b'\n', &mut bytes).map_err(|error| reason(&error))?;
        if count == 0 {
            return Ok(None);
        }
        self.line += 1;
        String::from_utf8(bytes).map(Some).map_err(|_| "this is not UTF-8 text".to_owned())
    }

    fn scan(&self, line: &str, row: &mut Vec<Option<String>>, cell: &mut Cell) {
        let Dialect { delimiter, quote, escape } = self.dialect;
        let mut characters = line.chars().peekable();
        while let Some(c) = characters.next() {
            let next = characters.peek().copied();
            if cell.open {
                if c == escape && next.is_some_and(|next| next == quote || (next == escape && escape != quote)) {
                    cell.text.extend(characters.next());
                } else if c == quote {
                    cell.open = false;
                } else {
                    cell.text.push(c);
                }
            } else if c == quote && cell.text.is_empty() && !cell.quoted {
                (cell.quoted, cell.open) = (true, true);
            } else if c == delimiter {
                row.push(std::mem::take(cell).end());
            } else if !(c == '\n' || (c == '\r' && next == Some('\n'))) {
                cell.text.push(c);
            }
        }
    }
}
