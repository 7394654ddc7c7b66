//! What planning one statement needs to know.

use super::slots::SubqueryUses;
use crate::graph::Snapshot;

/// What planning one statement needs.
pub(super) struct Planner<'a> {
    pub(super) graph: &'a Snapshot,
    pub(super) uses: SubqueryUses,
}
