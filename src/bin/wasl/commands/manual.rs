//! `wasl completions SHELL` and `wasl man`: what other programs show of the command line, made from its definition.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use clap::CommandFactory;
use clap_complete::Shell;
use clap_mangen::Man;

use super::prepare::Prepared;
use crate::batch::reason;
use crate::cli::Cli;
use crate::exit::{Exit, Halt};
use crate::report::Finding;

/// Writes the script for that shell.
pub(super) fn completions(prepared: Prepared, shell: Shell) -> Result<Exit, Halt> {
    let mut console = prepared.console();
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "wasl", &mut script);
    console.out.write_all(&script)?;
    console.out.flush()?;
    Ok(Exit::Done)
}

/// Writes the first page to stdout, or every page into a directory, which is made.
pub(super) fn pages(prepared: Prepared, directory: Option<&Path>) -> Result<Exit, Halt> {
    let Some(directory) = directory else {
        let mut console = prepared.console();
        console.out.write_all(&page(Cli::command())?)?;
        console.out.flush()?;
        return Ok(Exit::Done);
    };
    match into(directory) {
        Ok(()) => Ok(Exit::Done),
        Err(error) => {
            let message = format!("cannot write to `{}`: {}", directory.display(), reason(&error));
            Err(prepared.refuse(&Finding::new(Exit::Failed, "OutputError", "", message)))
        }
    }
}

fn into(directory: &Path) -> io::Result<()> {
    fs::create_dir_all(directory)?;
    clap_mangen::generate_to(Cli::command(), directory)
}

fn page(command: clap::Command) -> io::Result<Vec<u8>> {
    let mut text = Vec::new();
    Man::new(command).render(&mut text)?;
    Ok(text)
}
