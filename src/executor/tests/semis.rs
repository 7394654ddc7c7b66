//! What EXISTS and COUNT remember of nodes, and what they find for all nodes at once: the same as by matching.

use super::fixture::World;
use crate::planner::Joins;
use crate::value::Value;

/// 300 nodes, a few of them hubs, with self-loops and parallel relationships; the last 20 have none.
fn hubs() -> World {
    let mut world =
        World::with("UNWIND range(0, 299) AS i CREATE (n:N {i: i, k: i % 9}) WITH n, i WHERE i % 2 = 0 SET n:Even");
    world.rows(
        "MATCH (a:N) WHERE a.i < 280 UNWIND [a.i * 7 % 280, a.i % 11, a.i % 5, a.i % 280] AS to MATCH (b:N {i: to})
         CREATE (a)-[:R {w: a.i + b.i}]->(b), (b)-[:S {w: a.i % 5}]->(a)",
    );
    world
}

/// Patterns of which `n` is known; none repeats a name that another one has.
const PATTERNS: [&str; 14] = [
    "(n)-[r:R]->(b)-[:S]->(c) WHERE c.k = 3",
    "(n)-[r:R]->(b:Even)-[:S]->(c {k: 4})-[:R]->(d) WHERE d.i < 4",
    "(n)-[r:R]->(b)-[:R]->(c) WHERE c.i = 273",
    "(n)-[r:R]->(b)<-[:R]-(c) WHERE c.k = 8 AND c.i > 200",
    "(n)<-[r:S]-(b)-[s:S {w: 2}]->(c:Even) WHERE c.k = 5",
    "(n)-[r]-(b)--(c) WHERE c.i = 270",
    "(n)-[r:R]->(b)-[:S]->(c) WHERE c.k = n.k AND c.i > 150",
    "(n)-[r:R]->(b)-[:S]->(c) WHERE c.none = 3",
    "(n)-[r:R]->(b)-[:S]->(c)-[:R]->(n) WHERE b.i > 100",
    "(n)-[r:R]->(b) WHERE b.k = 2 AND b.i > 20",
    "(n)-[r:R]->(b)-[:S]->(c) WHERE n.k = 2",
    "(n)-[r:R]->(b)-[:R*2]->(c) WHERE c.i = 21",
    "(n)-[r:S]->(b)-[:R]->(c)<-[:S]-(d {i: 1})",
    "(n)-[r:R]->(b)-[:S]->(c) WHERE EXISTS { (c)-[:S]->(d)-[:R]->(e) WHERE e.i = 255 }",
];

#[test]
fn subqueries_find_what_matching_finds() {
    let mut world = hubs();
    for pattern in PATTERNS {
        (world.joins, world.threads) = (Joins::Never, Some(1));
        let matched = world.rows(&format!(
            "MATCH (n:N) OPTIONAL MATCH {pattern} RETURN n.i AS i, count(r) AS c, count(r) > 0 AS e ORDER BY i"
        ));
        let counts: i64 = matched.iter().map(|row| i64::from(row[2] == Value::Boolean(true))).sum();
        assert!(pattern.contains("none") || (1..300).contains(&counts), "{pattern}: {counts}");
        // Each node twice, so that some rows ask for what is known.
        let asked = format!(
            "UNWIND [1, 2] AS t MATCH (n:N) WITH t, n, COUNT {{ {pattern} }} AS c, EXISTS {{ {pattern} }} AS e
             WITH n, collect(DISTINCT c) AS c, collect(DISTINCT e) AS e, count(*) AS t
             RETURN n.i AS i, CASE size(c) WHEN 1 THEN c[0] END AS c, CASE size(e) WHEN 1 THEN e[0] END AS e ORDER BY i"
        );
        let passed = format!("MATCH (n:N) WHERE NOT EXISTS {{ {pattern} }} RETURN count(*)");
        for joins in [Joins::Never, Joins::Weighed, Joins::Always] {
            for (optimized, threads) in [(true, None), (false, Some(1)), (true, Some(4))] {
                (world.joins, world.optimized, world.threads) = (joins, optimized, threads);
                assert_eq!(world.rows(&asked), matched, "{asked}, {joins:?}, {optimized}, {threads:?}");
                assert_eq!(world.value(&passed), Value::Integer(300 - counts), "{passed}, {joins:?}, {threads:?}");
            }
        }
    }
}

#[test]
fn only_what_cannot_fail_is_planned_for_all_nodes() {
    let world = hubs();
    for (subquery, expected) in [
        ("EXISTS { (n)-[:R]->(b)-[:S]->(c) WHERE c.k = 3 }", true),
        ("COUNT { MATCH (n)-[:R]->(b) WHERE b.k > 3 RETURN b }", true),
        ("EXISTS { (n)-[:R]->(b) WHERE 10 / b.k = 3 }", false),
        ("EXISTS { (n)-[:R]->(b) WHERE rand() < b.k }", false),
        ("EXISTS { (n)-[:R]->(b) WHERE b.k < m.k }", false),
        ("EXISTS { (n)-[:R*1..2]->(b {k: 1}) }", false),
        ("COUNT { MATCH (n)-[:R]->(b) RETURN DISTINCT b }", false),
        ("COUNT { MATCH (n)-[:R]->(b) RETURN b LIMIT 2 }", false),
        ("COLLECT { MATCH (n)-[:R]->(b) RETURN b.i }", false),
    ] {
        let planned = world.plan(&format!("MATCH (n:N), (m:N {{i: 5}}) RETURN {subquery}")).unwrap();
        assert_eq!(planned.subqueries[0].unnested.is_some(), expected, "{subquery}");
    }
    let planned = world.plan("MATCH (n:N) WHERE EXISTS { (n)-[:R]->(b {k: 1}) } SET n.found = true").unwrap();
    assert!(planned.subqueries[0].unnested.is_none(), "the graph changes meanwhile");
}

#[test]
fn what_is_remembered_counts_as_memory() {
    let mut world = hubs();
    let text = "MATCH (n:N) WHERE EXISTS { (n)-[:R]->(b)-[:S]->(c) WHERE c.k = 3 } RETURN count(*)";
    world.limits.memory = Some(10_000);
    for joins in [Joins::Never, Joins::Always] {
        world.joins = joins;
        assert_eq!(world.error(text), "LimitExceeded runtime MemoryLimit", "{joins:?}");
    }
}
