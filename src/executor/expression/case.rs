//! `CASE`: branches in order; tests and results are evaluated only for the rows that reach them.

use std::sync::Arc;

use super::comparison::compare_columns;
use super::{evaluate, logic::true_rows, slots_of};
use crate::binder::Expr;
use crate::diagnostic::Result;
use crate::executor::batch::Batch;
use crate::executor::context::Context;
use crate::syntax::ast::CompareOp;
use crate::value::{Column, Value};

/// See the file; `branches` are tests and result.
pub(super) fn case(
    operand: Option<&Expr>,
    branches: &[(Vec<Expr>, Expr)],
    otherwise: Option<&Expr>,
    batch: &Batch,
    ctx: &mut Context,
) -> Result<Column> {
    let operand = operand.map(|operand| evaluate(operand, batch, ctx)).transpose()?;
    let mut result = vec![Value::Null; batch.len()];
    let mut open: Vec<u32> = (0..batch.len() as u32).collect();
    for (tests, then) in branches {
        let mut reached = Vec::new();
        for test in tests {
            if open.is_empty() {
                break;
            }
            let fits = fitting(operand.as_ref(), test, batch, &open, ctx)?;
            split(&mut open, &fits, &mut reached);
        }
        reached.sort_unstable();
        fill(then, batch, &reached, &mut result, ctx)?;
    }
    if let Some(otherwise) = otherwise {
        fill(otherwise, batch, &open, &mut result, ctx)?;
    }
    Ok(Column::from_values(result))
}

/// The places in `open` whose rows fit the test, ascending.
fn fitting(
    operand: Option<&Arc<Column>>,
    test: &Expr,
    batch: &Batch,
    open: &[u32],
    ctx: &mut Context,
) -> Result<Vec<u32>> {
    let part = batch.gather_slots(slots_of(test).as_deref(), open);
    let column = evaluate(test, &part, ctx)?;
    match operand {
        None => true_rows(&column, test.span),
        Some(operand) => true_rows(&compare_columns(CompareOp::Equal, &operand.gather(open), &column), test.span),
    }
}

/// Moves the rows at `places` from `open` to `reached`.
fn split(open: &mut Vec<u32>, places: &[u32], reached: &mut Vec<u32>) {
    let mut next = places.iter().peekable();
    let mut place = 0;
    open.retain(|row| {
        let fits = next.next_if(|at| **at == place).is_some();
        place += 1;
        if fits {
            reached.push(*row);
        }
        !fits
    });
}

fn fill(expr: &Expr, batch: &Batch, rows: &[u32], result: &mut [Value], ctx: &mut Context) -> Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let part = batch.gather_slots(slots_of(expr).as_deref(), rows);
    let column = evaluate(expr, &part, ctx)?;
    for (at, row) in rows.iter().enumerate() {
        result[*row as usize] = column.get(at);
    }
    Ok(())
}
