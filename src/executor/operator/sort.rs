//! All rows in a stable order; with a limit only the first ones are kept while reading (top-k).
//!
//! Rows wait as batches and are gathered once at the end. With a limit the waiting rows are cut to the first k whenever
//! they have grown to more than twice as many, so a top-10 of a million rows never holds more than a few batches.

use std::cmp::Ordering;
use std::sync::Arc;

use super::limit::row_count;
use crate::binder::{Expr, Slot, SortKey};
use crate::diagnostic::Result;
use crate::executor::batch::{BATCH_ROWS, Batch};
use crate::executor::context::{Context, Operator};
use crate::executor::expression::evaluate;
use crate::value::{Column, Dictionary, order};

/// Rows that are sorted without looking at the limits.
const RUN: usize = 1 << 15;

/// See the file.
pub(in crate::executor) struct Sort {
    input: Box<dyn Operator>,
    keys: Vec<SortKey>,
    limit: Option<Expr>,
    // The rows read so far; here, so that whoever stops the statement need not wait until they are freed.
    waiting: Vec<Batch>,
    // The sorted rows, once read, and the next to give.
    sorted: Option<Batch>,
    given: usize,
    held: usize,
}

impl Sort {
    pub(in crate::executor) fn new(input: Box<dyn Operator>, keys: Vec<SortKey>, limit: Option<Expr>) -> Self {
        Self { input, keys, limit, waiting: Vec::new(), sorted: None, given: 0, held: 0 }
    }

    fn read(&mut self, ctx: &mut Context) -> Result<Batch> {
        let limit = match &self.limit {
            Some(expr) => Some(usize::try_from(row_count(expr, "LIMIT", ctx)?).unwrap_or(usize::MAX)),
            None => None,
        };
        let prune_at = limit.map_or(usize::MAX, |limit| limit.saturating_mul(2).max(4 * BATCH_ROWS));
        // Each waiting batch carries its keys in slots behind all others.
        let first_key = ctx.width();
        let mut rows = 0;
        while let Some(mut batch) = self.input.next(ctx)? {
            ctx.checkpoint()?;
            if limit == Some(0) {
                continue;
            }
            let keys: Vec<Arc<Column>> =
                self.keys.iter().map(|key| evaluate(&key.expr, &batch, ctx)).collect::<Result<_>>()?;
            for (at, key) in keys.into_iter().enumerate() {
                batch.set(Slot((first_key + at) as u32), key);
            }
            let bytes = batch.bytes();
            ctx.hold(bytes)?;
            self.held += bytes;
            rows += batch.len();
            self.waiting.push(batch);
            if rows > prune_at {
                let waiting = std::mem::take(&mut self.waiting);
                let kept = self.order(waiting, limit, first_key, ctx)?;
                rows = kept.len();
                ctx.release(std::mem::take(&mut self.held));
                self.held = kept.bytes();
                ctx.hold(self.held)?;
                self.waiting.push(kept);
            }
        }
        let waiting = std::mem::take(&mut self.waiting);
        self.order(waiting, limit, first_key, ctx)
    }

    /// The rows in order, at most `limit`.
    fn order(&self, waiting: Vec<Batch>, limit: Option<usize>, first_key: usize, ctx: &Context) -> Result<Batch> {
        let Some(all) = Batch::concat(waiting) else { return Ok(Batch::new(first_key, 0)) };
        let keys: Vec<Comparer> = (self.keys.iter().enumerate())
            .filter_map(|(at, key)| {
                let column = all.get(Slot((first_key + at) as u32))?;
                Some(Comparer { column, descending: key.descending, nulls_first: key.nulls_first })
            })
            .collect();
        let mut rows: Vec<u32> = (0..all.len() as u32).collect();
        let compare = |a: &u32, b: &u32| {
            let decided = keys.iter().map(|key| key.compare(*a as usize, *b as usize)).find(|o| o.is_ne());
            decided.unwrap_or_else(|| a.cmp(b))
        };
        match limit {
            Some(limit) if limit < rows.len() && limit > 0 => {
                rows.select_nth_unstable_by(limit - 1, compare);
                rows.truncate(limit);
            }
            Some(limit) => rows.truncate(limit),
            None => {}
        }
        sort_rows(&mut rows, ctx, compare)?;
        Ok(all.gather(&rows))
    }
}

impl Operator for Sort {
    fn next(&mut self, ctx: &mut Context) -> Result<Option<Batch>> {
        let sorted = match self.sorted.take() {
            Some(sorted) => sorted,
            None => self.read(ctx)?,
        };
        let to = sorted.len().min(self.given + BATCH_ROWS);
        let from = std::mem::replace(&mut self.given, to);
        let batch = (from < to).then(|| sorted.slice(from, to));
        self.sorted = Some(sorted);
        Ok(batch)
    }

    fn reset(&mut self, ctx: &mut Context) {
        self.input.reset(ctx);
        self.waiting.clear();
        self.sorted = None;
        self.given = 0;
        ctx.release(std::mem::take(&mut self.held));
    }
}

/// Sorts rows that differ: runs are sorted, then merged two by two, and the limits are looked at between.
fn sort_rows(rows: &mut Vec<u32>, ctx: &Context, compare: impl Fn(&u32, &u32) -> Ordering) -> Result<()> {
    for run in rows.chunks_mut(RUN) {
        ctx.checkpoint()?;
        run.sort_unstable_by(&compare);
    }
    let mut length = RUN;
    let mut merged = Vec::new();
    while length < rows.len() {
        merged.reserve(rows.len());
        for pair in rows.chunks(2 * length) {
            let (mut a, mut b) = pair.split_at(length.min(pair.len()));
            while let (Some(first), Some(second)) = (a.first(), b.first()) {
                if merged.len().is_multiple_of(RUN) {
                    ctx.checkpoint()?;
                }
                let from = if compare(second, first).is_lt() { &mut b } else { &mut a };
                merged.extend_from_slice(&from[..1]);
                *from = &from[1..];
            }
            merged.extend_from_slice(a);
            merged.extend_from_slice(b);
        }
        std::mem::swap(rows, &mut merged);
        merged.clear();
        length *= 2;
    }
    Ok(())
}

/// One key of the order.
struct Comparer<'a> {
    column: &'a Column,
    descending: bool,
    nulls_first: Option<bool>,
}

impl Comparer<'_> {
    fn compare(&self, a: usize, b: usize) -> Ordering {
        if let Some(first) = self.nulls_first {
            let rank = |row: usize| self.column.is_null(row) != first;
            match rank(a).cmp(&rank(b)) {
                Ordering::Equal => {}
                decided => return decided,
            }
        }
        let ascending = match self.column {
            Column::Integers { values, nulls: None } => values[a].cmp(&values[b]),
            // The order of codes is the order of strings, and the code of null is the highest.
            Column::Texts { codes, .. } => codes[a].cmp(&codes[b]),
            // Null is 2.
            Column::Booleans(bits) => bits[a].cmp(&bits[b]),
            Column::Constant(..) => Ordering::Equal,
            Column::Values(values) => order(&values[a], &values[b]),
            other => order(&other.get(a), &other.get(b)),
        };
        if self.descending { ascending.reverse() } else { ascending }
    }
}

const _: () = assert!(Dictionary::NULL == u32::MAX, "null sorts behind every text");
