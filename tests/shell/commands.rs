//! The lines that begin with `:`, in batch files as in the shell.

use crate::harness::{Place, Run};

fn run(text: &str) -> Run {
    Place::new().run_with(&["run", ":memory:", "-"], text)
}

#[test]
fn an_unknown_command_is_an_error_with_the_nearest_name() {
    run("RETURN 1 AS a;\n:fromat csv\n")
        .ends(1)
        .says("CommandError.UnknownCommand")
        .says("<stdin>:2:1")
        .says("did you mean `:format`?");
}

#[test]
fn an_unknown_format_is_an_error_with_the_nearest_name() {
    run(":format jsn\n").ends(1).says("did you mean `json`?").says("<stdin>:1:9");
}

#[test]
fn help_lists_every_command_and_explains_topics() {
    let listed = run(":help\n").ends(0).stdout;
    for name in ["param", "params", "source", "format", "begin", "commit", "rollback", "schema", "expect", "quit"] {
        assert!(listed.contains(&format!("  :{name}")), "{name} is missing: {listed}");
    }
    assert!(run(":help source\n").ends(0).stdout.contains("relative"));
    assert!(run(":help formats\n").ends(0).stdout.contains("markdown"));
    run(":help fromats\n").ends(1).says("did you mean `:help formats`?");
}

#[test]
fn every_command_and_format_is_in_the_documentation() {
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/shell.md")).expect("the page");
    let listed = run(":help\n").ends(0).stdout;
    let names: Vec<_> = listed.lines().filter_map(|line| line.strip_prefix("  :")?.split_whitespace().next()).collect();
    assert!(names.len() > 30, "{listed}");
    for name in names {
        assert!(page.contains(&format!("`:{name}")), "docs/shell.md says nothing of `:{name}`");
    }
    let formats = Place::new().run(&["query", ":memory:", "--format", "none", "RETURN 1"]).ends(2).stderr;
    let formats = formats.split("[possible values: ").nth(1).and_then(|rest| rest.split(']').next()).expect("a list");
    for name in formats.split(", ").filter(|name| *name != "auto") {
        assert!(page.contains(&format!("`{name}`")), "docs/shell.md says nothing of the format {name}");
    }
}

#[test]
fn help_knows_the_language_by_name() {
    let clause = run(":help order by\n").ends(0).stdout;
    assert!(clause.starts_with("ORDER BY (clause)\n") && clause.contains("Example: MATCH"), "{clause}");
    assert!(run(":help =~\n").ends(0).stdout.contains("regular expression"));
    assert!(run(":help TOUPPER()\n").ends(0).stdout.contains("toUpper(text :: STRING)"));
    let both = run(":help COUNT {}\n").ends(0).stdout;
    assert!(both.contains("COUNT (expression)") && both.contains("count (function)"), "{both}");
    assert!(run(":help algo.pagerank\n").ends(0).stdout.contains("damping :: FLOAT (0.85)"));
    run(":help toUper\n").ends(1).says("there is no help on `toUper`").says("did you mean `:help toUpper`?");
}

#[test]
fn quit_ends_the_run_and_a_sourced_file_ends_it_too() {
    run("RETURN 1 AS a;\n:quit\nRETURN 2 AS a;\n").ends(0).prints("{\"a\":1}\n");
    let place = Place::new();
    place.file("leave.cypher", ":exit\n");
    place.run_with(&["run", ":memory:", "-"], ":source leave.cypher\nRETURN 1 AS a;\n").ends(0).prints("");
}

#[test]
fn expectations_that_hold_are_silent() {
    let text = "UNWIND [1, 2] AS i RETURN i;\n:expect rows 2\nRETURN 1 + 1 AS two;\n:expect value 2\n:expect rows 1\n";
    run(text).ends(0).silent();
}

#[test]
fn an_expected_error_is_none_and_the_run_goes_on() {
    let text = "RETURN nobody;\n:expect error UndefinedVariable\nRETURN 1 AS a;\n";
    run(text).ends(0).silent().prints("{\"a\":1}\n");
    run("RETURN nobody;\n:expect error SyntaxError\n").ends(0).silent();
    run("RETURN nobody;\n:expect error\n").ends(0).silent();
    run("RETURN nobody;\n:expect error SyntaxError.UndefinedVariable\n").ends(0).silent();
}

#[test]
fn another_error_than_the_expected_one_fails_the_assertion() {
    run("RETURN nobody;\n:expect error DivisionByZero\n")
        .ends(5)
        .says("expected the error DivisionByZero, got SyntaxError.UndefinedVariable");
}

#[test]
fn a_failed_expectation_points_at_its_line() {
    run("RETURN 1 AS a;\n:expect value 3\n").ends(5).says("expected 3, got 1").says("<stdin>:2:1");
}

#[test]
fn an_expectation_without_a_statement_is_an_error() {
    run(":expect rows 1\n").ends(1).says("no statement before");
}

#[test]
fn labels_types_and_schema_are_rows_in_the_format_of_the_results() {
    let text = "CREATE (:Person {name: 'Ada'})-[:KNOWS {since: 1}]->(:Person);\n:labels\n:types\n:schema\n";
    let expected = "{\"label\":\"Person\",\"count\":2}\n{\"type\":\"KNOWS\",\"count\":1}\n\
        {\"kind\":\"label\",\"name\":\"Person\",\"count\":2,\"properties\":[\"name\"]}\n\
        {\"kind\":\"type\",\"name\":\"KNOWS\",\"count\":1,\"properties\":[\"since\"]}\n";
    run(text).ends(0).prints(expected);
}

#[test]
fn timing_goes_to_stderr_when_results_are_for_programs() {
    let timed = run(":timing on\nRETURN 1 AS a;\n").ends(0).prints("{\"a\":1}\n").says(" ms\n");
    assert_eq!(timed.stderr.lines().count(), 1);
    run(":timing maybe\n").ends(1).says("`:timing on` or `:timing off`");
}

#[test]
fn commands_are_read_alike_on_stdin_of_the_shell() {
    let place = Place::new();
    place.run_with(&["shell"], ":param x => 2\nRETURN $x AS x;\n:expect value 2\n").ends(0).prints("{\"x\":2}\n");
}
