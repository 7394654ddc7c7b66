//! The list of scenarios that are known to fail, which works both ways: it can hide neither a new failure nor a pass.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;

use crate::suite::CaseResult;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/tck/known_failures.txt");
const HEADER: &str =
    "# Scenarios of the openCypher TCK that fail, one a line. `WASL_UPDATE=1 cargo test --test tck` rewrites it.\n";

/// Whether exactly the listed scenarios fail, of those that ran; says what differs. `update` rewrites the list first.
pub(crate) fn hold(results: &[CaseResult], update: bool) -> bool {
    if update {
        let mut text = HEADER.to_owned();
        for result in results.iter().filter(|result| result.result.is_err()) {
            writeln!(text, "{}", result.case.id).unwrap();
        }
        fs::write(FILE, text).expect("known_failures.txt can be written");
    }
    let text = fs::read_to_string(FILE).unwrap_or_default();
    let listed: BTreeSet<&str> = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
    let new = results.iter().filter(|r| r.result.is_err() && !listed.contains(r.case.id.as_str()));
    let mended = results.iter().filter(|r| r.result.is_ok() && listed.contains(r.case.id.as_str()));
    let new_ones = print("fail and are not in known_failures.txt", new);
    let mended_ones = print("pass and are still in known_failures.txt", mended);
    new_ones == 0 && mended_ones == 0
}

fn print<'a>(what: &str, results: impl Iterator<Item = &'a CaseResult>) -> usize {
    let results: Vec<_> = results.collect();
    if !results.is_empty() {
        println!("\n{} scenarios {what}:", results.len());
    }
    for result in results.iter().take(40) {
        let cause = result.result.as_ref().err().map(|failure| format!("  [{}]", failure.cause)).unwrap_or_default();
        println!("  {}{cause}", result.case.id);
    }
    if results.len() > 40 {
        println!("  … and {} more", results.len() - 40);
    }
    results.len()
}
