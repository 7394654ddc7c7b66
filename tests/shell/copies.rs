//! Copies of a store in every form: `wasl backup`, `restore`, `dump`, `load`, `compact`, `check --repair-to`; and the graph
//! as it was: `FOR SYSTEM_TIME AS OF`, `:diff`, retention.

use std::fs;

use crate::harness::Place;

/// Every type of value, names that need backticks, several labels, a loop, parallel relationships, rules.
const RICH: &str = r"
CREATE (a:Person:`odd label` {name: 'Ada', `a key`: 1, text: 'it\'s \\ \n new', big: 9223372036854775807, small: -9223372036854775808,
  half: 0.5, tiny: 1e-300, not: toFloat('NaN'), inf: toFloat('-Infinity'), yes: true, zero: -0.0,
  list: [1, 2, 3], words: ['a', ''], none: [],
  day: date('2026-01-27'), then: datetime('2026-01-27T10:00:00.123456789+01:00[Africa/Casablanca]'), utc: datetime('2026-01-27T10:00Z'),
  clock: localtime('10:00:01'), zoned: time('10:00+01:00'), local: localdatetime('2026-01-27T10:00'), long: duration('P1Y2M3DT4H5M6.7S')});
CREATE (:City {name: 'Rabat'}), (), (:Person {name: 'Alan'});
MATCH (a {name: 'Ada'}), (c:City) CREATE (a)-[:LIVES_IN {since: 1843}]->(c), (a)-[:LIVES_IN]->(c), (a)-[:`odd type`]->(a);
MATCH (x) WHERE labels(x) = [] CREATE (x)-[:LIVES_IN]->(x);
CREATE CONSTRAINT one_name FOR (p:Person) REQUIRE p.name IS UNIQUE;
CREATE CONSTRAINT FOR ()-[l:LIVES_IN]-() REQUIRE l.since IS :: INTEGER;
CREATE CONSTRAINT city_key FOR (c:City) REQUIRE c.name IS KEY;
CREATE INDEX by_day FOR (p:Person) ON (p.day, p.name);
MATCH (p {name: 'Alan'}) DELETE p;
";

fn store(text: &str) -> Place {
    let place = Place::new();
    place.run_with(&["run", "db", "-"], text).ends(0);
    place
}

fn dump(place: &Place, db: &str) -> String {
    place.run(&["dump", db]).ends(0).stdout
}

#[test]
fn a_dump_that_is_loaded_is_dumped_byte_for_byte_the_same() {
    let place = store(RICH);
    let text = dump(&place, "db");
    assert!(text.contains("toFloat('NaN')") && text.contains("`odd label`") && text.contains("one_name"), "{text}");
    place.run(&["dump", "db", "graph.cypher"]).ends(0).prints("");
    assert_eq!(fs::read_to_string(place.path().join("graph.cypher")).unwrap(), text);
    place.run(&["load", "copy", "graph.cypher"]).ends(0).says("loaded");
    assert_eq!(dump(&place, "copy"), text);
    place.run(&["check", "copy"]).ends(0);
    // A dump is plain text of the language: a batch file like any other.
    place.run(&["run", "other", "graph.cypher"]).ends(0);
    assert_eq!(dump(&place, "other"), text);
    place.run(&["load", "copy", "graph.cypher"]).ends(2).says("not empty");
}

#[test]
fn the_shipped_knowledge_survives_dump_and_load() {
    let place = Place::new();
    place.run(&["seed", "db"]).ends(0);
    let text = dump(&place, "db");
    place.run_with(&["load", "copy", "-"], &text).ends(0);
    assert_eq!(dump(&place, "copy"), text);
}

#[test]
fn a_dump_as_of_an_earlier_commit_is_the_graph_of_that_time() {
    let place = store("CREATE (:A {x: 1});\n");
    let first = dump(&place, "db");
    place.run(&["query", "db", "MATCH (a:A) SET a.x = 2 CREATE (:B)"]).ends(0);
    assert_ne!(dump(&place, "db"), first);
    assert_eq!(place.run(&["dump", "db", "--as-of", "1"]).ends(0).stdout, first);
    place.run(&["dump", "db", "--as-of", "7"]).ends(1).says("there is no commit 7");
}

#[test]
fn a_backup_is_a_store_and_a_second_one_writes_only_what_is_new() {
    let place = store("CREATE (:A {x: 1});\nCREATE (:A {x: 2});\n");
    place.run(&["backup", "db", "safe/copy"]).ends(0).says("as of commit 2, 2 nodes, 0 relationships: 2 commits");
    assert_eq!(dump(&place, "safe/copy"), dump(&place, "db"));
    place.run(&["query", "db", "CREATE (:A {x: 3})"]).ends(0);
    place.run(&["backup", "db", "safe/copy"]).ends(0).says("as of commit 3, 3 nodes, 0 relationships: 1 commits");
    place.run(&["backup", "db", "safe/copy"]).ends(0).says("0 commits and 0 segments written");
    place.run(&["check", "safe/copy"]).ends(0).says("3 commits (1 to 3)");
    place.run(&["restore", "safe/copy", "back"]).ends(0).says("3 commits");
    assert_eq!(dump(&place, "back"), dump(&place, "db"));
    place.run(&["query", "back", "FOR SYSTEM_TIME AS OF 1 MATCH (a) RETURN a.x"]).ends(0).prints("{\"a.x\":1}\n");
    place.run(&["restore", "safe/copy", "db"]).ends(3).says("there is something already");
    // A backup that has gone its own way is not overwritten.
    place.run(&["query", "safe/copy", "CREATE (:Other)"]).ends(0);
    place.run(&["query", "db", "CREATE (:A {x: 4})"]).ends(0);
    place.run(&["backup", "db", "safe/copy"]).ends(3).says("another history");
    place.run(&["backup", "absent", "x"]).ends(3).says("absent");
}

#[test]
fn backups_follow_checkpoints_loads_and_purges() {
    let place = store("CREATE (:A {x: 1});\n");
    place.file("more.csv", "id,name\n1,one\n2,two\n");
    for step in 0..4 {
        place.run(&["backup", "db", "copy"]).ends(0);
        assert_eq!(dump(&place, "copy"), dump(&place, "db"), "step {step}");
        match step {
            0 => place.run(&["import", "db", "--nodes", "Row=more.csv"]).ends(0),
            1 => place.run(&["query", "db", "MATCH (a:A) SET a.x = 5"]).ends(0),
            2 => place.run(&["purge", "db", "--before", "3"]).ends(0).says("2 commits are forgotten"),
            _ => place.run(&["check", "copy"]).ends(0),
        };
    }
    place.run(&["backup", "db", "fresh"]).ends(0);
    assert_eq!(dump(&place, "fresh"), dump(&place, "db"));
    place.run(&["check", "fresh"]).ends(0).says("1 commits (3 to 3)");
}

#[test]
fn compaction_keeps_graph_and_history_and_is_finished_after_a_crash() {
    let mut text = String::from("CREATE (:A {x: 0, text: ''});\n");
    for x in 1..40 {
        text.push_str(&format!("MATCH (a:A) SET a.x = {x}, a.text = a.text + 'some more text of {x}';\n"));
    }
    let place = store(&text);
    let before = dump(&place, "db");
    let old = place.run(&["query", "db", "FOR SYSTEM_TIME AS OF 7 MATCH (a) RETURN a.x"]).ends(0).stdout;
    place.run(&["compact", "db"]).ends(0).says("bytes");
    assert_eq!(dump(&place, "db"), before);
    let again = place.run(&["query", "db", "FOR SYSTEM_TIME AS OF 7 MATCH (a) RETURN a.x"]).ends(0).stdout;
    assert_eq!((old.as_str(), again.as_str()), ("{\"a.x\":6}\n", "{\"a.x\":6}\n"));
    assert!(!place.path().join("db.old").exists() && !place.path().join("db.compact").exists());
    // As a crash between the two renames leaves it.
    place.run(&["backup", "db", "db.compact"]).ends(0);
    fs::write(place.path().join("db/replaced"), "").unwrap();
    fs::rename(place.path().join("db"), place.path().join("db.old")).unwrap();
    assert_eq!(dump(&place, "db"), before);
    assert!(!place.path().join("db.old").exists());
    place.run(&["compact", "absent"]).ends(3).says("absent");
}

#[test]
fn what_is_whole_of_a_damaged_store_is_saved() {
    let place = store("CREATE (:A {x: 1})-[:R]->(:B);\nCREATE INDEX FOR (a:A) ON (a.x);\n");
    let whole = dump(&place, "db");
    let run = place.run(&["check", "db", "--repair-to", "saved"]).ends(0);
    assert!(run.stderr.contains("nothing of the graph is lost"), "{}", run.stderr);
    assert_eq!(dump(&place, "saved"), whole);
    place.run(&["check", "saved"]).ends(0);
    place.run(&["check", "db", "--repair-to", "saved"]).ends(3).says("a store already");
    // The image has all that was there at the last close, though the file of the store is gone.
    fs::remove_file(place.path().join("db/db")).unwrap();
    place.run(&["check", "db", "--repair-to", "rescued"]).ends(0);
    assert_eq!(dump(&place, "rescued"), whole);
    fs::remove_file(place.path().join("db/image")).unwrap();
    place.run(&["check", "db", "--repair-to", "nothing"]).ends(3).says("`db` is gone");
}

#[test]
fn diff_shows_the_rows_of_two_moments() {
    let place =
        store("CREATE (:A {x: 1}), (:A {x: 2}), (:A {x: 2});\nMATCH (a:A {x: 1}) SET a.x = 3 CREATE (:A {x: 2});\n");
    let ask = |line: &str| place.run_with(&["shell", "db", "--format", "csv"], line);
    let changed = "change,a.x\n-,1\n+,2\n+,3\n";
    ask(":diff 1 now MATCH (a:A) RETURN a.x ORDER BY a.x\n").ends(0).prints(changed);
    ask(":diff 1 2 MATCH (a:A) RETURN a.x ORDER BY a.x\n:expect rows 3\n").ends(0);
    ask(":diff 2 now MATCH (a:A) RETURN a.x\n").ends(0).prints("change,a.x\n");
    ask(":diff 1\n").ends(1).says("two moments and a statement");
    ask(":diff 1 now CREATE (:B)\n").ends(1).says("the past cannot be changed");
    ask(":diff 1 9 RETURN 1\n").ends(1).says("there is no commit 9");
}

#[test]
fn a_rule_of_retention_is_applied_at_the_end_of_a_run_that_writes() {
    let place = store("CREATE (:A);\nCREATE (:A);\nCREATE (:A);\nCALL db.setRetention(2);\n");
    place.run(&["query", "db", "CALL db.retention()"]).ends(0).prints("{\"keep\":2}\n");
    let run = place.run(&["query", "db", "CREATE (:A)"]).ends(0);
    assert!(run.stderr.contains("history: 1 commit is forgotten"), "{}", run.stderr);
    let kept = place.run(&["query", "db", "CALL db.commits() YIELD sequence RETURN sequence"]).ends(0).stdout;
    assert_eq!(kept, "{\"sequence\":3}\n{\"sequence\":4}\n");
    place.run(&["query", "db", "CALL db.setRetention(0)"]).ends(1).says("less than nothing");
    place.run(&["query", "db", "CALL db.setRetention('x')"]).ends(1).says("duration");
    place.run(&["query", "db", "CALL db.setRetention(null); CREATE (:A)"]).ends(0);
    let kept = place.run(&["query", "db", "CALL db.commits() YIELD sequence RETURN count(*) AS n"]).ends(0).stdout;
    assert_eq!(kept, "{\"n\":3}\n");
}
