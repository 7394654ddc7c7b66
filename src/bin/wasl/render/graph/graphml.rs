//! GraphML, which networkx, Gephi, yEd, igraph and Neo4j read; `wasl import --graphml` reads it back exactly.
//!
//! ```text
//! <key id="n1" for="node" attr.name="born" attr.type="string" wasl:type="date"/>
//! <node id="n7"><data key="labels">:Person</data><data key="n1">1815-12-10</data></node>
//! <edge id="e3" source="n7" target="n9"><data key="label">KNOWS</data></edge>
//! ```
//! A property has a key for each type it comes in. What GraphML has no type for is text, and `wasl:type` says of what:
//! a temporal type, `json` for lists that JSON holds exactly, `expression` for the rest.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::Arc;

use wasl::{Map, Value};

use super::gather::Graph;
use super::xml::xml;
use crate::render::cell::{float, iso};
use crate::render::cypher::{constructor, expression_text};
use crate::render::elements::NoElements;
use crate::render::json::{is_json, json_text};

/// Name and type of a property.
type Key = (Arc<str>, &'static str);

/// The format `graphml`.
pub(in crate::render) fn graphml(graph: &Graph, out: &mut dyn Write) -> io::Result<()> {
    let nodes = keys(graph.nodes.iter().map(|node| &node.properties));
    let rels = keys(graph.relationships.iter().map(|rel| &rel.properties));
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(
        out,
        "<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\" xmlns:wasl=\"urn:wasl:graphml\" \
         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" \
         xsi:schemaLocation=\"http://graphml.graphdrawing.org/xmlns \
         http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd\">"
    )?;
    writeln!(out, "<key id=\"labels\" for=\"node\" attr.name=\"labels\" attr.type=\"string\"/>")?;
    writeln!(out, "<key id=\"label\" for=\"edge\" attr.name=\"label\" attr.type=\"string\"/>")?;
    declare(&nodes, "n", "node", out)?;
    declare(&rels, "e", "edge", out)?;
    writeln!(out, "<graph id=\"G\" edgedefault=\"directed\">")?;
    for node in &graph.nodes {
        let labels: String = node.labels.iter().map(|label| format!(":{label}")).collect();
        write!(out, "<node id=\"n{}\"><data key=\"labels\">{}</data>", node.id.0, xml(&labels))?;
        properties(&nodes, "n", &node.properties, out)?;
        writeln!(out, "</node>")?;
    }
    for rel in &graph.relationships {
        let (id, start, end) = (rel.id.0, rel.start.0, rel.end.0);
        write!(out, "<edge id=\"e{id}\" source=\"n{start}\" target=\"n{end}\">")?;
        write!(out, "<data key=\"label\">{}</data>", xml(&rel.rel_type))?;
        properties(&rels, "e", &rel.properties, out)?;
        writeln!(out, "</edge>")?;
    }
    writeln!(out, "</graph>\n</graphml>")
}

/// The keys that occur, by number.
fn keys<'a>(maps: impl Iterator<Item = &'a Map>) -> BTreeMap<Key, usize> {
    let mut keys = BTreeMap::new();
    for (name, value) in maps.flatten() {
        keys.entry((name.clone(), kind(value))).or_insert(0);
    }
    keys.values_mut().enumerate().for_each(|(number, slot)| *slot = number);
    keys
}

fn declare(keys: &BTreeMap<Key, usize>, prefix: &str, of: &str, out: &mut dyn Write) -> io::Result<()> {
    for ((name, kind), number) in keys {
        let (known, more) = match *kind {
            "boolean" | "long" | "double" | "string" => (*kind, String::new()),
            other => ("string", format!(" wasl:type=\"{other}\"")),
        };
        let name = xml(name);
        writeln!(out, "<key id=\"{prefix}{number}\" for=\"{of}\" attr.name=\"{name}\" attr.type=\"{known}\"{more}/>")?;
    }
    Ok(())
}

fn properties(keys: &BTreeMap<Key, usize>, prefix: &str, map: &Map, out: &mut dyn Write) -> io::Result<()> {
    for (name, value) in map {
        let kind = kind(value);
        let Some(number) = keys.get(&(name.clone(), kind)) else { continue };
        write!(out, "<data key=\"{prefix}{number}\">{}</data>", xml(&text(value, kind)))?;
    }
    Ok(())
}

/// The type of a value: one of GraphML, or what `wasl:type` says.
pub(super) fn kind(value: &Value) -> &'static str {
    match value {
        Value::Boolean(_) => "boolean",
        Value::Integer(_) => "long",
        Value::Float(_) => "double",
        Value::String(_) => "string",
        value if is_json(value) => "json",
        value => constructor(value).unwrap_or("expression"),
    }
}

/// The text of a value of that kind.
pub(super) fn text(value: &Value, kind: &str) -> String {
    match value {
        Value::String(text) => text.to_string(),
        Value::Float(number) if number.is_nan() => "NaN".to_owned(),
        Value::Float(number) if number.is_infinite() => if *number > 0.0 { "INF" } else { "-INF" }.to_owned(),
        Value::Float(number) => float(*number),
        value if kind == "json" => json_text(value, &NoElements),
        value if kind == "expression" => expression_text(value),
        value => iso(value),
    }
}
