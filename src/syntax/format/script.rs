//! A whole script: its statements laid out, its commands and the comments between them kept.
//!
//! Blank lines between statements are the author's, at most one at a place.

use crate::diagnostic::{Diagnostic, Result, Span};
use crate::syntax::scan::{self, Form};
use crate::syntax::script::{ScriptItem, split_script};

use super::statement::format_statement;

/// Lays out a batch file: statements by clause, one clause a line, keywords in capitals; comments and shell commands
/// are kept. The statements mean the same as before, and a text laid out stays as it is.
///
/// # Errors
/// The first statement that cannot be read, placed in the script. A statement before `:expect error` may be wrong; it
/// stays as written.
pub fn format_script(text: &str) -> std::result::Result<String, Diagnostic> {
    let mut writer = Writer { out: String::new(), breaks: 0 };
    let items = split_script(text);
    let mut end = 0;
    for (position, item) in items.iter().enumerate() {
        let (ScriptItem::Statement { span, .. } | ScriptItem::Command { span, .. }) = item;
        writer.between(slice(text, Span::new(end, span.start)));
        writer.begin_line();
        match item {
            ScriptItem::Command { .. } => writer.out.push_str(slice(text, *span)),
            ScriptItem::Statement { text, .. } => {
                writer.out.push_str(&statement(text, *span, items.get(position + 1))?);
                writer.out.push(';');
            }
        }
        end = span.end;
    }
    writer.between(text.get(end as usize..).unwrap_or_default());
    if !writer.out.is_empty() {
        writer.out.push('\n');
    }
    Ok(writer.out)
}

/// One statement; `next` is what follows it.
fn statement(text: &str, span: Span, next: Option<&ScriptItem<'_>>) -> Result<String> {
    match format_statement(text) {
        Err(_) if next.is_some_and(expects_error) => Ok(text.to_owned()),
        Err(error) => {
            let place = error.span().unwrap_or(Span::new(0, text.len() as u32));
            Err(error.at(place.shifted(span.start)))
        }
        laid_out => laid_out,
    }
}

/// Whether an item says that the statement before it is wrong on purpose.
fn expects_error(item: &ScriptItem<'_>) -> bool {
    let ScriptItem::Command { name, arguments, .. } = item else { return false };
    let first = arguments.split_whitespace().next().unwrap_or_default();
    name.eq_ignore_ascii_case("expect") && first.eq_ignore_ascii_case("error")
}

fn slice(text: &str, span: Span) -> &str {
    text.get(span.start as usize..span.end as usize).unwrap_or_default()
}

struct Writer {
    out: String,
    /// Line ends in the source since the last item or comment.
    breaks: usize,
}

impl Writer {
    /// What stands between two items: comments are kept, on their line or behind what they follow.
    fn between(&mut self, text: &str) {
        self.breaks = 0;
        for lexeme in scan::lexemes(text) {
            match lexeme.form {
                Form::Blank => self.breaks += lexeme.text.matches('\n').count(),
                Form::Comment => {
                    if self.breaks == 0 && !self.out.is_empty() {
                        self.out.push(' ');
                    } else {
                        self.begin_line();
                    }
                    self.out.push_str(lexeme.text.trim_end());
                    self.breaks = 0;
                }
                _ => {}
            }
        }
    }

    /// Ends the line, and leaves one blank line where the source has one or more.
    fn begin_line(&mut self) {
        if !self.out.is_empty() {
            self.out.push_str(if self.breaks > 1 { "\n\n" } else { "\n" });
        }
        self.breaks = 0;
    }
}
