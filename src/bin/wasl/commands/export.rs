//! `wasl export` and `wasl graph`: a whole graph, or the rows of a statement, for other programs and for eyes.
//!
//! Rows go through the renderers of `crate::render`, as those of `wasl query` do. The whole graph in a form of rows has
//! its own files in `crate::exchange`.

use std::io::Write;
use std::path::Path;

use wasl::{Parameters, Records};

use super::prepare::{Missing, Prepared};
use crate::batch::{Flow, Runner, reason};
use crate::exchange::{self, Whole};
use crate::exit::{Exit, Halt};
use crate::new_file::NewFile;
use crate::render::{Ending, Format, Page, renderer};
use crate::report::{Finding, Place, Severity, Source};

/// Every node, with its relationships where it has some.
const EVERYTHING: &str = "MATCH (n) OPTIONAL MATCH (n)-[r]->() RETURN n, r";

/// What is written, and where.
pub(super) struct Export<'a> {
    pub(super) db: &'a Path,
    pub(super) text: Option<&'a str>,
    pub(super) output: Option<&'a Path>,
    /// Whether a picture is wanted: a page is then the interactive one.
    pub(super) picture: bool,
}

/// Opens the store for reading and writes.
pub(super) fn run(prepared: Prepared, export: &Export<'_>) -> Result<Exit, Halt> {
    let ending = export.output.and_then(Path::extension).and_then(|ending| ending.to_str()).unwrap_or("");
    let of_ending = if export.picture { Format::of_picture(ending) } else { Format::of_ending(ending) };
    let usual = if export.picture { Format::Tree } else { Format::Jsonl };
    let chosen = prepared.format().or(of_ending);
    let format = match (chosen, export.output) {
        (Some(format), _) => format,
        (None, None) => usual,
        // A directory for the files of a whole graph has no ending.
        (None, Some(_)) if ending.is_empty() && export.text.is_none() && !export.picture => Format::Csv,
        (None, Some(path)) => {
            let message = format!("the name `{}` does not tell the format", path.display());
            let hint = match ending {
                "parquet" => "Parquet is in a build with it: cargo install --path . --features parquet".to_owned(),
                _ => format!("end it with {}, or say --format", Format::PICTURES),
            };
            return Err(prepared.refuse(&Finding::usage(message).hint(hint)));
        }
    };
    if export.picture && !format.is_graph() {
        let finding = Finding::usage(format!("`{}` is no form of a graph", format.name()));
        return Err(prepared.refuse(&finding.hint("the forms are tree, dot, mermaid, svg, viewer, graphml and gexf")));
    }
    let whole = match (export.text, format) {
        (Some(_), _) => None,
        (None, Format::Csv) => Some(Whole::Csv),
        (None, Format::Jsonl) => Some(Whole::Jsonl),
        (None, Format::Cypher) => Some(Whole::Cypher),
        #[cfg(feature = "parquet")]
        (None, Format::Parquet) => Some(Whole::Parquet),
        (None, format) if format.is_graph() => None,
        (None, format) => {
            let message = format!("a whole graph has no form `{}`", format.name());
            let hint = "use jsonl, csv, cypher, graphml, gexf or dot, or name a statement whose rows are written";
            return Err(prepared.refuse(&Finding::usage(message).hint(hint)));
        }
    };
    if whole.is_some_and(Whole::is_directory) && export.output.is_none() {
        let message = format!("a whole graph as {} is a directory of files: name it with --output", format.name());
        let finding = Finding::usage(message);
        return Err(prepared.refuse(&finding));
    }
    let mut runner = prepared.reading().open(Some(export.db), Missing::Refuse)?;
    let ended = match whole {
        Some(whole) => write_whole(&mut runner, whole, export.output),
        None => write_rows(&mut runner, export.text.unwrap_or(EVERYTHING), format, export.output),
    };
    runner.conclude(ended)
}

fn write_whole(runner: &mut Runner, whole: Whole, output: Option<&Path>) -> Result<Flow, Halt> {
    let written = match output {
        Some(path) => exchange::write(&mut runner.session, whole, path),
        None => exchange::write_to(&mut runner.session, whole, &mut runner.console.out),
    };
    match written {
        Ok(notes) => notes.iter().try_for_each(|note| runner.console.say(note))?,
        Err(exchange::Failure::Statement(error)) => {
            let finding = match &error {
                wasl::Error::Statement(diagnostic) => Finding::diagnostic(Severity::Error, diagnostic, None),
                wasl::Error::Storage(error) => Finding::storage(Exit::Failed, error),
            };
            runner.fail(&finding)?;
        }
        Err(exchange::Failure::File(error)) => match output {
            Some(path) => runner.fail(&unwritable(path, &error))?,
            None => return Err(Halt::Output(error)),
        },
    }
    runner.console.out.flush()?;
    Ok(Flow::Next)
}

fn write_rows(runner: &mut Runner, text: &str, format: Format, output: Option<&Path>) -> Result<Flow, Halt> {
    let parameters = runner.parameters.clone();
    let Some(mut records) = start(runner, text, &parameters)? else { return Ok(Flow::Next) };
    let Some(path) = output else {
        let done = {
            let out = &mut runner.console.out;
            rows(&mut records, format, out)
        };
        return settle(runner, text, done, None);
    };
    let done = rows_to_file(&mut records, format, path);
    settle(runner, text, done, Some(path))
}

fn rows_to_file(records: &mut Records, format: Format, path: &Path) -> Result<u64, Problem> {
    let mut file = NewFile::create(path)?;
    let count = rows(records, format, &mut file)?;
    file.keep()?;
    Ok(count)
}

/// What keeps rows from being written.
enum Problem {
    Statement(wasl::Error),
    File(std::io::Error),
}

impl From<std::io::Error> for Problem {
    fn from(error: std::io::Error) -> Self {
        Self::File(error)
    }
}

fn start(runner: &mut Runner, text: &str, parameters: &Parameters) -> Result<Option<Records>, Halt> {
    match runner.session.run(text.trim().trim_end_matches(';'), parameters) {
        Ok(records) => Ok(Some(records)),
        Err(error) => {
            settle(runner, text, Err(Problem::Statement(error)), None)?;
            Ok(None)
        }
    }
}

fn rows(records: &mut Records, format: Format, out: &mut dyn Write) -> Result<u64, Problem> {
    let mut renderer = renderer(format, Page::WHOLE);
    renderer.begin(records.columns(), out)?;
    let mut count = 0;
    while let Some(row) = records.next_row().map_err(Problem::Statement)? {
        renderer.row(&row, records, out)?;
        count += 1;
    }
    let summary = records.summary();
    let ending = Ending { rows: count, counters: &summary.counters, times: &summary.times, error: None };
    renderer.finish(&ending, out)?;
    out.flush()?;
    Ok(count)
}

fn settle(runner: &mut Runner, text: &str, done: Result<u64, Problem>, path: Option<&Path>) -> Result<Flow, Halt> {
    match (done, path) {
        (Ok(_), None) => {}
        (Ok(_), Some(path)) => runner.console.say(&format!("written: {}", path.display()))?,
        (Err(Problem::File(error)), None) => return Err(Halt::Output(error)),
        (Err(Problem::File(error)), Some(path)) => runner.fail(&unwritable(path, &error))?,
        (Err(Problem::Statement(error)), _) => {
            let place = Place { source: Source::text("<query>", text), span: wasl::Span::new(0, text.len() as u32) };
            let finding = match &error {
                wasl::Error::Statement(diagnostic) => Finding::diagnostic(Severity::Error, diagnostic, Some(&place)),
                wasl::Error::Storage(error) => Finding::storage(Exit::Failed, error),
            };
            runner.fail(&finding)?;
        }
    }
    Ok(Flow::Next)
}

fn unwritable(path: &Path, error: &std::io::Error) -> Finding {
    let message = format!("cannot write `{}`: {}", path.display(), reason(error));
    Finding::new(Exit::Failed, "OutputError", "", message)
}
