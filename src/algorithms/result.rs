//! Columns of results from dense vectors.

use super::projection::Projection;
use crate::value::{Column, NodeId, RelId};

/// The nodes of a projection, as the first column of most results.
pub(super) fn node_column(projection: &Projection) -> Column {
    Column::Nodes(projection.nodes().to_vec())
}

/// Floats, one a row.
pub(super) fn floats(values: Vec<f64>) -> Column {
    Column::Floats { values, nulls: None }
}

/// Integers, one a row.
pub(super) fn integers(values: impl IntoIterator<Item = i64>) -> Column {
    Column::Integers { values: values.into_iter().collect(), nulls: None }
}

/// Nodes by their dense numbers; `u32::MAX` is null.
pub(super) fn nodes_of(projection: &Projection, dense: impl IntoIterator<Item = u32>) -> Column {
    let node = |dense| if dense == u32::MAX { NodeId::NONE } else { projection.node(dense) };
    Column::Nodes(dense.into_iter().map(node).collect())
}

/// Relationships, one a row.
pub(super) fn relationships(rels: Vec<RelId>) -> Column {
    Column::Relationships(rels)
}

/// Numbers the groups 0, 1, 2 … in the order of their first nodes; `group` has one entry a node, below its length.
pub(super) fn renumbered(group: &[u32]) -> Vec<i64> {
    let mut numbers = vec![u32::MAX; group.len()];
    let mut next = 0;
    group
        .iter()
        .map(|of| {
            let number = &mut numbers[*of as usize];
            if *number == u32::MAX {
                *number = next;
                next += 1;
            }
            i64::from(*number)
        })
        .collect()
}
