//! Looking after a store: `wasl check`, `wasl info`, `:undo`, `:message`, `:author`.

use serde_json::Value;

use crate::harness::Place;

fn store(text: &str) -> Place {
    let place = Place::new();
    place.run_with(&["run", "db", "-"], text).ends(0);
    place
}

#[test]
fn check_of_a_sound_store_gives_no_rows_and_says_what_it_read() {
    let place = store("CREATE (:A {x: 1})-[:R]->(:B);\nCREATE CONSTRAINT FOR (a:A) REQUIRE a.x IS UNIQUE;\n");
    place
        .run(&["check", "db"])
        .ends(0)
        .prints("")
        .says("db: sound: ")
        .says("2 commits (1 to 2)")
        .says("2 nodes and 1 relationships");
}

#[test]
fn check_of_a_damaged_store_names_each_problem_and_ends_with_three() {
    let place = store("CREATE (:A);\n");
    std::fs::write(place.path().join("db/mark"), [7; 128]).unwrap();
    let run = place.run(&["check", "db"]).ends(3).says("db: damaged, 1 problem: 0 segments and 1 commits");
    let row: Value = serde_json::from_str(run.stdout.trim()).unwrap();
    assert!(row["problem"].as_str().unwrap().contains("holds no valid mark"), "{}", run.stdout);
    std::fs::remove_file(place.path().join("db/db")).unwrap();
    let run = place.run(&["check", "db"]).ends(3);
    assert!(run.stdout.contains("its file `db` is gone"), "{}", run.stdout);
    assert!(!place.path().join("db/db").exists(), "a check makes nothing");
}

#[test]
fn check_and_info_of_a_missing_store_end_with_three() {
    let place = Place::new();
    place.run(&["check", "absent"]).ends(3).prints("").says("absent");
    place.run(&["info", "absent"]).ends(3).prints("").says("absent");
    assert!(!place.path().join("absent").exists());
}

#[test]
fn a_damaged_file_is_an_error_and_no_panic_message() {
    let place = store("UNWIND range(1, 500) AS i CREATE (:A {x: i});\n");
    let file = place.path().join("db/db");
    let mut bytes = std::fs::read(&file).unwrap();
    let length = bytes.len();
    bytes[length / 4..length / 2].fill(0xa5);
    std::fs::write(&file, bytes).unwrap();
    let run = place.run(&["check", "db"]);
    assert!(!run.stderr.contains("panicked"), "{}", run.stderr);
    assert_eq!(run.code, 3, "{}{}", run.stdout, run.stderr);
}

#[test]
fn info_lists_figures_one_row_each() {
    let place = store(":author Ada\n:message 'a start'\nCREATE (:A {x: 1})-[:R]->(:B);\n");
    let run = place.run(&["info", "db"]).ends(0).silent();
    let rows: Vec<Value> = run.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let figure = |part: &str, name: &str| {
        let row = rows.iter().find(|row| row["part"] == part && row["name"] == name);
        row.unwrap_or_else(|| panic!("{part} {name}: {}", run.stdout))["value"].clone()
    };
    assert_eq!(figure("store", "format"), 3);
    assert_eq!(figure("store", "commits"), 1);
    assert!(figure("store", "bytes on disk").as_u64().unwrap() > 0);
    assert_eq!(figure("last commit", "author"), "Ada");
    assert_eq!(figure("last commit", "message"), "a start");
    assert!(figure("last commit", "time").as_str().unwrap().ends_with('Z'));
    assert_eq!((figure("graph", "nodes"), figure("graph", "relationships")), (2.into(), 1.into()));
    assert_eq!((figure("label", "A"), figure("type", "R")), (1.into(), 1.into()));
    assert!(figure("bytes of memory", "labels").is_u64());
}

#[test]
fn undo_takes_back_the_last_commits_and_the_history_shows_it() {
    let place = store("CREATE (:A);\nCREATE (:B);\nCREATE (:C);\n");
    let text = ":undo 2\nMATCH (n) RETURN labels(n)[0] AS label;\n\
        CALL db.commits() YIELD sequence, message WITH * WHERE sequence > 3 RETURN message;\n";
    place
        .run_with(&["run", "db", "-"], text)
        .ends(0)
        .says("taken back: ")
        .prints("{\"label\":\"A\"}\n{\"message\":\"undo of commits 2 to 3\"}\n");
}

#[test]
fn undo_says_why_it_cannot() {
    let place = Place::new();
    place.run_with(&["run", ":memory:", "-"], "CREATE (:A);\n:undo\n").ends(1).says("memory").says("<stdin>:2:1");
    place.run_with(&["run", "db", "-"], "CREATE (:A);\n:undo 2\n").ends(1).says("2 commits cannot be taken back");
    place.run_with(&["run", "db", "-"], ":undo some\n").ends(1).says("`:undo 2`");
    let later = "CREATE (:B {x: 1});\nMATCH (b:B) SET b.x = 2;\nCALL db.revert(2);\n";
    place.run_with(&["run", "db", "-"], later).ends(1).says("TransactionError.LaterChanges").says("changed since");
}

#[test]
fn messages_and_authors_of_a_run_are_in_the_history() {
    let place = Place::new();
    let text = "CREATE (:A);\n:message of its own\nCREATE (:B);\nCREATE (:C);\n";
    place.run_with(&["run", "--message", "a run", "--author", "Ada", "db", "-"], text).ends(0);
    let run = place.run(&["query", "db", "CALL db.commits() YIELD author, message RETURN author, message"]).ends(0);
    let row = |message: &str| format!("{{\"author\":\"Ada\",\"message\":\"{message}\"}}\n");
    assert_eq!(run.stdout, [row("a run"), row("of its own"), row("a run")].concat());
    place.run_with(&["run", "db", "-"], ":message\n").ends(1).says("text for the history is missing");
}

#[test]
fn purge_forgets_the_older_history_and_says_so() {
    let place = store("CREATE (:A);\nCREATE (:B);\nCREATE (:C);\n");
    place.run(&["purge", "db", "--before", "3"]).ends(0).says("db: 2 commits are forgotten");
    place.run(&["purge", "db", "--before", "3"]).ends(0).says("no commit before 3 is kept");
    place.run(&["purge", "--read-only", "db", "--before", "4"]).ends(3).says("read-only");
    let text = "CALL db.commits() YIELD sequence RETURN sequence; MATCH (n) RETURN count(n) AS n";
    place.run(&["query", "db", text]).ends(0).prints("{\"sequence\":3}\n{\"n\":3}\n");
    place.run(&["check", "db"]).ends(0).says("1 commits (3 to 3)");
}

#[test]
fn buffered_commits_are_there_after_the_run() {
    let place = Place::new();
    place.run_with(&["run", "--durability", "buffered", "db", "-"], "CREATE (:A);\nCREATE (:A);\n").ends(0);
    place.run(&["query", "db", "MATCH (n:A) RETURN count(n) AS n"]).ends(0).prints("{\"n\":2}\n");
}
