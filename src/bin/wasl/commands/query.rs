//! `wasl query DB TEXT`: statements given on the command line.

use std::path::Path;

use super::prepare::{Missing, Prepared};
use crate::batch;
use crate::exit::{Exit, Halt};
use crate::report::Source;

/// Runs the text. A store that is missing is an error: a mistyped name shall not become an empty store.
pub(super) fn run(prepared: Prepared, db: &Path, text: String) -> Result<Exit, Halt> {
    let mut runner = prepared.open(Some(db), Missing::Refuse)?;
    runner.begin_atomic()?;
    let ended = batch::run(&mut runner, &Source::text("<query>", text), &mut || false);
    runner.conclude(ended)
}
