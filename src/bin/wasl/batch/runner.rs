//! One run: a session with its parameters and settings, and the order in which text is carried out.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use wasl::{Counters, Database, Error, Parameters, ScriptItem, Session, Span, Times, Value, split_script};

use super::statement::{self, Outcome};
use super::{command, expect};
use crate::console::Console;
use crate::exit::{Exit, Halt};
use crate::interrupt::Signals;
use crate::render::{Ending, Format, NoElements, renderer};
use crate::report::{Finding, Place, Source};

/// How deep files may source others.
const DEEPEST: usize = 64;

/// Whether the run goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Flow {
    /// With what follows.
    Next,
    /// No: `:quit`.
    Quit,
}

/// What the user can choose.
pub(crate) struct Settings {
    /// How results are written.
    pub(crate) format: Format,
    /// No results and no warnings at all, for loading what is shipped.
    pub(crate) quiet: bool,
    /// Rows of a table on a terminal.
    pub(crate) shown_rows: Option<usize>,
    /// `:timing`; none = as the format does by itself.
    pub(crate) timing: Option<bool>,
    /// Go on after errors.
    pub(crate) keep_going: bool,
    /// Everything in one transaction.
    pub(crate) atomic: bool,
}

/// What ends a statement or command: an error to report, or a reason to end the run at once.
pub(crate) enum Problem {
    /// To be reported.
    Found(Finding),
    /// The run is over.
    Over(Halt),
}

impl From<Finding> for Problem {
    fn from(finding: Finding) -> Self {
        Self::Found(finding)
    }
}

impl From<Halt> for Problem {
    fn from(halt: Halt) -> Self {
        Self::Over(halt)
    }
}

impl From<std::io::Error> for Problem {
    fn from(error: std::io::Error) -> Self {
        Self::Over(Halt::Output(error))
    }
}

/// A session and everything that belongs to its user.
pub(crate) struct Runner {
    pub(crate) database: Database,
    pub(crate) session: Session,
    pub(crate) parameters: Parameters,
    pub(crate) settings: Settings,
    pub(crate) console: Console,
    pub(crate) signals: Signals,
    /// Nodes and relationships that the statements created so far.
    pub(crate) created: u64,
    pub(super) last: Outcome,
    items: u64,
    failed: u64,
    exit: Exit,
    open_files: Vec<PathBuf>,
}

impl Runner {
    /// A run over `database`, with no parameters yet.
    pub(crate) fn new(database: Database, settings: Settings, console: Console, signals: Signals) -> Self {
        Self {
            session: database.session(),
            database,
            parameters: Parameters::new(),
            settings,
            console,
            signals,
            created: 0,
            last: Outcome::Nothing,
            items: 0,
            failed: 0,
            exit: Exit::Done,
            open_files: Vec::new(),
        }
    }

    /// Runs a text. `foreseen` is asked, when the last statement of the text fails, whether what follows the text
    /// begins with an `:expect error`.
    pub(crate) fn run(&mut self, source: &Arc<Source>, foreseen: &mut dyn FnMut() -> bool) -> Result<Flow, Halt> {
        let mut items = split_script(&source.text).into_iter().peekable();
        while let Some(item) = items.next() {
            let span = match &item {
                ScriptItem::Statement { span, .. } | ScriptItem::Command { span, .. } => *span,
            };
            let place = Place { source: source.clone(), span };
            self.items += 1;
            let done = match &item {
                ScriptItem::Statement { text, .. } => statement::run(self, text, &place).map(|()| Flow::Next),
                ScriptItem::Command { .. } => command::run(self, &place),
            };
            let finding = match done {
                Ok(Flow::Next) => {
                    self.stop_when_interrupted()?;
                    continue;
                }
                Ok(Flow::Quit) => return Ok(Flow::Quit),
                Err(Problem::Over(halt)) => return Err(halt),
                Err(Problem::Found(finding)) => finding,
            };
            let is_statement = matches!(item, ScriptItem::Statement { .. });
            let foreseen = is_statement
                && finding.exit != Exit::Interrupted
                && match items.peek() {
                    Some(ScriptItem::Command { span, .. }) => expect::foresees_error(slice(source, *span)),
                    Some(ScriptItem::Statement { .. }) => false,
                    None => foreseen(),
                };
            if !foreseen {
                let finding = if finding.exit == Exit::Interrupted { finding } else { finding.at(&place) };
                self.fail(&finding)?;
            }
        }
        Ok(Flow::Next)
    }

    /// Ctrl-C between two statements ends a run as one during a statement does.
    fn stop_when_interrupted(&self) -> Result<(), Halt> {
        if self.signals.pressed() { Err(Halt::Stopped(Exit::Interrupted)) } else { Ok(()) }
    }

    /// Reports an error, counts it, and stops the run unless it goes on after errors.
    pub(crate) fn fail(&mut self, finding: &Finding) -> Result<(), Halt> {
        self.console.report(finding)?;
        self.failed += 1;
        self.exit = match self.exit {
            Exit::Done => finding.exit,
            same if same == finding.exit => same,
            _ => Exit::Failed,
        };
        let goes_on = self.settings.keep_going && finding.exit != Exit::Interrupted;
        if goes_on { Ok(()) } else { Err(Halt::Stopped(finding.exit)) }
    }

    /// Runs a file that another one names at `place`.
    pub(super) fn nested(&mut self, path: &Path, source: &Arc<Source>, place: &Place) -> Result<Flow, Problem> {
        let identity = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
        if self.open_files.contains(&identity) {
            let message = format!("`{}` is running already: a file cannot source itself", path.display());
            return Err(Finding::command("RecursiveSource", message).at(place).into());
        }
        if self.open_files.len() >= DEEPEST {
            return Err(Finding::command("NestingTooDeep", format!("more than {DEEPEST} files source each other"))
                .at(place)
                .into());
        }
        self.open_files.push(identity);
        let flow = self.run(source, &mut || false);
        self.open_files.pop();
        Ok(flow?)
    }

    /// Runs a file given on the command line.
    pub(crate) fn run_file(&mut self, path: &Path, source: &Arc<Source>) -> Result<Flow, Halt> {
        self.open_files.push(path.canonicalize().unwrap_or_else(|_| path.to_path_buf()));
        let flow = self.run(source, &mut || false);
        self.open_files.pop();
        flow
    }

    /// The value of an expression that stands at `place`.
    pub(crate) fn evaluate(&mut self, expression: &str, place: &Place) -> Result<Value, Finding> {
        let interrupt = self.session.interrupt();
        let _guard = self.signals.guard(interrupt);
        self.session.evaluate(expression, &self.parameters).map_err(|error| statement::of_error(&error, place))
    }

    /// `--atomic` leaves no place for transactions in the text.
    pub(super) fn refuse_inside_atomic(&self, place: &Place) -> Result<(), Finding> {
        if !self.settings.atomic {
            return Ok(());
        }
        let message = "the whole run is one transaction (--atomic)";
        Err(Finding::command("InvalidTransactionState", message).at(place).hint("leave out --atomic or this command"))
    }

    /// Writes rows that come from no statement, in the format of the results.
    pub(super) fn show(&mut self, columns: &[&str], rows: &[Vec<Value>]) -> Result<(), Problem> {
        use std::io::Write;
        let columns: Vec<_> = columns.iter().map(|column| (*column).to_owned()).collect();
        let page = crate::render::Page { timing: false, ..statement::page(self, false) };
        let mut renderer = renderer(self.settings.format, page);
        let out = &mut self.console.out;
        renderer.begin(&columns, out)?;
        for row in rows {
            renderer.row(row, &NoElements, out)?;
        }
        let (counters, times) = (Counters::default(), Times::default());
        renderer.finish(&Ending { rows: rows.len() as u64, counters: &counters, times: &times, error: None }, out)?;
        Ok(out.flush()?)
    }

    /// Ends a run that is not interactive: settles the transaction, counts, and gives the exit code.
    ///
    /// `ended` is what the last text came to.
    pub(crate) fn conclude(&mut self, ended: Result<Flow, Halt>) -> Result<Exit, Halt> {
        let settled = self.settle(ended.is_ok());
        if let Err(Halt::Output(error)) = ended {
            return Err(Halt::Output(error));
        }
        settled?;
        if self.settings.keep_going && self.failed > 0 {
            let (failed, items) = (self.failed, self.items);
            self.console.say(&format!("{failed} of {items} statements and commands failed"))?;
        }
        match ended {
            Err(Halt::Stopped(exit)) => Ok(exit),
            _ => Ok(self.exit),
        }
    }

    /// Commits an atomic run that went well; any other open transaction is rolled back, and said so.
    fn settle(&mut self, completed: bool) -> Result<(), Halt> {
        if !self.session.in_transaction() {
            return Ok(());
        }
        if self.settings.atomic && completed && self.failed == 0 {
            let committed = self.session.commit();
            return match committed {
                Ok(()) => Ok(()),
                Err(error) => self.report_unplaced(&error),
            };
        }
        let forgotten = self.session.rollback();
        if completed && !self.settings.atomic {
            let message = "the run ends inside a transaction: its changes are forgotten";
            let finding = Finding::command("InvalidTransactionState", message).hint("end it with `:commit`");
            return self.fail(&finding).or_else(only_output);
        }
        match forgotten {
            Ok(()) => Ok(()),
            Err(error) => self.report_unplaced(&error),
        }
    }

    fn report_unplaced(&mut self, error: &Error) -> Result<(), Halt> {
        let whole = Place { source: Source::text("<commit>", ""), span: Span::default() };
        let mut finding = statement::of_error(error, &whole);
        finding.place = None;
        self.fail(&finding).or_else(only_output)
    }

    /// Forgets the errors so far: the interactive shell goes on, and leaving it is no failure.
    pub(crate) fn forgive(&mut self) {
        self.failed = 0;
        self.exit = Exit::Done;
    }

    /// Opens the transaction of `--atomic`.
    pub(crate) fn begin_atomic(&mut self) -> Result<(), Halt> {
        if self.settings.atomic
            && let Err(error) = self.session.begin()
        {
            self.report_unplaced(&error)?;
            return Err(Halt::Stopped(self.exit));
        }
        Ok(())
    }
}

/// At the end there is nothing left to stop; the exit code is kept already.
fn only_output(halt: Halt) -> Result<(), Halt> {
    match halt {
        Halt::Stopped(_) => Ok(()),
        Halt::Output(error) => Err(Halt::Output(error)),
    }
}

/// Turns the result of a transaction command into that of a shell command.
pub(super) fn checked(done: Result<(), Error>, place: &Place) -> Result<Flow, Problem> {
    match done {
        Ok(()) => Ok(Flow::Next),
        Err(error) => Err(statement::of_error(&error, place).into()),
    }
}

fn slice(source: &Source, span: Span) -> &str {
    source.text.get(span.start as usize..span.end as usize).unwrap_or("")
}
