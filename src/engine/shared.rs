//! What the sessions of one database share.

use std::sync::Arc;

use super::commit::Commits;
use super::prepare::PlanCache;
use super::procedure::Procedures;
use super::writer::WriterLock;

/// What the sessions of a database share.
pub(super) struct Shared {
    pub(super) commits: Commits,
    pub(super) writer: Arc<WriterLock>,
    pub(super) procedures: Arc<Procedures>,
    pub(super) plans: PlanCache,
    pub(super) read_only: bool,
}
