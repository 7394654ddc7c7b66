//! The order in which the parts of a query graph are found.
//!
//! First greedy from every possible first node: each step takes the cheapest relationship that leaves what is bound (an
//! expand between two bound nodes before all others), and the chain with the smallest cost wins. Then, for a pattern of few
//! relationships, every order of them that is not already dearer than the best one known (`search.rs`). What steps cost
//! is in `chain.rs`.
//!
//! ```text
//! (a:Person)-[:HOLDS]->(o:Office {id: $id})   scan o, filter o.id, expand o<-[:HOLDS]-a, filter a:Person
//! ```

use rustc_hash::FxHashSet;

use super::chain::{Chain, Cost, Order, Step};
use super::demand::Demand;
use super::search::{MOST_SEARCHED, Search};
use super::state::Planner;
use crate::binder::{BoundPattern, Slot};

/// An order must be cheaper by so much than one that begins earlier in the pattern: what is known of a sample is as good.
const EARLIER: f64 = 0.97;
/// Relationships of a pattern whose steps are weighed by what is read behind them.
pub(super) const MOST_WEIGHED: usize = 40;

impl Planner<'_> {
    /// The order of steps with the smallest sum of intermediate rows.
    pub(super) fn best_order(&self, pattern: &BoundPattern, demand: Option<&Demand>, bound: &FxHashSet<Slot>) -> Order {
        let best = self.greedy_order(pattern, demand, bound);
        let plain = pattern.shortest.is_empty() && pattern.repeats.is_empty() && pattern.selections.is_empty();
        if plain && (2..=MOST_SEARCHED).contains(&pattern.rels.len()) {
            let chain = Chain::new(pattern, bound, self.graph);
            return Search::new(self, demand, best).run(&chain, &self.starts(pattern, bound));
        }
        best
    }

    /// The best of the orders that take the cheapest step from each first node, those that begin earlier in the pattern
    /// first.
    pub(super) fn greedy_order(
        &self,
        pattern: &BoundPattern,
        demand: Option<&Demand>,
        bound: &FxHashSet<Slot>,
    ) -> Order {
        let chain = Chain::new(pattern, bound, self.graph);
        let mut best: Option<Order> = None;
        for start in self.starts(pattern, bound) {
            let order = self.chain_from(chain.clone(), demand, start);
            if best.as_ref().is_none_or(|known| order.cost < known.cost * EARLIER) {
                best = Some(order);
            }
        }
        best.unwrap_or_default()
    }

    /// The nodes to begin with; none: those that are bound.
    fn starts(&self, pattern: &BoundPattern, bound: &FxHashSet<Slot>) -> Vec<Option<usize>> {
        if pattern.nodes.iter().any(|node| bound.contains(&node.slot)) {
            vec![None]
        } else if pattern.nodes.len() <= 12 {
            (0..pattern.nodes.len()).map(Some).collect()
        } else {
            vec![self.cheapest_scan(pattern, bound)]
        }
    }

    fn chain_from(&self, mut chain: Chain<'_>, demand: Option<&Demand>, start: Option<usize>) -> Order {
        let pattern = chain.pattern;
        let mut steps = Vec::new();
        let mut cost = Cost::default();
        let mut first = start;
        loop {
            let next = match first.take() {
                Some(at) => Some((Step::Scan(at), self.scan_rows(pattern, at, &chain.bound))),
                None => chain.next_rel(self).or_else(|| {
                    let at = self.cheapest_scan(pattern, &chain.bound)?;
                    Some((Step::Scan(at), self.scan_rows(pattern, at, &chain.bound)))
                }),
            };
            let Some((step, factor)) = next else { break };
            cost.add(&chain, step, factor, demand, self);
            chain.take(step);
            steps.push(step);
        }
        Order { cost: cost.sum, rows: cost.rows, steps }
    }
}
