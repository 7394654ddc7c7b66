//! How many commits a second? One session against the bare disk, sixteen against one, and readers beside a writer.
//!
//! The bare disk is a loop: write the bytes of one record, `fdatasync`, again. Appending makes the file system note a new
//! length each time, which writing into a file of zeros does not need; a store may do either, so both are measured. Loops
//! and sessions take turns, because a disk is faster at one moment than at the next; the figures are medians of the turns.
//! `cargo bench --bench commits [-- DIRECTORY]`; the directory says which disk.
#![allow(missing_docs, reason = "a program, not a library")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a measurement stops where it cannot go on")]
#![allow(clippy::print_stdout, reason = "figures are what it is for")]

use std::fs::{File, OpenOptions as FileOptions};
use std::io::{Seek, Write};
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use wasl::{Database, Durability, OpenOptions, Parameters, Session, Value};

/// Nodes of the graph that is written to.
const NODES: i64 = 10_000;
/// Turns of each contestant.
const TURNS: usize = 41;
/// How long a turn lasts.
const TURN: Duration = Duration::from_millis(150);
/// Bytes of the record of one of these commits: its header, and the body with its before and after image.
const RECORD: usize = 64;

/// The contestants.
const NAMES: [&str; 7] = [
    "bare loop, appending",
    "bare loop, into zeros",
    "1 session",
    "4 sessions",
    "16 sessions",
    "1 session, buffered",
    "16 sessions, buffered",
];
/// Bytes of the file of zeros.
const ZEROS: usize = 8 << 20;

fn main() {
    let home = match std::env::args().skip(1).find(|argument| !argument.starts_with("--")) {
        Some(directory) => tempfile::tempdir_in(directory).unwrap(),
        None => tempfile::tempdir().unwrap(),
    };
    let synced = filled(&home.path().join("synced"), Durability::Synced);
    let buffered = filled(&home.path().join("buffered"), Durability::Buffered);
    let (mut appended, mut zeros) = (file(home.path(), "appended"), file(home.path(), "zeros"));
    zeros.write_all(&vec![0; ZEROS]).unwrap();
    let mut rates = vec![Vec::new(); NAMES.len()];
    let mut costs = vec![Cost::default(); NAMES.len()];
    for turn in 0..TURNS {
        zeros.rewind().unwrap();
        // Who comes after whom changes from turn to turn: what one leaves to the disk is the next one's delay.
        for contestant in (0..5).map(|at| (at * (1 + turn % 4) + turn) % 5) {
            rates[contestant].push(costs[contestant].of(|| match contestant {
                0 => bare(&mut appended),
                1 => bare(&mut zeros),
                2 => commits(&synced, 1),
                3 => commits(&synced, 4),
                _ => commits(&synced, 16),
            }));
        }
    }
    for _ in 0..TURNS {
        rates[5].push(costs[5].of(|| commits(&buffered, 1)));
        rates[6].push(costs[6].of(|| commits(&buffered, 16)));
    }
    println!("commits a second, quartiles of {TURNS} turns of {} ms; µs of processor a commit", TURN.as_millis());
    for ((name, rates), cost) in NAMES.iter().zip(&rates).zip(&costs) {
        let [low, middle, high] = quartiles(rates);
        println!("  {name:<30} {low:>9.0} {middle:>9.0} {high:>9.0} {:>9.1}", cost.each());
    }
    println!("ratios within a turn, quartiles");
    for (over, under) in [(0, 2), (1, 2), (3, 2), (4, 2)] {
        let ratios: Vec<f64> = rates[over].iter().zip(&rates[under]).map(|(over, under)| over / under).collect();
        let [low, middle, high] = quartiles(&ratios);
        println!("  {:<30} {low:>9.2} {middle:>9.2} {high:>9.2}", format!("{} : 1 session", NAMES[over]));
    }
    println!("point reads, µs");
    readers("alone", &synced, 0);
    readers("beside 1 writer", &synced, 1);
    readers("beside 16 writers", &synced, 16);
}

/// Processor time of this process, and what was done in it.
#[derive(Clone, Copy, Default)]
struct Cost {
    micros: f64,
    done: f64,
}

impl Cost {
    /// Runs one turn, which gives a rate.
    fn of(&mut self, turn: impl FnOnce() -> f64) -> f64 {
        let (begin, start) = (processor_micros(), Instant::now());
        let rate = turn();
        self.micros += processor_micros() - begin;
        self.done += rate * start.elapsed().as_secs_f64();
        rate
    }

    fn each(self) -> f64 {
        self.micros / self.done
    }
}

/// Processor time of all threads so far, in µs; 0 where the system does not tell it this way.
fn processor_micros() -> f64 {
    /// What a tick of Linux's accounts is.
    const TICK: f64 = 10_000.0;
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // The name may hold anything; behind its bracket the fields are numbers.
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
    fields.skip(11).take(2).filter_map(|field| field.parse::<f64>().ok()).sum::<f64>() * TICK
}

/// A store of nodes with a key each.
fn filled(path: &Path, durability: Durability) -> Database {
    let database = Database::open(path, &OpenOptions { durability, ..OpenOptions::default() }).unwrap();
    let mut session = database.session();
    for text in [
        "CREATE CONSTRAINT item_id FOR (i:Item) REQUIRE i.id IS UNIQUE".to_owned(),
        format!("UNWIND range(0, {}) AS id CREATE (:Item {{id: id, value: 0}})", NODES - 1),
    ] {
        session.run(&text, &Parameters::new()).unwrap();
    }
    database
}

fn file(directory: &Path, name: &str) -> File {
    FileOptions::new().write(true).create_new(true).open(directory.join(name)).unwrap()
}

/// The rate of the bare loop.
fn bare(file: &mut File) -> f64 {
    file.sync_all().unwrap();
    let (start, mut count) = (Instant::now(), 0_u32);
    while start.elapsed() < TURN {
        file.write_all(&[7; RECORD]).unwrap();
        file.sync_data().unwrap();
        count += 1;
    }
    f64::from(count) / start.elapsed().as_secs_f64()
}

/// The rate at which `sessions` sessions commit one changed property each.
fn commits(database: &Database, sessions: i64) -> f64 {
    let (done, stop) = (AtomicU64::new(0), AtomicBool::new(false));
    let start = Instant::now();
    thread::scope(|scope| {
        for number in 0..sessions {
            let (done, stop, mut session) = (&done, &stop, database.session());
            scope.spawn(move || {
                while !stop.load(Ordering::Relaxed) {
                    change(&mut session, number, done.load(Ordering::Relaxed) as i64);
                    done.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
        thread::sleep(TURN);
        stop.store(true, Ordering::Relaxed);
    });
    done.into_inner() as f64 / start.elapsed().as_secs_f64()
}

fn change(session: &mut Session, writer: i64, at: i64) {
    // A value that was there already would be no change, and no commit.
    static VALUE: AtomicI64 = AtomicI64::new(1);
    let id = (writer * 619 + at * 7) % NODES;
    let value = VALUE.fetch_add(1, Ordering::Relaxed);
    let parameters =
        Parameters::from_iter([("id".into(), Value::Integer(id)), ("value".into(), Value::Integer(value))]);
    session.run("MATCH (i:Item {id: $id}) SET i.value = $value", &parameters).unwrap();
}

/// The times of single reads by key while `writers` sessions commit.
fn readers(name: &str, database: &Database, writers: i64) {
    let stop = AtomicBool::new(false);
    let mut times = thread::scope(|scope| {
        for number in 0..writers {
            let (stop, mut session) = (&stop, database.session());
            scope.spawn(move || {
                for at in 0.. {
                    if stop.load(Ordering::Relaxed) {
                        break;
                    }
                    change(&mut session, number, at);
                }
            });
        }
        let (mut session, mut times, begin) = (database.session(), Vec::new(), Instant::now());
        for at in 0.. {
            if begin.elapsed() > TURN * 14 {
                break;
            }
            let parameters = Parameters::from_iter([("id".into(), Value::Integer(at * 7 % NODES))]);
            let start = Instant::now();
            let mut records = session.run("MATCH (i:Item {id: $id}) RETURN i.value", &parameters).unwrap();
            assert!(records.next_row().unwrap().is_some(), "every node has its key");
            times.push(start.elapsed().as_nanos() as f64 / 1000.0);
        }
        stop.store(true, Ordering::Relaxed);
        times
    });
    times.sort_by(f64::total_cmp);
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize];
    println!("  {name:<30} p50 {:>7.1}   p90 {:>7.1}   p99 {:>7.1}", at(0.5), at(0.9), at(0.99));
}

fn quartiles(figures: &[f64]) -> [f64; 3] {
    let mut sorted = figures.to_vec();
    sorted.sort_by(f64::total_cmp);
    [1, 2, 3].map(|quarter| sorted[(sorted.len() - 1) * quarter / 4])
}
