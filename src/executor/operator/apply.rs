//! For each row the rows of an inner plan that starts from it (a nested-loop join, `OPTIONAL MATCH`, `CALL { … }`).
//!
//! Where the inner plan treats rows one by one, a whole batch runs through it at once: the *origin* column numbers the
//! outer rows, and the inner rows, whose origins ascend, are joined back by it. Else the inner plan runs row by row.
//! When the inner plan writes, the input is read to its end first: no scan sees what the inner plan makes.
//!
//! ```text
//! outer   a   origin          inner    origin  b           result  a   b
//!         7   0               Expand   0       9                   7   9
//!         8   1                        0       12                  7   12
//!                                                                  8   null    (optional)
//! ```

use std::collections::VecDeque;

use super::cursor::drain;
use super::fold::too_many;
use crate::binder::Slot;
use crate::diagnostic::Result;
use crate::executor::batch::{BATCH_ROWS, Batch, NO_ROW};
use crate::executor::context::{Context, Operator};
use crate::value::Column;

/// See the file.
pub(in crate::executor) struct Apply {
    input: Box<dyn Operator>,
    inner: Box<dyn Operator>,
    // The slots that are null where the inner plan has no row; `None`: such a row is dropped.
    optional: Option<Vec<Slot>>,
    row_wise: bool,
    // The inner plan writes: read the input first.
    eager: bool,
    // The slots of the input that are read above; `None`: all.
    keep: Option<Vec<Slot>>,
    waiting: Option<VecDeque<Batch>>,
    held: usize,
    current: Option<Run>,
}

/// An outer batch on its way through the inner plan.
struct Run {
    outer: Batch,
    // What the inner plan's argument gives.
    argument: Batch,
    // Row by row: what the arguments are cut from.
    rows: Batch,
    // Outer rows below this have been answered.
    next_row: usize,
}

impl Apply {
    pub(in crate::executor) fn new(
        input: Box<dyn Operator>,
        inner: Box<dyn Operator>,
        optional: Option<Vec<Slot>>,
        (row_wise, eager): (bool, bool),
        keep: Option<Vec<Slot>>,
    ) -> Self {
        Self { input, inner, optional, row_wise, eager, keep, waiting: None, held: 0, current: None }
    }

    fn next_outer(&mut self, ctx: &mut Context) -> Result<Option<Batch>> {
        if !self.eager {
            return self.input.next(ctx);
        }
        if self.waiting.is_none() {
            let (batches, held) = drain(&mut *self.input, ctx)?;
            self.waiting = Some(batches.done().batches);
            self.held = held;
        }
        Ok(self.waiting.as_mut().and_then(VecDeque::pop_front))
    }

    /// A whole batch at once: the next rows of the run, or `None` at its end.
    fn step_batch(&mut self, run: &mut Run, ctx: &mut Context) -> Result<Option<Batch>> {
        let Some(inner) = ctx.pull(&mut *self.inner, &mut run.argument)? else {
            let missing = run.next_row..run.outer.len();
            run.next_row = run.outer.len();
            let Some(optional) = self.optional.as_ref().filter(|_| !missing.is_empty()) else { return Ok(None) };
            let mut out = run.outer.slice(missing.start, missing.end);
            for slot in optional {
                out.set(*slot, Column::nulls(out.len()));
            }
            return Ok(Some(out));
        };
        let origins = inner.origins(ctx.origin())?;
        let (mut outer_rows, mut inner_rows) = (Vec::with_capacity(origins.len()), Vec::new());
        for (row, origin) in origins.into_iter().enumerate() {
            if self.optional.is_some() {
                while run.next_row < origin as usize {
                    outer_rows.push(run.next_row as u32);
                    inner_rows.push(NO_ROW);
                    run.next_row += 1;
                }
            }
            outer_rows.push(origin);
            inner_rows.push(row as u32);
            run.next_row = origin as usize + 1;
        }
        combine(&run.outer, &outer_rows, inner, &inner_rows, ctx).map(Some)
    }

    /// Row by row: the rows for the next outer rows, or `None` at the end of the run.
    fn step_rows(&mut self, run: &mut Run, ctx: &mut Context) -> Result<Option<Batch>> {
        let (mut parts, mut outer_rows): (Vec<Batch>, Vec<u32>) = (Vec::new(), Vec::new());
        while run.next_row < run.outer.len() && outer_rows.len() < BATCH_ROWS {
            ctx.checkpoint()?;
            let row = run.next_row;
            run.next_row += 1;
            run.argument = run.rows.slice(row, row + 1);
            self.inner.reset(ctx);
            let before = outer_rows.len();
            while let Some(inner) = ctx.pull(&mut *self.inner, &mut run.argument)? {
                outer_rows.resize(outer_rows.len() + inner.len(), row as u32);
                parts.push(inner);
            }
            if let Some(optional) = self.optional.as_ref().filter(|_| before == outer_rows.len()) {
                let mut none = Batch::new(ctx.width(), 1);
                for slot in optional {
                    none.set(*slot, Column::nulls(1));
                }
                outer_rows.push(row as u32);
                parts.push(none);
            }
        }
        // Only what the inner plan adds is joined; the outer columns come from the outer batch.
        let Some(inner) = Batch::concat(parts) else { return Ok(None) };
        let added: Vec<Slot> = inner.slots().filter(|slot| run.outer.get(*slot).is_none()).collect();
        let mut out = run.outer.gather(&outer_rows);
        for slot in added {
            if let Some(column) = inner.get(slot).filter(|_| slot != ctx.origin() && slot != ctx.weight()) {
                out.set(slot, column.clone());
            }
        }
        Ok(Some(out))
    }
}

/// Outer rows beside inner rows. The outer batch's own origin, where it has one, takes the place of the inner one's.
fn combine(outer: &Batch, outer_rows: &[u32], inner: Batch, inner_rows: &[u32], ctx: &Context) -> Result<Batch> {
    let (origin, weight) = (ctx.origin(), ctx.weight());
    let weights =
        joined_weights(outer.weights(weight).as_deref(), outer_rows, inner.weights(weight).as_deref(), inner_rows)?;
    // Each inner row is named once: more names than rows means that some outer row has none.
    let whole = inner_rows.len() == inner.len();
    let mut out = if whole { inner } else { inner.gather_or_null(inner_rows) };
    out.unset(origin);
    for slot in outer.slots() {
        let from_outer = slot == origin || !whole || out.get(slot).is_none();
        if let Some(column) = outer.get(slot).filter(|_| from_outer) {
            out.set(slot, column.gather(outer_rows));
        }
    }
    out.unset(weight);
    if let Some(values) = weights {
        out.set(weight, Column::Integers { values, nulls: None });
    }
    Ok(out)
}

/// The weight of an outer row times that of its inner row.
fn joined_weights(
    outer: Option<&[i64]>,
    outer_rows: &[u32],
    inner: Option<&[i64]>,
    inner_rows: &[u32],
) -> Result<Option<Vec<i64>>> {
    if outer.is_none() && inner.is_none() {
        return Ok(None);
    }
    let of = |weights: Option<&[i64]>, row: u32| match weights {
        Some(weights) if row != NO_ROW => weights[row as usize],
        _ => 1,
    };
    let pairs = outer_rows.iter().zip(inner_rows);
    let products = pairs.map(|(a, b)| of(outer, *a).checked_mul(of(inner, *b)).ok_or_else(too_many));
    products.collect::<Result<_>>().map(Some)
}

impl Operator for Apply {
    fn next(&mut self, ctx: &mut Context) -> Result<Option<Batch>> {
        loop {
            let mut run = if let Some(run) = self.current.take() {
                run
            } else {
                let Some(outer) = self.next_outer(ctx)? else { return Ok(None) };
                self.inner.reset(ctx);
                let mut argument = outer.numbered(ctx.origin());
                argument.unset(ctx.weight());
                let outer = self.keep.as_ref().map_or_else(|| outer.clone(), |slots| outer.narrowed(slots));
                if self.row_wise {
                    Run { outer, argument, rows: Batch::new(0, 0), next_row: 0 }
                } else {
                    argument.unset(ctx.origin());
                    Run { outer, argument: Batch::new(0, 0), rows: argument, next_row: 0 }
                }
            };
            ctx.checkpoint()?;
            let step = if self.row_wise { self.step_batch(&mut run, ctx)? } else { self.step_rows(&mut run, ctx)? };
            let Some(mut out) = step else { continue };
            for slot in self.optional.iter().flatten() {
                if out.get(*slot).is_none() {
                    out.set(*slot, Column::nulls(out.len()));
                }
            }
            self.current = Some(run);
            return Ok(Some(out));
        }
    }

    fn reset(&mut self, ctx: &mut Context) {
        self.input.reset(ctx);
        self.inner.reset(ctx);
        self.waiting = None;
        self.current = None;
        ctx.release(std::mem::take(&mut self.held));
    }
}
