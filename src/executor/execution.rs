//! A running statement: the operators of its plan, pulled batch by batch.

use std::sync::Arc;
use std::time::Duration;

use super::batch::Batch;
use super::build::Builder;
use super::context::{Batches, Context, ExecutionInput, GraphHandle, Operator};
use super::file_rows::FileSource;
use super::kept::{Kept, MadeFor, Operators};
use super::profile::Profile;
use super::transactions::Transactions;
use crate::diagnostic::Result;
use crate::graph::{Counters, Snapshot};
use crate::planner::PlannedStatement;

/// See the file. Dropping it at any point is fine; its changes are in the graph handle it gives back.
pub(crate) struct Execution {
    root: Box<dyn Operator>,
    context: Context,
    given: u64,
    // Where the operators go when they are done, and what they were made for.
    home: Option<(Arc<Kept>, MadeFor)>,
}

/// Operators of a run that took longer are made anew: that costs nothing beside it, and they may hold much.
const SHORT: Duration = Duration::from_millis(1);

impl Execution {
    /// Makes a planned statement ready to run.
    ///
    /// # Errors
    /// `NotSupported` for a plan that this executor cannot carry out.
    pub(crate) fn new(statement: Arc<PlannedStatement>, input: ExecutionInput) -> Result<Self> {
        let mut context = Context::new(statement, input);
        let statement = Arc::clone(&context.statement);
        let mut builder = Builder::new(&statement, &context);
        let root = builder.root()?;
        let subqueries = builder.subqueries()?;
        context.subqueries = subqueries;
        Ok(Self { root, context, given: 0, home: None })
    }

    /// As [`Self::new`] for a plan that only reads, with the operators of an earlier run where `kept` has them; they go
    /// back there by [`Self::retire`].
    ///
    /// # Errors
    /// As [`Self::new`].
    pub(crate) fn again(statement: Arc<PlannedStatement>, input: ExecutionInput, kept: &Arc<Kept>) -> Result<Self> {
        let GraphHandle::Read(graph) = &input.graph else { return Self::new(statement, input) };
        let threads = input.limits.threads;
        let fits = |made_for: &MadeFor| made_for.threads == threads && made_for.graph.is_of(graph);
        if let Some((made_for, operators)) = kept.take(fits) {
            let mut context = Context::new(statement, input);
            context.subqueries = operators.subqueries;
            let home = Some((Arc::clone(kept), made_for));
            return Ok(Self { root: operators.root, context, given: 0, home });
        }
        let made_for = MadeFor { graph: graph.mark(), threads };
        let mut made = Self::new(statement, input)?;
        made.home = Some((Arc::clone(kept), made_for));
        Ok(made)
    }

    /// Ends a run that gave all its rows and `took` so long: its operators are kept for the next one where that pays.
    pub(crate) fn retire(mut self, took: Duration) {
        let Some((kept, made_for)) = self.home.take().filter(|_| took < SHORT) else { return };
        let mut operators = Operators { root: self.root, subqueries: std::mem::take(&mut self.context.subqueries) };
        // A subquery that made a table may have released it already.
        let remembered = self.context.memos.take().map_or(0, |memos| memos.bytes());
        let held = self.context.held().saturating_sub(self.context.tables.clear() + remembered);
        self.context.release_to(held);
        if operators.reset(&mut self.context) {
            kept.put(made_for, operators);
        }
    }

    /// Lets the statement read files.
    pub(crate) fn with_files(mut self, files: Arc<dyn FileSource>) -> Self {
        self.context.files = Some(files);
        self
    }

    /// Gives the statement transactions of its own, for `CALL { … } IN TRANSACTIONS`.
    pub(crate) fn with_transactions(mut self, transactions: Box<dyn Transactions>) -> Self {
        self.context.batches = Some(Batches::new(transactions));
        self
    }

    /// The next rows of the result, or `None` when there are no more. A statement that writes has done all its work
    /// when this gave `None`.
    ///
    /// # Errors
    /// Whatever the statement meets; limits are errors too. The execution must not be pulled again afterwards.
    pub(crate) fn next(&mut self) -> Result<Option<Batch>> {
        self.context.checkpoint()?;
        let batch = self.root.next(&mut self.context);
        // Neither rows nor an error may come of a part of the graph that could not be read.
        self.context.graph().check_read()?;
        let batch = batch?;
        self.given += batch.as_ref().map_or(0, |batch| batch.len() as u64);
        self.context.check_rows(self.given)?;
        Ok(batch)
    }

    /// Commits what was changed outside `CALL { … } IN TRANSACTIONS`, and tells what was changed in all transactions.
    /// To be called when [`Self::next`] gave `None`.
    ///
    /// # Errors
    /// A constraint that does not hold, and what the store meets.
    pub(crate) fn finish_transactions(&mut self) -> Result<Counters> {
        if matches!(self.context.graph, GraphHandle::Write(_)) {
            self.context.commit_transaction()?;
        }
        Ok(self.context.batches.as_ref().map(|batches| batches.counters).unwrap_or_default())
    }

    /// How many transactions are committed, and how many rows they treated.
    pub(crate) fn committed(&self) -> (u64, u64) {
        self.context.batches.as_ref().map_or((0, 0), |batches| (batches.committed, batches.rows))
    }

    /// The graph as the statement sees it now.
    pub(crate) fn graph(&self) -> Snapshot {
        self.context.graph().clone()
    }

    /// The graph as the statement left it, and the operators with what they still hold.
    pub(crate) fn into_parts(self) -> (GraphHandle, Box<dyn Operator>) {
        (self.context.graph, self.root)
    }

    /// What the operators did so far, when asked for.
    pub(crate) fn profile(&self) -> Option<&Profile> {
        self.context.profile.as_ref()
    }
}
