//! AND, OR, XOR, NOT in three values, and the rows for which a predicate is true.
//!
//! AND and OR go operand by operand and evaluate each only for the rows that are not decided yet; what is decided:
//! false for AND, true for OR. Null decides nothing: a later operand may still.

use std::borrow::Cow;

use super::cell::{cell, wrong_type};
use super::{evaluate, slots_of};
use crate::binder::Expr;
use crate::diagnostic::{Result, Span};
use crate::executor::batch::Batch;
use crate::executor::context::Context;
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
    let bits = truth(column, span)?;
    let count = bits.iter().filter(|bit| **bit == TRUE).count();
    if count == bits.len() {
        return Ok((0..count as u32).collect());
    }
    // Each row is written, and kept by moving on: no branch depends on the data.
    let mut rows = vec![0; count + 1];
    let mut kept = 0;
    let mut keep = |row: usize, bit: u8| {
        rows[kept] = row as u32;
        kept += usize::from(bit == TRUE);
    };
    let (eights, rest) = bits.as_chunks::<8>();
    for (at, eight) in eights.iter().enumerate() {
        // Most predicates are false for most rows.
        if *eight != [FALSE; 8] {
            eight.iter().enumerate().for_each(|(row, bit)| keep(at * 8 + row, *bit));
        }
    }
    rest.iter().enumerate().for_each(|(row, bit)| keep(eights.len() * 8 + row, *bit));
    rows.truncate(count);
    Ok(rows)
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
    let mut result = vec![1 - deciding; batch.len()];
    // The rows not decided; `None`: all.
    let mut open: Option<Vec<u32>> = None;
    for operand in operands {
        let part = match &open {
            None => Cow::Borrowed(batch),
            Some(rows) if rows.is_empty() => break,
            Some(rows) => Cow::Owned(batch.gather_slots(slots_of(operand).as_deref(), rows)),
        };
        let column = evaluate(operand, &part, ctx)?;
        let bits = truth(&column, operand.span)?;
        let row_of = |at: usize| open.as_ref().map_or(at, |rows| rows[at] as usize);
        // As in `true_rows`: no branch depends on the data.
        let mut still = vec![0; bits.len() + 1];
        let mut kept = 0;
        for (at, bit) in bits.iter().enumerate() {
            let row = row_of(at);
            result[row] = if *bit == 1 - deciding { result[row] } else { *bit };
            still[kept] = row as u32;
            kept += usize::from(*bit != deciding);
        }
        still.truncate(kept);
        if still.len() < batch.len() {
            open = Some(still);
        }
    }
    Ok(Column::Booleans(result))
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
