//! The static types that the binder knows of expressions, columns and function parameters.

use serde::{Deserialize, Serialize};

/// What is known of a value before the statement runs. `Any` says nothing; null belongs to every type.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) enum Type {
    /// Unknown.
    #[default]
    Any,
    /// Always null.
    Null,
    /// A truth value.
    Boolean,
    /// A 64-bit integer.
    Integer,
    /// A double.
    Float,
    /// An integer or a double.
    Number,
    /// A string.
    String,
    /// A list of elements of one type (`Any` when mixed).
    List(Box<Type>),
    /// A map.
    Map,
    /// A node.
    Node,
    /// A relationship.
    Relationship,
    /// A path.
    Path,
    /// A calendar day.
    Date,
    /// A time of day.
    LocalTime,
    /// A time of day with an offset.
    Time,
    /// A day and time.
    LocalDateTime,
    /// An instant.
    DateTime,
    /// A duration.
    Duration,
}

impl Type {
    /// A list of `element`.
    pub(crate) fn list(element: Self) -> Self {
        Self::List(Box::new(element))
    }

    /// Whether a value of this type can be a value of `wanted`: false only when it surely cannot.
    pub(crate) fn may_be(&self, wanted: &Self) -> bool {
        match (self, wanted) {
            (Self::Any | Self::Null, _) | (_, Self::Any | Self::Null) => true,
            (Self::Integer | Self::Float | Self::Number, Self::Number)
            | (Self::Number, Self::Integer | Self::Float) => true,
            (Self::Integer, Self::Float) => true,
            (Self::List(a), Self::List(b)) => a.may_be(b),
            (a, b) => a == b,
        }
    }
}

impl Type {
    /// The name in a sentence: `a NODE`, `an INTEGER`.
    pub(crate) fn in_words(&self) -> String {
        match self {
            Self::Null => "null".to_owned(),
            Self::Any => "any value".to_owned(),
            Self::Integer => format!("an {self}"),
            _ => format!("a {self}"),
        }
    }
}

impl std::fmt::Display for Type {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Any => "ANY",
            Self::Null => "NULL",
            Self::Boolean => "BOOLEAN",
            Self::Integer => "INTEGER",
            Self::Float => "FLOAT",
            Self::Number => "NUMBER",
            Self::String => "STRING",
            Self::List(element) => return write!(f, "LIST<{element}>"),
            Self::Map => "MAP",
            Self::Node => "NODE",
            Self::Relationship => "RELATIONSHIP",
            Self::Path => "PATH",
            Self::Date => "DATE",
            Self::LocalTime => "LOCAL TIME",
            Self::Time => "ZONED TIME",
            Self::LocalDateTime => "LOCAL DATETIME",
            Self::DateTime => "ZONED DATETIME",
            Self::Duration => "DURATION",
        })
    }
}
