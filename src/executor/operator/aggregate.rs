//! Groups rows by keys and aggregates each group; without keys there is one group, even of no rows.
//!
//! Groups come out in order of first appearance. Where the rows come from a source through operators that treat them one
//! by one, several threads may take pieces of the source, each with operators and groups of its own; groups are put
//! together in the order of the pieces, so the threads leave no trace in the answer. Where the first rows are of nearly as
//! many groups, rows are dealt into buckets instead (`dealt.rs`).

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use super::dealt::{Dealing, Dealt};
use super::order_rows::rows_by_number;
use super::partial::{Found, Grouping, Partial};
use super::pieces::{Change, Input, Progress, SOON, Shared};
use crate::binder::{AggregateCall, Expr, Slot};
use crate::diagnostic::Result;
use crate::executor::batch::{BATCH_ROWS, Batch};
use crate::executor::context::{Context, Operator};
use crate::value::{Aside, Bulk};

/// See the file.
pub(in crate::executor) struct Aggregate {
    input: Input,
    grouping: Arc<Grouping>,
    // No two pieces have a group in common.
    apart: bool,
    // The result, once computed, and the next group of it to give.
    result: Option<Batch>,
    given: usize,
    held: usize,
}

/// What a thread has made of its pieces.
enum Work {
    Groups(Partial),
    Dealt(Dealt),
}

impl Default for Work {
    fn default() -> Self {
        Self::Groups(Partial::default())
    }
}

impl Bulk for Work {
    fn values(&self) -> usize {
        match self {
            Self::Groups(partial) => partial.values(),
            Self::Dealt(dealt) => dealt.values(),
        }
    }
}

/// A group on which less time was spent costs more to be put together with that of another thread than the thread saves.
const PUT_TOGETHER: Duration = Duration::from_nanos(300);

impl Aggregate {
    /// `apart` says whether no two pieces of the input have a group in common, `read` for each key whether it is read above;
    /// `carried` is the same in all rows of a group.
    pub(in crate::executor) fn new(
        (input, apart): (Input, bool),
        keys: (Vec<(Slot, Expr)>, Vec<bool>),
        carried: Vec<(Slot, Expr)>,
        calls: Vec<(Slot, AggregateCall)>,
    ) -> Self {
        let grouping = Arc::new(Grouping::new(keys, carried, calls));
        Self { input, grouping, apart, result: None, given: 0, held: 0 }
    }

    fn compute(&mut self, ctx: &mut Context) -> Result<Batch> {
        let found = match &mut self.input {
            Input::Whole(input) => {
                let mut partial = Aside::new(Partial::new(&self.grouping)?);
                partial.drain(&self.grouping, &mut **input, 0, ctx)?;
                vec![partial.done().finish(&self.grouping, ctx)?]
            }
            Input::Shared(shared) => shared_groups(shared, &self.grouping, self.apart, ctx)?,
        };
        self.held = found.iter().map(|found| found.held).sum();
        side_by_side(found, ctx)
    }
}

/// The groups of rows that several threads may take, in parts that have none in common.
fn shared_groups(shared: &mut Shared, grouping: &Grouping, apart: bool, ctx: &mut Context) -> Result<Vec<Found>> {
    let (dealing, width) = (OnceLock::new(), ctx.width());
    let dealing = || dealing.get_or_init(|| Dealing::new(grouping, width));
    let start = |anew: bool| {
        Ok(Aside::new(if anew { Work::Dealt(Dealt::default()) } else { Work::Groups(Partial::new(grouping)?) }))
    };
    let drain = |work: &mut Aside<Work>, input: &mut dyn Operator, piece, ctx: &mut Context| match &mut **work {
        Work::Groups(partial) => partial.drain(grouping, input, piece, ctx),
        Work::Dealt(dealt) => dealt.drain((dealing(), grouping.reads_repeat), input, piece, ctx),
    };
    let steady = apart || grouping.keys.is_empty();
    let progress = |work: &Aside<Work>| match &**work {
        Work::Groups(partial) => Progress {
            alone: if apart { SOON } else { SOON.max(PUT_TOGETHER * partial.len() as u32) },
            rows: partial.rows(),
            held: partial.held(),
            change: if steady { Change::Never } else { partial.is_mostly_different() },
        },
        Work::Dealt(_) => Progress { alone: SOON, rows: 0, held: 0, change: Change::Now },
    };
    let (mut groups, mut dealt) = (Vec::new(), Vec::new());
    for work in shared.run(progress, ctx, start, drain)? {
        match work.done() {
            Work::Groups(partial) => groups.push(Aside::new(partial)),
            Work::Dealt(part) => dealt.push(part),
        }
    }
    if !groups.is_empty() && (!apart && groups.len() > 1 || !dealt.is_empty()) {
        let mut all = groups.remove(0);
        groups.drain(..).try_for_each(|other| all.merge(other, ctx))?;
        // A thread may have had rows of few groups, where another found nearly each row different.
        for bucket in Dealt::buckets(std::mem::take(&mut dealt), dealing(), ctx)? {
            all.merge(Aside::new(bucket), ctx)?;
        }
        groups.push(all);
    }
    if dealt.is_empty() {
        return groups.into_iter().map(|partial| partial.done().finish(grouping, ctx)).collect();
    }
    Dealt::finish(dealt, dealing(), ctx)
}

/// Groups in order of first appearance, of parts that have none in common, each in that order.
fn side_by_side(parts: Vec<Found>, ctx: &Context) -> Result<Batch> {
    let (mut batches, mut places) = (Vec::with_capacity(parts.len()), Vec::new());
    for part in parts {
        batches.push(part.rows);
        places.extend(part.places);
    }
    let all = Batch::concat_checked(&batches, &|| ctx.checkpoint())?.unwrap_or_else(|| Batch::new(ctx.width(), 0));
    if places.is_sorted() {
        return Ok(all);
    }
    ctx.checkpoint()?;
    let by = |rows: &[u32], number: fn(&(u32, u32)) -> u32| {
        let numbers: Vec<u32> = rows.iter().map(|row| number(&places[*row as usize])).collect();
        let count = numbers.iter().max().map_or(0, |last| *last as usize + 1);
        let (_, order) = rows_by_number(&numbers, count);
        order.into_iter().map(|at| rows[at as usize]).collect::<Vec<u32>>()
    };
    // Two stable sorts, by place and then by piece.
    let rows: Vec<u32> = (0..places.len() as u32).collect();
    let order = by(&by(&rows, |(_, place)| *place), |(piece, _)| *piece);
    ctx.checkpoint()?;
    Ok(all.gather(&order))
}

impl Operator for Aggregate {
    fn next(&mut self, ctx: &mut Context) -> Result<Option<Batch>> {
        let result = match self.result.take() {
            Some(result) => result,
            None => self.compute(ctx)?,
        };
        let to = result.len().min(self.given + BATCH_ROWS);
        let from = std::mem::replace(&mut self.given, to);
        let batch = (from < to).then(|| result.slice(from, to));
        self.result = Some(result);
        Ok(batch)
    }

    fn reset(&mut self, ctx: &mut Context) {
        self.input.reset(ctx);
        self.result = None;
        self.given = 0;
        ctx.release(std::mem::take(&mut self.held));
    }
}
