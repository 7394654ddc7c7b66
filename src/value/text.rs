//! The text of values: the literal form of the language (`Display`) and what `toString()` gives.
//!
//! ```text
//! value          Display           to_text
//! it's           'it\'s'           it's
//! 1.0            1.0               1.0
//! 1984-10-11     1984-10-11        1984-10-11
//! [1, 'a']       [1, 'a']          none
//! node 7         (#7)              none          records render nodes with labels and properties; values know only ids
//! ```

use std::fmt::{Display, Formatter, Result, Write};

use super::number::float_text;
use super::{Path, Value};

/// A string literal of the language that means `text`.
pub(crate) fn quote(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('\'');
    for character in text.chars() {
        match character {
            '\'' => quoted.push_str("\\'"),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            '\u{8}' => quoted.push_str("\\b"),
            '\u{c}' => quoted.push_str("\\f"),
            control if control.is_control() => {
                // Writing to a string cannot fail.
                let _ = write!(quoted, "\\u{:04X}", u32::from(control));
            }
            plain => quoted.push(plain),
        }
    }
    quoted.push('\'');
    quoted
}

/// `name` as an identifier of the language, in backticks where it needs them.
pub(crate) fn quote_name(name: &str) -> String {
    let mut characters = name.chars();
    let plain = characters.next().is_some_and(|first| first.is_alphabetic() || first == '_')
        && characters.all(|character| character.is_alphanumeric() || character == '_');
    if plain { name.to_owned() } else { format!("`{}`", name.replace('`', "``")) }
}

/// What `toString()` makes of a value; `None` for null, lists, maps, nodes, relationships and paths.
pub(crate) fn to_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.to_string()),
        Value::Null | Value::List(_) | Value::Map(_) | Value::Node(_) | Value::Relationship(_) | Value::Path(_) => None,
        plain => Some(plain.to_string()),
    }
}

impl Display for Value {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Boolean(bit) => write!(f, "{bit}"),
            Self::Integer(integer) => write!(f, "{integer}"),
            Self::Float(float) => f.write_str(&float_text(*float)),
            Self::String(text) => f.write_str(&quote(text)),
            Self::List(list) => {
                f.write_char('[')?;
                for (at, element) in list.iter().enumerate() {
                    write!(f, "{}{element}", if at == 0 { "" } else { ", " })?;
                }
                f.write_char(']')
            }
            Self::Map(map) => {
                f.write_char('{')?;
                for (at, (key, value)) in map.iter().enumerate() {
                    write!(f, "{}{}: {value}", if at == 0 { "" } else { ", " }, quote_name(key))?;
                }
                f.write_char('}')
            }
            Self::Node(id) => write!(f, "(#{})", id.0),
            Self::Relationship(id) => write!(f, "[#{}]", id.0),
            Self::Path(path) => write!(f, "{path}"),
            Self::Date(date) => write!(f, "{date}"),
            Self::LocalTime(time) => write!(f, "{time}"),
            Self::Time(time) => write!(f, "{time}"),
            Self::LocalDateTime(local) => write!(f, "{local}"),
            Self::DateTime(moment) => write!(f, "{moment}"),
            Self::Duration(duration) => write!(f, "{duration}"),
        }
    }
}

impl Display for Path {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        f.write_char('<')?;
        for (at, node) in self.nodes.iter().enumerate() {
            if let Some(rel) = at.checked_sub(1).and_then(|before| self.relationships.get(before)) {
                write!(f, "-[#{}]-", rel.0)?;
            }
            write!(f, "(#{})", node.0)?;
        }
        f.write_char('>')
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_escape_what_they_must() {
        assert_eq!(quote("it's\n\\ \u{1}"), "'it\\'s\\n\\\\ \\u0001'");
        assert_eq!(quote_name("name"), "name");
        assert_eq!(quote_name("two words"), "`two words`");
        assert_eq!(quote_name("tick`"), "`tick```");
        assert_eq!(quote_name(""), "``");
    }

    #[test]
    fn nested_values_print_as_the_language_writes_them() {
        let map = [("a b".into(), Value::Float(1.0)), ("c".into(), Value::Null)].into_iter().collect();
        let list = Value::list(vec![Value::Integer(1), Value::string("x"), Value::map(map)]);
        assert_eq!(list.to_string(), "[1, 'x', {`a b`: 1.0, c: null}]");
        assert_eq!(to_text(&Value::string("x")), Some("x".to_owned()));
        assert_eq!(to_text(&list), None);
    }
}
