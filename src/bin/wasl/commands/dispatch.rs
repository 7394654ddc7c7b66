//! From the parsed command line to the exit code.

use std::io::ErrorKind;

use super::prepare::Prepared;
use super::{backup, check, compact, demo, dump, format, import, info, load, purge, query, run, seed, shell};
use crate::cli::{Cli, Command};
use crate::console::Console;
use crate::environment::Environment;
use crate::exit::{Exit, Halt};
use crate::report::Finding;

/// Carries out the command line and says how the process ends. Everything that is to be said has been said.
pub(crate) fn dispatch(cli: Cli) -> Exit {
    let environment = Environment::read(cli.options.color);
    let error_format = cli.options.error_format;
    let ended = Prepared::new(cli.options, environment).and_then(|prepared| match cli.command {
        Command::Shell { db, no_history } => shell::run(prepared, db.as_deref(), no_history),
        Command::Demo { no_history } => demo::run(prepared, no_history),
        Command::Seed { db } => seed::run(prepared, &db),
        Command::Run { db, files } => run::run(prepared, &db, &files),
        Command::Query { db, text } => query::run(prepared, &db, text),
        Command::LayOut { files, check, write } => format::run(prepared, &files, check, write),
        Command::Import(arguments) => import::run(prepared, &arguments),
        Command::Check { db, repair_to: None } => check::run(prepared, &db),
        Command::Check { db, repair_to: Some(target) } => check::repair(prepared, &db, &target),
        Command::Backup { db, target } => backup::run(prepared, &db, &target),
        Command::Restore { backup, db } => backup::restore(prepared, &backup, &db),
        Command::Dump { db, file, as_of } => dump::run(prepared, &db, file.as_deref(), as_of.as_deref()),
        Command::Load { db, file } => load::run(prepared, &db, &file),
        Command::Compact { db } => compact::run(prepared, &db),
        Command::Info { db } => info::run(prepared, &db),
        Command::Purge { db, before } => purge::run(prepared, &db, &before),
    });
    match ended {
        Ok(exit) | Err(Halt::Stopped(exit)) => exit,
        // Nobody reads on: the end of a pipe such as `wasl … | head`.
        Err(Halt::Output(error)) if error.kind() == ErrorKind::BrokenPipe => Exit::Done,
        Err(Halt::Output(error)) => {
            let finding = Finding::new(Exit::Failed, "OutputError", "", format!("cannot write the results: {error}"));
            // Stdout is lost; stderr may still be there.
            let _ = Console::new(environment, error_format).report(&finding);
            Exit::Failed
        }
    }
}
