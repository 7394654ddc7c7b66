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
#[path = "shell/hostile.rs"]
mod hostile;
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
#[path = "shell/parquet.rs"]
mod parquet;
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

/// The table of what the shell must do names tests that are there.
#[test]
fn every_must_names_tests_that_exist() {
    let directory = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/shell");
    let table = std::fs::read_to_string(directory.join("README.md")).expect("the table");
    let files = std::fs::read_dir(&directory).expect("a directory").map(|file| file.expect("a file").path());
    let text: String = files.map(|file| std::fs::read_to_string(file).expect("text")).collect();
    let rows: Vec<&str> = table.lines().filter(|line| line.starts_with("| ") && line.contains('`')).collect();
    let numbers: Vec<usize> = rows.iter().filter_map(|row| row.split('|').nth(1)?.trim().parse().ok()).collect();
    assert_eq!(numbers, (1..=25).collect::<Vec<_>>());
    for row in rows {
        let tests: Vec<&str> = row.rsplit('|').nth(1).unwrap_or("").split('`').skip(1).step_by(2).collect();
        assert!(!tests.is_empty(), "{row}");
        for test in tests {
            assert!(text.contains(&format!("\nfn {test}()")), "there is no test {test}");
        }
    }
}
