//! The command `wasl`: arguments, batch files, the interactive shell, rendering. The only place that prints, reads the
//! terminal or the environment; it sees the library's public names and nothing else.
//!
//! ```text
//! main → cli → commands → batch (text → statements and shell commands) → session.run
//!                       └ shell (line editor) ┘        ├ render (rows → stdout)
//!                                                      └ report (errors → stderr)
//! ```
#![deny(clippy::indexing_slicing)]

mod batch;
mod cli;
mod commands;
mod console;
mod embedded;
mod environment;
mod exchange;
mod exit;
mod interrupt;
mod new_file;
mod output;
mod render;
mod report;
mod shell;

use std::panic;
use std::process::ExitCode;

fn main() -> ExitCode {
    let show = panic::take_hook();
    // What the library turns into an error is reported as one, not twice.
    panic::set_hook(Box::new(move |panic| {
        if !wasl::panic_is_contained() {
            show(panic);
        }
    }));
    let cli = cli::Cli::of_process();
    ExitCode::from(commands::dispatch(cli).code())
}
