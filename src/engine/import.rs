//! Bulk load into a database: one commit that names its segments, durable and visible at once or not at all.

use super::commit::Attribution;
use super::database::Database;
use super::error::Error;
use super::limits::Interrupt;
use super::writer::WriterLock;
use crate::diagnostic::{Class, Detail, Diagnostic, Phase};
use crate::interchange::{ImportPlan, ImportReport, Progress, load};

impl Database {
    /// Loads the files of `plan`, beside what is there already. Other sessions read on meanwhile; writers wait.
    ///
    /// # Errors
    /// `ExternalError` for files and rows that cannot be read, `ConstraintValidationFailed` for rows that the constraints
    /// of the database refuse, and what the store meets. Nothing is loaded then, unless the store fails at the very end.
    pub fn import(&self, plan: &ImportPlan, progress: &mut dyn Progress) -> Result<ImportReport, Error> {
        if self.shared.read_only {
            let message = "the database is open for reading only";
            let error = Diagnostic::new(Class::TransactionError, Phase::Runtime, Detail::ReadOnly, message);
            return Err(error.into());
        }
        let _guard = WriterLock::acquire(&self.shared.writer, None, &Interrupt::default())?;
        let (loaded, report) = load(&self.shared.commits.tip(), plan, progress)?;
        self.shared.commits.bulk(&loaded, Attribution::default())?;
        Ok(report)
    }
}
