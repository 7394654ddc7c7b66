//! JSON: one object a statement (`json`), or one a row (`jsonl`).
//!
//! ```text
//! {"columns":["n"],"rows":[[{"id":7,"labels":["Person"],"properties":{"name":"Ada"}}]],"stats":{…},"time_us":{…}}
//! {"n":{"id":7,"labels":["Person"],"properties":{"name":"Ada"}}}
//! ```
//! Integers are exact, temporal values are ISO 8601 strings, NaN and the infinities are strings. Rows are written as
//! they come; when an error ends them early, the `json` object is closed with a key `error`, so that it stays readable.

use std::io::{self, Write};
use std::time::Duration;

use serde::Serialize;
use serde::ser::{SerializeMap, SerializeSeq, Serializer};
use wasl::{Counters, Map, NodeId, Path, RelId, Value};

use super::cell::{float, iso};
use super::elements::Elements;
use super::renderer::{Ending, Renderer};

/// The format `json`.
#[derive(Default)]
pub(super) struct Json {
    rows: u64,
}

impl Renderer for Json {
    fn begin(&mut self, columns: &[String], out: &mut dyn Write) -> io::Result<()> {
        out.write_all(b"{\"columns\":")?;
        serde_json::to_writer(&mut *out, columns)?;
        out.write_all(b",\"rows\":[")
    }

    fn row(&mut self, row: &[Value], elements: &dyn Elements, out: &mut dyn Write) -> io::Result<()> {
        if self.rows > 0 {
            out.write_all(b",")?;
        }
        self.rows += 1;
        Ok(serde_json::to_writer(out, &Sequence { items: row, elements })?)
    }

    fn finish(&mut self, ending: &Ending<'_>, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(b"],\"stats\":")?;
        serde_json::to_writer(&mut *out, &Stats(ending.counters))?;
        let [parse, plan, execute] = micros([ending.times.parse, ending.times.plan, ending.times.execute]);
        write!(out, ",\"time_us\":{{\"parse\":{parse},\"plan\":{plan},\"execute\":{execute}}}")?;
        if let Some(error) = &ending.error {
            write!(out, ",\"error\":{error}")?;
        }
        out.write_all(b"}\n")
    }
}

/// Times that follow each other in whole microseconds, of which the sum is that of the times, rounded.
fn micros<const N: usize>(times: [Duration; N]) -> [u128; N] {
    let rounded = |time: Duration| (time.as_nanos() + 500) / 1000;
    let mut until = Duration::ZERO;
    times.map(|time| {
        let from = until;
        until = until.saturating_add(time);
        rounded(until) - rounded(from)
    })
}

/// The format `jsonl`.
#[derive(Default)]
pub(super) struct JsonLines {
    columns: Vec<String>,
}

impl Renderer for JsonLines {
    fn begin(&mut self, columns: &[String], _: &mut dyn Write) -> io::Result<()> {
        self.columns = columns.to_vec();
        Ok(())
    }

    fn row(&mut self, row: &[Value], elements: &dyn Elements, out: &mut dyn Write) -> io::Result<()> {
        serde_json::to_writer(&mut *out, &Row { columns: &self.columns, cells: row, elements })?;
        out.write_all(b"\n")
    }

    fn finish(&mut self, _: &Ending<'_>, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
}

/// A value as one line of JSON.
pub(crate) fn json_text(value: &Value, elements: &dyn Elements) -> String {
    // A value has no form that JSON lacks, and a string takes every byte.
    serde_json::to_string(&Cell { value, elements }).unwrap_or_default()
}

struct Stats<'a>(&'a Counters);

impl Serialize for Stats<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let counters = self.0;
        let mut map = serializer.serialize_map(Some(11))?;
        map.serialize_entry("nodes_created", &counters.nodes_created)?;
        map.serialize_entry("nodes_deleted", &counters.nodes_deleted)?;
        map.serialize_entry("relationships_created", &counters.relationships_created)?;
        map.serialize_entry("relationships_deleted", &counters.relationships_deleted)?;
        map.serialize_entry("properties_set", &counters.properties_set)?;
        map.serialize_entry("labels_added", &counters.labels_added)?;
        map.serialize_entry("labels_removed", &counters.labels_removed)?;
        map.serialize_entry("indexes_added", &counters.indexes_added)?;
        map.serialize_entry("indexes_removed", &counters.indexes_removed)?;
        map.serialize_entry("constraints_added", &counters.constraints_added)?;
        map.serialize_entry("constraints_removed", &counters.constraints_removed)?;
        map.end()
    }
}

struct Row<'a> {
    columns: &'a [String],
    cells: &'a [Value],
    elements: &'a dyn Elements,
}

impl Serialize for Row<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let cells = self.cells.iter().map(|value| Cell { value, elements: self.elements });
        serializer.collect_map(self.columns.iter().zip(cells))
    }
}

struct Sequence<'a> {
    items: &'a [Value],
    elements: &'a dyn Elements,
}

impl Serialize for Sequence<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let wanted = self.items.iter().take_while(|_| !self.elements.has_enough(0));
        serializer.collect_seq(wanted.map(|value| Cell { value, elements: self.elements }))
    }
}

struct Properties<'a> {
    map: &'a Map,
    elements: &'a dyn Elements,
}

impl Serialize for Properties<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let entries = self.map.iter().map(|(key, value)| (&**key, Cell { value, elements: self.elements }));
        serializer.collect_map(entries)
    }
}

struct Cell<'a> {
    value: &'a Value,
    elements: &'a dyn Elements,
}

impl Serialize for Cell<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let elements = self.elements;
        match self.value {
            Value::Null => serializer.serialize_unit(),
            Value::Boolean(flag) => serializer.serialize_bool(*flag),
            Value::Integer(number) => serializer.serialize_i64(*number),
            Value::Float(number) if number.is_finite() => serializer.serialize_f64(*number),
            Value::Float(number) => serializer.serialize_str(&float(*number)),
            Value::String(text) => serializer.serialize_str(text),
            Value::List(items) => Sequence { items, elements }.serialize(serializer),
            Value::Map(map) => Properties { map, elements }.serialize(serializer),
            Value::Node(id) => Node { id: *id, elements }.serialize(serializer),
            Value::Relationship(id) => Relationship { id: *id, elements }.serialize(serializer),
            Value::Path(path) => Walk { path, elements }.serialize(serializer),
            temporal => serializer.serialize_str(&iso(temporal)),
        }
    }
}

struct Node<'a> {
    id: NodeId,
    elements: &'a dyn Elements,
}

impl Serialize for Node<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("id", &self.id.0)?;
        match self.elements.node(self.id) {
            Some(node) => {
                map.serialize_entry("labels", &Names(&node.labels))?;
                map.serialize_entry("properties", &Properties { map: &node.properties, elements: self.elements })?;
            }
            None => map.serialize_entry("deleted", &true)?,
        }
        map.end()
    }
}

struct Names<'a>(&'a [std::sync::Arc<str>]);

impl Serialize for Names<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(|name| &**name))
    }
}

struct Relationship<'a> {
    id: RelId,
    elements: &'a dyn Elements,
}

impl Serialize for Relationship<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("id", &self.id.0)?;
        match self.elements.relationship(self.id) {
            Some(rel) => {
                map.serialize_entry("type", &*rel.rel_type)?;
                map.serialize_entry("start", &rel.start.0)?;
                map.serialize_entry("end", &rel.end.0)?;
                map.serialize_entry("properties", &Properties { map: &rel.properties, elements: self.elements })?;
            }
            None => map.serialize_entry("deleted", &true)?,
        }
        map.end()
    }
}

struct Walk<'a> {
    path: &'a Path,
    elements: &'a dyn Elements,
}

struct Nodes<'a>(&'a Walk<'a>);
struct Relationships<'a>(&'a Walk<'a>);

impl Serialize for Walk<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("nodes", &Nodes(self))?;
        map.serialize_entry("relationships", &Relationships(self))?;
        map.end()
    }
}

impl Serialize for Nodes<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut seq = serializer.serialize_seq(Some(self.0.path.nodes.len()))?;
        for id in &self.0.path.nodes {
            seq.serialize_element(&Node { id: *id, elements: self.0.elements })?;
        }
        seq.end()
    }
}

impl Serialize for Relationships<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut seq = serializer.serialize_seq(Some(self.0.path.relationships.len()))?;
        for id in &self.0.path.relationships {
            seq.serialize_element(&Relationship { id: *id, elements: self.0.elements })?;
        }
        seq.end()
    }
}

/// Whether JSON says the value exactly.
pub(crate) fn is_json(value: &Value) -> bool {
    match value {
        Value::Null | Value::Boolean(_) | Value::Integer(_) | Value::String(_) => true,
        Value::Float(number) => number.is_finite(),
        Value::List(items) => items.iter().all(is_json),
        Value::Map(map) => map.values().all(is_json),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::micros;

    #[test]
    fn parts_of_microseconds_are_not_lost_from_the_sum() {
        let nanos = |times: [u64; 3]| micros(times.map(Duration::from_nanos));
        assert_eq!(nanos([400, 400, 400]), [0, 1, 0]);
        assert_eq!(nanos([999, 999, 999]), [1, 1, 1]);
        assert_eq!(nanos([100, 200, 100]), [0, 0, 0]);
        assert_eq!(nanos([5_000, 0, 1_500]), [5, 0, 2]);
    }
}
