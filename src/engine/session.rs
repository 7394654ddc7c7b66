//! A session: statements one after the other, alone or in a transaction.
//!
//! A statement outside a transaction is one of its own: a read streams from the published graph, a write is committed
//! before its records are given out. A statement that fails leaves nothing behind, in a transaction too.

use std::collections::VecDeque;
use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use super::activity::Activity;
use super::batches::Batches;
use super::commit::Attribution;
use super::dismiss::give_back;
use super::error::Error;
use super::limits::{Interrupt, Limits};
use super::prepare::{Planning, PrepareTimes, Prepared, PreparedBody};
use super::records::{Records, Summary, Times, plan_table};
use super::room;
use super::schema;
use super::shared::Shared;
use super::writer::{WriterGuard, WriterLock};
use crate::binder::Slot;
use crate::diagnostic::{Class, Detail, Diagnostic, Phase};
use crate::executor::{Batch, Execution, ExecutionInput, GraphHandle, Profile};
use crate::functions::{Clock, Random};
use crate::graph::{Counters, Snapshot, Workspace};
use crate::interchange::LocalFiles;
use crate::planner::{PlannedStatement, draw};
use crate::syntax::ast::Mode;
use crate::syntax::{moment, parse_expression, template};
use crate::value::{Map, Value, check_nesting};

/// The parameters of a statement, by name without `$`.
pub type Parameters = Map;

/// An open transaction: the right to write, and what has been written.
struct Transaction {
    guard: WriterGuard,
    workspace: Workspace,
    clock: Clock,
    /// The message of its commit, when nobody gives one.
    note: Option<String>,
}

/// One line of work with a database.
pub struct Session {
    pub(super) shared: Arc<Shared>,
    activity: Arc<Activity>,
    transaction: Option<Transaction>,
    limits: Limits,
    interrupt: Interrupt,
    random: Arc<Random>,
    planning: Planning,
    strict: bool,
    author: Option<String>,
    /// Of the next commit.
    message: Option<String>,
    /// Of commits that have no other.
    usual_message: Option<String>,
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Session").field("in_transaction", &self.in_transaction()).finish_non_exhaustive()
    }
}

impl Session {
    pub(super) fn new(shared: Arc<Shared>) -> Self {
        Self {
            activity: shared.sessions.open(),
            shared,
            transaction: None,
            limits: Limits::default(),
            interrupt: Interrupt::default(),
            random: Arc::new(Random::new(RandomState::new().hash_one(0_u8))),
            planning: Planning::USUAL,
            strict: false,
            author: None,
            message: None,
            usual_message: None,
        }
    }

    /// Runs one statement.
    ///
    /// # Errors
    /// Mistakes in the statement and failures of its run; nothing of a failed statement stays. A store error during a
    /// commit means that the outcome is not known and the database must be opened again.
    pub fn run(&mut self, text: &str, parameters: &Parameters) -> Result<Records, Error> {
        let begun = Instant::now();
        self.interrupt.clear();
        let working = self.activity.start(text, self.author.as_deref(), system_time());
        let mut records = if text.len() <= room::SHORT {
            self.run_here(text, parameters)?
        } else {
            room::with_room(|| self.run_here(text, parameters))??
        };
        records.keep(working, begun);
        Ok(records)
    }

    fn run_here(&mut self, text: &str, parameters: &Parameters) -> Result<Records, Error> {
        let past = self.past(text, parameters)?;
        let is_past = past.is_some();
        let graph = past.unwrap_or_else(|| self.graph());
        let known = self.shared.plans.known(text, &graph, self.planning);
        let (prepared, times) = if let Some(prepared) = known {
            (prepared, PrepareTimes::default())
        } else {
            if !is_past && let Some(done) = self.run_alike(text, parameters) {
                return done;
            }
            self.prepare(text, &graph)?
        };
        require_parameters(&prepared, parameters)?;
        if let Some(warning) = prepared.warnings.first().filter(|_| self.strict) {
            return Err(warning.clone().into());
        }
        match (prepared.mode, &prepared.body) {
            (Mode::Explain, PreparedBody::Query(planned)) => Ok(explain(planned, graph, &prepared, times)),
            (Mode::Explain, PreparedBody::Schema(_)) => {
                let summary = summary(&prepared, times);
                Ok(plan_table(vec!["SchemaCommand".to_owned()], graph, summary))
            }
            _ if is_past && (prepared.writes || prepared.batched) => Err(past_is_fixed().into()),
            (mode, PreparedBody::Query(planned)) if prepared.batched => {
                self.write_in_batches(planned, mode == Mode::Profile, graph, parameters, summary(&prepared, times))
            }
            _ if prepared.writes => self.write(text, &prepared, times, parameters),
            (Mode::Run | Mode::Profile, PreparedBody::Query(planned)) => {
                self.read(planned, &prepared, times, graph, parameters)
            }
            (Mode::Run | Mode::Profile, PreparedBody::Schema(_)) => {
                Err(Diagnostic::internal("a schema command that does not write").into())
            }
        }
    }

    /// Runs a statement that only reads.
    fn read(
        &mut self,
        planned: &Arc<PlannedStatement>,
        prepared: &Prepared,
        times: PrepareTimes,
        graph: Snapshot,
        parameters: &Parameters,
    ) -> Result<Records, Error> {
        let profiling = prepared.mode == Mode::Profile;
        let input = self.input(GraphHandle::Read(graph.clone()), parameters, profiling);
        let execution = if profiling {
            Execution::new(Arc::clone(planned), input)
        } else {
            Execution::again(Arc::clone(planned), input, &prepared.kept)
        };
        let mut execution = execution?.with_files(Arc::new(LocalFiles));
        if profiling {
            let start = Instant::now();
            while execution.next()?.is_some() {}
            let mut summary = summary(prepared, times);
            summary.times.execute = start.elapsed();
            return Ok(profile(planned, execution.profile(), graph, summary));
        }
        if prepared.deep {
            return run_out(planned, execution, graph, summary(prepared, times));
        }
        Ok(Records::streaming(columns(planned), execution, graph, summary(prepared, times)))
    }

    /// The graph that a statement with `FOR SYSTEM_TIME AS OF` reads.
    fn past(&mut self, text: &str, parameters: &Parameters) -> Result<Option<Snapshot>, Error> {
        let Some(span) = moment(text)? else { return Ok(None) };
        let written = text.get(span.start as usize..span.end as usize).unwrap_or_default();
        // The expression stands where it stands in the statement, so that errors have its place.
        let question = format!("{:>width$}{written}\nAS moment", "RETURN ", width = span.start as usize);
        let row = self.run_here(&question, parameters)?.next_row()?;
        let value = row.and_then(|row| row.into_iter().next()).unwrap_or_default();
        match self.shared.commits.as_of(&value, &self.interrupt) {
            Ok(graph) => Ok(Some(graph)),
            Err(Error::Statement(error)) => Err(error.or_at(span).into()),
            Err(error) => Err(error),
        }
    }

    /// Parses, binds and plans one statement and runs nothing; gives the warnings that running it would give.
    ///
    /// # Errors
    /// Mistakes in the statement, and parameters that are missing.
    pub fn check(&self, text: &str, parameters: &Parameters) -> Result<Vec<Diagnostic>, Error> {
        let prepare = || {
            let (prepared, _) = self.prepare(text, &self.graph())?;
            require_parameters(&prepared, parameters)?;
            Ok(prepared.warnings.clone())
        };
        if text.len() <= room::SHORT { prepare() } else { room::with_room(prepare)? }
    }

    /// Runs a statement as one of many that differ only in data, so that it need not be read and planned again. `None`
    /// when it is none of these, or when it fails before its first row: then nothing of it is left, and reading it as it
    /// is tells what is wrong, and where.
    fn run_alike(&mut self, text: &str, parameters: &Parameters) -> Option<Result<Records, Error>> {
        let template = template(text)?;
        if template.gives_rows && self.shared.plans.comes_again(text) {
            return None;
        }
        let graph = self.graph();
        let (prepared, times) = self.prepare(&template.text, &graph).ok()?;
        let plain = prepared.mode == Mode::Run && !prepared.batched && prepared.warnings.is_empty();
        let PreparedBody::Query(planned) = &prepared.body else { return None };
        if !plain || prepared.writes == template.gives_rows {
            return None;
        }
        let mut all = parameters.clone();
        all.extend(template.values);
        require_parameters(&prepared, &all).ok()?;
        if template.gives_rows {
            let records = self.read(planned, &prepared, times, graph, &all).ok()?;
            return Some(Ok(records.of_template(template.cuts)));
        }
        match self.write(&template.text, &prepared, times, &all) {
            Err(Error::Statement(error))
                if !matches!(error.class(), Class::Interrupted | Class::LimitExceeded | Class::TransactionError) =>
            {
                None
            }
            done => Some(done),
        }
    }

    /// The value of an expression that reads no graph element.
    ///
    /// # Errors
    /// As [`Self::run`].
    pub fn evaluate(&mut self, expression: &str, parameters: &Parameters) -> Result<Value, Error> {
        const BEFORE: &str = "RETURN ";
        parse_expression(expression)?;
        let moved = |error: Error| match error {
            Error::Statement(diagnostic) => Error::Statement(diagnostic.moved_back(BEFORE.len() as u32)),
            other @ Error::Storage(_) => other,
        };
        let mut records = self.run(&format!("{BEFORE}{expression}\nAS value"), parameters).map_err(moved)?;
        let row = records.next_row().map_err(moved)?;
        Ok(row.and_then(|row| row.into_iter().next()).unwrap_or_default())
    }

    /// Begins a transaction; waits until no other session writes.
    ///
    /// # Errors
    /// When one is open already, when the database is read-only, or when another session writes for too long.
    pub fn begin(&mut self) -> Result<(), Error> {
        if self.transaction.is_some() {
            return Err(transaction_state("a transaction is open already", "commit it or roll it back first").into());
        }
        self.interrupt.clear();
        self.transaction = Some(self.open_transaction()?);
        self.activity.set_transaction(Some(system_time()));
        Ok(())
    }

    /// Makes what the transaction did durable and visible.
    ///
    /// # Errors
    /// When none is open, or the store fails: then the outcome is not known.
    pub fn commit(&mut self) -> Result<(), Error> {
        let Some(transaction) = self.transaction.take() else {
            return Err(transaction_state("no transaction is open", "begin one first").into());
        };
        self.activity.set_transaction(None);
        self.publish(transaction)
    }

    /// Forgets what the transaction did.
    ///
    /// # Errors
    /// When none is open.
    pub fn rollback(&mut self) -> Result<(), Error> {
        self.activity.set_transaction(None);
        match self.transaction.take() {
            Some(_) => Ok(()),
            None => Err(transaction_state("no transaction is open", "begin one first").into()),
        }
    }

    /// Takes back the last `commits` commits of the store, as one new commit or within the open transaction; gives what
    /// that changed. The new commit is one like any other: taking it back brings the old ones back.
    ///
    /// # Errors
    /// When the open transaction stands in the way, or commits behind a bulk load do, when there are not so many commits,
    /// in memory, and as [`Self::commit`].
    pub fn undo(&mut self, commits: u64) -> Result<Counters, Error> {
        self.take_back(|shared| {
            let last = shared.commits.last_settled()?;
            match (last + 1).checked_sub(commits) {
                Some(first) if first > 0 && commits > 0 => Ok((first, last)),
                _ => {
                    let message = format!("{commits} commits cannot be taken back: there are {last}");
                    Err(Diagnostic::argument(Detail::InvalidArgumentValue, message).into())
                }
            }
        })
    }

    /// Takes back one commit of the store, as a new commit or within the open transaction; gives what that changed.
    ///
    /// # Errors
    /// `LaterChanges` when a later commit depends on it, otherwise as [`Self::undo`].
    pub fn revert(&mut self, sequence: u64) -> Result<Counters, Error> {
        self.take_back(|_| Ok((sequence, sequence)))
    }

    fn take_back(&mut self, which: impl FnOnce(&Shared) -> Result<(u64, u64), Error>) -> Result<Counters, Error> {
        self.interrupt.clear();
        let alone = self.transaction.is_none();
        let mut transaction = match self.transaction.take() {
            Some(transaction) => transaction,
            None => self.open_transaction()?,
        };
        let which = which(&self.shared);
        if let (true, Ok((first, last))) = (alone, &which)
            && let Some(graph) = self.shared.commits.before_load(*first, *last, &self.interrupt)?
        {
            return self.go_back(transaction, &graph, note_of(*first, *last));
        }
        let (before, counted) = (transaction.workspace.savepoint(), transaction.workspace.counters());
        let taken = which.and_then(|(first, last)| {
            self.shared.commits.take_back(first, last, &mut transaction.workspace)?;
            Ok(note_of(first, last))
        });
        let changed = transaction.workspace.counters().since(counted);
        match taken {
            Ok(note) if alone => {
                transaction.note = Some(note);
                self.publish(transaction)?;
                return Ok(changed);
            }
            Ok(_) => {}
            Err(error) if alone => return Err(error),
            Err(error) => {
                transaction.workspace.rollback_to(before);
                self.transaction = Some(transaction);
                return Err(error);
            }
        }
        self.transaction = Some(transaction);
        Ok(changed)
    }

    /// Makes an earlier graph the present one, as one commit; gives what that changed, as far as it can be counted.
    fn go_back(&mut self, transaction: Transaction, graph: &Snapshot, note: String) -> Result<Counters, Error> {
        let tip = self.shared.commits.tip();
        let by = self.attribution(Some(note));
        self.shared.commits.bulk(graph, by)?;
        drop(transaction);
        Ok(Counters {
            nodes_created: graph.node_count().saturating_sub(tip.node_count()),
            nodes_deleted: tip.node_count().saturating_sub(graph.node_count()),
            relationships_created: graph.rel_count().saturating_sub(tip.rel_count()),
            relationships_deleted: tip.rel_count().saturating_sub(graph.rel_count()),
            ..Counters::default()
        })
    }

    /// Names whom the history shows as the author of the commits to come; `None` is nobody.
    pub fn set_author(&mut self, author: Option<String>) {
        self.author = author;
    }

    /// Sets the message of the next commit; later ones have none again.
    pub fn set_message(&mut self, message: Option<String>) {
        self.message = message;
    }

    /// Sets the message of every commit that [`Self::set_message`] gives none.
    pub fn set_usual_message(&mut self, message: Option<String>) {
        self.usual_message = message;
    }

    /// Whether a transaction is open.
    pub fn in_transaction(&self) -> bool {
        self.transaction.is_some()
    }

    /// Sets the limits of the statements to come.
    pub fn set_limits(&mut self, limits: Limits) {
        self.limits = limits;
    }

    /// Runs the statements to come without a rule of the optimizer, and without joins: for tests that compare both.
    #[doc(hidden)]
    pub fn without_rules(&mut self) {
        self.planning = Planning::PLAIN;
    }

    /// Runs the statements to come with joins wherever they can be: for tests that compare both.
    #[doc(hidden)]
    pub fn with_joins(&mut self) {
        self.planning = Planning::JOINED;
    }

    /// Whether a statement that would give a warning is refused, with the warning as its error.
    pub fn set_strict(&mut self, strict: bool) {
        self.strict = strict;
    }

    /// The limits of the statements to come.
    pub(super) fn limits(&self) -> &Limits {
        &self.limits
    }

    /// As [`Self::set_strict`]; gives what it was.
    pub(super) fn strictness(&mut self, strict: bool) -> bool {
        std::mem::replace(&mut self.strict, strict)
    }

    /// A handle that stops the running statement from another thread.
    pub fn interrupt(&self) -> Interrupt {
        self.interrupt.clone()
    }

    /// The graph as the next statement sees it.
    fn graph(&self) -> Snapshot {
        match &self.transaction {
            Some(transaction) => transaction.workspace.view().clone(),
            None => self.shared.commits.published(),
        }
    }

    fn prepare(&self, text: &str, graph: &Snapshot) -> Result<(Arc<Prepared>, PrepareTimes), Error> {
        Ok(self.shared.plans.prepare(text, graph, &*self.shared, self.planning)?)
    }

    /// Whether a statement would write if it ran now.
    pub(super) fn would_write(&self, text: &str) -> Result<bool, Error> {
        let (prepared, _) = self.prepare(text, &self.graph())?;
        Ok(prepared.writes || prepared.batched)
    }

    fn open_transaction(&self) -> Result<Transaction, Error> {
        self.require_writable()?;
        self.activity.set_waiting(true);
        let guard = WriterLock::acquire(&self.shared.writer, self.limits.timeout, &self.interrupt);
        self.activity.set_waiting(false);
        let guard = guard?;
        let workspace = Workspace::new(self.shared.commits.tip());
        Ok(Transaction { guard, workspace, clock: Clock::new(system_time), note: None })
    }

    fn require_writable(&self) -> Result<(), Error> {
        if !self.shared.read_only {
            return Ok(());
        }
        let message = "the database is open for reading only";
        Err(Diagnostic::new(Class::TransactionError, Phase::Runtime, Detail::ReadOnly, message).into())
    }

    fn publish(&mut self, transaction: Transaction) -> Result<(), Error> {
        let Transaction { guard, workspace, note, .. } = transaction;
        let (snapshot, changes) = workspace.into_parts();
        if changes.is_empty() {
            return Ok(());
        }
        let by = self.attribution(note);
        let submitted = self.shared.commits.submit(snapshot, changes, by)?;
        drop(guard);
        self.shared.commits.finish(submitted)
    }

    /// Who makes the next commit, and why.
    pub(super) fn attribution(&mut self, note: Option<String>) -> Attribution {
        let message = self.message.take().or_else(|| self.usual_message.clone()).or(note);
        Attribution { author: self.author.clone(), message }
    }

    fn input(&self, graph: GraphHandle, parameters: &Parameters, profile: bool) -> ExecutionInput {
        let clock = match &self.transaction {
            Some(transaction) => transaction.clock.next_statement(),
            None => Clock::new(system_time),
        };
        ExecutionInput {
            graph,
            parameters: Arc::new(parameters.clone()),
            clock: Arc::new(clock),
            random: Arc::clone(&self.random),
            procedures: Arc::clone(&self.shared) as _,
            limits: self.limits.start(&self.interrupt),
            profile,
        }
    }

    /// Runs a statement that writes: in the open transaction, or in one of its own.
    fn write(
        &mut self,
        text: &str,
        prepared: &Arc<Prepared>,
        times: PrepareTimes,
        parameters: &Parameters,
    ) -> Result<Records, Error> {
        let alone = self.transaction.is_none();
        let mut transaction = match self.transaction.take() {
            Some(transaction) => transaction,
            None => self.open_transaction()?,
        };
        // What was prepared on the published graph may not fit the one that is written: prepare again, from the cache.
        let prepared = if alone { self.prepare(text, transaction.workspace.view())?.0 } else { Arc::clone(prepared) };
        let start = Instant::now();
        let before = transaction.workspace.savepoint();
        let counted = transaction.workspace.counters();
        let (workspace, result) = self.write_in(transaction.workspace, &prepared, parameters);
        transaction.workspace = workspace;
        let (batches, profiled) = match result {
            Ok(done) => done,
            Err(error) => {
                if alone {
                    give_back((transaction.workspace, before), &error);
                } else {
                    give_back(transaction.workspace.rollback_to(before), &error);
                    self.transaction = Some(transaction);
                }
                return Err(error);
            }
        };
        let mut summary = summary(&prepared, times);
        summary.counters = transaction.workspace.counters().since(counted);
        let graph = transaction.workspace.view().clone();
        if alone {
            self.publish(transaction)?;
        } else {
            self.activity.set_changes(transaction.workspace.changes().len() as u64);
            self.transaction = Some(transaction);
        }
        summary.times.execute = start.elapsed();
        Ok(match &prepared.body {
            PreparedBody::Query(planned) if prepared.mode == Mode::Profile => {
                profile(planned, profiled.as_ref(), graph, summary)
            }
            PreparedBody::Query(planned) => Records::done(columns(planned), batches, graph, summary),
            PreparedBody::Schema(_) => Records::done(Vec::new(), VecDeque::new(), graph, summary),
        })
    }

    /// Runs a statement that commits batch by batch, to its end. What it read outside the batches is `graph`.
    fn write_in_batches(
        &mut self,
        planned: &Arc<PlannedStatement>,
        profiling: bool,
        graph: Snapshot,
        parameters: &Parameters,
        mut summary: Summary,
    ) -> Result<Records, Error> {
        if self.transaction.is_some() {
            let message = "CALL { … } IN TRANSACTIONS commits by itself: it cannot run inside an open transaction";
            let hint = "commit the transaction first, leave out `--atomic`, or leave IN TRANSACTIONS away";
            return Err(transaction_state(message, hint).into());
        }
        self.require_writable()?;
        let start = Instant::now();
        let by = self.attribution(None);
        let (batches, failure) =
            Batches::new(Arc::clone(&self.shared), by, (self.limits.timeout, self.interrupt.clone()), &graph);
        let input = self.input(GraphHandle::Read(graph), parameters, profiling);
        let mut execution = Execution::new(Arc::clone(planned), input)?
            .with_files(Arc::new(LocalFiles))
            .with_transactions(Box::new(batches));
        let mut kept = VecDeque::new();
        let ended = loop {
            match execution.next() {
                Ok(Some(batch)) if !planned.columns.is_empty() => kept.push_back(batch),
                Ok(Some(_)) => {}
                Ok(None) => break execution.finish_transactions(),
                Err(error) => break Err(error),
            }
        };
        summary.counters = ended.map_err(|error| failure.explain(error, execution.committed()))?;
        summary.times.execute = start.elapsed();
        let graph = execution.graph();
        if profiling {
            return Ok(profile(planned, execution.profile(), graph, summary));
        }
        Ok(Records::done(columns(planned), kept, graph, summary))
    }

    /// Runs a statement on a workspace, which comes back whatever happens.
    #[allow(clippy::type_complexity, reason = "the pair is taken apart by the one caller")]
    fn write_in(
        &self,
        workspace: Workspace,
        prepared: &Prepared,
        parameters: &Parameters,
    ) -> (Workspace, Result<(VecDeque<Batch>, Option<Profile>), Error>) {
        let planned = match &prepared.body {
            PreparedBody::Schema(command) => {
                let limits = self.limits.start(&self.interrupt);
                let (workspace, result) = schema::change(command, workspace, &limits);
                return (workspace, result.map(|()| (VecDeque::new(), None)).map_err(Error::from));
            }
            PreparedBody::Query(planned) => planned,
        };
        let profiling = prepared.mode == Mode::Profile;
        let keep = workspace.view().clone();
        let input = self.input(GraphHandle::Write(workspace), parameters, profiling);
        let mut execution = match Execution::new(Arc::clone(planned), input) {
            Ok(execution) => execution.with_files(Arc::new(LocalFiles)),
            Err(error) => return (Workspace::new(keep), Err(error.into())),
        };
        let mut batches = VecDeque::new();
        let result = loop {
            match execution.next() {
                Ok(Some(batch)) if !planned.columns.is_empty() => batches.push_back(batch),
                Ok(Some(_)) => {}
                Ok(None) => break Ok(()),
                Err(error) => break Err(Error::from(error)),
            }
        };
        let profiled = execution.profile().cloned();
        let (graph, operators) = execution.into_parts();
        if let Err(error) = &result {
            give_back((operators, std::mem::take(&mut batches)), error);
        }
        let GraphHandle::Write(mut workspace) = graph else {
            let error = Diagnostic::internal("a write lost its workspace");
            return (Workspace::new(keep), Err(error.into()));
        };
        let result = result
            .and_then(|()| workspace.check_statement().map_err(|breach| super::blame::located(breach, planned).into()));
        (workspace, result.map(|()| (batches, profiled)))
    }
}

/// The records of a read that is run to its end at once.
fn run_out(
    planned: &PlannedStatement,
    mut execution: Execution,
    graph: Snapshot,
    mut summary: Summary,
) -> Result<Records, Error> {
    let start = Instant::now();
    let mut batches = VecDeque::new();
    loop {
        match execution.next() {
            Ok(Some(batch)) => batches.push_back(batch),
            Ok(None) => break,
            Err(error) => {
                let error = error.into();
                give_back((execution, batches), &error);
                return Err(error);
            }
        }
    }
    summary.times.execute = start.elapsed();
    Ok(Records::done(columns(planned), batches, graph, summary))
}

/// Seconds since 1970-01-01T00:00Z and nanoseconds of the second, by the machine.
fn system_time() -> (i64, u32) {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    (since.as_secs() as i64, since.subsec_nanos())
}

pub(super) fn transaction_state(message: &str, hint: &str) -> Diagnostic {
    Diagnostic::new(Class::TransactionError, Phase::Runtime, Detail::InvalidTransactionState, message).hint(hint)
}

fn note_of(first: u64, last: u64) -> String {
    if first == last { format!("undo of commit {first}") } else { format!("undo of commits {first} to {last}") }
}

fn past_is_fixed() -> Diagnostic {
    let message = "the past cannot be changed: this statement writes, and reads the graph as of an earlier moment";
    Diagnostic::new(Class::TransactionError, Phase::CompileTime, Detail::ReadOnly, message)
        .hint("`:undo` and `CALL db.revert(n)` take back commits by new ones")
}

fn require_parameters(prepared: &Prepared, parameters: &Parameters) -> Result<(), Error> {
    if prepared.mode == Mode::Explain {
        return Ok(());
    }
    for (name, span) in &prepared.parameters {
        match parameters.get(name) {
            Some(value) => check_nesting(value).map_err(|error| error.at(*span))?,
            None => return Err(missing_parameter(name, parameters).at(*span).into()),
        }
    }
    Ok(())
}

fn missing_parameter(name: &str, parameters: &Parameters) -> Diagnostic {
    let message = format!("parameter `${name}` was not given");
    let near = crate::diagnostic::did_you_mean(name, parameters.keys().map(|key| &**key));
    Diagnostic::new(Class::ParameterMissing, Phase::CompileTime, Detail::MissingParameter, message)
        .maybe_hint(near.map(|near| format!("did you mean `${near}`?")))
        .hint(format!("give it with `:param {name} => value` or `--param {name}=value`"))
}

fn columns(planned: &PlannedStatement) -> Vec<(String, Slot)> {
    planned.columns.iter().map(|column| (column.name.to_string(), column.slot)).collect()
}

fn summary(prepared: &Prepared, times: PrepareTimes) -> Summary {
    Summary {
        counters: Counters::default(),
        times: Times { parse: times.parse, plan: times.plan, ..Times::default() },
        warnings: prepared.warnings.clone(),
    }
}

fn explain(planned: &PlannedStatement, graph: Snapshot, prepared: &Prepared, times: PrepareTimes) -> Records {
    let lines = draw(planned, &graph);
    let width = lines.iter().map(|line| line.text.chars().count()).max().unwrap_or(0);
    let lines = lines
        .into_iter()
        .map(|line| match line.rows {
            Some(rows) => format!("{:width$}  ~{} rows", line.text, rows.round().max(0.0)),
            None => line.text,
        })
        .collect();
    plan_table(lines, graph, summary(prepared, times))
}

fn profile(planned: &PlannedStatement, profile: Option<&Profile>, graph: Snapshot, summary: Summary) -> Records {
    let lines = draw(planned, &graph);
    let width = lines.iter().map(|line| line.text.chars().count()).max().unwrap_or(0);
    let mut counted = profile.map(|profile| profile.operators.as_slice()).unwrap_or_default().iter();
    let lines = lines
        .into_iter()
        .map(|line| match (line.rows, line.rows.and_then(|_| counted.next())) {
            (Some(rows), Some(done)) => format!(
                "{:width$}  ~{} rows, {} rows, {:.3} ms",
                line.text,
                rows.round().max(0.0),
                done.rows,
                done.time.as_secs_f64() * 1000.0
            ),
            _ => line.text,
        })
        .collect();
    plan_table(lines, graph, summary)
}
