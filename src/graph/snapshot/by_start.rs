//! Relationships of a load in the order of their starts and ends.
//!
//! Contract: ties are broken by the row in which a relationship was given, so the order does not depend on threads.
//! Starts that lie near each other are counted and dealt out, which is linear, and only the ends of each are sorted.
//!
//! ```text
//! rows (2,7) (1,9) (2,4)  ──▶  starts 1 2   lengths 1 2   ends 9 4 7   rows 1 2 0
//! ```

use rayon::prelude::*;

use crate::value::NodeId;

/// So many times as many starts as rows are still counted.
const SPARSENESS: usize = 4;
/// So many rows are sorted by one core.
const FEW: usize = 1 << 14;

/// Relationships in the order of starts, ends and rows.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct ByStart {
    /// The starts, ascending and distinct.
    pub(super) starts: Vec<u32>,
    /// How many relationships each has.
    pub(super) lengths: Vec<u32>,
    /// Where they end.
    pub(super) ends: Vec<NodeId>,
    /// The row of each.
    pub(super) rows: Vec<u32>,
}

impl ByStart {
    /// Orders `len` rows, of which `pairs` gives start and end.
    pub(super) fn of(len: usize, pairs: impl Iterator<Item = (NodeId, NodeId)> + Clone) -> Self {
        let starts = pairs.clone().map(|(start, _)| start.0);
        let (first, last) = (starts.clone().min().unwrap_or(0), starts.max().unwrap_or(0));
        let width = (last - first) as usize + 1;
        if width > len.saturating_mul(SPARSENESS).saturating_add(FEW) {
            return Self::sorted(len, pairs);
        }
        let mut next = vec![0u32; width + 1];
        for (start, _) in pairs.clone() {
            next[(start.0 - first) as usize + 1] += 1;
        }
        let (mut starts, mut lengths) = (Vec::new(), Vec::new());
        for (at, count) in (0..width).zip(&next[1..]).filter(|(_, count)| **count > 0) {
            starts.push(first + at as u32);
            lengths.push(*count);
        }
        for at in 1..next.len() {
            next[at] += next[at - 1];
        }
        let mut placed = vec![0u64; len];
        for ((start, end), row) in pairs.zip(0u32..) {
            let next = &mut next[(start.0 - first) as usize];
            placed[*next as usize] = u64::from(end.0) << 32 | u64::from(row);
            *next += 1;
        }
        sort_each(&mut placed, &lengths);
        Self::of_placed(starts, lengths, &placed)
    }

    fn sorted(len: usize, pairs: impl Iterator<Item = (NodeId, NodeId)>) -> Self {
        let mut all = Vec::with_capacity(len);
        all.extend(pairs.zip(0u32..).map(|((start, end), row)| (start.0, u64::from(end.0) << 32 | u64::from(row))));
        all.par_sort_unstable();
        let of_one = all.chunk_by(|(a, _), (b, _)| a == b);
        let (starts, lengths) = of_one.map(|chunk| (chunk[0].0, chunk.len() as u32)).unzip();
        let placed: Vec<u64> = all.into_iter().map(|(_, placed)| placed).collect();
        Self::of_placed(starts, lengths, &placed)
    }

    fn of_placed(starts: Vec<u32>, lengths: Vec<u32>, placed: &[u64]) -> Self {
        let ends = placed.par_iter().map(|placed| NodeId((placed >> 32) as u32)).collect();
        let rows = placed.par_iter().map(|placed| *placed as u32).collect();
        Self { starts, lengths, ends, rows }
    }
}

/// Sorts runs of these lengths, each for itself.
fn sort_each(placed: &mut [u64], lengths: &[u32]) {
    if placed.len() <= FEW || lengths.len() == 1 {
        let mut rest = placed;
        for length in lengths {
            let (run, others) = rest.split_at_mut(*length as usize);
            run.sort_unstable();
            rest = others;
        }
        return;
    }
    let (low, high) = lengths.split_at(lengths.len() / 2);
    let (left, right) = placed.split_at_mut(low.iter().map(|length| *length as usize).sum());
    rayon::join(|| sort_each(left, low), || sort_each(right, high));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(pairs: &[(u32, u32)]) {
        let nodes = pairs.iter().map(|(start, end)| (NodeId(*start), NodeId(*end)));
        let found = ByStart::of(pairs.len(), nodes);
        let mut wanted: Vec<(u32, u32, u32)> = pairs.iter().zip(0..).map(|((s, e), row)| (*s, *e, row)).collect();
        wanted.sort_unstable();
        let starts = found.starts.iter().zip(&found.lengths);
        let starts: Vec<u32> = starts.flat_map(|(start, len)| std::iter::repeat_n(*start, *len as usize)).collect();
        let all: Vec<_> =
            starts.iter().zip(&found.ends).zip(&found.rows).map(|((start, end), row)| (*start, end.0, *row)).collect();
        assert_eq!(all, wanted);
        assert!(found.starts.is_sorted_by(|a, b| a < b));
    }

    #[test]
    fn rows_come_by_start_end_and_row() {
        check(&[]);
        check(&[(5, 1)]);
        check(&[(2, 7), (1, 9), (2, 4), (2, 7), (u32::MAX - 1, 0)]);
        let mut seed = 1u64;
        let mut random = |below: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            ((seed >> 33) % below) as u32
        };
        // Near each other and in parallel; far apart.
        check(&(0..60_000).map(|_| (7 + random(900), random(50))).collect::<Vec<_>>());
        check(&(0..3_000).map(|_| (random(1 << 30), random(50))).collect::<Vec<_>>());
    }
}
