//! Communities, similarity and link prediction against networkx.

use serde_json::Value as Json;

use super::{Graph, assert_near, each, fixtures, float, groups, integer, numbers, weighted};
use crate::value::Value;

fn communities(graph: &Graph, name: &str, arguments: &[(&str, Value)]) -> Vec<i64> {
    graph.call(name, arguments).iter().map(|row| integer(&row[1])).collect()
}

#[test]
fn label_propagation_is_that_of_networkx() {
    let check = |graph: &Graph, json: &Json| {
        let found = groups(&communities(graph, "labelPropagation", &[]));
        let mut wanted: Vec<Vec<usize>> = Vec::new();
        for (node, group) in numbers(&json["communities"]).into_iter().enumerate() {
            let group = group as usize;
            wanted.resize(wanted.len().max(group + 1), Vec::new());
            wanted[group].push(node);
        }
        assert_eq!(found, wanted);
    };
    each("undirected", check);
    let karate = &fixtures()["karate"];
    check(&Graph::of(karate), karate);
}

/// Newman's modularity, straight from its definition.
fn modularity(json: &Json, community: &[i64]) -> f64 {
    let rels: Vec<(usize, usize, f64)> = json["relationships"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| (r[0].as_u64().unwrap() as usize, r[1].as_u64().unwrap() as usize, r[2].as_f64().unwrap()))
        .collect();
    let total: f64 = rels.iter().map(|(.., weight)| weight).sum();
    let mut degree = vec![0.0; community.len()];
    let mut sum = 0.0;
    for (a, b, weight) in &rels {
        degree[*a] += weight;
        degree[*b] += weight;
        if community[*a] == community[*b] {
            sum += 2.0 * weight;
        }
    }
    for a in 0..community.len() {
        for b in 0..community.len() {
            if community[a] == community[b] {
                sum -= degree[a] * degree[b] / (2.0 * total);
            }
        }
    }
    sum / (2.0 * total)
}

#[test]
fn louvain_is_nearly_as_good_as_the_best_of_many_runs_of_networkx() {
    let check = |graph: &Graph, json: &Json| {
        let found = communities(graph, "louvain", &[weighted()]);
        groups(&found);
        let (found, best) = (modularity(json, &found), json["louvain"].as_f64().unwrap());
        assert!(found >= best - 0.03, "{found} against {best}");
    };
    each("undirected", check);
    let karate = &fixtures()["karate"];
    check(&Graph::of(karate), karate);
}

#[test]
fn louvain_separates_two_cliques() {
    let mut rels = vec![(3, 4, 1.0)];
    for first in [0, 4] {
        for a in first..first + 4 {
            rels.extend((a + 1..first + 4).map(|b| (a, b, 1.0)));
        }
    }
    assert_eq!(communities(&Graph::new(9, &rels), "louvain", &[]), [0, 0, 0, 0, 1, 1, 1, 1, 2]);
}

#[test]
fn similarity_is_the_jaccard_coefficient_of_successors() {
    each("directed", |graph, json| {
        let k = ("k", Value::Integer(1000));
        let mut found: Vec<(u32, u32, f64)> = graph
            .call("nodeSimilarity", &[k])
            .iter()
            .map(|row| (graph.number(&row[0]), graph.number(&row[1]), float(&row[2])))
            .collect();
        found.sort_by_key(|(a, b, _)| (*a, *b));
        assert_eq!(found, triples(&json["jaccard_out"]));
    });
}

#[test]
fn similarity_by_other_metrics_and_its_limits() {
    // Successors: 0 {3, 4}, 1 {3, 4, 5, 6}, 2 {4}.
    let graph =
        Graph::new(7, &[(0, 3, 1.0), (0, 4, 1.0), (1, 3, 1.0), (1, 4, 1.0), (1, 5, 1.0), (1, 6, 1.0), (2, 4, 1.0)]);
    let of = |arguments: &[(&str, Value)]| -> Vec<(u32, u32, f64)> {
        let rows = graph.call("nodeSimilarity", arguments);
        rows.iter().map(|row| (graph.number(&row[0]), graph.number(&row[1]), float(&row[2]))).collect()
    };
    let first = ("source", graph.node(0));
    let overlap = ("metric", Value::string("overlap"));
    assert_eq!(of(&[first.clone(), overlap]), [(0, 1, 1.0), (0, 2, 1.0)]);
    let cosine = ("metric", Value::string("Cosine"));
    assert_eq!(of(&[first.clone(), cosine]), [(0, 1, 2.0 / 8f64.sqrt()), (0, 2, 1.0 / 2f64.sqrt())]);
    assert_eq!(of(&[first.clone(), ("k", Value::Integer(1))]), [(0, 1, 0.5)]);
    assert_eq!(of(&[first, ("cutoff", Value::Float(0.6))]), []);
}

fn triples(json: &Json) -> Vec<(u32, u32, f64)> {
    serde_json::from_value(json.clone()).unwrap()
}

#[test]
fn link_prediction_scores_are_those_of_networkx() {
    each("undirected", |graph, json| {
        for (method, key) in [
            ("adamicAdar", "adamic_adar"),
            ("resourceAllocation", "resource_allocation"),
            ("jaccard", "jaccard"),
            ("preferentialAttachment", "preferential"),
        ] {
            let method = ("method", Value::string(method));
            let rows = graph.call("linkPrediction", &[method.clone(), ("limit", Value::Integer(100_000))]);
            assert!(rows.windows(2).all(|pair| float(&pair[0][2]) >= float(&pair[1][2])));
            let mut found: Vec<(u32, u32, f64)> =
                rows.iter().map(|row| (graph.number(&row[0]), graph.number(&row[1]), float(&row[2]))).collect();
            found.sort_by_key(|(a, b, _)| (*a, *b));
            // networkx lists pairs that share nothing too.
            let shared: Vec<(u32, u32)> =
                triples(&json["jaccard"]).iter().filter(|pair| pair.2 > 0.0).map(|pair| (pair.0, pair.1)).collect();
            let wanted: Vec<(u32, u32, f64)> =
                triples(&json[key]).into_iter().filter(|pair| shared.contains(&(pair.0, pair.1))).collect();
            assert_eq!(found.len(), wanted.len());
            for (found, wanted) in found.iter().zip(&wanted) {
                assert_eq!((found.0, found.1), (wanted.0, wanted.1));
                assert_near(&[found.2], &[wanted.2], 1e-12);
                let ends = [("source", graph.node(found.0)), ("target", graph.node(found.1)), method.clone()];
                assert_near(&[float(&graph.call("linkPrediction", &ends)[0][2])], &[wanted.2], 1e-12);
            }
        }
    });
}

#[test]
fn link_prediction_from_one_node_gives_its_pairs() {
    let graph = Graph::new(4, &[(0, 1, 1.0), (1, 2, 1.0), (1, 3, 1.0)]);
    let source = ("source", graph.node(2));
    let rows = graph.call("linkPrediction", &[source, ("method", Value::string("commonNeighbors"))]);
    let found: Vec<(u32, u32)> = rows.iter().map(|row| (graph.number(&row[0]), graph.number(&row[1]))).collect();
    assert_eq!(found, [(2, 0), (2, 3)]);
}
