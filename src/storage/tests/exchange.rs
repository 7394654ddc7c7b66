//! The exchange of a store for its copy, cut off at every step: the next opening has the whole store, and nothing is left
//! beside it; what a user has put there is not touched.

use std::fs;
use std::path::{Path, PathBuf};

use super::model::{Session, Step, portrait};
use crate::storage::compaction::Compaction;
use crate::storage::{OpenOptions, StorageError, Store};

const OPTIONS: OpenOptions =
    OpenOptions { create: true, read_only: false, durability: crate::storage::Durability::Synced };

fn open(path: &Path) -> Session {
    Session::new(Store::open(path, OPTIONS).unwrap())
}

/// What an exchange does, one step after the other.
const STEPS: [fn(&Path); 9] = [
    |path| fs::create_dir(beside(path, ".compact")).unwrap(),
    |path| fs::write(beside(path, ".compact").join("unfinished"), []).unwrap(),
    |path| {
        // Opening the store would tidy up: the copy is made out of its sight.
        let aside = beside(path, ".aside");
        fs::rename(beside(path, ".compact"), &aside).unwrap();
        open(path).store.copy_to(&aside).unwrap();
        fs::rename(&aside, beside(path, ".compact")).unwrap();
    },
    |path| fs::write(path.join("replaced"), []).unwrap(),
    |path| fs::remove_file(beside(path, ".compact").join("unfinished")).unwrap(),
    |path| fs::rename(path, beside(path, ".old")).unwrap(),
    |path| fs::rename(beside(path, ".compact"), path).unwrap(),
    |path| fs::remove_file(beside(path, ".old").join("db")).unwrap(),
    |path| fs::remove_dir_all(beside(path, ".old")).unwrap(),
];

fn beside(path: &Path, suffix: &str) -> PathBuf {
    path.with_extension(suffix.trim_start_matches('.'))
}

/// A store of a few commits, and its graph.
fn store() -> (tempfile::TempDir, PathBuf, Vec<String>) {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("db");
    let mut session = open(&path);
    for step in [Step::Commit(1), Step::Checkpoint, Step::Commit(2), Step::Commit(3)] {
        session.take(step).unwrap();
    }
    let seen = portrait(&session.graph);
    (home, path, seen)
}

#[test]
fn an_exchange_cut_off_at_any_step_leaves_one_whole_store_and_nothing_else() {
    for done in 2..=STEPS.len() {
        let (home, path, seen) = store();
        STEPS[..done].iter().for_each(|step| step(&path));
        let mut session = open(&path);
        assert_eq!(portrait(&session.graph), seen, "{done} steps");
        assert_eq!(fs::read_dir(home.path()).unwrap().count(), 1, "{done} steps");
        session.take(Step::Commit(4)).unwrap();
        let seen = portrait(&session.graph);
        let mut store = session.store;
        store.shrink().unwrap();
        drop(store);
        assert_eq!(portrait(&open(&path).graph), seen, "{done} steps, exchanged");
        assert_eq!(fs::read_dir(home.path()).unwrap().count(), 1, "{done} steps, exchanged");
    }
}

#[test]
fn what_stands_beside_a_store_and_is_no_remain_is_not_touched() {
    for suffix in [".old", ".compact"] {
        let (_home, path, seen) = store();
        let other = beside(&path, suffix);
        drop(open(&other));
        let before = fs::read(other.join("db")).unwrap();
        let error = Compaction::of(&path).begin().unwrap_err();
        assert!(matches!(&error, StorageError::NotAStore { place, .. } if place.ends_with(suffix)), "{error}");
        let mut store = open(&path).store;
        store.shrink().unwrap_err();
        drop(store);
        assert_eq!(portrait(&open(&path).graph), seen);
        assert_eq!(fs::read(other.join("db")).unwrap(), before);
        // Nor is a store made of a copy that is not whole when the store itself was moved away.
        fs::remove_dir_all(&other).unwrap();
        Compaction::of(&path).begin().unwrap();
        fs::rename(&path, path.with_extension("old")).unwrap();
        let missing = Store::open(&path, OpenOptions { create: false, ..OPTIONS });
        assert!(matches!(missing, Err(StorageError::Missing { .. })));
        assert_eq!(portrait(&open(&path.with_extension("old")).graph), seen);
    }
}
