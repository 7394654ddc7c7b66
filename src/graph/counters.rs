//! How much a statement changed: the numbers that records report.

/// Counts of changes. A property set to the value it had counts as set, as users of other systems expect.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counters {
    /// Nodes created.
    pub nodes_created: u64,
    /// Nodes deleted.
    pub nodes_deleted: u64,
    /// Relationships created.
    pub relationships_created: u64,
    /// Relationships deleted.
    pub relationships_deleted: u64,
    /// Properties set or removed, those of created elements included.
    pub properties_set: u64,
    /// Labels added, those of created nodes included.
    pub labels_added: u64,
    /// Labels removed.
    pub labels_removed: u64,
    /// Indexes created, those of constraints excluded.
    pub indexes_added: u64,
    /// Indexes dropped, those of constraints excluded.
    pub indexes_removed: u64,
    /// Constraints created.
    pub constraints_added: u64,
    /// Constraints dropped.
    pub constraints_removed: u64,
}

impl Counters {
    /// Whether anything changed.
    #[must_use]
    pub fn any(&self) -> bool {
        *self != Self::default()
    }

    /// Both together.
    pub(crate) fn plus(self, other: Self) -> Self {
        Self {
            nodes_created: self.nodes_created + other.nodes_created,
            nodes_deleted: self.nodes_deleted + other.nodes_deleted,
            relationships_created: self.relationships_created + other.relationships_created,
            relationships_deleted: self.relationships_deleted + other.relationships_deleted,
            properties_set: self.properties_set + other.properties_set,
            labels_added: self.labels_added + other.labels_added,
            labels_removed: self.labels_removed + other.labels_removed,
            indexes_added: self.indexes_added + other.indexes_added,
            indexes_removed: self.indexes_removed + other.indexes_removed,
            constraints_added: self.constraints_added + other.constraints_added,
            constraints_removed: self.constraints_removed + other.constraints_removed,
        }
    }

    /// What was counted after `earlier`, which is a count of the same workspace.
    pub(crate) fn since(self, earlier: Self) -> Self {
        Self {
            nodes_created: self.nodes_created - earlier.nodes_created,
            nodes_deleted: self.nodes_deleted - earlier.nodes_deleted,
            relationships_created: self.relationships_created - earlier.relationships_created,
            relationships_deleted: self.relationships_deleted - earlier.relationships_deleted,
            properties_set: self.properties_set - earlier.properties_set,
            labels_added: self.labels_added - earlier.labels_added,
            labels_removed: self.labels_removed - earlier.labels_removed,
            indexes_added: self.indexes_added - earlier.indexes_added,
            indexes_removed: self.indexes_removed - earlier.indexes_removed,
            constraints_added: self.constraints_added - earlier.constraints_added,
            constraints_removed: self.constraints_removed - earlier.constraints_removed,
        }
    }
}
