//! Clauses, projections and queries.
//!
//! The order of clauses is checked by the binder; only `YIELD *`, which has a meaning for a call that stands alone, is
//! checked here.

use crate::diagnostic::Result;

use super::{Builder, literal, malformed, mistake, next, span};
use crate::syntax::ast::{
    Clause, ClauseKind, Concurrency, Expr, ExprKind, Imports, InTransactions, Name, OnError, ProcedureCall, Projection,
    ProjectionItem, Query, RemoveItem, SetItem, SingleQuery, SortItem, SubqueryCall, Union, Yield, YieldItem,
};
use crate::syntax::grammar::{Node, Rule};

impl<'t> Builder<'t> {
    /// Single queries joined by UNION.
    pub(super) fn query(&mut self, node: Node<'t>) -> Result<Query> {
        let place = self.trimmed(&node);
        let mut parts = node.into_inner();
        let first = self.single_query(next(&mut parts)?)?;
        let unions = parts.map(|part| self.union(part)).collect::<Result<_>>()?;
        Ok(Query { first, unions, span: place })
    }

    fn union(&mut self, node: Node<'t>) -> Result<Union> {
        let (mut all, mut place, mut query) = (false, self.trimmed(&node), None);
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::kw_union => place = span(&part),
                Rule::kw_all => all = true,
                Rule::single_query => query = Some(self.single_query(part)?),
                _ => {}
            }
        }
        Ok(Union { all, query: query.ok_or_else(|| malformed("query"))?, span: place })
    }

    fn single_query(&mut self, node: Node<'t>) -> Result<SingleQuery> {
        let place = self.trimmed(&node);
        let clauses = node.into_inner().map(|part| self.clause(part)).collect::<Result<Vec<_>>>()?;
        if clauses.len() > 1 {
            for clause in &clauses {
                if matches!(&clause.kind, ClauseKind::Call(call) if call.yields == Yield::All) {
                    return Err(mistake(clause.span, "`YIELD *` is for a call that stands alone")
                        .hint("name the columns that the query goes on with: `YIELD a, b`"));
                }
            }
        }
        Ok(SingleQuery { clauses, span: place })
    }

    fn clause(&mut self, node: Node<'t>) -> Result<Clause> {
        let place = self.trimmed(&node);
        let kind = match node.as_rule() {
            Rule::match_clause => self.match_clause(node)?,
            Rule::create_clause => ClauseKind::Create(self.only_pattern(node)?),
            Rule::return_clause => ClauseKind::Return(self.only_projection(node)?),
            Rule::with_clause => self.with_clause(node)?,
            Rule::unwind_clause | Rule::for_clause => self.unwind_clause(node)?,
            Rule::let_clause => self.let_clause(node)?,
            Rule::filter_clause => ClauseKind::Filter(self.condition(node)?),
            Rule::page_clause => {
                let mut page = self.projection(node)?;
                page.star = true;
                ClauseKind::Page(page)
            }
            Rule::merge_clause => self.merge_clause(node)?,
            Rule::set_clause => ClauseKind::Set(self.set_items(node)?),
            Rule::remove_clause => self.remove_clause(node)?,
            Rule::delete_clause => {
                let detach = node.clone().into_inner().any(|part| part.as_rule() == Rule::kw_detach);
                ClauseKind::Delete { detach, targets: self.expressions(node.into_inner())? }
            }
            Rule::foreach_clause => self.nested(1, place, |builder| builder.foreach_clause(node))?,
            Rule::subquery_clause => {
                ClauseKind::Subquery(self.nested(1, place, |builder| builder.subquery_clause(node))?)
            }
            Rule::call_clause => ClauseKind::Call(self.call_clause(node)?),
            Rule::load_clause => self.load_clause(node)?,
            Rule::finish_clause => ClauseKind::Finish,
            _ => return Err(malformed("clause")),
        };
        Ok(Clause { kind, span: place })
    }

    fn match_clause(&mut self, node: Node<'t>) -> Result<ClauseKind> {
        let (mut optional, mut pattern, mut predicate) = (false, None, None);
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::kw_optional => optional = true,
                Rule::pattern => pattern = Some(self.pattern(part)?),
                Rule::r#where => predicate = Some(self.condition(part)?),
                _ => {}
            }
        }
        Ok(ClauseKind::Match { optional, pattern: pattern.ok_or_else(|| malformed("pattern"))?, predicate })
    }

    fn only_pattern(&mut self, node: Node<'t>) -> Result<crate::syntax::ast::Pattern> {
        let inner = node.into_inner().last().ok_or_else(|| malformed("pattern"))?;
        self.pattern(inner)
    }

    /// The projection at the end of RETURN.
    pub(super) fn only_projection(&mut self, node: Node<'t>) -> Result<Projection> {
        let inner = node.into_inner().last().ok_or_else(|| malformed("projection"))?;
        self.projection(inner)
    }

    fn with_clause(&mut self, node: Node<'t>) -> Result<ClauseKind> {
        let (mut projection, mut predicate) = (None, None);
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::projection => projection = Some(self.projection(part)?),
                Rule::r#where => predicate = Some(self.condition(part)?),
                _ => {}
            }
        }
        Ok(ClauseKind::With { projection: projection.ok_or_else(|| malformed("projection"))?, predicate })
    }

    fn unwind_clause(&mut self, node: Node<'t>) -> Result<ClauseKind> {
        let (mut list, mut variable) = (None, None);
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::expression => list = Some(self.expression(part)?),
                Rule::name => variable = Some(self.name(&part)),
                _ => {}
            }
        }
        let (Some(list), Some(variable)) = (list, variable) else { return Err(malformed("list")) };
        Ok(ClauseKind::Unwind { list, variable })
    }

    fn let_clause(&mut self, node: Node<'t>) -> Result<ClauseKind> {
        let items = node.into_inner().filter(|part| part.as_rule() == Rule::let_item).map(|item| {
            let mut parts = item.into_inner();
            let name = self.name(&next(&mut parts)?);
            Ok((name, self.expression(next(&mut parts)?)?))
        });
        Ok(ClauseKind::Let(items.collect::<Result<_>>()?))
    }

    fn merge_clause(&mut self, node: Node<'t>) -> Result<ClauseKind> {
        let (mut path, mut on_create, mut on_match) = (None, Vec::new(), Vec::new());
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::path => path = Some(self.path(part)?),
                Rule::merge_action => {
                    let creates = part.clone().into_inner().any(|word| word.as_rule() == Rule::kw_create);
                    let items = self.set_items(part)?;
                    if creates { on_create.extend(items) } else { on_match.extend(items) }
                }
                _ => {}
            }
        }
        Ok(ClauseKind::Merge { path: path.ok_or_else(|| malformed("path"))?, on_create, on_match })
    }

    fn set_items(&mut self, node: Node<'t>) -> Result<Vec<SetItem>> {
        node.into_inner().filter(|part| part.as_rule() == Rule::set_item).map(|part| self.set_item(part)).collect()
    }

    fn set_item(&mut self, node: Node<'t>) -> Result<SetItem> {
        let (mut target, mut labels, mut value, mut merges) = (None, Vec::new(), None, false);
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::target => target = Some(self.target(part)?),
                Rule::label_list => labels = self.set_labels(part)?,
                Rule::set_merge => merges = true,
                Rule::expression => value = Some(self.expression(part)?),
                _ => {}
            }
        }
        let target = target.ok_or_else(|| malformed("target"))?;
        let Some(value) = value else {
            return Ok(SetItem::Labels { variable: variable_of(target)?, labels });
        };
        match target.kind {
            ExprKind::Property(..) | ExprKind::Index(..) if merges => {
                Err(mistake(target.span, "`+=` adds properties to a node or relationship, not to a property")
                    .hint("write `n.x = n.x + 1`, or `n += {x: 1}`"))
            }
            ExprKind::Property(target, key) => Ok(SetItem::Property { target: *target, key, value }),
            ExprKind::Index(target, key) => Ok(SetItem::DynamicProperty { target: *target, key: *key, value }),
            _ if merges => Ok(SetItem::Merge { variable: variable_of(target)?, value }),
            _ => Ok(SetItem::Replace { variable: variable_of(target)?, value }),
        }
    }

    fn remove_clause(&mut self, node: Node<'t>) -> Result<ClauseKind> {
        let items = node
            .into_inner()
            .filter(|part| part.as_rule() == Rule::remove_item)
            .map(|part| self.remove_item(part))
            .collect::<Result<_>>()?;
        Ok(ClauseKind::Remove(items))
    }

    fn remove_item(&mut self, node: Node<'t>) -> Result<RemoveItem> {
        let mut parts = node.into_inner();
        let target = self.target(next(&mut parts)?)?;
        if let Some(labels) = parts.next() {
            return Ok(RemoveItem::Labels { variable: variable_of(target)?, labels: self.set_labels(labels)? });
        }
        match target.kind {
            ExprKind::Property(target, key) => Ok(RemoveItem::Property { target: *target, key }),
            ExprKind::Index(target, key) => Ok(RemoveItem::DynamicProperty { target: *target, key: *key }),
            _ => Err(mistake(target.span, "REMOVE takes a property or labels")
                .hint("`REMOVE n.key`, `REMOVE n:Label`; a whole node is removed by DELETE")),
        }
    }

    /// What SET and REMOVE change: an atom with accessors.
    fn target(&mut self, node: Node<'t>) -> Result<Expr> {
        let place = span(&node);
        let mut parts = node.into_inner();
        let mut expr = self.atom(next(&mut parts)?)?;
        self.nested(parts.len(), place, |builder| {
            for part in parts {
                expr = builder.access(expr, part)?;
            }
            Ok(expr)
        })
    }

    fn foreach_clause(&mut self, node: Node<'t>) -> Result<ClauseKind> {
        let (mut variable, mut list, mut clauses) = (None, None, Vec::new());
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::name => variable = Some(self.name(&part)),
                Rule::bar_expression => list = Some(self.expression(part)?),
                Rule::kw_foreach | Rule::kw_in | Rule::bar | Rule::rparen => {}
                _ => clauses.push(self.clause(part)?),
            }
        }
        let (Some(variable), Some(list)) = (variable, list) else { return Err(malformed("list")) };
        Ok(ClauseKind::Foreach { variable, list, clauses })
    }

    /// `[DISTINCT] items [ORDER BY …] [SKIP …] [LIMIT …]`
    pub(super) fn projection(&mut self, node: Node<'t>) -> Result<Projection> {
        let mut projection = Projection {
            distinct: false,
            star: false,
            items: Vec::new(),
            order: Vec::new(),
            skip: None,
            limit: None,
            span: self.trimmed(&node),
        };
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::kw_distinct => projection.distinct = true,
                Rule::projection_items => {
                    for item in part.into_inner() {
                        match item.as_rule() {
                            Rule::all_mark => projection.star = true,
                            _ => projection.items.push(self.item(item)?),
                        }
                    }
                }
                Rule::order => {
                    let keys = part.into_inner().filter(|key| key.as_rule() == Rule::sort_item);
                    projection.order = keys.map(|key| self.sort_item(key)).collect::<Result<_>>()?;
                }
                Rule::skip => projection.skip = Some(self.last_expression(part)?),
                Rule::limit => projection.limit = Some(self.last_expression(part)?),
                _ => {}
            }
        }
        Ok(projection)
    }

    fn item(&mut self, node: Node<'t>) -> Result<ProjectionItem> {
        let mut parts = node.into_inner();
        let expr = self.expression(next(&mut parts)?)?;
        let alias = parts.find(|part| part.as_rule() == Rule::name).map(|part| self.name(&part));
        let text = self.slice(expr.span).into();
        Ok(ProjectionItem { expr, alias, text })
    }

    fn sort_item(&mut self, node: Node<'t>) -> Result<SortItem> {
        let mut parts = node.into_inner();
        let expr = self.expression(next(&mut parts)?)?;
        let (mut descending, mut nulls_first) = (false, None);
        for part in parts {
            match part.as_rule() {
                Rule::descending => descending = true,
                Rule::kw_first => nulls_first = Some(true),
                Rule::kw_last => nulls_first = Some(false),
                _ => {}
            }
        }
        Ok(SortItem { expr, descending, nulls_first })
    }

    fn call_clause(&mut self, node: Node<'t>) -> Result<ProcedureCall> {
        let (mut optional, mut name, mut arguments, mut yields) = (false, None, None, Yield::Absent);
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::kw_optional => optional = true,
                Rule::dotted_name => {
                    name = Some(Name { text: literal::dotted_text(part.as_str()), span: span(&part) });
                }
                Rule::arguments => arguments = Some(self.expressions(part.into_inner())?),
                Rule::yields => yields = self.yields(part)?,
                _ => {}
            }
        }
        Ok(ProcedureCall { optional, name: name.ok_or_else(|| malformed("name"))?, arguments, yields })
    }

    /// `YIELD …`
    pub(super) fn yields(&mut self, node: Node<'t>) -> Result<Yield> {
        let place = self.trimmed(&node);
        let (mut star, mut items, mut predicate) = (false, Vec::new(), None);
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::all_mark => star = true,
                Rule::yield_item => {
                    let mut names = part.into_inner().filter(|name| name.as_rule() == Rule::name);
                    let column = names.next().ok_or_else(|| malformed("column"))?;
                    let alias = names.next().map(|alias| self.name(&alias));
                    items.push(YieldItem { column: self.name(&column), alias });
                }
                Rule::r#where => predicate = Some(Box::new(self.condition(part)?)),
                _ => {}
            }
        }
        match predicate {
            Some(_) if star => Err(mistake(place, "WHERE needs the names of the columns").hint("`YIELD a, b WHERE …`")),
            None if star => Ok(Yield::All),
            predicate => Ok(Yield::Items(items, predicate)),
        }
    }

    fn subquery_clause(&mut self, node: Node<'t>) -> Result<SubqueryCall> {
        let (mut optional, mut imports, mut query, mut transactions) = (false, Imports::FirstWith, None, None);
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::kw_optional => optional = true,
                Rule::imports => {
                    let mut names = Vec::new();
                    let mut all = false;
                    for name in part.into_inner() {
                        match name.as_rule() {
                            Rule::all_mark => all = true,
                            Rule::name => names.push(self.name(&name)),
                            _ => {}
                        }
                    }
                    imports = if all { Imports::All } else { Imports::Names(names) };
                }
                Rule::query => query = Some(self.query(part)?),
                Rule::in_transactions => transactions = Some(self.in_transactions(part)?),
                _ => {}
            }
        }
        Ok(SubqueryCall { optional, imports, query: query.ok_or_else(|| malformed("query"))?, transactions })
    }

    fn in_transactions(&mut self, node: Node<'t>) -> Result<InTransactions> {
        let mut found = InTransactions {
            concurrent: Concurrency::One,
            rows: None,
            on_error: OnError::Fail,
            report: None,
            span: self.trimmed(&node),
        };
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::concurrent => {
                    let number = part.into_inner().find(|part| part.as_rule() != Rule::kw_concurrent);
                    found.concurrent = match number {
                        Some(number) => Concurrency::Number(self.atom(number)?),
                        None => Concurrency::Any,
                    };
                }
                Rule::batch_rows => found.rows = self.expressions(part.into_inner())?.pop(),
                Rule::on_error => {
                    found.on_error = match part.into_inner().last().map(|word| word.as_rule()) {
                        Some(Rule::kw_continue) => OnError::Continue,
                        Some(Rule::kw_break) => OnError::Break,
                        _ => OnError::Fail,
                    }
                }
                Rule::report => found.report = part.into_inner().last().map(|name| self.name(&name)),
                _ => {}
            }
        }
        Ok(found)
    }

    fn load_clause(&mut self, node: Node<'t>) -> Result<ClauseKind> {
        let (mut headers, mut url, mut variable, mut separator) = (false, None, None, None);
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::load_headers => headers = true,
                Rule::expression => url = Some(self.expression(part)?),
                Rule::name => variable = Some(self.name(&part)),
                Rule::separator => {
                    let text = part.into_inner().last().ok_or_else(|| malformed("separator"))?;
                    separator = Some(literal::string(text.as_str(), span(&text).start)?);
                }
                _ => {}
            }
        }
        let (Some(url), Some(variable)) = (url, variable) else { return Err(malformed("url")) };
        Ok(ClauseKind::LoadCsv { headers, url, variable, separator })
    }
}

/// The name of a target that must be a variable.
fn variable_of(target: Expr) -> Result<Name> {
    match target.kind {
        ExprKind::Variable(text) => Ok(Name { text, span: target.span }),
        _ => {
            Err(mistake(target.span, "a variable is wanted here").hint("bind the node or relationship to a name first"))
        }
    }
}
