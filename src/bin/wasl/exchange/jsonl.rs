//! A node or relationship a line, as Neo4j's `apoc.export.json` writes them.
//!
//! ```text
//! {"type":"node","id":"7","labels":["Person"],"properties":{"name":"Ada","born":"1815-12-10"},"types":{"born":"date"}}
//! {"type":"relationship","id":"3","label":"KNOWS","start":{"id":"7"},"end":{"id":"9"},"properties":{}}
//! ```
//! `types` names the properties that JSON has no type for, each with the function that reads its text, or `expression`.
//! Files without it, such as Neo4j's, are read too.

use std::io::{BufRead, Write};
use std::sync::Arc;

use serde_json::{Map as Fields, Value as Json, json};
use wasl::{Map, Session, Value};

use super::elements::{Failure, each_node, each_relationship};
use super::load::{Loader, Trouble};
use crate::batch::{json_value, reason};
use crate::render::{NoElements, constructor, expression_text, is_json, json_text};

/// Writes every node, then every relationship.
pub(super) fn write(session: &mut Session, out: &mut dyn Write) -> Result<(), Failure> {
    each_node(session, |node| {
        let labels: Vec<&str> = node.labels.iter().map(|label| &**label).collect();
        let head = json!({"type": "node", "id": node.id.0.to_string(), "labels": labels});
        line(head, &node.properties, out)
    })?;
    each_relationship(session, |rel| {
        let head = json!({
            "type": "relationship",
            "id": rel.id.0.to_string(),
            "label": &*rel.rel_type,
            "start": {"id": rel.start.0.to_string()},
            "end": {"id": rel.end.0.to_string()},
        });
        line(head, &rel.properties, out)
    })
}

fn line(head: Json, properties: &Map, out: &mut dyn Write) -> Result<(), Failure> {
    let mut types = Fields::new();
    // Properties are written by the renderer's hand, so that integers and doubles are exact.
    let mut fields = Vec::new();
    for (key, value) in properties {
        let text = if is_json(value) {
            json_text(value, &NoElements)
        } else if let Some(name) = constructor(value) {
            types.insert(key.to_string(), Json::from(name));
            Json::from(value.to_string()).to_string()
        } else {
            types.insert(key.to_string(), Json::from("expression"));
            Json::from(expression_text(value)).to_string()
        };
        fields.push(format!("{}:{text}", Json::from(&**key)));
    }
    let mut text = head.to_string();
    text.pop();
    write!(out, "{text},\"properties\":{{{}}}", fields.join(","))?;
    if !types.is_empty() {
        write!(out, ",\"types\":{}", Json::Object(types))?;
    }
    writeln!(out, "}}")?;
    Ok(())
}

/// Reads a file of such lines into the loader.
pub(crate) fn read(input: impl BufRead, loader: &mut Loader<'_>) -> Result<(), Trouble> {
    for (number, line) in input.lines().enumerate() {
        let at = |message: String| Trouble::Input { line: number as u64 + 1, message };
        let line = line.map_err(|error| at(reason(&error)))?;
        if line.trim().is_empty() {
            continue;
        }
        let json: Json = serde_json::from_str(&line).map_err(|error| at(format!("this is no JSON: {error}")))?;
        element(&json, loader, number as u64 + 1)?;
    }
    Ok(())
}

fn element(json: &Json, loader: &mut Loader<'_>, line: u64) -> Result<(), Trouble> {
    let wrong = |message: &str| Trouble::Input { line, message: message.to_owned() };
    let id = |json: Option<&Json>| match json {
        Some(Json::String(text)) => Some(text.clone()),
        Some(Json::Number(number)) => Some(number.to_string()),
        _ => None,
    };
    let text = |name: &str| json.get(name).and_then(Json::as_str);
    match text("type") {
        Some("node") => {
            let id = id(json.get("id")).ok_or_else(|| wrong("a node needs an `id`"))?;
            let labels = json.get("labels").and_then(Json::as_array).into_iter().flatten();
            let labels: Vec<String> = labels.filter_map(Json::as_str).map(str::to_owned).collect();
            let properties = properties(json, loader, line)?;
            loader.node(id, labels, properties, line)
        }
        Some("relationship") => {
            let end = |name: &str| id(json.get(name).map(|end| end.get("id").unwrap_or(end)));
            let (start, end) = (end("start"), end("end"));
            let (Some(start), Some(end)) = (start, end) else {
                return Err(wrong("a relationship needs `start` and `end`"));
            };
            let rel_type = text("label").ok_or_else(|| wrong("a relationship needs a `label`, which is its type"))?;
            let properties = properties(json, loader, line)?;
            loader.relationship(start, end, rel_type, properties, line)
        }
        _ => Err(wrong("`type` must be `node` or `relationship`")),
    }
}

fn properties(json: &Json, loader: &mut Loader<'_>, line: u64) -> Result<Map, Trouble> {
    let mut map = Map::default();
    let Some(fields) = json.get("properties").and_then(Json::as_object) else { return Ok(map) };
    for (key, field) in fields {
        let wrong = |message: String| Trouble::Input { line, message: format!("property `{key}`: {message}") };
        let value = json_value(field).map_err(wrong)?;
        let named = json.get("types").and_then(|types| types.get(key)).and_then(Json::as_str);
        let value = match (named, &value) {
            (Some(kind), Value::String(text)) => loader.typed(kind, text).map_err(wrong)?,
            _ => value,
        };
        map.insert(Arc::from(key.as_str()), value);
    }
    Ok(map)
}
