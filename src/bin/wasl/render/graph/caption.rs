//! What is written on a node: the name that people give it.

use wasl::{NodeData, Value};

use crate::render::cell::{NAMES, plain};
use crate::render::elements::NoElements;
use crate::render::width::cut;

/// Columns of a caption before it is cut.
const WIDTH: usize = 40;

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
