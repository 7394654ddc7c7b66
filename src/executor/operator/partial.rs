//! Groups of rows by keys, and what is aggregated of each: what one thread, or one bucket, finds.

use std::sync::Arc;

use super::accumulate::{State, may_share};
use super::groups::Groups;
use super::node_memo::NodeMemo;
use super::order_rows::sort_rows;
use super::pieces::Change;
use crate::binder::{AggregateCall, Expr, ExprKind, Slot};
use crate::diagnostic::{Diagnostic, Result};
use crate::executor::batch::{Batch, column_bytes, concat};
use crate::executor::context::{Context, Operator};
use crate::executor::expression::evaluate;
use crate::executor::reads::reads_repeat;
use crate::value::{Aside, Bulk, Column, Value};

/// What is asked for.
pub(super) struct Grouping {
    pub(super) keys: Vec<(Slot, Expr)>,
    pub(super) calls: Vec<(Slot, AggregateCall)>,
    // For each call the number of its state: a sum and a mean of the same have one.
    states: Vec<usize>,
    // The first call of each state.
    firsts: Vec<usize>,
    /// Properties are read by several expressions.
    pub(super) reads_repeat: bool,
    // Which keys are read above.
    read: Vec<bool>,
    /// What is the same in all rows of a group.
    pub(super) carried: Vec<(Slot, Expr)>,
}

impl Grouping {
    /// `read` says for each key whether it is read above; `carried` is the same in all rows of a group.
    pub(super) fn new(
        (keys, read): (Vec<(Slot, Expr)>, Vec<bool>),
        carried: Vec<(Slot, Expr)>,
        calls: Vec<(Slot, AggregateCall)>,
    ) -> Self {
        let (states, firsts) = states(&calls);
        let exprs = keys.iter().chain(&carried).map(|(_, expr)| expr);
        let reads_repeat = reads_repeat(exprs.chain(firsts.iter().flat_map(|call| &calls[*call].1.arguments)));
        Self { keys, calls, states, firsts, reads_repeat, read, carried }
    }

    /// The same of rows for which other expressions give the same.
    pub(super) fn over(
        &self,
        keys: Vec<(Slot, Expr)>,
        carried: Vec<(Slot, Expr)>,
        calls: Vec<(Slot, AggregateCall)>,
    ) -> Self {
        let (states, firsts, read) = (self.states.clone(), self.firsts.clone(), self.read.clone());
        Self { keys, calls, states, firsts, reads_repeat: false, read, carried }
    }
}

/// Fewer rows do not tell how many groups there will be.
const FEW: usize = 1 << 15;
/// So many rows tell whether groups are looked for all over a table.
const ENOUGH: usize = 1 << 17;

/// Groups as rows, in the order in which they appeared.
#[derive(Clone)]
pub(super) struct Found {
    pub(super) rows: Batch,
    /// Where each appeared first: the piece, and a place that orders those of one piece; of the one group without keys there
    /// is none.
    pub(super) places: Vec<(u32, u32)>,
    /// Bytes that are held for them.
    pub(super) held: usize,
}

/// Groups found by one thread, or of one bucket.
#[derive(Default)]
pub(super) struct Partial {
    groups: Groups,
    // What is known of nodes whose properties are keys, one a key.
    memos: Vec<NodeMemo>,
    states: Vec<State>,
    // What is carried, in parts: each the values of groups that were new in a batch.
    carried: Vec<Vec<Arc<Column>>>,
    // For each group the piece it appeared in first, and its place there: among the groups of the thread that had that
    // piece, or that of its row.
    pieces: Vec<(u32, u32)>,
    rows: usize,
    held: usize,
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
    pub(super) fn new(grouping: &Grouping) -> Result<Self> {
        let state = |call: &usize| State::new(&grouping.calls[*call].1, grouping.keys.is_empty());
        let states = grouping.firsts.iter().map(state).collect::<Result<_>>()?;
        let memos = grouping.keys.iter().map(|_| NodeMemo::default()).collect();
        let carried = vec![Vec::new(); grouping.carried.len()];
        let groups = Groups::new(grouping.keys.len());
        Ok(Self { groups, memos, states, carried, pieces: Vec::new(), rows: 0, held: 0 })
    }

    /// Takes all rows of `input`, which are of piece number `piece`.
    pub(super) fn drain(
        &mut self,
        grouping: &Grouping,
        input: &mut dyn Operator,
        piece: u32,
        ctx: &mut Context,
    ) -> Result<()> {
        while let Some(batch) = input.next(ctx)? {
            ctx.checkpoint()?;
            ctx.sharing_reads(grouping.reads_repeat, batch.len(), |ctx| {
                self.take(grouping, &batch, (piece, None), ctx)
            })?;
        }
        Ok(())
    }

    /// Takes a batch of rows of piece number `piece`; `places` are those of the rows there, where groups are to have them.
    pub(super) fn take(
        &mut self,
        grouping: &Grouping,
        batch: &Batch,
        (piece, places): (u32, Option<&[u32]>),
        ctx: &mut Context,
    ) -> Result<()> {
        self.rows += batch.len();
        let keys = grouping.keys.iter().enumerate();
        let keys = keys.map(|(key, (_, expr))| self.key(key, expr, batch, ctx)).collect::<Result<_>>()?;
        let numbers = self.groups.combine(keys, batch.len());
        let known = self.pieces.len();
        match places {
            Some(places) => self.place(&numbers, piece, places),
            None => self.pieces.extend((known..self.groups.len()).map(|group| (piece, group as u32))),
        }
        self.carry(grouping, &numbers, known as u32, batch, ctx)?;
        let weights = batch.weights(ctx.weight());
        let mut bytes = self.groups.bytes() + self.memos.iter().map(NodeMemo::bytes).sum::<usize>();
        for (call, state) in grouping.firsts.iter().zip(&mut self.states) {
            let call = &grouping.calls[*call].1;
            state.grow(self.groups.len());
            let updated = match state.open_rows(&numbers) {
                Some(rows) if rows.is_empty() => Ok(()),
                Some(rows) => {
                    let numbers: Vec<u32> = rows.iter().map(|row| numbers[*row as usize]).collect();
                    let arguments = arguments(call, &batch.gather(&rows), ctx)?;
                    state.update((piece, &numbers), &arguments, None, ctx)
                }
                None => state.update((piece, &numbers), &arguments(call, batch, ctx)?, weights.as_deref(), ctx),
            };
            updated.map_err(|error| error.or_at(call.span))?;
            bytes += state.bytes();
        }
        ctx.hold(bytes.saturating_sub(self.held))?;
        self.held = self.held.max(bytes);
        Ok(())
    }

    /// Notes where groups appeared first.
    fn place(&mut self, numbers: &[u32], piece: u32, places: &[u32]) {
        self.pieces.resize(self.groups.len(), (u32::MAX, u32::MAX));
        for (group, place) in numbers.iter().zip(places) {
            let first = &mut self.pieces[*group as usize];
            *first = (*first).min((piece, *place));
        }
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

    /// How many groups there are.
    pub(super) fn len(&self) -> usize {
        self.groups.len()
    }

    /// How many bytes are held.
    pub(super) fn held(&self) -> usize {
        self.held
    }

    /// How many rows there were.
    pub(super) fn rows(&self) -> usize {
        self.rows
    }

    /// Whether there are nearly as many groups as rows, each looked for among all.
    pub(super) fn is_mostly_different(&self) -> Change {
        let many = self.len() * 2 > self.rows;
        match self.rows {
            0..FEW => Change::Perhaps,
            _ if many && self.groups.are_scattered() => Change::Now,
            FEW..ENOUGH if many => Change::Perhaps,
            _ => Change::Never,
        }
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
    pub(super) fn merge(&mut self, mut other: Aside<Self>, ctx: &Context) -> Result<()> {
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
        self.rows += other.rows;
        Ok(())
    }

    /// The groups as rows, in order of first appearance.
    pub(super) fn finish(self, grouping: &Grouping, ctx: &Context) -> Result<Found> {
        let len = self.groups.len();
        let mut order: Vec<u32> = (0..len as u32).collect();
        let sorted = self.pieces.is_sorted();
        if !sorted {
            let place = |group: &u32| self.pieces[*group as usize];
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
        let places = order.into_iter().filter_map(|group| self.pieces.get(group as usize).copied()).collect();
        Ok(Found { rows: out, places, held: self.held })
    }
}

fn arguments(call: &AggregateCall, batch: &Batch, ctx: &mut Context) -> Result<Vec<Arc<Column>>> {
    call.arguments.iter().map(|expr| evaluate(expr, batch, ctx)).collect()
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
