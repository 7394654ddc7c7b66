//! `wasl import DB --jsonl FILE` and `--graphml FILE`: nodes and relationships of one file, in one transaction.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::time::Instant;

use wasl::Error;

use super::meter::added;
use crate::batch::{Flow, Runner, reason};
use crate::cli::ImportArguments;
use crate::commands::prepare::{Missing, Prepared};
use crate::exchange::{Loaded, Loader, Trouble, read_graphml, read_jsonl};
use crate::exit::{Exit, Halt};
use crate::report::{Finding, Severity};

/// Opens the file before the store, so that a mistyped name changes nothing; then loads all of it or nothing.
pub(super) fn run(prepared: Prepared, arguments: &ImportArguments) -> Result<Exit, Halt> {
    let is_graphml = arguments.graphml.is_some();
    let Some(path) = arguments.graphml.as_deref().or(arguments.jsonl.as_deref()) else { return Ok(Exit::Done) };
    let input: Box<dyn BufRead> = if path == Path::new("-") {
        Box::new(BufReader::new(std::io::stdin()))
    } else {
        match File::open(path) {
            Ok(file) => Box::new(BufReader::new(file)),
            Err(error) => {
                let message = format!("cannot read `{}`: {}", path.display(), reason(&error));
                return Err(prepared.refuse(&Finding::usage(message)));
            }
        }
    };
    let mut runner = prepared.open(Some(&arguments.db), Missing::Create)?;
    let start = Instant::now();
    let loaded = {
        let signals = runner.signals.clone();
        let _guard = signals.guard(runner.session.interrupt());
        load(&mut runner, input, is_graphml)
    };
    let ended = match loaded {
        Ok(loaded) => {
            let told = added(loaded.nodes, loaded.relationships, start.elapsed().as_secs_f64());
            runner.console.say(&format!("{}: {told}", arguments.db.display())).map_err(Halt::from)
        }
        Err(trouble) => runner.fail(&finding(path, &trouble)),
    };
    runner.conclude(ended.map(|()| Flow::Next))
}

fn load(runner: &mut Runner, mut input: Box<dyn BufRead>, is_graphml: bool) -> Result<Loaded, Trouble> {
    runner.session.begin()?;
    let mut loader = Loader::new(&mut runner.session, runner.signals.clone());
    let read = if is_graphml {
        let mut text = String::new();
        let whole = input.read_to_string(&mut text);
        whole
            .map_err(|error| Trouble::Input { line: 1, message: reason(&error) })
            .and_then(|_| read_graphml(&text, &mut loader))
    } else {
        read_jsonl(input, &mut loader)
    };
    let loaded = read.and_then(|()| loader.finish());
    if loaded.is_ok() {
        runner.session.commit()?;
        runner.touch();
    } else if runner.session.in_transaction() {
        // What failed first is what is told.
        let _ = runner.session.rollback();
    }
    loaded
}

fn finding(path: &Path, trouble: &Trouble) -> Finding {
    match trouble {
        Trouble::Input { line, message } => {
            let message = format!("{}:{line}: {message}", path.display());
            Finding::new(Exit::Failed, "ExternalError", "MalformedFile", message)
        }
        Trouble::Interrupted => {
            Finding::new(Exit::Interrupted, "Interrupted", "", "the load was stopped: nothing is loaded")
        }
        Trouble::Statement(Error::Statement(diagnostic)) => Finding::diagnostic(Severity::Error, diagnostic, None),
        Trouble::Statement(Error::Storage(error)) => Finding::storage(Exit::Failed, error),
    }
}
