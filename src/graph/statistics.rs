//! Counts that the planner reads, kept up to date with every change.
//!
//! The maps are persistent, so a snapshot carries its own counts at no cost. A count of zero is not kept.

use imbl::OrdMap;

use super::tokens::{KeyId, LabelId, RelTypeId};

/// Counts over the whole graph.
#[derive(Clone, Debug, Default)]
pub(crate) struct Statistics {
    /// Relationships of a type.
    pub(crate) types: OrdMap<RelTypeId, u64>,
    /// Relationships of a type at nodes with a label; the flag is set for those that end there.
    pub(crate) type_labels: OrdMap<(RelTypeId, LabelId, bool), u64>,
    /// Nodes with a label that have a property.
    pub(crate) label_keys: OrdMap<(LabelId, KeyId), u64>,
    /// Relationships of a type that have a property.
    pub(crate) type_keys: OrdMap<(RelTypeId, KeyId), u64>,
    /// Nodes that have a property.
    pub(crate) node_keys: OrdMap<KeyId, u64>,
    /// Relationships that have a property.
    pub(crate) rel_keys: OrdMap<KeyId, u64>,
}

/// Adds `by` to a count.
pub(crate) fn count<K: Ord + Clone>(counts: &mut OrdMap<K, u64>, key: K, by: i64) {
    if by == 0 {
        return;
    }
    let sum = counts.get(&key).copied().unwrap_or(0).saturating_add_signed(by);
    if sum == 0 {
        counts.remove(&key);
    } else {
        counts.insert(key, sum);
    }
}
