//! `wasl load DB FILE`: a dump into a store that is missing or empty, all or nothing.

use std::path::Path;

use super::prepare::{Missing, Prepared};
use super::run::load;
use crate::batch;
use crate::exit::{Exit, Halt};
use crate::report::Finding;

/// Runs the dump in one transaction. The numbers of its nodes count from 0, so the store must be empty.
pub(super) fn run(prepared: Prepared, db: &Path, file: &Path) -> Result<Exit, Halt> {
    let source = match load(file) {
        Ok(source) => source,
        Err(message) => return Err(prepared.refuse(&Finding::usage(message))),
    };
    let mut runner = prepared.open(Some(db), Missing::Create)?;
    let is_new = runner.database.info().is_ok_and(|info| info.commits == 0 && info.nodes == 0);
    if !is_new {
        let finding = Finding::usage(format!("`{}` is not empty: a dump is loaded into a new store", db.display()));
        runner.fail(&finding)?;
    }
    runner.settings.atomic = true;
    runner.settings.keep_going = false;
    runner.settings.quiet = true;
    runner.begin_atomic()?;
    let ended = batch::run(&mut runner, &source, &mut || false);
    let exit = runner.conclude(ended)?;
    if exit == Exit::Done {
        let told = format!("{}: {} nodes and relationships loaded", db.display(), runner.created);
        runner.console.say(&told)?;
    }
    Ok(exit)
}
