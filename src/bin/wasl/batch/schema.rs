//! `:schema`, `:labels`, `:types`: what is in the graph.

use std::sync::Arc;

use wasl::Value;

use super::arguments::Arguments;
use super::runner::{Flow, Problem, Runner};

/// Labels and types with their counts and properties.
pub(super) fn schema(runner: &mut Runner, _: &Arguments<'_>) -> Result<Flow, Problem> {
    let schema = runner.database.schema();
    let mut rows = Vec::new();
    for (label, count) in &schema.labels {
        let keys = names(schema.keys_by_label.get(label));
        rows.push(vec![Value::string("label"), Value::String(label.clone()), integer(*count), keys]);
    }
    for (rel_type, count) in &schema.relationship_types {
        let keys = names(schema.keys_by_type.get(rel_type));
        rows.push(vec![Value::string("type"), Value::String(rel_type.clone()), integer(*count), keys]);
    }
    runner.show(&["kind", "name", "count", "properties"], &rows)?;
    Ok(Flow::Next)
}

/// Labels with their counts.
pub(super) fn labels(runner: &mut Runner, _: &Arguments<'_>) -> Result<Flow, Problem> {
    let rows = counted(&runner.database.schema().labels);
    runner.show(&["label", "count"], &rows)?;
    Ok(Flow::Next)
}

/// Relationship types with their counts.
pub(super) fn types(runner: &mut Runner, _: &Arguments<'_>) -> Result<Flow, Problem> {
    let rows = counted(&runner.database.schema().relationship_types);
    runner.show(&["type", "count"], &rows)?;
    Ok(Flow::Next)
}

fn counted(names: &[(Arc<str>, u64)]) -> Vec<Vec<Value>> {
    names.iter().map(|(name, count)| vec![Value::String(name.clone()), integer(*count)]).collect()
}

fn names(names: Option<&Vec<Arc<str>>>) -> Value {
    Value::list(names.into_iter().flatten().map(|name| Value::String(Arc::clone(name))).collect())
}

fn integer(count: u64) -> Value {
    Value::Integer(i64::try_from(count).unwrap_or(i64::MAX))
}
