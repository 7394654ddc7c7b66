//! The graph as it was: at every commit, through every way of reading, across checkpoints, loads and purges.

use std::path::Path;
use std::sync::Arc;

use tempfile::TempDir;

use crate::diagnostic::Detail;
use crate::engine::commit::Attribution;
use crate::engine::{Database, Error, OpenOptions, Parameters, Session};
use crate::storage::{Disk, FaultyKv, Lost, Store};
use crate::value::Value;

fn open(path: &Path) -> Database {
    Database::open(path, &OpenOptions::default()).unwrap()
}

fn store() -> (TempDir, Database) {
    let home = tempfile::tempdir().unwrap();
    let database = open(&home.path().join("store"));
    (home, database)
}

fn run(session: &mut Session, text: &str) -> Vec<Vec<Value>> {
    session
        .run(text, &Parameters::new())
        .and_then(|mut records| records.collect_rows())
        .unwrap_or_else(|error| panic!("{text}: {error}"))
}

#[track_caller]
fn refusal(session: &mut Session, text: &str) -> (Detail, String) {
    match session.run(text, &Parameters::new()).unwrap_err() {
        Error::Statement(diagnostic) => (diagnostic.detail(), diagnostic.message().to_owned()),
        Error::Storage(error) => panic!("{error}"),
    }
}

fn integer(number: i64) -> Value {
    Value::Integer(number)
}

#[test]
fn a_statement_reads_the_graph_as_of_any_commit() {
    let (_home, database) = store();
    let mut session = database.session();
    run(&mut session, "CREATE (:A {x: 1})");
    run(&mut session, "MATCH (a:A) SET a.x = 2 CREATE (a)-[:R]->(:B)");
    database.checkpoint().unwrap();
    run(&mut session, "MATCH (b:B) DETACH DELETE b");
    run(&mut session, "CREATE INDEX FOR (a:A) ON (a.x)");
    let question = "MATCH (a:A) OPTIONAL MATCH (a)-[:R]->(b) RETURN a.x, count(b)";
    let seen = [vec![], vec![[1, 0]], vec![[2, 1]], vec![[2, 0]], vec![[2, 0]]];
    // Once made from the present, once from what is remembered.
    for _ in 0..2 {
        for (commit, rows) in seen.iter().enumerate() {
            let rows: Vec<Vec<Value>> = rows.iter().map(|row: &[i64; 2]| row.map(integer).to_vec()).collect();
            assert_eq!(run(&mut session, &format!("FOR SYSTEM_TIME AS OF {commit} {question}")), rows, "{commit}");
        }
    }
    let at = "MATCH (a:A {x: 2}) RETURN count(a)";
    assert_eq!(run(&mut session, &format!("FOR SYSTEM_TIME AS OF 1 {at}")), [[integer(0)]]);
    assert_eq!(run(&mut session, &format!("for system_time as of 5 - 1 {at}")), [[integer(1)]]);
    let paths = "FOR SYSTEM_TIME AS OF 2 MATCH p = shortestPath((:A)-[*]-(:B)) RETURN length(p)";
    assert_eq!(run(&mut session, paths), [[integer(1)]]);
    assert_eq!(run(&mut session, "FOR SYSTEM_TIME AS OF 3 SHOW INDEXES"), Vec::<Vec<Value>>::new());
    let ranks = "FOR SYSTEM_TIME AS OF 2 CALL algo.pagerank() YIELD node RETURN count(node)";
    assert_eq!(run(&mut session, ranks), [[integer(2)]]);
    assert_eq!(run(&mut session, "MATCH (n) RETURN count(n)"), [[integer(1)]]);
    let plan = run(&mut session, "EXPLAIN FOR SYSTEM_TIME AS OF 1 MATCH (a:A) RETURN a");
    assert!(!plan.is_empty());
}

#[test]
fn an_instant_is_the_last_commit_that_was_made_by_then() {
    let (_home, database) = store();
    let mut session = database.session();
    for x in 1..=3 {
        run(&mut session, &format!("CREATE (:A {{x: {x}}})"));
        std::thread::sleep(std::time::Duration::from_millis(3));
    }
    let commits = database.commits(1).unwrap();
    let count = "MATCH (a:A) RETURN count(a)";
    for (at, commit) in (1..).zip(&commits) {
        let mut parameters = Parameters::new();
        parameters.insert("then".into(), Value::DateTime(commit.time.clone().into()));
        let mut asked = |question: &str| session.run(question, &parameters).unwrap().collect_rows().unwrap();
        assert_eq!(asked(&format!("FOR SYSTEM_TIME AS OF $then {count}")), [[integer(at)]]);
        let before = format!("FOR SYSTEM_TIME AS OF $then - duration('PT0.001S') {count}");
        assert_eq!(asked(&before), [[integer(at - 1)]]);
    }
    assert_eq!(
        run(&mut session, &format!("FOR SYSTEM_TIME AS OF datetime('2001-01-01T00:00Z') {count}")),
        [[integer(0)]]
    );
    assert_eq!(
        run(&mut session, &format!("FOR SYSTEM_TIME AS OF datetime('2999-01-01T00:00Z') {count}")),
        [[integer(3)]]
    );
}

#[test]
fn the_past_is_not_written_and_what_is_no_moment_is_refused() {
    let (_home, database) = store();
    let mut session = database.session();
    run(&mut session, "CREATE (:A)");
    run(&mut session, "CREATE (:A)");
    for write in ["CREATE (:B)", "MATCH (a:A) SET a.x = 1", "CREATE INDEX FOR (a:A) ON (a.x)", "PURGE HISTORY BEFORE 1"]
    {
        assert_eq!(refusal(&mut session, &format!("FOR SYSTEM_TIME AS OF 1 {write}")).0, Detail::ReadOnly, "{write}");
    }
    for wrong in ["3", "-1", "9999999"] {
        let detail = refusal(&mut session, &format!("FOR SYSTEM_TIME AS OF {wrong} RETURN 1")).0;
        assert!(matches!(detail, Detail::InvalidArgumentValue | Detail::InvalidArgumentType), "{wrong}");
    }
    for wrong in ["'2026-01-27'", "null", "date('2026-01-27')", "[1]", "1.0"] {
        let refused = refusal(&mut session, &format!("FOR SYSTEM_TIME AS OF {wrong} RETURN 1")).0;
        assert_eq!(refused, Detail::InvalidArgumentType, "{wrong}");
    }
    assert_eq!(refusal(&mut session, "FOR SYSTEM_TIME AS OF n RETURN 1").0, Detail::UndefinedVariable);
    assert_eq!(refusal(&mut session, "FOR SYSTEM_TIME AS OF $n RETURN 1").0, Detail::MissingParameter);
    let memory = Database::memory();
    assert_eq!(refusal(&mut memory.session(), "FOR SYSTEM_TIME AS OF 0 RETURN 1").0, Detail::NotSupported);
}

#[test]
fn what_is_purged_cannot_be_read_and_what_is_kept_can() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("store");
    let database = open(&path);
    let mut session = database.session();
    for x in 1..=5 {
        run(&mut session, &format!("CREATE (:A {{x: {x}}})"));
    }
    let purged = run(&mut session, "PURGE HISTORY BEFORE 4");
    assert_eq!(purged[0][..2], [integer(3), integer(4)]);
    let count = "MATCH (a:A) RETURN count(a)";
    drop((session, database));
    let database = open(&path);
    let mut session = database.session();
    // The state before the oldest commit that is kept is what that commit began with.
    for at in 3..=5 {
        assert_eq!(run(&mut session, &format!("FOR SYSTEM_TIME AS OF {at} {count}")), [[integer(at)]]);
    }
    for at in [0, 2] {
        let (detail, message) = refusal(&mut session, &format!("FOR SYSTEM_TIME AS OF {at} {count}"));
        assert_eq!(detail, Detail::InvalidArgumentValue);
        assert!(message.contains("the history goes from 4 to 5"), "{message}");
    }
    session.begin().unwrap();
    run(&mut session, "CREATE (:B)");
    assert_eq!(refusal(&mut session, "PURGE HISTORY BEFORE 5").0, Detail::InvalidTransactionState);
    session.rollback().unwrap();
    let nothing = run(&mut session, "PURGE HISTORY BEFORE datetime('2001-01-01T00:00Z')");
    assert_eq!(nothing, [[integer(0), integer(4), Value::Null, Value::Null]]);
    let all = run(&mut session, "PURGE HISTORY BEFORE datetime('2999-01-01T00:00Z')");
    assert_eq!(all[0][..2], [integer(2), integer(6)]);
    assert_eq!(run(&mut session, &format!("FOR SYSTEM_TIME AS OF 5 {count}")), [[integer(5)]]);
}

#[test]
fn the_history_of_an_element_is_every_change_of_it() {
    let (_home, database) = store();
    let mut session = database.session();
    session.set_author(Some("Ada".to_owned()));
    run(&mut session, "CREATE (:A {x: 1}), (:B)");
    run(&mut session, "MATCH (a:A), (b:B) SET a.x = 2, a.y = 'new', a:C CREATE (a)-[:R {z: 1}]->(b)");
    run(&mut session, "MATCH (a:A)-[r]->() SET r.z = 2 REMOVE a.y, a:C");
    run(&mut session, "MATCH (b:B) SET b.other = 1");
    run(&mut session, "MATCH (a:A) DETACH DELETE a");
    let ask = |pattern: &str| {
        format!(
            "FOR SYSTEM_TIME AS OF 3 MATCH {pattern} CALL db.history(n) YIELD commit, author, change, key, before, after
             RETURN commit, author, change, key, before, after"
        )
    };
    let row = |commit: i64, change: &str, key: &str, before: &str, after: &str| {
        let value = |text: &str| match text {
            "" => Value::Null,
            text => Database::memory().session().evaluate(text, &Parameters::new()).unwrap(),
        };
        vec![integer(commit), Value::string("Ada"), Value::string(change), value(key), value(before), value(after)]
    };
    let of_node = run(&mut session, &ask("(n:A)"));
    let expected = [
        row(1, "created", "", "", "{x: 1}"),
        row(1, "label added", "'A'", "", ""),
        row(2, "property set", "'x'", "1", "2"),
        row(2, "property set", "'y'", "", "'new'"),
        row(2, "label added", "'C'", "", ""),
        row(3, "property removed", "'y'", "'new'", ""),
        row(3, "label removed", "'C'", "", ""),
        row(5, "label removed", "'A'", "", ""),
        row(5, "deleted", "", "{x: 2}", ""),
    ];
    assert_eq!(of_node, expected);
    let of_relationship = run(&mut session, &ask("()-[n:R]->()"));
    let expected = [
        row(2, "created", "", "", "{z: 1}"),
        row(3, "property set", "'z'", "1", "2"),
        row(5, "deleted", "", "{z: 2}", ""),
    ];
    assert_eq!(of_relationship, expected);
    assert_eq!(refusal_of_rows(&mut session, "CALL db.history(1)"), Detail::InvalidArgumentType);
}

fn refusal_of_rows(session: &mut Session, text: &str) -> Detail {
    match session.run(text, &Parameters::new()).and_then(|mut records| records.collect_rows()).unwrap_err() {
        Error::Statement(diagnostic) => diagnostic.detail(),
        Error::Storage(error) => panic!("{error}"),
    }
}

/// Everything that can be seen of the graph, as text.
fn portrait(session: &mut Session, before: &str) -> String {
    let nodes = run(session, &format!("{before}MATCH (n) RETURN id(n) AS id, labels(n), properties(n) ORDER BY id"));
    let rels = run(
        session,
        &format!("{before}MATCH (a)-[r]->(b) RETURN id(r) AS id, type(r), id(a), id(b), properties(r) ORDER BY id"),
    );
    let indexed = run(session, &format!("{before}MATCH (n:A {{x: 1}}) RETURN count(n)"));
    let schema = run(session, &format!("{before}SHOW CONSTRAINTS YIELD name RETURN name ORDER BY name"));
    format!("{nodes:?}\n{rels:?}\n{indexed:?}\n{schema:?}")
}

/// Statements drawn at random; some fail, and then there is no commit.
fn random_statement(dice: &mut impl FnMut(u64) -> u64) -> String {
    let (x, y) = (dice(6), dice(6));
    let label = ["A", "B", "C"][dice(3) as usize];
    match dice(11) {
        0 | 1 => format!("CREATE (:{label} {{x: {x}, at: date('2026-01-0{}')}})", 1 + y),
        2 => format!("MATCH (n:{label}) WITH n LIMIT 1 SET n.x = {x}, n.words = ['a', toString({y})]"),
        3 => format!("MATCH (a {{x: {x}}}), (b {{x: {y}}}) WITH a, b LIMIT 2 CREATE (a)-[:R {{w: {x}}}]->(b)"),
        4 => format!("MATCH ()-[r:R]->() WITH r SKIP {x} LIMIT 1 DELETE r"),
        5 => format!("MATCH ()-[r]->() WITH r SKIP {x} LIMIT 1 SET r.w = {y} REMOVE r.none"),
        6 => format!("MATCH (n {{x: {x}}}) WITH n LIMIT 1 DETACH DELETE n"),
        7 => format!("MATCH (n) WITH n SKIP {x} LIMIT 1 SET n:{label} REMOVE n.words"),
        8 => format!("MATCH (n:{label}) WITH n SKIP {x} LIMIT 1 REMOVE n:{label}"),
        9 if x == 0 => format!("CREATE CONSTRAINT c{y} FOR (n:{label}) REQUIRE n.rare IS UNIQUE"),
        9 if x == 1 => format!("DROP CONSTRAINT c{y}"),
        9 => "CREATE INDEX the_index IF NOT EXISTS FOR (n:A) ON (n.x)".to_owned(),
        _ => "DROP INDEX the_index IF EXISTS".to_owned(),
    }
}

/// `WASL_ROUNDS=10000` makes the long history.
#[test]
fn a_random_history_is_read_as_it_was_and_undone_to_the_empty_graph() {
    let rounds = std::env::var("WASL_ROUNDS").ok().and_then(|text| text.parse().ok()).unwrap_or(250_u64);
    let seed = std::env::var("WASL_SEED").ok().and_then(|text| text.parse().ok()).unwrap_or(1906_u64);
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut dice = move |limit: u64| {
        state ^= state >> 12;
        state ^= state << 25;
        state ^= state >> 27;
        (state.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) % limit
    };
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("store");
    let buffered = OpenOptions { durability: crate::storage::Durability::Buffered, ..OpenOptions::default() };
    let mut database = Database::open(&path, &buffered).unwrap();
    let mut session = database.session();
    let mut seen = vec![portrait(&mut session, "")];
    let mut wanted: Vec<u64> = Vec::new();
    while (seen.len() as u64) < rounds {
        let known = database.info().unwrap().commits;
        let statement = random_statement(&mut dice);
        let _ = session.run(&statement, &Parameters::new());
        if database.info().unwrap().commits > known {
            seen.push(portrait(&mut session, ""));
        }
        match dice(60) {
            0 => database.checkpoint().unwrap(),
            1 => {
                drop(session);
                database.close().unwrap();
                database = Database::open(&path, &buffered).unwrap();
                session = database.session();
            }
            _ => {}
        }
    }
    wanted.extend((0..200).map(|_| dice(seen.len() as u64)));
    for commit in wanted {
        let then = portrait(&mut session, &format!("FOR SYSTEM_TIME AS OF {commit} "));
        assert_eq!(then, seen[commit as usize], "seed {seed}, as of commit {commit} of {}", seen.len());
    }
    let last = database.info().unwrap().commits;
    session.undo(last).unwrap();
    assert_eq!(portrait(&mut session, ""), seen[0], "seed {seed}: undoing everything");
}

/// A bulk load: what the statements make is one commit without single changes.
fn load(database: &Database, statements: &[&str]) {
    let memory = Database::memory();
    // The load goes on from the graph that is there, as an import does.
    memory.shared.commits.bulk(&database.shared.commits.tip(), Attribution::default()).unwrap();
    let mut session = memory.session();
    for statement in statements {
        run(&mut session, statement);
    }
    let by = Attribution { author: Some("Ada".to_owned()), message: None };
    database.shared.commits.bulk(&memory.shared.commits.tip(), by).unwrap();
}

/// Commits, checkpoints and bulk loads, and the graph after each commit.
fn loaded(path: &Path) -> (Database, Vec<String>) {
    let mut database = open(path);
    let mut seen = vec![portrait(&mut database.session(), "")];
    let texts =
        ["CREATE (:A {x: 1})-[:R {w: 1}]->(:B)", "MATCH (n:A) SET n.x = n.x + 1", "MATCH (n:B) CREATE (n)-[:S]->(:C)"];
    for step in 0..24_u32 {
        match step % 8 {
            3 => load(
                &database,
                &["UNWIND range(1, 30) AS i CREATE (:Row {i: i})-[:OF]->(:A {x: i})", "MATCH (c:C) DETACH DELETE c"],
            ),
            5 => database.checkpoint().unwrap(),
            6 => {
                database.close().unwrap();
                database = open(path);
            }
            7 => load(&database, &["MATCH (r:Row) WHERE r.i > 20 DETACH DELETE r"]),
            other => drop(run(&mut database.session(), texts[other as usize % 3])),
        }
        if database.info().unwrap().commits as usize == seen.len() {
            seen.push(portrait(&mut database.session(), ""));
        }
    }
    assert_eq!(seen.len(), 19);
    (database, seen)
}

fn check_past(database: &Database, seen: &[String], first: u64, what: &str) {
    let mut session = database.session();
    for (commit, graph) in seen.iter().enumerate().skip(first as usize) {
        let then = portrait(&mut session, &format!("FOR SYSTEM_TIME AS OF {commit} "));
        assert_eq!(then, *graph, "{what}: as of {commit}");
    }
}

#[test]
fn the_graph_between_bulk_loads_is_read_after_reopening_copying_and_purging() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("store");
    let (database, seen) = loaded(&path);
    check_past(&database, &seen, 0, "at once");
    let copy = home.path().join("copy");
    database.backup(&copy).unwrap();
    database.close().unwrap();
    crate::engine::compact(&path).unwrap();
    let database = open(&path);
    check_past(&database, &seen, 0, "compacted");
    check_past(&open(&copy), &seen, 0, "copied");
    let kept = |database: &Database| database.shared.commits.store().unwrap().kept_bases().unwrap().len();
    let all = kept(&database);
    for first in [4, 5, 12, 19] {
        database.forget_history(first).unwrap();
        check_past(&database, &seen, first - 1, "purged");
    }
    assert!(all >= 4 && kept(&database) == 0, "{all} bases were kept, {} still are", kept(&database));
    drop(database);
    let checked = crate::engine::check(&path).unwrap();
    assert!(checked.problems.is_empty(), "{:?}", checked.problems);
    check_past(&open(&path), &seen, 18, "at the end");
}

fn open_twin(disk: &Arc<Disk>) -> Option<Database> {
    let options = crate::storage::OpenOptions { create: true, ..crate::storage::OpenOptions::default() };
    let (store, graph) = Store::over(Box::new(FaultyKv(Arc::clone(disk))), None, options).ok()?;
    Some(Database::over(Some(store), graph, false))
}

/// What tells the graphs of [`loaded_twin`] apart.
fn outline(session: &mut Session, before: &str) -> String {
    let nodes = format!("{before}MATCH (n) RETURN id(n) AS id, labels(n), n.x, n.i, size(n.pad) ORDER BY id");
    format!("{:?}", run(session, &nodes))
}

/// Commits, two loads with commits between, and commits that are sealed; the graph after each of them.
fn loaded_twin() -> (Arc<Disk>, Vec<String>) {
    let disk = Disk::new();
    let database = open_twin(&disk).unwrap();
    let mut seen = vec![outline(&mut database.session(), "")];
    for step in 1..=12_u32 {
        match step {
            4 | 9 => load(&database, &["UNWIND range(1, 8) AS i CREATE (:Row {i: i})"]),
            _ => {
                let text = format!("CREATE (:A {{x: {step}, pad: '{}'}})", "p".repeat(6_000));
                run(&mut database.session(), &text);
            }
        }
        seen.push(outline(&mut database.session(), ""));
        if matches!(step, 2 | 6 | 11) {
            database.checkpoint().unwrap();
        }
    }
    assert_eq!(database.shared.commits.store().unwrap().kept_bases().unwrap(), [2, 6]);
    assert!(database.shared.commits.store().unwrap().sealed_with(7).unwrap().is_some());
    (disk, seen)
}

#[test]
fn a_purge_that_is_cut_off_at_any_write_has_forgotten_or_not_and_what_is_kept_is_read() {
    let (disk, seen) = loaded_twin();
    // Between the first load and its base; between an older base and the second load; behind both.
    for (first, bases) in [(2, vec![2, 6]), (6, vec![6]), (8, vec![7]), (12, vec![])] {
        let good = disk.twin();
        let database = open_twin(&good).unwrap();
        let before = good.writes();
        let forgotten = database.forget_history(first).unwrap();
        assert_eq!((forgotten.commits, forgotten.first), (first - 1, first));
        let writes = good.writes() - before;
        assert!(writes >= 4, "{writes} writes");
        for lost in [Lost::Nothing, Lost::Half, Lost::Unsynced] {
            for stop in 1..=writes + 1 {
                let disk = disk.twin();
                let database = open_twin(&disk).unwrap();
                disk.stop_at(disk.writes() + stop);
                let done = database.forget_history(first).is_ok();
                drop(database);
                disk.crash(lost);
                let what = format!("purge before {first} stopped at write {stop} of {writes}, lost {lost:?}");
                let database = open_twin(&disk).unwrap_or_else(|| panic!("{what}: it does not open"));
                let commits = database.commits(1).unwrap();
                let begin = commits[0].sequence;
                assert!(begin == first || begin == 1 && !done, "{what}: the history begins with {begin}");
                assert!(commits.iter().map(|commit| commit.sequence).eq(begin..=12), "{what}");
                let mut session = database.session();
                for commit in [begin - 1, begin, begin.midpoint(12), 12] {
                    let then = outline(&mut session, &format!("FOR SYSTEM_TIME AS OF {commit} "));
                    assert_eq!(then, seen[commit as usize], "{what}: as of {commit}");
                }
                drop((session, database));
                if begin == first {
                    // Nothing of what is forgotten is left to be found, and nothing that it needed.
                    let last = open_twin(&disk).unwrap();
                    let kept = last.shared.commits.store().unwrap().kept_bases().unwrap();
                    assert_eq!((kept, disk.commits_before(first)), (bases.clone(), 0), "{what}");
                }
            }
        }
    }
}

#[test]
fn bulk_loads_are_undone_with_what_stands_on_them() {
    for commits in 1..=18_u64 {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("store");
        let (database, mut seen) = loaded(&path);
        let mut session = database.session();
        session.undo(commits).unwrap();
        assert_eq!(portrait(&mut session, ""), seen[18 - commits as usize], "{commits} commits undone");
        // The undo is a commit like others: the past is as it was, and goes on.
        seen.push(portrait(&mut session, ""));
        run(&mut session, "CREATE (:New)");
        seen.push(portrait(&mut session, ""));
        check_past(&database, &seen, 0, "undone");
        drop(session);
        drop(database);
        check_past(&open(&path), &seen, 0, "undone and opened again");
    }
}

#[test]
fn a_bulk_load_is_not_undone_from_under_later_commits() {
    let home = tempfile::tempdir().unwrap();
    let (database, seen) = loaded(&home.path().join("store"));
    let mut session = database.session();
    let Err(Error::Statement(error)) = session.revert(16) else { panic!("commit 16 is a load or stands on one") };
    assert!(matches!(error.detail(), Detail::LaterChanges | Detail::NotSupported), "{error}");
    assert_eq!(portrait(&mut session, ""), seen[18]);
}
