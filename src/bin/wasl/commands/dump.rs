//! `wasl dump DB [FILE]`: a graph as text of the language, from which `wasl load` makes the same graph again.
//!
//! Contract: the text follows from the graph alone. Nodes are numbered anew, in the order of their labels and then of
//! their numbers; relationships name their ends by these numbers and come in the order of type, start, end. Loaded into an
//! empty store the nodes get exactly these numbers, so a dump of what was loaded is the same text, byte for byte.
//!
//! ```text
//! UNWIND [
//!   {name: 'Ada'},                                        // node 0
//!   {name: 'Alan'}                                        // node 1
//! ] AS row CREATE (n:Person) SET n = row;
//! UNWIND [
//!   [0, 1, {since: 1843}]
//! ] AS row MATCH (a), (b) WHERE id(a) = row[0] AND id(b) = row[1] CREATE (a)-[r:KNOWS]->(b) SET r = row[2];
//! CREATE CONSTRAINT …
//! ```

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use wasl::{Database, Error, NodeId, Parameters, Records, RelId, Session, Value};

use super::prepare::{Missing, Prepared};
use crate::batch::Flow;
use crate::exit::{Exit, Halt};
use crate::render::{map_text, name};
use crate::report::{Finding, Severity};

/// Elements of one statement.
const ROWS: usize = 500;

/// What ends a dump early.
enum Failure {
    Query(Error),
    Output(io::Error),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Query(error)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

/// Writes the graph, or that of an earlier moment.
pub(super) fn run(prepared: Prepared, db: &Path, file: Option<&Path>, as_of: Option<&str>) -> Result<Exit, Halt> {
    let mut runner = prepared.reading().open(Some(db), Missing::Refuse)?;
    let mut dump = Dump::new(&runner.database, as_of);
    let written = match file.filter(|file| *file != Path::new("-")) {
        None => dump.write(&mut runner.console.out),
        Some(file) => File::create(file).map_err(Failure::Output).and_then(|file| {
            let mut out = BufWriter::new(file);
            dump.write(&mut out)?;
            Ok(out.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?)
        }),
    };
    let ended = match written {
        Ok(()) => Ok(Flow::Next),
        Err(Failure::Output(error)) if file.is_none() => Err(Halt::Output(error)),
        Err(Failure::Output(error)) => {
            let message = format!("cannot write the dump: {error}");
            runner.fail(&Finding::new(Exit::Failed, "OutputError", "", message)).map(|()| Flow::Next)
        }
        Err(Failure::Query(Error::Statement(error))) => {
            runner.fail(&Finding::diagnostic(Severity::Error, &error, None)).map(|()| Flow::Next)
        }
        Err(Failure::Query(Error::Storage(error))) => {
            runner.fail(&Finding::storage(Exit::Store, &error)).map(|()| Flow::Next)
        }
    };
    runner.conclude(ended)
}

struct Dump {
    session: Session,
    /// Stands before every question.
    prefix: String,
}

impl Dump {
    fn new(database: &Database, as_of: Option<&str>) -> Self {
        let prefix = as_of.map_or_else(String::new, |moment| format!("FOR SYSTEM_TIME AS OF {moment} "));
        Self { session: database.session(), prefix }
    }

    fn ask(&mut self, question: &str) -> Result<Records, Error> {
        self.session.run(&format!("{}{question}", self.prefix), &Parameters::new())
    }

    fn write(&mut self, out: &mut dyn Write) -> Result<(), Failure> {
        out.write_all(b"// A graph, written by `wasl dump`: load it into a new store with `wasl load DB FILE`.\n")?;
        let numbers = self.nodes(out)?;
        self.relationships(&numbers, out)?;
        self.indexes(out)?;
        self.constraints(out)?;
        Ok(out.flush()?)
    }

    /// Writes the nodes and gives the number of each in the dump.
    fn nodes(&mut self, out: &mut dyn Write) -> Result<BTreeMap<NodeId, usize>, Failure> {
        let mut records = self.ask("MATCH (n) RETURN n")?;
        let mut groups: BTreeMap<String, Vec<NodeId>> = BTreeMap::new();
        while let Some(row) = records.next_row()? {
            let Some(node) = row.first().and_then(|value| match value {
                Value::Node(id) => records.node(*id),
                _ => None,
            }) else {
                continue;
            };
            let mut labels: Vec<String> = node.labels.iter().map(|label| format!(":{}", name(label))).collect();
            labels.sort();
            groups.entry(labels.concat()).or_default().push(node.id);
        }
        let mut numbers = BTreeMap::new();
        for (labels, mut ids) in groups {
            ids.sort();
            let end = format!("] AS row CREATE (n{labels}) SET n = row;\n");
            for chunk in ids.chunks(ROWS) {
                let properties = chunk.iter().filter_map(|id| records.node(*id)).map(|node| map_text(&node.properties));
                write_rows(properties, &end, out)?;
                for id in chunk {
                    numbers.insert(*id, numbers.len());
                }
            }
        }
        Ok(numbers)
    }

    fn relationships(&mut self, numbers: &BTreeMap<NodeId, usize>, out: &mut dyn Write) -> Result<(), Failure> {
        let mut records = self.ask("MATCH ()-[r]->() RETURN r")?;
        let mut groups: BTreeMap<String, Vec<(usize, usize, RelId)>> = BTreeMap::new();
        let number = |id: &NodeId| numbers.get(id).copied().unwrap_or_default();
        while let Some(row) = records.next_row()? {
            if let Some(Value::Relationship(id)) = row.first()
                && let Some(rel) = records.relationship(*id)
            {
                let ends = (number(&rel.start), number(&rel.end), rel.id);
                groups.entry(name(&rel.rel_type).into_owned()).or_default().push(ends);
            }
        }
        for (rel_type, mut rels) in groups {
            rels.sort();
            let end = format!(
                "] AS row MATCH (a), (b) WHERE id(a) = row[0] AND id(b) = row[1] CREATE (a)-[r:{rel_type}]->(b) SET r = row[2];\n"
            );
            for chunk in rels.chunks(ROWS) {
                let rows = chunk.iter().filter_map(|(start, end, id)| {
                    let properties = records.relationship(*id)?.properties;
                    Some(format!("[{start}, {end}, {}]", map_text(&properties)))
                });
                write_rows(rows, &end, out)?;
            }
        }
        Ok(())
    }

    fn indexes(&mut self, out: &mut dyn Write) -> Result<(), Failure> {
        let question = "CALL db.indexes() YIELD name, entityType, labelOrType, properties, owningConstraint
                        WHERE owningConstraint IS NULL RETURN name, entityType, labelOrType, properties ORDER BY name";
        for row in self.ask(question)?.collect_rows()? {
            let [index, entity, target, keys] = row.as_slice() else { continue };
            let keys = keys_of(keys);
            writeln!(out, "CREATE INDEX {} FOR {} ON ({keys});", quoted(index), element(entity, target))?;
        }
        Ok(())
    }

    fn constraints(&mut self, out: &mut dyn Write) -> Result<(), Failure> {
        let question = "CALL db.constraints() YIELD name, type, entityType, labelOrType, properties
                        RETURN name, type, entityType, labelOrType, properties ORDER BY name";
        for row in self.ask(question)?.collect_rows()? {
            let [constraint, kind, entity, target, keys] = row.as_slice() else { continue };
            let kind = text(kind);
            let demand = match (kind, kind.strip_prefix("PROPERTY_TYPE ")) {
                (_, Some(wanted)) => format!(":: {wanted}"),
                ("UNIQUENESS", _) => "UNIQUE".to_owned(),
                ("KEY", _) => "KEY".to_owned(),
                _ => "NOT NULL".to_owned(),
            };
            let (element, keys) = (element(entity, target), keys_of(keys));
            writeln!(out, "CREATE CONSTRAINT {} FOR {element} REQUIRE ({keys}) IS {demand};", quoted(constraint))?;
        }
        Ok(())
    }
}

/// A list of rows, one a line, and what is done with each; nothing without rows.
fn write_rows(rows: impl Iterator<Item = String>, end: &str, out: &mut dyn Write) -> io::Result<()> {
    let mut any = false;
    for row in rows {
        out.write_all(if any { b",\n  " } else { b"UNWIND [\n  " })?;
        out.write_all(row.as_bytes())?;
        any = true;
    }
    if any { write!(out, "\n{end}") } else { Ok(()) }
}

fn text(value: &Value) -> &str {
    match value {
        Value::String(text) => text,
        _ => "",
    }
}

fn quoted(value: &Value) -> String {
    name(text(value)).into_owned()
}

fn element(entity: &Value, target: &Value) -> String {
    let target = quoted(target);
    if text(entity) == "NODE" { format!("(e:{target})") } else { format!("()-[e:{target}]-()") }
}

fn keys_of(keys: &Value) -> String {
    let Value::List(keys) = keys else { return String::new() };
    keys.iter().map(|key| format!("e.{}", quoted(key))).collect::<Vec<_>>().join(", ")
}
