//! Scans, labels and properties.

use std::ops::Range;

use super::state::Snapshot;
use crate::graph::adjacency::{Direction, RelRecord};
use crate::graph::column::Columns;
use crate::graph::csr::RelIds;
use crate::graph::delta::Values;
use crate::graph::idset::{IdSet, Share};
use crate::graph::tokens::{KeyId, LabelId, RelTypeId};
use crate::value::{Column, NodeId, RelId, Value};

impl Snapshot {
    /// Whether the node exists.
    #[inline]
    pub(crate) fn contains_node(&self, id: NodeId) -> bool {
        self.delta.nodes.contains(id.0)
    }

    /// Whether the relationship exists.
    #[inline]
    pub(crate) fn contains_rel(&self, id: RelId) -> bool {
        self.delta.rels.contains(id.0)
    }

    /// Appends up to `limit` nodes with numbers from `from`, ascending; gives where to go on, or `None` at the end.
    pub(crate) fn scan_nodes(&self, from: u32, limit: usize, out: &mut Vec<NodeId>) -> Option<u32> {
        self.delta.nodes.take(from, limit, |id| out.push(NodeId(id)))
    }

    /// As [`Self::scan_nodes`], only nodes with `label`.
    pub(crate) fn scan_label(&self, label: LabelId, from: u32, limit: usize, out: &mut Vec<NodeId>) -> Option<u32> {
        self.label_set(label)?.take(from, limit, |id| out.push(NodeId(id)))
    }

    /// As [`Self::scan_nodes`], relationships.
    pub(crate) fn scan_rels(&self, from: u32, limit: usize, out: &mut Vec<RelId>) -> Option<u32> {
        self.delta.rels.take(from, limit, |id| out.push(RelId(id)))
    }

    /// Whether [`Self::scan_type`] knows all relationships: none has been made or deleted since the base.
    pub(crate) fn scans_types(&self) -> bool {
        self.delta.links.is_empty() && self.delta.deleted.is_empty()
    }

    /// As [`Self::scan_rels`], those of a type, in the order of their starts; `from` counts them. Only where
    /// [`Self::scans_types`].
    pub(crate) fn scan_type(&self, rel_type: RelTypeId, from: u32, limit: usize, out: &mut Vec<RelId>) -> Option<u32> {
        let adjacency = self.base.adjacency(rel_type)?;
        let to = adjacency.len().min(from as usize + limit);
        match adjacency.ids() {
            RelIds::Range(first) => out.extend((*first + from..*first + to as u32).map(RelId)),
            RelIds::List(ids) => out.extend_from_slice(&ids[from as usize..to]),
        }
        (to < adjacency.len()).then_some(to as u32)
    }

    /// Where the relationships that [`Self::scan_type`] counts as `places` start, or end: those at `rows` of them, which
    /// ascend, or all.
    pub(crate) fn scanned_ends(
        &self,
        rel_type: RelTypeId,
        places: Range<usize>,
        rows: Option<&[u32]>,
        side: Direction,
    ) -> Vec<NodeId> {
        let Some(adjacency) = self.base.adjacency(rel_type) else { return Vec::new() };
        let at = |row: &u32| places.start + *row as usize;
        match (rows, side) {
            (None, Direction::Outgoing) => adjacency.out.nodes_in(places),
            (None, _) => adjacency.out.ends_in(places),
            (Some(rows), Direction::Outgoing) => adjacency.out.nodes_at(rows.iter().map(at)),
            (Some(rows), _) => adjacency.out.ends_at(rows.iter().map(at)),
        }
    }

    pub(super) fn label_set(&self, label: LabelId) -> Option<&IdSet> {
        self.delta.labels.get(label.0 as usize)
    }

    /// Whether the node has the label.
    #[inline]
    pub(crate) fn has_label(&self, node: NodeId, label: LabelId) -> bool {
        self.label_set(label).is_some_and(|set| set.contains(node.0))
    }

    /// The labels of a node, ascending.
    pub(crate) fn labels(&self, node: NodeId) -> Vec<LabelId> {
        let labels = self.delta.labels.iter().enumerate();
        labels.filter(|(_, set)| set.contains(node.0)).map(|(at, _)| LabelId(at as u32)).collect()
    }

    /// The type and ends of a relationship.
    pub(crate) fn rel(&self, id: RelId) -> Option<RelRecord> {
        if !self.contains_rel(id) {
            return None;
        }
        if id.0 < self.base.rel_capacity
            && let Some(record) = self.base.rel(id)
        {
            return Some(record);
        }
        self.delta.links.get(&id).copied()
    }

    /// The type of a relationship, which is found faster than its ends.
    pub(crate) fn rel_type(&self, id: RelId) -> Option<RelTypeId> {
        if !self.contains_rel(id) {
            return None;
        }
        let in_base = if id.0 < self.base.rel_capacity { self.base.rel_type(id) } else { None };
        in_base.or_else(|| self.delta.links.get(&id).map(|record| record.rel_type))
    }

    /// The labels that nodes with numbers from `first` to `last` have, ascending, and whether all have them.
    pub(crate) fn labels_between(&self, first: NodeId, last: NodeId) -> Vec<(LabelId, Share)> {
        let labels = self.delta.labels.iter().enumerate();
        let share = labels.map(|(at, set)| (LabelId(at as u32), set.share_of(first.0, last.0)));
        share.filter(|(_, share)| *share != Share::None).collect()
    }

    /// A property of a node, null when absent.
    #[inline]
    pub(crate) fn node_property(&self, node: NodeId, key: KeyId) -> Value {
        property(&self.delta.node_values, &self.base.node_columns, self.base.node_capacity, node.0, key)
    }

    /// A property of a relationship, null when absent.
    #[inline]
    pub(crate) fn rel_property(&self, rel: RelId, key: KeyId) -> Value {
        property(&self.delta.rel_values, &self.base.rel_columns, self.base.rel_capacity, rel.0, key)
    }

    /// All properties of a node, by key number.
    pub(crate) fn node_properties(&self, node: NodeId) -> Vec<(KeyId, Value)> {
        properties(&self.delta.node_values, &self.base.node_columns, self.base.node_capacity, node.0)
    }

    /// All properties of a relationship, by key number.
    pub(crate) fn rel_properties(&self, rel: RelId) -> Vec<(KeyId, Value)> {
        properties(&self.delta.rel_values, &self.base.rel_columns, self.base.rel_capacity, rel.0)
    }

    /// One property of many nodes; [`NodeId::NONE`] gives null.
    pub(crate) fn gather_node_property(&self, key: KeyId, nodes: &[NodeId]) -> Column {
        let ids = nodes.iter().map(|node| node.0);
        gather(&self.delta.node_values, &self.base.node_columns, self.base.node_capacity, ids, key)
    }

    /// One property of many relationships; [`RelId::NONE`] gives null.
    pub(crate) fn gather_rel_property(&self, key: KeyId, rels: &[RelId]) -> Column {
        let ids = rels.iter().map(|rel| rel.0);
        gather(&self.delta.rel_values, &self.base.rel_columns, self.base.rel_capacity, ids, key)
    }
}

/// The value that the delta has for an element, if it has one; null = removed.
#[inline]
fn overlay(values: &Values, capacity: u32, id: u32, key: KeyId) -> Option<Value> {
    let may_have = id >= capacity || values.touched.contains(id);
    if may_have { values.map.get(&(id, key.0)).cloned() } else { None }
}

#[inline]
fn property(values: &Values, columns: &Columns, capacity: u32, id: u32, key: KeyId) -> Value {
    overlay(values, capacity, id, key).or_else(|| columns.get(key, id)).unwrap_or_default()
}

fn properties(values: &Values, columns: &Columns, capacity: u32, id: u32) -> Vec<(KeyId, Value)> {
    let mut all: Vec<(KeyId, Value)> = Vec::new();
    if id < capacity {
        all.extend(columns.iter().filter_map(|(key, column)| Some((key, column.get(id)?))));
        if !values.touched.contains(id) {
            return all;
        }
    }
    for ((_, key), value) in values.map.range((id, 0)..=(id, u32::MAX)) {
        match all.binary_search_by_key(key, |(key, _)| key.0) {
            Ok(at) => all[at].1 = value.clone(),
            Err(at) => all.insert(at, (KeyId(*key), value.clone())),
        }
    }
    all.retain(|(_, value)| !value.is_null());
    all
}

fn gather(
    values: &Values,
    columns: &Columns,
    capacity: u32,
    ids: impl ExactSizeIterator<Item = u32> + DoubleEndedIterator + Clone,
    key: KeyId,
) -> Column {
    match columns.column(key) {
        Some(column) => {
            let is_plain = values.map.is_empty() || ids.clone().all(|id| overlay(values, capacity, id, key).is_none());
            let plain = if is_plain { column.gather_plain(ids.clone()) } else { None };
            plain.unwrap_or_else(|| column.gather(ids, |id| overlay(values, capacity, id, key)))
        }
        None if values.map.is_empty() => Column::nulls(ids.len()),
        None => Column::from_values(ids.map(|id| overlay(values, capacity, id, key).unwrap_or_default()).collect()),
    }
}
