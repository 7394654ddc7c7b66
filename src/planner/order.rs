//! The order in which the parts of a query graph are found.
//!
//! First greedy from every possible first node: each step takes the cheapest relationship that leaves what is bound (an
//! expand between two bound nodes before all others), and the chain with the smallest cost wins: the rows that are made,
//! the nodes that are looked at in vain, less what later operators are known to save (see `Cost`). Then, for a pattern of
//! few relationships, every order of them that is not already dearer than the best one known (see `Search`).
//!
//! ```text
//! (a:Person)-[:HOLDS]->(o:Office {id: $id})   scan o, filter o.id, expand o<-[:HOLDS]-a, filter a:Person
//! ```

use rustc_hash::{FxHashMap, FxHashSet};

use super::demand::Demand;
use super::estimate::{fan_out, label_rows, node_rows, scanned_rows, segment_fan_out};
use super::slots::read_slots;
use super::state::Planner;
use crate::binder::{BoundNode, BoundPattern, BoundRel, Expr, LabelTest, Slot};
use crate::graph::Direction;

/// One step of the chain, by position in the pattern.
#[derive(Clone, Copy, Debug)]
pub(super) enum Step {
    Scan(usize),
    /// A relationship, followed from its left (true) or right end.
    Expand(usize, bool),
    Shortest(usize),
    /// A quantified group, walked from its left (true) or right end.
    Repeat(usize, bool),
    /// A path with a selector, walked from its left (true) or right end.
    Select(usize, bool),
}

/// The pattern and what has been done of it.
#[derive(Clone)]
struct Chain<'p> {
    pattern: &'p BoundPattern,
    /// Position of a node by its slot.
    nodes: FxHashMap<Slot, usize>,
    bound: FxHashSet<Slot>,
    rels_done: Vec<bool>,
    shortest_done: Vec<bool>,
    repeats_done: Vec<bool>,
    selections_done: Vec<bool>,
}

/// Relationships of a pattern whose steps are weighed by what is read behind them.
pub(super) const MOST_WEIGHED: usize = 40;

impl Planner<'_> {
    /// The order of steps with the smallest sum of intermediate rows.
    pub(super) fn best_order(
        &self,
        pattern: &BoundPattern,
        demand: Option<&Demand>,
        bound: &FxHashSet<Slot>,
    ) -> Vec<Step> {
        let starts: Vec<Option<usize>> = if pattern.nodes.iter().any(|node| bound.contains(&node.slot)) {
            vec![None]
        } else if pattern.nodes.len() <= 12 {
            (0..pattern.nodes.len()).map(Some).collect()
        } else {
            vec![self.cheapest_scan(pattern, bound)]
        };
        let mut best: Option<(f64, Vec<Step>)> = None;
        for start in &starts {
            let (cost, steps) = self.chain_from(pattern, demand, bound, *start);
            if best.as_ref().is_none_or(|(known, _)| cost < *known) {
                best = Some((cost, steps));
            }
        }
        let best = best.unwrap_or_default();
        let plain = pattern.shortest.is_empty() && pattern.repeats.is_empty() && pattern.selections.is_empty();
        if plain && (2..=MOST_SEARCHED).contains(&pattern.rels.len()) {
            return Search { planner: self, demand, best, left: MOST_STEPS }.run(&Chain::new(pattern, bound), &starts);
        }
        best.1
    }

    fn cheapest_scan(&self, pattern: &BoundPattern, bound: &FxHashSet<Slot>) -> Option<usize> {
        (0..pattern.nodes.len())
            .filter(|at| pattern.nodes.get(*at).is_some_and(|node| !bound.contains(&node.slot)))
            .map(|at| (self.scan_rows(pattern, at, bound), at))
            .min_by(|a, b| a.partial_cmp(b).unwrap_or(std::cmp::Ordering::Equal))
            .map(|(_, at)| at)
    }

    fn scan_rows(&self, pattern: &BoundPattern, at: usize, bound: &FxHashSet<Slot>) -> f64 {
        let Some(node) = pattern.nodes.get(at) else { return 0.0 };
        node_rows(node, self.own_predicates(pattern, node, bound), self.graph)
    }

    /// How many nodes a scan of the node at `at` looks at.
    fn looked_at(&self, pattern: &BoundPattern, at: usize, bound: &FxHashSet<Slot>) -> f64 {
        let Some(node) = pattern.nodes.get(at) else { return 0.0 };
        scanned_rows(node, self.own_predicates(pattern, node, bound), self.graph)
    }

    /// The predicates on a node that can be decided once it is bound too.
    fn own_predicates<'p>(
        &'p self,
        pattern: &'p BoundPattern,
        node: &'p BoundNode,
        bound: &'p FxHashSet<Slot>,
    ) -> impl Iterator<Item = &'p Expr> {
        pattern.predicates.iter().filter(move |predicate| {
            let reads = read_slots(predicate, &self.uses);
            reads.contains(&node.slot) && reads.iter().all(|slot| *slot == node.slot || bound.contains(slot))
        })
    }

    fn chain_from(
        &self,
        pattern: &BoundPattern,
        demand: Option<&Demand>,
        bound: &FxHashSet<Slot>,
        start: Option<usize>,
    ) -> (f64, Vec<Step>) {
        let mut chain = Chain::new(pattern, bound);
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
        (cost.sum, steps)
    }
}

/// Every order of a small pattern, cheap steps first, given up where it is dearer than the best that is known.
struct Search<'s, 'g> {
    planner: &'s Planner<'g>,
    demand: Option<&'s Demand>,
    best: (f64, Vec<Step>),
    // Steps that may still be weighed.
    left: usize,
}

/// Relationships of a pattern of which every order is looked at.
const MOST_SEARCHED: usize = 7;
/// Steps that are weighed at most for one pattern.
const MOST_STEPS: usize = 1_000;
/// A scan that gives so many rows at most may stand between steps: a node found by a key joins what is bound.
const FEW_ROWS: f64 = 1.5;
/// An order must be cheaper by so much than the one of the greedy choice: estimates are no better than that.
const MARGIN: f64 = 0.9;

impl Search<'_, '_> {
    fn run(mut self, chain: &Chain<'_>, starts: &[Option<usize>]) -> Vec<Step> {
        self.best.0 *= MARGIN;
        for start in starts {
            match start {
                Some(at) => self.follow(chain, Cost::default(), &[], self.scan(chain, *at)),
                None => self.descend(chain, Cost::default(), &[]),
            }
        }
        self.best.1
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
        if cost.least() >= self.best.0 {
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
        if next.is_empty() && cost.sum < self.best.0 {
            self.best = (cost.sum, steps.to_vec());
        }
        next.sort_by(|(a, ..), (b, ..)| a.total_cmp(b));
        for (_, step, factor) in next {
            self.follow(chain, cost, steps, (step, factor));
        }
    }
}

/// The rows of a chain so far and what they cost.
#[derive(Clone, Copy)]
struct Cost {
    rows: f64,
    sum: f64,
    // The node that the last step led to, and what that step cost.
    last: Option<(Slot, f64)>,
}

impl Default for Cost {
    fn default() -> Self {
        Self { rows: 1.0, sum: 0.0, last: None }
    }
}

/// What a row costs that is folded into a node, or only counted, beside one that is made.
const FOLDED: f64 = 0.3;
/// What a node costs that a scan looks at, beside a row that is made.
const SCANNED: f64 = 0.05;
/// What a node costs that a step reaches and a predicate refuses.
const REFUSED: f64 = 0.3;
/// What is saved of a step whose candidates must close a cycle: those that do not are never made into rows.
const INTERSECTED: f64 = 0.7;

impl Cost {
    /// What the whole costs at least: the next step may save of the last one.
    fn least(&self) -> f64 {
        self.sum - self.last.map_or(0.0, |(_, cost)| cost * INTERSECTED)
    }

    /// Takes a step that makes `factor` rows of one.
    fn add(&mut self, chain: &Chain<'_>, step: Step, factor: f64, demand: Option<&Demand>, planner: &Planner<'_>) {
        let made = self.rows * factor.max(0.01);
        let looked_at = match step {
            Step::Scan(at) => planner.looked_at(chain.pattern, at, &chain.bound) * SCANNED,
            Step::Expand(at, from_left) => chain.refused(planner, at, from_left) * REFUSED,
            _ => 0.0,
        };
        let mut cost = made + self.rows * looked_at + factor.max(0.0) * 0.001;
        let mut rows = made;
        let rel = match step {
            Step::Expand(at, from_left) => chain.pattern.rels.get(at).map(|rel| (at, rel, from_left)),
            _ => None,
        };
        let mut led_to = None;
        if let Some((at, rel, from_left)) = rel.filter(|(_, rel, _)| rel.length.is_none()) {
            let (from, to) = if from_left { (rel.left, rel.right) } else { (rel.right, rel.left) };
            if chain.bound.contains(&to) {
                let closes =
                    |(node, cost): (Slot, f64)| if node == from || node == to { cost * INTERSECTED } else { 0.0 };
                self.sum -= self.last.map_or(0.0, closes);
            } else if let Some(demand) = demand {
                let reads = |slot: Slot| chain.reads_behind(at, slot, demand, planner);
                let repeats = chain.repeats_behind(at, rel, planner);
                if reads(rel.slot) || repeats == Repeats::Any {
                    // The relationship is read: rows are made.
                } else if repeats == Repeats::Never && !reads(to) && !chain.is_tested(to, planner) {
                    rows = self.rows;
                    cost = rows * FOLDED;
                } else if !chain.bound.iter().any(|slot| reads(*slot)) {
                    let labels = chain.labels(to);
                    rows = made.min(label_rows(labels, planner.graph).max(1.0));
                    cost = made * FOLDED;
                }
            }
            led_to = Some(to);
        }
        self.last = led_to.map(|to| (to, cost));
        self.rows = rows;
        self.sum += cost;
    }
}

/// What steps still to come could walk a relationship again.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Repeats {
    Never,
    /// Only a self-loop.
    Loops,
    Any,
}

impl<'p> Chain<'p> {
    fn new(pattern: &'p BoundPattern, bound: &FxHashSet<Slot>) -> Self {
        Self {
            pattern,
            nodes: pattern.nodes.iter().enumerate().map(|(at, node)| (node.slot, at)).collect(),
            bound: bound.clone(),
            rels_done: vec![false; pattern.rels.len()],
            shortest_done: vec![false; pattern.shortest.len()],
            repeats_done: vec![false; pattern.repeats.len()],
            selections_done: vec![false; pattern.selections.len()],
        }
    }
}

impl Chain<'_> {
    /// Which relationships of `rel`, at place `at`, steps still to come could walk again.
    fn repeats_behind(&self, at: usize, rel: &BoundRel, planner: &Planner<'_>) -> Repeats {
        let loop_free = !rel.types.is_empty() && rel.types.iter().all(|rel_type| planner.graph.is_loop_free(*rel_type));
        let in_a_row = if loop_free { Repeats::Never } else { Repeats::Loops };
        let of = |other: &BoundRel| match (directed_ends(rel), directed_ends(other)) {
            (Some((start, end)), Some((other_start, other_end))) if start == other_end || end == other_start => {
                in_a_row
            }
            _ => Repeats::Any,
        };
        let meets = |other: &BoundRel| {
            other.scope == rel.scope
                && (other.types.is_empty()
                    || rel.types.is_empty()
                    || other.types.iter().any(|kind| rel.types.contains(kind)))
        };
        let open = self
            .pattern
            .rels
            .iter()
            .enumerate()
            .filter(|(other, _)| *other != at && !self.rels_done.get(*other).copied().unwrap_or(true));
        open.filter(|(_, other)| meets(other)).map(|(_, other)| of(other)).max().unwrap_or(Repeats::Never)
    }

    /// Whether something behind the step along relationship `at` reads `slot`: other steps, predicates that are not
    /// decided yet (but for those on the step's end alone), later clauses.
    fn reads_behind(&self, at: usize, slot: Slot, demand: &Demand, planner: &Planner<'_>) -> bool {
        let pattern = self.pattern;
        let (left, right) = pattern.rels.get(at).map_or((slot, slot), |rel| (rel.left, rel.right));
        let other_steps = pattern.rels.iter().enumerate().any(|(other, rel)| {
            other != at && !self.rels_done.get(other).copied().unwrap_or(true) && [rel.left, rel.right].contains(&slot)
        });
        let waits = |predicate: &Expr| {
            let reads = read_slots(predicate, &planner.uses);
            let alone = reads.len() == 1 && [left, right].contains(&slot);
            reads.contains(&slot) && !alone && !reads.is_subset(&self.bound)
        };
        demand.reads(slot) || other_steps || !pattern.paths.is_empty() || pattern.predicates.iter().any(waits)
    }

    /// Whether a node has conditions of its own that not every node reached fulfils.
    fn is_tested(&self, slot: Slot, planner: &Planner<'_>) -> bool {
        let own = |predicate: &Expr| read_slots(predicate, &planner.uses).contains(&slot);
        self.pattern.predicates.iter().any(own)
    }

    fn labels(&self, slot: Slot) -> Option<&LabelTest> {
        self.nodes.get(&slot).and_then(|at| self.pattern.nodes.get(*at)).and_then(|node| node.labels.as_ref())
    }

    /// The cheapest relationship that starts from a bound node, with the rows one row becomes.
    fn next_rel(&self, planner: &Planner<'_>) -> Option<(Step, f64)> {
        for (at, shortest) in self.pattern.shortest.iter().enumerate() {
            let ends = [shortest.rel.left, shortest.rel.right];
            if !self.shortest_done.get(at).copied().unwrap_or(true) && ends.iter().all(|end| self.bound.contains(end)) {
                return Some((Step::Shortest(at), 1.0));
            }
        }
        cheapest([self.next_expand(planner), self.next_repeat(planner), self.next_selection(planner)])
    }

    /// The cheapest relationship, with its rank and the rows one row becomes.
    fn next_expand(&self, planner: &Planner<'_>) -> Option<(f64, Step, f64)> {
        self.expands(planner).into_iter().reduce(smaller)
    }

    /// All relationships that can be taken next, each with its rank and the rows one row becomes.
    fn expands(&self, planner: &Planner<'_>) -> Vec<(f64, Step, f64)> {
        let mut all = Vec::new();
        for (at, rel) in self.pattern.rels.iter().enumerate() {
            if self.rels_done.get(at).copied().unwrap_or(true) {
                continue;
            }
            for from_left in [true, false] {
                let (from, to) = if from_left { (rel.left, rel.right) } else { (rel.right, rel.left) };
                if !self.bound.contains(&from) {
                    continue;
                }
                let direction = if from_left { rel.direction } else { rel.direction.reversed() };
                let out = fan_out(rel, self.labels(from), self.labels(to), direction, planner.graph);
                let into = self.bound.contains(&to);
                let rows = if into { out.min(0.5) } else { out * self.target_share(planner, to) };
                let rank = if into { -1.0 } else { rows } + if rel.length.is_some() { out } else { 0.0 };
                all.push((rank, Step::Expand(at, from_left), rows));
            }
        }
        all
    }

    /// The cheapest quantified group.
    fn next_repeat(&self, planner: &Planner<'_>) -> Option<(f64, Step, f64)> {
        let mut best: Option<(f64, Step, f64)> = None;
        for (at, repeat) in self.pattern.repeats.iter().enumerate() {
            let out = segment_fan_out(&repeat.segment, planner.graph);
            for from_left in [true, false] {
                let (from, to) = if from_left { (repeat.left, repeat.right) } else { (repeat.right, repeat.left) };
                if self.repeats_done.get(at).copied().unwrap_or(true) || !self.bound.contains(&from) {
                    continue;
                }
                let into = self.bound.contains(&to);
                let rows = if into { out.min(0.5) } else { out * self.target_share(planner, to) };
                let rank = rows + 2.0 * out;
                if best.as_ref().is_none_or(|(known, ..)| rank < *known) {
                    best = Some((rank, Step::Repeat(at, from_left), rows));
                }
            }
        }
        best
    }

    /// The cheapest path with a selector.
    fn next_selection(&self, planner: &Planner<'_>) -> Option<(f64, Step, f64)> {
        let mut best: Option<(f64, Step, f64)> = None;
        for (at, selection) in self.pattern.selections.iter().enumerate() {
            if self.selections_done.get(at).copied().unwrap_or(true)
                || !planner.selection_reads(selection).is_subset(&self.bound)
            {
                continue;
            }
            let count = f64::from(selection.choice.count.min(100));
            for from_left in [true, false] {
                let ends = (selection.left, selection.right);
                let (from, to) = if from_left { ends } else { (ends.1, ends.0) };
                if !self.bound.contains(&from) {
                    continue;
                }
                let nodes = planner.graph.node_count() as f64;
                let into = self.bound.contains(&to);
                let rows = if into { count } else { count * nodes * self.target_share(planner, to) };
                let rank = rows + nodes;
                if best.as_ref().is_none_or(|(known, ..)| rank < *known) {
                    best = Some((rank, Step::Select(at, from_left), rows));
                }
            }
        }
        best
    }

    /// How many nodes a step reaches from one row that the predicates on them then refuse.
    fn refused(&self, planner: &Planner<'_>, at: usize, from_left: bool) -> f64 {
        let Some(rel) = self.pattern.rels.get(at) else { return 0.0 };
        let (from, to) = if from_left { (rel.left, rel.right) } else { (rel.right, rel.left) };
        if self.bound.contains(&to) {
            return 0.0;
        }
        let direction = if from_left { rel.direction } else { rel.direction.reversed() };
        let out = fan_out(rel, self.labels(from), self.labels(to), direction, planner.graph);
        out * (1.0 - self.target_share(planner, to))
    }

    /// What the predicates on a node leave of it once it is reached.
    fn target_share(&self, planner: &Planner<'_>, slot: Slot) -> f64 {
        let Some(at) = self.nodes.get(&slot) else { return 1.0 };
        let all = label_rows(self.labels(slot), planner.graph).max(1.0);
        (planner.scan_rows(self.pattern, *at, &self.bound) / all).min(1.0)
    }

    fn take(&mut self, step: Step) {
        match step {
            Step::Scan(at) => self.bound.extend(self.pattern.nodes.get(at).map(|node| node.slot)),
            Step::Expand(at, _) => {
                if let (Some(done), Some(rel)) = (self.rels_done.get_mut(at), self.pattern.rels.get(at)) {
                    *done = true;
                    self.bound.extend([rel.left, rel.right, rel.slot]);
                }
            }
            Step::Shortest(at) => mark(&mut self.shortest_done, at),
            Step::Repeat(at, _) => {
                mark(&mut self.repeats_done, at);
                self.bound.extend(self.pattern.repeats.get(at).into_iter().flat_map(|r| [r.left, r.right]));
            }
            Step::Select(at, _) => {
                mark(&mut self.selections_done, at);
                self.bound.extend(self.pattern.selections.get(at).into_iter().flat_map(|s| [s.left, s.right]));
            }
        }
    }
}

/// Where a relationship starts and ends, when its pattern says so.
fn directed_ends(rel: &BoundRel) -> Option<(Slot, Slot)> {
    match rel.direction {
        Direction::Outgoing => Some((rel.left, rel.right)),
        Direction::Incoming => Some((rel.right, rel.left)),
        Direction::Both => None,
    }
}

fn mark(done: &mut [bool], at: usize) {
    if let Some(done) = done.get_mut(at) {
        *done = true;
    }
}

/// The choice with the smallest rank; the first of equals.
fn cheapest(choices: [Option<(f64, Step, f64)>; 3]) -> Option<(Step, f64)> {
    choices.into_iter().flatten().reduce(smaller).map(|(_, step, rows)| (step, rows))
}

fn smaller(best: (f64, Step, f64), next: (f64, Step, f64)) -> (f64, Step, f64) {
    if next.0 < best.0 { next } else { best }
}
