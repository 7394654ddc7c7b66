//! Statements that make the graph again, in a store that need not be empty.
//!
//! ```text
//! CREATE (n0:Person {name: 'Ada'}), …;
//! ```
//! A statement makes some hundred elements; nodes are found again by a property that is taken away at the end.

use std::io::Write;

use wasl::{Map, Session, Value};

use super::elements::{Failure, each_node, each_relationship};
use crate::render::{expression_text, name};

/// Elements that one statement makes.
const BATCH: usize = 200;
/// The property by which relationships find their ends, and the label whose index makes that quick.
const MARK: &str = "`wasl export`";

/// Writes nodes, then relationships, then takes the marks away; between `:begin` and `:commit`.
pub(super) fn write(session: &mut Session, out: &mut dyn Write) -> Result<(), Failure> {
    writeln!(out, "CREATE INDEX `wasl export` IF NOT EXISTS FOR (n:{MARK}) ON (n.{MARK});")?;
    writeln!(out, ":begin")?;
    let mut batch = Batch::new("CREATE\n  ");
    each_node(session, |node| {
        let labels: String = node.labels.iter().map(|label| format!(":{}", name(label))).collect();
        let mark = format!("{MARK}: {}", node.id.0);
        batch.add(&format!("({labels}:{MARK} {})", map(&node.properties, Some(mark))), out)
    })?;
    batch.end(out)?;
    each_relationship(session, |rel| {
        writeln!(
            out,
            "MATCH (a:{MARK} {{{MARK}: {}}}), (b:{MARK} {{{MARK}: {}}}) CREATE (a)-[:{}{}]->(b);",
            rel.start.0,
            rel.end.0,
            name(&rel.rel_type),
            if rel.properties.is_empty() { String::new() } else { format!(" {}", map(&rel.properties, None)) }
        )?;
        Ok(())
    })?;
    writeln!(out, "MATCH (n:{MARK}) REMOVE n:{MARK}, n.{MARK};\n:commit\nDROP INDEX `wasl export`;")?;
    Ok(())
}

fn map(properties: &Map, mark: Option<String>) -> String {
    let entry = |(key, value): (&std::sync::Arc<str>, &Value)| format!("{}: {}", name(key), expression_text(value));
    let entries: Vec<String> = properties.iter().map(entry).chain(mark).collect();
    format!("{{{}}}", entries.join(", "))
}

/// Gathers the parts of one statement.
struct Batch {
    head: &'static str,
    count: usize,
}

impl Batch {
    fn new(head: &'static str) -> Self {
        Self { head, count: 0 }
    }

    fn add(&mut self, part: &str, out: &mut dyn Write) -> Result<(), Failure> {
        if self.count == BATCH {
            self.end(out)?;
        }
        write!(out, "{}{part}", if self.count == 0 { self.head } else { ",\n  " })?;
        self.count += 1;
        Ok(())
    }

    fn end(&mut self, out: &mut dyn Write) -> Result<(), Failure> {
        if self.count > 0 {
            writeln!(out, ";")?;
        }
        self.count = 0;
        Ok(())
    }
}
