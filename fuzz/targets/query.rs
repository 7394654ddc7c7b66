//! A whole statement on a small graph, undone afterwards: an answer or an error that is not our defect.
#![no_main]

use std::cell::RefCell;
use std::time::{Duration, Instant};

use libfuzzer_sys::{Corpus, fuzz_target};
use wasl::{Database, Error, Limits, Parameters, Session, Value};

const GRAPH: &str = "CREATE (a:Person {name: 'Ada', age: 36}), (b:Person:Author {name: 'Bob', age: 41, on: date('2020-02-29')}), \
     (c:City {name: 'Rabat', at: [1.5, 2]}), (d), (a)-[:KNOWS {since: 1999}]->(b), (b)-[:KNOWS]->(a), (a)-[:LIVES_IN]->(c), \
     (b)-[:LIVES_IN {since: 2001}]->(c), (c)-[:NEAR]->(c), (a)-[:KNOWS]->(d)";

thread_local! {
    static SESSION: RefCell<Session> = RefCell::new(open());
}

fn open() -> Session {
    let mut session = Database::memory().session();
    for statement in [GRAPH, "CREATE INDEX FOR (n:Person) ON (n.name)", "CREATE CONSTRAINT FOR (n:City) REQUIRE n.name IS UNIQUE"] {
        session.run(statement, &Parameters::new()).unwrap();
    }
    session.set_limits(Limits {
        timeout: Some(Duration::from_millis(500)),
        memory: Some(64 << 20),
        rows: Some(2_000),
        threads: Some(1),
    });
    session
}

fn run(session: &mut Session, text: &str, parameters: &Parameters) -> Result<(), Error> {
    let mut records = session.run(text, parameters)?;
    while let Some(row) = records.next_row()? {
        for cell in &row {
            let _ = cell.to_string();
        }
    }
    Ok(())
}

fuzz_target!(|text: &str| -> Corpus {
    // Reading files is not what is tested here, and /dev/zero has no end.
    if text.to_ascii_uppercase().contains("LOAD") {
        return Corpus::Reject;
    }
    let parameters: Parameters =
        [("p", Value::Integer(1)), ("s", Value::string("Ada"))].into_iter().map(|(key, value)| (key.into(), value)).collect();
    SESSION.with_borrow_mut(|session| {
        let start = Instant::now();
        session.begin().unwrap();
        if let Err(error) = run(session, text, &parameters)
            && let Error::Statement(error) = error
        {
            assert_ne!(error.detail().name(), "Internal", "{error}");
            if let Some(span) = error.span() {
                assert!(text.get(span.start as usize..span.end as usize).is_some(), "{error}: {span:?} of {text:?}");
            }
        }
        if session.in_transaction() {
            session.rollback().unwrap();
        }
        assert!(start.elapsed() < Duration::from_secs(8), "the time limit of half a second was not kept");
    });
    Corpus::Keep
});
