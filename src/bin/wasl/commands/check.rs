//! `wasl check DB`: reads a whole store and lists what is wrong with it.

use std::path::Path;

use wasl::{CheckReport, Value};

use super::prepare::{Missing, Prepared};
use crate::exit::{Exit, Halt};
use crate::report::Finding;

/// Writes one row a problem to stdout and the verdict to stderr.
pub(super) fn run(prepared: Prepared, db: &Path) -> Result<Exit, Halt> {
    let report = match wasl::check(db) {
        Ok(report) => report,
        Err(error) => return Err(prepared.refuse(&Finding::storage(Exit::Store, &error))),
    };
    // Rows are written by a run; this one needs no data.
    let mut runner = prepared.open(None, Missing::Create)?;
    let rows: Vec<_> = report.problems.iter().map(|problem| vec![Value::string(problem.as_str())]).collect();
    if !rows.is_empty() {
        runner.show(&["problem"], &rows)?;
    }
    runner.console.say(&format!("{}: {}", db.display(), verdict(&report)))?;
    Ok(if report.problems.is_empty() { Exit::Done } else { Exit::Store })
}

fn verdict(report: &CheckReport) -> String {
    let CheckReport { segments, commits, first, last, nodes, relationships, .. } = report;
    let kept = if *commits == 0 { String::new() } else { format!(" ({first} to {last})") };
    let whole = format!("{segments} segments and {commits} commits{kept} are whole");
    match report.problems.len() {
        0 => format!("sound: {whole}, {nodes} nodes and {relationships} relationships hold together"),
        1 => format!("damaged, 1 problem: {whole}"),
        count => format!("damaged, {count} problems: {whole}"),
    }
}
