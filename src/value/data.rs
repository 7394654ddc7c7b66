//! The value itself: one enum of 24 bytes, cheap to clone (bigger parts are shared).

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::temporal::{Date, Duration, LocalDateTime, LocalTime, Time, ZonedDateTime};

/// The dense number of a node, given at its creation and never used again for another node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[repr(transparent)]
pub struct NodeId(pub u32);

/// The dense number of a relationship, given at its creation and never used again for another relationship.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[repr(transparent)]
pub struct RelId(pub u32);

impl NodeId {
    /// Stands for null in a column of nodes; never the number of a node.
    pub const NONE: Self = Self(u32::MAX);
}

impl RelId {
    /// Stands for null in a column of relationships; never the number of a relationship.
    pub const NONE: Self = Self(u32::MAX);
}

/// A map value: keys in alphabetical order.
pub type Map = BTreeMap<Arc<str>, Value>;

/// A walk through the graph: `nodes.len() == relationships.len() + 1`; relationship `i` joins nodes `i` and `i + 1`, in either direction.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Path {
    /// The nodes, first to last; never empty.
    pub nodes: Vec<NodeId>,
    /// The relationships between them.
    pub relationships: Vec<RelId>,
}

/// One value. Nodes and relationships are ids: their labels, type and properties live in the graph they came from.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub enum Value {
    /// No value.
    #[default]
    Null,
    /// A truth value.
    Boolean(bool),
    /// A 64-bit integer.
    Integer(i64),
    /// A double.
    Float(f64),
    /// A string.
    String(Arc<str>),
    /// A list; elements of any type.
    List(Arc<Vec<Value>>),
    /// A map.
    Map(Arc<Map>),
    /// A node.
    Node(NodeId),
    /// A relationship.
    Relationship(RelId),
    /// A path.
    Path(Arc<Path>),
    /// A calendar day.
    Date(Date),
    /// A time of day.
    LocalTime(LocalTime),
    /// A time of day with an offset.
    Time(Time),
    /// A day and time without an offset.
    LocalDateTime(LocalDateTime),
    /// An instant with an offset or a named zone.
    DateTime(Arc<ZonedDateTime>),
    /// Months, days, seconds and nanoseconds, kept apart.
    Duration(Arc<Duration>),
}

impl Value {
    /// A string value.
    #[must_use]
    pub fn string(text: impl Into<Arc<str>>) -> Self {
        Self::String(text.into())
    }

    /// A list value.
    #[must_use]
    pub fn list(elements: Vec<Self>) -> Self {
        Self::List(Arc::new(elements))
    }

    /// A map value.
    #[must_use]
    pub fn map(map: Map) -> Self {
        Self::Map(Arc::new(map))
    }

    /// Whether it is null.
    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// The type in the words of the language, such as `INTEGER`.
    #[must_use]
    pub fn type_name(&self) -> &'static str {
        match self {
            Self::Null => "NULL",
            Self::Boolean(_) => "BOOLEAN",
            Self::Integer(_) => "INTEGER",
            Self::Float(_) => "FLOAT",
            Self::String(_) => "STRING",
            Self::List(_) => "LIST",
            Self::Map(_) => "MAP",
            Self::Node(_) => "NODE",
            Self::Relationship(_) => "RELATIONSHIP",
            Self::Path(_) => "PATH",
            Self::Date(_) => "DATE",
            Self::LocalTime(_) => "LOCAL TIME",
            Self::Time(_) => "ZONED TIME",
            Self::LocalDateTime(_) => "LOCAL DATETIME",
            Self::DateTime(_) => "ZONED DATETIME",
            Self::Duration(_) => "DURATION",
        }
    }
}
