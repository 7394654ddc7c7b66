//! wasl: an embedded knowledge graph for people who must cite their sources.

mod diagnostic;
mod syntax;
mod value;

pub use diagnostic::{Class, Detail, Diagnostic, Phase, Span};
pub use syntax::{ScriptItem, Token, TokenKind, is_complete, line_column, split_script, tokens};
pub use value::temporal::{Date, Duration, LocalDateTime, LocalTime, Time, Zone, ZonedDateTime};
pub use value::{Map, NodeId, Path, RelId, Value};
