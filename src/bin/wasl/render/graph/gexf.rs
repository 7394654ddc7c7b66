//! GEXF 1.3, Gephi's own format: labels and properties as attributes, colours and places as in our drawings.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::Arc;

use wasl::Map;

use super::caption::caption;
use super::gather::{Graph, class};
use super::graphml::{kind, text};
use super::layout::layout;
use super::xml::xml;
use crate::render::palette::colour;

/// Name and type of a property.
type Key = (Arc<str>, &'static str);

/// The format `gexf`.
pub(in crate::render) fn gexf(graph: &Graph, out: &mut dyn Write) -> io::Result<()> {
    let nodes = keys(graph.nodes.iter().map(|node| &node.properties), 1);
    let rels = keys(graph.relationships.iter().map(|rel| &rel.properties), 0);
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(
        out,
        "<gexf xmlns=\"http://gexf.net/1.3\" xmlns:viz=\"http://gexf.net/1.3/viz\" version=\"1.3\">\n\
         <graph defaultedgetype=\"directed\">"
    )?;
    writeln!(out, "<attributes class=\"node\">\n<attribute id=\"0\" title=\"labels\" type=\"string\"/>")?;
    declare(&nodes, out)?;
    writeln!(out, "</attributes>\n<attributes class=\"edge\">")?;
    declare(&rels, out)?;
    writeln!(out, "</attributes>\n<nodes>")?;
    let classes = graph.classes();
    let points = layout(graph.nodes.len(), &graph.links(), out)?;
    for (node, point) in graph.nodes.iter().zip(&points) {
        let labels: String = node.labels.iter().map(|label| format!(":{label}")).collect();
        let own = class(node);
        let place = classes.iter().position(|(name, _)| *name == own).unwrap_or(0);
        write!(out, "<node id=\"{}\" label=\"{}\"><attvalues>", node.id.0, xml(&caption(node)))?;
        write!(out, "<attvalue for=\"0\" value=\"{}\"/>", xml(&labels))?;
        values(&nodes, &node.properties, out)?;
        write!(out, "</attvalues><viz:color {}/>", channels(colour(place)))?;
        writeln!(out, "<viz:position x=\"{:.1}\" y=\"{:.1}\" z=\"0\"/></node>", point.x, point.y)?;
    }
    writeln!(out, "</nodes>\n<edges>")?;
    for rel in &graph.relationships {
        let (id, start, end, name) = (rel.id.0, rel.start.0, rel.end.0, xml(&rel.rel_type));
        write!(out, "<edge id=\"{id}\" source=\"{start}\" target=\"{end}\" label=\"{name}\" kind=\"{name}\">")?;
        write!(out, "<attvalues>")?;
        values(&rels, &rel.properties, out)?;
        writeln!(out, "</attvalues></edge>")?;
    }
    writeln!(out, "</edges>\n</graph>\n</gexf>")
}

/// The keys that occur, numbered from `first`.
fn keys<'a>(maps: impl Iterator<Item = &'a Map>, first: usize) -> BTreeMap<Key, usize> {
    let mut keys = BTreeMap::new();
    for (name, value) in maps.flatten() {
        keys.entry((name.clone(), known(kind(value)))).or_insert(0);
    }
    keys.values_mut().enumerate().for_each(|(number, slot)| *slot = first + number);
    keys
}

/// The type that GEXF has for a kind.
fn known(kind: &'static str) -> &'static str {
    if matches!(kind, "boolean" | "long" | "double") { kind } else { "string" }
}

fn declare(keys: &BTreeMap<Key, usize>, out: &mut dyn Write) -> io::Result<()> {
    for ((name, kind), number) in keys {
        writeln!(out, "<attribute id=\"{number}\" title=\"{}\" type=\"{kind}\"/>", xml(name))?;
    }
    Ok(())
}

fn values(keys: &BTreeMap<Key, usize>, map: &Map, out: &mut dyn Write) -> io::Result<()> {
    for (name, value) in map {
        let kind = kind(value);
        let Some(number) = keys.get(&(name.clone(), known(kind))) else { continue };
        write!(out, "<attvalue for=\"{number}\" value=\"{}\"/>", xml(&text(value, kind)))?;
    }
    Ok(())
}

/// `#4e79a7` as the attributes r, g and b.
fn channels(colour: &str) -> String {
    let channel = |from: usize| {
        colour.get(from..from + 2).and_then(|digits| u8::from_str_radix(digits, 16).ok()).unwrap_or_default()
    };
    format!("r=\"{}\" g=\"{}\" b=\"{}\"", channel(1), channel(3), channel(5))
}
