//! How golden scripts show rows, values, changes and errors: compact, exact, easy to write by hand.
//!
//! Rows are cells joined by ` | ` under a line of column names; no row is `(no rows)`. Nodes are `(:A {k: 1})`, relationships
//! `[:T {k: 1}]`, paths `<(:A)-[:T]->()>`; labels and keys in alphabetical order. Errors look as in the command,
//! without a file name.

use wasl::{Counters, Diagnostic, Error, NodeId, Records, RelId, Value};

/// The output of a statement that worked: rows when it has columns, then its changes, then its warnings.
pub(crate) fn records(text: &str, mut records: Records, sorted: bool) -> Result<Vec<String>, Error> {
    let mut lines = Vec::new();
    let columns = records.columns().to_vec();
    let is_plan = columns == ["plan"];
    loop {
        match records.next_row() {
            Ok(Some(row)) if is_plan => lines.extend(row.iter().map(plan_line)),
            Ok(Some(row)) => {
                let cells: Vec<String> = row.iter().map(|cell| value(cell, &records)).collect();
                lines.push(cells.join(" | "));
            }
            Ok(None) => break,
            Err(error) => return Err(error),
        }
    }
    if sorted {
        lines.sort();
    }
    if !columns.is_empty() {
        if lines.is_empty() {
            lines.push("(no rows)".to_owned());
        }
        if !is_plan {
            lines.insert(0, columns.join(" | "));
        }
    }
    let summary = records.summary();
    lines.extend(changes(&summary.counters));
    for warning in &summary.warnings {
        lines.extend(diagnostic("warning", text, warning));
    }
    if lines.is_empty() {
        lines.push("ok".to_owned());
    }
    Ok(lines)
}

/// A line of a plan; the time that PROFILE measured differs each time and is shown as `… ms`.
fn plan_line(line: &Value) -> String {
    let Value::String(text) = line else { return line.to_string() };
    let text = text.trim_end();
    match text.rsplit_once(" rows, ") {
        Some((before, time)) if time.ends_with(" ms") => format!("{before} rows, … ms"),
        _ => text.to_owned(),
    }
}

/// `changed: 2 nodes created, 1 property set`; nothing when nothing changed.
fn changes(counters: &Counters) -> Option<String> {
    let parts = [
        (counters.nodes_created, "node", "nodes", "created"),
        (counters.nodes_deleted, "node", "nodes", "deleted"),
        (counters.relationships_created, "relationship", "relationships", "created"),
        (counters.relationships_deleted, "relationship", "relationships", "deleted"),
        (counters.properties_set, "property", "properties", "set"),
        (counters.labels_added, "label", "labels", "added"),
        (counters.labels_removed, "label", "labels", "removed"),
        (counters.indexes_added, "index", "indexes", "added"),
        (counters.indexes_removed, "index", "indexes", "removed"),
        (counters.constraints_added, "constraint", "constraints", "added"),
        (counters.constraints_removed, "constraint", "constraints", "removed"),
    ];
    let words: Vec<String> = parts
        .into_iter()
        .filter(|(count, ..)| *count != 0)
        .map(|(count, one, many, done)| format!("{count} {} {done}", if count == 1 { one } else { many }))
        .collect();
    (!words.is_empty()).then(|| format!("changed: {}", words.join(", ")))
}

/// An error as the user reads it.
pub(crate) fn error(text: &str, error: &Error) -> Vec<String> {
    match error {
        Error::Statement(found) => diagnostic("error", text, found),
        Error::Storage(found) => vec![format!("error[storage]: {found}")],
    }
}

fn diagnostic(severity: &str, text: &str, found: &Diagnostic) -> Vec<String> {
    let mut lines = vec![format!("{severity}[{}.{}]: {}", found.class(), found.detail(), found.message())];
    if let Some(span) = found.span() {
        lines.extend(excerpt(text, span.start as usize, span.end as usize));
    }
    lines.extend(found.hints().iter().map(|hint| format!("  = hint: {hint}")));
    lines
}

/// Place, source line and carets for the bytes `start..end` of `text`.
pub(crate) fn excerpt(text: &str, start: usize, end: usize) -> Vec<String> {
    let start = start.min(text.len());
    let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let line_end = text[start..].find('\n').map_or(text.len(), |at| start + at);
    let number = text[..start].matches('\n').count() + 1;
    let column = text[line_start..start].chars().count();
    let carets = text[start..end.clamp(start, line_end)].chars().count().max(1);
    let gutter = " ".repeat(number.to_string().len());
    vec![
        format!("{gutter}--> {number}:{}", column + 1),
        format!("{number} | {}", &text[line_start..line_end]),
        format!("{gutter} | {}{}", " ".repeat(column), "^".repeat(carets)),
    ]
}

/// A value as the scripts write it.
fn value(value: &Value, records: &Records) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::String(text) => format!("'{}'", escape(text)),
        Value::List(list) => {
            let parts: Vec<String> = list.iter().map(|element| self::value(element, records)).collect();
            format!("[{}]", parts.join(", "))
        }
        Value::Map(entries) => map(entries, records),
        Value::Node(id) => node(*id, records),
        Value::Relationship(id) => relationship(*id, records),
        Value::Path(path) => {
            let mut out = format!("<{}", node(path.nodes[0], records));
            for (at, id) in path.relationships.iter().enumerate() {
                let forward = records.relationship(*id).is_some_and(|found| found.start == path.nodes[at]);
                let (before, after) = if forward { ("-", "->") } else { ("<-", "-") };
                out += &[before, &relationship(*id, records), after, &node(path.nodes[at + 1], records)].concat();
            }
            out + ">"
        }
        other => other.to_string(),
    }
}

fn escape(text: &str) -> String {
    text.replace('\\', "\\\\").replace('\'', "\\'").replace('\n', "\\n")
}

fn map(entries: &wasl::Map, records: &Records) -> String {
    let parts: Vec<String> = entries.iter().map(|(key, entry)| format!("{key}: {}", value(entry, records))).collect();
    format!("{{{}}}", parts.join(", "))
}

fn node(id: NodeId, records: &Records) -> String {
    let Some(data) = records.node(id) else { return "(gone)".to_owned() };
    let mut labels: Vec<String> = data.labels.iter().map(|label| format!(":{label}")).collect();
    labels.sort();
    let labels = labels.concat();
    let space = if labels.is_empty() || data.properties.is_empty() { "" } else { " " };
    let properties = if data.properties.is_empty() { String::new() } else { map(&data.properties, records) };
    format!("({labels}{space}{properties})")
}

fn relationship(id: RelId, records: &Records) -> String {
    let Some(data) = records.relationship(id) else { return "[gone]".to_owned() };
    let properties =
        if data.properties.is_empty() { String::new() } else { format!(" {}", map(&data.properties, records)) };
    format!("[:{}{properties}]", data.rel_type)
}
