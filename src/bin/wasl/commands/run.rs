//! `wasl run DB FILE...`: batch files in order.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::prepare::{Missing, Prepared};
use crate::batch::{Flow, Runner, read, reason, run_file, source_of_bytes};
use crate::exit::{Exit, Halt};
use crate::report::{Finding, Source};

/// Reads every file before the store is opened, so that a mistyped name changes nothing; then runs them.
pub(super) fn run(prepared: Prepared, db: &Path, files: &[PathBuf]) -> Result<Exit, Halt> {
    let sources: Result<Vec<_>, _> = files.iter().map(|file| load(file)).collect();
    let sources = match sources {
        Ok(sources) => sources,
        Err(message) => return Err(prepared.refuse(&Finding::usage(message))),
    };
    let mut runner = prepared.open(Some(db), Missing::Create)?;
    runner.begin_atomic()?;
    let ended = in_order(&mut runner, files, &sources);
    runner.conclude(ended)
}

/// Reads a file, or stdin for `-`.
pub(super) fn load(file: &Path) -> Result<Arc<Source>, String> {
    if file != Path::new("-") {
        return read(file);
    }
    let mut bytes = Vec::new();
    std::io::stdin()
        .lock()
        .read_to_end(&mut bytes)
        .map_err(|error| format!("cannot read stdin: {}", reason(&error)))?;
    source_of_bytes("<stdin>".to_owned(), bytes, None)
}

fn in_order(runner: &mut Runner, files: &[PathBuf], sources: &[Arc<Source>]) -> Result<Flow, Halt> {
    for (file, source) in files.iter().zip(sources) {
        if matches!(run_file(runner, file, source)?, Flow::Quit) {
            return Ok(Flow::Quit);
        }
    }
    Ok(Flow::Next)
}
