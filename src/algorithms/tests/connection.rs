//! Components, cores, bridges, triangles against networkx and by hand.

use super::{Graph, assert_near, each, expected, float, groups, integer, numbers, weighted};
use crate::graph::Workspace;
use crate::value::{NodeId, RelId, Value};

fn group_column(graph: &Graph, name: &str) -> Vec<i64> {
    graph.scores(name, &[], 1).into_iter().map(|number| number as i64).collect()
}

#[test]
fn weak_components_are_those_of_networkx() {
    for kind in ["directed", "undirected"] {
        each(kind, |graph, json| {
            let found = group_column(graph, "wcc");
            assert_eq!(groups(&found).len() as u64, json["wcc"].as_u64().unwrap());
            for relationship in json["relationships"].as_array().unwrap() {
                let end = |at: usize| found[relationship[at].as_u64().unwrap() as usize];
                assert_eq!(end(0), end(1));
            }
        });
    }
}

#[test]
fn weak_components_of_a_long_line_are_one() {
    // Backwards, so that every root hangs itself below a smaller one.
    let line: Vec<(u32, u32, f64)> = (0..5000).rev().map(|node| (node + 1, node, 1.0)).collect();
    let graph = Graph::new(5002, &line);
    let found = group_column(&graph, "wcc");
    assert!(found[..5001].iter().all(|component| *component == 0));
    assert_eq!(found[5001], 1);
}

#[test]
fn weak_components_of_stars_and_of_sparse_random_graphs_are_right() {
    for outward in [true, false] {
        let spoke = |node| if outward { (0, node, 1.0) } else { (node, 0, 1.0) };
        let found = group_column(&Graph::new(3002, &(1..3000).map(spoke).collect::<Vec<_>>()), "wcc");
        assert!(found[..3000].iter().all(|component| *component == 0));
        assert_eq!(found[3000..], [1, 2]);
    }
    for seed in 1..6u64 {
        let mut state = seed;
        let mut draw = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            ((state >> 33) % 3000) as u32
        };
        let rels: Vec<(u32, u32, f64)> = (0..seed * 900).map(|_| (draw(), draw(), 1.0)).collect();
        // The naive way: carry the smallest number along until nothing changes.
        let mut least: Vec<i64> = (0..3000).collect();
        loop {
            let before = least.clone();
            for (a, b, _) in &rels {
                let smaller = least[*a as usize].min(least[*b as usize]);
                (least[*a as usize], least[*b as usize]) = (smaller, smaller);
            }
            if least == before {
                break;
            }
        }
        let mut roots: Vec<i64> = (0..3000).filter(|node| least[*node as usize] == *node).collect();
        roots.sort_unstable();
        let wanted: Vec<i64> = least.iter().map(|root| roots.binary_search(root).unwrap() as i64).collect();
        assert_eq!(group_column(&Graph::new(3000, &rels), "wcc"), wanted);
    }
}

#[test]
fn triangles_of_a_large_wheel_are_counted_on_all_cores() {
    let mut rels: Vec<(u32, u32, f64)> = (1..=3000).map(|node| (node, node % 3000 + 1, 1.0)).collect();
    rels.extend((1..=3000).map(|node| (0, node, 1.0)));
    let found = Graph::new(3001, &rels).scores("triangles", &[], 1);
    assert_eq!(found[0], 3000.0);
    assert!(found[1..].iter().all(|count| *count == 2.0));
}

#[test]
fn strong_components_are_those_of_networkx() {
    each("directed", |graph, json| {
        let found: Vec<Vec<u64>> = groups(&group_column(graph, "scc"))
            .into_iter()
            .map(|members| members.into_iter().map(|member| member as u64).collect())
            .collect();
        let wanted: Vec<Vec<u64>> = serde_json::from_value(json["scc"].clone()).unwrap();
        assert_eq!(found, wanted);
    });
}

#[test]
fn a_long_cycle_is_one_strong_component_without_deep_recursion() {
    let ring: Vec<(u32, u32, f64)> = (0..20_000).map(|node| (node, (node + 1) % 20_000, 1.0)).collect();
    let found = group_column(&Graph::new(20_000, &ring), "scc");
    assert!(found.iter().all(|component| *component == 0));
}

#[test]
fn triangles_and_clustering_are_those_of_networkx() {
    each("undirected", |graph, json| {
        assert_near(&graph.scores("triangles", &[], 1), &expected(&json["triangles"]), 0.0);
        assert_near(&graph.scores("clustering", &[], 1), &expected(&json["clustering"]), 1e-12);
        assert_near(&graph.scores("clustering", &[], 2), &expected(&json["triangles"]), 0.0);
    });
    each("directed", |graph, json| {
        assert_near(&graph.scores("triangles", &[], 1), &expected(&json["triangles"]), 0.0);
    });
}

#[test]
fn triangles_ignore_loops_and_parallel_relationships() {
    let graph = Graph::new(3, &[(0, 1, 1.0), (1, 0, 1.0), (1, 2, 1.0), (2, 0, 1.0), (0, 2, 1.0), (1, 1, 1.0)]);
    assert_eq!(graph.scores("triangles", &[], 1), [1.0, 1.0, 1.0]);
}

#[test]
fn core_numbers_are_those_of_networkx() {
    each("undirected", |graph, json| {
        assert_near(&graph.scores("kcore", &[], 1), &expected(&json["core"]), 0.0);
    });
}

#[test]
fn bridges_and_articulation_points_are_those_of_networkx() {
    each("undirected", |graph, json| {
        let mut found: Vec<Vec<u32>> = graph
            .call("bridges", &[])
            .iter()
            .map(|row| {
                let mut ends = vec![graph.number(&row[1]), graph.number(&row[2])];
                ends.sort_unstable();
                ends
            })
            .collect();
        found.sort();
        let wanted: Vec<Vec<u32>> = serde_json::from_value(json["bridges"].clone()).unwrap();
        assert_eq!(found, wanted);
        let found: Vec<i64> =
            graph.call("articulationPoints", &[]).iter().map(|row| i64::from(graph.number(&row[0]))).collect();
        assert_eq!(found, numbers(&json["articulation"]));
    });
}

/// How many components the nodes make, but for one that is left out.
fn components(n: u32, rels: &[(u32, u32, f64)], without: Option<u32>) -> usize {
    let mut tree: Vec<u32> = (0..n).collect();
    for (a, b, _) in rels.iter().filter(|(a, b, _)| Some(*a) != without && Some(*b) != without) {
        let (a, b) = (tree[*a as usize], tree[*b as usize]);
        tree.iter_mut().filter(|tree| **tree == a).for_each(|tree| *tree = b);
    }
    let mut roots: Vec<u32> = (0..n).filter(|node| Some(*node) != without).map(|node| tree[node as usize]).collect();
    roots.sort_unstable();
    roots.dedup();
    roots.len()
}

/// The core number of each node: for each k what is left when nodes with fewer neighbours go until none does.
fn naive_cores(n: u32, rels: &[(u32, u32, f64)]) -> Vec<i64> {
    let mut cores = vec![0; n as usize];
    let mut left = vec![true; n as usize];
    for k in 1.. {
        loop {
            let goes = |node: &u32| {
                let other = |(a, b, _): &(u32, u32, f64)| if a == node { *b } else { *a };
                let own = rels.iter().filter(|(a, b, _)| (a == node) != (b == node)).map(other);
                let mut others: Vec<u32> = own.filter(|other| left[*other as usize]).collect();
                others.sort_unstable();
                others.dedup();
                left[*node as usize] && others.len() < k
            };
            let gone: Vec<u32> = (0..n).filter(goes).collect();
            gone.iter().for_each(|node| left[*node as usize] = false);
            if gone.is_empty() {
                break;
            }
        }
        if !left.contains(&true) {
            return cores;
        }
        (0..n as usize).filter(|node| left[*node]).for_each(|node| cores[node] = k as i64);
    }
    cores
}

#[test]
fn cores_bridges_and_joints_of_random_graphs_are_those_of_naive_counts() {
    let mut state = 5u64;
    let mut draw = |below: u32| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as u32 % below
    };
    for count in [30, 55, 120, 400] {
        // Loops and parallel relationships are among them; the node 17 has none.
        let mut end = || Some(draw(60)).filter(|node| *node != 17).unwrap_or(18);
        let rels: Vec<(u32, u32, f64)> = (0..count).map(|_| (end(), end(), 1.0)).collect();
        let mut graph = Graph::new(60, &rels);
        let cores = naive_cores(60, &rels);
        assert_eq!(group_column(&graph, "kcore"), cores);
        // Several types in one row; the other type leads back along each relationship.
        let types = ("types", Value::list(vec![Value::string("LINK"), Value::string("NOISE")]));
        let two: Vec<i64> = graph.scores("kcore", &[types], 1).into_iter().map(|core| core as i64).collect();
        assert_eq!(two, cores);
        let whole = components(60, &rels, None);
        let splits = |at: &usize| components(60, &[&rels[..*at], &rels[*at + 1..]].concat(), None) > whole;
        let bridges: Vec<u32> = (0..rels.len()).filter(splits).map(|at| 3 * at as u32 + 2).collect();
        // Without a node that stands alone there is a component less.
        let joints: Vec<u32> = (0..60).filter(|node| components(60, &rels, Some(*node)) > whole).collect();
        for is_gapless in [true, false] {
            // The graph makes three relationships of each.
            let found: Vec<Value> = graph.call("bridges", &[]).into_iter().map(|row| row[0].clone()).collect();
            assert_eq!(found, bridges.iter().map(|rel| Value::Relationship(RelId(*rel))).collect::<Vec<_>>());
            let rows = graph.call("articulationPoints", &[]);
            assert_eq!(rows.iter().map(|row| graph.number(&row[0])).collect::<Vec<_>>(), joints);
            if is_gapless {
                // Again with rows of the base, and a gap between the nodes.
                let mut workspace = Workspace::new(graph.snapshot.clone());
                workspace.delete_node(NodeId(graph.first + 17)).unwrap();
                graph.snapshot = workspace.into_parts().0.compacted();
                let found: Vec<i64> = graph.call("kcore", &[]).iter().map(|row| integer(&row[1])).collect();
                assert_eq!(found, [&cores[..17], &cores[18..]].concat());
            }
        }
    }
}

#[test]
fn of_two_parallel_relationships_neither_is_a_bridge() {
    let graph = Graph::new(3, &[(0, 1, 1.0), (1, 0, 1.0), (1, 2, 1.0), (2, 2, 1.0)]);
    let rows = graph.call("bridges", &[]);
    assert_eq!(rows.len(), 1);
    assert_eq!((graph.number(&rows[0][1]), graph.number(&rows[0][2])), (1, 2));
    let points: Vec<u32> = graph.call("articulationPoints", &[]).iter().map(|row| graph.number(&row[0])).collect();
    assert_eq!(points, [1]);
}

#[test]
fn spanning_trees_weigh_what_those_of_networkx_weigh() {
    each("undirected", |graph, json| {
        let weight = |arguments: &[(&str, Value)]| {
            let rows = graph.call("spanningTree", arguments);
            let nodes = json["n"].as_u64().unwrap() - json["wcc"].as_u64().unwrap();
            assert_eq!(rows.len() as u64, nodes);
            rows.iter().map(|row| float(&row[3])).sum::<f64>()
        };
        assert_near(&[weight(&[weighted()])], &[json["spanning"].as_f64().unwrap()], 1e-9);
        let maximum = ("maximum", Value::Boolean(true));
        assert_near(&[weight(&[weighted(), maximum])], &[json["spanning_max"].as_f64().unwrap()], 1e-9);
    });
}

/// The numbers of the relationships that Kruskal's algorithm takes, done naively, with their weights.
fn forest(nodes: usize, rels: &[(u32, u32, f64)], sign: f64) -> Vec<(usize, f64)> {
    let mut order: Vec<usize> = (0..rels.len()).collect();
    order.sort_by(|a, b| (rels[*a].2 * sign).total_cmp(&(rels[*b].2 * sign)));
    let mut tree: Vec<usize> = (0..nodes).collect();
    let mut taken = Vec::new();
    for at in order {
        let (a, b) = (tree[rels[at].0 as usize], tree[rels[at].1 as usize]);
        if a != b {
            tree.iter_mut().filter(|tree| **tree == a).for_each(|tree| *tree = b);
            taken.push((at, rels[at].2));
        }
    }
    taken.sort_by_key(|(at, _)| *at);
    taken
}

#[test]
fn spanning_forests_of_dense_graphs_are_those_of_a_naive_kruskal() {
    let mut state = 3u64;
    let mut draw = |below: u32| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as u32 % below
    };
    // Two parts without a relationship between them; the weights: a few that repeat, such as grow with the nodes (so
    // that the lightest connect little), and all the same.
    for kind in 0..3 {
        let rels: Vec<(u32, u32, f64)> = (0..12_000)
            .map(|_| {
                let first = 200 * u32::from(draw(3) == 0);
                let (a, b) = (first + draw(200), first + draw(200));
                let near = first + (a - first + draw(4)) % 200;
                match kind {
                    0 => (a, b, f64::from(draw(9)) - 4.5),
                    1 => (a, near, f64::from(a.max(near) * 8 + draw(8))),
                    _ => (a, b, 1.0),
                }
            })
            .collect();
        let graph = Graph::new(403, &rels);
        for (maximum, sign) in [(false, 1.0), (true, -1.0)] {
            let arguments = [weighted(), ("maximum", Value::Boolean(maximum))];
            let rows = graph.call("spanningTree", if kind < 2 { &arguments } else { &arguments[1..] });
            let wanted = forest(403, &rels, sign);
            assert_eq!(rows.len(), wanted.len());
            for (row, (at, weight)) in rows.iter().zip(wanted) {
                // The graph makes three relationships of each.
                assert_eq!(row[0], Value::Relationship(RelId(3 * at as u32 + 2)));
                assert_eq!((graph.number(&row[1]), graph.number(&row[2])), (rels[at].0, rels[at].1));
                assert_eq!(float(&row[3]), weight);
            }
        }
    }
}

#[test]
fn among_equal_weights_the_older_relationship_wins_and_zeros_are_equal() {
    let graph = Graph::new(3, &[(0, 1, 0.0), (1, 0, -0.0), (1, 2, 2.0), (2, 1, 2.0), (2, 2, -7.0)]);
    for maximum in [false, true] {
        let rows = graph.call("spanningTree", &[weighted(), ("maximum", Value::Boolean(maximum))]);
        let found: Vec<(u32, u32)> = rows.iter().map(|row| (graph.number(&row[1]), graph.number(&row[2]))).collect();
        assert_eq!(found, [(0, 1), (1, 2)]);
        assert_eq!(rows.iter().map(|row| float(&row[3])).collect::<Vec<_>>(), [0.0, 2.0]);
        assert!(float(&rows[0][3]).is_sign_positive());
    }
}

#[test]
fn a_matching_is_as_large_as_that_of_networkx_and_shares_no_node() {
    each("bipartite", |graph, json| {
        let rows = graph.call("bipartiteMatching", &[]);
        assert_eq!(rows.len() as u64, json["matching"].as_u64().unwrap());
        let mut ends: Vec<u32> = rows.iter().flat_map(|row| [graph.number(&row[0]), graph.number(&row[1])]).collect();
        ends.sort_unstable();
        ends.dedup();
        assert_eq!(ends.len(), 2 * rows.len());
        for row in &rows {
            let Value::Relationship(rel) = row[2] else { panic!("no relationship") };
            let rel = graph.snapshot.rel(rel).unwrap();
            let pair = [Value::Node(rel.start), Value::Node(rel.end)];
            assert!(pair.contains(&row[0]) && pair.contains(&row[1]));
        }
    });
}

#[test]
fn a_matching_of_an_odd_cycle_is_refused() {
    let graph = Graph::new(3, &[(0, 1, 1.0), (1, 2, 1.0), (2, 0, 1.0)]);
    assert!(graph.error("bipartiteMatching", &[]).message().contains("odd length"));
}

#[test]
fn topological_order_is_that_of_networkx() {
    each("acyclic", |graph, json| {
        let rows = graph.call("topologicalSort", &[]);
        let found: Vec<i64> = rows.iter().map(|row| i64::from(graph.number(&row[0]))).collect();
        assert_eq!(found, numbers(&json["order"]));
        rows.iter().enumerate().for_each(|(at, row)| assert_eq!(integer(&row[1]), at as i64));
    });
}

#[test]
fn a_cycle_has_no_topological_order() {
    let graph = Graph::new(4, &[(0, 1, 1.0), (1, 2, 1.0), (2, 1, 1.0), (2, 3, 1.0)]);
    let error = graph.error("topologicalSort", &[]);
    assert!(error.message().contains("3 nodes"), "{error}");
    assert!(error.hints()[0].contains("algo.cycles"));
}
