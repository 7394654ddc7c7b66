//! Runs one statement and writes its result.

use std::io::Write;

use wasl::{Error, Records};

use super::runner::{Outcome, Problem, Runner, of_error};
use crate::render::{Ending, Renderer, changes, renderer};
use crate::report::{Finding, Place, Severity, error_object};

/// Runs the statement `text`, which stands at `place`.
pub(super) fn run(runner: &mut Runner, text: &str, place: &Place) -> Result<(), Problem> {
    let outcome = {
        let signals = runner.signals.clone();
        let _guard = signals.guard(runner.session.interrupt());
        execute(runner, text, place)
    };
    runner.console.out.flush()?;
    match outcome {
        Ok(outcome) => {
            runner.last = outcome;
            Ok(())
        }
        Err(problem) => {
            if let Problem::Found(finding) = &problem {
                runner.last = Outcome::Failed { code: finding.code() };
            }
            Err(problem)
        }
    }
}

fn execute(runner: &mut Runner, text: &str, place: &Place) -> Result<Outcome, Problem> {
    let found = |error: Error| Problem::Found(of_error(&error, place));
    let mut records = runner.session.run(text, &runner.parameters).map_err(found)?;
    let mut row = records.next_row().map_err(found)?;
    let columns = records.columns().to_vec();
    let first = row.as_ref().and_then(|row| row.first()).cloned();
    let mut renderer = (!runner.settings.quiet).then(|| {
        let plan = is_plan(text, &columns);
        renderer(runner.settings.format, runner.page(plan))
    });
    let out = &mut runner.console.out;
    if let Some(renderer) = &mut renderer {
        renderer.begin(&columns, out)?;
    }
    let mut count = 0;
    let failure = loop {
        let Some(values) = row else { break None };
        count += 1;
        if let Some(renderer) = &mut renderer {
            renderer.row(&values, &records, out)?;
        }
        row = match records.next_row() {
            Ok(row) => row,
            Err(error) => break Some(of_error(&error, place)),
        };
    };
    finish(runner, renderer, &records, count, failure.as_ref())?;
    warn(runner, &records, place)?;
    match failure {
        Some(finding) => Err(finding.into()),
        None => Ok(Outcome::Rows { count, columns: columns.len(), first }),
    }
}

fn finish(
    runner: &mut Runner,
    renderer: Option<Box<dyn Renderer>>,
    records: &Records,
    rows: u64,
    failure: Option<&Finding>,
) -> Result<(), Problem> {
    let summary = records.summary();
    runner.wrote |= summary.counters.any();
    runner.created += summary.counters.nodes_created + summary.counters.relationships_created;
    let Some(mut renderer) = renderer else { return Ok(()) };
    let error = failure.map(error_object);
    let ending = Ending { rows, counters: &summary.counters, times: &summary.times, error };
    renderer.finish(&ending, &mut runner.console.out)?;
    if runner.settings.timing == Some(true) && !runner.has_footer() {
        let total = summary.times.parse + summary.times.plan + summary.times.execute;
        let changed = changes(&summary.counters).map_or_else(String::new, |changes| format!("{changes} · "));
        runner.console.say(&format!("{changed}{:.3} ms", total.as_secs_f64() * 1e3))?;
    }
    Ok(())
}

/// Warnings go to stderr after the rows.
fn warn(runner: &mut Runner, records: &Records, place: &Place) -> Result<(), Problem> {
    if !runner.settings.quiet {
        for warning in &records.summary().warnings {
            let finding = Finding::diagnostic(Severity::Warning, warning, Some(place));
            runner.console.report(&finding)?;
        }
    }
    Ok(())
}

/// EXPLAIN and PROFILE draw a tree, one row a line.
fn is_plan(text: &str, columns: &[String]) -> bool {
    let explains = |word: &str| word.eq_ignore_ascii_case("EXPLAIN") || word.eq_ignore_ascii_case("PROFILE");
    columns.len() == 1 && columns.first().is_some_and(|name| name == "plan") && text.split_whitespace().any(explains)
}
