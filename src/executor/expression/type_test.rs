//! `IS :: TYPE`: whether a value is of a type written in the language, such as `LIST<INTEGER NOT NULL> | STRING`.
//!
//! ```text
//! types := type ('|' type)*        type := NAME ['<' types '>'] ['NOT NULL' | '!']
//! ```
//! Null is of every type that is not `NOT NULL`.

use super::cell::map_rows;
use super::evaluate;
use crate::binder::Expr;
use crate::diagnostic::{Detail, Diagnostic, Result};
use crate::executor::batch::Batch;
use crate::executor::context::Context;
use crate::value::{Column, Value};

/// `operand IS [NOT] :: type_name`.
pub(super) fn is_typed(
    operand: &Expr,
    negated: bool,
    type_name: &str,
    batch: &Batch,
    ctx: &mut Context,
) -> Result<Column> {
    let mut reader = Reader { rest: type_name.trim() };
    let wanted = reader
        .alternatives()
        .filter(|_| reader.rest.is_empty())
        .ok_or_else(|| Diagnostic::argument(Detail::InvalidArgumentValue, format!("`{type_name}` is not a type")))?;
    let column = evaluate(operand, batch, ctx)?;
    map_rows(&column, |value| Ok(Value::Boolean(wanted.iter().any(|wanted| wanted.fits(value)) != negated)))
}

/// One type.
struct Wanted {
    name: Name,
    not_null: bool,
}

enum Name {
    /// Any value.
    Any,
    /// No value but null.
    Nothing,
    /// The type of this name.
    Plain(String),
    /// A list of elements of one of these types.
    List(Vec<Wanted>),
    /// One of these types.
    Union(Vec<Wanted>),
}

impl Wanted {
    fn fits(&self, value: &Value) -> bool {
        if value.is_null() {
            return !self.not_null;
        }
        match (&self.name, value) {
            (Name::Any, _) => true,
            (Name::Nothing, _) => false,
            (Name::List(inner), Value::List(elements)) => {
                elements.iter().all(|element| inner.iter().any(|wanted| wanted.fits(element)))
            }
            (Name::List(_), _) => false,
            (Name::Union(types), value) => types.iter().any(|wanted| wanted.fits(value)),
            (Name::Plain(name), value) => plain_fits(name, value),
        }
    }
}

fn plain_fits(name: &str, value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Boolean(_) => matches!(name, "BOOLEAN" | "BOOL"),
        Value::Integer(_) => matches!(name, "INTEGER" | "INT" | "SIGNED INTEGER" | "INTEGER64" | "INT64" | "NUMBER"),
        Value::Float(_) => matches!(name, "FLOAT" | "FLOAT64" | "NUMBER"),
        Value::String(_) => matches!(name, "STRING" | "VARCHAR"),
        Value::List(_) => matches!(name, "LIST" | "ARRAY"),
        Value::Map(_) => name == "MAP",
        Value::Node(_) => matches!(name, "NODE" | "ANY NODE" | "VERTEX" | "ANY VERTEX"),
        Value::Relationship(_) => matches!(name, "RELATIONSHIP" | "ANY RELATIONSHIP" | "EDGE" | "ANY EDGE"),
        Value::Path(_) => name == "PATH",
        Value::Date(_) => name == "DATE",
        Value::LocalTime(_) => matches!(name, "LOCAL TIME" | "TIME WITHOUT TIMEZONE" | "TIME WITHOUT TIME ZONE"),
        Value::Time(_) => {
            matches!(name, "TIME" | "ZONED TIME" | "TIME WITH TIMEZONE" | "TIME WITH TIME ZONE")
        }
        Value::LocalDateTime(_) => {
            matches!(name, "LOCAL DATETIME" | "TIMESTAMP WITHOUT TIMEZONE" | "TIMESTAMP WITHOUT TIME ZONE")
        }
        Value::DateTime(_) => {
            matches!(name, "DATETIME" | "ZONED DATETIME" | "TIMESTAMP WITH TIMEZONE" | "TIMESTAMP WITH TIME ZONE")
        }
        Value::Duration(_) => name == "DURATION",
    }
}

/// Reads a type as written, upper case with single blanks.
struct Reader<'a> {
    rest: &'a str,
}

impl Reader<'_> {
    fn alternatives(&mut self) -> Option<Vec<Wanted>> {
        let mut all = vec![self.one()?];
        while self.eat("|") {
            all.push(self.one()?);
        }
        Some(all)
    }

    fn one(&mut self) -> Option<Wanted> {
        let end = self.rest.find(['<', '>', '|', '!']).unwrap_or(self.rest.len());
        let (words, rest) = self.rest.split_at(end);
        let words = words.trim();
        let (words, mut not_null) = match words.strip_suffix("NOT NULL") {
            Some(words) => (words.trim(), true),
            None => (words, false),
        };
        self.rest = rest;
        let name = if self.eat("<") {
            let inner = self.alternatives()?;
            if !self.eat(">") {
                return None;
            }
            match words {
                "LIST" | "ARRAY" => Name::List(inner),
                "ANY" | "ANY VALUE" => Name::Union(inner),
                _ => return None,
            }
        } else {
            match words {
                "" => return None,
                "ANY" | "ANY VALUE" | "PROPERTY VALUE" | "ANY PROPERTY VALUE" => Name::Any,
                "NOTHING" | "NULL" => Name::Nothing,
                other => Name::Plain(other.to_owned()),
            }
        };
        not_null |= self.eat("NOT NULL") || self.eat("!");
        not_null |= matches!(&name, Name::Nothing) && words == "NOTHING";
        Some(Wanted { name, not_null })
    }

    fn eat(&mut self, token: &str) -> bool {
        let trimmed = self.rest.trim_start();
        match trimmed.strip_prefix(token) {
            Some(rest) => {
                self.rest = rest.trim_start();
                true
            }
            None => false,
        }
    }
}
