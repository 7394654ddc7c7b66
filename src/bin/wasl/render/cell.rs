//! One value as text: plain for people (strings bare at the top), or as JSON; with what its ids stand for.
//!
//! ```text
//! plain   (:Person {name: 'Ada'})   [:HOLDS {since: 1843}]   (:A)-[:KNOWS]->(:B)   Ada   2026-01-27
//! ```

use std::borrow::Cow;
use std::sync::Arc;

use wasl::{Map, NodeId, Path, RelId, Value};

use super::elements::Elements;

/// Elements of a list between two questions whether its text is still wanted.
const STRIDE: usize = 1 << 12;

/// Keys that name a thing, the best first.
pub(super) const NAMES: [&str; 6] = ["name", "title", "label", "caption", "id", "key"];

/// A cell as people read it: strings without quotes, everything else in the notation of the language.
pub(super) fn plain<'a>(value: &'a Value, elements: &dyn Elements) -> Cow<'a, str> {
    match value {
        Value::String(text) => Cow::Borrowed(text),
        other => {
            let mut text = String::new();
            write_value(&mut text, other, elements);
            Cow::Owned(text)
        }
    }
}

/// As [`plain`], as a text of its own.
pub(crate) fn cell_text(value: &Value, elements: &dyn Elements) -> String {
    plain(value, elements).into_owned()
}

/// Appends a value in the notation of the language, nodes and relationships as patterns.
pub(super) fn write_value(text: &mut String, value: &Value, elements: &dyn Elements) {
    match value {
        Value::Node(id) => write_node(text, *id, elements),
        Value::Relationship(id) => write_relationship(text, *id, elements),
        Value::Path(path) => write_path(text, path, elements),
        Value::List(items) => {
            text.push('[');
            for (i, item) in items.iter().enumerate() {
                if i.is_multiple_of(STRIDE) && elements.has_enough(text.len()) {
                    break;
                }
                separate(text, i);
                write_value(text, item, elements);
            }
            text.push(']');
        }
        Value::Map(map) => write_map(text, map, None, elements),
        other => text.push_str(&other.to_string()),
    }
}

/// Appends `{key: value, …}`, the key `first` before the others.
fn write_map(text: &mut String, map: &Map, first: Option<&str>, elements: &dyn Elements) {
    text.push('{');
    let head = first.and_then(|key| map.get_key_value(key));
    let others = map.iter().filter(|(key, _)| first != Some(&***key));
    for (i, (key, value)) in head.into_iter().chain(others).enumerate() {
        separate(text, i);
        text.push_str(&name(key));
        text.push_str(": ");
        write_value(text, value, elements);
    }
    text.push('}');
}

fn separate(text: &mut String, index: usize) {
    if index > 0 {
        text.push_str(", ");
    }
}

fn write_node(text: &mut String, id: NodeId, elements: &dyn Elements) {
    text.push('(');
    if let Some(node) = elements.node(id) {
        write_labels(text, &node.labels);
        if !node.properties.is_empty() {
            if !node.labels.is_empty() {
                text.push(' ');
            }
            let first = NAMES.into_iter().find(|key| elements.may_cut() && node.properties.contains_key(*key));
            write_map(text, &node.properties, first, elements);
        }
    } else {
        text.push_str("/* deleted */");
    }
    text.push(')');
}

fn write_labels(text: &mut String, labels: &[Arc<str>]) {
    for label in labels {
        text.push(':');
        text.push_str(&name(label));
    }
}

fn write_relationship(text: &mut String, id: RelId, elements: &dyn Elements) {
    text.push('[');
    if let Some(rel) = elements.relationship(id) {
        text.push(':');
        text.push_str(&name(&rel.rel_type));
        if !rel.properties.is_empty() {
            text.push(' ');
            write_map(text, &rel.properties, None, elements);
        }
    } else {
        text.push_str("/* deleted */");
    }
    text.push(']');
}

fn write_path(text: &mut String, path: &Path, elements: &dyn Elements) {
    let mut nodes = path.nodes.iter();
    let Some(mut here) = nodes.next() else { return };
    write_node(text, *here, elements);
    for (rel, next) in path.relationships.iter().zip(nodes) {
        if elements.has_enough(text.len()) {
            break;
        }
        let forward = elements.relationship(*rel).is_none_or(|data| data.start == *here);
        text.push_str(if forward { "-" } else { "<-" });
        write_relationship(text, *rel, elements);
        text.push_str(if forward { "->" } else { "-" });
        write_node(text, *next, elements);
        here = next;
    }
}

/// A name of the language, in backticks when it needs them.
pub(crate) fn name(name: &str) -> Cow<'_, str> {
    let mut chars = name.chars();
    let simple =
        chars.next().is_some_and(|c| c.is_alphabetic() || c == '_') && chars.all(|c| c.is_alphanumeric() || c == '_');
    if simple { Cow::Borrowed(name) } else { Cow::Owned(format!("`{}`", name.replace('`', "``"))) }
}

/// The text of a temporal value by ISO 8601, as JSON strings and CSV cells hold it.
pub(super) fn iso(value: &Value) -> String {
    value.to_string()
}

/// A double as the language writes it; NaN and the infinities by name.
pub(super) fn float(number: f64) -> String {
    if number.is_nan() {
        "NaN".to_owned()
    } else if number.is_infinite() {
        if number > 0.0 { "Infinity" } else { "-Infinity" }.to_owned()
    } else {
        Value::Float(number).to_string()
    }
}
