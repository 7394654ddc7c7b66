//! What the command reads from around it: terminals, their width, `NO_COLOR`, `TERM`, the home of the history.

use std::env;
use std::io::{self, IsTerminal};
use std::path::PathBuf;

use crate::cli::{BackgroundChoice, ColourChoice};

/// The place the command runs in, read once at its start.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Environment {
    /// Whether people type the input.
    pub(crate) stdin_terminal: bool,
    /// Whether people read the results.
    pub(crate) stdout_terminal: bool,
    /// Whether people read the messages.
    pub(crate) stderr_terminal: bool,
    /// Whether a line of messages may be drawn over, to show progress.
    pub(crate) stderr_moves: bool,
    /// Whether results may carry colours.
    pub(crate) stdout_colour: bool,
    /// Whether messages may carry colours.
    pub(crate) stderr_colour: bool,
}

impl Environment {
    /// Reads terminals and variables; `choice` is `--color`.
    pub(crate) fn read(choice: ColourChoice) -> Self {
        let stdout_terminal = io::stdout().is_terminal();
        let stderr_terminal = io::stderr().is_terminal();
        let dumb = env::var("TERM").as_deref() == Ok("dumb");
        let welcome = !is_set("NO_COLOR") && !dumb;
        let colour = |terminal: bool| match choice {
            ColourChoice::Always => true,
            ColourChoice::Never => false,
            ColourChoice::Auto => terminal && welcome,
        };
        Self {
            stdin_terminal: io::stdin().is_terminal(),
            stdout_terminal,
            stderr_terminal,
            stderr_moves: stderr_terminal && !dumb,
            stdout_colour: colour(stdout_terminal),
            stderr_colour: colour(stderr_terminal),
        }
    }
}

/// What colours stand on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Background {
    Unknown,
    Dark,
    Light,
}

/// The background of the terminal, as far as it is known.
pub(crate) fn background(choice: BackgroundChoice) -> Background {
    match choice {
        BackgroundChoice::Auto => env::var("COLORFGBG").map_or(Background::Unknown, |colours| background_of(&colours)),
        BackgroundChoice::Dark => Background::Dark,
        BackgroundChoice::Light => Background::Light,
    }
}

/// The last of `foreground;background` or `foreground;default;background`, a number of the palette.
fn background_of(colours: &str) -> Background {
    match colours.rsplit(';').next().and_then(|last| last.parse::<u8>().ok()) {
        Some(0..=6 | 8) => Background::Dark,
        Some(7 | 9..=15) => Background::Light,
        _ => Background::Unknown,
    }
}

/// Columns of the terminal that shows the results, asked anew each time because windows are resized.
pub(crate) fn terminal_width() -> usize {
    let from_variable = || env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let from_terminal = || terminal_size::terminal_size_of(io::stdout()).map(|(width, _)| usize::from(width.0));
    from_terminal().or_else(from_variable).filter(|width| *width >= 20).unwrap_or(80)
}

/// The file of the statement history by the XDG rules; none when there is no home.
pub(crate) fn history_file() -> Option<PathBuf> {
    let state = env::var_os("XDG_STATE_HOME").map(PathBuf::from).filter(|path| path.is_absolute());
    let home = || env::var_os("HOME").map(PathBuf::from).filter(|path| path.is_absolute());
    let state = state.or_else(|| home().map(|home| home.join(".local").join("state")))?;
    Some(state.join("wasl").join("history"))
}

/// The editor of the user, for `:edit`.
pub(crate) fn editor() -> String {
    let named = |name: &str| env::var(name).ok().filter(|command| !command.trim().is_empty());
    named("VISUAL").or_else(|| named("EDITOR")).unwrap_or_else(|| "vi".to_owned())
}

/// The pager of the user, for `:pager on`.
pub(crate) fn pager() -> String {
    env::var("PAGER").ok().filter(|command| !command.trim().is_empty()).unwrap_or_else(|| "less".to_owned())
}

/// A variable of the environment, for `:param x => env('NAME')`.
pub(crate) fn variable(name: &str) -> Option<String> {
    env::var(name).ok()
}

/// Set and not empty, as <https://no-color.org> wants it.
fn is_set(name: &str) -> bool {
    env::var_os(name).is_some_and(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::{Background, background_of};

    #[test]
    fn the_background_is_the_last_colour_of_the_variable() {
        assert_eq!(background_of("15;0"), Background::Dark);
        assert_eq!(background_of("0;15"), Background::Light);
        assert_eq!(background_of("0;default;15"), Background::Light);
        assert_eq!(background_of("12;8"), Background::Dark);
        for unknown in ["", "15;default", "0;99", "a;b"] {
            assert_eq!(background_of(unknown), Background::Unknown, "{unknown}");
        }
    }
}
