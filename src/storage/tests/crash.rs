//! What a crash takes. The one rule: what is opened afterwards is the last acknowledged commit, or the commits that
//! were in flight in the order of their submission, whole.
//!
//! The workload is run once on a good disk to learn the graph after each commit. Then it is run again for every single
//! write, with a crash there, three ways (killed; power cut losing everything unsynced; losing the later half of it).

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::Arc;

use proptest::prelude::*;

use super::model::{SCRIPT, Session, Step, portrait};
use crate::storage::faulty::{Disk, FaultyKv, FaultyTape, Lost};
use crate::storage::journaled::{DIRECT, Journaled};
use crate::storage::kv::Space;
use crate::storage::log::Log;
use crate::storage::manifest::{Manifest, Pointer};
use crate::storage::replicate::replicate;
use crate::storage::sealed::History;
use crate::storage::{CommitRecord, Draft, OpenOptions, StorageError, Store};

const LOSSES: [Lost; 3] = [Lost::Nothing, Lost::Half, Lost::Unsynced];

fn open(disk: &Arc<Disk>) -> Result<Session, StorageError> {
    let options = OpenOptions { create: true, ..OpenOptions::default() };
    let (kv, tape) = (FaultyKv(Arc::clone(disk)), FaultyTape(Arc::clone(disk)));
    Store::over(Box::new(Journaled::over(Box::new(kv), Box::new(tape), DIRECT)?), None, options).map(Session::new)
}

/// Steps of the script behind which the store is compacted.
const COMPACTED: [usize; 3] = [5, 9, 14];

/// Exchanges a store for a copy of it without dead space: another disk, when the copy is whole and at rest.
fn compact(disk: &Arc<Disk>) -> Result<Arc<Disk>, StorageError> {
    let over = |disk: &Arc<Disk>| {
        let (kv, tape) = (FaultyKv(Arc::clone(disk)), FaultyTape(Arc::clone(disk)));
        Journaled::over(Box::new(kv), Box::new(tape), DIRECT)
    };
    let (source, sibling) = (over(disk)?, disk.sibling());
    let pointer = Pointer::read(&source)?;
    let manifest = pointer.map_or_else(|| Ok(Manifest::default()), |pointer| Manifest::read(&source, pointer))?;
    let mut last = 0;
    History::new(&source).replay_from(Log::new(&source).first()?, &mut |record, _| {
        last = record.sequence;
        Ok(ControlFlow::Continue(()))
    })?;
    replicate(&source, (&manifest, pointer), last, &over(&sibling)?)?;
    Ok(sibling)
}

/// What a good disk holds after the script was run on it: the graph after each commit, and the body of each.
#[derive(Default)]
struct Truth {
    graphs: BTreeMap<u64, Vec<String>>,
    bodies: BTreeMap<u64, u32>,
}

impl Truth {
    fn note(&mut self, session: &Session) {
        self.graphs.insert(session.store.last_sequence(), portrait(&session.graph));
        self.bodies.extend(history(session));
    }
}

/// The commits that are kept, by their checksums.
fn history(session: &Session) -> BTreeMap<u64, u32> {
    let mut found = BTreeMap::new();
    let read = &mut |record: CommitRecord| {
        found.insert(record.sequence, crc32fast::hash(&record.encode("").unwrap()));
        ControlFlow::Continue(())
    };
    session.store.history(1, read).unwrap();
    found
}

/// What the script makes on a good disk, and the number of writes it takes.
fn truth() -> (Truth, usize) {
    let mut disk = Disk::new();
    let mut session = open(&disk).unwrap();
    let mut truth = Truth::default();
    let mut writes = 0;
    truth.note(&session);
    for (at, step) in SCRIPT.into_iter().enumerate() {
        if let Step::Group(number) = step {
            // One at a time, to know the graphs between.
            for number in number..number + 3 {
                session.take(Step::Commit(number)).unwrap();
                truth.note(&session);
            }
        } else {
            session.take(step).unwrap();
            truth.note(&session);
        }
        if COMPACTED.contains(&at) {
            let (seen, kept) = (portrait(&session.graph), history(&session));
            drop(session);
            let copy = compact(&disk).unwrap();
            writes += disk.writes();
            disk = copy;
            session = open(&disk).unwrap();
            assert_eq!((portrait(&session.graph), history(&session)), (seen, kept));
        }
    }
    drop(session);
    assert!(!disk.keys(Space::Past).is_empty(), "the script seals commits");
    (truth, writes + disk.writes() + 10)
}

/// Runs the script until a step fails; gives the last acknowledged commit, and the last that may have been in flight. The
/// disk is the one on which the store is then.
fn run(disk: &mut Arc<Disk>) -> (u64, u64) {
    let Ok(mut session) = open(disk) else { return (0, 0) };
    for (at, step) in SCRIPT.into_iter().enumerate() {
        let acknowledged = session.store.last_sequence();
        if session.take(step).is_err() {
            let in_flight = match step {
                Step::Commit(_) | Step::Bulk(_) => 1,
                Step::Group(_) => 3,
                Step::Checkpoint | Step::Purge => 0,
            };
            assert!(session.take(Step::Commit(99)).is_err(), "a store that failed to write refuses to go on");
            // A bulk load is a commit from its record on; what follows it may fail after it is durable.
            let durable = session.store.last_sequence();
            return (durable, acknowledged + in_flight);
        }
        if COMPACTED.contains(&at) {
            let last = session.store.last_sequence();
            drop(session);
            match compact(disk) {
                Ok(copy) => *disk = copy,
                Err(_) => return (last, last),
            }
            let Ok(again) = open(disk) else { return (last, last) };
            session = again;
        }
    }
    let last = session.store.last_sequence();
    (last, last)
}

fn check_opened(disk: &Arc<Disk>, (acknowledged, in_flight): (u64, u64), truth: &Truth, what: &str) {
    let session = open(disk).unwrap_or_else(|error| panic!("{what}: {error}"));
    let last = session.store.last_sequence();
    assert!(acknowledged <= last && last <= in_flight, "{what}: commit {last}, not {acknowledged} to {in_flight}");
    assert_eq!(portrait(&session.graph), truth.graphs[&last], "{what}: the graph of commit {last}");
    let first = session.store.first_sequence().unwrap();
    let kept = history(&session);
    assert!(kept.keys().copied().eq(first..=last), "{what}: the history is {:?}", kept.keys());
    assert!(kept.iter().all(|(sequence, body)| truth.bodies[sequence] == *body), "{what}: other commits");
}

#[test]
fn a_crash_at_any_write_opens_at_the_last_acknowledged_commit_or_the_one_in_flight() {
    let (truth, writes) = truth();
    for lost in LOSSES {
        for stop in 1..=writes {
            let mut disk = Disk::new();
            disk.stop_at(stop);
            let reached = run(&mut disk);
            disk.crash(lost);
            let what = format!("crash at write {stop}, lost {lost:?}");
            check_opened(&disk, reached, &truth, &what);
            // The store is as good as new: it takes a commit and opens again.
            let mut session = open(&disk).unwrap();
            session.take(Step::Commit(50)).unwrap();
            let (last, seen) = (session.store.last_sequence(), portrait(&session.graph));
            drop(session);
            disk.crash(Lost::Unsynced);
            let again = open(&disk).unwrap();
            assert_eq!((again.store.last_sequence(), portrait(&again.graph)), (last, seen), "{what}");
        }
    }
}

#[test]
fn a_crash_while_opening_after_a_crash_changes_nothing() {
    let (truth, writes) = truth();
    for stop in (1..=writes).step_by(2) {
        for again in 1..=6 {
            let mut disk = Disk::new();
            disk.stop_at(stop);
            let reached = run(&mut disk);
            disk.crash(Lost::Half);
            disk.stop_at(disk.writes() + again);
            let _ = open(&disk);
            disk.crash(Lost::Half);
            check_opened(&disk, reached, &truth, &format!("crash at write {stop}, then at write {again} of opening"));
        }
    }
}

#[test]
fn a_batch_torn_at_any_write_loses_nothing_acknowledged() {
    let (truth, writes) = truth();
    for stop in 1..=writes {
        let mut disk = Disk::new();
        disk.stop_at(stop);
        disk.tear();
        let reached = run(&mut disk);
        disk.crash(Lost::Nothing);
        check_opened(&disk, reached, &truth, &format!("batch torn at write {stop}"));
    }
}

#[test]
fn a_full_disk_is_said_and_everything_acknowledged_is_there_when_space_is_freed() {
    let (truth, writes) = truth();
    for stop in 2..=writes {
        let mut disk = Disk::new();
        disk.full_at(stop);
        let reached = run(&mut disk);
        if let Err(error) = open(&disk) {
            assert!(matches!(error, StorageError::Full { .. }), "{error}");
        }
        disk.crash(Lost::Nothing);
        check_opened(&disk, reached, &truth, &format!("disk full at write {stop}"));
    }
}

#[test]
fn a_poisoned_store_says_why() {
    let disk = Disk::new();
    let mut session = open(&disk).unwrap();
    session.take(Step::Commit(1)).unwrap();
    disk.full_at(disk.writes() + 1);
    assert!(matches!(session.take(Step::Commit(2)), Err(StorageError::Full { .. })));
    let error = session.take(Step::Commit(3)).unwrap_err();
    assert!(matches!(error, StorageError::Poisoned { .. }));
    assert!(error.to_string().contains("no space is left"), "{error}");
    assert!(matches!(session.store.checkpoint(&session.graph, 1), Err(StorageError::Poisoned { .. })));
}

#[test]
fn a_checkpoint_writes_only_the_segments_that_changed() {
    let disk = Disk::new();
    let mut session = open(&disk).unwrap();
    session.take(Step::Commit(1)).unwrap();
    session.take(Step::Checkpoint).unwrap();
    let before = disk.keys(Space::Seg);
    session.take(Step::Checkpoint).unwrap();
    assert_eq!(disk.keys(Space::Seg), before, "nothing new to cover");
    session.store.wait(session.store.submit(Draft::default()).unwrap()).unwrap();
    session.take(Step::Checkpoint).unwrap();
    let after = disk.keys(Space::Seg);
    let kept = after.iter().filter(|key| before.contains(key)).count();
    assert_eq!((after.len(), kept), (before.len(), before.len() - 1), "only the manifest is new");
}

#[test]
fn history_is_kept_across_checkpoints_and_ends_where_it_was_purged() {
    let disk = Disk::new();
    let mut session = open(&disk).unwrap();
    for step in [Step::Commit(1), Step::Commit(2), Step::Checkpoint, Step::Commit(3)] {
        session.take(step).unwrap();
    }
    let times = |session: &Session, from: u64| {
        let mut times = Vec::new();
        session
            .store
            .history(from, &mut |record| {
                times.push((record.sequence, record.time, record.author));
                ControlFlow::Continue(())
            })
            .unwrap();
        times
    };
    let author = || Some("test".to_owned());
    assert_eq!(times(&session, 0), [(1, 1, author()), (2, 2, author()), (3, 3, author())]);
    assert_eq!(times(&session, 3), [(3, 3, author())]);
    session.store.purge(u64::MAX).unwrap();
    assert_eq!(times(&session, 1), [(3, 3, author())], "what no base covers cannot be purged");
    drop(session);
    assert_eq!(open(&disk).unwrap().store.first_sequence().unwrap(), 3);
}

#[test]
fn concurrent_commits_share_syncs() {
    let disk = Disk::new();
    let session = open(&disk).unwrap();
    let store = &session.store;
    let before = disk.writes();
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                for _ in 0..50 {
                    let ticket = store.submit(Draft::default()).unwrap();
                    let sequence = store.wait(ticket).unwrap();
                    assert!(store.last_sequence() >= sequence);
                }
            });
        }
    });
    assert_eq!(store.last_sequence(), 400);
    assert!(disk.writes() - before <= 810, "a batch and a sync a round at most, and a few for the journal");
    drop(session);
    assert_eq!(open(&disk).unwrap().store.last_sequence(), 400);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn any_sequence_of_steps_and_reopenings_keeps_the_graph(steps in prop::collection::vec(0_u32..8, 1..25)) {
        let disk = Disk::new();
        let mut session = open(&disk).unwrap();
        for (at, step) in (1_u32..).zip(steps) {
            match step {
                0..3 => session.take(Step::Commit(at * 5)).unwrap(),
                3 => session.take(Step::Group(at * 5)).unwrap(),
                4 => session.take(Step::Checkpoint).unwrap(),
                5 => session.take(Step::Bulk(at * 5)).unwrap(),
                6 => session.take(Step::Purge).unwrap(),
                _ => session.graph = session.graph.compacted(),
            }
            let (last, seen) = (session.store.last_sequence(), portrait(&session.graph));
            if at % 3 == 0 {
                drop(session);
                disk.crash(Lost::Unsynced);
                session = open(&disk).unwrap();
            }
            prop_assert_eq!((session.store.last_sequence(), portrait(&session.graph)), (last, seen));
        }
    }
}
