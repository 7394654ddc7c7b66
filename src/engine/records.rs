//! The rows of a statement and what else is known of its run.
//!
//! Reads stream: each call of [`Records::next_row`] pulls a batch when the last one is used up. Writes are done and
//! committed before their records are given out.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::activity::Working;
use super::dismiss::give_back;
use super::error::Error;
use crate::binder::Slot;
use crate::diagnostic::Diagnostic;
use crate::executor::{Batch, Execution};
use crate::graph::{Counters, Snapshot};
use crate::syntax::{Cut, original};
use crate::value::{Map, NodeId, RelId, Value};

/// A node with its labels and properties.
#[derive(Clone, Debug, PartialEq)]
pub struct NodeData {
    /// Its number.
    pub id: NodeId,
    /// Its labels, in the order in which the graph first met them.
    pub labels: Vec<Arc<str>>,
    /// Its properties.
    pub properties: Map,
}

/// A relationship with its type, ends and properties.
#[derive(Clone, Debug, PartialEq)]
pub struct RelationshipData {
    /// Its number.
    pub id: RelId,
    /// Its type.
    pub rel_type: Arc<str>,
    /// Where it starts.
    pub start: NodeId,
    /// Where it ends.
    pub end: NodeId,
    /// Its properties.
    pub properties: Map,
}

/// How long a statement took.
#[derive(Clone, Copy, Debug, Default)]
pub struct Times {
    /// Reading the text.
    pub parse: Duration,
    /// Binding, planning and optimising.
    pub plan: Duration,
    /// Running, from the start of the call that runs it; grows while rows are pulled.
    pub execute: Duration,
}

/// What is known of a run besides its rows.
#[derive(Clone, Debug, Default)]
pub struct Summary {
    /// What it changed.
    pub counters: Counters,
    /// How long it took.
    pub times: Times,
    /// What the user may want to know.
    pub warnings: Vec<Diagnostic>,
}

/// Where rows come from.
enum Source {
    /// A read that is still running.
    Running(Box<Execution>),
    /// All is there.
    Done,
}

/// The rows of one statement, in order.
pub struct Records {
    columns: Vec<String>,
    slots: Vec<Slot>,
    source: Source,
    batches: VecDeque<Batch>,
    row: usize,
    rows: VecDeque<Vec<Value>>,
    graph: Snapshot,
    summary: Summary,
    /// Says that the statement runs, as long as it does.
    working: Option<Working>,
    // Of a statement that ran by its template.
    cuts: Vec<Cut>,
}

impl std::fmt::Debug for Records {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Records").field("columns", &self.columns).finish_non_exhaustive()
    }
}

impl Records {
    /// Records of a read that starts now.
    pub(super) fn streaming(
        columns: Vec<(String, Slot)>,
        execution: Execution,
        graph: Snapshot,
        summary: Summary,
    ) -> Self {
        let (columns, slots) = columns.into_iter().unzip();
        let source = Source::Running(Box::new(execution));
        let (batches, rows) = (VecDeque::new(), VecDeque::new());
        Self { columns, slots, source, batches, row: 0, rows, graph, summary, working: None, cuts: Vec::new() }
    }

    /// Records of a statement that ran by its template: what goes wrong later is told with its place in the statement.
    pub(super) fn of_template(mut self, cuts: Vec<Cut>) -> Self {
        self.cuts = cuts;
        self
    }

    /// Records of a statement that has run.
    pub(super) fn done(
        columns: Vec<(String, Slot)>,
        batches: VecDeque<Batch>,
        graph: Snapshot,
        summary: Summary,
    ) -> Self {
        let (columns, slots) = columns.into_iter().unzip();
        let rows = VecDeque::new();
        let source = Source::Done;
        Self { columns, slots, source, batches, row: 0, rows, graph, summary, working: None, cuts: Vec::new() }
    }

    /// Records whose rows are given as they are.
    pub(super) fn table(columns: Vec<String>, rows: Vec<Vec<Value>>, graph: Snapshot, summary: Summary) -> Self {
        Self {
            columns,
            slots: Vec::new(),
            source: Source::Done,
            batches: VecDeque::new(),
            row: 0,
            rows: rows.into(),
            graph,
            summary,
            working: None,
            cuts: Vec::new(),
        }
    }

    /// The statement, which began at `begun`, runs as long as it gives rows; what was not reading or planning so far was
    /// part of its run.
    pub(super) fn keep(&mut self, working: Working, begun: Instant) {
        if matches!(self.source, Source::Running(_)) {
            self.working = Some(working);
            let times = &mut self.summary.times;
            times.execute = begun.elapsed().saturating_sub(times.parse + times.plan);
        }
    }

    /// The names of the columns, left to right; empty when the statement gives no rows.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// The next row, one value a column; `None` behind the last.
    ///
    /// # Errors
    /// What the statement meets while it runs; no further row comes after an error.
    pub fn next_row(&mut self) -> Result<Option<Vec<Value>>, Error> {
        if let Some(row) = self.rows.pop_front() {
            return Ok(Some(row));
        }
        loop {
            if let Some(batch) = self.batches.front() {
                if self.row < batch.len() {
                    let row = self.slots.iter().map(|slot| batch.value(*slot, self.row)).collect();
                    self.row += 1;
                    return Ok(Some(row));
                }
                self.batches.pop_front();
                self.row = 0;
                continue;
            }
            let Source::Running(execution) = &mut self.source else {
                // What was shown of the last elements may have been read since the statement ended.
                self.graph.check_read()?;
                return Ok(None);
            };
            let start = Instant::now();
            let next = execution.next();
            self.summary.times.execute += start.elapsed();
            match next {
                Ok(Some(batch)) => self.batches.push_back(batch),
                Ok(None) => {
                    if let Source::Running(execution) = std::mem::replace(&mut self.source, Source::Done) {
                        execution.retire(self.summary.times.execute);
                    }
                    self.working = None;
                }
                Err(error) => {
                    let error = error.replaced(|place| original(&self.cuts, place)).into();
                    give_back(std::mem::replace(&mut self.source, Source::Done), &error);
                    self.working = None;
                    return Err(error);
                }
            }
        }
    }

    /// All rows that are left.
    ///
    /// # Errors
    /// As [`Self::next_row`].
    pub fn collect_rows(&mut self) -> Result<Vec<Vec<Value>>, Error> {
        let mut rows = Vec::new();
        while let Some(row) = self.next_row()? {
            rows.push(row);
        }
        Ok(rows)
    }

    /// A node of a row as the statement saw it; `None` when the statement deleted it.
    pub fn node(&self, id: NodeId) -> Option<NodeData> {
        if !self.graph.contains_node(id) {
            return None;
        }
        let tokens = self.graph.tokens();
        let labels = self.graph.labels(id).iter().map(|label| tokens.label_name(*label)).collect();
        let properties =
            self.graph.node_properties(id).into_iter().map(|(key, value)| (tokens.key_name(key), value)).collect();
        Some(NodeData { id, labels, properties })
    }

    /// A relationship of a row as the statement saw it; `None` when the statement deleted it.
    pub fn relationship(&self, id: RelId) -> Option<RelationshipData> {
        let record = self.graph.rel(id)?;
        let tokens = self.graph.tokens();
        let properties =
            self.graph.rel_properties(id).into_iter().map(|(key, value)| (tokens.key_name(key), value)).collect();
        Some(RelationshipData {
            id,
            rel_type: tokens.rel_type_name(record.rel_type),
            start: record.start,
            end: record.end,
            properties,
        })
    }

    /// What is known of the run; the time to execute grows while rows are pulled.
    pub fn summary(&self) -> &Summary {
        &self.summary
    }
}

/// The plan of EXPLAIN and PROFILE as rows of one column.
pub(super) fn plan_table(lines: Vec<String>, graph: Snapshot, summary: Summary) -> Records {
    let rows = lines.into_iter().map(|line| vec![Value::string(line)]).collect();
    Records::table(vec!["plan".to_owned()], rows, graph, summary)
}
