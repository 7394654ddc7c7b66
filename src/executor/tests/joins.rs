//! Patterns found as two that meet in a node: the same rows as by a chain of steps.

use super::fixture::World;
use crate::planner::{Joins, Op, Plan};
use crate::value::Value;

/// 60 nodes of two types of relationships, with self-loops and parallel ones; node 0 has many.
fn hubs() -> World {
    let mut world =
        World::with("UNWIND range(0, 59) AS i CREATE (n:N {i: i, k: i % 4}) WITH n, i WHERE i % 2 = 0 SET n:Even");
    world.rows(
        "MATCH (a:N), (b:N) WHERE (a.i * 5 + b.i * 3) % 17 = 0 OR b.i = 0 CREATE (a)-[:R {w: a.i + b.i}]->(b)
         WITH a, b WHERE (a.i + b.i) % 3 = 0 CREATE (a)-[:S {w: a.i}]->(b), (a)-[:S {w: b.i}]->(b)",
    );
    world
}

fn joins_in(plan: &Plan) -> usize {
    let below: usize = plan.children().into_iter().map(joins_in).sum();
    below + usize::from(matches!(plan.op, Op::Join { .. }))
}

/// Patterns, and how many joins they have at least.
const PATTERNS: [(&str, usize); 17] = [
    ("(a:N)-[r:R]->(b:N)<-[s:R]-(c:N)", 1),
    ("(a:N)-[r:R]->(b:N)-[s:R]->(c:N)", 1),
    ("(a:N {k: 1})-[r:R]->(b)<-[s:R]-(c:N {k: 1})", 1),
    ("(a:N)-[r:S]->(b:Even)-[s:S]-(c:N) WHERE a.i < c.i", 1),
    ("(a:N)-[r:S]->(b)-[s:R]->(c) WHERE r.w > s.w", 1),
    ("(a)-[r:S]->(b)-->(c)<-[s]-(d:Even) WHERE d.i > 40 AND a.i < 30", 1),
    ("(a)-[r:S]->(b)-[:S]->(c)-[s:S]->(d) WHERE a.k = 0 AND d.k = 0", 2),
    ("(a)-[r:S]->(b), (b)-[s:S]->(c), (b)<-[:R]-(d:Even) WHERE a.k = 1 AND d.i > 20", 2),
    ("(a)-[r:R]->(b)<-[s:R]-(c), (b)-[:R]->(b)", 1),
    ("(a)-[r:S]->(b)-[s:S]->(c), (a)-[:R]->(c)-[:R]->(d) WHERE d.k = 2", 1),
    ("(a)-[r:S]->(b)<-[s:R]-(c) WHERE b.k = 2 AND c.i < 9", 1),
    ("(a)-[r:R]->(b) MATCH (b)<-[s:R]-(c) WHERE c.k = 3", 1),
    ("(a)-[r:S]->(b) WITH b, a, r MATCH (b)-[:R]->(x)<-[s:S]-(c) WHERE a.i < c.i", 1),
    ("(a:Even)-[r:S]->(b) OPTIONAL MATCH (b)-[:S]->(x)<-[s:S]-(c) WHERE c.i = a.i", 1),
    ("(a)-[r:S]->(b)-[s:S]->(c) WHERE false", 1),
    ("(a)-[r:R]->(b)<-[s:R]-(c) WHERE a.i + b.i + c.i > 100 AND b.i <> 0", 1),
    ("(a:N)-[r:S]->(b:N)<-[s:S]-(c:N) WHERE a.none = c.none OR c.i = 3", 1),
];

/// What is asked of a pattern.
const ASKED: [&str; 7] = [
    "count(*)",
    "count(*), sum(a.i), sum(b.i * c.i)",
    "c.k AS k, count(*), min(a.i), count(DISTINCT b) ORDER BY k",
    "count(DISTINCT c), count(DISTINCT r)",
    "DISTINCT b.i AS i ORDER BY i",
    "b.i AS i, sum(r.w - s.w), count(s) ORDER BY i",
    "a.i AS a, b.i AS b, c.i AS c, r.w AS r, s.w AS s ORDER BY a, b, c, r, s",
];

#[test]
fn joins_give_the_rows_of_chains() {
    let mut world = hubs();
    for (pattern, least) in PATTERNS {
        for asked in ASKED {
            let text = format!("MATCH {pattern} RETURN {asked}");
            world.joins = Joins::Never;
            assert_eq!(joins_in(&world.plan(&text).unwrap().root), 0);
            let chain = world.rows(&text);
            world.joins = Joins::Always;
            assert!(joins_in(&world.plan(&text).unwrap().root) >= least, "{text}");
            for (optimized, threads) in [(true, None), (false, None), (true, Some(1)), (true, Some(4))] {
                (world.optimized, world.threads) = (optimized, threads);
                assert_eq!(world.rows(&text), chain, "{text}, {optimized}, {threads:?}");
            }
        }
    }
}

#[test]
fn joins_in_subqueries_give_the_rows_of_chains() {
    let mut world = hubs();
    for text in [
        "MATCH (n:N) RETURN n.i AS i, COUNT { (n)-[:S]->(b)-[:R]->(x)<-[:S]-(c:Even) WHERE n.i < c.i } ORDER BY i",
        "MATCH (n:N) WHERE EXISTS { (n)-[:S]->(b)<-[:S]-(c) WHERE c.k = 1 AND c.i > n.i } RETURN n.i AS i ORDER BY i",
        "MATCH (n:Even) CALL (n) { MATCH (n)-[:S]->(b)-[:R]->(c)<-[:S]-(d {k: 2}) RETURN sum(d.i) AS s, count(*) AS k } RETURN n.i, s, k ORDER BY n.i",
        "UNWIND range(1, 3) AS k CALL (k) { MATCH (a {k: k})-[:S]->(b)<-[:S]-(c {k: k - 1}) RETURN count(*) AS n } RETURN k, n ORDER BY k",
    ] {
        world.joins = Joins::Never;
        let chain = world.rows(text);
        assert!(
            chain.iter().any(|row| row.iter().skip(1).any(|value| *value != Value::Integer(0))) || chain[0].len() == 1
        );
        world.joins = Joins::Always;
        for threads in [None, Some(1), Some(4)] {
            world.threads = threads;
            assert_eq!(world.rows(text), chain, "{text}, {threads:?}");
        }
    }
}

#[test]
fn large_joins_are_shared_by_threads_and_stopped_by_limits() {
    let mut world = World::with("UNWIND range(0, 2999) AS i CREATE (:N {i: i, k: i % 50})");
    world.rows("UNWIND range(0, 99) AS i CREATE (:Hub {i: i})");
    world.rows("MATCH (a:N), (b:Hub) WHERE (a.i * 7 + b.i) % 10 = 0 CREATE (a)-[:R {d: (a.i + b.i) % 13}]->(b)");
    let text = "MATCH (a:N {k: 3})-[r:R]->(b:Hub)<-[s:R]-(c:N {k: 13})
                RETURN count(*), sum(r.d * s.d), sum(b.i), count(DISTINCT b)";
    world.threads = Some(1);
    assert_eq!(joins_in(&world.plan(text).unwrap().root), 1, "it is worth a table");
    let joined = world.rows(text);
    world.threads = Some(4);
    assert_eq!(world.rows(text), joined);
    world.joins = Joins::Never;
    assert_eq!(world.rows(text), joined);
    // 60 nodes of each remainder by 50; those of 3 and of 13 are at the hubs 9, 19 … 99.
    let counted = [joined[0][0].clone(), joined[0][2].clone(), joined[0][3].clone()];
    assert_eq!(counted, [36_000, 540 * 3_600, 10].map(Value::Integer));
    world.joins = Joins::Always;
    world.limits.memory = Some(10_000);
    assert_eq!(world.error(text), "LimitExceeded runtime MemoryLimit");
}

#[test]
fn a_limit_that_ends_the_work_keeps_the_chain() {
    let mut world = World::with("UNWIND range(0, 999) AS i CREATE (:N {i: i, k: i % 50})");
    world.rows("UNWIND range(0, 9) AS i CREATE (:Hub {i: i})");
    world.rows("MATCH (a:N), (b:Hub) CREATE (a)-[:R]->(b)");
    let pattern = "MATCH (a:N {k: 3})-[:R]->(b:Hub)<-[:R]-(c:N {k: 7})";
    for (rest, joins) in [
        ("RETURN a.i, c.i", 1),
        ("RETURN a.i, c.i LIMIT 5", 0),
        ("WITH a, c LIMIT 5 RETURN count(*)", 0),
        ("RETURN a.i, c.i ORDER BY a.i, c.i LIMIT 5", 1),
        ("WITH a, count(*) AS n RETURN a.i, n LIMIT 5", 1),
    ] {
        assert_eq!(joins_in(&world.plan(&format!("{pattern} {rest}")).unwrap().root), joins, "{rest}");
    }
    // A LIMIT outside ends the work inside too, and EXISTS is content with one row.
    for (text, joins) in [
        (format!("CALL () {{ {pattern} RETURN a, c }} RETURN a.i LIMIT 5"), 0),
        (format!("CALL () {{ {pattern} RETURN a, c }} RETURN count(*)"), 1),
    ] {
        assert_eq!(joins_in(&world.plan(&text).unwrap().root), joins, "{text}");
    }
    for (kind, joins) in [("EXISTS", 0), ("COUNT", 1)] {
        let planned = world.plan(&format!("RETURN {kind} {{ {pattern} }}")).unwrap();
        assert_eq!(joins_in(&planned.subqueries[0].plan), joins, "{kind}");
    }
}
