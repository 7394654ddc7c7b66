//! Exact counts that the planner estimates with, each a look-up.

use super::state::Snapshot;
use crate::graph::adjacency::Direction;
use crate::graph::column::PropertyColumn;
use crate::graph::idset::IdSet;
use crate::graph::schema::{ConstraintDefinition, Target};
use crate::graph::tokens::{KeyId, LabelId, RelTypeId};
use crate::value::Value;

impl Snapshot {
    /// How many nodes have the label.
    pub(crate) fn label_count(&self, label: LabelId) -> u64 {
        self.label_set(label).map_or(0, IdSet::len)
    }

    /// How many relationships have the type.
    pub(crate) fn type_count(&self, rel_type: RelTypeId) -> u64 {
        self.delta.statistics.types.get(&rel_type).copied().unwrap_or(0)
    }

    /// Whether no relationship of the type starts where it ends. Never wrong when true; may be false after the last
    /// self-loop was deleted.
    pub(crate) fn is_loop_free(&self, rel_type: RelTypeId) -> bool {
        !self.delta.looped.contains(&rel_type) && self.base.type_rows(rel_type).is_none_or(|rows| !rows.head.has_loops)
    }

    /// How many relationships of a type start (`Outgoing`) or end (`Incoming`) at a node with the label; `Both` is the
    /// sum. Divided by [`Self::label_count`] it is the average degree.
    pub(crate) fn type_label_count(&self, rel_type: RelTypeId, label: LabelId, direction: Direction) -> u64 {
        let side = |incoming| self.delta.statistics.type_labels.get(&(rel_type, label, incoming)).copied().unwrap_or(0);
        match direction {
            Direction::Outgoing => side(false),
            Direction::Incoming => side(true),
            Direction::Both => side(false) + side(true),
        }
    }

    /// How many relationships of a type and side a node has on the average that is met on a side of those of another type;
    /// found of a sample of those that are not new. `None` where there are none.
    pub(crate) fn met_degree(&self, met: (RelTypeId, Direction), counted: (RelTypeId, Direction)) -> Option<f64> {
        self.base.met_degree(met, counted)
    }

    /// The labels that every node has at which a relationship of the type starts (`Outgoing`) or ends (`Incoming`).
    pub(crate) fn labels_at_end(&self, rel_type: RelTypeId, side: Direction) -> impl Iterator<Item = LabelId> + '_ {
        let all = self.type_count(rel_type);
        let counts = self.delta.statistics.type_labels.range((rel_type, LabelId(0), false)..);
        let own = counts.take_while(move |((other, ..), _)| *other == rel_type);
        own.filter(move |((_, _, incoming), count)| {
            let here = if *incoming { Direction::Incoming } else { Direction::Outgoing };
            here == side && **count == all
        })
        .map(|((_, label, _), _)| *label)
    }

    /// How many nodes with the label have the property.
    pub(crate) fn label_key_count(&self, label: LabelId, key: KeyId) -> u64 {
        self.delta.statistics.label_keys.get(&(label, key)).copied().unwrap_or(0)
    }

    /// Whether every node with the label has the property, no two the same, and each value equals itself: two such nodes
    /// have equal values only if they are one.
    pub(crate) fn identifies(&self, label: LabelId, key: KeyId) -> bool {
        let unique = |constraint: &ConstraintDefinition| {
            constraint.target == Target::Node(label) && constraint.keys == [key] && constraint.index.is_some()
        };
        // Looking through the changes must not cost more than it saves.
        const MOST_CHANGES: usize = 1_000;
        let changes = &self.delta.node_values.map;
        let plain = |value: &Value| matches!(value, Value::Null | Value::Integer(_) | Value::String(_));
        self.label_key_count(label, key) == self.label_count(label)
            && self.constraints().iter().any(unique)
            && self.base.node_columns.column(key).is_none_or(PropertyColumn::is_exact)
            && changes.len() <= MOST_CHANGES
            && changes.iter().all(|((_, changed), value)| *changed != key.0 || plain(value))
    }

    /// At most so many different values the property had among all nodes when the delta was last merged, where that is
    /// known.
    pub(crate) fn node_values(&self, key: KeyId) -> Option<u64> {
        self.base.node_columns.different(key)
    }

    /// As [`Self::node_values`], among all relationships.
    pub(crate) fn rel_values(&self, key: KeyId) -> Option<u64> {
        self.base.rel_columns.different(key)
    }

    /// How many nodes have the property, whatever their labels.
    pub(crate) fn node_key_count(&self, key: KeyId) -> u64 {
        self.delta.statistics.node_keys.get(&key).copied().unwrap_or(0)
    }

    /// How many relationships have the property, whatever their type.
    pub(crate) fn rel_key_count(&self, key: KeyId) -> u64 {
        self.delta.statistics.rel_keys.get(&key).copied().unwrap_or(0)
    }

    /// Every (label, property) that occurs, with the number of nodes.
    pub(crate) fn label_keys(&self) -> impl Iterator<Item = (LabelId, KeyId, u64)> + '_ {
        self.delta.statistics.label_keys.iter().map(|((label, key), count)| (*label, *key, *count))
    }

    /// Every (type, property) that occurs, with the number of relationships.
    pub(crate) fn type_keys(&self) -> impl Iterator<Item = (RelTypeId, KeyId, u64)> + '_ {
        self.delta.statistics.type_keys.iter().map(|((rel_type, key), count)| (*rel_type, *key, *count))
    }
}
