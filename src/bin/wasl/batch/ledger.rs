//! What became of each statement and each `:expect` of a run: the summary at its end, and the file of `--junit`.
//!
//! A statement is one test case, with the checks that follow it; a command that fails is one of its own.

use std::io::{self, Write};
use std::path::Path;
use std::time::Instant;

use crate::exit::Exit;
use crate::new_file::NewFile;
use crate::render::escaped;
use crate::report::{Finding, Place};

/// One statement of a run.
struct Case {
    file: String,
    line: u32,
    title: String,
    seconds: f64,
    /// Whether a check failed (true) or the statement itself, and how.
    fault: Option<(bool, String, String)>,
}

/// The statements and checks so far.
pub(crate) struct Ledger {
    /// Cases are kept only for a file of them.
    cases: Option<Vec<Case>>,
    started: Instant,
    begun: Instant,
    statements: u64,
    failed: u64,
    checks: u64,
    broken: u64,
}

impl Ledger {
    /// Counts from now on; `keeps` each case for [`Self::write`].
    pub(crate) fn new(keeps: bool) -> Self {
        let now = Instant::now();
        let cases = keeps.then(Vec::new);
        Self { cases, started: now, begun: now, statements: 0, failed: 0, checks: 0, broken: 0 }
    }

    /// A statement begins.
    pub(super) fn begin(&mut self, place: &Place) {
        self.statements += 1;
        self.begun = Instant::now();
        if self.cases.is_some() {
            self.open(place);
        }
    }

    /// The statement ended, well or not.
    pub(super) fn end(&mut self) {
        let seconds = self.begun.elapsed().as_secs_f64();
        if let Some(case) = self.cases.as_mut().and_then(|cases| cases.last_mut()) {
            case.seconds = seconds;
        }
    }

    /// A check was made.
    pub(super) fn check(&mut self) {
        self.checks += 1;
    }

    /// Something at `place` failed and nothing foresaw it.
    pub(super) fn blame(&mut self, finding: &Finding, place: &Place, is_statement: bool) {
        let is_check = finding.exit == Exit::Assertion;
        if is_check {
            self.broken += 1;
        } else {
            self.failed += 1;
        }
        if self.cases.is_none() {
            return;
        }
        if !is_statement && !is_check {
            self.open(place);
        }
        if let Some(case) = self.cases.as_mut().and_then(|cases| cases.last_mut())
            && case.fault.is_none()
        {
            case.fault = Some((is_check, finding.code(), finding.message.clone()));
        }
    }

    fn open(&mut self, place: &Place) {
        let text = place.source.text.get(place.span.start as usize..place.span.end as usize).unwrap_or("");
        let words: Vec<_> = text.split_whitespace().collect();
        let title: String = words.join(" ").chars().take(80).collect();
        let (file, line) = (place.source.name.clone(), place.start().0);
        if let Some(cases) = &mut self.cases {
            cases.push(Case { file, line, title, seconds: 0.0, fault: None });
        }
    }

    /// The run in a line: `12 statements, 1 failed · 7 checks, all held · 0.12 s`.
    pub(super) fn summary(&self) -> String {
        let counted = |count: u64, noun: &str| format!("{count} {noun}{}", if count == 1 { "" } else { "s" });
        let failed = if self.failed == 0 { String::new() } else { format!(", {} failed", self.failed) };
        let checks = match (self.checks, self.broken) {
            (0, _) => String::new(),
            (checks, 0) => format!(" · {}, all held", counted(checks, "check")),
            (checks, broken) => format!(" · {}, {broken} failed", counted(checks, "check")),
        };
        let seconds = self.started.elapsed().as_secs_f64();
        format!("{}{failed}{checks} · {seconds:.2} s", counted(self.statements, "statement"))
    }

    /// Writes the cases in the form that JUnit made usual: a suite a file.
    pub(super) fn write(&self, path: &Path) -> io::Result<()> {
        let cases = self.cases.as_deref().unwrap_or_default();
        let mut out = NewFile::create(path)?;
        let mut files: Vec<&str> = Vec::new();
        for case in cases {
            if !files.contains(&case.file.as_str()) {
                files.push(&case.file);
            }
        }
        writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"wasl\">")?;
        for file in files {
            let own: Vec<_> = cases.iter().filter(|case| case.file == file).collect();
            let count =
                |check: bool| own.iter().filter(|case| case.fault.as_ref().is_some_and(|f| f.0 == check)).count();
            let seconds: f64 = own.iter().map(|case| case.seconds).sum();
            writeln!(
                out,
                "<testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"{}\" time=\"{seconds:.6}\">",
                escaped(file),
                own.len(),
                count(true),
                count(false)
            )?;
            own.into_iter().try_for_each(|case| write_case(case, &mut out))?;
            writeln!(out, "</testsuite>")?;
        }
        writeln!(out, "</testsuites>")?;
        out.keep()
    }
}

fn write_case(case: &Case, out: &mut dyn Write) -> io::Result<()> {
    let (file, line, title) = (escaped(&case.file), case.line, escaped(&case.title));
    write!(out, "<testcase classname=\"{file}\" file=\"{file}\" line=\"{line}\" name=\"{line}: {title}\" ")?;
    write!(out, "time=\"{:.6}\"", case.seconds)?;
    match &case.fault {
        None => writeln!(out, "/>"),
        Some((check, code, message)) => {
            let element = if *check { "failure" } else { "error" };
            let (code, message) = (escaped(code), escaped(message));
            writeln!(out, ">\n<{element} type=\"{code}\" message=\"{message}\"/>\n</testcase>")
        }
    }
}
