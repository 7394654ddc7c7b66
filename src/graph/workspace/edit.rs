//! A private, growing snapshot: a writer reads its own writes, and every change is remembered for the commit.
//!
//! Contract: the view is always the base with `changes` applied in order; rules of the schema hold after
//! [`Workspace::check`] returned `Ok`, not before. Ids are given from the capacity of the base on, so two workspaces
//! over the same base cannot both be published.
//!
//! ```text
//! new(snapshot) → create_node … set_node_property … → check() at the end of each statement → into_parts()
//!                    ▲ savepoint()      rollback_to(savepoint) ▼
//! ```

use crate::diagnostic::{Class, Detail, Diagnostic, Phase, Result};
use crate::graph::change::Change;
use crate::graph::counters::Counters;
use crate::graph::snapshot::Snapshot;
use crate::graph::stored::{check_storable, identical};
use crate::graph::tokens::{KeyId, LabelId, RelTypeId};
use crate::value::{NodeId, RelId, Value};

/// A snapshot that one writer changes.
#[derive(Clone, Debug)]
pub(crate) struct Workspace {
    pub(super) view: Snapshot,
    pub(super) changes: Vec<Change>,
    pub(super) counters: Counters,
    // How many of the changes `check` has seen.
    pub(super) checked: usize,
}

/// A point that a workspace can go back to. Holds a whole (shared) snapshot, so it is cheap but not to be hoarded.
#[derive(Clone, Debug)]
pub(crate) struct Savepoint {
    pub(super) view: Snapshot,
    changes: usize,
    pub(super) counters: Counters,
    pub(super) checked: usize,
}

impl Workspace {
    /// A workspace over `base`, nothing changed yet.
    pub(crate) fn new(base: Snapshot) -> Self {
        Self { view: base, changes: Vec::new(), counters: Counters::default(), checked: 0 }
    }

    /// The graph as this writer sees it.
    pub(crate) fn view(&self) -> &Snapshot {
        &self.view
    }

    /// Everything done so far, in order.
    pub(crate) fn changes(&self) -> &[Change] {
        &self.changes
    }

    /// How much was done so far.
    pub(crate) fn counters(&self) -> Counters {
        self.counters
    }

    /// The grown snapshot and what made it grow.
    pub(crate) fn into_parts(self) -> (Snapshot, Vec<Change>) {
        (self.view, self.changes)
    }

    /// A point to go back to.
    pub(crate) fn savepoint(&self) -> Savepoint {
        Savepoint {
            view: self.view.clone(),
            changes: self.changes.len(),
            counters: self.counters,
            checked: self.checked,
        }
    }

    /// Undoes everything since `savepoint`, which must come from this workspace and not lie behind an earlier rollback.
    /// Gives what is undone, which takes its time to drop when it is much.
    pub(crate) fn rollback_to(&mut self, savepoint: Savepoint) -> (Vec<Change>, Snapshot) {
        self.counters = savepoint.counters;
        self.checked = savepoint.checked;
        let undone = self.changes.split_off(savepoint.changes.min(self.changes.len()));
        (undone, std::mem::replace(&mut self.view, savepoint.view))
    }

    /// Makes any change that fits, such as the inverse of an old one; counts nothing.
    pub(crate) fn apply(&mut self, change: Change) -> Result<()> {
        self.view.apply(&change)?;
        self.changes.push(change);
        Ok(())
    }

    /// Creates a node. Null properties are left out; of a key given twice the last value counts.
    ///
    /// # Errors
    /// `TypeError/InvalidPropertyType` for a value that no property can hold; `LimitExceeded` when ids run out.
    pub(crate) fn create_node(&mut self, labels: &[LabelId], properties: Vec<(KeyId, Value)>) -> Result<NodeId> {
        let id = NodeId(self.view.node_capacity());
        if id == NodeId::NONE {
            return Err(out_of_ids("nodes"));
        }
        let properties = prepare(properties)?;
        let mut labels = labels.to_vec();
        labels.sort_unstable();
        labels.dedup();
        self.counters.nodes_created += 1;
        self.counters.labels_added += labels.len() as u64;
        self.counters.properties_set += properties.len() as u64;
        self.apply(Change::CreateNode { id, labels, properties })?;
        Ok(id)
    }

    /// Creates a relationship between two nodes that exist.
    ///
    /// # Errors
    /// As [`Self::create_node`]; `EntityNotFound/DeletedEntityAccess` when an end does not exist.
    pub(crate) fn create_rel(
        &mut self,
        rel_type: RelTypeId,
        start: NodeId,
        end: NodeId,
        properties: Vec<(KeyId, Value)>,
    ) -> Result<RelId> {
        let id = RelId(self.view.rel_capacity());
        if id == RelId::NONE {
            return Err(out_of_ids("relationships"));
        }
        self.require_node(start)?;
        self.require_node(end)?;
        let properties = prepare(properties)?;
        self.counters.relationships_created += 1;
        self.counters.properties_set += properties.len() as u64;
        self.apply(Change::CreateRel { id, rel_type, start, end, properties })?;
        Ok(id)
    }

    /// Sets a property of a node, or removes it when `value` is null. False when there was nothing to remove.
    ///
    /// # Errors
    /// As [`Self::create_rel`].
    pub(crate) fn set_node_property(&mut self, id: NodeId, key: KeyId, value: Value) -> Result<bool> {
        self.require_node(id)?;
        check_storable(&value)?;
        let before = self.view.node_property(id, key);
        if before.is_null() && value.is_null() {
            return Ok(false);
        }
        self.counters.properties_set += 1;
        if !identical(&before, &value) {
            self.apply(Change::SetNodeProperty { id, key, before, after: value })?;
        }
        Ok(true)
    }

    /// Sets a property of a relationship, or removes it when `value` is null. False when there was nothing to remove.
    ///
    /// # Errors
    /// As [`Self::create_rel`].
    pub(crate) fn set_rel_property(&mut self, id: RelId, key: KeyId, value: Value) -> Result<bool> {
        self.require_rel(id)?;
        check_storable(&value)?;
        let before = self.view.rel_property(id, key);
        if before.is_null() && value.is_null() {
            return Ok(false);
        }
        self.counters.properties_set += 1;
        if !identical(&before, &value) {
            self.apply(Change::SetRelProperty { id, key, before, after: value })?;
        }
        Ok(true)
    }

    /// Gives a node a label; false when it has it already.
    ///
    /// # Errors
    /// `EntityNotFound/DeletedEntityAccess` when the node does not exist.
    pub(crate) fn add_label(&mut self, id: NodeId, label: LabelId) -> Result<bool> {
        self.require_node(id)?;
        if self.view.has_label(id, label) {
            return Ok(false);
        }
        self.counters.labels_added += 1;
        self.apply(Change::AddLabel { id, label })?;
        Ok(true)
    }

    /// Takes a label from a node; false when it does not have it.
    ///
    /// # Errors
    /// `EntityNotFound/DeletedEntityAccess` when the node does not exist.
    pub(crate) fn remove_label(&mut self, id: NodeId, label: LabelId) -> Result<bool> {
        self.require_node(id)?;
        if !self.view.has_label(id, label) {
            return Ok(false);
        }
        self.counters.labels_removed += 1;
        self.apply(Change::RemoveLabel { id, label })?;
        Ok(true)
    }

    /// Deletes a relationship; false when it is gone already.
    pub(crate) fn delete_rel(&mut self, id: RelId) -> Result<bool> {
        let Some(record) = self.view.rel(id) else { return Ok(false) };
        let properties = self.view.rel_properties(id);
        self.counters.relationships_deleted += 1;
        self.apply(Change::DeleteRel {
            id,
            rel_type: record.rel_type,
            start: record.start,
            end: record.end,
            properties,
        })?;
        Ok(true)
    }

    /// Deletes a node; false when it is gone already. Its relationships must be gone when [`Self::check`] is called.
    pub(crate) fn delete_node(&mut self, id: NodeId) -> Result<bool> {
        if !self.view.contains_node(id) {
            return Ok(false);
        }
        let (labels, properties) = (self.view.labels(id), self.view.node_properties(id));
        self.counters.nodes_deleted += 1;
        self.apply(Change::DeleteNode { id, labels, properties })?;
        Ok(true)
    }

    fn require_node(&self, id: NodeId) -> Result<()> {
        if self.view.contains_node(id) { Ok(()) } else { Err(gone("node")) }
    }

    fn require_rel(&self, id: RelId) -> Result<()> {
        if self.view.contains_rel(id) { Ok(()) } else { Err(gone("relationship")) }
    }
}

fn gone(what: &str) -> Diagnostic {
    let message = format!("the {what} has been deleted and cannot be changed or connected");
    Diagnostic::new(Class::EntityNotFound, Phase::Runtime, Detail::DeletedEntityAccess, message)
}

fn out_of_ids(what: &str) -> Diagnostic {
    let message = format!("the graph has had 4,294,967,295 {what}, which is as many as it can ever have");
    Diagnostic::new(Class::LimitExceeded, Phase::Runtime, Detail::NumberOutOfRange, message)
}

/// Sorted by key, without nulls, the last of several values of a key, each storable.
fn prepare(mut properties: Vec<(KeyId, Value)>) -> Result<Vec<(KeyId, Value)>> {
    properties.reverse();
    properties.sort_by_key(|(key, _)| *key);
    properties.dedup_by_key(|(key, _)| *key);
    properties.retain(|(_, value)| !value.is_null());
    properties.iter().try_for_each(|(_, value)| check_storable(value))?;
    Ok(properties)
}
