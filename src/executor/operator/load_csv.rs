//! `LOAD CSV [WITH HEADERS] FROM url AS row`: for each row the records of a file, as they are read.
//!
//! Without headers a record is a list of strings, with headers a map from the names in the first record. Cells without
//! text are null, `""` is the empty string; a record may have fewer cells than the header, the rest is null.

use std::sync::Arc;

use super::cursor::Cursor;
use crate::binder::{Expr, Slot};
use crate::diagnostic::{Class, Detail, Diagnostic, Phase, Result};
use crate::executor::batch::{BATCH_ROWS, Batch};
use crate::executor::context::{Context, Operator};
use crate::executor::expression::evaluate;
use crate::executor::file_rows::{FileRecord, FileRows};
use crate::value::{Column, Map, Value};

/// See the file.
pub(in crate::executor) struct LoadCsv {
    cursor: Cursor,
    url: Expr,
    slot: Slot,
    headers: bool,
    delimiter: char,
    // The file of the cursor's row.
    open: Option<OpenFile>,
}

struct OpenFile {
    rows: Box<dyn FileRows>,
    // The names of the cells, where the file has them.
    names: Option<Vec<Arc<str>>>,
}

impl LoadCsv {
    pub(in crate::executor) fn new(
        input: Box<dyn Operator>,
        keep: Option<Vec<Slot>>,
        url: Expr,
        slot: Slot,
        (headers, delimiter): (bool, char),
    ) -> Self {
        Self { cursor: Cursor::new(input, keep), url, slot, headers, delimiter, open: None }
    }

    /// Opens the file of the cursor's row.
    fn open_file(&self, ctx: &mut Context) -> Result<OpenFile> {
        let row = self.cursor.batch.slice(self.cursor.row, self.cursor.row + 1);
        let url = evaluate(&self.url, &row, ctx)?.get(0);
        let Value::String(url) = url else {
            let message = format!("LOAD CSV needs the name of a file, a STRING, and got {}", url.type_name());
            return Err(Diagnostic::type_error(Detail::InvalidArgumentType, message));
        };
        let source = ctx.files.clone().ok_or_else(|| {
            let message = "this program does not let statements read files";
            Diagnostic::new(Class::ExternalError, Phase::Runtime, Detail::FileNotReadable, message)
        })?;
        let mut rows = source.open(&url, self.delimiter)?;
        let names = if self.headers { Some(names(&mut *rows)?) } else { None };
        Ok(OpenFile { rows, names })
    }
}

/// The names in the first record; none for an empty file.
fn names(rows: &mut dyn FileRows) -> Result<Vec<Arc<str>>> {
    let mut first = Vec::new();
    rows.read(1, &mut first)?;
    let cells = first.into_iter().next().map(|record| record.cells).unwrap_or_default();
    let names: Vec<Arc<str>> = cells.into_iter().map(Option::unwrap_or_default).collect();
    for (at, name) in names.iter().enumerate() {
        if names[..at].contains(name) {
            let message = format!("two columns of `{}` are named `{name}`", rows.name());
            return Err(malformed(message));
        }
    }
    Ok(names)
}

fn malformed(message: String) -> Diagnostic {
    Diagnostic::new(Class::ExternalError, Phase::Runtime, Detail::MalformedFile, message)
}

impl OpenFile {
    /// The next records as values; none at the end.
    fn read(&mut self) -> Result<Vec<Value>> {
        let mut records = Vec::with_capacity(BATCH_ROWS);
        self.rows.read(BATCH_ROWS, &mut records)?;
        let Some(names) = &self.names else {
            let list = |record: FileRecord| Value::list(record.cells.into_iter().map(text).collect());
            return Ok(records.into_iter().map(list).collect());
        };
        let map = |record: FileRecord| {
            if record.cells.len() > names.len() {
                let (cells, columns) = (record.cells.len(), names.len());
                let place = format!("{}:{}", self.rows.name(), record.line);
                return Err(malformed(format!("{place}: the row has {cells} cells, the header {columns}")));
            }
            let cells = record.cells.into_iter().chain(std::iter::repeat(None));
            Ok(Value::map(names.iter().cloned().zip(cells.map(text)).collect::<Map>()))
        };
        records.into_iter().map(map).collect()
    }
}

fn text(cell: Option<Arc<str>>) -> Value {
    cell.map_or(Value::Null, Value::String)
}

impl Operator for LoadCsv {
    fn next(&mut self, ctx: &mut Context) -> Result<Option<Batch>> {
        while self.cursor.fill(ctx)? {
            ctx.checkpoint()?;
            let mut open = match self.open.take() {
                Some(open) => open,
                None => self.open_file(ctx).map_err(|error| error.or_at(self.url.span))?,
            };
            let values = open.read().map_err(|error| error.or_at(self.url.span))?;
            if values.is_empty() {
                self.cursor.row += 1;
                continue;
            }
            self.open = Some(open);
            let mut out = self.cursor.batch.repeat_row(self.cursor.row, values.len());
            out.set(self.slot, Column::Values(values));
            return Ok(Some(out));
        }
        Ok(None)
    }

    fn reset(&mut self, ctx: &mut Context) {
        self.cursor.reset(ctx);
        self.open = None;
    }
}
