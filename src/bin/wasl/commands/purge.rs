//! `wasl purge DB --before N`: forgets the older history of a store.

use std::path::Path;

use super::prepare::{Missing, Prepared};
use crate::batch::forgotten;
use crate::exit::{Exit, Halt};
use crate::report::Finding;

/// Forgets the commits before `before` and says how many that were.
pub(super) fn run(prepared: Prepared, db: &Path, before: u64) -> Result<Exit, Halt> {
    let mut runner = prepared.open(Some(db), Missing::Refuse)?;
    runner.wrote = true;
    let ended = match runner.database.forget_history(before) {
        Ok(gone) => runner.console.say(&format!("{}: {}", db.display(), forgotten(&gone))).map_err(Halt::from),
        Err(error) => runner.fail(&Finding::storage(Exit::Store, &error)),
    };
    runner.conclude(ended.map(|()| crate::batch::Flow::Next))
}
