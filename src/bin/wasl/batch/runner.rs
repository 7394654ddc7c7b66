//! One run: a session with its parameters, settings and counts, and how it ends.

use std::path::PathBuf;
use std::sync::Arc;

use wasl::{Counters, Database, Error, Forgotten, Limits, Parameters, Session, Span, Times, Value};

use super::diary::Diary;
use super::kept::Kept;
use super::ledger::Ledger;
use super::watched::unless_stopped;
use crate::cli::RunOptions;
use crate::console::Console;
use crate::environment::terminal_width;
use crate::exit::{Exit, Halt};
use crate::interrupt::Signals;
use crate::render::{Ending, Format, NoElements, Page, renderer};
use crate::report::{Finding, Place, Severity, Source};

/// Whether the run goes on.
#[derive(Debug)]
pub(crate) enum Flow {
    /// With what follows.
    Next,
    /// With a file, which is named at `place`, and then with what follows.
    Source {
        /// Its name.
        path: PathBuf,
        /// Its text.
        source: Arc<Source>,
        /// Where it is named.
        place: Place,
    },
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
    /// A warning is an error.
    pub(crate) strict: bool,
    /// Everything in one transaction.
    pub(crate) atomic: bool,
    /// Shows results on a terminal through this command.
    pub(crate) pager: Option<String>,
    /// Whether people are told why a statement gives no rows.
    pub(crate) tells_why: bool,
    /// What is asked of a run of batch text.
    pub(crate) run: RunOptions,
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

/// What the last statement came to, for `:expect`.
pub(super) enum Outcome {
    /// No statement ran yet.
    Nothing,
    /// It gave rows.
    Rows {
        /// How many.
        count: u64,
        /// Of how many columns.
        columns: usize,
        /// The first value of the first row.
        first: Option<Value>,
    },
    /// It failed with this `Class.Detail`.
    Failed {
        /// The code.
        code: String,
    },
}

/// A session and everything that belongs to its user.
pub(crate) struct Runner {
    pub(crate) database: Database,
    pub(crate) session: Session,
    pub(crate) parameters: Parameters,
    pub(crate) settings: Settings,
    pub(crate) console: Console,
    pub(crate) signals: Signals,
    /// Whether a statement changed anything.
    pub(crate) wrote: bool,
    /// Nodes and relationships that the statements created so far.
    pub(crate) created: u64,
    pub(super) last: Outcome,
    /// The rows of the last statement, for what may be asked of them.
    pub(crate) kept: Option<Kept>,
    /// The limits of each statement, which `:timeout` may change.
    pub(crate) limits: Limits,
    /// What the user is to go on writing, from `:edit`.
    pub(crate) draft: Option<String>,
    /// The last statement that was run, for `:why`.
    pub(super) last_statement: String,
    /// The last text that was typed, for `:edit`.
    pub(super) last_text: String,
    pub(super) ledger: Ledger,
    pub(super) diary: Diary,
    /// The last step of the tour that was shown.
    pub(super) tour_step: usize,
    /// Statements and commands so far.
    pub(super) items: u64,
    failed: u64,
    exit: Exit,
    /// The files that are being run, each named by the one before.
    pub(super) open_files: Vec<PathBuf>,
}

impl Runner {
    /// A run over `database`, with no parameters yet.
    pub(crate) fn new(database: Database, settings: Settings, console: Console, signals: Signals) -> Self {
        let ledger = Ledger::new(settings.run.junit.is_some());
        Self {
            session: database.session(),
            database,
            ledger,
            diary: Diary::default(),
            tour_step: 0,
            kept: None,
            limits: Limits::default(),
            draft: None,
            last_statement: String::new(),
            last_text: String::new(),
            parameters: Parameters::new(),
            settings,
            console,
            signals,
            created: 0,
            wrote: false,
            last: Outcome::Nothing,
            items: 0,
            failed: 0,
            exit: Exit::Done,
            open_files: Vec::new(),
        }
    }

    /// Ctrl-C between two statements ends a run as one during a statement does.
    pub(super) fn stop_when_interrupted(&self) -> Result<(), Halt> {
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

    /// The value of an expression that stands at `place`.
    pub(crate) fn evaluate(&mut self, expression: &str, place: &Place) -> Result<Value, Finding> {
        let interrupt = self.session.interrupt();
        let _guard = self.signals.guard(interrupt);
        self.session.evaluate(expression, &self.parameters).map_err(|error| of_error(&error, place))
    }

    /// `--atomic` leaves no place for transactions in the text.
    pub(super) fn refuse_inside_atomic(&self, place: &Place) -> Result<(), Finding> {
        if !self.settings.atomic {
            return Ok(());
        }
        let message = "the whole run is one transaction (--atomic)";
        Err(Finding::command("InvalidTransactionState", message).at(place).hint("leave out --atomic or this command"))
    }

    /// What a result on stdout has to fit; `plan` for the drawing of a plan.
    pub(super) fn page(&self, plan: bool) -> Page {
        let environment = self.console.environment;
        let on_screen = self.console.out.on_screen();
        // A pager shows what is wider and longer than the screen.
        let fitted = environment.stdout_terminal && on_screen && !self.console.out.is_paged();
        Page {
            width: fitted.then(terminal_width),
            rows: self.settings.shown_rows.filter(|_| fitted),
            colour: environment.stdout_colour && on_screen,
            footer: self.has_footer(),
            timing: self.settings.timing != Some(false),
            plan,
        }
    }

    /// People who read tables on a terminal want to know how many rows and how long; files and pipes hold results only.
    pub(super) fn has_footer(&self) -> bool {
        let on_screen = self.console.environment.stdout_terminal && self.console.out.on_screen();
        on_screen && matches!(self.format(), Format::Table | Format::Line)
    }

    /// The format of the next result: the one that its file asks for, else the one in force.
    pub(super) fn format(&self) -> Format {
        self.console.out.format().unwrap_or(self.settings.format)
    }

    /// Shows the next result in the pager, when there is one and somebody to read it.
    pub(super) fn open_pager(&mut self) -> Result<(), Halt> {
        let Some(command) = self.settings.pager.clone().filter(|_| self.console.environment.stdout_terminal) else {
            return Ok(());
        };
        if let Err(error) = self.console.out.start_pager(&command) {
            self.settings.pager = None;
            let reason = super::files::reason(&error);
            self.console.say(&format!("the pager `{command}` cannot be started ({reason}); it is off now"))?;
        }
        Ok(())
    }

    /// Writes rows that come from no statement, in the format of the results.
    pub(crate) fn show(&mut self, columns: &[&str], rows: &[Vec<Value>]) -> Result<(), Halt> {
        let columns: Vec<_> = columns.iter().map(|column| (*column).to_owned()).collect();
        self.open_pager()?;
        let page = Page { timing: false, ..self.page(false) };
        let mut renderer = renderer(self.format(), page);
        let out = &mut self.console.out;
        renderer.begin(&columns, out)?;
        for row in rows {
            renderer.row(row, &NoElements, out)?;
        }
        let (counters, times) = (Counters::default(), Times::default());
        renderer.finish(&Ending { rows: rows.len() as u64, counters: &counters, times: &times, error: None }, out)?;
        Ok(out.end_result()?)
    }

    /// The end of something that was shown: an error of its way out, or Ctrl-C, ends it early.
    pub(super) fn end_shown(&mut self, shown: std::io::Result<()>) -> Result<Flow, Problem> {
        if self.signals.pressed() {
            self.console.out.give_up_result()?;
        }
        unless_stopped(&self.signals)?;
        shown?;
        self.console.out.end_result()?;
        Ok(Flow::Next)
    }

    /// Ends a run: settles the transaction and the store, counts, and gives the exit code.
    ///
    /// `ended` is what the last text came to.
    pub(crate) fn conclude(&mut self, ended: Result<Flow, Halt>) -> Result<Exit, Halt> {
        let settled = self.settle(ended.is_ok());
        if let Err(Halt::Output(error)) = ended {
            return Err(Halt::Output(error));
        }
        settled?;
        self.rest()?;
        if !self.database.is_wasteful() {
            // What is left is the end of the process: the system takes the graph back faster than we could.
            std::mem::forget(self.database.clone());
        }
        if self.settings.keep_going && self.failed > 0 {
            let (failed, items) = (self.failed, self.items);
            self.console.say(&format!("{failed} of {items} statements and commands failed"))?;
        }
        if self.settings.run.summary {
            let summary = self.ledger.summary();
            self.console.say(&summary)?;
        }
        self.write_cases()?;
        match ended {
            Err(Halt::Stopped(exit)) => Ok(exit),
            _ => Ok(self.exit),
        }
    }

    /// Writes the file of `--junit`.
    fn write_cases(&mut self) -> Result<(), Halt> {
        let Some(path) = self.settings.run.junit.clone() else { return Ok(()) };
        match self.ledger.write(&path) {
            Ok(()) => Ok(()),
            Err(error) => {
                let message = format!("cannot write `{}`: {}", path.display(), super::files::reason(&error));
                self.fail(&Finding::new(Exit::Failed, "OutputError", "", message)).or_else(only_output)
            }
        }
    }

    /// Takes note of what the user typed: for `:edit`, and for the copy that `:tee` keeps.
    pub(crate) fn remember(&mut self, prompt: &str, entry: &str) {
        self.console.out.note(&format!("{prompt}{}\n", entry.trim_end()));
        if !entry.trim_start().starts_with(':') {
            entry.trim_end().clone_into(&mut self.last_text);
        }
    }

    /// Sets the limits of the statements to come.
    pub(crate) fn limit(&mut self, limits: Limits) {
        self.session.set_limits(limits.clone());
        self.limits = limits;
    }

    /// Leaves a store that was written to so that the next opening is fast.
    fn rest(&mut self) -> Result<(), Halt> {
        // A purge by a statement changes no graph, and leaves a store that is to be made smaller.
        if !self.wrote && !self.database.is_written_to() {
            return Ok(());
        }
        let closed = self.database.apply_retention().and_then(|gone| {
            self.database.clone().close()?;
            Ok(gone)
        });
        match closed {
            Ok(gone) if gone.commits > 0 => Ok(self.console.say(&format!("history: {}", forgotten(&gone)))?),
            Ok(_) => Ok(()),
            Err(error) => self.report_unplaced(&error),
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
        let mut finding = of_error(error, &whole);
        finding.place = None;
        self.fail(&finding).or_else(only_output)
    }

    /// Takes note that the graph was changed by something that is no statement of the run.
    pub(crate) fn touch(&mut self) {
        self.wrote = true;
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

/// `3 commits are forgotten, of … to …; the history begins with commit 4`
pub(crate) fn forgotten(gone: &Forgotten) -> String {
    let (Some(from), Some(to)) = (&gone.from, &gone.to) else { return "no older commit is kept".to_owned() };
    let commits = if gone.commits == 1 { "1 commit is".to_owned() } else { format!("{} commits are", gone.commits) };
    format!("{commits} forgotten, of {from} to {to}; the history begins with commit {}", gone.first)
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
        Err(error) => Err(of_error(&error, place).into()),
    }
}

/// An error of a statement at `place`.
pub(super) fn of_error(error: &Error, place: &Place) -> Finding {
    match error {
        Error::Statement(diagnostic) => Finding::diagnostic(Severity::Error, diagnostic, Some(place)),
        Error::Storage(error) => Finding::storage(Exit::Store, error).at(place),
    }
}
