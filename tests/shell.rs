//! The command as scripts and people meet it: exit codes, streams, formats, positions, the shell commands.
//!
//! Every test starts the real binary in a directory of its own; nothing is shared between tests.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test stops where it cannot go on")]

#[path = "shell/batch.rs"]
mod batch;
#[path = "shell/browser.rs"]
mod browser;
#[path = "shell/care.rs"]
mod care;
#[path = "shell/commands.rs"]
mod commands;
#[path = "shell/copies.rs"]
mod copies;
#[path = "shell/errors.rs"]
mod errors;
#[path = "shell/exchange.rs"]
mod exchange;
#[path = "shell/exit_codes.rs"]
mod exit_codes;
#[path = "shell/formats.rs"]
mod formats;
#[path = "shell/harness.rs"]
mod harness;
#[path = "shell/import.rs"]
mod import;
#[path = "shell/keys.rs"]
mod keys;
#[path = "shell/kuzu.rs"]
mod kuzu;
#[path = "shell/layout.rs"]
mod layout;
#[path = "shell/limits.rs"]
mod limits;
#[path = "shell/load_csv.rs"]
mod load_csv;
#[path = "shell/parameters.rs"]
mod parameters;
#[path = "shell/pictures.rs"]
mod pictures;
#[path = "shell/pipes.rs"]
mod pipes;
#[path = "shell/readback.rs"]
mod readback;
#[path = "shell/redirect.rs"]
mod redirect;
#[path = "shell/scripts.rs"]
mod scripts;
#[path = "shell/terminal.rs"]
mod terminal;
