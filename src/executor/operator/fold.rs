//! A step of which only the end is read above: each node reached comes once, with a weight that says how often.
//!
//! Counting paths through a tree-shaped pattern so takes time linear in the relationships touched, not in the paths.
//! Rows whose relationship is a self-loop come by themselves when a later step must be told apart from it; for all others
//! the relationship is null, because no later step can repeat it.
//!
//! ```text
//! a  weight                       b  weight
//! 1  1       (a)-[:R]->(b)        5  3          5 was reached from 1, and from 2 with weight 2
//! 2  2      ─────────────▶        6  1
//! ```

use rustc_hash::FxHashMap;

use super::cursor::{look_ahead, node_at, repeats};
use super::node_set::NodeSet;
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
    // How often a node is reached matters.
    counts: bool,
    result: Option<Reached>,
    held: usize,
}

/// The nodes reached, each once, and rows that must stand by themselves.
#[derive(Default)]
struct Reached {
    // How often a node was reached does not matter: only which were is known.
    only: Option<NodeSet>,
    // A list, with the places of nodes in it.
    nodes: Vec<NodeId>,
    rels: Vec<RelId>,
    weights: Vec<i64>,
    places: FxHashMap<NodeId, u32>,
    // Once many nodes are known: the weight of each by its number, 0 where it was not reached. The list then keeps the
    // rows that stand by themselves.
    table: Option<Vec<i64>>,
    // A weight that no integer holds.
    overflow: bool,
    // What was given out of the list and of the table.
    given: (usize, usize),
}

/// How much of all nodes must be known before a table pays.
const SHARE_FOR_A_TABLE: usize = 32;
/// So few nodes have a table at once: it is made faster than a place is looked up.
const FEW_NODES: usize = 1024;

impl Reached {
    #[inline]
    fn add(&mut self, node: NodeId, weight: i64) {
        if let Some(only) = &mut self.only {
            only.insert(node);
            return;
        }
        let known = if let Some(table) = &mut self.table {
            &mut table[node.0 as usize]
        } else {
            let next = self.nodes.len() as u32;
            let place = *self.places.entry(node).or_insert(next);
            if place == next {
                return self.push(node, RelId::NONE, weight);
            }
            &mut self.weights[place as usize]
        };
        let (sum, overflow) = known.overflowing_add(weight);
        *known = sum;
        self.overflow |= overflow;
    }

    fn push(&mut self, node: NodeId, rel: RelId, weight: i64) {
        self.nodes.push(node);
        self.rels.push(rel);
        self.weights.push(weight);
    }

    /// Goes over to the table when enough of `capacity` nodes are known.
    fn settle(&mut self, capacity: usize) {
        let pays = capacity <= FEW_NODES || self.places.len() > capacity / SHARE_FOR_A_TABLE;
        if self.table.is_some() || self.only.is_some() || !pays {
            return;
        }
        let mut table = vec![0; capacity];
        let (nodes, rels) = (std::mem::take(&mut self.nodes), std::mem::take(&mut self.rels));
        let weights = std::mem::take(&mut self.weights);
        for ((node, rel), weight) in nodes.into_iter().zip(rels).zip(weights) {
            if rel == RelId::NONE {
                table[node.0 as usize] = weight;
            } else {
                self.push(node, rel, weight);
            }
        }
        self.places = FxHashMap::default();
        self.table = Some(table);
    }

    fn bytes(&self) -> usize {
        let table = self.table.as_ref().map_or(0, |table| table.len() * size_of::<i64>());
        self.nodes.len() * 24 + table + self.only.as_ref().map_or(0, NodeSet::bytes)
    }

    /// The next rows, at most as many as a batch holds: nodes, relationships, weights. Of the table nodes come ascending, so
    /// that what is read of them next lies in order.
    fn give(&mut self) -> (Vec<NodeId>, Vec<RelId>, Vec<i64>) {
        let from = self.given.0;
        let to = self.nodes.len().min(from + BATCH_ROWS);
        self.given.0 = to;
        if let (true, Some(table)) = (from == to, &self.table) {
            let most = (table.len() - self.given.1).min(BATCH_ROWS);
            let (mut nodes, mut weights) = (Vec::with_capacity(most), Vec::with_capacity(most));
            while let (Some(weight), true) = (table.get(self.given.1), nodes.len() < BATCH_ROWS) {
                if *weight != 0 {
                    nodes.push(NodeId(self.given.1 as u32));
                    weights.push(*weight);
                }
                self.given.1 += 1;
            }
            let rels = vec![RelId::NONE; nodes.len()];
            return (nodes, rels, weights);
        }
        (self.nodes[from..to].to_vec(), self.rels[from..to].to_vec(), self.weights[from..to].to_vec())
    }
}

impl Fold {
    pub(in crate::executor) fn new(input: Box<dyn Operator>, step: Expand, keep_loops: bool, counts: bool) -> Self {
        Self { input, step, keep_loops, counts: counts || keep_loops, result: None, held: 0 }
    }

    fn read(&mut self, ctx: &mut Context) -> Result<Reached> {
        let mut reached = Reached { only: (!self.counts).then(NodeSet::default), ..Reached::default() };
        reached.settle(ctx.graph().node_capacity() as usize);
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
            let bytes = reached.bytes();
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
        let reached = self.result.insert(reached);
        if let Some(only) = &reached.only {
            let (nodes, next) = only.take(reached.given.1, BATCH_ROWS);
            reached.given.1 = next;
            let mut out = Batch::new(ctx.width(), nodes.len());
            out.set(self.step.to, Column::Nodes(nodes));
            return Ok(Some(out).filter(|out| !out.is_empty()));
        }
        let (nodes, rels, weights) = reached.give();
        if nodes.is_empty() {
            return Ok(None);
        }
        let mut out = Batch::new(ctx.width(), nodes.len());
        out.set(self.step.to, Column::Nodes(nodes));
        if self.keep_loops {
            out.set(self.step.rel, Column::Relationships(rels));
        }
        out.set(ctx.weight(), Column::Integers { values: weights, nulls: None });
        Ok(Some(out))
    }

    fn reset(&mut self, ctx: &mut Context) {
        self.input.reset(ctx);
        self.result = None;
        ctx.release(std::mem::take(&mut self.held));
    }
}

/// The error of a count that no integer holds.
pub(super) fn too_many() -> Diagnostic {
    let message = "there are more paths than a 64-bit integer can count";
    Diagnostic::new(Class::ArithmeticError, Phase::Runtime, Detail::IntegerArithmeticOverflow, message)
}
