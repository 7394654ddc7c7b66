//! Bulk loading against the same graph made by single changes, and what it costs.

use std::sync::Arc;

use super::type_key_count;
use crate::diagnostic::Detail;
use crate::graph::{
    Ascending, BaseBuilder, ConstraintKind, Direction, PartName, Snapshot, Stream, Target, Tokens, Workspace,
};
use crate::value::{Bitmap, Column, Dictionary, NodeId, RelId, Value};

fn texts(values: &[Option<&str>]) -> Column {
    let mut entries: Vec<&str> = values.iter().flatten().copied().collect();
    entries.sort_unstable();
    entries.dedup();
    let dictionary = Dictionary::new(entries.iter().collect());
    let codes = values.iter().map(|text| text.map_or(Dictionary::NULL, |text| dictionary.find(text).unwrap()));
    Column::Texts { codes: codes.collect(), dictionary: Arc::new(dictionary) }
}

fn scattered(count: u32, salt: u32) -> Vec<NodeId> {
    (0..count).map(|row| NodeId((row.wrapping_mul(2_654_435_761).wrapping_add(salt) >> 7) % 1000)).collect()
}

#[test]
fn bulk_load_equals_single_changes() {
    let tokens = Arc::new(Tokens::default());
    let (person, place) = (tokens.label("Person"), tokens.label("Place"));
    let (name, age) = (tokens.key("name"), tokens.key("age"));
    let near = tokens.rel_type("NEAR");
    let mut builder = BaseBuilder::new(&Snapshot::empty(Arc::clone(&tokens)));
    let ages = Column::Integers { values: vec![36, 0, 85], nulls: Some(Bitmap::from_iter([false, true, false])) };
    let columns = vec![(name, texts(&[Some("Ada"), Some("Grace"), None])), (age, ages)];
    assert_eq!(builder.add_nodes(&[person], 3, columns).unwrap(), 0..3);
    let columns = vec![(name, texts(&[Some("Zürich"), Some("Bern")]))];
    assert_eq!(builder.add_nodes(&[place, person], 2, columns).unwrap(), 3..5);
    let starts = vec![NodeId(4), NodeId(0), NodeId(0), NodeId(2)];
    let ends = vec![NodeId(0), NodeId(4), NodeId(3), NodeId(2)];
    let since = Column::Integers { values: vec![10, 11, 12, 13], nulls: None };
    builder.add_rels(near, starts, ends, vec![(age, since)]).unwrap();
    let bulk = builder.finish().unwrap();

    assert_eq!((bulk.node_count(), bulk.rel_count()), (5, 4));
    assert_eq!(bulk.labels(NodeId(3)), [person, place]);
    let column = bulk.gather_node_property(name, &[NodeId(3), NodeId(0), NodeId(2), NodeId(4), NodeId(1)]);
    assert!(matches!(column, Column::Texts { .. }), "{column:?}");
    let names: Vec<String> = (0..5).map(|row| format!("{:?}", column.get(row))).collect();
    assert_eq!(names, ["String(\"Zürich\")", "String(\"Ada\")", "Null", "String(\"Bern\")", "String(\"Grace\")"]);
    assert!(bulk.node_property(NodeId(1), age).is_null());
    // Numbered by start, then end: 0→3, 0→4, 2→2, 4→0.
    let mut out = Vec::new();
    bulk.neighbours(NodeId(0), Direction::Both, &[], &mut out);
    assert_eq!(out, [(RelId(0), NodeId(3)), (RelId(1), NodeId(4)), (RelId(3), NodeId(4))]);
    let since: Vec<_> = (0..4).map(|rel| format!("{:?}", bulk.rel_property(RelId(rel), age))).collect();
    assert_eq!(since, ["Integer(12)", "Integer(11)", "Integer(13)", "Integer(10)"]);
    assert_eq!(bulk.type_label_count(near, person, Direction::Both), 8);
    assert_eq!(bulk.type_label_count(near, place, Direction::Incoming), 2);
    assert_eq!((bulk.label_key_count(person, name), bulk.label_key_count(person, age)), (4, 2));
    assert_eq!((type_key_count(&bulk, near, age), bulk.node_key_count(name)), (4, 4));
}

#[test]
fn second_bulk_load_adds_to_the_first() {
    let tokens = Arc::new(Tokens::default());
    let (label, other, key, rel_type) = (tokens.label("A"), tokens.label("B"), tokens.key("k"), tokens.rel_type("T"));
    let mut workspace = Workspace::new(Snapshot::empty(tokens));
    workspace.create_index(None, Target::Node(label), vec![key]).unwrap();
    let node = workspace.create_node(&[label], vec![(key, Value::Integer(7))]).unwrap();
    workspace.create_rel(rel_type, node, node, vec![]).unwrap();
    let mut graph = workspace.into_parts().0;
    for round in 0..2i64 {
        let mut builder = BaseBuilder::new(&graph);
        let values = (0..70_000).map(|row| row % 1000 + round).collect();
        let column = Column::Integers { values, nulls: None };
        let ids = builder.add_nodes(&[label, other], 70_000, vec![(key, column)]).unwrap();
        let ends: Vec<NodeId> = ids.clone().map(NodeId).collect();
        builder.add_rels(rel_type, vec![node; ends.len()], ends, vec![]).unwrap();
        graph = builder.finish().unwrap();
    }
    assert_eq!((graph.node_count(), graph.rel_count()), (140_001, 140_001));
    assert_eq!(graph.degree(node, Direction::Both, &[rel_type]), 140_001);
    let mut found = Vec::new();
    let index = graph.find_index_on(Target::Node(label), &[key]).unwrap();
    graph.index_seek(index, &[Value::Float(7.0)], &mut found);
    assert_eq!(found.len(), 141);
    assert!(found.is_sorted());
    assert_eq!(graph.index_distinct(index), 1001);
    let record = graph.rel(RelId(100_000)).unwrap();
    assert_eq!((record.start, record.end), (node, NodeId(100_000)));
}

#[test]
fn bulk_load_obeys_constraints() {
    let tokens = Arc::new(Tokens::default());
    let (label, key) = (tokens.label("A"), tokens.key("k"));
    let mut workspace = Workspace::new(Snapshot::empty(tokens));
    workspace.create_constraint(None, Target::Node(label), vec![key], ConstraintKind::Unique).unwrap();
    let graph = workspace.into_parts().0;
    let load = |values: &[Option<&str>]| {
        let mut builder = BaseBuilder::new(&graph);
        builder.add_nodes(&[label], values.len() as u32, vec![(key, texts(values))]).unwrap();
        builder.finish()
    };
    assert!(load(&[Some("a"), None, Some("b"), None]).is_ok());
    let error = load(&[Some("a"), Some("b"), Some("a")]).unwrap_err();
    assert_eq!(error.detail(), Detail::UniquenessViolation);
    assert!(error.message().contains("node 0") && error.message().contains("node 2"), "{}", error.message());
}

#[test]
fn relationship_to_a_missing_node_is_refused() {
    let tokens = Arc::new(Tokens::default());
    let rel_type = tokens.rel_type("T");
    let mut builder = BaseBuilder::new(&Snapshot::empty(tokens));
    builder.add_nodes(&[], 1, vec![]).unwrap();
    assert!(builder.add_rels(rel_type, vec![NodeId(0)], vec![NodeId(1)], vec![]).is_err());
}

#[test]
fn bulk_relationships_cost_about_twelve_bytes() {
    let tokens = Arc::new(Tokens::default());
    let (many, few) = (tokens.rel_type("MANY"), tokens.rel_type("FEW"));
    let mut builder = BaseBuilder::new(&Snapshot::empty(tokens));
    builder.add_nodes(&[], 1000, vec![]).unwrap();
    builder.add_rels(many, scattered(200_000, 1), scattered(200_000, 77), vec![]).unwrap();
    builder.add_rels(few, scattered(3, 5), scattered(3, 9), vec![]).unwrap();
    let graph = builder.finish().unwrap();
    let usage = graph.memory_usage();
    let bytes: usize = usage.iter().filter(|(name, _)| name.starts_with("relationship")).map(|(_, bytes)| bytes).sum();
    assert!(bytes < 200_000 * 12 + 20_000, "{usage:?}");
    // The same numbers and ends come back from the parts.
    let reopened = Snapshot::from_parts(Arc::new(Tokens::default()), graph.all_parts()).unwrap();
    for id in (0..200_003).step_by(997).map(RelId) {
        assert_eq!(graph.rel(id), reopened.rel(id));
        assert!(graph.rel(id).is_some());
    }
}

#[test]
fn parts_that_contradict_each_other_are_refused() {
    let tokens = Arc::new(Tokens::default());
    let (label, key, rel_type) = (tokens.label("A"), tokens.key("k"), tokens.rel_type("T"));
    let mut workspace = Workspace::new(Snapshot::empty(tokens));
    for name in ["a", "b", "c"] {
        let node = workspace.create_node(&[label], vec![(key, Value::string(name))]).unwrap();
        workspace.create_rel(rel_type, NodeId(0), node, vec![]).unwrap();
    }
    workspace.create_index(None, Target::Node(label), vec![key]).unwrap();
    let graph = workspace.into_parts().0.compacted();
    let parts: Vec<_> = graph.all_parts().collect();
    let reopen = |parts: Vec<_>| Snapshot::from_parts(Arc::new(Tokens::default()), parts);
    assert!(reopen(parts.clone()).is_ok());
    let mut refused = 0;
    for at in 0..parts.len() {
        for stream in 0..parts[at].streams.len() {
            // One number too large in every stream of numbers that are places.
            let mut bad = parts.clone();
            let is_count = matches!(bad[at].name, PartName::Tokens(_) | PartName::Header);
            let is_bad = match &mut bad[at].streams[stream] {
                _ if is_count => false,
                Stream::Ids(ids) => ids.last_mut().map(|place| *place = u32::MAX - 1).is_some(),
                Stream::SortedIds(ids) => {
                    let mut numbers = ids.clone().into_vec();
                    let place = numbers.last_mut().map(|place| *place = u32::MAX - 1);
                    *ids = Ascending::List(numbers);
                    place.is_some()
                }
                _ => false,
            };
            if is_bad {
                assert!(reopen(bad).is_err(), "{:?} stream {stream}", parts[at].name);
                refused += 1;
            }
        }
    }
    assert!(refused >= 8, "{refused}");
}
