//! Reads GraphML: our own exactly, that of networkx, Gephi, yEd, igraph and Neo4j as it is meant.
//!
//! Labels are those of a `labels` property (`:Person:Author`, as Neo4j writes them) or attribute; a relationship's type is
//! its `label`, `type` or `kind`, else `RELATED_TO`. An undirected edge goes from its source to its target.

use std::collections::HashMap;
use std::sync::Arc;

use wasl::{Map, Value};

use super::load::{Loader, Trouble};
use super::xml::{Piece, Xml};
use crate::batch::json_value;

/// The type of edges that have none.
const UNTYPED: &str = "RELATED_TO";

/// A `<key>`: the property it stands for, its type, the value of elements that do not name it.
struct Key {
    name: String,
    kind: String,
    of: String,
    usual: Option<String>,
}

/// What is being read.
struct Element {
    is_node: bool,
    attributes: HashMap<String, String>,
    data: Vec<(String, String)>,
    line: u64,
}

/// Reads a document into the loader.
pub(crate) fn read(text: &str, loader: &mut Loader<'_>) -> Result<(), Trouble> {
    let mut reader = Reader { xml: Xml::new(text), keys: HashMap::new(), open: None, graphs: 0 };
    reader.run(loader)
}

struct Reader<'t> {
    xml: Xml<'t>,
    keys: HashMap<String, Key>,
    open: Option<Element>,
    graphs: u32,
}

impl Reader<'_> {
    fn run(&mut self, loader: &mut Loader<'_>) -> Result<(), Trouble> {
        let mut seen = false;
        // The key whose text is being read, and the text so far.
        let mut reading: Option<(String, String)> = None;
        loop {
            let line = self.xml.line();
            let piece = self.xml.next().map_err(|message| Trouble::Input { line, message })?;
            match piece {
                None => break,
                Some(Piece::Start { name, attributes }) => {
                    let attributes: HashMap<String, String> =
                        attributes.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
                    seen |= name == "graphml";
                    if let Some(key) = self.begin(name, attributes, line)? {
                        reading = Some((key, String::new()));
                    }
                }
                Some(Piece::Text(text)) => {
                    if let Some((_, so_far)) = &mut reading {
                        so_far.push_str(&text);
                    }
                }
                Some(Piece::End(name)) => self.end(name, &mut reading, loader)?,
            }
        }
        if seen { Ok(()) } else { Err(Trouble::Input { line: 1, message: "this is no GraphML".to_owned() }) }
    }

    /// Takes note of an element; gives the key of a `<data>` or `<default>`.
    fn begin(
        &mut self,
        name: &str,
        mut attributes: HashMap<String, String>,
        line: u64,
    ) -> Result<Option<String>, Trouble> {
        match name {
            "key" => {
                let id = attributes.remove("id").unwrap_or_default();
                let kind = attributes.remove("wasl:type").or_else(|| attributes.remove("attr.type"));
                let key = Key {
                    name: attributes.remove("attr.name").unwrap_or_else(|| id.clone()),
                    kind: kind.unwrap_or_else(|| "string".to_owned()),
                    of: attributes.remove("for").unwrap_or_else(|| "all".to_owned()),
                    usual: None,
                };
                self.keys.insert(id.clone(), key);
                self.open = Some(Element {
                    is_node: false,
                    attributes: HashMap::from([("key".to_owned(), id)]),
                    data: Vec::new(),
                    line,
                });
            }
            "node" | "edge" => {
                self.open = Some(Element { is_node: name == "node", attributes, data: Vec::new(), line });
            }
            "graph" => {
                self.graphs += 1;
                if self.graphs > 1 {
                    let message = "a document with several or nested graphs is not read".to_owned();
                    return Err(Trouble::Input { line, message });
                }
            }
            "hyperedge" => {
                return Err(Trouble::Input { line, message: "hyperedges have no counterpart here".to_owned() });
            }
            "data" if self.open.is_some() => return Ok(attributes.remove("key")),
            "default" => return Ok(Some(String::new())),
            _ => {}
        }
        Ok(None)
    }

    fn end(
        &mut self,
        name: &str,
        reading: &mut Option<(String, String)>,
        loader: &mut Loader<'_>,
    ) -> Result<(), Trouble> {
        match name {
            "data" => {
                if let (Some(element), Some(pair)) = (&mut self.open, reading.take()) {
                    element.data.push(pair);
                }
                Ok(())
            }
            "default" => {
                let id = self.open.as_ref().and_then(|element| element.attributes.get("key"));
                if let (Some(key), Some((_, text))) = (id.and_then(|id| self.keys.get_mut(id)), reading.take()) {
                    key.usual = Some(text);
                }
                Ok(())
            }
            "node" | "edge" => match self.open.take() {
                Some(element) => self.make(element, loader),
                None => Ok(()),
            },
            _ => Ok(()),
        }
    }

    fn make(&self, mut element: Element, loader: &mut Loader<'_>) -> Result<(), Trouble> {
        let line = element.line;
        let wrong = |message: String| Trouble::Input { line, message };
        let of = if element.is_node { "node" } else { "edge" };
        let usual = self.keys.iter().filter(|(_, key)| key.of == of || key.of == "all");
        for (id, key) in usual {
            if let Some(text) = &key.usual
                && !element.data.iter().any(|(there, _)| there == id)
            {
                element.data.push((id.clone(), text.clone()));
            }
        }
        let mut properties = Map::default();
        for (id, text) in &element.data {
            let Some(key) = self.keys.get(id) else {
                return Err(wrong(format!("the key `{id}` is not declared")));
            };
            let value =
                value(&key.kind, text, loader).map_err(|message| wrong(format!("`{}`: {message}", key.name)))?;
            if !value.is_null() {
                properties.insert(Arc::from(key.name.as_str()), value);
            }
        }
        let mut attribute = |name: &str| element.attributes.remove(name);
        if element.is_node {
            let id = attribute("id").ok_or_else(|| wrong("a node has no id".to_owned()))?;
            let labels = text_of(properties.remove("labels")).or_else(|| attribute("labels")).unwrap_or_default();
            let labels = labels.split([':', ';']).filter(|label| !label.is_empty()).map(str::to_owned).collect();
            return loader.node(id, labels, properties, line);
        }
        let (start, end) = (attribute("source"), attribute("target"));
        let (Some(start), Some(end)) = (start, end) else { return Err(wrong("an edge has no ends".to_owned())) };
        let named = attribute("label").or_else(|| {
            let key = ["label", "type", "kind"]
                .into_iter()
                .find(|key| matches!(properties.get(*key), Some(Value::String(_))));
            key.and_then(|key| text_of(properties.remove(key)))
        });
        let rel_type = named.filter(|name| !name.is_empty()).unwrap_or_else(|| UNTYPED.to_owned());
        loader.relationship(start, end, &rel_type, properties, line)
    }
}

fn text_of(value: Option<Value>) -> Option<String> {
    if let Some(Value::String(text)) = value { Some(text.to_string()) } else { None }
}

/// The value of a `<data>`; nothing at all is null for what is no text.
fn value(kind: &str, text: &str, loader: &mut Loader<'_>) -> Result<Value, String> {
    if kind == "string" {
        return Ok(Value::string(text));
    }
    let text = text.trim();
    if text.is_empty() {
        return Ok(Value::Null);
    }
    Ok(match kind {
        "boolean" => match text.to_ascii_lowercase().as_str() {
            "true" | "1" => Value::Boolean(true),
            "false" | "0" => Value::Boolean(false),
            _ => return Err(format!("`{text}` is no boolean")),
        },
        "int" | "long" => Value::Integer(text.parse().map_err(|_| format!("`{text}` is no integer of 64 bits"))?),
        "float" | "double" => Value::Float(match text {
            "INF" => f64::INFINITY,
            "-INF" => f64::NEG_INFINITY,
            text => text.parse().map_err(|_| format!("`{text}` is no number"))?,
        }),
        "json" => {
            let json = serde_json::from_str(text).map_err(|error| format!("this is no JSON: {error}"))?;
            json_value(&json)?
        }
        kind => loader.typed(kind, text)?,
    })
}
