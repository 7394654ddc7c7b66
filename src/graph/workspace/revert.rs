//! Taking back the changes of an old commit, as new changes.
//!
//! A change is taken back only where its after image is still what the graph holds: whatever a later commit made of it
//! is never overwritten. What is refused says which element stands in the way; the caller then rolls back.
//!
//! ```text
//! commit 5   :Person {id: 7}  age 41 → 42
//! revert 5   age is 42 → set to 41           age is 43 → refused: it has been changed since
//! ```

use super::edit::Workspace;
use crate::graph::adjacency::RelRecord;
use crate::graph::change::Change;
use crate::graph::stored::identical;
use crate::graph::tokens::KeyId;
use crate::value::Value;

/// Why something cannot be taken back, a sentence fragment.
pub(crate) type Obstacle = String;

impl Workspace {
    /// Takes back the changes of one commit, given in the order they were made. Several commits are taken back newest
    /// first; [`Self::check_reverted`] belongs behind the last.
    ///
    /// # Errors
    /// What stands in the way; some changes may have been made already.
    pub(crate) fn revert(&mut self, changes: &[Change]) -> Result<(), Obstacle> {
        for change in changes.iter().rev().filter(|change| !matches!(change, Change::DefineToken { .. })) {
            let inverse = change.inverse();
            self.obstacle(&inverse).map_or(Ok(()), Err)?;
            self.count(&inverse);
            self.apply(inverse).map_err(|why| why.message().to_owned())?;
        }
        Ok(())
    }

    /// Checks what was made by [`Self::revert`] behind the first `since` changes: ends of relationships, constraints.
    ///
    /// # Errors
    /// What stands in the way.
    pub(crate) fn check_reverted(&mut self, since: usize) -> Result<(), Obstacle> {
        for change in self.changes.iter().skip(since) {
            match change {
                Change::CreateRel { id, start, end, .. } if self.view.contains_rel(*id) => {
                    if let Some(gone) = [start, end].into_iter().find(|node| !self.view.contains_node(**node)) {
                        return Err(format!(
                            "node {}, an end of relationship {}, has been deleted since",
                            gone.0, id.0
                        ));
                    }
                }
                Change::CreateConstraint(constraint) if self.view.constraints().contains(constraint) => {
                    self.check_all(constraint).map_err(|why| why.message().to_owned())?;
                }
                _ => {}
            }
        }
        self.check().map_err(|why| why.message().to_owned())
    }

    /// What keeps the inverse of an old change from being made without loss.
    fn obstacle(&self, inverse: &Change) -> Option<Obstacle> {
        let view = &self.view;
        match inverse {
            Change::DeleteNode { id, labels, properties } => {
                let same = view.labels(*id) == *labels && are_identical(&view.node_properties(*id), properties);
                stale(!view.contains_node(*id), same, "node", id.0)
            }
            Change::DeleteRel { id, rel_type, start, end, properties } => {
                let record = RelRecord { rel_type: *rel_type, start: *start, end: *end };
                let same = view.rel(*id) == Some(record) && are_identical(&view.rel_properties(*id), properties);
                stale(!view.contains_rel(*id), same, "relationship", id.0)
            }
            Change::SetNodeProperty { id, key, before, .. } => {
                let same = identical(&view.node_property(*id, *key), before);
                self.stale_property(!view.contains_node(*id), same, "node", id.0, *key)
            }
            Change::SetRelProperty { id, key, before, .. } => {
                let same = identical(&view.rel_property(*id, *key), before);
                self.stale_property(!view.contains_rel(*id), same, "relationship", id.0, *key)
            }
            Change::AddLabel { id, label } | Change::RemoveLabel { id, label } => {
                let removes = matches!(inverse, Change::RemoveLabel { .. });
                let what = format!("the label `{}` of node {}", view.tokens().label_name(*label), id.0);
                if !view.contains_node(*id) {
                    return Some(format!("node {} has been deleted since", id.0));
                }
                (view.has_label(*id, *label) != removes).then(|| format!("{what} has been changed since"))
            }
            Change::CreateIndex(index) => {
                let taken = view.find_index_on(index.target, &index.keys).is_some() || self.is_named(&index.name);
                taken.then(|| format!("the index `{}` has been created again since", index.name))
            }
            Change::CreateConstraint(constraint) => {
                let taken = view.constraints().iter().any(|known| known.name == constraint.name);
                taken.then(|| format!("the constraint `{}` has been created again since", constraint.name))
            }
            Change::DropIndex(index) => {
                view.index(index.id).is_none().then(|| format!("the index `{}` has been dropped since", index.name))
            }
            Change::DropConstraint(constraint) => {
                let gone = view.constraints().iter().all(|known| known.id != constraint.id);
                gone.then(|| format!("the constraint `{}` has been dropped since", constraint.name))
            }
            Change::CreateNode { .. } | Change::CreateRel { .. } | Change::DefineToken { .. } => None,
        }
    }

    fn is_named(&self, name: &str) -> bool {
        self.view.indexes().iter().any(|index| &*index.name == name)
            || self.view.constraints().iter().any(|constraint| &*constraint.name == name)
    }

    fn stale_property(&self, gone: bool, same: bool, kind: &str, id: u32, key: KeyId) -> Option<Obstacle> {
        if gone || same {
            return stale(gone, same, kind, id);
        }
        let name = self.view.tokens().key_name(key);
        Some(format!("the property `{name}` of {kind} {id} has been changed since"))
    }

    fn count(&mut self, change: &Change) {
        let counters = &mut self.counters;
        match change {
            Change::CreateNode { labels, properties, .. } => {
                counters.nodes_created += 1;
                counters.labels_added += labels.len() as u64;
                counters.properties_set += properties.len() as u64;
            }
            Change::CreateRel { properties, .. } => {
                counters.relationships_created += 1;
                counters.properties_set += properties.len() as u64;
            }
            Change::DeleteNode { .. } => counters.nodes_deleted += 1,
            Change::DeleteRel { .. } => counters.relationships_deleted += 1,
            Change::SetNodeProperty { .. } | Change::SetRelProperty { .. } => counters.properties_set += 1,
            Change::AddLabel { .. } => counters.labels_added += 1,
            Change::RemoveLabel { .. } => counters.labels_removed += 1,
            Change::CreateIndex(index) => counters.indexes_added += u64::from(index.owner.is_none()),
            Change::DropIndex(index) => counters.indexes_removed += u64::from(index.owner.is_none()),
            Change::CreateConstraint(_) => counters.constraints_added += 1,
            Change::DropConstraint(_) => counters.constraints_removed += 1,
            Change::DefineToken { .. } => {}
        }
    }
}

fn are_identical(now: &[(KeyId, Value)], then: &[(KeyId, Value)]) -> bool {
    now.len() == then.len() && now.iter().zip(then).all(|((a, x), (b, y))| a == b && identical(x, y))
}

fn stale(gone: bool, same: bool, kind: &str, id: u32) -> Option<Obstacle> {
    match (gone, same) {
        (true, _) => Some(format!("{kind} {id} has been deleted since")),
        (false, false) => Some(format!("{kind} {id} has been changed since")),
        (false, true) => None,
    }
}
