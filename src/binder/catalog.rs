//! What the binder may look up: names of the graph and signatures of procedures.

use std::sync::Arc;

use crate::diagnostic::did_you_mean;
use crate::graph::Snapshot;
use crate::value::Type;

/// The names that a statement can refer to.
pub(crate) struct Catalog<'a> {
    /// The graph whose tokens, indexes and counts are asked.
    pub(crate) graph: &'a Snapshot,
    /// The procedures that can be called.
    pub(crate) procedures: &'a dyn ProcedureCatalog,
}

/// What a procedure takes and gives.
#[derive(Clone, Debug)]
pub(crate) struct ProcedureSignature {
    pub(crate) name: Arc<str>,
    pub(crate) inputs: Vec<(Arc<str>, Type)>,
    /// How many of the inputs must be given.
    pub(crate) required: usize,
    pub(crate) outputs: Vec<(Arc<str>, Type)>,
}

/// Signatures of procedures by name.
pub(crate) trait ProcedureCatalog: Sync {
    /// The signature of a dotted name, whatever its case.
    fn signature(&self, name: &str) -> Option<ProcedureSignature>;
    /// All names, for suggestions.
    fn names(&self) -> Vec<Arc<str>>;
    /// Whether the procedure changes the graph.
    fn writes(&self, name: &str) -> bool {
        let _ = name;
        false
    }
}

impl Catalog<'_> {
    /// The nearest procedure name to an unknown one.
    pub(super) fn near_procedure(&self, name: &str) -> Option<String> {
        let names = self.procedures.names();
        did_you_mean(name, names.iter().map(|name| &**name))
    }
}
