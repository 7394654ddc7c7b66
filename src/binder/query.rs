//! Queries: clauses in an order that has a meaning, UNION, CALL of procedures and subqueries.

use std::sync::Arc;

use super::bound::{
    BoundBody, BoundClause, BoundProjection, BoundQuery, BoundStatement, BoundTransactions, ResultColumn,
};
use super::catalog::{Catalog, ProcedureSignature};
use super::expr::{Expr, Slot};
use super::expression::{element_type, expect_type};
use super::pattern::already_bound;
use super::scope::Binder;
use crate::diagnostic::{Detail, Diagnostic, Result, Span};
use crate::syntax::ast;
use crate::value::Type;

/// Where a query stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// It is the statement.
    Statement,
    /// In `CALL { … }`, or a branch of a UNION.
    Call,
    /// It is a value (`EXISTS { … }`): it may end without RETURN.
    Value,
}

/// Binds a whole statement.
///
/// # Errors
/// Every mistake of meaning that can be seen without reading a row, with its place.
pub(crate) fn bind(statement: &ast::Statement, catalog: &Catalog<'_>) -> Result<BoundStatement> {
    let mut binder = Binder::new(catalog);
    let body = match &statement.body {
        ast::Body::Query(query) => BoundBody::Query(binder.query(query, Place::Statement)?),
        ast::Body::Schema(command) => BoundBody::Schema(binder.schema_command(command)?),
        ast::Body::Show(show) => {
            let query = super::show::as_query(show, catalog);
            BoundBody::Query(binder.query(&query, Place::Statement)?)
        }
        ast::Body::Purge(purge) => {
            let query = super::show::purge_as_query(purge);
            BoundBody::Query(binder.query(&query, Place::Statement)?)
        }
    };
    let warnings = binder.settled_warnings();
    Ok(BoundStatement {
        mode: statement.mode,
        body,
        slots: binder.slots,
        subqueries: binder.subqueries,
        parameters: binder.parameters,
        writes: binder.writes || binder.batched,
        batched: binder.batched,
        warnings,
    })
}

impl Binder<'_> {
    /// Binds a query.
    pub(super) fn query(&mut self, query: &ast::Query, place: Place) -> Result<BoundQuery> {
        let Some(first_union) = query.unions.first() else {
            let (clauses, columns) = self.single_query(&query.first, place)?;
            return Ok(BoundQuery { branches: vec![clauses], distinct: false, columns });
        };
        let distinct = !first_union.all;
        if let Some(mixed) = query.unions.iter().find(|union| union.all == distinct) {
            return Err(Diagnostic::syntax(Detail::InvalidClauseComposition, "UNION and UNION ALL cannot be mixed")
                .at(mixed.span)
                .hint("use one of them throughout, or a subquery `CALL { … }`"));
        }
        let outer = self.scope.clone();
        let mut branches = Vec::new();
        let mut columns: Vec<ResultColumn> = Vec::new();
        let parts = std::iter::once((&query.first, query.first.span))
            .chain(query.unions.iter().map(|union| (&union.query, union.span)));
        for (single, span) in parts {
            self.scope = outer.clone();
            let inner = if place == Place::Value { place } else { Place::Call };
            let (mut clauses, found) = self.single_query(single, inner)?;
            if columns.is_empty() {
                columns = found
                    .iter()
                    .map(|column| ResultColumn {
                        name: Arc::clone(&column.name),
                        slot: self.new_slot(Some(&column.name), column.ty.clone()),
                        ty: column.ty.clone(),
                    })
                    .collect();
            }
            clauses.push(self.union_columns(&mut columns, &found, span)?);
            branches.push(clauses);
        }
        self.scope = outer;
        for column in &columns {
            self.scope.insert(&column.name, column.slot);
        }
        Ok(BoundQuery { branches, distinct, columns })
    }

    /// The projection that gives a branch the union's slots.
    fn union_columns(
        &mut self,
        columns: &mut [ResultColumn],
        found: &[ResultColumn],
        span: Span,
    ) -> Result<BoundClause> {
        let mut projection = BoundProjection::default();
        for column in columns.iter_mut() {
            let Some(same) = found.iter().find(|same| same.name == column.name) else {
                return Err(different_columns(columns, found, span));
            };
            if same.ty != column.ty {
                column.ty = Type::Any;
                if let Some(info) = self.slots.get_mut(column.slot.0 as usize) {
                    info.ty = Type::Any;
                }
            }
            projection.items.push((column.slot, Expr::slot(same.slot, same.ty.clone(), span)));
            projection.output.push(column.slot);
        }
        if columns.len() != found.len() {
            return Err(different_columns(columns, found, span));
        }
        Ok(BoundClause::Project(projection))
    }

    fn single_query(
        &mut self,
        query: &ast::SingleQuery,
        place: Place,
    ) -> Result<(Vec<BoundClause>, Vec<ResultColumn>)> {
        check_composition(query, place)?;
        let standalone = place == Place::Statement && query.clauses.len() == 1;
        let mut clauses = Vec::new();
        let mut columns = Vec::new();
        for clause in &query.clauses {
            match &clause.kind {
                ast::ClauseKind::Return(projection) => {
                    let (bound, found) = self.projection(projection, None, false)?;
                    clauses.push(BoundClause::Project(bound));
                    columns = found;
                }
                ast::ClauseKind::Call(call) if standalone => {
                    columns = self.procedure(call, true, clause.span, &mut clauses)?;
                }
                ast::ClauseKind::Subquery(call) if call.transactions.is_some() && place != Place::Statement => {
                    return Err(not_alone(call));
                }
                _ => self.clause(clause, &mut clauses)?,
            }
        }
        Ok((clauses, columns))
    }

    /// Binds any clause but RETURN.
    fn clause(&mut self, clause: &ast::Clause, out: &mut Vec<BoundClause>) -> Result<()> {
        let bound = match &clause.kind {
            ast::ClauseKind::Match { optional, pattern, predicate } => {
                let bound = self.scope.iter().map(|(_, slot)| slot).collect();
                let pattern = self.match_pattern(pattern, predicate.as_ref())?;
                self.warn_cartesian_product(&pattern, &bound);
                BoundClause::Match { optional: *optional, pattern }
            }
            ast::ClauseKind::Unwind { list, variable } => {
                let list = self.value_expr(list)?;
                self.check_new(variable)?;
                let slot = self.declare(&variable.text, element_type(&list.ty));
                BoundClause::Unwind { list, slot }
            }
            ast::ClauseKind::Let(items) => BoundClause::Project(self.let_clause(items)?),
            ast::ClauseKind::Filter(predicate) => {
                let filter = Some(self.condition(predicate)?);
                let output = self.scope.iter().map(|(_, slot)| slot).collect();
                BoundClause::Project(BoundProjection { output, filter, ..BoundProjection::default() })
            }
            ast::ClauseKind::Page(page) => BoundClause::Project(self.projection(page, None, true)?.0),
            ast::ClauseKind::With { projection, predicate } => {
                BoundClause::Project(self.projection(projection, predicate.as_ref(), true)?.0)
            }
            ast::ClauseKind::Return(projection) => BoundClause::Project(self.projection(projection, None, false)?.0),
            ast::ClauseKind::Finish => BoundClause::Finish,
            ast::ClauseKind::Create(pattern) => BoundClause::Create(self.create(pattern)?),
            ast::ClauseKind::Merge { path, on_create, on_match } => self.merge(path, on_create, on_match)?,
            ast::ClauseKind::Set(items) => BoundClause::Set(self.set_items(items)?),
            ast::ClauseKind::Remove(items) => BoundClause::Set(self.remove_items(items)?),
            ast::ClauseKind::Delete { detach, targets } => self.delete(targets, *detach)?,
            ast::ClauseKind::Foreach { variable, list, clauses } => self.foreach(variable, list, clauses)?,
            ast::ClauseKind::Call(call) => {
                self.procedure(call, false, clause.span, out)?;
                return Ok(());
            }
            ast::ClauseKind::Subquery(call) => self.subquery_clause(call)?,
            ast::ClauseKind::LoadCsv { headers, url, variable, separator } => {
                let url = self.value_expr(url)?;
                self.check_new(variable)?;
                let slot = self.declare(&variable.text, if *headers { Type::Map } else { Type::list(Type::String) });
                let separator = separator.as_ref().and_then(|text| text.chars().next()).unwrap_or(',');
                BoundClause::LoadCsv { url, slot, headers: *headers, separator }
            }
        };
        out.push(bound);
        Ok(())
    }

    /// `LET x = …, y = …`: values beside what is there already. None sees another of the same LET.
    fn let_clause(&mut self, items: &[(ast::Name, ast::Expr)]) -> Result<BoundProjection> {
        let mut bound = BoundProjection::default();
        for (position, (name, value)) in items.iter().enumerate() {
            self.check_new(name)?;
            if items.iter().take(position).any(|(earlier, _)| earlier.text == name.text) {
                return Err(already_bound(name));
            }
            let value = self.value_expr(value)?;
            bound.items.push((self.new_slot(Some(&name.text), value.ty.clone()), value));
        }
        for ((name, _), (slot, _)) in items.iter().zip(&bound.items) {
            self.scope.insert(&name.text, *slot);
        }
        bound.output = self.scope.iter().map(|(_, slot)| slot).collect();
        Ok(bound)
    }

    pub(super) fn check_new(&self, name: &ast::Name) -> Result<()> {
        if self.scope.get(&name.text).is_some() { Err(already_bound(name)) } else { Ok(()) }
    }

    fn foreach(&mut self, variable: &ast::Name, list: &ast::Expr, clauses: &[ast::Clause]) -> Result<BoundClause> {
        let list = self.value_expr(list)?;
        expect_type(&list, &Type::list(Type::Any), "FOREACH")?;
        self.with_locals(|binder| {
            let slot = binder.declare(&variable.text, element_type(&list.ty));
            let mut body = Vec::new();
            for clause in clauses {
                if !is_update(&clause.kind) {
                    let message = "inside FOREACH only clauses that change the graph may stand";
                    return Err(Diagnostic::syntax(Detail::InvalidClauseComposition, message).at(clause.span));
                }
                binder.clause(clause, &mut body)?;
            }
            Ok(BoundClause::Foreach { list, slot, clauses: body })
        })
    }

    /// `CALL { … }`: what it returns joins the scope.
    fn subquery_clause(&mut self, call: &ast::SubqueryCall) -> Result<BoundClause> {
        let outer = self.scope.clone();
        match &call.imports {
            ast::Imports::All => {}
            ast::Imports::FirstWith => {
                let imports = first_with_names(&call.query);
                self.keep_only(imports.as_deref().unwrap_or_default())?;
            }
            ast::Imports::Names(names) => self.keep_only(names)?,
        }
        let wrote = std::mem::replace(&mut self.writes, false);
        if let (true, Some(transactions)) = (wrote, &call.transactions) {
            let message = "CALL { … } IN TRANSACTIONS cannot follow a clause that changes the graph";
            return Err(Diagnostic::syntax(Detail::InvalidClauseComposition, message)
                .at(transactions.span)
                .hint("make that change in a statement of its own, or inside the braces"));
        }
        let (query, _) = self.in_subquery(|binder| binder.query(&call.query, Place::Call))?;
        self.writes = wrote || (self.writes && call.transactions.is_none());
        self.scope = outer;
        let transactions = call.transactions.as_ref().map(|written| self.transactions(written)).transpose()?;
        for column in &query.columns {
            if self.scope.get(&column.name).is_some() {
                let name = super::create::synthetic_name(&column.name, call.query.span);
                return Err(already_bound(&name));
            }
        }
        for column in &query.columns {
            self.scope.insert(&column.name, column.slot);
        }
        Ok(BoundClause::Subquery { query, optional: call.optional, transactions })
    }

    /// `IN TRANSACTIONS …`
    fn transactions(&mut self, written: &ast::InTransactions) -> Result<BoundTransactions> {
        self.batched = true;
        let rows = self.page(written.rows.as_ref(), "OF … ROWS")?;
        if let ast::Concurrency::Number(concurrent) = &written.concurrent {
            self.page(Some(concurrent), "IN … CONCURRENT TRANSACTIONS")?;
        }
        let mut status = None;
        if let Some(name) = &written.report {
            if written.on_error == ast::OnError::Fail {
                let message = "REPORT STATUS has nothing to report: the statement ends with the first error";
                return Err(Diagnostic::syntax(Detail::InvalidClauseComposition, message)
                    .at(name.span)
                    .hint("add `ON ERROR CONTINUE` or `ON ERROR BREAK` before it"));
            }
            self.check_new(name)?;
            status = Some(self.declare(&name.text, Type::Map));
        }
        Ok(BoundTransactions { rows, on_error: written.on_error, status })
    }

    fn keep_only(&mut self, names: &[ast::Name]) -> Result<()> {
        let mut kept = super::scope::Scope::default();
        for name in names {
            match self.scope.get(&name.text) {
                Some(slot) => kept.insert(&name.text, slot),
                None => return Err(self.undefined(&name.text, name.span)),
            }
        }
        self.scope = kept;
        Ok(())
    }

    /// `CALL name(…)`; gives the result's columns for a call that stands alone.
    fn procedure(
        &mut self,
        call: &ast::ProcedureCall,
        standalone: bool,
        span: Span,
        out: &mut Vec<BoundClause>,
    ) -> Result<Vec<ResultColumn>> {
        let name = &call.name;
        let Some(signature) = self.catalog.procedures.signature(&name.text) else {
            let near = self.catalog.near_procedure(&name.text).map(|near| format!("did you mean `{near}`?"));
            let message = format!("there is no procedure `{}`", name.text);
            return Err(Diagnostic::new(
                crate::diagnostic::Class::ProcedureError,
                crate::diagnostic::Phase::CompileTime,
                Detail::ProcedureNotFound,
                message,
            )
            .at(name.span)
            .maybe_hint(near));
        };
        if self.catalog.procedures.writes(&name.text) {
            if self.batched {
                let message = format!("`{}` cannot follow CALL {{ … }} IN TRANSACTIONS", name.text);
                return Err(Diagnostic::syntax(Detail::InvalidClauseComposition, message)
                    .at(name.span)
                    .hint("call it in a statement of its own"));
            }
            self.writes = true;
        }
        let arguments = self.procedure_arguments(call, &signature, standalone, span)?;
        let mut filter = None;
        let mut yields = Vec::new();
        match &call.yields {
            ast::Yield::Items(items, predicate) => {
                for item in items {
                    yields.push(self.yielded(item, &signature)?);
                }
                filter = predicate.as_deref().map(|predicate| self.condition(predicate)).transpose()?;
            }
            ast::Yield::Absent if !standalone => {
                if let Some((column, _)) = signature.outputs.first() {
                    let message = format!("`{}` gives rows: say with YIELD which columns are wanted", signature.name);
                    return Err(Diagnostic::syntax(Detail::UndefinedVariable, message)
                        .at(name.span)
                        .hint(format!("write `YIELD {column}`")));
                }
            }
            ast::Yield::Absent | ast::Yield::All => {
                for (at, (column, ty)) in signature.outputs.iter().enumerate() {
                    self.check_new(&super::create::synthetic_name(column, span))?;
                    yields.push((at as u32, self.declare(column, ty.clone())));
                }
            }
        }
        let columns = self.yield_columns(&call.yields, &yields, &signature);
        out.push(BoundClause::Procedure {
            name: Arc::clone(&signature.name),
            arguments,
            yields,
            optional: call.optional,
            filter,
            span,
        });
        Ok(columns)
    }

    fn yield_columns(
        &self,
        written: &ast::Yield,
        yields: &[(u32, Slot)],
        signature: &ProcedureSignature,
    ) -> Vec<ResultColumn> {
        yields
            .iter()
            .enumerate()
            .filter_map(|(at, (output, slot))| {
                let name = match written {
                    ast::Yield::Items(items, _) => {
                        items.get(at).map(|item| &item.alias.as_ref().unwrap_or(&item.column).text)
                    }
                    _ => signature.outputs.get(*output as usize).map(|(name, _)| name),
                }?;
                Some(ResultColumn { name: Arc::clone(name), slot: *slot, ty: self.slot_type(*slot) })
            })
            .collect()
    }

    fn yielded(&mut self, item: &ast::YieldItem, signature: &ProcedureSignature) -> Result<(u32, Slot)> {
        let found = signature.outputs.iter().position(|(name, _)| *name == item.column.text);
        let Some((at, (_, ty))) = found.and_then(|at| signature.outputs.get(at).map(|output| (at, output))) else {
            let known: Vec<_> = signature.outputs.iter().map(|(name, _)| format!("`{name}`")).collect();
            let message = format!("`{}` has no column `{}`", signature.name, item.column.text);
            return Err(Diagnostic::syntax(Detail::UndefinedVariable, message)
                .at(item.column.span)
                .hint(format!("it gives {}", known.join(", "))));
        };
        let name = item.alias.as_ref().unwrap_or(&item.column);
        self.check_new(name)?;
        Ok((at as u32, self.declare(&name.text, ty.clone())))
    }

    fn procedure_arguments(
        &mut self,
        call: &ast::ProcedureCall,
        signature: &ProcedureSignature,
        standalone: bool,
        span: Span,
    ) -> Result<Vec<Expr>> {
        let Some(written) = &call.arguments else {
            if !standalone && !signature.inputs.is_empty() {
                let message = "inside a query the arguments of a procedure must be written";
                return Err(Diagnostic::syntax(Detail::InvalidArgumentPassingMode, message)
                    .at(span)
                    .hint(format!("write `CALL {}(…)`", signature.name)));
            }
            return signature.inputs.iter().map(|(name, _)| self.implicit_argument(name, span)).collect();
        };
        if written.len() > signature.inputs.len() || written.len() < signature.required {
            let message =
                format!("`{}` takes {} arguments, not {}", signature.name, signature.inputs.len(), written.len());
            return Err(Diagnostic::syntax(Detail::InvalidNumberOfArguments, message).at(span));
        }
        let mut arguments = Vec::with_capacity(written.len());
        for (argument, (name, ty)) in written.iter().zip(&signature.inputs) {
            let bound = self.value_expr(argument)?;
            expect_type(&bound, ty, &format!("`{name}`"))?;
            arguments.push(bound);
        }
        Ok(arguments)
    }

    fn implicit_argument(&mut self, name: &Arc<str>, span: Span) -> Result<Expr> {
        self.value_expr(&ast::Expr { kind: ast::ExprKind::Parameter(Arc::clone(name)), span })
    }
}

/// The error for IN TRANSACTIONS inside something else.
fn not_alone(call: &ast::SubqueryCall) -> Diagnostic {
    let message = "CALL { … } IN TRANSACTIONS stands in the statement itself, not in a subquery and not in a UNION";
    let span = call.transactions.as_ref().map_or(call.query.span, |transactions| transactions.span);
    Diagnostic::syntax(Detail::InvalidClauseComposition, message).at(span)
}

fn different_columns(columns: &[ResultColumn], found: &[ResultColumn], span: Span) -> Diagnostic {
    let names = |columns: &[ResultColumn]| {
        if columns.is_empty() {
            return "none".to_owned();
        }
        columns.iter().map(|column| format!("`{}`", column.name)).collect::<Vec<_>>().join(", ")
    };
    let message = format!("the queries of a UNION must have the same columns: {} and {}", names(columns), names(found));
    Diagnostic::syntax(Detail::DifferentColumnsInUnion, message).at(span).hint("name them alike with AS")
}

/// The variables of the importing WITH at the start of `CALL { … }`.
fn first_with_names(query: &ast::Query) -> Option<Vec<ast::Name>> {
    let mut names: Vec<ast::Name> = Vec::new();
    let singles = std::iter::once(&query.first).chain(query.unions.iter().map(|union| &union.query));
    for single in singles {
        let Some(ast::Clause { kind: ast::ClauseKind::With { projection, .. }, .. }) = single.clauses.first() else {
            continue;
        };
        for item in &projection.items {
            if let ast::ExprKind::Variable(name) = &item.expr.kind
                && !names.iter().any(|known| known.text == *name)
            {
                names.push(ast::Name { text: Arc::clone(name), span: item.expr.span });
            }
        }
    }
    (!names.is_empty()).then_some(names)
}

fn is_update(kind: &ast::ClauseKind) -> bool {
    matches!(
        kind,
        ast::ClauseKind::Create(_)
            | ast::ClauseKind::Merge { .. }
            | ast::ClauseKind::Set(_)
            | ast::ClauseKind::Remove(_)
            | ast::ClauseKind::Delete { .. }
            | ast::ClauseKind::Foreach { .. }
    )
}

/// RETURN and FINISH come last; a query ends in one of them, in a change or in a call.
fn check_composition(query: &ast::SingleQuery, place: Place) -> Result<()> {
    let compose = |message: &str, span: Span| Diagnostic::syntax(Detail::InvalidClauseComposition, message).at(span);
    for pair in query.clauses.windows(2) {
        if let [before, after] = pair
            && matches!(before.kind, ast::ClauseKind::Return(_) | ast::ClauseKind::Finish)
        {
            if matches!(after.kind, ast::ClauseKind::Page(_)) {
                return Err(compose(
                    "ORDER BY, SKIP and LIMIT stand behind RETURN once, and in this order",
                    after.span,
                ));
            }
            return Err(compose("nothing can follow RETURN in a query", after.span)
                .hint("use WITH to pass rows on, or `;` to end the statement"));
        }
    }
    let Some(last) = query.clauses.last() else { return Ok(()) };
    match &last.kind {
        ast::ClauseKind::Return(_) | ast::ClauseKind::Finish | ast::ClauseKind::Call(_) => Ok(()),
        ast::ClauseKind::Subquery(_) => Ok(()),
        kind if is_update(kind) || place == Place::Value => Ok(()),
        _ => Err(compose("a query cannot end here: nothing is returned and nothing is changed", last.span)
            .hint("end it with RETURN")),
    }
}
