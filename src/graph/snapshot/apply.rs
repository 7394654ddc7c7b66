//! Changes: recovery, undo and every write of a workspace go through here.
//!
//! Order inside a change: what the indexes and counts hold of the element goes out, the element changes, what they must
//! hold of it comes in. Images in a change are not trusted: what is there is what is removed. A node may be deleted
//! before its relationships, and come back after them, since only the end of a statement is checked.

use std::sync::Arc;

use super::state::Snapshot;
use crate::diagnostic::{Diagnostic, Result};
use crate::graph::adjacency::{Direction, RelRecord};
use crate::graph::change::Change;
use crate::graph::column::Columns;
use crate::graph::csr::Adjacency;
use crate::graph::delta::{Delta, Values};
use crate::graph::idset::IdSet;
use crate::graph::index::{Index, IndexKey};
use crate::graph::schema::{IndexDefinition, Target};
use crate::graph::statistics::count;
use crate::graph::tokens::{KeyId, LabelId, RelTypeId, TOKEN_LIMIT};
use crate::value::{NodeId, RelId, Value};

/// An index over more elements than this is built from columns, which needs the delta merged first.
const SMALL_INDEX: u64 = 1000;

type Properties = [(KeyId, Value)];

impl Snapshot {
    /// Makes a change.
    ///
    /// # Errors
    /// `Internal` when the change does not fit the graph, as from a damaged log; the graph is then unchanged.
    pub(crate) fn apply(&mut self, change: &Change) -> Result<()> {
        let fits = match change {
            Change::DefineToken { kind, id, name } => self.tokens.define(*kind, *id, name),
            Change::CreateNode { id, labels, properties } => self.create_node(*id, labels, properties),
            Change::DeleteNode { id, .. } => self.delete_node(*id),
            Change::CreateRel { id, rel_type, start, end, properties } => {
                self.create_rel(*id, RelRecord { rel_type: *rel_type, start: *start, end: *end }, properties)
            }
            Change::DeleteRel { id, rel_type, start, end, .. } => {
                self.delete_rel(*id, RelRecord { rel_type: *rel_type, start: *start, end: *end })
            }
            Change::SetNodeProperty { id, key, after, .. } => self.set_node_value(*id, *key, after),
            Change::SetRelProperty { id, key, after, .. } => self.set_rel_value(*id, *key, after),
            Change::AddLabel { id, label } => self.change_label(*id, *label, true),
            Change::RemoveLabel { id, label } => self.change_label(*id, *label, false),
            Change::CreateIndex(definition) => self.create_index(definition),
            Change::DropIndex(definition) => self.drop_index(definition),
            Change::CreateConstraint(definition) => {
                let delta = self.delta_mut();
                delta.schema_capacity = delta.schema_capacity.max(definition.id.0.saturating_add(1));
                Arc::make_mut(&mut delta.schema).constraints.push(definition.clone());
                true
            }
            Change::DropConstraint(definition) => {
                let constraints = &mut Arc::make_mut(&mut self.delta_mut().schema).constraints;
                let before = constraints.len();
                constraints.retain(|other| other.id != definition.id);
                constraints.len() < before
            }
        };
        if !fits {
            return Err(Diagnostic::internal(format!("a change does not fit the graph: {}", describe(change))));
        }
        self.delta_mut().changes += 1;
        Ok(())
    }

    pub(super) fn delta_mut(&mut self) -> &mut Delta {
        Arc::make_mut(&mut self.delta)
    }

    fn create_node(&mut self, id: NodeId, labels: &[LabelId], properties: &Properties) -> bool {
        let known = labels.iter().all(|label| label.0 < TOKEN_LIMIT) && labels.is_sorted_by(|a, b| a < b);
        if id == NodeId::NONE || self.contains_node(id) || !known || !are_stored(properties) {
            return false;
        }
        // Only a node that comes back can have relationships already.
        let degrees = if id.0 < self.node_capacity() { self.degrees(id) } else { Vec::new() };
        let base = Arc::clone(&self.base);
        let delta = self.delta_mut();
        delta.nodes.insert(id.0);
        delta.node_capacity = delta.node_capacity.max(id.0 + 1);
        for (key, value) in properties {
            set(&mut delta.node_values, &base.node_columns, base.node_capacity, id.0, *key, value);
            count(&mut delta.statistics.node_keys, *key, 1);
        }
        for label in labels {
            label_mut(self.delta_mut(), *label).insert(id.0);
            self.label_changed(id, *label, properties, &degrees, true);
        }
        true
    }

    fn delete_node(&mut self, id: NodeId) -> bool {
        if !self.contains_node(id) {
            return false;
        }
        let (labels, properties, degrees) = (self.labels(id), self.node_properties(id), self.degrees(id));
        for label in labels {
            self.label_changed(id, label, &properties, &degrees, false);
            label_mut(self.delta_mut(), label).remove(id.0);
        }
        let base = Arc::clone(&self.base);
        let delta = self.delta_mut();
        for (key, _) in &properties {
            set(&mut delta.node_values, &base.node_columns, base.node_capacity, id.0, *key, &Value::Null);
            count(&mut delta.statistics.node_keys, *key, -1);
        }
        delta.nodes.remove(id.0);
        true
    }

    fn change_label(&mut self, id: NodeId, label: LabelId, add: bool) -> bool {
        if !self.contains_node(id) || label.0 >= TOKEN_LIMIT || self.has_label(id, label) == add {
            return false;
        }
        let (properties, degrees) = (self.node_properties(id), self.degrees(id));
        self.label_changed(id, label, &properties, &degrees, add);
        let set = label_mut(self.delta_mut(), label);
        if add { set.insert(id.0) } else { set.remove(id.0) }
    }

    /// Keeps counts and indexes in step with a node getting or losing a label.
    fn label_changed(
        &mut self,
        id: NodeId,
        label: LabelId,
        properties: &Properties,
        degrees: &[(RelTypeId, bool, i64)],
        add: bool,
    ) {
        let sign = if add { 1 } else { -1 };
        let statistics = &mut self.delta_mut().statistics;
        for (key, _) in properties {
            count(&mut statistics.label_keys, (label, *key), sign);
        }
        for (rel_type, incoming, degree) in degrees {
            count(&mut statistics.type_labels, (*rel_type, label, *incoming), sign * degree);
        }
        self.index_element(Target::Node(label), id.0, properties, add);
    }

    /// How many relationships of each type a node has on each side.
    fn degrees(&self, id: NodeId) -> Vec<(RelTypeId, bool, i64)> {
        let mut degrees = Vec::new();
        for rel_type in self.delta.statistics.types.keys() {
            for (incoming, direction) in [(false, Direction::Outgoing), (true, Direction::Incoming)] {
                match self.degree(id, direction, &[*rel_type]) {
                    0 => {}
                    degree => degrees.push((*rel_type, incoming, degree as i64)),
                }
            }
        }
        degrees
    }

    fn create_rel(&mut self, id: RelId, record: RelRecord, properties: &Properties) -> bool {
        let old = self.base_rel(id);
        let misfit = old.is_some_and(|old| old != record) || record.rel_type.0 >= TOKEN_LIMIT;
        let ends = record.start.0.max(record.end.0) < self.node_capacity();
        if id == RelId::NONE || self.contains_rel(id) || misfit || !ends || !are_stored(properties) {
            return false;
        }
        let base = Arc::clone(&self.base);
        let delta = self.delta_mut();
        if old.is_some() {
            delta.deleted.remove(id.0);
        } else {
            delta.links.insert(id, record);
            delta.outgoing.insert((record.start, record.rel_type, record.end, id));
            delta.incoming.insert((record.end, record.rel_type, record.start, id));
        }
        delta.rels.insert(id.0);
        delta.rel_capacity = delta.rel_capacity.max(id.0 + 1);
        for (key, value) in properties {
            set(&mut delta.rel_values, &base.rel_columns, base.rel_capacity, id.0, *key, value);
        }
        self.rel_changed(id, record, properties, old.is_some(), 1);
        true
    }

    fn delete_rel(&mut self, id: RelId, record: RelRecord) -> bool {
        if self.rel(id) != Some(record) {
            return false;
        }
        let properties = self.rel_properties(id);
        let in_base = self.base_rel(id).is_some();
        self.rel_changed(id, record, &properties, in_base, -1);
        let base = Arc::clone(&self.base);
        let delta = self.delta_mut();
        if in_base {
            delta.deleted.insert(id.0);
        } else {
            delta.links.remove(&id);
            delta.outgoing.remove(&(record.start, record.rel_type, record.end, id));
            delta.incoming.remove(&(record.end, record.rel_type, record.start, id));
        }
        for (key, _) in &properties {
            set(&mut delta.rel_values, &base.rel_columns, base.rel_capacity, id.0, *key, &Value::Null);
        }
        delta.rels.remove(id.0);
        true
    }

    /// Keeps counts and indexes in step with a relationship that comes (`sign` 1) or goes (-1).
    fn rel_changed(&mut self, id: RelId, record: RelRecord, properties: &Properties, in_base: bool, sign: i64) {
        let RelRecord { rel_type, start, end } = record;
        let ends = [(start, false, self.labels(start)), (end, true, self.labels(end))];
        let capacity = self.base.node_capacity;
        let delta = self.delta_mut();
        count(&mut delta.statistics.types, rel_type, sign);
        if sign > 0 && start == end {
            delta.looped.insert(rel_type);
        }
        for (node, incoming, labels) in ends {
            for label in labels {
                count(&mut delta.statistics.type_labels, (rel_type, label, incoming), sign);
            }
            if in_base {
                count(&mut delta.removed, (node, incoming, rel_type), -sign);
            }
            if node.0 < capacity {
                delta.touched.insert(node.0);
            }
        }
        for (key, _) in properties {
            count(&mut delta.statistics.type_keys, (rel_type, *key), sign);
            count(&mut delta.statistics.rel_keys, *key, sign);
        }
        self.index_element(Target::Relationship(rel_type), id.0, properties, sign > 0);
    }

    fn base_rel(&self, id: RelId) -> Option<RelRecord> {
        if id.0 < self.base.rel_capacity { self.base.rel(id) } else { None }
    }

    fn set_node_value(&mut self, id: NodeId, key: KeyId, after: &Value) -> bool {
        if !self.contains_node(id) || key.0 >= TOKEN_LIMIT {
            return false;
        }
        let by = i64::from(!after.is_null()) - i64::from(!self.node_property(id, key).is_null());
        let labels = self.labels(id);
        let affected: Vec<usize> = self.indexes_over(key, |target| match target {
            Target::Node(label) => labels.binary_search(&label).is_ok(),
            Target::Relationship(_) => false,
        });
        let before = self.index_keys(&affected, |key| self.node_property(id, key));
        let base = Arc::clone(&self.base);
        let delta = self.delta_mut();
        set(&mut delta.node_values, &base.node_columns, base.node_capacity, id.0, key, after);
        count(&mut delta.statistics.node_keys, key, by);
        for label in labels {
            count(&mut delta.statistics.label_keys, (label, key), by);
        }
        let after = self.index_keys(&affected, |key| self.node_property(id, key));
        self.reindex(id.0, &affected, before, after);
        true
    }

    fn set_rel_value(&mut self, id: RelId, key: KeyId, after: &Value) -> bool {
        let Some(RelRecord { rel_type, .. }) = self.rel(id) else { return false };
        if key.0 >= TOKEN_LIMIT {
            return false;
        }
        let by = i64::from(!after.is_null()) - i64::from(!self.rel_property(id, key).is_null());
        let affected: Vec<usize> = self.indexes_over(key, |target| target == Target::Relationship(rel_type));
        let before = self.index_keys(&affected, |key| self.rel_property(id, key));
        let base = Arc::clone(&self.base);
        let delta = self.delta_mut();
        set(&mut delta.rel_values, &base.rel_columns, base.rel_capacity, id.0, key, after);
        count(&mut delta.statistics.rel_keys, key, by);
        count(&mut delta.statistics.type_keys, (rel_type, key), by);
        let after = self.index_keys(&affected, |key| self.rel_property(id, key));
        self.reindex(id.0, &affected, before, after);
        true
    }

    /// Places of the indexes that have `key` among theirs and a target that `wanted` accepts.
    fn indexes_over(&self, key: KeyId, wanted: impl Fn(Target) -> bool) -> Vec<usize> {
        let indexes = self.delta.indexes.iter().enumerate();
        indexes.filter(|(_, index)| index.keys.contains(&key) && wanted(index.target)).map(|(at, _)| at).collect()
    }

    fn index_keys(&self, places: &[usize], value: impl Fn(KeyId) -> Value) -> Vec<Option<IndexKey>> {
        places.iter().map(|at| self.delta.indexes[*at].key(|key| Some(value(key)))).collect()
    }

    fn reindex(&mut self, id: u32, places: &[usize], before: Vec<Option<IndexKey>>, after: Vec<Option<IndexKey>>) {
        if places.is_empty() {
            return;
        }
        let base = Arc::clone(&self.base);
        let delta = self.delta_mut();
        for ((at, before), after) in places.iter().zip(before).zip(after) {
            let index = &mut delta.indexes[*at];
            let columns = columns_of(&base.node_columns, &base.rel_columns, index.target);
            if let Some(key) = before {
                index.remove(key, id, columns);
            }
            if let Some(key) = after {
                index.insert(key, id, columns);
            }
        }
    }

    /// Puts an element into the indexes of a target, or takes it out.
    fn index_element(&mut self, target: Target, id: u32, properties: &Properties, add: bool) {
        if self.delta.indexes.iter().all(|index| index.target != target) {
            return;
        }
        let base = Arc::clone(&self.base);
        let columns = columns_of(&base.node_columns, &base.rel_columns, target);
        let value = |key: KeyId| {
            let at = properties.binary_search_by_key(&key, |(key, _)| *key).ok()?;
            Some(properties[at].1.clone())
        };
        for index in self.delta_mut().indexes.iter_mut().filter(|index| index.target == target) {
            match index.key(value) {
                Some(key) if add => index.insert(key, id, columns),
                Some(key) => index.remove(key, id, columns),
                None => {}
            }
        }
    }

    fn create_index(&mut self, definition: &IndexDefinition) -> bool {
        if self.index(definition.id).is_some() || definition.keys.is_empty() {
            return false;
        }
        let size = match definition.target {
            Target::Node(label) => self.label_count(label),
            Target::Relationship(rel_type) => self.type_count(rel_type),
        };
        let elements = self.elements_of(definition.target);
        let index = if size > SMALL_INDEX {
            *self = self.compacted();
            Index::build(definition, &elements, self.base_columns(definition.target))
        } else {
            self.index_of_few(definition, &elements)
        };
        let delta = self.delta_mut();
        delta.schema_capacity = delta.schema_capacity.max(definition.id.0.saturating_add(1));
        delta.indexes.push(index);
        Arc::make_mut(&mut delta.schema).indexes.push(definition.clone());
        true
    }

    fn index_of_few(&self, definition: &IndexDefinition, elements: &[u32]) -> Index {
        let mut index = Index::empty(definition);
        let columns = self.base_columns(definition.target);
        for id in elements {
            let key = index.key(|key| match definition.target {
                Target::Node(_) => Some(self.node_property(NodeId(*id), key)),
                Target::Relationship(_) => Some(self.rel_property(RelId(*id), key)),
            });
            if let Some(key) = key {
                index.insert(key, *id, columns);
            }
        }
        index
    }

    /// The numbers of all elements of a target, ascending.
    pub(crate) fn elements_of(&self, target: Target) -> Vec<u32> {
        match target {
            Target::Node(label) => self.label_set(label).map(IdSet::to_vec).unwrap_or_default(),
            Target::Relationship(rel_type) => {
                let base = self.base.adjacency(rel_type).map(Adjacency::triples).unwrap_or_default();
                let base = base.into_iter().map(|triple| triple.id.0).filter(|id| !self.delta.deleted.contains(*id));
                let new = self.delta.links.iter().filter(|(_, record)| record.rel_type == rel_type);
                let mut all: Vec<u32> = base.chain(new.map(|(id, _)| id.0)).collect();
                all.sort_unstable();
                all
            }
        }
    }

    fn drop_index(&mut self, definition: &IndexDefinition) -> bool {
        if self.index(definition.id).is_none() {
            return false;
        }
        let delta = self.delta_mut();
        delta.indexes.retain(|index| index.id != definition.id);
        Arc::make_mut(&mut delta.schema).indexes.retain(|index| index.id != definition.id);
        true
    }
}

fn columns_of<'a>(nodes: &'a Columns, rels: &'a Columns, target: Target) -> &'a Columns {
    match target {
        Target::Node(_) => nodes,
        Target::Relationship(_) => rels,
    }
}

fn label_mut(delta: &mut Delta, label: LabelId) -> &mut IdSet {
    let at = label.0 as usize;
    if delta.labels.len() <= at {
        delta.labels.resize(at + 1, IdSet::default());
    }
    &mut delta.labels[at]
}

/// Properties as a change must hold them: ascending keys, no nulls.
fn are_stored(properties: &Properties) -> bool {
    properties.is_sorted_by(|(a, _), (b, _)| a < b)
        && properties.iter().all(|(key, value)| key.0 < TOKEN_LIMIT && !value.is_null())
}

/// Sets one value of an element; null is kept only where it hides a value of the base.
fn set(values: &mut Values, columns: &Columns, capacity: u32, id: u32, key: KeyId, value: &Value) {
    let in_base = id < capacity;
    let hides = in_base && columns.column(key).is_some_and(|column| column.contains(id));
    if value.is_null() && !hides {
        values.map.remove(&(id, key.0));
        return;
    }
    values.map.insert((id, key.0), value.clone());
    if in_base {
        values.touched.insert(id);
    }
}

/// A change in a message, without its property values.
fn describe(change: &Change) -> String {
    match change {
        Change::DefineToken { id, name, .. } => format!("name `{name}` as number {id}"),
        Change::CreateNode { id, .. } => format!("creation of node {}", id.0),
        Change::DeleteNode { id, .. } => format!("deletion of node {}", id.0),
        Change::CreateRel { id, .. } => format!("creation of relationship {}", id.0),
        Change::DeleteRel { id, .. } => format!("deletion of relationship {}", id.0),
        Change::SetNodeProperty { id, key, .. } => format!("property {} of node {}", key.0, id.0),
        Change::SetRelProperty { id, key, .. } => format!("property {} of relationship {}", key.0, id.0),
        Change::AddLabel { id, label } => format!("label {} for node {}", label.0, id.0),
        Change::RemoveLabel { id, label } => format!("label {} off node {}", label.0, id.0),
        Change::CreateIndex(index) => format!("creation of index `{}`", index.name),
        Change::DropIndex(index) => format!("removal of index `{}`", index.name),
        Change::CreateConstraint(constraint) => format!("creation of constraint `{}`", constraint.name),
        Change::DropConstraint(constraint) => format!("removal of constraint `{}`", constraint.name),
    }
}
