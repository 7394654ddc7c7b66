//! Runs text: statements and shell commands, the same in files, on stdin, on the command line and in the shell.
//!
//! ```text
//! Source ─split_script→ statement ─session.run→ records ─render→ stdout
//!                     └ command   ─ :param :source :begin :expect … (one entry each in `catalogue`)
//! ```
//! Contract: the first error stops the run and decides the exit code, unless it goes on by `--keep-going`; an error
//! that the next `:expect error` foresees is none.

mod arguments;
mod awake;
mod catalogue;
mod chart;
mod command;
mod describe;
mod diary;
mod diff;
mod dispatch;
mod expect;
mod feed;
mod files;
mod graph;
mod help;
mod history;
mod kept;
mod ledger;
mod limits;
mod meter;
mod nearest;
mod parameters;
mod redirect;
mod report;
mod runner;
mod schema;
mod script;
mod statement;
mod topics;
mod tour;
mod watched;
mod why;

pub(crate) use catalogue::{COMMANDS, TOPICS};
pub(crate) use feed::run_stdin;
pub(crate) use files::{read, reason, source_of_bytes};
pub(crate) use parameters::{from_json_file, json_value};
pub(crate) use runner::{Flow, Runner, Settings, forgotten};
pub(crate) use script::{run, run_file};
