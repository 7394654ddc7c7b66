//! `wasl seed DB`: the shipped knowledge into a store, in one transaction.

use std::path::Path;

use super::prepare::{Missing, Prepared};
use crate::batch::{self, Flow, Runner};
use crate::embedded::KNOWLEDGE;
use crate::exit::{Exit, Halt};
use crate::report::Source;

/// Loads everything or nothing, and says what changed; the second time nothing does.
pub(super) fn run(prepared: Prepared, db: &Path) -> Result<Exit, Halt> {
    let mut runner = prepared.open(Some(db), Missing::Create)?;
    runner.settings.atomic = true;
    runner.settings.keep_going = false;
    runner.begin_atomic()?;
    let ended = load(&mut runner);
    let exit = runner.conclude(ended)?;
    if exit == Exit::Done {
        let told = match runner.created {
            0 => "the shipped knowledge is there already".to_owned(),
            created => format!("{created} nodes and relationships of the shipped knowledge added"),
        };
        runner.console.say(&format!("{}: {told}", db.display()))?;
    }
    Ok(exit)
}

/// Runs the shipped files without writing results.
pub(super) fn load(runner: &mut Runner) -> Result<Flow, Halt> {
    runner.settings.quiet = true;
    // The shipped files are what they are; strictness is for what the user writes.
    runner.session.set_strict(false);
    for file in KNOWLEDGE {
        batch::run(runner, &Source::text(file.name, file.text), &mut || false)?;
    }
    runner.settings.quiet = false;
    runner.session.set_strict(runner.settings.strict);
    Ok(Flow::Next)
}
