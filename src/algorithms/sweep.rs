//! One search from each node, on all cores: the frame of centralities that need distances.

use rayon::prelude::*;

use super::call::Call;
use super::control::Pace;
use super::distance::Distances;
use super::projection::Projection;
use crate::diagnostic::Result;

/// Nodes of one task: a task sets up its buffers once.
const TASK: usize = 64;

/// For each node what `read` makes of the nodes it reaches and their distances (itself first), in dense order.
pub(super) fn from_each<T: Send>(
    call: &Call,
    projection: &Projection,
    weighted: bool,
    read: impl Fn(u32, &mut dyn Iterator<Item = (u32, f64)>) -> T + Sync,
) -> Result<Vec<T>> {
    let each = Distances::BYTES * rayon::current_num_threads() + size_of::<T>();
    call.control.hold(projection.len() * each)?;
    let parts: Vec<Vec<T>> = (0..projection.len().div_ceil(TASK))
        .into_par_iter()
        .map_init(
            || (Distances::new(projection, weighted), Pace::new(call.control)),
            |(distances, pace), task| {
                let last = projection.len().min((task + 1) * TASK);
                (task * TASK..last)
                    .map(|node| Ok(read(node as u32, &mut distances.from(node as u32, pace)?)))
                    .collect::<Result<Vec<T>>>()
            },
        )
        .collect::<Result<_>>()?;
    Ok(parts.into_iter().flatten().collect())
}
