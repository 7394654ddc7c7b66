//! Puts nodes and relationships that come one after the other into a graph, in batches, within one transaction.
//!
//! Nodes are named by the ids of the file; a relationship may come before its ends. Statements are made for each set of
//! labels and each type, so that the engine plans each once.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use wasl::{Error, Map, NodeId, Parameters, Session, Value};

use crate::interrupt::Signals;
use crate::render::name;

/// Elements that one statement makes.
const BATCH: usize = 10_000;

/// What keeps a file from being loaded.
#[derive(Debug)]
pub(crate) enum Trouble {
    /// The file is not what it should be.
    Input {
        /// From 1.
        line: u64,
        /// What is wrong.
        message: String,
    },
    /// The graph refuses an element.
    Statement(Error),
    /// The user stopped it.
    Interrupted,
}

impl From<Error> for Trouble {
    fn from(error: Error) -> Self {
        Self::Statement(error)
    }
}

/// What was loaded.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Loaded {
    /// Nodes made.
    pub(crate) nodes: u64,
    /// Relationships made.
    pub(crate) relationships: u64,
}

/// A relationship that waits: its ends as the file names them, its properties, its line.
type Waiting = (String, String, Map, u64);

/// Gathers elements and makes them.
pub(crate) struct Loader<'a> {
    session: &'a mut Session,
    signals: Signals,
    known: HashMap<String, Option<NodeId>>,
    nodes: BTreeMap<Vec<String>, Vec<(String, Map)>>,
    rels: BTreeMap<String, Vec<Waiting>>,
    loaded: Loaded,
}

impl<'a> Loader<'a> {
    /// A loader over a session in whose transaction everything happens.
    pub(crate) fn new(session: &'a mut Session, signals: Signals) -> Self {
        let (nodes, rels) = (BTreeMap::new(), BTreeMap::new());
        Self { session, signals, known: HashMap::new(), nodes, rels, loaded: Loaded::default() }
    }

    /// One more node.
    pub(crate) fn node(
        &mut self,
        id: String,
        mut labels: Vec<String>,
        properties: Map,
        line: u64,
    ) -> Result<(), Trouble> {
        self.go_on()?;
        labels.sort();
        labels.dedup();
        if self.known.insert(id.clone(), None).is_some() {
            return Err(Trouble::Input { line, message: format!("the id `{id}` is there twice") });
        }
        let batch = self.nodes.entry(labels.clone()).or_default();
        batch.push((id, properties));
        if batch.len() >= BATCH { self.make_nodes(&labels) } else { Ok(()) }
    }

    /// Whether a node of that name has come.
    pub(crate) fn knows(&self, id: &str) -> bool {
        self.known.contains_key(id)
    }

    /// Runs a statement over the nodes that have come.
    pub(crate) fn run(&mut self, statement: &str) -> Result<(), Trouble> {
        self.make_all_nodes()?;
        self.session.run(statement, &Parameters::new())?;
        Ok(())
    }

    /// Ctrl-C between two statements stops the load as one during a statement does.
    fn go_on(&self) -> Result<(), Trouble> {
        if self.signals.pressed() { Err(Trouble::Interrupted) } else { Ok(()) }
    }

    /// One more relationship.
    pub(crate) fn relationship(
        &mut self,
        start: String,
        end: String,
        rel_type: &str,
        properties: Map,
        line: u64,
    ) -> Result<(), Trouble> {
        self.go_on()?;
        // They wait for the end, when every node is there.
        self.rels.entry(rel_type.to_owned()).or_default().push((start, end, properties, line));
        Ok(())
    }

    /// The value that a text stands for: `kind` is a function that reads it, `json` or `expression`.
    pub(crate) fn typed(&mut self, kind: &str, text: &str) -> Result<Value, String> {
        let parameters = Parameters::from([(Arc::from("text"), Value::string(text))]);
        let expression = match kind {
            "date" | "localtime" | "time" | "localdatetime" | "datetime" | "duration" => format!("{kind}($text)"),
            "expression" => text.to_owned(),
            _ => return Err(format!("there is no type `{kind}`")),
        };
        let message = |error: Error| match error {
            Error::Statement(diagnostic) => diagnostic.message().to_owned(),
            Error::Storage(error) => error.to_string(),
        };
        self.session.evaluate(&expression, &parameters).map_err(message)
    }

    /// Makes what still waits.
    pub(crate) fn finish(mut self) -> Result<Loaded, Trouble> {
        self.make_all_nodes()?;
        for (rel_type, waiting) in std::mem::take(&mut self.rels) {
            for batch in waiting.chunks(BATCH) {
                self.go_on()?;
                self.make_relationships(&rel_type, batch)?;
            }
        }
        Ok(self.loaded)
    }

    fn make_all_nodes(&mut self) -> Result<(), Trouble> {
        self.nodes.keys().cloned().collect::<Vec<_>>().iter().try_for_each(|labels| self.make_nodes(labels))
    }

    fn make_nodes(&mut self, labels: &[String]) -> Result<(), Trouble> {
        let Some(batch) = self.nodes.remove(labels) else { return Ok(()) };
        let (ids, rows): (Vec<String>, Vec<Value>) =
            batch.into_iter().map(|(id, properties)| (id, Value::map(properties))).unzip();
        let labels: String = labels.iter().map(|label| format!(":{}", name(label))).collect();
        let parameters = Parameters::from([(Arc::from("rows"), Value::list(rows))]);
        let statement = format!("UNWIND $rows AS row CREATE (n{labels}) SET n = row RETURN n");
        let mut made = self.session.run(&statement, &parameters)?;
        for id in ids {
            let Some(Value::Node(node)) = made.next_row()?.and_then(|row| row.into_iter().next()) else { continue };
            self.known.insert(id, Some(node));
            self.loaded.nodes += 1;
        }
        Ok(())
    }

    fn make_relationships(&mut self, rel_type: &str, batch: &[Waiting]) -> Result<(), Trouble> {
        let mut rows = Vec::with_capacity(batch.len());
        for (start, end, properties, line) in batch {
            let node = |id: &String| match self.known.get(id) {
                Some(Some(node)) => Ok(Value::Integer(i64::from(node.0))),
                _ => Err(Trouble::Input { line: *line, message: format!("there is no node `{id}`") }),
            };
            let (start, end) = (node(start)?, node(end)?);
            let row = [("s", start), ("e", end), ("p", Value::map(properties.clone()))];
            rows.push(Value::map(row.into_iter().map(|(key, value)| (Arc::from(key), value)).collect()));
        }
        self.loaded.relationships += rows.len() as u64;
        let parameters = Parameters::from([(Arc::from("rows"), Value::list(rows))]);
        let statement = format!(
            "UNWIND $rows AS row MATCH (a) WHERE id(a) = row.s MATCH (b) WHERE id(b) = row.e \
             CREATE (a)-[r:{}]->(b) SET r = row.p",
            name(rel_type)
        );
        self.session.run(&statement, &parameters)?;
        Ok(())
    }
}
