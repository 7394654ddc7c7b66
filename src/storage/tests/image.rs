//! The image of a store at rest: read without sled, never behind, and nothing is lost with it.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use super::model::{Session, Step, portrait};
use crate::storage::image;
use crate::storage::mark::Mark;
use crate::storage::{Durability, OpenOptions, StorageError, Store};

const OPTIONS: OpenOptions = OpenOptions { create: true, read_only: false, durability: Durability::Synced };

fn open(path: &Path) -> Session {
    Session::new(Store::open(path, OPTIONS).unwrap())
}

fn rest(session: &Session) {
    session.store.rest_with_image(&session.graph, session.store.last_sequence()).unwrap();
}

/// A store that was closed with an image, and its portrait.
fn at_rest(steps: &[Step]) -> (TempDir, Vec<String>) {
    let home = tempfile::tempdir().unwrap();
    let mut session = open(home.path());
    for step in steps {
        session.take(*step).unwrap();
    }
    rest(&session);
    let seen = portrait(&session.graph);
    (home, seen)
}

const STEPS: [Step; 4] = [Step::Commit(1), Step::Checkpoint, Step::Commit(2), Step::Commit(3)];

#[test]
fn a_store_at_rest_is_read_without_its_engine_and_written_with_it() {
    for steps in [&STEPS[..], &STEPS[..1], &[Step::Bulk(1)], &[]] {
        let (home, seen) = at_rest(steps);
        let mut session = open(home.path());
        assert!(!session.store.is_running());
        assert_eq!(portrait(&session.graph), seen);
        assert_eq!(session.store.last_sequence(), steps.len() as u64 - u64::from(steps.len() == 4));
        session.take(Step::Commit(9)).unwrap();
        assert!(session.store.is_running());
        assert!(!home.path().join("image").exists(), "what is written is not in the image");
        session.take(Step::Checkpoint).unwrap();
        let seen = portrait(&session.graph);
        drop(session);
        let session = open(home.path());
        assert!(session.store.is_running());
        assert_eq!(portrait(&session.graph), seen);
        rest(&session);
        drop(session);
        let again = open(home.path());
        assert!(!again.store.is_running());
        assert_eq!(portrait(&again.graph), seen);
    }
}

#[test]
fn a_store_at_rest_is_locked_and_gives_its_history() {
    let (home, _) = at_rest(&STEPS);
    let session = open(home.path());
    assert!(matches!(Store::open(home.path(), OPTIONS), Err(StorageError::Locked { .. })));
    let mut commits = Vec::new();
    let read = &mut |record: crate::storage::CommitRecord| {
        commits.push(record.sequence);
        std::ops::ControlFlow::Continue(())
    };
    session.store.history(1, read).unwrap();
    assert_eq!(commits, [1, 2, 3]);
    assert!(home.path().join("image").exists(), "reading the history leaves the image");
}

#[test]
fn a_damaged_or_foreign_image_is_as_good_as_none() {
    let (home, seen) = at_rest(&STEPS);
    let path = home.path().join("image");
    let whole = fs::read(&path).unwrap();
    let (other, _) = at_rest(&[Step::Commit(1), Step::Commit(2)]);
    let foreign = fs::read(other.path().join("image")).unwrap();
    let mut wrong: Vec<Vec<u8>> = (0..whole.len()).step_by(97).map(|at| whole[..at].to_vec()).collect();
    for at in (0..whole.len()).step_by(89) {
        let mut flipped = whole.clone();
        flipped[at] ^= 1 << (at % 8);
        wrong.push(flipped);
    }
    wrong.push(foreign);
    let mark = Mark { sequence: 3, generation: 1 };
    for bytes in wrong {
        assert!(image::read(home.path(), mark).is_some());
        fs::write(&path, &bytes).unwrap();
        assert!(image::read(home.path(), mark).is_none());
        fs::write(&path, &whole).unwrap();
    }
    fs::write(&path, &whole[..100]).unwrap();
    let session = open(home.path());
    assert!(session.store.is_running());
    assert_eq!(portrait(&session.graph), seen);
}

#[test]
fn an_image_of_another_history_is_found_out_before_anything_is_written() {
    let (home, _) = at_rest(&STEPS);
    let (other, _) = at_rest(&[Step::Commit(7), Step::Checkpoint, Step::Commit(8), Step::Commit(9)]);
    fs::copy(other.path().join("image"), home.path().join("image")).unwrap();
    let mut session = open(home.path());
    let error = session.take(Step::Commit(5)).unwrap_err();
    assert!(error.to_string().contains("not what its file `image` says"), "{error}");
    assert!(home.path().join("image").exists());
}
