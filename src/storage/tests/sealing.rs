//! Sealed commits: they come back byte for byte, damage is told of the commits it hits, and purging reaches into a block.

use std::ops::ControlFlow;
use std::sync::Arc;

use super::model::{Session, Step, portrait};
use crate::graph::{Change, KeyId, LabelId, RelTypeId, TokenKind};
use crate::storage::block::{self, Block};
use crate::storage::examine::examine;
use crate::storage::faulty::{Disk, FaultyKv};
use crate::storage::frame::parse_part_key;
use crate::storage::kv::Space;
use crate::storage::record::{CommitRecord, CommitSummary, Content};
use crate::storage::sealed::Sealed;
use crate::storage::segments::Seal;
use crate::storage::{OpenOptions, Store};
use crate::value::{Map, NodeId, RelId, Value};

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }

    fn id(&mut self) -> u32 {
        if self.below(20) == 0 { u32::MAX - self.below(3) as u32 } else { self.below(9) as u32 }
    }

    fn value(&mut self) -> Value {
        let small = self.below(5) as i64;
        match self.below(12) {
            0 => Value::Null,
            1 => Value::Boolean(small > 2),
            2 | 3 => Value::Integer(small),
            4 => Value::Integer([i64::MIN, i64::MAX, -1, 0, 1][small as usize]),
            5 => Value::Float([f64::NAN, -0.0, 0.0, f64::INFINITY, 1.0][small as usize]),
            6 => Value::Float(f64::from_bits(0x7ff8_0000_0000_0001 + small as u64)),
            7 => Value::Float(small as f64 / 3.0),
            8 | 9 => Value::string(["", "a", "أ", "a long string of words", "a"][small as usize]),
            10 => Value::List(vec![Value::Integer(small), Value::Null].into()),
            _ => Value::Map(Arc::new(Map::from_iter([("k".into(), Value::Integer(small))]))),
        }
    }

    fn properties(&mut self) -> Vec<(KeyId, Value)> {
        (0..self.below(4)).map(|_| (KeyId(self.id()), self.value())).collect()
    }

    fn labels(&mut self) -> Vec<LabelId> {
        (0..self.below(3)).map(|_| LabelId(self.id())).collect()
    }

    /// Any change, whether it fits those before it or not.
    fn change(&mut self) -> Change {
        let (node, rel, key, label) = (NodeId(self.id()), RelId(self.id()), KeyId(self.id()), LabelId(self.id()));
        let (rel_type, start, end) = (RelTypeId(self.id()), NodeId(self.id()), NodeId(self.id()));
        match self.below(11) {
            0 => Change::DefineToken { kind: TokenKind::Key, id: key.0, name: format!("name {}", key.0).into() },
            1 => Change::CreateNode { id: node, labels: self.labels(), properties: self.properties() },
            2 => Change::DeleteNode { id: node, labels: self.labels(), properties: self.properties() },
            3 => Change::CreateRel { id: rel, rel_type, start, end, properties: self.properties() },
            4 => Change::DeleteRel { id: rel, rel_type, start, end, properties: self.properties() },
            5 | 6 => Change::SetNodeProperty { id: node, key, before: self.value(), after: self.value() },
            7 | 8 => Change::SetRelProperty { id: rel, key, before: self.value(), after: self.value() },
            9 => Change::AddLabel { id: node, label },
            _ => Change::RemoveLabel { id: node, label },
        }
    }

    fn record(&mut self, sequence: u64) -> CommitRecord {
        let name = |given: u64| (given > 1).then(|| format!("name {given}"));
        let content = if self.below(9) == 0 {
            let seal = Seal { length: self.below(99), crc: 7 };
            Content::Bulk { generation: self.below(9), seal, nodes: 3, relationships: self.below(4) }
        } else {
            Content::Changes((0..self.below(20)).map(|_| self.change()).collect())
        };
        let time = self.below(1 << 31) as i64 - (1 << 30);
        CommitRecord { sequence, time, author: name(self.below(4)), message: name(self.below(5)), content }
    }
}

#[test]
fn any_commits_come_back_from_a_block_byte_for_byte() {
    let mut dice = Dice(1906);
    let mut in_columns = 0;
    for round in 0..400 {
        let first = 1 + dice.below(1 << 40);
        let records: Vec<CommitRecord> = (first..first + 1 + dice.below(12)).map(|at| dice.record(at)).collect();
        let bodies: Vec<Vec<u8>> = records.iter().map(|record| record.encode("").unwrap()).collect();
        let bytes = block::encode("", first, &bodies).unwrap();
        in_columns += usize::from(bytes[0] == 1);
        let block = Block::open(&bytes).unwrap();
        assert_eq!((block.first(), block.last()), (first, first + records.len() as u64 - 1));
        let back = block.records().unwrap();
        let again: Vec<Vec<u8>> = back.iter().map(|record| record.encode("").unwrap()).collect();
        assert_eq!(again, bodies, "round {round}");
        let summaries: Vec<CommitSummary> = records.into_iter().map(CommitSummary::of).collect();
        assert_eq!(Block::open(&bytes).unwrap().summaries().unwrap(), summaries, "round {round}");
    }
    assert_eq!(in_columns, 400, "nothing had to be written record after record");
}

#[test]
fn a_block_that_was_cut_or_changed_is_an_error_and_never_a_panic() {
    let mut dice = Dice(7);
    let bodies: Vec<Vec<u8>> = (1..=9).map(|at| dice.record(at).encode("").unwrap()).collect();
    let bytes = block::encode("", 1, &bodies).unwrap();
    for at in (0..bytes.len()).step_by(5) {
        assert!(Block::open(&bytes[..at]).and_then(Block::records).is_err(), "cut at {at}");
        for bit in 0..8 {
            let mut changed = bytes.clone();
            changed[at] ^= 1 << bit;
            // The checksum is the frame's: here it must only end.
            let _ = Block::open(&changed).and_then(Block::records);
            let _ = Block::open(&changed).and_then(Block::summaries);
        }
    }
}

#[test]
fn updates_of_a_counter_take_next_to_nothing() {
    let set = |id: u32, value: i64| Change::SetNodeProperty {
        id: NodeId(id),
        key: KeyId(3),
        before: Value::Integer(value - 1),
        after: Value::Integer(value),
    };
    let record = |sequence: u64| CommitRecord {
        sequence,
        time: 1_700_000_000_000_000 + sequence as i64 * 1_000,
        author: Some("Ada".to_owned()),
        message: None,
        content: Content::Changes((0..1_000).map(|id| set(id, sequence as i64)).collect()),
    };
    let bodies: Vec<Vec<u8>> = (1..=100).map(|sequence| record(sequence).encode("").unwrap()).collect();
    let bytes = block::encode("", 1, &bodies).unwrap();
    assert!(bytes.len() < 5_000, "{} bytes for 100,000 updates", bytes.len());
}

fn open(disk: &Arc<Disk>) -> Session {
    let options = OpenOptions { create: true, ..OpenOptions::default() };
    Session::new(Store::over(Box::new(FaultyKv(Arc::clone(disk))), None, options).unwrap())
}

/// Commits by number, with their bodies.
type Bodies = Vec<(u64, Vec<u8>)>;

fn history(session: &Session, from: u64) -> Bodies {
    let mut found = Vec::new();
    let read = &mut |record: CommitRecord| {
        found.push((record.sequence, record.encode("").unwrap()));
        ControlFlow::Continue(())
    };
    session.store.history(from, read).unwrap();
    found
}

/// A store whose commits 1 to 9 and 10 to 13 are sealed together, and 14 and 15 are not; and its history.
fn sealed() -> (Arc<Disk>, Session, Bodies) {
    let disk = Disk::new();
    let mut session = open(&disk);
    let mut before = Vec::new();
    for number in 1..=15 {
        session.take(Step::Commit(number * 3)).unwrap();
        // The second block is so short beside the first that it stays by itself.
        if matches!(number, 9 | 13) {
            before = history(&session, 1);
            session.take(Step::Checkpoint).unwrap();
        }
    }
    let found = history(&session, 1);
    assert_eq!(found[..13], before);
    assert_eq!(found.len(), 15);
    assert_eq!(blocks(&disk), [9, 13]);
    assert!(disk.keys(Space::Log).iter().all(|key| parse_part_key(key).unwrap().0 > 13));
    (disk, session, found)
}

/// The last commits of the blocks there are.
fn blocks(disk: &Arc<Disk>) -> Vec<u64> {
    let head = |key: &Vec<u8>| parse_part_key(key).filter(|(_, part)| *part == 0).map(|(last, _)| last);
    disk.keys(Space::Past).iter().filter_map(head).collect()
}

#[test]
fn small_blocks_become_one_and_no_commit_is_written_often() {
    let disk = Disk::new();
    let mut session = open(&disk);
    let mut most = 0;
    for number in 1..=128_u32 {
        session.take(Step::Commit(number * 3)).unwrap();
        if number % 4 == 0 {
            session.take(Step::Checkpoint).unwrap();
            most = most.max(blocks(&disk).len());
        }
    }
    assert!((2..=6).contains(&most), "{most} blocks of 32 times four commits");
    let whole = history(&session, 1);
    assert_eq!(whole.len(), 128);
    drop(session);
    // A merging that was cut off has left a block that is in a longer one too.
    let session = open(&disk);
    let kv = FaultyKv(Arc::clone(&disk));
    let sealed = Sealed::new(&kv);
    let inner = sealed.bodies(&sealed.block(1).unwrap().unwrap(), 1).unwrap();
    sealed.put(&sealed.block_of(1, &inner[..3]).unwrap()).unwrap();
    assert_eq!(history(&session, 1), whole);
    assert!(examine(&kv, None).unwrap().problems.is_empty());
    session.store.purge(3).unwrap();
    assert_eq!(history(&session, 1), whole[2..]);
    sealed.salvage(&mut |records| assert!(records.iter().all(|record| record.sequence >= 3), "purged before 3"));
}

#[test]
fn sealed_commits_are_read_from_any_place_and_after_reopening() {
    let (disk, session, whole) = sealed();
    drop(session);
    let session = open(&disk);
    for from in 1..=15_u64 {
        assert_eq!(history(&session, from), whole[from as usize - 1..], "from {from}");
    }
    let mut listed = Vec::new();
    let list = &mut |commit: CommitSummary| {
        listed.push((commit.sequence, commit.time, commit.author));
        if commit.sequence < 9 { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    };
    session.store.summaries(3, list).unwrap();
    let wanted: Vec<_> = (3..=9).map(|at| (at, at as i64 * 3, Some("test".to_owned()))).collect();
    assert_eq!(listed, wanted);
    assert_eq!(session.store.sealed_with(6).unwrap(), Some((1, 9)));
    assert_eq!(session.store.sealed_with(14).unwrap(), None);
}

#[test]
fn purging_reaches_into_a_block_and_leaves_nothing_before_it() {
    for first in 2..=14_u64 {
        let (disk, session, whole) = sealed();
        session.store.purge(first).unwrap();
        assert_eq!(history(&session, 1), whole[first as usize - 1..], "from {first}");
        drop(session);
        let kv = FaultyKv(Arc::clone(&disk));
        Sealed::new(&kv).salvage(&mut |records| {
            assert!(records.iter().all(|record| record.sequence >= first), "purged before {first}");
        });
        let session = open(&disk);
        assert_eq!(history(&session, 1), whole[first as usize - 1..], "from {first}");
        assert!(examine(&kv, None).unwrap().problems.is_empty());
    }
}

#[test]
fn damage_of_a_block_is_named_and_costs_its_commits_alone() {
    let (disk, session, _) = sealed();
    let seen = portrait(&session.graph);
    drop(session);
    for key in disk.keys(Space::Past) {
        let (last, _) = parse_part_key(&key).unwrap();
        let first = if last == 9 { 1 } else { 10 };
        let name = format!("commits {first} to {last}, sealed together");
        for lose in [false, true] {
            if lose && last == 13 {
                // The base covers commit 13: a store without it has lost its log, and is refused.
                continue;
            }
            let (disk, _, _) = sealed();
            if lose {
                disk.lose(Space::Past, &key);
            } else {
                disk.damage(Space::Past, &key, |value| *value.last_mut().unwrap() ^= 1);
            }
            let kv = FaultyKv(Arc::clone(&disk));
            let found = examine(&kv, None).unwrap();
            assert_eq!(found.problems.len(), 1, "{:?}", found.problems);
            assert!(found.problems[0].contains(&name), "{:?}", found.problems);
            assert_eq!(found.commits, 15 - (last + 1 - first));
            let session = open(&disk);
            assert_eq!(portrait(&session.graph), seen, "the graph needs none of them");
            let error = session.store.history(1, &mut |_| ControlFlow::Continue(())).unwrap_err();
            assert!(error.to_string().contains(&name), "{error}");
            assert_eq!(history(&session, last + 1).len() as u64, 15 - last);
        }
    }
}
