//! Our own side: loads, opens, asks and takes the time.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::{Value as Json, json};
use wasl::import::{CsvInput, ImportPlan, NodeFiles, RelationshipFiles};
use wasl::{Database, Limits, OpenOptions, Parameters, Session, Value};

use crate::catalog::{Calls, Question};
use crate::register::{NODES, Numbers, RELS, Register};

/// Calls of a question with parameters.
const CALLS: usize = 20;
/// A question is asked again until it took so long, or so often.
const LONG: Duration = Duration::from_millis(600);
const OFTEN: usize = 25;

/// How loading went: seconds, bytes, seconds.
pub(crate) struct Loaded {
    pub(crate) load: f64,
    pub(crate) bytes: u64,
    pub(crate) open: f64,
}

/// Seconds a call, and all rows of all calls.
pub(crate) struct Asked {
    pub(crate) cold: f64,
    pub(crate) warm: f64,
    pub(crate) engine: f64,
    pub(crate) rows: Vec<Json>,
}

/// Loads the register into a store, opens it anew and asks all questions.
pub(crate) fn all(
    folder: &Path,
    register: &Register,
    questions: &[&Question],
    threads: Option<usize>,
) -> (Loaded, Vec<Asked>) {
    let path = folder.join("wasl");
    let start = Instant::now();
    load(folder, &path);
    let load = start.elapsed().as_secs_f64();
    let start = Instant::now();
    let database = Database::open(&path, &OpenOptions::default()).expect("the store opens");
    let mut session = database.session();
    session.set_limits(Limits { threads, ..Limits::default() });
    run(&mut session, "MATCH (c:Company {id: 1}) RETURN c.name", &Parameters::new());
    let open = start.elapsed().as_secs_f64();
    let answers = questions.iter().map(|question| ask(&mut session, question, register)).collect();
    (Loaded { load, bytes: size(&path), open }, answers)
}

fn load(folder: &Path, path: &Path) {
    let file = |name: &str| vec![CsvInput::File(folder.join(format!("{name}.csv")))];
    let plan = ImportPlan {
        nodes: NODES
            .iter()
            .map(|(label, _)| NodeFiles { labels: vec![(*label).to_owned()], files: file(label) })
            .collect(),
        relationships: RELS
            .iter()
            .map(|(rel_type, start, end, _)| RelationshipFiles {
                rel_type: Some((*rel_type).to_owned()),
                start: Some((*start).to_owned()),
                end: Some((*end).to_owned()),
                files: file(rel_type),
            })
            .collect(),
        ..ImportPlan::default()
    };
    let database = Database::open(path, &OpenOptions::default()).expect("a store can be made");
    let mut session = database.session();
    session.import(&plan, &mut ()).unwrap_or_else(|error| panic!("{error}"));
    for (label, _) in NODES {
        run(&mut session, &format!("CREATE CONSTRAINT FOR (n:{label}) REQUIRE n.id IS UNIQUE"), &Parameters::new());
    }
    run(&mut session, "CREATE INDEX FOR (p:Person) ON (p.name)", &Parameters::new());
    drop(session);
    database.close().expect("the store closes");
}

fn size(folder: &Path) -> u64 {
    let entries = fs::read_dir(folder).expect("the store is a folder");
    let of = |entry: fs::DirEntry| match entry.metadata() {
        Ok(data) if data.is_dir() => size(&entry.path()),
        Ok(data) => data.len(),
        Err(_) => 0,
    };
    entries.filter_map(Result::ok).map(of).sum()
}

/// The parameters of all calls of a question.
pub(crate) fn calls(question: &Question, register: &Register) -> Vec<Vec<(&'static str, u64)>> {
    let numbers = &mut Numbers::new(7);
    let mut company = || numbers.below(register.companies) + 1;
    match question.calls {
        Calls::Once => vec![Vec::new()],
        Calls::Company => (0..CALLS).map(|_| vec![("id", company())]).collect(),
        Calls::Pair => (0..CALLS).map(|_| vec![("a", company()), ("b", company())]).collect(),
    }
}

fn ask(session: &mut Session, question: &Question, register: &Register) -> Asked {
    let calls: Vec<Parameters> = calls(question, register)
        .into_iter()
        .map(|call| call.into_iter().map(|(name, number)| (name.into(), Value::Integer(number as i64))).collect())
        .collect();
    let start = Instant::now();
    let (first, _) = run(session, question.cypher, &calls[0]);
    let cold = start.elapsed().as_secs_f64();
    let mut rows = first;
    rows.extend(calls[1..].iter().flat_map(|call| run(session, question.cypher, call).0));
    let (begun, mut walls, mut engines) = (Instant::now(), Vec::new(), Vec::new());
    while walls.len() < 3 || (walls.len() < OFTEN && begun.elapsed() < LONG) {
        let start = Instant::now();
        let engine: f64 = calls.iter().map(|call| run(session, question.cypher, call).1).sum();
        walls.push(start.elapsed().as_secs_f64() / calls.len() as f64);
        engines.push(engine / calls.len() as f64);
    }
    Asked { cold, warm: median(walls), engine: median(engines), rows }
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

/// The rows of a statement, and the engine's own seconds.
fn run(session: &mut Session, text: &str, parameters: &Parameters) -> (Vec<Json>, f64) {
    let mut records = session.run(text, parameters).unwrap_or_else(|error| panic!("{error}\n{text}"));
    let rows = records.collect_rows().unwrap_or_else(|error| panic!("{error}\n{text}"));
    let times = records.summary().times;
    let cell = |value: &Value| match value {
        Value::Integer(value) => json!(value),
        Value::Float(value) => json!(value),
        Value::String(text) => json!(&**text),
        other => json!(other.to_string()),
    };
    let rows = rows.iter().map(|row| Json::Array(row.iter().map(cell).collect())).collect();
    (rows, (times.parse + times.plan + times.execute).as_secs_f64())
}
