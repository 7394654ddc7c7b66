//! What happened to one node or relationship: the changes of the history that speak of it, as rows of `db.history`.
//!
//! ```text
//! commit  time  author  message  change          key    before  after
//! 3       …     Ada     …        created         null   null    {name: 'x'}
//! 3       …     Ada     …        label added     A      null    null
//! 7       …     null    null     property set    name   'x'     'y'
//! ```

use std::ops::ControlFlow;
use std::sync::Arc;

use super::commit::Commits;
use super::history::instant;
use crate::graph::{Change, KeyId, LabelId, Tokens};
use crate::storage::{Content, StorageError};
use crate::value::{Map, NodeId, RelId, Value};

/// What a history is asked of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Element {
    /// A node.
    Node(NodeId),
    /// A relationship.
    Relationship(RelId),
}

impl Element {
    /// The element that a value is.
    pub(super) fn of(value: &Value) -> Option<Self> {
        match value {
            Value::Node(id) => Some(Self::Node(*id)),
            Value::Relationship(id) => Some(Self::Relationship(*id)),
            _ => None,
        }
    }
}

/// Change, key, before and after.
type Event = (&'static str, Value, Value, Value);

impl Commits {
    /// The rows of `db.history`, oldest first; none without a store.
    pub(super) fn history_of(&self, element: Element, tokens: &Tokens) -> Result<Vec<Vec<Value>>, StorageError> {
        let mut rows = Vec::new();
        let Some(store) = self.store() else { return Ok(rows) };
        let text = |text: &Option<String>| text.as_deref().map_or(Value::Null, Value::string);
        store.history(1, &mut |record| {
            let Content::Changes(changes) = &record.content else { return ControlFlow::Continue(()) };
            for (change, key, before, after) in changes.iter().flat_map(|change| events(change, element, tokens)) {
                let (number, time) =
                    (Value::Integer(record.sequence as i64), Value::DateTime(instant(record.time).into()));
                let (author, message) = (text(&record.author), text(&record.message));
                rows.push(vec![number, time, author, message, Value::string(change), key, before, after]);
            }
            ControlFlow::Continue(())
        })?;
        Ok(rows)
    }
}

/// What a change did to an element; mostly nothing.
fn events(change: &Change, element: Element, tokens: &Tokens) -> Vec<Event> {
    let map = |properties: &[(KeyId, Value)]| {
        let named = properties.iter().map(|(key, value)| (tokens.key_name(*key), value.clone()));
        Value::Map(Arc::new(named.collect::<Map>()))
    };
    let label = |label: LabelId| Value::String(tokens.label_name(label));
    let labels = |what: &'static str, all: &[LabelId]| -> Vec<Event> {
        all.iter().map(|one| (what, label(*one), Value::Null, Value::Null)).collect()
    };
    let property = |key: KeyId, before: &Value, after: &Value| -> Vec<Event> {
        let what = if after.is_null() { "property removed" } else { "property set" };
        vec![(what, Value::String(tokens.key_name(key)), before.clone(), after.clone())]
    };
    match (element, change) {
        (Element::Node(node), Change::CreateNode { id, labels: given, properties }) if *id == node => {
            let mut events = vec![("created", Value::Null, Value::Null, map(properties))];
            events.extend(labels("label added", given));
            events
        }
        (Element::Node(node), Change::DeleteNode { id, labels: had, properties }) if *id == node => {
            let mut events = labels("label removed", had);
            events.push(("deleted", Value::Null, map(properties), Value::Null));
            events
        }
        (Element::Node(node), Change::AddLabel { id, label }) if *id == node => labels("label added", &[*label]),
        (Element::Node(node), Change::RemoveLabel { id, label }) if *id == node => labels("label removed", &[*label]),
        (Element::Node(node), Change::SetNodeProperty { id, key, before, after }) if *id == node => {
            property(*key, before, after)
        }
        (Element::Relationship(rel), Change::CreateRel { id, properties, .. }) if *id == rel => {
            vec![("created", Value::Null, Value::Null, map(properties))]
        }
        (Element::Relationship(rel), Change::DeleteRel { id, properties, .. }) if *id == rel => {
            vec![("deleted", Value::Null, map(properties), Value::Null)]
        }
        (Element::Relationship(rel), Change::SetRelProperty { id, key, before, after }) if *id == rel => {
            property(*key, before, after)
        }
        _ => Vec::new(),
    }
}
