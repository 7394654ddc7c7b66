//! `wasl check DB`: reads a whole store and lists what is wrong with it.

use std::path::Path;

use wasl::{CheckReport, Error, Repaired, Value};

use super::prepare::{Missing, Prepared};
use crate::exit::{Exit, Halt};
use crate::report::{Finding, Severity};

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

/// Saves what can be saved into a new store; one row a loss to stdout, the verdict to stderr.
pub(super) fn repair(prepared: Prepared, db: &Path, target: &Path) -> Result<Exit, Halt> {
    let saved = match wasl::repair(db, target) {
        Ok(saved) => saved,
        Err(Error::Storage(error)) => return Err(prepared.refuse(&Finding::storage(Exit::Store, &error))),
        Err(Error::Statement(error)) => {
            return Err(prepared.refuse(&Finding::diagnostic(Severity::Error, &error, None)));
        }
    };
    let mut runner = prepared.open(None, Missing::Create)?;
    let rows: Vec<_> = saved.lost.iter().map(|lost| vec![Value::string(lost.as_str())]).collect();
    if !rows.is_empty() {
        runner.show(&["lost"], &rows)?;
    }
    let Repaired { nodes, relationships, last, .. } = saved;
    let told =
        if rows.is_empty() { "nothing of the graph is lost".to_owned() } else { format!("{} losses", rows.len()) };
    let graph = format!("{nodes} nodes and {relationships} relationships as of commit {last}");
    runner.console.say(&format!("{}: {graph} saved from {}; {told}", target.display(), db.display()))?;
    Ok(Exit::Done)
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
