//! Subqueries as values: EXISTS, COUNT, COLLECT, pattern predicates, pattern comprehensions, shortest paths.
//!
//! All become one thing: a query that starts from the row at hand and is worth a truth value, a number or a list.

use super::bound::{BoundClause, BoundProjection, BoundQuery, BoundSubquery, ResultColumn, SubqueryValue};
use super::expr::{Expr, ExprKind, Slot, SubqueryId};
use super::pattern::split_conjunction;
use super::query::Place;
use super::scope::Binder;
use crate::diagnostic::{Detail, Diagnostic, Result, Span};
use crate::syntax::ast;
use crate::value::{Type, Value};

impl Binder<'_> {
    /// `(a)-[]->(b)` as a condition: it names only what is there already.
    pub(super) fn pattern_predicate(&mut self, path: &ast::PathPattern, span: Span) -> Result<Expr> {
        if !self.patterns_allowed {
            return Err(Diagnostic::syntax(
                Detail::UnexpectedSyntax,
                "a pattern can stand only where a condition is wanted",
            )
            .at(span)
            .hint("to count or collect its matches write `COUNT { … }` or a pattern comprehension `[… | …]`"));
        }
        for name in variables(path) {
            if self.scope.get(&name.text).is_none() {
                return Err(self
                    .undefined(&name.text, name.span)
                    .hint("a pattern in a condition introduces no variables"));
            }
        }
        self.matched(path, None, span, SubqueryKind::Exists)
    }

    /// `[(a)-[]->(b) WHERE … | …]`.
    pub(super) fn pattern_comprehension(
        &mut self,
        path: &ast::PathPattern,
        predicate: Option<&ast::Expr>,
        projection: &ast::Expr,
        span: Span,
    ) -> Result<Expr> {
        self.matched(path, predicate, span, SubqueryKind::Collect(projection))
    }

    /// `shortestPath(…)` as a value: the path or null; `allShortestPaths(…)`: the list of paths.
    pub(super) fn shortest_path_expr(&mut self, path: &ast::PathPattern, span: Span) -> Result<Expr> {
        let list = self.matched(path, None, span, SubqueryKind::Path)?;
        if path.selector == ast::Selector::AllShortestPaths {
            return Ok(list);
        }
        let first = Expr::new(ExprKind::Literal(Value::Integer(0)), Type::Integer, span);
        Ok(Expr::new(ExprKind::Index(Box::new(list), Box::new(first)), Type::Path, span))
    }

    /// `EXISTS { … }`, `COUNT { … }`, `COLLECT { … }`.
    pub(super) fn subquery_expr(
        &mut self,
        kind: ast::SubqueryKind,
        body: &ast::SubqueryBody,
        span: Span,
    ) -> Result<Expr> {
        let (query, uses) = self.in_subquery(|binder| match body {
            ast::SubqueryBody::Pattern(pattern, predicate) => {
                let pattern = binder.match_pattern(pattern, predicate.as_ref())?;
                Ok(single(vec![BoundClause::Match { optional: false, pattern }], Vec::new()))
            }
            ast::SubqueryBody::Query(query) => {
                let wrote = std::mem::replace(&mut binder.writes, false);
                let bound = binder.query(query, Place::Value)?;
                if binder.writes {
                    return Err(Diagnostic::syntax(
                        Detail::InvalidClauseComposition,
                        "a subquery that is a value cannot change the graph",
                    )
                    .at(query.span)
                    .hint("changes belong in `CALL { … }` or in a clause of their own"));
                }
                binder.writes = wrote;
                Ok(bound)
            }
        })?;
        let (value, ty) = match kind {
            ast::SubqueryKind::Exists => (SubqueryValue::Exists, Type::Boolean),
            ast::SubqueryKind::Count => (SubqueryValue::Count, Type::Integer),
            ast::SubqueryKind::Collect => match query.columns.as_slice() {
                [column] => (SubqueryValue::Collect(column.slot), Type::list(column.ty.clone())),
                columns => {
                    let message = format!("COLLECT wants a query with one column, this one has {}", columns.len());
                    return Err(Diagnostic::syntax(Detail::InvalidNumberOfArguments, message).at(span));
                }
            },
        };
        Ok(self.subquery(value, query, uses, ty, span))
    }

    fn matched(
        &mut self,
        path: &ast::PathPattern,
        predicate: Option<&ast::Expr>,
        span: Span,
        kind: SubqueryKind<'_>,
    ) -> Result<Expr> {
        let ((query, value, ty), uses) = self.in_subquery(|binder| {
            let mut path = path.clone();
            if matches!(kind, SubqueryKind::Path) && path.variable.is_none() {
                path.variable = Some(super::create::synthetic_name(&"  path".into(), span));
            }
            let name = path.variable.clone();
            let pattern = ast::Pattern { span: path.span, paths: vec![path] };
            let mut bound = binder.match_pattern(&pattern, None)?;
            if let Some(predicate) = predicate {
                let condition = binder.condition(predicate)?;
                split_conjunction(condition, &mut bound.predicates);
            }
            let mut clauses = vec![BoundClause::Match { optional: false, pattern: bound }];
            let projected = match kind {
                SubqueryKind::Exists => return Ok((single(clauses, Vec::new()), SubqueryValue::Exists, Type::Boolean)),
                SubqueryKind::Collect(projection) => binder.value_expr(projection)?,
                SubqueryKind::Path => {
                    let name = name.ok_or_else(|| Diagnostic::internal("a shortest path without a name"))?;
                    binder.variable(&name.text, span)?
                }
            };
            let ty = projected.ty.clone();
            let slot = binder.new_slot(None, ty.clone());
            clauses.push(project_one(slot, projected));
            let column = ResultColumn { name: "value".into(), slot, ty: ty.clone() };
            Ok((single(clauses, vec![column]), SubqueryValue::Collect(slot), Type::list(ty)))
        })?;
        Ok(self.subquery(value, query, uses, ty, span))
    }

    fn subquery(&mut self, kind: SubqueryValue, query: BoundQuery, uses: Vec<Slot>, ty: Type, span: Span) -> Expr {
        let id = SubqueryId(self.subqueries.len() as u32);
        self.subqueries.push(BoundSubquery { kind, query, uses });
        Expr::new(ExprKind::Subquery(id), ty, span)
    }
}

/// What a pattern is asked for.
#[derive(Clone, Copy)]
enum SubqueryKind<'e> {
    Exists,
    Collect(&'e ast::Expr),
    Path,
}

fn single(clauses: Vec<BoundClause>, columns: Vec<ResultColumn>) -> BoundQuery {
    BoundQuery { branches: vec![clauses], distinct: false, columns }
}

fn project_one(slot: Slot, expr: Expr) -> BoundClause {
    BoundClause::Project(BoundProjection {
        items: vec![(slot, expr)],
        output: vec![slot],
        ..BoundProjection::default()
    })
}

/// The variables that a path pattern names.
fn variables(path: &ast::PathPattern) -> Vec<&ast::Name> {
    let mut names: Vec<_> = path.variable.iter().collect();
    for element in &path.elements {
        match element {
            ast::PathElement::Node(node) => names.extend(&node.variable),
            ast::PathElement::Rel(rel) => names.extend(&rel.variable),
            ast::PathElement::Group { path, .. } => names.extend(variables(path)),
        }
    }
    names
}
