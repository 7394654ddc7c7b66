//! A query graph becomes a chain of scans and expands, in the order that `order.rs` has chosen.
//!
//! Predicates stand right behind the step that binds their last slot. Clauses that follow each other become one query
//! graph, so that the order is free among all of them; relationships are distinct within each clause only.
//!
//! ```text
//! (a:Person)-[:HOLDS]->(o:Office {id: $id})   scan o, filter o.id, expand o<-[:HOLDS]-a, filter a:Person
//! ```

use rustc_hash::FxHashSet;

use super::chain::Step;
use super::demand::Wanted;
use super::order::MOST_WEIGHED;
use super::plan::{Expand, Op, Plan, conjunction, filter};
use super::slots::read_slots;
use super::state::Planner;
use crate::binder::{BoundNode, BoundPattern, BoundRel, BoundShortest, Expr, ExprKind, LabelTest, Slot};
use crate::graph::{Direction, RelTypeId};
use crate::value::Type;

impl Planner<'_> {
    /// Plans a pattern behind `input`; `bound` grows by what it binds. `wanted` is of the clauses behind it.
    pub(super) fn pattern(
        &self,
        input: Plan,
        pattern: &BoundPattern,
        wanted: Wanted<'_>,
        bound: &mut FxHashSet<Slot>,
    ) -> Plan {
        // What is read behind each step is looked up among all others: worth it for patterns that a person writes.
        let demand = wanted.demand.filter(|_| pattern.rels.len() <= MOST_WEIGHED);
        let order = self.best_order(pattern, demand, bound);
        if let Some(split) = self.split(pattern, Wanted { demand, ..wanted }, bound, order.cost) {
            return self.joined(input, split, demand, bound);
        }
        let steps = order.steps;
        let mut waiting: Vec<(Expr, FxHashSet<Slot>)> =
            pattern.predicates.iter().map(|predicate| (predicate.clone(), read_slots(predicate, &self.uses))).collect();
        let mut paths: Vec<(Slot, Expr)> = pattern.paths.clone();
        let mut untested: Vec<&BoundNode> = pattern.nodes.iter().filter(|node| node.labels.is_some()).collect();
        let mut passed: Vec<Passed> = Vec::new();
        let mut plan = self.settle(input, bound, &mut untested, &mut paths, &mut waiting);
        for step in steps {
            plan = match step {
                Step::Scan(at) => scan(plan, pattern.nodes.get(at), bound, &mut untested),
                Step::Expand(at, from_left) => match pattern.rels.get(at) {
                    Some(rel) => expand(plan, rel, from_left, bound, &mut passed),
                    None => plan,
                },
                Step::Shortest(at) => shortest(plan, pattern.shortest.get(at), bound, &mut waiting),
                Step::Repeat(at, from_left) => match pattern.repeats.get(at) {
                    Some(repeat) => self.repeat(plan, repeat, from_left, bound, &mut passed),
                    None => plan,
                },
                Step::Select(at, from_left) => match pattern.selections.get(at) {
                    Some(selection) => self.select(plan, selection, from_left, bound),
                    None => plan,
                },
            };
            plan = self.settle(plan, bound, &mut untested, &mut paths, &mut waiting);
        }
        let rest: Vec<Expr> = waiting.into_iter().map(|(predicate, _)| predicate).collect();
        filter(plan, rest)
    }

    /// Puts what can be decided by now behind the plan: labels, named paths, predicates.
    fn settle(
        &self,
        plan: Plan,
        bound: &mut FxHashSet<Slot>,
        untested: &mut Vec<&BoundNode>,
        paths: &mut Vec<(Slot, Expr)>,
        waiting: &mut Vec<(Expr, FxHashSet<Slot>)>,
    ) -> Plan {
        let mut tests = Vec::new();
        untested.retain(|node| {
            let ready = bound.contains(&node.slot);
            if ready {
                tests.extend(node.labels.as_ref().map(|labels| label_predicate(node, labels)));
            }
            !ready
        });
        let mut ready_paths = Vec::new();
        paths.retain(|(slot, value)| {
            let ready = read_slots(value, &self.uses).is_subset(bound);
            if ready {
                ready_paths.push((*slot, value.clone()));
            }
            !ready
        });
        bound.extend(ready_paths.iter().map(|(slot, _)| *slot));
        waiting.retain(|(predicate, reads)| {
            let ready = reads.is_subset(bound);
            if ready {
                tests.push(predicate.clone());
            }
            !ready
        });
        let plan = if ready_paths.is_empty() {
            plan
        } else {
            Plan::new(Op::Project { input: Box::new(plan), items: ready_paths, keep_input: true })
        };
        filter(plan, tests)
    }
}

fn scan(plan: Plan, node: Option<&BoundNode>, bound: &mut FxHashSet<Slot>, untested: &mut Vec<&BoundNode>) -> Plan {
    let Some(node) = node else { return plan };
    bound.insert(node.slot);
    untested.retain(|other| other.slot != node.slot);
    Plan::new(Op::NodeScan { input: Box::new(plan), slot: node.slot, labels: node.labels.clone() })
}

fn expand(plan: Plan, rel: &BoundRel, from_left: bool, bound: &mut FxHashSet<Slot>, passed: &mut Vec<Passed>) -> Plan {
    let (from, to) = if from_left { (rel.left, rel.right) } else { (rel.right, rel.left) };
    let direction: Direction = if from_left { rel.direction } else { rel.direction.reversed() };
    let into = bound.contains(&to);
    let distinct_from = could_repeat(passed, &rel.types, rel.scope);
    let expand = Expand {
        from,
        rel: rel.slot,
        to,
        types: rel.types.clone(),
        direction,
        distinct_from,
        reversed: !from_left && rel.length.is_some(),
    };
    passed.push(Passed { slot: rel.slot, types: rel.types.clone(), scope: rel.scope });
    bound.extend([to, rel.slot]);
    let input = Box::new(plan);
    Plan::new(match rel.length {
        None => Op::Expand { input, expand, into },
        Some(length) => Op::VarExpand { input, expand, into, length, step: rel.step.clone() },
    })
}

/// Relationships that were walked before a step.
pub(super) struct Passed {
    /// Where they are.
    pub(super) slot: Slot,
    /// Their types; none are all.
    pub(super) types: Vec<RelTypeId>,
    /// The clause they are written in.
    pub(super) scope: u32,
}

/// Those of the relationships passed that one of these types could repeat; no types are all types.
pub(super) fn could_repeat(passed: &[Passed], types: &[RelTypeId], scope: u32) -> Vec<Slot> {
    let meets = |other: &[RelTypeId]| {
        other.is_empty() || types.is_empty() || other.iter().any(|rel_type| types.contains(rel_type))
    };
    passed.iter().filter(|other| other.scope == scope && meets(&other.types)).map(|other| other.slot).collect()
}

/// Whether nothing but nodes, relationships and what is said of them makes up the pattern.
pub(super) fn is_plain(pattern: &BoundPattern) -> bool {
    pattern.repeats.is_empty() && pattern.shortest.is_empty() && pattern.selections.is_empty()
}

/// Whether two patterns may become one.
pub(super) fn may_merge(first: &BoundPattern, second: &BoundPattern) -> bool {
    let size = |pattern: &BoundPattern| pattern.rels.len().max(pattern.nodes.len());
    is_plain(first) && is_plain(second) && size(first) + size(second) <= MOST_WEIGHED
}

/// Adds the second pattern to the first.
pub(super) fn merge(first: &mut BoundPattern, second: BoundPattern) {
    let scope = first.rels.iter().map(|rel| rel.scope + 1).max().unwrap_or(0);
    first.rels.extend(second.rels.into_iter().map(|rel| BoundRel { scope: rel.scope + scope, ..rel }));
    for node in second.nodes {
        match first.nodes.iter_mut().find(|known| known.slot == node.slot) {
            Some(known) => known.labels = both(known.labels.take(), node.labels),
            None => first.nodes.push(node),
        }
    }
    first.paths.extend(second.paths);
    first.predicates.extend(second.predicates);
}

fn both(first: Option<LabelTest>, second: Option<LabelTest>) -> Option<LabelTest> {
    match (first, second) {
        (Some(first), Some(second)) => Some(LabelTest::And(vec![first, second])),
        (first, second) => first.or(second),
    }
}

fn label_predicate(node: &BoundNode, labels: &LabelTest) -> Expr {
    let operand = Box::new(Expr::slot(node.slot, Type::Node, node.span));
    Expr::new(ExprKind::HasLabels(operand, labels.clone()), Type::Boolean, node.span)
}

/// `shortestPath` between two bound nodes. Predicates that speak of the path belong to the search.
fn shortest(
    plan: Plan,
    shortest: Option<&BoundShortest>,
    bound: &mut FxHashSet<Slot>,
    waiting: &mut Vec<(Expr, FxHashSet<Slot>)>,
) -> Plan {
    let Some(shortest) = shortest else { return plan };
    let rel = &shortest.rel;
    let mut own = FxHashSet::from_iter([rel.slot]);
    own.extend(shortest.path.as_ref().map(|(slot, _)| *slot));
    let mut tests = Vec::new();
    waiting.retain(|(predicate, reads)| {
        let speaks = shortest.takes_predicates && reads.iter().any(|slot| own.contains(slot));
        let ready = speaks && reads.iter().all(|slot| own.contains(slot) || bound.contains(slot));
        if ready {
            tests.push(predicate.clone());
        }
        !ready
    });
    let length = rel.length.unwrap_or(crate::binder::HopRange { min: 1, max: Some(1) });
    let op = Op::ShortestPath {
        input: Box::new(plan),
        expand: Expand {
            from: rel.left,
            rel: rel.slot,
            to: rel.right,
            types: rel.types.clone(),
            direction: rel.direction,
            distinct_from: Vec::new(),
            reversed: false,
        },
        length,
        step: rel.step.clone(),
        all: shortest.all,
        path: shortest.path.as_ref().map(|(slot, _)| *slot),
        filter: conjunction(tests),
    };
    bound.extend(own);
    Plan::new(op)
}
