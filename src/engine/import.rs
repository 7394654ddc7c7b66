//! Bulk load by a session: one commit that names its segments, durable and visible at once or not at all.

use super::error::Error;
use super::limits::Interrupt;
use super::session::{Session, transaction_state};
use super::writer::WriterLock;
use crate::diagnostic::{Class, Detail, Diagnostic, Phase};
use crate::interchange::{ImportPlan, ImportReport, Progress, load};

impl Session {
    /// Loads the files of `plan`, beside what is there already. Other sessions read on meanwhile; writers wait.
    ///
    /// # Errors
    /// `ExternalError` for files and rows that cannot be read, `ConstraintValidationFailed` for rows that the constraints
    /// of the database refuse, and what the store meets. Nothing is loaded then, unless the store fails at the very end.
    pub fn import(&mut self, plan: &ImportPlan, progress: &mut dyn Progress) -> Result<ImportReport, Error> {
        if self.shared.read_only {
            let message = "the database is open for reading only";
            let error = Diagnostic::new(Class::TransactionError, Phase::Runtime, Detail::ReadOnly, message);
            return Err(error.into());
        }
        if self.in_transaction() {
            return Err(transaction_state(
                "an import is a commit of its own: it cannot run inside an open transaction",
                "commit it or roll it back first",
            )
            .into());
        }
        let _guard = WriterLock::acquire(&self.shared.writer, None, &Interrupt::default())?;
        let (loaded, report) = load(&self.shared.commits.tip(), plan, progress)?;
        let by = self.attribution(None);
        self.shared.commits.bulk(&loaded, by)?;
        Ok(report)
    }
}
