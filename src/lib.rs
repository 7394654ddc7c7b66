//! wasl: an embedded knowledge graph for people who must cite their sources.
//!
//! A [`Database`] is a property graph in memory, made durable by a store in a directory. A [`Session`] runs statements of
//! an openCypher-compatible language; [`Records`] are their rows. The library never prints, never exits and never panics
//! on input; time, chance and cancellation come in through the session.
//!
//! ```text
//! text ─parse→ tree ─bind→ bound query ─plan→ plan ─optimise→ plan ─build→ operators ─pull→ batches → Records
//!      syntax       binder             planner      optimizer      executor                  engine
//! ```
//!
//! ```
//! use wasl::{Database, Parameters, Value};
//!
//! let database = Database::memory();
//! let mut session = database.session();
//! session.run("CREATE (:Person {name: 'Ghita'})-[:HOLDS]->(:Office {name: 'minister'})", &Parameters::new())?;
//! let mut records = session.run("MATCH (p)-[:HOLDS]->(o) RETURN p.name, o.name", &Parameters::new())?;
//! assert_eq!(records.next_row()?, Some(vec![Value::string("Ghita"), Value::string("minister")]));
//! # Ok::<(), wasl::Error>(())
//! ```

mod algorithms;
mod binder;
mod diagnostic;
mod engine;
mod executor;
mod functions;
mod graph;
mod interchange;
mod optimizer;
mod planner;
mod storage;
mod syntax;
mod value;

pub use diagnostic::{Class, Detail, Diagnostic, Phase, Span};
pub use engine::{
    CheckReport, Commit, Copied, Database, Error, Forgotten, Info, Interrupt, Limits, NodeData, OpenOptions,
    Parameters, Procedure, ProcedureBody, ProcedureRows, Records, RelationshipData, Repaired, Schema, Session, Step,
    Summary, Times, Transaction, Why, check, compact, repair,
};
pub use graph::Counters;
pub use storage::{Durability, StorageError, panic_is_contained};
pub use syntax::{ScriptItem, Token, TokenKind, format_script, is_complete, line_column, split_script, tokens};
pub use value::temporal::{Date, Duration, LocalDateTime, LocalTime, Time, Zone, ZonedDateTime};
pub use value::{Map, NodeId, Path, RelId, Value};

/// What a bulk load is told and what it tells: see [`Session::import`].
pub mod import {
    pub use crate::interchange::{
        BadRow, BadRows, ColumnReport, CsvInput, FileReport, ImportPlan, ImportProgress, ImportReport, ImportStage,
        NodeFiles, Progress, RelationshipFiles,
    };
}

/// Doors to inner stages for the fuzz targets under `fuzz/`; they exist only in a build for fuzzing.
#[cfg(fuzzing)]
#[doc(hidden)]
pub mod fuzzing {
    use super::{Diagnostic, storage, syntax};

    /// The canonical text of a statement.
    pub fn printed(text: &str) -> Result<String, Diagnostic> {
        syntax::parse(text).map(|statement| syntax::print(&statement))
    }

    /// Decodes the body of a commit record; what can be read must be writable.
    pub fn decode_commit(body: &[u8]) {
        if let Ok(record) = storage::CommitRecord::decode("fuzz", 1, body) {
            assert!(record.encode("fuzz").is_ok(), "a record that was read cannot be written");
        }
    }

    /// Decodes a part of a segment.
    pub fn decode_part(bytes: &[u8]) {
        drop(storage::decode_part(bytes));
    }
}

/// The help: every clause, operator, function and procedure with an example.
pub mod help {
    pub use crate::engine::{AbsentFeature, EXAMPLE_GRAPH, Topic, TopicKind, absent_features, topics};
}
