//! The shelf: reads the files of `seeds/` and `data/`, loads them into a database, asks and compares.
//!
//! Answers are compared as JSON, floats to nine digits, in order or as a set.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::{Value as Json, json};
use wasl::{Database, Parameters, ScriptItem, Session, Value};

/// The rows of one statement.
pub(crate) type Rows = Vec<Json>;

/// A path inside the package.
fn home(part: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(part)
}

/// The batch files of a folder, in the order of their names.
fn batch_files(folder: &str) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(home(folder))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "cypher"))
        .collect();
    files.sort();
    files
}

/// The seeds: five documents and the judgements, in the order of their names.
pub(crate) fn seeds() -> Vec<PathBuf> {
    let files = batch_files("seeds");
    assert_eq!(files.len(), 6, "five documents and the judgements");
    files
}

/// Runs a script; gives the rows of each of its statements. `parameters` grow by its `:param` lines.
pub(crate) fn run_script(session: &mut Session, script: &str, parameters: &mut Parameters) -> Vec<Rows> {
    let mut results = Vec::new();
    for item in wasl::split_script(script) {
        match item {
            ScriptItem::Statement { text, .. } => results.push(run(session, text, parameters)),
            ScriptItem::Command { name, arguments, .. } => {
                assert_eq!(name.trim_start_matches(':'), "param", "the files use no other command");
                let (parameter, expression) = arguments.split_once("=>").expect(":param name => expression");
                let value =
                    session.evaluate(expression.trim(), parameters).unwrap_or_else(|e| panic!("{expression}\n{e}"));
                parameters.insert(Arc::from(parameter.trim()), value);
            }
        }
    }
    results
}

/// Runs one statement to its end.
pub(crate) fn run(session: &mut Session, statement: &str, parameters: &Parameters) -> Rows {
    let mut records = session.run(statement, parameters).unwrap_or_else(|e| panic!("{statement}\n{e}"));
    let rows = records.collect_rows().unwrap_or_else(|e| panic!("{statement}\n{e}"));
    rows.iter().map(|row| row.iter().map(to_json).collect()).collect()
}

/// Runs one statement without parameters.
pub(crate) fn ask(session: &mut Session, statement: &str) -> Rows {
    run(session, statement, &Parameters::new())
}

/// Runs a file for its effects.
pub(crate) fn load(session: &mut Session, file: &Path) {
    run_script(session, &fs::read_to_string(file).unwrap(), &mut Parameters::new());
}

/// Loads the ontology and then `files` in their order.
pub(crate) fn fill(database: &Database, files: &[PathBuf]) {
    let mut session = database.session();
    load(&mut session, &home("data/ontology.cypher"));
    for file in files {
        load(&mut session, file);
    }
}

/// A database in memory with the ontology and `files`.
pub(crate) fn memory(files: &[PathBuf]) -> Database {
    let database = Database::memory();
    fill(&database, files);
    database
}

/// A session on the whole shipped knowledge, in memory.
pub(crate) fn knowledge() -> Session {
    memory(&seeds()).session()
}

/// The whole graph as sorted lines: nodes with labels and properties, relationships with ends, type and properties.
pub(crate) fn dump(database: &Database) -> Vec<String> {
    let mut session = database.session();
    let mut lines: Vec<String> = Vec::new();
    for query in
        ["MATCH (n) RETURN labels(n), properties(n)", "MATCH (a)-[r]->(b) RETURN a.id, type(r), b.id, properties(r)"]
    {
        lines.extend(ask(&mut session, query).iter().map(Json::to_string));
    }
    lines.sort();
    lines
}

/// Sections of a file by their comment heads (`// Q01 …` with `letter` Q): number, then the text up to the next head.
/// The text above the first head comes under the empty name.
fn sections(text: &str, letter: char) -> Vec<(String, String)> {
    let mut found = vec![(String::new(), String::new())];
    for line in text.lines() {
        let head = line.strip_prefix("// ").and_then(|rest| rest.split_whitespace().next()).filter(|word| {
            word.len() == 3 && word.starts_with(letter) && word.chars().skip(1).all(|digit| digit.is_ascii_digit())
        });
        if let Some(head) = head {
            found.push((head.to_owned(), String::new()));
        }
        let (_, body) = found.last_mut().unwrap();
        body.push_str(line);
        body.push('\n');
    }
    found
}

/// The questions of `data/questions/` with the answers to their statements.
pub(crate) fn answers(session: &mut Session) -> BTreeMap<String, Vec<Rows>> {
    let mut answers = BTreeMap::new();
    for file in batch_files("data/questions") {
        let mut parameters = Parameters::new();
        for (question, script) in sections(&fs::read_to_string(&file).unwrap(), 'Q') {
            let results = run_script(session, &script, &mut parameters);
            if question.is_empty() {
                assert!(results.is_empty(), "no statement stands above the first question");
            } else {
                assert!(answers.insert(question.clone(), results).is_none(), "{question} is asked twice");
            }
        }
    }
    answers
}

/// The answers to the statements of one question, on the shipped knowledge in memory.
pub(crate) fn answer(question: &str) -> Vec<Rows> {
    let mut session = knowledge();
    for file in batch_files("data/questions") {
        let mut parameters = Parameters::new();
        for (head, script) in sections(&fs::read_to_string(&file).unwrap(), 'Q') {
            if head == question {
                return run_script(&mut session, &script, &mut parameters);
            }
            if head.is_empty() {
                run_script(&mut session, &script, &mut parameters);
            }
        }
    }
    panic!("{question} is not asked in data/questions")
}

/// The rules of `data/rules.cypher`: number and query.
pub(crate) fn rules() -> Vec<(String, String)> {
    let mut rules = sections(&fs::read_to_string(home("data/rules.cypher")).unwrap(), 'R');
    rules.remove(0);
    rules
}

/// Fails unless one statement answered with exactly these rows in this order.
pub(crate) fn assert_rows(question: &str, expected: &Json) {
    let answer = answer(question);
    assert_eq!(answer.len(), 1, "{question} is one statement");
    assert_same(question, answer.first().unwrap(), expected);
}

/// Fails unless one statement answered with exactly these rows in any order.
pub(crate) fn assert_set(question: &str, expected: &Json) {
    let answer = answer(question);
    assert_eq!(answer.len(), 1, "{question} is one statement");
    assert_same_set(question, answer.first().unwrap(), expected);
}

/// Fails unless the rows are these, in this order.
pub(crate) fn assert_same(what: &str, rows: &Rows, expected: &Json) {
    assert!(same(&json!(rows), expected), "{what}\n    found: {}\n expected: {expected}", json!(rows));
}

/// Fails unless the rows are these, in any order.
pub(crate) fn assert_same_set(what: &str, rows: &Rows, expected: &Json) {
    let sorted = |rows: &[Json]| {
        let mut rows = rows.to_vec();
        rows.sort_by_key(Json::to_string);
        rows
    };
    let (rows, expected) = (sorted(rows), json!(sorted(expected.as_array().unwrap())));
    assert_same(what, &rows, &expected);
}

/// Equality of JSON, with floats equal to nine digits; an integer is never a float.
fn same(a: &Json, b: &Json) -> bool {
    match (a, b) {
        (Json::Array(a), Json::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Json::Number(a), Json::Number(b)) if a.is_f64() && b.is_f64() => {
            let (a, b) = (a.as_f64().unwrap(), b.as_f64().unwrap());
            (a - b).abs() <= 1e-9 * a.abs().max(b.abs()).max(1.0)
        }
        _ => a == b,
    }
}

/// A value as JSON; what JSON has no word for becomes the literal of the language.
fn to_json(value: &Value) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Boolean(b) => json!(b),
        Value::Integer(i) => json!(i),
        Value::Float(f) => json!(f),
        Value::String(s) => json!(s.as_ref()),
        Value::List(elements) => elements.iter().map(to_json).collect(),
        Value::Map(map) => Json::Object(map.iter().map(|(key, value)| (key.to_string(), to_json(value))).collect()),
        other => json!(other.to_string()),
    }
}
