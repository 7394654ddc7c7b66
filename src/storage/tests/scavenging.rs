//! What is found in the files of a store without its engine.

use std::fs;
use std::path::Path;

use super::model::{SCRIPT, Session, Step, portrait};
use crate::storage::mark::MarkFile;
use crate::storage::salvage::{Salvage, save};
use crate::storage::scavenge::scavenge;
use crate::storage::{Durability, OpenOptions, Store};

const OPTIONS: OpenOptions = OpenOptions { create: true, read_only: false, durability: Durability::Synced };

/// A store after `steps`, its process gone without a close when `crashed`; and what was seen of its graph.
fn made(steps: &[Step], path: &Path, crashed: bool) -> Vec<String> {
    let mut session = Session::new(Store::open(path, OPTIONS).unwrap());
    for step in steps {
        session.take(*step).unwrap();
    }
    let seen = portrait(&session.graph);
    if crashed {
        let copy = path.with_extension("copy");
        fs::create_dir(&copy).unwrap();
        for file in ["db", "conf", "mark", "journal"] {
            let _ = fs::copy(path.join(file), copy.join(file));
        }
        drop(session);
        fs::remove_dir_all(path).unwrap();
        fs::rename(copy, path).unwrap();
    }
    seen
}

fn saved(path: &Path) -> Salvage {
    save(&scavenge(path).unwrap(), MarkFile::new(path).read().unwrap()).unwrap()
}

#[test]
fn everything_is_found_without_the_engine() {
    let home = tempfile::tempdir().unwrap();
    for length in 1..=SCRIPT.len() {
        for crashed in [false, true] {
            let path = home.path().join(format!("store-{length}-{crashed}"));
            let seen = made(&SCRIPT[..length], &path, crashed);
            let found = saved(&path);
            assert_eq!((portrait(&found.graph), found.lost), (seen, Vec::new()), "{length} steps, crashed: {crashed}");
        }
    }
}

#[test]
fn small_commits_are_found_in_the_journal_too() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("store");
    let steps: Vec<Step> = (1..40).map(|number| Step::Commit(number * 3 + 1)).collect();
    let seen = made(&steps, &path, true);
    let found = saved(&path);
    assert_eq!((portrait(&found.graph), found.lost), (seen, Vec::new()));
}

#[test]
fn damage_anywhere_costs_no_more_than_it_hits() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("store");
    let seen = made(&SCRIPT, &path, true);
    let whole = fs::read(path.join("db")).unwrap();
    let used = whole.iter().rposition(|byte| *byte != 0).unwrap();
    let mut complete = 0;
    let places = (0..used).step_by(used / 97);
    let count = places.clone().count();
    for at in places {
        let mut damaged = whole.clone();
        damaged[at..(at + 64).min(used)].fill(0);
        fs::write(path.join("db"), damaged).unwrap();
        let found = saved(&path);
        // What is said to be whole is whole.
        if found.lost.is_empty() {
            assert_eq!(portrait(&found.graph), seen, "zeros at {at}");
            complete += 1;
        }
        let again = found.graph.rebuilt();
        assert!(crate::graph::Workspace::new(again).problems().is_empty(), "zeros at {at}");
    }
    assert!(complete * 2 > count, "{complete} of {count} whole");
}

#[test]
fn a_refusal_names_the_commit_that_is_not_whole() {
    let home = tempfile::tempdir().unwrap();
    for damaged in 1..=6_u64 {
        let path = home.path().join(format!("store-{damaged}"));
        made(&[1, 2, 3, 4, 5, 6].map(Step::Commit), &path, false);
        let _ = fs::remove_file(path.join("image"));
        let text = format!("node {damaged}.0");
        for file in ["db", "journal"] {
            let Ok(mut bytes) = fs::read(path.join(file)) else { continue };
            let places: Vec<usize> = (0..bytes.len()).filter(|at| bytes[*at..].starts_with(text.as_bytes())).collect();
            places.into_iter().for_each(|at| bytes[at] ^= 1);
            fs::write(path.join(file), bytes).unwrap();
        }
        let name = format!("not whole in its files: commit {damaged}");
        let error = Store::open(&path, OPTIONS).err().unwrap_or_else(|| panic!("commit {damaged} is not missed"));
        let told = error.to_string();
        // Where our own check has found it, that says so.
        assert!(told.contains(&name) || told.contains(&format!("commit {damaged} in the log")), "{told}");
        let found = Store::examine(&path).map(|found| found.problems.join("; "));
        let told = found.unwrap_or_else(|error| error.to_string());
        assert!(told.contains(&format!("commit {damaged}")), "{told}");
    }
}
