//! What is written on a node, and the colours of labels.

use wasl::{NodeData, Value};

use crate::render::cell::plain;
use crate::render::elements::NoElements;
use crate::render::width::cut;

/// Keys that name a thing, the best first.
const NAMES: [&str; 6] = ["name", "title", "label", "caption", "id", "key"];
/// Columns of a caption before it is cut.
const WIDTH: usize = 40;

/// Ten colours that can be told apart, on white and on black, by people who see colours differently too.
const COLOURS: [&str; 10] = [
    "#4e79a7", "#f28e2b", "#59a14f", "#b07aa1", "#e15759", "#76b7b2", "#edc948", "#9c755f", "#ff9da7", "#bab0ac",
];

/// What people call the node: its name, else its first text, else its label and number.
pub(super) fn caption(node: &NodeData) -> String {
    let named = NAMES.iter().find_map(|key| node.properties.get(*key));
    let text = || node.properties.values().find(|value| matches!(value, Value::String(_)));
    match named.filter(|value| !value.is_null()).or_else(text) {
        Some(value) => cut(&plain(value, &NoElements), WIDTH).into_owned(),
        None => match node.labels.first() {
            Some(label) => format!("{label} {}", node.id.0),
            None => node.id.0.to_string(),
        },
    }
}

/// The colour of the class that stands at this place among the classes; few are told apart best.
pub(super) fn colour(place: usize) -> &'static str {
    COLOURS.get(place % COLOURS.len()).copied().unwrap_or("#888888")
}
