//! Runs the blocks of one script on one database.
//!
//! Contract: the graph lives from block to block; a session (and so a transaction) lives as long as a block. On a store
//! the database is closed and opened again before each block, so whatever a block shows was really kept.

use std::time::Duration;

use tempfile::TempDir;
use wasl::{Database, Limits, OpenOptions, Parameters, Session, Value};

use crate::render;
use crate::script::{Block, Statement, statements};

/// Where the graph of a script lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Home {
    /// In memory only.
    Memory,
    /// In memory, every statement on one thread.
    OneThread,
    /// In a store in a folder of its own.
    Store,
}

/// What each block shows.
pub(crate) fn run(blocks: &[Block], home: Home) -> Vec<Vec<String>> {
    let mut place = Place::new(home);
    blocks
        .iter()
        .map(|block| {
            place.reopen();
            let mut session = place.session();
            let mut output = Vec::new();
            for statement in statements(&block.input).unwrap_or_else(|message| panic!("{message}")) {
                if statement.tags.iter().any(|tag| tag == "fresh") {
                    place = Place::new(home);
                    session = place.session();
                }
                output.extend(show(&mut session, place.threads, &statement));
            }
            output
        })
        .collect()
}

struct Place {
    folder: Option<TempDir>,
    database: Option<Database>,
    threads: Option<usize>,
}

impl Place {
    fn new(home: Home) -> Self {
        let folder = (home == Home::Store).then(|| TempDir::new().expect("a temporary folder can be made"));
        let threads = (home == Home::OneThread).then_some(1);
        let mut place = Self { folder, database: None, threads };
        place.reopen();
        place
    }

    fn session(&self) -> Session {
        self.database.as_ref().expect("a place always has a database").session()
    }

    fn reopen(&mut self) {
        let Some(folder) = &self.folder else {
            self.database.get_or_insert_with(Database::memory);
            return;
        };
        if let Some(open) = self.database.take() {
            open.close().unwrap_or_else(|error| panic!("the store cannot be closed: {error}"));
        }
        let path = folder.path().join("graph");
        let opened = Database::open(path, &OpenOptions::default());
        self.database = Some(opened.unwrap_or_else(|error| panic!("the store cannot be opened: {error}")));
    }
}

/// The limits of one statement, as a map of the language: rows, memory in bytes, seconds.
fn limits(session: &mut Session, literal: &str, threads: Option<usize>) -> Limits {
    let Ok(Value::Map(map)) = session.evaluate(literal, &Parameters::new()) else { panic!("[limits {literal}]") };
    let number = |key: &str| match map.get(key) {
        Some(Value::Integer(number)) => u64::try_from(*number).ok(),
        _ => None,
    };
    assert!(map.keys().all(|key| ["rows", "memory", "seconds"].contains(&&**key)), "[limits {literal}]");
    let timeout = number("seconds").map(Duration::from_secs);
    Limits { timeout, memory: number("memory"), rows: number("rows"), threads }
}

/// The output of one statement or command.
fn show(session: &mut Session, threads: Option<usize>, statement: &Statement) -> Vec<String> {
    let mut parameters = Parameters::new();
    session.set_limits(Limits { threads, ..Limits::default() });
    for tag in &statement.tags {
        if let Some(literal) = tag.strip_prefix("params ") {
            match session.evaluate(literal, &Parameters::new()) {
                Ok(Value::Map(map)) => parameters.extend(map.iter().map(|(key, value)| (key.clone(), value.clone()))),
                Ok(_) => panic!("[{tag}] is no map"),
                Err(error) => return render::error(literal, &error),
            }
        } else if let Some(literal) = tag.strip_prefix("limits ") {
            let limits = limits(session, literal, threads);
            session.set_limits(limits);
        } else if !["plan", "fresh", "set"].contains(&tag.as_str()) {
            panic!("[{tag}] is no tag of golden scripts");
        }
    }
    let has = |wanted: &str| statement.tags.iter().any(|tag| tag == wanted);
    let done = match statement.text.as_str() {
        "" => return Vec::new(),
        ":begin" => session.begin(),
        ":commit" => session.commit(),
        ":rollback" => session.rollback(),
        text => {
            let text = if has("plan") { format!("EXPLAIN {text}") } else { text.to_owned() };
            let shown = session.run(&text, &parameters);
            let shown = shown.and_then(|records| render::records(&text, records, has("set")));
            return shown.unwrap_or_else(|error| render::error(&text, &error));
        }
    };
    done.map_or_else(|error| render::error(&statement.text, &error), |()| Vec::new())
}
