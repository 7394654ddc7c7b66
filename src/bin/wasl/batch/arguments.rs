//! A command line taken apart: what follows the name, and where it stands.

use wasl::Span;

use crate::report::{Finding, Place};

/// What follows the name of a command on its line.
pub(super) struct Arguments<'a> {
    /// The text, without blanks at its ends.
    pub(super) text: &'a str,
    /// Where the text stands.
    pub(super) place: Place,
    /// Where the whole command stands.
    pub(super) whole: Place,
}

impl<'a> Arguments<'a> {
    /// Takes apart a command, `:name arguments`; the name comes first.
    pub(super) fn of(whole: &'a Place) -> (&'a str, Self) {
        let Span { start, end } = whole.span;
        let line = whole.source.text.get(start as usize..end as usize).unwrap_or("");
        let body = line.trim_end().trim_end_matches(';').trim_end();
        let body = body.strip_prefix(':').unwrap_or(body);
        let name = body.split(char::is_whitespace).next().unwrap_or("");
        let rest = body.get(name.len()..).unwrap_or("");
        let text = rest.trim();
        let before = 1 + name.len() + (rest.len() - rest.trim_start().len());
        let from = start + before as u32;
        let place = Place { source: whole.source.clone(), span: Span::new(from, from + text.len() as u32) };
        (name, Self { text, place, whole: whole.clone() })
    }

    /// The place of a part of the text.
    pub(super) fn part(&self, part: &str) -> Place {
        let offset = (part.as_ptr() as usize).wrapping_sub(self.text.as_ptr() as usize);
        if offset > self.text.len() {
            return self.place.clone();
        }
        let start = self.place.span.start + offset as u32;
        Place { source: self.place.source.clone(), span: Span::new(start, start + part.len() as u32) }
    }

    /// An error of the arguments.
    pub(super) fn error(&self, detail: &str, message: impl Into<String>) -> Finding {
        let place = if self.text.is_empty() { &self.whole } else { &self.place };
        Finding::command(detail, message).at(place)
    }

    /// Fails when there are arguments.
    pub(super) fn none(&self) -> Result<(), Finding> {
        if self.text.is_empty() { Ok(()) } else { Err(self.error("InvalidArgument", "this command takes no argument")) }
    }
}
