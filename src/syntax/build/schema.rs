//! Constraints, indexes and SHOW.

use crate::diagnostic::Result;

use super::{Builder, malformed, mistake, next, type_name};
use crate::syntax::ast::{Name, Requirement, SchemaCommand, SchemaElement, ShowCommand, ShowWhat, Yield};
use crate::syntax::grammar::{Node, Rule};

impl<'t> Builder<'t> {
    /// CREATE and DROP of constraints and indexes.
    pub(super) fn schema(&mut self, node: Node<'t>) -> Result<SchemaCommand> {
        match node.as_rule() {
            Rule::create_constraint => self.create_constraint(node),
            Rule::create_index => self.create_index(node),
            Rule::drop_constraint => {
                let (name, if_exists) = self.dropped(node)?;
                Ok(SchemaCommand::DropConstraint { name, if_exists })
            }
            Rule::drop_index => {
                let (name, if_exists) = self.dropped(node)?;
                Ok(SchemaCommand::DropIndex { name, if_exists })
            }
            _ => Err(malformed("schema command")),
        }
    }

    fn create_constraint(&mut self, node: Node<'t>) -> Result<SchemaCommand> {
        let (mut name, mut if_not_exists, mut element) = (None, false, None);
        let (mut keys, mut requirement) = (Vec::new(), None);
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::schema_name => name = Some(self.schema_name(part)?),
                Rule::if_not_exists => if_not_exists = true,
                Rule::schema_element => element = Some(self.schema_element(part)?),
                Rule::keys => keys = self.keys(part)?,
                Rule::exists_requirement => {
                    keys = self.keys(part)?;
                    requirement = Some(Requirement::NotNull);
                }
                Rule::requirement => requirement = Some(requirement_of(part)?),
                _ => {}
            }
        }
        let (Some((element, _)), Some(requirement)) = (element, requirement) else {
            return Err(malformed("constraint"));
        };
        if let (Some(second), Requirement::NotNull | Requirement::Typed(_)) = (keys.get(1), &requirement) {
            return Err(
                mistake(second.span, "this constraint takes one property").hint("write one constraint for each")
            );
        }
        Ok(SchemaCommand::CreateConstraint { name, if_not_exists, element, keys, requirement })
    }

    fn create_index(&mut self, node: Node<'t>) -> Result<SchemaCommand> {
        let (mut name, mut if_not_exists, mut element, mut keys) = (None, false, None, Vec::new());
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::schema_name => name = Some(self.schema_name(part)?),
                Rule::if_not_exists => if_not_exists = true,
                Rule::schema_element => element = Some(self.schema_element(part)?.0),
                Rule::any_name => element = Some(SchemaElement::Node(self.name(&part))),
                Rule::keys => keys = self.keys(part)?,
                Rule::bare_keys => keys = self.label_list(part),
                _ => {}
            }
        }
        Ok(SchemaCommand::CreateIndex {
            name,
            if_not_exists,
            element: element.ok_or_else(|| malformed("element"))?,
            keys,
        })
    }

    fn dropped(&self, node: Node<'t>) -> Result<(Name, bool)> {
        let (mut name, mut if_exists) = (None, false);
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::any_name => name = Some(self.name(&part)),
                Rule::if_exists => if_exists = true,
                _ => {}
            }
        }
        Ok((name.ok_or_else(|| malformed("name"))?, if_exists))
    }

    fn schema_name(&self, node: Node<'t>) -> Result<Name> {
        let inner = node.into_inner().last().ok_or_else(|| malformed("name"))?;
        Ok(self.name(&inner))
    }

    /// The element and the variable it is written with.
    fn schema_element(&self, node: Node<'t>) -> Result<(SchemaElement, Name)> {
        let inner = next(&mut node.into_inner())?;
        let is_node = inner.as_rule() == Rule::schema_node;
        let (mut variable, mut label) = (None, None);
        for part in inner.into_inner() {
            match part.as_rule() {
                Rule::name => variable = Some(self.name(&part)),
                Rule::any_name => label = Some(self.name(&part)),
                _ => {}
            }
        }
        let (Some(variable), Some(label)) = (variable, label) else { return Err(malformed("element")) };
        let element = if is_node { SchemaElement::Node(label) } else { SchemaElement::Relationship(label) };
        Ok((element, variable))
    }

    fn keys(&self, node: Node<'t>) -> Result<Vec<Name>> {
        node.into_inner()
            .filter(|part| part.as_rule() == Rule::key)
            .map(|part| part.into_inner().last().map(|key| self.name(&key)).ok_or_else(|| malformed("key")))
            .collect()
    }

    /// `SHOW …`
    pub(super) fn show(&mut self, node: Node<'t>) -> Result<ShowCommand> {
        let place = self.trimmed(&node);
        let (mut what, mut yields, mut projection) = (ShowWhat::Indexes, Yield::Absent, None);
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::show_what => what = show_what(part)?,
                Rule::yields => yields = self.yields(part)?,
                Rule::return_clause => projection = Some(self.only_projection(part)?),
                _ => {}
            }
        }
        Ok(ShowCommand { what, yields, projection, span: place })
    }
}

fn requirement_of(node: Node<'_>) -> Result<Requirement> {
    let inner = next(&mut node.into_inner())?;
    Ok(match inner.as_rule() {
        Rule::requirement_not_null => Requirement::NotNull,
        Rule::requirement_unique => Requirement::Unique,
        Rule::requirement_key => Requirement::Key,
        _ => {
            let name = inner.into_inner().last().ok_or_else(|| malformed("type"))?;
            Requirement::Typed(type_name(name.as_str()))
        }
    })
}

fn show_what(node: Node<'_>) -> Result<ShowWhat> {
    let word = node.into_inner().last().ok_or_else(|| malformed("word"))?;
    Ok(match word.as_rule() {
        Rule::kw_indexes => ShowWhat::Indexes,
        Rule::kw_constraints => ShowWhat::Constraints,
        Rule::kw_functions => ShowWhat::Functions,
        Rule::kw_procedures => ShowWhat::Procedures,
        Rule::kw_labels => ShowWhat::Labels,
        Rule::kw_types => ShowWhat::RelationshipTypes,
        _ => ShowWhat::PropertyKeys,
    })
}
