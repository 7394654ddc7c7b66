//! `CALL name(…) YIELD …`: for each row the rows of a procedure.

use std::sync::Arc;

use super::cursor::Cursor;
use crate::binder::{Expr, Slot};
use crate::diagnostic::{Diagnostic, Result, Span};
use crate::executor::batch::{BATCH_ROWS, Batch, column_bytes};
use crate::executor::context::{Context, GraphHandle, Operator, ProcedureResult, ProcedureSource};
use crate::executor::expression::evaluate;
use crate::value::{Column, Value, do_elsewhere};

/// Elements of a graph from which on a call may take long.
const LARGE: u64 = 100_000;
/// Calls for one batch of which each may be a long one.
const FEW: usize = 16;

/// See the file.
pub(in crate::executor) struct Procedure {
    cursor: Cursor,
    name: Arc<str>,
    arguments: Vec<Expr>,
    yields: Vec<(u32, Slot)>,
    optional: bool,
    span: Span,
    // What the cursor's row was given, and how many rows of it were passed on.
    pending: Option<(ProcedureResult, usize)>,
    held: usize,
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
        Self { cursor: Cursor::new(input, keep), name, arguments, yields, optional, span, pending: None, held: 0 }
    }

    /// The result for the cursor's row, its memory counted until the next one.
    fn next_result(&mut self, ctx: &mut Context) -> Result<ProcedureResult> {
        ctx.checkpoint()?;
        ctx.release(std::mem::take(&mut self.held));
        let result = self.call(ctx)?;
        self.held = result.columns.iter().map(column_bytes).sum();
        ctx.hold(self.held)?;
        Ok(result)
    }

    /// Calls for the cursor's row; the result has the yielded columns alone.
    fn call(&self, ctx: &mut Context) -> Result<ProcedureResult> {
        let row = self.cursor.batch.slice(self.cursor.row, self.cursor.row + 1);
        let mut arguments = Vec::with_capacity(self.arguments.len());
        for expr in &self.arguments {
            arguments.push(evaluate(expr, &row, ctx)?.get(0));
        }
        let procedures = Arc::clone(&ctx.procedures);
        let written = match &mut ctx.graph {
            GraphHandle::Write(workspace) => procedures.write(&self.name, &arguments, workspace),
            GraphHandle::Read(_) => None,
        };
        let result = written.unwrap_or_else(|| self.ask(procedures, arguments, ctx));
        let result = result.map_err(|error| error.or_at(self.span))?;
        if result.rows == 0 && self.optional {
            let columns = self.yields.iter().map(|_| Column::nulls(1)).collect();
            return Ok(ProcedureResult { rows: 1, columns });
        }
        let mut given = result.columns;
        let column = |(at, (column, _)): (usize, &(u32, Slot))| {
            let again = self.yields.iter().skip(at + 1).any(|(later, _)| later == column);
            match given.get_mut(*column as usize) {
                Some(column) if again => Ok(column.clone()),
                Some(column) => Ok(std::mem::replace(column, Column::nulls(0))),
                None => {
                    let message = format!("procedure `{}` gave too few columns", self.name);
                    Err(Diagnostic::internal(message).at(self.span))
                }
            }
        };
        let columns = self.yields.iter().enumerate().map(column).collect::<Result<_>>()?;
        Ok(ProcedureResult { rows: result.rows, columns })
    }
}

impl Procedure {
    /// What a procedure that only reads gives. On a large graph it may take long between two looks at the limits, most of
    /// all where petgraph does the work, so it is done elsewhere; many small calls are stopped between them.
    fn ask(
        &self,
        procedures: Arc<dyn ProcedureSource>,
        arguments: Vec<Value>,
        ctx: &Context,
    ) -> Result<ProcedureResult> {
        let graph = ctx.graph();
        if graph.node_count() + graph.rel_count() < LARGE || self.cursor.batch.len() > FEW {
            return procedures.call(&self.name, &arguments, graph, &ctx.watch());
        }
        let (name, graph, watch) = (Arc::clone(&self.name), graph.clone(), ctx.watch());
        do_elsewhere(move || procedures.call(&name, &arguments, &graph, &watch), || ctx.checkpoint())?
    }
}

impl Operator for Procedure {
    fn next(&mut self, ctx: &mut Context) -> Result<Option<Batch>> {
        while self.cursor.fill(ctx)? {
            let mut rows: Vec<u32> = Vec::new();
            let mut parts: Vec<Vec<Column>> = vec![Vec::new(); self.yields.len()];
            while rows.len() < BATCH_ROWS && self.cursor.row < self.cursor.batch.len() {
                let (result, first) =
                    if let Some(pending) = self.pending.take() { pending } else { (self.next_result(ctx)?, 0) };
                let last = result.rows.min(first + BATCH_ROWS - rows.len());
                rows.resize(rows.len() + last - first, self.cursor.row as u32);
                if (first, last) == (0, result.rows) {
                    parts.iter_mut().zip(result.columns).for_each(|(parts, column)| parts.push(column));
                    self.cursor.row += 1;
                    continue;
                }
                for (parts, column) in parts.iter_mut().zip(&result.columns) {
                    parts.push(column.slice(first..last));
                }
                if last < result.rows {
                    self.pending = Some((result, last));
                } else {
                    self.cursor.row += 1;
                }
            }
            if rows.is_empty() {
                continue;
            }
            let mut out = self.cursor.gather(&rows);
            for ((_, slot), parts) in self.yields.iter().zip(parts) {
                out.set(*slot, Column::concat(parts));
            }
            return Ok(Some(out));
        }
        Ok(None)
    }

    fn reset(&mut self, ctx: &mut Context) {
        self.cursor.reset(ctx);
        self.pending = None;
        ctx.release(std::mem::take(&mut self.held));
    }
}
