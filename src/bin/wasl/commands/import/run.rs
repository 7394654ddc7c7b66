//! Carries out `wasl import` and says what came of it.

use std::time::Instant;

use wasl::Error;
use wasl::import::{FileReport, ImportReport};

use super::elements;
use super::meter::{Meter, added};
use super::plan::plan;
use crate::batch::Flow;
use crate::cli::ImportArguments;
use crate::commands::prepare::{Missing, Prepared};
use crate::console::Console;
use crate::exit::{Exit, Halt};
use crate::render::grouped;
use crate::report::{Finding, Severity};

/// Checks the arguments and the files, opens the store, loads, and reports.
pub(in crate::commands) fn run(prepared: Prepared, arguments: &ImportArguments) -> Result<Exit, Halt> {
    if arguments.jsonl.is_some() || arguments.graphml.is_some() || arguments.source.is_some() {
        return elements::run(prepared, arguments);
    }
    let shown = prepared.shows_progress();
    let made = plan(arguments, prepared.threads())
        .and_then(|plan| Ok((plan, Meter::new(shown, arguments.bad_rows_file.as_deref())?)));
    let (plan, mut meter) = match made {
        Ok(made) => made,
        Err(message) => return Err(prepared.refuse(&Finding::usage(message))),
    };
    let mut runner = prepared.open(Some(&arguments.db), Missing::Create)?;
    let start = Instant::now();
    let loaded = runner.session.import(&plan, &mut meter);
    let written = meter.finish();
    report_bad_rows(&mut runner.console, &meter, &loaded)?;
    if let Err(message) = written {
        let name = arguments.bad_rows_file.as_deref().map(|path| path.display().to_string()).unwrap_or_default();
        runner.console.report(&Finding::new(
            Exit::Failed,
            "OutputError",
            "",
            format!("cannot write `{name}`: {message}"),
        ))?;
    }
    match loaded {
        Ok(report) => {
            for file in &report.files {
                runner.console.say(&found(file))?;
            }
            let message = summary(&report, start.elapsed().as_secs_f64());
            runner.console.say(&format!("{}: {message}", arguments.db.display()))?;
            runner.wrote = true;
            runner.conclude(Ok(Flow::Next))
        }
        Err(error) => {
            let finding = match &error {
                Error::Statement(diagnostic) => Finding::diagnostic(Severity::Error, diagnostic, None),
                Error::Storage(error) => Finding::storage(Exit::Store, error),
            };
            runner.console.report(&finding)?;
            Err(Halt::Stopped(finding.exit))
        }
    }
}

/// Names the first rows that were left out, as warnings.
fn report_bad_rows(console: &mut Console, meter: &Meter, loaded: &Result<ImportReport, Error>) -> Result<(), Halt> {
    for row in &meter.samples {
        let message = format!("{}:{}: {}", row.file, row.line, row.reason);
        let mut finding = Finding::new(Exit::Done, "ExternalError", "MalformedFile", message);
        finding.severity = Severity::Warning;
        console.report(&finding)?;
    }
    let all = loaded.as_ref().map_or(0, |report| report.bad_rows);
    let more = all.saturating_sub(meter.samples.len() as u64);
    if more > 0 {
        console.say(&format!("… and {} more rows left out", grouped(more)))?;
    }
    Ok(())
}

/// `persons.csv: 3 rows · id INTEGER, name STRING`
fn found(file: &FileReport) -> String {
    let columns: Vec<String> =
        file.columns.iter().map(|column| format!("{} {}", column.name, column.type_name)).collect();
    let columns = if columns.is_empty() { String::new() } else { format!(" · {}", columns.join(", ")) };
    let rows = if file.rows == 1 { "row" } else { "rows" };
    format!("{}: {} {rows}{columns}", file.names.join(", "), grouped(file.rows))
}

fn summary(report: &ImportReport, seconds: f64) -> String {
    let left_out = match report.bad_rows {
        0 => String::new(),
        bad => format!(", {} rows left out", grouped(bad)),
    };
    format!("{}{left_out}", added(report.nodes, report.relationships, seconds))
}
