//! Runs of several statements: order, stopping, going on, transactions, files within files.

use crate::harness::Place;

#[test]
fn the_first_error_stops_the_run() {
    let run = Place::new().query(&[], "RETURN 1 AS a; RETURN x; RETURN 2 AS a").ends(1);
    assert_eq!(run.stdout, "{\"a\":1}\n");
}

#[test]
fn keep_going_runs_the_rest_and_counts() {
    let text = "RETURN 1 AS a; RETURN x; RETURN 2 AS a; RETURN y; RETURN 3 AS a";
    let run = Place::new().query(&["--keep-going"], text).ends(1).says("2 of 5");
    assert_eq!(run.stdout, "{\"a\":1}\n{\"a\":2}\n{\"a\":3}\n");
}

#[test]
fn a_statement_that_cannot_be_right_ends_at_its_semicolon() {
    let run = Place::new().query(&["--keep-going"], "RETURN (1; RETURN 2 AS a").ends(1);
    assert_eq!(run.stdout, "{\"a\":2}\n");
}

#[test]
fn each_statement_commits_by_itself() {
    let place = Place::new();
    place.run_with(&["run", "db", "-"], "CREATE (:A); RETURN x; CREATE (:A);").ends(1);
    place.run(&["query", "db", "MATCH (a:A) RETURN count(a) AS n"]).ends(0).prints("{\"n\":1}\n");
}

#[test]
fn an_atomic_run_keeps_everything_or_nothing() {
    let place = Place::new();
    place.run_with(&["run", "--atomic", "db", "-"], "CREATE (:A); RETURN x;").ends(1);
    place.run(&["query", "db", "MATCH (a:A) RETURN count(a) AS n"]).ends(0).prints("{\"n\":0}\n");
    place.run_with(&["run", "--atomic", "--keep-going", "db", "-"], "CREATE (:A); RETURN x; CREATE (:A);").ends(1);
    place.run(&["query", "db", "MATCH (a:A) RETURN count(a) AS n"]).ends(0).prints("{\"n\":0}\n");
    place.run_with(&["run", "--atomic", "db", "-"], "CREATE (:A); CREATE (:A);").ends(0);
    place.run(&["query", "db", "MATCH (a:A) RETURN count(a) AS n"]).ends(0).prints("{\"n\":2}\n");
}

#[test]
fn an_atomic_run_refuses_transactions_inside() {
    Place::new().run_with(&["run", "--atomic", ":memory:", "-"], "CREATE (:A);\n:commit\n").ends(1).says("--atomic");
}

#[test]
fn begin_and_rollback_forget_and_begin_and_commit_keep() {
    let place = Place::new();
    let text = ":begin\nCREATE (:A);\n:rollback\n:begin\nCREATE (:B);\n:commit\nMATCH (n) RETURN labels(n) AS l;\n";
    place.run_with(&["run", "db", "-"], text).ends(0).prints("{\"l\":[\"B\"]}\n");
    place.run(&["query", "db", "MATCH (n) RETURN count(n) AS n"]).ends(0).prints("{\"n\":1}\n");
}

#[test]
fn a_run_that_ends_inside_a_transaction_fails_and_keeps_nothing() {
    let place = Place::new();
    place.run_with(&["run", "db", "-"], ":begin\nCREATE (:A);\n").ends(1).says("inside a transaction");
    place.run(&["query", "db", "MATCH (n) RETURN count(n) AS n"]).ends(0).prints("{\"n\":0}\n");
}

#[test]
fn several_files_run_in_order() {
    let place = Place::new();
    place.file("a.cypher", "CREATE (:A {n: 1});");
    place.file("b.cypher", "MATCH (a:A) SET a.n = a.n + 1 RETURN a.n AS n;");
    place.run(&["run", ":memory:", "a.cypher", "b.cypher", "b.cypher"]).ends(0).prints("{\"n\":2}\n{\"n\":3}\n");
}

#[test]
fn a_byte_order_mark_is_no_part_of_the_text() {
    let place = Place::new();
    place.file("a.cypher", "\u{feff}RETURN 1 AS a;");
    place.run(&["run", ":memory:", "a.cypher"]).ends(0).prints("{\"a\":1}\n");
}

#[test]
fn sourced_files_are_found_beside_the_file_that_names_them() {
    let place = Place::new();
    place.file("top.cypher", "RETURN 'top' AS f;\n:source inner/middle.cypher\nRETURN 'end' AS f;\n");
    place.file("inner/middle.cypher", ":source leaf.cypher\n");
    place.file("inner/leaf.cypher", "RETURN 'leaf' AS f;\n");
    let run = place.run(&["run", ":memory:", "top.cypher"]).ends(0);
    assert_eq!(run.stdout, "{\"f\":\"top\"}\n{\"f\":\"leaf\"}\n{\"f\":\"end\"}\n");
}

#[test]
fn an_error_in_a_sourced_file_names_that_file() {
    let place = Place::new();
    place.file("top.cypher", "\n:source inner/leaf.cypher\n");
    let leaf = place.file("inner/leaf.cypher", "RETURN 1 AS a;\n\n  RETURN x;\n");
    let leaf = leaf.strip_prefix(place.path()).unwrap().display().to_string();
    place.run(&["run", ":memory:", "top.cypher"]).ends(1).says(&format!(" --> {leaf}:3:10\n"));
}

#[test]
fn a_file_that_sources_itself_is_an_error() {
    let place = Place::new();
    place.file("loop.cypher", ":source loop.cypher\n");
    place.run(&["run", ":memory:", "loop.cypher"]).ends(1).says("RecursiveSource").says("loop.cypher:1:9");
}

#[test]
fn a_missing_sourced_file_fails_at_its_line() {
    let place = Place::new();
    place.file("top.cypher", "RETURN 1 AS a;\n:source absent.cypher\n");
    place.run(&["run", ":memory:", "top.cypher"]).ends(1).says("FileNotReadable").says("top.cypher:2:9");
}

#[test]
fn ten_thousand_statements_with_one_wrong_in_the_middle() {
    let place = Place::new();
    let line = |i: u32| if i == 5_000 { "RETURN nobody;\n".to_owned() } else { format!("CREATE (:N {{i: {i}}});\n") };
    let text: String = (1..=10_000).map(line).collect();
    place.file("many.cypher", &text);
    let run = place.run(&["run", "--keep-going", "--format", "json", ":memory:", "many.cypher"]).ends(1);
    assert_eq!(run.stdout.lines().count(), 9_999);
    assert!(run.stderr.contains(" --> many.cypher:5000:8\n"), "{}", run.stderr);
    assert!(run.stderr.contains("1 of 10000 statements"), "{}", run.stderr);
    let created: Vec<u64> = run
        .stdout
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).expect("an object a statement"))
        .map(|result| result["stats"]["nodes_created"].as_u64().expect("a count"))
        .collect();
    assert!(created.iter().all(|count| *count == 1), "{created:?}");

    let count = |db: &str| place.run(&["query", db, "MATCH (n) RETURN count(n) AS n"]).ends(0).stdout;
    let arguments = ["run", "--durability", "buffered", "--format", "json"];
    let stopped =
        place.run(&[&arguments[..], &["db", "many.cypher"]].concat()).ends(1).says(" --> many.cypher:5000:8\n");
    assert_eq!(stopped.stdout.lines().count(), 4_999);
    assert_eq!(count("db"), "{\"n\":4999}\n", "what came before the error is kept");
    let atomic = place.run(&[&arguments[..], &["--atomic", "db", "many.cypher"]].concat()).ends(1);
    assert!(atomic.stderr.contains(" --> many.cypher:5000:8\n"), "{}", atomic.stderr);
    assert_eq!(count("db"), "{\"n\":4999}\n", "nothing is changed");
}
