//! The journal: what comes back from it, and what never does.

use std::ops::ControlFlow;
use std::sync::Arc;

use crate::storage::faulty::{Disk, FaultyKv, FaultyTape, Lost};
use crate::storage::format;
use crate::storage::journal::LENGTH;
use crate::storage::journaled::{DIRECT, Journaled};
use crate::storage::kv::{Kv, Space, WriteBatch};

fn open(disk: &Arc<Disk>) -> Journaled {
    format::upgrade(&FaultyKv(Arc::clone(disk))).unwrap();
    Journaled::over(Box::new(FaultyKv(Arc::clone(disk))), Box::new(FaultyTape(Arc::clone(disk))), DIRECT).unwrap()
}

fn put(kv: &Journaled, number: u32, value: Vec<u8>) {
    let mut batch = WriteBatch::new(Space::Log);
    batch.put(&number.to_be_bytes(), value);
    kv.write(&batch).unwrap();
}

fn keys(kv: &Journaled) -> Vec<u32> {
    let mut found = Vec::new();
    kv.scan(Space::Log, &[], None, &mut |key, _| {
        found.push(u32::from_be_bytes(key.try_into().unwrap()));
        ControlFlow::Continue(())
    })
    .unwrap();
    found
}

/// A disk with batches 0 to 9 in the log, of which those from 2 on are in the journal alone.
fn ten() -> Arc<Disk> {
    let disk = Disk::new();
    let kv = open(&disk);
    for number in 0..10 {
        put(&kv, number, vec![number as u8; 20]);
        kv.sync().unwrap();
    }
    drop(kv);
    assert_eq!(disk.keys(Space::Log).len(), 2, "the rest is in the journal");
    disk
}

/// Where the frame of batch `number` of [`ten`] begins: a head of 20 bytes, lengths of 3, a key of 4, a value of 20.
fn frame(number: usize) -> usize {
    1024 + (number - 2) * 47
}

#[test]
fn what_was_synced_comes_back_from_the_journal() {
    let disk = ten();
    disk.crash(Lost::Unsynced);
    assert_eq!(keys(&open(&disk)), (0..10).collect::<Vec<_>>());
    assert_eq!(disk.keys(Space::Log).len(), 10, "opening has moved it");
}

#[test]
fn who_reads_the_log_sees_what_is_in_the_journal() {
    let disk = Disk::new();
    let kv = open(&disk);
    for number in 0..5 {
        put(&kv, number, vec![1]);
    }
    assert_eq!(kv.get(Space::Log, &4_u32.to_be_bytes()).unwrap(), Some(vec![1]));
    put(&kv, 5, vec![1]);
    assert_eq!(keys(&kv), [0, 1, 2, 3, 4, 5]);
}

#[test]
fn a_damaged_frame_ends_the_journal() {
    for number in 2..10 {
        for byte in 0..47 {
            let disk = ten();
            let at = frame(number) + byte;
            let old = disk.journal()[at];
            disk.overwrite(at, &[old ^ 4]);
            assert_eq!(keys(&open(&disk)), (0..number as u32).collect::<Vec<_>>(), "byte {byte} of frame {number}");
        }
    }
}

#[test]
fn a_journal_without_a_header_holds_nothing() {
    let disk = ten();
    disk.overwrite(0, &[0; 1024]);
    let kv = open(&disk);
    assert_eq!(keys(&kv), [0, 1]);
    for number in 2..6 {
        put(&kv, number, vec![7]);
        kv.sync().unwrap();
    }
    drop(kv);
    disk.crash(Lost::Unsynced);
    assert_eq!(keys(&open(&disk)), [0, 1, 2, 3, 4, 5], "it was made anew");
}

#[test]
fn what_the_engine_has_taken_never_comes_back_over_what_was_removed_since() {
    let disk = ten();
    let kv = open(&disk);
    let mut gone = WriteBatch::new(Space::Log);
    (0..10_u32).for_each(|number| gone.remove(&number.to_be_bytes()));
    kv.write(&gone).unwrap();
    kv.sync().unwrap();
    drop(kv);
    disk.crash(Lost::Nothing);
    assert!(keys(&open(&disk)).is_empty());
}

#[test]
fn frames_of_an_earlier_use_are_not_taken_for_later_ones() {
    let disk = ten();
    let kv = open(&disk);
    // The same lengths as before: old frames stand exactly where new ones would follow.
    for number in 20..25 {
        put(&kv, number, vec![9; 20]);
        kv.sync().unwrap();
    }
    drop(kv);
    disk.crash(Lost::Unsynced);
    let wanted: Vec<u32> = (0..10).chain(20..25).collect();
    assert_eq!(keys(&open(&disk)), wanted);
}

#[test]
fn a_full_journal_is_emptied_and_goes_on() {
    let disk = Disk::new();
    let kv = open(&disk);
    let rounds = (3 * LENGTH / 5000) as u32;
    for number in 0..rounds {
        put(&kv, number, vec![number as u8; 5000]);
        kv.sync().unwrap();
    }
    drop(kv);
    disk.crash(Lost::Unsynced);
    assert!(disk.keys(Space::Log).len() < rounds as usize, "some were in the journal alone");
    let kv = open(&disk);
    assert_eq!(keys(&kv).len(), rounds as usize);
    assert_eq!(kv.get(Space::Log, &77_u32.to_be_bytes()).unwrap(), Some(vec![77; 5000]));
}

#[test]
fn at_rest_the_journal_holds_nothing() {
    let disk = Disk::new();
    let kv = open(&disk);
    for number in 0..10 {
        put(&kv, number, vec![1]);
    }
    kv.rest().unwrap();
    disk.crash(Lost::Unsynced);
    assert_eq!(disk.keys(Space::Log).len(), 10);
}
