//! Simple cycles, each once, from its smallest node: Johnson's search with blocked nodes (Johnson 1975).
//!
//! From each start only greater nodes are entered, and only those that lead back to it. A node from which the start
//! cannot be reached without crossing the way taken stays blocked until a node behind it is freed. With a length
//! bound blocking would hide short ways; the distance back to the start prunes instead.

use super::argument::{Argument, Looks};
use super::call::Call;
use super::control::{Control, Pace};
use super::procedure::AlgorithmProcedure;
use super::projection::{Projection, Rows};
use super::result::integers;
use super::route::path;
use super::scope::Scope;
use crate::diagnostic::Result;
use crate::graph::Direction;
use crate::value::{Column, RelId, Type};

pub(super) const PROCEDURE: AlgorithmProcedure = AlgorithmProcedure {
    name: "algo.cycles",
    description: "Cycles that visit no node twice, each once and from its oldest node: at most `limit` of them, since \
                  there may be very many. Of parallel relationships the oldest is taken; looking both ways a cycle \
                  has at least three nodes.",
    example: "CALL algo.cycles({types: ['OWNS'], maxLength: 6}) YIELD length, path",
    looks: Looks::Along(Direction::Outgoing),
    weighted: false,
    own: &[
        Argument::new("maxLength", "INTEGER", "no limit", "relationships of a cycle at most"),
        Argument::new("limit", "INTEGER", "1000", "cycles at most"),
    ],
    outputs: &[("index", Type::Integer), ("length", Type::Integer), ("path", Type::Path)],
    body,
};

fn body(call: &Call) -> Result<Vec<Column>> {
    let longest = call.integer("maxLength", i64::MAX, 1..=i64::MAX)?;
    let limit = call.integer("limit", 1000, 1..=i64::MAX)? as usize;
    let scope = Scope::of(call)?;
    let shortest = if scope.direction == Direction::Both { 3 } else { 1 };
    let projection = Projection::build(call, &scope, Rows::Weighted)?;
    let back = Projection::build(call, &scope.reversed(), Rows::Simple)?;
    call.control.hold(projection.len() * 48 + projection.entries() * 4)?;
    let mut search = Search::new(&projection, &back, usize::try_from(longest).unwrap_or(usize::MAX), shortest, limit);
    let mut pace = Pace::new(call.control);
    for start in projection.all() {
        if search.found.len() >= limit {
            break;
        }
        search.from(start, &mut pace)?;
    }
    let found = search.found;
    Ok(vec![
        integers(0..found.len() as i64),
        integers(found.iter().map(|(_, rels)| rels.len() as i64)),
        Column::Values(found.iter().map(|(nodes, rels)| path(&projection, nodes, rels)).collect()),
    ])
}

const FAR: u32 = u32::MAX;

struct Search<'a> {
    projection: &'a Projection,
    back: &'a Projection,
    longest: usize,
    shortest: usize,
    limit: usize,
    // Hops back to the start through nodes not smaller than it.
    home: Vec<u32>,
    reached: Vec<u32>,
    blocked: Vec<bool>,
    // Nodes to free with a node.
    waiting: Vec<Vec<u32>>,
    found: Vec<(Vec<u32>, Vec<RelId>)>,
}

struct Frame {
    node: u32,
    rest: std::ops::Range<usize>,
    by: RelId,
    closed: bool,
}

impl<'a> Search<'a> {
    fn new(projection: &'a Projection, back: &'a Projection, longest: usize, shortest: usize, limit: usize) -> Self {
        let count = projection.len();
        Self {
            projection,
            back,
            longest,
            shortest,
            limit,
            home: vec![FAR; count],
            reached: Vec::new(),
            blocked: vec![false; count],
            waiting: vec![Vec::new(); count],
            found: Vec::new(),
        }
    }

    /// Finds the nodes that lead back to `start`.
    fn measure(&mut self, start: u32, pace: &mut Pace) -> Result<()> {
        for node in self.reached.drain(..) {
            self.home[node as usize] = FAR;
            self.blocked[node as usize] = false;
            self.waiting[node as usize].clear();
        }
        self.home[start as usize] = 0;
        self.reached.push(start);
        let mut at = 0;
        while let Some(node) = self.reached.get(at).copied() {
            pace.step(self.back.degree(node) + 1)?;
            for other in self.back.row(node) {
                if *other > start && self.home[*other as usize] == FAR {
                    self.home[*other as usize] = self.home[node as usize] + 1;
                    self.reached.push(*other);
                }
            }
            at += 1;
        }
        Ok(())
    }

    /// All cycles whose smallest node is `start`.
    fn from(&mut self, start: u32, pace: &mut Pace) -> Result<()> {
        self.measure(start, pace)?;
        let mut way = vec![self.enter(start, RelId::NONE)];
        while let Some(frame) = way.last_mut() {
            pace.step(1)?;
            if let Some(position) = frame.rest.next() {
                let other = self.projection.target(position);
                let again =
                    position > self.projection.range(frame.node).start && self.projection.target(position - 1) == other;
                if again || self.home[other as usize] == FAR {
                    continue;
                }
                let rel = self.projection.rel(position);
                if other == start {
                    frame.closed = true;
                    if way.len() >= self.shortest && way.len() <= self.longest {
                        self.keep(&way, rel, start, pace.control())?;
                        if self.found.len() >= self.limit {
                            return Ok(());
                        }
                    }
                } else if !self.blocked[other as usize]
                    && way.len().saturating_add(self.home[other as usize] as usize) <= self.longest
                {
                    let frame = self.enter(other, rel);
                    way.push(frame);
                }
            } else {
                self.leave(&mut way);
            }
        }
        Ok(())
    }

    fn enter(&mut self, node: u32, by: RelId) -> Frame {
        self.blocked[node as usize] = true;
        Frame { node, rest: self.projection.range(node), by, closed: false }
    }

    fn leave(&mut self, way: &mut Vec<Frame>) {
        let Some(frame) = way.pop() else { return };
        if let Some(above) = way.last_mut() {
            above.closed |= frame.closed;
        }
        if frame.closed || self.longest != usize::MAX {
            self.free(frame.node);
        } else {
            for other in self.projection.row(frame.node) {
                if self.home[*other as usize] != FAR {
                    self.waiting[*other as usize].push(frame.node);
                }
            }
        }
    }

    fn free(&mut self, node: u32) {
        let mut stack = vec![node];
        while let Some(node) = stack.pop() {
            if std::mem::replace(&mut self.blocked[node as usize], false) {
                stack.append(&mut self.waiting[node as usize]);
            }
        }
    }

    /// Remembers a cycle; looking both ways only the one of its two senses that goes to the smaller neighbour first.
    fn keep(&mut self, way: &[Frame], last: RelId, start: u32, control: &dyn Control) -> Result<()> {
        if self.shortest > 2 && way[1].node > way[way.len() - 1].node {
            return Ok(());
        }
        // Once as it is, once as a path.
        control.hold(way.len() * 16 + 160)?;
        let nodes = way.iter().map(|frame| frame.node).chain([start]).collect();
        let rels = way.iter().skip(1).map(|frame| frame.by).chain([last]).collect();
        self.found.push((nodes, rels));
        Ok(())
    }
}
