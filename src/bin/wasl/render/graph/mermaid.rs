//! The graph as a Mermaid flowchart, which Markdown pages of many places draw.
//!
//! ```text
//! flowchart LR
//!   n7("Ada"):::c0
//!   n7 -->|"KNOWS"| n9
//!   classDef c0 fill:#4e79a7
//! ```

use std::io::{self, Write};

use super::caption::caption;
use super::gather::{Graph, class};
use crate::render::palette::colour;
use crate::render::width::printable;

/// The format `mermaid`.
pub(in crate::render) fn mermaid(graph: &Graph, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "flowchart LR")?;
    let classes = graph.classes();
    for node in &graph.nodes {
        let own = class(node);
        let place = classes.iter().position(|(name, _)| *name == own).unwrap_or(0);
        writeln!(out, "  n{}(\"{}\"):::c{place}", node.id.0, escaped(&caption(node)))?;
    }
    for rel in &graph.relationships {
        writeln!(out, "  n{} -->|\"{}\"| n{}", rel.start.0, escaped(&rel.rel_type), rel.end.0)?;
    }
    for place in 0..classes.len() {
        writeln!(out, "  classDef c{place} fill:{},color:#000,stroke:#666", colour(place))?;
    }
    Ok(())
}

/// Text inside quotes: what Mermaid or HTML would read is written by its number.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in printable(text).chars() {
        match c {
            '"' | '#' | '&' | '<' | '>' | '`' | '\\' | '|' => safe.push_str(&format!("#{};", c as u32)),
            c => safe.push(c),
        }
    }
    safe
}
