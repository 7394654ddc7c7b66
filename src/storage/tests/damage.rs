//! What damage does: every flipped bit, lost key and exchanged value is harmless or an error that names what is damaged.

use std::ops::ControlFlow;
use std::sync::Arc;

use tempfile::TempDir;

use super::model::{SCRIPT, Session, base_keys, portrait};
use crate::diagnostic::Class;
use crate::storage::examine::examine;
use crate::storage::faulty::{Disk, FaultyKv};
use crate::storage::frame::{parse_part_key, part_key};
use crate::storage::kv::{Kv, Space};
use crate::storage::mark::MarkFile;
use crate::storage::{OpenOptions, StorageError, Store};

fn open(disk: &Arc<Disk>, directory: &TempDir) -> Result<Session, StorageError> {
    let options = OpenOptions { create: true, ..OpenOptions::default() };
    let file = MarkFile::new(directory.path());
    let said = file.read()?;
    Store::over(Box::new(FaultyKv(Arc::clone(disk))), Some((file, said)), options).map(Session::new)
}

/// A store with a base, history before it and a tail behind it, closed.
fn sample() -> (Arc<Disk>, TempDir, Vec<String>, u64) {
    let (disk, directory) = (Disk::new(), tempfile::tempdir().unwrap());
    let mut session = open(&disk, &directory).unwrap();
    for step in SCRIPT {
        session.take(step).unwrap();
    }
    let (seen, last) = (portrait(&session.graph), session.store.last_sequence());
    session.store.rest().unwrap();
    (disk, directory, seen, last)
}

/// Opens after damage: true when it was told, false when nothing that can be read has changed. Anything else fails.
fn told(disk: &Arc<Disk>, directory: &TempDir, seen: &[String], last: u64, what: &str) -> bool {
    let session = match open(disk, directory) {
        Ok(session) => session,
        Err(StorageError::Damaged { what: named, .. }) => {
            assert!(!named.is_empty(), "{what}");
            return true;
        }
        Err(StorageError::NewerFormat { .. }) => return true,
        Err(error) => panic!("{what}: {error}"),
    };
    // Parts that were not wanted at opening are found damaged when they are; the first such error stays.
    if let Err(why) = session.graph.read_whole() {
        assert_eq!(why.class(), Class::StorageError, "{what}: {why}");
        assert!(why.message().contains("is damaged"), "{what}: {why}");
        assert_eq!(session.graph.check_read(), Err(why), "{what}");
        return true;
    }
    assert_eq!((portrait(&session.graph), session.store.last_sequence()), (seen.to_vec(), last), "{what}");
    let mut commits = Vec::new();
    let history = session.store.history(1, &mut |record| {
        commits.push(record.sequence);
        ControlFlow::Continue(())
    });
    match history {
        Ok(()) => {
            let first = session.store.first_sequence().unwrap();
            assert_eq!(commits, (first..=last).collect::<Vec<_>>(), "{what}: history is silently shorter");
            // What is kept for the graph before bulk loads is read by who asks for that, and by a check.
            !examine(&FaultyKv(Arc::clone(disk)), None).unwrap().problems.is_empty()
        }
        Err(StorageError::Damaged { .. }) => true,
        Err(error) => panic!("{what}: {error}"),
    }
}

#[test]
fn the_sample_is_whole() {
    let (disk, directory, seen, last) = sample();
    assert!(!told(&disk, &directory, &seen, last, "no damage"));
}

#[test]
fn a_flipped_bit_in_any_value_is_told() {
    let (whole, ..) = sample();
    for space in Space::ALL {
        for key in whole.keys(space) {
            let length = FaultyKv(Arc::clone(&whole)).get(space, &key).unwrap().unwrap().len();
            for at in (0..length).step_by(1 + length / 3) {
                let (disk, directory, seen, last) = sample();
                disk.damage(space, &key, |value| value[at] ^= 1 << (at % 8));
                let what = format!("bit {} of byte {at} of {} {key:?}", at % 8, space.name());
                assert!(told(&disk, &directory, &seen, last, &what), "{what} was flipped and nobody noticed");
            }
        }
    }
}

#[test]
fn a_lost_key_is_told() {
    let (whole, ..) = sample();
    for space in Space::ALL {
        for key in whole.keys(space) {
            let (disk, directory, seen, last) = sample();
            disk.lose(space, &key);
            let what = format!("{} {key:?} lost", space.name());
            assert!(told(&disk, &directory, &seen, last, &what), "{what} and nobody noticed");
        }
    }
}

#[test]
fn a_value_cut_short_or_exchanged_is_told() {
    let (whole, ..) = sample();
    for space in [Space::Log, Space::Seg] {
        let keys = whole.keys(space);
        for pair in keys.windows(2) {
            let (disk, directory, seen, last) = sample();
            disk.damage(space, &pair[0], |value| value.truncate(value.len() / 2));
            let what = format!("{} {:?} cut short", space.name(), pair[0]);
            assert!(told(&disk, &directory, &seen, last, &what), "{what} and nobody noticed");

            let (disk, directory, seen, last) = sample();
            let other = FaultyKv(Arc::clone(&disk)).get(space, &pair[1]).unwrap().unwrap();
            disk.damage(space, &pair[0], |value| *value = other);
            let what = format!("{} {:?} exchanged", space.name(), pair[0]);
            assert!(told(&disk, &directory, &seen, last, &what), "{what} and nobody noticed");
        }
    }
}

#[test]
fn a_store_that_lost_everything_is_told_by_its_mark() {
    let (_, directory, ..) = sample();
    let error = open(&Disk::new(), &directory).err().unwrap();
    assert!(error.to_string().contains("it is empty, but commit"), "{error}");
}

#[test]
fn a_lost_tail_is_told_by_its_mark_and_left_as_it_is() {
    let (disk, directory, _, last) = sample();
    let tail: Vec<_> = disk.keys(Space::Log).into_iter().filter(|key| key[..8] == last.to_be_bytes()).collect();
    for key in &tail {
        disk.lose(Space::Log, key);
    }
    let before = disk.keys(Space::Log);
    let error = open(&disk, &directory).err().unwrap();
    assert!(error.to_string().contains(&format!("it ends with commit {}, but commit {last}", last - 1)), "{error}");
    assert_eq!(disk.keys(Space::Log), before);
}

#[test]
fn a_newer_format_is_refused_with_both_versions() {
    let (disk, directory, ..) = sample();
    disk.damage(Space::Meta, b"format", |value| value[8] = 9);
    let error = open(&disk, &directory).err().unwrap();
    assert!(matches!(error, StorageError::NewerFormat { found: 9, known: 3, .. }), "{error}");
}

#[test]
fn damage_names_the_segment_by_what_it_holds() {
    let (disk, directory, ..) = sample();
    let key = base_keys(&disk).into_iter().find(|key| key[8..12] != [0; 4]).unwrap();
    disk.damage(Space::Seg, &key, |value| value[0] ^= 1);
    let error = open(&disk, &directory).err().unwrap().to_string();
    assert!(error.contains("the checksum is wrong") && error.contains("segment"), "{error}");
}

#[test]
fn an_examination_finds_every_damage_and_reads_on_behind_it() {
    let (disk, directory, _, last) = sample();
    let mark = MarkFile::new(directory.path()).read().unwrap();
    let look = || examine(&FaultyKv(Arc::clone(&disk)), mark).unwrap();
    let whole = look();
    assert_eq!((whole.problems.as_slice(), whole.last), (&[][..], last));
    assert!(whole.segments > 0 && whole.commits == last - whole.first + 1);
    // A block of the covered history, one segment, and one commit of the tail.
    let new = last - 1;
    let block = disk.keys(Space::Past)[0].clone();
    let sealed = parse_part_key(&block).unwrap().0;
    disk.damage(Space::Past, &block, |value| value[30] ^= 1);
    disk.damage(Space::Log, &part_key(new, 0), |value| value[2] ^= 1);
    let segment = base_keys(&disk).into_iter().find(|key| key[8..12] != [0; 4]).unwrap();
    disk.damage(Space::Seg, &segment, |value| value[0] ^= 1);
    let found = look();
    assert_eq!(found.problems.len(), 3, "{:?}", found.problems);
    assert!(found.problems[0].contains("segment"));
    let gone = sealed + 1 - whole.first;
    assert!(gone > 1);
    let told = format!("commits {} to {sealed}, sealed together: its checksum is wrong", whole.first);
    assert_eq!(found.problems[1], told);
    assert_eq!(found.problems[2], format!("commit {new} in the log: its checksum is wrong"));
    assert_eq!((found.commits, found.segments, found.last), (whole.commits - gone - 1, whole.segments - 1, last));
}
