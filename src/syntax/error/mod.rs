//! What a user reads when the text does not follow the grammar: what was expected, what was found, what to try.
//!
//! pest knows the furthest place it reached and the rules it tried there. The rules become words in
//! [`expected`], the text at the place is cut by the scanner, and the hints come from a list of mistakes that people
//! make, each recognised by its neighbourhood and the clause it stands in. No name of a rule leaves this module.

mod clauses;
mod drawing;
mod expected;
mod foreign;
mod hints;
mod pasted;

use pest::error::{Error, ErrorVariant, InputLocation};

use crate::diagnostic::{Detail, Diagnostic, Span};

use super::grammar::Rule;
use super::keyword;
use super::scan::{self, Form, Lexeme};

/// The lexemes around the place of an error.
struct Place<'t> {
    text: &'t str,
    /// Two lexemes before, blanks and comments left out, the nearest first.
    before: [Option<Lexeme<'t>>; 2],
    found: Option<Lexeme<'t>>,
    after: Option<Lexeme<'t>>,
    /// Brackets that are open at the place, each with the lexeme before it.
    open: Vec<(Lexeme<'t>, Option<Lexeme<'t>>)>,
    /// The word that began the clause the place is in, as written; empty at the start.
    clause: &'t str,
}

/// The diagnostic for a failure of the grammar.
pub(super) fn translate(text: &str, failure: &Error<Rule>) -> Diagnostic {
    let at = match failure.location {
        InputLocation::Pos(at) | InputLocation::Span((at, _)) => at as u32,
    };
    let ErrorVariant::ParsingError { positives, .. } = &failure.variant else {
        return Diagnostic::syntax(Detail::NestingTooDeep, "this statement takes too many steps to read")
            .at(Span::new(at, at))
            .hint("split it into smaller statements");
    };
    let place = Place::find(text, at);
    // At the start the rules tell only of clauses that begin with the same letter.
    let starts = place.before[0].is_none() && place.found.is_some();
    let wanted = if starts { String::new() } else { expected::words(positives, &place) };
    let message = match (&place.found, wanted.is_empty()) {
        (found, true) if place.before[0].is_none() => {
            format!("expected a clause such as MATCH or RETURN, found {}", described(found.as_ref()))
        }
        (found, true) => format!("{} is not expected here", described(found.as_ref())),
        (found, false) => format!("expected {wanted}, found {}", described(found.as_ref())),
    };
    let foreign = place.found.is_some_and(|found| found.form == Form::Symbol && !found.text.is_ascii());
    let detail = if foreign { Detail::InvalidUnicodeCharacter } else { Detail::UnexpectedSyntax };
    let end = text.trim_end().len() as u32;
    let span = place.found.map_or(Span::new(end, end), |found| found.span());
    hints::all(&place, positives).into_iter().fold(Diagnostic::syntax(detail, message).at(span), Diagnostic::hint)
}

impl<'t> Place<'t> {
    /// Reads the text up to `at` and a little further.
    fn find(text: &'t str, at: u32) -> Self {
        let mut place = Self { text, before: [None, None], found: None, after: None, open: Vec::new(), clause: "" };
        for lexeme in scan::lexemes(text).filter(Lexeme::is_solid) {
            if place.found.is_some() {
                place.after = Some(lexeme);
                break;
            }
            if lexeme.span().end > at {
                place.found = Some(lexeme);
                continue;
            }
            if lexeme.form == Form::Word && keyword::CLAUSES.iter().any(|word| word.eq_ignore_ascii_case(lexeme.text)) {
                place.clause = lexeme.text;
            }
            match lexeme.text {
                "(" | "[" | "{" => place.open.push((lexeme, place.before[0])),
                ")" | "]" | "}" => {
                    place.open.pop();
                }
                _ => {}
            }
            place.before = [Some(lexeme), place.before[0]];
        }
        place
    }

    /// The text of the innermost open bracket, or nothing.
    fn bracket(&self) -> &'t str {
        self.open.last().map_or("", |(bracket, _)| bracket.text)
    }

    fn found_text(&self) -> &'t str {
        self.found.map_or("", |found| found.text)
    }

    fn text_before(&self) -> &'t str {
        self.before[0].map_or("", |before| before.text)
    }

    /// Whether the lexeme before ends a value.
    fn follows_value(&self) -> bool {
        self.before[0].is_some_and(|before| match before.form {
            Form::Word => {
                !keyword::is_keyword(before.text)
                    || ["TRUE", "FALSE", "NULL", "END"].iter().any(|value| value.eq_ignore_ascii_case(before.text))
                    || self.before[1].is_some_and(|earlier| earlier.text == ".")
            }
            Form::Quoted | Form::Number | Form::String | Form::Parameter => true,
            _ => matches!(before.text, ")" | "]" | "}"),
        })
    }

    /// Whether the innermost bracket holds the arguments of a function.
    fn is_call(&self) -> bool {
        self.open.last().is_some_and(|(_, before)| {
            before.is_some_and(|before| before.form == Form::Word && keyword::may_be_name(before.text))
        })
    }

    /// Whether the lexeme before is a word, and so the found one a second word.
    fn follows_word(&self) -> bool {
        self.before[0].is_some_and(|before| matches!(before.form, Form::Word | Form::Quoted))
    }
}

/// The found text in words, cut to a length that fits a line.
fn described(found: Option<&Lexeme<'_>>) -> String {
    const SHOWN: usize = 40;
    let Some(found) = found else { return "the end of the statement".to_owned() };
    if let Some(hidden) = found.text.chars().next().filter(|first| pasted::is_invisible(*first)) {
        return format!("the invisible character U+{:04X}", u32::from(hidden));
    }
    let mut shown: String = found.text.chars().take(SHOWN).take_while(|shown| *shown != '\n').collect();
    if shown.len() < found.text.len() {
        shown.push('…');
    }
    // A name in backticks has its own.
    if found.form == Form::Quoted {
        return format!("the name {shown}");
    }
    match found.form {
        Form::String => format!("the string {shown}"),
        Form::Number => format!("the number {shown}"),
        Form::Parameter => format!("the parameter {shown}"),
        _ => format!("`{shown}`"),
    }
}
