//! The small shell commands: files, formats, timing, transactions, leaving.

use std::path::PathBuf;

use super::arguments::Arguments;
use super::files::read;
use super::nearest::nearest;
use super::runner::{Flow, Problem, Runner, checked};
use crate::render::Format;

/// `:source FILE`.
pub(super) fn source(_: &mut Runner, arguments: &Arguments<'_>) -> Result<Flow, Problem> {
    let name = arguments.text.trim_matches(['"', '\'']);
    if name.is_empty() {
        return Err(arguments.error("InvalidArgument", "`:source` needs the name of a file").into());
    }
    let base = arguments.whole.source.directory.clone();
    let path = base.map_or_else(|| PathBuf::from(name), |base| base.join(name));
    let source = read(&path).map_err(|message| arguments.error("FileNotReadable", message))?;
    Ok(Flow::Source { path, source, place: arguments.place.clone() })
}

/// `:format [FORMAT]`.
pub(super) fn format(runner: &mut Runner, arguments: &Arguments<'_>) -> Result<Flow, Problem> {
    if arguments.text.is_empty() {
        let name = runner.settings.format.name();
        runner.console.say(&format!("format: {name}"))?;
        return Ok(Flow::Next);
    }
    let Some(format) = Format::named(arguments.text) else {
        let names: Vec<_> = Format::ALL.iter().map(|format| format.name()).collect();
        let finding = arguments.error("InvalidArgument", format!("there is no format `{}`", arguments.text));
        let hint = match nearest(arguments.text, names.iter().copied()) {
            Some(name) => format!("did you mean `{name}`?"),
            None => format!("the formats are {}", names.join(", ")),
        };
        return Err(finding.hint(hint).into());
    };
    runner.settings.format = format;
    Ok(Flow::Next)
}

/// `:maxrows N | all`.
pub(super) fn max_rows(runner: &mut Runner, arguments: &Arguments<'_>) -> Result<Flow, Problem> {
    runner.settings.shown_rows = match arguments.text {
        "all" => None,
        number => match number.parse::<usize>() {
            Ok(count) if count >= 2 => Some(count),
            _ => return Err(arguments.error("InvalidArgument", "write a number from 2, or `all`").into()),
        },
    };
    Ok(Flow::Next)
}

/// `:timing on | off`.
pub(super) fn timing(runner: &mut Runner, arguments: &Arguments<'_>) -> Result<Flow, Problem> {
    runner.settings.timing = match arguments.text {
        "on" => Some(true),
        "off" => Some(false),
        _ => return Err(arguments.error("InvalidArgument", "write `:timing on` or `:timing off`").into()),
    };
    Ok(Flow::Next)
}

/// `:begin`.
pub(super) fn begin(runner: &mut Runner, arguments: &Arguments<'_>) -> Result<Flow, Problem> {
    arguments.none()?;
    runner.refuse_inside_atomic(&arguments.whole)?;
    let begun = runner.session.begin();
    checked(begun, &arguments.whole)
}

/// `:commit`.
pub(super) fn commit(runner: &mut Runner, arguments: &Arguments<'_>) -> Result<Flow, Problem> {
    arguments.none()?;
    runner.refuse_inside_atomic(&arguments.whole)?;
    let committed = runner.session.commit();
    checked(committed, &arguments.whole)
}

/// `:rollback`.
pub(super) fn rollback(runner: &mut Runner, arguments: &Arguments<'_>) -> Result<Flow, Problem> {
    arguments.none()?;
    runner.refuse_inside_atomic(&arguments.whole)?;
    let rolled_back = runner.session.rollback();
    checked(rolled_back, &arguments.whole)
}

/// `:quit`, `:exit`.
pub(super) fn quit(_: &mut Runner, arguments: &Arguments<'_>) -> Result<Flow, Problem> {
    arguments.none()?;
    Ok(Flow::Quit)
}
