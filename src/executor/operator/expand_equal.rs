//! A step to neighbours of which a property, or one of the relationships to them, is to be equal to a value of the row, where
//! many rows come from one node: its neighbours are put into groups by that property once, and each row looks at one group.
//! Rows of a node need not follow each other: groups are kept while there is room, and are made where so many rows have come
//! that looking at all neighbours for each of them costs more.
//!
//! Gives the rows of a plain step in their order, without some for which the values are surely not equal; a filter above
//! decides. Values are put together only where both come as numbers, strings or the like, of which equal ones are told apart
//! from others in one way.
//!
//! ```text
//! MATCH (a)-[:WORKS_AT]->(c)<-[:WORKS_AT]-(b) WHERE a.salary = b.salary       for each c: its b by their salaries
//! ```

use std::ops::Range;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::cursor::{Cursor, node_at, repeats};
use super::interner::Interner;
use super::order_rows::rows_by_number;
use crate::binder::{Expr, Slot};
use crate::diagnostic::Result;
use crate::executor::batch::{BATCH_ROWS, Batch};
use crate::executor::context::{Context, Operator};
use crate::executor::expression::evaluate;
use crate::graph::KeyId;
use crate::planner::Expand;
use crate::value::{Column, NodeId, RelId};

/// The property of the neighbour, or of the relationship to it, and what it is to be equal to, which reads the row alone.
pub(in crate::executor) struct Equality {
    pub(in crate::executor) of_rel: bool,
    pub(in crate::executor) key: KeyId,
    pub(in crate::executor) value: Expr,
}

/// See the file.
pub(in crate::executor) struct ExpandEqual {
    cursor: Cursor,
    step: Expand,
    with_rels: bool,
    equality: Equality,
    // What the rows of the cursor's batch are to be equal to, once that was asked.
    values: Option<Arc<Column>>,
    run: Run,
    // Of the candidates of the cursor's row so many are given.
    at: usize,
    // Nodes that earlier runs came from.
    met: FxHashMap<NodeId, Met>,
    held: usize,
}

/// Rows of a batch that come from one node.
#[derive(Default)]
struct Run {
    rows: Range<usize>,
    from: Option<NodeId>,
    neighbours: Vec<(RelId, NodeId)>,
    // The groups of neighbours, where they were made, and the group of each row; there may be none of that number.
    groups: Option<Groups>,
    wanted: Vec<u32>,
}

/// What is known of a node.
enum Met {
    /// So many rows came from it, and no groups are kept.
    Rows(usize),
    Grouped(Box<(Vec<(RelId, NodeId)>, Groups)>),
}

/// Neighbours by their property.
struct Groups {
    interner: Interner,
    // Places of neighbours, group by group, and where each group begins and the last one ends.
    places: Vec<u32>,
    begins: Vec<u32>,
}

/// Neighbours and rows for which it is worth to make groups.
const WORTH: usize = 8;
/// Groups of other nodes are kept up to so many bytes.
const KEPT_BYTES: usize = 64 << 20;

impl ExpandEqual {
    pub(in crate::executor) fn new(
        input: Box<dyn Operator>,
        keep: Option<Vec<Slot>>,
        (step, with_rels): (Expand, bool),
        equality: Equality,
    ) -> Self {
        let with_rels = with_rels || !step.distinct_from.is_empty();
        let cursor = Cursor::new(input, keep);
        let (run, met) = (Run::default(), FxHashMap::default());
        Self { cursor, step, with_rels, equality, values: None, run, at: 0, met, held: 0 }
    }

    /// Begins a run at the cursor's row.
    fn begin(&mut self, ctx: &mut Context) -> Result<()> {
        self.keep_groups(ctx);
        let (batch, first) = (&self.cursor.batch, self.cursor.row);
        let column = batch.column(self.step.from)?;
        let from = node_at(column, first)?;
        let mut end = first + 1;
        while end < batch.len() && node_at(column, end)? == from {
            end += 1;
        }
        self.run = Run { rows: first..end, from, ..Run::default() };
        let Some(node) = from else { return Ok(()) };
        let came = match self.met.remove(&node) {
            Some(Met::Grouped(kept)) => {
                let (neighbours, groups) = *kept;
                self.release(bytes(&neighbours, &groups), ctx);
                (self.run.neighbours, self.run.groups) = (neighbours, Some(groups));
                0
            }
            Some(Met::Rows(rows)) => rows,
            None => 0,
        };
        if self.run.groups.is_none() {
            ctx.graph().neighbours(node, self.step.direction, &self.step.types, &mut self.run.neighbours);
            if self.run.neighbours.len() < WORTH {
                return Ok(());
            }
            if came + end - first < WORTH {
                self.remember(node, Met::Rows(came + end - first), ctx);
                return Ok(());
            }
        }
        self.group(ctx)
    }

    /// Puts the neighbours of the run into groups, where that was not done, and looks for the groups of its rows.
    fn group(&mut self, ctx: &mut Context) -> Result<()> {
        let values = match &self.values {
            Some(values) => Arc::clone(values),
            None => Arc::clone(self.values.insert(evaluate(&self.equality.value, &self.cursor.batch, ctx)?)),
        };
        let run = &mut self.run;
        if !is_plain(&values) {
            run.groups = None;
        } else if run.groups.is_none() {
            let (rels, nodes): (Vec<RelId>, Vec<NodeId>) = run.neighbours.iter().copied().unzip();
            run.groups = Groups::of(&if self.equality.of_rel {
                ctx.graph().gather_rel_property(self.equality.key, &rels)
            } else {
                ctx.graph().gather_node_property(self.equality.key, &nodes)
            });
        }
        if let Some(groups) = &mut run.groups {
            run.wanted = groups.wanted(&values, run.rows.clone());
        }
        Ok(())
    }

    /// Keeps the groups of the run for other rows of its node.
    fn keep_groups(&mut self, ctx: &mut Context) {
        let run = std::mem::take(&mut self.run);
        let (Some(node), Some(groups)) = (run.from, run.groups) else { return };
        let bytes = bytes(&run.neighbours, &groups);
        if self.held + bytes > KEPT_BYTES {
            return;
        }
        if ctx.hold(bytes).is_err() {
            ctx.release(bytes);
            return;
        }
        self.held += bytes;
        self.remember(node, Met::Grouped(Box::new((run.neighbours, groups))), ctx);
    }

    /// Remembers a node; where there is no room even for that, nothing is remembered.
    fn remember(&mut self, node: NodeId, met: Met, ctx: &mut Context) {
        let before = self.met.capacity();
        self.met.insert(node, met);
        let more = (self.met.capacity() - before) * size_of::<(NodeId, Met)>();
        self.held += more;
        if more > 0 && ctx.hold(more).is_err() {
            self.forget(ctx);
        }
    }

    fn forget(&mut self, ctx: &mut Context) {
        self.met = FxHashMap::default();
        self.release(self.held, ctx);
    }

    fn release(&mut self, bytes: usize, ctx: &mut Context) {
        self.held -= bytes;
        ctx.release(bytes);
    }
}

/// A rough size of what is kept of a node.
fn bytes(neighbours: &[(RelId, NodeId)], groups: &Groups) -> usize {
    size_of_val(neighbours) + 4 * (groups.places.len() + groups.begins.len()) + groups.interner.bytes()
}

impl Groups {
    /// `None` where what is equal might be told apart.
    fn of(own: &Column) -> Option<Self> {
        if !is_plain(own) {
            return None;
        }
        let mut interner = Interner::default();
        let mut numbers = Vec::with_capacity(own.len());
        interner.column(own, &mut numbers);
        let (begins, places) = rows_by_number(&numbers, interner.len());
        Some(Self { interner, places, begins })
    }

    /// The group of each row.
    fn wanted(&mut self, values: &Column, rows: Range<usize>) -> Vec<u32> {
        let mut wanted = Vec::with_capacity(rows.len());
        self.interner.column(&values.slice(rows.clone()), &mut wanted);
        // Null is equal to nothing.
        wanted.iter_mut().zip(rows).filter(|(_, row)| values.is_null(*row)).for_each(|(group, _)| *group = u32::MAX);
        wanted
    }

    /// The neighbours of a group.
    fn candidates(&self, group: u32) -> &[u32] {
        let group = group as usize;
        match (self.begins.get(group), self.begins.get(group.saturating_add(1))) {
            (Some(from), Some(to)) => &self.places[*from as usize..*to as usize],
            _ => &[],
        }
    }
}

/// Whether equal values of a column have one number.
fn is_plain(column: &Column) -> bool {
    match column {
        Column::Integers { .. }
        | Column::Floats { .. }
        | Column::Moments { .. }
        | Column::Texts { .. }
        | Column::Strings { .. }
        | Column::Booleans(_) => true,
        Column::Constant(value, _) => value.is_null(),
        _ => false,
    }
}

impl Operator for ExpandEqual {
    fn next(&mut self, ctx: &mut Context) -> Result<Option<Batch>> {
        while self.cursor.fill(ctx)? {
            ctx.checkpoint()?;
            let (mut rows, mut rels, mut nodes) = (Vec::new(), Vec::new(), Vec::new());
            while rows.len() < BATCH_ROWS && self.cursor.row < self.cursor.batch.len() {
                let row = self.cursor.row;
                if row == 0 && self.at == 0 {
                    // A batch begins.
                    self.keep_groups(ctx);
                    self.values = None;
                }
                if !self.run.rows.contains(&row) {
                    self.begin(ctx)?;
                }
                let run = &self.run;
                let some = run.groups.as_ref().map(|groups| groups.candidates(run.wanted[row - run.rows.start]));
                let len = some.map_or(run.neighbours.len(), <[u32]>::len);
                let end = len.min(self.at + BATCH_ROWS - rows.len());
                for at in self.at..end {
                    let (rel, node) = run.neighbours[some.map_or(at, |some| some[at] as usize)];
                    if !repeats(&self.cursor.batch, &self.step.distinct_from, row, rel)? {
                        rels.push(rel);
                        nodes.push(node);
                    }
                }
                rows.resize(nodes.len(), row as u32);
                self.at = end;
                if end == len {
                    self.cursor.row += 1;
                    self.at = 0;
                }
            }
            if rows.is_empty() {
                continue;
            }
            let rels = self.with_rels.then_some(rels);
            return Ok(Some(self.cursor.gather_step(&rows, &self.step, rels, nodes)));
        }
        Ok(None)
    }

    fn reset(&mut self, ctx: &mut Context) {
        self.cursor.reset(ctx);
        (self.values, self.run, self.at) = (None, Run::default(), 0);
        self.forget(ctx);
    }
}
