//! Constraints, counters and the errors of writing, case by case.

use std::sync::Arc;

use crate::diagnostic::{Class, Detail};
use crate::graph::{ConstraintKind, Direction, KeyId, LabelId, RelTypeId, Snapshot, Target, Tokens, Workspace};
use crate::value::{NodeId, Type, Value};

struct Fixture {
    workspace: Workspace,
    person: LabelId,
    name: KeyId,
    knows: RelTypeId,
}

fn fixture() -> Fixture {
    let tokens = Arc::new(Tokens::default());
    let (person, name, knows) = (tokens.label("Person"), tokens.key("name"), tokens.rel_type("KNOWS"));
    Fixture { workspace: Workspace::new(Snapshot::empty(tokens)), person, name, knows }
}

impl Fixture {
    fn person(&mut self, name: &str) -> NodeId {
        self.workspace.create_node(&[self.person], vec![(self.name, Value::string(name))]).unwrap()
    }

    fn unique_name(&mut self) -> crate::diagnostic::Result<()> {
        let target = Target::Node(self.person);
        self.workspace.create_constraint(None, target, vec![self.name], ConstraintKind::Unique).map(|_| ())
    }
}

#[test]
fn unique_violation_names_label_key_value_and_both_nodes() {
    let mut f = fixture();
    f.unique_name().unwrap();
    let first = f.person("Ada");
    f.workspace.check().unwrap();
    let second = f.person("Ada");
    let error = f.workspace.check().unwrap_err();
    assert_eq!((error.class(), error.detail()), (Class::ConstraintValidationFailed, Detail::UniquenessViolation));
    for part in ["Person", "name", "'Ada'", &format!("node {}", first.0), &format!("node {}", second.0)] {
        assert!(error.message().contains(part), "{part} is missing in {}", error.message());
    }
}

#[test]
fn statement_may_violate_a_constraint_in_between() {
    let mut f = fixture();
    f.unique_name().unwrap();
    let first = f.person("Ada");
    let second = f.person("Ada");
    f.workspace.set_node_property(first, f.name, Value::string("Grace")).unwrap();
    f.workspace.check().unwrap();
    f.workspace.set_node_property(second, f.name, Value::Null).unwrap();
    f.workspace.check().unwrap();
}

#[test]
fn integer_and_equal_float_are_one_value_for_a_unique_constraint() {
    let mut f = fixture();
    f.unique_name().unwrap();
    f.workspace.create_node(&[f.person], vec![(f.name, Value::Integer(1))]).unwrap();
    f.workspace.create_node(&[f.person], vec![(f.name, Value::Float(1.0))]).unwrap();
    assert_eq!(f.workspace.check().unwrap_err().detail(), Detail::UniquenessViolation);
}

#[test]
fn nan_violates_no_unique_constraint() {
    let mut f = fixture();
    f.unique_name().unwrap();
    for _ in 0..2 {
        f.workspace.create_node(&[f.person], vec![(f.name, Value::Float(f64::NAN))]).unwrap();
    }
    f.workspace.check().unwrap();
}

#[test]
fn refused_constraint_leaves_nothing_behind() {
    let mut f = fixture();
    f.person("Ada");
    f.person("Ada");
    let changes = f.workspace.changes().len();
    assert_eq!(f.unique_name().unwrap_err().detail(), Detail::UniquenessViolation);
    assert_eq!(f.workspace.changes().len(), changes);
    assert!(f.workspace.view().indexes().is_empty() && f.workspace.view().constraints().is_empty());
    assert_eq!(f.workspace.counters().constraints_added, 0);
}

#[test]
fn index_of_a_constraint_goes_with_it() {
    let mut f = fixture();
    f.unique_name().unwrap();
    assert!(f.workspace.drop_index("unique_Person_name").is_err());
    assert_eq!(f.unique_name().unwrap_err().detail(), Detail::SchemaAlreadyExists);
    f.workspace.drop_constraint("unique_Person_name").unwrap();
    assert!(f.workspace.view().indexes().is_empty() && f.workspace.view().constraints().is_empty());
    let error = f.workspace.drop_constraint("unique_Person_name").unwrap_err();
    assert_eq!(error.detail(), Detail::SchemaNotFound);
}

#[test]
fn required_property_must_be_there_at_the_end_of_the_statement() {
    let mut f = fixture();
    f.workspace.create_constraint(None, Target::Node(f.person), vec![f.name], ConstraintKind::NotNull).unwrap();
    let node = f.workspace.create_node(&[f.person], vec![]).unwrap();
    assert_eq!(f.workspace.check().unwrap_err().detail(), Detail::PropertyConstraintViolation);
    f.workspace.set_node_property(node, f.name, Value::string("Ada")).unwrap();
    f.workspace.check().unwrap();
    f.workspace.set_node_property(node, f.name, Value::Null).unwrap();
    assert!(f.workspace.check().is_err());
}

#[test]
fn label_added_later_brings_its_constraints() {
    let mut f = fixture();
    f.workspace.create_constraint(None, Target::Node(f.person), vec![f.name], ConstraintKind::Key).unwrap();
    let node = f.workspace.create_node(&[], vec![]).unwrap();
    f.workspace.check().unwrap();
    f.workspace.add_label(node, f.person).unwrap();
    assert!(f.workspace.check().is_err());
}

#[test]
fn typed_constraint_refuses_other_types_and_takes_null() {
    let mut f = fixture();
    let (a, b) = (f.person("Ada"), f.person("Grace"));
    let kind = ConstraintKind::Typed(Type::Integer);
    let since = f.workspace.view().tokens().key("since");
    f.workspace.create_constraint(None, Target::Relationship(f.knows), vec![since], kind).unwrap();
    f.workspace.create_rel(f.knows, a, b, vec![(since, Value::Integer(1843))]).unwrap();
    f.workspace.create_rel(f.knows, a, b, vec![]).unwrap();
    f.workspace.check().unwrap();
    f.workspace.create_rel(f.knows, a, b, vec![(since, Value::string("1843"))]).unwrap();
    assert_eq!(f.workspace.check().unwrap_err().detail(), Detail::PropertyConstraintViolation);
}

#[test]
fn unique_constraint_holds_for_relationships() {
    let mut f = fixture();
    let (a, b) = (f.person("Ada"), f.person("Grace"));
    let target = Target::Relationship(f.knows);
    f.workspace.create_constraint(None, target, vec![f.name], ConstraintKind::Unique).unwrap();
    f.workspace.create_rel(f.knows, a, b, vec![(f.name, Value::string("x"))]).unwrap();
    f.workspace.check().unwrap();
    f.workspace.create_rel(f.knows, b, a, vec![(f.name, Value::string("x"))]).unwrap();
    assert!(f.workspace.check().unwrap_err().message().contains("KNOWS"));
}

#[test]
fn node_with_relationships_cannot_be_deleted() {
    let mut f = fixture();
    let (a, b) = (f.person("Ada"), f.person("Grace"));
    let rel = f.workspace.create_rel(f.knows, a, b, vec![]).unwrap();
    f.workspace.check().unwrap();
    f.workspace.delete_node(a).unwrap();
    let error = f.workspace.check().unwrap_err();
    assert_eq!((error.class(), error.detail()), (Class::ConstraintVerificationFailed, Detail::DeleteConnectedNode));
    // The relationship may follow within the statement.
    f.workspace.delete_rel(rel).unwrap();
    f.workspace.check().unwrap();
}

#[test]
fn deleted_elements_cannot_be_changed() {
    let mut f = fixture();
    let (a, b) = (f.person("Ada"), f.person("Grace"));
    f.workspace.delete_node(a).unwrap();
    assert!(!f.workspace.delete_node(a).unwrap());
    for error in [
        f.workspace.set_node_property(a, f.name, Value::Null).unwrap_err(),
        f.workspace.create_rel(f.knows, a, b, vec![]).unwrap_err(),
        f.workspace.add_label(a, f.person).unwrap_err(),
    ] {
        assert_eq!((error.class(), error.detail()), (Class::EntityNotFound, Detail::DeletedEntityAccess));
    }
}

#[test]
fn values_that_no_property_can_hold_are_refused() {
    let mut f = fixture();
    let node = f.person("Ada");
    let map = Value::map(std::iter::once((Arc::from("num"), Value::Integer(1))).collect());
    let list = |elements: Vec<Value>| Value::list(elements);
    for value in [
        map.clone(),
        Value::Node(node),
        list(vec![map]),
        list(vec![list(vec![])]),
        list(vec![Value::Integer(1), Value::Null]),
        list(vec![Value::Integer(1), Value::string("x")]),
    ] {
        let error = f.workspace.set_node_property(node, f.name, value).unwrap_err();
        assert_eq!((error.class(), error.detail()), (Class::TypeError, Detail::InvalidPropertyType));
    }
    f.workspace.set_node_property(node, f.name, list(vec![])).unwrap();
    f.workspace.set_node_property(node, f.name, list(vec![Value::Integer(1), Value::Float(0.5)])).unwrap();
}

#[test]
fn counters_follow_the_changes_and_rollback() {
    let mut f = fixture();
    let a = f.person("Ada");
    let before = f.workspace.savepoint();
    let b = f.person("Grace");
    f.workspace.create_rel(f.knows, a, b, vec![(f.name, Value::Integer(1))]).unwrap();
    f.workspace.set_node_property(a, f.name, Value::string("Ada")).unwrap();
    f.workspace.remove_label(a, f.person).unwrap();
    let counters = f.workspace.counters();
    assert_eq!((counters.nodes_created, counters.relationships_created, counters.properties_set), (2, 1, 4));
    assert_eq!((counters.labels_added, counters.labels_removed), (2, 1));
    f.workspace.rollback_to(before);
    assert_eq!(f.workspace.counters().nodes_created, 1);
    assert!(!f.workspace.view().contains_node(b));
    assert_eq!(f.workspace.view().degree(a, Direction::Both, &[]), 0);
}

#[test]
fn last_of_a_repeated_key_counts_and_null_is_left_out() {
    let mut f = fixture();
    let age = f.workspace.view().tokens().key("age");
    let properties = vec![(f.name, Value::Integer(1)), (age, Value::Null), (f.name, Value::Integer(2))];
    let node = f.workspace.create_node(&[], properties).unwrap();
    let stored = f.workspace.view().node_properties(node);
    assert!(matches!(stored[..], [(key, Value::Integer(2))] if key == f.name));
    assert_eq!(f.workspace.counters().properties_set, 1);
}
