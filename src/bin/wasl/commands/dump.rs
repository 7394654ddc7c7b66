//! `wasl dump DB [FILE]`: a graph as text of the language, from which `wasl load` makes the same graph again.
//!
//! Loaded into an empty store the nodes get exactly the numbers of the text (see `crate::exchange`), so a dump of what was
//! loaded is the same text, byte for byte.

use std::path::Path;

use wasl::{Error, Session};

use super::prepare::{Missing, Prepared};
use crate::batch::{Flow, reason};
use crate::exchange::{Failure, Target, write_statements};
use crate::exit::{Exit, Halt};
use crate::new_file::NewFile;
use crate::report::{Finding, Severity};

/// Writes the graph, or that of an earlier moment.
pub(super) fn run(prepared: Prepared, db: &Path, file: Option<&Path>, as_of: Option<&str>) -> Result<Exit, Halt> {
    let mut runner = prepared.reading().open(Some(db), Missing::Refuse)?;
    let file = file.filter(|file| *file != Path::new("-"));
    let written = match file {
        None => write_statements(&mut runner.session, as_of, Target::New, &mut runner.console.out),
        Some(file) => to_file(&mut runner.session, as_of, file),
    };
    let finding = match written {
        Ok(()) => None,
        Err(Failure::File(error)) => match file {
            None => return Err(Halt::Output(error)),
            Some(file) => {
                let message = format!("cannot write `{}`: {}", file.display(), reason(&error));
                Some(Finding::new(Exit::Failed, "OutputError", "", message))
            }
        },
        Err(Failure::Statement(Error::Statement(error))) => Some(Finding::diagnostic(Severity::Error, &error, None)),
        Err(Failure::Statement(Error::Storage(error))) => Some(Finding::storage(Exit::Store, &error)),
    };
    let ended = finding.map_or(Ok(()), |finding| runner.fail(&finding));
    runner.conclude(ended.map(|()| Flow::Next))
}

/// What is in the file when this is done is on the disk.
fn to_file(session: &mut Session, as_of: Option<&str>, file: &Path) -> Result<(), Failure> {
    let mut out = NewFile::create(file)?;
    write_statements(session, as_of, Target::New, &mut out)?;
    out.sync()?;
    Ok(out.keep()?)
}
