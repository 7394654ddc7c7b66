//! Schema commands on a workspace: at once on a small graph; on a large one by a thread of their own, because an index is
//! sorted in one go, and whoever stops the statement is not to wait for its end.

use std::sync::Arc;

use crate::binder::{BoundDropped, BoundSchema};
use crate::diagnostic::{Class, Detail, Diagnostic, Phase, Result, Span};
use crate::executor::ExecutionLimits;
use crate::graph::Workspace;
use crate::value::do_elsewhere;

/// Elements from which on a command is waited for only as long as it is wanted.
const LARGE: u64 = 100_000;

/// Carries out a command on a workspace, which comes back: as it was when the command was stopped.
pub(super) fn change(
    command: &Arc<BoundSchema>,
    mut workspace: Workspace,
    limits: &ExecutionLimits,
) -> (Workspace, Result<()>) {
    let graph = workspace.view();
    if graph.node_count() + graph.rel_count() < LARGE {
        let result = execute(command, &mut workspace);
        return (workspace, result);
    }
    let (command, copy) = (Arc::clone(command), workspace.clone());
    let work = move || {
        let mut workspace = copy.clone();
        let result = execute(&command, &mut workspace);
        (workspace, result)
    };
    match do_elsewhere(work, || limits.check()) {
        Ok(done) => done,
        Err(stopped) => (workspace, Err(stopped)),
    }
}

/// Carries out a command; the workspace counts what it did.
fn execute(command: &BoundSchema, workspace: &mut Workspace) -> Result<()> {
    match command {
        BoundSchema::CreateConstraint { name, target, keys, kind, if_not_exists, span } => {
            let graph = workspace.view();
            let exists = graph.constraints().iter().any(|known| {
                name.as_ref().is_some_and(|name| *name == known.name)
                    || (known.target == *target && known.keys == *keys && known.kind == *kind)
            });
            if *if_not_exists && exists {
                return Ok(());
            }
            workspace
                .create_constraint(name.clone(), *target, keys.clone(), kind.clone())
                .map(drop)
                .map_err(|error| error.or_at(*span))
        }
        BoundSchema::CreateIndex { name, target, keys, if_not_exists, span } => {
            let graph = workspace.view();
            let exists = graph.find_index_on(*target, keys).is_some()
                || graph.indexes().iter().any(|known| name.as_ref().is_some_and(|name| *name == known.name));
            if *if_not_exists && exists {
                return Ok(());
            }
            workspace.create_index(name.clone(), *target, keys.clone()).map(drop).map_err(|error| error.or_at(*span))
        }
        BoundSchema::DropConstraint { which, if_exists, span } => {
            let name = match which {
                BoundDropped::Named(name) => Some(Arc::clone(name)),
                BoundDropped::Like(target, keys, kind) => {
                    let mut all = workspace.view().constraints().iter();
                    let like = all.find(|known| known.target == *target && known.keys == *keys && known.kind == *kind);
                    like.map(|known| Arc::clone(&known.name))
                }
            };
            let found = |name: &Arc<str>| workspace.view().constraints().iter().any(|known| known.name == *name);
            match name {
                Some(name) if !*if_exists || found(&name) => {
                    workspace.drop_constraint(&name).map_err(|error| error.or_at(*span))
                }
                None if !*if_exists => Err(missing("constraint", *span)),
                _ => Ok(()),
            }
        }
        BoundSchema::DropIndex { which, if_exists, span } => {
            let graph = workspace.view();
            let name = match which {
                BoundDropped::Named(name) => Some(Arc::clone(name)),
                BoundDropped::Like(target, keys, ()) => {
                    let index = graph.find_index_on(*target, keys).and_then(|id| graph.index(id));
                    index.map(|index| Arc::clone(&index.name))
                }
            };
            let found = |name: &Arc<str>| graph.indexes().iter().any(|known| known.name == *name);
            match name {
                Some(name) if !*if_exists || found(&name) => {
                    workspace.drop_index(&name).map_err(|error| error.or_at(*span))
                }
                None if !*if_exists => Err(missing("index", *span)),
                _ => Ok(()),
            }
        }
    }
}

fn missing(what: &str, span: Span) -> Diagnostic {
    let message = format!("there is no such {what}");
    Diagnostic::new(Class::SemanticError, Phase::Runtime, Detail::SchemaNotFound, message)
        .at(span)
        .hint(format!("SHOW {} lists what there is", if what == "index" { "INDEXES" } else { "CONSTRAINTS" }))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::LARGE;
    use crate::diagnostic::Detail;
    use crate::engine::{Database, Error, Limits, Parameters, Session};

    /// How many indexes and constraints there are.
    fn known(session: &mut Session) -> (usize, usize) {
        session.set_limits(Limits::default());
        let mut count = |what: &str| {
            let mut rows = session.run(&format!("SHOW {what}"), &Parameters::new()).unwrap();
            rows.collect_rows().unwrap().len()
        };
        (count("INDEXES"), count("CONSTRAINTS"))
    }

    #[test]
    fn an_index_or_constraint_that_is_stopped_leaves_nothing() {
        let database = Database::memory();
        let mut session = database.session();
        let none = Parameters::new();
        session.run(&format!("UNWIND range(1, {LARGE}) AS i CREATE (:P {{name: 'n' + i}})"), &none).unwrap();
        let create = ["CREATE INDEX FOR (p:P) ON (p.name)", "CREATE CONSTRAINT FOR (p:P) REQUIRE p.name IS UNIQUE"];
        for statement in create {
            session.set_limits(Limits { timeout: Some(Duration::from_micros(1)), ..Limits::default() });
            match session.run(statement, &none) {
                Err(Error::Statement(error)) => assert_eq!(error.detail(), Detail::TimeLimit, "{statement}"),
                other => panic!("{statement}: {other:?}"),
            }
            assert_eq!(known(&mut session), (0, 0), "{statement}");
        }
        session.run(create[1], &none).unwrap();
        assert_eq!(known(&mut session), (1, 1));
    }
}
