//! The files that statements read: what the executor asks for, so that it need not know formats.

use std::sync::Arc;

use crate::diagnostic::Result;

/// Opens files for `LOAD CSV`.
pub(crate) trait FileSource: Send + Sync {
    /// The records of the file that `url` names, cells separated by `delimiter`.
    ///
    /// # Errors
    /// `ExternalError` when the file cannot be read, `NotSupported` for a URL of another kind.
    fn open(&self, url: &str, delimiter: char) -> Result<Box<dyn FileRows>>;
}

/// The records of an open file.
pub(crate) trait FileRows: Send {
    /// Puts the next records, `most` at most, behind `records`; none at the end of the file.
    ///
    /// # Errors
    /// `ExternalError`, with file and line, for a record that cannot be read.
    fn read(&mut self, most: usize, records: &mut Vec<FileRecord>) -> Result<()>;

    /// What messages call the file.
    fn name(&self) -> &str;
}

/// One record of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FileRecord {
    /// The line on which it begins, from 1.
    pub(crate) line: u64,
    /// Its cells; none where nothing at all is written.
    pub(crate) cells: Vec<Option<Arc<str>>>,
}
