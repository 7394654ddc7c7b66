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
