//! What the line editor asks while the user types: completions, colours, whether the entry is complete.

use std::borrow::Cow;
use std::cell::Cell;

use rustyline::completion::{Completer, FilenameCompleter, Pair};
use rustyline::highlight::{CmdKind, Highlighter};
use rustyline::hint::{Hint, Hinter};
use rustyline::validate::{ValidationContext, ValidationResult, Validator};
use rustyline::{Context, Helper};

use wasl::{Database, is_complete};

use super::complete::{complete, names_a_file, open_call};
use super::highlight::highlight;
use super::theme::Theme;

/// The editor's helper.
pub(super) struct Assistant {
    /// Names of the parameters that are set.
    pub(super) parameters: Vec<String>,
    database: Database,
    files: FilenameCompleter,
    /// None for a screen without colours.
    theme: Option<&'static Theme>,
    nothing_typed: Cell<bool>,
}

impl Assistant {
    pub(super) fn new(database: Database, theme: Option<&'static Theme>) -> Self {
        let files = FilenameCompleter::new();
        Self { parameters: Vec::new(), database, files, theme, nothing_typed: Cell::new(true) }
    }

    /// Whether the entry was empty when the editor last drew it.
    pub(super) fn saw_nothing(&self) -> bool {
        self.nothing_typed.get()
    }
}

impl Helper for Assistant {}

/// The signature of the call that is being written; shown behind the cursor, never taken over.
pub(super) struct Signature(String);

impl Hint for Signature {
    fn display(&self) -> &str {
        &self.0
    }

    fn completion(&self) -> Option<&str> {
        None
    }
}

impl Hinter for Assistant {
    type Hint = Signature;

    fn hint(&self, line: &str, pos: usize, _: &Context<'_>) -> Option<Signature> {
        if pos < line.len() || line.trim_start().starts_with(':') {
            return None;
        }
        // On a screen without colours it could be taken for what was typed.
        open_call(line).filter(|_| self.theme.is_some()).map(|signature| Signature(format!("   {signature}")))
    }
}

impl Completer for Assistant {
    type Candidate = Pair;

    fn complete(&self, line: &str, pos: usize, _: &Context<'_>) -> rustyline::Result<(usize, Vec<Pair>)> {
        if names_a_file(line.get(..pos).unwrap_or("")) {
            return self.files.complete_path(line, pos);
        }
        Ok(complete(line, pos, &self.database.schema(), &self.parameters))
    }
}

impl Validator for Assistant {
    fn validate(&self, context: &mut ValidationContext<'_>) -> rustyline::Result<ValidationResult> {
        Ok(if is_complete(context.input()) { ValidationResult::Valid(None) } else { ValidationResult::Incomplete })
    }
}

impl Highlighter for Assistant {
    fn highlight<'l>(&self, line: &'l str, pos: usize) -> Cow<'l, str> {
        self.nothing_typed.set(line.trim().is_empty());
        self.theme.map_or(Cow::Borrowed(line), |theme| Cow::Owned(highlight(line, pos, theme)))
    }

    fn highlight_prompt<'b, 's: 'b, 'p: 'b>(&'s self, prompt: &'p str, _: bool) -> Cow<'b, str> {
        Cow::Borrowed(prompt)
    }

    fn highlight_hint<'h>(&self, hint: &'h str) -> Cow<'h, str> {
        Cow::Owned(format!("\x1b[2m{hint}\x1b[0m"))
    }

    fn highlight_char(&self, line: &str, _: usize, _: CmdKind) -> bool {
        self.nothing_typed.set(line.trim().is_empty());
        self.theme.is_some()
    }
}
