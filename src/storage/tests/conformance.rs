//! One suite for every engine: what `Kv` promises.

use std::ops::ControlFlow;

use crate::storage::StorageError;
use crate::storage::faulty::{Disk, FaultyKv, FaultyTape};
use crate::storage::journaled::{DIRECT, Journaled};
use crate::storage::kv::{Kv, MAX_BATCH, MAX_KEY, MAX_VALUE, Space, WriteBatch};
use crate::storage::memory::MemoryKv;
use crate::storage::sled::SledKv;

fn on_each(check: impl Fn(&dyn Kv)) {
    check(&MemoryKv::new());
    check(&FaultyKv(Disk::new()));
    let directory = tempfile::tempdir().unwrap();
    check(&SledKv::open(directory.path()).unwrap());
    let disk = Disk::new();
    check(&Journaled::over(Box::new(FaultyKv(disk.clone())), Box::new(FaultyTape(disk)), DIRECT).unwrap());
    // And once with everything that suits it in the journal.
    let used = Journaled::over(Box::new(MemoryKv::new()), Box::new(FaultyTape(Disk::new())), 0).unwrap();
    check(&used);
}

fn put(kv: &dyn Kv, space: Space, pairs: &[(&[u8], &[u8])]) {
    let mut batch = WriteBatch::new(space);
    for (key, value) in pairs {
        batch.put(key, value.to_vec());
    }
    kv.write(&batch).unwrap();
}

fn keys(kv: &dyn Kv, from: &[u8], until: Option<&[u8]>, limit: usize) -> Vec<Vec<u8>> {
    let mut found = Vec::new();
    kv.scan(Space::Log, from, until, &mut |key, _| {
        found.push(key.to_vec());
        if found.len() == limit { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    })
    .unwrap();
    found
}

#[test]
fn what_is_written_is_read() {
    on_each(|kv| {
        assert_eq!(kv.get(Space::Meta, b"a").unwrap(), None);
        put(kv, Space::Meta, &[(b"a", b"1"), (b"b", b"")]);
        assert_eq!(kv.get(Space::Meta, b"a").unwrap().as_deref(), Some(&b"1"[..]));
        assert_eq!(kv.get(Space::Meta, b"b").unwrap().as_deref(), Some(&b""[..]));
        assert_eq!(kv.get(Space::Seg, b"a").unwrap(), None, "spaces are apart");
        kv.sync().unwrap();
    });
}

#[test]
fn the_later_write_of_a_batch_wins() {
    on_each(|kv| {
        let mut batch = WriteBatch::new(Space::Log);
        batch.put(b"a", b"1".to_vec());
        batch.put(b"a", b"2".to_vec());
        batch.put(b"b", b"3".to_vec());
        batch.remove(b"b");
        kv.write(&batch).unwrap();
        assert_eq!(kv.get(Space::Log, b"a").unwrap().as_deref(), Some(&b"2"[..]));
        assert_eq!(kv.get(Space::Log, b"b").unwrap(), None);
    });
}

#[test]
fn scans_go_in_byte_order_and_stop() {
    on_each(|kv| {
        put(kv, Space::Log, &[(b"b", b""), (b"a", b""), (b"\xff", b""), (b"ab", b""), (b"", b"")]);
        let all: [&[u8]; 5] = [b"", b"a", b"ab", b"b", b"\xff"];
        assert_eq!(keys(kv, b"", None, 99), all);
        assert_eq!(keys(kv, b"a", Some(b"b"), 99), [&b"a"[..], b"ab"]);
        assert_eq!(keys(kv, b"aa", None, 2), [&b"ab"[..], b"b"]);
        assert!(keys(kv, b"b", Some(b"a"), 99).is_empty());
        assert!(keys(kv, b"a", Some(b"a"), 99).is_empty());
    });
}

#[test]
fn swap_happens_only_from_the_expected_value() {
    on_each(|kv| {
        assert!(!kv.compare_and_swap(Space::Meta, b"m", Some(b"0"), b"1").unwrap());
        assert!(kv.compare_and_swap(Space::Meta, b"m", None, b"1").unwrap());
        assert!(!kv.compare_and_swap(Space::Meta, b"m", None, b"2").unwrap());
        assert!(kv.compare_and_swap(Space::Meta, b"m", Some(b"1"), b"2").unwrap());
        assert_eq!(kv.get(Space::Meta, b"m").unwrap().as_deref(), Some(&b"2"[..]));
    });
}

#[test]
fn limits_are_refused_and_nothing_of_the_batch_is_written() {
    on_each(|kv| {
        let refused = |batch: &WriteBatch| assert!(matches!(kv.write(batch), Err(StorageError::TooLarge { .. })));
        let mut long_value = WriteBatch::new(Space::Seg);
        long_value.put(b"a", vec![0; MAX_VALUE]);
        kv.write(&long_value).unwrap();
        long_value.put(b"b", vec![0; MAX_VALUE + 1]);
        long_value.remove(b"a");
        refused(&long_value);
        assert!(kv.get(Space::Seg, b"a").unwrap().is_some());
        let mut long_key = WriteBatch::new(Space::Seg);
        long_key.put(&[0; MAX_KEY + 1], Vec::new());
        refused(&long_key);
        let mut many = WriteBatch::new(Space::Seg);
        for number in 0..=MAX_BATCH as u32 {
            many.put(&number.to_be_bytes(), Vec::new());
        }
        refused(&many);
    });
}

#[test]
fn size_grows_with_content() {
    on_each(|kv| {
        for number in 0..200_u32 {
            put(kv, Space::Seg, &[(&number.to_be_bytes(), &[1; MAX_VALUE])]);
        }
        kv.sync().unwrap();
        assert!(kv.size().unwrap() >= 200 * MAX_VALUE as u64);
    });
}

#[test]
fn a_crashed_disk_keeps_what_was_synced_and_loses_the_rest() {
    use crate::storage::faulty::Lost;
    let disk = Disk::new();
    let kv = FaultyKv(disk.clone());
    put(&kv, Space::Log, &[(b"a", b"1")]);
    kv.sync().unwrap();
    put(&kv, Space::Log, &[(b"a", b"2"), (b"b", b"2")]);
    put(&kv, Space::Log, &[(b"a", b"3")]);
    disk.crash(Lost::Half);
    assert_eq!(kv.get(Space::Log, b"a").unwrap().unwrap(), b"2");
    put(&kv, Space::Log, &[(b"c", b"4")]);
    disk.crash(Lost::Nothing);
    assert_eq!(keys(&kv, b"", None, 9), [b"a", b"b", b"c"]);
    put(&kv, Space::Log, &[(b"a", b"5"), (b"d", b"5")]);
    disk.crash(Lost::Unsynced);
    assert_eq!(kv.get(Space::Log, b"a").unwrap().unwrap(), b"2");
    assert_eq!(keys(&kv, b"", None, 9), [b"a", b"b", b"c"]);
}
