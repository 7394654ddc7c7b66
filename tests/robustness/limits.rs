//! A limit that is hit: every kind of operator, every algorithm and the expressions that can grow stop soon after their
//! time, or when their memory is used up, with an error that says how to raise the limit; the session answers the next
//! statement, and the graph is as it was.

use std::time::{Duration, Instant};

use wasl::{Class, Database, Detail, Error, Limits, Parameters, Session, Value};

/// What a statement is given.
const GIVEN: Duration = Duration::from_millis(40);
/// How late it may be. A build for debugging is many times slower, and other tests run beside.
const SLACK: Duration = Duration::from_millis(if cfg!(debug_assertions) { 2500 } else { 300 });
const NODES: i64 = 5_000;

/// Statements that would run for minutes.
const ENDLESS: &[(&str, &str)] = &[
    ("scan and filter", "MATCH (a:N), (b:N), (c:N) WHERE a.x + b.x + c.x < 0 RETURN a.i"),
    ("expand", "MATCH (a:N)-[:R]->(b)-[:R]->(c)-[:R]->(d)-[:R]->(e) WHERE a.x + e.x < 0 RETURN a.i"),
    (
        "expand and count",
        "MATCH (a:N)-[:R]->(b)-[:R]->(c)-[:R]->(d)-[:R]->(e)-[:R]->(f) WHERE a.x < f.x RETURN count(*)",
    ),
    ("expand both ways", "MATCH (a:N)--(b)--(c)--(d)--(e) WHERE a.x + e.x < 0 RETURN a.i"),
    ("close cycles", "MATCH (a:N)--(b)--(c)--(d)--(e)--(a) WHERE a.x + d.x < 0 RETURN count(*)"),
    ("optional", "MATCH (a:N), (b:N) OPTIONAL MATCH (a)-[r:R]->(b) WITH a, b, r WHERE a.x + b.x < 0 RETURN r"),
    ("variable length", "MATCH (a:N)-[r:R*1..12]->(b) WHERE a.x + b.x < 0 RETURN r"),
    ("variable length, distinct ends", "MATCH (a:N)-[:R*]->(b) RETURN a.i, count(DISTINCT b)"),
    ("quantified pattern", "MATCH (a:N) ((x)-[:R]->(y) WHERE x.x >= 0){1,9} (b) WHERE a.x + b.x < 0 RETURN b"),
    ("shortest path", "MATCH (a:N), (b:N) MATCH p = shortestPath((a)-[:R*]->(b)) WHERE length(p) > 99 RETURN p"),
    (
        "all shortest paths",
        "MATCH (a:N), (b:N) MATCH p = allShortestPaths((a)-[:R*]->(b)) WHERE length(p) > 99 RETURN p",
    ),
    ("shortest k", "MATCH (a:N), (b:N) MATCH p = SHORTEST 5 (a)-[:R]->+(b) WHERE length(p) > 99 RETURN p"),
    ("seek", "UNWIND range(1, 1000000000) AS i MATCH (n:N {i: i % 5000}) WHERE n.x < 0 RETURN n"),
    ("unwind", "UNWIND range(1, 1000000000) AS i WITH i WHERE i < 0 RETURN i"),
    ("unwind lists", "UNWIND range(1, 1000000) AS i UNWIND [x IN range(1, 1000) | x] AS j WITH j WHERE j < 0 RETURN j"),
    ("count", "UNWIND range(1, 1000000000) AS i RETURN count(i)"),
    ("group", "UNWIND range(1, 1000000000) AS i RETURN i % 1000 AS k, sum(i), avg(i)"),
    ("count distinct", "UNWIND range(1, 1000000000) AS i RETURN count(DISTINCT i % 10)"),
    ("distinct", "UNWIND range(1, 1000000000) AS i RETURN DISTINCT i % 10"),
    ("first of the order", "UNWIND range(1, 1000000000) AS i RETURN i ORDER BY -i LIMIT 3"),
    ("skip", "UNWIND range(1, 1000000000) AS i RETURN i SKIP 999999999"),
    (
        "union",
        "UNWIND range(1, 9) AS i RETURN i UNION ALL UNWIND range(1, 1000000000) AS i WITH i WHERE i < 0 RETURN i",
    ),
    (
        "call",
        "UNWIND range(1, 1000000000) AS i CALL (i) { MATCH (n:N {i: i % 9}) RETURN n } WITH n WHERE n.x < 0 RETURN n",
    ),
    ("exists", "MATCH (a:N), (b:N) WHERE EXISTS { (a)-[:R]->()-[:R]->()-[:R]->(b) } AND a.x + b.x < 0 RETURN a"),
    ("count of a subquery", "MATCH (a:N) WHERE COUNT { (a)-[:R*1..9]->(b) WHERE b.x < 0 } > 0 RETURN a"),
    (
        "collect of a subquery",
        "MATCH (a:N) WHERE size(COLLECT { MATCH (a)-[:R*1..7]->(b) RETURN b.i % 2 }) < 0 RETURN a",
    ),
    ("pattern comprehension", "MATCH (a:N) WHERE size([(a)-[:R*1..7]->(b) WHERE b.x < 0 | b.i]) > 0 RETURN a"),
    (
        "procedure",
        "UNWIND range(1, 1000000000) AS i CALL db.labels() YIELD label WITH label WHERE label = '' RETURN label",
    ),
    (
        "algorithm for each row",
        "UNWIND range(1, 1000000) AS i CALL algo.wcc({labels: ['N']}) YIELD node WITH node WHERE node.x < 0 RETURN node",
    ),
    ("create", "UNWIND range(1, 1000000000) AS i CREATE (:Tmp {i: i})"),
    ("merge", "UNWIND range(1, 1000000000) AS i MERGE (n:N {i: i % 7}) ON MATCH SET n.y = i"),
    ("set", "UNWIND range(1, 1000000000) AS i MATCH (n:N {i: i % 7}) SET n.y = i"),
    ("remove", "UNWIND range(1, 1000000000) AS i MATCH (n:N {i: i % 7}) REMOVE n.x"),
    ("delete", "UNWIND range(1, 1000000000) AS i MATCH (n:N {i: i % 7}) DETACH DELETE n"),
    ("foreach", "UNWIND range(1, 1000000000) AS i FOREACH (j IN [1, 2] | CREATE (:Tmp {i: j}))"),
    ("comprehension", "RETURN size([x IN range(1, 100000000) WHERE x % 3 = 0 | x * 2])"),
    ("quantifier", "RETURN all(x IN range(1, 100000000) WHERE x > 0)"),
    ("reduce", "RETURN reduce(sum = 0, x IN range(1, 100000000) | sum + x)"),
    ("a list joined in reduce", "RETURN size(reduce(list = [], x IN range(1, 1000000) | list + x))"),
    ("function", "UNWIND range(1, 1000000) AS i WITH range(1, i) AS list WHERE size(list) < 0 RETURN list"),
];

/// Statements that would hold gigabytes, or keep on growing.
const GREEDY: &[(&str, &str)] = &[
    ("sort", "UNWIND range(1, 100000000) AS i RETURN i ORDER BY -i"),
    ("collect", "UNWIND range(1, 100000000) AS i RETURN collect(i)"),
    ("distinct", "UNWIND range(1, 100000000) AS i RETURN DISTINCT i"),
    ("count distinct", "UNWIND range(1, 100000000) AS i RETURN count(DISTINCT i)"),
    ("group", "UNWIND range(1, 100000000) AS i RETURN i, count(*)"),
    ("percentile", "UNWIND range(1, 100000000) AS i RETURN percentileCont(i, 0.5)"),
    ("range", "RETURN size(range(1, 100000000))"),
    ("lists in many rows", "UNWIND range(1, 1000) AS i RETURN size(range(1, 1000000 + i))"),
    ("a text doubled", "RETURN size(reduce(text = 'a', i IN range(1, 60) | text + text))"),
    ("a text doubled by ||", "RETURN size(reduce(text = 'a', i IN range(1, 60) | text || text))"),
    ("a list doubled", "RETURN size(reduce(list = [1], i IN range(1, 60) | list + list))"),
    ("comprehension", "WITH range(1, 100000) AS list RETURN size([x IN list | [y IN list | y]])"),
    ("collect of a subquery", "RETURN size(COLLECT { UNWIND range(1, 100000000) AS i RETURN i })"),
    ("create", "UNWIND range(1, 100000000) AS i CREATE (:Tmp {i: i})"),
    ("paths", "MATCH p = (a:N)-[:R*1..9]->(b) RETURN collect(p)"),
];

/// The arguments that an algorithm needs beside the view.
fn needs(name: &str) -> &'static str {
    match name {
        "algo.bfs" | "algo.dfs" => ", source: a",
        "algo.astar" | "algo.dijkstra" | "algo.maxflow" => ", source: a, target: b",
        "algo.yens" => ", source: a, target: b, k: 100000",
        "algo.cycles" => ", limit: 100000000",
        "algo.allPairs" => ", limit: 100000",
        _ => "",
    }
}

/// Some 25,000 relationships of each type among [`NODES`] nodes; those of type `L` lead to higher numbers and to the other side
/// only, so that they have an order and two sides.
fn world() -> Database {
    let database = Database::memory();
    let mut session = database.session();
    for text in [
        "CREATE INDEX FOR (n:N) ON (n.i)",
        &format!("UNWIND range(0, {}) AS i CREATE (n:N {{i: i, x: i % 1000}})", NODES - 1),
        "UNWIND [1, 7, 61, 499, 1501] AS k MATCH (a:N) MATCH (b:N {i: (a.i * 31 + k * k) % 5000}) \
         CREATE (a)-[:R {w: (a.i + k) % 17 + 1}]->(b)",
        "UNWIND [1, 7, 61, 499, 1501] AS k MATCH (a:N) MATCH (b:N {i: a.i + k}) CREATE (a)-[:L {w: k}]->(b)",
    ] {
        run(&mut session, text).unwrap();
    }
    database
}

fn run(session: &mut Session, text: &str) -> Result<Vec<Vec<Value>>, Error> {
    session.run(text, &Parameters::new())?.collect_rows()
}

/// Numbers that change when the graph does.
fn state(session: &mut Session) -> String {
    session.set_limits(Limits::default());
    let counted = "MATCH (n) OPTIONAL MATCH (n)-[r]->() RETURN count(DISTINCT n), count(r), sum(n.x), sum(n.y)";
    format!("{:?}", run(session, counted).unwrap())
}

/// The finding, unless `text` stops with `detail` in time and leaves all as it was.
fn judge(
    session: &mut Session,
    limits: &Limits,
    (name, text): (&str, &str),
    detail: Detail,
    option: &str,
) -> Option<String> {
    session.set_limits(limits.clone());
    let start = Instant::now();
    let result = run(session, text);
    let took = start.elapsed();
    let finding = |what: String| Some(format!("{name}: {what}\n    {text}"));
    let error = match result {
        Ok(rows) => return finding(format!("ended after {took:?} with {} rows", rows.len())),
        Err(Error::Statement(error)) => error,
        Err(other) => return finding(other.to_string()),
    };
    session.set_limits(Limits::default());
    if (error.class(), error.detail()) != (Class::LimitExceeded, detail) {
        finding(error.to_string())
    } else if !error.hints().iter().any(|hint| hint.contains(option)) {
        finding(format!("the hint does not name {option}: {:?}", error.hints()))
    } else if limits.timeout.is_some_and(|timeout| took > timeout + SLACK) {
        finding(format!("stopped after {took:?}"))
    } else if !matches!(run(session, "RETURN 1"), Ok(rows) if rows == [[Value::Integer(1)]]) {
        finding("the session does not go on".to_owned())
    } else {
        None
    }
}

fn timed() -> Limits {
    Limits { timeout: Some(GIVEN), ..Limits::default() }
}

#[test]
fn every_operator_stops_when_the_time_is_over() {
    let database = world();
    let mut session = database.session();
    let before = state(&mut session);
    let judge = |case: &(&str, &str)| judge(&mut session, &timed(), *case, Detail::TimeLimit, "--timeout");
    let findings: Vec<String> = ENDLESS.iter().filter_map(judge).collect();
    assert!(findings.is_empty(), "{} findings\n{}", findings.len(), findings.join("\n"));
    assert_eq!(state(&mut session), before);
}

#[test]
fn every_operator_that_keeps_rows_stops_when_the_memory_is_used_up() {
    let database = world();
    let mut session = database.session();
    let before = state(&mut session);
    let limits = Limits { memory: Some(4 << 20), timeout: Some(Duration::from_mins(1)), ..Limits::default() };
    let judge = |case: &(&str, &str)| judge(&mut session, &limits, *case, Detail::MemoryLimit, "--memory");
    let findings: Vec<String> = GREEDY.iter().filter_map(judge).collect();
    assert!(findings.is_empty(), "{} findings\n{}", findings.len(), findings.join("\n"));
    assert_eq!(state(&mut session), before);
}

#[test]
fn every_algorithm_counts_its_memory_and_keeps_to_its_time() {
    let database = world();
    let mut session = database.session();
    let before = state(&mut session);
    let show = "SHOW PROCEDURES YIELD name, signature WHERE name STARTS WITH 'algo.' AND name <> 'algo.list' RETURN name, signature";
    let listed = run(&mut session, show).unwrap();
    assert!(listed.len() >= 28, "{listed:?}");
    let mut findings = Vec::new();
    for row in &listed {
        let (Value::String(name), Value::String(signature)) = (&row[0], &row[1]) else { panic!("{row:?}") };
        let column = signature.rsplit_once(":: (").and_then(|(_, outputs)| outputs.split(' ').next()).unwrap();
        let rel_type = if matches!(&**name, "algo.topologicalSort" | "algo.bipartiteMatching") { "L" } else { "R" };
        let view = format!("{{labels: ['N'], types: ['{rel_type}']{}}}", needs(name));
        let text =
            format!("MATCH (a:N {{i: 0}}), (b:N {{i: 4999}}) CALL {name}({view}) YIELD {column} RETURN count(*)");
        let small = Limits { memory: Some(40_000), ..Limits::default() };
        findings.extend(judge(&mut session, &small, (name, &text), Detail::MemoryLimit, "--memory"));
        // Linear algorithms may be done in that time, which is as good; that they ask is tested where they are.
        session.set_limits(Limits { timeout: Some(Duration::from_millis(4)), ..Limits::default() });
        let start = Instant::now();
        match run(&mut session, &text) {
            Err(Error::Statement(error)) if error.detail() == Detail::TimeLimit => {}
            Err(error) => findings.push(format!("{name}: {error}")),
            Ok(_) => {}
        }
        if start.elapsed() > SLACK {
            findings.push(format!("{name}: stopped after {:?}", start.elapsed()));
        }
    }
    assert!(findings.is_empty(), "{} findings\n{}", findings.len(), findings.join("\n"));
    assert_eq!(state(&mut session), before);
}

#[test]
fn a_batch_in_its_own_transaction_that_runs_out_of_time_leaves_whole_batches() {
    let database = world();
    let mut session = database.session();
    let text = "UNWIND range(1, 1000000000) AS i CALL (i) { CREATE (:Tmp {i: i}) } IN TRANSACTIONS OF 100 ROWS";
    let found = judge(&mut session, &timed(), ("in transactions", text), Detail::TimeLimit, "--timeout");
    assert_eq!(found, None);
    let rows = run(&mut session, "MATCH (n:Tmp) RETURN count(n) % 100").unwrap();
    assert_eq!(rows, [[Value::Integer(0)]]);
}

#[test]
fn an_interrupt_stops_a_statement_and_not_the_session() {
    let database = world();
    let mut session = database.session();
    for (name, text) in
        [ENDLESS[1], ENDLESS[5], ("betweenness", "CALL algo.betweenness({labels: ['N']}) YIELD score RETURN count(*)")]
    {
        let interrupt = session.interrupt();
        let waiting = std::thread::spawn(move || {
            std::thread::sleep(GIVEN);
            interrupt.cancel();
        });
        let start = Instant::now();
        let result = run(&mut session, text);
        assert!(matches!(&result, Err(Error::Statement(error)) if error.class() == Class::Interrupted), "{name}");
        assert!(start.elapsed() < GIVEN + SLACK, "{name}: {:?}", start.elapsed());
        waiting.join().unwrap();
        assert_eq!(run(&mut session, "RETURN 1").unwrap(), [[Value::Integer(1)]], "{name}");
    }
}
