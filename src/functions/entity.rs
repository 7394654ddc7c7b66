//! Nodes, relationships and paths: identity, labels, types, properties, ends and members.
//!
//! A node or relationship is an id; what it has is looked up in the graph of the statement. One that was deleted there is
//! an error to read, except for its id.

use std::sync::Arc;

use super::argument::{at, strict, wrong_type};
use super::signature::{Scalar, required};
use super::{Environment, Function, Kind, Parameter};
use crate::diagnostic::{Class, Detail, Diagnostic, Phase, Result};
use crate::graph::{KeyId, RelRecord};
use crate::value::{Map, NodeId, Path, RelId, Type, Value};

const FAMILY: &str = "entity";
const NODE: &[Parameter] = &[required("node", Kind::NODE)];
const REL: &[Parameter] = &[required("relationship", Kind::RELATIONSHIP)];
const ELEMENT: &[Parameter] = &[required("element", Kind::NODE.or(Kind::RELATIONSHIP))];
const PATH: &[Parameter] = &[required("path", Kind::PATH)];
const KEYED: &[Parameter] = &[required("value", Kind::NODE.or(Kind::RELATIONSHIP).or(Kind::MAP))];

/// A body of one argument that reads the graph; null of null.
macro_rules! reading {
    ($body:expr) => {{
        let body: Scalar = |arguments: &[Value], environment: &Environment<'_>| match at(arguments, 0) {
            Value::Null => Ok(Value::Null),
            value => $body(value, environment),
        };
        body
    }};
}

pub(super) const FUNCTIONS: &[Function] = &[
    Function::scalar(
        (FAMILY, "id"),
        ELEMENT,
        |_| Type::Integer,
        strict!(id),
        "The number of a node or relationship.",
        "MATCH (p:Person {name: 'Ada'}) RETURN id(p)",
    ),
    Function::scalar(
        (FAMILY, "elementId"),
        ELEMENT,
        |_| Type::String,
        strict!(element_id),
        "A text that names a node (n7) or relationship (r7) among all of both.",
        "MATCH (p:Person {name: 'Ada'}) RETURN elementId(p)",
    ),
    Function::scalar(
        (FAMILY, "labels"),
        NODE,
        |_| Type::list(Type::String),
        reading!(labels),
        "The labels of a node.",
        "MATCH (t:Teacher) RETURN labels(t)",
    ),
    Function::scalar(
        (FAMILY, "type"),
        REL,
        |_| Type::String,
        reading!(rel_type),
        "The type of a relationship.",
        "MATCH (:Teacher)-[r]->() RETURN type(r)",
    ),
    Function::scalar(
        (FAMILY, "keys"),
        KEYED,
        |_| Type::list(Type::String),
        reading!(keys),
        "The names of the properties of a node or relationship, or of the entries of a map, in alphabetical order.",
        "keys({b: 1, a: null}) = ['a', 'b']",
    ),
    Function::scalar(
        (FAMILY, "properties"),
        KEYED,
        |_| Type::Map,
        reading!(properties),
        "The properties of a node or relationship as a map.",
        "properties({a: 1}) = {a: 1}",
    ),
    Function::scalar(
        (FAMILY, "startNode"),
        REL,
        |_| Type::Node,
        reading!(|value, environment| Ok(Value::Node(rel("startNode", value, environment)?.start))),
        "The node a relationship starts at.",
        "MATCH (:Teacher)-[r]->() RETURN startNode(r)",
    ),
    Function::scalar(
        (FAMILY, "endNode"),
        REL,
        |_| Type::Node,
        reading!(|value, environment| Ok(Value::Node(rel("endNode", value, environment)?.end))),
        "The node a relationship ends at.",
        "MATCH (:Teacher)-[r]->() RETURN endNode(r)",
    ),
    Function::scalar(
        (FAMILY, "nodes"),
        PATH,
        |_| Type::list(Type::Node),
        strict!(|arguments: &[Value]| {
            Ok(Value::list(path("nodes", arguments)?.nodes.iter().map(|id| Value::Node(*id)).collect()))
        }),
        "The nodes of a path, first to last.",
        "MATCH path = (:Teacher)-->() RETURN nodes(path)",
    ),
    Function::scalar(
        (FAMILY, "relationships"),
        PATH,
        |_| Type::list(Type::Relationship),
        strict!(|arguments: &[Value]| {
            let rels = &path("relationships", arguments)?.relationships;
            Ok(Value::list(rels.iter().map(|id| Value::Relationship(*id)).collect()))
        }),
        "The relationships of a path, first to last.",
        "MATCH path = (:Teacher)-->() RETURN relationships(path)",
    ),
    Function::scalar(
        (FAMILY, "length"),
        PATH,
        |_| Type::Integer,
        strict!(|arguments: &[Value]| Ok(Value::Integer(path("length", arguments)?.relationships.len() as i64))),
        "The number of relationships of a path; size() counts elements and characters.",
        "MATCH path = (:Teacher)-->()-->() RETURN length(path)",
    ),
];

/// The error for an argument that is no element of the wanted kind, in the TCK's words.
fn not_an(function: &str, wanted: &str, found: &Value) -> Diagnostic {
    Diagnostic::type_error(
        Detail::InvalidArgumentValue,
        format!("{function}() takes {wanted}, but this is a value of type {}", found.type_name()),
    )
}

fn deleted(what: &str) -> Diagnostic {
    Diagnostic::new(
        Class::EntityNotFound,
        Phase::Runtime,
        Detail::DeletedEntityAccess,
        format!("the {what} has been deleted and cannot be read"),
    )
}

fn id(arguments: &[Value]) -> Result<Value> {
    match at(arguments, 0) {
        Value::Node(id) => Ok(Value::Integer(i64::from(id.0))),
        Value::Relationship(id) => Ok(Value::Integer(i64::from(id.0))),
        other => Err(not_an("id", "a NODE or RELATIONSHIP", other)),
    }
}

fn element_id(arguments: &[Value]) -> Result<Value> {
    match at(arguments, 0) {
        Value::Node(id) => Ok(Value::string(format!("n{}", id.0))),
        Value::Relationship(id) => Ok(Value::string(format!("r{}", id.0))),
        other => Err(not_an("elementId", "a NODE or RELATIONSHIP", other)),
    }
}

fn existing_node(id: NodeId, environment: &Environment<'_>) -> Result<NodeId> {
    if environment.graph.contains_node(id) { Ok(id) } else { Err(deleted("node")) }
}

fn existing_rel(id: RelId, environment: &Environment<'_>) -> Result<RelId> {
    if environment.graph.contains_rel(id) { Ok(id) } else { Err(deleted("relationship")) }
}

fn rel(function: &str, value: &Value, environment: &Environment<'_>) -> Result<RelRecord> {
    match value {
        Value::Relationship(id) => environment.graph.rel(*id).ok_or_else(|| deleted("relationship")),
        other => Err(not_an(function, "a RELATIONSHIP", other)),
    }
}

fn labels(value: &Value, environment: &Environment<'_>) -> Result<Value> {
    let Value::Node(id) = value else { return Err(not_an("labels", "a NODE", value)) };
    let (graph, tokens) = (environment.graph, environment.graph.tokens());
    let labels = graph.labels(existing_node(*id, environment)?);
    Ok(Value::list(labels.into_iter().map(|label| Value::String(tokens.label_name(label))).collect()))
}

fn rel_type(value: &Value, environment: &Environment<'_>) -> Result<Value> {
    let record = rel("type", value, environment)?;
    Ok(Value::String(environment.graph.tokens().rel_type_name(record.rel_type)))
}

/// What has keys and values, as a map.
fn entries(function: &str, value: &Value, environment: &Environment<'_>) -> Result<Arc<Map>> {
    let graph = environment.graph;
    let named = |properties: Vec<(KeyId, Value)>| {
        let named = properties.into_iter().map(|(key, value)| (graph.tokens().key_name(key), value));
        Arc::new(named.collect::<Map>())
    };
    match value {
        Value::Map(map) => Ok(Arc::clone(map)),
        Value::Node(id) => Ok(named(graph.node_properties(existing_node(*id, environment)?))),
        Value::Relationship(id) => Ok(named(graph.rel_properties(existing_rel(*id, environment)?))),
        other => Err(wrong_type(function, "a NODE, a RELATIONSHIP or a MAP", other)),
    }
}

fn keys(value: &Value, environment: &Environment<'_>) -> Result<Value> {
    let entries = entries("keys", value, environment)?;
    Ok(Value::list(entries.keys().map(|key| Value::String(Arc::clone(key))).collect()))
}

fn properties(value: &Value, environment: &Environment<'_>) -> Result<Value> {
    entries("properties", value, environment).map(Value::Map)
}

fn path<'a>(function: &str, arguments: &'a [Value]) -> Result<&'a Path> {
    match at(arguments, 0) {
        Value::Path(path) => Ok(path),
        other => Err(wrong_type(function, "a PATH", other)),
    }
}
