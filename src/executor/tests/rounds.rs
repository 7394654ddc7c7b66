//! EXISTS, which looks at neighbours in rounds: what is found late, and what is not there.

use super::fixture::World;
use crate::value::Value;

/// Centres with 0 to 99 neighbours, numbered from 0 in each; both types, one after the other, in both directions.
fn world() -> World {
    World::with(
        "UNWIND range(0, 99) AS size CREATE (c:Centre {size: size}) WITH c, size UNWIND range(0, size - 1) AS at \
         CREATE (n:Neighbour {at: at}) \
         FOREACH (x IN CASE WHEN at % 2 = 0 THEN [1] ELSE [] END | CREATE (c)-[:R {at: at}]->(n)) \
         FOREACH (x IN CASE WHEN at % 2 = 1 THEN [1] ELSE [] END | CREATE (c)<-[:S {at: at}]-(n))",
    )
}

#[test]
fn what_lies_behind_many_neighbours_is_found() {
    let mut world = world();
    // A centre of a size has the neighbours below it.
    for at in [0_i64, 3, 4, 19, 20, 83, 84, 98, 99] {
        let with = 99 - at;
        for (pattern, expected) in [
            (format!("(c)--(:Neighbour {{at: {at}}})"), with),
            (format!("(c)-[{{at: {at}}}]-()"), with),
            (format!("(c)-[:R|S]-(n) WHERE n.at = {at}"), with),
            (format!("(c)-[r:R]->(n) WHERE n.at = {at} AND r.at = {at}"), if at % 2 == 0 { with } else { 0 }),
            (format!("(c)<-[r:S]-(n) WHERE n.at = {at} AND r.at = {at}"), if at % 2 == 1 { with } else { 0 }),
            // The way back is not the same relationship, and there is no other.
            (format!("(c)--(n)--(d) WHERE n.at = {at}"), 0),
        ] {
            let text = format!("MATCH (c:Centre) WHERE EXISTS {{ {pattern} }} RETURN count(*)");
            assert_eq!(world.value(&text), Value::Integer(expected), "{text}");
            let text = format!("MATCH (c:Centre) WHERE NOT EXISTS {{ {pattern} }} RETURN count(*)");
            assert_eq!(world.value(&text), Value::Integer(100 - expected), "{text}");
        }
    }
}

#[test]
fn what_is_found_for_one_row_is_not_found_for_another() {
    let mut world = world();
    // Of the centres that are not empty, each has a neighbour of half its size; only even ones lie along R.
    let half = "MATCH (c:Centre) WITH c, c.size / 2 AS half WHERE EXISTS { (c)-[:R]->(n) WHERE n.at = half }";
    assert_eq!(world.value(&format!("{half} RETURN count(*)")), Value::Integer(49));
    assert_eq!(world.value(&format!("{half} RETURN max(half % 2)")), Value::Integer(0));
    // Inside of each other.
    let nested =
        "MATCH (c:Centre) WHERE EXISTS { (c)--(n) WHERE n.at > 40 AND EXISTS { (n)<-[:R]-(d) WHERE d.size = 50 } }";
    assert_eq!(world.list(&format!("{nested} RETURN c.size")), "50");
    // With what is not merged into the base yet.
    world.run("MATCH (c:Centre {size: 7}) CREATE (c)-[:R]->(:Neighbour {at: 1000})").unwrap();
    world.run("MATCH (c:Centre {size: 9})--(n {at: 8}) DETACH DELETE n").unwrap();
    assert_eq!(world.list("MATCH (c:Centre) WHERE EXISTS { (c)-->({at: 1000}) } RETURN c.size"), "7");
    let eight = "MATCH (c:Centre) WHERE EXISTS { (c)-->({at: 8}) } AND c.size < 12 RETURN c.size ORDER BY c.size";
    assert_eq!(world.list(eight), "10 11");
}
