//! `:diff A B STATEMENT`: the rows that a statement gives as of one moment and not as of another.
//!
//! Rows are compared as they are shown, with the labels and properties that nodes and relationships had at their moment.
//!
//! ```text
//! :diff 3 now MATCH (p:Person) RETURN p.name        change  p.name
//!                                                   -       Ada
//!                                                   +       Ada Lovelace
//! ```

use std::collections::HashMap;
use std::io::Write;

use wasl::{Counters, Error, Records, Times, Value};

use super::arguments::Arguments;
use super::runner::{Flow, Outcome, Problem, Runner};
use crate::exit::Exit;
use crate::render::{Ending, json_text, renderer};
use crate::report::{Finding, Severity};

/// The rows of a statement at one moment, each with its text.
struct Side {
    records: Records,
    rows: Vec<(String, Vec<Value>)>,
}

impl Side {
    fn counts(&self) -> HashMap<String, u64> {
        let mut counts = HashMap::new();
        for (text, _) in &self.rows {
            *counts.entry(text.clone()).or_default() += 1;
        }
        counts
    }

    /// The rows that have no twin among `others`.
    fn without(&self, mut others: HashMap<String, u64>) -> Vec<&[Value]> {
        let alone = self.rows.iter().filter(|(text, _)| match others.get_mut(text) {
            Some(twins) if *twins > 0 => {
                *twins -= 1;
                false
            }
            _ => true,
        });
        alone.map(|(_, row)| row.as_slice()).collect()
    }
}

/// `:diff A B STATEMENT`.
pub(super) fn diff(runner: &mut Runner, arguments: &Arguments<'_>) -> Result<Flow, Problem> {
    let mut words = arguments.text.splitn(2, char::is_whitespace);
    let (old, rest) = (words.next().unwrap_or(""), words.next().unwrap_or("").trim_start());
    let (new, statement) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    if statement.trim().is_empty() {
        let message = "write two moments and a statement: `:diff 3 now MATCH (n) RETURN n.name`";
        return Err(arguments.error("InvalidArgument", message).into());
    }
    let old = side(runner, arguments, old, statement)?;
    let new = side(runner, arguments, new, statement)?;
    let (gone, come) = (old.without(new.counts()), new.without(old.counts()));
    let mut columns = vec!["change".to_owned()];
    columns.extend_from_slice(old.records.columns());
    let mut renderer = renderer(runner.settings.format, runner.page(false));
    let out = &mut runner.console.out;
    renderer.begin(&columns, out)?;
    for (sign, rows, records) in [("-", &gone, &old.records), ("+", &come, &new.records)] {
        for row in rows {
            let mut shown = vec![Value::string(sign)];
            shown.extend_from_slice(row);
            renderer.row(&shown, records, out)?;
        }
    }
    let count = (gone.len() + come.len()) as u64;
    let (counters, times) = (Counters::default(), Times::default());
    renderer.finish(&Ending { rows: count, counters: &counters, times: &times, error: None }, out)?;
    out.flush()?;
    runner.last = Outcome::Rows { count, columns: columns.len(), first: None };
    Ok(Flow::Next)
}

/// Runs the statement as of a moment; `now` is the last commit.
fn side(runner: &mut Runner, arguments: &Arguments<'_>, moment: &str, statement: &str) -> Result<Side, Problem> {
    let failed = |error: Error| -> Problem {
        // The place within the text that was run is none of the user's.
        let finding = match &error {
            Error::Statement(diagnostic) => Finding::diagnostic(Severity::Error, diagnostic, None),
            Error::Storage(error) => Finding::storage(Exit::Store, error),
        };
        finding.at(&arguments.whole).into()
    };
    let moment = match moment {
        "now" => runner.database.info().map_err(|error| failed(error.into()))?.commits.to_string(),
        moment => moment.to_owned(),
    };
    let text = format!("FOR SYSTEM_TIME AS OF {moment} {statement}");
    let signals = runner.signals.clone();
    let _guard = signals.guard(runner.session.interrupt());
    let mut records = runner.session.run(&text, &runner.parameters).map_err(failed)?;
    let mut rows = Vec::new();
    while let Some(row) = records.next_row().map_err(failed)? {
        let text: Vec<String> = row.iter().map(|value| json_text(value, &records)).collect();
        rows.push((text.join(","), row));
    }
    Ok(Side { records, rows })
}
