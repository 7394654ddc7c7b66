//! Creating and dropping indexes and constraints. `IF [NOT] EXISTS` is the caller's: it looks first.

use std::sync::Arc;

use super::edit::Workspace;
use crate::diagnostic::{Class, Detail, Diagnostic, Phase, Result, did_you_mean};
use crate::graph::change::Change;
use crate::graph::schema::{
    ConstraintDefinition, ConstraintId, ConstraintKind, IndexDefinition, IndexId, Target, default_name,
};
use crate::graph::tokens::KeyId;
use crate::value::{NodeId, RelId};

impl Workspace {
    /// Creates an index over `keys` of `target` and fills it. Without a name it gets one, such as `index_Person_name`.
    ///
    /// # Errors
    /// `SchemaAlreadyExists` when the name is taken or the same index exists.
    pub(crate) fn create_index(&mut self, name: Option<Arc<str>>, target: Target, keys: Vec<KeyId>) -> Result<IndexId> {
        let name = name.unwrap_or_else(|| default_name("index", target, &keys, self.view.tokens()));
        self.require_free_name(&name)?;
        if let Some(index) = self.view.find_index_on(target, &keys).and_then(|id| self.view.index(id)) {
            return Err(exists(format!("the index `{}` on the same properties exists already", index.name)));
        }
        let id = IndexId(self.view.schema_capacity());
        self.counters.indexes_added += 1;
        self.apply(Change::CreateIndex(IndexDefinition { id, name, target, keys, owner: None }))?;
        Ok(id)
    }

    /// Drops the index called `name`.
    ///
    /// # Errors
    /// `SchemaNotFound` when there is none; `SemanticError` when a constraint needs it.
    pub(crate) fn drop_index(&mut self, name: &str) -> Result<()> {
        let found = self.view.indexes().iter().find(|index| &*index.name == name).cloned();
        let Some(index) = found else {
            let names = self.view.indexes().iter().map(|index| &*index.name);
            let hint = suggestion(name, names).unwrap_or_else(|| "SHOW INDEXES tells what there is".to_owned());
            return Err(missing(format!("there is no index `{name}`")).hint(hint));
        };
        if index.owner.is_some() {
            return Err(semantic(
                Detail::InvalidArgumentValue,
                format!("the index `{name}` belongs to a constraint: drop the constraint instead"),
            ));
        }
        self.counters.indexes_removed += 1;
        self.apply(Change::DropIndex(index))
    }

    /// Creates a constraint, with an index where it needs one, and checks it against the whole graph. Nothing is
    /// changed when the graph violates it.
    ///
    /// # Errors
    /// `SchemaAlreadyExists` when the name is taken or the same constraint exists; `ConstraintValidationFailed` when
    /// the graph violates it.
    pub(crate) fn create_constraint(
        &mut self,
        name: Option<Arc<str>>,
        target: Target,
        keys: Vec<KeyId>,
        kind: ConstraintKind,
    ) -> Result<ConstraintId> {
        let prefix = match kind {
            ConstraintKind::Unique => "unique",
            ConstraintKind::Key => "key",
            ConstraintKind::NotNull => "not_null",
            ConstraintKind::Typed(_) => "typed",
        };
        let name = name.unwrap_or_else(|| default_name(prefix, target, &keys, self.view.tokens()));
        self.require_free_name(&name)?;
        let same = |other: &&ConstraintDefinition| {
            let same_kind = std::mem::discriminant(&other.kind) == std::mem::discriminant(&kind);
            other.target == target && other.keys == keys && same_kind
        };
        if let Some(other) = self.view.constraints().iter().find(same) {
            return Err(exists(format!("the constraint `{}` on the same properties exists already", other.name)));
        }
        let before = self.savepoint();
        let result = self.add_constraint(name, target, keys, kind);
        if result.is_err() {
            self.rollback_to(before);
        }
        result
    }

    fn add_constraint(
        &mut self,
        name: Arc<str>,
        target: Target,
        keys: Vec<KeyId>,
        kind: ConstraintKind,
    ) -> Result<ConstraintId> {
        let mut next = self.view.schema_capacity();
        let mut index = None;
        let needs_index = matches!(kind, ConstraintKind::Unique | ConstraintKind::Key);
        if needs_index {
            let id = IndexId(next);
            next += 1;
            index = Some(id);
            let owner = Some(ConstraintId(next));
            let (name, keys) = (Arc::clone(&name), keys.clone());
            self.apply(Change::CreateIndex(IndexDefinition { id, name, target, keys, owner }))?;
        }
        let id = ConstraintId(next);
        let constraint = ConstraintDefinition { id, name, target, keys, kind, index };
        self.apply(Change::CreateConstraint(constraint.clone()))?;
        self.check_all(&constraint)?;
        self.counters.constraints_added += 1;
        Ok(id)
    }

    /// Drops the constraint called `name`, and its index.
    ///
    /// # Errors
    /// `SchemaNotFound` when there is none.
    pub(crate) fn drop_constraint(&mut self, name: &str) -> Result<()> {
        let found = self.view.constraints().iter().find(|constraint| &*constraint.name == name).cloned();
        let Some(constraint) = found else {
            let names = self.view.constraints().iter().map(|constraint| &*constraint.name);
            let hint = suggestion(name, names).unwrap_or_else(|| "SHOW CONSTRAINTS tells what there is".to_owned());
            return Err(missing(format!("there is no constraint `{name}`")).hint(hint));
        };
        let index = constraint.index.and_then(|id| self.view.index(id)).cloned();
        self.counters.constraints_removed += 1;
        self.apply(Change::DropConstraint(constraint))?;
        index.map_or(Ok(()), |index| self.apply(Change::DropIndex(index)))
    }

    /// Checks a constraint against the whole graph.
    pub(crate) fn check_all(&self, constraint: &ConstraintDefinition) -> Result<()> {
        const BATCH: usize = 4096;
        // An index with as many keys as elements has no two with the same; otherwise it is looked for, to be named.
        if let Some(index) = constraint.index
            && self.view.index_len(index) == self.view.index_distinct(index)
            && (constraint.kind == ConstraintKind::Unique
                || self.view.index_len(index) == self.size_of(constraint.target))
        {
            return Ok(());
        }
        let mut next = Some(0);
        while let Some(from) = next {
            match constraint.target {
                Target::Node(label) => {
                    let mut nodes: Vec<NodeId> = Vec::new();
                    next = self.view.scan_label(label, from, BATCH, &mut nodes);
                    nodes.into_iter().try_for_each(|node| self.check_element(constraint, node.0))?;
                }
                Target::Relationship(rel_type) => {
                    let mut rels: Vec<RelId> = Vec::new();
                    next = self.view.scan_rels(from, BATCH, &mut rels);
                    rels.retain(|rel| self.view.rel(*rel).is_some_and(|record| record.rel_type == rel_type));
                    rels.into_iter().try_for_each(|rel| self.check_element(constraint, rel.0))?;
                }
            }
        }
        Ok(())
    }

    fn size_of(&self, target: Target) -> u64 {
        match target {
            Target::Node(label) => self.view.label_count(label),
            Target::Relationship(rel_type) => self.view.type_count(rel_type),
        }
    }

    fn require_free_name(&self, name: &str) -> Result<()> {
        let taken = self.view.indexes().iter().any(|index| &*index.name == name)
            || self.view.constraints().iter().any(|constraint| &*constraint.name == name);
        if taken { Err(exists(format!("an index or constraint called `{name}` exists already"))) } else { Ok(()) }
    }
}

fn semantic(detail: Detail, message: String) -> Diagnostic {
    Diagnostic::new(Class::SemanticError, Phase::Runtime, detail, message)
}

fn exists(message: String) -> Diagnostic {
    semantic(Detail::SchemaAlreadyExists, message).hint("IF NOT EXISTS leaves an existing one as it is")
}

fn missing(message: String) -> Diagnostic {
    semantic(Detail::SchemaNotFound, message)
}

fn suggestion<'a>(name: &str, names: impl IntoIterator<Item = &'a str>) -> Option<String> {
    did_you_mean(name, names).map(|name| format!("did you mean `{name}`?"))
}
