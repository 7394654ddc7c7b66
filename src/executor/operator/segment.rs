//! One walk through a segment of a path: from some nodes to all ends that its plan finds.
//!
//! The plan of a segment treats rows one by one, so the walks from many nodes are found at once: the *origin* column
//! says where each began.
//!
//! ```text
//! segment (a)-[r]->()-[s]->(b)     starts [7, 8]     hops  7 → 9 by [3, 4] · 8 → 9 by [5, 4]
//! ```

use crate::diagnostic::{Diagnostic, Result};
use crate::executor::batch::Batch;
use crate::executor::context::{Context, Operator};
use crate::planner;
use crate::value::{Column, NodeId, RelId, Value};

/// A segment and the operators that walk through it.
pub(in crate::executor) struct Segment {
    pub(super) plan: planner::Segment,
    inner: Box<dyn Operator>,
}

/// Walks through a segment, one behind the other.
///
/// Invariant: `rels` has as many elements for each walk as the segment has relationships, `values` as many as it has
/// groups and singles.
#[derive(Default)]
pub(super) struct Hops {
    /// The number of the start of each walk.
    pub(super) origins: Vec<u32>,
    pub(super) ends: Vec<NodeId>,
    rels: Vec<RelId>,
    values: Vec<Value>,
}

impl Segment {
    pub(in crate::executor) fn new(plan: planner::Segment, inner: Box<dyn Operator>) -> Self {
        Self { plan, inner }
    }

    /// How many relationships one walk has.
    pub(super) fn stride(&self) -> usize {
        self.plan.steps.len()
    }

    /// Appends the walks from `starts` for a row of the outer query, in the order of their starts.
    pub(super) fn walk(
        &mut self,
        (batch, row): (&Batch, usize),
        starts: Vec<NodeId>,
        ctx: &mut Context,
        hops: &mut Hops,
    ) -> Result<()> {
        let mut argument = batch.repeat_row(row, starts.len());
        argument.set(self.plan.start, Column::Nodes(starts));
        let mut argument = argument.numbered(ctx.origin());
        self.inner.reset(ctx);
        while let Some(found) = ctx.pull(&mut *self.inner, &mut argument)? {
            ctx.checkpoint()?;
            hops.origins.extend(found.origins(ctx.origin())?);
            for row in 0..found.len() {
                hops.ends.push(node(&found.value(self.plan.end, row))?);
                for step in &self.plan.steps {
                    hops.rels.push(rel(&found.value(*step, row))?);
                }
                let inside = self.plan.groups.iter().map(|(inside, _)| inside).chain(&self.plan.singles);
                hops.values.extend(inside.map(|slot| found.value(*slot, row)));
            }
        }
        Ok(())
    }

    pub(super) fn reset(&mut self, ctx: &mut Context) {
        self.inner.reset(ctx);
    }

    /// The relationships of walk `at`, in written order.
    pub(super) fn rels<'h>(&self, hops: &'h Hops, at: usize) -> &'h [RelId] {
        let stride = self.stride();
        &hops.rels[at * stride..(at + 1) * stride]
    }

    /// The values of the groups, then of the singles, of walk `at`.
    pub(super) fn values<'h>(&self, hops: &'h Hops, at: usize) -> &'h [Value] {
        let stride = self.plan.groups.len() + self.plan.singles.len();
        &hops.values[at * stride..(at + 1) * stride]
    }

    /// What the segment binds for `walks` in written order, in the order of [`planner::Segment::outputs`].
    pub(super) fn outputs(&self, hops: &Hops, walks: &[usize]) -> Vec<Value> {
        let rels = walks.iter().flat_map(|at| self.rels(hops, *at)).map(|rel| Value::Relationship(*rel)).collect();
        let mut outputs = vec![Value::list(rels)];
        for group in 0..self.plan.groups.len() {
            outputs.push(Value::list(walks.iter().map(|at| self.values(hops, *at)[group].clone()).collect()));
        }
        let single = |at: usize| walks.first().map_or(Value::Null, |walk| self.values(hops, *walk)[at].clone());
        outputs.extend((0..self.plan.singles.len()).map(|at| single(self.plan.groups.len() + at)));
        outputs
    }
}

impl Hops {
    /// The number of walks.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// Appends walk `at` of `other`; `segment` is theirs.
    pub(super) fn push_from(&mut self, other: &Self, at: usize, segment: &Segment) {
        self.origins.push(other.origins[at]);
        self.ends.push(other.ends[at]);
        self.rels.extend_from_slice(segment.rels(other, at));
        self.values.extend_from_slice(segment.values(other, at));
    }

    /// Forgets all walks from `len` on; `segment` is theirs.
    pub(super) fn truncate(&mut self, len: usize, segment: &Segment) {
        self.origins.truncate(len);
        self.ends.truncate(len);
        self.rels.truncate(len * segment.stride());
        self.values.truncate(len * (segment.plan.groups.len() + segment.plan.singles.len()));
    }

    /// A rough size in bytes, for the memory budget.
    pub(super) fn bytes(&self) -> usize {
        self.ends.len() * 8 + self.rels.len() * 4 + self.values.len() * 24
    }
}

fn node(value: &Value) -> Result<NodeId> {
    match value {
        Value::Node(id) => Ok(*id),
        _ => Err(Diagnostic::internal("a walk through a segment does not end at a node")),
    }
}

fn rel(value: &Value) -> Result<RelId> {
    match value {
        Value::Relationship(id) => Ok(*id),
        _ => Err(Diagnostic::internal("a step of a segment is no relationship")),
    }
}
