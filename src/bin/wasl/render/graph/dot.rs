//! The graph in the language of Graphviz.
//!
//! ```text
//! digraph wasl {
//!   n7 [label="Ada", fillcolor="#4e79a7"];
//!   n7 -> n9 [label="KNOWS"];
//! }
//! ```

use std::io::{self, Write};

use wasl::Value;

use super::caption::caption;
use super::gather::{Graph, class};
use crate::render::cell::plain;
use crate::render::elements::NoElements;
use crate::render::palette::colour;

/// The format `dot`.
pub(in crate::render) fn dot(graph: &Graph, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "digraph wasl {{")?;
    writeln!(out, "  graph [overlap=false, splines=true];")?;
    writeln!(out, "  node [shape=ellipse, style=filled, fontname=\"sans-serif\", color=\"#00000000\"];")?;
    writeln!(out, "  edge [fontname=\"sans-serif\", fontsize=10, color=\"#888888\"];")?;
    let classes = graph.classes();
    for node in &graph.nodes {
        let own = class(node);
        let place = classes.iter().position(|(name, _)| *name == own).unwrap_or(0);
        let labels: String = node.labels.iter().map(|label| format!(":{label}")).collect();
        let properties = plain(&Value::map(node.properties.clone()), &NoElements).into_owned();
        writeln!(
            out,
            "  n{} [label={}, fillcolor=\"{}\", tooltip={}];",
            node.id.0,
            quoted(&caption(node)),
            colour(place),
            quoted(&format!("{labels} {properties}"))
        )?;
    }
    for rel in &graph.relationships {
        writeln!(out, "  n{} -> n{} [label={}];", rel.start.0, rel.end.0, quoted(&rel.rel_type))?;
    }
    writeln!(out, "}}")
}

/// A string of the language; Graphviz knows no escape but that of the quote and its own layout marks.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            c if c.is_control() => quoted.push(' '),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}
