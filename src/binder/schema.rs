//! Schema commands: labels, types and keys become ids, requirements become kinds of constraint.

use std::sync::Arc;

use super::bound::{BoundDropped, BoundSchema};
use super::scope::Binder;
use crate::diagnostic::{Detail, Diagnostic, Result, Span};
use crate::graph::{ConstraintKind, KeyId, Target};
use crate::syntax::ast;
use crate::value::Type;

impl Binder<'_> {
    pub(super) fn schema_command(&mut self, command: &ast::SchemaCommand) -> Result<BoundSchema> {
        self.writes = true;
        Ok(match command {
            ast::SchemaCommand::CreateConstraint { name, if_not_exists, element, keys, requirement, options } => {
                check_options(options.as_ref())?;
                let (target, span) = self.target(element);
                BoundSchema::CreateConstraint {
                    name: name.as_ref().map(|name| Arc::clone(&name.text)),
                    target,
                    keys: self.key_ids(keys),
                    kind: constraint_kind(requirement, span)?,
                    if_not_exists: *if_not_exists,
                    span,
                }
            }
            ast::SchemaCommand::CreateIndex { name, if_not_exists, element, keys, options } => {
                check_options(options.as_ref())?;
                let (target, span) = self.target(element);
                BoundSchema::CreateIndex {
                    name: name.as_ref().map(|name| Arc::clone(&name.text)),
                    target,
                    keys: self.key_ids(keys),
                    if_not_exists: *if_not_exists,
                    span,
                }
            }
            ast::SchemaCommand::DropConstraint { which, if_exists } => {
                let (which, span) = match which {
                    ast::DroppedConstraint::Named(name) => (BoundDropped::Named(Arc::clone(&name.text)), name.span),
                    ast::DroppedConstraint::Like { element, keys, requirement } => {
                        let (target, span) = self.target(element);
                        (BoundDropped::Like(target, self.key_ids(keys), constraint_kind(requirement, span)?), span)
                    }
                };
                BoundSchema::DropConstraint { which, if_exists: *if_exists, span }
            }
            ast::SchemaCommand::DropIndex { which, if_exists } => {
                let (which, span) = match which {
                    ast::DroppedIndex::Named(name) => (BoundDropped::Named(Arc::clone(&name.text)), name.span),
                    ast::DroppedIndex::Like { label, keys } => {
                        let target = Target::Node(self.catalog.graph.tokens().label(&label.text));
                        (BoundDropped::Like(target, self.key_ids(keys), ()), label.span)
                    }
                };
                BoundSchema::DropIndex { which, if_exists: *if_exists, span }
            }
        })
    }

    fn target(&self, element: &ast::SchemaElement) -> (Target, Span) {
        let tokens = self.catalog.graph.tokens();
        match element {
            ast::SchemaElement::Node(name) => (Target::Node(tokens.label(&name.text)), name.span),
            ast::SchemaElement::Relationship(name) => (Target::Relationship(tokens.rel_type(&name.text)), name.span),
        }
    }

    fn key_ids(&self, keys: &[ast::Name]) -> Vec<KeyId> {
        keys.iter().map(|key| self.catalog.graph.tokens().key(&key.text)).collect()
    }
}

/// Refuses options that would have to change something: there is one kind of index, and nothing of it can be chosen.
fn check_options(options: Option<&ast::Expr>) -> Result<()> {
    const PROVIDERS: [&str; 7] =
        ["range-1.0", "native-btree-1.0", "lucene+native-3.0", "native-1.0", "native-2.0", "text-1.0", "text-2.0"];
    let Some(options) = options else { return Ok(()) };
    let wrong = |span: Span, message: String| {
        Err(Diagnostic::syntax(Detail::NotSupported, message)
            .at(span)
            .hint("leave OPTIONS away: an index has nothing to choose"))
    };
    let ast::ExprKind::Map(entries) = &options.kind else {
        return wrong(options.span, "OPTIONS must be written out as a map".to_owned());
    };
    for (key, value) in entries {
        match (&*key.text, &value.kind) {
            ("indexProvider", ast::ExprKind::String(name)) if PROVIDERS.contains(&&**name) => {}
            ("indexProvider", _) => return wrong(value.span, "there is no such kind of index".to_owned()),
            ("indexConfig", ast::ExprKind::Map(settings)) if settings.is_empty() => {}
            ("indexConfig", _) => return wrong(value.span, "this setting of an index is not known".to_owned()),
            _ => return wrong(key.span, format!("`{}` is no option of an index or constraint", key.text)),
        }
    }
    Ok(())
}

fn constraint_kind(requirement: &ast::Requirement, span: Span) -> Result<ConstraintKind> {
    Ok(match requirement {
        ast::Requirement::Unique => ConstraintKind::Unique,
        ast::Requirement::NotNull => ConstraintKind::NotNull,
        ast::Requirement::Key => ConstraintKind::Key,
        ast::Requirement::Typed(name) => {
            let Some(ty) = storable_type(name) else {
                let message = format!("`{name}` is not a type that a property can be required to have");
                return Err(Diagnostic::syntax(Detail::InvalidArgumentType, message)
                    .at(span)
                    .hint("for example BOOLEAN, STRING, INTEGER, FLOAT, DATE, LOCAL DATETIME, ZONED DATETIME, DURATION, LIST<STRING>"));
            };
            ConstraintKind::Typed(ty)
        }
    })
}

/// The type of a property by its name in upper case.
fn storable_type(name: &str) -> Option<Type> {
    if let Some(inner) = name.strip_prefix("LIST<").and_then(|rest| rest.strip_suffix('>')) {
        let inner = inner.trim().trim_end_matches("NOT NULL").trim();
        return storable_type(inner).map(Type::list);
    }
    Some(match name {
        "BOOL" | "BOOLEAN" => Type::Boolean,
        "INT" | "INTEGER" | "INT64" | "SIGNED INTEGER" => Type::Integer,
        "FLOAT" | "FLOAT64" | "DOUBLE" => Type::Float,
        "STRING" | "VARCHAR" => Type::String,
        "DATE" => Type::Date,
        "LOCAL TIME" | "TIME WITHOUT TIME ZONE" => Type::LocalTime,
        "ZONED TIME" | "TIME WITH TIME ZONE" | "TIME WITH TIMEZONE" => Type::Time,
        "LOCAL DATETIME" | "TIMESTAMP WITHOUT TIME ZONE" => Type::LocalDateTime,
        "ZONED DATETIME" | "TIMESTAMP WITH TIME ZONE" | "TIMESTAMP WITH TIMEZONE" => Type::DateTime,
        "DURATION" => Type::Duration,
        _ => return None,
    })
}
