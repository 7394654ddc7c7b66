//! Which commits, and which parts of the base, are not whole in the files of a store that is refused as damaged.
//!
//! The engine below often says no more than that its file is damaged. What we wrote proves itself by its checksums wherever
//! it stands (`scavenge.rs`): what ought to be there and is not found whole is what the damage has hit.
//!
//! ```text
//! its file `db` fails a check of sled at 81920  +  mark: commit 6, base 2  +  found: 1–3, 5, 6, base 2 without a column
//! → …; not whole in its files: commit 4, node column `name`
//! ```

use std::collections::BTreeSet;
use std::path::Path;

use super::error::StorageError;
use super::mark::{Mark, MarkFile};
use super::scavenge::Whole;

/// Longer files are not searched for the sake of a message.
const LONGEST: u64 = 1 << 30;
/// Names in a message.
const MOST: usize = 4;

/// The error with the names of what is damaged in the store in `directory`, where it is one of damage and they can be told.
pub(super) fn named(directory: &Path, error: StorageError) -> StorageError {
    match error {
        StorageError::Damaged { place, what } => {
            let told = beside(directory, &what);
            let what = told.map_or_else(|| what.clone(), |told| format!("{what}; {told}"));
            StorageError::Damaged { place, what }
        }
        other => other,
    }
}

/// What is not whole beside what is `said`, or that everything is, in words; nothing when nothing can be told.
fn beside(directory: &Path, said: &str) -> Option<String> {
    let bad = Bad::in_files(directory)?;
    if bad.names.is_empty() {
        return bad.any.then(|| "every commit and every part of the base that is due is whole in its files".to_owned());
    }
    bad.beside(said)
}

/// What is not whole beside what is `said`, in words.
pub(super) fn not_whole(directory: &Path, said: &str) -> Option<String> {
    Bad::in_files(directory)?.beside(said)
}

/// What is not whole in the files of a store.
struct Bad {
    names: Vec<String>,
    /// Something is there.
    any: bool,
}

impl Bad {
    /// Reads the files; nothing where they are too long for that.
    fn in_files(directory: &Path) -> Option<Self> {
        let length = std::fs::metadata(directory.join("db")).ok()?.len();
        if length > LONGEST {
            return None;
        }
        let mark = MarkFile::new(directory).read().ok().flatten().unwrap_or_default();
        let whole = Whole::of(directory);
        let mut names = commits(&whole, mark);
        names.extend(base(&whole, mark));
        Some(Self { names, any: whole.pointer.is_some() || !whole.commits.is_empty() })
    }

    /// The names that are not among what is `said`.
    fn beside(mut self, said: &str) -> Option<String> {
        self.names.retain(|name| !is_named(said, name));
        if self.names.is_empty() {
            return None;
        }
        let more = self.names.len().saturating_sub(MOST);
        self.names.truncate(MOST);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        Some(format!("not whole in its files: {}{more}", self.names.join(", ")))
    }
}

/// Whether `said` names it as damaged already; that a commit was acknowledged says nothing of its bytes.
fn is_named(said: &str, name: &str) -> bool {
    let endings: &[&str] = if name.starts_with("commit") { &[" in the log", " is missing", ", sealed"] } else { &[""] };
    endings.iter().any(|ending| said.contains(&format!("{name}{ending}")))
}

/// The commits that are missing between the first and the last that are kept.
fn commits(whole: &Whole, mark: Mark) -> Vec<String> {
    let last = whole.commits.last().copied().unwrap_or(0).max(mark.sequence);
    let missing = (whole.first..=last).filter(|sequence| !whole.commits.contains(sequence));
    let mut ranges: Vec<(u64, u64)> = Vec::new();
    for sequence in missing {
        match ranges.last_mut() {
            Some((_, end)) if *end + 1 == sequence => *end = sequence,
            _ => ranges.push((sequence, sequence)),
        }
    }
    let name =
        |(from, to): (u64, u64)| if from == to { format!("commit {from}") } else { format!("commits {from} to {to}") };
    ranges.into_iter().map(name).collect()
}

/// The parts of the base that are missing, or the base.
fn base(whole: &Whole, mark: Mark) -> Vec<String> {
    match whole.pointer {
        None if mark.generation > 0 => vec!["the pointer to the base (`meta/manifest`)".to_owned()],
        Some(pointer) if pointer.generation < mark.generation => {
            vec![format!("the pointer to the base of generation {} (`meta/manifest`)", mark.generation)]
        }
        Some(pointer) if whole.missing.is_none() => vec![format!("the manifest of generation {}", pointer.generation)],
        _ => {
            let names: BTreeSet<&String> = whole.missing.iter().flatten().collect();
            names.into_iter().cloned().collect()
        }
    }
}
