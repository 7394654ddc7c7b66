//! What an algorithm tells the rest of the engine: its name, arguments, columns and body.

use super::argument::{Argument, Looks, of_view};
use super::call::Call;
use super::control::Control;
use crate::diagnostic::Result;
use crate::graph::Snapshot;
use crate::value::{Column, Type, Value};

/// An algorithm as a procedure.
pub(crate) struct AlgorithmProcedure {
    /// Its dotted name.
    pub(crate) name: &'static str,
    /// What it computes, and where it differs from networkx.
    pub(crate) description: &'static str,
    /// A call that works.
    pub(crate) example: &'static str,
    /// Whether `direction` matters.
    pub(crate) looks: Looks,
    /// Whether it reads `weight`.
    pub(crate) weighted: bool,
    /// The arguments beside `labels`, `types`, `direction` and `weight`.
    pub(crate) own: &'static [Argument],
    /// Names and types of the columns.
    pub(crate) outputs: &'static [(&'static str, Type)],
    /// The body: one column for each of `outputs`, all of one length.
    pub(super) body: fn(&Call) -> Result<Vec<Column>>,
}

impl AlgorithmProcedure {
    /// The inputs, none of them required: one map.
    pub(crate) const INPUTS: &'static [(&'static str, Type)] = &[("configuration", Type::Map)];

    /// All keys that the map may have.
    pub(crate) fn arguments(&self) -> Vec<Argument> {
        of_view(self.looks, self.weighted).chain(self.own.iter().copied()).collect()
    }

    /// Runs on `graph`; gives one column for each of [`Self::outputs`].
    /// Errors: `ArgumentError` and `TypeError` for the map, and whatever `control` says.
    pub(crate) fn columns(&self, graph: &Snapshot, inputs: &[Value], control: &dyn Control) -> Result<Vec<Column>> {
        let known = self.arguments();
        let call = Call::new(self.name, self.looks, &known, graph, inputs, control)?;
        within(control.threads(), || (self.body)(&call))
    }

    /// As [`Self::columns`], row by row.
    #[cfg(test)]
    pub(crate) fn rows(&self, graph: &Snapshot, inputs: &[Value], control: &dyn Control) -> Result<Vec<Vec<Value>>> {
        let columns = self.columns(graph, inputs, control)?;
        let rows = columns.first().map_or(0, Column::len);
        Ok((0..rows).map(|row| columns.iter().map(|column| column.get(row)).collect()).collect())
    }
}

/// Does `work` on so many cores at most. The pool of the process has all of them; fewer need one of their own.
fn within<T: Send>(threads: usize, work: impl FnOnce() -> T + Send) -> T {
    if threads >= rayon::current_num_threads() {
        return work();
    }
    match rayon::ThreadPoolBuilder::new().num_threads(threads.max(1)).build() {
        Ok(pool) => pool.install(work),
        // Without a pool of its own the call is no worse off in that of the process.
        Err(_) => work(),
    }
}
