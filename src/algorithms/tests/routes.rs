//! Searches, shortest paths and flows against networkx and by hand.

use super::{Graph, assert_near, both, each, float, integer, numbers, weighted};
use crate::value::{NodeId, Path, Value};

fn path(cell: &Value) -> &Path {
    match cell {
        Value::Path(path) => path,
        other => panic!("{other:?} is no path"),
    }
}

/// Checks that each relationship joins its nodes; gives the weight of the path.
fn weigh(graph: &Graph, path: &Path) -> f64 {
    let key = graph.snapshot.tokens().find_key("weight").unwrap();
    let mut total = 0.0;
    assert_eq!(path.nodes.len(), path.relationships.len() + 1);
    for (at, rel) in path.relationships.iter().enumerate() {
        let record = graph.snapshot.rel(*rel).unwrap();
        let ends = [path.nodes[at], path.nodes[at + 1]];
        assert!(ends == [record.start, record.end] || ends == [record.end, record.start]);
        total += float(&graph.snapshot.rel_property(*rel, key));
    }
    total
}

#[test]
fn breadth_first_search_is_that_of_networkx() {
    each("directed", |graph, json| {
        let rows = graph.call("bfs", &[("source", graph.node(0))]);
        assert_eq!((graph.number(&rows[0][0]), integer(&rows[0][1])), (0, 0));
        assert!(rows[0][2].is_null());
        let found: Vec<[u32; 2]> = rows[1..].iter().map(|row| [graph.number(&row[2]), graph.number(&row[0])]).collect();
        let wanted: Vec<[u32; 2]> = serde_json::from_value(json["bfs"].clone()).unwrap();
        assert_eq!(found, wanted);
    });
}

#[test]
fn breadth_first_search_stops_at_its_depth_and_takes_several_sources() {
    let graph = Graph::new(6, &[(0, 1, 1.0), (1, 2, 1.0), (2, 3, 1.0), (5, 4, 1.0), (4, 3, 1.0)]);
    let sources = Value::list(vec![graph.node(5), graph.node(0)]);
    let rows = graph.call("bfs", &[("source", sources), ("maxDepth", Value::Integer(2))]);
    let found: Vec<(u32, i64)> = rows.iter().map(|row| (graph.number(&row[0]), integer(&row[1]))).collect();
    assert_eq!(found, [(0, 0), (5, 0), (1, 1), (4, 1), (2, 2), (3, 2)]);
}

#[test]
fn a_wide_level_gives_the_same_on_all_cores() {
    // 0 → 1..=4000 → 4001: the first of the level is the predecessor.
    let mut rels: Vec<(u32, u32, f64)> = (1..=4000).map(|node| (0, node, 1.0)).collect();
    rels.extend((1..=4000).map(|node| (node, 4001, 1.0)));
    let graph = Graph::new(4002, &rels);
    let rows = graph.call("bfs", &[("source", graph.node(0))]);
    assert_eq!(rows.len(), 4002);
    assert_eq!(graph.number(&rows[4001][2]), 1);
}

#[test]
fn depth_first_search_is_that_of_networkx() {
    each("directed", |graph, json| {
        let rows = graph.call("dfs", &[("source", graph.node(0))]);
        let found: Vec<i64> = rows.iter().map(|row| i64::from(graph.number(&row[0]))).collect();
        assert_eq!(found, numbers(&json["dfs"]));
    });
}

#[test]
fn dijkstra_costs_are_those_of_networkx_and_its_paths_weigh_them() {
    each("directed", |graph, json| {
        let rows = graph.call("dijkstra", &[("source", graph.node(0)), weighted(), ("paths", Value::Boolean(true))]);
        let mut found: Vec<(u32, f64)> = rows.iter().map(|row| (graph.number(&row[0]), float(&row[1]))).collect();
        assert!(found.windows(2).all(|pair| pair[0].1 <= pair[1].1));
        rows.iter().for_each(|row| assert_near(&[weigh(graph, path(&row[3]))], &[float(&row[1])], 1e-9));
        found.sort_by_key(|(node, _)| *node);
        let wanted: Vec<(u32, f64)> = serde_json::from_value(json["dijkstra"].clone()).unwrap();
        assert_eq!(found, wanted);
        for (target, cost) in wanted {
            let ends = [("source", graph.node(0)), ("target", graph.node(target)), weighted()];
            let rows = graph.call("dijkstra", &ends);
            assert_eq!(rows.len(), 1);
            assert_near(&[float(&rows[0][1])], &[cost], 1e-9);
            let rows = graph.call("astar", &ends);
            assert_near(&[float(&rows[0][0]), weigh(graph, path(&rows[0][1]))], &[cost, cost], 1e-9);
        }
    });
}

#[test]
fn routes_take_the_cheapest_of_parallel_relationships() {
    let graph = Graph::new(2, &[(0, 1, 5.0), (0, 1, 2.0), (0, 1, 3.0)]);
    let ends = [("source", graph.node(0)), ("target", graph.node(1)), weighted()];
    let rows = graph.call("dijkstra", &ends);
    assert_near(&[float(&rows[0][1]), weigh(&graph, path(&rows[0][3]))], &[2.0, 2.0], 0.0);
    let rows = graph.call("astar", &ends);
    assert_near(&[float(&rows[0][0]), weigh(&graph, path(&rows[0][1]))], &[2.0, 2.0], 0.0);
    let costs: Vec<f64> = graph.call("yens", &ends).iter().map(|row| float(&row[1])).collect();
    assert_eq!(costs, [2.0, 3.0, 5.0]);
}

#[test]
fn routes_can_go_against_relationships() {
    let graph = Graph::new(3, &[(1, 0, 2.0), (2, 1, 4.0)]);
    let ends = [("source", graph.node(0)), ("target", graph.node(2)), weighted()];
    assert!(graph.call("dijkstra", &ends).is_empty());
    assert!(graph.call("astar", &ends).is_empty());
    for direction in ["incoming", "both"] {
        let [source, target, weight] = ends.clone();
        let against = [source, target, weight, ("direction", Value::string(direction))];
        for (name, cost, route) in [("dijkstra", 1, 3), ("astar", 0, 1), ("yens", 1, 2)] {
            let rows = graph.call(name, &against);
            assert_near(&[float(&rows[0][cost]), weigh(&graph, path(&rows[0][route]))], &[6.0, 6.0], 0.0);
        }
    }
}

#[test]
fn negative_weights_are_refused_by_routes() {
    let graph = Graph::new(2, &[(0, 1, -1.0)]);
    let ends = [("source", graph.node(0)), ("target", graph.node(1)), weighted()];
    for name in ["dijkstra", "astar", "yens", "maxflow"] {
        let error = graph.error(name, &ends);
        assert!(error.message().contains("`weight`"), "{name}: {error}");
    }
}

#[test]
fn k_shortest_paths_cost_what_those_of_networkx_cost() {
    each("directed", |graph, json| {
        let last = json["n"].as_u64().unwrap() as u32 - 1;
        let ends = [("source", graph.node(0)), ("target", graph.node(last)), weighted(), ("k", Value::Integer(12))];
        let rows = graph.call("yens", &ends);
        let found: Vec<f64> = rows.iter().map(|row| float(&row[1])).collect();
        let wanted: Vec<f64> = serde_json::from_value(json["yens"].clone()).unwrap();
        assert_near(&found, &wanted, 1e-9);
        let mut paths: Vec<&Path> = rows.iter().map(|row| path(&row[2])).collect();
        for (row, path) in rows.iter().zip(&paths) {
            assert_near(&[weigh(graph, path)], &[float(&row[1])], 1e-9);
            let mut nodes: Vec<NodeId> = path.nodes.clone();
            nodes.sort_unstable();
            nodes.dedup();
            assert_eq!(nodes.len(), path.nodes.len(), "no node twice");
        }
        paths.sort_by_key(|path| path.nodes.clone());
        paths.dedup_by_key(|path| path.nodes.clone());
        assert_eq!(paths.len(), rows.len(), "no path twice");
    });
}

#[test]
fn all_pairs_are_those_of_networkx_and_large_views_are_refused() {
    each("directed", |graph, json| {
        let rows = graph.call("allPairs", &[weighted()]);
        let found: Vec<(u32, u32, f64)> =
            rows.iter().map(|row| (graph.number(&row[0]), graph.number(&row[1]), float(&row[2]))).collect();
        let wanted: Vec<(u32, u32, f64)> = serde_json::from_value(json["all_pairs"].clone()).unwrap();
        assert_eq!(found, wanted);
        let error = graph.error("allPairs", &[("limit", Value::Integer(5))]);
        assert!(error.hints()[0].contains("raise `limit`"), "{error}");
    });
}

#[test]
fn maximum_flow_is_that_of_networkx_and_equals_its_cut() {
    for (kind, direction) in [("directed", "outgoing"), ("undirected", "both")] {
        each(kind, |graph, json| {
            let last = json["n"].as_u64().unwrap() as u32 - 1;
            let direction = ("direction", Value::string(direction));
            let ends = [("source", graph.node(0)), ("target", graph.node(last)), weighted(), direction];
            let rows = graph.call("maxflow", &ends);
            assert_eq!(rows.len(), 1);
            let wanted = json["maxflow"].as_f64().unwrap();
            assert_near(&[float(&rows[0][0])], &[wanted], 1e-9);
            let Value::List(cut) = &rows[0][3] else { panic!("no list") };
            let key = graph.snapshot.tokens().find_key("weight").unwrap();
            let weight = |rel: &Value| match rel {
                Value::Relationship(rel) => float(&graph.snapshot.rel_property(*rel, key)),
                other => panic!("{other:?}"),
            };
            assert_near(&[cut.iter().map(weight).sum()], &[wanted], 1e-9);
        });
    }
}

/// What can flow through a network by Ford & Fulkerson, done naively, and the relationships of the cut nearest to the
/// source. `capacity[a][b]` is what can flow from `a` to `b`.
fn naive_flow(mut capacity: Vec<Vec<f64>>, from: usize, to: usize) -> (f64, Vec<bool>) {
    let mut total = 0.0;
    loop {
        let mut before = vec![usize::MAX; capacity.len()];
        before[from] = from;
        let mut order = vec![from];
        let mut at = 0;
        while let Some(node) = order.get(at).copied() {
            for other in 0..capacity.len() {
                if before[other] == usize::MAX && capacity[node][other] > 0.0 {
                    before[other] = node;
                    order.push(other);
                }
            }
            at += 1;
        }
        if before[to] == usize::MAX {
            return (total, before.iter().map(|before| *before != usize::MAX).collect());
        }
        let steps = std::iter::successors(Some(to), |node| Some(before[*node]).filter(|_| *node != from));
        let way: Vec<usize> = steps.collect();
        let least = way.windows(2).map(|pair| capacity[pair[1]][pair[0]]).fold(f64::INFINITY, f64::min);
        for pair in way.windows(2) {
            capacity[pair[1]][pair[0]] -= least;
            capacity[pair[0]][pair[1]] += least;
        }
        total += least;
    }
}

/// Checks the maximum flow between two nodes against the naive one, and that as much leaves each other node as comes.
fn check_flow(n: usize, rels: &[(u32, u32, f64)], direction: &str, ends: [u32; 2]) {
    let graph = Graph::new(n, rels);
    let [from, to] = ends;
    let arguments =
        [("source", graph.node(from)), ("target", graph.node(to)), weighted(), ("direction", Value::string(direction))];
    let row = graph.call("maxflow", &arguments).remove(0);
    let mut capacity = vec![vec![0.0; n]; n];
    for (start, end, weight) in rels {
        capacity[*start as usize][*end as usize] += if direction == "incoming" { 0.0 } else { *weight };
        capacity[*end as usize][*start as usize] += if direction == "outgoing" { 0.0 } else { *weight };
    }
    let (total, reached) = naive_flow(capacity, from as usize, to as usize);
    assert_near(&[float(&row[0])], &[total], 1e-9);
    let list = |cell: &Value| match cell {
        Value::List(values) => values.to_vec(),
        other => panic!("{other:?} is no list"),
    };
    // The graph makes three relationships of each.
    let number = |rel: &Value| match rel {
        Value::Relationship(rel) => (rel.0 as usize - 2) / 3,
        other => panic!("{other:?} is no relationship"),
    };
    let found: Vec<usize> = list(&row[3]).iter().map(number).collect();
    let side = |node: u32| reached[node as usize];
    let crosses = |(start, end, weight): &(u32, u32, f64)| {
        let (out, into) = (side(*start) && !side(*end), side(*end) && !side(*start));
        *weight > 0.0 && ((out && direction != "incoming") || (into && direction != "outgoing"))
    };
    let wanted: Vec<usize> = (0..rels.len()).filter(|at| crosses(&rels[*at])).collect();
    assert_eq!(found, wanted);
    let mut excess = vec![0.0; n];
    for (rel, flow) in list(&row[1]).iter().map(number).zip(list(&row[2])) {
        let (start, end, weight) = rels[rel];
        assert!(float(&flow) > 0.0 && float(&flow) <= weight);
        let sign = if direction == "incoming" { -1.0 } else { 1.0 };
        excess[start as usize] -= sign * float(&flow);
        excess[end as usize] += sign * float(&flow);
    }
    if direction != "both" {
        (excess[from as usize], excess[to as usize]) = (excess[from as usize] + total, excess[to as usize] - total);
        assert_near(&excess, &vec![0.0; n], 1e-9);
    }
}

#[test]
fn flows_and_cuts_are_those_of_a_naive_search_in_every_direction() {
    let mut state = 11u64;
    let mut draw = |below: u32| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as u32 % below
    };
    for round in 0..12 {
        // Sparse and dense ones, and such as are long: relationships of a band lead only a little on.
        let (n, count) = [(30, 60), (30, 200), (60, 180)][round % 3];
        let rels: Vec<(u32, u32, f64)> = (0..count)
            .map(|_| {
                let start = draw(n);
                let end = if round % 3 == 2 { (start + draw(7)).saturating_sub(2).min(n - 1) } else { draw(n) };
                (start, end, f64::from(draw(6)))
            })
            .collect();
        for direction in ["outgoing", "incoming", "both"] {
            check_flow(n as usize, &rels, direction, [0, n - 1]);
            check_flow(n as usize, &rels, direction, [n - 1, draw(n - 1)]);
        }
    }
}

#[test]
fn flow_is_sent_back_where_the_first_way_was_wrong() {
    // The shortest way 0→1→2→3→7 blocks both longer ones, 0→1→5→6→8→7 and 0→4→9→2→3→7, unless 1→2 is given up.
    let rels = [(0, 1), (1, 2), (2, 3), (3, 7), (1, 5), (5, 6), (6, 8), (8, 7), (0, 4), (4, 9), (9, 2)];
    let rels: Vec<(u32, u32, f64)> = rels.iter().map(|(start, end)| (*start, *end, 1.0)).collect();
    check_flow(10, &rels, "outgoing", [0, 7]);
    let graph = Graph::new(10, &rels);
    let rows = graph.call("maxflow", &[("source", graph.node(0)), ("target", graph.node(7))]);
    assert_eq!(float(&rows[0][0]), 2.0);
    let Value::List(used) = &rows[0][1] else { panic!("no list") };
    assert_eq!(used.len(), 10);
}

#[test]
fn a_heuristic_guides_and_a_missing_one_is_an_error() {
    let graph = Graph::new(3, &[(0, 1, 1.0), (1, 2, 1.0)]);
    graph.snapshot.tokens().key("guess");
    let ends = [("source", graph.node(0)), ("target", graph.node(2)), ("heuristic", Value::string("guess"))];
    let error = graph.error("astar", &ends);
    assert!(error.message().contains("`heuristic`"), "{error}");
    let [source, target, _] = ends;
    let error = graph.error("astar", &[source, target, ("x", Value::string("guess"))]);
    assert!(error.message().contains("`y`"), "{error}");
}

#[test]
fn both_directions_make_a_line_walkable() {
    let graph = Graph::new(3, &[(1, 0, 1.0), (1, 2, 1.0)]);
    let rows = graph.call("dfs", &[("source", graph.node(0)), both()]);
    let found: Vec<(u32, i64, i64)> =
        rows.iter().map(|row| (graph.number(&row[0]), integer(&row[1]), integer(&row[2]))).collect();
    assert_eq!(found, [(0, 0, 0), (1, 1, 1), (2, 2, 2)]);
}
