//! Quantified groups and path selectors: each segment of the path gets a plan for one walk through it.
//!
//! A segment can be walked from either end; its plan starts at the end where the walk begins. Lists come out in written
//! order all the same.
//!
//! ```text
//! (x) ((a)-[r]->(b) WHERE b.k > 1)+ (y)      Repeat (x) [r]{1..} (y)
//!                                            ├─ …
//!                                            └─ Filter b.k > 1 · Expand (a)-[r]->(b) · Argument
//! ```

use rustc_hash::FxHashSet;

use super::demand::Wanted;
use super::pattern::{Passed, could_repeat};
use super::plan::{Ends, Op, Plan, Segment, conjunction};
use super::slots::read_slots;
use super::state::Planner;
use crate::binder::{BoundRepeat, BoundSegment, BoundSelection, Slot};
use crate::graph::RelTypeId;

impl Planner<'_> {
    /// Walks through a quantified group.
    pub(super) fn repeat(
        &self,
        plan: Plan,
        repeat: &BoundRepeat,
        from_left: bool,
        bound: &mut FxHashSet<Slot>,
        passed: &mut Vec<Passed>,
    ) -> Plan {
        let types = segment_types(&repeat.segment);
        let distinct_from = could_repeat(passed, &types, 0);
        passed.push(Passed { slot: repeat.segment.rels, types, scope: 0 });
        let segment = self.segment(&repeat.segment, from_left, bound);
        let ends = ends((repeat.left, repeat.right), from_left, bound);
        bound.extend(segment.outputs());
        bound.insert(ends.to);
        Plan::new(Op::Repeat { input: Box::new(plan), segment, ends, distinct_from })
    }

    /// Chooses paths for each pair of ends.
    pub(super) fn select(
        &self,
        plan: Plan,
        selection: &BoundSelection,
        from_left: bool,
        bound: &mut FxHashSet<Slot>,
    ) -> Plan {
        let mut segments: Vec<Segment> =
            selection.segments.iter().map(|segment| self.segment(segment, from_left, bound)).collect();
        if !from_left {
            segments.reverse();
        }
        let ends = ends((selection.left, selection.right), from_left, bound);
        bound.extend(segments.iter().flat_map(Segment::outputs));
        bound.extend(selection.path.iter().map(|(slot, _)| *slot));
        bound.insert(ends.to);
        Plan::new(Op::SelectPaths {
            input: Box::new(plan),
            segments,
            ends,
            choice: selection.choice,
            path: selection.path.clone(),
            filter: conjunction(selection.filter.clone()),
        })
    }

    /// What must be bound before the paths of a selection can be walked, besides one of its ends.
    pub(super) fn selection_reads(&self, selection: &BoundSelection) -> FxHashSet<Slot> {
        let mut reads = FxHashSet::default();
        for segment in &selection.segments {
            reads.extend(segment.pattern.predicates.iter().flat_map(|predicate| read_slots(predicate, &self.uses)));
        }
        reads.extend(selection.filter.iter().flat_map(|predicate| read_slots(predicate, &self.uses)));
        for segment in &selection.segments {
            let pattern = &segment.pattern;
            let own = pattern.nodes.iter().map(|node| node.slot).chain(pattern.rels.iter().map(|rel| rel.slot));
            let outside = [segment.rels].into_iter().chain(segment.groups.iter().map(|(_, list)| *list));
            for slot in own.chain(pattern.paths.iter().map(|(slot, _)| *slot)).chain(outside) {
                reads.remove(&slot);
            }
        }
        // The filter is asked of whole paths, whose ends are known.
        for slot in [selection.left, selection.right] {
            let inside = selection.segments.iter().flat_map(|segment| &segment.pattern.predicates);
            if !inside.into_iter().any(|predicate| read_slots(predicate, &self.uses).contains(&slot)) {
                reads.remove(&slot);
            }
        }
        if let Some((slot, _)) = &selection.path {
            reads.remove(slot);
        }
        reads
    }

    fn segment(&self, segment: &BoundSegment, from_left: bool, bound: &FxHashSet<Slot>) -> Segment {
        let (start, end) = if from_left { (segment.start, segment.end) } else { (segment.end, segment.start) };
        let mut inside = bound.clone();
        inside.insert(start);
        // It is walked again and again, a few rows at a time.
        let wanted = Wanted { demand: None, all: false };
        let inner = Box::new(self.pattern(Plan::new(Op::Argument), &segment.pattern, wanted, &mut inside));
        Segment {
            inner,
            start,
            end,
            steps: segment.steps.clone(),
            length: segment.length,
            rels: segment.rels,
            groups: segment.groups.clone(),
            singles: segment.singles.clone(),
        }
    }
}

fn ends((left, right): (Slot, Slot), from_left: bool, bound: &FxHashSet<Slot>) -> Ends {
    let (from, to) = if from_left { (left, right) } else { (right, left) };
    Ends { from, to, into: bound.contains(&to), reversed: !from_left }
}

/// The types its relationships may have; none are all types.
fn segment_types(segment: &BoundSegment) -> Vec<RelTypeId> {
    let mut types = Vec::new();
    for rel in &segment.pattern.rels {
        if rel.types.is_empty() {
            return Vec::new();
        }
        types.extend(&rel.types);
    }
    types
}
