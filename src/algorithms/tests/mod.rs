//! What the algorithms give: against networkx on random graphs (`networkx.json`, made by `fixtures.py`), and by hand.

mod arguments;
mod centrality;
mod community;
mod connection;
mod degree;
mod routes;
mod structure;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::Value as Json;

use super::{Control, procedure};
use crate::diagnostic::{Class, Detail, Diagnostic, Phase, Result};
use crate::graph::{Snapshot, Tokens, Workspace};
use crate::value::{Map, NodeId, Value};

/// Never stops anything.
struct Free;

impl Control for Free {
    fn check(&self) -> Result<()> {
        Ok(())
    }

    fn hold(&self, _: usize) -> Result<()> {
        Ok(())
    }

    fn release(&self, _: usize) {}

    fn threads(&self) -> usize {
        usize::MAX
    }
}

/// Stops at the n-th check.
struct StopAt(AtomicUsize);

impl Control for StopAt {
    fn check(&self) -> Result<()> {
        if self.0.fetch_sub(1, Ordering::Relaxed) > 1 {
            return Ok(());
        }
        self.0.store(1, Ordering::Relaxed);
        Err(Diagnostic::new(Class::Interrupted, Phase::Runtime, Detail::Cancelled, "stopped"))
    }

    fn hold(&self, _: usize) -> Result<()> {
        Ok(())
    }

    fn release(&self, _: usize) {}

    fn threads(&self) -> usize {
        usize::MAX
    }
}

/// A graph under test: `n` nodes `:Node` numbered from `first`, relationships `:LINK` with property `weight`. Before
/// and between stand nodes and relationships of other kinds, so that dense numbers and ids differ.
struct Graph {
    snapshot: Snapshot,
    first: u32,
}

impl Graph {
    fn new(n: usize, rels: &[(u32, u32, f64)]) -> Self {
        let tokens = Arc::new(Tokens::default());
        let (label, other) = (tokens.label("Node"), tokens.label("Other"));
        let (link, noise) = (tokens.rel_type("LINK"), tokens.rel_type("NOISE"));
        let weight = tokens.key("weight");
        let mut workspace = Workspace::new(Snapshot::empty(tokens));
        let stranger = workspace.create_node(&[other], Vec::new()).unwrap();
        let first = stranger.0 + 1;
        for _ in 0..n {
            workspace.create_node(&[label], Vec::new()).unwrap();
        }
        for (start, end, value) in rels {
            let (start, end) = (NodeId(first + start), NodeId(first + end));
            workspace.create_rel(noise, end, start, Vec::new()).unwrap();
            workspace.create_rel(link, start, stranger, Vec::new()).unwrap();
            workspace.create_rel(link, start, end, vec![(weight, Value::Float(*value))]).unwrap();
        }
        Self { snapshot: workspace.into_parts().0, first }
    }

    fn of(json: &Json) -> Self {
        let rels: Vec<(u32, u32, f64)> = json["relationships"]
            .as_array()
            .unwrap()
            .iter()
            .map(|r| (r[0].as_u64().unwrap() as u32, r[1].as_u64().unwrap() as u32, r[2].as_f64().unwrap()))
            .collect();
        Self::new(json["n"].as_u64().unwrap() as usize, &rels)
    }

    fn node(&self, number: u32) -> Value {
        Value::Node(NodeId(self.first + number))
    }

    /// The call on `:Node` and `:LINK`.
    fn try_call(&self, name: &str, arguments: &[(&str, Value)], control: &dyn Control) -> Result<Vec<Vec<Value>>> {
        let given = arguments.iter().map(|(key, value)| (Arc::from(*key), value.clone()));
        let view = [("labels", texts(&["Node"])), ("types", texts(&["LINK"]))];
        let map: Map = view.into_iter().map(|(key, value)| (Arc::from(key), value)).chain(given).collect();
        let name = format!("algo.{name}");
        procedure(&name).unwrap().rows(&self.snapshot, &[Value::map(map)], control)
    }

    fn call(&self, name: &str, arguments: &[(&str, Value)]) -> Vec<Vec<Value>> {
        let rows = self.try_call(name, arguments, &Free).unwrap();
        // The answer of one thread is the answer of many.
        let alone = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
        let again = alone.install(|| self.try_call(name, arguments, &Free).unwrap());
        assert_eq!(format!("{rows:?}"), format!("{again:?}"), "{name} depends on threads");
        rows
    }

    /// A cell as the number of a node.
    fn number(&self, cell: &Value) -> u32 {
        match cell {
            Value::Node(node) => node.0 - self.first,
            other => panic!("{other:?} is no node"),
        }
    }

    /// One column of floats; the first column must be all nodes in order.
    fn scores(&self, name: &str, arguments: &[(&str, Value)], column: usize) -> Vec<f64> {
        let rows = self.call(name, arguments);
        rows.iter().enumerate().for_each(|(at, row)| assert_eq!(self.number(&row[0]), at as u32));
        rows.iter().map(|row| float(&row[column])).collect()
    }

    fn error(&self, name: &str, arguments: &[(&str, Value)]) -> Diagnostic {
        self.try_call(name, arguments, &Free).unwrap_err()
    }
}

fn fixtures() -> Json {
    serde_json::from_str(include_str!("networkx.json")).unwrap()
}

/// Each graph of a kind, with what networkx says.
fn each(kind: &str, check: impl Fn(&Graph, &Json)) {
    let all = fixtures();
    let graphs = all[kind].as_array().unwrap();
    assert!(!graphs.is_empty());
    graphs.iter().for_each(|json| check(&Graph::of(json), json));
}

fn texts(texts: &[&str]) -> Value {
    Value::list(texts.iter().map(|text| Value::string(*text)).collect())
}

fn both() -> (&'static str, Value) {
    ("direction", Value::string("both"))
}

fn weighted() -> (&'static str, Value) {
    ("weight", Value::string("weight"))
}

fn float(cell: &Value) -> f64 {
    match cell {
        Value::Float(value) => *value,
        Value::Integer(value) => *value as f64,
        other => panic!("{other:?} is no number"),
    }
}

fn integer(cell: &Value) -> i64 {
    match cell {
        Value::Integer(value) => *value,
        other => panic!("{other:?} is no integer"),
    }
}

fn expected(json: &Json) -> Vec<f64> {
    json.as_array().unwrap().iter().map(|value| value.as_f64().unwrap()).collect()
}

fn numbers(json: &Json) -> Vec<i64> {
    json.as_array().unwrap().iter().map(|value| value.as_i64().unwrap()).collect()
}

#[track_caller]
fn assert_near(found: &[f64], wanted: &[f64], tolerance: f64) {
    assert_eq!(found.len(), wanted.len());
    for (at, (found, wanted)) in found.iter().zip(wanted).enumerate() {
        assert!((found - wanted).abs() <= tolerance, "row {at}: {found} is not {wanted}");
    }
}

/// The groups of equal numbers, each ascending, by first node.
fn groups(of: &[i64]) -> Vec<Vec<usize>> {
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for (node, group) in of.iter().enumerate() {
        assert!(*group <= groups.len() as i64, "numbers follow first nodes");
        match groups.get_mut(*group as usize) {
            Some(members) => members.push(node),
            None => groups.push(vec![node]),
        }
    }
    groups
}
