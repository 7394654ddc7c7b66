//! The text that statements come from, and places in it.

use std::path::PathBuf;
use std::sync::Arc;

use wasl::{Span, line_column};

/// A batch file, a part of stdin, an entry of the shell or the text of `wasl query`.
#[derive(Debug)]
pub(crate) struct Source {
    /// What messages call it: a path, `<stdin>`, `<query>`, `<shell>`.
    pub(crate) name: String,
    /// The text.
    pub(crate) text: String,
    /// Lines before the text in what it is a part of.
    pub(crate) lines_before: u32,
    /// Where relative names of files start; none = the working directory.
    pub(crate) directory: Option<PathBuf>,
}

impl Source {
    /// A whole text that is no file.
    pub(crate) fn text(name: &str, text: impl Into<String>) -> Arc<Self> {
        Arc::new(Self { name: name.to_owned(), text: text.into(), lines_before: 0, directory: None })
    }
}

/// A range of bytes of a source.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    /// The text.
    pub(crate) source: Arc<Source>,
    /// The bytes.
    pub(crate) span: Span,
}

impl Place {
    /// Line and column of the first character, both from 1, columns in characters.
    pub(crate) fn start(&self) -> (u32, u32) {
        self.position(self.span.start)
    }

    /// Line and column of the character after the last.
    pub(crate) fn end(&self) -> (u32, u32) {
        self.position(self.span.end)
    }

    fn position(&self, offset: u32) -> (u32, u32) {
        let (line, column) = line_column(&self.source.text, offset);
        (line + self.source.lines_before, column)
    }
}
