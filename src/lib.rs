//! wasl: an embedded knowledge graph for people who must cite their sources.

mod binder;
mod diagnostic;
mod functions;
mod graph;
mod optimizer;
mod planner;
mod storage;
mod syntax;
mod value;

pub use diagnostic::{Class, Detail, Diagnostic, Phase, Span};
pub use graph::Counters;
pub use storage::{StorageError, panic_is_contained};
pub use value::temporal::{Date, Duration, LocalDateTime, LocalTime, Time, Zone, ZonedDateTime};
pub use value::{Map, NodeId, Path, RelId, Value};
