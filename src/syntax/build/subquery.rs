//! Expressions that hold a pattern or a query: pattern predicates, comprehensions, `shortestPath`, EXISTS, COUNT, COLLECT.

use crate::diagnostic::Result;

use super::{Builder, malformed, mistake};
use crate::syntax::ast::{ExprKind, PathPattern, SubqueryBody, SubqueryKind};
use crate::syntax::grammar::{Node, Rule};

impl<'t> Builder<'t> {
    /// `(a)-->(b)` where a truth value is wanted.
    pub(super) fn pattern_predicate(&mut self, node: Node<'t>) -> Result<ExprKind> {
        Ok(ExprKind::PatternPredicate(Box::new(self.path(node)?)))
    }

    /// `shortestPath(…)` as a value.
    pub(super) fn shortest_path(&mut self, node: Node<'t>) -> Result<ExprKind> {
        let place = self.trimmed(&node);
        let call = node.into_inner().next().ok_or_else(|| malformed("path"))?;
        let (selector, elements) = self.shortest_call(call)?;
        Ok(ExprKind::ShortestPath(Box::new(PathPattern { variable: None, selector, elements, span: place })))
    }

    /// `[path = pattern WHERE predicate | projection]`
    pub(super) fn pattern_comprehension(&mut self, node: Node<'t>) -> Result<ExprKind> {
        let (mut pattern, mut predicate, mut projection) = (None, None, None);
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::path => pattern = Some(Box::new(self.path(part)?)),
                Rule::bar_where => predicate = Some(Box::new(self.condition(part)?)),
                Rule::bar_result => projection = Some(Box::new(self.last_expression(part)?)),
                _ => {}
            }
        }
        let (Some(pattern), Some(projection)) = (pattern, projection) else {
            return Err(malformed("pattern comprehension"));
        };
        Ok(ExprKind::PatternComprehension { pattern, predicate, projection })
    }

    /// `EXISTS { … }` and its family.
    pub(super) fn subquery(&mut self, node: Node<'t>) -> Result<ExprKind> {
        let place = self.trimmed(&node);
        let (mut kind, mut pattern, mut predicate, mut query) = (SubqueryKind::Exists, None, None, None);
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::subquery_kind => {
                    kind = match part.into_inner().next().map(|word| word.as_rule()) {
                        Some(Rule::kw_count) => SubqueryKind::Count,
                        Some(Rule::kw_collect) => SubqueryKind::Collect,
                        _ => SubqueryKind::Exists,
                    }
                }
                Rule::pattern => pattern = Some(self.pattern(part)?),
                Rule::r#where => predicate = Some(self.condition(part)?),
                Rule::query => query = Some(self.nested(1, place, |builder| builder.query(part))?),
                _ => {}
            }
        }
        let body = match (query, pattern) {
            (Some(query), _) => SubqueryBody::Query(query),
            (None, Some(_)) if kind == SubqueryKind::Collect => {
                return Err(mistake(place, "COLLECT needs a query that returns one column")
                    .hint("COLLECT { MATCH … RETURN x }"));
            }
            (None, Some(pattern)) => SubqueryBody::Pattern(pattern, predicate),
            (None, None) => return Err(malformed("subquery")),
        };
        Ok(ExprKind::Subquery(kind, Box::new(body)))
    }
}
