//! Distances from one node to all others, by hops or by weight, with buffers that are used again.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use super::control::Pace;
use super::projection::Projection;
use crate::diagnostic::Result;

/// Nodes by cost, the cheapest first, then the smallest node.
#[derive(Default)]
pub(super) struct Queue(BinaryHeap<Entry>);

struct Entry {
    cost: f64,
    node: u32,
}

impl Queue {
    /// Adds a node.
    pub(super) fn push(&mut self, cost: f64, node: u32) {
        self.0.push(Entry { cost, node });
    }

    /// Takes the cheapest node.
    pub(super) fn pop(&mut self) -> Option<(f64, u32)> {
        self.0.pop().map(|entry| (entry.cost, entry.node))
    }

    /// Takes out everything.
    pub(super) fn clear(&mut self) {
        self.0.clear();
    }
}

impl Ord for Entry {
    fn cmp(&self, other: &Self) -> Ordering {
        other.cost.total_cmp(&self.cost).then(other.node.cmp(&self.node))
    }
}

impl PartialOrd for Entry {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Entry {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Entry {}

/// Searches from many sources, one after the other.
pub(super) struct Distances<'a> {
    projection: &'a Projection,
    weighted: bool,
    cost: Vec<f64>,
    queue: Queue,
    order: Vec<u32>,
}

impl<'a> Distances<'a> {
    /// Bytes of buffers a node.
    pub(super) const BYTES: usize = 8 + 4 + 16;

    /// Buffers for `projection`; hops are counted unless it is `weighted`.
    pub(super) fn new(projection: &'a Projection, weighted: bool) -> Self {
        let cost = vec![f64::INFINITY; projection.len()];
        Self { projection, weighted, cost, queue: Queue::default(), order: Vec::new() }
    }

    /// The nodes that `source` reaches with their distances, nearest first, itself included.
    pub(super) fn from(&mut self, source: u32, pace: &mut Pace) -> Result<impl Iterator<Item = (u32, f64)> + '_> {
        for node in self.order.drain(..) {
            self.cost[node as usize] = f64::INFINITY;
        }
        if self.weighted {
            self.by_weight(source, pace)?;
        } else {
            self.by_hops(source, pace)?;
        }
        Ok(self.order.iter().map(|node| (*node, self.cost[*node as usize])))
    }

    fn by_hops(&mut self, source: u32, pace: &mut Pace) -> Result<()> {
        self.cost[source as usize] = 0.0;
        self.order.push(source);
        let mut at = 0;
        while at < self.order.len() && self.order.len() < self.cost.len() {
            let node = self.order[at];
            let next = self.cost[node as usize] + 1.0;
            pace.step(self.projection.degree(node) + 1)?;
            for other in self.projection.row(node) {
                if self.cost[*other as usize] == f64::INFINITY {
                    self.cost[*other as usize] = next;
                    self.order.push(*other);
                }
            }
            at += 1;
        }
        Ok(())
    }

    fn by_weight(&mut self, source: u32, pace: &mut Pace) -> Result<()> {
        self.queue.clear();
        self.cost[source as usize] = 0.0;
        self.queue.push(0.0, source);
        while let Some((cost, node)) = self.queue.pop() {
            // A node is in the queue once for each improvement; the first time out is the last improvement.
            if cost > self.cost[node as usize] {
                continue;
            }
            self.order.push(node);
            pace.step(self.projection.degree(node) + 1)?;
            for (other, weight) in self.projection.weighted_row(node) {
                if cost + weight < self.cost[other as usize] {
                    self.cost[other as usize] = cost + weight;
                    self.queue.push(cost + weight, other);
                }
            }
        }
        Ok(())
    }
}
