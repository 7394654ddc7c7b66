//! Steps that become cheaper operators than one that goes from node to node: scans of relationships, optional steps, steps to
//! neighbours of which a property is equal to something.
//!
//! Asked when a statement that only reads is built, because statistics of the graph decide it.

use super::build::{Above, Builder, Built, Cut, StepKind, gives_few, step_kind};
use super::liveness::{Needed, bound_in};
use super::operator::{Argument, Equality, ExpandEqual, Join, Joined, RelBlocks, RelScan, ScannedSlots};
use super::shortcut::{needed_predicate, steps_of, told_apart};
use crate::binder::{Expr, ExprKind, LabelTest, Slot};
use crate::diagnostic::{Diagnostic, Result};
use crate::executor::context::Operator;
use crate::graph::{Direction, RelTypeId};
use crate::planner::{self, Op, Plan};
use crate::syntax::ast::{CompareOp, NaryOp};

/// Properties of fewer relationships are near wherever they are read.
const READ_AT_RANDOM: u64 = 1 << 17;
/// What is kept a node is near when it is read for each of so many relationships.
const MANY_A_NODE: u64 = 16;

impl Builder<'_> {
    /// A scan of relationships that tests them itself, where the test reads neither end.
    pub(super) fn filtered_scan(
        &mut self,
        plan: &Plan,
        test: (&Expr, &[Slot]),
        above: &Above,
    ) -> Result<Option<Box<dyn Operator>>> {
        let Op::Expand { input, expand, into } = &plan.op else { return Ok(None) };
        let (test, reads) = test;
        let (false, [rel_type]) = (self.profile, expand.types.as_slice()) else { return Ok(None) };
        if reads.contains(&expand.from) || reads.contains(&expand.to) {
            return Ok(None);
        }
        let expand = self.told_apart(expand, input, &[]);
        let Some((argument, wanted)) = self.scans_rels(input, &expand, *into, above) else { return Ok(None) };
        let below = above.need(above.needed.clone().below_expand(&expand, *into));
        let keep = self.keep(&above.needed);
        self.rel_scan(argument, (&below, keep), (wanted, *rel_type), Some(test.clone())).map(Some)
    }

    /// A scan of relationships. Its blocks are the source for several threads.
    pub(super) fn rel_scan(
        &mut self,
        argument: &Plan,
        (below, keep): (&Above, Option<Vec<Slot>>),
        (wanted, rel_type): (ScannedSlots, RelTypeId),
        test: Option<Expr>,
    ) -> Built {
        let cut = std::mem::replace(&mut self.cut, Cut::No);
        let blocks: Box<dyn Operator> = if matches!(cut, Cut::Replica) {
            Box::new(Argument::default())
        } else {
            let argument = self.build(argument, below)?;
            let blocks = Box::new(RelBlocks::new(argument, keep.clone(), wanted.rel, rel_type));
            if matches!(cut, Cut::Source(_)) {
                self.cut = Cut::Source(Some((blocks, Vec::new())));
                Box::new(Argument::default())
            } else {
                blocks
            }
        };
        Ok(Box::new(RelScan::new(blocks, keep, wanted, rel_type, test)))
    }

    /// What stands below both when a step from all its nodes can be a scan of the relationships of its type, because all of
    /// them start where the scan of nodes would; and what takes what the scan finds. A step against their direction whose
    /// first nodes are read gives its rows in the order of those, which a scan does not: it is worth that only where any
    /// order will do, and relationships are read that are many more than these nodes.
    pub(super) fn scans_rels<'p>(
        &self,
        input: &'p Plan,
        expand: &planner::Expand,
        into: bool,
        above: &Above,
    ) -> Option<(&'p Plan, ScannedSlots)> {
        let Op::NodeScan { input: argument, slot, labels } = &input.op else { return None };
        let graph = self.graph.filter(|graph| above.root && graph.scans_types())?;
        let [rel_type] = expand.types.as_slice() else { return None };
        let read = |slot: Slot| above.needed.contains(slot).then_some(slot);
        let (from, to) = (read(expand.from), read(expand.to));
        let are_many = |labels: &Option<LabelTest>| {
            let nodes = match labels {
                Some(LabelTest::Name { label, .. }) => graph.label_count(*label),
                _ => graph.node_count(),
            };
            let rels = graph.type_count(*rel_type);
            rels >= READ_AT_RANDOM && rels / nodes.max(1) >= MANY_A_NODE
        };
        let wanted = match expand.direction {
            Direction::Outgoing => ScannedSlots { rel: expand.rel, start: from, end: to },
            Direction::Incoming
                if from.is_none() || above.any_order && read(expand.rel).is_some() && are_many(labels) =>
            {
                ScannedSlots { rel: expand.rel, start: to, end: from }
            }
            _ => return None,
        };
        let plain = step_kind(input, expand, into, above) == StepKind::Rows && expand.distinct_from.is_empty();
        let from_all = match labels {
            None => true,
            Some(LabelTest::Name { label, .. }) => {
                graph.type_label_count(*rel_type, *label, expand.direction) == graph.type_count(*rel_type)
            }
            Some(_) => false,
        };
        let fits = plain && from_all && *slot == expand.from;
        (fits && gives_few(argument)).then_some((&**argument, wanted))
    }

    /// A join. Whoever cuts the plan for several threads cuts its input; the rows of the inner plan have threads of their own.
    pub(super) fn join(&mut self, op: &Op, (input, inner): (&Plan, &Plan), above: &Above) -> Built {
        let Op::Join { on, distinct, table, .. } = op else {
            return Err(Diagnostic::internal("an operator that is no join was built as one"));
        };
        let distinct = self.told_apart_in_join(distinct, input, inner);
        let bound: Vec<Slot> = bound_in(inner).iter().filter(|slot| slot != on).collect();
        let right: Vec<Slot> = bound.iter().copied().filter(|slot| above.needed.contains(*slot)).collect();
        let differ = distinct.iter().map(|(left, _)| *left);
        let below = above.need(above.needed.clone().without(&bound).with(differ.chain([*on])));
        let input = self.build(input, &below)?;
        let differ = distinct.iter().map(|(_, right)| *right);
        let needed = Needed::only(right.iter().copied().chain(differ).chain([*on]));
        let cut = std::mem::replace(&mut self.cut, Cut::No);
        let inner = self.pieces(inner, above.inner_of_join(needed), true);
        self.cut = cut;
        let wanted = Joined { number: *table, on: *on, distinct, right, weigh: above.weigh() };
        Ok(Box::new(Join::new(input, inner?.0, self.keep(&above.needed), wanted)))
    }

    /// The pairs of relationships of a join that could be the same.
    fn told_apart_in_join(&self, pairs: &[(Slot, Slot)], input: &Plan, inner: &Plan) -> Vec<(Slot, Slot)> {
        let Some(graph) = self.graph else { return pairs.to_vec() };
        let mut steps = Vec::new();
        steps_of(inner, &mut steps);
        let steps: Vec<planner::Expand> = steps.into_iter().cloned().collect();
        let could_be = |(left, right): &(Slot, Slot)| {
            let Some(step) = steps.iter().find(|step| step.rel == *right) else { return true };
            let step = planner::Expand { distinct_from: vec![*left], ..step.clone() };
            !told_apart(&step, input, &steps, graph).is_empty()
        };
        pairs.iter().filter(|pair| could_be(pair)).copied().collect()
    }

    /// The step that is all of an optional plan; label tests that surely pass are none. A profile counts the plan as it is.
    pub(super) fn optional_step(&self, inner: &Plan, above: &Above) -> Option<planner::Expand> {
        let graph = self.graph.filter(|_| !self.profile)?;
        let inner = match &inner.op {
            Op::Filter { input, predicate } if needed_predicate(predicate, input, graph).is_none() => input,
            _ => inner,
        };
        let Op::Expand { input, expand, into: false } = &inner.op else { return None };
        let plain = matches!(input.op, Op::Argument) && expand.distinct_from.is_empty();
        (plain && !above.weigh()).then(|| expand.clone())
    }

    /// A step below a condition that wants a property of its end equal to a value of the row, where many rows should come
    /// from one node. The condition is still to be tested.
    pub(super) fn equal_step(
        &mut self,
        plan: &Plan,
        condition: &Expr,
        above: &Above,
    ) -> Result<Option<Box<dyn Operator>>> {
        let Op::Expand { input, expand, into: false } = &plan.op else { return Ok(None) };
        let Some(graph) = self.graph.filter(|_| plan.rows >= MANY_NEIGHBOURS * input.rows && !self.profile) else {
            return Ok(None);
        };
        // Rows of a node follow each other, or each relationship is looked at from many rows.
        let stored: u64 = expand.types.iter().map(|rel_type| graph.type_count(*rel_type)).sum();
        let stored = if expand.types.is_empty() { graph.rel_count() } else { stored };
        let comes_again = comes_in_runs(input, expand.from) || plan.rows >= MANY_NEIGHBOURS * stored as f64;
        if !comes_again || !condition.cannot_fail() || self.cuts(plan, above) || self.is_leaf(plan) {
            return Ok(None);
        }
        let expand = self.told_apart(expand, input, &[]);
        let is_step = step_kind(input, &expand, false, above) == StepKind::Rows;
        let Some(equality) = self.equality(condition, &expand).filter(|_| is_step) else { return Ok(None) };
        let below = above.need(above.needed.clone().below_expand(&expand, false));
        let (keep, with_rels) = (self.keep(&above.needed), above.needed.contains(expand.rel));
        let input = self.build(input, &below)?;
        Ok(Some(Box::new(ExpandEqual::new(input, keep, (expand, with_rels), equality))))
    }

    /// A part of a condition that wants a property of the end of a step, or of its relationship, equal to what is known
    /// before the step.
    fn equality(&self, condition: &Expr, expand: &planner::Expand) -> Option<Equality> {
        let parts = match &condition.kind {
            ExprKind::Nary(NaryOp::And, parts) => parts.as_slice(),
            _ => std::slice::from_ref(condition),
        };
        let of_step = |expr: &Expr| {
            let ExprKind::Property { operand, key, .. } = &expr.kind else { return None };
            let slot = operand.as_slot().filter(|slot| [expand.to, expand.rel].contains(slot))?;
            Some((slot == expand.rel, *key))
        };
        let is_known = |expr: &Expr| {
            let reads = self.reader.exprs([expr]);
            !reads.contains(&expand.to) && !reads.contains(&expand.rel)
        };
        let one = |(step, value): (&Expr, &Expr)| {
            let (of_rel, key) = of_step(step).filter(|_| is_known(value))?;
            Some(Equality { of_rel, key, value: value.clone() })
        };
        parts.iter().find_map(|part| match &part.kind {
            ExprKind::Compare(CompareOp::Equal, a, b) => one((a, b)).or_else(|| one((b, a))),
            _ => None,
        })
    }
}

/// Neighbours of a node from which on they are worth to be put into groups, as far as estimates tell.
const MANY_NEIGHBOURS: f64 = 4.0;

/// Whether rows of a plan that have the same node in a slot follow each other because a step was made behind it.
fn comes_in_runs(plan: &Plan, slot: Slot) -> bool {
    match &plan.op {
        Op::Filter { input, .. } => comes_in_runs(input, slot),
        Op::Expand { expand, into: false, .. } => expand.to != slot && expand.rel != slot,
        _ => false,
    }
}
