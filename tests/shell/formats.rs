//! Every format, read back by something else than what wrote it.

use serde_json::{Value, json};

use crate::harness::Place;

const ROWS: &str = "UNWIND [{a: 1, b: 'x,\"y\"'}, {a: null, b: 'é\\nz'}] AS row RETURN row.a AS a, row.b AS b";

#[test]
fn a_pipe_gets_one_json_object_a_row() {
    let run = Place::new().query(&[], ROWS).ends(0).silent();
    let rows: Vec<Value> = run.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(rows, [json!({"a": 1, "b": "x,\"y\""}), json!({"a": null, "b": "é\nz"})]);
}

#[test]
fn json_is_one_object_a_statement() {
    let text = format!("CREATE (:P {{x: 1}})-[:R]->(:P); {ROWS}; MATCH (p:P {{x: 1}}) RETURN p");
    let run = Place::new().query(&["--format", "json"], &text).ends(0);
    let lines: Vec<Value> = run.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 3);
    assert_eq!(lines[0]["columns"], json!([]));
    assert_eq!(lines[0]["rows"], json!([]));
    assert_eq!(lines[0]["stats"]["nodes_created"], 2);
    assert_eq!(lines[0]["stats"]["relationships_created"], 1);
    assert_eq!(lines[0]["stats"]["nodes_deleted"], 0);
    assert!(lines[0]["time_us"]["parse"].is_u64() && lines[0]["time_us"]["execute"].is_u64());
    assert_eq!(lines[1]["columns"], json!(["a", "b"]));
    assert_eq!(lines[1]["rows"], json!([[1, "x,\"y\""], [null, "é\nz"]]));
    let node = &lines[2]["rows"][0][0];
    assert_eq!((&node["labels"], &node["properties"]), (&json!(["P"]), &json!({"x": 1})));
    assert!(node["id"].is_u64());
}

#[test]
fn relationships_and_paths_are_objects() {
    let text = "CREATE p = (:A {n: 1})-[r:R {w: 2}]->(:B) RETURN r, p";
    let run = Place::new().query(&[], text).ends(0);
    let row: Value = serde_json::from_str(run.stdout.trim()).unwrap();
    assert_eq!(row["r"]["type"], "R");
    assert_eq!(row["r"]["properties"], json!({"w": 2}));
    assert_eq!(row["p"]["nodes"][0]["id"], row["r"]["start"]);
    assert_eq!(row["p"]["nodes"][1]["id"], row["r"]["end"]);
    assert_eq!(row["p"]["relationships"], json!([row["r"]]));
}

#[test]
fn integers_are_exact_and_nan_is_text() {
    let text = "RETURN 9223372036854775807 AS big, 0.1 AS tenth, 0.0 / 0.0 AS nan, date('2026-01-27') AS day";
    let run = Place::new().query(&[], text).ends(0);
    assert_eq!(run.stdout, "{\"big\":9223372036854775807,\"tenth\":0.1,\"nan\":\"NaN\",\"day\":\"2026-01-27\"}\n");
}

#[test]
fn csv_is_read_back() {
    let run = Place::new().query(&["--format", "csv"], ROWS).ends(0).silent();
    let mut reader = csv::Reader::from_reader(run.stdout.as_bytes());
    assert_eq!(reader.headers().unwrap(), vec!["a", "b"]);
    let records: Vec<Vec<String>> =
        reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect();
    assert_eq!(records, [["1", "x,\"y\""], ["", "é\nz"]]);
}

#[test]
fn tsv_has_a_line_a_row() {
    Place::new().query(&["--format", "tsv"], ROWS).ends(0).prints("a\tb\n1\tx,\"y\"\n\té\\nz\n");
}

#[test]
fn a_table_in_a_pipe_is_whole_and_without_colours_or_footer() {
    let run = Place::new().query(&["--format", "table"], "UNWIND range(1, 100) AS i RETURN i, 'x' AS letter").ends(0);
    assert_eq!(run.stdout.lines().count(), 104);
    assert!(run.stdout.starts_with("┌─────┬────────┐\n│   i │ letter │\n"), "{}", run.stdout);
    assert!(!run.stdout.contains('\u{1b}'));
    assert_eq!(run.stderr, "");
}

#[test]
fn markdown_and_line_are_readable() {
    let place = Place::new();
    place
        .query(&["--format", "markdown"], "RETURN 1 AS a, 'p|q' AS b")
        .ends(0)
        .prints("| a | b |\n| --- | --- |\n| 1 | p\\|q |\n\n");
    place.query(&["--format", "line"], "RETURN 1 AS a, 'q' AS long").ends(0).prints("   a = 1\nlong = q\n");
}

#[test]
fn the_cypher_form_gives_the_same_rows_when_run_again() {
    let place = Place::new();
    let text = "UNWIND [{d: date('2026-01-27'), m: {k: [1, 'it''s']}}, {d: null, m: {}}] AS row RETURN row.d AS d, row.m AS `the map`";
    let text = text.replace("''", "\\'");
    let first = place.query(&[], &text).ends(0);
    let again = place.query(&["--format", "cypher"], &text).ends(0);
    place.query(&[], &again.stdout).ends(0).prints(&first.stdout);
}

#[test]
fn the_format_can_change_between_statements() {
    let text = "RETURN 1 AS a;\n:format csv\nRETURN 2 AS a;\n";
    Place::new().run_with(&["run", ":memory:", "-"], text).ends(0).prints("{\"a\":1}\na\n2\n");
}

#[test]
fn empty_results_keep_their_header() {
    let place = Place::new();
    place.query(&["--format", "csv"], "MATCH (n) RETURN n.x AS x").ends(0).prints("x\n");
    place.query(&[], "MATCH (n) RETURN n.x AS x").ends(0).prints("");
}

#[test]
fn tables_are_read_back_by_python_in_every_form_that_it_knows() {
    let place = Place::new();
    let text = "UNWIND [{a: 1, b: 'é | <i> & \"q\"'}, {a: null, b: 'two\\nlines'}] AS r RETURN r.a AS a, r.b AS b";
    for (format, name) in [("html", "t.html"), ("csv", "t.csv"), ("json", "t.json"), ("markdown", "t.md")] {
        std::fs::write(place.path().join(name), place.query(&["--format", format], text).ends(0).stdout).unwrap();
    }
    let script = "import csv, html.parser, json, html\n\
        class P(html.parser.HTMLParser):\n    rows = []; text = None\n\
        \x20   def handle_starttag(self, tag, attrs):\n\
        \x20       if tag == 'tr': self.rows.append([])\n\
        \x20       if tag in ('td', 'th'): self.text = ''\n\
        \x20       if tag == 'br': self.text += '\\n'\n\
        \x20   def handle_endtag(self, tag):\n\
        \x20       if tag in ('td', 'th'): self.rows[-1].append(self.text)\n\
        \x20   def handle_data(self, data):\n\
        \x20       if self.text is not None: self.text += data\n\
        p = P(); p.feed(open('t.html', encoding='utf-8').read())\n\
        wanted = [['a', 'b'], ['1', 'é | <i> & \"q\"'], ['', 'two\\nlines']]\n\
        assert p.rows == wanted, p.rows\n\
        assert list(csv.reader(open('t.csv', encoding='utf-8', newline=''))) == wanted\n\
        j = json.load(open('t.json', encoding='utf-8'))\n\
        assert [j['columns']] + j['rows'] == [['a', 'b'], [1, wanted[1][1]], [None, wanted[2][1]]]\n\
        lines = [l for l in open('t.md', encoding='utf-8').read().split('\\n') if l]\n\
        assert len(lines) == 4 and all(l.replace('\\\\|', '').count('|') == 3 for l in lines), lines\n\
        print('read')";
    match std::process::Command::new("python3").args(["-c", script]).current_dir(place.path()).output() {
        Ok(output) => assert_eq!(String::from_utf8_lossy(&output.stdout), "read\n", "{output:?}"),
        Err(_) => crate::harness::skipped("no python3 here, so nothing but wasl reads the formats"),
    }
}
