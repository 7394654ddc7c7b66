//! Time, memory, rows, and being interrupted.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use super::fixture::World;
use crate::value::Value;

#[test]
fn a_cancelled_statement_stops() {
    let mut world = World::new();
    world.limits.cancel = Some(Arc::new(AtomicBool::new(true)));
    assert_eq!(world.error("RETURN 1"), "Interrupted runtime Cancelled");
}

#[test]
fn a_deadline_stops_walks_that_would_never_end() {
    // A complete graph of 14 nodes has more walks than anyone can wait for.
    let mut world = World::with("UNWIND range(1, 14) AS i CREATE (:N {i: i})");
    world.rows("MATCH (a:N), (b:N) WHERE a.i <> b.i CREATE (a)-[:R]->(b)");
    let given = Duration::from_millis(50);
    for text in [
        "MATCH (:N {i: 1})-[r:R*]->() RETURN count(r)",
        "MATCH (a:N {i: 1}), (b:N {i: 2}) MATCH (a)-[r:R*]->(b) WHERE size(r) < 0 RETURN r",
        "MATCH (a:N), (b:N), (c:N), (d:N), (e:N), (f:N), (g:N), (h:N), (i:N) RETURN count(*)",
    ] {
        let start = Instant::now();
        world.limits.deadline = Some((start + given, given));
        assert_eq!(world.error(text), "LimitExceeded runtime TimeLimit");
        assert!(start.elapsed() < Duration::from_secs(20), "{text}");
    }
}

#[test]
fn a_memory_limit_stops_what_holds_rows_back() {
    let mut world = World::new();
    world.limits.memory = Some(1 << 20);
    for text in [
        "UNWIND range(1, 1000000) AS i WITH i, toString(i) AS s RETURN s ORDER BY s",
        "UNWIND range(1, 1000000) AS i RETURN collect(i)",
        "UNWIND range(1, 1000000) AS i RETURN DISTINCT i",
        "UNWIND range(1, 1000000) AS i RETURN i % 500000, count(*)",
        "UNWIND range(1, 1000000) AS i CREATE (:N {i: i})",
    ] {
        assert_eq!(world.error(text), "LimitExceeded runtime MemoryLimit", "{text}");
    }
    // What streams is not stopped, and a top-k holds little.
    assert_eq!(world.value("UNWIND range(1, 100000) AS i RETURN count(i)"), Value::Integer(100_000));
    assert_eq!(world.list("UNWIND range(1, 100000) AS i RETURN i ORDER BY i DESC LIMIT 2"), "100000 99999");
}

#[test]
fn a_row_limit_stops_a_long_result() {
    let mut world = World::new();
    world.limits.rows = Some(10);
    assert_eq!(world.rows("UNWIND range(1, 10) AS i RETURN i").len(), 10);
    assert_eq!(world.error("UNWIND range(1, 11) AS i RETURN i"), "LimitExceeded runtime RowLimit");
}
