//! Runs one statement and writes its result.

use wasl::{Error, Records, Value};

use super::kept::Keeper;
use super::meter::Meter;
use super::runner::{Outcome, Problem, Runner, of_error};
use super::watched::{WatchedElements, WatchedOutput, let_go};
use super::why;
use crate::exit::Exit;
use crate::render::{Ending, Format, Renderer, changes, renderer as choose};
use crate::report::{Finding, Place, Severity, error_object};

/// Runs the statement `text`, which stands at `place`; in a dry run it is only prepared.
pub(super) fn run(runner: &mut Runner, text: &str, place: &Place) -> Result<(), Problem> {
    runner.kept = None;
    text.clone_into(&mut runner.last_statement);
    announce(runner, text)?;
    if runner.settings.run.dry_run {
        let checked = runner.session.check(text, &runner.parameters);
        return checked.map(drop).map_err(|error| of_error(&error, place).into());
    }
    let outcome = {
        let signals = runner.signals.clone();
        let _guard = signals.guard(runner.session.interrupt());
        execute(runner, text, place)
    };
    match outcome {
        Ok(outcome) => {
            runner.console.out.end_result()?;
            let nothing = matches!(outcome, Outcome::Rows { count: 0, columns: 1.., .. });
            runner.last = outcome;
            if let Some(kept) = &runner.kept {
                runner.diary.add(text, place, kept);
            }
            let times = runner.kept.as_ref().map(|kept| kept.records.summary().times);
            match times.filter(|_| nothing) {
                Some(times) => why::tell(runner, text, times.execute),
                None => Ok(()),
            }
        }
        Err(problem) => {
            runner.console.out.give_up_result()?;
            if let Problem::Found(finding) = &problem {
                runner.last = Outcome::Failed { code: finding.code() };
            }
            Err(problem)
        }
    }
}

/// What `--echo` and `--explain` say before a statement.
fn announce(runner: &mut Runner, text: &str) -> Result<(), Problem> {
    if runner.settings.quiet {
        return Ok(());
    }
    if runner.settings.run.echo {
        runner.console.say(&format!("{};", text.trim()))?;
    }
    if runner.settings.run.explain {
        let mut lines = Vec::new();
        // A statement that is wrong, or shows its plan itself, has its say when it runs.
        if let Ok(mut plan) = runner.session.run(&format!("EXPLAIN {text}"), &runner.parameters) {
            while let Ok(Some(row)) = plan.next_row() {
                lines.extend(
                    row.iter()
                        .map(|line| if let Value::String(line) = line { line.to_string() } else { String::new() }),
                );
            }
        }
        if !lines.is_empty() {
            runner.console.say(&lines.join("\n"))?;
        }
    }
    Ok(())
}

fn execute(runner: &mut Runner, text: &str, place: &Place) -> Result<Outcome, Problem> {
    let found = |error: Error| Problem::Found(of_error(&error, place));
    let mut meter = Meter::start(runner.console.is_watched() && !runner.settings.quiet);
    let mut records = runner.session.run(text, &runner.parameters).map_err(found)?;
    let row = records.next_row().map_err(found)?;
    let columns = records.columns().to_vec();
    let mut first = row.as_ref().and_then(|row| row.first()).cloned();
    let mut renderer = None;
    if !runner.settings.quiet {
        // A table on a screen is drawn at its end; what is written at once must not meet the meter's line.
        if runner.settings.pager.is_some() || !runner.has_footer() || runner.format() != Format::Table {
            meter = None;
        }
        runner.open_pager()?;
        let plan = is_plan(text, &columns);
        renderer = Some(choose(runner.format(), runner.page(plan)));
    }
    if let Some(renderer) = &mut renderer {
        renderer.begin(&columns, &mut runner.console.out)?;
    }
    let Pulled { count, keeper, failure, cut } = pull(runner, &mut records, row, &mut renderer, meter, place)?;
    // Of a stopped result only what is open is closed: nothing more is drawn.
    let stopped = failure.as_ref().is_some_and(|finding| finding.exit == Exit::Interrupted);
    let format = runner.format();
    if stopped && !format.has_end() && (cut || !format.is_box()) {
        let_go(renderer.take());
    }
    finish(runner, renderer, &records, count, failure.as_ref())?;
    warn(runner, &records, place)?;
    if let Some(finding) = failure {
        let_go((records, keeper, first.take()));
        return Err(finding.into());
    }
    let outcome = Outcome::Rows { count, columns: columns.len(), first };
    if !columns.is_empty() && !runner.settings.quiet {
        runner.kept = Some(keeper.finish(columns, count, records));
    }
    Ok(outcome)
}

/// What became of the rows of a statement.
struct Pulled {
    count: u64,
    keeper: Keeper,
    /// What ended them early.
    failure: Option<Finding>,
    /// Whether a row may be written in part.
    cut: bool,
}

/// Writes and keeps the rows, of which `row` is the first, until there are no more, Ctrl-C is pressed or nobody reads on.
fn pull(
    runner: &mut Runner,
    records: &mut Records,
    mut row: Option<Vec<Value>>,
    renderer: &mut Option<Box<dyn Renderer>>,
    meter: Option<Meter>,
    place: &Place,
) -> Result<Pulled, Problem> {
    let (signals, out) = (runner.signals.clone(), &mut runner.console.out);
    let mut pulled = Pulled { count: 0, keeper: Keeper::default(), failure: None, cut: false };
    while let Some(values) = row {
        pulled.count += 1;
        if let Some(meter) = &meter {
            meter.count();
        }
        if let Some(renderer) = renderer {
            let elements = WatchedElements { records, signals: &signals };
            let written = renderer.row(&values, &elements, &mut WatchedOutput::new(out, &signals));
            pulled.cut = signals.pressed();
            if pulled.cut {
                // One value may be large enough to keep its reader from the prompt.
                let_go(values);
                pulled.failure = Some(interrupted(records));
                break;
            }
            written?;
            pulled.keeper.add(values);
        }
        if out.is_left() {
            break;
        }
        row = match records.next_row() {
            Ok(row) => row,
            Err(error) => {
                pulled.failure = Some(of_error(&error, place));
                break;
            }
        };
    }
    Ok(pulled)
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
    let out = &mut runner.console.out;
    if failure.is_some() {
        // What was begun is closed.
        renderer.finish(&ending, out)?;
    } else {
        let written = renderer.finish(&ending, &mut WatchedOutput::new(out, &runner.signals));
        if runner.signals.pressed() {
            let_go(renderer);
            return Err(interrupted(records).into());
        }
        written?;
    }
    if runner.settings.timing == Some(true) && !runner.has_footer() {
        let total = summary.times.parse + summary.times.plan + summary.times.execute;
        let changed = changes(&summary.counters).map_or_else(String::new, |changes| format!("{changes} · "));
        runner.console.say(&format!("{changed}{:.3} ms", total.as_secs_f64() * 1e3))?;
    }
    Ok(())
}

/// The result was stopped on its way out.
fn interrupted(records: &Records) -> Finding {
    let changed = records.summary().counters.any();
    let message = if changed {
        "the result is cut off, what the statement changed is not"
    } else {
        "the statement was interrupted"
    };
    Finding::new(Exit::Interrupted, "Interrupted", "Cancelled", message)
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
