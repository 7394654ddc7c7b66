//! Values as the tests compare them: elements by their number in the drawn graph, lists as bags.

use std::cmp::Ordering;
use std::fmt;

use wasl::{Records, Value};

/// A value of a row.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Cell {
    Node(i64),
    Rel(i64),
    List(Vec<Cell>),
    String(String),
    Boolean(bool),
    Integer(i64),
    Float(f64),
    /// What only the engine makes, in its text form.
    Other(String),
    Null,
}

impl Cell {
    /// The value of the engine; elements are known by their property `id`.
    pub(crate) fn of(value: &Value, records: &Records) -> Self {
        let number = |found: Option<&Value>| match found {
            Some(Value::Integer(number)) => *number,
            _ => -1,
        };
        match value {
            Value::Null => Self::Null,
            Value::Boolean(truth) => Self::Boolean(*truth),
            Value::Integer(number) => Self::Integer(*number),
            Value::Float(number) => Self::Float(*number),
            Value::String(text) => Self::String(text.to_string()),
            Value::Node(id) => Self::Node(records.node(*id).map_or(-1, |node| number(node.properties.get("id")))),
            Value::Relationship(id) => {
                Self::Rel(records.relationship(*id).map_or(-1, |rel| number(rel.properties.get("id"))))
            }
            Value::List(list) => {
                let mut cells: Vec<Self> = list.iter().map(|value| Self::of(value, records)).collect();
                cells.sort_by(Self::order);
                Self::List(cells)
            }
            Value::Map(map) => {
                let parts: Vec<String> =
                    map.iter().map(|(key, value)| format!("{key}: {}", Self::of(value, records))).collect();
                Self::Other(format!("{{{}}}", parts.join(", ")))
            }
            Value::Path(path) => {
                let nodes = path.nodes.iter().map(|id| Self::of(&Value::Node(*id), records));
                let rels = path.relationships.iter().map(|id| Self::of(&Value::Relationship(*id), records));
                Self::Other(format!(
                    "<{}>",
                    nodes.chain(rels).map(|cell| cell.to_string()).collect::<Vec<_>>().join(" ")
                ))
            }
            other => Self::Other(other.to_string()),
        }
    }

    /// The order of ORDER BY: kinds first, null last.
    pub(crate) fn order(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Node(a) | Self::Rel(a) | Self::Integer(a), Self::Node(b) | Self::Rel(b) | Self::Integer(b))
                if self.rank() == other.rank() =>
            {
                a.cmp(b)
            }
            (Self::String(a), Self::String(b)) | (Self::Other(a), Self::Other(b)) => a.cmp(b),
            (Self::Boolean(a), Self::Boolean(b)) => a.cmp(b),
            (Self::Float(a), Self::Float(b)) => a.total_cmp(b),
            (Self::Float(a), Self::Integer(b)) => a.total_cmp(&(*b as f64)),
            (Self::Integer(a), Self::Float(b)) => (*a as f64).total_cmp(b),
            (Self::List(a), Self::List(b)) => {
                let pairs = a.iter().zip(b).map(|(a, b)| a.order(b)).find(|order| order.is_ne());
                pairs.unwrap_or_else(|| a.len().cmp(&b.len()))
            }
            _ => self.rank().cmp(&other.rank()),
        }
    }

    fn rank(&self) -> u8 {
        match self {
            Self::Other(_) => 0,
            Self::Node(_) => 1,
            Self::Rel(_) => 2,
            Self::List(_) => 3,
            Self::String(_) => 4,
            Self::Boolean(_) => 5,
            Self::Integer(_) | Self::Float(_) => 6,
            Self::Null => 7,
        }
    }

    /// The same, with room for the last digits of floats.
    pub(crate) fn same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Float(a), Self::Float(b)) => (a - b).abs() < 1e-9,
            (Self::List(a), Self::List(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.same(b)),
            _ => self == other,
        }
    }
}

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Node(id) => write!(f, "({id})"),
            Self::Rel(id) => write!(f, "[{id}]"),
            Self::List(cells) => {
                let parts: Vec<String> = cells.iter().map(ToString::to_string).collect();
                write!(f, "[{}]", parts.join(", "))
            }
            Self::String(text) => write!(f, "'{text}'"),
            Self::Boolean(truth) => write!(f, "{truth}"),
            Self::Integer(number) => write!(f, "{number}"),
            Self::Float(number) => write!(f, "{number:?}"),
            Self::Other(text) => f.write_str(text),
            Self::Null => f.write_str("null"),
        }
    }
}
