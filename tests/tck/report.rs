//! What a run of the suite says: by folder, by cause, in full, and the closing lines.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::scenario::Kind;
use crate::suite::CaseResult;

#[derive(Default)]
struct Counts {
    total: usize,
    passed: usize,
    wrong: usize,
    errors: usize,
    stopped: usize,
}

impl Counts {
    fn of<'a>(results: impl Iterator<Item = &'a CaseResult>) -> Self {
        let mut counts = Self::default();
        results.for_each(|result| counts.add(result));
        counts
    }

    fn add(&mut self, result: &CaseResult) {
        self.total += 1;
        match result.result.as_ref().map_err(|failure| failure.kind) {
            Ok(()) => self.passed += 1,
            Err(Kind::WrongAnswer) => self.wrong += 1,
            Err(Kind::Error | Kind::Unknown) => self.errors += 1,
            Err(Kind::Panic | Kind::Hang) => self.stopped += 1,
        }
    }

    fn line(&self, name: &str) {
        let Self { total, passed, wrong, errors, stopped } = self;
        println!("{name:<46} {passed:>5}/{total:<5} {wrong:>6} {errors:>7} {stopped:>8}");
    }
}

/// One line a folder: passed of total, and the failures by kind.
pub(crate) fn print_folders(results: &[CaseResult]) {
    let mut folders: BTreeMap<&str, Counts> = BTreeMap::new();
    for result in results {
        folders.entry(&result.case.folder).or_default().add(result);
    }
    println!("\n{:<46} {:>11} {:>6} {:>7} {:>8}", "folder", "passed", "wrong", "errors", "stopped");
    for (folder, counts) in &folders {
        counts.line(folder);
    }
    Counts::of(results.iter()).line("all");
}

/// Every failure with its query, what was expected and what came.
pub(crate) fn print_details(results: &[CaseResult]) {
    for result in results {
        if let Err(failure) = &result.result {
            println!("\n--- {} [{:?}: {}]\n{}", result.case.id, failure.kind, failure.cause, failure.details);
        }
    }
}

/// Failures counted by cause, the most frequent first, each with one scenario that shows it.
pub(crate) fn print_causes(results: &[CaseResult]) {
    let mut causes: BTreeMap<(String, &str), (usize, &str)> = BTreeMap::new();
    for result in results {
        if let Err(failure) = &result.result {
            let key = (format!("{:?}", failure.kind), failure.cause.as_str());
            causes.entry(key).or_insert((0, &result.case.id)).0 += 1;
        }
    }
    let mut causes: Vec<_> = causes.into_iter().collect();
    causes.sort_by_key(|((kind, cause), (count, _))| (Reverse(*count), kind.clone(), *cause));
    println!("\nfailures by cause:");
    for ((kind, cause), (count, example)) in causes {
        println!("{count:>6}  {kind:<11} {cause}\n                    {example}");
    }
}

/// The closing lines; the last one is read by machines.
pub(crate) fn print_totals(results: &[CaseResult]) {
    let counts = Counts::of(results.iter());
    println!("\nwrong answers: {}, errors: {}, panics and hangs: {}", counts.wrong, counts.errors, counts.stopped);
    println!("{} passed, {} failed", counts.passed, counts.total - counts.passed);
    println!("TCK: {} of {} passed", counts.passed, counts.total);
}
