//! The rows for whose node a plan has rows of its own (a semi-join, a step of EXISTS and COUNT): what was found of a node is
//! remembered for all rows that come to it.
//!
//! Where looking from single nodes has lasted longer than looking for all of them should, they are looked for together.
//!
//! ```text
//! input  p  q        rest of q               result  p  q
//!        1  5        Expand, Filter: found           1  5
//!        1  6        nothing                         2  5
//!        2  5        remembered
//! ```

use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};
use std::time::{Duration, Instant};

use super::fold::too_many;
use super::pieces::{Input, Progress, SOON};
use crate::binder::Slot;
use crate::diagnostic::Result;
use crate::executor::batch::Batch;
use crate::executor::context::{Context, Operator};
use crate::executor::memos::{Memo, Pages};
use crate::value::{Column, NodeId, Value};

/// See the file.
pub(in crate::executor) struct Semi {
    input: Box<dyn Operator>,
    rest: Box<dyn Operator>,
    wanted: Remembered,
    all: Option<All>,
}

/// What is asked of the nodes, and where it is remembered.
pub(in crate::executor) struct Remembered {
    /// The number of the memo in the statement.
    pub(in crate::executor) number: u32,
    /// The node that rows are asked for.
    pub(in crate::executor) on: Slot,
    /// Rows come as often as their node has rows of its own, by their weights; else once.
    pub(in crate::executor) counts: bool,
}

/// How to look for all nodes.
pub(in crate::executor) struct All {
    /// Rows with the nodes, each as often as it has rows of its own. Its leaf gives one row without slots.
    pub(in crate::executor) input: Input,
    /// What it should cost, in rows.
    pub(in crate::executor) cost: f64,
}

/// Rows that ask before anything is remembered: for few it does not pay.
const ENOUGH: usize = 256;
/// What looking for all nodes should last for a row, as plans count them.
const ROW: Duration = Duration::from_nanos(10);

impl Semi {
    pub(in crate::executor) fn new(
        input: Box<dyn Operator>,
        rest: Box<dyn Operator>,
        wanted: Remembered,
        all: Option<All>,
    ) -> Self {
        Self { input, rest, wanted, all }
    }

    /// How many rows of its own each row of a batch has.
    fn rows(&mut self, batch: &Batch, ctx: &mut Context) -> Result<Vec<i64>> {
        let column = Arc::clone(batch.column(self.wanted.on)?);
        let memo = ctx.memo(self.wanted.number);
        let known = memo.as_ref().filter(|memo| memo.ask(batch.len()) + batch.len() > ENOUGH);
        let (Some(memo), Column::Nodes(nodes)) = (known, &*column) else {
            return self.look(column, batch.len(), ctx);
        };
        if nodes.iter().any(|node| memo.rows(*node).is_none()) {
            self.look_for_all(memo, ctx)?;
        }
        let known: Vec<Option<u32>> = nodes.iter().map(|node| memo.rows(*node)).collect();
        let open = nodes.iter().zip(&known).filter(|(_, known)| known.is_none()).map(|(node, _)| *node);
        let mut met: Vec<NodeId> = open.collect();
        let found = if met.is_empty() {
            Vec::new()
        } else {
            let begun = Instant::now();
            met.sort_unstable();
            met.dedup();
            let found = self.look(Arc::new(Column::Nodes(met.clone())), met.len(), ctx)?;
            memo.spend(begun.elapsed());
            let bytes = met.iter().zip(&found).map(|(node, rows)| memo.put(*node, *rows)).sum();
            ctx.hold(bytes)?;
            found
        };
        // Rows often come in the order of their nodes.
        let mut at = 0;
        let mut found_of = |node: &NodeId| {
            if met.get(at) != Some(node) {
                at = met.partition_point(|other| other < node);
            }
            at += 1;
            found[at - 1]
        };
        let rows = nodes.iter().zip(known);
        Ok(rows.map(|(node, known)| known.map_or_else(|| found_of(node), i64::from)).collect())
    }

    /// How many rows of its own each of `len` nodes has: looks from them.
    fn look(&mut self, nodes: Arc<Column>, len: usize, ctx: &mut Context) -> Result<Vec<i64>> {
        let mut argument = Batch::new(ctx.width(), len);
        argument.set(self.wanted.on, nodes);
        let mut argument = argument.numbered(ctx.origin());
        // What is below looks at what has been found.
        let outer = std::mem::replace(&mut ctx.found, vec![0; len]);
        let found = self.count(&mut argument, len, ctx);
        ctx.found = outer;
        found
    }

    fn count(&mut self, argument: &mut Batch, len: usize, ctx: &mut Context) -> Result<Vec<i64>> {
        let mut counts = vec![0_i64; len];
        self.rest.reset(ctx);
        while let Some(rows) = ctx.pull(&mut *self.rest, argument)? {
            let weights = rows.weights(ctx.weight()).filter(|_| self.wanted.counts);
            for (at, origin) in rows.origins(ctx.origin())?.into_iter().enumerate() {
                let (origin, weight) = (origin as usize, weights.as_ref().map_or(1, |weights| weights[at]));
                ctx.found[origin] = 1;
                counts[origin] = counts[origin].checked_add(weight).ok_or_else(too_many)?;
            }
        }
        Ok(counts)
    }

    /// Looks for all nodes, where looking from single ones has lasted as long as that should take.
    fn look_for_all(&mut self, memo: &Memo, ctx: &mut Context) -> Result<()> {
        let Some(all) = &mut self.all else { return Ok(()) };
        let spent = Duration::from_nanos(memo.spent.load(Ordering::Relaxed));
        if spent.as_secs_f64() < all.cost * ROW.as_secs_f64() {
            return Ok(());
        }
        let mut made = memo.making.lock().unwrap_or_else(PoisonError::into_inner);
        if !std::mem::replace(&mut *made, true) {
            let pages = memo.pages();
            if all.fill(&pages, &self.wanted, ctx)? {
                memo.know(pages);
            }
        }
        Ok(())
    }
}

impl All {
    /// Fills pages with the numbers of rows; false when one is too large for them.
    fn fill(&mut self, pages: &Pages, wanted: &Remembered, ctx: &mut Context) -> Result<bool> {
        self.input.reset(ctx);
        let one = Batch::new(ctx.width(), 1);
        let before = std::mem::replace(&mut ctx.argument, one);
        let fits = match &mut self.input {
            Input::Whole(input) => wanted.take(&mut **input, pages, ctx).map(|fits| vec![fits]),
            Input::Shared(shared) => shared.run(
                |_: &bool| Progress::steady(SOON),
                ctx,
                |_| Ok(true),
                |fits, input, _, ctx| {
                    *fits &= wanted.take(input, pages, ctx)?;
                    Ok(())
                },
            ),
        };
        ctx.argument = before;
        Ok(fits?.into_iter().all(|fits| fits))
    }
}

impl Remembered {
    /// Adds the rows of `input` to those of their nodes; false when they are too many.
    fn take(&self, input: &mut dyn Operator, pages: &Pages, ctx: &mut Context) -> Result<bool> {
        let mut fits = true;
        while let Some(batch) = input.next(ctx)? {
            ctx.checkpoint()?;
            let weights = batch.weights(ctx.weight()).filter(|_| self.counts);
            let column = batch.column(self.on)?;
            let mut bytes = 0;
            for row in 0..batch.len() {
                let node = match &**column {
                    Column::Nodes(nodes) => nodes[row],
                    column => match column.get(row) {
                        Value::Node(node) => node,
                        _ => continue,
                    },
                };
                let taken = if self.counts {
                    pages.add(node, weights.as_ref().map_or(1, |weights| weights[row]))
                } else {
                    Some(pages.put(node, 1))
                };
                fits &= taken.is_some();
                bytes += taken.unwrap_or(0);
            }
            ctx.hold(bytes)?;
        }
        Ok(fits)
    }
}

impl Operator for Semi {
    fn next(&mut self, ctx: &mut Context) -> Result<Option<Batch>> {
        while let Some(batch) = self.input.next(ctx)? {
            ctx.checkpoint()?;
            let found = self.rows(&batch, ctx)?;
            let passed: Vec<u32> = (0..batch.len() as u32).filter(|row| found[*row as usize] > 0).collect();
            if passed.is_empty() {
                continue;
            }
            let whole = passed.len() == batch.len();
            let mut out = if whole { batch } else { batch.gather(&passed) };
            if self.wanted.counts {
                let before = out.weights(ctx.weight());
                let weight = |(at, row): (usize, &u32)| {
                    let own = before.as_ref().map_or(1, |weights| weights[at]);
                    own.checked_mul(found[*row as usize]).ok_or_else(too_many)
                };
                let values = passed.iter().enumerate().map(weight).collect::<Result<_>>()?;
                out.set(ctx.weight(), Column::Integers { values, nulls: None });
            }
            return Ok(Some(out));
        }
        Ok(None)
    }

    fn reset(&mut self, ctx: &mut Context) {
        self.input.reset(ctx);
        self.rest.reset(ctx);
    }
}
