//! `wasl demo`: the shell over the shipped knowledge, in memory.

use super::prepare::{Missing, Prepared};
use super::{seed, shell};
use crate::cli::ShellOptions;
use crate::exit::{Exit, Halt};
use crate::shell::Welcome;

/// Loads the knowledge into memory and starts the shell; nothing is written to disk.
pub(super) fn run(prepared: Prepared, options: ShellOptions) -> Result<Exit, Halt> {
    let mut runner = prepared.open(None, Missing::Create)?;
    let keep_going = std::mem::replace(&mut runner.settings.keep_going, false);
    seed::load(&mut runner)?;
    runner.settings.keep_going = keep_going;
    shell::start(runner, &Welcome { name: "demo".to_owned(), demo: true, options })
}
