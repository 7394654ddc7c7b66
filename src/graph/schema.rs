//! Definitions of indexes and constraints: what they are about, by number and by name.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::tokens::{KeyId, LabelId, RelTypeId, Tokens};
use crate::value::Type;

/// The number of an index; never used again for another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) struct IndexId(pub(crate) u32);

/// The number of a constraint; never used again for another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) struct ConstraintId(pub(crate) u32);

/// The elements an index or a constraint speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) enum Target {
    /// Nodes with this label.
    Node(LabelId),
    /// Relationships of this type.
    Relationship(RelTypeId),
}

impl Target {
    /// The name of the label or type.
    pub(crate) fn name(self, tokens: &Tokens) -> Arc<str> {
        match self {
            Self::Node(label) => tokens.label_name(label),
            Self::Relationship(rel_type) => tokens.rel_type_name(rel_type),
        }
    }
}

/// An ordered index over the values of one or more properties. An element is in it when it has all of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct IndexDefinition {
    /// Its number.
    pub(crate) id: IndexId,
    /// Its name, unique among indexes and constraints.
    pub(crate) name: Arc<str>,
    /// What it is about.
    pub(crate) target: Target,
    /// The properties, in the order of the index.
    pub(crate) keys: Vec<KeyId>,
    /// The constraint that needs it; such an index is dropped only with its constraint.
    pub(crate) owner: Option<ConstraintId>,
}

/// What a constraint demands.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) enum ConstraintKind {
    /// No two elements have equal values in all keys; elements that lack one are free.
    Unique,
    /// Unique, and every element has all keys.
    Key,
    /// Every element has all keys.
    NotNull,
    /// Values, where present, are of this type.
    Typed(Type),
}

/// A rule that every statement must leave satisfied.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ConstraintDefinition {
    /// Its number.
    pub(crate) id: ConstraintId,
    /// Its name, unique among indexes and constraints.
    pub(crate) name: Arc<str>,
    /// What it is about.
    pub(crate) target: Target,
    /// The properties.
    pub(crate) keys: Vec<KeyId>,
    /// What is demanded.
    pub(crate) kind: ConstraintKind,
    /// The index that enforces it, for [`ConstraintKind::Unique`] and [`ConstraintKind::Key`].
    pub(crate) index: Option<IndexId>,
}

/// A name for an index or constraint that was given none, such as `unique_Person_name`.
pub(crate) fn default_name(prefix: &str, target: Target, keys: &[KeyId], tokens: &Tokens) -> Arc<str> {
    let mut name = format!("{prefix}_{}", target.name(tokens));
    for key in keys {
        name.push('_');
        name.push_str(&tokens.key_name(*key));
    }
    name.into()
}
