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
}
