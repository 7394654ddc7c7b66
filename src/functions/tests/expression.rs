//! A small evaluator of the language's expressions, for tests that are to be read: literals, calls, arithmetic,
//! comparison, `d.year`, and `WITH … RETURN …` over one row.

use std::collections::BTreeMap;

use super::with_environment;
use crate::diagnostic::{Diagnostic, Result};
use crate::functions::{Body, Environment, function, lookup};
use crate::value::{self, Map, Value, temporal};

/// The value of an expression.
pub(super) fn evaluate(text: &str) -> Result<Value> {
    with_environment(|environment| {
        let mut reader = Reader { rest: text, row: BTreeMap::new(), environment };
        let value = reader.expression()?;
        if reader.rest.trim().is_empty() { Ok(value) } else { Err(reader.confused()) }
    })
}

/// The printed columns of a query over one row; `nodes` are what MATCH finds, by label.
pub(super) fn run(query: &str, nodes: &[(String, Value)]) -> Result<Vec<String>> {
    with_environment(|environment| {
        let mut reader = Reader { rest: query, row: BTreeMap::new(), environment };
        loop {
            if reader.eat("MATCH (") {
                let (variable, label) = reader.rest.split_once(':').ok_or_else(|| reader.confused())?;
                let (label, rest) = label.split_once(')').ok_or_else(|| reader.confused())?;
                let node = nodes.iter().find(|(name, _)| name == label).ok_or_else(|| reader.confused())?;
                reader.row.insert(variable.to_owned(), node.1.clone());
                reader.rest = rest;
            } else if reader.eat("WITH ") {
                let row = reader.columns()?;
                reader.row.extend(row);
            } else if reader.eat("RETURN ") {
                let columns = reader.columns()?;
                let done = reader.rest.trim().is_empty();
                return if done {
                    Ok(columns.iter().map(|(_, value)| value.to_string()).collect())
                } else {
                    Err(reader.confused())
                };
            } else {
                return Err(reader.confused());
            }
        }
    })
}

/// The label and properties of each `(:Label {…})` of a CREATE clause.
pub(super) fn created(clause: &str) -> Result<Vec<(String, Value)>> {
    with_environment(|environment| {
        let mut reader = Reader { rest: clause, row: BTreeMap::new(), environment };
        let mut nodes = Vec::new();
        while reader.eat("CREATE (:") {
            let label = reader.name().ok_or_else(|| reader.confused())?.to_owned();
            nodes.push((label, reader.expression()?));
            if !reader.eat(")") {
                return Err(reader.confused());
            }
        }
        if reader.rest.trim().is_empty() { Ok(nodes) } else { Err(reader.confused()) }
    })
}

struct Reader<'a> {
    rest: &'a str,
    row: BTreeMap<String, Value>,
    environment: &'a Environment<'a>,
}

impl<'a> Reader<'a> {
    /// What this evaluator does not know is told apart from what the functions refuse.
    fn confused(&self) -> Diagnostic {
        Diagnostic::internal(format!("cannot read: {}", self.rest))
    }

    fn eat(&mut self, token: &str) -> bool {
        self.rest = self.rest.trim_start();
        let found = self.rest.strip_prefix(token);
        self.rest = found.unwrap_or(self.rest);
        found.is_some()
    }

    fn name(&mut self) -> Option<&'a str> {
        self.rest = self.rest.trim_start();
        let end = self.rest.find(|c: char| !c.is_alphanumeric() && c != '_' && c != '.').unwrap_or(self.rest.len());
        let (name, rest) = self.rest.split_at(end);
        (!name.is_empty() && !name.starts_with(|c: char| c.is_ascii_digit() || c == '.')).then(|| {
            self.rest = rest;
            name
        })
    }

    fn columns(&mut self) -> Result<Vec<(String, Value)>> {
        let mut columns = Vec::new();
        loop {
            let value = self.expression()?;
            let name =
                if self.eat("AS ") { self.name().ok_or_else(|| self.confused())?.to_owned() } else { String::new() };
            columns.push((name, value));
            if !self.eat(",") {
                return Ok(columns);
            }
        }
    }

    fn expression(&mut self) -> Result<Value> {
        let left = self.sum()?;
        let truth = |known: Option<bool>| known.map_or(Value::Null, Value::Boolean);
        for token in ["<>", "<=", ">=", "=", "<", ">"] {
            if self.eat(token) {
                let right = self.sum()?;
                return Ok(truth(match token {
                    "<>" => value::equal(&left, &right).map(|same| !same),
                    "<=" => value::less_or_equal(&left, &right),
                    ">=" => value::less_or_equal(&right, &left),
                    "=" => value::equal(&left, &right),
                    "<" => value::less(&left, &right),
                    _ => value::less(&right, &left),
                }));
            }
        }
        Ok(left)
    }

    fn sum(&mut self) -> Result<Value> {
        let mut left = self.product()?;
        loop {
            if self.eat("+") {
                left = value::add(&left, &self.product()?)?;
            } else if self.eat("-") {
                left = value::subtract(&left, &self.product()?)?;
            } else {
                return Ok(left);
            }
        }
    }

    fn product(&mut self) -> Result<Value> {
        let mut left = self.atom()?;
        loop {
            if self.eat("*") {
                left = value::multiply(&left, &self.atom()?)?;
            } else if self.eat("/") {
                left = value::divide(&left, &self.atom()?)?;
            } else if self.eat("%") {
                left = value::modulo(&left, &self.atom()?)?;
            } else if self.eat("^") {
                left = value::power(&left, &self.atom()?)?;
            } else {
                return Ok(left);
            }
        }
    }

    fn atom(&mut self) -> Result<Value> {
        if self.eat("'") {
            let mut text = String::new();
            let mut characters = self.rest.char_indices();
            while let Some((at, character)) = characters.next() {
                match character {
                    '\'' => {
                        self.rest = &self.rest[at + 1..];
                        return Ok(Value::string(text));
                    }
                    '\\' => text.extend(characters.next().map(|(_, escaped)| escaped)),
                    plain => text.push(plain),
                }
            }
            return Err(self.confused());
        }
        if self.eat("[") {
            return self.until("]", Self::expression).map(Value::list);
        }
        if self.eat("{") {
            let entries = self.until("}", |reader| {
                let key = reader.name().ok_or_else(|| reader.confused())?.into();
                if reader.eat(":") { Ok((key, reader.expression()?)) } else { Err(reader.confused()) }
            })?;
            return Ok(Value::map(entries.into_iter().collect::<Map>()));
        }
        if self.eat("(") {
            let value = self.expression()?;
            return if self.eat(")") { Ok(value) } else { Err(self.confused()) };
        }
        if let Some(name) = self.name() {
            return self.named(name);
        }
        self.number()
    }

    fn until<T>(&mut self, end: &str, part: impl Fn(&mut Self) -> Result<T>) -> Result<Vec<T>> {
        let mut parts = Vec::new();
        while !self.eat(end) {
            if !parts.is_empty() && !self.eat(",") {
                return Err(self.confused());
            }
            parts.push(part(self)?);
        }
        Ok(parts)
    }

    fn number(&mut self) -> Result<Value> {
        let negative = self.eat("-");
        let digits = self.rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '.').unwrap_or(self.rest.len());
        let (digits, rest) = self.rest.split_at(digits);
        let text = format!("{}{digits}", if negative { "-" } else { "" });
        let value = match text.parse::<i64>() {
            Ok(integer) => Value::Integer(integer),
            Err(_) => Value::Float(text.parse().map_err(|_| self.confused())?),
        };
        self.rest = rest;
        Ok(value)
    }

    fn named(&mut self, name: &str) -> Result<Value> {
        if self.eat("(") {
            let arguments = self.until(")", Self::expression)?;
            let id = lookup(name).ok_or_else(|| self.confused())?;
            let Body::Scalar(body) = function(id).body else { return Err(self.confused()) };
            return body(&arguments, self.environment);
        }
        match name {
            "null" => return Ok(Value::Null),
            "true" => return Ok(Value::Boolean(true)),
            "false" => return Ok(Value::Boolean(false)),
            "Infinity" => return Ok(Value::Float(f64::INFINITY)),
            _ => {}
        }
        let mut path = name.split('.');
        let first = path.next().and_then(|variable| self.row.get(variable)).cloned();
        path.try_fold(first.ok_or_else(|| self.confused())?, |value, part| match value {
            Value::Map(map) => Ok(map.get(part).cloned().unwrap_or_default()),
            other => temporal::component(&other, part),
        })
    }
}
