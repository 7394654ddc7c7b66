//! A whole graph in files that other programs know, and back.
//!
//! ```text
//! session ─elements→ jsonl | cypher | csv, parquet (a directory)   jsonl | graphml | a folder of Kùzu ─read→ Loader → session
//! ```
//! What is written can be read again with nothing lost, but for csv and parquet, whose columns have one type each; tests say so.

mod csv;
mod cypher;
mod elements;
mod graphml;
mod jsonl;
mod kuzu;
mod load;
#[cfg(feature = "parquet")]
mod parquet;
mod sheets;
mod xml;

pub(crate) use cypher::{Target, write as write_statements};
pub(crate) use elements::Failure;
pub(crate) use graphml::read as read_graphml;
pub(crate) use jsonl::read as read_jsonl;
pub(crate) use kuzu::{Failed, is_export as is_kuzu_export, read as read_kuzu};
pub(crate) use load::{Loaded, Loader, Trouble};

use std::io::Write;
use std::path::Path;

use wasl::Session;

use crate::new_file::NewFile;

/// The forms of a whole graph that are no renderings of rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Whole {
    /// A directory of CSV files.
    Csv,
    /// A node or relationship a line.
    Jsonl,
    /// Statements.
    Cypher,
    /// A directory of Parquet files.
    #[cfg(feature = "parquet")]
    Parquet,
}

impl Whole {
    /// Whether it is a directory of files.
    pub(crate) fn is_directory(self) -> bool {
        match self {
            Self::Csv => true,
            Self::Jsonl | Self::Cypher => false,
            #[cfg(feature = "parquet")]
            Self::Parquet => true,
        }
    }
}

/// Writes the graph that `session` sees to a file or, for csv, a directory; gives what the user may want to know.
pub(crate) fn write(session: &mut Session, whole: Whole, path: &Path) -> Result<Vec<String>, Failure> {
    match whole {
        Whole::Csv => return csv::write(session, path),
        #[cfg(feature = "parquet")]
        Whole::Parquet => return parquet::write(session, path),
        Whole::Jsonl | Whole::Cypher => {}
    }
    let mut file = NewFile::create(path)?;
    let mut notes = write_to(session, whole, &mut file)?;
    file.keep()?;
    notes.push(format!("written: {}", path.display()));
    Ok(notes)
}

/// As [`write()`], to anything that takes bytes.
pub(crate) fn write_to(session: &mut Session, whole: Whole, out: &mut dyn Write) -> Result<Vec<String>, Failure> {
    match whole {
        Whole::Csv => {}
        #[cfg(feature = "parquet")]
        Whole::Parquet => {}
        Whole::Jsonl => jsonl::write(session, out)?,
        Whole::Cypher => cypher::write(session, None, Target::Any, out)?,
    }
    out.flush()?;
    Ok(Vec::new())
}
