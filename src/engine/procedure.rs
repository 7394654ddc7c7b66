//! Procedures: those of the catalog, built in, and those that the embedding program registers.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use super::store_procedure;
use super::topic::{Topic, TopicKind};
use crate::algorithms::{self, AlgorithmProcedure, Control};
use crate::binder::{ProcedureCatalog, ProcedureSignature};
use crate::diagnostic::{Class, Detail, Diagnostic, Phase, Result};
use crate::executor::{ProcedureResult, ProcedureSource};
use crate::functions;
use crate::graph::{ConstraintKind, IndexDefinition, KeyId, Snapshot, Target};
use crate::value::{Column, Type, Value};

/// The rows of a call, or why there are none.
pub type ProcedureRows = std::result::Result<Vec<Vec<Value>>, String>;

/// The body of a procedure: one row a vector, one value a column.
pub type ProcedureBody = Arc<dyn Fn(&[Value]) -> ProcedureRows + Send + Sync>;

/// A procedure of the embedding program. Types are written as in the language: `INTEGER`, `STRING?`, `LIST<ANY>`.
#[derive(Clone)]
pub struct Procedure {
    /// Its dotted name.
    pub name: String,
    /// Names and types of the arguments, all required.
    pub inputs: Vec<(String, String)>,
    /// Names and types of the result columns; none for a procedure that only acts.
    pub outputs: Vec<(String, String)>,
    /// What it does.
    pub body: ProcedureBody,
}

impl std::fmt::Debug for Procedure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Procedure").field("name", &self.name).finish_non_exhaustive()
    }
}

/// A procedure of the catalog.
struct BuiltIn {
    name: &'static str,
    description: &'static str,
    example: &'static str,
    outputs: &'static [(&'static str, Type)],
    rows: fn(&Snapshot, &Procedures) -> Vec<Vec<Value>>,
}

const BUILT_IN: &[BuiltIn] = &[
    BuiltIn {
        name: "db.labels",
        description: "The labels that nodes have, in alphabetical order.",
        example: "CALL db.labels() YIELD label",
        outputs: &[("label", Type::String)],
        rows: labels,
    },
    BuiltIn {
        name: "db.relationshipTypes",
        description: "The types that relationships have, in alphabetical order.",
        example: "CALL db.relationshipTypes() YIELD relationshipType",
        outputs: &[("relationshipType", Type::String)],
        rows: relationship_types,
    },
    BuiltIn {
        name: "db.propertyKeys",
        description: "The names of the properties that nodes and relationships have, in alphabetical order.",
        example: "CALL db.propertyKeys() YIELD propertyKey",
        outputs: &[("propertyKey", Type::String)],
        rows: property_keys,
    },
    BuiltIn {
        name: "db.indexes",
        description: "The indexes, and the constraints they belong to.",
        example: "CALL db.indexes() YIELD name, labelOrType, properties",
        outputs: &[
            ("name", Type::String),
            ("entityType", Type::String),
            ("labelOrType", Type::String),
            ("properties", Type::Any),
            ("owningConstraint", Type::String),
        ],
        rows: indexes,
    },
    BuiltIn {
        name: "db.constraints",
        description: "The constraints.",
        example: "CALL db.constraints() YIELD name, type, labelOrType, properties",
        outputs: &[
            ("name", Type::String),
            ("type", Type::String),
            ("entityType", Type::String),
            ("labelOrType", Type::String),
            ("properties", Type::Any),
        ],
        rows: constraints,
    },
    BuiltIn {
        name: "algo.list",
        description: "The algorithms with the keys of their configuration and their columns.",
        example: "CALL algo.list() YIELD name WHERE name CONTAINS 'rank' RETURN name",
        outputs: &[
            ("name", Type::String),
            ("description", Type::String),
            ("arguments", Type::Any),
            ("yields", Type::Any),
            ("example", Type::String),
        ],
        rows: algorithm_list,
    },
    BuiltIn {
        name: "dbms.functions",
        description: "The functions with signature, description and example; SHOW FUNCTIONS is the same.",
        example: "CALL dbms.functions() YIELD name, signature WHERE name = 'left' RETURN name, signature",
        outputs: &[
            ("name", Type::String),
            ("category", Type::String),
            ("signature", Type::String),
            ("description", Type::String),
            ("example", Type::String),
        ],
        rows: function_list,
    },
    BuiltIn {
        name: "dbms.procedures",
        description: "The procedures with signature, description and example; SHOW PROCEDURES is the same.",
        example: "CALL dbms.procedures() YIELD name, signature WHERE name = 'db.labels' RETURN name, signature",
        outputs: &[
            ("name", Type::String),
            ("signature", Type::String),
            ("description", Type::String),
            ("example", Type::String),
        ],
        rows: procedure_list,
    },
];

/// All procedures of a database.
#[derive(Debug, Default)]
pub(super) struct Procedures {
    /// Those of the embedding program, by lower-case name.
    registered: RwLock<BTreeMap<String, Procedure>>,
}

impl Procedures {
    pub(super) fn register(&self, procedure: Procedure) {
        let mut registered = self.registered.write().unwrap_or_else(PoisonError::into_inner);
        registered.insert(procedure.name.to_lowercase(), procedure);
    }

    fn registered(&self, name: &str) -> Option<Procedure> {
        self.registered.read().unwrap_or_else(PoisonError::into_inner).get(&name.to_lowercase()).cloned()
    }

    /// The help on every procedure that comes with the engine.
    pub(super) fn topics() -> impl Iterator<Item = Topic> {
        let own = BUILT_IN.iter().map(|built_in| built_in.name).chain(store_procedure::names());
        own.chain(algorithms::procedures().iter().map(|algorithm| algorithm.name)).filter_map(topic)
    }

    /// Every name, built in first.
    pub(super) fn all_names(&self) -> Vec<String> {
        let registered = self.registered.read().unwrap_or_else(PoisonError::into_inner);
        let own = registered.values().map(|procedure| procedure.name.clone());
        let algorithms = algorithms::procedures().iter().map(|algorithm| algorithm.name);
        let built_in = BUILT_IN.iter().map(|built_in| built_in.name);
        built_in.chain(store_procedure::names()).chain(algorithms).map(str::to_owned).chain(own).collect()
    }
}

fn topic(name: &'static str) -> Option<Topic> {
    let (description, example) = described(name)?;
    let arguments = algorithms::procedure(name).map(AlgorithmProcedure::arguments).unwrap_or_default();
    Some(Topic {
        kind: TopicKind::Procedure,
        family: if name.starts_with("algo.") { "Algorithms" } else { "The database" },
        name,
        syntax: written(&Procedures::default().signature(name)?),
        description,
        details: arguments.iter().map(key).collect(),
        example: example.to_owned(),
        result: None,
    })
}

/// `key :: TYPE (default): meaning`
fn key(argument: &algorithms::Argument) -> String {
    format!("{} :: {} ({}): {}", argument.name, argument.written, argument.default, argument.meaning)
}

fn built_in(name: &str) -> Option<&'static BuiltIn> {
    BUILT_IN.iter().find(|built_in| built_in.name.eq_ignore_ascii_case(name))
}

impl ProcedureCatalog for Procedures {
    fn signature(&self, name: &str) -> Option<ProcedureSignature> {
        if let Some(signature) = store_procedure::signature(name) {
            return Some(signature);
        }
        if let Some(procedure) = self.registered(name) {
            let typed = |columns: &[(String, String)]| {
                columns.iter().map(|(name, ty)| (Arc::from(name.as_str()), declared_type(ty))).collect::<Vec<_>>()
            };
            let inputs = typed(&procedure.inputs);
            let required = inputs.len();
            return Some(ProcedureSignature {
                name: procedure.name.into(),
                inputs,
                required,
                outputs: typed(&procedure.outputs),
            });
        }
        let typed =
            |columns: &[(&str, Type)]| columns.iter().map(|(name, ty)| (Arc::from(*name), ty.clone())).collect();
        let (name, inputs, outputs) = match algorithms::procedure(name) {
            Some(algorithm) => (algorithm.name, typed(AlgorithmProcedure::INPUTS), typed(algorithm.outputs)),
            None => built_in(name).map(|built_in| (built_in.name, Vec::new(), typed(built_in.outputs)))?,
        };
        Some(ProcedureSignature { name: name.into(), inputs, required: 0, outputs })
    }

    fn names(&self) -> Vec<Arc<str>> {
        self.all_names().into_iter().map(Arc::from).collect()
    }
}

impl ProcedureSource for Procedures {
    fn call(
        &self,
        name: &str,
        arguments: &[Value],
        graph: &Snapshot,
        control: &dyn Control,
    ) -> Result<ProcedureResult> {
        if let Some(procedure) = self.registered(name) {
            let rows = (procedure.body)(arguments).map_err(|reason| failed(name, &reason))?;
            if procedure.outputs.is_empty() {
                return Ok(ProcedureResult { rows: 1, columns: Vec::new() });
            }
            return ProcedureResult::of_rows(name, rows, procedure.outputs.len());
        }
        if let Some(algorithm) = algorithms::procedure(name) {
            let columns = algorithm.columns(graph, arguments, control)?;
            return Ok(ProcedureResult { rows: columns.first().map_or(0, Column::len), columns });
        }
        let built_in = built_in(name).ok_or_else(|| Diagnostic::internal(format!("no procedure `{name}`")))?;
        ProcedureResult::of_rows(name, (built_in.rows)(graph, self), built_in.outputs.len())
    }
}

fn failed(name: &str, reason: &str) -> Diagnostic {
    let message = format!("`{name}` failed: {reason}");
    Diagnostic::new(Class::ProcedureError, Phase::Runtime, Detail::InvalidArgumentValue, message)
}

/// The type that a procedure's signature writes; what is not known is `ANY`.
fn declared_type(text: &str) -> Type {
    let text = text.trim().trim_end_matches('?').trim().to_uppercase();
    if let Some(element) = text.strip_prefix("LIST<").and_then(|rest| rest.strip_suffix('>')) {
        return Type::list(declared_type(element));
    }
    match text.as_str() {
        "BOOLEAN" => Type::Boolean,
        "INTEGER" => Type::Integer,
        "FLOAT" => Type::Float,
        "NUMBER" => Type::Number,
        "STRING" => Type::String,
        "LIST" => Type::list(Type::Any),
        "MAP" => Type::Map,
        "NODE" => Type::Node,
        "RELATIONSHIP" => Type::Relationship,
        "PATH" => Type::Path,
        _ => Type::Any,
    }
}

fn column(mut names: Vec<Arc<str>>) -> Vec<Vec<Value>> {
    names.sort();
    names.into_iter().map(|name| vec![Value::String(name)]).collect()
}

fn labels(graph: &Snapshot, _: &Procedures) -> Vec<Vec<Value>> {
    let tokens = graph.tokens();
    let used = |name: &Arc<str>| tokens.find_label(name).is_some_and(|id| graph.label_count(id) > 0);
    column(tokens.label_names().into_iter().filter(used).collect())
}

fn relationship_types(graph: &Snapshot, _: &Procedures) -> Vec<Vec<Value>> {
    let tokens = graph.tokens();
    let used = |name: &Arc<str>| tokens.find_rel_type(name).is_some_and(|id| graph.type_count(id) > 0);
    column(tokens.rel_type_names().into_iter().filter(used).collect())
}

fn property_keys(graph: &Snapshot, _: &Procedures) -> Vec<Vec<Value>> {
    let tokens = graph.tokens();
    let used = |name: &Arc<str>| {
        tokens.find_key(name).is_some_and(|id| graph.node_key_count(id) > 0 || graph.rel_key_count(id) > 0)
    };
    column(tokens.key_names().into_iter().filter(used).collect())
}

/// Entity type, label or type, and properties of an index or constraint.
fn about(target: Target, keys: &[KeyId], graph: &Snapshot) -> [Value; 3] {
    let tokens = graph.tokens();
    let entity = match target {
        Target::Node(_) => "NODE",
        Target::Relationship(_) => "RELATIONSHIP",
    };
    let keys = keys.iter().map(|key| Value::String(tokens.key_name(*key))).collect();
    [Value::string(entity), Value::String(target.name(tokens)), Value::list(keys)]
}

fn indexes(graph: &Snapshot, _: &Procedures) -> Vec<Vec<Value>> {
    let owner = |index: &IndexDefinition| {
        let constraint = graph.constraints().iter().find(|constraint| Some(constraint.id) == index.owner);
        constraint.map_or(Value::Null, |constraint| Value::String(Arc::clone(&constraint.name)))
    };
    let mut rows: Vec<Vec<Value>> = Vec::new();
    for index in graph.indexes() {
        let mut row = vec![Value::String(Arc::clone(&index.name))];
        row.extend(about(index.target, &index.keys, graph));
        row.push(owner(index));
        rows.push(row);
    }
    rows
}

fn constraints(graph: &Snapshot, _: &Procedures) -> Vec<Vec<Value>> {
    let mut rows = Vec::new();
    for constraint in graph.constraints() {
        let kind = match &constraint.kind {
            ConstraintKind::Unique => "UNIQUENESS".to_owned(),
            ConstraintKind::Key => "KEY".to_owned(),
            ConstraintKind::NotNull => "PROPERTY_EXISTENCE".to_owned(),
            ConstraintKind::Typed(ty) => format!("PROPERTY_TYPE {ty}"),
        };
        let mut row = vec![Value::String(Arc::clone(&constraint.name)), Value::string(kind)];
        row.extend(about(constraint.target, &constraint.keys, graph));
        rows.push(row);
    }
    rows
}

fn algorithm_list(_: &Snapshot, _: &Procedures) -> Vec<Vec<Value>> {
    let texts = |texts: &mut dyn Iterator<Item = String>| Value::list(texts.map(Value::string).collect());
    algorithms::procedures()
        .iter()
        .map(|algorithm| {
            let arguments = algorithm.arguments();
            vec![
                Value::string(algorithm.name),
                Value::string(algorithm.description),
                texts(&mut arguments.iter().map(key)),
                texts(&mut algorithm.outputs.iter().map(|(name, ty)| format!("{name} :: {ty}"))),
                Value::string(algorithm.example),
            ]
        })
        .collect()
}

fn function_list(_: &Snapshot, _: &Procedures) -> Vec<Vec<Value>> {
    let mut all: Vec<_> = functions::names().filter_map(functions::lookup).map(functions::function).collect();
    all.sort_by_key(|function| function.name.to_lowercase());
    all.into_iter()
        .map(|function| {
            [function.name, function.family]
                .into_iter()
                .map(Value::string)
                .chain([Value::string(function.signature())])
                .chain([function.description, function.example].into_iter().map(Value::string))
                .collect()
        })
        .collect()
}

fn procedure_list(_: &Snapshot, procedures: &Procedures) -> Vec<Vec<Value>> {
    let mut names = procedures.all_names();
    names.sort();
    names
        .into_iter()
        .map(|name| {
            let (description, example) = described(&name).unwrap_or_default();
            let signature = procedures.signature(&name).as_ref().map_or_else(String::new, written);
            vec![Value::string(name), Value::string(signature), Value::string(description), Value::string(example)]
        })
        .collect()
}

/// Description and example of a procedure that is no one's but ours.
fn described(name: &str) -> Option<(&'static str, &'static str)> {
    let algorithm = || algorithms::procedure(name).map(|algorithm| (algorithm.description, algorithm.example));
    let own = || built_in(name).map(|built_in| (built_in.description, built_in.example));
    algorithm().or_else(own).or_else(|| store_procedure::described(name))
}

/// `name(input :: TYPE) :: (column :: TYPE)`
fn written(signature: &ProcedureSignature) -> String {
    let list = |columns: &[(Arc<str>, Type)]| {
        columns.iter().map(|(name, ty)| format!("{name} :: {ty}")).collect::<Vec<_>>().join(", ")
    };
    format!("{}({}) :: ({})", signature.name, list(&signature.inputs), list(&signature.outputs))
}
