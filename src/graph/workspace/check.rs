//! The rules that hold at the end of a statement: no relationship without its ends, and the constraints.
//!
//! Only what changed since the last check is looked at, so the cost follows the statement and not the graph.

use std::collections::BTreeSet;

use super::edit::Workspace;
use crate::diagnostic::{Class, Detail, Diagnostic, Phase, Result};
use crate::graph::adjacency::Direction;
use crate::graph::change::Change;
use crate::graph::schema::{ConstraintDefinition, ConstraintKind, Target};
use crate::graph::tokens::KeyId;
use crate::value::{NodeId, RelId, Type, Value};

/// A delta of fewer changes is not worth merging in the middle of a transaction.
const SMALLEST_MERGE: u64 = 100_000;

/// A rule that a statement broke.
pub(crate) struct Breach {
    /// What the user reads.
    pub(crate) error: Diagnostic,
    /// What the broken constraint is about; none for a relationship left without an end.
    pub(crate) rule: Option<Target>,
    /// The properties of the constraint, as the element at fault has them.
    pub(crate) values: Vec<(KeyId, Value)>,
}

impl Workspace {
    /// Checks everything changed since the last call.
    ///
    /// # Errors
    /// `ConstraintVerificationFailed/DeleteConnectedNode` for a deleted node that still has relationships;
    /// `ConstraintValidationFailed/UniquenessViolation` or `PropertyConstraintViolation` for a constraint.
    pub(crate) fn check(&mut self) -> Result<()> {
        self.check_statement().map_err(|breach| breach.error)
    }

    /// As [`Self::check`]; an error says also which rule was broken, so that its place can be found in the statement.
    ///
    /// # Errors
    /// Those of [`Self::check`].
    pub(crate) fn check_statement(&mut self) -> std::result::Result<(), Breach> {
        self.check_dangling().map_err(|error| Breach { error, rule: None, values: Vec::new() })?;
        let (nodes, rels) = self.changed_elements();
        for constraint in self.view.constraints() {
            // The later of two equal elements is the one too many.
            let check = |element: u32| {
                self.check_element(constraint, element).map_err(|error| {
                    let keys = constraint.keys.iter();
                    let values = keys.map(|key| (*key, self.element_value(constraint, element, *key))).collect();
                    Breach { error, rule: Some(constraint.target), values }
                })
            };
            match constraint.target {
                Target::Node(label) => {
                    let with_label = nodes.iter().rev().filter(|node| self.view.has_label(NodeId(**node), label));
                    with_label.copied().try_for_each(check)?;
                }
                Target::Relationship(rel_type) => {
                    let of_type = |rel: &&u32| self.view.rel(RelId(**rel)).is_some_and(|r| r.rel_type == rel_type);
                    rels.iter().rev().filter(of_type).copied().try_for_each(check)?;
                }
            }
        }
        self.checked = self.changes.len();
        self.settle();
        Ok(())
    }

    /// Merges a delta that has outgrown its base, so that a long transaction reads as fast as a committed graph. Each
    /// merge waits for the graph to have grown by a share, which keeps the cost of all of them linear.
    fn settle(&mut self) {
        let elements = self.view.node_count() + self.view.rel_count();
        if self.view.delta_len() as u64 > SMALLEST_MERGE.max(elements / 2) {
            self.view = self.view.compacted();
        }
    }

    /// Checks that no deleted node still has relationships; a part of [`Self::check`].
    pub(crate) fn check_dangling(&self) -> Result<()> {
        for change in self.changes.iter().skip(self.checked) {
            let Change::DeleteNode { id, .. } = change else { continue };
            if self.view.contains_node(*id) {
                continue;
            }
            let left = self.view.degree(*id, Direction::Both, &[]);
            if left > 0 {
                let rels = if left == 1 { "1 relationship".to_owned() } else { format!("{left} relationships") };
                let message = format!("node {} cannot be deleted: it still has {rels}", id.0);
                let detail = Detail::DeleteConnectedNode;
                return Err(Diagnostic::new(Class::ConstraintVerificationFailed, Phase::Runtime, detail, message)
                    .hint("DETACH DELETE deletes a node together with its relationships"));
            }
        }
        Ok(())
    }

    fn changed_elements(&self) -> (BTreeSet<u32>, BTreeSet<u32>) {
        let (mut nodes, mut rels) = (BTreeSet::new(), BTreeSet::new());
        if self.view.constraints().is_empty() {
            return (nodes, rels);
        }
        for change in self.changes.iter().skip(self.checked) {
            match change {
                Change::CreateNode { id, .. } | Change::SetNodeProperty { id, .. } | Change::AddLabel { id, .. } => {
                    nodes.insert(id.0);
                }
                Change::CreateRel { id, .. } | Change::SetRelProperty { id, .. } => _ = rels.insert(id.0),
                _ => {}
            }
        }
        (nodes, rels)
    }

    /// Checks one element that the constraint is about.
    pub(crate) fn check_element(&self, constraint: &ConstraintDefinition, element: u32) -> Result<()> {
        let values: Vec<Value> =
            constraint.keys.iter().map(|key| self.element_value(constraint, element, *key)).collect();
        if matches!(constraint.kind, ConstraintKind::NotNull | ConstraintKind::Key)
            && let Some(at) = values.iter().position(Value::is_null)
        {
            return Err(self.missing(constraint, element, constraint.keys[at]));
        }
        match (&constraint.kind, constraint.index) {
            (ConstraintKind::Typed(wanted), _) => {
                for (key, value) in constraint.keys.iter().zip(&values) {
                    if !is_a(value, wanted) {
                        return Err(self.wrong_type(constraint, element, *key, value, wanted));
                    }
                }
            }
            (ConstraintKind::Unique | ConstraintKind::Key, Some(index)) => {
                let mut same = Vec::new();
                self.view.index_seek_ids(index, &values, &mut same);
                if let Some(other) = same.into_iter().find(|other| *other != element) {
                    return Err(self.duplicate(constraint, element, other, &values));
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn element_value(&self, constraint: &ConstraintDefinition, element: u32, key: KeyId) -> Value {
        match constraint.target {
            Target::Node(_) => self.view.node_property(NodeId(element), key),
            Target::Relationship(_) => self.view.rel_property(RelId(element), key),
        }
    }

    fn describe(&self, constraint: &ConstraintDefinition, element: u32) -> String {
        let name = constraint.target.name(self.view.tokens());
        match constraint.target {
            Target::Node(_) => format!("node {element} (:{name})"),
            Target::Relationship(_) => format!("relationship {element} [:{name}]"),
        }
    }

    fn duplicate(&self, constraint: &ConstraintDefinition, element: u32, other: u32, values: &[Value]) -> Diagnostic {
        let tokens = self.view.tokens();
        let pairs = constraint.keys.iter().zip(values);
        let pairs: Vec<String> =
            pairs.map(|(key, value)| format!("{}: {}", tokens.key_name(*key), show(value))).collect();
        let kind = if matches!(constraint.target, Target::Node(_)) { "node" } else { "relationship" };
        let message = format!(
            "{} cannot have {}: {kind} {other} has it already (constraint `{}`)",
            self.describe(constraint, element),
            pairs.join(", "),
            constraint.name
        );
        violation(Detail::UniquenessViolation, message)
            .hint("MERGE finds the existing element instead of creating a second one")
    }

    fn missing(&self, constraint: &ConstraintDefinition, element: u32, key: KeyId) -> Diagnostic {
        let message = format!(
            "{} must have the property `{}` (constraint `{}`)",
            self.describe(constraint, element),
            self.view.tokens().key_name(key),
            constraint.name
        );
        violation(Detail::PropertyConstraintViolation, message)
    }

    fn wrong_type(
        &self,
        constraint: &ConstraintDefinition,
        element: u32,
        key: KeyId,
        value: &Value,
        wanted: &Type,
    ) -> Diagnostic {
        let message = format!(
            "property `{}` of {} must be {wanted}, but {} is {} (constraint `{}`)",
            self.view.tokens().key_name(key),
            self.describe(constraint, element),
            show(value),
            value.type_name(),
            constraint.name
        );
        violation(Detail::PropertyConstraintViolation, message)
    }
}

fn violation(detail: Detail, message: String) -> Diagnostic {
    Diagnostic::new(Class::ConstraintValidationFailed, Phase::Runtime, detail, message)
}

/// A value in a message: enough of it to find it.
fn show(value: &Value) -> String {
    const LONGEST: usize = 80;
    let text = value.to_string();
    match text.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text,
    }
}

/// Whether a value, where present, belongs to a type.
fn is_a(value: &Value, wanted: &Type) -> bool {
    match (value, wanted) {
        (Value::Null, _) | (_, Type::Any) => true,
        (Value::Boolean(_), Type::Boolean)
        | (Value::Integer(_), Type::Integer | Type::Number)
        | (Value::Float(_), Type::Float | Type::Number)
        | (Value::String(_), Type::String)
        | (Value::Date(_), Type::Date)
        | (Value::LocalTime(_), Type::LocalTime)
        | (Value::Time(_), Type::Time)
        | (Value::LocalDateTime(_), Type::LocalDateTime)
        | (Value::DateTime(_), Type::DateTime)
        | (Value::Duration(_), Type::Duration) => true,
        (Value::List(elements), Type::List(element)) => elements.iter().all(|value| is_a(value, element)),
        _ => false,
    }
}
