//! Work in pieces of fixed size on all cores; a small graph is done at once by the calling thread.
//!
//! The pieces depend on the graph alone, and their results come back in order: what is added up piece by piece does
//! not depend on threads.

use std::ops::Range;

use rayon::prelude::*;

use super::control::Control;
use crate::diagnostic::Result;

/// Nodes in a piece.
pub(super) const PIECE: usize = 1024;

/// What `work` makes of each piece of `0..count`, in order; the control is asked before each.
pub(super) fn in_pieces<T: Send>(
    control: &dyn Control,
    count: usize,
    work: impl Fn(Range<usize>) -> T + Sync,
) -> Result<Vec<T>> {
    if count <= PIECE {
        // Waking the pool takes longer than so few nodes do.
        control.check()?;
        return Ok(if count == 0 { Vec::new() } else { vec![work(0..count)] });
    }
    (0..count.div_ceil(PIECE))
        .into_par_iter()
        .map(|piece| {
            control.check()?;
            Ok(work(piece * PIECE..count.min((piece + 1) * PIECE)))
        })
        .collect()
}
