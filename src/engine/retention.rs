//! How much of the history is kept: a rule that the store remembers, applied when the caller says so.
//!
//! Nothing forgets by itself while a database is in use; the command applies the rule at the end of a run that wrote.

use super::commit::Commits;
use super::database::Database;
use super::error::Error;
use super::history::{Forgotten, refused};
use super::session::Parameters;
use crate::diagnostic::{Detail, Diagnostic};
use crate::storage::{StorageError, Store};
use crate::value::Value;

impl Commits {
    /// The rule; none without a store.
    pub(super) fn retention(&self) -> Result<Option<Value>, StorageError> {
        self.store().map_or(Ok(None), Store::retention)
    }

    /// Sets the rule: a number of commits, a duration, or null for everything.
    ///
    /// # Errors
    /// `NotSupported` in memory, `InvalidArgumentType` and `InvalidArgumentValue` for other values, and what the store meets.
    pub(super) fn set_retention(&self, rule: &Value) -> Result<(), Error> {
        let store = self.store().ok_or_else(|| {
            refused(Detail::NotSupported, "a graph in memory keeps no history: there is nothing to forget")
        })?;
        let wrong = |detail, message: String| {
            Diagnostic::argument(detail, message)
                .hint("write a number of commits, a duration such as duration('P90D'), or null")
        };
        match rule {
            Value::Null => Ok(store.set_retention(None)?),
            Value::Integer(commits) if *commits > 0 => Ok(store.set_retention(Some(rule))?),
            Value::Duration(length) if is_positive(length) => Ok(store.set_retention(Some(rule))?),
            Value::Integer(_) | Value::Duration(_) => {
                Err(wrong(Detail::InvalidArgumentValue, "the history cannot be kept for less than nothing".to_owned())
                    .into())
            }
            other => {
                Err(wrong(Detail::InvalidArgumentType, format!("{} says not how much to keep", other.type_name()))
                    .into())
            }
        }
    }
}

fn is_positive(length: &crate::value::temporal::Duration) -> bool {
    let parts = [length.months, length.days, length.seconds];
    parts.iter().all(|part| *part >= 0) && (parts.iter().any(|part| *part > 0) || length.nanos > 0)
}

impl Database {
    /// Forgets what the rule of the store does not keep (`CALL db.setRetention(…)`), and gives what that was. Without a
    /// rule nothing is forgotten.
    ///
    /// # Errors
    /// As [`Database::forget_history`].
    pub fn apply_retention(&self) -> Result<Forgotten, Error> {
        let commits = &self.shared.commits;
        let before = match commits.retention()? {
            None => return Ok(Forgotten::default()),
            Some(Value::Integer(kept)) => (commits.published_at().0 + 1).saturating_sub(kept.unsigned_abs()),
            Some(rule) => {
                let mut parameters = Parameters::new();
                parameters.insert("kept".into(), rule);
                commits.first_from(&self.session().evaluate("datetime() - $kept", &parameters)?)?
            }
        };
        let oldest = commits.store().map(Store::first_sequence).transpose()?.unwrap_or(0);
        if before <= oldest { Ok(Forgotten::default()) } else { Ok(commits.forget(before)?) }
    }
}
