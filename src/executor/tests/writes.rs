//! What writing clauses do, and what they must not see.

use super::fixture::{World, integers};
use crate::value::Value;

#[test]
fn a_scan_never_sees_what_its_own_statement_creates() {
    let mut world = World::with("UNWIND range(1, 3000) AS i CREATE (:N)");
    let outcome = world.run("MATCH (n:N) CREATE (:N)").unwrap();
    assert_eq!(outcome.counters.nodes_created, 3000);
    let outcome = world.run("MATCH (n:N) CALL (n) { CREATE (m:N) RETURN m } RETURN count(m)").unwrap();
    assert_eq!(outcome.rows, [[Value::Integer(6000)]]);
    assert_eq!(world.value("MATCH (n:N) RETURN count(*)"), Value::Integer(12000));
}

#[test]
fn a_limit_does_not_stop_the_writes_before_it() {
    let mut world = World::new();
    let outcome = world.run("UNWIND range(1, 5000) AS i CREATE (n:N {i: i}) RETURN n.i LIMIT 1").unwrap();
    assert_eq!(outcome.rows.len(), 1);
    assert_eq!(outcome.counters.nodes_created, 5000);
    let outcome = world.run("MATCH (n:N) SET n.seen = true WITH n LIMIT 0 RETURN n").unwrap();
    assert_eq!((outcome.rows.len(), outcome.counters.properties_set), (0, 5000));
}

#[test]
fn nodes_are_created_row_by_row() {
    let mut world = World::new();
    world.rows("UNWIND [1, 2] AS i CREATE (a:A {i: i})-[:R {i: i}]->(b:B {i: i * 10})");
    assert_eq!(world.list("MATCH (n) RETURN n.i"), "1 10 2 20");
    assert_eq!(world.list("MATCH ()-[r]->() RETURN r.i"), "1 2");
}

#[test]
fn a_relationship_needs_both_ends() {
    let mut world = World::new();
    let text = "OPTIONAL MATCH (a:Nothing) CREATE (a)-[:R]->(:B)";
    assert_eq!(world.error(text), "TypeError runtime InvalidArgumentType");
    assert_eq!(world.value("MATCH (n) RETURN count(*)"), Value::Integer(0));
}

#[test]
fn merge_finds_what_an_earlier_row_created() {
    let mut world = World::new();
    let text = "UNWIND [1, 2, 1, 2, 1] AS i MERGE (n:N {i: i}) ON CREATE SET n.new = 1 ON MATCH SET n.seen = coalesce(n.seen, 0) + 1 RETURN n.i";
    let outcome = world.run(text).unwrap();
    assert_eq!(outcome.counters.nodes_created, 2);
    assert_eq!(outcome.rows.len(), 5);
    assert_eq!(world.list("MATCH (n:N) RETURN n.seen"), "2 1");
    assert_eq!(world.error("MERGE (:N {i: null})"), "SemanticError runtime MergeReadOwnWrites");
    world.rows("MATCH (a:N {i: 1}), (b:N {i: 2}) MERGE (a)-[:R]->(b) MERGE (a)-[:R]->(b)");
    assert_eq!(world.value("MATCH ()-[r:R]->() RETURN count(r)"), Value::Integer(1));
}

#[test]
fn later_rows_of_a_set_see_earlier_ones() {
    let mut world = World::with("CREATE (:N {i: 1})");
    world.rows("MATCH (n:N) UNWIND [1, 2, 3] AS k SET n.i = n.i * 10 + k");
    assert_eq!(world.value("MATCH (n:N) RETURN n.i"), Value::Integer(1123));
    // Two variables, one node: what the second row sets stays.
    let mut world = World::with("CREATE (:A {i: 1})-[:R]->(:A {i: 2})");
    world.rows("MATCH (a:A)--(b:A) SET a.x = a.i, b.x = a.i");
    assert_eq!(world.list("MATCH (n:A) RETURN n.x"), "2 2");
}

#[test]
fn setting_by_column_is_like_setting_row_by_row() {
    let source = "UNWIND range(0, 4999) AS i CREATE (:N {i: i})";
    let (mut by_column, mut by_row) = (World::with(source), World::with(source));
    by_column.rows("MATCH (n:N) SET n.j = n.i * 2");
    // A second action on the same target makes rows go one by one.
    by_row.rows("MATCH (n:N) SET n.j = n.i * 2, n.k = n.j");
    let all = "MATCH (n:N) RETURN collect(n.j)";
    assert_eq!(by_column.value(all), by_row.value(all));
    assert_eq!(by_row.value("MATCH (n:N {i: 7}) RETURN n.k"), Value::Integer(14));
}

#[test]
fn maps_replace_or_add_properties() {
    let mut world = World::with("CREATE (:N {a: 1, b: 2})");
    world.rows("MATCH (n:N) SET n += {b: 3, c: 4}");
    assert_eq!(world.value("MATCH (n:N) RETURN [n.a, n.b, n.c]"), integers([1, 3, 4]));
    world.rows("MATCH (n:N) SET n = {b: 5, c: null}");
    assert_eq!(world.value("MATCH (n:N) RETURN keys(n)").to_string(), "['b']");
    world.rows("MATCH (n:N) CREATE (m:M) SET m = n");
    assert_eq!(world.value("MATCH (m:M) RETURN m.b"), Value::Integer(5));
    let outcome = world.run("OPTIONAL MATCH (x:Nothing) SET x.a = 1, x += {b: 1}, x:L REMOVE x.a").unwrap();
    assert_eq!(outcome.counters.properties_set, 0);
    assert_eq!(world.error("MATCH (n:N) SET n.x = {a: 1}"), "TypeError runtime InvalidPropertyType");
}

#[test]
fn delete_takes_relationships_first_and_each_element_once() {
    let source = "CREATE (a:A)-[:R]->(b:B), (a)-[:R]->(b)";
    let mut world = World::with(source);
    assert_eq!(world.error("MATCH (a:A) DELETE a"), "ConstraintVerificationFailed runtime DeleteConnectedNode");
    let outcome = world.run("MATCH (a:A)-[r]->(b) DELETE a, b, r, a").unwrap();
    assert_eq!((outcome.counters.nodes_deleted, outcome.counters.relationships_deleted), (2, 2));
    let mut world = World::with(source);
    let outcome = world.run("MATCH p = (:A)-->() DETACH DELETE p").unwrap();
    assert_eq!((outcome.counters.nodes_deleted, outcome.counters.relationships_deleted), (2, 2));
}

#[test]
fn what_is_deleted_cannot_be_read_but_a_type_is_for_ever() {
    let mut world = World::with("CREATE (:A {x: 1})-[:R {x: 1}]->()");
    let gone = "EntityNotFound runtime DeletedEntityAccess";
    assert_eq!(world.error("MATCH (a:A) DETACH DELETE a RETURN a.x"), gone);
    assert_eq!(world.error("MATCH (a:A) DETACH DELETE a RETURN a:A"), gone);
    assert_eq!(world.error("MATCH ()-[r]->() DELETE r RETURN r.x"), gone);
    assert_eq!(world.value("MATCH ()-[r]->() DELETE r RETURN type(r)"), Value::string("R"));
}

#[test]
fn foreach_runs_its_clauses_for_each_element() {
    let mut world = World::new();
    let outcome =
        world.run("UNWIND [1, 2] AS i FOREACH (x IN range(1, i) | CREATE (:N {i: i, x: x})) RETURN i").unwrap();
    assert_eq!((outcome.rows.len(), outcome.counters.nodes_created), (2, 3));
    world.rows("MATCH (n:N) WITH collect(n) AS all FOREACH (n IN all | SET n.y = n.i * 10 + n.x)");
    assert_eq!(world.list("MATCH (n:N) RETURN n.y"), "11 21 22");
    world.rows("FOREACH (x IN null | CREATE (:Never))");
    assert_eq!(world.value("MATCH (n:Never) RETURN count(*)"), Value::Integer(0));
}
