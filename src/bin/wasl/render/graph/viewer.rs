//! The graph as one interactive page: drag, zoom, search, properties on a click, a legend that hides labels, dark and
//! light. It loads nothing: script, styles and data stand in the page, and its policy forbids any request.
//!
//! The page itself is `viewer.html` beside this file; the data are put into it at its mark.

use std::io::{self, Write};

use serde_json::{Map as Fields, Value as Json, json};
use wasl::Map;

use super::caption::caption;
use super::gather::{Graph, class};
use super::layout::layout;
use super::svg::radii;
use crate::render::cell::plain;
use crate::render::elements::NoElements;
use crate::render::palette::colour;

const PAGE: &str = include_str!("viewer.html");
const MARK: &str = "\"@DATA@\"";

/// The format `viewer`.
pub(in crate::render) fn viewer(graph: &Graph, out: &mut dyn Write) -> io::Result<()> {
    let (before, after) = PAGE.split_once(MARK).unwrap_or((PAGE, ""));
    let data = data(graph, out)?;
    out.write_all(before.as_bytes())?;
    out.write_all(safe(&data.to_string()).as_bytes())?;
    out.write_all(after.as_bytes())
}

/// JSON inside a script: nothing in it can end the script, or act on who reads the text of the page.
fn safe(json: &str) -> String {
    let acts = |c: char| c == '<' || c.is_control() || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let mut safe = String::with_capacity(json.len());
    for c in json.chars() {
        if acts(c) {
            // All of them have four digits.
            safe.push_str(&format!("\\u{:04x}", c as u32));
        } else {
            safe.push(c);
        }
    }
    safe
}

/// `{classes: [{name, colour, count}], nodes: [{id, labels, class, caption, x, y, r, properties}], links: [{from, to,
/// type, properties}]}`; properties as text of the language.
fn data(graph: &Graph, out: &mut dyn Write) -> io::Result<Json> {
    let links = graph.links();
    let points = layout(graph.nodes.len(), &links, out)?;
    let radii = radii(graph.nodes.len(), &links);
    let classes = graph.classes();
    let named = classes.iter().enumerate().map(|(place, (name, count))| {
        let name = if name.is_empty() { "no label" } else { name };
        json!({"name": name, "colour": colour(place), "count": count})
    });
    let named: Vec<Json> = named.collect();
    let mut nodes = Vec::with_capacity(graph.nodes.len());
    for (node, (point, radius)) in graph.nodes.iter().zip(points.iter().zip(&radii)) {
        // An empty text asks whether the page is still wanted.
        out.write_all(b"")?;
        let own = class(node);
        nodes.push(json!({
            "id": node.id.0,
            "labels": node.labels.iter().map(ToString::to_string).collect::<Vec<_>>(),
            "class": classes.iter().position(|(name, _)| *name == own),
            "caption": caption(node),
            "x": (point.x * 10.0).round() / 10.0,
            "y": (point.y * 10.0).round() / 10.0,
            "r": (radius * 10.0).round() / 10.0,
            "properties": properties(&node.properties),
        }));
    }
    let mut lines = Vec::with_capacity(links.len());
    for (rel, (from, to)) in graph.relationships.iter().zip(&links) {
        out.write_all(b"")?;
        let properties = properties(&rel.properties);
        lines.push(json!({"id": rel.id.0, "from": from, "to": to, "type": &*rel.rel_type, "properties": properties}));
    }
    Ok(json!({"classes": named, "nodes": nodes, "links": lines}))
}

fn properties(map: &Map) -> Json {
    let text = |(key, value): (&std::sync::Arc<str>, &wasl::Value)| {
        (key.to_string(), Json::String(plain(value, &NoElements).into_owned()))
    };
    Json::Object(map.iter().map(text).collect::<Fields<_, _>>())
}
