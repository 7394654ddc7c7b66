//! The states that a walk over several segments goes through, explored from one node in order of distance.
//!
//! A state is a node and how far the pattern is done: the segment at hand and how often it has been walked. There are
//! as many states as nodes times positions, however many walks there are; each remembers the states before it. Distance
//! counts relationships and is the length of the shortest walk, which may repeat a relationship: a lower bound for the
//! paths that may not.
//!
//! ```text
//! -[:R]->{1,2} -[:S]->       (0,0,a) ─R→ (0,1,b) ─→ (1,0,b) ─S→ (1,1,c) ─→ (2,0,c)  accepted: c, distance 2
//! ```

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::segment::{Hops, Segment};
use crate::diagnostic::Result;
use crate::executor::batch::Batch;
use crate::executor::context::Context;
use crate::value::NodeId;

/// Stands for going on to the next segment without a walk.
pub(super) const NO_HOP: u32 = u32::MAX;

/// The number of the state that every walk begins in.
pub(super) const SOURCE: u32 = 0;

/// A node and how far the pattern is done.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct State {
    pub(super) segment: u32,
    // Walks through it so far; as many as make no difference any more count as that many.
    times: u32,
    pub(super) node: NodeId,
}

/// See the file.
pub(super) struct PathSpace {
    pub(super) states: Vec<State>,
    /// The length of the shortest walk to each state.
    pub(super) distances: Vec<usize>,
    /// The states before each state and the walk between them: a number into the hops of the earlier one's segment.
    pub(super) befores: Vec<Vec<(u32, u32)>>,
    /// The states in which the whole pattern is done, nearest first.
    pub(super) accepted: Vec<u32>,
    /// The walks found, by segment.
    pub(super) hops: Vec<Hops>,
    numbers: FxHashMap<State, u32>,
    // The hops from a node through a segment: a range of numbers.
    known: FxHashMap<(u32, NodeId), (u32, u32)>,
    // States not left yet, by distance.
    waiting: BTreeMap<usize, Vec<u32>>,
    held: usize,
}

impl PathSpace {
    /// The space of walks from a node over so many segments.
    pub(super) fn new(from: NodeId, segments: usize) -> Self {
        let mut space = Self {
            states: Vec::new(),
            distances: Vec::new(),
            befores: Vec::new(),
            accepted: Vec::new(),
            hops: std::iter::repeat_with(Hops::default).take(segments).collect(),
            numbers: FxHashMap::default(),
            known: FxHashMap::default(),
            waiting: BTreeMap::new(),
            held: 0,
        };
        space.reach(State { segment: 0, times: 0, node: from }, 0, segments);
        space
    }

    /// The distance of the nearest states not left yet; `None` when all is explored.
    pub(super) fn frontier(&self) -> Option<usize> {
        self.waiting.keys().next().copied()
    }

    /// Leaves all states at the nearest distance.
    pub(super) fn advance(&mut self, segments: &mut [Segment], row: (&Batch, usize), ctx: &mut Context) -> Result<()> {
        let Some(distance) = self.frontier() else { return Ok(()) };
        // Leaving a state may reach others at the same distance.
        while let Some(states) = self.waiting.remove(&distance) {
            for (at, segment) in segments.iter_mut().enumerate() {
                let here = |state: &&u32| self.states[**state as usize].segment as usize == at;
                let own: Vec<u32> = states.iter().filter(here).copied().collect();
                if !own.is_empty() {
                    self.leave(&own, (at, segment), row, ctx)?;
                }
            }
            let count = segments.len() as u32;
            for state in states {
                self.skip(state, segments, count);
            }
            ctx.checkpoint()?;
        }
        let bytes = self.states.len() * 96 + self.hops.iter().map(Hops::bytes).sum::<usize>();
        ctx.hold(bytes.saturating_sub(self.held))?;
        self.held = self.held.max(bytes);
        Ok(())
    }

    /// Gives back the memory that is counted.
    pub(super) fn release(&mut self, ctx: &mut Context) {
        ctx.release(std::mem::take(&mut self.held));
    }

    /// Walks once through the segment that these states stand in.
    fn leave(
        &mut self,
        states: &[u32],
        (at, segment): (usize, &mut Segment),
        row: (&Batch, usize),
        ctx: &mut Context,
    ) -> Result<()> {
        let length = segment.plan.length;
        let may_go = |state: &State| length.max.is_none_or(|max| state.times < max);
        let going: Vec<u32> = states.iter().copied().filter(|s| may_go(&self.states[*s as usize])).collect();
        self.find_hops(&going, (at, segment), row, ctx)?;
        let most = length.max.unwrap_or(length.min);
        for state in going {
            let State { times, node, .. } = self.states[state as usize];
            let Some((first, last)) = self.known.get(&(at as u32, node)).copied() else { continue };
            for hop in first..last {
                let end = self.hops[at].ends[hop as usize];
                let distance = self.distances[state as usize] + segment.stride();
                let next = State { segment: at as u32, times: (times + 1).min(most), node: end };
                let next = self.reach(next, distance, self.hops.len());
                self.befores[next as usize].push((state, hop));
            }
        }
        Ok(())
    }

    /// Finds the hops from the nodes of these states, where they are not known.
    fn find_hops(
        &mut self,
        states: &[u32],
        (at, segment): (usize, &mut Segment),
        row: (&Batch, usize),
        ctx: &mut Context,
    ) -> Result<()> {
        let mut starts = Vec::new();
        for state in states {
            let node = self.states[*state as usize].node;
            self.known.entry((at as u32, node)).or_insert_with(|| {
                starts.push(node);
                (0, 0)
            });
        }
        for starts in starts.chunks(1024) {
            let hops = &mut self.hops[at];
            let first = hops.len();
            segment.walk(row, starts.to_vec(), ctx, hops)?;
            for hop in first..hops.len() {
                let node = starts[hops.origins[hop] as usize];
                let range = self.known.entry((at as u32, node)).or_default();
                if range.0 == range.1 {
                    *range = (hop as u32, hop as u32);
                }
                range.1 = hop as u32 + 1;
            }
        }
        Ok(())
    }

    /// Goes on to the next segment from a state that may end its own.
    fn skip(&mut self, state: u32, segments: &[Segment], count: u32) {
        let State { segment, times, node } = self.states[state as usize];
        let Some(own) = segments.get(segment as usize) else { return };
        if times < own.plan.length.min {
            return;
        }
        let distance = self.distances[state as usize];
        let next = self.reach(State { segment: segment + 1, times: 0, node }, distance, count as usize);
        self.befores[next as usize].push((state, NO_HOP));
    }

    /// The number of a state; a new one is remembered at this distance.
    fn reach(&mut self, state: State, distance: usize, segments: usize) -> u32 {
        if let Some(known) = self.numbers.get(&state) {
            return *known;
        }
        let number = self.states.len() as u32;
        self.numbers.insert(state, number);
        self.states.push(state);
        self.distances.push(distance);
        self.befores.push(Vec::new());
        if state.segment as usize == segments {
            self.accepted.push(number);
        } else {
            self.waiting.entry(distance).or_default().push(number);
        }
        number
    }
}
