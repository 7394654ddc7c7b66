//! What a commit records: single changes with before and after images.
//!
//! Contract: applying a change and then its [`Change::inverse`] leaves the graph as it was, so history can be walked in
//! both directions. Properties are sorted by key number; `Value::Null` means that the property is absent.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::schema::{ConstraintDefinition, IndexDefinition, Target};
use super::tokens::{KeyId, LabelId, RelTypeId, TokenKind};
use crate::value::{NodeId, RelId, Value};

/// One change of the graph.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum Change {
    /// A name gets its number. Never undone: numbers are for ever.
    DefineToken {
        /// Which list.
        kind: TokenKind,
        /// The number.
        id: u32,
        /// The name.
        name: Arc<str>,
    },
    /// A node appears.
    CreateNode {
        /// The node.
        id: NodeId,
        /// Its labels, ascending.
        labels: Vec<LabelId>,
        /// Its properties.
        properties: Vec<(KeyId, Value)>,
    },
    /// A node disappears; its relationships are gone before or at the end of the statement.
    DeleteNode {
        /// The node.
        id: NodeId,
        /// The labels it had.
        labels: Vec<LabelId>,
        /// The properties it had.
        properties: Vec<(KeyId, Value)>,
    },
    /// A relationship appears.
    CreateRel {
        /// The relationship.
        id: RelId,
        /// Its type.
        rel_type: RelTypeId,
        /// Where it starts.
        start: NodeId,
        /// Where it ends.
        end: NodeId,
        /// Its properties.
        properties: Vec<(KeyId, Value)>,
    },
    /// A relationship disappears.
    DeleteRel {
        /// The relationship.
        id: RelId,
        /// The type it had.
        rel_type: RelTypeId,
        /// Where it started.
        start: NodeId,
        /// Where it ended.
        end: NodeId,
        /// The properties it had.
        properties: Vec<(KeyId, Value)>,
    },
    /// A property of a node changes.
    SetNodeProperty {
        /// The node.
        id: NodeId,
        /// The property.
        key: KeyId,
        /// What it was.
        before: Value,
        /// What it is.
        after: Value,
    },
    /// A property of a relationship changes.
    SetRelProperty {
        /// The relationship.
        id: RelId,
        /// The property.
        key: KeyId,
        /// What it was.
        before: Value,
        /// What it is.
        after: Value,
    },
    /// A node gets a label it did not have.
    AddLabel {
        /// The node.
        id: NodeId,
        /// The label.
        label: LabelId,
    },
    /// A node loses a label it had.
    RemoveLabel {
        /// The node.
        id: NodeId,
        /// The label.
        label: LabelId,
    },
    /// An index appears.
    CreateIndex(IndexDefinition),
    /// An index disappears.
    DropIndex(IndexDefinition),
    /// A constraint appears; its index has been created by a change before it.
    CreateConstraint(ConstraintDefinition),
    /// A constraint disappears; its index is dropped by a change after it.
    DropConstraint(ConstraintDefinition),
}

impl Change {
    /// The change that undoes this one.
    pub(crate) fn inverse(&self) -> Self {
        match self.clone() {
            token @ Self::DefineToken { .. } => token,
            Self::CreateNode { id, labels, properties } => Self::DeleteNode { id, labels, properties },
            Self::DeleteNode { id, labels, properties } => Self::CreateNode { id, labels, properties },
            Self::CreateRel { id, rel_type, start, end, properties } => {
                Self::DeleteRel { id, rel_type, start, end, properties }
            }
            Self::DeleteRel { id, rel_type, start, end, properties } => {
                Self::CreateRel { id, rel_type, start, end, properties }
            }
            Self::SetNodeProperty { id, key, before, after } => {
                Self::SetNodeProperty { id, key, before: after, after: before }
            }
            Self::SetRelProperty { id, key, before, after } => {
                Self::SetRelProperty { id, key, before: after, after: before }
            }
            Self::AddLabel { id, label } => Self::RemoveLabel { id, label },
            Self::RemoveLabel { id, label } => Self::AddLabel { id, label },
            Self::CreateIndex(definition) => Self::DropIndex(definition),
            Self::DropIndex(definition) => Self::CreateIndex(definition),
            Self::CreateConstraint(definition) => Self::DropConstraint(definition),
            Self::DropConstraint(definition) => Self::CreateConstraint(definition),
        }
    }

    /// Calls `f` for every name that the change uses.
    pub(crate) fn for_each_name(&self, f: &mut impl FnMut(TokenKind, u32)) {
        let target = |target: Target, f: &mut dyn FnMut(TokenKind, u32)| match target {
            Target::Node(label) => f(TokenKind::Label, label.0),
            Target::Relationship(rel_type) => f(TokenKind::RelType, rel_type.0),
        };
        match self {
            Self::DefineToken { .. } => {}
            Self::CreateNode { labels, properties, .. } | Self::DeleteNode { labels, properties, .. } => {
                for label in labels {
                    f(TokenKind::Label, label.0);
                }
                for (key, _) in properties {
                    f(TokenKind::Key, key.0);
                }
            }
            Self::CreateRel { rel_type, properties, .. } | Self::DeleteRel { rel_type, properties, .. } => {
                f(TokenKind::RelType, rel_type.0);
                for (key, _) in properties {
                    f(TokenKind::Key, key.0);
                }
            }
            Self::SetNodeProperty { key, .. } | Self::SetRelProperty { key, .. } => f(TokenKind::Key, key.0),
            Self::AddLabel { label, .. } | Self::RemoveLabel { label, .. } => f(TokenKind::Label, label.0),
            Self::CreateIndex(index) | Self::DropIndex(index) => {
                target(index.target, f);
                index.keys.iter().for_each(|key| f(TokenKind::Key, key.0));
            }
            Self::CreateConstraint(constraint) | Self::DropConstraint(constraint) => {
                target(constraint.target, f);
                constraint.keys.iter().for_each(|key| f(TokenKind::Key, key.0));
            }
        }
    }
}
