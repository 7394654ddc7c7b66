//! The small shell commands: files, formats, timing, transactions, leaving.

use std::path::PathBuf;
use std::process::Command;

use wasl::Limits;

use super::arguments::Arguments;
use super::files::{read, reason};
use super::nearest::nearest;
use super::runner::{Flow, Problem, Runner, checked};
use crate::cli::duration;
use crate::environment;
use crate::render::Format;
use crate::report::Finding;

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
    runner.settings.format = format_named(arguments, arguments.text)?;
    Ok(Flow::Next)
}

/// The format of that name.
pub(super) fn format_named(arguments: &Arguments<'_>, name: &str) -> Result<Format, Finding> {
    Format::named(name).ok_or_else(|| {
        let names: Vec<_> = Format::ALL.iter().map(|format| format.name()).collect();
        let finding = arguments.error("InvalidArgument", format!("there is no format `{name}`"));
        match nearest(name, names.iter().copied()) {
            Some(near) => finding.hint(format!("did you mean `{near}`?")),
            None => finding.hint(format!("the formats are {}", names.join(", "))),
        }
    })
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

/// `:timeout [TIME | off]`.
pub(super) fn timeout(runner: &mut Runner, arguments: &Arguments<'_>) -> Result<Flow, Problem> {
    let timeout = match arguments.text {
        "" => {
            let told = runner.limits.timeout.map_or("none".to_owned(), |time| format!("{} s", time.as_secs_f64()));
            runner.console.say(&format!("timeout: {told}"))?;
            return Ok(Flow::Next);
        }
        "off" => None,
        time => Some(duration(time).map_err(|message| arguments.error("InvalidArgument", message))?),
    };
    let limits = Limits { timeout, ..runner.limits.clone() };
    runner.limit(limits);
    Ok(Flow::Next)
}

/// `:edit`: the last text in the editor; what is saved there comes back to the prompt.
pub(super) fn edit(runner: &mut Runner, arguments: &Arguments<'_>) -> Result<Flow, Problem> {
    arguments.none()?;
    if !runner.console.environment.stdin_terminal {
        return Err(arguments.error("NotInteractive", "`:edit` is for the shell on a terminal").into());
    }
    let path = std::env::temp_dir().join(format!("wasl-{}.cypher", std::process::id()));
    let failed = |error: &std::io::Error| {
        arguments.error("EditorFailed", format!("cannot edit `{}`: {}", path.display(), reason(error)))
    };
    std::fs::write(&path, &runner.last_text).map_err(|error| failed(&error))?;
    let editor = environment::editor();
    let mut words = editor.split_whitespace();
    let ran = Command::new(words.next().unwrap_or("vi")).args(words).arg(&path).status();
    let text = std::fs::read_to_string(&path);
    // What is left in the directory for such files does no harm.
    let _ = std::fs::remove_file(&path);
    match ran {
        Err(error) => {
            let message = format!("the editor `{editor}` cannot be started: {}", reason(&error));
            Err(arguments.error("EditorFailed", message).hint("set VISUAL or EDITOR").into())
        }
        Ok(status) if !status.success() => {
            Err(arguments.error("EditorFailed", format!("the editor `{editor}` failed: nothing is taken over")).into())
        }
        Ok(_) => {
            let text = text.map_err(|error| failed(&error))?;
            runner.draft = Some(text.trim_end().to_owned()).filter(|text| !text.is_empty());
            Ok(Flow::Next)
        }
    }
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
