//! WITH and RETURN: columns, grouping, order, paging, and the scope that follows.
//!
//! A column that is just a variable keeps its slot. With aggregation every other part of a column must be a grouping
//! key; the keys are the columns without aggregation.

use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::bound::{AggregateCall, BoundProjection, ResultColumn, SortKey};
use super::call::has_aggregate;
use super::expr::{Expr, ExprKind, Slot};
use super::scope::{Aggregation, Binder, Scope};
use crate::diagnostic::{Detail, Diagnostic, Result, Span};
use crate::syntax::ast;
use crate::value::{Type, Value};

/// One column on its way: its name, its place, and what it is over the input.
struct Column {
    name: Arc<str>,
    span: Span,
    slot: Slot,
    expr: Expr,
}

impl Binder<'_> {
    /// Binds a projection and its WHERE; the scope afterwards is the projection's columns.
    pub(super) fn projection(
        &mut self,
        projection: &ast::Projection,
        predicate: Option<&ast::Expr>,
        is_with: bool,
    ) -> Result<(BoundProjection, Vec<ResultColumn>)> {
        let aggregated = projection.items.iter().any(|item| has_aggregate(&item.expr));
        let mut bound = BoundProjection { aggregated, distinct: projection.distinct, ..BoundProjection::default() };
        let mut columns = self.star_columns(projection, is_with)?;
        let mut calls = Vec::new();
        let mut grouped = Vec::new();
        for item in &projection.items {
            let (column, with_aggregate) = self.column(item, aggregated, &mut calls)?;
            grouped.push(!with_aggregate);
            columns.push(column);
        }
        let stars = columns.len() - grouped.len();
        check_names(&columns)?;
        if aggregated {
            group(&mut bound, &mut columns, stars, &grouped, calls)?;
        } else {
            bound.items.extend(columns.iter().filter(|column| !is_slot(&column.expr, column.slot)).map(computed));
        }
        bound.output = columns.iter().map(|column| column.slot).collect();
        let input_scope = std::mem::take(&mut self.scope);
        for column in &columns {
            self.scope.insert(&column.name, column.slot);
        }
        if is_with {
            let left = input_scope.iter().filter(|(name, _)| self.scope.get(name).is_none());
            self.dropped.extend(left.map(|(name, _)| Arc::clone(name)));
        }
        self.order(&mut bound, projection, &columns, &input_scope)?;
        if is_with {
            require_aliases(projection)?;
        }
        bound.skip = self.page(projection.skip.as_ref(), "SKIP")?;
        bound.limit = self.page(projection.limit.as_ref(), "LIMIT")?;
        if let Some(predicate) = predicate {
            bound.filter = Some(self.with_filter(predicate, &bound, &input_scope)?);
        }
        let result = columns
            .iter()
            .map(|column| ResultColumn {
                name: Arc::clone(&column.name),
                slot: column.slot,
                ty: self.slot_type(column.slot),
            })
            .collect();
        Ok((bound, result))
    }

    fn star_columns(&mut self, projection: &ast::Projection, is_with: bool) -> Result<Vec<Column>> {
        if !projection.star {
            return Ok(Vec::new());
        }
        if !is_with && self.scope.is_empty() && projection.items.is_empty() {
            return Err(Diagnostic::syntax(
                Detail::NoVariablesInScope,
                "`*` stands for all variables, but there is none",
            )
            .at(projection.span));
        }
        self.scope
            .sorted_names()
            .into_iter()
            .map(|name| {
                let expr = self.variable(&name, projection.span)?;
                let slot = slot_of(&expr).ok_or_else(|| Diagnostic::internal("a variable without a slot"))?;
                Ok(Column { name, span: projection.span, slot, expr })
            })
            .collect()
    }

    /// One written column; says whether it holds an aggregation.
    fn column(
        &mut self,
        item: &ast::ProjectionItem,
        aggregated: bool,
        calls: &mut Vec<(Slot, AggregateCall)>,
    ) -> Result<(Column, bool)> {
        let with_aggregate = aggregated && has_aggregate(&item.expr);
        let expr = if with_aggregate {
            self.aggregation = Aggregation::Collected(std::mem::take(calls));
            let expr = self.value_expr(&item.expr);
            if let Aggregation::Collected(found) = std::mem::take(&mut self.aggregation) {
                *calls = found;
            }
            expr?
        } else {
            self.value_expr(&item.expr)?
        };
        let name = match (&item.alias, &item.expr.kind) {
            (Some(alias), _) => Arc::clone(&alias.text),
            (None, ast::ExprKind::Variable(name)) => Arc::clone(name),
            (None, _) => Arc::clone(&item.text),
        };
        let slot = match slot_of(&expr) {
            Some(slot) => slot,
            None => self.new_slot(Some(&name), expr.ty.clone()),
        };
        let span = item.alias.as_ref().map_or(item.expr.span, |alias| alias.span);
        Ok((Column { name, span, slot, expr }, with_aggregate))
    }

    fn order(
        &mut self,
        bound: &mut BoundProjection,
        projection: &ast::Projection,
        columns: &[Column],
        input: &Scope,
    ) -> Result<()> {
        if projection.order.is_empty() {
            return Ok(());
        }
        let only_output = bound.aggregated || bound.distinct;
        let output_scope = self.scope.clone();
        let mut seen = input.clone();
        for (name, slot) in output_scope.iter() {
            seen.insert(name, slot);
        }
        let known: Vec<(Slot, Expr)> = columns.iter().map(|column| (column.slot, column.expr.clone())).collect();
        for item in &projection.order {
            self.scope = seen.clone();
            let known_calls = bound.aggregates.len();
            if bound.aggregated {
                self.aggregation = Aggregation::Collected(std::mem::take(&mut bound.aggregates));
            }
            let expr = self.value_expr(&item.expr);
            if let Aggregation::Collected(calls) = std::mem::take(&mut self.aggregation) {
                bound.aggregates = calls;
            }
            self.scope = output_scope.clone();
            let written = expr?;
            let mut expr = written.clone();
            let with_aggregate = bound.aggregated && has_aggregate(&item.expr);
            replace_keys(&mut expr, &known, with_aggregate);
            if only_output {
                let own = slots_made_inside(&written);
                check_order(&expr, bound, &output_scope, &own, true)?;
                for (_, call) in bound.aggregates.iter().skip(known_calls) {
                    for argument in &call.arguments {
                        let own = slots_made_inside(argument);
                        check_order(argument, bound, &output_scope, &own, false)?;
                    }
                }
            }
            bound.order.push(SortKey { expr, descending: item.descending, nulls_first: item.nulls_first });
        }
        Ok(())
    }

    /// SKIP, LIMIT and OF … ROWS: a number that does not depend on a row.
    pub(super) fn page(&mut self, count: Option<&ast::Expr>, clause: &str) -> Result<Option<Expr>> {
        let Some(count) = count else { return Ok(None) };
        let scope = std::mem::take(&mut self.scope);
        let bound = self.value_expr(count);
        self.scope = scope;
        let bound = bound.map_err(|error| {
            if error.detail() == Detail::UndefinedVariable {
                let message = format!("{clause} cannot depend on a row");
                Diagnostic::syntax(Detail::NonConstantExpression, message)
                    .at(count.span)
                    .hint("use a number, a parameter, or an expression of them")
            } else {
                error
            }
        })?;
        let literal = match &bound.kind {
            ExprKind::Literal(value) => Some(value.clone()),
            ExprKind::Unary(ast::UnaryOp::Minus, operand) => match &operand.kind {
                ExprKind::Literal(Value::Integer(n)) => Some(Value::Integer(n.wrapping_neg())),
                _ => None,
            },
            _ => None,
        };
        if let Some(Value::Integer(n)) = literal
            && n < 0
        {
            let message = format!("{clause} cannot be negative");
            return Err(Diagnostic::syntax(Detail::NegativeIntegerArgument, message).at(count.span));
        }
        expect_page_type(&bound, clause)?;
        Ok(Some(bound))
    }

    fn with_filter(&mut self, predicate: &ast::Expr, bound: &BoundProjection, input: &Scope) -> Result<Expr> {
        let output = self.scope.clone();
        if !bound.aggregated && !bound.distinct {
            let mut seen = input.clone();
            for (name, slot) in output.iter() {
                seen.insert(name, slot);
            }
            self.scope = seen;
        }
        let filter = self.condition(predicate);
        self.scope = output;
        filter
    }
}

/// A float is no integer here, though it may be one elsewhere, and null is no count.
fn expect_page_type(bound: &Expr, clause: &str) -> Result<()> {
    if matches!(bound.ty, Type::Any | Type::Integer | Type::Number) {
        return Ok(());
    }
    let message = format!("{clause} wants an INTEGER, but this is {}", bound.ty.in_words());
    Err(Diagnostic::syntax(Detail::InvalidArgumentType, message).at(bound.span))
}

fn computed(column: &Column) -> (Slot, Expr) {
    (column.slot, column.expr.clone())
}

fn slot_of(expr: &Expr) -> Option<Slot> {
    match expr.kind {
        ExprKind::Slot(slot) => Some(slot),
        _ => None,
    }
}

fn is_slot(expr: &Expr, slot: Slot) -> bool {
    slot_of(expr) == Some(slot)
}

fn check_names(columns: &[Column]) -> Result<()> {
    let mut names = FxHashSet::default();
    for column in columns {
        if !names.insert(&column.name) {
            let message = format!("there are two columns named `{}`", column.name);
            return Err(Diagnostic::syntax(Detail::ColumnNameConflict, message)
                .at(column.span)
                .hint("give one of them another name with AS"));
        }
    }
    Ok(())
}

/// A projected expression without a name cannot be passed on.
fn require_aliases(projection: &ast::Projection) -> Result<()> {
    for item in &projection.items {
        if item.alias.is_none() && !matches!(item.expr.kind, ast::ExprKind::Variable(_)) {
            return Err(Diagnostic::syntax(Detail::NoExpressionAlias, "an expression in WITH needs a name")
                .at(item.expr.span)
                .hint(format!("write `{} AS name`", item.text)));
        }
    }
    Ok(())
}

/// Replaces every part that equals a key by the key's slot. Beside an aggregation (`simple`) only variables and their
/// properties count as keys: a longer expression there would be ambiguous.
fn replace_keys(expr: &mut Expr, keys: &[(Slot, Expr)], simple: bool) {
    let fits = |key: &Expr| match &key.kind {
        ExprKind::Slot(_) | ExprKind::Parameter(_) | ExprKind::Literal(_) => true,
        ExprKind::Property { operand, .. } => matches!(operand.kind, ExprKind::Slot(_)),
        _ => !simple,
    };
    if let Some((slot, _)) = keys.iter().find(|(_, key)| fits(key) && key.same_as(expr)) {
        expr.kind = ExprKind::Slot(*slot);
        return;
    }
    for child in expr.children_mut() {
        replace_keys(child, keys, simple);
    }
}

/// Every slot that is left must be a key, an aggregate or a local.
fn check_grouped(
    expr: &Expr,
    keys: &[(Slot, Expr)],
    calls: &[(Slot, AggregateCall)],
    written: &Expr,
    own: &FxHashSet<Slot>,
) -> Result<()> {
    let known = |slot: Slot| {
        keys.iter().any(|(key, _)| *key == slot) || calls.iter().any(|(call, _)| *call == slot) || own.contains(&slot)
    };
    match first_strange(expr, &known) {
        None => Ok(()),
        Some((_, span)) => {
            let message = "this part is neither aggregated nor a grouping key of its own";
            Err(Diagnostic::syntax(Detail::AmbiguousAggregationExpression, message)
                .at(if span.end == 0 { written.span } else { span })
                .hint("make it a column of its own, or compute it in a WITH before"))
        }
    }
}

/// The first variable that is not known, with the place of it and of the property that is read from it.
fn first_strange(expr: &Expr, known: &impl Fn(Slot) -> bool) -> Option<(Slot, Span)> {
    if let ExprKind::Slot(slot) = expr.kind {
        return (!known(slot)).then_some((slot, expr.span));
    }
    let found = expr.children().into_iter().find_map(|child| first_strange(child, known))?;
    let reads = matches!(&expr.kind, ExprKind::Property { operand, .. } if slot_of(operand).is_some());
    Some(if reads { (found.0, expr.span) } else { found })
}

/// ORDER BY behind aggregation or DISTINCT sees the columns only. With `keys_count` a part of a grouping key is told apart
/// from a name that is not there at all.
fn check_order(
    expr: &Expr,
    bound: &BoundProjection,
    output: &Scope,
    own: &FxHashSet<Slot>,
    keys_count: bool,
) -> Result<()> {
    let known = |slot: Slot| {
        output.iter().any(|(_, column)| column == slot)
            || bound.aggregates.iter().any(|(call, _)| *call == slot)
            || own.contains(&slot)
    };
    let Some((slot, span)) = first_strange(expr, &known) else { return Ok(()) };
    let mut in_key = false;
    for (_, key) in &bound.keys {
        key.walk(&mut |part| in_key |= matches!(part.kind, ExprKind::Slot(found) if found == slot));
    }
    if in_key && keys_count {
        let message = "this part of ORDER BY belongs to a column, but is none of its own";
        return Err(Diagnostic::syntax(Detail::AmbiguousAggregationExpression, message)
            .at(span)
            .hint("make it a column, or order by one"));
    }
    let reason = if bound.aggregated { "an aggregation" } else { "DISTINCT" };
    let message = format!("behind {reason}, ORDER BY sees only the columns");
    Err(Diagnostic::syntax(Detail::UndefinedVariable, message).at(span).hint("make it a column, or order by one"))
}

/// Slots that belong to comprehensions inside an expression.
fn slots_made_inside(expr: &Expr) -> FxHashSet<Slot> {
    let mut own = FxHashSet::default();
    expr.walk(&mut |part| match &part.kind {
        ExprKind::ListComprehension { slot, .. } | ExprKind::Quantifier { slot, .. } => {
            own.insert(*slot);
        }
        ExprKind::Reduce { accumulator, slot, .. } => {
            own.extend([*accumulator, *slot]);
        }
        _ => {}
    });
    own
}

/// Splits the columns into grouping keys and expressions over keys and aggregates.
fn group(
    bound: &mut BoundProjection,
    columns: &mut [Column],
    stars: usize,
    grouped: &[bool],
    calls: Vec<(Slot, AggregateCall)>,
) -> Result<()> {
    let is_key = |at: usize| at < stars || grouped.get(at - stars).copied().unwrap_or(false);
    for (at, column) in columns.iter().enumerate() {
        if is_key(at) && !bound.keys.iter().any(|(slot, _)| *slot == column.slot) {
            bound.keys.push(computed(column));
        }
    }
    for (at, column) in columns.iter_mut().enumerate() {
        if is_key(at) {
            continue;
        }
        let written = column.expr.clone();
        replace_keys(&mut column.expr, &bound.keys, true);
        check_grouped(&column.expr, &bound.keys, &calls, &written, &slots_made_inside(&written))?;
        if is_slot(&column.expr, column.slot) && calls.iter().any(|(slot, _)| *slot == column.slot) {
            continue;
        }
        bound.items.push(computed(column));
    }
    bound.aggregates = calls;
    Ok(())
}
