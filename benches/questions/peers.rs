//! The other engines, through `benches/peers.py`: the same files, questions and calls; the answers compared.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::{Value as Json, json};

use crate::ask::{Asked, calls};
use crate::catalog::Question;
use crate::register::{NODES, RELS, Register};

/// Warm seconds a call, and all rows of all calls.
pub(crate) struct Answer {
    pub(crate) warm: f64,
    pub(crate) rows: Vec<Json>,
}

/// One engine: seconds, bytes, seconds, and answers by the name of the question.
pub(crate) struct Peer {
    pub(crate) name: String,
    pub(crate) load: f64,
    pub(crate) bytes: u64,
    pub(crate) open: f64,
    pub(crate) answers: BTreeMap<String, Result<Answer, String>>,
}

/// Asks every engine that the Python at hand has.
pub(crate) fn all(folder: &Path, register: &Register, questions: &[&Question]) -> Vec<Peer> {
    let question = |question: &&Question| {
        let calls: Vec<Json> = calls(question, register)
            .into_iter()
            .map(|call| Json::Object(call.into_iter().map(|(name, number)| (name.to_owned(), json!(number))).collect()))
            .collect();
        let cypher = if question.common { question.cypher } else { "" };
        json!({"name": question.name, "cypher": cypher, "sql": question.sql, "calls": calls})
    };
    let columns = |columns: &[(&str, &str)]| columns.iter().map(|(name, ty)| json!([name, ty])).collect::<Vec<_>>();
    let task = json!({
        "nodes": NODES.iter().map(|(label, more)| json!([label, columns(more)])).collect::<Vec<_>>(),
        "relationships":
            RELS.iter().map(|(ty, start, end, more)| json!([ty, start, end, columns(more)])).collect::<Vec<_>>(),
        "questions": questions.iter().map(question).collect::<Vec<_>>(),
    });
    let file = folder.join("task.json");
    fs::write(&file, task.to_string()).expect("the task can be written");
    let python = std::env::var("WASL_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/peers.py");
    let output = Command::new(&python).arg(script).arg(folder).stderr(Stdio::inherit()).output();
    let Ok(output) = output else {
        eprintln!("no peers: `{python}` does not start (set WASL_PYTHON)");
        return Vec::new();
    };
    let text = String::from_utf8_lossy(&output.stdout);
    text.lines().filter_map(|line| serde_json::from_str(line).ok()).map(|line: Json| peer(&line)).collect()
}

fn peer(line: &Json) -> Peer {
    let answer = |(name, answer): (&String, &Json)| {
        let result = match answer["error"].as_str() {
            Some(error) => Err(error.to_owned()),
            None => Ok(Answer {
                warm: answer["warm"].as_f64().unwrap_or(f64::NAN),
                rows: answer["rows"].as_array().cloned().unwrap_or_default(),
            }),
        };
        (name.clone(), result)
    };
    Peer {
        name: line["name"].as_str().unwrap_or("?").to_owned(),
        load: line["load"].as_f64().unwrap_or(f64::NAN),
        bytes: line["bytes"].as_u64().unwrap_or(0),
        open: line["open"].as_f64().unwrap_or(f64::NAN),
        answers: line["answers"].as_object().into_iter().flatten().map(answer).collect(),
    }
}

/// Whether rows are alike; some engines give sums of whole numbers as floats.
fn same(theirs: &[Json], ours: &[Json]) -> bool {
    let alike = |a: &Json, b: &Json| match (a.as_f64(), b.as_f64()) {
        (Some(a), Some(b)) => (a - b).abs() <= 1e-9 * b.abs(),
        _ => a == b,
    };
    let same_row = |(a, b): (&Json, &Json)| match (a.as_array(), b.as_array()) {
        (Some(a), Some(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| alike(a, b)),
        _ => false,
    };
    theirs.len() == ours.len() && theirs.iter().zip(ours).all(same_row)
}

/// The answers that are not ours, and what peers could not do.
pub(crate) fn differences(questions: &[&Question], answers: &[Asked], peers: &[Peer]) -> Vec<String> {
    let mut found = Vec::new();
    for peer in peers {
        for (question, asked) in questions.iter().zip(answers) {
            match peer.answers.get(question.name) {
                Some(Ok(answer)) if !same(&answer.rows, &asked.rows) => {
                    let shown = |rows: &[Json]| Json::Array(rows.iter().take(5).cloned().collect()).to_string();
                    let (theirs, ours) = (shown(&answer.rows), shown(&asked.rows));
                    found.push(format!("{} {}: {theirs}, not {ours}", question.name, peer.name));
                }
                Some(Err(error)) => eprintln!("{} {}: {error}", question.name, peer.name),
                _ => {}
            }
        }
    }
    found
}
