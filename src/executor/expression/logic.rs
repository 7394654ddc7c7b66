//! AND, OR, XOR, NOT in three values, and the rows for which a predicate is true.
//!
//! AND and OR go operand by operand and evaluate each only for the rows that are not decided yet (or for all, where that
//! cannot be told from it and costs less); what is decided: false for AND, true for OR. Null decides nothing: a later
//! operand may still.

use std::borrow::Cow;

use super::cell::{cell, wrong_type};
use super::{evaluate, slots_of};
use crate::binder::{Expr, ExprKind};
use crate::diagnostic::{Result, Span};
use crate::executor::batch::Batch;
use crate::executor::context::Context;
use crate::executor::reads::reads_repeat;
use crate::functions::is_volatile;
use crate::syntax::ast::NaryOp;
use crate::value::{Column, Value};

const FALSE: u8 = 0;
pub(super) const TRUE: u8 = 1;
const NULL: u8 = 2;

/// The truth values of a column: 0 false, 1 true, 2 null.
///
/// # Errors
/// `TypeError/InvalidArgumentType` for a value that is none; `span` is where it comes from.
pub(super) fn truth(column: &Column, span: Span) -> Result<Cow<'_, [u8]>> {
    let one = |value: &Value| match value {
        Value::Boolean(truth) => Ok(u8::from(*truth)),
        Value::Null => Ok(NULL),
        other => Err(wrong_type("a BOOLEAN is needed here", other).at(span)),
    };
    match column {
        Column::Booleans(bits) => Ok(Cow::Borrowed(bits)),
        Column::Constant(value, len) => Ok(Cow::Owned(vec![one(value)?; *len])),
        other => (0..other.len()).map(|row| one(&cell(other, row))).collect::<Result<Vec<u8>>>().map(Cow::Owned),
    }
}

/// The rows for which a predicate is true (neither false nor null), ascending.
pub(in crate::executor) fn true_rows(column: &Column, span: Span) -> Result<Vec<u32>> {
    // Most predicates are false for most rows.
    Ok(rows_where(&truth(column, span)?, FALSE, |bit| bit == TRUE))
}

/// The rows whose bit is wanted, ascending; `often` is one that is not.
fn rows_where(bits: &[u8], often: u8, wanted: impl Fn(u8) -> bool) -> Vec<u32> {
    let count = bits.iter().filter(|bit| wanted(**bit)).count();
    if count == bits.len() {
        return (0..count as u32).collect();
    }
    // Each row is written, and kept by moving on: no branch depends on the data.
    let mut rows = vec![0; count + 1];
    let mut kept = 0;
    let mut keep = |row: usize, bit: u8| {
        rows[kept] = row as u32;
        kept += usize::from(wanted(bit));
    };
    let (eights, rest) = bits.as_chunks::<8>();
    for (at, eight) in eights.iter().enumerate() {
        if *eight != [often; 8] {
            eight.iter().enumerate().for_each(|(row, bit)| keep(at * 8 + row, *bit));
        }
    }
    rest.iter().enumerate().for_each(|(row, bit)| keep(eights.len() * 8 + row, *bit));
    rows.truncate(count);
    rows
}

/// `NOT`.
pub(super) fn not(column: &Column, span: Span) -> Result<Column> {
    if let Column::Constant(Value::Null, len) = column {
        return Ok(Column::nulls(*len));
    }
    let bits = truth(column, span)?;
    Ok(Column::Booleans(bits.iter().map(|bit| if *bit == NULL { NULL } else { 1 - bit }).collect()))
}

/// `AND`, `OR`, `XOR` of two or more operands.
pub(super) fn nary(op: NaryOp, operands: &[Expr], batch: &Batch, ctx: &mut Context) -> Result<Column> {
    match op {
        NaryOp::And => decide(operands, FALSE, batch, ctx),
        NaryOp::Or => decide(operands, TRUE, batch, ctx),
        NaryOp::Xor => xor(operands, batch, ctx),
    }
}

/// Rows take the value `deciding` as soon as one operand has it.
fn decide(operands: &[Expr], deciding: u8, batch: &Batch, ctx: &mut Context) -> Result<Column> {
    ctx.sharing_reads(reads_repeat(operands.iter()), batch.len(), |ctx| {
        let mut result = vec![1 - deciding; batch.len()];
        for (at, operand) in operands.iter().enumerate() {
            let open = if at == 0 { batch.len() } else { result.iter().filter(|bit| **bit != deciding).count() };
            if open == 0 {
                break;
            }
            if at == 0 || open * WORTH_ALL >= batch.len() && is_plain(operand, batch, ctx) {
                let column = evaluate(operand, batch, ctx)?;
                let bits = truth(&column, operand.span)?;
                result.iter_mut().zip(&*bits).for_each(|(bit, more)| *bit = decided(*bit, *more, deciding));
                continue;
            }
            let rows = rows_where(&result, deciding, |bit| bit != deciding);
            let part = batch.gather_slots(slots_of(operand).as_deref(), &rows);
            let column = evaluate(operand, &part, ctx)?;
            for (row, more) in rows.iter().zip(&*truth(&column, operand.span)?) {
                let bit = &mut result[*row as usize];
                *bit = decided(*bit, *more, deciding);
            }
        }
        Ok(Column::Booleans(result))
    })
}

/// Of two truth values the one that decides, or else null, or else the other.
#[inline]
fn decided(bit: u8, more: u8, deciding: u8) -> u8 {
    let decides = bit == deciding || more == deciding;
    let null = bit == NULL || more == NULL;
    if decides {
        deciding
    } else if null {
        NULL
    } else {
        1 - deciding
    }
}

/// Where a row of so many is not decided, an operand that is soon evaluated is evaluated for all.
const WORTH_ALL: usize = 4;

/// Whether an operand compares properties of elements, slots and constants: it takes little time a row, and what can fail in
/// it fails for all rows, also for those that are open.
fn is_plain(expr: &Expr, batch: &Batch, ctx: &Context) -> bool {
    let is_word = |expr: &Expr| match &expr.kind {
        ExprKind::Slot(_) => true,
        ExprKind::Property { operand, .. } => {
            let column = operand.as_slot().and_then(|slot| batch.get(slot));
            let elements = column.is_some_and(|column| matches!(**column, Column::Nodes(_) | Column::Relationships(_)));
            elements && ctx.is_graph_fixed()
        }
        _ => is_constant(expr),
    };
    match &expr.kind {
        ExprKind::Compare(_, left, right) => is_word(left) && is_word(right),
        ExprKind::IsNull { operand, .. } => is_word(operand),
        _ => false,
    }
}

/// Whether an expression is calculated once, whatever the rows.
fn is_constant(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Literal(_) | ExprKind::Parameter(_) => true,
        ExprKind::Function { id, arguments } => !is_volatile(*id) && arguments.iter().all(is_constant),
        _ => false,
    }
}

fn xor(operands: &[Expr], batch: &Batch, ctx: &mut Context) -> Result<Column> {
    let mut result = vec![FALSE; batch.len()];
    for operand in operands {
        let column = evaluate(operand, batch, ctx)?;
        for (row, bit) in truth(&column, operand.span)?.iter().enumerate() {
            result[row] = if result[row] == NULL || *bit == NULL { NULL } else { result[row] ^ bit };
        }
    }
    Ok(Column::Booleans(result))
}
