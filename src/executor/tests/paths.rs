//! Quantified groups and path selectors on random small graphs, against all walks spelled out.

use std::collections::BTreeMap;

use super::fixture::World;
use crate::executor::ExecutionLimits;
use crate::value::Value;

/// Numbers that look random and are the same every time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % most
    }
}

/// Some nodes and relationships; loops and parallels come by themselves.
fn random_graph(seed: u64) -> World {
    let mut dice = Dice(seed);
    let nodes = 3 + dice.below(3);
    let mut world = World::with(&format!("UNWIND range(0, {}) AS i CREATE (:N {{i: i}})", nodes - 1));
    for number in 0..6 + dice.below(2) {
        let (a, b) = (dice.below(nodes), dice.below(nodes));
        let rel_type = if dice.below(3) == 0 { "S" } else { "R" };
        world.rows(&format!("MATCH (a:N {{i: {a}}}), (b:N {{i: {b}}}) CREATE (a)-[:{rel_type} {{i: {number}}}]->(b)"));
    }
    world
}

fn sorted(world: &mut World, text: &str) -> Vec<String> {
    let rows = world.rows(text).into_iter();
    let mut rows: Vec<String> =
        rows.map(|row| format!("{:?}", row.iter().map(Value::to_string).collect::<Vec<_>>())).collect();
    rows.sort();
    rows
}

#[test]
fn a_group_finds_the_walks_that_are_spelled_out() {
    let way = "[r IN relationships(p) | r.i]";
    let same = [
        (
            format!("MATCH p = (a) ((x)-[r:R]->(y) WHERE x.i <= 9)+ (b) RETURN a.i, b.i, {way}, [n IN x | n.i]"),
            format!("MATCH p = (a)-[:R*]->(b) RETURN a.i, b.i, {way}, [n IN nodes(p)[..-1] | n.i]"),
        ),
        (
            format!("MATCH p = (a) ((x:N)-[r]-(y)){{0,2}} (b) RETURN a.i, b.i, {way}, [n IN y | n.i]"),
            format!("MATCH p = (a)-[*0..2]-(b) RETURN a.i, b.i, {way}, [n IN nodes(p)[1..] | n.i]"),
        ),
        (
            format!("MATCH p = (a) ((x)-[:R]->(y)-[:S|R]-(z) WHERE x.i <> z.i){{1,2}} (b) RETURN a.i, b.i, {way}"),
            format!(
                "MATCH p = (a)-[:R]->()-[:S|R]-(b) WHERE a.i <> b.i RETURN a.i, b.i, {way}
                 UNION ALL MATCH p = (a)-[:R]->()-[:S|R]-(m)-[:R]->()-[:S|R]-(b) WHERE a.i <> m.i AND m.i <> b.i RETURN a.i, b.i, {way}"
            ),
        ),
        (
            format!("MATCH (b:N {{i: 1}}) MATCH p = (a:N)-[k]-() ((x)-[r]->(y) WHERE r.i <> 3)+ (b) RETURN a.i, k.i, {way}"),
            format!("MATCH (b:N {{i: 1}}) MATCH p = (a:N)-[k]-()-[r*]->(b) WHERE all(e IN r WHERE e.i <> 3) RETURN a.i, k.i, {way}"),
        ),
        (
            "MATCH (a)-[k:R]->(b), (b) ((x:N)-[r]->(y)){1,2} (a) RETURN k.i, [e IN r | e.i]".to_owned(),
            "MATCH (a)-[k:R]->(b), (b)-[r*1..2]->(a) RETURN k.i, [e IN r | e.i]".to_owned(),
        ),
        (
            format!("MATCH p = (a) ((x)-[r]->(y:N))+ (b) WHERE all(n IN nodes(p) WHERE n.i <> 1) AND none(n IN x WHERE n.i = 2) RETURN {way}"),
            format!("MATCH p = (a)-[*]->(b) WHERE all(n IN nodes(p) WHERE n.i <> 1) AND none(n IN nodes(p)[..-1] WHERE n.i = 2) RETURN {way}"),
        ),
    ];
    for seed in 0..12 {
        let mut world = random_graph(seed);
        for optimized in [true, false] {
            world.optimized = optimized;
            for (group, spelled) in &same {
                assert_eq!(sorted(&mut world, group), sorted(&mut world, spelled), "seed {seed}: {group}");
            }
        }
    }
}

const PATTERNS: &[&str] = &[
    "(a:N)-[:R]->+(b:N)",
    "(a:N)-[:R]->*(b:N)",
    "(a:N)-[:R]-{2,4}(b:N)",
    "(a:N)-->()-[:S]-*(b:N)",
    "(a:N)-[:R]->()-[:R|S]-(b:N)",
    "(a:N)-[:R]->+(:N WHERE 1 < 2)-[:S]-{0,2}(b:N)",
    "(a:N) ((x)-[:R]->(y)-[:S|R]-(z) WHERE x.i <> z.i){1,2} (b:N)",
    "(a:N) ((x)-[:R]-(y) WHERE x.i <> 1)* ((u)-[:S]->(v)){1,2} (b:N)",
    "(a:N)-[:S]-{1,3}()-[:R]->(b:N)",
];

/// The lengths of the paths of each pair of ends, and their relationships.
type Paths = BTreeMap<(String, String), Vec<(i64, String)>>;

fn paths(world: &mut World, text: &str) -> Paths {
    let text = format!("{text} RETURN a.i, b.i, length(p), [r IN relationships(p) | r.i]");
    let mut paths = Paths::new();
    for row in world.rows(&text) {
        let Value::Integer(length) = row[2] else { panic!("a length is a number") };
        paths.entry((row[0].to_string(), row[1].to_string())).or_default().push((length, row[3].to_string()));
    }
    paths.values_mut().for_each(|found| found.sort());
    paths
}

#[test]
fn a_selector_gives_the_shortest_of_all_paths() {
    for seed in 0..8 {
        let mut world = random_graph(seed);
        for pattern in PATTERNS {
            let all = paths(&mut world, &format!("MATCH p = {pattern}"));
            for (before, k) in
                [("", 1), ("MATCH (a:N), (b:N)", 2), ("MATCH (a:N)", 3), ("MATCH (b:N)", 2), ("MATCH (a:N), (b:N)", 1)]
            {
                let some = paths(&mut world, &format!("{before} MATCH p = SHORTEST {k} {pattern}"));
                assert_eq!(all.keys().collect::<Vec<_>>(), some.keys().collect::<Vec<_>>(), "seed {seed}: {pattern}");
                for (ends, chosen) in &some {
                    let lengths: Vec<i64> = chosen.iter().map(|(length, _)| *length).collect();
                    let expected: Vec<i64> = all[ends].iter().map(|(length, _)| *length).take(k).collect();
                    assert_eq!(lengths, expected, "seed {seed}, {ends:?}: {before} SHORTEST {k} {pattern}");
                    assert!(chosen.iter().all(|path| all[ends].contains(path)), "seed {seed}: {pattern}");
                }
                let groups = paths(&mut world, &format!("{before} MATCH p = SHORTEST {k} GROUPS {pattern}"));
                let mut expected = all.clone();
                for found in expected.values_mut() {
                    let mut lengths: Vec<i64> = found.iter().map(|(length, _)| *length).collect();
                    lengths.dedup();
                    let last = lengths[k.min(lengths.len()) - 1];
                    found.retain(|(length, _)| *length <= last);
                }
                assert_eq!(groups, expected, "seed {seed}: {before} SHORTEST {k} GROUPS {pattern}");
            }
        }
    }
}

#[test]
fn a_condition_in_brackets_decides_before_the_choice() {
    for seed in 0..8 {
        let mut world = random_graph(seed);
        for optimized in [true, false] {
            world.optimized = optimized;
            let test = "all(e IN r WHERE e.i <> 2) AND size(r) <> 1";
            let all = paths(&mut world, &format!("MATCH p = (a:N)-[r:R]-+(b:N) WHERE {test}"));
            let some = paths(&mut world, &format!("MATCH p = ALL SHORTEST ((a:N)-[r:R]-+(b:N) WHERE {test})"));
            let mut expected = all.clone();
            for found in expected.values_mut() {
                let least = found[0].0;
                found.retain(|(length, _)| *length == least);
            }
            assert_eq!(some, expected, "seed {seed}");
        }
    }
}

#[test]
fn more_walks_than_a_batch_holds_are_all_found() {
    let mut world = World::with("CREATE (:Root {i: 0})");
    for level in 1..4 {
        let from = if level == 1 { "Root".to_owned() } else { format!("L{}", level - 1) };
        world.rows(&format!("MATCH (n:{from}) UNWIND range(1, 15) AS i CREATE (n)-[:R]->(:L{level} {{i: {level}}})"));
    }
    let text = "MATCH (:Root) ((x)-[r]->(y) WHERE x.i < y.i)+ (e) RETURN count(e) AS n, count(DISTINCT e) AS d";
    let all = 15 + 225 + 3375;
    assert_eq!(world.rows(text), [vec![Value::Integer(all), Value::Integer(all)]]);
    let text = "MATCH p = SHORTEST 2 (:Root)-[*1..]->(e) RETURN count(e) AS n";
    assert_eq!(world.value(text), Value::Integer(all));
}

#[test]
fn paths_through_a_dense_graph_are_chosen_without_trying_all() {
    // 60 layers of 5 nodes, each layer connected with the next one whole: 5^60 ways.
    let mut world = World::with("UNWIND range(0, 299) AS i CREATE (:N {i: i})");
    world
        .rows("MATCH (a:N) UNWIND range(0, 4) AS k MATCH (b:N) WHERE b.i = (a.i / 5 + 1) * 5 + k CREATE (a)-[:R]->(b)");
    let text = "MATCH (a:N {i: 0}), (b:N {i: 299}) MATCH p = SHORTEST 3 (a)-[:R]->+(b) RETURN length(p)";
    assert_eq!(world.list(text), "59 59 59");
    let text =
        "MATCH (a:N {i: 0}), (b:N {i: 299}) MATCH p = ANY (a) ((x)-[:R]->(y) WHERE x.i < y.i)+ (b) RETURN length(p)";
    assert_eq!(world.list(text), "59");
}

#[test]
fn a_walk_that_holds_too_much_meets_the_memory_limit() {
    let mut world = World::with("UNWIND range(0, 40) AS i CREATE (:N {i: i})");
    world.rows("MATCH (a:N), (b:N) WHERE a <> b CREATE (a)-[:R]->(b)");
    world.limits = ExecutionLimits { memory: Some(1 << 20), ..ExecutionLimits::default() };
    let text = "MATCH (a:N {i: 0}) MATCH p = SHORTEST 1000000 GROUPS (a)-[:R]->+(b:N {i: 7}) RETURN count(p)";
    assert_eq!(world.error(text), "LimitExceeded runtime MemoryLimit");
}
