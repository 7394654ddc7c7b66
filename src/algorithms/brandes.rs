//! Shares of shortest paths from one source after another, level by level (Brandes 2001).
//!
//! Two things make it quick. Both ways of following a relationship are at hand, and each level is done along the one
//! that has fewer relationships to look at (Beamer, Asanović & Patterson 2012), on the way out and on the way back.
//! And nodes are numbered by how often they are looked at, so that the table entries that count lie together.
//!
//! ```text
//! out:   paths[w] = Σ paths[v]                          v → w, one level down
//! back:  passed[v] = paths[v] · Σ (1 + passed[w]) / paths[w]
//! ```
//!
//! Sums need no test of levels: a node not seen yet has no neighbour before it above the last level, and no node has
//! a neighbour after it further down than the next level; all others hold zero, or what nobody reads any more.

use super::call::Call;
use super::control::Pace;
use super::projection::Projection;
use crate::diagnostic::Result;

/// Rows of neighbours by rank.
struct Rows {
    offsets: Vec<usize>,
    targets: Vec<u32>,
}

/// A projection with simple rows whose nodes are numbered by rank: the one most relationships lead to is the first.
pub(super) struct Ranked {
    // From dense number to rank.
    rank: Vec<u32>,
    // Those that relationships lead to, and those that they come from.
    after: Rows,
    before: Rows,
}

/// What the way out notes of a level: where it starts in the order, and how much its rows hold.
#[derive(Clone, Copy)]
struct Level {
    start: usize,
    after: usize,
    before: usize,
}

const UNSEEN: u32 = u32::MAX;

/// Searches from one source after another; the buffers are clean between two.
pub(super) struct LevelSearch<'a> {
    graph: &'a Ranked,
    level: Vec<u32>,
    paths: Vec<f64>,
    // On the way back: what passes a node, then (1 + passed) / paths.
    share: Vec<f64>,
    // The nodes seen, in the order of levels, and how many; room for one more.
    order: Vec<u32>,
    found: usize,
    levels: Vec<Level>,
    // Nodes not seen, ascending, once somebody looked for them.
    unseen: Vec<u32>,
    fresh: Vec<f64>,
}

impl Rows {
    #[inline]
    fn row(&self, node: u32) -> &[u32] {
        &self.targets[self.offsets[node as usize]..self.offsets[node as usize + 1]]
    }

    #[inline]
    fn degree(&self, node: u32) -> usize {
        self.offsets[node as usize + 1] - self.offsets[node as usize]
    }

    /// The same relationships from their other ends; `pairs` gives them as (end, start), the starts ascending.
    fn turned(count: usize, ends: &[u32], pairs: impl Iterator<Item = (u32, u32)>) -> Self {
        let mut offsets = vec![0; count + 1];
        for end in ends {
            offsets[*end as usize + 1] += 1;
        }
        for at in 0..count {
            offsets[at + 1] += offsets[at];
        }
        let mut next = offsets.clone();
        let mut targets = vec![0; ends.len()];
        for (end, start) in pairs {
            targets[next[end as usize]] = start;
            next[end as usize] += 1;
        }
        Self { offsets, targets }
    }
}

impl Ranked {
    /// Copies a projection with simple rows.
    pub(super) fn new(call: &Call, projection: &Projection) -> Result<Self> {
        let (count, entries) = (projection.len(), projection.entries());
        call.control.hold(count * 40 + entries * 12)?;
        let mut looked_at = vec![0u32; count];
        (0..entries).for_each(|position| looked_at[projection.target(position) as usize] += 1);
        let mut by_rank: Vec<u32> = projection.all().collect();
        by_rank.sort_by_key(|node| std::cmp::Reverse(looked_at[*node as usize]));
        let mut rank = vec![0u32; count];
        by_rank.iter().enumerate().for_each(|(at, node)| rank[*node as usize] = at as u32);
        call.control.check()?;
        let ends: Vec<u32> = (0..entries).map(|position| rank[projection.target(position) as usize]).collect();
        let pairs = by_rank.iter().enumerate().flat_map(|(start, node)| {
            projection.range(*node).map(|position| ends[position]).map(move |end| (end, start as u32))
        });
        let before = Rows::turned(count, &ends, pairs);
        call.control.check()?;
        let pairs = (0..count as u32).flat_map(|end| before.row(end).iter().map(move |start| (*start, end)));
        let after = Rows::turned(count, &before.targets, pairs);
        call.control.check()?;
        Ok(Self { rank, after, before })
    }

    /// The rank of a dense number.
    pub(super) fn rank(&self, dense: u32) -> u32 {
        self.rank[dense as usize]
    }

    /// Scores by dense number from scores by rank.
    pub(super) fn by_dense(&self, scores: &[f64]) -> Vec<f64> {
        self.rank.iter().map(|rank| scores[*rank as usize]).collect()
    }

    fn len(&self) -> usize {
        self.rank.len()
    }
}

impl<'a> LevelSearch<'a> {
    /// Bytes of buffers a node.
    pub(super) const BYTES: usize = 4 + 8 + 8 + 4 + 4 + 8;

    /// Buffers for `graph`.
    pub(super) fn new(graph: &'a Ranked) -> Self {
        let count = graph.len();
        Self {
            graph,
            level: vec![UNSEEN; count],
            paths: vec![0.0; count],
            share: vec![0.0; count],
            order: vec![0; count + 1],
            found: 0,
            levels: Vec::new(),
            unseen: Vec::new(),
            fresh: Vec::new(),
        }
    }

    /// Adds to `scores` (by rank) what passes each node on the shortest paths from `source` (a rank).
    pub(super) fn add(&mut self, source: u32, scores: &mut [f64], pace: &mut Pace) -> Result<()> {
        self.out(source, pace)?;
        let strayed = self.back(scores, pace)?;
        self.clean(strayed);
        Ok(())
    }

    /// Finds the levels and counts the paths.
    fn out(&mut self, source: u32, pace: &mut Pace) -> Result<()> {
        let count = self.graph.len();
        self.level[source as usize] = 0;
        self.paths[source as usize] = 1.0;
        (self.order[0], self.found) = (source, 1);
        self.levels.clear();
        self.unseen.clear();
        let mut last = self.noted(0);
        self.levels.push(last);
        let mut left = self.graph.before.targets.len() - last.before;
        while last.after > 0 && self.found < count {
            let depth = self.levels.len() as u32;
            let start = self.found;
            if last.after > left + (count - self.found) {
                self.pull(depth, pace)?;
            } else {
                self.push(last.start, depth, pace)?;
            }
            if self.found == start {
                break;
            }
            last = self.noted(start);
            left -= last.before;
            self.levels.push(last);
        }
        Ok(())
    }

    /// The level of the nodes from `start` on.
    fn noted(&self, start: usize) -> Level {
        let (mut after, mut before) = (0, 0);
        for node in &self.order[start..self.found] {
            after += self.graph.after.degree(*node);
            before += self.graph.before.degree(*node);
        }
        Level { start, after, before }
    }

    /// The next level, from the nodes of the last one, which start at `first`. Without branches: whether a neighbour is
    /// new is anyone's guess.
    fn push(&mut self, first: usize, depth: u32, pace: &mut Pace) -> Result<()> {
        let mut found = self.found;
        for at in first..self.found {
            let node = self.order[at];
            let paths = self.paths[node as usize];
            let row = self.graph.after.row(node);
            for other in row {
                let level = &mut self.level[*other as usize];
                let new = *level == UNSEEN;
                *level = if new { depth } else { *level };
                self.order[found] = *other;
                found += usize::from(new);
                self.paths[*other as usize] += if *level == depth { paths } else { 0.0 };
            }
            pace.step(row.len() + 1)?;
        }
        self.found = found;
        Ok(())
    }

    /// The next level, from the nodes not seen yet.
    fn pull(&mut self, depth: u32, pace: &mut Pace) -> Result<()> {
        let level = &self.level;
        if self.unseen.is_empty() {
            self.unseen.extend((0..level.len() as u32).filter(|node| level[*node as usize] == UNSEEN));
        } else {
            self.unseen.retain(|node| level[*node as usize] == UNSEEN);
        }
        let start = self.found;
        self.fresh.clear();
        for node in &self.unseen {
            let row = self.graph.before.row(*node);
            let paths = sum(row, &self.paths);
            if paths > 0.0 {
                self.level[*node as usize] = depth;
                self.order[self.found] = *node;
                self.found += 1;
                self.fresh.push(paths);
            }
            pace.step(row.len() + 1)?;
        }
        for (node, paths) in self.order[start..self.found].iter().zip(&self.fresh) {
            self.paths[*node as usize] = *paths;
        }
        Ok(())
    }

    /// Adds up what passes, from the deepest level to the source. Whether shares went to nodes that were not asked.
    fn back(&mut self, scores: &mut [f64], pace: &mut Pace) -> Result<bool> {
        let mut strayed = false;
        let mut end = self.found;
        for depth in (1..self.levels.len()).rev() {
            let (below, above) = (self.levels[depth], self.levels[depth - 1]);
            for node in &self.order[below.start..end] {
                let share = &mut self.share[*node as usize];
                scores[*node as usize] += *share;
                *share = (1.0 + *share) / self.paths[*node as usize];
            }
            if depth > 1 {
                // Cleaning up after strays costs a little for each node.
                if below.before + self.graph.len() / 16 < above.after {
                    strayed = true;
                    self.push_back(above.start, below.start, end, pace)?;
                } else {
                    self.pull_back(above.start, below.start, pace)?;
                }
            }
            end = below.start;
        }
        Ok(strayed)
    }

    /// Gives the shares of the nodes from `start` to `end` to those before them.
    fn push_back(&mut self, above: usize, start: usize, end: usize, pace: &mut Pace) -> Result<()> {
        let nodes = &self.order[start..end];
        self.fresh.clear();
        self.fresh.extend(nodes.iter().map(|node| self.share[*node as usize]));
        for (node, share) in nodes.iter().zip(&self.fresh) {
            let row = self.graph.before.row(*node);
            for other in row {
                self.share[*other as usize] += share;
            }
            pace.step(row.len() + 1)?;
        }
        for node in &self.order[above..start] {
            self.share[*node as usize] *= self.paths[*node as usize];
        }
        Ok(())
    }

    /// Collects for the nodes from `above` to `start` the shares of those after them.
    fn pull_back(&mut self, above: usize, start: usize, pace: &mut Pace) -> Result<()> {
        let nodes = &self.order[above..start];
        self.fresh.clear();
        for node in nodes {
            let row = self.graph.after.row(*node);
            self.fresh.push(self.paths[*node as usize] * sum(row, &self.share));
            pace.step(row.len() + 1)?;
        }
        for (node, passed) in nodes.iter().zip(&self.fresh) {
            self.share[*node as usize] = *passed;
        }
        Ok(())
    }

    fn clean(&mut self, strayed: bool) {
        if self.found * 4 > self.graph.len() {
            self.level.fill(UNSEEN);
            self.paths.fill(0.0);
            self.share.fill(0.0);
            return;
        }
        for node in &self.order[..self.found] {
            self.level[*node as usize] = UNSEEN;
            self.paths[*node as usize] = 0.0;
            self.share[*node as usize] = 0.0;
        }
        if strayed {
            self.share.fill(0.0);
        }
    }
}

/// The sum of the entries that a row names, in four sums that do not wait for each other.
#[inline]
fn sum(row: &[u32], table: &[f64]) -> f64 {
    let mut sums = [0.0; 4];
    let fours = row.chunks_exact(4);
    let rest: f64 = fours.remainder().iter().map(|node| table[*node as usize]).sum();
    for four in fours {
        for (sum, node) in sums.iter_mut().zip(four) {
            *sum += table[*node as usize];
        }
    }
    (sums[0] + sums[1]) + (sums[2] + sums[3]) + rest
}
