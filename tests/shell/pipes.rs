//! Stdin as a conversation, and pipes that close.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::Stdio;

use crate::harness::Place;

#[test]
fn each_statement_is_answered_as_soon_as_it_is_complete() {
    let place = Place::new();
    let mut child = place
        .command(&["shell", "--format", "json"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("starts");
    let mut input = child.stdin.take().expect("a pipe");
    let mut answers = BufReader::new(child.stdout.take().expect("a pipe"));
    for text in ["CREATE (:A);\n", "MATCH (a:A)\n", "RETURN count(a) AS n;\n"] {
        input.write_all(text.as_bytes()).expect("written");
        input.flush().expect("flushed");
        if text.ends_with(";\n") {
            let mut line = String::new();
            answers.read_line(&mut line).expect("answered while the input is open");
            assert!(line.starts_with("{\"columns\":["), "{line}");
        }
    }
    drop(input);
    assert!(child.wait().expect("ends").success());
}

#[test]
fn statements_over_several_lines_and_positions_in_them() {
    let text = "RETURN\n  1 AS a;\n\n// a comment; with a semicolon\nRETURN 'a;\nb' AS b;\nRETURN\n  nobody;\n";
    let run = Place::new().run_with(&["shell"], text).ends(1);
    assert_eq!(run.stdout, "{\"a\":1}\n{\"b\":\"a;\\nb\"}\n");
    assert!(run.stderr.contains(" --> <stdin>:8:3\n"), "{}", run.stderr);
}

#[test]
fn the_last_statement_needs_no_semicolon() {
    Place::new().run_with(&["shell"], "RETURN 1 AS a").ends(0).prints("{\"a\":1}\n");
}

#[test]
fn the_first_error_ends_the_input_unless_it_goes_on() {
    let place = Place::new();
    place.run_with(&["shell"], "RETURN x;\nRETURN 1 AS a;\n").ends(1).prints("");
    place.run_with(&["shell", "--keep-going"], "RETURN x;\nRETURN 1 AS a;\n").ends(1).prints("{\"a\":1}\n");
}

#[test]
fn an_expected_error_on_stdin_is_none() {
    let text = "RETURN x;\n// foreseen\n\n:expect error UndefinedVariable\nRETURN 1 AS a;\n";
    Place::new().run_with(&["shell"], text).ends(0).silent().prints("{\"a\":1}\n");
}

#[test]
fn a_closed_pipe_ends_the_run_quietly() {
    let place = Place::new();
    for format in ["jsonl", "csv", "table", "json", "cypher", "line", "markdown", "tsv"] {
        let text = "UNWIND range(1, 1000000) AS i RETURN i, 'some text to fill the pipe' AS t";
        let mut child = place
            .command(&["query", "--format", format, ":memory:", text])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("starts");
        let mut first = [0; 10];
        let mut output = child.stdout.take().expect("a pipe");
        output.read_exact(&mut first).expect("something is written");
        drop(output);
        let status = child.wait().expect("ends");
        let mut errors = String::new();
        child.stderr.take().expect("a pipe").read_to_string(&mut errors).expect("read");
        assert_eq!((status.code(), errors.as_str()), (Some(0), ""), "{format}");
    }
}

#[test]
fn text_that_is_not_utf8_on_stdin_is_an_error_with_its_line() {
    let place = Place::new();
    let mut child = place
        .command(&["shell"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("starts");
    child.stdin.take().expect("a pipe").write_all(b"RETURN 1 AS a;\nRETURN '\xff';\n").expect("written");
    let output = child.wait_with_output().expect("ends");
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(String::from_utf8_lossy(&output.stdout), "{\"a\":1}\n");
    assert!(String::from_utf8_lossy(&output.stderr).contains("line 2 of stdin is not UTF-8"));
}

#[test]
fn the_demo_answers_from_a_pipe_and_writes_nothing() {
    let place = Place::new();
    let text = "MATCH (d:Document) RETURN count(d) AS documents;\n";
    place.run_with(&["demo"], text).ends(0).silent().prints("{\"documents\":5}\n");
    assert_eq!(std::fs::read_dir(place.path()).unwrap().count(), 0);
}

#[test]
fn seeding_twice_changes_nothing() {
    let place = Place::new();
    let count =
        ["query", "db", "MATCH (n) OPTIONAL MATCH (n)-[r]->() RETURN count(DISTINCT n) AS nodes, count(r) AS rels"];
    place.run(&["seed", "db"]).ends(0).prints("").says("added");
    let first = place.run(&count).ends(0);
    place.run(&["seed", "db"]).ends(0).prints("").says("there already");
    place.run(&count).ends(0).prints(&first.stdout);
}
