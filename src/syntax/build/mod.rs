//! Parse tree to syntax tree: folds chains by precedence, reads literals, and refuses what the grammar lets through.
//!
//! Contract: every tree that leaves here is at most [`MAX_HEIGHT`] deep, so that every stage may walk it by recursion.
//! A chain of AND, OR or comparisons is one flat node and may have any length; a chain of other operators is as deep as
//! it is long, because `+` and its like may not be regrouped (`[1] + 2 + 3`).

mod clause;
mod expression;
mod literal;
mod pattern;
mod schema;
mod subquery;

pub(super) use literal::{number, string};

use std::sync::Arc;

use crate::diagnostic::{Detail, Diagnostic, Result, Span};

use super::ast::{Body, Expr, Mode, Name, PurgeCommand, Statement};
use super::grammar::{Node, Nodes, Rule};

/// The height that a tree may reach: brackets, chained operators and nested clauses together.
pub(super) const MAX_HEIGHT: usize = 1000;

/// Builds the tree of one text.
pub(super) struct Builder<'t> {
    text: &'t str,
    /// The height that the enclosing constructs have used already.
    height: usize,
}

impl<'t> Builder<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, height: 0 }
    }

    /// The tree of a whole statement.
    pub(super) fn statement(&mut self, nodes: Nodes<'t>) -> Result<Statement> {
        let node = find(nodes, Rule::statement)?;
        let span = self.trimmed(&node);
        let (mut mode, mut as_of) = (Mode::Run, None);
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::kw_explain => mode = Mode::Explain,
                Rule::kw_profile => mode = Mode::Profile,
                Rule::as_of => as_of = Some(self.last_expression(part)?),
                rule => {
                    let body = match rule {
                        Rule::query => Body::Query(self.query(part)?),
                        Rule::show => Body::Show(Box::new(self.show(part)?)),
                        Rule::purge => {
                            let span = self.trimmed(&part);
                            Body::Purge(PurgeCommand { before: self.last_expression(part)?, span })
                        }
                        _ => Body::Schema(self.schema(part)?),
                    };
                    return Ok(Statement { mode, as_of, body, span });
                }
            }
        }
        Err(malformed("statement"))
    }

    /// The tree of a text that is one expression.
    pub(super) fn whole_expression(&mut self, nodes: Nodes<'t>) -> Result<Expr> {
        self.predicate(find(nodes, Rule::expression)?)
    }

    /// Runs `build` with `levels` of the height used up; an error when that is more than a tree may have.
    fn nested<T>(&mut self, levels: usize, span: Span, build: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        if self.height + levels > MAX_HEIGHT {
            return Err(Diagnostic::syntax(
                Detail::NestingTooDeep,
                format!(
                    "this expression is too deep: {MAX_HEIGHT} operators and brackets may stand inside one another"
                ),
            )
            .at(span)
            .hint("collect the terms in a list and fold it with `reduce(…)`, or split the expression with WITH"));
        }
        self.height += levels;
        let built = build(self);
        self.height -= levels;
        built
    }

    /// A name without its backticks.
    #[allow(clippy::unused_self, reason = "one way to build a part, whether it needs the text or not")]
    fn name(&self, node: &Node<'t>) -> Name {
        Name { text: literal::name_text(node.as_str()), span: span(node) }
    }

    /// The text behind a span.
    fn slice(&self, span: Span) -> &'t str {
        self.text.get(span.start as usize..span.end as usize).unwrap_or_default()
    }

    /// The place of a node without the blanks that the grammar may have taken behind it.
    fn trimmed(&self, node: &Node<'t>) -> Span {
        let span = span(node);
        Span::new(span.start, span.start + self.slice(span).trim_end().len() as u32)
    }
}

/// The place of a node.
fn span(node: &Node<'_>) -> Span {
    let span = node.as_span();
    Span::new(span.start() as u32, span.end() as u32)
}

/// The first child of the wanted rule.
fn find(mut nodes: Nodes<'_>, rule: Rule) -> Result<Node<'_>> {
    nodes.find(|node| node.as_rule() == rule).ok_or_else(|| malformed("node"))
}

/// The next child, which the grammar promises.
fn next<'t>(nodes: &mut Nodes<'t>) -> Result<Node<'t>> {
    nodes.next().ok_or_else(|| malformed("child"))
}

/// The grammar and the builder disagree.
fn malformed(what: &str) -> Diagnostic {
    Diagnostic::internal(format!("the parse tree has no {what} where the grammar promises one"))
}

/// A mistake of the text at a place.
fn mistake(span: Span, message: impl Into<String>) -> Diagnostic {
    Diagnostic::syntax(Detail::UnexpectedSyntax, message).at(span)
}

/// `text` in upper case with single blanks and none around brackets and bars: the canonical name of a type.
fn type_name(text: &str) -> Arc<str> {
    let mut name = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        let opens = name.ends_with(['<', '|']) || name.is_empty();
        if !opens && !word.starts_with(['<', '>', '|']) {
            name.push(' ');
        }
        name.push_str(&word.to_uppercase());
    }
    name.replace("| ", "|").replace("< ", "<").replace('|', " | ").replace("  ", " ").replace('!', " NOT NULL").into()
}
