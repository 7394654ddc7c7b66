//! Everything a run needs before its first statement: parameters, limits, the opened store.

use std::path::Path;
use std::sync::Arc;

use wasl::{Database, Durability, Error, Limits, OpenOptions, Parameters, Span};

use crate::batch::{Runner, Settings, from_json_file};
use crate::cli::{DurabilityChoice, ErrorFormat, FormatChoice, Options, RunOptions};
use crate::console::Console;
use crate::environment::Environment;
use crate::exit::{Exit, Halt};
use crate::interrupt::Signals;
use crate::render::Format;
use crate::report::{Finding, Place, Severity, Source};

/// Rows that a table shows on a terminal, until `:maxrows` says otherwise.
const SHOWN_ROWS: usize = 40;

/// Whether a command makes the store it does not find.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Missing {
    /// It is made.
    Create,
    /// It is an error.
    Refuse,
}

/// The options, checked as far as they can be without the store.
pub(super) struct Prepared {
    options: Options,
    run: RunOptions,
    parameters: Parameters,
    console: Console,
}

impl Prepared {
    /// Reads the parameters. A wrong one ends the process with code 2, before a store is opened or made.
    pub(super) fn new(options: Options, environment: Environment) -> Result<Self, Halt> {
        let mut console = Console::new(environment, options.error_format);
        match parameters(&options) {
            Ok(parameters) => Ok(Self { options, run: RunOptions::default(), parameters, console }),
            Err(finding) => Err(stop(&mut console, &finding)),
        }
    }

    /// The same, with what is asked of the run. A dry run writes nothing, so it needs no right to.
    pub(super) fn asked(mut self, run: RunOptions) -> Self {
        self.options.read_only |= run.dry_run;
        self.options.atomic &= !run.dry_run;
        self.run = run;
        self
    }

    /// Whether somebody watches while the command works.
    pub(super) fn shows_progress(&self) -> bool {
        self.console.environment.stderr_terminal && self.options.error_format == ErrorFormat::Text
    }

    /// How many cores to use; all when none is named.
    pub(super) fn threads(&self) -> Option<usize> {
        self.options.threads.map(usize::from)
    }

    /// The format that `--format` names.
    pub(super) fn format(&self) -> Option<Format> {
        if let FormatChoice::Is(format) = self.options.format { Some(format) } else { None }
    }

    /// The same for a command that never writes.
    pub(super) fn reading(mut self) -> Self {
        self.options.read_only = true;
        self
    }

    /// Ends the command with an error.
    pub(super) fn refuse(mut self, finding: &Finding) -> Halt {
        stop(&mut self.console, finding)
    }

    /// The console, for a command that needs no store.
    pub(super) fn console(self) -> Console {
        self.console
    }

    /// Opens the store; `:memory:` or none is a graph in memory.
    pub(super) fn open(self, db: Option<&Path>, missing: Missing) -> Result<Runner, Halt> {
        let opened = match db {
            None => Ok(Database::memory()),
            Some(path) if path == Path::new(":memory:") => Ok(Database::memory()),
            Some(path) => {
                let create = missing == Missing::Create && !self.options.read_only;
                let durability = match self.options.durability {
                    DurabilityChoice::Synced => Durability::Synced,
                    DurabilityChoice::Buffered => Durability::Buffered,
                };
                Database::open(path, &OpenOptions { create, read_only: self.options.read_only, durability })
            }
        };
        match opened {
            Ok(database) => Ok(self.runner(database)),
            Err(error) => {
                let finding = Finding::storage(Exit::Store, &error);
                Err(self.refuse(&finding))
            }
        }
    }

    fn runner(self, database: Database) -> Runner {
        let options = self.options;
        let format = match options.format {
            FormatChoice::Is(format) => format,
            FormatChoice::Auto if self.console.environment.stdout_terminal => Format::Table,
            FormatChoice::Auto => Format::Jsonl,
        };
        let settings = Settings {
            format,
            quiet: false,
            shown_rows: Some(SHOWN_ROWS),
            timing: None,
            keep_going: options.keep_going,
            atomic: options.atomic,
            strict: options.strict,
            pager: None,
            tells_why: false,
            run: self.run,
        };
        let mut runner = Runner::new(database, settings, self.console, Signals::install());
        runner.parameters = self.parameters;
        runner.session.set_strict(options.strict);
        runner.session.set_author(options.author);
        runner.session.set_usual_message(options.message);
        runner.limit(Limits {
            timeout: options.timeout,
            memory: options.memory,
            rows: options.max_rows,
            threads: options.threads.map(usize::from),
        });
        runner
    }
}

fn stop(console: &mut Console, finding: &Finding) -> Halt {
    match console.report(finding) {
        Ok(()) => Halt::Stopped(finding.exit),
        Err(error) => Halt::Output(error),
    }
}

/// The parameters of `--params` and then of `--param`, which win.
fn parameters(options: &Options) -> Result<Parameters, Finding> {
    let mut parameters = match &options.parameter_file {
        Some(path) => from_json_file(path).map_err(|message| Finding::usage(format!("--params: {message}")))?,
        None => Parameters::new(),
    };
    if options.parameters.is_empty() {
        return Ok(parameters);
    }
    // Literals need no data, so they are read before the store is opened.
    let mut session = Database::memory().session();
    for (name, literal) in &options.parameters {
        let value = session.evaluate(literal, &parameters).map_err(|error| wrong_literal(name, literal, &error))?;
        parameters.insert(Arc::from(name.as_str()), value);
    }
    Ok(parameters)
}

fn wrong_literal(name: &str, literal: &str, error: &Error) -> Finding {
    let source = Source::text(&format!("--param {name}"), literal);
    let place = Place { span: Span::new(0, literal.len() as u32), source };
    let mut finding = match error {
        Error::Statement(diagnostic) => Finding::diagnostic(Severity::Error, diagnostic, Some(&place)),
        Error::Storage(error) => Finding::storage(Exit::Usage, error),
    };
    finding.exit = Exit::Usage;
    finding.hint("strings stand in quotes: --param \"name='Ada'\"")
}
