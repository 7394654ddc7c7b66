//! What users and programs read when something is wrong: place, caret, hint, JSON form.

use serde_json::Value;

use crate::harness::Place;

#[test]
fn an_error_names_file_line_and_column_and_shows_the_line() {
    let place = Place::new();
    place.file("queries.cypher", "// people\nRETURN 1 AS one;\nRETURN m.name;\n");
    let run = place.run(&["run", ":memory:", "queries.cypher"]).ends(1).prints("{\"one\":1}\n");
    assert!(run.stderr.starts_with("error[SyntaxError.UndefinedVariable]: "), "{}", run.stderr);
    assert!(
        run.stderr.contains("\n --> queries.cypher:3:8\n  |\n3 | RETURN m.name;\n  |        ^\n"),
        "{}",
        run.stderr
    );
}

#[test]
fn a_mistyped_variable_gets_a_hint() {
    let text = "MATCH (person) RETURN persn.name";
    Place::new().query(&[], text).ends(1).says("  = hint: did you mean `person`?\n");
}

#[test]
fn carets_stand_right_after_wide_characters() {
    let run = Place::new().query(&[], "RETURN '日本' + nobody").ends(1);
    assert!(run.stderr.contains("1 | RETURN '日本' + nobody\n  |                 ^^^^^^\n"), "{}", run.stderr);
    assert!(run.stderr.contains(" --> <query>:1:15\n"), "{}", run.stderr);
}

#[test]
fn the_json_form_is_one_object_a_line() {
    let place = Place::new();
    place.file("q.cypher", "RETURN 1;\nRETURN\n  nobody;\n");
    let run = place.run(&["run", "--error-format", "json", ":memory:", "q.cypher"]).ends(1);
    let error: Value = serde_json::from_str(run.stderr.trim()).unwrap();
    assert_eq!(error["class"], "SyntaxError");
    assert_eq!(error["detail"], "UndefinedVariable");
    assert_eq!(error["phase"], "compile time");
    assert_eq!(error["severity"], "error");
    assert_eq!(error["file"], "q.cypher");
    assert_eq!((&error["line"], &error["column"]), (&3.into(), &3.into()));
    assert_eq!((&error["end_line"], &error["end_column"]), (&3.into(), &9.into()));
    assert!(error["message"].is_string() && error["hints"].is_array());
}

#[test]
fn an_unknown_label_is_a_warning_and_not_an_error() {
    let run = Place::new().query(&[], "CREATE (:Person); MATCH (n:Persn) RETURN n").ends(0);
    assert!(run.stderr.starts_with("warning[") && run.stderr.contains("Person"), "{}", run.stderr);
}

#[test]
fn colours_only_when_asked_for_in_a_pipe() {
    let place = Place::new();
    assert!(!place.query(&[], "RETURN x").stderr.contains('\u{1b}'));
    assert!(place.query(&["--color", "always"], "RETURN x").stderr.contains("\u{1b}[1;31m"));
    assert!(!place.query(&["--color", "never"], "RETURN x").stderr.contains('\u{1b}'));
}

#[test]
fn a_file_that_is_not_text_is_refused() {
    let place = Place::new();
    std::fs::write(place.path().join("bad.cypher"), b"RETURN '\xff';").unwrap();
    place.run(&["run", ":memory:", "bad.cypher"]).ends(2).says("UTF-8");
}

#[test]
fn control_characters_in_a_message_do_not_reach_the_terminal() {
    let run = Place::new().query(&[], "RETURN `a\u{1b}[2Jb`").ends(1);
    assert!(!run.stderr.contains('\u{1b}'), "{:?}", run.stderr);
}

#[test]
fn whatever_is_mistyped_the_nearest_name_is_offered() {
    let place = Place::new();
    place.run_with(&["run", "db", "-"], "CREATE (:Person {surname: 'Ada'})-[:KNOWS]->(:Person);").ends(0);
    for (text, meant) in [
        ("MTCH (n) RETURN n", "MATCH"),
        ("MATCH (n) RETRUN n", "RETURN"),
        ("RETURN toUper('a')", "toUpper"),
        ("MATCH (person) RETURN persn", "person"),
        ("RETURN $lmit", "$limit"),
        ("CALL db.lables()", "db.labels"),
        ("MATCH (n:Persn) RETURN n", "Person"),
        ("MATCH ()-[r:KNOW]->() RETURN r", "KNOWS"),
        ("MATCH (n:Person) RETURN n.surnam", "surname"),
        (":descrbe Person", ":describe"),
        (":format tabel", "table"),
    ] {
        let text = if text.starts_with(':') { format!("{text}\n") } else { format!("{text};\n") };
        let run = place.run_with(&["--param", "limit=3", "run", "db", "-"], &text);
        assert!(run.stderr.contains("did you mean") && run.stderr.contains(meant), "{text}: {}", run.stderr);
    }
    // What is a warning in a read is an error when asked to.
    place.run(&["--strict", "query", "db", "MATCH (n:Persn) RETURN n"]).ends(1);
}

#[test]
fn profile_tells_estimated_and_actual_rows() {
    let text = "UNWIND range(1, 7) AS x CREATE (:N {x: x}); PROFILE MATCH (n:N) WHERE n.x > 2 RETURN n.x;";
    let run = Place::new().run_with(&["--format", "table", "run", ":memory:", "-"], text).ends(0);
    assert!(run.stdout.contains("rows") && run.stdout.contains('5') && run.stdout.contains('7'), "{}", run.stdout);
}
