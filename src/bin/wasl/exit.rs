//! The exit codes that scripts depend on, and the reasons to end a run early.
//!
//! | code | meaning |
//! |---|---|
//! | 0 | done |
//! | 1 | a statement failed |
//! | 2 | usage |
//! | 3 | the store cannot be opened |
//! | 4 | a limit was hit |
//! | 5 | an assertion in a batch file failed |
//! | 130 | interrupted |

use std::io;

/// How the process ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Everything was done.
    Done,
    /// A statement or shell command failed.
    Failed,
    /// The command line is wrong.
    Usage,
    /// The store cannot be opened: missing, locked, damaged, of a newer format.
    Store,
    /// A limit of time, memory or rows was hit.
    Limit,
    /// An `:expect` failed.
    Assertion,
    /// The user interrupted the run.
    Interrupted,
}

impl Exit {
    /// The number the process ends with.
    pub(crate) fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Failed => 1,
            Self::Usage => 2,
            Self::Store => 3,
            Self::Limit => 4,
            Self::Assertion => 5,
            Self::Interrupted => 130,
        }
    }
}

/// Why a run ends before its text does.
#[derive(Debug)]
pub(crate) enum Halt {
    /// An error was reported; the run ends with this code.
    Stopped(Exit),
    /// The results cannot be written. A closed pipe is no error: nobody reads on.
    Output(io::Error),
}

impl From<io::Error> for Halt {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}
