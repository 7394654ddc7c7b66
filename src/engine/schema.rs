//! Schema commands on a workspace.

use std::sync::Arc;

use crate::binder::{BoundDropped, BoundSchema};
use crate::diagnostic::{Class, Detail, Diagnostic, Phase, Result, Span};
use crate::graph::Workspace;

/// Carries out a command; the workspace counts what it did.
pub(super) fn execute(command: &BoundSchema, workspace: &mut Workspace) -> Result<()> {
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
