//! A chain of steps through a query graph: what can be taken next, and what a step costs.
//!
//! The cost of a chain is the rows that are made and the nodes that are looked at in vain, less what later operators are
//! known to save: rows that are folded into nodes, relationships that are only counted, steps that close a cycle.
//!
//! ```text
//! (a)-[:R]->(b)-[:S]->(c)   b bound: rows of R or of S next; with a read nowhere, its step is only counted
//! ```

use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::demand::Demand;
use super::estimate::{
    demanded_labels, fan_out, label_at_end, label_rows, node_rows, rel_selectivity, scanned_rows, segment_fan_out,
    unequal,
};
use super::slots::read_slots;
use super::state::Planner;
use crate::binder::{BoundNode, BoundPattern, BoundRel, Expr, Slot};
use crate::graph::{Direction, LabelId, Snapshot};

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

/// Steps in the order in which they are taken.
#[derive(Debug, Default)]
pub(super) struct Order {
    /// What it costs, as chains count it.
    pub(super) cost: f64,
    /// The rows of the last step.
    pub(super) rows: f64,
    pub(super) steps: Vec<Step>,
}

/// The pattern and what has been done of it.
#[derive(Clone)]
pub(super) struct Chain<'p> {
    pub(super) pattern: &'p BoundPattern,
    /// Position of a node by its slot.
    nodes: FxHashMap<Slot, usize>,
    /// What labels its nodes have: those that are asked for, or the one that the relationships of the graph imply.
    labels: Rc<FxHashMap<Slot, Vec<LabelId>>>,
    pub(super) bound: FxHashSet<Slot>,
    rels_done: Vec<bool>,
    shortest_done: Vec<bool>,
    repeats_done: Vec<bool>,
    selections_done: Vec<bool>,
}

impl Planner<'_> {
    pub(super) fn cheapest_scan(&self, pattern: &BoundPattern, bound: &FxHashSet<Slot>) -> Option<usize> {
        (0..pattern.nodes.len())
            .filter(|at| pattern.nodes.get(*at).is_some_and(|node| !bound.contains(&node.slot)))
            .map(|at| (self.scan_rows(pattern, at, bound), at))
            .min_by(|a, b| a.partial_cmp(b).unwrap_or(std::cmp::Ordering::Equal))
            .map(|(_, at)| at)
    }

    pub(super) fn scan_rows(&self, pattern: &BoundPattern, at: usize, bound: &FxHashSet<Slot>) -> f64 {
        let Some(node) = pattern.nodes.get(at) else { return 0.0 };
        let labels = demanded_labels(node.labels.as_ref());
        node_rows(node.slot, &labels, self.own_predicates(pattern, node, bound), self.graph)
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
}

/// The rows of a chain so far and what they cost.
#[derive(Clone, Copy)]
pub(super) struct Cost {
    pub(super) rows: f64,
    pub(super) sum: f64,
    // The node that the last step led to, and what that step cost.
    last: Option<(Slot, f64)>,
    // The rows are different nodes.
    folded: bool,
}

impl Default for Cost {
    fn default() -> Self {
        Self { rows: 1.0, sum: 0.0, last: None, folded: false }
    }
}

/// What a row costs that is folded into a node, or only counted, beside one that is made.
const FOLDED: f64 = 0.3;
/// What a node costs that a scan looks at, beside a row that is made.
const SCANNED: f64 = 0.05;
/// What a node costs that a step reaches and a predicate refuses.
const REFUSED: f64 = 0.3;
/// Of so many rows on it is worth knowing how unequal degrees are.
const UNEQUAL_FROM: f64 = 20_000.0;
/// What is saved of a step whose candidates must close a cycle: those that do not are never made into rows.
const INTERSECTED: f64 = 0.7;

impl Cost {
    /// What the whole costs at least: the next step may save of the last one.
    pub(super) fn least(&self) -> f64 {
        self.sum - self.last.map_or(0.0, |(_, cost)| cost * INTERSECTED)
    }

    /// Takes a step that makes `factor` rows of one.
    pub(super) fn add(
        &mut self,
        chain: &Chain<'_>,
        step: Step,
        factor: f64,
        demand: Option<&Demand>,
        planner: &Planner<'_>,
    ) {
        let refused = if let Step::Expand(at, from_left) = step { chain.refused(planner, at, from_left) } else { 0.0 };
        let unequal = match step {
            // What closes a cycle is not as many as the degree.
            Step::Expand(at, from_left)
                if !self.folded && self.rows * (factor + refused) >= UNEQUAL_FROM && !chain.closes(at) =>
            {
                chain.unequal(planner, at, from_left)
            }
            _ => 1.0,
        };
        let factor = factor * unequal;
        let made = self.rows * factor.max(0.01);
        let looked_at = match step {
            Step::Scan(at) => planner.looked_at(chain.pattern, at, &chain.bound) * SCANNED,
            Step::Expand(..) => refused * unequal * REFUSED,
            _ => 0.0,
        };
        let mut cost = made + self.rows * looked_at + factor.max(0.0) * 0.001;
        let mut rows = made;
        let rel = match step {
            Step::Expand(at, from_left) => chain.pattern.rels.get(at).map(|rel| (at, rel, from_left)),
            _ => None,
        };
        let (mut led_to, mut folded) = (None, false);
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
                    folded = true;
                    // What is refused is folded first.
                    cost = made * FOLDED + self.rows * looked_at;
                }
            }
            led_to = Some(to);
        }
        self.last = led_to.map(|to| (to, cost));
        self.folded = folded;
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
    pub(super) fn new(pattern: &'p BoundPattern, bound: &FxHashSet<Slot>, graph: &Snapshot) -> Self {
        Self {
            pattern,
            nodes: pattern.nodes.iter().enumerate().map(|(at, node)| (node.slot, at)).collect(),
            labels: Rc::new(likely_labels(pattern, graph)),
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

    fn labels(&self, slot: Slot) -> &[LabelId] {
        self.labels.get(&slot).map_or(&[], Vec::as_slice)
    }

    /// The cheapest relationship that starts from a bound node, with the rows one row becomes.
    pub(super) fn next_rel(&self, planner: &Planner<'_>) -> Option<(Step, f64)> {
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
    pub(super) fn expands(&self, planner: &Planner<'_>) -> Vec<(f64, Step, f64)> {
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
                let ends = if into { out.min(0.5) } else { out * self.target_share(planner, to) };
                let rows = ends * self.own_share(planner, rel);
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
        out * (1.0 - self.target_share(planner, to) * self.own_share(planner, rel))
    }

    /// Whether both ends of a relationship are bound.
    fn closes(&self, at: usize) -> bool {
        self.pattern.rels.get(at).is_some_and(|rel| [rel.left, rel.right].iter().all(|end| self.bound.contains(end)))
    }

    /// How far the degree of the node from which a step goes is above the average, because of the steps that led to it.
    fn unequal(&self, planner: &Planner<'_>, at: usize, from_left: bool) -> f64 {
        let Some(rel) = self.pattern.rels.get(at) else { return 1.0 };
        let from = if from_left { rel.left } else { rel.right };
        let done = self.pattern.rels.iter().zip(&self.rels_done).filter_map(|(rel, done)| done.then_some(rel));
        unequal(from, self.labels(from), (done, [rel]), planner.graph)
    }

    /// What the predicates on a relationship alone leave of those that are walked.
    fn own_share(&self, planner: &Planner<'_>, rel: &BoundRel) -> f64 {
        let own =
            |predicate: &&Expr| rel.length.is_none() && read_slots(predicate, &planner.uses).iter().eq([&rel.slot]);
        let shares = self.pattern.predicates.iter().filter(own);
        shares.map(|predicate| rel_selectivity(predicate, rel.slot, planner.graph)).product()
    }

    /// What the predicates on a node leave of it once it is reached.
    fn target_share(&self, planner: &Planner<'_>, slot: Slot) -> f64 {
        let Some(at) = self.nodes.get(&slot) else { return 1.0 };
        let Some(node) = self.pattern.nodes.get(*at) else { return 1.0 };
        let (labels, own) = (self.labels(slot), planner.own_predicates(self.pattern, node, &self.bound));
        let all = label_rows(labels, planner.graph).max(1.0);
        (node_rows(slot, labels, own, planner.graph) / all).min(1.0)
    }

    pub(super) fn take(&mut self, step: Step) {
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

/// The labels that are asked for of each node, or else the rarest that the relationships of the pattern imply.
fn likely_labels(pattern: &BoundPattern, graph: &Snapshot) -> FxHashMap<Slot, Vec<LabelId>> {
    let implied = |slot: Slot| {
        let of = |rel: &BoundRel| {
            let walked = rel.length.is_none_or(|length| length.min > 0);
            let side = |end: Slot, side: Direction| {
                if end == slot && walked { label_at_end(&rel.types, side, graph) } else { None }
            };
            [side(rel.left, rel.direction), side(rel.right, rel.direction.reversed())]
        };
        pattern.rels.iter().flat_map(of).flatten().min_by_key(|label| graph.label_count(*label))
    };
    let labels = |node: &BoundNode| {
        let demanded = demanded_labels(node.labels.as_ref());
        if demanded.is_empty() { implied(node.slot).into_iter().collect() } else { demanded }
    };
    pattern.nodes.iter().map(|node| (node.slot, labels(node))).collect()
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
