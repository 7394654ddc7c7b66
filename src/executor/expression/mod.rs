//! Expressions by column: one call evaluates an expression for all rows of a batch.
//!
//! Hot cases (properties of elements, comparison and arithmetic of numbers, truth values, dictionary strings) are
//! narrow loops; the rest goes row by row over values. A row is evaluated only where the language says so: AND and OR
//! stop, CASE takes one branch, so an expression never fails for a row that does not reach it.
//!
//! ```text
//! n.age > 30 AND n.name STARTS WITH 'A'
//! Nodes ─gather→ Integers ─compare→ Booleans ─rows undecided→ Texts ─prefix→ Booleans ─and→ Booleans
//! ```

mod access;
mod arithmetic;
mod case;
mod cell;
mod comparison;
mod construct;
mod entity;
mod function;
mod labels;
mod list;
mod lists;
mod logic;
mod made;
mod membership;
mod moments;
mod numbers;
mod numerals;
mod parts;
mod path;
mod property;
mod repeated;
mod strings;
mod subquery;
mod text;
mod type_test;

use std::sync::Arc;

use crate::binder::{Expr, ExprKind, Slot};
use crate::diagnostic::{Class, Detail, Diagnostic, Phase, Result};
use crate::executor::batch::Batch;
use crate::executor::context::Context;
use crate::syntax::ast::{BinaryOp, UnaryOp};
use crate::value::{Column, Value};

pub(super) use construct::properties;
pub(super) use labels::node_passes;
pub(super) use lists::Lists;
pub(super) use logic::true_rows;
pub(super) use path::walk_path;

/// The values of `expr`, one for each row of `batch`; its slots are bound in the batch.
pub(super) fn evaluate(expr: &Expr, batch: &Batch, ctx: &mut Context) -> Result<Arc<Column>> {
    if let ExprKind::Slot(slot) = &expr.kind {
        return batch.column(*slot).cloned();
    }
    if batch.is_empty() {
        return Ok(Arc::new(Column::nulls(0)));
    }
    let property = match &expr.kind {
        ExprKind::Property { operand, key, .. } => operand.as_slot().zip(Some(*key)),
        _ => None,
    };
    let elements = property.and_then(|(slot, key)| Some((key, batch.get(slot)?)));
    if let Some(known) = elements.and_then(|(key, elements)| ctx.reads.find(key, elements)) {
        return Ok(known);
    }
    let column = Arc::new(dispatch(expr, batch, ctx).map_err(|error| error.or_at(expr.span))?);
    if let Some((key, elements)) = elements {
        ctx.reads.keep(key, elements, &column);
    }
    Ok(column)
}

/// The value of an expression that depends on no row of the clause: it sees the first row of the argument.
pub(super) fn evaluate_once(expr: &Expr, ctx: &mut Context) -> Result<Value> {
    let row = if ctx.argument.is_empty() { Batch::new(ctx.width(), 1) } else { ctx.argument.slice(0, 1) };
    Ok(evaluate(expr, &row, ctx)?.get(0))
}

fn dispatch(expr: &Expr, batch: &Batch, ctx: &mut Context) -> Result<Column> {
    match &expr.kind {
        ExprKind::Slot(slot) => batch.column(*slot).map(|column| (**column).clone()),
        ExprKind::Literal(value) => Ok(Column::Constant(value.clone(), batch.len())),
        ExprKind::Parameter(name) => parameter(name, batch.len(), ctx),
        ExprKind::List(items) => construct::list(items, batch, ctx),
        ExprKind::Map(entries) => construct::map(entries, batch, ctx),
        ExprKind::MapProjection { base, items } => construct::projection(base, items, batch, ctx),
        ExprKind::Property { operand, key, name } => property::property(operand, *key, name, batch, ctx),
        ExprKind::Index(operand, index) => access::index(operand, index, batch, ctx),
        ExprKind::Slice(operand, from, to) => access::slice(operand, from.as_deref(), to.as_deref(), batch, ctx),
        ExprKind::HasLabels(operand, test) => labels::has_labels(operand, test, batch, ctx),
        ExprKind::Unary(op, operand) => unary(*op, operand, batch, ctx),
        ExprKind::Nary(op, operands) => logic::nary(*op, operands, batch, ctx),
        ExprKind::Binary(op, a, b) => binary(*op, a, b, batch, ctx),
        ExprKind::Compare(op, a, b) => {
            let (a, b) = (evaluate(a, batch, ctx)?, evaluate(b, batch, ctx)?);
            Ok(comparison::compare_columns(*op, &a, &b))
        }
        ExprKind::IsNull { operand, negated } => {
            let column = evaluate(operand, batch, ctx)?;
            Ok(Column::Booleans((0..batch.len()).map(|row| u8::from(column.is_null(row) != *negated)).collect()))
        }
        ExprKind::IsTyped { operand, negated, type_name } => {
            type_test::is_typed(operand, *negated, type_name, batch, ctx)
        }
        ExprKind::IsNormalized { operand, negated, form } => text::is_normalized(operand, *negated, form, batch, ctx),
        ExprKind::Function { id, arguments } => function::call(*id, arguments, batch, ctx),
        ExprKind::Case { operand, branches, otherwise } => {
            case::case(operand.as_deref(), branches, otherwise.as_deref(), batch, ctx)
        }
        ExprKind::ListComprehension { slot, list, predicate, projection } => {
            list::comprehension(*slot, list, predicate.as_deref(), projection.as_deref(), batch, ctx)
        }
        ExprKind::Quantifier { quantifier, slot, list, predicate } => {
            list::quantifier(*quantifier, *slot, list, predicate, batch, ctx)
        }
        ExprKind::Reduce { accumulator, initial, slot, list, expr } => {
            list::reduce((*accumulator, initial), (*slot, list), expr, batch, ctx)
        }
        ExprKind::Subquery(id) => subquery::value(*id, batch, ctx),
        ExprKind::Path { start, steps } => path::path(*start, steps, batch, ctx),
    }
}

fn parameter(name: &Arc<str>, len: usize, ctx: &Context) -> Result<Column> {
    match ctx.parameters.get(name) {
        Some(value) => Ok(Column::Constant(value.clone(), len)),
        None => Err(Diagnostic::new(
            Class::ParameterMissing,
            Phase::Runtime,
            Detail::MissingParameter,
            format!("parameter `${name}` was not given"),
        )),
    }
}

fn unary(op: UnaryOp, operand: &Expr, batch: &Batch, ctx: &mut Context) -> Result<Column> {
    let column = evaluate(operand, batch, ctx)?;
    match op {
        UnaryOp::Not => logic::not(&column, operand.span),
        UnaryOp::Minus => arithmetic::negated(&column),
        UnaryOp::Plus => arithmetic::plus(&column),
    }
}

fn binary(op: BinaryOp, a: &Expr, b: &Expr, batch: &Batch, ctx: &mut Context) -> Result<Column> {
    let (a, b) = (evaluate(a, batch, ctx)?, evaluate(b, batch, ctx)?);
    match op {
        BinaryOp::Add
        | BinaryOp::Subtract
        | BinaryOp::Multiply
        | BinaryOp::Divide
        | BinaryOp::Modulo
        | BinaryOp::Power => arithmetic::arithmetic(op, &a, &b, ctx),
        BinaryOp::Concatenate => text::concatenate(&a, &b, ctx),
        BinaryOp::In => membership::is_in(&a, &b),
        BinaryOp::StartsWith | BinaryOp::EndsWith | BinaryOp::Contains => text::search(op, &a, &b),
        BinaryOp::Matches => text::matches(&a, &b, ctx),
    }
}

/// The slots an expression reads, locals of comprehensions included; `None` when a subquery may read any.
pub(super) fn slots_of(expr: &Expr) -> Option<Vec<Slot>> {
    let (mut slots, mut whole) = (Vec::new(), true);
    expr.walk(&mut |part| match &part.kind {
        ExprKind::Slot(slot) => slots.push(*slot),
        ExprKind::Path { start, steps } => {
            slots.push(*start);
            slots.extend_from_slice(steps);
        }
        ExprKind::Subquery(_) => whole = false,
        _ => {}
    });
    slots.sort_unstable();
    slots.dedup();
    whole.then_some(slots)
}

#[cfg(test)]
mod tests;
