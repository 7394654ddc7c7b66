//! `:expect`: checks of the statement before, so that batch files are tests.
//!
//! ```text
//! MATCH (p:Person) RETURN p;        RETURN 1 + 1;           RETURN nobody;
//! :expect rows 10                   :expect value 2         :expect error UndefinedVariable
//! :expect same "persons.csv"
//! ```

mod same;

use wasl::Value;

use super::arguments::Arguments;
use super::runner::{Flow, Outcome, Problem, Runner};
use crate::exit::Exit;
use crate::render::{NoElements, json_text};
use crate::report::Finding;

/// Whether a command line, without its colon, foresees that the statement before it fails.
pub(super) fn foresees_error(line: &str) -> bool {
    let mut words = line.trim_start().trim_start_matches(':').trim_end_matches(';').split_whitespace();
    words.next().is_some_and(|word| word.eq_ignore_ascii_case("expect"))
        && words.next().is_some_and(|word| word.eq_ignore_ascii_case("error"))
}

/// `:expect rows N | value V | same FILE.csv | error [CODE]`.
pub(super) fn expect(runner: &mut Runner, arguments: &Arguments<'_>) -> Result<Flow, Problem> {
    let (what, rest) = arguments.text.split_once(char::is_whitespace).unwrap_or((arguments.text, ""));
    let rest = rest.trim();
    if matches!(runner.last, Outcome::Nothing) {
        return Err(misspelt(arguments, "there is no statement before this `:expect`").into());
    }
    let checked = match what.to_lowercase().as_str() {
        "rows" => match rest.parse::<u64>() {
            Ok(wanted) => rows(&runner.last, wanted),
            Err(_) => return Err(misspelt(arguments, "`:expect rows` needs a number").into()),
        },
        "value" if !rest.is_empty() => {
            let wanted = runner.evaluate(rest, &arguments.part(rest))?;
            value(&runner.last, &wanted)
        }
        "error" => error(&runner.last, rest),
        "same" if !rest.is_empty() => same::same(runner, arguments, rest)?,
        _ => {
            let forms = "write `:expect rows N`, `:expect value V`, `:expect same FILE.csv` or `:expect error CODE`";
            return Err(misspelt(arguments, forms).into());
        }
    };
    runner.ledger.check();
    match checked {
        Ok(()) => Ok(Flow::Next),
        Err((detail, message)) => {
            Err(Finding::new(Exit::Assertion, "AssertionFailed", detail, message).at(&arguments.whole).into())
        }
    }
}

fn misspelt(arguments: &Arguments<'_>, message: &str) -> Finding {
    Finding::command("InvalidArgument", message).at(&arguments.whole)
}

type Checked = Result<(), (&'static str, String)>;

fn rows(last: &Outcome, wanted: u64) -> Checked {
    match last {
        Outcome::Rows { count, .. } if *count == wanted => Ok(()),
        Outcome::Rows { count, .. } => Err(("Rows", format!("expected {wanted} rows, got {count}"))),
        Outcome::Failed { code } => Err(("Rows", format!("expected {wanted} rows, got the error {code}"))),
        Outcome::Nothing => Ok(()),
    }
}

fn value(last: &Outcome, wanted: &Value) -> Checked {
    let shown = json_text(wanted, &NoElements);
    match last {
        Outcome::Rows { count: 1, columns: 1, first: Some(got) } if got == wanted => Ok(()),
        Outcome::Rows { count: 1, columns: 1, first: Some(got) } => {
            Err(("Value", format!("expected {shown}, got {}", json_text(got, &NoElements))))
        }
        Outcome::Rows { count, columns, .. } => {
            Err(("Value", format!("expected the one value {shown}, got {count} rows of {columns} columns")))
        }
        Outcome::Failed { code } => Err(("Value", format!("expected {shown}, got the error {code}"))),
        Outcome::Nothing => Ok(()),
    }
}

fn error(last: &Outcome, wanted: &str) -> Checked {
    let named = if wanted.is_empty() { "an error".to_owned() } else { format!("the error {wanted}") };
    match last {
        Outcome::Failed { code } if matches(code, wanted) => Ok(()),
        Outcome::Failed { code } => Err(("Error", format!("expected {named}, got {code}"))),
        Outcome::Rows { .. } => Err(("Error", format!("expected {named}, but the statement succeeded"))),
        Outcome::Nothing => Ok(()),
    }
}

/// `wanted` is empty, the class, the detail, or both with a point between.
fn matches(code: &str, wanted: &str) -> bool {
    wanted.is_empty() || code == wanted || code.split('.').any(|part| part == wanted)
}
