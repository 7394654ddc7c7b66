//! Parameters from options, files and shell commands.

use crate::harness::Place;

#[test]
fn options_set_literals_of_the_language() {
    let options = ["--param", "n=[1, 2.5]", "--param", "$name='Ada=Lovelace'", "--param", "day=date('2026-01-27')"];
    let expected = "{\"n\":[1,2.5],\"name\":\"Ada=Lovelace\",\"day\":\"2026-01-27\"}\n";
    Place::new().query(&options, "RETURN $n AS n, $name AS name, $day AS day").ends(0).prints(expected);
}

#[test]
fn a_literal_that_is_none_is_a_usage_error_with_its_place() {
    let place = Place::new();
    place.run(&["run", "--param", "name=Ada", "db", "-"]).ends(2).says("--param name:1:1").says("quotes");
    assert!(!place.path().join("db").exists());
}

#[test]
fn a_json_file_sets_parameters_and_options_win() {
    let place = Place::new();
    place.file("p.json", "{\"a\": 9223372036854775807, \"b\": [null, {\"c\": true}], \"d\": 1}");
    let run = place.query(&["--params", "p.json", "--param", "d=2"], "RETURN $a AS a, $b AS b, $d AS d");
    run.ends(0).prints("{\"a\":9223372036854775807,\"b\":[null,{\"c\":true}],\"d\":2}\n");
}

#[test]
fn a_wrong_parameter_file_is_a_usage_error() {
    let place = Place::new();
    place.file("bad.json", "{\"a\": ");
    place.file("list.json", "[1]");
    place.query(&["--params", "bad.json"], "RETURN 1").ends(2).says("bad.json");
    place.query(&["--params", "list.json"], "RETURN 1").ends(2).says("object");
    place.query(&["--params", "absent.json"], "RETURN 1").ends(2).says("no such file");
}

#[test]
fn shell_commands_set_list_and_clear() {
    let text = ":param a => 1 + 1\n:param b => $a * 10\n:param {c: 'x', d: [1]}\n:params {\"e\": 3}\n\
        RETURN $a AS a, $b AS b, $c AS c, $d AS d, $e AS e;\n:params\n:params clear\n:params\n";
    let listed = "{\"parameter\":\"a\",\"value\":2}\n{\"parameter\":\"b\",\"value\":20}\n{\"parameter\":\"c\",\"value\":\"x\"}\n\
        {\"parameter\":\"d\",\"value\":[1]}\n{\"parameter\":\"e\",\"value\":3}\n";
    let expected = format!("{{\"a\":2,\"b\":20,\"c\":\"x\",\"d\":[1],\"e\":3}}\n{listed}");
    Place::new().run_with(&["run", ":memory:", "-"], text).ends(0).prints(&expected);
}

#[test]
fn a_wrong_expression_is_shown_at_its_place() {
    let text = "\n:param a => 1 + nobody\n";
    let run = Place::new().run_with(&["run", ":memory:", "-"], text).ends(1);
    assert!(run.stderr.contains(" --> <stdin>:2:17\n"), "{}", run.stderr);
    Place::new().run_with(&["run", ":memory:", "-"], ":param a = 1\n").ends(1).says("=>");
}
