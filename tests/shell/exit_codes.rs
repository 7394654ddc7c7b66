//! One test a row of the table of exit codes, and the cases between them.

use std::process::Stdio;

use crate::harness::Place;

#[test]
fn zero_when_everything_is_done() {
    Place::new().query(&[], "RETURN 1 AS one").ends(0).prints("{\"one\":1}\n").silent();
}

#[test]
fn one_when_a_statement_fails() {
    let run = Place::new().query(&[], "RETURN nobody").ends(1).prints("");
    assert!(run.stderr.starts_with("error[SyntaxError.UndefinedVariable]: "), "{}", run.stderr);
}

#[test]
fn one_for_a_warning_when_strict() {
    let text = "CREATE (:A), (:B); MATCH (a:A), (b:B) RETURN count(*) AS n";
    Place::new().query(&[], text).ends(0).prints("{\"n\":1}\n").says("warning[SemanticError.CartesianProduct]");
    Place::new().query(&["--strict"], text).ends(1).prints("").says("error[SemanticError.CartesianProduct]");
}

#[test]
fn one_when_a_parameter_is_missing() {
    Place::new().query(&[], "RETURN $nobody").ends(1).says("nobody");
}

#[test]
fn two_for_an_unknown_option() {
    Place::new().run(&["query", "--frmat", "csv", ":memory:", "RETURN 1"]).ends(2).prints("").says("--format");
}

#[test]
fn two_without_a_command_and_zero_for_help() {
    let place = Place::new();
    place.run(&[]).ends(2).prints("");
    assert!(place.run(&["--help"]).ends(0).silent().stdout.contains("Exit codes"));
    assert!(place.run(&["--version"]).ends(0).stdout.starts_with("wasl "));
}

#[test]
fn two_for_a_wrong_value_of_an_option() {
    let place = Place::new();
    for options in
        [["--timeout", "soon"], ["--memory", "much"], ["--threads", "0"], ["--format", "xml"], ["--param", "a"]]
    {
        place.query(&options, "RETURN 1").ends(2).prints("");
    }
}

#[test]
fn two_for_a_missing_file_and_no_store_is_made() {
    let place = Place::new();
    place.run(&["run", "db", "absent.cypher"]).ends(2).says("absent.cypher").says("no such file");
    assert!(!place.path().join("db").exists());
}

#[test]
fn three_for_a_missing_store_that_is_only_read() {
    let place = Place::new();
    place.run(&["query", "absent", "RETURN 1"]).ends(3).prints("").says("absent");
    assert!(!place.path().join("absent").exists());
    place.run(&["shell", "--read-only", "absent"]).ends(3);
    assert!(!place.path().join("absent").exists());
}

#[test]
fn three_for_a_file_that_is_no_store() {
    let place = Place::new();
    place.file("text", "not a store");
    place.run(&["query", "text", "RETURN 1"]).ends(3).says("text");
}

#[test]
fn three_for_a_store_that_another_process_holds() {
    let place = Place::new();
    place.run_with(&["run", "db", "-"], "CREATE (:A);").ends(0);
    let mut holder = place
        .command(&["shell", "db", "--format", "json"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("starts");
    // Its first answer shows that it has the store.
    use std::io::{BufRead, BufReader, Write};
    let mut input = holder.stdin.take().expect("a pipe");
    input.write_all(b"RETURN 1;\n").expect("written");
    let mut line = String::new();
    BufReader::new(holder.stdout.take().expect("a pipe")).read_line(&mut line).expect("answered");
    place.run(&["query", "db", "RETURN 1"]).ends(3).prints("").says("db");
    drop(input);
    assert!(holder.wait().expect("ends").success());
    place.run(&["query", "db", "MATCH (a:A) RETURN count(a) AS n"]).ends(0).prints("{\"n\":1}\n");
}

#[test]
fn four_for_a_limit_and_it_says_which() {
    let place = Place::new();
    place.query(&["--max-rows", "3"], "UNWIND range(1, 10) AS i RETURN i").ends(4).says("LimitExceeded.RowLimit");
    let endless = "UNWIND range(1, 100000) AS a UNWIND range(1, 100000) AS b RETURN sum(a * b) AS s";
    place.query(&["--timeout", "100ms"], endless).ends(4).says("LimitExceeded.TimeLimit");
}

#[test]
fn five_for_a_failed_assertion() {
    let place = Place::new();
    place.run_with(&["run", ":memory:", "-"], "RETURN 1 AS x;\n:expect rows 2\n").ends(5).says("AssertionFailed.Rows");
    place
        .run_with(&["run", ":memory:", "-"], "RETURN 1 AS x;\n:expect value 2\n")
        .ends(5)
        .says("AssertionFailed.Value");
    place.run_with(&["run", ":memory:", "-"], "RETURN 1 AS x;\n:expect error\n").ends(5).says("AssertionFailed.Error");
}

#[cfg(unix)]
#[test]
fn one_hundred_and_thirty_when_interrupted() {
    let place = Place::new();
    let endless =
        "RETURN 0 AS ready; UNWIND range(1, 1000000) AS a UNWIND range(1, 1000000) AS b RETURN sum(a * b) AS s";
    let mut child = place
        .command(&["query", ":memory:", endless])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("starts");
    // The first answer shows that the handler is there and the long statement about to run.
    use std::io::{BufRead, BufReader, Read};
    let mut answers = BufReader::new(child.stdout.take().expect("a pipe"));
    let mut line = String::new();
    answers.read_line(&mut line).expect("answered");
    assert_eq!(line, "{\"ready\":0}\n");
    let killed =
        std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("kill runs");
    assert!(killed.success());
    let status = child.wait().expect("ends");
    assert_eq!(status.code(), Some(130));
    let mut errors = String::new();
    child.stderr.take().expect("a pipe").read_to_string(&mut errors).expect("read");
    assert!(!errors.contains("panicked"), "{errors}");
}
