//! What a running statement has at hand: the graph, the parameters, the clock, the limits.
//!
//! One context belongs to one execution. Operators get it by `&mut`, so nothing here needs a lock; the cancel flag is
//! the one thing that another thread touches.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use regex::Regex;
use rustc_hash::FxHashMap;

use super::batch::Batch;
use super::file_rows::FileSource;
use super::limits::{ExecutionLimits, Watch, hold, limit, one_value, room};
use super::memos::{Memo, Memos};
use super::profile::Profile;
use super::reads::{MANY, Reads};
use super::tables::Tables;
use super::transactions::Transactions;
use crate::algorithms::Control;
use crate::binder::Slot;
use crate::diagnostic::{Class, Detail, Diagnostic, Phase, Result};
use crate::functions::{Allowance, Clock, Environment, Random};
use crate::graph::{Counters, RelTypeId, Snapshot, Workspace};
use crate::planner::PlannedStatement;
use crate::value::{Column, Map, NodeId, RelId, Value};

/// One operator of a running statement: `next` gives a batch with at least one row, or `None` for ever after the last.
pub(crate) trait Operator: Send {
    /// The next rows, or `None` when there are no more.
    fn next(&mut self, ctx: &mut Context) -> Result<Option<Batch>>;

    /// Starts anew, to read the argument that is then in the context.
    fn reset(&mut self, ctx: &mut Context);
}

/// Makes the operators of a part of a plan for a worker's context, over the rows that will stand in it as the argument.
pub(super) type Replica = Arc<dyn Fn(&mut Context) -> Result<Box<dyn Operator>> + Send + Sync>;

/// The graph of a statement: a snapshot to read, or a workspace to change.
#[derive(Debug)]
pub(crate) enum GraphHandle {
    /// A statement that only reads.
    Read(Snapshot),
    /// A statement that may write.
    Write(Workspace),
}

impl GraphHandle {
    /// The graph as the statement sees it now.
    pub(crate) fn graph(&self) -> &Snapshot {
        match self {
            Self::Read(snapshot) => snapshot,
            Self::Write(workspace) => workspace.view(),
        }
    }
}

/// The transactions of a statement that commits batch by batch, and what came of them.
pub(super) struct Batches {
    transactions: Box<dyn Transactions>,
    /// What all committed ones changed.
    pub(super) counters: Counters,
    /// How many are committed.
    pub(super) committed: u64,
    /// How many rows the committed ones treated.
    pub(super) rows: u64,
}

impl Batches {
    pub(super) fn new(transactions: Box<dyn Transactions>) -> Self {
        Self { transactions, counters: Counters::default(), committed: 0, rows: 0 }
    }
}

/// What one call of a procedure gave.
pub(crate) struct ProcedureResult {
    /// How many rows; also where there are no columns.
    pub(crate) rows: usize,
    /// All result columns in the order of the signature, each of `rows` rows.
    pub(crate) columns: Vec<Column>,
}

impl ProcedureResult {
    /// The columns of rows, which must have `width` values each.
    pub(crate) fn of_rows(name: &str, rows: Vec<Vec<Value>>, width: usize) -> Result<Self> {
        let count = rows.len();
        let mut columns: Vec<Vec<Value>> = vec![Vec::with_capacity(count); width];
        for row in rows {
            if row.len() != width {
                let message = format!("`{name}` failed: it gave a row of {} values for {width} columns", row.len());
                return Err(Diagnostic::new(
                    Class::ProcedureError,
                    Phase::Runtime,
                    Detail::InvalidArgumentValue,
                    message,
                ));
            }
            columns.iter_mut().zip(row).for_each(|(column, value)| column.push(value));
        }
        Ok(Self { rows: count, columns: columns.into_iter().map(Column::from_values).collect() })
    }
}

/// The procedures that `CALL` reaches.
pub(crate) trait ProcedureSource: Send + Sync {
    /// The result of one call. A procedure without result columns gives one empty row, so that the row of the caller
    /// goes on. Long work asks `control`.
    fn call(&self, name: &str, arguments: &[Value], graph: &Snapshot, control: &dyn Control)
    -> Result<ProcedureResult>;

    /// As [`Self::call`] for a procedure that changes the graph; `None` for one that only reads.
    fn write(&self, name: &str, arguments: &[Value], workspace: &mut Workspace) -> Option<Result<ProcedureResult>> {
        let _ = (name, arguments, workspace);
        None
    }
}

/// All that an execution is given by the session.
pub(crate) struct ExecutionInput {
    pub(crate) graph: GraphHandle,
    pub(crate) parameters: Arc<Map>,
    pub(crate) clock: Arc<Clock>,
    pub(crate) random: Arc<Random>,
    pub(crate) procedures: Arc<dyn ProcedureSource>,
    pub(crate) limits: ExecutionLimits,
    /// Count the rows and time of each operator.
    pub(crate) profile: bool,
}

/// The state of a running statement that its operators share.
pub(crate) struct Context {
    pub(super) graph: GraphHandle,
    pub(super) statement: Arc<PlannedStatement>,
    pub(super) parameters: Arc<Map>,
    clock: Arc<Clock>,
    random: Arc<Random>,
    pub(super) procedures: Arc<dyn ProcedureSource>,
    /// The files that statements may read; none are allowed where there is no source.
    pub(super) files: Option<Arc<dyn FileSource>>,
    pub(super) limits: ExecutionLimits,
    /// The rows that the leaf of the plan that is being pulled gives.
    pub(super) argument: Batch,
    /// The operators of subquery expressions by number; taken out while they run.
    pub(super) subqueries: Vec<Option<Box<dyn Operator>>>,
    /// While an EXISTS is evaluated: for which of its rows something has been found.
    pub(super) found: Vec<u8>,
    /// Compiled regular expressions by pattern.
    pub(super) patterns: FxHashMap<Arc<str>, Regex>,
    /// Types of relationships deleted by this statement: `type(r)` still answers.
    pub(super) deleted_types: FxHashMap<RelId, RelTypeId>,
    /// Properties that expressions over the same batch read again.
    pub(super) reads: Reads,
    pub(super) profile: Option<Profile>,
    /// There only for a statement with `CALL { … } IN TRANSACTIONS`.
    pub(super) batches: Option<Batches>,
    /// The tables of joins; shared with the workers of the statement.
    pub(super) tables: Tables,
    /// What subqueries have found of nodes, where there are any; shared with the workers of the statement.
    pub(super) memos: Option<Arc<Memos>>,
    // Shared with the workers of the statement.
    held: Arc<AtomicU64>,
}

impl Context {
    /// The context of a statement about to run.
    pub(super) fn new(statement: Arc<PlannedStatement>, input: ExecutionInput) -> Self {
        let slots = statement.slots.len() + 2;
        Self {
            graph: input.graph,
            parameters: input.parameters,
            clock: input.clock,
            random: input.random,
            procedures: input.procedures,
            files: None,
            limits: input.limits,
            argument: Batch::new(slots, 1),
            subqueries: Vec::new(),
            found: Vec::new(),
            patterns: FxHashMap::default(),
            deleted_types: FxHashMap::default(),
            reads: Reads::default(),
            profile: input.profile.then(|| Profile::new(&statement)),
            batches: None,
            tables: Tables::new(statement.tables),
            memos: (!statement.subqueries.is_empty()).then(Arc::default),
            held: Arc::default(),
            statement,
        }
    }

    /// A context for a thread that works for this statement; `None` when the statement writes. Its operators for
    /// subqueries are still to be put in.
    pub(super) fn worker(&self) -> Option<Self> {
        let snapshot = match &self.graph {
            GraphHandle::Read(snapshot) if self.is_graph_fixed() => snapshot,
            _ => return None,
        };
        Some(Self {
            graph: GraphHandle::Read(snapshot.clone()),
            parameters: Arc::clone(&self.parameters),
            clock: Arc::clone(&self.clock),
            random: Arc::clone(&self.random),
            procedures: Arc::clone(&self.procedures),
            files: self.files.clone(),
            limits: self.limits.clone(),
            argument: Batch::new(self.width(), 0),
            subqueries: Vec::new(),
            found: Vec::new(),
            patterns: FxHashMap::default(),
            deleted_types: FxHashMap::default(),
            reads: Reads::default(),
            profile: None,
            batches: None,
            tables: self.tables.clone(),
            memos: self.memos.clone(),
            held: Arc::clone(&self.held),
            statement: Arc::clone(&self.statement),
        })
    }

    /// The graph as the statement sees it now.
    pub(super) fn graph(&self) -> &Snapshot {
        self.graph.graph()
    }

    /// The graph to change. Outside the transactions of a statement that commits batch by batch one more is begun, which
    /// is committed at its end.
    ///
    /// # Errors
    /// `Internal` when the statement was planned as one that only reads.
    pub(super) fn workspace(&mut self) -> Result<&mut Workspace> {
        if self.batches.is_some() && matches!(self.graph, GraphHandle::Read(_)) {
            self.begin_transaction()?;
        }
        match &mut self.graph {
            GraphHandle::Write(workspace) => Ok(workspace),
            GraphHandle::Read(_) => Err(Diagnostic::internal("a statement that only reads reached a write")),
        }
    }

    /// Begins a transaction, which the statement then sees and changes.
    pub(super) fn begin_transaction(&mut self) -> Result<()> {
        let batches = self.batches.as_mut().ok_or_else(|| Diagnostic::internal("a statement without transactions"))?;
        self.graph = GraphHandle::Write(batches.transactions.begin()?);
        Ok(())
    }

    /// Commits the transaction that was begun; the statement then sees the graph as it is committed. The caller checked
    /// the workspace, unless nothing comes after it.
    pub(super) fn commit_transaction(&mut self) -> Result<()> {
        let seen = GraphHandle::Read(self.graph().clone());
        let (Some(batches), GraphHandle::Write(mut workspace)) =
            (self.batches.as_mut(), std::mem::replace(&mut self.graph, seen))
        else {
            return Err(Diagnostic::internal("no transaction is open"));
        };
        workspace.check()?;
        let counted = workspace.counters();
        self.graph = GraphHandle::Read(batches.transactions.commit(workspace)?);
        batches.counters = batches.counters.plus(counted);
        batches.committed += 1;
        Ok(())
    }

    /// Forgets the transaction that was begun.
    pub(super) fn roll_back_transaction(&mut self) {
        if let Some(batches) = &mut self.batches {
            self.graph = GraphHandle::Read(batches.transactions.roll_back());
        }
    }

    /// The slot of the origin column (see [`Batch`]).
    pub(super) fn origin(&self) -> Slot {
        Slot(self.statement.slots.len() as u32)
    }

    /// The slot of the weight column (see [`Batch`]).
    pub(super) fn weight(&self) -> Slot {
        Slot(self.statement.slots.len() as u32 + 1)
    }

    /// The number of columns a batch has room for.
    pub(super) fn width(&self) -> usize {
        self.statement.slots.len() + 2
    }

    /// The next batch of an inner plan whose argument is `argument`.
    pub(super) fn pull(&mut self, inner: &mut dyn Operator, argument: &mut Batch) -> Result<Option<Batch>> {
        std::mem::swap(&mut self.argument, argument);
        let batch = inner.next(self);
        std::mem::swap(&mut self.argument, argument);
        batch
    }

    /// Runs `evaluate` over a batch of so many `rows`; where properties `repeat`, each is gathered once meanwhile.
    pub(super) fn sharing_reads<T>(
        &mut self,
        repeat: bool,
        rows: usize,
        evaluate: impl FnOnce(&mut Self) -> Result<T>,
    ) -> Result<T> {
        if !repeat || rows < MANY || !self.is_graph_fixed() {
            return evaluate(self);
        }
        let outer = std::mem::replace(&mut self.reads, Reads::kept());
        let result = evaluate(self);
        self.reads = outer;
        result
    }

    /// What functions see of the world.
    pub(super) fn environment(&self) -> Environment<'_> {
        Environment { graph: self.graph(), clock: &self.clock, random: &self.random, allowance: self }
    }

    /// What functions may know that do not look at the graph and run on a thread of their own.
    pub(super) fn loose_environment(&self) -> LooseEnvironment {
        LooseEnvironment {
            graph: Snapshot::empty(Arc::clone(self.graph().tokens())),
            clock: Arc::clone(&self.clock),
            random: Arc::clone(&self.random),
            watch: self.watch(),
        }
    }

    /// Whether the graph stays as it is while the statement runs.
    pub(super) fn is_graph_fixed(&self) -> bool {
        matches!(self.graph, GraphHandle::Read(_)) && !self.statement.writes
    }

    /// Whether elements may be gone that rows still name.
    pub(super) fn may_have_deleted(&self) -> bool {
        match &self.graph {
            // What an earlier transaction of the statement, or another session, deleted.
            _ if self.batches.is_some() => true,
            GraphHandle::Read(_) => false,
            GraphHandle::Write(workspace) => {
                let counters = workspace.counters();
                counters.nodes_deleted > 0 || counters.relationships_deleted > 0
            }
        }
    }

    /// Refuses a node that this statement or transaction deleted.
    pub(super) fn require_node(&self, id: NodeId) -> Result<()> {
        if id == NodeId::NONE || !self.may_have_deleted() || self.graph().contains_node(id) {
            return Ok(());
        }
        Err(deleted("node"))
    }

    /// Refuses a relationship that this statement or transaction deleted.
    pub(super) fn require_rel(&self, id: RelId) -> Result<()> {
        if id == RelId::NONE || !self.may_have_deleted() || self.graph().contains_rel(id) {
            return Ok(());
        }
        Err(deleted("relationship"))
    }

    /// Where answers of a subquery are remembered.
    pub(super) fn memo(&self, number: u32) -> Option<Arc<Memo>> {
        self.memos.as_ref().map(|memos| memos.get(number, self.graph().node_capacity()))
    }

    /// To be called once a batch and inside long loops: stops a statement that was cancelled or is out of time.
    ///
    /// # Errors
    /// `Interrupted/Cancelled`, `LimitExceeded/TimeLimit`.
    pub(super) fn checkpoint(&self) -> Result<()> {
        self.limits.check()
    }

    /// Counts `bytes` held back by an operator.
    ///
    /// # Errors
    /// `LimitExceeded/MemoryLimit` when that is more than the statement may use.
    pub(super) fn hold(&mut self, bytes: usize) -> Result<()> {
        hold(&self.limits, &self.held, bytes)
    }

    /// The limits for a call of a procedure.
    pub(super) fn watch(&self) -> Watch {
        Watch::new(self.limits.clone(), Arc::clone(&self.held))
    }

    /// Gives back what [`Self::hold`] counted.
    pub(super) fn release(&mut self, bytes: usize) {
        self.held.fetch_sub(bytes as u64, Ordering::Relaxed);
    }

    /// What is held back now, to be given to [`Self::release_to`].
    pub(super) fn held(&self) -> u64 {
        self.held.load(Ordering::Relaxed)
    }

    /// Gives back what was held back since, where a failure left it behind.
    pub(super) fn release_to(&mut self, held: u64) {
        self.held.fetch_min(held, Ordering::Relaxed);
    }

    /// Refuses a result of more rows than allowed.
    pub(super) fn check_rows(&self, given: u64) -> Result<()> {
        match self.limits.rows {
            Some(most) if given > most => {
                let message = format!("the statement gives more rows than its limit of {most}");
                Err(limit(Detail::RowLimit, message).hint("raise the limit with `--max-rows`, or add LIMIT"))
            }
            _ => Ok(()),
        }
    }
}

impl Allowance for Context {
    fn allow(&self, bytes: usize) -> Result<()> {
        self.room(bytes)?;
        one_value(bytes)
    }

    fn room(&self, bytes: usize) -> Result<()> {
        self.checkpoint()?;
        room(&self.limits, &self.held, bytes)
    }
}

/// See [`Context::loose_environment`].
pub(super) struct LooseEnvironment {
    graph: Snapshot,
    clock: Arc<Clock>,
    random: Arc<Random>,
    watch: Watch,
}

impl LooseEnvironment {
    /// As functions take it; the graph is empty.
    pub(super) fn environment(&self) -> Environment<'_> {
        Environment { graph: &self.graph, clock: &self.clock, random: &self.random, allowance: &self.watch }
    }
}

/// The error of reading an element that is gone.
pub(super) fn deleted(what: &str) -> Diagnostic {
    let message = format!("this {what} was deleted, its labels, type and properties can no longer be read");
    Diagnostic::new(Class::EntityNotFound, Phase::Runtime, Detail::DeletedEntityAccess, message)
}
