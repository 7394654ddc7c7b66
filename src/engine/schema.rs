//! Schema commands on a workspace.

use crate::binder::BoundSchema;
use crate::diagnostic::Result;
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
        BoundSchema::DropConstraint { name, if_exists, span } => {
            if *if_exists && !workspace.view().constraints().iter().any(|known| known.name == *name) {
                return Ok(());
            }
            workspace.drop_constraint(name).map_err(|error| error.or_at(*span))
        }
        BoundSchema::DropIndex { name, if_exists, span } => {
            if *if_exists && !workspace.view().indexes().iter().any(|known| known.name == *name) {
                return Ok(());
            }
            workspace.drop_index(name).map_err(|error| error.or_at(*span))
        }
    }
}
