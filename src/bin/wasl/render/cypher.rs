//! A statement of the language that gives the same rows again: to paste into a batch file, a test or a report.
//!
//! ```text
//! UNWIND [
//!   {name: 'Ada', born: date('1815-12-10')},
//!   {name: 'Alan', born: date('1912-06-23')}
//! ] AS row
//! RETURN row.name AS name, row.born AS born;
//! ```
//! Nodes, relationships and paths become maps of the same shape as in JSON.

use std::fmt::Write as _;
use std::io::{self, Write};

use wasl::{Map, NodeId, RelId, Value};

use super::cell::{iso, name, write_value};
use super::elements::{Elements, NoElements};
use super::renderer::{Ending, Renderer};

/// The format `cypher`.
#[derive(Default)]
pub(super) struct Cypher {
    columns: Vec<String>,
    rows: u64,
}

impl Renderer for Cypher {
    fn begin(&mut self, columns: &[String], out: &mut dyn Write) -> io::Result<()> {
        self.columns = columns.iter().map(|column| name(column).into_owned()).collect();
        if columns.is_empty() { Ok(()) } else { out.write_all(b"UNWIND [") }
    }

    fn row(&mut self, row: &[Value], elements: &dyn Elements, out: &mut dyn Write) -> io::Result<()> {
        let mut text = String::from(if self.rows == 0 { "\n  {" } else { ",\n  {" });
        self.rows += 1;
        for (i, (column, value)) in self.columns.iter().zip(row).enumerate() {
            if i > 0 {
                text.push_str(", ");
            }
            text.push_str(column);
            text.push_str(": ");
            write_expression(&mut text, value, elements);
        }
        text.push('}');
        out.write_all(text.as_bytes())
    }

    fn finish(&mut self, _: &Ending<'_>, out: &mut dyn Write) -> io::Result<()> {
        if self.columns.is_empty() {
            return Ok(());
        }
        let end = if self.rows == 0 { "] AS row" } else { "\n] AS row" };
        let items: Vec<_> = self.columns.iter().map(|column| format!("row.{column} AS {column}")).collect();
        writeln!(out, "{end}\nRETURN {};", items.join(", "))
    }
}

/// An expression whose value is `value`, which holds no node, relationship or path.
pub(crate) fn expression_text(value: &Value) -> String {
    let mut text = String::new();
    write_expression(&mut text, value, &NoElements);
    text
}

/// Appends an expression whose value is `value`.
fn write_expression(text: &mut String, value: &Value, elements: &dyn Elements) {
    match value {
        Value::Float(number) if number.is_nan() => text.push_str("toFloat('NaN')"),
        Value::Float(number) if number.is_infinite() => {
            text.push_str(if *number > 0.0 { "toFloat('Infinity')" } else { "toFloat('-Infinity')" });
        }
        Value::List(items) => write_list(text, items.iter().take_while(|_| !elements.has_enough(0)), elements),
        Value::Map(map) => write_map(text, map, elements),
        Value::Node(id) => write_node(text, *id, elements),
        Value::Relationship(id) => write_relationship(text, *id, elements),
        Value::Path(path) => {
            text.push_str("{nodes: [");
            for (i, id) in path.nodes.iter().enumerate() {
                text.push_str(if i > 0 { ", " } else { "" });
                write_node(text, *id, elements);
            }
            text.push_str("], relationships: [");
            for (i, id) in path.relationships.iter().enumerate() {
                text.push_str(if i > 0 { ", " } else { "" });
                write_relationship(text, *id, elements);
            }
            text.push_str("]}");
        }
        other => match constructor(other) {
            Some(function) => {
                text.push_str(function);
                text.push_str("('");
                text.push_str(&iso(other));
                text.push_str("')");
            }
            None => write_value(text, other, &NoElements),
        },
    }
}

/// An expression whose value is the map.
pub(crate) fn map_text(map: &Map) -> String {
    let mut text = String::new();
    write_map(&mut text, map, &NoElements);
    text
}

/// The function that makes a temporal value of its ISO text: also the name of its type, where a format has none.
pub(crate) fn constructor(value: &Value) -> Option<&'static str> {
    Some(match value {
        Value::Date(_) => "date",
        Value::LocalTime(_) => "localtime",
        Value::Time(_) => "time",
        Value::LocalDateTime(_) => "localdatetime",
        Value::DateTime(_) => "datetime",
        Value::Duration(_) => "duration",
        _ => return None,
    })
}

fn write_list<'a>(text: &mut String, items: impl Iterator<Item = &'a Value>, elements: &dyn Elements) {
    text.push('[');
    for (i, item) in items.enumerate() {
        text.push_str(if i > 0 { ", " } else { "" });
        write_expression(text, item, elements);
    }
    text.push(']');
}

fn write_map(text: &mut String, map: &Map, elements: &dyn Elements) {
    text.push('{');
    for (i, (key, value)) in map.iter().enumerate() {
        text.push_str(if i > 0 { ", " } else { "" });
        text.push_str(&name(key));
        text.push_str(": ");
        write_expression(text, value, elements);
    }
    text.push('}');
}

fn write_node(text: &mut String, id: NodeId, elements: &dyn Elements) {
    let Some(node) = elements.node(id) else {
        text.push_str("null");
        return;
    };
    let labels: Vec<_> = node.labels.iter().map(|label| Value::String(label.clone())).collect();
    // Writing to a string cannot fail.
    let _ = write!(text, "{{id: {}, labels: ", node.id.0);
    write_list(text, labels.iter(), elements);
    text.push_str(", properties: ");
    write_map(text, &node.properties, elements);
    text.push('}');
}

fn write_relationship(text: &mut String, id: RelId, elements: &dyn Elements) {
    let Some(rel) = elements.relationship(id) else {
        text.push_str("null");
        return;
    };
    // Writing to a string cannot fail.
    let _ = write!(text, "{{id: {}, type: ", rel.id.0);
    write_value(text, &Value::String(rel.rel_type), elements);
    let _ = write!(text, ", start: {}, end: {}, properties: ", rel.start.0, rel.end.0);
    write_map(text, &rel.properties, elements);
    text.push('}');
}
