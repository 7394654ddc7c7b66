//! What the sessions of one database share.

use std::sync::Arc;

use super::activity::Activities;
use super::commit::Commits;
use super::prepare::PlanCache;
use super::procedure::Procedures;
use super::store_procedure::{self, Seen};
use super::writer::WriterLock;
use crate::algorithms::Control;
use crate::binder::{ProcedureCatalog, ProcedureSignature};
use crate::diagnostic::Result;
use crate::executor::{ProcedureResult, ProcedureSource};
use crate::graph::{Snapshot, Workspace};
use crate::value::Value;

/// What the sessions of a database share.
pub(super) struct Shared {
    pub(super) commits: Commits,
    pub(super) writer: Arc<WriterLock>,
    pub(super) procedures: Arc<Procedures>,
    pub(super) plans: PlanCache,
    pub(super) sessions: Activities,
    pub(super) read_only: bool,
}

impl ProcedureCatalog for Shared {
    fn signature(&self, name: &str) -> Option<ProcedureSignature> {
        self.procedures.signature(name)
    }

    fn names(&self) -> Vec<Arc<str>> {
        self.procedures.names()
    }

    fn writes(&self, name: &str) -> bool {
        store_procedure::writes(name)
    }
}

impl ProcedureSource for Shared {
    fn call(
        &self,
        name: &str,
        arguments: &[Value],
        graph: &Snapshot,
        control: &dyn Control,
    ) -> Result<ProcedureResult> {
        let seen = Seen { graph, arguments, commits: &self.commits, sessions: &self.sessions };
        store_procedure::call(name, &seen).unwrap_or_else(|| self.procedures.call(name, arguments, graph, control))
    }

    fn write(&self, name: &str, arguments: &[Value], workspace: &mut Workspace) -> Option<Result<ProcedureResult>> {
        store_procedure::write(name, arguments, workspace, &self.commits)
    }
}
