//! Where a statement says of which moment it reads the graph, without the tree of the rest.

use crate::diagnostic::{Result, Span};

use super::parse::parse;
use super::scan;

/// The place of the expression behind `FOR SYSTEM_TIME AS OF`; `None` for a statement that does not begin so.
///
/// # Errors
/// Those of the parser, for a statement that does.
pub(crate) fn moment(text: &str) -> Result<Option<Span>> {
    let mut words = scan::lexemes(text).filter(scan::Lexeme::is_solid).map(|lexeme| lexeme.text);
    let is = |word: Option<&str>, wanted: &str| word.is_some_and(|word| word.eq_ignore_ascii_case(wanted));
    let mut first = words.next();
    if is(first, "EXPLAIN") || is(first, "PROFILE") {
        first = words.next();
    }
    if !is(first, "FOR") || !is(words.next(), "SYSTEM_TIME") {
        return Ok(None);
    }
    Ok(parse(text)?.as_of.map(|moment| moment.span))
}
