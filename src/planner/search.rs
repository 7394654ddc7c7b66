//! Every order of the steps of a small pattern: depth first, cheap steps first, given up where it is dearer already than
//! the best that is known (branch and bound, Land & Doig 1960).
//!
//! A relationship between two bound nodes is taken at once. A node of which there is one by its key may be looked up
//! before a step leads to it: two lists of neighbours then meet, where else one is walked through to its end.
//!
//! ```text
//! (a {id: 1})-[:R]->(b)<-[:R]-(c {id: 2})     a, c, b as a meeting of both     instead of a, b, all c of each b
//! ```

use super::chain::{Chain, Cost, Order, Step};
use super::demand::Demand;
use super::state::Planner;

/// See the file.
pub(super) struct Search<'s, 'g> {
    planner: &'s Planner<'g>,
    demand: Option<&'s Demand>,
    best: Order,
    // What an order must be cheaper than.
    limit: f64,
    // Steps that may still be weighed.
    left: usize,
}

/// Relationships of a pattern of which every order is looked at.
pub(super) const MOST_SEARCHED: usize = 7;
/// An order must be cheaper by so much than the one of the greedy choice: estimates are no better than that.
const MARGIN: f64 = 0.9;
/// Steps that are weighed at most for one pattern.
const MOST_STEPS: usize = 1_000;
/// A scan that gives so many rows at most may stand between steps: a node found by a key joins what is bound.
const FEW_ROWS: f64 = 1.5;

impl<'s, 'g> Search<'s, 'g> {
    /// A search that begins with the order of the greedy choice and what it costs.
    pub(super) fn new(planner: &'s Planner<'g>, demand: Option<&'s Demand>, best: Order) -> Self {
        let limit = best.cost * MARGIN;
        Self { planner, demand, best, limit, left: MOST_STEPS }
    }

    /// The cheapest order that begins at one of `starts`, or from what is bound.
    pub(super) fn run(mut self, chain: &Chain<'_>, starts: &[Option<usize>]) -> Order {
        for start in starts {
            match start {
                Some(at) => self.follow(chain, Cost::default(), &[], self.scan(chain, *at)),
                None => self.descend(chain, Cost::default(), &[]),
            }
        }
        self.best
    }

    fn scan(&self, chain: &Chain<'_>, at: usize) -> (Step, f64) {
        (Step::Scan(at), self.planner.scan_rows(chain.pattern, at, &chain.bound))
    }

    /// Takes one step, then every order of those that are left.
    fn follow(&mut self, chain: &Chain<'_>, mut cost: Cost, steps: &[Step], (step, factor): (Step, f64)) {
        if self.left == 0 {
            return;
        }
        self.left -= 1;
        cost.add(chain, step, factor, self.demand, self.planner);
        if cost.least() >= self.limit {
            return;
        }
        let mut chain = chain.clone();
        chain.take(step);
        let steps = [steps, &[step]].concat();
        self.descend(&chain, cost, &steps);
    }

    fn descend(&mut self, chain: &Chain<'_>, cost: Cost, steps: &[Step]) {
        let mut next = chain.expands(self.planner);
        let unbound = || chain.pattern.nodes.iter().enumerate().filter(|(_, node)| !chain.bound.contains(&node.slot));
        if next.is_empty() {
            next.extend(self.planner.cheapest_scan(chain.pattern, &chain.bound).map(|at| {
                let (step, rows) = self.scan(chain, at);
                (rows, step, rows)
            }));
        } else if next.iter().all(|(rank, ..)| *rank >= 0.0) {
            let scans = unbound().map(|(at, _)| self.scan(chain, at)).filter(|(_, rows)| *rows <= FEW_ROWS);
            next.extend(scans.map(|(step, rows)| (rows, step, rows)).collect::<Vec<_>>());
        } else {
            // A relationship between two bound nodes only makes rows fewer.
            next.retain(|(rank, ..)| *rank < 0.0);
            next.truncate(1);
        }
        if next.is_empty() && cost.sum < self.limit {
            self.limit = cost.sum;
            self.best = Order { cost: cost.sum, rows: cost.rows, steps: steps.to_vec() };
        }
        next.sort_by(|(a, ..), (b, ..)| a.total_cmp(b));
        for (_, step, factor) in next {
            self.follow(chain, cost, steps, (step, factor));
        }
    }
}
