//! Cheapest routes from one node, remembered as a tree: each node knows the relationship it was reached by.

use std::sync::Arc;

use super::control::Pace;
use super::distance::Queue;
use super::projection::Projection;
use crate::diagnostic::Result;
use crate::value::{Path, RelId, Value};

const NOWHERE: u32 = u32::MAX;

/// What a search may not use, and when it may stop.
pub(super) struct Limits<'a> {
    /// Stop when this node is settled.
    pub(super) target: Option<u32>,
    /// Nodes that are closed; may be empty.
    pub(super) closed: &'a [bool],
    /// Relationships that must not be the first step; sorted.
    pub(super) barred: &'a [RelId],
}

impl Limits<'_> {
    /// Everything may be used.
    pub(super) const NONE: Limits<'static> = Limits { target: None, closed: &[], barred: &[] };
}

/// The cheapest routes from one node of a projection with weighted rows.
pub(super) struct Routes {
    /// Costs, infinite where there is no route.
    pub(super) cost: Vec<f64>,
    /// The nodes that were settled, cheapest first.
    pub(super) settled: Vec<u32>,
    before: Vec<u32>,
    rel: Vec<RelId>,
}

impl Routes {
    /// Bytes a node.
    pub(super) const BYTES: usize = 8 + 4 + 4 + 4 + 16;

    /// Dijkstra's algorithm; among routes of equal cost the one found first stands.
    pub(super) fn from(projection: &Projection, source: u32, limits: &Limits, pace: &mut Pace) -> Result<Self> {
        let count = projection.len();
        let mut routes = Self {
            cost: vec![f64::INFINITY; count],
            settled: Vec::new(),
            before: vec![NOWHERE; count],
            rel: vec![RelId::NONE; count],
        };
        let mut queue = Queue::default();
        routes.cost[source as usize] = 0.0;
        queue.push(0.0, source);
        while let Some((cost, node)) = queue.pop() {
            if cost > routes.cost[node as usize] {
                continue;
            }
            routes.settled.push(node);
            if limits.target == Some(node) {
                break;
            }
            pace.step(projection.degree(node) + 1)?;
            for position in projection.range(node) {
                let other = projection.target(position);
                let found = cost + projection.weight(position);
                let closed = limits.closed.get(other as usize).is_some_and(|closed| *closed)
                    || (node == source && limits.barred.binary_search(&projection.rel(position)).is_ok());
                if !closed && found < routes.cost[other as usize] {
                    routes.cost[other as usize] = found;
                    routes.before[other as usize] = node;
                    routes.rel[other as usize] = projection.rel(position);
                    queue.push(found, other);
                }
            }
        }
        Ok(routes)
    }

    /// The node before `node` on its route.
    pub(super) fn before(&self, node: u32) -> u32 {
        self.before[node as usize]
    }

    /// The route to a node that was reached: nodes from the source on, and the relationships between them.
    pub(super) fn route(&self, node: u32) -> (Vec<u32>, Vec<RelId>) {
        let (mut nodes, mut rels) = (vec![node], Vec::new());
        let mut at = node;
        while self.before[at as usize] != NOWHERE {
            rels.push(self.rel[at as usize]);
            at = self.before[at as usize];
            nodes.push(at);
        }
        nodes.reverse();
        rels.reverse();
        (nodes, rels)
    }
}

/// A route as a value of the language.
pub(super) fn path(projection: &Projection, nodes: &[u32], rels: &[RelId]) -> Value {
    let nodes = nodes.iter().map(|node| projection.node(*node)).collect();
    Value::Path(Arc::new(Path { nodes, relationships: rels.to_vec() }))
}
