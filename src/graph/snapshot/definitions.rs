//! Definitions of indexes and constraints as numbers and names, and back.
//!
//! ```text
//! definition   id · target (0 label, 1 type) · its number · kind · other · list depth · type · keys: count, numbers …
//! kind         0 index · 1 unique · 2 key · 3 not null · 4 typed
//! other        for an index its constraint, for a constraint its index; 0 none, else the number + 1
//! type         of a typed constraint: a place in [`TYPES`], inside as many lists as the depth says; otherwise 0, 0
//! ```
//! The names stand beside, in the same order.

use std::sync::Arc;

use crate::graph::delta::Schema;
use crate::graph::schema::{ConstraintDefinition, ConstraintId, ConstraintKind, IndexDefinition, IndexId, Target};
use crate::graph::tokens::{KeyId, LabelId, RelTypeId};
use crate::value::{Texts, Type};

/// The types by their stored number: append only.
const TYPES: [Type; 17] = [
    Type::Any,
    Type::Null,
    Type::Boolean,
    Type::Integer,
    Type::Float,
    Type::Number,
    Type::String,
    Type::Map,
    Type::Node,
    Type::Relationship,
    Type::Path,
    Type::Date,
    Type::LocalTime,
    Type::Time,
    Type::LocalDateTime,
    Type::DateTime,
    Type::Duration,
];
/// No type of a property nests deeper.
const MAX_LISTS: u32 = 16;

/// All definitions as numbers and names.
pub(super) fn write(schema: &Schema) -> (Vec<u32>, Texts) {
    let (mut numbers, mut names) = (Vec::new(), Texts::default());
    let mut put = |id: u32, name: &Arc<str>, target: Target, rest: [u32; 4], keys: &[KeyId]| {
        let (kind, token) = match target {
            Target::Node(label) => (0, label.0),
            Target::Relationship(rel_type) => (1, rel_type.0),
        };
        numbers.extend([id, kind, token]);
        numbers.extend(rest);
        numbers.push(keys.len() as u32);
        numbers.extend(keys.iter().map(|key| key.0));
        names.push(name);
    };
    for index in &schema.indexes {
        let owner = index.owner.map_or(0, |owner| owner.0 + 1);
        put(index.id.0, &index.name, index.target, [0, owner, 0, 0], &index.keys);
    }
    for constraint in &schema.constraints {
        let index = constraint.index.map_or(0, |index| index.0 + 1);
        let (kind, (lists, base)) = match &constraint.kind {
            ConstraintKind::Unique => (1, (0, 0)),
            ConstraintKind::Key => (2, (0, 0)),
            ConstraintKind::NotNull => (3, (0, 0)),
            ConstraintKind::Typed(wanted) => (4, type_numbers(wanted)),
        };
        put(constraint.id.0, &constraint.name, constraint.target, [kind, index, lists, base], &constraint.keys);
    }
    (numbers, names)
}

/// The definitions that [`write`] wrote; `None` when they are none.
pub(super) fn read(numbers: Vec<u32>, names: &Texts) -> Option<Schema> {
    let mut numbers = numbers.into_iter();
    let mut schema = Schema::default();
    for name in names.iter().map(Arc::from) {
        let mut next = || numbers.next();
        let (id, target) = (next()?, (next()?, next()?));
        let (kind, other, lists, base) = (next()?, next()?.checked_sub(1), next()?, next()?);
        let count = next()? as usize;
        let keys: Vec<KeyId> = numbers.by_ref().take(count).map(KeyId).collect();
        let target = match target {
            (0, label) => Target::Node(LabelId(label)),
            (1, rel_type) => Target::Relationship(RelTypeId(rel_type)),
            _ => return None,
        };
        if keys.len() != count || keys.is_empty() {
            return None;
        }
        let kind = match kind {
            0 => {
                let owner = other.map(ConstraintId);
                schema.indexes.push(IndexDefinition { id: IndexId(id), name, target, keys, owner });
                continue;
            }
            1 => ConstraintKind::Unique,
            2 => ConstraintKind::Key,
            3 => ConstraintKind::NotNull,
            4 => ConstraintKind::Typed(type_of(lists, base)?),
            _ => return None,
        };
        let index = other.map(IndexId);
        schema.constraints.push(ConstraintDefinition { id: ConstraintId(id), name, target, keys, kind, index });
    }
    numbers.next().is_none().then_some(schema)
}

fn type_numbers(wanted: &Type) -> (u32, u32) {
    let (mut lists, mut inner) = (0, wanted);
    while let Type::List(element) = inner {
        (lists, inner) = (lists + 1, element);
    }
    (lists, TYPES.iter().position(|known| known == inner).unwrap_or(0) as u32)
}

fn type_of(lists: u32, base: u32) -> Option<Type> {
    let base = TYPES.get(base as usize)?.clone();
    (lists <= MAX_LISTS).then(|| (0..lists).fold(base, |inner, _| Type::list(inner)))
}

#[cfg(test)]
mod tests {
    use super::{read, write};
    use crate::graph::delta::Schema;
    use crate::graph::schema::{ConstraintDefinition, ConstraintId, ConstraintKind, IndexDefinition, IndexId, Target};
    use crate::graph::tokens::{KeyId, LabelId, RelTypeId};
    use crate::value::Type;

    fn schema() -> Schema {
        let node = Target::Node(LabelId(7));
        let rel = Target::Relationship(RelTypeId(2));
        let keys = vec![KeyId(3), KeyId(1)];
        let constraint = |id, target, kind, index| ConstraintDefinition {
            id: ConstraintId(id),
            name: format!("c{id}").into(),
            target,
            keys: keys.clone(),
            kind,
            index,
        };
        Schema {
            indexes: vec![
                IndexDefinition { id: IndexId(0), name: "a".into(), target: rel, keys: vec![KeyId(0)], owner: None },
                IndexDefinition {
                    id: IndexId(1),
                    name: "b".into(),
                    target: node,
                    keys: keys.clone(),
                    owner: Some(ConstraintId(0)),
                },
            ],
            constraints: vec![
                constraint(2, node, ConstraintKind::Unique, Some(IndexId(1))),
                constraint(3, rel, ConstraintKind::Typed(Type::list(Type::Date)), None),
                constraint(4, node, ConstraintKind::NotNull, None),
                constraint(5, node, ConstraintKind::Key, Some(IndexId(0))),
            ],
        }
    }

    #[test]
    fn definitions_come_back_as_they_were() {
        let schema = schema();
        let (numbers, names) = write(&schema);
        let back = read(numbers, &names).unwrap();
        assert_eq!(back.indexes, schema.indexes);
        assert_eq!(back.constraints, schema.constraints);
    }

    #[test]
    fn malformed_definitions_are_refused() {
        let (numbers, names) = write(&schema());
        assert!(read(numbers[..numbers.len() - 1].to_vec(), &names).is_none());
        assert!(read(numbers.clone(), &names.iter().skip(1).collect()).is_none());
        let mut unknown_target = numbers.clone();
        unknown_target[1] = 2;
        assert!(read(unknown_target, &names).is_none());
        let mut endless = numbers;
        endless[7] = u32::MAX;
        assert!(read(endless, &names).is_none());
    }
}
