//! Rows of two plans that meet in a node (a hash join): the rows of one side stand in a table by that node, those of the
//! other look it up.
//!
//! The table is made once a statement, whoever needs it first; workers of the statement share it. Where nothing of its side
//! is read above, and rows may come with weights, it says of each node only how many rows there are.
//!
//! ```text
//! input  k   p        inner  k   q          result  k   p   q
//!        7   1               7   5                  7   1   5
//!        7   2               9   6                  7   2   5
//! ```

use std::borrow::Cow;
use std::sync::Arc;

use super::cursor::Cursor;
use super::fold::too_many;
use super::order_rows::rows_by_number;
use super::pieces::{Input, LATE, Progress};
use super::places::Places;
use crate::binder::Slot;
use crate::diagnostic::{Diagnostic, Result};
use crate::executor::batch::{BATCH_ROWS, Batch};
use crate::executor::context::{Context, Operator};
use crate::executor::tables::Table;
use crate::value::{Aside, Bulk, Column, NodeId, RelId, Value};

/// See the file.
pub(in crate::executor) struct Join {
    cursor: Cursor,
    inner: Input,
    wanted: Joined,
    // The table, once it is there, and the next row of it for the cursor's row.
    table: Option<Arc<Table>>,
    next: u32,
}

/// What is joined, and how.
pub(in crate::executor) struct Joined {
    /// The number of the table in the statement.
    pub(in crate::executor) number: u32,
    /// The node in which rows meet.
    pub(in crate::executor) on: Slot,
    /// Relationships of the input and of the inner plan that must not be the same.
    pub(in crate::executor) distinct: Vec<(Slot, Slot)>,
    /// The slots of the inner plan that are read above.
    pub(in crate::executor) right: Vec<Slot>,
    /// Rows may come with weights.
    pub(in crate::executor) weigh: bool,
}

/// What a thread found of the inner plan, each batch with its piece.
#[derive(Default)]
struct Found {
    batches: Vec<(u32, Batch)>,
    held: usize,
}

impl Bulk for Found {
    fn values(&self) -> usize {
        // What is kept is counted in bytes.
        self.held / size_of::<Value>()
    }
}

impl Found {
    fn drain(&mut self, input: &mut dyn Operator, piece: u32, ctx: &mut Context) -> Result<()> {
        while let Some(batch) = input.next(ctx)? {
            ctx.checkpoint()?;
            let bytes = batch.bytes();
            ctx.hold(bytes)?;
            self.held += bytes;
            self.batches.push((piece, batch));
        }
        Ok(())
    }
}

impl Join {
    /// Joins the rows of `input`, of which the slots `keep` are read above, with those of `inner`, whose leaf gives one row
    /// without slots.
    pub(in crate::executor) fn new(
        input: Box<dyn Operator>,
        inner: Input,
        keep: Option<Vec<Slot>>,
        wanted: Joined,
    ) -> Self {
        Self { cursor: Cursor::new(input, keep), inner, wanted, table: None, next: 0 }
    }

    /// The table, made when nobody has made it yet.
    fn table(&mut self, ctx: &mut Context) -> Result<Arc<Table>> {
        if let Some(table) = &self.table {
            return Ok(Arc::clone(table));
        }
        let tables = ctx.tables.clone();
        let mut made = tables.lock(self.wanted.number)?;
        let table = match &*made {
            Some(table) => Arc::clone(table),
            None => Arc::clone(made.insert(Arc::new(self.make(ctx)?))),
        };
        Ok(Arc::clone(self.table.insert(table)))
    }

    fn make(&mut self, ctx: &mut Context) -> Result<Table> {
        self.inner.reset(ctx);
        let one = Batch::new(ctx.width(), 1);
        let before = std::mem::replace(&mut ctx.argument, one);
        let found = self.found(ctx);
        ctx.argument = before;
        let Found { mut batches, held } = found?;
        batches.sort_by_key(|(piece, _)| *piece);
        let batches: Vec<Batch> = batches.into_iter().map(|(_, batch)| batch).collect();
        let rows = Batch::concat_checked(&batches, &|| ctx.checkpoint())?;
        let table = self.wanted.table(rows.unwrap_or_else(|| Batch::new(ctx.width(), 0)), ctx);
        ctx.release(held);
        table
    }

    fn found(&mut self, ctx: &mut Context) -> Result<Found> {
        let start = |_| Ok(Aside::new(Found::default()));
        let parts = match &mut self.inner {
            Input::Whole(input) => {
                let mut all = start(false)?;
                all.drain(&mut **input, 0, ctx)?;
                vec![all]
            }
            Input::Shared(shared) => shared.run(
                |_: &Aside<Found>| Progress::steady(LATE),
                ctx,
                start,
                |found, input, piece, ctx| found.drain(input, piece, ctx),
            )?,
        };
        let mut all = Found::default();
        for part in parts {
            let part = part.done();
            all.batches.extend(part.batches);
            all.held += part.held;
        }
        Ok(all)
    }

    /// The pairs of rows that come next, at most about as many as a batch has.
    fn pairs(&mut self, table: &Table, ctx: &Context) -> Result<(Vec<u32>, Vec<u32>)> {
        let batch = &self.cursor.batch;
        let nodes = nodes_of(batch, self.wanted.on)?;
        let rels = self.wanted.distinct.iter().map(|(left, _)| rels_of(batch, *left)).collect::<Result<Vec<_>>>()?;
        let (mut left, mut right) = (Vec::with_capacity(BATCH_ROWS), Vec::with_capacity(BATCH_ROWS));
        while self.cursor.row < nodes.len() && left.len() < BATCH_ROWS {
            let row = self.cursor.row;
            let Some(group) = table.groups.get(i64::from(nodes[row].0)) else {
                self.cursor.row += 1;
                continue;
            };
            let (from, end) = (table.starts[group as usize], table.starts[group as usize + 1]);
            let from = from.max(self.next);
            let to = end.min(from + (BATCH_ROWS - left.len()) as u32);
            if rels.is_empty() {
                right.extend(from..to);
            } else {
                let differ =
                    |at: &u32| rels.iter().zip(&table.distinct).all(|(own, theirs)| own[row] != theirs[*at as usize]);
                right.extend((from..to).filter(differ));
            }
            left.resize(right.len(), row as u32);
            if to == end {
                (self.cursor.row, self.next) = (row + 1, 0);
            } else {
                self.next = to;
                // Where all are refused, no batch ends the work.
                ctx.checkpoint()?;
            }
        }
        Ok((left, right))
    }

    /// The rest of the cursor's batch, each row with as many rows as its node has in the table.
    fn weighed(&mut self, table: &Table, counts: &[i64], ctx: &Context) -> Result<Option<Batch>> {
        let batch = &self.cursor.batch;
        let nodes = nodes_of(batch, self.wanted.on)?;
        let before = batch.weights(ctx.weight());
        let (mut rows, mut weights) = (Vec::with_capacity(nodes.len()), Vec::with_capacity(nodes.len()));
        for (row, node) in nodes.iter().enumerate() {
            let Some(group) = table.groups.get(i64::from(node.0)) else { continue };
            let weight = before.as_ref().map_or(1, |weights| weights[row]);
            weights.push(weight.checked_mul(counts[group as usize]).ok_or_else(too_many)?);
            rows.push(row as u32);
        }
        self.cursor.row = nodes.len();
        if rows.is_empty() {
            return Ok(None);
        }
        let mut out = self.cursor.gather(&rows);
        out.set(ctx.weight(), Column::Integers { values: weights, nulls: None });
        Ok(Some(out))
    }
}

impl Joined {
    /// The rows of the inner plan by their nodes.
    fn table(&self, rows: Batch, ctx: &mut Context) -> Result<Table> {
        let mut groups = Places::default();
        let (mut numbers, mut count) = (Vec::with_capacity(rows.len()), 0);
        let nodes = if rows.is_empty() { Vec::new() } else { nodes_of(&rows, self.on)? };
        for node in nodes {
            let key = i64::from(node.0);
            numbers.push(groups.get(key).unwrap_or_else(|| {
                groups.put(key, count);
                count += 1;
                count - 1
            }));
        }
        ctx.checkpoint()?;
        let weights = rows.weights(ctx.weight()).map(Cow::into_owned);
        let mut table = Table {
            groups,
            starts: Vec::new(),
            rows: Batch::new(ctx.width(), 0),
            counts: None,
            weights: None,
            distinct: Vec::new(),
            held: 0,
        };
        let bytes = table.groups.bytes() + count as usize * 8;
        ctx.hold(bytes)?;
        table.held += bytes;
        if self.weigh && self.right.is_empty() && self.distinct.is_empty() {
            let mut counts = vec![0_i64; count as usize];
            for (row, group) in numbers.iter().enumerate() {
                let weight = weights.as_ref().map_or(1, |weights| weights[row]);
                let count = &mut counts[*group as usize];
                *count = count.checked_add(weight).ok_or_else(too_many)?;
            }
            table.counts = Some(counts);
            return Ok(table);
        }
        let (starts, order) = rows_by_number(&numbers, count as usize);
        table.starts = starts;
        let slots: Vec<Slot> = self.right.iter().chain(self.distinct.iter().map(|(_, right)| right)).copied().collect();
        let rows = rows.gather_slots(Some(&slots), &order);
        ctx.hold(rows.bytes())?;
        table.held += rows.bytes();
        if !rows.is_empty() {
            table.distinct = self.distinct.iter().map(|(_, right)| rels_of(&rows, *right)).collect::<Result<_>>()?;
        }
        table.weights = weights.map(|weights| order.iter().map(|row| weights[*row as usize]).collect());
        table.rows = rows;
        Ok(table)
    }
}

impl Operator for Join {
    fn next(&mut self, ctx: &mut Context) -> Result<Option<Batch>> {
        let table = self.table(ctx)?;
        while self.cursor.fill(ctx)? {
            ctx.checkpoint()?;
            if let Some(counts) = &table.counts {
                match self.weighed(&table, counts, ctx)? {
                    Some(batch) => return Ok(Some(batch)),
                    None => continue,
                }
            }
            let batch_weights = self.cursor.batch.weights(ctx.weight()).map(Cow::into_owned);
            let (left, right) = self.pairs(&table, ctx)?;
            if left.is_empty() {
                continue;
            }
            let mut out = self.cursor.gather(&left);
            for slot in &self.wanted.right {
                out.set(*slot, table.rows.column(*slot)?.gather(&right));
            }
            if batch_weights.is_some() || table.weights.is_some() {
                let weight = |(left, right): (&u32, &u32)| {
                    let own = batch_weights.as_ref().map_or(1, |weights| weights[*left as usize]);
                    let theirs = table.weights.as_ref().map_or(1, |weights| weights[*right as usize]);
                    own.checked_mul(theirs).ok_or_else(too_many)
                };
                let values = left.iter().zip(&right).map(weight).collect::<Result<_>>()?;
                out.set(ctx.weight(), Column::Integers { values, nulls: None });
            }
            return Ok(Some(out));
        }
        Ok(None)
    }

    fn reset(&mut self, ctx: &mut Context) {
        self.cursor.reset(ctx);
        self.table = None;
        self.next = 0;
    }
}

/// The nodes in a slot, which are none of them null.
fn nodes_of(batch: &Batch, slot: Slot) -> Result<Vec<NodeId>> {
    match &**batch.column(slot)? {
        Column::Nodes(nodes) => Ok(nodes.clone()),
        Column::Constant(Value::Node(node), len) => Ok(vec![*node; *len]),
        _ => Err(Diagnostic::internal("rows of a join do not meet in a node")),
    }
}

/// The relationships in a slot, which are none of them null.
fn rels_of(batch: &Batch, slot: Slot) -> Result<Vec<RelId>> {
    match &**batch.column(slot)? {
        Column::Relationships(rels) => Ok(rels.clone()),
        Column::Constant(Value::Relationship(rel), len) => Ok(vec![*rel; *len]),
        _ => Err(Diagnostic::internal("what rows of a join differ in is no relationship")),
    }
}
