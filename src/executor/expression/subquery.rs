//! `EXISTS { … }`, `COUNT { … }`, `COLLECT { … }`: the value of a subquery for each row.
//!
//! Where the subquery's plan treats rows one by one the whole batch is its argument and the origin column tells which
//! row an answer belongs to; else it runs once a row. The operators are built once and reset for each run.

use super::made::Made;
use crate::binder::{Slot, SubqueryId, SubqueryValue};
use crate::diagnostic::{Diagnostic, Result};
use crate::executor::batch::Batch;
use crate::executor::context::{Context, Operator};
use crate::value::{Column, Value, checked_list};

/// What the rows of a subquery add up to, one entry an outer row.
enum Answer {
    Exists(Vec<u8>),
    Count(Vec<i64>),
    Collect(Slot, Vec<Vec<Value>>, Made),
}

impl Answer {
    fn new(kind: SubqueryValue, len: usize) -> Self {
        match kind {
            SubqueryValue::Exists => Self::Exists(vec![0; len]),
            SubqueryValue::Count => Self::Count(vec![0; len]),
            SubqueryValue::Collect(slot) => Self::Collect(slot, vec![Vec::new(); len], Made::new()),
        }
    }

    /// Takes rows of the subquery; `row_of` gives the outer row of each.
    fn take(&mut self, rows: &Batch, ctx: &Context, row_of: impl Fn(usize) -> usize) -> Result<()> {
        match self {
            Self::Exists(found) => (0..rows.len()).for_each(|at| found[row_of(at)] = 1),
            Self::Count(counts) => {
                let weights = rows.weights(ctx.weight());
                let of = |at: usize| weights.as_ref().map_or(1, |weights| weights[at]);
                for at in 0..rows.len() {
                    let count = &mut counts[row_of(at)];
                    *count = count.saturating_add(of(at));
                }
            }
            Self::Collect(slot, lists, made) => {
                let column = rows.column(*slot)?;
                for at in 0..rows.len() {
                    let value = column.get(at);
                    made.add(&value, ctx)?;
                    lists[row_of(at)].push(value);
                }
            }
        }
        Ok(())
    }

    /// One row is enough.
    fn is_decided_by_one(&self) -> bool {
        matches!(self, Self::Exists(_))
    }

    /// Puts what has been found into the context, or takes it back.
    fn lend(&mut self, ctx: &mut Context) {
        if let Self::Exists(found) = self {
            std::mem::swap(found, &mut ctx.found);
        }
    }

    fn finish(self) -> Result<Column> {
        Ok(match self {
            Self::Exists(found) => Column::Booleans(found),
            Self::Count(values) => Column::Integers { values, nulls: None },
            Self::Collect(_, lists, _) => Column::Values(lists.into_iter().map(checked_list).collect::<Result<_>>()?),
        })
    }
}

/// The value of subquery `id` for each row.
pub(super) fn value(id: SubqueryId, batch: &Batch, ctx: &mut Context) -> Result<Column> {
    let statement = ctx.statement.clone();
    let at = id.0 as usize;
    let missing = || Diagnostic::internal(format!("subquery {at} has no plan"));
    let subquery = statement.subqueries.get(at).ok_or_else(missing)?;
    let mut operator = ctx.subqueries.get_mut(at).and_then(Option::take).ok_or_else(missing)?;
    let mut answer = Answer::new(subquery.kind, batch.len());
    if subquery.row_wise && batch.len() > 1 {
        whole_batch(&mut *operator, batch, &mut answer, ctx)?;
    } else {
        row_by_row(&mut *operator, batch, &mut answer, ctx)?;
    }
    if let Some(place) = ctx.subqueries.get_mut(at) {
        *place = Some(operator);
    }
    answer.finish()
}

fn whole_batch(operator: &mut dyn Operator, batch: &Batch, answer: &mut Answer, ctx: &mut Context) -> Result<()> {
    let mut argument = batch.numbered(ctx.origin());
    argument.unset(ctx.weight());
    operator.reset(ctx);
    loop {
        // What is below looks at what has been found.
        answer.lend(ctx);
        let rows = ctx.pull(operator, &mut argument);
        answer.lend(ctx);
        let Some(rows) = rows? else { break };
        let origins = rows.origins(ctx.origin())?;
        answer.take(&rows, ctx, |at| origins[at] as usize)?;
    }
    Ok(())
}

fn row_by_row(operator: &mut dyn Operator, batch: &Batch, answer: &mut Answer, ctx: &mut Context) -> Result<()> {
    for row in 0..batch.len() {
        ctx.checkpoint()?;
        let mut argument = batch.slice(row, row + 1);
        argument.unset(ctx.origin());
        argument.unset(ctx.weight());
        operator.reset(ctx);
        while let Some(rows) = ctx.pull(operator, &mut argument)? {
            answer.take(&rows, ctx, |_| row)?;
            if answer.is_decided_by_one() {
                break;
            }
        }
    }
    Ok(())
}
