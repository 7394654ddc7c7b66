//! A graph as statements of the language: what `wasl dump` and `wasl export --format cypher` write.
//!
//! Contract: the text follows from the graph alone, so that the same graph gives the same bytes. Nodes are numbered anew, in the
//! order of their labels and then of their numbers; relationships name their ends by these numbers and come in the order of
//! type, start, end; then indexes and constraints. The two differ in how an end is found again:
//!
//! ```text
//! New: the numbers are those that an empty store gives   Any: each node carries its number, and a label whose index finds
//!                                                        it, until all is there; in one transaction
//! UNWIND [                                               UNWIND [
//!   {name: 'Ada'}                     // node 0            [0, {name: 'Ada'}]
//! ] AS row CREATE (n:Person) SET n = row;                ] AS row CREATE (n:Person:`wasl export`) SET n = row[1], n.`wasl export` = row[0];
//! UNWIND [                                               UNWIND [
//!   [0, 0, {since: 1843}]                                  [0, 0, {since: 1843}]
//! ] AS row MATCH (a), (b) WHERE id(a) = row[0] …         ] AS row MATCH (a:`wasl export` {`wasl export`: row[0]}), …
//! ```

use std::collections::BTreeMap;
use std::io::{self, Write};

use wasl::{Error, NodeId, Parameters, Records, RelId, Session, Value};

use super::elements::Failure;
use crate::render::{map_text, name};

/// Elements of one statement.
const ROWS: usize = 500;
/// The property by which relationships find their ends, and the label whose index makes that quick.
const MARK: &str = "`wasl export`";

/// Where the statements are to run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    /// In a store that is empty.
    New,
    /// In any store, whose nodes and relationships stay.
    Any,
}

/// Writes the graph that `session` sees, as of `moment` (an expression) when there is one.
pub(crate) fn write(
    session: &mut Session,
    moment: Option<&str>,
    target: Target,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let prefix = moment.map_or_else(String::new, |moment| format!("FOR SYSTEM_TIME AS OF {moment} "));
    let mut text = Text { session, prefix, target };
    out.write_all(target.head().as_bytes())?;
    let numbers = text.nodes(out)?;
    text.relationships(&numbers, out)?;
    out.write_all(target.foot().as_bytes())?;
    text.indexes(out)?;
    text.constraints(out)?;
    Ok(out.flush()?)
}

impl Target {
    fn head(self) -> String {
        match self {
            Self::New => {
                "// A graph, written by `wasl dump`: load it into a new store with `wasl load DB FILE`.\n".to_owned()
            }
            Self::Any => format!(
                "// A graph, written by `wasl export`: add it to a store with `wasl run DB FILE`.\n\
                 CREATE INDEX {MARK} IF NOT EXISTS FOR (n:{MARK}) ON (n.{MARK});\n:begin\n"
            ),
        }
    }

    /// The end of a statement that makes nodes with these labels.
    fn make_node(self, labels: &str) -> String {
        match self {
            Self::New => format!("] AS row CREATE (n{labels}) SET n = row;\n"),
            Self::Any => format!("] AS row CREATE (n{labels}:{MARK}) SET n = row[1], n.{MARK} = row[0];\n"),
        }
    }

    /// The end of a statement that makes relationships of a type.
    fn make_relationship(self, rel_type: &str) -> String {
        let ends = match self {
            Self::New => "(a), (b) WHERE id(a) = row[0] AND id(b) = row[1]".to_owned(),
            Self::Any => format!("(a:{MARK} {{{MARK}: row[0]}}), (b:{MARK} {{{MARK}: row[1]}})"),
        };
        format!("] AS row MATCH {ends} CREATE (a)-[r:{rel_type}]->(b) SET r = row[2];\n")
    }

    fn foot(self) -> String {
        match self {
            Self::New => String::new(),
            Self::Any => format!("MATCH (n:{MARK}) REMOVE n:{MARK}, n.{MARK};\n:commit\nDROP INDEX {MARK};\n"),
        }
    }

    /// What stands behind the name of an index or constraint: a store may have it.
    fn unless_there(self) -> &'static str {
        match self {
            Self::New => "",
            Self::Any => " IF NOT EXISTS",
        }
    }
}

struct Text<'a> {
    session: &'a mut Session,
    /// Stands before every question.
    prefix: String,
    target: Target,
}

impl Text<'_> {
    fn ask(&mut self, question: &str) -> Result<Records, Error> {
        self.session.run(&format!("{}{question}", self.prefix), &Parameters::new())
    }

    /// Writes the nodes and gives the number of each in the text.
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
            let end = self.target.make_node(&labels);
            for chunk in ids.chunks(ROWS) {
                let first = numbers.len();
                numbers.extend(chunk.iter().enumerate().map(|(at, id)| (*id, first + at)));
                let rows = chunk.iter().enumerate().filter_map(|(at, id)| {
                    let properties = map_text(&records.node(*id)?.properties);
                    Some(match self.target {
                        Target::New => properties,
                        Target::Any => format!("[{}, {properties}]", first + at),
                    })
                });
                write_rows(rows, &end, out)?;
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
            let end = self.target.make_relationship(&rel_type);
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
            let (index, element, keys) = (quoted(index), element(entity, target), keys_of(keys));
            writeln!(out, "CREATE INDEX {index}{} FOR {element} ON ({keys});", self.target.unless_there())?;
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
            let (constraint, unless) = (quoted(constraint), self.target.unless_there());
            let (element, keys) = (element(entity, target), keys_of(keys));
            writeln!(out, "CREATE CONSTRAINT {constraint}{unless} FOR {element} REQUIRE ({keys}) IS {demand};")?;
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
