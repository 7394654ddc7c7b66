//! What each format writes for rows made by hand.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use wasl::{Counters, Map, NodeData, NodeId, Path, RelId, RelationshipData, Times, Value};

use super::elements::Elements;
use super::{Ending, Format, Page, display_width, renderer};

const PLAIN: Page = Page { width: None, rows: None, colour: false, footer: false, timing: false, plan: false };

struct Two;

impl Elements for Two {
    fn node(&self, id: NodeId) -> Option<NodeData> {
        let name = match id.0 {
            7 => "Ada",
            9 => "O'Brien",
            _ => return None,
        };
        let properties = Map::from([(Arc::from("name"), Value::string(name))]);
        Some(NodeData { id, labels: vec![Arc::from("Person")], properties })
    }

    fn relationship(&self, id: RelId) -> Option<RelationshipData> {
        let properties = Map::from([(Arc::from("since"), Value::Integer(1843))]);
        let rel_type = Arc::from("KNOWS");
        Some(RelationshipData { id, rel_type, start: NodeId(7), end: NodeId(9), properties })
    }
}

fn shown(format: Format, page: Page, columns: &[&str], rows: &[Vec<Value>]) -> String {
    let columns: Vec<_> = columns.iter().map(|column| (*column).to_owned()).collect();
    let mut out = Vec::new();
    let mut renderer = renderer(format, page);
    renderer.begin(&columns, &mut out).unwrap();
    for row in rows {
        renderer.row(row, &Two, &mut out).unwrap();
    }
    let counters = Counters::default();
    let times = Times { parse: Duration::from_micros(5), ..Times::default() };
    let ending = Ending { rows: rows.len() as u64, counters: &counters, times: &times, error: None };
    renderer.finish(&ending, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn person() -> Vec<Value> {
    vec![Value::Node(NodeId(7)), Value::Relationship(RelId(3)), path()]
}

fn path() -> Value {
    Value::Path(Arc::new(Path { nodes: vec![NodeId(9), NodeId(7)], relationships: vec![RelId(3)] }))
}

#[test]
fn json_lines_hold_nodes_relationships_and_paths_as_the_contract_says() {
    let text = shown(Format::Jsonl, PLAIN, &["n", "r", "p"], &[person()]);
    let read: serde_json::Value = serde_json::from_str(&text).unwrap();
    let node = serde_json::json!({"id": 7, "labels": ["Person"], "properties": {"name": "Ada"}});
    let rel = serde_json::json!({"id": 3, "type": "KNOWS", "start": 7, "end": 9, "properties": {"since": 1843}});
    let other = serde_json::json!({"id": 9, "labels": ["Person"], "properties": {"name": "O'Brien"}});
    let path = serde_json::json!({"nodes": [other, node], "relationships": [rel]});
    assert_eq!(read, serde_json::json!({"n": node, "r": rel, "p": path}));
}

#[test]
fn json_keeps_integers_exact_and_writes_nan_as_text() {
    let row = vec![Value::Integer(i64::MAX), Value::Float(f64::NAN), Value::Float(f64::NEG_INFINITY), Value::Null];
    let text = shown(Format::Json, PLAIN, &["a", "b", "c", "d"], &[row]);
    assert!(
        text.starts_with(r#"{"columns":["a","b","c","d"],"rows":[[9223372036854775807,"NaN","-Infinity",null]],"stats":{"nodes_created":0,"#),
        "{text}"
    );
    assert!(text.ends_with("\"time_us\":{\"parse\":5,\"plan\":0,\"execute\":0}}\n"), "{text}");
}

#[test]
fn json_without_columns_has_empty_lists() {
    assert!(shown(Format::Json, PLAIN, &[], &[]).starts_with(r#"{"columns":[],"rows":[],"stats":{"#));
    assert_eq!(shown(Format::Jsonl, PLAIN, &[], &[]), "");
    assert_eq!(shown(Format::Csv, PLAIN, &[], &[]), "");
}

#[test]
fn csv_is_read_back_by_a_csv_reader() {
    let row = vec![
        Value::string("a,\"b\"\nc"),
        Value::Null,
        Value::Float(1.0),
        Value::list(vec![Value::Integer(1), Value::string("x")]),
    ];
    let text = shown(Format::Csv, PLAIN, &["s", "n", "f", "l"], &[row]);
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let record = reader.records().next().unwrap().unwrap();
    assert_eq!(record.iter().collect::<Vec<_>>(), ["a,\"b\"\nc", "", "1.0", "[1,\"x\"]"]);
}

#[test]
fn tsv_keeps_a_row_on_a_line() {
    let text = shown(Format::Tsv, PLAIN, &["s"], &[vec![Value::string("a\tb\nc\\d")]]);
    assert_eq!(text, "s\na\\tb\\nc\\\\d\n");
}

#[test]
fn table_aligns_numbers_right_and_counts_terminal_columns() {
    let rows = [vec![Value::string("日本"), Value::Integer(7)], vec![Value::string("é👩‍👩‍👧"), Value::Integer(100)]];
    let text = shown(Format::Table, PLAIN, &["name", "n"], &rows);
    let expected = "\
┌──────┬─────┐
│ name │   n │
├──────┼─────┤
│ 日本 │   7 │
│ é👩‍👩‍👧  │ 100 │
└──────┴─────┘
";
    assert_eq!(text, expected);
}

#[test]
fn table_fits_the_terminal_and_says_what_it_leaves_out() {
    let page = Page { width: Some(40), rows: Some(4), footer: true, ..PLAIN };
    let rows: Vec<_> = (0..100).map(|i| vec![Value::Integer(i), Value::string("x".repeat(500))]).collect();
    let text = shown(Format::Table, page, &["i", "long"], &rows);
    assert!(text.lines().all(|line| display_width(line) <= 40), "{text}");
    let firsts: Vec<_> = text.lines().filter_map(|line| line.split_whitespace().nth(1)).collect();
    assert_eq!(firsts, ["i", "0", "1", "⋮", "98", "99", "rows"]);
    assert!(text.ends_with("100 rows (4 shown)\n"), "{text}");
}

#[test]
fn table_leaves_out_middle_columns_when_they_cannot_be_narrowed() {
    let page = Page { width: Some(50), rows: Some(40), footer: true, ..PLAIN };
    let names: Vec<_> = (0..30).map(|i| format!("column{i}")).collect();
    let names: Vec<_> = names.iter().map(String::as_str).collect();
    let row: Vec<_> = (0..30).map(|_| Value::string("a value of some length")).collect();
    let text = shown(Format::Table, page, &names, &[row.clone(), row]);
    assert!(text.lines().all(|line| display_width(line) <= 50), "{text}");
    assert!(text.contains("column0") && text.contains("column29") && text.contains('…'), "{text}");
    assert!(text.contains("30 columns (3 shown)"), "{text}");
}

#[test]
fn one_wide_row_is_shown_line_by_line_on_a_terminal() {
    let page = Page { width: Some(30), rows: Some(40), ..PLAIN };
    let text = shown(Format::Table, page, &["id", "text"], &[vec![Value::Integer(1), Value::string("y".repeat(60))]]);
    assert_eq!(text, format!("  id = 1\ntext = {}\n", "y".repeat(60)));
}

#[test]
fn table_escapes_what_would_move_the_cursor() {
    let text = shown(Format::Table, PLAIN, &["s"], &[vec![Value::string("a\u{1b}[2J\nb")]]);
    assert!(text.contains("│ a\\u001b[2J\\nb │"), "{text}");
}

#[test]
fn nodes_and_paths_are_patterns_in_a_table() {
    let text = shown(Format::Line, PLAIN, &["n", "r", "p"], &[person()]);
    let expected = "n = (:Person {name: 'Ada'})\n\
                    r = [:KNOWS {since: 1843}]\n\
                    p = (:Person {name: 'O\\'Brien'})<-[:KNOWS {since: 1843}]-(:Person {name: 'Ada'})\n";
    assert_eq!(text, expected);
}

#[test]
fn rows_beyond_the_sample_are_still_written_whole_to_a_file() {
    let mut rows: Vec<_> = (0..1500).map(|i| vec![Value::Integer(i)]).collect();
    rows.push(vec![Value::string("a cell that is wider than the sample")]);
    let text = shown(Format::Table, PLAIN, &["i"], &rows);
    assert_eq!(text.lines().count(), 1501 + 4);
    assert!(text.contains("│ a cell that is wider than the sample │"));
}

#[test]
fn markdown_escapes_pipes_and_line_ends() {
    let text = shown(Format::Markdown, PLAIN, &["a|b"], &[vec![Value::string("x|y\nz <i>")]]);
    assert_eq!(text, "| a\\|b |\n| --- |\n| x\\|y<br>z &lt;i&gt; |\n\n");
}

#[test]
fn cypher_gives_a_statement_with_the_same_rows() {
    let map = BTreeMap::from([(Arc::from("a b"), Value::Integer(1))]);
    let rows = [vec![Value::string("it's"), Value::map(map)], vec![Value::Float(f64::NAN), Value::Null]];
    let text = shown(Format::Cypher, PLAIN, &["s", "count(*)"], &rows);
    let expected = "\
UNWIND [
  {s: 'it\\'s', `count(*)`: {`a b`: 1}},
  {s: toFloat('NaN'), `count(*)`: null}
] AS row
RETURN row.s AS s, row.`count(*)` AS `count(*)`;
";
    assert_eq!(text, expected);
}

#[test]
fn empty_results_show_their_columns() {
    let text = shown(Format::Table, Page { footer: true, ..PLAIN }, &["n"], &[]);
    assert_eq!(text, "┌───┐\n│ n │\n├───┤\n└───┘\n0 rows\n");
    assert_eq!(shown(Format::Csv, PLAIN, &["n"], &[]), "n\n");
}
