//! Cycles against networkx and by hand.

use super::{Graph, both, each, integer, numbers};
use crate::value::Value;

fn lengths(graph: &Graph, arguments: &[(&str, Value)]) -> Vec<i64> {
    let mut lengths: Vec<i64> = graph.call("cycles", arguments).iter().map(|row| integer(&row[1])).collect();
    lengths.sort_unstable();
    lengths
}

/// The nodes of each cycle, the first not repeated.
fn cycles(graph: &Graph, arguments: &[(&str, Value)]) -> Vec<Vec<u32>> {
    let rows = graph.call("cycles", arguments);
    rows.iter()
        .map(|row| {
            let Value::Path(path) = &row[2] else { panic!("no path") };
            assert_eq!(path.nodes.first(), path.nodes.last());
            path.nodes[1..].iter().map(|node| graph.number(&Value::Node(*node))).collect()
        })
        .collect()
}

#[test]
fn bounded_cycles_are_those_of_networkx() {
    each("directed", |graph, json| {
        let bound = [("maxLength", Value::Integer(4)), ("limit", Value::Integer(1_000_000))];
        assert_eq!(lengths(graph, &bound), numbers(&json["cycles"]));
    });
    each("undirected", |graph, json| {
        let bound = [("maxLength", Value::Integer(5)), ("limit", Value::Integer(1_000_000)), both()];
        assert_eq!(lengths(graph, &bound), numbers(&json["cycles"]));
    });
}

#[test]
fn unbounded_cycles_are_found_by_blocking() {
    // The complete digraph of 4 nodes has 6 cycles of two nodes, 8 of three and 6 of four.
    let all: Vec<(u32, u32, f64)> =
        (0..4).flat_map(|a| (0..4).filter(move |b| a != *b).map(move |b| (a, b, 1.0))).collect();
    let graph = Graph::new(4, &all);
    let wanted = [vec![2; 6], vec![3; 8], vec![4; 6]].concat();
    assert_eq!(lengths(&graph, &[]), wanted);
    assert_eq!(lengths(&graph, &[("limit", Value::Integer(7))]).len(), 7);
    let mut different = cycles(&graph, &[]);
    different.sort();
    different.dedup();
    assert_eq!(different.len(), 20);
}

#[test]
fn unbounded_and_generously_bounded_cycles_are_the_same() {
    each("directed", |graph, json| {
        if json["n"].as_u64() == Some(12) {
            return;
        }
        let limit = ("limit", Value::Integer(1_000_000));
        let mut free = cycles(graph, std::slice::from_ref(&limit));
        let mut bounded = cycles(graph, &[limit, ("maxLength", Value::Integer(1000))]);
        free.sort();
        bounded.sort();
        assert_eq!(free, bounded);
    });
}

#[test]
fn loops_are_cycles_of_one_and_parallel_relationships_one_cycle() {
    let graph = Graph::new(3, &[(0, 0, 1.0), (0, 1, 1.0), (0, 1, 1.0), (1, 0, 1.0), (1, 2, 1.0)]);
    assert_eq!(lengths(&graph, &[]), [1, 2]);
    assert!(lengths(&graph, &[both()]).is_empty());
}
