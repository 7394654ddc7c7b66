//! The language page: generated from the help of the library and from what its examples show; and its examples run.
//!
//! `docs/language.md` is never edited by hand: `WASL_UPDATE=1` rewrites it, and the difference is read. The example of
//! LOAD CSV reads `tests/language/people.csv`.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::{env, fs};

use wasl::help::{EXAMPLE_GRAPH, Topic, TopicKind, absent_features, topics};
use wasl::{Database, Parameters};

use crate::render;

/// The graph of the algorithms' examples.
const ALGORITHMS: &str = "\
CREATE (a:City {name: 'A', east: 0, north: 0}), (b:City {name: 'B', east: 3, north: 4}), (c:City {name: 'C', east: 3, north: 0}),
  (a)-[:ROAD {km: 3}]->(c), (c)-[:ROAD {km: 4}]->(b), (a)-[:ROAD {km: 9}]->(b), (a)-[:BORDERS]->(b),
  (ada:Person {name: 'Ada'}), (bo:Person {name: 'Bo'}), (cy:Person {name: 'Cy'}), (di:Person {name: 'Di'}),
  (ada)-[:KNOWS]->(bo), (bo)-[:KNOWS]->(cy), (cy)-[:KNOWS]->(ada), (cy)-[:KNOWS]->(di),
  (ada)-[:FOLLOWS]->(bo), (cy)-[:FOLLOWS]->(bo), (bo)-[:FOLLOWS]->(di),
  (tea:Drink {name: 'tea'}), (ada)-[:LIKES]->(tea), (bo)-[:LIKES]->(tea),
  (engine:Part {name: 'engine'}), (valve:Part {name: 'valve'}), (engine)-[:CONTAINS]->(valve), (engine)-[:DEPENDS_ON]->(valve), (valve)-[:BEFORE]->(engine),
  (p:Plant {name: 'A'}), (q:Plant {name: 'B'}), (p)-[:PIPE {capacity: 5}]->(q),
  (weld:Job {name: 'weld'}), (ada)-[:CAN_DO]->(weld), (one:Firm {name: 'One'}), (two:Firm {name: 'Two'}), (one)-[:OWNS]->(two), (two)-[:OWNS]->(one)";

/// Rows of a result that the page shows.
const ROWS: usize = 8;

fn path() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("docs/language.md")
}

/// What a statement shows on a graph; an error is its text.
fn shown(graph: &str, example: &str) -> Result<Vec<String>, String> {
    let mut session = Database::memory().session();
    session.run(graph, &Parameters::new()).unwrap();
    let mut parameters = Parameters::new();
    parameters.insert("limit".into(), wasl::Value::Integer(3));
    let records = session.run(example, &parameters);
    let shown = records.and_then(|records| render::records(example, records, false));
    shown.map_err(|error| format!("{example}\n{}", render::error(example, &error).join("\n")))
}

/// What needs a store, not a graph in memory.
const OF_A_STORE: [&str; 6] =
    ["db.revert", "db.history", "db.purgeHistory", "db.setRetention", "FOR SYSTEM_TIME AS OF", "PURGE HISTORY"];

/// Whether the result of an example depends on the clock, on chance, or on the machine.
fn varies(topic: &Topic) -> bool {
    let now = [".transaction", ".statement", ".realtime"].iter().any(|end| topic.name.ends_with(end));
    now || ["rand", "randomUUID", "timestamp", "PROFILE", "db.memory", "db.commits", "db.revert", "db.transactions"]
        .contains(&topic.name)
}

/// The page, and what went wrong on the way.
fn page() -> (String, Vec<String>) {
    let mut text = String::from(INTRODUCTION);
    let mut problems = Vec::new();
    let _ = write!(text, "```cypher\n{EXAMPLE_GRAPH};\n```\n");
    let all = topics();
    for (kind, title) in [
        (TopicKind::Clause, "Clauses"),
        (TopicKind::Expression, "Patterns and expressions"),
        (TopicKind::Operator, "Operators"),
        (TopicKind::Function, "Functions"),
        (TopicKind::Procedure, "Procedures"),
    ] {
        let _ = write!(text, "\n## {title}\n");
        if kind == TopicKind::Procedure {
            let _ = write!(text, "\nThe examples of algorithms run on this graph:\n\n```cypher\n{ALGORITHMS};\n```\n");
        }
        let mut family = "";
        for topic in all.iter().filter(|topic| topic.kind == kind) {
            if topic.family != family {
                family = topic.family;
                let _ = write!(text, "\n### {}\n", capitalised(family));
                if kind == TopicKind::Function {
                    text.push_str("\n| function | meaning | example | result |\n|---|---|---|---|\n");
                }
            }
            match section(topic) {
                Ok(section) => text.push_str(&section),
                Err(problem) => problems.push(problem),
            }
        }
    }
    text.push_str(ABSENT);
    for feature in absent_features() {
        let cells = [feature.name, feature.instead, &code(feature.example)].map(cell);
        let _ = writeln!(text, "| {} |", cells.join(" | "));
    }
    (text, problems)
}

/// The part of the page on one topic.
fn section(topic: &Topic) -> Result<String, String> {
    if OF_A_STORE.contains(&topic.name) {
        // This page has no store.
        return Ok(format!("{}\n```cypher\n{};\n```\n", heading(topic), topic.example));
    }
    let graph = if topic.name.starts_with("algo.") { ALGORITHMS } else { EXAMPLE_GRAPH };
    let mut lines = shown(graph, &topic.example)?;
    if topic.kind == TopicKind::Function {
        let result = if varies(topic) { "varies".to_owned() } else { code(&lines.split_off(1).join("; ")) };
        let example = topic.example.strip_prefix("RETURN ").unwrap_or(&topic.example);
        let cells = [&code(&topic.syntax), topic.description, &code(example), &result].map(cell);
        return Ok(format!("| {} |\n", cells.join(" | ")));
    }
    let mut text = heading(topic);
    if !topic.details.is_empty() {
        text.push('\n');
        for line in &topic.details {
            let _ = writeln!(text, "- {line}");
        }
    }
    let _ = write!(text, "\n```cypher\n{};\n```\n", topic.example);
    if varies(topic) {
        return Ok(text);
    }
    if lines.len() > ROWS + 1 {
        let more = lines.len() - ROWS;
        lines.truncate(ROWS);
        lines.push(format!("… {more} more"));
    }
    let _ = write!(text, "```text\n{}\n```\n", lines.join("\n"));
    Ok(text)
}

/// Name, syntax and meaning.
fn heading(topic: &Topic) -> String {
    let name = if topic.kind == TopicKind::Operator { code(topic.name) } else { topic.name.to_owned() };
    format!("\n#### {name}\n\n{}\n\n{}\n", code(&topic.syntax), topic.description)
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Text in a cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

/// Code in a line of text.
fn code(text: &str) -> String {
    let fence = if text.contains('`') { "``" } else { "`" };
    format!("{fence}{}{fence}", text.replace('\n', " "))
}

#[test]
fn the_language_page_is_what_the_sources_give() {
    let (text, problems) = page();
    assert!(problems.is_empty(), "{} examples fail\n\n{}", problems.len(), problems.join("\n\n"));
    if env::var_os("WASL_UPDATE").is_some() {
        fs::write(path(), text).unwrap();
        return;
    }
    let old = fs::read_to_string(path()).unwrap_or_default();
    let first = old.lines().zip(text.lines()).position(|(old, new)| old != new);
    assert!(old == text, "docs/language.md is not up to date from line {first:?} on: WASL_UPDATE=1 rewrites it");
}

#[test]
fn every_statement_of_the_page_runs() {
    if env::var_os("WASL_UPDATE").is_some() {
        return;
    }
    let page = fs::read_to_string(path()).unwrap();
    let blocks: Vec<&str> = page.split("```cypher\n").skip(1).filter_map(|rest| rest.split("\n```").next()).collect();
    assert!(blocks.len() > 100, "{}", blocks.len());
    let graphs: Vec<&str> = blocks.iter().copied().filter(|block| block.contains(",\n")).collect();
    assert_eq!(graphs.len(), 2);
    for block in &blocks {
        let graph = if block.contains("algo.") { graphs[1] } else { graphs[0] };
        let statement = block.trim_end_matches(';');
        let shown = shown(graph.trim_end_matches(';'), statement);
        assert!(shown.is_ok(), "{}", shown.unwrap_err());
    }
}

#[test]
fn what_is_absent_is_refused() {
    for feature in absent_features() {
        let shown = shown(EXAMPLE_GRAPH, feature.example);
        assert!(shown.is_err(), "{} is there: take it from the list\n{}\n{shown:?}", feature.name, feature.example);
    }
}

#[test]
fn names_of_one_kind_are_told_once() {
    let mut names: Vec<(String, String)> =
        topics().iter().map(|topic| (format!("{:?}", topic.kind), topic.name.to_lowercase())).collect();
    let all = names.len();
    names.sort();
    names.dedup();
    assert_eq!(names.len(), all);
}

const INTRODUCTION: &str = "\
# The language

openCypher 9 with extensions: what current Cypher and GQL add and people type. This page is generated from the tables
that `:help NAME`, `SHOW FUNCTIONS` and `SHOW PROCEDURES` read too; a test runs every example and compares.

Strings in results stand in quotes, nodes as `(:Label {key: value})`, relationships as `[:TYPE {key: value}]`, paths in
pointed brackets; `changed:` says what a statement changed. Keywords and the names of functions may be written in any
case; labels, types and properties may not. `:help` tells of the shell's own commands.

Each example runs on a fresh copy of this graph:

";

const ABSENT: &str = "
## What GQL and Cypher 25 have and this language has not

A statement that uses it is refused with its place, never understood otherwise.

| absent | instead | example that is refused |
|---|---|---|
";
