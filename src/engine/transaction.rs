//! A transaction as a value: what is run in it is kept by [`Transaction::commit`], and forgotten when it is dropped.
//!
//! ```
//! use wasl::{Database, Parameters};
//!
//! let database = Database::memory();
//! let mut session = database.session();
//! let mut transaction = session.transaction()?;
//! transaction.run("CREATE (:Person {name: 'Ada'})", &Parameters::new())?;
//! transaction.run("MATCH (p:Person) SET p.year = 1815", &Parameters::new())?;
//! transaction.commit()?;
//! # Ok::<(), wasl::Error>(())
//! ```

use super::error::Error;
use super::records::Records;
use super::session::{Parameters, Session};

/// An open transaction of a session. Other sessions read on meanwhile; those that write wait. Dropping it forgets what
/// it did.
#[derive(Debug)]
pub struct Transaction<'session> {
    session: &'session mut Session,
}

impl Session {
    /// Begins a transaction; waits until no other session writes.
    ///
    /// # Errors
    /// As [`Session::begin`].
    pub fn transaction(&mut self) -> Result<Transaction<'_>, Error> {
        self.begin()?;
        Ok(Transaction { session: self })
    }
}

impl Transaction<'_> {
    /// Runs one statement, which sees what the ones before it did. When it fails, it leaves nothing behind and the
    /// transaction goes on.
    ///
    /// # Errors
    /// As [`Session::run`].
    pub fn run(&mut self, text: &str, parameters: &Parameters) -> Result<Records, Error> {
        self.session.run(text, parameters)
    }

    /// Sets the message of the commit.
    pub fn set_message(&mut self, message: Option<String>) {
        self.session.set_message(message);
    }

    /// Makes what was done durable and visible.
    ///
    /// # Errors
    /// When the store fails: then the outcome is not known.
    pub fn commit(self) -> Result<(), Error> {
        self.session.commit()
    }

    /// Forgets what was done.
    ///
    /// # Errors
    /// None that a transaction as a value can meet; kept for the same form as [`Self::commit`].
    pub fn rollback(self) -> Result<(), Error> {
        self.session.rollback()
    }
}

impl Drop for Transaction<'_> {
    fn drop(&mut self) {
        if self.session.in_transaction() {
            // It is open, so there is nothing that could fail.
            let _ = self.session.rollback();
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::engine::{Database, Parameters, Session};
    use crate::value::Value;

    fn run(session: &mut Session, text: &str) -> Vec<Vec<Value>> {
        session.run(text, &Parameters::new()).unwrap().collect_rows().unwrap()
    }

    #[test]
    fn a_transaction_is_kept_by_commit_and_forgotten_by_drop() {
        let database = Database::memory();
        let mut session = database.session();
        let mut transaction = session.transaction().unwrap();
        transaction.run("CREATE (:A)", &Parameters::new()).unwrap();
        transaction.run("CREATE (:A", &Parameters::new()).unwrap_err();
        transaction.commit().unwrap();
        let mut forgotten = session.transaction().unwrap();
        forgotten.run("CREATE (:A)", &Parameters::new()).unwrap();
        drop(forgotten);
        let mut taken_back = session.transaction().unwrap();
        taken_back.run("CREATE (:A)", &Parameters::new()).unwrap();
        taken_back.rollback().unwrap();
        assert!(!session.in_transaction());
        assert_eq!(run(&mut session, "MATCH (a:A) RETURN count(a)"), [[Value::Integer(1)]]);
    }

    #[test]
    fn the_list_of_transactions_shows_what_each_session_does() {
        let database = Database::memory();
        let (mut first, mut second) = (database.session(), database.session());
        first.set_author(Some("Ada".to_owned()));
        first.begin().unwrap();
        run(&mut first, "CREATE (:A), (:B)");
        let list = "CALL db.transactions() YIELD session, author, state, since, statement, changes
                    RETURN session, author, state, since IS NULL AS unknown, statement, changes";
        let (text, number, truth) = (Value::string, Value::Integer, Value::Boolean);
        let mine = vec![number(2), Value::Null, text("running"), truth(false), text(list), number(0)];
        let theirs = vec![number(1), text("Ada"), text("in transaction"), truth(false), Value::Null, number(2)];
        assert_eq!(run(&mut second, list), [theirs, mine.clone()]);
        first.rollback().unwrap();
        let idle = vec![number(1), text("Ada"), text("idle"), truth(true), Value::Null, number(0)];
        assert_eq!(run(&mut second, list), [idle, mine.clone()]);
        drop(first);
        assert_eq!(run(&mut second, list), [mine]);
    }
}
