//! What scripts ask of a run: trying it dry, echo, plans, a summary, JUnit, files to compare with, the environment.

use crate::harness::Place;

#[test]
fn a_dry_run_checks_every_statement_and_runs_none() {
    let place = Place::new();
    place.run_with(&["run", "db", "-"], "CREATE (:A {n: 1});").ends(0);
    let text = ":param x => 2\n:begin\nCREATE (:A {n: $x});\n:commit\nMATCH (a:A) RETURN a.n;\n:expect rows 7\n";
    place.run_with(&["run", "--dry-run", "db", "-"], text).ends(0).silent().prints("");
    place.run(&["query", "db", "MATCH (a:A) RETURN count(a) AS n"]).ends(0).prints("{\"n\":1}\n");
    let wrong = "CREATE (:A);\nRETURN nobody;\nMATCH (a RETURN a;\nRETURN $missing;\n:fromat csv\n";
    let run = place.run_with(&["run", "--dry-run", "--keep-going", "db", "-"], wrong).ends(1).prints("");
    for place in ["<stdin>:2:8", "<stdin>:3:", "<stdin>:4:8", "<stdin>:5:1"] {
        assert!(run.stderr.contains(place), "{place}: {}", run.stderr);
    }
    place.run_with(&["run", "--dry-run", "absent", "-"], "RETURN 1;").ends(3);
    assert!(!place.path().join("absent").exists());
}

#[test]
fn echo_and_explain_say_on_stderr_what_comes() {
    let place = Place::new();
    let run = place.query(&["--format", "csv"], "RETURN 1 AS a").ends(0);
    assert_eq!(run.stderr, "");
    let arguments = ["query", "--echo", "--explain", ":memory:", "RETURN 1 AS a; RETURN 2 AS a"];
    let run = place.run(&arguments).ends(0).prints("{\"a\":1}\n{\"a\":2}\n");
    assert!(run.stderr.starts_with("RETURN 1 AS a;\nProject a = 1"), "{}", run.stderr);
    assert!(run.stderr.contains("\nRETURN 2 AS a;\nProject a = 2"), "{}", run.stderr);
}

#[test]
fn a_summary_counts_statements_and_checks() {
    let place = Place::new();
    let text = "RETURN 1 AS a;\n:expect rows 1\n:expect value 2\nRETURN nobody;\n:expect error\nRETURN nobody;\n";
    place
        .run_with(&["run", "--summary", "--keep-going", ":memory:", "-"], text)
        .ends(1)
        .says("3 statements, 1 failed · 3 checks, 1 failed · ");
    place
        .run_with(&["run", "--summary", ":memory:", "-"], "RETURN 1 AS a;\n:expect rows 1\n")
        .ends(0)
        .says("1 statement · 1 check, all held · ");
}

#[test]
fn junit_has_a_suite_a_file_and_a_case_a_statement() {
    let place = Place::new();
    place.file("a.cypher", "RETURN 1 AS a;\n:expect rows 1\nRETURN '<' AS b;\n:expect value 2\nRETURN nobody;\n");
    place.file("b.cypher", "RETURN 1 AS a;\n");
    let arguments = ["run", "--junit", "out.xml", "--keep-going", ":memory:", "a.cypher", "b.cypher"];
    place.run(&arguments).ends(1);
    let report = std::fs::read_to_string(place.path().join("out.xml")).expect("written");
    assert!(report.contains("<testsuite name=\"a.cypher\" tests=\"3\" failures=\"1\" errors=\"1\""), "{report}");
    assert!(report.contains("<testsuite name=\"b.cypher\" tests=\"1\" failures=\"0\" errors=\"0\""), "{report}");
    assert!(report.contains("line=\"3\" name=\"3: RETURN &#39;&lt;&#39; AS b\""), "{report}");
    assert!(report.contains("<failure type=\"AssertionFailed.Value\""), "{report}");
    assert!(report.contains("<error type=\"SyntaxError.UndefinedVariable\""), "{report}");
    // Read by a parser that is not ours, where there is one.
    let script = "import sys, xml.etree.ElementTree as t; r = t.parse('out.xml').getroot(); \
                  print(len(r.findall('.//testcase')), len(r.findall('.//failure')), len(r.findall('.//error')))";
    match std::process::Command::new("python3").args(["-c", script]).current_dir(place.path()).output() {
        Ok(output) => assert_eq!(String::from_utf8_lossy(&output.stdout), "4 1 1\n"),
        Err(_) => crate::harness::skipped("no python3 here to read the JUnit file"),
    }
}

#[test]
fn the_rows_can_be_compared_with_a_file() {
    let place = Place::new();
    place.file("wanted.csv", "n,t\n1,\"a,b\"\n2,\n");
    let rows = "UNWIND [{n: 1, t: 'a,b'}, {n: 2, t: null}] AS r RETURN r.n AS n, r.t AS t";
    let check = |rows: &str, name: &str| {
        let text = format!("{rows};\n:expect same \"{name}\"\n");
        place.file("q.cypher", &text);
        place.run(&["run", "--format", "csv", ":memory:", "q.cypher"])
    };
    check(rows, "wanted.csv").ends(0).silent();
    check(&format!("{rows} ORDER BY n DESC"), "wanted.csv").ends(5).says("in another order");
    check(&format!("{rows} LIMIT 1"), "wanted.csv").ends(5).says("AssertionFailed.Same").says("row 2 of `wanted.csv`");
    check("RETURN 1 AS m, 'a,b' AS t", "wanted.csv").ends(5).says("expected the columns `n,t`");
    check(rows, "absent.csv").ends(1).says("FileNotReadable");
}

#[test]
fn a_parameter_takes_a_variable_of_the_environment_only_when_asked_to() {
    let place = Place::new();
    let text = ":param who => env('WASL_TEST_WHO') + '!'\nRETURN $who AS who;\n";
    place.file("q.cypher", text);
    let run = |name: &str| {
        let output = place.command(&["run", ":memory:", "q.cypher"]).env(name, "L'Ada").output().expect("runs");
        (output.status.code(), String::from_utf8_lossy(&output.stdout).into_owned())
    };
    assert_eq!(run("WASL_TEST_WHO"), (Some(0), "{\"who\":\"L'Ada!\"}\n".to_owned()));
    place.run(&["run", ":memory:", "q.cypher"]).ends(1).says("MissingVariable").says("q.cypher:1:15");
    place.query(&[], "RETURN env('HOME') AS x").ends(1).says("env");
}

#[test]
fn completions_and_the_manual_come_from_the_command_line_itself() {
    let place = Place::new();
    for shell in ["bash", "zsh", "fish"] {
        let script = place.run(&["completions", shell]).ends(0).silent().stdout;
        assert!(script.contains("wasl") && script.contains("import"), "{shell}: {script}");
    }
    place.run(&["completions", "tcsh"]).ends(2);
    let page = place.run(&["man"]).ends(0).silent().stdout;
    assert!(page.contains(".TH wasl 1") && page.contains("purge"), "{page}");
    place.run(&["man", "pages"]).ends(0).silent().prints("");
    assert!(place.path().join("pages/wasl-run.1").exists());
    if let Ok(checked) =
        std::process::Command::new("bash").args(["-n", "-c", &place.run(&["completions", "bash"]).stdout]).status()
    {
        assert!(checked.success(), "bash reads the script");
    }
}

#[test]
fn init_files_run_before_the_shell_reads() {
    let place = Place::new();
    place.file("init.cypher", ":param x => 7\n:format csv\n");
    let run = place.run_with(&["shell", "--init", "init.cypher"], "RETURN $x AS x;\n").ends(0);
    assert_eq!(run.stdout, "x\n7\n");
    place.run_with(&["shell", "--init", "absent"], "").ends(2).says("--init");
}
