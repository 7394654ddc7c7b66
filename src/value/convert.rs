//! Values from Rust's own: for parameters and tests.

use std::sync::Arc;

use super::temporal::{Date, Duration, LocalDateTime, LocalTime, Time, ZonedDateTime};
use super::{Map, NodeId, Path, RelId, Value};

/// One conversion a line: the type, and the variant (or function) that takes it.
macro_rules! from {
    ($($source:ty => $make:expr),+ $(,)?) => {
        $(impl From<$source> for Value {
            fn from(source: $source) -> Self {
                $make(source)
            }
        })+
    };
}

from! {
    bool => Self::Boolean,
    i64 => Self::Integer,
    i32 => |number| Self::Integer(i64::from(number)),
    u32 => |number| Self::Integer(i64::from(number)),
    f64 => Self::Float,
    &str => Self::string,
    String => Self::string,
    Arc<str> => Self::String,
    Vec<Value> => Self::list,
    Map => Self::map,
    NodeId => Self::Node,
    RelId => Self::Relationship,
    Path => |path| Self::Path(Arc::new(path)),
    Date => Self::Date,
    LocalTime => Self::LocalTime,
    Time => Self::Time,
    LocalDateTime => Self::LocalDateTime,
    ZonedDateTime => |moment| Self::DateTime(Arc::new(moment)),
    Duration => |duration| Self::Duration(Arc::new(duration)),
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(source: Option<T>) -> Self {
        source.map_or(Self::Null, Into::into)
    }
}
