//! Walks of several relationships and shortest paths.

use super::fixture::{World, integers};
use crate::value::Value;

/// 0 → 1 → … → n
fn chain(length: usize) -> World {
    let mut world = World::with(&format!("UNWIND range(0, {length}) AS i CREATE (:N {{i: i}})"));
    world.rows("MATCH (a:N) MATCH (b:N) WHERE b.i = a.i + 1 CREATE (a)-[:R {i: a.i}]->(b)");
    world
}

#[test]
fn walks_come_depth_first_and_a_walk_before_its_extensions() {
    let mut world =
        World::with("CREATE (a:A {i: 0})-[:R]->(b {i: 1})-[:R]->({i: 2}), (a)-[:R]->({i: 3}), (b)-[:R]->({i: 4})");
    assert_eq!(world.list("MATCH (:A)-[:R*]->(x) RETURN x.i"), "1 2 4 3");
    assert_eq!(world.list("MATCH (:A)-[:R*0..1]->(x) RETURN x.i"), "0 1 3");
    assert_eq!(world.list("MATCH (:A)-[:R*2]->(x) RETURN x.i"), "2 4");
}

#[test]
fn a_walk_never_repeats_a_relationship() {
    let mut world = World::with("CREATE (a:A {i: 1})-[:R]->(b {i: 2}), (b)-[:R]->(a)");
    assert_eq!(world.list("MATCH (:A)-[r:R*]->(x) RETURN size(r) * 10 + x.i"), "12 21");
    // Undirected: either relationship there, the other one back.
    assert_eq!(world.value("MATCH (:A)-[:R*2]-(:A) RETURN count(*)"), Value::Integer(2));
    // Nor one that another part of the pattern has.
    assert_eq!(world.value("MATCH (a:A)-[:R]->(b)-[:R*]-(c) RETURN count(*)"), Value::Integer(1));
}

#[test]
fn more_walks_than_a_batch_holds_are_all_found() {
    // From the root of a tree with 20 children each, three levels deep.
    let mut world = World::with("CREATE (:Root)");
    world.rows("MATCH (r:Root) UNWIND range(1, 20) AS i CREATE (r)-[:R]->(:L1)");
    world.rows("MATCH (n:L1) UNWIND range(1, 20) AS i CREATE (n)-[:R]->(:L2)");
    world.rows("MATCH (n:L2) UNWIND range(1, 20) AS i CREATE (n)-[:R]->(:L3)");
    assert_eq!(world.value("MATCH (:Root)-[:R*]->(x) RETURN count(x)"), Value::Integer(20 + 400 + 8000));
    assert_eq!(world.value("MATCH (:Root)-[:R*3]->(x) RETURN count(DISTINCT x)"), Value::Integer(8000));
}

#[test]
fn a_deep_walk_does_not_use_up_the_stack() {
    let mut world = World::new();
    world.rows("UNWIND range(0, 20000) AS i CREATE (:N {i: i})");
    let graph = world.graph.clone();
    let mut workspace = crate::graph::Workspace::new(graph);
    let rel_type = workspace.view().tokens().rel_type("R");
    for i in 0..20_000 {
        workspace.create_rel(rel_type, crate::value::NodeId(i), crate::value::NodeId(i + 1), Vec::new()).unwrap();
    }
    world.graph = workspace.into_parts().0;
    let text = "MATCH (a:N {i: 0})-[r:R*20000..20000]->(b) RETURN b.i";
    assert_eq!(world.list(text), "20000");
    let text = "MATCH (a:N {i: 0}), (b:N {i: 20000}) MATCH p = shortestPath((a)-[:R*]->(b)) RETURN length(p)";
    assert_eq!(world.value(text), Value::Integer(20000));
}

#[test]
fn conditions_on_the_steps_hold_for_each_relationship() {
    let mut world = chain(5);
    assert_eq!(world.list("MATCH (:N {i: 0})-[r:R* {i: 0}]->(b) RETURN b.i"), "1");
    assert_eq!(world.list("MATCH (:N {i: 0})-[r:R*]->(b) WHERE all(x IN r WHERE x.i < 3) RETURN b.i"), "1 2 3");
    // The condition may read the row.
    let text = "UNWIND [1, 3] AS most MATCH (:N {i: 0})-[r:R* WHERE r.i < most]->(b) RETURN b.i";
    assert_eq!(world.list(text), "1 1 2 3");
}

#[test]
fn both_ends_may_be_bound() {
    let mut world = chain(5);
    let text = "MATCH (a:N {i: 1}), (b:N {i: 4}) MATCH (a)-[r:R*]->(b) RETURN [x IN r | x.i]";
    assert_eq!(world.value(text), integers([1, 2, 3]));
    let text = "MATCH (a:N {i: 1}), (b:N {i: 4}) MATCH (b)<-[r:R*]-(a) RETURN [x IN r | x.i]";
    assert_eq!(world.value(text), integers([3, 2, 1]));
}

/// A ladder: two ways of three steps, and a detour.
fn ladder() -> World {
    World::with(
        "CREATE (a:A {i: 0})-[:R {w: 1}]->(b {i: 1})-[:R {w: 1}]->(c {i: 2})-[:R {w: 9}]->(z:Z {i: 9}),
                (a)-[:R {w: 1}]->(d {i: 3})-[:R {w: 1}]->(e {i: 4})-[:R {w: 1}]->(z),
                (c)-[:R {w: 1}]->(f {i: 5})-[:R {w: 1}]->(z), (a)-[:S]->(z)",
    )
}

#[test]
fn shortest_path_is_one_and_all_shortest_paths_are_all() {
    let mut world = ladder();
    let nodes =
        |kind: &str| format!("MATCH (a:A), (z:Z) MATCH p = {kind}((a)-[:R*]->(z)) RETURN [n IN nodes(p) | n.i]");
    assert_eq!(world.rows(&nodes("shortestPath")).len(), 1);
    let mut all: Vec<String> = world.rows(&nodes("allShortestPaths")).iter().map(|row| row[0].to_string()).collect();
    all.sort();
    assert_eq!(all, ["[0, 1, 2, 9]", "[0, 3, 4, 9]"]);
    assert_eq!(
        world.value("MATCH (a:A), (z:Z) MATCH p = shortestPath((a)-[*]->(z)) RETURN length(p)"),
        Value::Integer(1)
    );
    assert!(world.rows("MATCH (a:A), (z:Z) MATCH p = shortestPath((z)-[*]->(a)) RETURN p").is_empty());
    assert!(world.rows("MATCH (a:A), (z:Z) MATCH p = shortestPath((a)-[:R*..2]->(z)) RETURN p").is_empty());
    let text = "MATCH (a:A), (z:Z) MATCH p = shortestPath((z)<-[:R*]-(a)) RETURN [n IN nodes(p) | n.i][0]";
    assert_eq!(world.value(text), Value::Integer(9));
}

#[test]
fn a_condition_on_a_shortest_path_makes_it_longer_if_need_be() {
    let mut world = ladder();
    let text = "MATCH (a:A), (z:Z) MATCH p = shortestPath((a)-[:R*]->(z)) WHERE any(n IN nodes(p) WHERE n.i = 5) RETURN length(p)";
    assert_eq!(world.value(text), Value::Integer(4));
    let text = "MATCH (a:A), (z:Z) MATCH p = allShortestPaths((a)-[:R*]->(z)) WHERE none(r IN relationships(p) WHERE r.w > 5) RETURN [n IN nodes(p) | n.i]";
    assert_eq!(world.value(text), integers([0, 3, 4, 9]));
}

#[test]
fn shortest_paths_agree_with_the_walks() {
    let mut world = World::new();
    world.rows("UNWIND range(0, 11) AS i CREATE (:N {i: i})");
    world.rows("UNWIND range(0, 11) AS i UNWIND [1, 3, 7] AS k MATCH (a:N {i: i}) MATCH (b:N {i: (i * k + 2) % 12}) CREATE (a)-[:R]->(b)");
    let walks = "MATCH (a:N), (b:N) WHERE a <> b MATCH (a)-[r:R*1..4]->(b) WITH a, b, min(size(r)) AS least RETURN a.i, b.i, least ORDER BY a.i, b.i";
    let paths = "MATCH (a:N), (b:N) WHERE a <> b MATCH p = shortestPath((a)-[:R*1..4]->(b)) RETURN a.i, b.i, length(p) ORDER BY a.i, b.i";
    let (walks, paths) = (world.rows(walks), world.rows(paths));
    assert!(walks.len() > 50);
    assert_eq!(walks, paths);
    let counted = "MATCH (a:N), (b:N) WHERE a <> b MATCH (a)-[r:R*1..4]->(b) WITH a, b, collect(size(r)) AS sizes RETURN a.i, b.i, size([s IN sizes WHERE s = reduce(m = 99, x IN sizes | CASE WHEN x < m THEN x ELSE m END)]) ORDER BY a.i, b.i";
    let all = "MATCH (a:N), (b:N) WHERE a <> b MATCH p = allShortestPaths((a)-[:R*1..4]->(b)) RETURN a.i, b.i, count(p) ORDER BY a.i, b.i";
    assert_eq!(world.rows(counted), world.rows(all));
}

#[test]
fn a_null_end_gives_no_rows_and_another_value_is_an_error() {
    let mut world = chain(2);
    assert!(world.rows("OPTIONAL MATCH (a:Nothing) WITH a MATCH (a)-[:R]->(b) RETURN b").is_empty());
    assert!(world.rows("OPTIONAL MATCH (a:Nothing) WITH a MATCH (a)-[:R*]->(b) RETURN b").is_empty());
    let text = "UNWIND [1] AS x WITH x AS a MATCH (a)-[:R]->(b) RETURN b";
    world.parameters.insert("list".into(), integers([1]));
    assert!(world.run(text).is_err());
    assert_eq!(world.error("UNWIND $list AS a MATCH (a)-[:R]->(b) RETURN b"), "TypeError runtime InvalidArgumentType");
}
