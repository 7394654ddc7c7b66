//! Results that break what is careless: every kind of hostile value in every format, and in messages.

use std::io::Read;
use std::process::Stdio;

use serde_json::{Value, json};

use crate::harness::Place;

/// Formats of rows, and of the nodes and relationships of a result.
const FORMATS: [&str; 17] = [
    "table", "csv", "tsv", "json", "jsonl", "markdown", "line", "cypher", "html", "latex", "tree", "dot", "mermaid",
    "svg", "viewer", "graphml", "gexf",
];

/// What is drawn for eyes: no control character and no mark of direction may get through.
fn is_seen(format: &str) -> bool {
    matches!(format, "table" | "line" | "markdown" | "html" | "latex" | "tree")
}

/// One value of each kind, by what it is.
fn values() -> Vec<(&'static str, Value)> {
    let nested = (0..100).fold(json!("in the middle"), |inside, _| json!([inside]));
    vec![
        ("controls", json!("\u{0}\u{1}\u{7}\u{8}\u{b}\u{1b}[31mred\u{1b}[2J\u{1b}]0;title\u{7}\u{7f}\u{85}\u{9b}31m")),
        ("line ends", json!("one\ntwo\r\nthree\rfour\u{2028}five\u{2029}six\tseven")),
        ("directions", json!("\u{202e}live\u{202c} \u{2066}x\u{2069} שלום مرحبا \u{200f}\u{200e}")),
        ("emoji", json!("👩‍👩‍👧‍👦 🇲🇦 👍🏽 🏴󠁧󠁢󠁥󠁮󠁧󠁿 ☕️ 1️⃣")),
        ("marks", json!(format!("e\u{301} Élalamy Boussaïd {}", "z\u{300}\u{301}\u{302}\u{303}".repeat(50)))),
        (
            "markup",
            json!("<script>alert('x')</script> &amp; </td> ]]> --> \"' | ` * _ [l](u) \\ {} $x$ % # ~ ^ ; -- //"),
        ),
        ("nested", nested),
        ("list of all", json!([null, true, 1, 1.5, "", [], {}, {"": 1, "a b": [1], "`": 2}])),
        ("a megabyte", json!("0123456789abcdéf".repeat(65_536))),
        ("a megabyte of marks", json!("\u{301}".repeat(500_000))),
        ("a megabyte of controls", json!("\u{1b}".repeat(1_000_000))),
        ("not a character", json!("\u{fffe}\u{ffff}\u{10ffff}\u{e000}")),
    ]
}

const ROW: &str = "CREATE (a:`odd \"l\" | <b>\n\u{1b}` {`k \"\u{7}`: $v, n: 1})-[r:`odd \"t\" | <i>` {w: $v}]->(b) \
                   RETURN $v AS v, 1 AS one, toString(2) AS `odd\u{1b}[31m | \"<b>\n name`";
const ELEMENTS: &str = "CREATE (a:`odd \"l\" | <b>\n\u{1b}` {`k \"\u{7}`: $v, n: 1})-[r:`odd \"t\" | <i>\n` {w: $v}]->(b) RETURN a, r, b, $v";

/// Runs `text` with the value as `$v`.
fn shown(place: &Place, format: &str, text: &str) -> String {
    place.run(&["--format", format, "--params", "v.json", "query", ":memory:", text]).ends(0).silent().stdout
}

#[test]
fn no_value_breaks_a_format() {
    let place = Place::new();
    for (kind, value) in values() {
        place.file("v.json", &json!({ "v": value }).to_string());
        let property = if kind.starts_with("nested") || kind.starts_with("list") { "toString(size($v))" } else { "$v" };
        for format in FORMATS {
            let is_graph = FORMATS.iter().position(|other| *other == format) >= Some(10);
            let text = if is_graph { ELEMENTS } else { ROW };
            let text = text.replace("`: $v", &format!("`: {property}")).replace("w: $v", &format!("w: {property}"));
            let out = shown(&place, format, &text);
            assert!(!out.is_empty(), "{kind} as {format}");
            let bad =
                |c: char| c.is_control() && c != '\n' || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
            if is_seen(format) {
                let found = out.chars().find(|c| bad(*c));
                assert_eq!(found, None, "{kind} as {format}: {out:.400}");
            }
            let lines = out.lines().filter(|line| !line.is_empty()).count();
            if matches!(format, "table" | "markdown") {
                // The frame, the heading and one row, which no value may break.
                assert_eq!(lines, if format == "table" { 5 } else { 3 }, "{kind} as {format}: {out:.400}");
            }
        }
    }
}

#[test]
fn what_is_for_programs_is_read_back_as_it_was() {
    let place = Place::new();
    for (kind, value) in values() {
        place.file("v.json", &json!({ "v": value }).to_string());
        let name = "odd\u{1b}[31m | \"<b>\n name";
        let text = format!("RETURN $v AS v, 1 AS one, 2 AS `{name}`");
        let whole: Value = serde_json::from_str(&shown(&place, "json", &text)).unwrap();
        assert_eq!(
            (&whole["columns"], &whole["rows"]),
            (&json!(["v", "one", name]), &json!([[value, 1, 2]])),
            "{kind}"
        );
        let row: Value = serde_json::from_str(&shown(&place, "jsonl", &text)).unwrap();
        assert_eq!(row["v"], value, "{kind}");
        let out = shown(&place, "csv", &text);
        let mut reader = csv::Reader::from_reader(out.as_bytes());
        let cells: Vec<String> = reader.records().next().unwrap().unwrap().iter().map(str::to_owned).collect();
        let cell = if let Value::String(text) = &value { text.clone() } else { cells[0].clone() };
        assert_eq!(cells[0], cell, "{kind}");
        if !value.is_string() {
            assert_eq!(serde_json::from_str::<Value>(&cells[0]).unwrap(), value, "{kind}");
        }
        // A statement that gives the same row again.
        let statement = shown(&place, "cypher", &text);
        let again = place.run_with(&["--format", "jsonl", "run", ":memory:", "-"], &statement).ends(0).silent().stdout;
        assert_eq!(serde_json::from_str::<Value>(&again).unwrap(), row, "{kind}");
        let tsv = shown(&place, "tsv", &text);
        assert_eq!(tsv.lines().count(), 2, "{kind}: a line a row");
    }
}

#[test]
fn tables_stand_straight_whatever_is_in_them() {
    use unicode_width::UnicodeWidthStr;
    let place = Place::new();
    let all: Vec<Value> =
        values().into_iter().map(|(_, value)| value).filter(|v| v.to_string().len() < 5_000).collect();
    place.file("v.json", &json!({ "v": all }).to_string());
    let out = shown(&place, "table", "UNWIND $v AS value RETURN value, 1 AS one");
    let widths: Vec<usize> = out.lines().map(UnicodeWidthStr::width).collect();
    assert!(widths.windows(2).all(|pair| pair[0] == pair[1]), "{out}");
}

#[test]
fn no_rows_and_no_columns_are_results_too() {
    let place = Place::new();
    for format in FORMATS {
        let empty = place.query(&["--format", format], "UNWIND [] AS x RETURN x AS a, x AS b").ends(0).silent().stdout;
        let expected = match format {
            "table" => "┌───┬───┐\n│ a │ b │\n├───┼───┤\n└───┴───┘\n",
            "csv" => "a,b\n",
            "tsv" => "a\tb\n",
            "jsonl" | "line" => "",
            "markdown" => "| a | b |\n| --- | --- |\n",
            "cypher" => "UNWIND [] AS row\nRETURN row.a AS a, row.b AS b;\n",
            _ => empty.as_str(),
        };
        assert_eq!(empty, expected, "{format}");
        let nothing = place.query(&["--format", format], "CREATE (:A)").ends(0).silent().stdout;
        assert!(format == "json" || nothing.is_empty(), "{format}: {nothing}");
    }
}

#[test]
fn messages_are_short_and_quote_nothing_raw() {
    let place = Place::new();
    for (kind, value) in values() {
        place.file("v.json", &json!({ "v": value }).to_string());
        let quoted = serde_json::to_string(&value).unwrap().replace('\'', "\\'").replace('`', "");
        let quoted: String = quoted.chars().filter(|c| !"\"\\".contains(*c)).collect();
        for text in [
            "RETURN date($v)".to_owned(),
            "RETURN $v.key.key + 1".to_owned(),
            "WITH {a: $v} AS m RETURN m.a.b, duration(m.a)".to_owned(),
            "RETURN 'x' =~ ('(' + toString(coalesce($v[0..1], $v)))".to_owned(),
            format!("MATCH (n:`{quoted}`) RETURN n.nobody, nobody"),
            format!("RETURN `{quoted}`"),
            format!("RETURN `{quoted}`(1)"),
            format!("RETURN '{quoted}' nonsense"),
            quoted.clone(),
            "LOAD CSV FROM $v AS row RETURN row".to_owned(),
            "CREATE (:A {x: {k: $v}})".to_owned(),
            "MATCH (n) WHERE n.x = $v RETURN percentileCont(1, $v)".to_owned(),
        ] {
            let command = ["--params", "v.json", "run", ":memory:", "-"];
            let run = place.run_with(&command, &format!("{text};\n"));
            assert!(run.code <= 1, "{kind}: {:.300}: {:.400}", text, run.stderr);
            let raw = run.stderr.chars().find(|c| c.is_control() && *c != '\n' || matches!(c, '\u{202a}'..='\u{202e}'));
            assert_eq!(raw, None, "{kind}: {:.300}: {:.400}", text, run.stderr);
            assert!(run.stderr.len() < 10_000, "{kind}: {:.300}: {} bytes", text, run.stderr.len());
            assert!(
                !run.stderr.contains("panicked") && !run.stderr.contains("Internal"),
                "{kind}: {:.400}",
                run.stderr
            );
        }
    }
}

/// Memory while rows stream, in KiB, after so many bytes of output each.
#[cfg(target_os = "linux")]
#[test]
fn memory_is_flat_while_rows_stream() {
    for format in ["table", "csv", "tsv", "json", "jsonl", "markdown", "line", "cypher", "html", "latex"] {
        let place = Place::new();
        let text =
            "UNWIND range(1, 400000) AS x RETURN x, toString(x) AS text, 'some more text to fill the row' AS more";
        let mut command = place.command(&["--format", format, "query", ":memory:", text]);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("starts");
        let mut out = child.stdout.take().expect("a pipe");
        let status = format!("/proc/{}/status", child.id());
        let resident = || {
            let status = std::fs::read_to_string(&status).unwrap_or_default();
            let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or("0").trim().to_owned();
            line.split(' ').next().and_then(|number| number.parse::<u64>().ok()).unwrap_or(0)
        };
        let (mut read, mut early, mut late) = (0_usize, 0, 0);
        let mut buffer = vec![0; 1 << 16];
        while let Ok(count @ 1..) = out.read(&mut buffer) {
            let before = read / 4_000_000;
            read += count;
            if read / 4_000_000 > before {
                // What is kept for `:last` is there after the first 50,000 rows.
                if read < 9_000_000 { early = resident() } else { late = resident() }
            }
        }
        assert!(child.wait().expect("ends").success(), "{format}");
        assert!(read > 15_000_000 && early > 0, "{format}: {read} bytes");
        assert!(late < early + 20_000, "{format}: {early} KiB, then {late} KiB");
    }
}
