//! Groups rows by keys and aggregates each group; without keys there is one group, even of no rows.
//!
//! Groups come out in order of first appearance. Where the rows come from a source through operators that treat them one
//! by one, several threads may take pieces of the source, each with operators and groups of its own; groups are put
//! together in the order of the pieces, so the threads leave no trace in the answer.

use std::sync::Arc;
use std::time::Duration;

use super::accumulate::{State, may_share};
use super::groups::Groups;
use super::node_memo::NodeMemo;
use super::order_rows::{rows_by_number, sort_rows};
use super::pieces::{Input, SOON};
use crate::binder::{AggregateCall, Expr, ExprKind, Slot};
use crate::diagnostic::{Diagnostic, Result};
use crate::executor::batch::{BATCH_ROWS, Batch, column_bytes, concat};
use crate::executor::context::{Context, Operator};
use crate::executor::expression::evaluate;
use crate::executor::reads::reads_repeat;
use crate::value::{Aside, Bulk, Column, Value};

/// See the file.
pub(in crate::executor) struct Aggregate {
    input: Input,
    grouping: Arc<Grouping>,
    // The result, once computed, and the next group of it to give.
    result: Option<Batch>,
    given: usize,
    held: usize,
}

/// What is asked for.
struct Grouping {
    keys: Vec<(Slot, Expr)>,
    calls: Vec<(Slot, AggregateCall)>,
    // For each call the number of its state: a sum and a mean of the same have one.
    states: Vec<usize>,
    // The first call of each state.
    firsts: Vec<usize>,
    // Properties are read by several expressions.
    reads_repeat: bool,
    // Which keys are read above.
    read: Vec<bool>,
    // What is the same in all rows of a group.
    carried: Vec<(Slot, Expr)>,
    // No two pieces have a group in common.
    apart: bool,
}

/// Groups found by one thread.
#[derive(Default)]
struct Partial {
    groups: Groups,
    // What is known of nodes whose properties are keys, one a key.
    memos: Vec<NodeMemo>,
    states: Vec<State>,
    // What is carried, in parts: each the values of groups that were new in a batch.
    carried: Vec<Vec<Arc<Column>>>,
    // For each group the piece it appeared in first, and its place among the groups of the thread that had that piece.
    pieces: Vec<(u32, u32)>,
    held: usize,
}

/// A group on which less time was spent costs more to be put together with that of another thread than the thread saves.
const PUT_TOGETHER: Duration = Duration::from_nanos(300);

impl Aggregate {
    /// `apart` says whether no two pieces of the input have a group in common, `read` for each key whether it is read above;
    /// `carried` is the same in all rows of a group.
    pub(in crate::executor) fn new(
        (input, apart): (Input, bool),
        (keys, read): (Vec<(Slot, Expr)>, Vec<bool>),
        carried: Vec<(Slot, Expr)>,
        calls: Vec<(Slot, AggregateCall)>,
    ) -> Self {
        let (states, firsts) = states(&calls);
        let exprs = keys.iter().chain(&carried).map(|(_, expr)| expr);
        let reads_repeat = reads_repeat(exprs.chain(firsts.iter().flat_map(|call| &calls[*call].1.arguments)));
        let grouping = Arc::new(Grouping { keys, calls, states, firsts, reads_repeat, read, carried, apart });
        Self { input, grouping, result: None, given: 0, held: 0 }
    }

    fn compute(&mut self, ctx: &mut Context) -> Result<Batch> {
        let grouping = Arc::clone(&self.grouping);
        let start = || Partial::new(&grouping).map(Aside::new);
        let partial = match &mut self.input {
            Input::Whole(input) => {
                let mut partial = start()?;
                partial.drain(&grouping, &mut **input, 0, ctx)?;
                partial
            }
            Input::Shared(shared) => {
                let drain = |partial: &mut Aside<Partial>, input: &mut dyn Operator, piece, ctx: &mut Context| {
                    partial.drain(&grouping, input, piece, ctx)
                };
                let alone = |partial: &Aside<Partial>| if grouping.apart { SOON } else { partial.alone() };
                let parts = shared.run(alone, ctx, start, drain)?;
                if grouping.apart {
                    self.held = parts.iter().map(|part| part.held).sum();
                    return side_by_side(parts, &grouping, ctx);
                }
                let mut parts = parts.into_iter();
                let mut partial = parts.next().map_or_else(start, Ok)?;
                for part in parts {
                    partial.merge(part, ctx)?;
                }
                partial
            }
        };
        self.held = partial.held;
        Ok(partial.done().finish(&grouping, ctx)?.0)
    }
}

/// For each call the number of its state, and for each state its first call.
fn states(calls: &[(Slot, AggregateCall)]) -> (Vec<usize>, Vec<usize>) {
    let (mut states, mut firsts): (Vec<usize>, Vec<usize>) = (Vec::with_capacity(calls.len()), Vec::new());
    for (at, (_, call)) in calls.iter().enumerate() {
        let known = firsts.iter().position(|first| may_share(&calls[*first].1, call));
        states.push(known.unwrap_or(firsts.len()));
        if known.is_none() {
            firsts.push(at);
        }
    }
    (states, firsts)
}

impl Partial {
    fn new(grouping: &Grouping) -> Result<Self> {
        let state = |call: &usize| State::new(&grouping.calls[*call].1, grouping.keys.is_empty());
        let states = grouping.firsts.iter().map(state).collect::<Result<_>>()?;
        let memos = grouping.keys.iter().map(|_| NodeMemo::default()).collect();
        let carried = vec![Vec::new(); grouping.carried.len()];
        let groups = Groups::new(grouping.keys.len());
        Ok(Self { groups, memos, states, carried, pieces: Vec::new(), held: 0 })
    }

    /// Takes all rows of `input`, which are of piece number `piece`.
    fn drain(&mut self, grouping: &Grouping, input: &mut dyn Operator, piece: u32, ctx: &mut Context) -> Result<()> {
        while let Some(batch) = input.next(ctx)? {
            ctx.checkpoint()?;
            ctx.sharing_reads(grouping.reads_repeat, batch.len(), |ctx| self.take(grouping, &batch, piece, ctx))?;
        }
        Ok(())
    }

    fn take(&mut self, grouping: &Grouping, batch: &Batch, piece: u32, ctx: &mut Context) -> Result<()> {
        let keys = grouping.keys.iter().enumerate();
        let keys = keys.map(|(key, (_, expr))| self.key(key, expr, batch, ctx)).collect::<Result<_>>()?;
        let numbers = self.groups.combine(keys, batch.len());
        let known = self.pieces.len();
        self.pieces.extend((known..self.groups.len()).map(|group| (piece, group as u32)));
        self.carry(grouping, &numbers, known as u32, batch, ctx)?;
        let weights = batch.weights(ctx.weight());
        let mut bytes = self.groups.bytes() + self.memos.iter().map(NodeMemo::bytes).sum::<usize>();
        for (call, state) in grouping.firsts.iter().zip(&mut self.states) {
            let call = &grouping.calls[*call].1;
            let arguments: Vec<Arc<Column>> =
                call.arguments.iter().map(|expr| evaluate(expr, batch, ctx)).collect::<Result<_>>()?;
            state.grow(self.groups.len());
            state
                .update((piece, &numbers), &arguments, weights.as_deref(), ctx)
                .map_err(|error| error.or_at(call.span))?;
            bytes += state.bytes();
        }
        ctx.hold(bytes.saturating_sub(self.held))?;
        self.held = self.held.max(bytes);
        Ok(())
    }

    /// Keeps what is carried of the groups from `known` on, which are new in the batch.
    fn carry(
        &mut self,
        grouping: &Grouping,
        numbers: &[u32],
        known: u32,
        batch: &Batch,
        ctx: &mut Context,
    ) -> Result<()> {
        if grouping.carried.is_empty() || self.groups.len() as u32 == known {
            return Ok(());
        }
        // Groups are numbered as they come.
        let mut next = known;
        let mut first = Vec::with_capacity(self.groups.len() - known as usize);
        for (row, group) in numbers.iter().enumerate() {
            if *group == next {
                first.push(row as u32);
                next += 1;
            }
        }
        for ((_, expr), parts) in grouping.carried.iter().zip(&mut self.carried) {
            let column = evaluate(expr, batch, ctx)?;
            ctx.hold(column_bytes(&column) * first.len() / batch.len().max(1))?;
            parts.push(Arc::new(column.gather(&first)));
        }
        Ok(())
    }

    /// How long to work before other threads join.
    fn alone(&self) -> Duration {
        SOON.max(PUT_TOGETHER * self.groups.len() as u32)
    }

    /// The number of a key in each row.
    fn key(&mut self, key: usize, expr: &Expr, batch: &Batch, ctx: &mut Context) -> Result<Vec<u32>> {
        let interner = self.groups.key(key);
        if let ExprKind::Property { operand, .. } = &expr.kind
            && let ExprKind::Slot(slot) = operand.kind
            && let Column::Nodes(nodes) = &**batch.column(slot)?
            && ctx.is_graph_fixed()
            && self.memos[key].is_worth(nodes.len())
        {
            return self.memos[key].numbers(nodes, interner, |nodes| {
                let mut batch = Batch::new(ctx.width(), nodes.len());
                batch.set(slot, Column::Nodes(nodes));
                evaluate(expr, &batch, ctx)
            });
        }
        let mut numbers = Vec::with_capacity(batch.len());
        interner.column(&*evaluate(expr, batch, ctx)?, &mut numbers);
        Ok(numbers)
    }

    /// Takes what another thread found.
    fn merge(&mut self, mut other: Aside<Self>, ctx: &Context) -> Result<()> {
        let mut next = self.groups.len() as u32;
        let numbers = self.groups.take(&other.groups, || ctx.checkpoint())?;
        let mut is_new = |group: u32| {
            let new = group == next;
            next += u32::from(new);
            new
        };
        let new: Vec<u32> = (0..).zip(&numbers).filter(|(_, group)| is_new(**group)).map(|(own, _)| own).collect();
        for (parts, theirs) in self.carried.iter_mut().zip(&other.carried) {
            parts.push(Arc::new(joined(theirs, ctx)?.gather(&new)));
        }
        self.pieces.resize(self.groups.len(), (u32::MAX, u32::MAX));
        for (group, piece) in numbers.iter().zip(&other.pieces) {
            let own = &mut self.pieces[*group as usize];
            *own = (*own).min(*piece);
        }
        for (state, mut other_state) in self.states.iter_mut().zip(std::mem::take(&mut other.states)) {
            state.grow(self.groups.len());
            other_state.grow(numbers.len());
            state.merge(other_state, &numbers, ctx)?;
        }
        self.held += other.held;
        Ok(())
    }

    /// The groups as rows, in order of first appearance: by piece, and within one as they came; and the pieces of the rows,
    /// of which the one group without keys has none.
    fn finish(self, grouping: &Grouping, ctx: &Context) -> Result<(Batch, Vec<u32>)> {
        let len = self.groups.len();
        let mut order: Vec<u32> = (0..len as u32).collect();
        let sorted = self.pieces.is_sorted();
        if !sorted {
            let place = |group: &u32| (self.pieces[*group as usize], *group);
            sort_rows(&mut order, &|| ctx.checkpoint(), |a, b| place(a).cmp(&place(b)))?;
        }
        let arranged = |column: Column| if sorted { column } else { column.gather(&order) };
        let mut out = Batch::new(ctx.width(), len);
        for (key, (slot, _)) in grouping.keys.iter().enumerate().filter(|(key, _)| grouping.read[*key]) {
            out.set(*slot, arranged(self.groups.key_column(key)));
        }
        for (parts, (slot, _)) in self.carried.iter().zip(&grouping.carried) {
            out.set(*slot, arranged(joined(parts, ctx)?));
        }
        let mut states: Vec<Option<State>> = self.states.into_iter().map(Some).collect();
        for (at, (slot, call)) in grouping.calls.iter().enumerate() {
            let own = grouping.states[at];
            let is_last = !grouping.states[at + 1..].contains(&own);
            let state = if is_last { states[own].take() } else { states[own].as_ref().and_then(State::copied) };
            let mut state = state.ok_or_else(|| Diagnostic::internal("the state of an aggregation is gone"))?;
            state.grow(len);
            out.set(*slot, arranged(state.finish(call, ctx).map_err(|error| error.or_at(call.span))?));
        }
        // Tables of millions of keys take long to free.
        drop(Aside::new(self.groups));
        let piece = |group: u32| self.pieces.get(group as usize).map(|(piece, _)| *piece);
        Ok((out, order.into_iter().filter_map(piece).collect()))
    }
}

/// The groups of threads that have none in common, in order of first appearance.
fn side_by_side(parts: Vec<Aside<Partial>>, grouping: &Grouping, ctx: &Context) -> Result<Batch> {
    let (mut batches, mut pieces) = (Vec::new(), Vec::new());
    for part in parts {
        let (batch, own) = part.done().finish(grouping, ctx)?;
        batches.push(batch);
        pieces.extend(own);
    }
    let all = Batch::concat_checked(&batches, &|| ctx.checkpoint())?.unwrap_or_else(|| Batch::new(ctx.width(), 0));
    if pieces.is_sorted() {
        return Ok(all);
    }
    let count = pieces.iter().max().map_or(0, |last| *last as usize + 1);
    let (_, order) = rows_by_number(&pieces, count);
    Ok(all.gather(&order))
}

/// Columns, one after the other.
fn joined(parts: &[Arc<Column>], ctx: &Context) -> Result<Column> {
    let parts: Vec<&Arc<Column>> = parts.iter().collect();
    concat(&parts, parts.iter().map(|part| part.len()).sum(), &|| ctx.checkpoint())
}

impl Bulk for Partial {
    fn values(&self) -> usize {
        // What is kept is counted in bytes.
        self.held / size_of::<Value>()
    }
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
