//! Where results go: files by `:output` and `:once`, a copy by `:tee`, the last result again by `:last`.

use crate::harness::{Place, Run};

fn run(place: &Place, text: &str) -> Run {
    place.run_with(&["run", ":memory:", "-"], text)
}

fn read(place: &Place, name: &str) -> String {
    std::fs::read_to_string(place.path().join(name)).expect("the file is there")
}

#[test]
fn output_writes_to_a_file_in_the_format_of_its_ending_until_told_otherwise() {
    let place = Place::new();
    let text = ":output a.csv\nRETURN 1 AS a;\nRETURN 2 AS a;\n:output b.md\nRETURN 3 AS a;\n:output\nRETURN 4 AS a;\n";
    run(&place, text).ends(0).silent().prints("{\"a\":4}\n");
    assert_eq!(read(&place, "a.csv"), "a\n1\na\n2\n");
    assert_eq!(read(&place, "b.md"), "| a |\n| --- |\n| 3 |\n\n");
}

#[test]
fn once_is_for_one_result() {
    let place = Place::new();
    run(&place, ":once a.tsv\nRETURN 1 AS a, 'x' AS b;\nRETURN 2 AS a;\n").ends(0).prints("{\"a\":2}\n");
    assert_eq!(read(&place, "a.tsv"), "a\tb\n1\tx\n");
    run(&place, ":once schema.json\n:labels\nRETURN 2 AS a;\n").ends(0).prints("{\"a\":2}\n");
    assert!(read(&place, "schema.json").starts_with("{\"columns\":[\"label\",\"count\"]"));
}

#[test]
fn a_result_that_fails_makes_no_file_and_an_older_one_stays() {
    let place = Place::new();
    let failing = "UNWIND [1, 2, 0] AS i RETURN 10 / i AS x;\n";
    run(&place, &format!(":once new.csv\n{failing}")).ends(1).says("DivisionByZero");
    assert!(!place.path().join("new.csv").exists());
    run(&place, &format!(":once a.csv\nRETURN 1 AS a;\n:once a.csv\n{failing}")).ends(1);
    assert_eq!(read(&place, "a.csv"), "a\n1\n");
    assert_eq!(std::fs::read_dir(place.path()).unwrap().count(), 1);
}

#[test]
fn a_file_of_another_ending_has_the_format_in_force() {
    let place = Place::new();
    run(&place, ":once a.log\nRETURN 1 AS a;\n").ends(0).prints("");
    assert_eq!(read(&place, "a.log"), "{\"a\":1}\n");
}

#[test]
fn a_file_that_cannot_be_written_is_an_error_at_its_line() {
    let place = Place::new();
    run(&place, "RETURN 1 AS a;\n:output no/where.csv\n").ends(1).says("FileNotWritable").says("<stdin>:2:9");
    run(&place, ":once\n").ends(1).says("needs the name of a file");
}

#[test]
fn last_shows_the_last_result_again_in_any_format() {
    let place = Place::new();
    let text = "UNWIND [1, 2] AS i RETURN i;\n:last csv\n:last\n";
    run(&place, text).ends(0).prints("{\"i\":1}\n{\"i\":2}\ni\n1\n2\n{\"i\":1}\n{\"i\":2}\n");
    run(&place, ":last\n").ends(1).says("NoResult");
    run(&place, "RETURN 1 AS a;\n:last jsn\n").ends(1).says("did you mean `json`?");
}

#[test]
fn tee_keeps_results_and_messages_without_colours() {
    let place = Place::new();
    let text = ":tee log.txt\nRETURN 1 AS a;\nRETURN nobody;\n:tee off\nRETURN 2 AS a;\n";
    let arguments = ["run", "--keep-going", "--color", "always", "--format", "table", ":memory:", "-"];
    let run = place.run_with(&arguments, text).ends(1);
    assert!(run.stdout.contains('\u{1b}'), "colours were asked for");
    let copy = read(&place, "log.txt");
    assert!(copy.starts_with("┌───┐\n│ a │\n├───┤\n│ 1 │\n└───┘\nerror[SyntaxError.UndefinedVariable]"), "{copy}");
    assert!(!copy.contains('\u{1b}') && !copy.contains("│ 2 │"), "{copy}");
}

#[test]
fn html_and_latex_escape_what_would_be_markup() {
    let place = Place::new();
    let text = "RETURN '<b> & \"x\"' AS `a_b`, 12 AS n, null AS z";
    place.query(&["--format", "html"], text).ends(0).prints(
        "<table>\n<thead>\n<tr><th>a_b</th><th>n</th><th>z</th></tr>\n</thead>\n<tbody>\n\
         <tr><td>&lt;b&gt; &amp; &quot;x&quot;</td><td align=\"right\">12</td><td></td></tr>\n</tbody>\n</table>\n",
    );
    let text = "RETURN '50 % of $1_000 \\\\ {x}' AS cost, 12 AS n";
    place.query(&["--format", "latex"], text).ends(0).prints(
        "\\begin{tabular}{lr}\n\\hline\n\\textbf{cost} & \\textbf{n} \\\\\n\\hline\n\
         50 \\% of \\$1\\_000 \\textbackslash{} \\{x\\} & 12 \\\\\n\\hline\n\\end{tabular}\n",
    );
}

#[test]
fn a_graph_format_holds_the_nodes_and_relationships_of_the_result() {
    let place = Place::new();
    let text = "CREATE (a:Person {name: 'Ada'})-[r:KNOWS]->(b:Person {name: 'Bob'}) RETURN a, r";
    let run = place.query(&["--format", "dot"], text).ends(0);
    assert!(run.stdout.contains("label=\"Ada\"") && run.stdout.contains("label=\"Bob\""), "{}", run.stdout);
    assert!(run.stdout.contains("n0 -> n1 [label=\"KNOWS\"];"), "{}", run.stdout);
    let run = place.query(&["--format", "mermaid"], "RETURN 1 AS nothing").ends(0);
    assert_eq!(run.stdout, "flowchart LR\n");
}

#[test]
fn describe_tells_counts_samples_and_neighbours() {
    let place = Place::new();
    let graph = "CREATE (:Person {name: 'Ada', age: 36})-[:KNOWS {since: 1833}]->(:Person {name: 'Bob'});\n";
    let rows = |text: &str| -> Vec<serde_json::Value> {
        let run = run(&place, &format!("{graph}{text}")).ends(0).silent();
        run.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    };
    let person = rows(":describe Person\n");
    let row = |kind: &str, name: &str, count: u64, distinct: Option<u64>, samples: serde_json::Value| serde_json::json!({"kind": kind, "name": name, "count": count, "distinct": distinct, "samples": samples});
    assert_eq!(person[0], row("property", "name", 2, Some(2), serde_json::json!(["Ada", "Bob"])));
    assert_eq!(person[1], row("property", "age", 1, Some(1), serde_json::json!([36])));
    assert_eq!(person[2], row("relationship", "-[:KNOWS]->(:Person)", 1, None, serde_json::json!([])));
    assert_eq!(person[3], row("relationship", "<-[:KNOWS]-(:Person)", 1, None, serde_json::json!([])));
    let knows = rows(":describe KNOWS\n");
    assert_eq!(knows[0], row("property", "since", 1, Some(1), serde_json::json!([1833])));
    assert_eq!(knows[1], row("joins", "(:Person)-->(:Person)", 1, None, serde_json::json!([])));
    assert_eq!(rows(":describe age\n"), [row("of label", "Person", 1, Some(1), serde_json::json!([36]))]);
    run(&place, &format!("{graph}:describe Persn\n")).ends(1).says("did you mean `Person`?");
}

#[test]
fn timeout_holds_for_the_statements_to_come() {
    let place = Place::new();
    let endless = "UNWIND range(1, 100000) AS a UNWIND range(1, 100000) AS b RETURN sum(a * b) AS s;";
    run(&place, &format!(":timeout 100ms\n{endless}\n")).ends(4).says("LimitExceeded.TimeLimit");
    run(&place, ":timeout 10s\n:timeout\n:timeout off\n:timeout\n").ends(0).says("timeout: 10 s\ntimeout: none\n");
    run(&place, ":timeout soon\n").ends(1).says("a number and a unit");
}
