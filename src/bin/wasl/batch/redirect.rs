//! `:output`, `:once`, `:tee`, `:pager`, `:last`: where results go, and the last one again.

use std::path::PathBuf;

use super::arguments::Arguments;
use super::command::format_named;
use super::files::reason;
use super::runner::{Flow, Problem, Runner};
use crate::environment::pager as usual_pager;
use crate::render::{Format, grouped};
use crate::report::Finding;

/// `:output [FILE]`.
pub(super) fn output(runner: &mut Runner, arguments: &Arguments<'_>) -> Result<Flow, Problem> {
    match path(arguments) {
        None => runner.console.out.restore()?,
        Some(path) => direct(runner, arguments, path, false)?,
    }
    Ok(Flow::Next)
}

/// `:once FILE`.
pub(super) fn once(runner: &mut Runner, arguments: &Arguments<'_>) -> Result<Flow, Problem> {
    let Some(path) = path(arguments) else {
        return Err(arguments.error("InvalidArgument", "`:once` needs the name of a file").into());
    };
    direct(runner, arguments, path, true)?;
    Ok(Flow::Next)
}

fn direct(runner: &mut Runner, arguments: &Arguments<'_>, path: PathBuf, once: bool) -> Result<(), Problem> {
    let opened = runner.console.out.direct(&path, once);
    opened.map_err(|error| unwritable(arguments, &path, &error).into())
}

/// `:tee [FILE]`.
pub(super) fn tee(runner: &mut Runner, arguments: &Arguments<'_>) -> Result<Flow, Problem> {
    let path = path(arguments).filter(|path| path.as_os_str() != "off");
    let opened = runner.console.out.copy_to(path.as_deref());
    opened.map_err(|error| Problem::from(unwritable(arguments, &path.unwrap_or_default(), &error)))?;
    Ok(Flow::Next)
}

/// `:pager [on | off | COMMAND]`.
pub(super) fn pager(runner: &mut Runner, arguments: &Arguments<'_>) -> Result<Flow, Problem> {
    runner.settings.pager = match arguments.text {
        "" => {
            let told = runner.settings.pager.as_deref().map_or("off".to_owned(), |command| format!("`{command}`"));
            runner.console.say(&format!("pager: {told}"))?;
            return Ok(Flow::Next);
        }
        "off" => None,
        "on" => Some(usual_pager()),
        command => Some(command.to_owned()),
    };
    Ok(Flow::Next)
}

/// `:last [FORMAT]`: every row and column, whole.
pub(super) fn last(runner: &mut Runner, arguments: &Arguments<'_>) -> Result<Flow, Problem> {
    let chosen = if arguments.text.is_empty() { None } else { Some(format_named(arguments, arguments.text)?) };
    let Some(kept) = runner.kept.take() else {
        return Err(arguments.error("NoResult", "there is no result to show again").into());
    };
    runner.open_pager()?;
    let format = chosen.unwrap_or_else(|| runner.format());
    let mut page = runner.page(false);
    (page.width, page.rows, page.timing) = (None, None, false);
    page.footer &= matches!(format, Format::Table | Format::Line);
    let shown = kept.write(format, page, &runner.signals, &mut runner.console.out);
    let (rows, total) = (kept.rows.len() as u64, kept.total);
    runner.kept = Some(kept);
    let flow = runner.end_shown(shown)?;
    if rows < total {
        let (rows, total) = (grouped(rows), grouped(total));
        runner.console.say(&format!("only the first {rows} of {total} rows are kept; `:output FILE` writes all"))?;
    }
    Ok(flow)
}

/// The file that is named, relative to the working directory; quotes around it may be left out.
pub(super) fn path(arguments: &Arguments<'_>) -> Option<PathBuf> {
    let name = arguments.text.trim_matches(['"', '\'']);
    (!name.is_empty()).then(|| PathBuf::from(name))
}

/// The error of a file that cannot be made.
pub(super) fn unwritable(arguments: &Arguments<'_>, path: &std::path::Path, error: &std::io::Error) -> Finding {
    let reason = match error.kind() {
        std::io::ErrorKind::NotFound => "there is no such directory".to_owned(),
        _ => reason(error),
    };
    arguments.error("FileNotWritable", format!("cannot write `{}`: {reason}", path.display()))
}
