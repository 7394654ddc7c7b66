//! A directory of CSV files with the headers of neo4j-admin: a file for each set of labels, a file for each type.
//!
//! ```text
//! nodes-Person.csv        :ID,:LABEL,name:string,born:date
//! relationships-KNOWS.csv :START_ID,:END_ID,:TYPE,since:int
//! ```
//! A column has one type. Where values of one property have several, or one that headers have no name for, the column
//! is of text, and that is said. An empty string is `""`, an absent value nothing.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

use wasl::{Session, Value};

use super::elements::Failure;
use super::sheets::{Head, Sheet, sheets};
use crate::new_file::{NewFile, NewFiles};
use crate::render::{NoElements, constructor, csv_cell};

/// Writes every file and says how to load them.
pub(super) fn write(session: &mut Session, directory: &Path) -> Result<Vec<String>, Failure> {
    let sheets = sheets(session)?;
    let mut files = NewFiles::within(directory)?;
    let mut notes = Vec::new();
    let mut command = String::from("wasl import NEW");
    for sheet in &sheets {
        let path = directory.join(format!("{}.csv", sheet.name));
        files.add(write_sheet(sheet, &path, &mut notes)?);
        let option = if sheet.of_nodes { "--nodes" } else { "--relationships" };
        command.push_str(&format!(" {option} '{}'", path.display()));
    }
    files.keep()?;
    notes.push(format!("to load these files: {command}"));
    Ok(notes)
}

fn write_sheet(sheet: &Sheet, path: &Path, notes: &mut Vec<String>) -> Result<NewFile, Failure> {
    let mut columns: BTreeMap<&str, Kind> = BTreeMap::new();
    for (key, value) in sheet.rows.iter().flat_map(|(_, properties)| properties) {
        let kind = kind(value);
        columns.entry(key).and_modify(|known| *known = known.with(kind)).or_insert(kind);
    }
    let mut out = NewFile::create(path)?;
    let fixed = if sheet.of_nodes { ":ID,:LABEL" } else { ":START_ID,:END_ID,:TYPE" };
    let heads = columns.iter().map(|(key, kind)| csv_cell(&format!("{key}:{}", kind.header())));
    let heads: Vec<String> = std::iter::once(fixed.to_owned()).chain(heads).collect();
    writeln!(out, "{}", heads.join(","))?;
    for (head, properties) in &sheet.rows {
        let cells = match head {
            Head::Node { id, labels } => vec![id.0.to_string(), labels.join(";")],
            Head::Relationship { start, end, rel_type } => {
                vec![start.0.to_string(), end.0.to_string(), rel_type.to_string()]
            }
        };
        let values = columns.iter().map(|(key, kind)| properties.get(*key).map_or(String::new(), |v| kind.cell(v)));
        let plain = |cell: &String| if cell.is_empty() { String::new() } else { csv_cell(cell) };
        let cells: Vec<String> = cells.iter().map(plain).chain(values).collect();
        writeln!(out, "{}", cells.join(","))?;
    }
    out.flush()?;
    for (key, _) in columns.iter().filter(|(_, kind)| **kind == Kind::Mixed) {
        notes.push(format!("{}: `{key}` has values of several types, written as text", path.display()));
    }
    Ok(out)
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
