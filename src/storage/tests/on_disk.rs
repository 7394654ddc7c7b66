//! The store in a directory: what opening refuses, what comes back, what damaged files do.

use std::fs;
use std::path::Path;

use super::model::{Session, Step, portrait};
use crate::storage::kv::{Kv, MAX_VALUE, Space, WriteBatch};
use crate::storage::mark::{Mark, MarkFile};
use crate::storage::sled::{SledKv, panic_is_contained};
use crate::storage::{OpenOptions, StorageError, Store};

const CREATE: OpenOptions =
    OpenOptions { create: true, read_only: false, durability: crate::storage::Durability::Synced };
const EXISTING: OpenOptions = OpenOptions { create: false, ..CREATE };

fn open(path: &Path) -> Result<Session, StorageError> {
    Store::open(path, CREATE).map(Session::new)
}

fn blobs(path: &Path) -> usize {
    fs::read_dir(path.join("blobs")).map_or(0, Iterator::count)
}

#[test]
fn a_store_comes_back_after_close_and_after_drop() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("deep/store");
    let mut seen = Vec::new();
    for round in 0..6_u32 {
        let mut session = open(&path).unwrap();
        if round > 0 {
            assert_eq!(portrait(&session.graph), seen);
        }
        session.take(Step::Commit(round * 3 + 1)).unwrap();
        if round % 2 == 0 {
            session.take(Step::Checkpoint).unwrap();
        }
        session.take(Step::Bulk(round * 3 + 2)).unwrap();
        session.take(Step::Commit(round * 3 + 3)).unwrap();
        seen = portrait(&session.graph);
        assert_eq!(session.store.last_sequence(), u64::from(round + 1) * 3);
        if round % 3 == 0 {
            drop(session);
        } else {
            session.store.rest().unwrap();
        }
    }
    assert_eq!(blobs(&path), 0, "every value is short enough for sled's log");
}

#[test]
fn a_store_that_is_refused_stays_as_it_was() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("store");
    let mut session = open(&path).unwrap();
    for number in 1..8 {
        session.take(Step::Commit(number)).unwrap();
    }
    session.store.rest().unwrap();
    drop(session);
    let whole = fs::read(path.join("db")).unwrap();
    let used = whole.iter().rposition(|byte| *byte != 0).unwrap();
    let mut refused = 0;
    for at in (used / 4..used).step_by(used / 11) {
        let mut damaged = whole.clone();
        damaged[at] ^= 1;
        fs::write(path.join("db"), &damaged).unwrap();
        if open(&path).is_err() {
            refused += 1;
            assert!(fs::read(path.join("db")).unwrap() == damaged, "damage at {at}");
            assert!(!Store::examine(&path).is_ok_and(|found| found.problems.is_empty()));
            assert!(fs::read(path.join("db")).unwrap() == damaged, "damage at {at}, examined");
        }
    }
    assert!(refused > 0);
}

#[test]
fn an_opening_that_was_stopped_in_a_snapshot_is_no_damage() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("store");
    let mut session = open(&path).unwrap();
    session.take(Step::Commit(1)).unwrap();
    let seen = portrait(&session.graph);
    drop(session);
    // What a full disk, or a kill at the wrong moment, leaves of sled's next snapshot: nothing, or half of it.
    let half = fs::read_dir(&path).unwrap().find_map(|entry| {
        let entry = entry.unwrap();
        entry.file_name().to_string_lossy().starts_with("snap.").then(|| fs::read(entry.path()).unwrap())
    });
    let half = half.unwrap_or_default();
    for left in [&half[..half.len() / 2], &[]] {
        fs::write(path.join("snap.7FFFFFFFFFFFFF00.generating"), left).unwrap();
        assert_eq!(portrait(&open(&path).unwrap().graph), seen);
    }
}

#[test]
fn values_of_the_greatest_size_make_no_blobs() {
    let home = tempfile::tempdir().unwrap();
    let kv = SledKv::open(home.path()).unwrap();
    for round in 0..3_u8 {
        for number in 0..40_u32 {
            let mut batch = WriteBatch::new(Space::Seg);
            batch.put(&[number.to_be_bytes(), [0; 4], [1; 4], [2; 4]].concat(), vec![round; MAX_VALUE]);
            kv.write(&batch).unwrap();
        }
        kv.sync().unwrap();
    }
    assert_eq!(blobs(home.path()), 0);
}

#[test]
fn a_missing_store_is_missing_and_is_not_made() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("none");
    assert!(matches!(Store::open(&path, EXISTING), Err(StorageError::Missing { .. })));
    assert!(!path.exists());
    assert!(matches!(Store::open(home.path(), EXISTING), Err(StorageError::Missing { .. })));
    assert_eq!(fs::read_dir(home.path()).unwrap().count(), 0);
}

#[test]
fn a_directory_with_other_files_or_a_file_is_no_store() {
    let home = tempfile::tempdir().unwrap();
    fs::write(home.path().join("letter.txt"), "dear").unwrap();
    let error = Store::open(home.path(), CREATE).err().unwrap();
    assert!(matches!(error, StorageError::NotAStore { .. }) && error.to_string().contains("letter.txt"), "{error}");
    let error = Store::open(&home.path().join("letter.txt"), CREATE).err().unwrap();
    assert!(matches!(error, StorageError::NotAStore { .. }), "{error}");
    assert_eq!(fs::read_dir(home.path()).unwrap().count(), 1);
}

#[test]
fn an_open_store_is_locked_and_says_where() {
    let home = tempfile::tempdir().unwrap();
    let session = open(home.path()).unwrap();
    let error = open(home.path()).err().unwrap();
    assert!(matches!(error, StorageError::Locked { .. }), "{error}");
    assert!(error.to_string().contains(&home.path().display().to_string()), "{error}");
    assert!(error.to_string().contains("another process"), "{error}");
    drop(session);
    open(home.path()).unwrap();
}

#[test]
fn a_store_opened_for_reading_refuses_changes() {
    let home = tempfile::tempdir().unwrap();
    let mut session = open(home.path()).unwrap();
    session.take(Step::Commit(1)).unwrap();
    let seen = portrait(&session.graph);
    drop(session);
    let reading = OpenOptions { read_only: true, ..EXISTING };
    let mut session = Store::open(home.path(), reading).map(Session::new).unwrap();
    assert_eq!(portrait(&session.graph), seen);
    for step in [Step::Commit(2), Step::Checkpoint, Step::Bulk(3), Step::Purge] {
        assert!(matches!(session.take(step), Err(StorageError::ReadOnly { .. })));
    }
}

#[test]
fn the_mark_follows_every_commit_and_survives_a_torn_slot() {
    let home = tempfile::tempdir().unwrap();
    let mut session = open(home.path()).unwrap();
    let mark = || MarkFile::new(home.path()).read().unwrap().unwrap();
    assert_eq!(mark(), Mark { sequence: 0, generation: 0 });
    session.take(Step::Commit(1)).unwrap();
    assert_eq!(mark(), Mark { sequence: 1, generation: 0 });
    session.take(Step::Checkpoint).unwrap();
    session.take(Step::Commit(2)).unwrap();
    assert_eq!(mark(), Mark { sequence: 2, generation: 1 });
    let path = home.path().join("mark");
    let mut bytes = fs::read(&path).unwrap();
    bytes[70] ^= 1;
    fs::write(&path, &bytes).unwrap();
    assert_eq!(mark(), Mark { sequence: 1, generation: 1 }, "the slot of the checkpoint still counts");
    bytes[9] ^= 1;
    fs::write(&path, &bytes).unwrap();
    let error = MarkFile::new(home.path()).read().unwrap_err();
    assert!(error.to_string().contains("no valid mark"), "{error}");
}

#[test]
fn a_removed_mark_is_written_again() {
    let home = tempfile::tempdir().unwrap();
    open(home.path()).unwrap().take(Step::Commit(1)).unwrap();
    fs::remove_file(home.path().join("mark")).unwrap();
    assert_eq!(open(home.path()).unwrap().store.last_sequence(), 1);
    assert_eq!(MarkFile::new(home.path()).read().unwrap(), Some(Mark { sequence: 1, generation: 0 }));
}

/// A small generator of its own, so that a failure can be replayed by its round.
fn scrambled(round: u64) -> u64 {
    let mut mixed = round.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ mixed >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed ^ mixed >> 27
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

fn damage(file: &Path, round: u64) -> String {
    let mut bytes = fs::read(file).unwrap();
    let random = scrambled(round);
    let at = (scrambled(random) as usize) % bytes.len().max(1);
    let name = file.file_name().unwrap().to_string_lossy().into_owned();
    match random % 5 {
        0 => {
            bytes.truncate(at);
            fs::write(file, bytes).unwrap();
            format!("{name} cut to {at} bytes")
        }
        1 => {
            let end = bytes.len().min(at + 4_096);
            bytes[at..end].fill(0);
            fs::write(file, bytes).unwrap();
            format!("{name} zeroed from {at}")
        }
        2 if random.is_multiple_of(3) => {
            fs::remove_file(file).unwrap();
            format!("{name} removed")
        }
        _ => {
            if let Some(byte) = bytes.get_mut(at) {
                *byte ^= 1 << (random % 8);
            }
            fs::write(file, bytes).unwrap();
            format!("{name} flipped at {at}")
        }
    }
}

/// Damages the files themselves. sled may stop anywhere: what counts is that nothing is silently missing.
fn damaged_files_are_harmless_or_told(reopened: bool, rounds: std::ops::Range<u64>) {
    let home = tempfile::tempdir().unwrap();
    let whole = home.path().join("whole");
    let mut session = open(&whole).unwrap();
    for step in super::model::SCRIPT {
        session.take(step).unwrap();
    }
    // Enough for several of sled's segments, before and behind a base.
    for number in 100..250 {
        session.take(Step::Commit(3 * number)).unwrap();
        if number == 160 {
            session.take(Step::Checkpoint).unwrap();
        }
    }
    let seen = portrait(&session.graph);
    drop(session);
    if reopened {
        drop(open(&whole).unwrap());
    }
    let mut told = 0;
    for round in rounds {
        let path = home.path().join(format!("{round}"));
        copy(&whole, &path);
        let mut files: Vec<_> = fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.retain(|file| file.is_file());
        files.sort();
        // Mostly the file that holds everything.
        let file = if round % 3 == 0 { &files[scrambled(round) as usize % files.len()] } else { &path.join("db") };
        let what = damage(file, round);
        match open(&path) {
            Ok(session) => assert_eq!(portrait(&session.graph), seen, "round {round}: {what}"),
            Err(error) => {
                told += 1;
                assert!(error.to_string().contains(&*path.display().to_string()), "round {round}: {what}: {error}");
            }
        }
        fs::remove_dir_all(&path).unwrap();
    }
    assert!(told > 0, "some damage must have hit something");
}

#[test]
fn damaged_files_of_a_store_never_reopened_are_harmless_or_told() {
    damaged_files_are_harmless_or_told(false, 0..40);
}

#[test]
fn damaged_files_of_a_reopened_store_are_harmless_or_told() {
    damaged_files_are_harmless_or_told(true, 40..80);
}

#[test]
fn a_panic_of_the_engine_below_is_known_as_contained_only_inside_a_call() {
    assert!(!panic_is_contained());
    let home = tempfile::tempdir().unwrap();
    let kv = SledKv::open(home.path()).unwrap();
    let mut batch = WriteBatch::new(Space::Log);
    batch.put(b"key", Vec::new());
    kv.write(&batch).unwrap();
    let error = kv
        .scan(Space::Log, b"", None, &mut |_, _| {
            assert!(panic_is_contained());
            panic!("as sled does on a damaged page")
        })
        .unwrap_err();
    assert!(error.to_string().contains("as sled does on a damaged page"), "{error}");
    assert!(!panic_is_contained());
}
