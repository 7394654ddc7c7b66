//! Centralities against networkx.

use super::{Graph, assert_near, both, each, expected, fixtures, float, texts, weighted};
use crate::value::Value;

fn tight() -> [(&'static str, Value); 2] {
    [("tolerance", Value::Float(1e-13)), ("iterations", Value::Integer(10_000))]
}

#[test]
fn pagerank_is_that_of_networkx() {
    each("directed", |graph, json| {
        assert_near(&graph.scores("pagerank", &tight(), 1), &expected(&json["pagerank"]), 1e-9);
        let [a, b] = tight();
        let found = graph.scores("pagerank", &[a.clone(), b.clone(), weighted()], 1);
        assert_near(&found, &expected(&json["pagerank_weighted"]), 1e-9);
        let sources = Value::list(vec![graph.node(0), graph.node(3)]);
        let found = graph.scores("pagerank", &[a, b, ("sources", sources)], 1);
        assert_near(&found, &expected(&json["pagerank_sources"]), 1e-9);
    });
    each("undirected", |graph, json| {
        let [a, b] = tight();
        assert_near(&graph.scores("pagerank", &[a, b, both()], 1), &expected(&json["pagerank"]), 1e-9);
    });
}

#[test]
fn pagerank_stops_after_the_iterations_asked_for() {
    // 0 → 1: after one round from 1/2 each, 1 has 0.15/2 + 0.85 · (1/2 + 1/4), 0 has 0.15/2 + 0.85 · 1/4.
    let graph = Graph::new(2, &[(0, 1, 1.0)]);
    let found = graph.scores("pagerank", &[("iterations", Value::Integer(1))], 1);
    assert_near(&found, &[0.075 + 0.85 * 0.25, 0.075 + 0.85 * 0.75], 1e-15);
}

#[test]
fn pagerank_of_a_large_star_is_that_of_its_formula() {
    // n leaves point to the centre, which is stuck: c = (1−d)/N + d·(n·l + c/N), l = (1−d)/N + d·c/N, N = n + 1.
    let leaves = 3000u32;
    let rels: Vec<(u32, u32, f64)> = (1..=leaves).map(|leaf| (leaf, 0, 1.0)).collect();
    let found = Graph::new(leaves as usize + 1, &rels).scores("pagerank", &tight(), 1);
    let (d, n) = (0.85, f64::from(leaves));
    let total = n + 1.0;
    let centre = ((1.0 - d) / total * (1.0 + d * n)) / (1.0 - d * d * n / total - d / total);
    let leaf = (1.0 - d + d * centre) / total;
    assert_near(&[found[0], found[1], found[3000]], &[centre, leaf, leaf], 1e-10);
    assert_near(&[found.iter().sum()], &[1.0], 1e-9);
}

#[test]
fn betweenness_is_that_of_networkx() {
    each("directed", |graph, json| {
        assert_near(&graph.scores("betweenness", &[], 1), &expected(&json["betweenness"]), 1e-9);
        let found = graph.scores("betweenness", &[("normalized", Value::Boolean(false))], 1);
        assert_near(&found, &expected(&json["betweenness_raw"]), 1e-9);
        let found = graph.scores("betweenness", &[weighted()], 1);
        assert_near(&found, &expected(&json["betweenness_weighted"]), 1e-9);
    });
    each("undirected", |graph, json| {
        assert_near(&graph.scores("betweenness", &[both()], 1), &expected(&json["betweenness"]), 1e-9);
        let found = graph.scores("betweenness", &[both(), ("normalized", Value::Boolean(false))], 1);
        assert_near(&found, &expected(&json["betweenness_raw"]), 1e-9);
    });
    let karate = &fixtures()["karate"];
    let found = Graph::of(karate).scores("betweenness", &[both()], 1);
    assert_near(&found, &expected(&karate["betweenness"]), 1e-9);
}

#[test]
fn betweenness_of_all_samples_is_exact_and_of_some_repeatable() {
    each("directed", |graph, json| {
        let all = graph.scores("betweenness", &[("samples", Value::Integer(10_000))], 1);
        assert_near(&all, &expected(&json["betweenness"]), 1e-9);
        let some = [("samples", Value::Integer(5)), ("seed", Value::Integer(7))];
        assert_eq!(graph.scores("betweenness", &some, 1), graph.scores("betweenness", &some, 1));
    });
    // On a ring every source sees the same, so any sample gives the exact score.
    let ring: Vec<(u32, u32, f64)> = (0..9).map(|node| (node, (node + 1) % 9, 1.0)).collect();
    let graph = Graph::new(9, &ring);
    let exact: f64 = graph.scores("betweenness", &[], 1).iter().sum();
    let sampled: f64 = graph.scores("betweenness", &[("samples", Value::Integer(4))], 1).iter().sum();
    assert_near(&[sampled], &[exact], 1e-12);
}

#[test]
fn parallel_relationships_and_loops_do_not_change_betweenness() {
    let plain = Graph::new(4, &[(0, 1, 1.0), (1, 2, 1.0), (0, 3, 1.0), (3, 2, 1.0)]);
    let rich = Graph::new(4, &[(0, 1, 1.0), (0, 1, 1.0), (1, 2, 1.0), (0, 3, 1.0), (3, 2, 1.0), (3, 3, 1.0)]);
    assert_eq!(plain.scores("betweenness", &[], 1), rich.scores("betweenness", &[], 1));
}

#[test]
fn closeness_and_harmonic_are_those_of_networkx() {
    each("directed", |graph, json| {
        assert_near(&graph.scores("closeness", &[], 1), &expected(&json["closeness"]), 1e-12);
        assert_near(&graph.scores("closeness", &[weighted()], 1), &expected(&json["closeness_weighted"]), 1e-12);
        let plain = graph.scores("closeness", &[("improved", Value::Boolean(false))], 1);
        assert_near(&plain, &expected(&json["closeness_plain"]), 1e-12);
        assert_near(&graph.scores("harmonic", &[], 1), &expected(&json["harmonic"]), 1e-12);
        assert_near(&graph.scores("harmonic", &[weighted()], 1), &expected(&json["harmonic_weighted"]), 1e-12);
    });
    each("undirected", |graph, json| {
        assert_near(&graph.scores("closeness", &[both()], 1), &expected(&json["closeness"]), 1e-12);
        assert_near(&graph.scores("harmonic", &[both()], 1), &expected(&json["harmonic"]), 1e-12);
    });
}

#[test]
fn degree_counts_relationships_and_adds_weights() {
    each("directed", |graph, json| {
        let incoming = ("direction", Value::string("incoming"));
        assert_near(&graph.scores("degree", &[incoming], 1), &expected(&json["in_degree"]), 0.0);
        let outgoing = ("direction", Value::string("outgoing"));
        assert_near(&graph.scores("degree", &[outgoing, weighted()], 2), &expected(&json["out_strength"]), 1e-12);
    });
    let graph = Graph::new(3, &[(0, 1, 2.5), (0, 1, -1.0), (2, 2, 4.0)]);
    assert_eq!(graph.scores("degree", &[], 1), [2.0, 2.0, 1.0]);
    assert_eq!(graph.scores("degree", &[weighted()], 2), [1.5, 1.5, 4.0]);
    assert_eq!(graph.scores("degree", &[], 3), [1.0, 1.0, 0.5]);
}

#[test]
fn eigenvector_is_that_of_networkx() {
    let tight = [("tolerance", Value::Float(1e-12)), ("iterations", Value::Integer(10_000))];
    each("directed", |graph, json| {
        assert_near(&graph.scores("eigenvector", &tight, 1), &expected(&json["eigenvector"]), 1e-6);
    });
    let karate = &fixtures()["karate"];
    let [a, b] = tight.clone();
    let found = Graph::of(karate).scores("eigenvector", &[a, b, both()], 1);
    assert_near(&found, &expected(&karate["eigenvector"]), 1e-9);
}

#[test]
fn eigenvector_without_convergence_is_an_error() {
    let graph = Graph::new(3, &[(0, 1, 1.0), (1, 2, 1.0), (0, 2, 1.0)]);
    let error = graph.error("eigenvector", &[("iterations", Value::Integer(2))]);
    assert!(error.message().contains("did not converge in 2 iterations"), "{error}");
}

#[test]
fn an_empty_view_gives_no_rows() {
    let graph = Graph::new(0, &[]);
    let tokens = graph.snapshot.tokens();
    tokens.label("Node");
    tokens.rel_type("LINK");
    for name in [
        "pagerank",
        "betweenness",
        "closeness",
        "harmonic",
        "degree",
        "eigenvector",
        "wcc",
        "scc",
        "triangles",
        "clustering",
        "labelPropagation",
        "louvain",
        "kcore",
        "bridges",
        "articulationPoints",
        "spanningTree",
        "topologicalSort",
        "cycles",
        "bipartiteMatching",
        "nodeSimilarity",
        "linkPrediction",
        "allPairs",
    ] {
        assert!(graph.call(name, &[]).is_empty(), "{name}");
    }
}

#[test]
fn several_labels_make_one_view_and_no_labels_mean_all_nodes() {
    let graph = Graph::new(2, &[(0, 1, 1.0)]);
    let incoming = ("direction", Value::string("incoming"));
    for labels in [texts(&["Other", "Node"]), Value::list(Vec::new()), Value::Null] {
        let rows = graph.call("degree", &[("labels", labels), incoming.clone()]);
        assert_eq!(rows.iter().map(|row| float(&row[1])).collect::<Vec<_>>(), [1.0, 0.0, 1.0]);
    }
}
