//! `wasl shell [DB]`: the interactive shell, or statements from a pipe.

use std::path::Path;

use super::prepare::{Missing, Prepared};
use crate::batch::{Flow, Runner, read, run_file, run_stdin};
use crate::cli::ShellOptions;
use crate::exit::{Exit, Halt};
use crate::report::Finding;
use crate::shell::{Welcome, interact};

/// Opens the store, makes it when it is missing, and starts the shell.
pub(super) fn run(prepared: Prepared, db: Option<&Path>, options: ShellOptions) -> Result<Exit, Halt> {
    let name = db.filter(|path| *path != Path::new(":memory:")).map_or_else(
        || "memory".to_owned(),
        |path| path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned(),
    );
    let runner = prepared.open(db, Missing::Create)?;
    start(runner, &Welcome { name, demo: false, options })
}

/// Reads from the terminal when people sit at both ends, else from stdin as from a file.
pub(super) fn start(mut runner: Runner, welcome: &Welcome) -> Result<Exit, Halt> {
    let environment = runner.console.environment;
    for file in &welcome.options.init {
        let source = match read(file) {
            Ok(source) => source,
            Err(message) => {
                let ended = runner.fail(&Finding::usage(format!("--init: {message}")));
                return runner.conclude(ended.map(|()| Flow::Next));
            }
        };
        match run_file(&mut runner, file, &source) {
            Ok(Flow::Next | Flow::Source { .. }) => {}
            ended => return runner.conclude(ended),
        }
    }
    let ended = if environment.stdin_terminal && environment.stdout_terminal {
        if runner.settings.atomic {
            let finding = Finding::usage("--atomic runs a text as one transaction, and the interactive shell has none");
            runner.fail(&finding.hint("use `:begin` and `:commit` in the shell"))?;
        }
        interact(&mut runner, welcome)
    } else {
        runner.begin_atomic()?;
        run_stdin(&mut runner)
    };
    runner.conclude(ended)
}
