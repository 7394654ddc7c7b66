//! What an algorithm tells the rest of the engine: its name, arguments, columns and body.

use super::argument;
use super::call::Call;
use super::control::Control;
use crate::diagnostic::Result;
use crate::graph::{Direction, Snapshot};
use crate::value::{Column, Type, Value};

/// One key of the argument map.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Argument {
    /// The key.
    pub(crate) name: &'static str,
    /// The type as the language writes it.
    pub(crate) written: &'static str,
    /// What happens without it, or `required`.
    pub(crate) default: &'static str,
    /// What it does, one line.
    pub(crate) meaning: &'static str,
}

impl Argument {
    /// Name, type as written, default, meaning.
    pub(super) const fn new(
        name: &'static str,
        written: &'static str,
        default: &'static str,
        meaning: &'static str,
    ) -> Self {
        Self { name, written, default, meaning }
    }
}

/// How the algorithm looks at relationships.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Looks {
    /// Along `direction`, which is this one unless the call says otherwise.
    Along(Direction),
    /// In both directions, always.
    BothWays,
}

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
        argument::of_view(self.looks, self.weighted).chain(self.own.iter().copied()).collect()
    }

    /// Runs on `graph`; gives one column for each of [`Self::outputs`].
    /// Errors: `ArgumentError` and `TypeError` for the map, and whatever `control` says.
    pub(crate) fn columns(&self, graph: &Snapshot, inputs: &[Value], control: &dyn Control) -> Result<Vec<Column>> {
        (self.body)(&Call::new(self, graph, inputs, control)?)
    }

    /// As [`Self::columns`], row by row.
    pub(crate) fn rows(&self, graph: &Snapshot, inputs: &[Value], control: &dyn Control) -> Result<Vec<Vec<Value>>> {
        let columns = self.columns(graph, inputs, control)?;
        let rows = columns.first().map_or(0, Column::len);
        Ok((0..rows).map(|row| columns.iter().map(|column| column.get(row)).collect()).collect())
    }
}
