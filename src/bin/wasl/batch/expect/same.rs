//! `:expect same FILE.csv`: the rows are those of a file, in their order.
//!
//! Compared is what `:format csv` writes, cell by cell, so that a file made with it holds.

use std::collections::BTreeMap;

use super::{Checked, misspelt};
use crate::batch::arguments::Arguments;
use crate::batch::files::reason;
use crate::batch::kept::Kept;
use crate::batch::runner::{Outcome, Problem, Runner};
use crate::interrupt::Signals;
use crate::render::{Format, Page};

type Rows = Vec<Vec<String>>;

/// Compares the last result with the file that `name` names, relative to the batch file.
pub(super) fn same(runner: &Runner, arguments: &Arguments<'_>, name: &str) -> Result<Checked, Problem> {
    let name = name.trim_matches(['"', '\'']);
    let base = arguments.whole.source.directory.clone();
    let path = base.map_or_else(|| name.into(), |base| base.join(name));
    let wanted = std::fs::read(&path)
        .map_err(|error| format!("cannot read `{}`: {}", path.display(), reason(&error)))
        .and_then(|bytes| read(&bytes).map_err(|error| format!("`{}` is no CSV: {error}", path.display())))
        .map_err(|message| arguments.error("FileNotReadable", message))?;
    if let Outcome::Failed { code } = &runner.last {
        return Ok(Err(("Same", format!("expected the rows of `{name}`, got the error {code}"))));
    }
    let Some(kept) = &runner.kept else {
        return Ok(Err(("Same", format!("expected the rows of `{name}`, but the statement gives none"))));
    };
    if !kept.is_whole() {
        return Err(misspelt(arguments, "the result is too large to be compared: count or aggregate it").into());
    }
    Ok(compare(&wanted, &written(kept, &runner.signals)?, name))
}

fn read(bytes: &[u8]) -> Result<Rows, csv::Error> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes);
    reader.records().map(|record| record.map(|record| record.iter().map(str::to_owned).collect())).collect()
}

/// The result as csv, read again.
fn written(kept: &Kept, signals: &Signals) -> Result<Rows, Problem> {
    let mut text = Vec::new();
    kept.write(Format::Csv, Page::WHOLE, signals, &mut text)?;
    read(&text).map_err(|error| Problem::from(std::io::Error::other(error)))
}

/// Says where the two begin to differ.
fn compare(wanted: &Rows, got: &Rows, name: &str) -> Checked {
    if wanted == got {
        return Ok(());
    }
    let shown = |row: Option<&Vec<String>>| row.map_or("nothing".to_owned(), |row| format!("`{}`", row.join(",")));
    if wanted.first() != got.first() {
        let (wanted, got) = (shown(wanted.first()), shown(got.first()));
        return Err(("Same", format!("expected the columns {wanted} of `{name}`, got {got}")));
    }
    if counted(wanted) == counted(got) {
        return Err(("Same", format!("the rows are those of `{name}` in another order: add ORDER BY")));
    }
    let longer = wanted.len().max(got.len());
    let at = (0..longer).find(|at| wanted.get(*at) != got.get(*at)).unwrap_or(0);
    let (rows, have) = (wanted.len() - 1, got.len().saturating_sub(1));
    let (wanted, got) = (shown(wanted.get(at)), shown(got.get(at)));
    Err(("Same", format!("row {at} of `{name}` ({rows} rows) is {wanted}, got {got} ({have} rows)")))
}

/// How often each row occurs.
fn counted(rows: &Rows) -> BTreeMap<&Vec<String>, usize> {
    let mut counts = BTreeMap::new();
    for row in rows {
        *counts.entry(row).or_default() += 1;
    }
    counts
}
