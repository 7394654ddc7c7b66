//! The log alone: records, long records, remains, holes, damage.

use std::ops::ControlFlow;

use crate::storage::StorageError;
use crate::storage::faulty::{Disk, FaultyKv, Lost};
use crate::storage::frame::part_key;
use crate::storage::kv::{Kv, MAX_BATCH, MAX_VALUE, Space};
use crate::storage::log::{Entry, Log, Tail};

fn entry(sequence: u64, length: usize) -> Entry {
    Entry { sequence, body: (0..length).map(|at| (at as u64 * 7 + sequence) as u8).collect() }
}

fn read(kv: &dyn Kv, from: u64) -> Result<(Vec<Entry>, Tail), StorageError> {
    let mut found = Vec::new();
    let tail = Log::new(kv).replay_from(from, &mut |sequence, body| {
        found.push(Entry { sequence, body: body.to_vec() });
        Ok(ControlFlow::Continue(()))
    })?;
    Ok((found, tail))
}

/// The message of the damage that a replay reports.
fn damage(kv: &dyn Kv, from: u64) -> String {
    match read(kv, from).unwrap_err() {
        StorageError::Damaged { what, .. } => what,
        other => panic!("damage, not {other}"),
    }
}

fn written(lengths: &[usize]) -> (std::sync::Arc<Disk>, FaultyKv, Vec<Entry>) {
    let disk = Disk::new();
    let kv = FaultyKv(disk.clone());
    let entries: Vec<Entry> = (1..).zip(lengths).map(|(sequence, &length)| entry(sequence, length)).collect();
    Log::new(&kv).append(&entries, true).unwrap();
    (disk, kv, entries)
}

#[test]
fn records_come_back_in_order_from_any_sequence() {
    let (_, kv, entries) = written(&[0, 10, 7_148, 7_149, 50_000, 3]);
    let tail = Tail { last: 6, remains: false };
    assert_eq!(read(&kv, 1).unwrap(), (entries.clone(), tail));
    assert_eq!(read(&kv, 5).unwrap(), (entries[4..].to_vec(), tail));
    assert_eq!(read(&kv, 7).unwrap(), (Vec::new(), tail));
}

#[test]
fn several_small_records_share_one_write_and_one_sync() {
    let (disk, ..) = written(&[100; 50]);
    assert_eq!(disk.writes(), 2);
}

#[test]
fn a_reader_may_stop() {
    let (_, kv, _) = written(&[1, 2, 3]);
    let mut seen = 0;
    let tail = Log::new(&kv)
        .replay_from(1, &mut |_, _| {
            seen += 1;
            Ok(if seen == 2 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
        })
        .unwrap();
    assert_eq!((seen, tail.last), (2, 2));
}

#[test]
fn a_record_longer_than_a_batch_is_whole_or_absent_wherever_the_crash_falls() {
    let long = (MAX_BATCH + 5) * MAX_VALUE;
    let steps = {
        let (disk, kv, entries) = written(&[10, long, 10]);
        assert_eq!(read(&kv, 1).unwrap().0, entries);
        disk.writes()
    };
    assert!(steps > 5, "the record took several batches");
    for lost in [Lost::Nothing, Lost::Half, Lost::Unsynced] {
        for stop in 1..=steps {
            let disk = Disk::new();
            let kv = FaultyKv(disk.clone());
            Log::new(&kv).append(&[entry(1, 10)], true).unwrap();
            disk.stop_at(disk.writes() + stop);
            let failed = Log::new(&kv).append(&[entry(2, long), entry(3, 10)], true).is_err();
            disk.crash(lost);
            let (found, tail) = read(&kv, 1).unwrap();
            assert!(found.iter().all(|found| *found == entry(found.sequence, found.body.len())));
            assert!(failed || found.len() == 3, "acknowledged and lost");
            Log::new(&kv).remove_remains(tail.last).unwrap();
            assert!(!read(&kv, 1).unwrap().1.remains);
        }
    }
}

#[test]
fn a_torn_batch_at_the_end_is_taken_for_remains() {
    let disk = Disk::new();
    let kv = FaultyKv(disk.clone());
    Log::new(&kv).append(&[entry(1, 30_000)], true).unwrap();
    disk.stop_at(disk.writes() + 1);
    disk.tear();
    Log::new(&kv).append(&[entry(2, 30_000)], true).unwrap_err();
    disk.crash(Lost::Nothing);
    assert_eq!(read(&kv, 1).unwrap(), (vec![entry(1, 30_000)], Tail { last: 1, remains: true }));
}

#[test]
fn a_hole_is_damage_that_names_the_commit() {
    let (disk, kv, _) = written(&[10, 10, 10]);
    disk.lose(Space::Log, &part_key(2, 0));
    assert_eq!(damage(&kv, 1), "commit 2 is missing from the log, which goes on with 3");
    assert_eq!(damage(&kv, 2), "commit 2 is missing from the log, which goes on with 3");
    assert_eq!(read(&kv, 3).unwrap().0.len(), 1);
}

#[test]
fn a_missing_part_is_damage_that_names_it() {
    let (disk, kv, _) = written(&[10, 30_000, 10]);
    disk.lose(Space::Log, &part_key(2, 3));
    assert_eq!(damage(&kv, 1), "commit 2 in the log: its part 3 is missing");
    let (disk, kv, _) = written(&[10, 30_000]);
    disk.lose(Space::Log, &part_key(2, 4));
    assert_eq!(damage(&kv, 1), "commit 2 in the log: it has 4 of 5 parts");
    let (disk, kv, _) = written(&[10, 30_000, 10]);
    disk.lose(Space::Log, &part_key(2, 0));
    assert_eq!(damage(&kv, 1), "commit 2 is missing from the log, which goes on with 3");
}

#[test]
fn a_truncated_log_ends_earlier_and_says_where() {
    let (disk, kv, _) = written(&[10, 10, 10]);
    disk.lose(Space::Log, &part_key(3, 0));
    assert_eq!(read(&kv, 1).unwrap().1.last, 2);
}

#[test]
fn every_flipped_bit_of_a_record_is_damage() {
    for part in 0..2 {
        let length = written(&[9_000]).1.get(Space::Log, &part_key(1, part)).unwrap().unwrap().len();
        for at in (0..length).step_by(if length > 3_000 { 97 } else { 1 }).chain(0..20) {
            let (disk, kv, _) = written(&[9_000, 5]);
            disk.damage(Space::Log, &part_key(1, part), |value| value[at] ^= 1 << (at % 8));
            assert!(damage(&kv, 1).starts_with("commit 1 in the log: "), "byte {at} of part {part}");
        }
    }
}

#[test]
fn trimming_forgets_the_front_only() {
    let (_, kv, entries) = written(&[10, 30_000, 10]);
    let log = Log::new(&kv);
    assert_eq!(log.first().unwrap(), 1);
    log.trim(3).unwrap();
    assert_eq!(log.first().unwrap(), 3);
    assert_eq!(read(&kv, 3).unwrap().0, entries[2..]);
    assert!(!log.contains(2).unwrap());
}
