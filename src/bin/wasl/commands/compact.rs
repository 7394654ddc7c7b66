//! `wasl compact DB`: a store without dead space.

use std::path::Path;

use super::prepare::{Missing, Prepared};
use crate::exit::{Exit, Halt};
use crate::render::grouped;
use crate::report::Finding;

/// Rewrites the store and says what that gained.
pub(super) fn run(prepared: Prepared, db: &Path) -> Result<Exit, Halt> {
    let (before, after) = match wasl::compact(db) {
        Ok(sizes) => sizes,
        Err(error) => return Err(prepared.refuse(&Finding::storage(Exit::Store, &error))),
    };
    let mut runner = prepared.open(None, Missing::Create)?;
    runner.console.say(&format!("{}: {} bytes, {} before", db.display(), grouped(after), grouped(before)))?;
    Ok(Exit::Done)
}
