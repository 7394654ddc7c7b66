//! A pattern as two that meet in a node: where many rows come to the same nodes, what lies behind these is found once for
//! each node, and not once for each row.
//!
//! ```text
//! (p {year: 1990})-[:ABOUT]->(k)<-[:ABOUT]-(q {year: 1995})
//! as a chain   from each p to its k, from each k again and again to all its papers, few of which are of 1995
//! as a join    p with their k, and q with their k, by k
//! ```
//!
//! Only a statement that reads is planned so. The side that becomes the table knows nothing of rows from outside.

use rustc_hash::FxHashSet;

use super::demand::{Demand, Wanted};
use super::estimate::{demanded_labels, label_at_end, label_rows, unequal};
use super::order::MOST_WEIGHED;
use super::pattern::{Passed, could_repeat};
use super::plan::{Op, Plan, filter};
use super::search::MOST_SEARCHED;
use super::slots::read_slots;
use super::state::{Joins, Planner};
use crate::binder::{BoundNode, BoundPattern, BoundRel, Expr, ExprKind, Slot};
use crate::functions::is_volatile;

/// Two patterns that meet in a node.
pub(super) struct Split {
    left: BoundPattern,
    right: BoundPattern,
    on: Slot,
    // Relationships of both that must not be the same.
    distinct: Vec<(Slot, Slot)>,
    // What is said of both sides together.
    rest: Vec<Expr>,
}

/// A chain that costs less is never worth a table.
const WORTH_A_TABLE: f64 = 50_000.0;
/// A join must be cheaper by so much than the chain: estimates multiply, and so do their errors.
const MARGIN: f64 = 0.6;
/// What a row costs that is put into the table, beside one that is made.
const PUT: f64 = 1.5;
/// What a row costs that is looked up there.
const LOOKED_UP: f64 = 0.5;

impl Planner<'_> {
    /// The cheapest way to find a pattern as two, where that is clearly cheaper than `chain`.
    pub(super) fn split(
        &self,
        pattern: &BoundPattern,
        wanted: Wanted<'_>,
        bound: &FxHashSet<Slot>,
        chain: f64,
    ) -> Option<Split> {
        let most = match self.joins {
            Joins::Weighed if chain >= WORTH_A_TABLE && wanted.all => chain * MARGIN,
            Joins::Always => f64::INFINITY,
            Joins::Weighed | Joins::Never => return None,
        };
        if !self.reads_only || !may_split(pattern, bound) {
            return None;
        }
        let mut best = (most, None);
        for on in pattern.nodes.iter().map(|node| node.slot).filter(|slot| !bound.contains(slot)) {
            for side in sides(pattern, on) {
                if side.iter().any(|slot| bound.contains(slot)) {
                    continue;
                }
                let Some(split) = self.parts(pattern, on, &side) else { continue };
                let cost = self.cost(&split, wanted.demand, bound, best.0);
                if cost < best.0 {
                    best = (cost, Some(split));
                }
            }
        }
        best.1
    }

    /// Plans both sides of a split behind `input`; `bound` grows by what they bind.
    pub(super) fn joined(
        &self,
        input: Plan,
        split: Split,
        demand: Option<&Demand>,
        bound: &mut FxHashSet<Slot>,
    ) -> Plan {
        let Split { left, right, on, distinct, rest } = split;
        let demand = demand.map(|demand| self.demand_of_side(demand, on, &distinct, &rest));
        let table = self.tables.get();
        self.tables.set(table + 1);
        let wanted = Wanted { demand: demand.as_ref(), all: true };
        let input = Box::new(self.pattern(input, &left, wanted, bound));
        let mut own = FxHashSet::default();
        let inner = Box::new(self.pattern(Plan::new(Op::Argument), &right, wanted, &mut own));
        bound.extend(own);
        filter(Plan::new(Op::Join { input, inner, on, distinct, table }), rest)
    }

    fn demand_of_side(&self, demand: &Demand, on: Slot, distinct: &[(Slot, Slot)], rest: &[Expr]) -> Demand {
        let read = rest.iter().flat_map(|predicate| read_slots(predicate, &self.uses));
        demand.with(read.chain(distinct.iter().flat_map(|(a, b)| [*a, *b])).chain([on]))
    }

    /// What a join costs, in rows as chains count them; `limit` or more where it is not below that.
    fn cost(&self, split: &Split, demand: Option<&Demand>, bound: &FxHashSet<Slot>, limit: f64) -> f64 {
        let demand = demand.map(|demand| self.demand_of_side(demand, split.on, &split.distinct, &split.rest));
        let left = self.greedy_order(&split.left, demand.as_ref(), bound);
        if left.cost >= limit {
            return left.cost;
        }
        let right = self.greedy_order(&split.right, demand.as_ref(), &FxHashSet::default());
        let labels = self.labels_in(split);
        let nodes = label_rows(&labels, self.graph).max(1.0);
        let reads = |slot: Slot| slot != split.on && demand.as_ref().is_none_or(|demand| demand.reads(slot));
        let right_is_read = split.right.nodes.iter().map(|node| node.slot).any(reads)
            || split.right.rels.iter().map(|rel| rel.slot).any(reads);
        let pairs = || {
            let ends = (split.left.rels.iter(), split.right.rels.iter());
            left.rows * right.rows / nodes * unequal(split.on, &labels, ends, self.graph)
        };
        let made = if right_is_read { pairs() } else { left.rows };
        left.cost + right.cost + right.rows * PUT + left.rows * LOOKED_UP + made
    }

    /// The labels of the node in which two patterns meet.
    fn labels_in(&self, split: &Split) -> Vec<crate::graph::LabelId> {
        let node = split.left.nodes.iter().find(|node| node.slot == split.on);
        let demanded = demanded_labels(node.and_then(|node| node.labels.as_ref()));
        if !demanded.is_empty() {
            return demanded;
        }
        let rels = split.left.rels.iter().chain(&split.right.rels);
        let implied = rels.filter_map(|rel| match split.on {
            on if on == rel.left => label_at_end(&rel.types, rel.direction, self.graph),
            on if on == rel.right => label_at_end(&rel.types, rel.direction.reversed(), self.graph),
            _ => None,
        });
        implied.min_by_key(|label| self.graph.label_count(*label)).into_iter().collect()
    }

    /// The pattern as two, of which the second has the nodes of `side`; `None` where nothing would be gained.
    fn parts(&self, pattern: &BoundPattern, on: Slot, side: &FxHashSet<Slot>) -> Option<Split> {
        let (mut left, mut right) = (BoundPattern::default(), BoundPattern::default());
        for node in &pattern.nodes {
            let node = || BoundNode { slot: node.slot, labels: node.labels.clone(), span: node.span };
            let own = node();
            if own.slot == on || side.contains(&own.slot) {
                right.nodes.push(node());
            }
            if !side.contains(&own.slot) {
                left.nodes.push(own);
            }
        }
        for rel in &pattern.rels {
            let behind = side.contains(&rel.left) || side.contains(&rel.right);
            if behind { &mut right } else { &mut left }.rels.push(rel.clone());
        }
        if left.rels.is_empty() {
            return None;
        }
        let slots_of = |pattern: &BoundPattern| -> FxHashSet<Slot> {
            let nodes = pattern.nodes.iter().map(|node| node.slot);
            nodes.chain(pattern.rels.iter().map(|rel| rel.slot)).collect()
        };
        let (in_left, in_right) = (slots_of(&left), slots_of(&right));
        let mut rest = Vec::new();
        for predicate in &pattern.predicates {
            let reads = read_slots(predicate, &self.uses);
            let of_right = !reads.is_empty() && reads.is_subset(&in_right);
            if of_right {
                right.predicates.push(predicate.clone());
            }
            // What is said of the node alone holds on both sides.
            if reads.is_disjoint(&in_right) || reads.iter().all(|slot| in_left.contains(slot)) {
                left.predicates.push(predicate.clone());
            } else if !of_right {
                rest.push(predicate.clone());
            }
        }
        let passed = |rel: &BoundRel| Passed { slot: rel.slot, types: rel.types.clone(), scope: rel.scope };
        let passed: Vec<Passed> = left.rels.iter().map(passed).collect();
        let repeated = |rel: &BoundRel| {
            let own = rel.slot;
            could_repeat(&passed, &rel.types, rel.scope).into_iter().map(move |other| (other, own))
        };
        let distinct = right.rels.iter().flat_map(repeated).collect();
        Some(Split { left, right, on, distinct, rest })
    }
}

/// Whether a pattern is made of nodes and single relationships, none of which is known before, and what is said of it is
/// the same whenever it is asked.
fn may_split(pattern: &BoundPattern, bound: &FxHashSet<Slot>) -> bool {
    let plain = pattern.repeats.is_empty()
        && pattern.shortest.is_empty()
        && pattern.selections.is_empty()
        && pattern.paths.is_empty();
    let new = |rel: &BoundRel| rel.length.is_none() && !bound.contains(&rel.slot);
    let mut steady = true;
    for predicate in &pattern.predicates {
        predicate.walk(&mut |part| match part.kind {
            ExprKind::Function { id, .. } => steady &= !is_volatile(id),
            // What it asks does not stand in it.
            ExprKind::Subquery(_) => steady = false,
            _ => {}
        });
    }
    const _: () = assert!(MOST_SEARCHED <= MOST_WEIGHED, "what is split is small enough to be weighed");
    plain && steady && (2..=MOST_SEARCHED).contains(&pattern.rels.len()) && pattern.rels.iter().all(new)
}

/// The parts into which a pattern falls where a node is taken out of it.
fn sides(pattern: &BoundPattern, on: Slot) -> Vec<FxHashSet<Slot>> {
    let mut sides: Vec<FxHashSet<Slot>> = Vec::new();
    for rel in &pattern.rels {
        let ends: FxHashSet<Slot> = [rel.left, rel.right].into_iter().filter(|end| *end != on).collect();
        let (mut own, others): (Vec<_>, Vec<_>) = sides.into_iter().partition(|side| !side.is_disjoint(&ends));
        sides = others;
        own.push(ends);
        sides.push(own.into_iter().flatten().collect());
    }
    let meets = |side: &FxHashSet<Slot>| {
        let leads = |rel: &BoundRel| {
            (rel.left == on && side.contains(&rel.right)) || (rel.right == on && side.contains(&rel.left))
        };
        pattern.rels.iter().any(leads)
    };
    sides.retain(|side| !side.is_empty() && meets(side));
    sides
}
