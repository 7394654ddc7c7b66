//! `wasl purge DB --before MOMENT`: forgets the older history of a store.

use std::path::Path;

use wasl::{Error, Parameters, Value};

use super::prepare::{Missing, Prepared};
use crate::batch::{Flow, forgotten};
use crate::exit::{Exit, Halt};
use crate::report::{Finding, Severity};

/// Forgets the commits before the moment and says what that was.
pub(super) fn run(prepared: Prepared, db: &Path, before: &str) -> Result<Exit, Halt> {
    let mut runner = prepared.open(Some(db), Missing::Refuse)?;
    runner.wrote = true;
    let value = runner.session.evaluate(before, &Parameters::new());
    let gone = value.and_then(|value| match value {
        Value::Integer(number) => Ok(runner.database.forget_history(u64::try_from(number).unwrap_or(0))?),
        moment => runner.database.forget_history_before(&moment),
    });
    let ended = match gone {
        Ok(gone) if gone.commits == 0 => {
            let told = format!("{}: no commit before {before} is kept", db.display());
            runner.console.say(&told).map_err(Halt::from)
        }
        Ok(gone) => runner.console.say(&format!("{}: {}", db.display(), forgotten(&gone))).map_err(Halt::from),
        Err(Error::Storage(error)) => runner.fail(&Finding::storage(Exit::Store, &error)),
        Err(Error::Statement(error)) => runner.fail(&Finding::diagnostic(Severity::Error, &error, None)),
    };
    runner.conclude(ended.map(|()| Flow::Next))
}
