//! What can be looked up: every clause, operator, function and procedure, from the tables that define them.
//!
//! ```text
//! syntax::help ┐
//! functions    ├─▶ topics() ─▶ docs/language.md · `:help NAME` · (SHOW FUNCTIONS, SHOW PROCEDURES read the same tables)
//! procedures   ┘
//! ```

use super::procedure::Procedures;
use super::topic::{Topic, TopicKind};
use crate::functions;
use crate::syntax::help::{self, Kind};

/// Something of GQL or Cypher 25 that the language has not.
#[derive(Clone, Copy, Debug)]
pub struct AbsentFeature {
    /// Its name.
    pub name: &'static str,
    /// What to write or do in its place.
    pub instead: &'static str,
    /// A statement that uses it, and is refused.
    pub example: &'static str,
}

/// A statement that makes the graph of the examples; those of algorithms need others.
pub const EXAMPLE_GRAPH: &str = help::GRAPH;

/// Every clause, expression, operator, function and procedure, in the order of the language page.
#[must_use]
pub fn topics() -> Vec<Topic> {
    let entries = help::entries().map(|entry| Topic {
        kind: match entry.kind {
            Kind::Clause => TopicKind::Clause,
            Kind::Expression => TopicKind::Expression,
            Kind::Operator => TopicKind::Operator,
        },
        family: entry.family,
        name: entry.name,
        syntax: entry.syntax.to_owned(),
        description: entry.description,
        details: Vec::new(),
        example: entry.example.to_owned(),
        result: None,
    });
    let functions = functions::names().filter_map(functions::lookup).map(functions::function).map(function);
    entries.chain(functions).chain(Procedures::topics()).collect()
}

/// What GQL or Cypher 25 has and this language has not.
#[must_use]
pub fn absent_features() -> Vec<AbsentFeature> {
    let feature =
        |absent: &help::Absent| AbsentFeature { name: absent.name, instead: absent.instead, example: absent.example };
    help::ABSENT.iter().map(feature).collect()
}

fn function(function: &'static functions::Function) -> Topic {
    let is_statement = ["UNWIND ", "MATCH "].iter().any(|clause| function.example.starts_with(clause));
    let (example, result) = match function.example.rsplit_once(" = ") {
        _ if is_statement => (function.example.to_owned(), None),
        Some((call, result)) => (format!("RETURN {call}"), Some(result)),
        None => (format!("RETURN {}", function.example), None),
    };
    Topic {
        kind: TopicKind::Function,
        family: function.family,
        name: function.name,
        syntax: function.signature(),
        description: function.description,
        details: Vec::new(),
        example,
        result,
    }
}
