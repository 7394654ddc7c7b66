//! The naive model of the graph: plain maps and full scans. Slow, and right by being obvious.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;

use crate::graph::Change;
use crate::graph::stored::holds_nan;
use crate::graph::{Direction, RelRecord};
use crate::graph::{IndexDefinition, IndexId, Target};
use crate::graph::{KeyId, LabelId, RelTypeId};
use crate::value::{NodeId, RelId, Value, equal, less, less_or_equal, order};

/// The model.
#[derive(Clone, Debug, Default)]
pub(crate) struct Model {
    state: State,
}

#[derive(Clone, Debug, Default)]
struct State {
    nodes: BTreeMap<NodeId, NodeState>,
    rels: BTreeMap<RelId, (RelRecord, BTreeMap<KeyId, Value>)>,
    out: BTreeSet<(NodeId, RelTypeId, NodeId, RelId)>,
    into: BTreeSet<(NodeId, RelTypeId, NodeId, RelId)>,
    indexes: Vec<IndexDefinition>,
}

#[derive(Clone, Debug, Default)]
struct NodeState {
    labels: BTreeSet<LabelId>,
    properties: BTreeMap<KeyId, Value>,
}

impl Model {
    /// How many nodes there are.
    pub(crate) fn node_count(&self) -> u64 {
        self.state.nodes.len() as u64
    }

    /// How many relationships there are.
    pub(crate) fn rel_count(&self) -> u64 {
        self.state.rels.len() as u64
    }

    /// Whether the node exists.
    pub(crate) fn contains_node(&self, id: NodeId) -> bool {
        self.state.nodes.contains_key(&id)
    }

    /// Whether the relationship exists.
    pub(crate) fn contains_rel(&self, id: RelId) -> bool {
        self.state.rels.contains_key(&id)
    }

    /// Appends up to `limit` nodes with numbers from `from`, ascending; gives where to go on, or `None` at the end.
    pub(crate) fn scan_nodes(&self, from: u32, limit: usize, out: &mut Vec<NodeId>) -> Option<u32> {
        let ids = self.state.nodes.range(NodeId(from)..).map(|(id, _)| *id);
        take(ids, limit, out, |id| id.0)
    }

    /// As [`Self::scan_nodes`], only nodes with `label`.
    pub(crate) fn scan_label(&self, label: LabelId, from: u32, limit: usize, out: &mut Vec<NodeId>) -> Option<u32> {
        let nodes = self.state.nodes.range(NodeId(from)..);
        take(nodes.filter(|(_, node)| node.labels.contains(&label)).map(|(id, _)| *id), limit, out, |id| id.0)
    }

    /// As [`Self::scan_nodes`], relationships.
    pub(crate) fn scan_rels(&self, from: u32, limit: usize, out: &mut Vec<RelId>) -> Option<u32> {
        take(self.state.rels.range(RelId(from)..).map(|(id, _)| *id), limit, out, |id| id.0)
    }

    /// Whether the node has the label.
    pub(crate) fn has_label(&self, node: NodeId, label: LabelId) -> bool {
        self.state.nodes.get(&node).is_some_and(|node| node.labels.contains(&label))
    }

    /// The labels of a node, ascending.
    pub(crate) fn labels(&self, node: NodeId) -> Vec<LabelId> {
        self.state.nodes.get(&node).map(|node| node.labels.iter().copied().collect()).unwrap_or_default()
    }

    /// The type and ends of a relationship.
    pub(crate) fn rel(&self, id: RelId) -> Option<RelRecord> {
        self.state.rels.get(&id).map(|(record, _)| *record)
    }

    /// Calls `f` with each relationship of `node` and its other end: by type (as given; ascending when `types` is
    /// empty, which means all), then other end, then relationship.
    pub(crate) fn for_each_neighbour(
        &self,
        node: NodeId,
        direction: Direction,
        types: &[RelTypeId],
        f: &mut impl FnMut(RelId, NodeId),
    ) {
        let mut all = Vec::new();
        self.neighbours(node, direction, types, &mut all);
        all.into_iter().for_each(|(rel, other)| f(rel, other));
    }

    /// As [`Self::for_each_neighbour`], appended to `out`.
    pub(crate) fn neighbours(
        &self,
        node: NodeId,
        direction: Direction,
        types: &[RelTypeId],
        out: &mut Vec<(RelId, NodeId)>,
    ) {
        let of = |set: &BTreeSet<(NodeId, RelTypeId, NodeId, RelId)>, first: RelTypeId, last: RelTypeId| {
            let low = (node, first, NodeId(0), RelId(0));
            let high = (node, last, NodeId::NONE, RelId::NONE);
            set.range(low..=high).map(|(_, t, other, rel)| (*t, *other, *rel)).collect::<Vec<_>>()
        };
        let mut block = |first: RelTypeId, last: RelTypeId| {
            let mut found = BTreeSet::new();
            if direction != Direction::Incoming {
                found.extend(of(&self.state.out, first, last));
            }
            if direction != Direction::Outgoing {
                found.extend(of(&self.state.into, first, last));
            }
            out.extend(found.into_iter().map(|(_, other, rel)| (rel, other)));
        };
        if types.is_empty() {
            block(RelTypeId(0), RelTypeId(u32::MAX));
        } else {
            types.iter().for_each(|t| block(*t, *t));
        }
    }

    /// Appends the relationships between `a` and `b` seen from `a`.
    pub(crate) fn rels_between(
        &self,
        a: NodeId,
        b: NodeId,
        direction: Direction,
        types: &[RelTypeId],
        out: &mut Vec<RelId>,
    ) {
        self.for_each_neighbour(a, direction, types, &mut |rel, other| {
            if other == b {
                out.push(rel);
            }
        });
    }

    /// A property of a node, null when absent.
    pub(crate) fn node_property(&self, node: NodeId, key: KeyId) -> Value {
        self.state.nodes.get(&node).and_then(|node| node.properties.get(&key)).cloned().unwrap_or_default()
    }

    /// A property of a relationship, null when absent.
    pub(crate) fn rel_property(&self, rel: RelId, key: KeyId) -> Value {
        self.state.rels.get(&rel).and_then(|(_, properties)| properties.get(&key)).cloned().unwrap_or_default()
    }

    /// All properties of a node, by key number.
    pub(crate) fn node_properties(&self, node: NodeId) -> Vec<(KeyId, Value)> {
        let node = self.state.nodes.get(&node);
        node.map(|node| node.properties.iter().map(|(k, v)| (*k, v.clone())).collect()).unwrap_or_default()
    }

    /// All properties of a relationship, by key number.
    pub(crate) fn rel_properties(&self, rel: RelId) -> Vec<(KeyId, Value)> {
        let rel = self.state.rels.get(&rel);
        rel.map(|(_, properties)| properties.iter().map(|(k, v)| (*k, v.clone())).collect()).unwrap_or_default()
    }

    /// All indexes, oldest first.
    pub(crate) fn indexes(&self) -> &[IndexDefinition] {
        &self.state.indexes
    }

    /// The definition of an index.
    pub(crate) fn index(&self, id: IndexId) -> Option<&IndexDefinition> {
        self.indexes().iter().find(|index| index.id == id)
    }

    /// As [`Self::index_seek`] for an index of either kind, element numbers.
    pub(crate) fn index_seek_ids(&self, index: IndexId, values: &[Value], out: &mut Vec<u32>) {
        self.index_walk(index, &mut |id, entry| {
            if entry.iter().zip(values).all(|(a, b)| equal(a, b) == Some(true)) {
                out.push(id);
            }
        });
    }

    /// Appends the nodes whose first property of the index is comparable with the bounds and within them, ascending.
    pub(crate) fn index_range(
        &self,
        index: IndexId,
        lower: Bound<&Value>,
        upper: Bound<&Value>,
        out: &mut Vec<NodeId>,
    ) {
        self.index_walk(index, &mut |id, entry| {
            let Some(value) = entry.first() else { return };
            let above = match lower {
                Bound::Included(low) => less_or_equal(low, value) == Some(true),
                Bound::Excluded(low) => less(low, value) == Some(true),
                Bound::Unbounded => true,
            };
            let below = match upper {
                Bound::Included(high) => less_or_equal(value, high) == Some(true),
                Bound::Excluded(high) => less(value, high) == Some(true),
                Bound::Unbounded => true,
            };
            if above && below {
                out.push(NodeId(id));
            }
        });
    }

    /// Appends the nodes whose first property of the index is a string that starts with `prefix`, ascending.
    pub(crate) fn index_prefix(&self, index: IndexId, prefix: &str, out: &mut Vec<NodeId>) {
        self.index_walk(index, &mut |id, entry| {
            if matches!(entry.first(), Some(Value::String(text)) if text.starts_with(prefix)) {
                out.push(NodeId(id));
            }
        });
    }

    fn index_walk(&self, index: IndexId, f: &mut dyn FnMut(u32, &[Value])) {
        let Some(index) = self.index(index) else { return };
        let mut visit = |id: u32, properties: &BTreeMap<KeyId, Value>| {
            let values: Option<Vec<Value>> = index.keys.iter().map(|key| properties.get(key).cloned()).collect();
            if let Some(values) = values.filter(|values| !values.iter().any(holds_nan)) {
                f(id, &values);
            }
        };
        match index.target {
            Target::Node(label) => {
                let nodes = self.state.nodes.iter().filter(|(_, node)| node.labels.contains(&label));
                nodes.for_each(|(id, node)| visit(id.0, &node.properties));
            }
            Target::Relationship(rel_type) => {
                let rels = self.state.rels.iter().filter(|(_, (record, _))| record.rel_type == rel_type);
                rels.for_each(|(id, (_, properties))| visit(id.0, properties));
            }
        }
    }

    /// How many nodes have the label.
    pub(crate) fn label_count(&self, label: LabelId) -> u64 {
        self.state.nodes.values().filter(|node| node.labels.contains(&label)).count() as u64
    }

    /// How many relationships have the type.
    pub(crate) fn type_count(&self, rel_type: RelTypeId) -> u64 {
        self.state.rels.values().filter(|(record, _)| record.rel_type == rel_type).count() as u64
    }

    /// How many relationships of a type start (`Outgoing`), end (`Incoming`), or either (`Both`, both sums added) at
    /// a node with the label. Divided by [`Self::label_count`] it is the average degree.
    pub(crate) fn type_label_count(&self, rel_type: RelTypeId, label: LabelId, direction: Direction) -> u64 {
        let rels = self.state.rels.values().filter(|(record, _)| record.rel_type == rel_type);
        rels.map(|(record, _)| {
            let start = direction != Direction::Incoming && self.has_label(record.start, label);
            let end = direction != Direction::Outgoing && self.has_label(record.end, label);
            u64::from(start) + u64::from(end)
        })
        .sum()
    }

    /// How many nodes with the label have the property.
    pub(crate) fn label_key_count(&self, label: LabelId, key: KeyId) -> u64 {
        let nodes = self.state.nodes.values();
        nodes.filter(|node| node.labels.contains(&label) && node.properties.contains_key(&key)).count() as u64
    }

    /// How many relationships of the type have the property.
    pub(crate) fn type_key_count(&self, rel_type: RelTypeId, key: KeyId) -> u64 {
        let rels = self.state.rels.values();
        rels.filter(|(record, keys)| record.rel_type == rel_type && keys.contains_key(&key)).count() as u64
    }

    /// How many nodes have the property, whatever their labels.
    pub(crate) fn node_key_count(&self, key: KeyId) -> u64 {
        self.state.nodes.values().filter(|node| node.properties.contains_key(&key)).count() as u64
    }

    /// How many relationships have the property, whatever their type.
    pub(crate) fn rel_key_count(&self, key: KeyId) -> u64 {
        self.state.rels.values().filter(|(_, properties)| properties.contains_key(&key)).count() as u64
    }

    /// How many different keys the index holds.
    pub(crate) fn index_distinct(&self, index: IndexId) -> u64 {
        let mut keys: Vec<Vec<Value>> = Vec::new();
        self.index_walk(index, &mut |_, key| keys.push(key.to_vec()));
        keys.sort_by(|a, b| {
            a.iter().zip(b).map(|(a, b)| order(a, b)).find(|o| o.is_ne()).unwrap_or(a.len().cmp(&b.len()))
        });
        keys.dedup_by(|a, b| a.iter().zip(b.iter()).all(|(a, b)| order(a, b).is_eq()));
        keys.len() as u64
    }
}

fn take<T: Copy>(
    mut ids: impl Iterator<Item = T>,
    limit: usize,
    out: &mut Vec<T>,
    number: impl Fn(T) -> u32,
) -> Option<u32> {
    out.extend(ids.by_ref().take(limit));
    ids.next().map(number)
}

fn put(properties: &mut BTreeMap<KeyId, Value>, key: KeyId, value: &Value) {
    if value.is_null() {
        properties.remove(&key);
    } else {
        properties.insert(key, value.clone());
    }
}

impl Model {
    /// Makes a change; false when it does not fit.
    pub(crate) fn apply(&mut self, change: &Change) -> bool {
        self.state.apply(change)
    }
}

impl State {
    fn apply(&mut self, change: &Change) -> bool {
        match change {
            Change::DefineToken { .. } => true,
            Change::CreateNode { id, labels, properties } => {
                let labels = labels.iter().copied().collect();
                self.nodes.insert(*id, NodeState { labels, properties: properties.iter().cloned().collect() }).is_none()
            }
            Change::DeleteNode { id, .. } => self.nodes.remove(id).is_some(),
            Change::CreateRel { id, rel_type, start, end, properties } => {
                self.out.insert((*start, *rel_type, *end, *id));
                self.into.insert((*end, *rel_type, *start, *id));
                let record = RelRecord { rel_type: *rel_type, start: *start, end: *end };
                self.rels.insert(*id, (record, properties.iter().cloned().collect())).is_none()
            }
            Change::DeleteRel { id, rel_type, start, end, .. } => {
                self.out.remove(&(*start, *rel_type, *end, *id));
                self.into.remove(&(*end, *rel_type, *start, *id));
                self.rels.remove(id).is_some()
            }
            Change::SetNodeProperty { id, key, after, .. } => {
                self.nodes.get_mut(id).map(|node| put(&mut node.properties, *key, after)).is_some()
            }
            Change::SetRelProperty { id, key, after, .. } => {
                self.rels.get_mut(id).map(|(_, properties)| put(properties, *key, after)).is_some()
            }
            Change::AddLabel { id, label } => self.nodes.get_mut(id).is_some_and(|node| node.labels.insert(*label)),
            Change::RemoveLabel { id, label } => self.nodes.get_mut(id).is_some_and(|node| node.labels.remove(label)),
            Change::CreateIndex(index) => {
                self.indexes.push(index.clone());
                true
            }
            Change::DropIndex(index) => {
                self.indexes.retain(|other| other.id != index.id);
                true
            }
            Change::CreateConstraint(_) | Change::DropConstraint(_) => true,
        }
    }
}
