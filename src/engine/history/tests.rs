//! The history of a store through its sessions: what is listed, taken back, refused.

use tempfile::TempDir;

use crate::diagnostic::Detail;
use crate::engine::{Database, Error, OpenOptions, Parameters, Session};
use crate::value::Value;

fn store() -> (TempDir, Database) {
    let home = tempfile::tempdir().unwrap();
    let database = Database::open(home.path().join("store"), &OpenOptions::default()).unwrap();
    (home, database)
}

fn run(session: &mut Session, text: &str) -> Vec<Vec<Value>> {
    session.run(text, &Parameters::new()).unwrap().collect_rows().unwrap()
}

fn number(session: &mut Session, text: &str) -> i64 {
    match run(session, text)[0][0] {
        Value::Integer(number) => number,
        ref other => panic!("{text} gave {other}"),
    }
}

/// The detail and message of a refusal.
#[track_caller]
fn refusal<T: std::fmt::Debug>(result: Result<T, Error>) -> (Detail, String) {
    match result.unwrap_err() {
        Error::Statement(diagnostic) => (diagnostic.detail(), diagnostic.message().to_owned()),
        Error::Storage(error) => panic!("{error}"),
    }
}

#[test]
fn undo_takes_back_the_last_commit_and_undo_of_the_undo_brings_it_back() {
    let (_home, database) = store();
    let mut session = database.session();
    run(&mut session, "CREATE (:A {x: 1})");
    run(&mut session, "MATCH (a:A) SET a.x = 2, a:B REMOVE a:A");
    let changed = session.undo(1).unwrap();
    assert_eq!((changed.properties_set, changed.labels_added, changed.labels_removed), (1, 1, 1));
    assert_eq!(number(&mut session, "MATCH (a:A) RETURN a.x"), 1);
    session.undo(1).unwrap();
    assert_eq!(number(&mut session, "MATCH (a:B) RETURN a.x"), 2);
    let listed = database.commits(1).unwrap();
    let messages: Vec<_> = listed.iter().map(|commit| commit.message.as_deref()).collect();
    assert_eq!(messages, [None, None, Some("undo of commit 2"), Some("undo of commit 3")]);
}

#[test]
fn undoing_everything_gives_the_empty_graph_also_after_a_restart() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("store");
    let database = Database::open(&path, &OpenOptions::default()).unwrap();
    let mut session = database.session();
    run(&mut session, "CREATE CONSTRAINT c FOR (a:A) REQUIRE a.x IS UNIQUE");
    run(&mut session, "CREATE (a:A {x: 1})-[:R {y: 2}]->(b:B), (b)-[:S]->(a)");
    run(&mut session, "MATCH (a:A) SET a.z = [1, 2]");
    run(&mut session, "MATCH (a:A) DETACH DELETE a");
    run(&mut session, "DROP CONSTRAINT c");
    session.undo(5).unwrap();
    drop((session, database));
    let database = Database::open(&path, &OpenOptions::default()).unwrap();
    let info = database.info().unwrap();
    assert_eq!((info.nodes, info.relationships, info.commits), (0, 0, 6));
    assert!(run(&mut database.session(), "CALL db.constraints()").is_empty());
    assert!(run(&mut database.session(), "CALL db.indexes()").is_empty());
    // And back again, from the history alone.
    database.session().undo(1).unwrap();
    assert_eq!(number(&mut database.session(), "MATCH (n) RETURN count(n)"), 1);
}

#[test]
fn a_commit_that_later_ones_build_on_is_not_taken_back() {
    let (_home, database) = store();
    let mut session = database.session();
    run(&mut session, "CREATE (:A {x: 1})");
    run(&mut session, "MATCH (a:A) SET a.x = 2");
    run(&mut session, "MATCH (a:A) SET a.x = 3");
    let (detail, message) = refusal(session.revert(2));
    assert_eq!(detail, Detail::LaterChanges);
    assert_eq!(message, "commit 2 cannot be taken back: the property `x` of node 0 has been changed since");
    assert_eq!(refusal(session.revert(1)).1, "commit 1 cannot be taken back: node 0 has been changed since");
    run(&mut session, "MATCH (a:A) CREATE (a)-[:R]->(:B)");
    run(&mut session, "MATCH (a:A) SET a.x = 1");
    assert!(refusal(session.revert(1)).1.contains("still has 1 relationship"));
    assert_eq!(number(&mut session, "MATCH (a:A)-->(:B) RETURN a.x"), 1);
}

#[test]
fn a_relationship_does_not_come_back_without_its_ends() {
    let (_home, database) = store();
    let mut session = database.session();
    run(&mut session, "CREATE (:A)-[:R]->(:B)");
    run(&mut session, "MATCH ()-[r:R]->() DELETE r");
    run(&mut session, "MATCH (b:B) DELETE b");
    let (detail, message) = refusal(session.revert(2));
    assert_eq!(detail, Detail::LaterChanges);
    assert!(message.contains("node 1, an end of relationship 0, has been deleted since"), "{message}");
    session.undo(2).unwrap();
    assert_eq!(number(&mut session, "MATCH (:A)-[r:R]->(:B) RETURN count(r)"), 1);
}

#[test]
fn a_dropped_constraint_does_not_come_back_over_data_that_violates_it() {
    let (_home, database) = store();
    let mut session = database.session();
    run(&mut session, "CREATE CONSTRAINT c FOR (a:A) REQUIRE a.x IS UNIQUE");
    run(&mut session, "DROP CONSTRAINT c");
    run(&mut session, "CREATE (:A {x: 1}), (:A {x: 1})");
    let (detail, message) = refusal(session.revert(2));
    assert_eq!(detail, Detail::LaterChanges);
    assert!(message.contains("already exists with x: 1"), "{message}");
    session.undo(1).unwrap();
    session.revert(2).unwrap();
    run(&mut session, "CREATE (:A {x: 1})");
    assert_eq!(refusal(session.run("CREATE (:A {x: 1})", &Parameters::new())).0, Detail::UniquenessViolation);
}

#[test]
fn revert_within_a_transaction_is_part_of_it() {
    let (_home, database) = store();
    let mut session = database.session();
    run(&mut session, "CREATE (:A)");
    run(&mut session, "CREATE (:B)");
    session.begin().unwrap();
    run(&mut session, "CALL db.revert(1)");
    assert_eq!(number(&mut session, "MATCH (n) RETURN count(n)"), 1);
    assert_eq!(number(&mut database.session(), "MATCH (n) RETURN count(n)"), 2);
    // A refused one leaves what the transaction did before.
    assert_eq!(refusal(session.run("CALL db.revert(1)", &Parameters::new())).0, Detail::LaterChanges);
    assert_eq!(number(&mut session, "MATCH (n) RETURN count(n)"), 1);
    session.rollback().unwrap();
    assert_eq!(number(&mut session, "MATCH (n) RETURN count(n)"), 2);
    let counters = session.run("CALL db.revert(1)", &Parameters::new()).unwrap().summary().counters;
    assert_eq!(counters.nodes_deleted, 1);
    assert_eq!(number(&mut session, "MATCH (n) RETURN count(n)"), 1);
}

#[test]
fn a_commit_keeps_its_author_and_message() {
    let (_home, database) = store();
    let mut session = database.session();
    session.set_author(Some("Ada".to_owned()));
    session.set_usual_message(Some("usual".to_owned()));
    session.set_message(Some("first".to_owned()));
    // What changes nothing is no commit and uses up no message.
    run(&mut session, "MATCH (n) SET n.x = 1");
    run(&mut session, "CREATE (:A {x: 1}), (:A)");
    session.set_author(None);
    run(&mut session, "CREATE (:A)");
    let rows = run(&mut session, "CALL db.commits() YIELD sequence, author, message, changes");
    let text = Value::string;
    let expected = [
        vec![Value::Integer(1), text("Ada"), text("first"), Value::Integer(2)],
        vec![Value::Integer(2), Value::Null, text("usual"), Value::Integer(1)],
    ];
    assert_eq!(rows, expected);
    let first =
        run(&mut session, "CALL db.commits() YIELD sequence, time RETURN time <= datetime() AS past, time.year");
    assert_eq!(first[0][0], Value::Boolean(true));
    assert!(matches!(first[0][1], Value::Integer(year) if year >= 2024));
}

#[test]
fn what_is_not_in_the_history_cannot_be_taken_back() {
    let (_home, database) = store();
    let mut session = database.session();
    assert_eq!(refusal(session.undo(1)).0, Detail::InvalidArgumentValue);
    run(&mut session, "CREATE (:A)");
    for wrong in [0, 2] {
        assert_eq!(refusal(session.revert(wrong)).0, Detail::InvalidArgumentValue);
        assert_eq!(refusal(session.undo(wrong)).0, Detail::InvalidArgumentValue);
    }
    assert_eq!(refusal(session.undo(u64::MAX)).0, Detail::InvalidArgumentValue);
    assert_eq!(refusal(session.run("CALL db.revert(-1)", &Parameters::new())).0, Detail::InvalidArgumentValue);
    assert_eq!(number(&mut session, "MATCH (n) RETURN count(n)"), 1);
}

#[test]
fn a_graph_in_memory_has_no_history() {
    let database = Database::memory();
    let mut session = database.session();
    run(&mut session, "CREATE (:A)");
    assert!(run(&mut session, "CALL db.commits()").is_empty());
    let (detail, message) = refusal(session.undo(1));
    assert_eq!(detail, Detail::NotSupported);
    assert!(message.contains("memory"));
    assert_eq!(refusal(session.run("CALL db.revert(1)", &Parameters::new())).0, Detail::NotSupported);
    let info = database.info().unwrap();
    assert_eq!((info.nodes, info.commits, info.format, info.disk_bytes), (1, 0, None, None));
}

#[test]
fn a_reader_cannot_take_anything_back() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("store");
    let database = Database::open(&path, &OpenOptions::default()).unwrap();
    run(&mut database.session(), "CREATE (:A)");
    drop(database);
    let reader =
        Database::open(&path, &OpenOptions { create: false, read_only: true, ..OpenOptions::default() }).unwrap();
    assert_eq!(refusal(reader.session().undo(1)).0, Detail::ReadOnly);
    assert_eq!(refusal(reader.session().run("CALL db.revert(1)", &Parameters::new())).0, Detail::ReadOnly);
    assert_eq!(reader.commits(1).unwrap().len(), 1);
}

#[test]
fn forgotten_commits_are_gone_and_the_graph_stays() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("store");
    let database = Database::open(&path, &OpenOptions::default()).unwrap();
    let mut session = database.session();
    for _ in 0..4 {
        run(&mut session, "CREATE (:A)");
    }
    assert_eq!(database.forget_history(3).unwrap().commits, 2);
    assert_eq!(database.forget_history(3).unwrap().commits, 0);
    assert_eq!(refusal(session.revert(2)).0, Detail::InvalidArgumentValue);
    assert_eq!(refusal(session.undo(3)).0, Detail::InvalidArgumentValue);
    session.revert(3).unwrap();
    drop((session, database));
    let database = Database::open(&path, &OpenOptions::default()).unwrap();
    let kept: Vec<u64> = database.commits(1).unwrap().iter().map(|commit| commit.sequence).collect();
    assert_eq!(kept, [3, 4, 5]);
    assert_eq!(database.forget_history(u64::MAX).unwrap().commits, 3);
    assert!(database.commits(1).unwrap().is_empty());
    assert!(refusal(database.session().undo(1)).1.contains("nothing of the history is kept"));
    assert_eq!(number(&mut database.session(), "MATCH (n) RETURN count(n)"), 3);
}

#[test]
fn a_buffered_store_comes_back_after_a_close() {
    let home = tempfile::tempdir().unwrap();
    let options = OpenOptions { durability: crate::storage::Durability::Buffered, ..OpenOptions::default() };
    let database = Database::open(home.path().join("store"), &options).unwrap();
    run(&mut database.session(), "UNWIND range(1, 10) AS i CREATE (:A {i: i})");
    database.close().unwrap();
    let database = Database::open(home.path().join("store"), &OpenOptions::default()).unwrap();
    assert_eq!(number(&mut database.session(), "MATCH (n) RETURN count(n)"), 10);
}

#[test]
fn a_parameter_that_is_nested_too_deep_is_refused() {
    let mut deep = Value::Integer(1);
    for _ in 0..600 {
        deep = Value::list(vec![deep]);
    }
    let mut parameters = Parameters::new();
    parameters.insert("deep".into(), deep);
    let refused = Database::memory().session().run("RETURN size($deep)", &parameters);
    assert_eq!(refusal(refused).0, Detail::NestingTooDeep);
}
