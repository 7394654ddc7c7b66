//! Finds for each token of the source its twin in the printed statement.
//!
//! ```text
//! source   match (( a ) - [ ] -> ( b ) ) …        printed  MATCH ( a ) - -> ( b ) …
//!            └──────┬─same──┬──────── none: the printer dropped it
//! ```
//! Both texts say the same in the same order, so a short look ahead finds the place where they agree again.

use crate::syntax::scan::{Form, Lexeme};

/// How far two texts may differ before they agree again, in tokens of both together.
const REACH: usize = 24;

/// The twin of a token of the source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Twin {
    /// Its place among the printed tokens.
    pub(super) at: usize,
    /// It says the same; otherwise it stands in the place of another word (`OFFSET` for `SKIP`).
    pub(super) same: bool,
}

/// The twins of the tokens of `source`; none when the texts do not agree again within reach.
pub(super) fn align(source: &[Lexeme<'_>], printed: &[Lexeme<'_>]) -> Option<Vec<Option<Twin>>> {
    let mut twins = Vec::with_capacity(source.len());
    let mut at = 0;
    while let (Some(left), Some(right)) = (source.get(twins.len()), printed.get(at)) {
        if same(left, right) {
            twins.push(Some(Twin { at, same: true }));
            at += 1;
            continue;
        }
        let (skip, pass) = agreement(source.get(twins.len()..)?, printed.get(at..)?)?;
        // What was dropped comes first (`ASC` before `OFFSET`): the others stand in each other's place.
        for left in (1..=skip).rev() {
            twins.push((left <= pass).then(|| Twin { at: at + pass - left, same: false }));
        }
        at += pass;
    }
    twins.resize(source.len(), None);
    Some(twins)
}

/// How many tokens of each to pass until two pairs in a row are the same, or both texts end.
fn agreement(source: &[Lexeme<'_>], printed: &[Lexeme<'_>]) -> Option<(usize, usize)> {
    let agree = |left: usize, right: usize| match (source.get(left), printed.get(right)) {
        (Some(left), Some(right)) => same(left, right),
        (None, None) => true,
        _ => false,
    };
    (1..=REACH)
        .flat_map(|together| (0..=together).rev().map(move |skip| (skip, together - skip)))
        .find(|(skip, pass)| agree(*skip, *pass) && agree(skip + 1, pass + 1))
}

/// Whether two tokens say the same; the case of words and the spelling of literals and names are free.
fn same(left: &Lexeme<'_>, right: &Lexeme<'_>) -> bool {
    match (left.form, right.form) {
        (Form::String, Form::String) | (Form::Number, Form::Number) => true,
        (Form::Word, Form::Word) => left.text.eq_ignore_ascii_case(right.text),
        (Form::Quoted | Form::Word, Form::Quoted | Form::Word) | (Form::Parameter, Form::Parameter) => {
            bare(left.text) == bare(right.text)
        }
        (left_form, right_form) => left_form == right_form && left.text == right.text,
    }
}

/// A name without its backticks; two of them inside still stand for one.
fn bare(name: &str) -> String {
    name.replace('`', "")
}
