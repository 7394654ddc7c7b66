//! `wasl format FILE...`: batch files laid out, to stdout, in place, or only checked.
//!
//! Contract: every file is read and laid out before anything is written, so that a file with an error changes nothing.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use wasl::{Span, format_script};

use super::prepare::Prepared;
use super::run::load;
use crate::batch::reason;
use crate::console::Console;
use crate::exit::{Exit, Halt};
use crate::new_file::write_whole;
use crate::report::{Finding, Place, Severity, Source};

/// Lays out the files. With `check` nothing is written and a file that is laid out otherwise is a failure.
pub(super) fn run(prepared: Prepared, files: &[PathBuf], check: bool, write: bool) -> Result<Exit, Halt> {
    let mut console = prepared.console();
    let mut laid_out = Vec::with_capacity(files.len());
    for file in files {
        match one(file, write) {
            Ok((source, text)) => laid_out.push((file, source, text)),
            Err(finding) => {
                console.report(&finding)?;
                return Err(Halt::Stopped(finding.exit));
            }
        }
    }
    let mut exit = Exit::Done;
    for (file, source, text) in &laid_out {
        if check {
            if *text != source.text {
                console.say(&format!("{} is laid out otherwise", source.name))?;
                exit = Exit::Failed;
            }
        } else if !write {
            console.out.write_all(text.as_bytes())?;
        } else if *text != source.text {
            replace(&mut console, file, text)?;
        }
    }
    console.out.flush()?;
    Ok(exit)
}

/// A file and its text laid out.
fn one(file: &Path, write: bool) -> Result<(Arc<Source>, String), Finding> {
    if write && file == Path::new("-") {
        return Err(Finding::usage("--write changes files, and stdin is none"));
    }
    let source = load(file).map_err(Finding::usage)?;
    let text = format_script(&source.text).map_err(|error| {
        let whole = Place { span: Span::new(0, source.text.len() as u32), source: Arc::clone(&source) };
        Finding::diagnostic(Severity::Error, &error, Some(&whole))
    })?;
    Ok((source, text))
}

fn replace(console: &mut Console, file: &Path, text: &str) -> Result<(), Halt> {
    let Err(error) = write_whole(file, text) else { return Ok(()) };
    let message = format!("cannot write `{}`: {}", file.display(), reason(&error));
    console.report(&Finding::new(Exit::Failed, "OutputError", "", message))?;
    Err(Halt::Stopped(Exit::Failed))
}
