//! The form that gathered properties take.

use std::sync::Arc;

use crate::graph::{KeyId, LabelId, Snapshot, Tokens, Workspace};
use crate::value::{Column, NodeId, Value};

/// A base of one node for each value, and the key of the values.
fn base(values: &[Value]) -> (Workspace, KeyId, Vec<NodeId>) {
    let tokens = Arc::new(Tokens::default());
    let (label, key): (LabelId, KeyId) = (tokens.label("A"), tokens.key("k"));
    let mut workspace = Workspace::new(Snapshot::empty(tokens));
    let nodes = values.iter().map(|value| workspace.create_node(&[label], vec![(key, value.clone())]).unwrap());
    let nodes = nodes.collect();
    let graph = workspace.into_parts().0.compacted();
    (Workspace::new(graph), key, nodes)
}

#[test]
fn integers_stay_narrow_under_a_delta_of_integers_and_nulls() {
    let (mut workspace, key, nodes) = base(&[Value::Integer(1), Value::Integer(i64::MIN), Value::Integer(3)]);
    workspace.set_node_property(nodes[0], key, Value::Integer(7)).unwrap();
    workspace.set_node_property(nodes[2], key, Value::Null).unwrap();
    let Column::Integers { values, nulls } = workspace.view().gather_node_property(key, &nodes) else { panic!() };
    assert_eq!(values[..2], [7, i64::MIN]);
    assert!(nulls.is_some_and(|nulls| nulls.get(2) && !nulls.get(0)));
}

#[test]
fn mixture_in_the_delta_falls_back_to_values() {
    let (mut workspace, key, nodes) = base(&[Value::Integer(1), Value::Integer(2)]);
    workspace.set_node_property(nodes[1], key, Value::string("two")).unwrap();
    let column = workspace.view().gather_node_property(key, &nodes);
    assert_eq!(column.into_values(), [Value::Integer(1), Value::string("two")]);
    // Merged into the base, the same.
    let column = workspace.view().compacted().gather_node_property(key, &nodes);
    assert_eq!(column.into_values(), [Value::Integer(1), Value::string("two")]);
}

#[test]
fn strings_stay_codes_when_one_leaves_and_comes_back_with_a_new_one() {
    let (mut workspace, key, nodes) = base(&[Value::string("a"), Value::string("b"), Value::string("c")]);
    workspace.set_node_property(nodes[0], key, Value::Null).unwrap();
    let graph = workspace.into_parts().0.compacted();
    let mut workspace = Workspace::new(graph);
    workspace.set_node_property(nodes[0], key, Value::string("aa")).unwrap();
    workspace.set_node_property(nodes[1], key, Value::string("a")).unwrap();
    let graph = workspace.into_parts().0.compacted();
    let Column::Texts { codes, dictionary } = graph.gather_node_property(key, &nodes) else { panic!() };
    let texts: Vec<&str> = codes.iter().map(|code| dictionary.text(*code)).collect();
    assert_eq!(texts, ["aa", "a", "c"]);
}

#[test]
fn long_transaction_merges_its_own_delta() {
    let tokens = Arc::new(Tokens::default());
    let key = tokens.key("k");
    let mut workspace = Workspace::new(Snapshot::empty(tokens));
    for number in 0..100_001 {
        workspace.create_node(&[], vec![(key, Value::Integer(number))]).unwrap();
    }
    workspace.check().unwrap();
    assert_eq!(workspace.view().delta_len(), 0);
    assert_eq!(workspace.changes().len(), 100_001);
    assert_eq!(workspace.view().node_property(NodeId(100_000), key), Value::Integer(100_000));
}
