//! `:why`: what became of the rows of the last statement, step by step; in the shell also by itself, where a statement
//! gave none.

use std::time::Duration;

use wasl::{Value, Why};

use super::arguments::Arguments;
use super::runner::{Flow, Problem, Runner, of_error};
use crate::render::{display_width, grouped, printable};
use crate::report::{Place, Source};

/// A statement that took longer is not asked why without being told to.
const QUICK: Duration = Duration::from_millis(500);

/// `:why`.
pub(super) fn why(runner: &mut Runner, arguments: &Arguments<'_>) -> Result<Flow, Problem> {
    arguments.none()?;
    let text = runner.last_statement.clone();
    if text.is_empty() {
        return Err(arguments.error("NoResult", "there is no statement before this `:why`").into());
    }
    let found = ask(runner, &text)?;
    if found.steps.is_empty() {
        let message = "the steps of this statement cannot be counted: it does not read with MATCH";
        return Err(arguments.error("NoSteps", message).into());
    }
    let count = |rows: u64| Value::Integer(i64::try_from(rows).unwrap_or(i64::MAX));
    let rows: Vec<_> =
        found.steps.iter().map(|step| vec![Value::string(step.text.as_str()), count(step.rows)]).collect();
    runner.show(&["step", "rows"], &rows)?;
    for hint in &found.hints {
        runner.console.say(&printable(hint))?;
    }
    Ok(Flow::Next)
}

/// Tells people at a terminal why a statement gave no rows.
pub(super) fn tell(runner: &mut Runner, text: &str, took: Duration) -> Result<(), Problem> {
    if !runner.settings.tells_why || took > QUICK || !runner.has_footer() {
        return Ok(());
    }
    let found = ask(runner, text)?;
    if found.steps.last().is_none_or(|step| step.rows > 0) {
        return Ok(());
    }
    let counts: Vec<String> = found.steps.iter().map(|step| grouped(step.rows)).collect();
    let width = counts.iter().map(|count| display_width(count)).max().unwrap_or(1);
    runner.console.say("where the rows went:")?;
    for (step, count) in found.steps.iter().zip(&counts) {
        runner.console.say(&format!("  {count:>width$}  {}", printable(&step.text)))?;
    }
    for hint in &found.hints {
        runner.console.say(&printable(hint))?;
    }
    Ok(())
}

fn ask(runner: &mut Runner, text: &str) -> Result<Why, Problem> {
    let signals = runner.signals.clone();
    let _guard = signals.guard(runner.session.interrupt());
    let source = Source::text("<last>", text);
    let place = Place { span: wasl::Span::new(0, text.len() as u32), source };
    runner.session.why(text, &runner.parameters).map_err(|error| of_error(&error, &place).into())
}
