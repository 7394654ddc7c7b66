//! CREATE, MERGE, SET, REMOVE and DELETE: what is made and changed, over slots and ids.

use std::sync::Arc;

use super::bound::{
    BoundClause, BoundNode, BoundPattern, BoundRel, CreateNode, CreatePattern, CreateRel, CreatedType, Properties,
    SetAction,
};
use super::expr::{Expr, ExprKind, LabelTest, Slot};
use super::labels::split_labels;
use super::pattern::{already_bound, direction, type_conflict};
use super::scope::Binder;
use crate::diagnostic::{Detail, Diagnostic, Result, Span};
use crate::graph::{Direction, KeyId, LabelId};
use crate::syntax::ast;
use crate::value::Type;

/// An element of a CREATE whose expressions are bound and whose variable is not declared yet.
enum Made<'p> {
    Node { pattern: &'p ast::NodePattern, labels: (Vec<LabelId>, Vec<Expr>), properties: Properties },
    Rel { pattern: &'p ast::RelPattern, properties: Properties },
}

impl Binder<'_> {
    /// Binds CREATE. The expressions of a path see the paths before it.
    pub(super) fn create(&mut self, pattern: &ast::Pattern) -> Result<CreatePattern> {
        self.writes = true;
        let mut create = CreatePattern::default();
        for path in &pattern.paths {
            let elements = self.made_elements(path, false)?;
            self.declare_made(path, elements, &mut create, false)?;
        }
        Ok(create)
    }

    /// Binds MERGE: the same slots as a pattern to match and as one to create.
    pub(super) fn merge(
        &mut self,
        path: &ast::PathPattern,
        on_create: &[ast::SetItem],
        on_match: &[ast::SetItem],
    ) -> Result<BoundClause> {
        self.writes = true;
        let mut create = CreatePattern { refuse_null: true, ..CreatePattern::default() };
        let elements = self.made_elements(path, true)?;
        let directions = self.declare_made(path, elements, &mut create, true)?;
        let pattern = self.merged_pattern(path, &create, &directions);
        let on_create = self.set_items(on_create)?;
        let on_match = self.set_items(on_match)?;
        Ok(BoundClause::Merge { pattern, create, on_create, on_match })
    }

    fn made_elements<'p>(&mut self, path: &'p ast::PathPattern, merge: bool) -> Result<Vec<Made<'p>>> {
        if path.selector != ast::Selector::All {
            return Err(Diagnostic::syntax(Detail::UnexpectedSyntax, "a shortest path cannot be created").at(path.span));
        }
        path.elements
            .iter()
            .map(|element| match element {
                ast::PathElement::Node(pattern) => {
                    no_predicate(pattern.predicate.as_deref())?;
                    let labels = self.created_labels(pattern.labels.as_ref(), merge)?;
                    let properties = self.created_properties(pattern.properties.as_ref(), merge)?;
                    Ok(Made::Node { pattern, labels, properties })
                }
                ast::PathElement::Rel(pattern) => {
                    no_predicate(pattern.predicate.as_deref())?;
                    let properties = self.created_properties(pattern.properties.as_ref(), merge)?;
                    Ok(Made::Rel { pattern, properties })
                }
                ast::PathElement::Group { span, .. } => {
                    Err(Diagnostic::syntax(Detail::CreatingVarLength, "a group of a path cannot be created").at(*span))
                }
            })
            .collect()
    }

    /// Labels of a node to create: `:A:B` or `:A&B`, and those that are computed.
    fn created_labels(&mut self, labels: Option<&ast::LabelExpr>, merge: bool) -> Result<(Vec<LabelId>, Vec<Expr>)> {
        let (plain, computed) = split_labels(labels)?;
        let mut names = Vec::new();
        if let Some(labels) = &plain {
            conjunct_names(labels, &mut names)?;
        }
        let computed = computed.iter().map(|label| self.computed_names(label, merge)).collect::<Result<_>>()?;
        Ok((self.label_ids(names), computed))
    }

    /// The expression of a computed label or type of an element to create.
    fn computed_names(&mut self, label: &ast::ComputedLabel, merge: bool) -> Result<Expr> {
        if merge || label.any {
            let message = if merge { "MERGE takes no computed labels and types" } else { "`$any` belongs to MATCH" };
            return Err(Diagnostic::syntax(Detail::NotSupported, message).at(label.span).hint(if merge {
                "MERGE without it, then SET the label; for a type look with EXISTS first, then CREATE"
            } else {
                "what is created has all the labels: write `$(…)`"
            }));
        }
        self.value_expr(&label.names)
    }

    /// Labels to be set or removed, the computed ones by an action of their own.
    fn label_actions(
        &mut self,
        variable: &ast::Name,
        labels: &[ast::LabelExpr],
        remove: bool,
        actions: &mut Vec<SetAction>,
    ) -> Result<()> {
        let target = self.labelled(variable)?;
        let (plain, computed) = split_labels(Some(&ast::LabelExpr::And(labels.to_vec())))?;
        let mut names = Vec::new();
        if let Some(plain) = &plain {
            conjunct_names(plain, &mut names)?;
        }
        let labels = self.label_ids(names);
        if !labels.is_empty() {
            let target = target.clone();
            actions.push(if remove {
                SetAction::RemoveLabels { target, labels }
            } else {
                SetAction::AddLabels { target, labels }
            });
        }
        for label in &computed {
            let names = self.computed_names(label, false)?;
            actions.push(SetAction::ComputedLabels { target: target.clone(), names, remove });
        }
        Ok(())
    }

    /// The id of a property key that the statement writes.
    fn written_key(&mut self, key: &ast::Name) -> KeyId {
        self.written.insert(Arc::clone(&key.text));
        self.catalog.graph.tokens().key(&key.text)
    }

    fn label_ids<'n>(&mut self, names: impl IntoIterator<Item = &'n ast::Name>) -> Vec<LabelId> {
        let mut ids = Vec::new();
        for name in names {
            self.written.insert(Arc::clone(&name.text));
            let id = self.catalog.graph.tokens().label(&name.text);
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
        ids
    }

    fn created_properties(&mut self, properties: Option<&ast::Expr>, merge: bool) -> Result<Properties> {
        let Some(properties) = properties else { return Ok(Properties::Entries(Vec::new())) };
        if let ast::ExprKind::Map(entries) = &properties.kind {
            let mut bound = Vec::with_capacity(entries.len());
            for (key, value) in entries {
                let id = self.written_key(key);
                bound.push((id, self.value_expr(value)?));
            }
            return Ok(Properties::Entries(bound));
        }
        if merge {
            let message = "a parameter cannot stand for the properties of a pattern that is merged";
            return Err(Diagnostic::syntax(Detail::InvalidParameterUse, message)
                .at(properties.span)
                .hint("name the properties: `{name: $name}`"));
        }
        Ok(Properties::Map(self.value_expr(properties)?))
    }

    /// Declares the variables of one path; gives the directions of its relationships as written.
    fn declare_made(
        &mut self,
        path: &ast::PathPattern,
        elements: Vec<Made<'_>>,
        create: &mut CreatePattern,
        merge: bool,
    ) -> Result<Vec<Direction>> {
        if let Some(name) = &path.variable
            && self.scope.get(&name.text).is_some()
        {
            return Err(already_bound(name));
        }
        let alone = elements.len() == 1;
        let mut steps = Vec::new();
        let mut directions = Vec::new();
        let (mut start, mut left, mut pending) = (None, None, None);
        for element in elements {
            match element {
                Made::Node { pattern, labels, properties } => {
                    let slot = self.declare_made_node(pattern, labels, properties, alone, create)?;
                    start.get_or_insert(slot);
                    if let (Some(left), Some((rel, properties))) = (left, pending.take()) {
                        directions.push(self.declare_made_rel(rel, properties, (left, slot), merge, create)?);
                        steps.extend(create.rels.last().map(|rel| rel.slot));
                    }
                    left = Some(slot);
                }
                Made::Rel { pattern, properties } => pending = Some((pattern, properties)),
            }
        }
        if let (Some(name), Some(start)) = (&path.variable, start) {
            self.check_new(name)?;
            let slot = self.declare(&name.text, Type::Path);
            create.paths.push((slot, Expr::new(ExprKind::Path { start, steps }, Type::Path, path.span)));
        }
        Ok(directions)
    }

    fn declare_made_node(
        &mut self,
        pattern: &ast::NodePattern,
        (labels, computed): (Vec<LabelId>, Vec<Expr>),
        properties: Properties,
        alone: bool,
        create: &mut CreatePattern,
    ) -> Result<Slot> {
        if let Some(name) = &pattern.variable
            && let Some(slot) = self.lookup(&name.text)
        {
            let ty = self.slot_type(slot);
            if !ty.may_be(&Type::Node) {
                return Err(type_conflict(name, &ty, &Type::Node));
            }
            if alone || pattern.labels.is_some() || pattern.properties.is_some() {
                return Err(already_bound(name));
            }
            return Ok(slot);
        }
        let slot = match &pattern.variable {
            Some(name) => self.declare(&name.text, Type::Node),
            None => self.new_slot(None, Type::Node),
        };
        create.nodes.push(CreateNode { slot, labels, computed, properties, span: pattern.span });
        Ok(slot)
    }

    fn declare_made_rel(
        &mut self,
        pattern: &ast::RelPattern,
        properties: Properties,
        (left, right): (Slot, Slot),
        merge: bool,
        create: &mut CreatePattern,
    ) -> Result<Direction> {
        let (plain, computed) = split_labels(pattern.types.as_ref())?;
        let rel_type = match (plain, computed.as_slice()) {
            (Some(ast::LabelExpr::Name(name)), []) => {
                self.written.insert(Arc::clone(&name.text));
                CreatedType::Known(self.catalog.graph.tokens().rel_type(&name.text))
            }
            (None, [label]) => CreatedType::Computed(self.computed_names(label, merge)?),
            _ => return Err(no_single_type(pattern.span)),
        };
        if let Some(length) = &pattern.length {
            let message = "a relationship of variable length cannot be created";
            return Err(Diagnostic::syntax(Detail::CreatingVarLength, message).at(length.span));
        }
        if pattern.direction == ast::Direction::Both && !merge {
            let message = "a relationship is created in one direction";
            return Err(Diagnostic::syntax(Detail::RequiresDirectedRelationship, message)
                .at(pattern.span)
                .hint("write `-[:TYPE]->` or `<-[:TYPE]-`"));
        }
        let slot = match &pattern.variable {
            Some(name) if self.scope.get(&name.text).is_some() => return Err(already_bound(name)),
            Some(name) => self.declare(&name.text, Type::Relationship),
            None => self.new_slot(None, Type::Relationship),
        };
        let written = direction(pattern.direction);
        let (start, end) = if written == Direction::Incoming { (right, left) } else { (left, right) };
        create.rels.push(CreateRel { slot, rel_type, start, end, properties, span: pattern.span });
        Ok(written)
    }

    /// The pattern of a MERGE as one to match.
    fn merged_pattern(
        &mut self,
        path: &ast::PathPattern,
        create: &CreatePattern,
        directions: &[Direction],
    ) -> BoundPattern {
        let mut pattern = BoundPattern { paths: create.paths.clone(), ..BoundPattern::default() };
        for node in &create.nodes {
            let tokens = self.catalog.graph.tokens();
            let mut tests: Vec<_> = node
                .labels
                .iter()
                .map(|label| LabelTest::Name { label: *label, rel_type: tokens.rel_type(&tokens.label_name(*label)) })
                .collect();
            let labels = if tests.len() > 1 { Some(LabelTest::And(tests)) } else { tests.pop() };
            pattern.nodes.push(BoundNode { slot: node.slot, labels, span: node.span });
            self.merged_predicates(node.slot, &Type::Node, &node.properties, node.span, &mut pattern.predicates);
        }
        for (rel, written) in create.rels.iter().zip(directions) {
            for end in [rel.start, rel.end] {
                if !pattern.nodes.iter().any(|node| node.slot == end) {
                    pattern.nodes.push(BoundNode { slot: end, labels: None, span: path.span });
                }
            }
            let direction = if *written == Direction::Both { Direction::Both } else { Direction::Outgoing };
            pattern.rels.push(BoundRel {
                slot: rel.slot,
                left: rel.start,
                right: rel.end,
                types: match rel.rel_type {
                    CreatedType::Known(rel_type) => vec![rel_type],
                    // MERGE takes no computed type.
                    CreatedType::Computed(_) => Vec::new(),
                },
                direction,
                length: None,
                step: None,
                scope: 0,
            });
            self.merged_predicates(rel.slot, &Type::Relationship, &rel.properties, rel.span, &mut pattern.predicates);
        }
        pattern
    }

    fn merged_predicates(
        &self,
        slot: Slot,
        ty: &Type,
        properties: &Properties,
        span: Span,
        predicates: &mut Vec<Expr>,
    ) {
        let Properties::Entries(entries) = properties else { return };
        for (key, value) in entries {
            let name = self.catalog.graph.tokens().key_name(*key);
            let operand = Box::new(Expr::slot(slot, ty.clone(), span));
            let property = Expr::new(ExprKind::Property { operand, key: *key, name }, Type::Any, span);
            let kind = ExprKind::Compare(ast::CompareOp::Equal, Box::new(property), Box::new(value.clone()));
            predicates.push(Expr::new(kind, Type::Boolean, value.span));
        }
    }

    /// Binds the items of SET.
    pub(super) fn set_items(&mut self, items: &[ast::SetItem]) -> Result<Vec<SetAction>> {
        self.writes = true;
        let mut actions = Vec::with_capacity(items.len());
        for item in items {
            let action = match item {
                ast::SetItem::Property { target, key, value } => SetAction::Property {
                    target: self.element(target)?,
                    key: self.written_key(key),
                    value: self.value_expr(value).map_err(|error| joined_by_and(error, value))?,
                },
                ast::SetItem::DynamicProperty { target, key, value } => SetAction::DynamicProperty {
                    target: self.element(target)?,
                    key: self.value_expr(key)?,
                    value: self.value_expr(value)?,
                },
                ast::SetItem::Replace { variable, value } => SetAction::Replace {
                    target: self.variable(&variable.text, variable.span)?,
                    value: self.value_expr(value)?,
                },
                ast::SetItem::Merge { variable, value } => SetAction::Merge {
                    target: self.variable(&variable.text, variable.span)?,
                    value: self.value_expr(value)?,
                },
                ast::SetItem::Labels { variable, labels } => {
                    self.label_actions(variable, labels, false, &mut actions)?;
                    continue;
                }
            };
            actions.push(action);
        }
        Ok(actions)
    }

    /// Binds the items of REMOVE, a property as being set to null.
    pub(super) fn remove_items(&mut self, items: &[ast::RemoveItem]) -> Result<Vec<SetAction>> {
        self.writes = true;
        let null = |span| Expr::new(ExprKind::Literal(crate::value::Value::Null), Type::Null, span);
        let mut actions = Vec::with_capacity(items.len());
        for item in items {
            let action = match item {
                ast::RemoveItem::Property { target, key } => SetAction::Property {
                    target: self.element(target)?,
                    key: self.written_key(key),
                    value: null(key.span),
                },
                ast::RemoveItem::DynamicProperty { target, key } => SetAction::DynamicProperty {
                    target: self.element(target)?,
                    key: self.value_expr(key)?,
                    value: null(key.span),
                },
                ast::RemoveItem::Labels { variable, labels } => {
                    self.label_actions(variable, labels, true, &mut actions)?;
                    continue;
                }
            };
            actions.push(action);
        }
        Ok(actions)
    }

    /// Binds the targets of DELETE.
    pub(super) fn delete(&mut self, targets: &[ast::Expr], detach: bool) -> Result<BoundClause> {
        self.writes = true;
        let mut bound = Vec::with_capacity(targets.len());
        for target in targets {
            if let ast::ExprKind::HasLabels(..) = target.kind {
                return Err(Diagnostic::syntax(Detail::InvalidDelete, "DELETE removes elements, not labels")
                    .at(target.span)
                    .hint("to take a label off write `REMOVE n:Label`"));
            }
            let expr = self.value_expr(target)?;
            let fits = [Type::Node, Type::Relationship, Type::Path].iter().any(|wanted| expr.ty.may_be(wanted));
            if !fits {
                let message =
                    format!("DELETE wants a node, a relationship or a path, but this is {}", expr.ty.in_words());
                return Err(Diagnostic::syntax(Detail::InvalidArgumentType, message).at(expr.span));
            }
            bound.push(expr);
        }
        Ok(BoundClause::Delete { targets: bound, detach })
    }

    /// A node or relationship to be changed.
    fn element(&mut self, target: &ast::Expr) -> Result<Expr> {
        let bound = self.value_expr(target)?;
        if bound.ty.may_be(&Type::Node) || bound.ty.may_be(&Type::Relationship) {
            return Ok(bound);
        }
        let message =
            format!("only nodes and relationships have properties to set, but this is {}", bound.ty.in_words());
        Err(Diagnostic::syntax(Detail::InvalidArgumentType, message).at(bound.span))
    }

    fn labelled(&mut self, name: &ast::Name) -> Result<Expr> {
        let bound = self.variable(&name.text, name.span)?;
        if bound.ty.may_be(&Type::Node) {
            return Ok(bound);
        }
        let message = format!("only nodes have labels, but `{}` is {}", name.text, bound.ty.in_words());
        Err(Diagnostic::syntax(Detail::InvalidArgumentType, message).at(name.span))
    }
}

/// `SET n.x = 1 AND n.y = 2` is read as `n.x = (1 AND n.y = 2)`.
fn joined_by_and(error: Diagnostic, value: &ast::Expr) -> Diagnostic {
    let joined = matches!(&value.kind, ast::ExprKind::Nary(ast::NaryOp::And, _));
    let meant = joined && error.detail() == Detail::InvalidArgumentType;
    if meant { error.hint("SET takes several changes with commas: SET n.x = 1, n.y = 2") } else { error }
}

fn conjunct_names<'n>(labels: &'n ast::LabelExpr, names: &mut Vec<&'n ast::Name>) -> Result<()> {
    match labels {
        ast::LabelExpr::Name(name) => {
            names.push(name);
            Ok(())
        }
        ast::LabelExpr::And(parts) => parts.iter().try_for_each(|part| conjunct_names(part, names)),
        ast::LabelExpr::Wildcard(_) | ast::LabelExpr::Computed(_) | ast::LabelExpr::Not(_) | ast::LabelExpr::Or(_) => {
            Err(Diagnostic::syntax(Detail::UnexpectedSyntax, "a node is created with plain labels")
                .at(labels_span(labels))
                .hint("write `:A:B`; `|`, `!` and `%` belong to patterns that are matched"))
        }
    }
}

/// From the first name of a label expression to the last.
fn labels_span(labels: &ast::LabelExpr) -> Span {
    match labels {
        ast::LabelExpr::Name(name) => name.span,
        ast::LabelExpr::Wildcard(span) => *span,
        ast::LabelExpr::Computed(label) => label.span,
        ast::LabelExpr::Not(inner) => labels_span(inner),
        ast::LabelExpr::And(parts) | ast::LabelExpr::Or(parts) => {
            parts.iter().map(labels_span).reduce(Span::to).unwrap_or_default()
        }
    }
}

fn no_predicate(predicate: Option<&ast::Expr>) -> Result<()> {
    match predicate {
        None => Ok(()),
        Some(predicate) => Err(Diagnostic::syntax(Detail::UnexpectedSyntax, "a pattern that is created has no WHERE")
            .at(predicate.span)
            .hint("find with MATCH … WHERE first, or write the properties: `(n {name: 'Ada'})`")),
    }
}

fn no_single_type(span: Span) -> Diagnostic {
    Diagnostic::syntax(Detail::NoSingleRelationshipType, "a relationship is created with exactly one type")
        .at(span)
        .hint("write `-[:TYPE]->`")
}

/// A name as the syntax tree would give it, for expressions that the binder makes.
pub(super) fn synthetic_name(text: &Arc<str>, span: Span) -> ast::Name {
    ast::Name { text: Arc::clone(text), span }
}
