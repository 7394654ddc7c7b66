//! `:message`, `:author`, `:undo`: what the history of a store says of commits, and taking them back.

use super::arguments::Arguments;
use super::runner::{Flow, Problem, Runner, of_error};
use crate::render::changes;
use crate::report::Finding;

/// `:message TEXT`.
pub(super) fn message(runner: &mut Runner, arguments: &Arguments<'_>) -> Result<Flow, Problem> {
    runner.session.set_message(Some(text(arguments)?));
    Ok(Flow::Next)
}

/// `:author NAME`.
pub(super) fn author(runner: &mut Runner, arguments: &Arguments<'_>) -> Result<Flow, Problem> {
    runner.session.set_author(Some(text(arguments)?));
    Ok(Flow::Next)
}

/// The text as a whole, with or without quotes around it.
fn text(arguments: &Arguments<'_>) -> Result<String, Finding> {
    let text = arguments.text;
    let quoted = ['"', '\''].into_iter().find_map(|quote| text.strip_prefix(quote)?.strip_suffix(quote));
    match quoted.unwrap_or(text) {
        "" => Err(arguments.error("InvalidArgument", "the text for the history is missing")),
        text => Ok(text.to_owned()),
    }
}

/// `:undo [N]`.
pub(super) fn undo(runner: &mut Runner, arguments: &Arguments<'_>) -> Result<Flow, Problem> {
    let commits = match arguments.text {
        "" => 1,
        number => match number.parse::<u64>() {
            Ok(commits) if commits > 0 => commits,
            _ => return Err(arguments.error("InvalidArgument", "write how many commits, such as `:undo 2`").into()),
        },
    };
    let counters = runner.session.undo(commits).map_err(|error| of_error(&error, &arguments.whole))?;
    runner.wrote = true;
    let changed = changes(&counters).unwrap_or_else(|| "nothing to change".to_owned());
    runner.console.say(&format!("taken back: {changed}"))?;
    Ok(Flow::Next)
}
