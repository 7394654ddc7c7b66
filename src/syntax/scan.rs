//! A tolerant linear scanner: cuts any text, right or wrong, into lexemes that cover it without a gap.
//!
//! It stands before and beside the grammar: it measures nesting before the grammar runs, splits scripts, feeds the
//! highlighter, and says what was found where the grammar failed. It never fails and never looks back.

use crate::diagnostic::{Detail, Diagnostic, Result, Span};

/// What a lexeme is by its form alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Blank,
    Comment,
    String,
    /// A name in backticks.
    Quoted,
    Word,
    Number,
    Parameter,
    Bracket,
    Symbol,
}

/// A piece of text and its form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Lexeme<'t> {
    pub(super) form: Form,
    pub(super) text: &'t str,
    pub(super) start: u32,
    /// False for a string, comment or backticked name that the text ends in.
    pub(super) closed: bool,
}

impl Lexeme<'_> {
    pub(super) fn span(&self) -> Span {
        Span::new(self.start, self.start + self.text.len() as u32)
    }

    /// Neither blank nor comment.
    pub(super) fn is_solid(&self) -> bool {
        !matches!(self.form, Form::Blank | Form::Comment)
    }
}

/// The lexemes of a text, in order.
pub(super) struct Lexemes<'t> {
    rest: &'t str,
    at: u32,
}

/// The lexemes of `text`.
pub(super) fn lexemes(text: &str) -> Lexemes<'_> {
    Lexemes { rest: text, at: 0 }
}

impl<'t> Lexemes<'t> {
    /// The lexemes of `text` from byte `at` on.
    pub(super) fn from(text: &'t str, at: u32) -> Self {
        Lexemes { rest: text.get(at as usize..).unwrap_or_default(), at }
    }
}

impl<'t> Iterator for Lexemes<'t> {
    type Item = Lexeme<'t>;

    fn next(&mut self) -> Option<Lexeme<'t>> {
        let first = self.rest.chars().next()?;
        let (form, length, closed) = measure(first, self.rest);
        let (text, rest) = self.rest.split_at(length);
        let lexeme = Lexeme { form, text, start: self.at, closed };
        self.rest = rest;
        self.at += length as u32;
        Some(lexeme)
    }
}

/// Whether two characters are one operator.
fn is_operator(pair: &[u8]) -> bool {
    matches!(pair, b"<=" | b">=" | b"<>" | b"=~" | b"==" | b"!=" | b"||" | b"+=" | b".." | b"::" | b"->" | b"<-")
}

/// The form and length in bytes of the lexeme at the start of `text`, and whether it is closed.
fn measure(first: char, text: &str) -> (Form, usize, bool) {
    match first {
        '\'' | '"' => enclosed(Form::String, text, first),
        '`' => enclosed(Form::Quoted, text, first),
        '/' if text.starts_with("//") => (Form::Comment, text.find(['\n', '\r']).unwrap_or(text.len()), true),
        '/' if text.starts_with("/*") => match text.get(2..).and_then(|rest| rest.find("*/")) {
            Some(end) => (Form::Comment, end + 4, true),
            None => (Form::Comment, text.len(), false),
        },
        '$' => parameter(text),
        '(' | ')' | '[' | ']' | '{' | '}' => (Form::Bracket, 1, true),
        '.' if text.as_bytes().get(1).is_some_and(u8::is_ascii_digit) => (Form::Number, number(text), true),
        _ if first.is_ascii_digit() => (Form::Number, number(text), true),
        _ if is_word_start(first) => (Form::Word, length_of_word(text), true),
        _ if is_blank(first) => (Form::Blank, length_while(text, is_plain_blank, is_blank), true),
        _ => {
            let length = if text.as_bytes().get(..2).is_some_and(is_operator) { 2 } else { first.len_utf8() };
            (Form::Symbol, length, true)
        }
    }
}

pub(super) fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{1c}'..='\u{1f}' | '\u{180e}' | '\u{feff}')
}

pub(super) fn is_word_start(c: char) -> bool {
    c.is_alphabetic() || c == '_'
}

pub(super) fn is_word_part(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || (!c.is_ascii() && unicode_normalization::char::is_combining_mark(c))
}

/// Bytes at the start of `text` that are characters of a kind; `plain` says it of those that are ASCII.
fn length_while(text: &str, plain: impl Fn(u8) -> bool, part: impl Fn(char) -> bool) -> usize {
    // Nearly all that is written is ASCII, of which a byte is a character.
    let plain = text.bytes().take_while(|byte| plain(*byte)).count();
    match text.get(plain..) {
        Some(rest) if rest.as_bytes().first().is_some_and(|byte| !byte.is_ascii()) => {
            plain + rest.find(|c| !part(c)).unwrap_or(rest.len())
        }
        _ => plain,
    }
}

fn length_of_word(text: &str) -> usize {
    length_while(text, |byte| byte.is_ascii_alphanumeric() || byte == b'_', is_word_part)
}

/// [`is_blank`] of ASCII.
fn is_plain_blank(byte: u8) -> bool {
    matches!(byte, b' ' | 9..=13 | 0x1c..=0x1f)
}

/// A string with backslash escapes, or a backticked name in which two backticks are one.
fn enclosed(form: Form, text: &str, quote: char) -> (Form, usize, bool) {
    let bytes = text.as_bytes();
    let mut at = 1;
    while let Some(found) = text.get(at..).and_then(|rest| rest.find([quote, '\\'])) {
        at += found;
        let next = bytes.get(at + 1);
        let skips = match bytes.get(at) {
            Some(b'\\') => form == Form::String,
            _ => form == Form::Quoted && next == Some(&b'`'),
        };
        if skips {
            at += 1 + text.get(at + 1..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
        } else if bytes.get(at) == Some(&b'\\') {
            at += 1;
        } else {
            return (form, at + 1, true);
        }
    }
    (form, text.len(), false)
}

fn parameter(text: &str) -> (Form, usize, bool) {
    let behind = text.get(1..).unwrap_or_default();
    if behind.starts_with('`') {
        let (_, length, closed) = enclosed(Form::Quoted, behind, '`');
        return (Form::Parameter, 1 + length, closed);
    }
    match length_of_word(behind) {
        0 => (Form::Symbol, 1, true),
        length => (Form::Parameter, 1 + length, true),
    }
}

/// A number with all letters that touch it, as the grammar takes it.
fn number(text: &str) -> usize {
    let bytes = text.as_bytes();
    let digits =
        |from: usize| from + bytes.iter().skip(from).take_while(|byte| byte.is_ascii_digit() || **byte == b'_').count();
    let mut at = digits(0);
    if bytes.get(at) == Some(&b'.') && bytes.get(at + 1).is_some_and(u8::is_ascii_digit) {
        at = digits(at + 1);
    }
    if matches!(bytes.get(at), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(at + 1), Some(b'+' | b'-')));
        if bytes.get(at + 1 + sign).is_some_and(u8::is_ascii_digit) {
            at = digits(at + 1 + sign);
        }
    }
    at + length_of_word(text.get(at..).unwrap_or_default())
}

/// Measures how deep brackets and CASE … END nest.
///
/// Errors: nesting beyond `limit`; a string, comment or backticked name without an end; no statement at all.
pub(super) fn check(text: &str, limit: u32) -> Result<u32> {
    let mut open: Vec<u8> = Vec::new();
    let mut deepest = 0;
    let mut empty = true;
    for lexeme in lexemes(text) {
        if !lexeme.closed {
            return Err(unclosed(text, &lexeme));
        }
        empty &= !lexeme.is_solid() || lexeme.text == ";";
        match lexeme.form {
            Form::Bracket => step(&mut open, lexeme.text.as_bytes().first().copied().unwrap_or_default()),
            Form::Word if lexeme.text.eq_ignore_ascii_case("case") => open.push(b'C'),
            Form::Word if lexeme.text.eq_ignore_ascii_case("end") && open.last() == Some(&b'C') => {
                open.pop();
            }
            _ => {}
        }
        deepest = deepest.max(open.len());
        if deepest > limit as usize {
            return Err(Diagnostic::syntax(
                Detail::NestingTooDeep,
                format!("brackets are nested deeper than {limit} levels"),
            )
            .at(lexeme.span())
            .hint("split the statement with WITH, or pass the nested value as a parameter"));
        }
    }
    if empty {
        return Err(Diagnostic::syntax(Detail::UnexpectedSyntax, "there is no statement here")
            .at(Span::new(0, text.len() as u32)));
    }
    Ok(deepest as u32)
}

/// Opens a bracket, or closes the nearest of its kind. A CASE that has no END by then was a name.
fn step(open: &mut Vec<u8>, bracket: u8) {
    let opener = match bracket {
        b')' => b'(',
        b']' => b'[',
        b'}' => b'{',
        _ => return open.push(bracket),
    };
    while open.last() == Some(&b'C') {
        open.pop();
    }
    if open.last() == Some(&opener) {
        open.pop();
    }
}

fn unclosed(text: &str, lexeme: &Lexeme<'_>) -> Diagnostic {
    let (what, close) = match lexeme.form {
        Form::Comment => ("comment", "*/"),
        Form::Quoted | Form::Parameter => ("name in backticks", "`"),
        _ if lexeme.text.starts_with('"') => ("string", "\""),
        _ => ("string", "'"),
    };
    let opening = lexeme.text.chars().take(if what == "comment" { 2 } else { 1 }).map(char::len_utf8).sum::<usize>();
    // `'it's'`: the quote that opens nothing touches a word.
    let touches = text.get(..lexeme.start as usize).is_some_and(|before| before.ends_with(char::is_alphanumeric));
    let inside = (what == "string" && touches).then(|| format!("a {close} inside a string is written \\{close}"));
    Diagnostic::syntax(Detail::UnexpectedSyntax, format!("this {what} is never closed"))
        .at(Span::new(lexeme.start, lexeme.start + opening as u32))
        .hint(inside.unwrap_or_else(|| format!("it ends with {close}")))
}
