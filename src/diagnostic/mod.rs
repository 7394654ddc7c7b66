//! What went wrong, where, and what to try: the one error value of every stage.
//!
//! A [`Diagnostic`] carries a code (class, phase and detail, in the words of the openCypher TCK), a message, the
//! span of the statement it speaks of, and hints. It is built where the mistake is found and rendered only by the
//! command; nothing is ever shown to a user by `Debug`.
//!
//! ```text
//! Diagnostic::syntax(Detail::UndefinedVariable, "variable `m` is not defined").at(span).hint("did you mean `n`?")
//! ```

mod code;
mod suggest;

use std::fmt;

pub use code::{Class, Detail, Phase};
pub(crate) use suggest::did_you_mean;

/// A half-open range of bytes in the text of one statement (`start..end`, UTF-8 offsets).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The span `start..end`.
    #[must_use]
    pub const fn new(start: u32, end: u32) -> Self {
        Self { start, end }
    }

    /// The smallest span that holds both.
    #[must_use]
    pub fn to(self, other: Self) -> Self {
        Self::new(self.start.min(other.start), self.end.max(other.end))
    }

    /// The same span moved by `offset` bytes.
    #[must_use]
    pub fn shifted(self, offset: u32) -> Self {
        Self::new(self.start + offset, self.end + offset)
    }
}

/// Shorthand for the result of every stage that can meet a user's mistake.
pub(crate) type Result<T> = std::result::Result<T, Diagnostic>;

/// One error or warning, with its code, place and hints. Cheap to move (one pointer).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic(Box<Body>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Body {
    class: Class,
    phase: Phase,
    detail: Detail,
    message: String,
    span: Option<Span>,
    hints: Vec<String>,
}

impl Diagnostic {
    /// A diagnostic of any class and phase.
    pub(crate) fn new(class: Class, phase: Phase, detail: Detail, message: impl Into<String>) -> Self {
        let message = shortened(message.into());
        Self(Box::new(Body { class, phase, detail, message, span: None, hints: Vec::new() }))
    }

    /// A `SyntaxError` found before the statement ran.
    pub(crate) fn syntax(detail: Detail, message: impl Into<String>) -> Self {
        Self::new(Class::SyntaxError, Phase::CompileTime, detail, message)
    }

    /// A `TypeError` found while the statement ran.
    pub(crate) fn type_error(detail: Detail, message: impl Into<String>) -> Self {
        Self::new(Class::TypeError, Phase::Runtime, detail, message)
    }

    /// An `ArgumentError` found while the statement ran.
    pub(crate) fn argument(detail: Detail, message: impl Into<String>) -> Self {
        Self::new(Class::ArgumentError, Phase::Runtime, detail, message)
    }

    /// A defect of wasl itself, reported instead of a panic.
    pub(crate) fn internal(message: impl Into<String>) -> Self {
        Self::new(Class::Internal, Phase::Runtime, Detail::Internal, message)
            .hint("this is a defect of wasl, not of the statement: please report it with the statement")
    }

    /// The same diagnostic, speaking of `span`.
    #[must_use]
    pub(crate) fn at(mut self, span: Span) -> Self {
        self.0.span = Some(span);
        self
    }

    /// The same diagnostic; `span` is used only when it has no place yet.
    #[must_use]
    pub(crate) fn or_at(mut self, span: Span) -> Self {
        self.0.span.get_or_insert(span);
        self
    }

    /// The same diagnostic, its span `offset` bytes nearer to the start: for a text that was put behind another.
    #[must_use]
    pub(crate) fn moved_back(self, offset: u32) -> Self {
        self.replaced(|span| Span::new(span.start.saturating_sub(offset), span.end.saturating_sub(offset)))
    }

    /// The same diagnostic, its span as `place` says.
    #[must_use]
    pub(crate) fn replaced(mut self, place: impl Fn(Span) -> Span) -> Self {
        self.0.span = self.0.span.map(place);
        self
    }

    /// The same diagnostic with one more hint, a whole sentence fragment such as "did you mean `name`?".
    #[must_use]
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.0.hints.push(shortened(hint.into()));
        self
    }

    /// The same diagnostic with a hint when there is one.
    #[must_use]
    pub(crate) fn maybe_hint(self, hint: Option<String>) -> Self {
        match hint {
            Some(hint) => self.hint(hint),
            None => self,
        }
    }

    /// The class, such as `SyntaxError`.
    #[must_use]
    pub fn class(&self) -> Class {
        self.0.class
    }

    /// When it was found.
    #[must_use]
    pub fn phase(&self) -> Phase {
        self.0.phase
    }

    /// The detail, such as `UndefinedVariable`.
    #[must_use]
    pub fn detail(&self) -> Detail {
        self.0.detail
    }

    /// What went wrong, in words.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The part of the statement it speaks of, in bytes.
    #[must_use]
    pub fn span(&self) -> Option<Span> {
        self.0.span
    }

    /// What to try, each a sentence fragment.
    #[must_use]
    pub fn hints(&self) -> &[String] {
        &self.0.hints
    }
}

/// A text that a person can read: what quotes a name or a value of many pages is cut.
fn shortened(mut text: String) -> String {
    const LONGEST: usize = 2_000;
    if text.len() > LONGEST {
        text.truncate(text.floor_char_boundary(LONGEST));
        text.push('…');
    }
    text
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}: {}", self.0.class, self.0.detail, self.0.message)
    }
}

impl std::error::Error for Diagnostic {}
