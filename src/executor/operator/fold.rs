//! A step of which only the end is read above: each node reached comes once, with a weight that says how often.
//!
//! Counting paths through a tree-shaped pattern so takes time linear in the relationships touched, not in the paths.
//! Nodes come in order of first appearance. Rows whose relationship is a self-loop come by themselves when a later step
//! must be told apart from it; for all others the relationship is null, because no later step can repeat it.
//!
//! ```text
//! a  weight                       b  weight
//! 1  1       (a)-[:R]->(b)        5  3          5 was reached from 1, and from 2 with weight 2
//! 2  2      ─────────────▶        6  1
//! ```

use rustc_hash::FxHashMap;

use super::cursor::{look_ahead, node_at, repeats};
use crate::diagnostic::{Class, Detail, Diagnostic, Phase, Result};
use crate::executor::batch::{BATCH_ROWS, Batch};
use crate::executor::context::{Context, Operator};
use crate::graph::Snapshot;
use crate::planner::Expand;
use crate::value::{Column, NodeId, RelId};

/// See the file.
pub(in crate::executor) struct Fold {
    input: Box<dyn Operator>,
    step: Expand,
    // A later step must not repeat the relationship.
    keep_loops: bool,
    result: Option<Reached>,
    given: usize,
    held: usize,
}

/// The nodes reached.
#[derive(Default)]
struct Reached {
    nodes: Vec<NodeId>,
    rels: Vec<RelId>,
    weights: Vec<i64>,
    places: Places,
    // A weight that no integer holds.
    overflow: bool,
}

/// Where each node stands: a map while few are known, a table by node number when they are many.
enum Places {
    Few(FxHashMap<NodeId, u32>),
    Many(Vec<u32>),
}

impl Default for Places {
    fn default() -> Self {
        Self::Few(FxHashMap::default())
    }
}

/// How much of all nodes must be known before a table pays.
const SHARE_FOR_A_TABLE: usize = 32;

impl Reached {
    fn add(&mut self, node: NodeId, weight: i64) {
        let next = self.nodes.len() as u32;
        let place = match &mut self.places {
            Places::Few(map) => *map.entry(node).or_insert(next),
            Places::Many(table) => {
                let place = &mut table[node.0 as usize];
                if *place == u32::MAX {
                    *place = next;
                }
                *place
            }
        };
        if place == next {
            self.push(node, RelId::NONE, weight);
        } else {
            let (sum, overflow) = self.weights[place as usize].overflowing_add(weight);
            self.weights[place as usize] = sum;
            self.overflow |= overflow;
        }
    }

    fn push(&mut self, node: NodeId, rel: RelId, weight: i64) {
        self.nodes.push(node);
        self.rels.push(rel);
        self.weights.push(weight);
    }

    /// Goes over to the table when enough nodes are known.
    fn settle(&mut self, capacity: usize) {
        if let Places::Few(map) = &self.places
            && map.len() > capacity / SHARE_FOR_A_TABLE
        {
            let mut table = vec![u32::MAX; capacity];
            for (node, place) in map {
                table[node.0 as usize] = *place;
            }
            self.places = Places::Many(table);
        }
    }
}

impl Fold {
    pub(in crate::executor) fn new(input: Box<dyn Operator>, step: Expand, keep_loops: bool) -> Self {
        Self { input, step, keep_loops, result: None, given: 0, held: 0 }
    }

    fn read(&mut self, ctx: &mut Context) -> Result<Reached> {
        let mut reached = Reached::default();
        let weight_slot = ctx.weight();
        let mut scratch = Vec::new();
        while let Some(batch) = self.input.next(ctx)? {
            ctx.checkpoint()?;
            let weights = batch.weights(weight_slot);
            let graph = ctx.graph();
            for row in 0..batch.len() {
                let weight = weights.as_ref().map_or(1, |weights| weights[row]);
                self.follow(&batch, row, weight, graph, &mut reached, &mut scratch)?;
                if row.is_multiple_of(256) {
                    reached.settle(graph.node_capacity() as usize);
                }
            }
            if reached.overflow {
                return Err(too_many());
            }
            let bytes = reached.nodes.len() * 24;
            ctx.hold(bytes.saturating_sub(self.held))?;
            self.held = self.held.max(bytes);
        }
        Ok(reached)
    }

    /// Adds the neighbours for one row.
    fn follow(
        &self,
        batch: &Batch,
        row: usize,
        weight: i64,
        graph: &Snapshot,
        reached: &mut Reached,
        scratch: &mut Vec<NodeId>,
    ) -> Result<()> {
        let step = &self.step;
        let nodes = batch.column(step.from)?;
        look_ahead(graph, nodes, row, step, true);
        let Some(from) = node_at(nodes, row)? else { return Ok(()) };
        let told_apart = step.distinct_from.iter().any(|slot| batch.get(*slot).is_none_or(|rels| !rels.is_null(row)));
        if let ([rel_type], false) = (step.types.as_slice(), told_apart) {
            let nodes = graph.neighbour_nodes(from, step.direction, *rel_type, scratch);
            if !self.keep_loops || nodes.binary_search(&from).is_err() {
                for node in nodes {
                    reached.add(*node, weight);
                }
                return Ok(());
            }
        }
        let mut wrong = Ok(());
        graph.for_each_neighbour(from, step.direction, &step.types, &mut |rel, node| match if told_apart {
            repeats(batch, &step.distinct_from, row, rel)
        } else {
            Ok(false)
        } {
            Ok(true) => {}
            Ok(false) if self.keep_loops && node == from => reached.push(node, rel, weight),
            Ok(false) => reached.add(node, weight),
            Err(error) => wrong = Err(error),
        });
        wrong
    }
}

impl Operator for Fold {
    fn next(&mut self, ctx: &mut Context) -> Result<Option<Batch>> {
        let reached = match self.result.take() {
            Some(reached) => reached,
            None => self.read(ctx)?,
        };
        let to = reached.nodes.len().min(self.given + BATCH_ROWS);
        let from = std::mem::replace(&mut self.given, to);
        let batch = (from < to).then(|| {
            let mut out = Batch::new(ctx.width(), to - from);
            out.set(self.step.to, Column::Nodes(reached.nodes[from..to].to_vec()));
            if self.keep_loops {
                out.set(self.step.rel, Column::Relationships(reached.rels[from..to].to_vec()));
            }
            out.set(ctx.weight(), Column::Integers { values: reached.weights[from..to].to_vec(), nulls: None });
            out
        });
        self.result = Some(reached);
        Ok(batch)
    }

    fn reset(&mut self, ctx: &mut Context) {
        self.input.reset(ctx);
        self.result = None;
        self.given = 0;
        ctx.release(std::mem::take(&mut self.held));
    }
}

/// The error of a count that no integer holds.
pub(super) fn too_many() -> Diagnostic {
    let message = "there are more paths than a 64-bit integer can count";
    Diagnostic::new(Class::ArithmeticError, Phase::Runtime, Detail::IntegerArithmeticOverflow, message)
}
