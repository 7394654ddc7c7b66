//! Bulk loading: whole columns of nodes and relationships straight into a base, without going through changes.

use std::ops::Range;

use super::snapshot::Snapshot;
use super::tokens::{KeyId, LabelId, RelTypeId};
use super::workspace::Workspace;
use crate::diagnostic::{Diagnostic, Result};
use crate::value::{Column, NodeId};

/// Collects whole columns and makes one snapshot of them.
pub(crate) struct BaseBuilder {
    workspace: Workspace,
}

impl BaseBuilder {
    /// A builder that adds to `base`, which may be empty.
    pub(crate) fn new(base: &Snapshot) -> Self {
        Self { workspace: Workspace::new(base.clone()) }
    }

    /// Adds `count` nodes with the same labels; each column has `count` rows, null = absent. Gives the numbers of the
    /// nodes, in the order of rows.
    pub(crate) fn add_nodes(
        &mut self,
        labels: &[LabelId],
        count: u32,
        columns: Vec<(KeyId, Column)>,
    ) -> Result<Range<u32>> {
        let first = self.workspace.view().node_capacity();
        for row in 0..count as usize {
            let properties = columns.iter().map(|(key, column)| (*key, column.get(row))).collect();
            self.workspace.create_node(labels, properties)?;
        }
        Ok(first..first + count)
    }

    /// Adds relationships of one type, one a row; `starts`, `ends` and the columns have the same length.
    pub(crate) fn add_rels(
        &mut self,
        rel_type: RelTypeId,
        starts: &[NodeId],
        ends: &[NodeId],
        columns: Vec<(KeyId, Column)>,
    ) -> Result<()> {
        if starts.len() != ends.len() {
            return Err(Diagnostic::internal("relationships with more starts than ends"));
        }
        for (row, (start, end)) in starts.iter().zip(ends).enumerate() {
            let properties = columns.iter().map(|(key, column)| (*key, column.get(row))).collect();
            self.workspace.create_rel(rel_type, *start, *end, properties)?;
        }
        Ok(())
    }

    /// The graph with everything added; unique constraints of the base are checked.
    pub(crate) fn finish(mut self) -> Result<Snapshot> {
        self.workspace.check()?;
        Ok(self.workspace.into_parts().0.compacted())
    }
}
