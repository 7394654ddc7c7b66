//! MATCH patterns: nodes and relationships become slots of a query graph, their property maps and WHERE predicates.
//!
//! First every variable of the pattern is declared, then the expressions inside are bound, so that they may speak of
//! each other's elements.
//!
//! ```text
//! (a:Person {name: $n})-[r:KNOWS*1..3]->(b)   nodes a, b · rel r: a→b, KNOWS, 1..3 · predicate a.name = $n
//! ```

use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::bound::{BoundNode, BoundPattern, BoundRel, BoundShortest, HopRange, PathChoice, StepFilter};
use super::chain::{Chain, Link};
use super::expr::{Expr, ExprKind, LabelTest, Slot};
use super::labels::split_labels;
use super::scope::{Binder, Scope};
use crate::diagnostic::{Detail, Diagnostic, Result, Span};
use crate::graph::{Direction, RelTypeId};
use crate::syntax::ast;
use crate::value::Type;

/// A pattern under construction.
#[derive(Default)]
pub(super) struct Draft<'p> {
    pub(super) bound: BoundPattern,
    nodes: Vec<(Slot, &'p ast::NodePattern)>,
    rels: Vec<(Slot, Option<Slot>, &'p ast::RelPattern)>,
    /// Names of relationships declared by this pattern.
    pub(super) own_rels: FxHashSet<Arc<str>>,
}

impl Binder<'_> {
    /// Binds a MATCH: its pattern and its WHERE.
    pub(super) fn match_pattern(
        &mut self,
        pattern: &ast::Pattern,
        predicate: Option<&ast::Expr>,
    ) -> Result<BoundPattern> {
        check_selectors(pattern)?;
        let (mut draft, mut conditions) = (Draft::default(), Vec::new());
        let before = self.scope.clone();
        for path in &pattern.paths {
            self.declare_path(path, &before, &mut draft, &mut conditions)?;
        }
        self.bind_elements(&mut draft)?;
        for condition in conditions {
            let condition = self.condition(condition)?;
            split_conjunction(condition, &mut draft.bound.predicates);
        }
        if let Some(predicate) = predicate {
            let condition = self.condition(predicate)?;
            split_conjunction(condition, &mut draft.bound.predicates);
        }
        Ok(draft.bound)
    }

    fn declare_path<'p>(
        &mut self,
        path: &'p ast::PathPattern,
        before: &Scope,
        draft: &mut Draft<'p>,
        conditions: &mut Vec<&'p ast::Expr>,
    ) -> Result<()> {
        if let Some(name) = &path.variable
            && self.scope.get(&name.text).is_some()
        {
            return Err(already_bound(name));
        }
        let chain = Chain::of(path)?;
        match Wanted::of(path) {
            Wanted::Chosen(choice) if !chain.links.is_empty() => {
                self.declare_selection(path, &chain, (choice, before), draft)
            }
            Wanted::Function(all) => {
                conditions.extend(&chain.conditions);
                self.declare_shortest(path, &chain, all, draft)
            }
            Wanted::Walks | Wanted::Chosen(_) => {
                conditions.extend(&chain.conditions);
                let walk = self.declare_chain(&chain, path.span, before, draft)?;
                let named = self.named_path(path, walk)?;
                draft.bound.paths.extend(named);
                Ok(())
            }
        }
    }

    /// Declares the nodes and links of a chain; gives its first node and its relationships or lists of them.
    pub(super) fn declare_chain<'p>(
        &mut self,
        chain: &Chain<'p>,
        span: Span,
        before: &Scope,
        draft: &mut Draft<'p>,
    ) -> Result<(Slot, Vec<Slot>)> {
        let mut nodes = chain.nodes.iter();
        let first = nodes.next().map_or(&[][..], Vec::as_slice);
        let start = self.declare_joined(first, span, draft)?;
        let (mut left, mut steps) = (start, Vec::new());
        for (link, node) in chain.links.iter().zip(nodes) {
            // The group's names are checked against those before it, so it is bound before the node behind it.
            left = match link {
                Link::Rel(rel) => {
                    let right = self.declare_joined(node, span, draft)?;
                    steps.push(self.declare_rel(rel, left, right, draft)?);
                    right
                }
                Link::Group(group) => {
                    let segment = self.quantified_group(group, before, draft)?;
                    steps.push(segment.rels);
                    let right = self.declare_joined(node, span, draft)?;
                    self.add_repeat(segment, (left, right), group.span, draft);
                    right
                }
            };
        }
        Ok((start, steps))
    }

    /// Declares the name of a path, where it has one.
    pub(super) fn named_path(
        &mut self,
        path: &ast::PathPattern,
        (start, steps): (Slot, Vec<Slot>),
    ) -> Result<Option<(Slot, Expr)>> {
        let Some(name) = &path.variable else { return Ok(None) };
        self.check_new(name)?;
        let value = Expr::new(ExprKind::Path { start, steps }, Type::Path, path.span);
        Ok(Some((self.declare(&name.text, Type::Path), value)))
    }

    /// `shortestPath(…)`, `allShortestPaths(…)`.
    fn declare_shortest<'p>(
        &mut self,
        path: &'p ast::PathPattern,
        chain: &Chain<'p>,
        all: bool,
        draft: &mut Draft<'p>,
    ) -> Result<()> {
        let ([left, right], [Link::Rel(rel)]) = (chain.nodes.as_slice(), chain.links.as_slice()) else {
            return Err(shortest_shape(path.span));
        };
        let left = self.declare_joined(left, path.span, draft)?;
        let right = self.declare_joined(right, path.span, draft)?;
        let slot = self.declare_rel(rel, left, right, draft)?;
        let named = self.named_path(path, (left, vec![slot]))?;
        if let Some(rel) = draft.bound.rels.pop() {
            draft.bound.shortest.push(BoundShortest { rel, all, takes_predicates: true, path: named });
        }
        Ok(())
    }

    /// Declares one node by all its descriptions.
    pub(super) fn declare_joined<'p>(
        &mut self,
        nodes: &[&'p ast::NodePattern],
        span: Span,
        draft: &mut Draft<'p>,
    ) -> Result<Slot> {
        let Some((first, rest)) = nodes.split_first() else {
            let slot = self.new_slot(None, Type::Node);
            draft.bound.nodes.push(BoundNode { slot, labels: None, span });
            return Ok(slot);
        };
        let slot = self.declare_node(first, draft)?;
        for node in rest {
            match &node.variable {
                Some(name) if self.scope.get(&name.text).is_none() => self.scope.insert(&name.text, slot),
                Some(name) => {
                    let other = self.declare_node(node, draft)?;
                    if other != slot {
                        draft.bound.predicates.push(same_node(slot, other, name.span));
                    }
                    continue;
                }
                None => {}
            }
            self.describe_node(slot, node, draft)?;
        }
        Ok(slot)
    }

    fn declare_node<'p>(&mut self, node: &'p ast::NodePattern, draft: &mut Draft<'p>) -> Result<Slot> {
        let slot = match &node.variable {
            None => self.new_slot(None, Type::Node),
            Some(name) => match self.lookup(&name.text) {
                Some(slot) if self.slot_type(slot).may_be(&Type::Node) => slot,
                Some(slot) => return Err(type_conflict(name, &self.slot_type(slot), &Type::Node)),
                None => self.declare(&name.text, Type::Node),
            },
        };
        self.describe_node(slot, node, draft)?;
        Ok(slot)
    }

    /// Adds what a node pattern says of the node in `slot`.
    fn describe_node<'p>(&mut self, slot: Slot, node: &'p ast::NodePattern, draft: &mut Draft<'p>) -> Result<()> {
        let labels = split_labels(node.labels.as_ref())?.0.map(|labels| self.label_test(&labels, true));
        match draft.bound.nodes.iter_mut().find(|known| known.slot == slot) {
            Some(known) => known.labels = both(known.labels.take(), labels),
            None => draft.bound.nodes.push(BoundNode { slot, labels, span: node.span }),
        }
        draft.nodes.push((slot, node));
        Ok(())
    }

    pub(super) fn declare_rel<'p>(
        &mut self,
        rel: &'p ast::RelPattern,
        left: Slot,
        right: Slot,
        draft: &mut Draft<'p>,
    ) -> Result<Slot> {
        let ty = if rel.length.is_some() { Type::list(Type::Relationship) } else { Type::Relationship };
        let slot = match &rel.variable {
            None => self.new_slot(None, ty),
            Some(name) => match self.lookup(&name.text) {
                None => {
                    draft.own_rels.insert(Arc::clone(&name.text));
                    self.declare(&name.text, ty)
                }
                Some(_) if draft.own_rels.contains(&name.text) => return Err(repeated_rel(name)),
                Some(known) if self.slot_type(known).may_be(&ty) => {
                    let slot = self.new_slot(None, ty.clone());
                    let same = ExprKind::Compare(
                        ast::CompareOp::Equal,
                        Box::new(Expr::slot(slot, ty.clone(), name.span)),
                        Box::new(Expr::slot(known, ty, name.span)),
                    );
                    draft.bound.predicates.push(Expr::new(same, Type::Boolean, name.span));
                    slot
                }
                Some(known) => return Err(type_conflict(name, &self.slot_type(known), &ty)),
            },
        };
        let step = rel.length.as_ref().map(|_| self.new_slot(None, Type::Relationship));
        let types = self.rel_types(rel, step.unwrap_or(slot), draft)?;
        let length = rel.length.as_ref().map(|length| HopRange { min: length.min, max: length.max });
        draft.bound.rels.push(BoundRel {
            slot,
            left,
            right,
            types,
            direction: direction(rel.direction),
            length,
            step: None,
            scope: 0,
        });
        draft.rels.push((slot, step, rel));
        Ok(slot)
    }

    /// The types as a list; anything richer than alternatives becomes a predicate on the relationship.
    fn rel_types(&mut self, rel: &ast::RelPattern, element: Slot, draft: &mut Draft<'_>) -> Result<Vec<RelTypeId>> {
        let Some(types) = split_labels(rel.types.as_ref())?.0 else { return Ok(Vec::new()) };
        let test = self.label_test(&types, false);
        if let Some(types) = alternatives(&test) {
            return Ok(types);
        }
        if rel.length.is_none() {
            draft.bound.predicates.push(has_type(element, test, rel.span));
        }
        Ok(Vec::new())
    }

    /// Binds property maps and inline WHERE, now that every variable is known.
    pub(super) fn bind_elements(&mut self, draft: &mut Draft<'_>) -> Result<()> {
        for (slot, node) in std::mem::take(&mut draft.nodes) {
            let element = Expr::slot(slot, Type::Node, node.span);
            for label in split_labels(node.labels.as_ref())?.1 {
                draft.bound.predicates.push(self.computed_test_of(slot, true, &label)?);
            }
            self.property_predicates(&element, node.properties.as_ref(), &mut draft.bound.predicates)?;
            if let Some(predicate) = &node.predicate {
                let condition = self.condition(predicate)?;
                split_conjunction(condition, &mut draft.bound.predicates);
            }
        }
        for (slot, step, rel) in std::mem::take(&mut draft.rels) {
            let filter = self.rel_predicates(step.unwrap_or(slot), step.is_some(), rel)?;
            let Some(step) = step else {
                draft.bound.predicates.extend(filter);
                continue;
            };
            let Some(predicate) = conjunction(filter, rel.span) else { continue };
            let rels = draft.bound.rels.iter_mut().chain(draft.bound.shortest.iter_mut().map(|s| &mut s.rel));
            if let Some(bound) = rels.into_iter().find(|bound| bound.slot == slot) {
                bound.step = Some(StepFilter { slot: step, predicate });
            }
        }
        Ok(())
    }

    fn rel_predicates(&mut self, element: Slot, is_step: bool, rel: &ast::RelPattern) -> Result<Vec<Expr>> {
        let mut predicates = Vec::new();
        let (plain, computed) = split_labels(rel.types.as_ref())?;
        for label in computed {
            predicates.push(self.computed_test_of(element, false, &label)?);
        }
        if is_step
            && let Some(types) = &plain
            && let test = self.label_test(types, false)
            && alternatives(&test).is_none()
        {
            predicates.push(has_type(element, test, rel.span));
        }
        let target = Expr::slot(element, Type::Relationship, rel.span);
        self.property_predicates(&target, rel.properties.as_ref(), &mut predicates)?;
        if let Some(predicate) = &rel.predicate {
            let condition = self.with_locals(|binder| {
                if let Some(name) = &rel.variable {
                    binder.scope.insert(&name.text, element);
                }
                binder.condition(predicate)
            })?;
            split_conjunction(condition, &mut predicates);
        }
        Ok(predicates)
    }

    /// `{key: value, …}` of a pattern as equalities.
    pub(super) fn property_predicates(
        &mut self,
        element: &Expr,
        properties: Option<&ast::Expr>,
        predicates: &mut Vec<Expr>,
    ) -> Result<()> {
        let Some(properties) = properties else { return Ok(()) };
        let ast::ExprKind::Map(entries) = &properties.kind else {
            let message = "a parameter cannot stand for the properties of a pattern that is matched";
            return Err(Diagnostic::syntax(Detail::InvalidParameterUse, message)
                .at(properties.span)
                .hint("name the properties: `{name: $name}`"));
        };
        for (key, value) in entries {
            let value = self.value_expr(value)?;
            self.warn_unknown_key(key);
            let property = self.property_of(element.clone(), key, key.span);
            let span = key.span.to(value.span);
            let kind = ExprKind::Compare(ast::CompareOp::Equal, Box::new(property), Box::new(value));
            predicates.push(Expr::new(kind, Type::Boolean, span));
        }
        Ok(())
    }
}

/// The graph's word for a direction.
pub(super) fn direction(direction: ast::Direction) -> Direction {
    match direction {
        ast::Direction::Outgoing => Direction::Outgoing,
        ast::Direction::Incoming => Direction::Incoming,
        ast::Direction::Both => Direction::Both,
    }
}

/// Cuts `a AND b AND c` into its parts.
pub(super) fn split_conjunction(expr: Expr, parts: &mut Vec<Expr>) {
    match expr.kind {
        ExprKind::Nary(ast::NaryOp::And, operands) => {
            for operand in operands {
                split_conjunction(operand, parts);
            }
        }
        _ => parts.push(expr),
    }
}

/// `a AND b AND c` of the parts; none of none.
pub(super) fn conjunction(mut parts: Vec<Expr>, span: Span) -> Option<Expr> {
    match parts.len() {
        0 | 1 => parts.pop(),
        _ => Some(Expr::new(ExprKind::Nary(ast::NaryOp::And, parts), Type::Boolean, span)),
    }
}

/// The error for a name that is declared again.
pub(super) fn already_bound(name: &ast::Name) -> Diagnostic {
    let message = format!("variable `{}` is already bound", name.text);
    Diagnostic::syntax(Detail::VariableAlreadyBound, message).at(name.span).hint("use another name")
}

/// The error for a variable that is two kinds of thing.
pub(super) fn type_conflict(name: &ast::Name, is: &Type, wanted: &Type) -> Diagnostic {
    let (is, wanted) = (is.in_words(), wanted.in_words());
    let message = format!("variable `{}` is {is} and cannot be used as {wanted}", name.text);
    Diagnostic::syntax(Detail::VariableTypeConflict, message).at(name.span)
}

fn repeated_rel(name: &ast::Name) -> Diagnostic {
    let message = format!("relationship `{}` stands twice in one pattern", name.text);
    Diagnostic::syntax(Detail::RelationshipUniquenessViolation, message)
        .at(name.span)
        .hint("a pattern never uses a relationship twice; write a second MATCH")
}

fn shortest_shape(span: Span) -> Diagnostic {
    Diagnostic::syntax(
        Detail::UnexpectedSyntax,
        "a shortest path is asked between two nodes, over one relationship pattern",
    )
    .at(span)
    .hint("write for example `shortestPath((a)-[:TYPE*]-(b))`")
}

/// Which of the matching paths are wanted.
enum Wanted {
    /// Every walk.
    Walks,
    /// `shortestPath`, or `allShortestPaths` (true).
    Function(bool),
    /// Some of each pair of ends.
    Chosen(PathChoice),
}

impl Wanted {
    fn of(path: &ast::PathPattern) -> Self {
        let chosen = |count, groups| Self::Chosen(PathChoice { count, groups });
        match path.selector {
            ast::Selector::All => Self::Walks,
            ast::Selector::ShortestPath => Self::Function(false),
            ast::Selector::AllShortestPaths => Self::Function(true),
            // Any path will do, and the shortest are the ones found first.
            ast::Selector::Shortest(count) | ast::Selector::Any(count) => chosen(count, false),
            ast::Selector::AllShortest => chosen(1, true),
            ast::Selector::ShortestGroups(count) => chosen(count, true),
        }
    }
}

/// A selected path is the only one with relationships in its MATCH: what else could a relationship that both want mean?
fn check_selectors(pattern: &ast::Pattern) -> Result<()> {
    let long = |path: &&ast::PathPattern| !matches!(path.elements.as_slice(), [ast::PathElement::Node(_)]);
    let chosen = pattern.paths.iter().find(|path| matches!(Wanted::of(path), Wanted::Chosen(_)));
    match chosen {
        Some(path) if pattern.paths.iter().filter(long).count() > 1 => {
            let message = "a path with a selector is the only one with relationships in its MATCH";
            Err(Diagnostic::syntax(Detail::InvalidClauseComposition, message)
                .at(path.span)
                .hint("give the other paths a MATCH of their own"))
        }
        _ => Ok(()),
    }
}

fn same_node(a: Slot, b: Slot, span: Span) -> Expr {
    let side = |slot| Box::new(Expr::slot(slot, Type::Node, span));
    Expr::new(ExprKind::Compare(ast::CompareOp::Equal, side(a), side(b)), Type::Boolean, span)
}

/// The types of `A|B|C`; none when the test says more.
fn alternatives(test: &LabelTest) -> Option<Vec<RelTypeId>> {
    match test {
        LabelTest::Name { rel_type, .. } => Some(vec![*rel_type]),
        LabelTest::Or(parts) => {
            let mut types = Vec::new();
            for part in parts {
                for rel_type in alternatives(part)? {
                    if !types.contains(&rel_type) {
                        types.push(rel_type);
                    }
                }
            }
            Some(types)
        }
        LabelTest::Wildcard | LabelTest::Not(_) | LabelTest::And(_) => None,
    }
}

fn has_type(rel: Slot, test: LabelTest, span: Span) -> Expr {
    let operand = Box::new(Expr::slot(rel, Type::Relationship, span));
    Expr::new(ExprKind::HasLabels(operand, test), Type::Boolean, span)
}

fn both(a: Option<LabelTest>, b: Option<LabelTest>) -> Option<LabelTest> {
    match (a, b) {
        (Some(a), Some(b)) if a == b => Some(a),
        (Some(a), Some(b)) => Some(LabelTest::And(vec![a, b])),
        (a, b) => a.or(b),
    }
}
