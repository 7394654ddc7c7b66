//! Tests of the graph as a whole: against a naive model, and case by case.

mod bulk;
mod columns;
mod model;
mod random;
mod rules;
mod verify;

use super::{KeyId, RelTypeId, Snapshot};

/// How many relationships of the type have the property.
fn type_key_count(graph: &Snapshot, rel_type: RelTypeId, key: KeyId) -> u64 {
    let count = graph.type_keys().find(|(found, of, _)| (*found, *of) == (rel_type, key));
    count.map_or(0, |(_, _, count)| count)
}
