//! Constraints, indexes and SHOW.

use crate::diagnostic::{Detail, Diagnostic, Result};

use super::{Builder, malformed, mistake, next, span, type_name};
use crate::syntax::ast::{
    DroppedConstraint, DroppedIndex, Expr, Name, Requirement, SchemaCommand, SchemaElement, ShowCommand, ShowWhat,
    Yield,
};
use crate::syntax::grammar::{Node, Rule};

impl<'t> Builder<'t> {
    /// CREATE and DROP of constraints and indexes.
    pub(super) fn schema(&mut self, node: Node<'t>) -> Result<SchemaCommand> {
        match node.as_rule() {
            Rule::create_constraint => self.create_constraint(node),
            Rule::create_index => self.create_index(node),
            Rule::drop_constraint => self.drop_constraint(node),
            Rule::drop_index => self.drop_index(node),
            Rule::foreign_index => Err(foreign_index(node)),
            _ => Err(malformed("schema command")),
        }
    }

    fn create_constraint(&mut self, node: Node<'t>) -> Result<SchemaCommand> {
        let (mut name, mut if_not_exists, mut element) = (None, false, None);
        let (mut keys, mut requirement, mut options) = (Vec::new(), None, None);
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
                Rule::options => options = Some(self.options(part)?),
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
        Ok(SchemaCommand::CreateConstraint { name, if_not_exists, element, keys, requirement, options })
    }

    fn create_index(&mut self, node: Node<'t>) -> Result<SchemaCommand> {
        let (mut name, mut if_not_exists, mut element, mut keys) = (None, false, None, Vec::new());
        let mut options = None;
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::schema_name => name = Some(self.schema_name(part)?),
                Rule::if_not_exists => if_not_exists = true,
                Rule::schema_element => element = Some(self.schema_element(part)?.0),
                Rule::any_name => element = Some(SchemaElement::Node(self.name(&part))),
                Rule::keys => keys = self.keys(part)?,
                Rule::bare_keys => keys = self.label_list(part),
                Rule::options => options = Some(self.options(part)?),
                _ => {}
            }
        }
        Ok(SchemaCommand::CreateIndex {
            name,
            if_not_exists,
            element: element.ok_or_else(|| malformed("element"))?,
            keys,
            options,
        })
    }

    /// The map or parameter of `OPTIONS`.
    fn options(&mut self, node: Node<'t>) -> Result<Expr> {
        let inner = node.into_inner().last().ok_or_else(|| malformed("options"))?;
        self.atom(inner)
    }

    fn drop_constraint(&self, node: Node<'t>) -> Result<SchemaCommand> {
        let (mut name, mut if_exists, mut element) = (None, false, None);
        let (mut keys, mut requirement) = (Vec::new(), None);
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::any_name => name = Some(self.name(&part)),
                Rule::if_exists => if_exists = true,
                Rule::schema_element => element = Some(self.schema_element(part)?.0),
                Rule::keys => keys = self.keys(part)?,
                Rule::exists_requirement => {
                    keys = self.keys(part)?;
                    requirement = Some(Requirement::NotNull);
                }
                Rule::requirement => requirement = Some(requirement_of(part)?),
                _ => {}
            }
        }
        let which = match (name, element, requirement) {
            (Some(name), ..) => DroppedConstraint::Named(name),
            (None, Some(element), Some(requirement)) => DroppedConstraint::Like { element, keys, requirement },
            _ => return Err(malformed("constraint")),
        };
        Ok(SchemaCommand::DropConstraint { which, if_exists })
    }

    fn drop_index(&self, node: Node<'t>) -> Result<SchemaCommand> {
        let (mut name, mut if_exists, mut keys) = (None, false, None);
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::any_name => name = Some(self.name(&part)),
                Rule::if_exists => if_exists = true,
                Rule::bare_keys => keys = Some(self.label_list(part)),
                _ => {}
            }
        }
        let name = name.ok_or_else(|| malformed("name"))?;
        let which = match keys {
            Some(keys) => DroppedIndex::Like { label: name, keys },
            None => DroppedIndex::Named(name),
        };
        Ok(SchemaCommand::DropIndex { which, if_exists })
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
        let mut page = self.projection(node.clone())?;
        page.star = true;
        let (mut what, mut yields, mut projection) = (ShowWhat::Indexes, Yield::Absent, None);
        let mut predicate = None;
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::show_what => what = show_what(part)?,
                Rule::show_yields => yields = self.yields(part)?,
                Rule::r#where => predicate = Some(self.condition(part)?),
                Rule::return_clause => projection = Some(self.only_projection(part)?),
                _ => {}
            }
        }
        let refines = predicate.is_some() || !page.order.is_empty() || page.skip.is_some() || page.limit.is_some();
        Ok(ShowCommand { what, yields, refined: refines.then_some((page, predicate)), projection, span: place })
    }
}

/// The error for an index of another kind.
fn foreign_index(node: Node<'_>) -> Diagnostic {
    let Some(kind) = node.into_inner().find(|part| part.as_rule() == Rule::foreign_kind) else {
        return malformed("kind");
    };
    let word = kind.as_str().to_uppercase();
    let hint = match word.as_str() {
        "POINT" => "there are no points: keep both coordinates as properties, with an index each",
        "VECTOR" => "there is no search by vectors; a list of numbers can be kept as a property",
        "LOOKUP" => "nothing is to be made: labels and types are always found without looking at all elements",
        _ => "a plain index serves equality, ranges and STARTS WITH; `fold()` and `similarity()` compare loosely",
    };
    Diagnostic::syntax(Detail::NotSupported, format!("there are no {word} indexes")).at(span(&kind)).hint(hint)
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
        Rule::kw_transactions => ShowWhat::Transactions,
        _ => ShowWhat::PropertyKeys,
    })
}
