//! A graph and a way to run statements on it.

use std::sync::Arc;

use crate::algorithms::Control;
use crate::binder::{BoundBody, Catalog, ProcedureCatalog, ProcedureSignature, bind};
use crate::diagnostic::Result;
use crate::executor::{
    Execution, ExecutionInput, ExecutionLimits, GraphHandle, ProcedureResult, ProcedureSource, Profile,
};
use crate::functions::{Clock, Random};
use crate::graph::{Counters, Snapshot, Tokens, Workspace};
use crate::optimizer::{RULES, optimize};
use crate::planner::{self, Joins, PlannedStatement, PlannerInput};
use crate::syntax::parse;
use crate::value::{Map, Value};

/// No procedures at all.
struct NoProcedures;

impl ProcedureCatalog for NoProcedures {
    fn signature(&self, _name: &str) -> Option<ProcedureSignature> {
        None
    }

    fn names(&self) -> Vec<Arc<str>> {
        Vec::new()
    }
}

impl ProcedureSource for NoProcedures {
    fn call(&self, _: &str, _: &[Value], _: &Snapshot, _: &dyn Control) -> Result<ProcedureResult> {
        Ok(ProcedureResult { rows: 0, columns: Vec::new() })
    }
}

/// A graph, parameters and limits.
pub(super) struct World {
    pub(super) graph: Snapshot,
    pub(super) parameters: Map,
    pub(super) limits: ExecutionLimits,
    pub(super) optimized: bool,
    pub(super) joins: Joins,
    /// Cores for a statement; `None` is one, with the rows of operators counted.
    pub(super) threads: Option<usize>,
}

/// What a statement did.
pub(super) struct Outcome {
    pub(super) rows: Vec<Vec<Value>>,
    pub(super) counters: Counters,
    pub(super) profile: Profile,
}

impl World {
    pub(super) fn new() -> Self {
        let graph = Snapshot::empty(Arc::new(Tokens::default()));
        Self {
            graph,
            parameters: Map::new(),
            limits: ExecutionLimits::default(),
            optimized: true,
            joins: Joins::Weighed,
            threads: None,
        }
    }

    /// A world in which `statement` has run.
    pub(super) fn with(statement: &str) -> Self {
        let mut world = Self::new();
        world.rows(statement);
        world
    }

    pub(super) fn plan(&self, text: &str) -> Result<PlannedStatement> {
        let bound = bind(&parse(text)?, &Catalog { graph: &self.graph, procedures: &NoProcedures })?;
        let BoundBody::Query(query) = bound.body else { panic!("a query is wanted") };
        let uses = planner::subquery_uses(&bound.subqueries);
        let input = PlannerInput {
            query,
            subqueries: bound.subqueries,
            slots: bound.slots,
            writes: bound.writes,
            joins: self.joins,
        };
        let mut planned = planner::plan(input, &self.graph)?;
        if self.optimized {
            optimize(&mut planned, &uses, &self.graph, RULES);
        }
        Ok(planned)
    }

    /// Runs one statement; its changes stay when it succeeds.
    pub(super) fn run(&mut self, text: &str) -> Result<Outcome> {
        let planned = Arc::new(self.plan(text)?);
        let graph = if planned.writes {
            GraphHandle::Write(Workspace::new(self.graph.clone()))
        } else {
            GraphHandle::Read(self.graph.clone())
        };
        let input = ExecutionInput {
            graph,
            parameters: Arc::new(self.parameters.clone()),
            clock: Arc::new(Clock::new(|| (0, 0))),
            random: Arc::new(Random::new(7)),
            procedures: Arc::new(NoProcedures),
            limits: ExecutionLimits { threads: self.threads.or(Some(1)), ..self.limits.clone() },
            // Counted operators are not shared among threads.
            profile: self.threads.is_none(),
        };
        let mut execution = Execution::new(Arc::clone(&planned), input)?;
        let mut rows = Vec::new();
        while let Some(batch) = execution.next()? {
            assert!(!batch.is_empty(), "a batch has a row");
            rows.extend(
                (0..batch.len())
                    .map(|row| planned.columns.iter().map(|column| batch.value(column.slot, row)).collect::<Vec<_>>()),
            );
        }
        assert!(execution.next()?.is_none(), "the end is the end");
        let profile = execution.profile().cloned().unwrap_or_else(|| Profile::new(&planned));
        let mut counters = Counters::default();
        if let GraphHandle::Write(mut workspace) = execution.into_parts().0 {
            workspace.check()?;
            counters = workspace.counters();
            self.graph = workspace.into_parts().0;
        }
        Ok(Outcome { rows, counters, profile })
    }

    /// The rows of a statement that succeeds.
    pub(super) fn rows(&mut self, text: &str) -> Vec<Vec<Value>> {
        self.run(text).unwrap_or_else(|error| panic!("{text}: {error}")).rows
    }

    /// The only value of the only row.
    pub(super) fn value(&mut self, text: &str) -> Value {
        let mut rows = self.rows(text);
        assert_eq!(rows.len(), 1, "{text}");
        rows.remove(0).remove(0)
    }

    /// The first column as text, one value after the other.
    pub(super) fn list(&mut self, text: &str) -> String {
        let values: Vec<String> = self.rows(text).into_iter().map(|row| row[0].to_string()).collect();
        values.join(" ")
    }

    /// The error of a statement that fails, as class, phase and detail.
    pub(super) fn error(&mut self, text: &str) -> String {
        match self.run(text) {
            Ok(_) => panic!("{text} did not fail"),
            Err(error) => format!("{} {} {}", error.class(), error.phase(), error.detail().name()),
        }
    }
}

/// A list of integers as a value prints.
pub(super) fn integers(values: impl IntoIterator<Item = i64>) -> Value {
    Value::list(values.into_iter().map(Value::Integer).collect())
}
