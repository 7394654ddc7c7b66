//! One block of rows to one chunk of columns; runs on any core, without looking at other blocks.
//!
//! A row is taken whole or not at all: when a cell does not fit, what the row has added so far is taken back.

use std::sync::Arc;

use super::cells::Cells;
use super::keys::{Scope, Spaces};
use super::layout::{Layout, Role};
use super::progress::BadRow;
use super::scalar::canonical_integer;
use super::texts::Interned;
use crate::interchange::csv::{Block, Cell, line_ends, read_record};
use crate::value::NodeId;

/// The rows of one block.
pub(super) struct Chunk {
    /// The file, as messages call it.
    pub(super) file: Arc<str>,
    /// How many rows there are.
    pub(super) rows: usize,
    /// One a rule.
    pub(super) columns: Vec<Cells>,
    /// One a row, in files of relationships.
    pub(super) starts: Vec<NodeId>,
    /// One a row, in files of relationships.
    pub(super) ends: Vec<NodeId>,
    /// One code a row, where a column has labels or types.
    pub(super) tags: Vec<u32>,
    /// What the codes mean.
    pub(super) tag_texts: Interned,
    /// One a row when lines are kept, counted from `first_line`.
    lines: Vec<u32>,
    first_line: u64,
    /// Rows left out.
    pub(super) bad: Vec<BadRow>,
}

impl Chunk {
    fn new(layout: &Layout, file: &Arc<str>, first_line: u64) -> Self {
        Self {
            file: Arc::clone(file),
            rows: 0,
            columns: layout.rules.iter().map(|rule| Cells::new(*rule)).collect(),
            starts: Vec::new(),
            ends: Vec::new(),
            tags: Vec::new(),
            tag_texts: Interned::default(),
            lines: Vec::new(),
            first_line,
            bad: Vec::new(),
        }
    }

    /// The line of a row; lines must have been kept.
    pub(super) fn line(&self, row: usize) -> u64 {
        self.first_line + u64::from(self.lines.get(row).copied().unwrap_or_default())
    }

    /// Adds the cells of one row.
    fn push(&mut self, cells: &[Cell<'_>], layout: &Layout, spaces: &Spaces) -> Result<(), String> {
        for (at, (cell, role)) in cells.iter().zip(&layout.roles).enumerate() {
            let added = match role {
                Role::Skip => Ok(()),
                Role::Column(column) => self.push_cell(*column, cell),
                Role::Key(column, other) => match cell.text() {
                    Some(text) if text.is_empty() => Err("the key is empty".to_owned()),
                    _ => self
                        .push_cell(*column, cell)
                        .and_then(|()| other.map_or(Ok(()), |other| self.push_cell(other, cell))),
                },
                Role::Start(scope) => resolve(spaces, *scope, cell).map(|node| self.starts.push(node)),
                Role::End(scope) => resolve(spaces, *scope, cell).map(|node| self.ends.push(node)),
                Role::Tag => self.push_tag(cell, layout.needs_tag),
            };
            added.map_err(|why| format!("{}: {why}", layout.cell_name(at)))?;
        }
        Ok(())
    }

    fn push_cell(&mut self, column: usize, cell: &Cell<'_>) -> Result<(), String> {
        self.columns.get_mut(column).map_or(Ok(()), |column| column.push(cell))
    }

    fn push_tag(&mut self, cell: &Cell<'_>, needed: bool) -> Result<(), String> {
        let text = cell.text().ok_or("it is not UTF-8")?;
        let text = text.trim();
        if needed && text.is_empty() {
            return Err("the type is empty".to_owned());
        }
        self.tags.push(self.tag_texts.intern(text));
        Ok(())
    }

    /// Takes back what a bad row has added.
    fn take_back(&mut self) {
        let rows = self.rows;
        self.columns.iter_mut().for_each(|column| column.truncate(rows));
        self.starts.truncate(rows);
        self.ends.truncate(rows);
        self.tags.truncate(rows);
    }
}

fn resolve(spaces: &Spaces, scope: Scope, cell: &Cell<'_>) -> Result<NodeId, String> {
    // Most keys are integers, which need not be looked at as text.
    if let (Scope::One(place), Some(key)) = (scope, canonical_integer(cell.bytes()))
        && let Some(node) = spaces.find_integer(place, key)
    {
        return Ok(node);
    }
    let text = cell.text().ok_or("it is not UTF-8")?;
    if text.is_empty() {
        return Err("the key is empty".to_owned());
    }
    spaces.resolve(scope, &text)
}

/// Reads the rows of a block.
pub(super) fn parse_block(block: &Block, delimiter: u8, layout: &Layout, spaces: &Spaces, file: &Arc<str>) -> Chunk {
    let mut chunk = Chunk::new(layout, file, block.line);
    let mut cells = Vec::with_capacity(layout.roles.len());
    let mut rest = block.bytes.as_slice();
    let mut line = 0_u32;
    while !rest.is_empty() {
        let (length, fault) = read_record(rest, delimiter, &mut cells);
        let (record, after) = rest.split_at(length.min(rest.len()));
        rest = after;
        let blank = matches!(cells.as_slice(), [cell] if cell.is_absent());
        let added = match fault {
            Some(fault) => Err(fault.reason().to_owned()),
            None if blank => Ok(false),
            None if cells.len() != layout.roles.len() => Err(miscounted(cells.len(), layout.roles.len())),
            None => chunk.push(&cells, layout, spaces).map(|()| true),
        };
        match added {
            Ok(true) => {
                chunk.rows += 1;
                if layout.key.is_some() {
                    chunk.lines.push(line);
                }
            }
            Ok(false) => {}
            Err(reason) => {
                chunk.take_back();
                let text = String::from_utf8_lossy(record).trim_end_matches(['\n', '\r']).to_owned();
                chunk.bad.push(BadRow { file: Arc::clone(file), line: block.line + u64::from(line), reason, text });
            }
        }
        line += lines_of(record);
    }
    chunk.columns.iter_mut().for_each(Cells::seal);
    chunk
}

/// How many line ends a record has: one, unless cells in quotes have more.
fn lines_of(record: &[u8]) -> u32 {
    if record.contains(&b'"') { line_ends(record) as u32 } else { 1 }
}

fn miscounted(cells: usize, columns: usize) -> String {
    let counted = |count: usize, what: &str| format!("{count} {what}{}", if count == 1 { "" } else { "s" });
    format!("the row has {}, the header {}", counted(cells, "cell"), columns)
}
