//! The form that gathered properties take.

use std::sync::Arc;

use crate::graph::{KeyId, LabelId, Snapshot, Tokens, Workspace};
use crate::value::temporal::{self, Scale, Zone};
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

#[test]
fn elements_that_follow_each_other_are_read_as_those_that_do_not() {
    // More than a segment of 65,536, and the third of these leaves a hole.
    let count = 70_000_u32;
    let kinds: [fn(u32) -> Value; 5] = [
        |at| Value::Integer(i64::from(at % 1000) - 500),
        |at| Value::Integer(if at.is_multiple_of(2) { i64::MIN } else { i64::from(at) }),
        |at| Value::Float(f64::from(at) / 4.0),
        |at| Value::string(format!("text {}", at % 300)),
        |at| Value::Boolean(at.is_multiple_of(3)),
    ];
    for (kind, value) in kinds.into_iter().enumerate() {
        for hole in [None, Some(66_000)] {
            let value = |at: u32| if hole == Some(at) { Value::Null } else { value(at) };
            let (workspace, key, _) = base(&(0..count).map(value).collect::<Vec<_>>());
            let graph = workspace.view();
            for wanted in [0..100, 65_000..66_100, 65_536..65_700, 69_900..70_000, 100..67_000] {
                let nodes: Vec<NodeId> = wanted.clone().map(NodeId).collect();
                let values = graph.gather_node_property(key, &nodes).into_values();
                assert!(values.into_iter().eq(wanted.clone().map(value)), "kind {kind}, {wanted:?}, hole {hole:?}");
                let nodes: Vec<NodeId> = wanted.clone().rev().map(NodeId).collect();
                let values = graph.gather_node_property(key, &nodes).into_values();
                assert!(values.into_iter().eq(wanted.clone().rev().map(value)), "kind {kind}, {wanted:?} backwards");
            }
        }
    }
}

/// That moments of a scale stay numbers below a delta and through the streams, from `moment` of a number.
fn stay_narrow(wanted: Scale, moment: impl Fn(i64) -> Value) {
    let values: Vec<Value> = (0..200).map(|row| if row == 7 { Value::Null } else { moment(-100 + row) }).collect();
    let (mut workspace, key, nodes) = base(&values);
    workspace.set_node_property(nodes[0], key, moment(5_000)).unwrap();
    let graph = workspace.into_parts().0;
    for graph in [graph.clone(), graph.compacted()] {
        let tokens = Arc::clone(graph.tokens());
        let again = Snapshot::from_parts(tokens, graph.compacted().all_parts()).unwrap();
        for graph in [graph, again] {
            let Column::Moments { scale, values, nulls } = graph.gather_node_property(key, &nodes) else { panic!() };
            assert_eq!((scale, values[0], values[1], values[199]), (wanted, 5_000, -99, 99));
            assert_eq!(nulls.map(|nulls| nulls.ones_from(0).collect()), Some(vec![7]));
        }
    }
}

#[test]
fn moments_stay_narrow_and_come_back_from_their_streams() {
    let day = |days| Value::Date(temporal::Date { days });
    let at = |seconds, nanos| Value::LocalDateTime(temporal::LocalDateTime { seconds, nanos });
    let zoned = |micros: i64, zone: Zone| {
        let (seconds, nanos) = (micros.div_euclid(1_000_000), micros.rem_euclid(1_000_000) as u32 * 1_000);
        Value::DateTime(temporal::ZonedDateTime { seconds, nanos, zone }.into())
    };
    stay_narrow(Scale::Date, day);
    stay_narrow(Scale::DateTime, |micros| zoned(micros, Zone::Offset(0)));
    // Half a microsecond has no number, nor has another zone: all are values.
    for values in [
        [at(-1, 0), at(0, 500), day(0)],
        [zoned(0, Zone::Offset(0)), zoned(0, Zone::Offset(3600)), zoned(0, Zone::Named("Etc/UTC".into(), 0))],
    ] {
        let (workspace, key, nodes) = base(&values);
        assert_eq!(workspace.view().gather_node_property(key, &nodes).into_values(), values);
    }
    // Another zone in the delta only.
    let (mut workspace, key, nodes) = base(&[zoned(0, Zone::Offset(0)), zoned(1, Zone::Offset(0))]);
    workspace.set_node_property(nodes[0], key, zoned(1, Zone::Offset(60))).unwrap();
    let values = workspace.view().gather_node_property(key, &nodes).into_values();
    assert_eq!(values, [zoned(1, Zone::Offset(60)), zoned(1, Zone::Offset(0))]);
}
