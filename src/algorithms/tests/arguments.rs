//! Wrong arguments, limits, and the list of procedures.

use std::sync::atomic::AtomicUsize;

use super::{Graph, StopAt, texts, weighted};
use crate::algorithms::{procedure, procedures};
use crate::diagnostic::{Class, Detail};
use crate::value::{Map, Value};

fn small() -> Graph {
    Graph::new(3, &[(0, 1, 1.0), (1, 2, 2.0)])
}

#[test]
fn an_unknown_argument_is_an_error_with_the_nearest_name() {
    let error = small().error("pagerank", &[("dampening", Value::Float(0.85))]);
    assert_eq!((error.class(), error.detail()), (Class::ArgumentError, Detail::InvalidArgumentValue));
    assert!(error.message().contains("`dampening`"), "{error}");
    assert_eq!(error.hints(), ["did you mean `damping`?"]);
    let error = small().error("wcc", &[weighted()]);
    assert!(error.message().contains("has no argument `weight`"), "{error}");
}

#[test]
fn an_argument_of_the_wrong_type_is_a_type_error() {
    for (name, key, value) in [
        ("pagerank", "damping", Value::string("much")),
        ("pagerank", "iterations", Value::Float(2.0)),
        ("pagerank", "labels", Value::Integer(1)),
        ("pagerank", "sources", Value::list(vec![Value::Integer(1)])),
        ("bfs", "source", Value::Integer(1)),
        ("betweenness", "normalized", Value::Integer(1)),
        ("degree", "direction", Value::Boolean(true)),
    ] {
        let error = small().error(name, &[(key, value)]);
        assert_eq!((error.class(), error.detail()), (Class::TypeError, Detail::InvalidArgumentType), "{error}");
        assert!(error.message().contains(&format!("`{key}`")), "{error}");
    }
    let error = procedure("algo.wcc").unwrap().rows(&small().snapshot, &[Value::Integer(1)], &super::Free).unwrap_err();
    assert_eq!(error.class(), Class::TypeError);
}

#[test]
fn a_value_out_of_range_is_an_argument_error() {
    for (name, key, value) in [
        ("pagerank", "damping", Value::Float(1.5)),
        ("pagerank", "damping", Value::Float(f64::NAN)),
        ("pagerank", "iterations", Value::Integer(0)),
        ("degree", "direction", Value::string("up")),
        ("wcc", "direction", Value::string("outgoing")),
        ("nodeSimilarity", "metric", Value::string("jacard")),
        ("bfs", "source", Value::Node(crate::value::NodeId(0))),
        ("dfs", "source", Value::Node(crate::value::NodeId(999))),
    ] {
        let error = small().error(name, &[(key, value)]);
        assert_eq!((error.class(), error.detail()), (Class::ArgumentError, Detail::InvalidArgumentValue), "{error}");
    }
    let error = small().error("nodeSimilarity", &[("metric", Value::string("jacard"))]);
    assert_eq!(error.hints(), ["did you mean `jaccard`?"]);
}

#[test]
fn a_required_argument_that_is_missing_is_named() {
    for name in ["bfs", "dfs", "dijkstra", "astar", "yens", "maxflow"] {
        let error = small().error(name, &[]);
        assert!(error.message().contains("needs the argument `source`"), "{error}");
    }
}

#[test]
fn an_unknown_label_type_or_property_is_an_error_with_the_nearest_name() {
    for (key, value, near) in [
        ("labels", texts(&["Nodes"]), "did you mean `Node`?"),
        ("types", Value::string("LINKS"), "did you mean `LINK`?"),
        ("weight", Value::string("wieght"), "did you mean `weight`?"),
    ] {
        let error = small().error("pagerank", &[(key, value)]);
        assert_eq!(error.hints(), [near], "{error}");
    }
}

#[test]
fn a_single_label_or_type_needs_no_list() {
    let map: Map = [("label", Value::string("Node")), ("type", Value::string("LINK"))]
        .into_iter()
        .map(|(key, value)| (key.into(), value))
        .collect();
    let graph = small();
    let rows = procedure("ALGO.WCC").unwrap().rows(&graph.snapshot, &[Value::map(map)], &super::Free).unwrap();
    assert_eq!(rows.len(), 3);
}

#[test]
fn a_weight_that_is_no_number_is_a_type_error() {
    let graph = small();
    let key = graph.snapshot.tokens().find_key("weight").unwrap();
    let mut workspace = crate::graph::Workspace::new(graph.snapshot.clone());
    let rels: Vec<_> = (0..graph.snapshot.rel_capacity()).map(crate::value::RelId).collect();
    let weighted_rel = rels.into_iter().find(|rel| !graph.snapshot.rel_property(*rel, key).is_null()).unwrap();
    workspace.set_rel_property(weighted_rel, key, Value::string("heavy")).unwrap();
    let graph = Graph { snapshot: workspace.into_parts().0, first: graph.first };
    for name in ["pagerank", "spanningTree", "louvain", "degree"] {
        assert_eq!(graph.error(name, &[weighted()]).class(), Class::TypeError, "{name}");
    }
}

#[test]
fn every_algorithm_stops_when_the_control_says_so() {
    let ring: Vec<(u32, u32, f64)> = (0..3000).map(|node| (node, (node + 1) % 3000, 1.0)).collect();
    let graph = Graph::new(3000, &ring);
    for algorithm in procedures() {
        let name = algorithm.name.strip_prefix("algo.").unwrap();
        let mut arguments = Vec::new();
        for (key, node) in [("source", 0), ("target", 1500)] {
            if algorithm.own.iter().any(|argument| argument.name == key && argument.default == "required")
                || (name == "dijkstra" && key == "target")
            {
                arguments.push((key, graph.node(node)));
            }
        }
        for checks in [1, 2, 4] {
            let stopped = graph.try_call(name, &arguments, &StopAt(AtomicUsize::new(checks)));
            if let Err(error) = stopped {
                let expected = [Class::Interrupted, Class::ArgumentError];
                assert!(expected.contains(&error.class()), "{name}: {error}");
            } else {
                assert!(checks > 1, "{name} never asked");
            }
        }
    }
}

#[test]
fn long_loops_keep_asking() {
    let ring: Vec<(u32, u32, f64)> = (0..3000).map(|node| (node, (node + 1) % 3000, 1.0)).collect();
    let graph = Graph::new(3000, &ring);
    for name in ["betweenness", "closeness", "harmonic"] {
        let stopped = graph.try_call(name, &[], &StopAt(AtomicUsize::new(40)));
        assert_eq!(stopped.unwrap_err().class(), Class::Interrupted, "{name}");
    }
}

#[test]
fn the_list_is_sorted_documented_and_consistent() {
    let names: Vec<String> = procedures().iter().map(|algorithm| algorithm.name.to_lowercase()).collect();
    assert!(names.is_sorted(), "{names:?}");
    for algorithm in procedures() {
        assert!(algorithm.example.contains(algorithm.name), "{}", algorithm.name);
        assert!(algorithm.description.ends_with('.'), "{}", algorithm.name);
        assert!(!algorithm.outputs.is_empty());
        let mut keys: Vec<&str> = algorithm.arguments().iter().map(|argument| argument.name).collect();
        keys.sort_unstable();
        assert!(keys.windows(2).all(|pair| pair[0] != pair[1]), "{}", algorithm.name);
    }
}
