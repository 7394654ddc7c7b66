//! Copies of a store, cut off at every write and finished by the next one; and what is saved of a damaged one.

use std::sync::Arc;

use super::model::{SCRIPT, Session, Step, base_keys, portrait};
use crate::storage::faulty::{Disk, FaultyKv, Lost};
use crate::storage::frame::part_key;
use crate::storage::kv::Space;
use crate::storage::manifest::{Manifest, Pointer};
use crate::storage::replicate::{Copied, replicate};
use crate::storage::salvage::save;
use crate::storage::{OpenOptions, StorageError, Store};

const OPTIONS: OpenOptions =
    OpenOptions { create: true, read_only: false, durability: crate::storage::Durability::Synced };

fn open(disk: &Arc<Disk>) -> Session {
    Session::new(Store::over(Box::new(FaultyKv(Arc::clone(disk))), None, OPTIONS).unwrap())
}

fn copy(from: &Arc<Disk>, last: u64, to: &Arc<Disk>) -> Result<Copied, StorageError> {
    let source = FaultyKv(Arc::clone(from));
    let pointer = Pointer::read(&source).unwrap();
    let manifest = pointer.map_or_else(Manifest::default, |pointer| Manifest::read(&source, pointer).unwrap());
    replicate(&source, (&manifest, pointer), last, &FaultyKv(Arc::clone(to)))
}

/// A store after the first `steps` of the script.
fn after(steps: usize) -> (Arc<Disk>, u64, Vec<String>) {
    let disk = Disk::new();
    let mut session = open(&disk);
    for step in &SCRIPT[..steps] {
        session.take(*step).unwrap();
    }
    let (last, seen) = (session.store.last_sequence(), portrait(&session.graph));
    (disk, last, seen)
}

#[test]
fn a_copy_at_any_time_holds_graph_and_history() {
    let target = Disk::new();
    for steps in 1..=SCRIPT.len() {
        let (source, last, seen) = after(steps);
        let fresh = Disk::new();
        copy(&source, last, &fresh).unwrap();
        // The same target again and again: each copy adds what is new.
        copy(&source, last, &target).unwrap();
        for disk in [&fresh, &target] {
            disk.crash(Lost::Unsynced);
            let session = open(disk);
            assert_eq!(
                (session.store.last_sequence(), portrait(&session.graph)),
                (last, seen.clone()),
                "{steps} steps"
            );
        }
        let first = |disk: &Arc<Disk>| open(disk).store.first_sequence().unwrap();
        assert_eq!(first(&fresh), first(&source));
        assert_eq!(copy(&source, last, &target).unwrap(), Copied { commits: 0, segments: 0, last });
    }
}

#[test]
fn a_copy_cut_off_at_any_write_is_finished_by_the_next() {
    let (older, old_last, _) = after(9);
    let (source, last, seen) = after(SCRIPT.len());
    for lost in [Lost::Nothing, Lost::Unsynced, Lost::Half] {
        for stop in 1.. {
            let target = Disk::new();
            copy(&older, old_last, &target).unwrap();
            target.stop_at(target.writes() + stop);
            let whole = copy(&source, last, &target).is_ok();
            target.crash(lost);
            copy(&source, last, &target).unwrap_or_else(|error| panic!("cut off at write {stop}, {lost:?}: {error}"));
            let session = open(&target);
            assert_eq!((session.store.last_sequence(), portrait(&session.graph)), (last, seen.clone()), "{stop}");
            if whole {
                break;
            }
        }
    }
}

#[test]
fn a_target_of_another_history_is_refused_and_left_alone() {
    let (source, last, _) = after(4);
    let other = Disk::new();
    let mut session = open(&other);
    session.take(Step::Commit(40)).unwrap();
    let before = other.keys(Space::Log);
    let error = copy(&source, last, &other).unwrap_err();
    assert!(error.to_string().contains("another history: commit 1"), "{error}");
    let (longer, longer_last, _) = after(6);
    let target = Disk::new();
    copy(&longer, longer_last, &target).unwrap();
    let error = copy(&source, last, &target).unwrap_err();
    assert!(error.to_string().contains("a history up to commit"), "{error}");
    assert_eq!(other.keys(Space::Log), before);
}

#[test]
fn what_is_saved_after_a_damaged_commit_is_the_rest_and_the_loss_is_told() {
    let disk = Disk::new();
    let mut session = open(&disk);
    for step in [Step::Commit(1), Step::Checkpoint, Step::Commit(2), Step::Commit(3), Step::Commit(7)] {
        session.take(step).unwrap();
    }
    let whole = portrait(&session.graph);
    drop(session);
    disk.damage(Space::Log, &part_key(3, 0), |value| value[40] ^= 1);
    let saved = save(&FaultyKv(Arc::clone(&disk)), None).unwrap();
    assert!(saved.lost.iter().any(|lost| lost == "commit 3"), "{:?}", saved.lost);
    assert_eq!(saved.last, 4);
    assert!(
        saved.lost.iter().any(|lost| lost == "the name of a label, which is `lost_name_3` now"),
        "{:?}",
        saved.lost
    );
    let named: Vec<String> =
        whole.iter().map(|line| line.replace(r#"["Label3", "Person"]"#, r#"["Person", "lost_name_3"]"#)).collect();
    let strange: Vec<String> = portrait(&saved.graph).into_iter().filter(|line| !named.contains(line)).collect();
    assert!(strange.is_empty(), "{strange:?}");
    // Commit 3 made three nodes and two relationships; commit 7 needs none of them.
    assert_eq!((saved.graph.node_count(), saved.graph.rel_count()), (9, 6));
}

#[test]
fn a_damaged_base_is_made_anew_from_the_history_or_from_its_other_parts() {
    let (disk, _, seen) = after(4);
    let segments = || disk.keys(Space::Seg).into_iter().filter(|key| key[12..] == [0; 4]);
    for key in segments() {
        disk.damage(Space::Seg, &key, |value| value[0] ^= 1);
    }
    let saved = save(&FaultyKv(Arc::clone(&disk)), None).unwrap();
    assert_eq!((portrait(&saved.graph), saved.lost.len()), (seen, 0), "the history is whole");

    for key in base_keys(&after(SCRIPT.len()).0) {
        let (disk, _, seen) = after(SCRIPT.len());
        disk.damage(Space::Seg, &key, |value| value[0] ^= 1);
        let kv = FaultyKv(Arc::clone(&disk));
        let saved = save(&kv, None).unwrap();
        assert!(!saved.lost.is_empty(), "{key:?}");
        let manifest = Pointer::read(&kv).unwrap().is_some_and(|pointer| Manifest::read(&kv, pointer).is_ok());
        if manifest {
            let nodes = saved.graph.node_count();
            assert!(nodes > 0, "{key:?} {:?}", saved.lost);
        }
        let again = saved.graph.rebuilt();
        assert!(crate::graph::Workspace::new(again).problems().is_empty(), "{key:?} of {}", seen.len());
    }
}
