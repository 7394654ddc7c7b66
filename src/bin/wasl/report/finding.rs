//! One thing to report: an error or warning of the library, or of the command itself.

use std::fmt;
use std::ops::{Deref, DerefMut};

use wasl::{Class, Diagnostic, Span, StorageError};

use super::source::Place;
use crate::exit::Exit;

/// Whether something failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Severity {
    /// It failed.
    Error,
    /// It was done, but may not mean what was meant.
    Warning,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Error => "error",
            Self::Warning => "warning",
        })
    }
}

/// An error or warning with its place. Cheap to move (one pointer).
#[derive(Clone, Debug)]
pub(crate) struct Finding(Box<Body>);

/// What a finding says.
#[derive(Clone, Debug)]
pub(crate) struct Body {
    /// Whether something failed.
    pub(crate) severity: Severity,
    /// The family, such as `SyntaxError`.
    pub(crate) class: String,
    /// The precise reason, such as `UndefinedVariable`; empty when there is only one.
    pub(crate) detail: String,
    /// `compile time` or `runtime`; none for errors that are of no statement.
    pub(crate) phase: Option<String>,
    /// What went wrong, in words.
    pub(crate) message: String,
    /// Where.
    pub(crate) place: Option<Place>,
    /// What to try.
    pub(crate) hints: Vec<String>,
    /// The exit code that it asks for.
    pub(crate) exit: Exit,
}

impl Finding {
    /// An error of the command itself.
    pub(crate) fn new(exit: Exit, class: &str, detail: &str, message: impl Into<String>) -> Self {
        Self(Box::new(Body {
            severity: Severity::Error,
            class: class.to_owned(),
            detail: detail.to_owned(),
            phase: None,
            message: message.into(),
            place: None,
            hints: Vec::new(),
            exit,
        }))
    }

    /// A wrong command line.
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self::new(Exit::Usage, "Usage", "", message)
    }

    /// A shell command that cannot be carried out.
    pub(crate) fn command(detail: &str, message: impl Into<String>) -> Self {
        Self::new(Exit::Failed, "CommandError", detail, message)
    }

    /// A diagnostic of the library; `statement` is the place of the text that its span counts from.
    pub(crate) fn diagnostic(severity: Severity, diagnostic: &Diagnostic, statement: Option<&Place>) -> Self {
        // Whoever pressed Ctrl-C knows which statement it was.
        let statement = statement.filter(|_| diagnostic.class() != Class::Interrupted);
        let place = statement.map(|whole| {
            let span = diagnostic.span().map_or_else(|| first_line(whole), |span| span.shifted(whole.span.start));
            Place { source: whole.source.clone(), span }
        });
        Self(Box::new(Body {
            severity,
            class: diagnostic.class().to_string(),
            detail: diagnostic.detail().to_string(),
            phase: Some(diagnostic.phase().to_string()),
            message: diagnostic.message().to_owned(),
            place,
            hints: diagnostic.hints().to_vec(),
            exit: match diagnostic.class() {
                Class::LimitExceeded => Exit::Limit,
                Class::Interrupted => Exit::Interrupted,
                _ => Exit::Failed,
            },
        }))
    }

    /// An error of the store; `exit` is for those that say nothing about the store as a whole.
    pub(crate) fn storage(exit: Exit, error: &StorageError) -> Self {
        let (detail, exit) = match error {
            StorageError::Missing { .. } => ("Missing", Exit::Store),
            StorageError::NotAStore { .. } => ("NotAStore", Exit::Store),
            StorageError::Locked { .. } => ("Locked", Exit::Store),
            StorageError::Damaged { .. } => ("Damaged", Exit::Store),
            StorageError::NewerFormat { .. } => ("NewerFormat", Exit::Store),
            StorageError::Full { .. } => ("Full", exit),
            StorageError::ReadOnly { .. } => ("ReadOnly", exit),
            _ => ("", exit),
        };
        Self::new(exit, "StorageError", detail, error.to_string())
    }

    /// The same, at this place unless it has one.
    pub(crate) fn at(mut self, place: &Place) -> Self {
        self.place.get_or_insert_with(|| place.clone());
        self
    }

    /// The same, with one more hint.
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// `Class.Detail`, or the class alone.
    pub(crate) fn code(&self) -> String {
        if self.detail.is_empty() { self.class.clone() } else { format!("{}.{}", self.class, self.detail) }
    }
}

impl Deref for Finding {
    type Target = Body;

    fn deref(&self) -> &Body {
        &self.0
    }
}

impl DerefMut for Finding {
    fn deref_mut(&mut self) -> &mut Body {
        &mut self.0
    }
}

/// A statement without a precise place is shown by its first line.
fn first_line(whole: &Place) -> Span {
    let Span { start, end } = whole.span;
    let text = whole.source.text.get(start as usize..end as usize).unwrap_or("");
    let length = text.find('\n').unwrap_or(text.len());
    Span::new(start, start + text.get(..length).unwrap_or("").trim_end().len() as u32)
}
