//! A look over the whole graph: what it finds in graphs that writers could never make.

use std::sync::Arc;

use crate::graph::schema::{ConstraintDefinition, ConstraintId};
use crate::graph::{Change, ConstraintKind, Snapshot, Target, Tokens, Workspace};
use crate::value::Value;

/// Two nodes of the same name, one relationship.
fn graph() -> Workspace {
    let tokens = Arc::new(Tokens::default());
    let (person, name, knows) = (tokens.label("Person"), tokens.key("name"), tokens.rel_type("KNOWS"));
    let mut workspace = Workspace::new(Snapshot::empty(tokens));
    let ada = workspace.create_node(&[person], vec![(name, Value::string("Ada"))]).unwrap();
    let other = workspace.create_node(&[person], vec![(name, Value::string("Ada"))]).unwrap();
    workspace.create_rel(knows, ada, other, Vec::new()).unwrap();
    workspace.create_index(None, Target::Node(person), vec![name]).unwrap();
    workspace
}

fn problems(workspace: Workspace, change: Option<Change>) -> Vec<String> {
    let (mut snapshot, _) = workspace.into_parts();
    change.iter().for_each(|change| snapshot.apply(change).unwrap());
    let found = Workspace::new(snapshot.clone()).problems();
    assert_eq!(Workspace::new(snapshot.compacted()).problems(), found, "the same in the delta and in the base");
    found
}

#[test]
fn a_sound_graph_has_no_problems() {
    assert!(problems(graph(), None).is_empty());
}

#[test]
fn a_relationship_without_an_end_is_found() {
    let gone = Change::DeleteNode { id: crate::value::NodeId(1), labels: Vec::new(), properties: Vec::new() };
    assert_eq!(problems(graph(), Some(gone)), ["relationship 0 [:KNOWS] ends at node 1, which does not exist"]);
}

#[test]
fn a_violated_constraint_is_found() {
    let workspace = graph();
    let index = workspace.view().indexes()[0].clone();
    let constraint = ConstraintDefinition {
        id: ConstraintId(9),
        name: "one_name".into(),
        target: index.target,
        keys: index.keys.clone(),
        kind: ConstraintKind::Unique,
        index: Some(index.id),
    };
    let found = problems(workspace, Some(Change::CreateConstraint(constraint)));
    assert_eq!(found.len(), 1);
    assert!(found[0].contains("cannot have name: 'Ada'") && found[0].contains("one_name"), "{found:?}");
}

#[test]
fn an_index_that_lacks_an_element_or_is_out_of_order_is_found() {
    let mut workspace = graph();
    let name = workspace.view().tokens().key("name");
    workspace.set_node_property(crate::value::NodeId(1), name, Value::string("Zoe")).unwrap();
    let (snapshot, _) = workspace.into_parts();
    let parts = || snapshot.compacted().all_parts();
    let with = |ids: Vec<u32>| {
        let parts = parts().map(|mut part| {
            if matches!(part.name, crate::graph::PartName::Index(_)) {
                part.streams[0] = crate::graph::Stream::Ids(ids.clone());
            }
            part
        });
        Snapshot::from_parts(Arc::default(), parts).map(|graph| Workspace::new(graph).problems())
    };
    assert_eq!(with(vec![0, 1]).unwrap(), Vec::<String>::new());
    for wrong in [vec![0], vec![1, 0]] {
        // Putting the parts together may refuse it already; what it lets through must be found.
        assert!(with(wrong.clone()).map_or(true, |problems| problems.len() == 1), "{wrong:?}");
    }
}
