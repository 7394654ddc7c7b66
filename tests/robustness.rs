//! What survives? The real command under `kill -9`, a second process at the same store, damaged store files, and limits
//! that are hit.
//!
//! The promise tested: a commit whose line was written to stdout is there after any stop, a commit is there whole or not
//! at all, and a damaged store gives the right answers or a clear refusal, never wrong answers and never a panic.
//! `WASL_SEED=n` replays a run, `WASL_ROUNDS=n` makes a long one; the seed is part of every failure's message.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test stops where it cannot go on")]

#[path = "robustness/command.rs"]
mod command;
#[path = "robustness/dice.rs"]
mod dice;
#[path = "robustness/hostile.rs"]
mod hostile;
#[path = "robustness/kills.rs"]
mod kills;
#[path = "robustness/limits.rs"]
mod limits;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

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

/// A stored database of every format and its commits: `1-base` has a base of format 1 beneath its log, `3` has sealed
/// commits and the base that a bulk load replaced.
const FORMATS: [(&str, usize); 4] = [("1", 6), ("1-base", 6), ("2", 6), ("3", 10)];
/// Bytes of a segment of sled's file, less one.
const SEGMENT: u64 = 524_287;

/// How often a test repeats what it does: `$WASL_ROUNDS`, else few enough for every day.
fn rounds(usual: u64) -> u64 {
    std::env::var("WASL_ROUNDS").ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

#[test]
fn acknowledged_commits_survive_fifty_kills_and_none_is_torn() {
    println!("{}", kills::rounds_of_kills(rounds(50)));
}

#[test]
fn a_killed_import_purge_or_compaction_leaves_everything_or_nothing() {
    println!("{}", kills::rounds_of_killed_commands(rounds(12).div_ceil(2)));
}

/// Runs a script of `robustness/` with the command, and gives what it said; `$WASL_ROUNDS` and `$WASL_SEED` go on to it.
fn run_script(name: &str) -> String {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/robustness").join(name);
    let done = std::process::Command::new("python3").arg(script).arg(env!("CARGO_BIN_EXE_wasl")).output().unwrap();
    let said = String::from_utf8_lossy(&done.stdout).into_owned() + &String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{said}");
    said
}

#[test]
#[ignore = "needs root, a loop device and Python: `WASL_ROUNDS=200 cargo test --release --test robustness -- --ignored`"]
fn power_cuts_take_nothing_acknowledged() {
    println!("{}", run_script("power_cut.py"));
}

#[test]
#[ignore = "needs root, a tmpfs of its own and Python"]
fn a_full_disk_takes_nothing_acknowledged() {
    println!("{}", run_script("disk_full.py"));
}

#[test]
fn a_store_of_every_format_is_opened_for_ever() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/robustness/formats");
    for (version, commits) in FORMATS {
        let (_folder, database) = store();
        fs::create_dir(&database).unwrap();
        for file in fs::read_dir(fixtures.join(version).join("store")).unwrap() {
            let file = file.unwrap();
            fs::copy(file.path(), database.join(file.file_name())).unwrap();
        }
        // sled's file ends with zeros up to the end of a segment, which the fixture leaves out.
        fs::OpenOptions::new().write(true).open(database.join("db")).unwrap().set_len(SEGMENT).unwrap();
        let path = database.to_string_lossy().into_owned();
        // Once from the image, once from what it is an image of.
        let wanted = fs::read_to_string(fixtures.join(version).join("graph.txt")).unwrap();
        let checked = run(&["check", &path]);
        assert_eq!(checked.code, Some(0), "{}{}", checked.stdout, checked.stderr);
        assert_eq!(run(&["dump", &path]).stdout, wanted, "format {version}, image");
        fs::remove_file(database.join("image")).unwrap();
        assert_eq!(run(&["dump", &path]).stdout, wanted, "format {version}");
        let then = rows(&database, "FOR SYSTEM_TIME AS OF 1 MATCH (n) RETURN count(n) AS n");
        assert_eq!(then[0][0], 2, "format {version}");
        let history = rows(&database, "CALL db.commits() YIELD author, message RETURN author, message");
        assert_eq!(history.len(), commits, "format {version}");
        if version == "3" {
            let then = rows(&database, "FOR SYSTEM_TIME AS OF 8 MATCH (n) RETURN count(n) AS n");
            assert_eq!(then, rows(&database, "MATCH (n) RETURN count(n) AS n"), "before the load that was undone");
            let loaded = rows(&database, "FOR SYSTEM_TIME AS OF 9 MATCH (n:Row) RETURN count(n) AS n");
            assert_eq!(loaded[0][0], 3, "format {version}");
        }
        // Before format 2 an import had no author.
        let author = if version == "1-base" { ["null", "null"] } else { ["\"Ada\"", "\"the first\""] };
        assert_eq!([0, 1].map(|at| history[0][at].to_string()), author, "format {version}");
        rows(&database, "CREATE (:New)");
        assert_eq!(rows(&database, "MATCH (n:New) RETURN count(n) AS n")[0][0], 1);
    }
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
    let (mut refused, mut saved, mut hopeless) = (0, 0, 0);
    for round in 0..rounds(40) {
        let copy = folder.path().join(format!("copy-{round}"));
        copy_folder(&database, &copy);
        if round % 3 > 0 {
            // With an image most damage is harmless; without one it must be met.
            fs::remove_file(copy.join("image")).unwrap();
        }
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
                let is_saved = repaired(&copy, &folder.path().join(format!("saved-{round}")), whole.len(), &told);
                let is_hopeless = || damage.contains("cut to") && !holds_a_commit(&copy.join("db"));
                assert!(is_saved || is_hopeless(), "nothing was saved of a store that holds a whole commit; {told}");
                saved += u64::from(is_saved);
                hopeless += u64::from(!is_saved);
            }
            code => panic!("exit code {code:?}; {told}"),
        }
        fs::remove_dir_all(copy).unwrap();
    }
    assert!(refused > 0, "no damage was noticed: the test damages nothing");
    println!(
        "{refused} stores refused, {saved} saved in part or whole, {hopeless} cut short before the first commit ends"
    );
}

/// Whether all that the first commit of the damaged store wrote stands in its file: what does not is no commit, and there
/// is nothing else before it.
fn holds_a_commit(file: &Path) -> bool {
    let bytes = fs::read(file).unwrap();
    let stands = |word: String| bytes.windows(word.len()).any(|window| window == word.as_bytes());
    (1..=400).all(|nr| stands(format!("word {nr}")))
}

/// Saves what there is of a damaged store: the new store is sound and holds no more than the old one did.
fn repaired(damaged: &Path, target: &Path, items: usize, told: &str) -> bool {
    let output = run(&["check", &damaged.to_string_lossy(), "--repair-to", &target.to_string_lossy()]);
    assert!(!output.stderr.contains("panicked"), "a panic in the repair; {told}\n{}", output.stderr);
    if output.code != Some(0) {
        assert_eq!(output.code, Some(3), "{told}\n{}", output.stderr);
        return false;
    }
    let count = rows(target, "MATCH (n) RETURN count(n) AS n")[0][0].as_u64().unwrap();
    assert!(count <= items as u64, "{told}: {count} nodes");
    let checked = run(&["check", &target.to_string_lossy()]);
    assert_eq!(checked.code, Some(0), "{told}\n{}", checked.stdout);
    fs::remove_dir_all(target).unwrap();
    true
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
