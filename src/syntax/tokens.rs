//! Tokens for highlighting and completion: any text, right or wrong, in linear time.
//!
//! ```text
//! MATCH (n:Person) RETURN n.name   →   Keyword Bracket Name Operator Label Bracket Keyword Name Operator Name
//! ```
//! Blanks are no tokens; everything else is covered. The kinds are those of the form and of the nearest neighbours,
//! which is what colours need: the parser may see a word otherwise.

use crate::diagnostic::Span;

use super::keyword;
use super::scan::{self, Form, Lexeme};

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TokenKind {
    /// A word of the language, or a shell command such as `:param`.
    Keyword,
    /// A variable, property, function or procedure.
    Name,
    /// A label or relationship type.
    Label,
    /// A string with its quotes.
    String,
    /// A number.
    Number,
    /// `$name`.
    Parameter,
    /// An operator, comma, dot, colon, bar or semicolon.
    Operator,
    /// A round, square or curly bracket.
    Bracket,
    /// A comment.
    Comment,
    /// Something without an end, or a character that the language does not know.
    Error,
}

/// A piece of text with its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// Where it is, in bytes of the text.
    pub span: Span,
}

/// The tokens of `text`, in order.
#[must_use]
pub fn tokens(text: &str) -> Vec<Token> {
    let mut painter = Painter { open: Vec::new(), before: "", before_that: "", in_labels: false, was_label: false };
    let mut tokens = Vec::new();
    let mut solid = scan::lexemes(text).filter(|lexeme| lexeme.form != Form::Blank).peekable();
    while let Some(lexeme) = solid.next() {
        let after = solid.peek().map_or("", |next| next.text);
        let starts = painter.before.is_empty() || painter.before == ";";
        if starts && lexeme.text == ":" && solid.peek().is_some_and(|next| next.form == Form::Word) {
            let word = solid.next().map_or(lexeme.span(), |word| word.span());
            tokens.push(Token { kind: TokenKind::Keyword, span: lexeme.span().to(word) });
            painter.pass(":command");
            continue;
        }
        let kind = painter.kind(&lexeme, after);
        tokens.push(Token { kind, span: lexeme.span() });
        if lexeme.is_solid() {
            painter.pass(lexeme.text);
        }
    }
    tokens
}

/// What the colours of the next token depend on.
struct Painter<'t> {
    open: Vec<char>,
    before: &'t str,
    before_that: &'t str,
    /// The next word is a label: behind a colon that introduces labels, or an operator behind a label.
    in_labels: bool,
    /// The word before was a label.
    was_label: bool,
}

impl<'t> Painter<'t> {
    fn kind(&self, lexeme: &Lexeme<'t>, after: &str) -> TokenKind {
        if !lexeme.closed {
            return TokenKind::Error;
        }
        match lexeme.form {
            Form::Comment | Form::Blank => TokenKind::Comment,
            Form::String => TokenKind::String,
            Form::Number if lexeme.text.ends_with(|last: char| last.is_alphanumeric()) => TokenKind::Number,
            Form::Number => TokenKind::Error,
            Form::Parameter => TokenKind::Parameter,
            Form::Bracket => TokenKind::Bracket,
            Form::Word | Form::Quoted if self.in_labels => TokenKind::Label,
            Form::Quoted => TokenKind::Name,
            Form::Word => self.word(lexeme.text, after),
            Form::Symbol => match lexeme.text {
                "#" | "@" | "?" | "\\" | "~" | "$" => TokenKind::Error,
                text if text.is_ascii() => TokenKind::Operator,
                _ => TokenKind::Error,
            },
        }
    }

    fn word(&self, word: &str, after: &str) -> TokenKind {
        let is_key = self.before == "." || (after == ":" && self.open.last() == Some(&'{'));
        let is_name = keyword::may_be_name(word)
            && (matches!(after, "(" | "." | "=" | ":" | ")" | "]")
                && !matches!(word.to_ascii_uppercase().as_str(), "CALL" | "EXISTS" | "SHORTEST" | "END" | "ON"));
        if is_key || is_name || !keyword::is_keyword(word) { TokenKind::Name } else { TokenKind::Keyword }
    }

    fn pass(&mut self, text: &'t str) {
        match text {
            "(" | "[" | "{" => self.open.extend(text.chars()),
            ")" | "]" | "}" => {
                self.open.pop();
            }
            _ => {}
        }
        let was_label = self.in_labels && !matches!(text, "!" | "(" | ":");
        self.in_labels = match text {
            // `{key: value}`: the colon behind the first word of an entry introduces no label.
            ":" => !(self.open.last() == Some(&'{') && matches!(self.before_that, "{" | ",")),
            "|" | "&" => self.was_label,
            "!" | "(" => self.in_labels,
            _ => false,
        };
        self.was_label = was_label;
        self.before_that = self.before;
        self.before = text;
    }
}

/// The line and column of a byte of `text`, both from 1; columns are counted in characters.
#[must_use]
pub fn line_column(text: &str, offset: u32) -> (u32, u32) {
    let end = (0..=(offset as usize).min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let before = text.get(..end).unwrap_or_default();
    let line = before.rsplit_once('\n').map_or(before, |(_, line)| line);
    let lines = before.bytes().filter(|byte| *byte == b'\n').count() as u32;
    (lines + 1, line.chars().count() as u32 + 1)
}
