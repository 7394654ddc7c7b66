//! One call of an algorithm: the graph, the control, and its arguments read with their types checked.
//!
//! An argument that is null counts as not given, so that a parameter can stand for it.

use std::ops::RangeInclusive;
use std::sync::Arc;

use super::argument::{Argument, Looks, key, listed, missing, unknown, wrong_type, wrong_value};
use super::control::Control;
use crate::diagnostic::{Result, did_you_mean};
use crate::graph::{Direction, Snapshot};
use crate::value::{Map, NodeId, Value};

/// A call whose keys are known to be right.
pub(super) struct Call<'a> {
    pub(super) graph: &'a Snapshot,
    pub(super) control: &'a dyn Control,
    procedure: &'static str,
    looks: Looks,
    arguments: Map,
}

impl<'a> Call<'a> {
    /// Reads the one input of a procedure that has the arguments `known`.
    pub(super) fn new(
        procedure: &'static str,
        looks: Looks,
        known: &[Argument],
        graph: &'a Snapshot,
        inputs: &[Value],
        control: &'a dyn Control,
    ) -> Result<Self> {
        let mut arguments = Map::new();
        match inputs.first() {
            None | Some(Value::Null) => {}
            Some(Value::Map(given)) => {
                for (written, value) in given.iter() {
                    let key = key(written);
                    if !known.iter().any(|argument| argument.name == key) {
                        return Err(unknown(procedure, written, known));
                    }
                    if !value.is_null() {
                        arguments.insert(Arc::from(key), value.clone());
                    }
                }
            }
            Some(other) => return Err(wrong_type(procedure, "configuration", "a MAP", other)),
        }
        Ok(Self { graph, control, procedure, looks, arguments })
    }

    /// The dotted name of the procedure.
    pub(super) fn procedure(&self) -> &'static str {
        self.procedure
    }

    /// The argument as it was given.
    pub(super) fn value(&self, name: &str) -> Option<&Value> {
        self.arguments.get(name)
    }

    /// An integer within `range`.
    pub(super) fn integer(&self, name: &str, default: i64, range: RangeInclusive<i64>) -> Result<i64> {
        match self.value(name) {
            None => Ok(default),
            Some(Value::Integer(value)) if range.contains(value) => Ok(*value),
            Some(Value::Integer(value)) => {
                let why = if *range.end() == i64::MAX {
                    format!("must be at least {}, not {value}", range.start())
                } else {
                    format!("must be from {} to {}, not {value}", range.start(), range.end())
                };
                Err(wrong_value(self.procedure, name, &why))
            }
            Some(other) => Err(wrong_type(self.procedure, name, "an INTEGER", other)),
        }
    }

    /// A number within `range`; NaN is in none.
    pub(super) fn number(&self, name: &str, default: f64, range: RangeInclusive<f64>) -> Result<f64> {
        let value = match self.value(name) {
            None => return Ok(default),
            Some(Value::Integer(value)) => *value as f64,
            Some(Value::Float(value)) => *value,
            Some(other) => return Err(wrong_type(self.procedure, name, "a number", other)),
        };
        if range.contains(&value) {
            return Ok(value);
        }
        let why = format!("must be from {} to {}, not {value}", range.start(), range.end());
        Err(wrong_value(self.procedure, name, &why))
    }

    /// A truth value.
    pub(super) fn flag(&self, name: &str, default: bool) -> Result<bool> {
        match self.value(name) {
            None => Ok(default),
            Some(Value::Boolean(value)) => Ok(*value),
            Some(other) => Err(wrong_type(self.procedure, name, "a BOOLEAN", other)),
        }
    }

    /// A string.
    pub(super) fn text(&self, name: &str) -> Result<Option<Arc<str>>> {
        match self.value(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(Arc::clone(text))),
            Some(other) => Err(wrong_type(self.procedure, name, "a STRING", other)),
        }
    }

    /// One of a few words, whatever its case; the first is what stands without one.
    pub(super) fn choice<T: Copy>(&self, name: &str, words: &[(&'static str, T)], default: T) -> Result<T> {
        let Some(text) = self.text(name)? else { return Ok(default) };
        if let Some((_, meant)) = words.iter().find(|(word, _)| word.eq_ignore_ascii_case(&text)) {
            return Ok(*meant);
        }
        let names: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        let near = did_you_mean(&text, names.iter().copied());
        let why = format!("must be one of {}, not `{text}`", listed(&names));
        Err(wrong_value(self.procedure, name, &why).maybe_hint(near.map(|near| format!("did you mean `{near}`?"))))
    }

    /// Strings: a list of them, or one.
    pub(super) fn texts(&self, name: &str) -> Result<Vec<Arc<str>>> {
        let one = |value: &Value| match value {
            Value::String(text) => Ok(Arc::clone(text)),
            other => Err(wrong_type(self.procedure, name, "a LIST<STRING>", other)),
        };
        match self.value(name) {
            None => Ok(Vec::new()),
            Some(Value::List(values)) => values.iter().map(one).collect(),
            Some(value) => Ok(vec![one(value)?]),
        }
    }

    /// A node.
    pub(super) fn node(&self, name: &str) -> Result<Option<NodeId>> {
        match self.value(name) {
            None => Ok(None),
            Some(Value::Node(node)) => Ok(Some(*node)),
            Some(other) => Err(wrong_type(self.procedure, name, "a NODE", other)),
        }
    }

    /// A node that must be given.
    pub(super) fn required_node(&self, name: &str) -> Result<NodeId> {
        self.node(name)?.ok_or_else(|| missing(self.procedure, name, "a node"))
    }

    /// Nodes, each once and ascending: a list of them, or one.
    pub(super) fn nodes(&self, name: &str) -> Result<Option<Vec<NodeId>>> {
        let one = |value: &Value| match value {
            Value::Node(node) => Ok(*node),
            other => Err(wrong_type(self.procedure, name, "a LIST<NODE>", other)),
        };
        let mut nodes: Vec<NodeId> = match self.value(name) {
            None => return Ok(None),
            Some(Value::List(values)) => values.iter().map(one).collect::<Result<_>>()?,
            Some(value) => vec![one(value)?],
        };
        nodes.sort_unstable();
        nodes.dedup();
        Ok(Some(nodes))
    }

    /// The direction to look along.
    pub(super) fn direction(&self) -> Result<Direction> {
        const WORDS: &[(&str, Direction)] = &[
            ("outgoing", Direction::Outgoing),
            ("incoming", Direction::Incoming),
            ("both", Direction::Both),
            ("undirected", Direction::Both),
        ];
        match self.looks {
            Looks::Along(default) => self.choice("direction", WORDS, default),
            Looks::BothWays => match self.choice("direction", WORDS, Direction::Both)? {
                Direction::Both => Ok(Direction::Both),
                _ => Err(wrong_value(self.procedure, "direction", "can only be `both`: the algorithm knows no other")),
            },
        }
    }
}
