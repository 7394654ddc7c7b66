//! A directory of CSV files with the headers of neo4j-admin: a file for each set of labels, a file for each type.
//!
//! ```text
//! nodes-Person.csv        :ID,:LABEL,name:string,born:date
//! relationships-KNOWS.csv :START_ID,:END_ID,:TYPE,since:int
//! ```
//! A column has one type. Where values of one property have several, or one that headers have no name for, the column
//! is of text, and that is said. An empty string is `""`, an absent value nothing.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;
use std::sync::Arc;

use wasl::{Map, Session, Value};

use super::elements::{Failure, each_node, each_relationship};
use crate::render::{NoElements, constructor, csv_cell};

/// The rows of one file: the cells that every row has, and its properties.
#[derive(Default)]
struct Sheet {
    rows: Vec<(Vec<String>, Map)>,
}

/// Writes every file and says how to load them.
pub(super) fn write(session: &mut Session, directory: &Path) -> Result<Vec<String>, Failure> {
    let mut nodes: BTreeMap<Vec<Arc<str>>, Sheet> = BTreeMap::new();
    each_node(session, |node| {
        let labels = node.labels.join(";");
        let sheet = nodes.entry(node.labels).or_default();
        sheet.rows.push((vec![node.id.0.to_string(), labels], node.properties));
        Ok(())
    })?;
    let mut rels: BTreeMap<Arc<str>, Sheet> = BTreeMap::new();
    each_relationship(session, |rel| {
        let cells = vec![rel.start.0.to_string(), rel.end.0.to_string(), rel.rel_type.to_string()];
        rels.entry(rel.rel_type).or_default().rows.push((cells, rel.properties));
        Ok(())
    })?;
    fs::create_dir_all(directory)?;
    let mut notes = Vec::new();
    let mut command = String::from("wasl import NEW");
    let mut taken = Vec::new();
    for (labels, sheet) in &nodes {
        let name = file_name("nodes", &labels.join("-"), &mut taken);
        sheet.write(&directory.join(&name), &[":ID", ":LABEL"], &mut notes)?;
        command.push_str(&format!(" --nodes '{}'", directory.join(name).display()));
    }
    for (rel_type, sheet) in &rels {
        let name = file_name("relationships", rel_type, &mut taken);
        sheet.write(&directory.join(&name), &[":START_ID", ":END_ID", ":TYPE"], &mut notes)?;
        command.push_str(&format!(" --relationships '{}'", directory.join(name).display()));
    }
    notes.push(format!("to load these files: {command}"));
    Ok(notes)
}

/// A name that every file system takes, and no other file has.
fn file_name(kind: &str, of: &str, taken: &mut Vec<String>) -> String {
    let safe: String = of.chars().map(|c| if c.is_alphanumeric() || "_-".contains(c) { c } else { '_' }).collect();
    let safe: String = safe.chars().take(80).collect();
    let plain = if safe.is_empty() { kind.to_owned() } else { format!("{kind}-{safe}") };
    let mut name = format!("{plain}.csv");
    let mut number = 2;
    while taken.contains(&name.to_lowercase()) {
        name = format!("{plain}-{number}.csv");
        number += 1;
    }
    taken.push(name.to_lowercase());
    name
}

impl Sheet {
    fn write(&self, path: &Path, fixed: &[&str], notes: &mut Vec<String>) -> Result<(), Failure> {
        let mut columns: BTreeMap<&str, Kind> = BTreeMap::new();
        for (key, value) in self.rows.iter().flat_map(|(_, properties)| properties) {
            let kind = kind(value);
            columns.entry(key).and_modify(|known| *known = known.with(kind)).or_insert(kind);
        }
        let mut out = BufWriter::new(File::create(path)?);
        let heads = columns.iter().map(|(key, kind)| csv_cell(&format!("{key}:{}", kind.header())));
        let heads: Vec<String> = fixed.iter().map(|head| (*head).to_owned()).chain(heads).collect();
        writeln!(out, "{}", heads.join(","))?;
        for (cells, properties) in &self.rows {
            let values = columns.iter().map(|(key, kind)| properties.get(*key).map_or(String::new(), |v| kind.cell(v)));
            let plain = |cell: &String| if cell.is_empty() { String::new() } else { csv_cell(cell) };
            let cells: Vec<String> = cells.iter().map(plain).chain(values).collect();
            writeln!(out, "{}", cells.join(","))?;
        }
        out.flush()?;
        for (key, _) in columns.iter().filter(|(_, kind)| **kind == Kind::Mixed) {
            notes.push(format!("{}: `{key}` has values of several types, written as text", path.display()));
        }
        Ok(())
    }
}

/// The type of a column.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    One(&'static str),
    ListOf(&'static str),
    EmptyList,
    Mixed,
}

impl Kind {
    fn with(self, other: Self) -> Self {
        match (self, other) {
            (a, b) if a == b => a,
            (Self::EmptyList, Self::ListOf(kind)) | (Self::ListOf(kind), Self::EmptyList) => Self::ListOf(kind),
            _ => Self::Mixed,
        }
    }

    fn header(self) -> String {
        match self {
            Self::One(name) => name.to_owned(),
            Self::ListOf(name) => format!("{name}[]"),
            Self::EmptyList => "string[]".to_owned(),
            Self::Mixed => "string".to_owned(),
        }
    }

    fn cell(self, value: &Value) -> String {
        match (self, value) {
            (Self::ListOf(_), Value::List(items)) => csv_cell(&items.iter().map(text).collect::<Vec<_>>().join(";")),
            (Self::EmptyList, _) => String::new(),
            (_, Value::String(text)) if text.is_empty() => "\"\"".to_owned(),
            (_, value) => csv_cell(&text(value)),
        }
    }
}

/// The type that a value asks of its column.
fn kind(value: &Value) -> Kind {
    let scalar = |value: &Value| match value {
        Value::Boolean(_) => Some("boolean"),
        Value::Integer(_) => Some("int"),
        Value::Float(_) => Some("float"),
        Value::String(_) => Some("string"),
        value => constructor(value),
    };
    match value {
        Value::List(items) => {
            let mut kinds = items.iter().map(scalar);
            match kinds.next() {
                None => Kind::EmptyList,
                // The separator cannot be told from one inside an element.
                Some(Some(first)) if kinds.all(|kind| kind == Some(first)) && !items.iter().any(holds_separator) => {
                    Kind::ListOf(first)
                }
                _ => Kind::Mixed,
            }
        }
        value => scalar(value).map_or(Kind::Mixed, Kind::One),
    }
}

fn holds_separator(value: &Value) -> bool {
    matches!(value, Value::String(text) if text.contains(';') || text.is_empty())
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.to_string(),
        Value::List(_) | Value::Map(_) => crate::render::json_text(value, &NoElements),
        value => value.to_string(),
    }
}
