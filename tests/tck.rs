//! Are we openCypher? Runs every scenario of the openCypher TCK that is at hand against a graph in memory.
//!
//! The `.feature` files come from `$WASL_TCK`, else from `../shared/tck` beside the checkout; with neither there is a
//! loud skip. `tests/tck/known_failures.txt` works both ways: a failure that is not listed is red, so is a listed pass.
//!
//! ```text
//! cargo test --test tck                                     everything
//! WASL_TCK_FILTER=create/Create1 cargo test --test tck      a part, each failure in full
//! WASL_TCK_CAUSES=1 cargo test --test tck                   failures counted by cause
//! WASL_UPDATE=1 cargo test --test tck                       rewrite known_failures.txt
//! ```
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test stops where it cannot go on")]
#![allow(clippy::print_stdout, reason = "the runner prints its own report")]

#[path = "tck/gherkin.rs"]
mod gherkin;
#[path = "tck/graph_state.rs"]
mod graph_state;
#[path = "tck/known_failures.rs"]
mod known_failures;
#[path = "tck/report.rs"]
mod report;
#[path = "tck/scenario.rs"]
mod scenario;
#[path = "tck/self_check.rs"]
mod self_check;
#[path = "tck/suite.rs"]
mod suite;
#[path = "tck/value.rs"]
mod value;

use std::env;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

fn main() -> ExitCode {
    if env::args().any(|argument| argument == "--list") {
        if !env::args().any(|argument| argument == "--ignored") {
            println!("tck: test");
        }
        return ExitCode::SUCCESS;
    }
    self_check::run();
    let Some(root) = root() else {
        println!("\n!!! TCK SKIPPED: no .feature files in $WASL_TCK nor in ../shared/tck beside the checkout !!!\n");
        return if env::var_os("WASL_TCK").is_some() { ExitCode::FAILURE } else { ExitCode::SUCCESS };
    };
    let filter = env::var("WASL_TCK_FILTER").ok();
    let cases = match suite::read(&root, filter.as_deref()) {
        Ok(cases) => cases,
        Err(message) => {
            println!("TCK: cannot be read: {message}");
            return ExitCode::FAILURE;
        }
    };
    let results = suite::run(&cases, &root);
    report::print_folders(&results);
    if filter.is_some() {
        report::print_details(&results);
    }
    if filter.is_some() || env::var_os("WASL_TCK_CAUSES").is_some() {
        report::print_causes(&results);
    }
    let update = env::var_os("WASL_UPDATE").is_some() && filter.is_none();
    let as_expected = known_failures::hold(&results, update);
    report::print_totals(&results);
    if as_expected { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// The folder that holds the suite, when there is one with at least one feature in it.
fn root() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/tck");
    let root = env::var_os("WASL_TCK").map_or(beside, PathBuf::from);
    suite::feature_files(&root).is_ok_and(|files| !files.is_empty()).then_some(root)
}
