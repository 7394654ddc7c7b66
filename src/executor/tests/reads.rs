//! Scans, joins, groups, orders.

use super::fixture::{World, integers};
use crate::value::Value;

/// More rows than three batches hold.
const MANY: i64 = 7000;

fn many() -> World {
    World::with(&format!(
        "UNWIND range(0, {}) AS i CREATE (:N {{i: i, m: i % 10, s: 's' + toString(i % 3)}})",
        MANY - 1
    ))
}

#[test]
fn scans_and_unwinds_go_on_over_batches() {
    let mut world = many();
    let rows = world.rows("MATCH (n:N) RETURN n.i");
    assert_eq!(rows.len() as i64, MANY);
    assert!(rows.iter().enumerate().all(|(at, row)| row[0] == Value::Integer(at as i64)));
    assert_eq!(world.value("UNWIND range(1, 10000) AS i RETURN count(i)"), Value::Integer(10000));
    assert_eq!(world.value("UNWIND range(1, 5000) AS i UNWIND [i, i] AS j RETURN sum(j)"), Value::Integer(25_005_000));
}

#[test]
fn cartesian_products_keep_the_order_of_both_sides() {
    let mut world = World::with("UNWIND [1, 2] AS i CREATE (:A {i: i}) CREATE (:B {i: i * 10})");
    let rows = world.rows("MATCH (a:A) MATCH (b:B) RETURN a.i, b.i");
    let pairs: Vec<String> = rows.iter().map(|row| format!("{}-{}", row[0], row[1])).collect();
    assert_eq!(pairs, ["1-10", "1-20", "2-10", "2-20"]);
    let mut world = many();
    assert_eq!(world.value("MATCH (a:N {m: 3}) MATCH (b:N {m: 4}) RETURN count(*)"), Value::Integer(700 * 700));
}

#[test]
fn groups_come_in_order_of_first_appearance() {
    let mut world = many();
    let rows = world.rows("MATCH (n:N) RETURN n.s, n.m, count(*), min(n.i)");
    assert_eq!(rows.len(), 30);
    let first: Vec<String> = rows.iter().take(4).map(|row| format!("{} {}", row[0], row[1])).collect();
    assert_eq!(first, ["'s0' 0", "'s1' 1", "'s2' 2", "'s0' 3"]);
    // Each pair comes with the number of its group as its smallest i.
    assert!(rows.iter().enumerate().all(|(at, row)| row[3] == Value::Integer(at as i64)));
    assert_eq!(rows.iter().map(|row| if let Value::Integer(n) = row[2] { n } else { 0 }).sum::<i64>(), MANY);
}

#[test]
fn one_and_one_point_nought_are_one_group_and_nulls_another() {
    let mut world = World::new();
    let rows = world.rows("UNWIND [1, null, 1.0, 'a', null] AS x RETURN x, count(*)");
    let groups: Vec<String> = rows.iter().map(|row| format!("{} {}", row[0], row[1])).collect();
    assert_eq!(groups, ["1 2", "null 2", "'a' 1"]);
    assert_eq!(world.list("UNWIND [1, null, 1.0, 'a', null] AS x RETURN DISTINCT x"), "1 null 'a'");
    assert_eq!(world.value("UNWIND [1, null, 1.0, 2] AS x RETURN count(DISTINCT x)"), Value::Integer(2));
}

#[test]
fn an_aggregation_without_rows_has_a_row_only_without_keys() {
    let mut world = World::new();
    assert_eq!(world.value("MATCH (n) RETURN count(*)"), Value::Integer(0));
    assert_eq!(world.value("MATCH (n) RETURN collect(n.x)"), Value::list(Vec::new()));
    assert!(world.rows("MATCH (n) RETURN n.x, count(*)").is_empty());
}

#[test]
fn top_k_is_the_head_of_the_whole_order() {
    let mut world = World::new();
    // 40,000 rows make the sort cut its waiting rows several times; ties keep the order of the input.
    let source = "UNWIND range(0, 39999) AS i WITH i, (i * 7919) % 1000 AS k";
    for optimized in [true, false] {
        world.optimized = optimized;
        let all = world.rows(&format!("{source} RETURN k, i ORDER BY k DESC"));
        let top = world.rows(&format!("{source} RETURN k, i ORDER BY k DESC LIMIT 100"));
        assert_eq!(top, all[..100]);
        let expected: Vec<i64> = (0..40_000).filter(|i| (i * 7919) % 1000 == 999).take(3).collect();
        assert_eq!(
            top[..3],
            expected.iter().map(|i| vec![Value::Integer(999), Value::Integer(*i)]).collect::<Vec<_>>()
        );
    }
}

#[test]
fn nulls_go_where_they_are_asked_to() {
    let mut world = World::new();
    let order =
        |world: &mut World, how: &str| world.list(&format!("UNWIND [2, null, 1] AS x RETURN x ORDER BY x {how}"));
    assert_eq!(order(&mut world, ""), "1 2 null");
    assert_eq!(order(&mut world, "DESC"), "null 2 1");
    assert_eq!(order(&mut world, "NULLS FIRST"), "null 1 2");
    assert_eq!(order(&mut world, "DESC NULLS LAST"), "2 1 null");
}

#[test]
fn skip_and_limit_cut_across_batches() {
    let mut world = many();
    assert_eq!(world.list("MATCH (n:N) RETURN n.i SKIP 4095 LIMIT 3"), "4095 4096 4097");
    assert!(world.rows("MATCH (n:N) RETURN n.i SKIP 7000").is_empty());
    assert!(world.rows("MATCH (n:N) RETURN n.i LIMIT 0").is_empty());
    world.parameters.insert("n".into(), Value::Integer(-1));
    assert_eq!(world.error("MATCH (n) RETURN n LIMIT $n"), "SyntaxError runtime NegativeIntegerArgument");
    world.parameters.insert("n".into(), Value::Float(1.5));
    assert_eq!(world.error("MATCH (n) RETURN n SKIP $n"), "SyntaxError runtime InvalidArgumentType");
}

#[test]
fn optional_match_keeps_each_row_in_its_place() {
    let mut world = many();
    world.rows("MATCH (n:N) WHERE n.i % 3 = 1 CREATE (n)-[:R]->(:M {of: n.i})");
    let rows = world.rows("MATCH (n:N) OPTIONAL MATCH (n)-[:R]->(m) RETURN n.i, m.of");
    assert_eq!(rows.len() as i64, MANY);
    for (at, row) in rows.iter().enumerate() {
        assert_eq!(row[0], Value::Integer(at as i64));
        assert_eq!(row[1], if at % 3 == 1 { Value::Integer(at as i64) } else { Value::Null });
    }
}

#[test]
fn optional_inside_optional_keeps_the_outer_rows() {
    let mut world = World::with("CREATE (a:A {i: 1})-[:R]->(:B {i: 2}), (:A {i: 3})");
    let text = "MATCH (a:A) OPTIONAL MATCH (a)-[:R]->(b) OPTIONAL MATCH (b)-[:S]->(c) RETURN a.i, b.i, c.i";
    let rows: Vec<String> = world.rows(text).iter().map(|row| format!("{} {} {}", row[0], row[1], row[2])).collect();
    assert_eq!(rows, ["1 2 null", "3 null null"]);
}

#[test]
fn subqueries_run_row_by_row_where_they_count_or_limit() {
    let mut world = World::with(
        "UNWIND [1, 2, 3] AS i CREATE (n:N {i: i}) WITH n, i UNWIND range(1, i) AS j CREATE (n)-[:R]->(:M {j: j})",
    );
    let text = "MATCH (n:N) CALL (n) { MATCH (n)-[:R]->(m) RETURN m.j AS j ORDER BY j DESC LIMIT 2 } RETURN n.i, j";
    let rows: Vec<String> = world.rows(text).iter().map(|row| format!("{}{}", row[0], row[1])).collect();
    assert_eq!(rows, ["11", "22", "21", "33", "32"]);
    let text = "MATCH (n:N) CALL (n) { MATCH (n)-[:R]->(m) RETURN sum(m.j) AS s } RETURN s";
    assert_eq!(world.list(text), "1 3 6");
}

#[test]
fn subquery_expressions_answer_each_row() {
    let mut world =
        World::with("UNWIND range(0, 4999) AS i CREATE (n:N {i: i}) WITH n, i WHERE i % 2 = 0 CREATE (n)-[:R]->()");
    assert_eq!(world.value("MATCH (n:N) WHERE EXISTS { (n)-[:R]->() } RETURN count(*)"), Value::Integer(2500));
    assert_eq!(world.value("MATCH (n:N) WHERE NOT EXISTS { (n)-[:R]->() } RETURN sum(n.i)"), Value::Integer(6_250_000));
    let rows = world
        .rows("MATCH (n:N) WHERE n.i < 4 RETURN COUNT { (n)-[:R]->() }, COLLECT { MATCH (n)-[:R]->(m) RETURN n.i }");
    let expected = |i: i64| {
        if i % 2 == 0 { vec![Value::Integer(1), integers([i])] } else { vec![Value::Integer(0), integers([])] }
    };
    assert_eq!(rows, (0..4).map(expected).collect::<Vec<_>>());
}

#[test]
fn union_gives_one_branch_after_the_other() {
    let mut world = World::new();
    assert_eq!(world.list("RETURN 2 AS x UNION ALL RETURN 1 AS x UNION ALL RETURN 2 AS x"), "2 1 2");
    assert_eq!(world.list("RETURN 2 AS x UNION RETURN 1 AS x UNION RETURN 2 AS x"), "2 1");
}

#[test]
fn profile_counts_the_rows_of_each_operator() {
    let mut world = many();
    let outcome = world.run("MATCH (n:N) WHERE n.m = 3 RETURN n.i").unwrap();
    let planned = world.plan("MATCH (n:N) WHERE n.m = 3 RETURN n.i").unwrap();
    let counts: Vec<u64> = outcome.profile.operators.iter().map(|counts| counts.rows).collect();
    // From the root down: what is projected, what passes, what is scanned, the one row it starts from.
    assert_eq!(counts.first(), Some(&700));
    assert!(counts.contains(&7000), "{counts:?}");
    assert_eq!(counts.last(), Some(&1));
    assert!(outcome.profile.operators[0].time >= outcome.profile.operators[1].time);
    let mut operators = 0;
    let mut open = vec![&planned.root];
    while let Some(plan) = open.pop() {
        operators += 1;
        open.extend(plan.children());
    }
    assert_eq!(counts.len(), operators);
}
