//! What an import says while it works and when it is done.

use std::ops::ControlFlow;
use std::sync::Arc;

/// Hears of an import while it works; called on one thread, now and then.
pub trait Progress: Send {
    /// How far it is. `Break` gives up; nothing is loaded then.
    fn update(&mut self, at: &ImportProgress) -> ControlFlow<()> {
        let _ = at;
        ControlFlow::Continue(())
    }

    /// A row that was left out, in the order of rows within a file.
    fn bad_row(&mut self, row: &BadRow) {
        let _ = row;
    }
}

/// Says nothing.
impl Progress for () {}

/// What an import is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImportStage {
    /// Reading files.
    Reading,
    /// Putting columns and relationships together.
    Building,
    /// Making the graph durable.
    Saving,
}

/// How far an import is.
#[derive(Clone, Debug)]
pub struct ImportProgress {
    /// What it is doing.
    pub stage: ImportStage,
    /// The file being read, as messages call it.
    pub file: Arc<str>,
    /// Rows read so far, of all files.
    pub rows: u64,
    /// Rows left out so far.
    pub bad_rows: u64,
    /// Bytes read so far, as stored.
    pub bytes: u64,
    /// Bytes of all files, as stored; more may come from sources without a length.
    pub total_bytes: u64,
}

/// A row that cannot be loaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadRow {
    /// The file, as messages call it.
    pub file: Arc<str>,
    /// The line on which the row begins, from 1.
    pub line: u64,
    /// Why.
    pub reason: String,
    /// The row as it stands in the file, without its line end; what is not UTF-8 is replaced.
    pub text: String,
}

/// What an import did.
#[derive(Clone, Debug, Default)]
pub struct ImportReport {
    /// Nodes added.
    pub nodes: u64,
    /// Relationships added.
    pub relationships: u64,
    /// Rows left out.
    pub bad_rows: u64,
    /// What was found in the files, in the order in which they were read.
    pub files: Vec<FileReport>,
}

/// What was found in the files of one entry of the plan.
#[derive(Clone, Debug)]
pub struct FileReport {
    /// The files, as messages call them.
    pub names: Vec<String>,
    /// Rows loaded.
    pub rows: u64,
    /// Their properties.
    pub columns: Vec<ColumnReport>,
}

/// One property of the rows of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnReport {
    /// The property key.
    pub name: String,
    /// The type of its values in the words of the language, such as `INTEGER`; `NULL` when no row has one.
    pub type_name: &'static str,
}
