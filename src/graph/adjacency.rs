//! Relationships seen from their ends.

use super::tokens::RelTypeId;
use crate::value::NodeId;

/// Which relationships of a node are meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub(crate) enum Direction {
    /// Those that start at the node.
    Outgoing,
    /// Those that end at the node.
    Incoming,
    /// All; a self-loop counts once.
    Both,
}

impl Direction {
    /// The same relationships seen from the other end.
    pub(crate) fn reversed(self) -> Self {
        match self {
            Self::Outgoing => Self::Incoming,
            Self::Incoming => Self::Outgoing,
            Self::Both => Self::Both,
        }
    }
}

/// A relationship without its properties.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct RelRecord {
    /// Its type.
    pub(crate) rel_type: RelTypeId,
    /// Where it starts.
    pub(crate) start: NodeId,
    /// Where it ends.
    pub(crate) end: NodeId,
}
