//! `CALL name(…) YIELD …`: for each row the rows of a procedure.

use std::sync::Arc;

use super::cursor::Cursor;
use crate::binder::{Expr, Slot};
use crate::diagnostic::{Diagnostic, Result, Span};
use crate::executor::batch::{BATCH_ROWS, Batch};
use crate::executor::context::{Context, GraphHandle, Operator};
use crate::executor::expression::evaluate;
use crate::value::{Column, Value};

/// See the file.
pub(in crate::executor) struct Procedure {
    cursor: Cursor,
    name: Arc<str>,
    arguments: Vec<Expr>,
    yields: Vec<(u32, Slot)>,
    optional: bool,
    span: Span,
    // The rest of what the last call gave, and the row that called.
    pending: std::vec::IntoIter<Vec<Value>>,
}

/// A procedure, its arguments, and the slots of its result columns by position.
type Call = (Arc<str>, Vec<Expr>, Vec<(u32, Slot)>);

impl Procedure {
    pub(in crate::executor) fn new(
        input: Box<dyn Operator>,
        keep: Option<Vec<Slot>>,
        (name, arguments, yields): Call,
        optional: bool,
        span: Span,
    ) -> Self {
        let pending = Vec::new().into_iter();
        Self { cursor: Cursor::new(input, keep), name, arguments, yields, optional, span, pending }
    }

    /// Calls for the cursor's row.
    fn call(&self, ctx: &mut Context) -> Result<Vec<Vec<Value>>> {
        let row = self.cursor.batch.slice(self.cursor.row, self.cursor.row + 1);
        let mut arguments = Vec::with_capacity(self.arguments.len());
        for expr in &self.arguments {
            arguments.push(evaluate(expr, &row, ctx)?.get(0));
        }
        let procedures = Arc::clone(&ctx.procedures);
        if let GraphHandle::Write(workspace) = &mut ctx.graph
            && let Some(rows) = procedures.write(&self.name, &arguments, workspace)
        {
            return rows.map_err(|error| error.or_at(self.span));
        }
        procedures.call(&self.name, &arguments, ctx.graph()).map_err(|error| error.or_at(self.span))
    }

    /// Appends the yielded columns of one result row.
    fn push(&self, columns: &mut [Vec<Value>], result: &[Value]) -> Result<()> {
        for ((column, _), values) in self.yields.iter().zip(columns) {
            let value = result.get(*column as usize).ok_or_else(|| {
                Diagnostic::internal(format!("procedure `{}` gave too few columns", self.name)).at(self.span)
            })?;
            values.push(value.clone());
        }
        Ok(())
    }
}

impl Operator for Procedure {
    fn next(&mut self, ctx: &mut Context) -> Result<Option<Batch>> {
        while self.cursor.fill(ctx)? {
            let mut rows: Vec<u32> = Vec::new();
            let mut columns: Vec<Vec<Value>> = vec![Vec::new(); self.yields.len()];
            while rows.len() < BATCH_ROWS && self.cursor.row < self.cursor.batch.len() {
                if self.pending.len() == 0 {
                    ctx.checkpoint()?;
                    self.pending = self.call(ctx)?.into_iter();
                    if self.pending.len() == 0 && self.optional {
                        rows.push(self.cursor.row as u32);
                        for column in &mut columns {
                            column.push(Value::Null);
                        }
                    }
                }
                while rows.len() < BATCH_ROWS
                    && let Some(result) = self.pending.next()
                {
                    self.push(&mut columns, &result)?;
                    rows.push(self.cursor.row as u32);
                }
                if self.pending.len() == 0 {
                    self.cursor.row += 1;
                }
            }
            if rows.is_empty() {
                continue;
            }
            let mut out = self.cursor.gather(&rows);
            for ((_, slot), values) in self.yields.iter().zip(columns) {
                out.set(*slot, Column::from_values(values));
            }
            return Ok(Some(out));
        }
        Ok(None)
    }

    fn reset(&mut self, ctx: &mut Context) {
        self.cursor.reset(ctx);
        self.pending = Vec::new().into_iter();
    }
}
