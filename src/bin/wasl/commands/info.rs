//! `wasl info DB`: what a store holds, one row a figure.

use std::path::Path;

use wasl::{Info, Value};

use super::prepare::{Missing, Prepared};
use crate::exit::{Exit, Halt};
use crate::report::Finding;

/// Opens the store for reading and writes the figures.
pub(super) fn run(prepared: Prepared, db: &Path) -> Result<Exit, Halt> {
    let mut runner = prepared.reading().open(Some(db), Missing::Refuse)?;
    match runner.database.info() {
        Ok(info) => runner.show(&["part", "name", "value"], &rows(&info))?,
        Err(error) => runner.fail(&Finding::storage(Exit::Store, &error))?,
    }
    runner.conclude(Ok(crate::batch::Flow::Next))
}

fn rows(info: &Info) -> Vec<Vec<Value>> {
    let mut rows = Vec::new();
    let mut row = |part: &str, name: &str, value: Value| {
        rows.push(vec![Value::string(part), Value::string(name), value]);
    };
    let whole = |number: u64| Value::Integer(i64::try_from(number).unwrap_or(i64::MAX));
    let text = |text: &Option<String>| text.as_ref().map_or(Value::Null, |text| Value::string(text.as_str()));
    if let (Some(format), Some(bytes)) = (info.format, info.disk_bytes) {
        row("store", "format", whole(u64::from(format)));
        row("store", "bytes on disk", whole(bytes));
        row("store", "commits", whole(info.commits));
    }
    if let Some(last) = &info.last_commit {
        row("last commit", "time", Value::DateTime(last.time.clone().into()));
        row("last commit", "author", text(&last.author));
        row("last commit", "message", text(&last.message));
    }
    row("graph", "nodes", whole(info.nodes));
    row("graph", "relationships", whole(info.relationships));
    for (label, count) in &info.labels {
        row("label", label, whole(*count));
    }
    for (rel_type, count) in &info.relationship_types {
        row("type", rel_type, whole(*count));
    }
    for (part, bytes) in &info.memory {
        row("bytes of memory", part, whole(*bytes));
    }
    rows
}
