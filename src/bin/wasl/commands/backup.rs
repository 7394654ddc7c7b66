//! `wasl backup DB DIR` and `wasl restore DIR DB`: copies of a whole store, history included.

use std::path::Path;

use wasl::{Copied, Database, StorageError};

use super::prepare::{Missing, Prepared};
use crate::batch::Flow;
use crate::exit::{Exit, Halt};
use crate::report::Finding;

/// Copies the store into `target`, or what is new since the copy that is there.
pub(super) fn run(prepared: Prepared, db: &Path, target: &Path) -> Result<Exit, Halt> {
    copy(prepared, db, target)
}

/// Copies the backup into `db`, which must be missing or empty: nothing is ever written over.
pub(super) fn restore(prepared: Prepared, backup: &Path, db: &Path) -> Result<Exit, Halt> {
    if db.read_dir().is_ok_and(|mut entries| entries.next().is_some()) {
        let found = "there is something already; a backup is restored into a new directory".to_owned();
        let error = StorageError::NotAStore { place: db.display().to_string(), found };
        return Err(prepared.refuse(&Finding::storage(Exit::Store, &error)));
    }
    copy(prepared, backup, db)
}

fn copy(prepared: Prepared, from: &Path, to: &Path) -> Result<Exit, Halt> {
    let mut runner = prepared.reading().open(Some(from), Missing::Refuse)?;
    let ended = match runner.database.backup(to) {
        Ok(copied) => {
            runner.console.say(&format!("{}: {}", to.display(), told(&runner.database, copied))).map_err(Halt::from)
        }
        Err(error) => runner.fail(&Finding::storage(Exit::Store, &error)),
    };
    runner.conclude(ended.map(|()| Flow::Next))
}

fn told(database: &Database, copied: Copied) -> String {
    let Copied { commits, segments, last } = copied;
    let graph = database.info().map(|info| format!(", {} nodes, {} relationships", info.nodes, info.relationships));
    format!("as of commit {last}{}: {commits} commits and {segments} segments written", graph.unwrap_or_default())
}
