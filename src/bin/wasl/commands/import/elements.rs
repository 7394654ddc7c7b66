//! `wasl import DB --jsonl FILE`, `--graphml FILE` and `wasl import DB SOURCE`: the nodes and relationships of one file, or
//! of a folder that another database wrote, in one transaction.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::time::Instant;

use wasl::Error;

use super::meter::added;
use crate::batch::{Flow, Runner, reason};
use crate::cli::ImportArguments;
use crate::commands::prepare::{Missing, Prepared};
use crate::exchange::{Failed, Loaded, Loader, Trouble, is_kuzu_export, read_graphml, read_jsonl, read_kuzu};
use crate::exit::{Exit, Halt};
use crate::report::{Finding, Severity};

/// What is read, opened.
enum Input {
    Jsonl(Box<dyn BufRead>),
    Graphml(Box<dyn BufRead>),
    Kuzu,
}

/// Opens the file before the store, so that a mistyped name changes nothing; then loads all of it or nothing.
pub(super) fn run(prepared: Prepared, arguments: &ImportArguments) -> Result<Exit, Halt> {
    let (path, input) = match input(arguments) {
        Ok(Some(input)) => input,
        Ok(None) => return Ok(Exit::Done),
        Err(finding) => return Err(prepared.refuse(&finding)),
    };
    let mut runner = prepared.open(Some(&arguments.db), Missing::Create)?;
    let start = Instant::now();
    let loaded = {
        let signals = runner.signals.clone();
        let _guard = signals.guard(runner.session.interrupt());
        load(&mut runner, input, &path)
    };
    let ended = match loaded {
        Ok((loaded, notes)) => {
            let told = added(loaded.nodes, loaded.relationships, start.elapsed().as_secs_f64());
            let told = format!("{}: {told}", arguments.db.display());
            notes.iter().chain([&told]).try_for_each(|note| runner.console.say(note)).map_err(Halt::from)
        }
        Err((path, trouble)) => runner.fail(&finding(&path, &trouble)),
    };
    runner.conclude(ended.map(|()| Flow::Next))
}

/// What the arguments name; none when they name CSV files.
fn input(arguments: &ImportArguments) -> Result<Option<(PathBuf, Input)>, Finding> {
    let opened = |path: &Path| -> Result<Box<dyn BufRead>, Finding> {
        if path == Path::new("-") {
            return Ok(Box::new(BufReader::new(std::io::stdin())));
        }
        match File::open(path) {
            Ok(file) => Ok(Box::new(BufReader::new(file))),
            Err(error) => Err(Finding::usage(format!("cannot read `{}`: {}", path.display(), reason(&error)))),
        }
    };
    let (path, input) = match arguments {
        ImportArguments { graphml: Some(path), .. } => (path, Input::Graphml(opened(path)?)),
        ImportArguments { jsonl: Some(path), .. } => (path, Input::Jsonl(opened(path)?)),
        ImportArguments { source: Some(path), .. } if path.is_dir() => {
            if !is_kuzu_export(path) {
                let message =
                    format!("`{}` is no export of Kùzu: schema.cypher and copy.cypher are not there", path.display());
                return Err(Finding::usage(message).hint("for CSV files use --nodes and --relationships"));
            }
            (path, Input::Kuzu)
        }
        ImportArguments { source: Some(path), .. } => {
            let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or("").to_lowercase();
            let input = match ending.as_str() {
                "graphml" | "xml" => Input::Graphml(opened(path)?),
                "jsonl" | "ndjson" | "json" => Input::Jsonl(opened(path)?),
                _ => {
                    let message = format!("the name `{}` does not tell the form", path.display());
                    let hint = "end it with .jsonl or .graphml; for CSV files use --nodes and --relationships";
                    return Err(Finding::usage(message).hint(hint));
                }
            };
            (path, input)
        }
        _ => return Ok(None),
    };
    Ok(Some((path.clone(), input)))
}

fn load(runner: &mut Runner, input: Input, path: &Path) -> Result<(Loaded, Vec<String>), Failed> {
    let here = |trouble: Trouble| (path.to_path_buf(), trouble);
    runner.session.begin().map_err(|error| here(error.into()))?;
    let mut loader = Loader::new(&mut runner.session, runner.signals.clone());
    let read = match input {
        Input::Kuzu => read_kuzu(path, &mut loader),
        Input::Jsonl(input) => read_jsonl(input, &mut loader).map_err(here).map(|()| Vec::new()),
        Input::Graphml(mut input) => {
            let mut text = String::new();
            let whole = input.read_to_string(&mut text);
            let whole = whole.map_err(|error| Trouble::Input { line: 1, message: reason(&error) });
            whole.and_then(|_| read_graphml(&text, &mut loader)).map_err(here).map(|()| Vec::new())
        }
    };
    let loaded = read.and_then(|notes| Ok((loader.finish().map_err(here)?, notes)));
    if loaded.is_ok() {
        runner.session.commit().map_err(|error| here(error.into()))?;
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
