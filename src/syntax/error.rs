//! stub
use super::grammar::Rule;
use crate::diagnostic::{Detail, Diagnostic, Span};
pub(super) fn translate(text: &str, failure: &pest::error::Error<Rule>) -> Diagnostic {
    let at = match failure.location {
        pest::error::InputLocation::Pos(p) => p,
        pest::error::InputLocation::Span((s, _)) => s,
    };
    let _ = text;
    Diagnostic::syntax(Detail::UnexpectedSyntax, format!("{:?}", failure.variant))
        .at(Span::new(at as u32, at as u32 + 1))
}
