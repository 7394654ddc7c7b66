//! Finds and runs a shell command; the small ones live here, the others beside it.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use wasl::Span;

use super::catalogue::COMMANDS;
use super::nearest::nearest;
use super::runner::{Flow, Problem, Runner, checked};
use crate::render::Format;
use crate::report::{Finding, Place, Source};

/// What follows the name of a command on its line.
pub(super) struct Arguments<'a> {
    /// The text, without blanks at its ends.
    pub(super) text: &'a str,
    /// Where the text stands.
    pub(super) place: Place,
    /// Where the whole command stands.
    pub(super) whole: Place,
}

impl Arguments<'_> {
    /// The place of a part of the text.
    pub(super) fn part(&self, part: &str) -> Place {
        let offset = (part.as_ptr() as usize).wrapping_sub(self.text.as_ptr() as usize);
        if offset > self.text.len() {
            return self.place.clone();
        }
        let start = self.place.span.start + offset as u32;
        Place { source: self.place.source.clone(), span: Span::new(start, start + part.len() as u32) }
    }

    fn error(&self, detail: &str, message: impl Into<String>) -> Finding {
        let place = if self.text.is_empty() { &self.whole } else { &self.place };
        Finding::command(detail, message).at(place)
    }

    fn none(&self) -> Result<(), Finding> {
        if self.text.is_empty() { Ok(()) } else { Err(self.error("InvalidArgument", "this command takes no argument")) }
    }
}

/// Runs the command that stands at `whole`: `:name arguments`.
pub(super) fn run(runner: &mut Runner, whole: &Place) -> Result<Flow, Problem> {
    let source = whole.source.clone();
    let Span { start, end } = whole.span;
    let line = source.text.get(start as usize..end as usize).unwrap_or("");
    let body = line.trim_end().trim_end_matches(';').trim_end();
    let body = body.strip_prefix(':').unwrap_or(body);
    let name = body.split(char::is_whitespace).next().unwrap_or("");
    let rest = body.get(name.len()..).unwrap_or("");
    let text = rest.trim();
    let before = line.len() - line.trim_start_matches(':').len() + name.len() + (rest.len() - rest.trim_start().len());
    let from = start + before as u32;
    let place = Place { source: source.clone(), span: Span::new(from, from + text.len() as u32) };
    let arguments = Arguments { text, place, whole: whole.clone() };
    let wanted = name.to_lowercase();
    match COMMANDS.iter().find(|command| command.name == wanted) {
        Some(command) => (command.run)(runner, &arguments),
        None => Err(unknown(name).at(whole).into()),
    }
}

fn unknown(name: &str) -> Finding {
    let finding = Finding::command("UnknownCommand", format!("there is no command `:{name}`"));
    match nearest(name, COMMANDS.iter().map(|command| command.name)) {
        Some(near) => finding.hint(format!("did you mean `:{near}`?")),
        None => finding.hint("`:help` lists the commands"),
    }
}

/// `:source FILE`.
pub(super) fn source(runner: &mut Runner, arguments: &Arguments<'_>) -> Result<Flow, Problem> {
    let name = arguments.text.trim_matches(['"', '\'']);
    if name.is_empty() {
        return Err(arguments.error("InvalidArgument", "`:source` needs the name of a file").into());
    }
    let base = arguments.whole.source.directory.clone();
    let path = base.map_or_else(|| PathBuf::from(name), |base| base.join(name));
    let source = read(&path).map_err(|message| arguments.error("FileNotReadable", message))?;
    runner.nested(&path, &source, &arguments.place)
}

/// Reads a batch file.
pub(crate) fn read(path: &Path) -> Result<Arc<Source>, String> {
    let shown = path.display();
    let bytes = fs::read(path).map_err(|error| format!("cannot read `{shown}`: {}", reason(&error)))?;
    let directory = path.parent().map(Path::to_path_buf);
    source_of_bytes(shown.to_string(), bytes, directory)
}

/// Makes a source of bytes: UTF-8, a byte order mark is dropped.
pub(crate) fn source_of_bytes(name: String, bytes: Vec<u8>, directory: Option<PathBuf>) -> Result<Arc<Source>, String> {
    let text = String::from_utf8(bytes)
        .map_err(|error| format!("`{name}` is not UTF-8 text (byte {})", error.utf8_error().valid_up_to()))?;
    let text = text.strip_prefix('\u{feff}').map_or_else(|| text.clone(), str::to_owned);
    if u32::try_from(text.len()).is_err() {
        return Err(format!("`{name}` is larger than 4 GiB: split it"));
    }
    Ok(Arc::new(Source { name, text, lines_before: 0, directory }))
}

/// The reason of the operating system, without its number.
pub(crate) fn reason(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "no such file".to_owned(),
        std::io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        std::io::ErrorKind::IsADirectory => "it is a directory".to_owned(),
        _ => error.to_string(),
    }
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
