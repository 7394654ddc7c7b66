//! The procedures that look after the store: `db.memory`, `db.commits`, `db.revert`, `db.history`,
//! `db.purgeHistory`, `db.retention`, `db.setRetention`, `db.transactions`.
//!
//! They differ from the others in what they see: the history, the other sessions, and for one of them the workspace of
//! the statement.

use std::sync::Arc;

use super::activity::{Activities, Listed};
use super::commit::Commits;
use super::element_history::Element;
use super::error::Error;
use crate::binder::ProcedureSignature;
use crate::diagnostic::{Class, Detail, Diagnostic, Phase, Result};
use crate::executor::ProcedureResult;
use crate::graph::{Snapshot, Workspace};
use crate::storage::StorageError;
use crate::value::temporal::{Zone, ZonedDateTime};
use crate::value::{Type, Value};

type Rows = Result<Vec<Vec<Value>>>;

/// What a procedure does.
enum Body {
    /// It reads.
    Read(fn(&Seen<'_>) -> Rows),
    /// It writes, in the transaction of its statement.
    Write(fn(&Commits, &[Value], &mut Workspace) -> Rows),
}

/// What a procedure that reads sees.
pub(super) struct Seen<'a> {
    pub(super) graph: &'a Snapshot,
    pub(super) arguments: &'a [Value],
    pub(super) commits: &'a Commits,
    pub(super) sessions: &'a Activities,
}

/// A procedure of the store.
struct StoreProcedure {
    name: &'static str,
    description: &'static str,
    example: &'static str,
    inputs: &'static [(&'static str, Type)],
    outputs: &'static [(&'static str, Type)],
    body: Body,
}

const PROCEDURES: &[StoreProcedure] = &[
    StoreProcedure {
        name: "db.memory",
        description: "Bytes that the parts of the graph take in memory.",
        example: "CALL db.memory() YIELD part, bytes",
        inputs: &[],
        outputs: &[("part", Type::String), ("bytes", Type::Integer)],
        body: Body::Read(memory),
    },
    StoreProcedure {
        name: "db.commits",
        description: "The commits of the store, oldest first; none of a graph in memory.",
        example: "CALL db.commits() YIELD sequence, time, author, message, changes",
        inputs: &[],
        outputs: &[
            ("sequence", Type::Integer),
            ("time", Type::DateTime),
            ("author", Type::String),
            ("message", Type::String),
            ("changes", Type::Integer),
        ],
        body: Body::Read(commits),
    },
    StoreProcedure {
        name: "db.revert",
        description: "Undoes one commit by a new one that does the inverse; refused where later commits depend on it.",
        example: "CALL db.revert(1)",
        inputs: &[("sequence", Type::Integer)],
        outputs: &[],
        body: Body::Write(revert),
    },
    StoreProcedure {
        name: "db.history",
        description: "What happened to a node or a relationship, oldest first: a row for each change that the history keeps.",
        example: "MATCH (p:Person {name: 'Ada'}) CALL db.history(p) YIELD commit, change, key, before, after RETURN commit, change, key, before, after",
        inputs: &[("element", Type::Any)],
        outputs: &[
            ("commit", Type::Integer),
            ("time", Type::DateTime),
            ("author", Type::String),
            ("message", Type::String),
            ("change", Type::String),
            ("key", Type::String),
            ("before", Type::Any),
            ("after", Type::Any),
        ],
        body: Body::Read(history),
    },
    StoreProcedure {
        name: "db.purgeHistory",
        description: "Forgets the commits before the one of a number, or before an instant, for ever; `PURGE HISTORY BEFORE` is the same.",
        example: "CALL db.purgeHistory(1)",
        inputs: &[("before", Type::Any)],
        outputs: &[
            ("commits", Type::Integer),
            ("first_kept", Type::Integer),
            ("from", Type::DateTime),
            ("to", Type::DateTime),
        ],
        body: Body::Write(purge),
    },
    StoreProcedure {
        name: "db.retention",
        description: "How much of the history is kept when a store is closed: a number of commits, a duration, or null for all.",
        example: "CALL db.retention() YIELD keep",
        inputs: &[],
        outputs: &[("keep", Type::Any)],
        body: Body::Read(retention),
    },
    StoreProcedure {
        name: "db.setRetention",
        description: "Sets how much of the history is kept: a number of commits, a duration, or null for all. A run of the command that wrote to the store forgets the rest at its end, and says so.",
        example: "CALL db.setRetention(duration('P90D'))",
        inputs: &[("keep", Type::Any)],
        outputs: &[],
        body: Body::Write(set_retention),
    },
    StoreProcedure {
        name: "db.transactions",
        description: "The sessions of the database and what they do: `idle`, `running`, `waiting` for another writer, `in transaction`.",
        example: "CALL db.transactions() YIELD session, author, state, since, statement, changes",
        inputs: &[],
        outputs: &[
            ("session", Type::Integer),
            ("author", Type::String),
            ("state", Type::String),
            ("since", Type::DateTime),
            ("statement", Type::String),
            ("changes", Type::Integer),
        ],
        body: Body::Read(transactions),
    },
];

fn find(name: &str) -> Option<&'static StoreProcedure> {
    PROCEDURES.iter().find(|procedure| procedure.name.eq_ignore_ascii_case(name))
}

/// The names of the procedures.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    PROCEDURES.iter().map(|procedure| procedure.name)
}

/// Description and example of one of them.
pub(super) fn described(name: &str) -> Option<(&'static str, &'static str)> {
    find(name).map(|procedure| (procedure.description, procedure.example))
}

/// The signature of one of them.
pub(super) fn signature(name: &str) -> Option<ProcedureSignature> {
    let procedure = find(name)?;
    let typed = |columns: &[(&str, Type)]| -> Vec<(Arc<str>, Type)> {
        columns.iter().map(|(name, ty)| (Arc::from(*name), ty.clone())).collect()
    };
    let (inputs, outputs) = (typed(procedure.inputs), typed(procedure.outputs));
    Some(ProcedureSignature { name: procedure.name.into(), required: inputs.len(), inputs, outputs })
}

/// Whether the procedure of this name changes the graph.
pub(super) fn writes(name: &str) -> bool {
    find(name).is_some_and(|procedure| matches!(procedure.body, Body::Write(_)))
}

/// The rows of a procedure of the store that reads; none when there is none of this name.
pub(super) fn call(name: &str, seen: &Seen<'_>) -> Option<Result<ProcedureResult>> {
    let procedure = find(name)?;
    let rows = match procedure.body {
        Body::Read(rows) => rows(seen),
        Body::Write(_) => Err(Diagnostic::internal(format!("`{name}` writes in a statement that reads"))),
    };
    Some(rows.and_then(|rows| ProcedureResult::of_rows(name, rows, procedure.outputs.len())))
}

/// The rows of a procedure of the store that writes; none when there is none of this name.
pub(super) fn write(
    name: &str,
    arguments: &[Value],
    workspace: &mut Workspace,
    commits: &Commits,
) -> Option<Result<ProcedureResult>> {
    let procedure = find(name)?;
    match &procedure.body {
        Body::Read(_) => None,
        Body::Write(rows) => {
            let rows = rows(commits, arguments, workspace);
            Some(rows.and_then(|rows| ProcedureResult::of_rows(name, rows, procedure.outputs.len())))
        }
    }
}

#[allow(clippy::unnecessary_wraps, reason = "the table wants the form of those that can fail")]
fn memory(seen: &Seen<'_>) -> Rows {
    let parts = seen.graph.memory_usage().into_iter();
    Ok(parts.map(|(part, bytes)| vec![Value::string(part), Value::Integer(bytes as i64)]).collect())
}

#[allow(clippy::unnecessary_wraps, reason = "the table wants the form of those that can fail")]
fn transactions(seen: &Seen<'_>) -> Rows {
    let text = |text: Option<Arc<str>>| text.map_or(Value::Null, Value::String);
    let row = |listed: Listed| {
        let since = listed.since.map(|(seconds, nanos)| ZonedDateTime::from_instant(seconds, nanos, &Zone::UTC));
        vec![
            Value::Integer(listed.session as i64),
            text(listed.author),
            Value::string(listed.state),
            since.map_or(Value::Null, |since| Value::DateTime(since.into())),
            text(listed.statement),
            Value::Integer(listed.changes as i64),
        ]
    };
    Ok(seen.sessions.list().into_iter().map(row).collect())
}

fn commits(seen: &Seen<'_>) -> Rows {
    let text = |text: Option<String>| text.map_or(Value::Null, Value::string);
    let list = seen.commits.list(1).map_err(|error| of_storage(&error))?;
    let row = |commit: super::history::Commit| {
        vec![
            Value::Integer(commit.sequence as i64),
            Value::DateTime(commit.time.into()),
            text(commit.author),
            text(commit.message),
            commit.changes.map_or(Value::Null, |changes| Value::Integer(changes as i64)),
        ]
    };
    Ok(list.into_iter().map(row).collect())
}

fn history(seen: &Seen<'_>) -> Rows {
    let element = seen.arguments.first().and_then(Element::of).ok_or_else(|| {
        let message = "`db.history` needs a node or a relationship";
        Diagnostic::argument(Detail::InvalidArgumentType, message)
    })?;
    seen.commits.history_of(element, seen.graph.tokens()).map_err(|error| of_storage(&error))
}

fn purge(commits: &Commits, arguments: &[Value], workspace: &mut Workspace) -> Rows {
    if !workspace.changes().is_empty() {
        let message = "the transaction has changes, and what is forgotten cannot be rolled back with them";
        let error = Diagnostic::new(Class::TransactionError, Phase::Runtime, Detail::InvalidTransactionState, message);
        return Err(error.hint("commit first, then PURGE HISTORY alone"));
    }
    let before = commits.first_from(arguments.first().unwrap_or(&Value::Null)).map_err(of_error)?;
    let gone = commits.forget(before).map_err(|error| of_storage(&error))?;
    let time = |time: Option<ZonedDateTime>| time.map_or(Value::Null, |time| Value::DateTime(time.into()));
    let (count, first) = (Value::Integer(gone.commits as i64), Value::Integer(gone.first as i64));
    Ok(vec![vec![count, first, time(gone.from), time(gone.to)]])
}

fn retention(seen: &Seen<'_>) -> Rows {
    let rule = seen.commits.retention().map_err(|error| of_storage(&error))?;
    Ok(vec![vec![rule.unwrap_or_default()]])
}

fn set_retention(commits: &Commits, arguments: &[Value], _: &mut Workspace) -> Rows {
    commits.set_retention(arguments.first().unwrap_or(&Value::Null)).map_err(of_error)?;
    Ok(vec![Vec::new()])
}

fn revert(commits: &Commits, arguments: &[Value], workspace: &mut Workspace) -> Rows {
    let [Value::Integer(sequence)] = arguments else {
        let message = "`db.revert` needs the number of a commit";
        return Err(Diagnostic::argument(Detail::InvalidArgumentValue, message));
    };
    let sequence = u64::try_from(*sequence).unwrap_or(0);
    commits.take_back(sequence, sequence, workspace).map_err(of_error)?;
    Ok(vec![Vec::new()])
}

fn of_error(error: Error) -> Diagnostic {
    match error {
        Error::Statement(diagnostic) => diagnostic,
        Error::Storage(error) => of_storage(&error),
    }
}

fn of_storage(error: &StorageError) -> Diagnostic {
    Diagnostic::new(Class::StorageError, Phase::Runtime, Detail::FileNotReadable, error.to_string())
}
