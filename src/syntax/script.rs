//! Splits a batch file into statements and shell commands, without understanding either.
//!
//! ```text
//! :param x => 1          Command { name: "param", arguments: "x => 1" }
//! CREATE (:A {s: ';'});  Statement "CREATE (:A {s: ';'})"
//! // a comment; ignored
//! RETURN $x              Statement "RETURN $x"
//! ```
//! A `;` outside strings, comments and backticks ends a statement whatever stands before it, so that one broken
//! statement does not swallow the next.

use crate::diagnostic::Span;

use super::scan::{self, Form, Lexemes};

/// One item of a script.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScriptItem<'t> {
    /// A statement, without the blanks and comments around it and without its `;`.
    Statement {
        /// The statement as written.
        text: &'t str,
        /// Its place in the script; what a diagnostic says of the statement is shifted by `span.start`.
        span: Span,
    },
    /// A line such as `:param x => 1`.
    Command {
        /// The word behind the colon, as written.
        name: &'t str,
        /// The rest of the line, trimmed, without a `;` at its end.
        arguments: &'t str,
        /// Its place in the script.
        span: Span,
    },
}

/// The statements and commands of a script, in order.
#[must_use]
pub fn split_script(text: &str) -> Vec<ScriptItem<'_>> {
    Splitter::run(text).items
}

/// Whether nothing more is needed to run `text`: it is blank, or a command line, or its last statement ends with `;`.
#[must_use]
pub fn is_complete(text: &str) -> bool {
    let splitter = Splitter::run(text);
    splitter.pending.is_none() && !splitter.unclosed
}

struct Splitter<'t> {
    text: &'t str,
    items: Vec<ScriptItem<'t>>,
    /// First and last byte of the statement that has begun.
    pending: Option<Span>,
    /// Something without an end was met.
    unclosed: bool,
}

impl<'t> Splitter<'t> {
    fn run(text: &'t str) -> Self {
        let mut splitter = Splitter { text, items: Vec::new(), pending: None, unclosed: false };
        let mut lexemes = scan::lexemes(text);
        while let Some(lexeme) = lexemes.next() {
            if !lexeme.closed {
                // A string without an end holds the rest of the text. It is read once more from behind its quote, as if
                // the quote were a letter, so that the `;` of its statement is seen. Once is enough.
                let again = !splitter.unclosed && lexeme.form == Form::String;
                splitter.unclosed = true;
                if again {
                    lexemes = Lexemes::from(text, lexeme.start + 1);
                    splitter.extend(Span::new(lexeme.start, lexeme.start + 1));
                    continue;
                }
            }
            if !lexeme.is_solid() {
                continue;
            }
            if lexeme.text == ";" {
                splitter.end_statement();
            } else if splitter.pending.is_none() && lexeme.text.starts_with(':') {
                lexemes = Lexemes::from(text, splitter.command(lexeme.start));
            } else {
                splitter.extend(lexeme.span());
            }
        }
        // The last statement needs no `;`, but stays pending: the shell asks.
        let rest = splitter.pending;
        splitter.end_statement();
        splitter.pending = rest;
        splitter
    }

    fn extend(&mut self, span: Span) {
        self.pending = Some(self.pending.map_or(span, |pending| pending.to(span)));
    }

    fn end_statement(&mut self) {
        if let Some(span) = self.pending.take() {
            let text = self.text.get(span.start as usize..span.end as usize).unwrap_or_default();
            self.items.push(ScriptItem::Statement { text, span });
        }
    }

    /// Takes the line at `start` as a command; the place behind it.
    fn command(&mut self, start: u32) -> u32 {
        let rest = self.text.get(start as usize..).unwrap_or_default();
        let line = rest.lines().next().unwrap_or_default();
        let body = line.trim_end().trim_end_matches(';').trim_end();
        let words = body.trim_start_matches(':');
        let (name, arguments) = words.split_once(char::is_whitespace).unwrap_or((words, ""));
        let span = Span::new(start, start + body.len() as u32);
        self.items.push(ScriptItem::Command { name, arguments: arguments.trim(), span });
        start + line.len() as u32
    }
}
