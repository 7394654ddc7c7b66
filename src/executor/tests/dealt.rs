//! Groups that are nearly as many as rows: by several threads the same, and in the same order, as by one.

use super::fixture::World;
use crate::value::Value;

const ROWS: i64 = 60_000;

fn world() -> World {
    World::with(&format!("UNWIND range(0, {}) AS i CREATE (:N {{i: i}})", ROWS - 1))
}

/// The rows by one thread, after a check that those by two are the same.
fn both(world: &mut World, text: &str) -> Vec<Vec<Value>> {
    world.threads = Some(1);
    let one = world.rows(text);
    world.threads = Some(2);
    for _ in 0..3 {
        let two = world.rows(text);
        assert_eq!(one.len(), two.len(), "{text}");
        let different = one.iter().zip(&two).find(|(one, two)| one != two);
        assert_eq!(different, None, "{text}");
    }
    one
}

#[test]
fn groups_of_each_row_come_in_the_order_of_rows() {
    let mut world = world();
    // 7919 and 60,013 have no factor in common, so each row has an `a` of its own; it jumps, and so does `b`.
    let pairs = "MATCH (n:N) WITH n.i * 7919 % 60013 AS a, n.i * 31 % 5003 AS b, n.i AS i";
    let rows = both(&mut world, &format!("{pairs} RETURN a, b, count(*) AS n, sum(i), min(i), collect(i)"));
    assert_eq!(rows.len() as i64, ROWS);
    for (at, row) in (0..).zip(&rows) {
        let i = Value::Integer(at);
        let (a, b) = (Value::Integer(at * 7919 % 60_013), Value::Integer(at * 31 % 5_003));
        assert_eq!(*row, [a, b, Value::Integer(1), i.clone(), i.clone(), Value::list(vec![i])]);
    }
    // Keys of other types, null and what is like 1 among them, in columns that are not all alike.
    let keys = "MATCH (n:N) WITH CASE n.i % 4 WHEN 0 THEN n.i WHEN 1 THEN toString(n.i * 77 % 60013) \
                WHEN 2 THEN n.i * 0.5 END AS a, date('2000-01-01') + duration({days: n.i * 97 % 40009}) AS d";
    let rows = both(&mut world, &format!("{keys} RETURN a, d, count(*) AS n"));
    let all: i64 = rows.iter().map(|row| if let Value::Integer(n) = row[2] { n } else { 0 }).sum();
    assert_eq!(all, ROWS);
    // One key.
    let rows = both(&mut world, "MATCH (n:N) RETURN 'k' + (n.i * 7919 % 60013) AS k, count(*) AS n");
    assert_eq!(rows.len() as i64, ROWS);
}

#[test]
fn rows_of_a_group_meet_wherever_they_were_found() {
    let mut world = world();
    // Each group twice, half of all rows apart: i and i + 30,000.
    let pairs = "MATCH (n:N) WITH n.i % 30000 AS j, n.i AS i WITH j * 7919 % 30011 AS a, j * 31 % 5003 AS b, i";
    let asked = "RETURN a, b, count(*), sum(i), count(DISTINCT i), collect(i), avg(i * 0.5)";
    let rows = both(&mut world, &format!("{pairs} {asked}"));
    assert_eq!(rows.len(), 30_000);
    for (at, row) in (0..30_000).zip(&rows) {
        let both = [at, at + 30_000].map(Value::Integer);
        let [two, sum] = [2, 2 * at + 30_000].map(Value::Integer);
        let mean = Value::Float((2 * at + 30_000) as f64 / 4.0);
        assert_eq!(row[2..], [two.clone(), sum, two, Value::list(both.to_vec()), mean], "{at}");
    }
}

#[test]
fn what_the_first_rows_tell_need_not_hold() {
    let mut world = world();
    // Few groups at first, and then each row one of its own; nothing at first; each row its own at first, and then few.
    for (a, groups) in [
        ("CASE WHEN n.i < 20000 THEN n.i % 7 ELSE n.i * 7919 % 60013 + 7 END", None),
        ("CASE WHEN n.i < 30000 THEN n.i * 7919 % 60013 + 7 ELSE n.i % 7 END", Some(30_000 + 7 * 11)),
    ] {
        let rows = both(&mut world, &format!("MATCH (n:N) WITH {a} AS a, n.i % 11 AS b RETURN a, b, count(*), max(a)"));
        assert!(groups.is_none_or(|groups| rows.len() == groups), "{}", rows.len());
    }
    let late = "MATCH (n:N) WHERE n.i >= 40000 RETURN n.i * 7919 % 60013 AS a, n.i % 11 AS b, count(*)";
    assert_eq!(both(&mut world, late).len(), 20_000);
}

#[test]
fn what_is_dealt_is_limited() {
    let mut world = world();
    let pairs = "MATCH (n:N) WITH n.i * 7919 % 60013 AS a, n.i * 31 % 5003 AS b RETURN a, b, count(*)";
    world.threads = Some(2);
    world.limits.memory = Some(1 << 20);
    assert_eq!(world.error(pairs), "LimitExceeded runtime MemoryLimit");
    world.limits.memory = None;
    assert_eq!(world.rows(pairs).len() as i64, ROWS);
}
