//! Where text goes: results to their way out, messages to stderr. The only file that holds the two.

use std::io::{self, Write};

use crate::cli::ErrorFormat;
use crate::environment::{Environment, terminal_width};
use crate::output::Output;
use crate::report::{self, Finding};

/// Columns of a message that goes to a file or pipe.
const WIDTH: usize = 120;

/// Stdout and stderr, and how to write to them.
pub(crate) struct Console {
    /// The results; errors of writing end the run.
    pub(crate) out: Output,
    /// What is at their other ends.
    pub(crate) environment: Environment,
    error_format: ErrorFormat,
}

impl Console {
    /// The process's own streams.
    pub(crate) fn new(environment: Environment, error_format: ErrorFormat) -> Self {
        Self { out: Output::new(), environment, error_format }
    }

    /// Reports an error or warning. Results so far go first, so that a terminal shows both in order.
    pub(crate) fn report(&mut self, finding: &Finding) -> io::Result<()> {
        self.out.flush()?;
        let width = if self.environment.stderr_terminal { terminal_width() } else { WIDTH };
        match self.error_format {
            ErrorFormat::Text => {
                note(&report::text(finding, self.environment.stderr_colour, width));
                self.out.note(&report::text(finding, false, width));
            }
            ErrorFormat::Json => note(&format!("{}\n", report::json(finding))),
        }
        Ok(())
    }

    /// Whether somebody watches stderr, who may be told how far a statement is.
    pub(crate) fn is_watched(&self) -> bool {
        self.environment.stderr_moves && self.error_format == ErrorFormat::Text
    }

    /// Says something that is no error, in text; silent when errors are read by a program.
    pub(crate) fn say(&mut self, message: &str) -> io::Result<()> {
        self.out.flush()?;
        if self.error_format == ErrorFormat::Text {
            note(&format!("{message}\n"));
            self.out.note(&format!("{message}\n"));
        }
        Ok(())
    }
}

/// Writes to stderr. Nobody can be told when that fails.
fn note(text: &str) {
    let _ = io::stderr().write_all(text.as_bytes());
}
