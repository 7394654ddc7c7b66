//! A path pattern as a chain: nodes and the links between them, whatever brackets stand around them.
//!
//! Brackets without a quantifier fall away; their WHERE is kept as a condition. Where two elements meet without a node
//! between them the node is there all the same, without a name; where two nodes meet they are one node with two
//! descriptions.
//!
//! ```text
//! (a) ((x)-[r]->(y)){1,3} ((z)-->(b) WHERE z.k > 1)
//! nodes  [a]          [z]      [b]
//! links       group        -->          conditions  z.k > 1
//! ```

use crate::diagnostic::{Detail, Diagnostic, Result, Span};
use crate::syntax::ast;

/// See the file. There is one node more than there are links.
pub(super) struct Chain<'p> {
    /// The descriptions of each node; none for a node that is not written.
    pub(super) nodes: Vec<Vec<&'p ast::NodePattern>>,
    pub(super) links: Vec<Link<'p>>,
    /// WHERE of brackets without a quantifier.
    pub(super) conditions: Vec<&'p ast::Expr>,
}

/// What leads from one node to the next.
#[derive(Clone, Copy)]
pub(super) enum Link<'p> {
    /// One relationship, or several where it has a length.
    Rel(&'p ast::RelPattern),
    /// A quantified group.
    Group(Group<'p>),
}

/// `( path WHERE predicate ){min,max}`.
#[derive(Clone, Copy)]
pub(super) struct Group<'p> {
    pub(super) path: &'p ast::PathPattern,
    pub(super) predicate: Option<&'p ast::Expr>,
    pub(super) length: &'p ast::Length,
    pub(super) span: Span,
}

impl<'p> Chain<'p> {
    /// The chain of a path pattern.
    ///
    /// # Errors
    /// A name or a selector inside brackets without a quantifier, a length that no walk can have.
    pub(super) fn of(path: &'p ast::PathPattern) -> Result<Self> {
        let mut chain = Self { nodes: vec![Vec::new()], links: Vec::new(), conditions: Vec::new() };
        chain.add(&path.elements)?;
        Ok(chain)
    }

    fn add(&mut self, elements: &'p [ast::PathElement]) -> Result<()> {
        for element in elements {
            match element {
                ast::PathElement::Node(node) => {
                    if let Some(here) = self.nodes.last_mut() {
                        here.push(node);
                    }
                }
                ast::PathElement::Rel(rel) => {
                    if let Some(length) = rel.length.as_ref().filter(|length| !length.star_form) {
                        check_length(length)?;
                    }
                    self.link(Link::Rel(rel));
                }
                ast::PathElement::Group { path, predicate, quantifier: Some(length), span } => {
                    check_length(length)?;
                    self.link(Link::Group(Group { path, predicate: predicate.as_ref(), length, span: *span }));
                }
                ast::PathElement::Group { path, predicate, quantifier: None, .. } => {
                    check_plain(path)?;
                    self.add(&path.elements)?;
                    self.conditions.extend(predicate);
                }
            }
        }
        Ok(())
    }

    fn link(&mut self, link: Link<'p>) {
        self.links.push(link);
        self.nodes.push(Vec::new());
    }
}

impl Link<'_> {
    /// Whether it may be walked several times.
    pub(super) fn repeats(&self) -> bool {
        match self {
            Self::Rel(rel) => rel.length.is_some(),
            Self::Group(_) => true,
        }
    }
}

/// Brackets without a quantifier hold elements only.
fn check_plain(path: &ast::PathPattern) -> Result<()> {
    if let Some(name) = &path.variable {
        return Err(Diagnostic::syntax(Detail::UnexpectedSyntax, "a part of a path has no name of its own")
            .at(name.span)
            .hint("name the whole path: `p = ((a)-->(b))`"));
    }
    check_selector(path)
}

/// A selector speaks of a whole path.
pub(super) fn check_selector(path: &ast::PathPattern) -> Result<()> {
    if path.selector == ast::Selector::All {
        return Ok(());
    }
    let message = "a path selector stands before the whole path, not inside brackets";
    Err(Diagnostic::syntax(Detail::UnexpectedSyntax, message).at(path.span))
}

/// `{0}` and `{3,2}` match nothing.
fn check_length(length: &ast::Length) -> Result<()> {
    let message = match length.max {
        Some(0) => "a quantifier of 0 leaves nothing to match",
        Some(max) if max < length.min => "the lower bound of this quantifier is above its upper bound",
        _ => return Ok(()),
    };
    Err(Diagnostic::syntax(Detail::NumberOutOfRange, message).at(length.span))
}
