//! What survives? The real command under `kill -9`, a second process at the same store, and damaged store files.
//!
//! The promise tested: a commit whose line was written to stdout is there after any stop, a commit is there whole or not
//! at all, and a damaged store gives the right answers or a clear refusal, never wrong answers and never a panic.
//! `WASL_SEED=n` replays a run; the seed is part of every failure's message.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test stops where it cannot go on")]

#[path = "robustness/command.rs"]
mod command;
#[path = "robustness/dice.rs"]
mod dice;
#[path = "robustness/hostile.rs"]
mod hostile;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use command::{Shell, run};
use dice::Dice;
use tempfile::TempDir;

/// A temporary folder and the path of a store in it.
fn store() -> (TempDir, PathBuf) {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("graph");
    (folder, path)
}

/// The rows of one query through the command, as JSON values; panics with everything it said when it fails.
fn rows(database: &Path, query: &str) -> Vec<Vec<serde_json::Value>> {
    let output = run(&["query", &database.to_string_lossy(), query, "--format", "json"]);
    assert_eq!(output.code, Some(0), "{query}\n{}", output.stderr);
    let result: serde_json::Value = serde_json::from_str(output.stdout.trim()).expect("one line of JSON a statement");
    let rows = result["rows"].as_array().unwrap();
    rows.iter().map(|row| row.as_array().unwrap().clone()).collect()
}

/// Which halves of each two-node commit of `round` are there: number → parts.
fn marks(database: &Path, round: u64) -> BTreeMap<u64, Vec<u64>> {
    let query = format!("MATCH (m:Mark {{round: {round}}}) RETURN m.nr AS nr, m.part AS part ORDER BY nr, part");
    let mut found: BTreeMap<u64, Vec<u64>> = BTreeMap::new();
    for row in rows(database, &query) {
        found.entry(row[0].as_u64().unwrap()).or_default().push(row[1].as_u64().unwrap());
    }
    found
}

#[test]
fn acknowledged_commits_survive_fifty_kills_and_none_is_torn() {
    let (_folder, database) = store();
    let seeded = run(&["seed", &database.to_string_lossy()]);
    assert_eq!(seeded.code, Some(0), "{}", seeded.stderr);
    let shipped = rows(&database, "MATCH (n) WHERE NOT n:Mark RETURN count(*) AS nodes");
    let mut dice = Dice::from_environment();
    let mut acknowledged: BTreeMap<u64, u64> = BTreeMap::new();
    for round in 0..50 {
        let mut shell = Shell::start(&database);
        for nr in 0..30 {
            shell.say(&format!(
                "CREATE (:Mark {{round: {round}, nr: {nr}, part: 1}}), (:Mark {{round: {round}, nr: {nr}, part: 2}});"
            ));
        }
        let wanted = dice.below(12);
        let heard = shell.hear(wanted);
        assert_eq!(heard, wanted, "seed {}: the shell stopped by itself", dice.seed());
        std::thread::sleep(Duration::from_micros(dice.below(3000)));
        let late = shell.kill();
        acknowledged.insert(round, wanted + late);
        let found = marks(&database, round);
        for nr in 0..wanted + late {
            assert_eq!(found.get(&nr), Some(&vec![1, 2]), "seed {}, round {round}: commit {nr} is lost", dice.seed());
        }
        for (nr, parts) in &found {
            assert_eq!(parts, &[1, 2], "seed {}, round {round}: commit {nr} is torn", dice.seed());
        }
        let numbers: Vec<u64> = found.keys().copied().collect();
        let in_order: Vec<u64> = (0..found.len() as u64).collect();
        assert_eq!(
            numbers,
            in_order,
            "seed {}, round {round}: a commit is there and one before it is not",
            dice.seed()
        );
    }
    for (round, count) in acknowledged {
        assert!(marks(&database, round).len() as u64 >= count, "round {round} lost commits later");
    }
    assert_eq!(rows(&database, "MATCH (n) WHERE NOT n:Mark RETURN count(*) AS nodes"), shipped);
}

#[test]
fn a_transaction_that_was_not_committed_leaves_nothing() {
    let (_folder, database) = store();
    for round in 0..5 {
        let mut shell = Shell::start(&database);
        shell.say(&format!(
            "CREATE (:Mark {{round: {round}, nr: 0, part: 1}}), (:Mark {{round: {round}, nr: 0, part: 2}});"
        ));
        shell.say(":begin");
        shell.say(&format!("CREATE (:Mark {{round: {round}, nr: 1, part: 1}});"));
        shell.say("RETURN 1;");
        assert_eq!(shell.hear(3), 3);
        shell.kill();
        assert_eq!(marks(&database, round), BTreeMap::from([(0, vec![1, 2])]));
    }
}

#[test]
fn a_killed_load_in_transactions_keeps_whole_batches_from_the_first_on() {
    let (_folder, database) = store();
    let mut shell = Shell::start(&database);
    shell.say("UNWIND [0] AS i CALL (i) { CREATE (:Batch {at: 0}) } IN TRANSACTIONS;");
    assert_eq!(shell.hear(1), 1);
    shell.say("UNWIND range(1, 5000000) AS i CALL (i) { CREATE (:Batch {at: i}) } IN TRANSACTIONS OF 7 ROWS;");
    std::thread::sleep(std::time::Duration::from_millis(700));
    shell.kill();
    let found = rows(&database, "MATCH (b:Batch) WHERE b.at > 0 RETURN count(*) AS n, max(b.at) AS last");
    let (count, last) = (found[0][0].as_u64().unwrap(), found[0][1].as_u64().unwrap_or(0));
    assert!(count > 0, "no batch was committed in time");
    assert_eq!((count % 7, count), (0, last), "whole batches, and none left out");
}

#[test]
fn a_second_process_is_told_that_the_store_is_in_use() {
    let (_folder, database) = store();
    let mut first = Shell::start(&database);
    first.say("CREATE (:Mark {round: 1, nr: 0, part: 1});");
    assert_eq!(first.hear(1), 1);
    let second = run(&["query", &database.to_string_lossy(), "RETURN 1"]);
    assert_eq!(second.code, Some(3), "{}", second.stderr);
    assert!(second.stdout.is_empty());
    let said = second.stderr.to_lowercase();
    assert!(said.contains("process") && (said.contains("lock") || said.contains("use")), "{}", second.stderr);
    assert!(second.stderr.contains(&*database.to_string_lossy()), "the message names the store: {}", second.stderr);
    first.kill();
    assert_eq!(rows(&database, "MATCH (m:Mark) RETURN count(*) AS n")[0][0], 1);
}

#[test]
fn a_damaged_store_answers_rightly_or_refuses() {
    let (folder, database) = store();
    let path = database.to_string_lossy().into_owned();
    let made = run(&[
        "run",
        &path,
        &script(folder.path(), "UNWIND range(1, 400) AS i CREATE (:Item {nr: i, word: 'word ' + toString(i)});"),
    ]);
    assert_eq!(made.code, Some(0), "{}", made.stderr);
    let linked = run(&[
        "run",
        &path,
        &script(folder.path(), "MATCH (a:Item), (b:Item {nr: a.nr + 1}) CREATE (a)-[:NEXT {by: a.word}]->(b);"),
    ]);
    assert_eq!(linked.code, Some(0), "{}", linked.stderr);
    let query = "MATCH (a:Item) OPTIONAL MATCH (a)-[r:NEXT]->(b) RETURN a.nr, a.word, r.by, b.nr ORDER BY a.nr";
    let whole = rows(&database, query);
    assert_eq!(whole.len(), 400);
    let mut dice = Dice::from_environment();
    let mut refused = 0;
    for round in 0..40 {
        let copy = folder.path().join(format!("copy-{round}"));
        copy_folder(&database, &copy);
        let damage = damage(&copy, &mut dice);
        let output = run(&["query", &copy.to_string_lossy(), query, "--format", "json"]);
        let told = format!("seed {}, round {round}: {damage}\n{}", dice.seed(), output.stderr);
        assert!(!output.stderr.contains("panicked"), "a panic; {told}");
        match output.code {
            Some(0) => {
                let result: serde_json::Value = serde_json::from_str(output.stdout.trim()).expect("JSON");
                let rows = result["rows"].as_array().unwrap();
                assert!(rows.iter().map(|row| row.as_array().unwrap()).eq(whole.iter()), "wrong answers; {told}");
            }
            Some(3) => {
                refused += 1;
                assert!(!output.stderr.trim().is_empty(), "refused without a word; {told}");
            }
            code => panic!("exit code {code:?}; {told}"),
        }
        fs::remove_dir_all(copy).unwrap();
    }
    assert!(refused > 0, "no damage was noticed: the test damages nothing");
}

/// Writes a batch file and gives its path.
fn script(folder: &Path, text: &str) -> String {
    let path = folder.join("batch.cypher");
    fs::write(&path, text).unwrap();
    path.to_string_lossy().into_owned()
}

/// Every file under `folder`, sorted.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}

fn copy_folder(from: &Path, to: &Path) {
    for file in files(from) {
        let target = to.join(file.strip_prefix(from).unwrap());
        fs::create_dir_all(target.parent().unwrap()).unwrap();
        fs::copy(&file, target).unwrap();
    }
}

/// Flips bits in one file, cuts it short or overwrites a stretch with zeros; says what it did.
fn damage(folder: &Path, dice: &mut Dice) -> String {
    let files: Vec<PathBuf> = files(folder).into_iter().filter(|file| fs::metadata(file).unwrap().len() > 0).collect();
    let file = &files[dice.below(files.len() as u64) as usize];
    let mut bytes = fs::read(file).unwrap();
    // sled's file ends with a long stretch of zeros: aim at what is written.
    let used = bytes.iter().rposition(|byte| *byte != 0).unwrap_or(0) + 1;
    let at = dice.below(used as u64) as usize;
    let done = match dice.below(3) {
        0 => {
            bytes[at] ^= 1 << dice.below(8);
            format!("a bit at byte {at}")
        }
        1 => {
            bytes.truncate(at);
            format!("cut to {at} bytes")
        }
        _ => {
            let end = (at + 64).min(bytes.len());
            bytes[at..end].fill(0);
            format!("zeros at {at}..{end}")
        }
    };
    fs::write(file, bytes).unwrap();
    format!("{} of {used}: {done}", file.strip_prefix(folder).unwrap().display())
}
