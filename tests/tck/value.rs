//! The values that the TCK writes in its tables, and the normal form in which they are compared.
//!
//! Contract: two values are the same answer exactly when [`Expected::normal_form`] gives the same text. `1` and `1.0`
//! differ, NaN is like NaN, `0.0` like `-0.0` (the TCK compares doubles), labels have no order, keys have no order.
//!
//! ```text
//! (:B:A {k: 1.0})  →  (:A:B {k: 1.0})      <(:A)-[:T]->()>  →  <(:A)-[:T]->()>      ['b', 'a'] without order → ['a', 'b']
//! ```

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// A value as the TCK writes it; temporal values are strings there.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Expected {
    /// `null`
    Null,
    /// `true`
    Boolean(bool),
    /// `1`
    Integer(i64),
    /// `1.0`, `NaN`, `-Inf`
    Float(f64),
    /// `'text'`
    String(String),
    /// `[1, 2]`
    List(Vec<Expected>),
    /// `{a: 1}`
    Map(BTreeMap<String, Expected>),
    /// `(:A {k: 1})`
    Node(Node),
    /// `[:T {k: 1}]`
    Relationship(Relationship),
    /// `<(:A)-[:T]->(:B)>`: the first node, then each relationship, whether it points forward, and the node it leads to.
    Path(Node, Vec<(Relationship, bool, Node)>),
}

/// A node without its identity.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Node {
    pub(crate) labels: BTreeSet<String>,
    pub(crate) properties: BTreeMap<String, Expected>,
}

/// A relationship without its identity.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Relationship {
    pub(crate) rel_type: String,
    pub(crate) properties: BTreeMap<String, Expected>,
}

impl Expected {
    /// The text that is equal for equal answers. With `sort_lists` the order of list elements says nothing.
    pub(crate) fn normal_form(&self, sort_lists: bool) -> String {
        let mut out = String::new();
        self.write(sort_lists, &mut out);
        out
    }

    fn write(&self, sort_lists: bool, out: &mut String) {
        match self {
            Self::Null => out.push_str("null"),
            Self::Boolean(value) => write!(out, "{value}").unwrap(),
            Self::Integer(value) => write!(out, "{value}").unwrap(),
            Self::Float(value) if value.is_nan() => out.push_str("NaN"),
            Self::Float(value) if *value == 0.0 => out.push_str("0.0"),
            Self::Float(value) => write!(out, "{value:?}").unwrap(),
            Self::String(value) => write!(out, "'{}'", value.replace('\\', "\\\\").replace('\'', "\\'")).unwrap(),
            Self::List(elements) => {
                let mut parts: Vec<String> = elements.iter().map(|e| e.normal_form(sort_lists)).collect();
                if sort_lists {
                    parts.sort();
                }
                write!(out, "[{}]", parts.join(", ")).unwrap();
            }
            Self::Map(map) => write_map(map, sort_lists, out),
            Self::Node(node) => node.write(sort_lists, out),
            Self::Relationship(relationship) => relationship.write(sort_lists, out),
            Self::Path(start, links) => {
                out.push('<');
                start.write(sort_lists, out);
                for (relationship, forward, node) in links {
                    out.push_str(if *forward { "-" } else { "<-" });
                    relationship.write(sort_lists, out);
                    out.push_str(if *forward { "->" } else { "-" });
                    node.write(sort_lists, out);
                }
                out.push('>');
            }
        }
    }
}

impl Node {
    fn write(&self, sort_lists: bool, out: &mut String) {
        out.push('(');
        for label in &self.labels {
            write!(out, ":{label}").unwrap();
        }
        if !self.properties.is_empty() {
            out.push_str(if self.labels.is_empty() { "" } else { " " });
            write_map(&self.properties, sort_lists, out);
        }
        out.push(')');
    }
}

impl Relationship {
    fn write(&self, sort_lists: bool, out: &mut String) {
        write!(out, "[:{}", self.rel_type).unwrap();
        if !self.properties.is_empty() {
            out.push(' ');
            write_map(&self.properties, sort_lists, out);
        }
        out.push(']');
    }
}

fn write_map(map: &BTreeMap<String, Expected>, sort_lists: bool, out: &mut String) {
    let parts: Vec<String> =
        map.iter().map(|(key, value)| format!("{key}: {}", value.normal_form(sort_lists))).collect();
    write!(out, "{{{}}}", parts.join(", ")).unwrap();
}

/// Reads one value as the TCK writes it.
pub(crate) fn read_value(text: &str) -> Result<Expected, String> {
    let mut reader = Reader { text, at: 0 };
    let value = reader.value()?;
    reader.spaces();
    if reader.at == text.len() { Ok(value) } else { Err(format!("`{text}`: something follows the value")) }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl Reader<'_> {
    fn value(&mut self) -> Result<Expected, String> {
        self.spaces();
        let rest = &self.text[self.at..];
        match rest.chars().next() {
            Some('\'') => self.string().map(Expected::String),
            Some('(') => self.node().map(Expected::Node),
            Some('<') => self.path(),
            Some('{') => self.map().map(Expected::Map),
            Some('[') if rest[1..].trim_start().starts_with(':') => self.relationship().map(Expected::Relationship),
            Some('[') => self.list(),
            _ => self.word(),
        }
    }

    fn spaces(&mut self) {
        self.at += self.text[self.at..].len() - self.text[self.at..].trim_start().len();
    }

    /// Whether `token` comes next (after spaces); it is then taken.
    fn take(&mut self, token: &str) -> bool {
        self.spaces();
        let found = self.text[self.at..].starts_with(token);
        if found {
            self.at += token.len();
        }
        found
    }

    fn need(&mut self, token: &str) -> Result<(), String> {
        if self.take(token) { Ok(()) } else { Err(format!("`{}`: expected `{token}` at byte {}", self.text, self.at)) }
    }

    fn word(&mut self) -> Result<Expected, String> {
        let rest = &self.text[self.at..];
        let end = rest.find([',', ']', '}', ')', '>', ' ']).unwrap_or(rest.len());
        let word = &rest[..end];
        self.at += end;
        match word {
            "null" => return Ok(Expected::Null),
            "true" => return Ok(Expected::Boolean(true)),
            "false" => return Ok(Expected::Boolean(false)),
            "NaN" => return Ok(Expected::Float(f64::NAN)),
            "Inf" | "+Inf" => return Ok(Expected::Float(f64::INFINITY)),
            "-Inf" => return Ok(Expected::Float(f64::NEG_INFINITY)),
            _ => {}
        }
        if !word.starts_with(|c: char| c.is_ascii_digit() || "+-.".contains(c)) {
            return Err(format!("`{}`: `{word}` is no value", self.text));
        }
        let integer = word.parse().map(Expected::Integer);
        let number = integer.or_else(|_| word.parse().map(Expected::Float));
        number.map_err(|_| format!("`{}`: `{word}` is no number", self.text))
    }

    fn string(&mut self) -> Result<String, String> {
        self.need("'")?;
        let mut out = String::new();
        let mut characters = self.text[self.at..].char_indices();
        while let Some((offset, character)) = characters.next() {
            match character {
                '\'' => {
                    self.at += offset + 1;
                    return Ok(out);
                }
                '\\' => match characters.next() {
                    Some((_, escaped @ ('\'' | '\\' | '"'))) => out.push(escaped),
                    Some((_, 'n')) => out.push('\n'),
                    Some((_, 't')) => out.push('\t'),
                    Some((_, 'r')) => out.push('\r'),
                    Some((_, other)) => out.extend(['\\', other]),
                    None => break,
                },
                _ => out.push(character),
            }
        }
        Err(format!("`{}`: a string is never closed", self.text))
    }

    fn name(&mut self) -> Result<String, String> {
        self.spaces();
        let rest = &self.text[self.at..];
        if let Some(quoted) = rest.strip_prefix('`') {
            let end = quoted.find('`').ok_or_else(|| format!("`{}`: a quoted name is never closed", self.text))?;
            self.at += end + 2;
            return Ok(quoted[..end].to_owned());
        }
        let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
        if end == 0 {
            return Err(format!("`{}`: expected a name at byte {}", self.text, self.at));
        }
        self.at += end;
        Ok(rest[..end].to_owned())
    }

    fn list(&mut self) -> Result<Expected, String> {
        self.need("[")?;
        let mut elements = Vec::new();
        if self.take("]") {
            return Ok(Expected::List(elements));
        }
        loop {
            elements.push(self.value()?);
            if self.take("]") {
                return Ok(Expected::List(elements));
            }
            self.need(",")?;
        }
    }

    fn map(&mut self) -> Result<BTreeMap<String, Expected>, String> {
        self.need("{")?;
        let mut map = BTreeMap::new();
        if self.take("}") {
            return Ok(map);
        }
        loop {
            let key = self.name()?;
            self.need(":")?;
            map.insert(key, self.value()?);
            if self.take("}") {
                return Ok(map);
            }
            self.need(",")?;
        }
    }

    fn optional_map(&mut self) -> Result<BTreeMap<String, Expected>, String> {
        self.spaces();
        if self.text[self.at..].starts_with('{') { self.map() } else { Ok(BTreeMap::new()) }
    }

    fn node(&mut self) -> Result<Node, String> {
        self.need("(")?;
        let mut labels = BTreeSet::new();
        while self.take(":") {
            labels.insert(self.name()?);
        }
        let properties = self.optional_map()?;
        self.need(")")?;
        Ok(Node { labels, properties })
    }

    fn relationship(&mut self) -> Result<Relationship, String> {
        self.need("[")?;
        self.need(":")?;
        let rel_type = self.name()?;
        let properties = self.optional_map()?;
        self.need("]")?;
        Ok(Relationship { rel_type, properties })
    }

    fn path(&mut self) -> Result<Expected, String> {
        self.need("<")?;
        let start = self.node()?;
        let mut links = Vec::new();
        while !self.take(">") {
            let backward = self.take("<-");
            if !backward {
                self.need("-")?;
            }
            let relationship = self.relationship()?;
            self.need(if backward { "-" } else { "->" })?;
            links.push((relationship, !backward, self.node()?));
        }
        Ok(Expected::Path(start, links))
    }
}
