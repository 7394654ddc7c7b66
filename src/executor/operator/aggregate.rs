//! Groups rows by keys and aggregates each group; without keys there is one group, even of no rows.
//!
//! Groups come out in order of first appearance. `count` is a number a group; other aggregates are an accumulator of
//! the function library a group. Rows may carry weights where all aggregates are ones that [`crate::executor`] weighs. `DISTINCT` drops values a group has seen before its accumulator sees them.

use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::fold::too_many;
use super::interner::{Groups, Interner};
use crate::binder::{AggregateCall, Expr, Slot};
use crate::diagnostic::{Diagnostic, Result};
use crate::executor::batch::{BATCH_ROWS, Batch, value_bytes};
use crate::executor::context::{Context, Operator};
use crate::executor::expression::evaluate;
use crate::functions::{Accumulator, Body, function};
use crate::value::{Column, Value};

/// See the file.
pub(in crate::executor) struct Aggregate {
    input: Box<dyn Operator>,
    keys: Vec<(Slot, Expr)>,
    calls: Vec<(Slot, AggregateCall)>,
    // The result, once computed, and the next group of it to give.
    result: Option<(Groups, Vec<Column>)>,
    given: usize,
    held: usize,
}

impl Aggregate {
    pub(in crate::executor) fn new(
        input: Box<dyn Operator>,
        keys: Vec<(Slot, Expr)>,
        calls: Vec<(Slot, AggregateCall)>,
    ) -> Self {
        Self { input, keys, calls, result: None, given: 0, held: 0 }
    }

    fn compute(&mut self, ctx: &mut Context) -> Result<(Groups, Vec<Column>)> {
        let mut groups = Groups::new(self.keys.len());
        let mut states: Vec<State> = self.calls.iter().map(|(_, call)| State::new(call)).collect::<Result<_>>()?;
        while let Some(batch) = self.input.next(ctx)? {
            ctx.checkpoint()?;
            let keys: Vec<Arc<Column>> =
                self.keys.iter().map(|(_, expr)| evaluate(expr, &batch, ctx)).collect::<Result<_>>()?;
            let numbers = groups.number(&keys, batch.len());
            let weights = batch.weights(ctx.weight());
            let mut bytes = groups.bytes();
            for ((_, call), state) in self.calls.iter().zip(&mut states) {
                let arguments: Vec<Arc<Column>> =
                    call.arguments.iter().map(|expr| evaluate(expr, &batch, ctx)).collect::<Result<_>>()?;
                state.grow(groups.len());
                state.update(&numbers, &arguments, weights.as_deref(), ctx).map_err(|error| error.or_at(call.span))?;
                bytes += state.bytes();
            }
            ctx.hold(bytes.saturating_sub(self.held))?;
            self.held = self.held.max(bytes);
        }
        let columns = states.into_iter().zip(&self.calls).map(|(mut state, (_, call))| {
            state.grow(groups.len());
            state.finish().map_err(|error| error.or_at(call.span))
        });
        let columns = columns.collect::<Result<_>>()?;
        Ok((groups, columns))
    }
}

impl Operator for Aggregate {
    fn next(&mut self, ctx: &mut Context) -> Result<Option<Batch>> {
        let (groups, columns) = match self.result.take() {
            Some(result) => result,
            None => self.compute(ctx)?,
        };
        let to = groups.len().min(self.given + BATCH_ROWS);
        let from = std::mem::replace(&mut self.given, to);
        let mut batch = None;
        if from < to {
            let mut out = Batch::new(ctx.width(), to - from);
            for (key, (slot, _)) in self.keys.iter().enumerate() {
                out.set(*slot, groups.key_column(key, from, to));
            }
            let rows: Vec<u32> = (from as u32..to as u32).collect();
            for ((slot, _), column) in self.calls.iter().zip(&columns) {
                out.set(*slot, column.gather(&rows));
            }
            batch = Some(out);
        }
        self.result = Some((groups, columns));
        Ok(batch)
    }

    fn reset(&mut self, ctx: &mut Context) {
        self.input.reset(ctx);
        self.result = None;
        self.given = 0;
        ctx.release(std::mem::take(&mut self.held));
    }
}

fn add(count: &mut i64, weight: i64) -> Result<()> {
    *count = count.checked_add(weight).ok_or_else(too_many)?;
    Ok(())
}

/// One aggregation over all groups.
struct State {
    kind: Kind,
    // DISTINCT: the values seen, as (group, number of the value).
    seen: Option<(Interner, FxHashSet<(u32, u32)>)>,
    // What accumulators may keep.
    kept: usize,
}

enum Kind {
    /// `count(*)`.
    Rows(Vec<i64>),
    /// `count(x)`.
    Values(Vec<i64>),
    /// An accumulator a group.
    General { make: fn() -> Box<dyn Accumulator>, groups: Vec<Box<dyn Accumulator>> },
}

impl State {
    fn new(call: &AggregateCall) -> Result<Self> {
        let kind = match call.function {
            None => Kind::Rows(Vec::new()),
            Some(id) => match function(id).body {
                Body::Aggregate(_) if function(id).name.eq_ignore_ascii_case("count") => Kind::Values(Vec::new()),
                Body::Aggregate(make) => Kind::General { make, groups: Vec::new() },
                Body::Scalar(_) => {
                    return Err(Diagnostic::internal(format!("`{}` does not aggregate", function(id).name)));
                }
            },
        };
        let seen = (call.distinct && call.function.is_some()).then(Default::default);
        Ok(Self { kind, seen, kept: 0 })
    }

    fn grow(&mut self, groups: usize) {
        match &mut self.kind {
            Kind::Rows(counts) | Kind::Values(counts) => counts.resize(groups, 0),
            Kind::General { make, groups: all } => {
                let make = *make;
                all.resize_with(groups, make);
            }
        }
    }

    fn update(
        &mut self,
        numbers: &[u32],
        arguments: &[Arc<Column>],
        weights: Option<&[i64]>,
        ctx: &Context,
    ) -> Result<()> {
        let weight = |row: usize| weights.map_or(1, |weights| weights[row]);
        let fresh = self.fresh(numbers, arguments);
        let is_fresh = |row: usize| fresh.as_ref().is_none_or(|fresh| fresh[row]);
        match &mut self.kind {
            Kind::Rows(counts) => {
                for (row, group) in numbers.iter().enumerate() {
                    add(&mut counts[*group as usize], weight(row))?;
                }
            }
            Kind::Values(counts) => {
                let Some(column) = arguments.first() else { return Ok(()) };
                for (row, group) in numbers.iter().enumerate() {
                    if is_fresh(row) && !column.is_null(row) {
                        // Of equal values with DISTINCT one counts, however many rows it stands for.
                        add(&mut counts[*group as usize], if fresh.is_some() { 1 } else { weight(row) })?;
                    }
                }
            }
            Kind::General { groups, .. } => {
                let environment = ctx.environment();
                let mut values: Vec<Value> = vec![Value::Null; arguments.len()];
                for (row, group) in numbers.iter().enumerate() {
                    if !is_fresh(row) {
                        continue;
                    }
                    for (value, column) in values.iter_mut().zip(arguments) {
                        *value = column.get(row);
                    }
                    self.kept += values.first().map_or(0, value_bytes);
                    groups[*group as usize].update(&values, &environment)?;
                }
            }
        }
        Ok(())
    }

    /// With DISTINCT: whether the group of each row sees its (first) argument for the first time.
    fn fresh(&mut self, numbers: &[u32], arguments: &[Arc<Column>]) -> Option<Vec<bool>> {
        let (interner, seen) = self.seen.as_mut()?;
        let mut values = Vec::with_capacity(numbers.len());
        interner.column(arguments.first()?, &mut values);
        Some(numbers.iter().zip(values).map(|(group, value)| seen.insert((*group, value))).collect())
    }

    fn bytes(&self) -> usize {
        let groups = match &self.kind {
            Kind::Rows(counts) | Kind::Values(counts) => counts.len() * 8,
            Kind::General { groups, .. } => groups.len() * 64 + self.kept,
        };
        groups + self.seen.as_ref().map_or(0, |(interner, seen)| interner.bytes() + seen.len() * 16)
    }

    fn finish(self) -> Result<Column> {
        match self.kind {
            Kind::Rows(values) | Kind::Values(values) => Ok(Column::Integers { values, nulls: None }),
            Kind::General { groups, .. } => {
                let values: Vec<Value> = groups.into_iter().map(Accumulator::finish).collect::<Result<_>>()?;
                Ok(Column::from_values(values))
            }
        }
    }
}
