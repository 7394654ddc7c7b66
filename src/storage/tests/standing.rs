//! Parts of a base that are read when they are first wanted.

use std::sync::Arc;

use super::model::{Session, Step, portrait};
use crate::diagnostic::Class;
use crate::graph::{Target, TokenKind, Workspace};
use crate::storage::faulty::{Disk, FaultyKv};
use crate::storage::kv::Space;
use crate::storage::{Draft, OpenOptions, Store};

fn open(disk: &Arc<Disk>) -> Session {
    let options = OpenOptions { create: true, ..OpenOptions::default() };
    Session::new(Store::over(Box::new(FaultyKv(Arc::clone(disk))), None, options).unwrap())
}

/// A closed store whose graph is all in its base, and the portrait of it.
fn sample() -> (Arc<Disk>, Vec<String>) {
    let disk = Disk::new();
    let mut session = open(&disk);
    for step in [Step::Commit(1), Step::Commit(2), Step::Commit(3), Step::Checkpoint] {
        session.take(step).unwrap();
    }
    let seen = portrait(&session.graph);
    (disk, seen)
}

#[test]
fn a_held_graph_is_read_after_checkpoints_have_replaced_its_base() {
    let (disk, seen) = sample();
    let mut session = open(&disk);
    let held = session.graph.clone();
    // The index goes without ever being read.
    let mut work = Workspace::new(session.graph.clone());
    let label = work.view().tokens().find(TokenKind::Label, "Person").unwrap();
    let index = work.view().indexes().iter().find(|index| matches!(index.target, Target::Node(of) if of.0 == label));
    let name = index.unwrap().name.clone();
    work.drop_index(&name).unwrap();
    let (graph, changes) = work.into_parts();
    let draft = Draft { time: 9, author: None, message: None, changes };
    session.store.wait(session.store.submit(draft).unwrap()).unwrap();
    session.graph = graph;
    for step in [Step::Checkpoint, Step::Commit(4), Step::Commit(5), Step::Checkpoint, Step::Checkpoint] {
        session.take(step).unwrap();
    }
    assert_eq!(portrait(&held), seen);
    assert_eq!(held.read_whole(), Ok(()));
    let last = portrait(&session.graph);
    drop(session);
    assert_eq!(portrait(&open(&disk).graph), last);
}

#[test]
fn a_checkpoint_names_unread_parts_again_and_writes_only_what_changed() {
    let (disk, _) = sample();
    let before = disk.keys(Space::Seg);
    let mut session = open(&disk);
    session.take(Step::Commit(4)).unwrap();
    session.take(Step::Checkpoint).unwrap();
    let kept = disk.keys(Space::Seg).iter().filter(|key| before.contains(key)).count();
    assert!(kept > 0, "every segment was written again");
    let standing = disk.keys(Space::Seg);
    session.graph.read_whole().unwrap();
    session.take(Step::Commit(5)).unwrap();
    session.take(Step::Checkpoint).unwrap();
    let kept = disk.keys(Space::Seg).iter().filter(|key| standing.contains(key)).count();
    assert!(kept > 0, "what was read is written again");
    let seen = portrait(&session.graph);
    drop(session);
    let again = open(&disk);
    assert_eq!(portrait(&again.graph), seen);
    assert_eq!(again.graph.read_whole(), Ok(()));
}

#[test]
fn an_older_graph_is_kept_as_it_was_beside_a_base_that_has_changed() {
    for is_read in [false, true] {
        let (disk, seen) = sample();
        let mut session = open(&disk);
        let held = session.graph.clone();
        if is_read {
            held.read_whole().unwrap();
        }
        let first = session.store.last_sequence();
        for step in [Step::Commit(4), Step::Checkpoint] {
            session.take(step).unwrap();
        }
        session.store.keep_base(&held, first, first).unwrap();
        let kept = session.store.kept_base(first, &Arc::default()).unwrap().unwrap();
        assert_eq!(portrait(&kept), seen);
    }
}

#[test]
fn what_is_wanted_after_the_store_was_closed_is_an_error() {
    let (disk, _) = sample();
    let held = open(&disk).graph;
    let why = held.read_whole().unwrap_err();
    assert_eq!(why.class(), Class::StorageError);
    assert!(why.message().contains("after the database was closed"), "{why}");
}
