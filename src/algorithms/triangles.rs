//! Triangles at each node: every triangle is found once, from its node of least rank (Chiba & Nishizeki 1985).
//!
//! Nodes are ranked by degree, and a row keeps only neighbours of higher rank, so no row is longer than √(2·rels).
//! The row of `u` is marked in a table; the rows of its neighbours are looked up there.
//!
//! ```text
//! u: {v, w, x}   v: {w, y}   →  w is marked  →  triangle u v w
//! ```

use std::sync::atomic::{AtomicU64, Ordering};

use rayon::prelude::*;

use super::argument::Looks;
use super::call::Call;
use super::control::Pace;
use super::piece::{PIECE, in_pieces};
use super::procedure::AlgorithmProcedure;
use super::projection::{Projection, Rows};
use super::result::{integers, node_column};
use crate::diagnostic::Result;
use crate::value::{Column, Type};

pub(super) const PROCEDURE: AlgorithmProcedure = AlgorithmProcedure {
    name: "algo.triangles",
    description: "How many triangles each node is part of, whatever the direction of relationships; parallel \
                  relationships count once. The sum of all is three times the number of triangles.",
    example: "CALL algo.triangles({types: ['KNOWS']}) YIELD triangles RETURN sum(triangles) / 3",
    looks: Looks::BothWays,
    weighted: false,
    own: &[],
    outputs: &[("node", Type::Node), ("triangles", Type::Integer)],
    body,
};

fn body(call: &Call) -> Result<Vec<Column>> {
    let projection = Projection::of(call, Rows::Simple)?;
    let counts = triangles(call, &projection)?;
    Ok(vec![node_column(&projection), integers(counts.into_iter().map(|count| count as i64))])
}

/// Rows by rank, neighbours of higher rank only.
struct Ranked {
    // From rank to node.
    order: Vec<u32>,
    offsets: Vec<usize>,
    higher: Vec<u32>,
}

/// The number of triangles at each node of a projection with simple rows, looking both ways.
pub(super) fn triangles(call: &Call, projection: &Projection) -> Result<Vec<u64>> {
    let count = projection.len();
    let threads = rayon::current_num_threads();
    call.control.hold(count * (4 + 4 + 8 + 8 + 8 + threads) + projection.entries() / 2 * 8)?;
    let ranked = Ranked::new(call, projection)?;
    let found: Vec<AtomicU64> = (0..count).map(|_| AtomicU64::new(0)).collect();
    let start = || (vec![false; count], Pace::new(call.control));
    let count_piece = |(marked, pace): &mut (Vec<bool>, Pace), piece: usize| {
        let ranks = piece * PIECE..count.min((piece + 1) * PIECE);
        ranks.into_iter().try_for_each(|rank| ranked.count_from(rank, marked, &found, pace))
    };
    if count <= PIECE {
        count_piece(&mut start(), 0)?;
    } else {
        (0..count.div_ceil(PIECE)).into_par_iter().try_for_each_init(start, count_piece)?;
    }
    let mut counts = vec![0; count];
    for (rank, found) in found.into_iter().enumerate() {
        counts[ranked.order[rank] as usize] = found.into_inner();
    }
    Ok(counts)
}

impl Ranked {
    fn new(call: &Call, projection: &Projection) -> Result<Self> {
        let mut order: Vec<u32> = projection.all().collect();
        order.par_sort_by_key(|node| (projection.degree(*node), *node));
        let mut rank = vec![0u32; order.len()];
        order.iter().enumerate().for_each(|(at, node)| rank[*node as usize] = at as u32);
        let rows = in_pieces(call.control, order.len(), |piece| {
            let (mut lengths, mut higher) = (Vec::with_capacity(piece.len()), Vec::new());
            for own in piece {
                let first = higher.len();
                let ranks = projection.row(order[own]).iter().map(|other| rank[*other as usize]);
                higher.extend(ranks.filter(|other| *other as usize > own));
                lengths.push(higher.len() - first);
            }
            (lengths, higher)
        })?;
        let (mut offsets, mut all) = (vec![0], Vec::with_capacity(projection.entries() / 2));
        let mut end = 0;
        for (lengths, higher) in rows {
            offsets.extend(lengths.into_iter().map(|length| {
                end += length;
                end
            }));
            all.extend(higher);
        }
        Ok(Self { order, offsets, higher: all })
    }

    fn row(&self, rank: usize) -> &[u32] {
        &self.higher[self.offsets[rank]..self.offsets[rank + 1]]
    }

    /// Counts the triangles whose least rank is `rank`; `marked` is all false before and after.
    fn count_from(&self, rank: usize, marked: &mut [bool], found: &[AtomicU64], pace: &mut Pace) -> Result<()> {
        let row = self.row(rank);
        if row.len() < 2 {
            return Ok(());
        }
        for second in row {
            marked[*second as usize] = true;
        }
        let mut at_first = 0;
        let mut outcome = Ok(());
        for second in row {
            let thirds = self.row(*second as usize);
            let mut at_second = 0;
            for third in thirds {
                if marked[*third as usize] {
                    at_second += 1;
                    found[*third as usize].fetch_add(1, Ordering::Relaxed);
                }
            }
            if at_second > 0 {
                found[*second as usize].fetch_add(at_second, Ordering::Relaxed);
                at_first += at_second;
            }
            outcome = pace.step(thirds.len() + 1);
            if outcome.is_err() {
                break;
            }
        }
        for second in row {
            marked[*second as usize] = false;
        }
        found[rank].fetch_add(at_first, Ordering::Relaxed);
        outcome
    }
}
