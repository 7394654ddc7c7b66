//! Counting without multiplying rows: the same answers as with rows.
//!
//! Each question is asked twice: as a count, where steps fold and weigh, and over the collected rows, where they cannot.

use super::fixture::World;
use crate::value::Value;

/// A small graph of two types and two labels, with self-loops, parallel and antiparallel relationships.
fn tangle() -> World {
    let mut world = World::with("UNWIND range(0, 9) AS i CREATE (n:N {i: i}) WITH n, i WHERE i % 2 = 0 SET n:Even");
    let mut seed = 42_u64;
    for at in 0..60 {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let (a, b) = ((seed >> 33) % 10, (seed >> 40) % 10);
        let rel = if at % 3 == 0 { "S" } else { "R" };
        world.rows(&format!("MATCH (a:N {{i: {a}}}), (b:N {{i: {b}}}) CREATE (a)-[:{rel} {{w: {at}}}]->(b)"));
    }
    world.rows("MATCH (n:N) WHERE n.i IN [3, 4] CREATE (n)-[:R {w: 99}]->(n), (n)-[:R {w: 98}]->(n)");
    world
}

const PATTERNS: [&str; 21] = [
    "(a:N)-[:R]->(b:N)",
    "(a:N)-[:R]->(b:N)-[:R]->(c:N)",
    "(a:N)-[:R]->(b:N)-[:S]->(c:N)",
    "(a:N)-[:R]->(b:N)<-[:R]-(c:N)",
    "(a:N)<-[:R]-(b:N)-[:R]->(c:N)",
    "(a:N)-[:R]-(b:N)-[:R]-(c:N)",
    "(a:N)-[:R]->(b)-[:R]->(c)-[:R]->(d)",
    "(a)-->(b)-->(c)",
    "(a)--(b:Even)--(c)",
    "(a:Even)-[:R|S]->(b:Even)-[:R]->(c)",
    "(a)-[:R]->(b), (a)-[:R]->(c), (a)<-[:R]-(d)",
    "(a)-[:R]->(b), (b)-[:R]->(c), (a)-[:R]->(c)",
    "(a)-[:R]->(b)-[:R]->(a)",
    "(a)-[:R*1..2]->(b)-[:R]->(c)",
    "(a)-[:R]->(b)-[:R*1..2]->(c)",
    "(b)-[:R]->(b)",
    "(a)-[:R]->(b) MATCH (b)-[:R]->(c)-[:R]->(d)",
    "(a)-[:R]->(b) OPTIONAL MATCH (b)-[:S]->(c)",
    "(a)-[:R]->(b) OPTIONAL MATCH (b)-[:S]->(c) OPTIONAL MATCH (b)-[:R]->(d)",
    "(a)-[:R]->(b) WHERE EXISTS { (b)-[:S]->() } MATCH (b)<-[:S]-(c)",
    "(a:N), (b:Even) MATCH (b)-[:R]->(c)",
];

#[test]
fn counts_agree_with_rows() {
    let mut world = tangle();
    for optimized in [true, false] {
        world.optimized = optimized;
        for pattern in PATTERNS {
            let counted = world.value(&format!("MATCH {pattern} RETURN count(*)"));
            let rows = world.value(&format!("MATCH {pattern} RETURN size(collect(1))"));
            assert_eq!(counted, rows, "{pattern}");
            assert_ne!(counted, Value::Integer(0), "{pattern}");
            let named = world.value(&format!("MATCH {pattern} RETURN count(b)"));
            let bound = world.value(&format!("MATCH {pattern} RETURN size(collect(b))"));
            assert_eq!(named, bound, "{pattern}");
        }
    }
}

#[test]
fn groups_and_orders_agree_with_rows() {
    let mut world = tangle();
    for pattern in PATTERNS.iter().filter(|pattern| pattern.contains("(c")) {
        for key in ["c", "b", "a.i % 3", "c.i"] {
            // The order of groups follows the plan, which may differ.
            let mut asked = |count: &str| {
                let text =
                    format!("MATCH {pattern} RETURN {key} AS k, {count}, count(DISTINCT b), min(b.i) ORDER BY k");
                world.rows(&text)
            };
            assert_eq!(asked("count(*)"), asked("size(collect(1))"), "{pattern} by {key}");
        }
        let distinct = world.rows(&format!("MATCH {pattern} RETURN DISTINCT c ORDER BY c"));
        let all = world.rows(&format!("MATCH {pattern} WITH c, collect(1) AS ones RETURN c ORDER BY c"));
        assert_eq!(distinct, all, "{pattern}");
    }
}

#[test]
fn filters_and_counts_of_properties_agree_with_rows() {
    let mut world = tangle();
    world.rows("MATCH (n:N) WHERE n.i > 6 SET n.some = n.i");
    for (condition, counted) in [
        ("b.i > 3", "count(a.i)"),
        ("b.i > 3 AND c.i < 7", "count(c.some)"),
        ("a.i <> c.i", "count(b.some)"),
        ("NOT (a)-[:S]->(c)", "count(*)"),
        ("COUNT { (b)-[:R]->() } > 2", "count(*)"),
        ("b:Even", "count(b:Even)"),
    ] {
        let pattern = format!("MATCH (a:N)-[:R]->(b:N)-[:R]->(c:N) WHERE {condition}");
        let inside = counted.trim_start_matches("count(").trim_end_matches(')').replace('*', "1");
        let fast = world.value(&format!("{pattern} RETURN {counted}"));
        let slow = world.value(&format!("{pattern} RETURN size(collect({inside}))"));
        assert_eq!(fast, slow, "{condition}");
    }
}

#[test]
fn counts_of_subqueries_weigh_and_keep_their_rows() {
    let mut world = tangle();
    let rows = world.rows(
        "MATCH (n:N) RETURN COUNT { (n)-[:R]->()-[:R]->() }, size(COLLECT { MATCH (n)-[:R]->()-[:R]->() RETURN 1 })",
    );
    assert_eq!(rows.len(), 10);
    assert!(rows.iter().all(|row| row[0] == row[1]));
    assert!(rows.iter().any(|row| row[0] != Value::Integer(0)));
    let text = "MATCH (a:N)-[:R]->(n:N) RETURN sum(COUNT { (n)-[:R]->() }) = size(collect(1))";
    assert_eq!(world.value(text), Value::Boolean(false));
    let weighed =
        world.value("MATCH (a:N)-[:R]->(n:N) WITH n, COUNT { (n)-[:R]->() } AS k RETURN count(*), collect(k)");
    assert_eq!(weighed, world.value("MATCH (a:N)-[:R]->(n:N) RETURN size(collect(1))"));
}

/// A graph without self-loops, so large that neighbours are put into tables and that threads share the work.
fn meadow() -> World {
    let mut world = World::with("UNWIND range(0, 299) AS i CREATE (n:N {i: i}) WITH n, i WHERE i % 3 = 0 SET n:Third");
    world.rows(
        "MATCH (a:N), (b:N) WHERE a <> b AND (a.i * 7 + b.i * 13) % 23 = 0 CREATE (a)-[:R]->(b)
         WITH a, b WHERE (a.i + b.i) % 5 = 0 CREATE (b)-[:R]->(a) CREATE (a)-[:S]->(b)",
    );
    world
}

const MEADOW: [&str; 16] = [
    "(a:N)-[:R]->(b:N)-[:R]->(c:N), (a)-[:R]->(c)",
    "(a:N)-[:R]->(b:N)-[:R]->(c:N), (c)-[:R]->(a)",
    "(a:N)-[:R]-(b:N)-[:S]-(c:N), (a)-[:R]-(c)",
    "(a:N)-[:R|S]->(b:N)-[:R]->(c:N), (a)-[:R|S]->(c)",
    "(a:Third)-[:R]->(b:N)-[:R]->(c:N), (a)-[:S]->(c), (b)-[:S]->(c)",
    "(a:Third)-[:S]->(b)-[:S]->(c)-[:S]->(d), (a)-[:R]->(d)",
    "(a:Third)-[:S]->(b)-[:S]->(a)",
    "(a:N)-[:S]->(b:N)-[:S]->(c:N) WHERE a.i <> c.i",
    "(a:N)-[:S]->(b:N)-[:S]->(c:N) WHERE a.i = c.i",
    "(a:N)-[:S]->(b:N)-[:S]->(c:N) WHERE NOT EXISTS { (a)-[:S]->(c) }",
    "(a:N)-[:S]->(b:N)-[:S]->(c:N) WHERE EXISTS { (a)-[:R*1..2]->(c) }",
    "(a:N)-[:S]->(b:N)<-[:S]-(c:N), (b)-[:R]->(d:Third)",
    "(a:N)-[:S]->(b:N) WHERE a.i < 50 MATCH (b)-[:R]->(c:N) WHERE c.i > b.i",
    "(a:Third)-[:S*1..2]->(b:N)",
    "(a:N)-[r:S]->(b:N)-[:S]->(c:N), (a)-[:S]->(c) WHERE r IS NOT NULL",
    "(a:N)-[:S]->(b:N) OPTIONAL MATCH (b)-[:S]->(c:N), (a)-[:S]->(c)",
];

#[test]
fn tables_intersections_and_threads_count_as_rows_do() {
    let mut world = meadow();
    for pattern in MEADOW {
        let mut asked = |threads: usize, optimized: bool, text: &str| {
            (world.threads, world.optimized) = (Some(threads), optimized);
            world.rows(&format!("MATCH {pattern} RETURN {text}"))
        };
        let counted = asked(1, true, "count(*)");
        assert_ne!(counted, [[Value::Integer(0)]], "{pattern}");
        assert_eq!(counted, asked(1, true, "size(collect(1))"), "{pattern}");
        assert_eq!(counted, asked(2, true, "count(*)"), "{pattern}");
        assert_eq!(counted, asked(2, false, "count(*)"), "{pattern}");
        let grouped = "b.i AS i, count(*) AS n, count(DISTINCT a.i) AS d, min(a.i) AS least ORDER BY i";
        assert_eq!(asked(1, true, grouped), asked(3, true, grouped), "{pattern}");
        let distinct = "count(DISTINCT b.i), max(b.i)";
        let collected = "size(collect(DISTINCT b.i)), max(b.i)";
        assert_eq!(asked(2, true, distinct), asked(1, false, collected), "{pattern}");
    }
}

#[test]
fn groups_of_threads_come_in_order_of_first_appearance() {
    let mut world = meadow();
    let text =
        "MATCH (a:N)-[:S]->(b:N)-[:R]->(c:N) WHERE c.i >= 0 AND a.i < c.i RETURN b.i % 7 AS k, c.i % 3 AS l, count(*)";
    world.threads = Some(1);
    let one = world.rows(text);
    world.threads = Some(3);
    assert_eq!(one.len(), 21);
    assert_eq!(world.rows(text), one);
}

#[test]
fn reached_nodes_are_those_that_walks_end_at() {
    let mut world = tangle();
    for (length, direction) in [("*1..3", "->"), ("*0..2", "->"), ("*0..2", "-"), ("*2..3", "->"), ("*1..2", "-")] {
        for node in 0..10 {
            let pattern = format!("MATCH (a:N {{i: {node}}})-[:R{length}]{direction}(b)");
            let reached = world.rows(&format!("{pattern} RETURN DISTINCT b.i AS i ORDER BY i"));
            let walked = world.rows(&format!("{pattern} WITH b.i AS i, count(*) AS walks RETURN i ORDER BY i"));
            assert_eq!(reached, walked, "{pattern}");
            let into = format!("{pattern} WHERE b.i = 3 RETURN count(DISTINCT b)");
            let there = walked.contains(&vec![Value::Integer(3)]);
            assert_eq!(world.value(&into), Value::Integer(i64::from(there)), "{pattern}");
        }
    }
}

#[test]
fn tests_of_labels_are_dropped_only_while_they_always_pass() {
    let mut world = World::with("CREATE (:A)-[:R]->(:B), (:A)-[:R]->(:B)");
    let text = "MATCH (a:A)-[:R]->(b:B) RETURN count(*)";
    assert_eq!(world.value(text), Value::Integer(2));
    world.rows("MATCH (a:A) WITH a LIMIT 1 CREATE (a)-[:R]->(:C)");
    assert_eq!(world.value(text), Value::Integer(2));
    assert_eq!(world.value("MATCH (a:A)-[:R]->(b) RETURN count(*)"), Value::Integer(3));
    world.rows("MATCH (b:B) WITH b LIMIT 1 REMOVE b:B");
    assert_eq!(world.value(text), Value::Integer(1));
}

#[test]
fn a_count_of_paths_touches_relationships_and_not_paths() {
    // 200 nodes, each with a relationship to each of the others: 8 million paths of three steps, 40,000 relationships.
    let mut world = World::with("UNWIND range(1, 200) AS i CREATE (:N {i: i})");
    world.rows("MATCH (a:N), (b:N) CREATE (a)-[:R]->(b)");
    let text = "MATCH (a:N)-[:R]->(b:N) MATCH (b)-[:R]->(c:N) MATCH (c)-[:R]->(d:N) RETURN count(*)";
    let outcome = world.run(text).unwrap();
    assert_eq!(outcome.rows, [[Value::Integer(200 * 200 * 200 * 200)]]);
    assert!(outcome.profile.operators.iter().all(|counts| counts.rows <= 200), "{:?}", outcome.profile.operators);
    // In one MATCH a self-loop cannot be walked twice in a row.
    let text = "MATCH (a:N)-[:R]->(b:N)-[:R]->(c:N) RETURN count(*)";
    let outcome = world.run(text).unwrap();
    assert_eq!(outcome.rows, [[Value::Integer(200 * 200 * 200 - 200)]]);
    assert!(outcome.profile.operators.iter().all(|counts| counts.rows <= 400), "{:?}", outcome.profile.operators);
}
