//! Quantified groups: one walk through a group is a query graph of its own, its variables are lists outside.
//!
//! Inside a group its own variables are single elements; besides them it sees what earlier clauses bound, nothing else
//! of its MATCH. A group of one relationship without a test on its nodes is a relationship of variable length.
//!
//! ```text
//! (x) ((a)-[r:R]->(b) WHERE a.k < b.k){1,3} (y)
//! repeat x…y 1..3 of { nodes a, b · rel r: a→b · a.k < b.k }   a, r, b outside: lists
//! ```

use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::bound::{BoundPattern, BoundRel, BoundRepeat, BoundSegment, HopRange, StepFilter};
use super::chain::{Chain, Group, Link, check_selector};
use super::expr::{Expr, ExprKind, Slot};
use super::pattern::{Draft, conjunction, split_conjunction};
use super::scope::{Binder, Scope};
use crate::diagnostic::{Detail, Diagnostic, Result, Span};
use crate::functions;
use crate::syntax::ast;
use crate::value::{Type, Value};

/// One stretch of a path, to be bound with names of its own.
pub(super) struct Stretch<'p> {
    pub(super) chain: Chain<'p>,
    /// The name of the path of one walk.
    pub(super) name: Option<&'p ast::Name>,
    pub(super) span: Span,
}

/// A bound stretch: its query graph, its first and last node, its relationships.
pub(super) struct BoundStretch {
    pub(super) pattern: BoundPattern,
    pub(super) start: Slot,
    pub(super) end: Slot,
    pub(super) steps: Vec<Slot>,
    /// The names it declares.
    pub(super) names: Vec<(Arc<str>, Slot)>,
}

impl Binder<'_> {
    /// Binds a quantified group; its names become lists in the scope.
    pub(super) fn quantified_group(
        &mut self,
        group: &Group<'_>,
        before: &Scope,
        draft: &mut Draft<'_>,
    ) -> Result<BoundSegment> {
        check_selector(group.path)?;
        let mut chain = Chain::of(group.path)?;
        if chain.links.is_empty() {
            let message = "a quantified group needs at least one relationship";
            return Err(Diagnostic::syntax(Detail::UnexpectedSyntax, message)
                .at(group.span)
                .hint("write for example `((a)-->(b)){1,3}`"));
        }
        if chain.links.iter().any(Link::repeats) {
            let message = "a quantified group cannot hold another quantifier or a relationship of variable length";
            return Err(Diagnostic::syntax(Detail::UnexpectedSyntax, message).at(group.span));
        }
        chain.conditions.extend(group.predicate);
        let stretch = Stretch { chain, name: group.path.variable.as_ref(), span: group.span };
        let bound = self.stretch(&stretch, before)?;
        let length = HopRange { min: group.length.min, max: group.length.max };
        let segment = self.repeated(bound, length);
        for rel in &segment.pattern.rels {
            if let Some(name) = self.slots.get(rel.slot.0 as usize).and_then(|info| info.name.clone()) {
                draft.own_rels.insert(name);
            }
        }
        Ok(segment)
    }

    /// Binds a stretch in a scope of its own: the names of `sees` and those it declares itself.
    pub(super) fn stretch(&mut self, stretch: &Stretch<'_>, sees: &Scope) -> Result<BoundStretch> {
        for name in stretch.names() {
            if self.scope.get(&name.text).is_some() || sees.get(&name.text).is_some() {
                let message =
                    format!("variable `{}` is already bound, a part of a path has its own variables", name.text);
                return Err(Diagnostic::syntax(Detail::VariableAlreadyBound, message)
                    .at(name.span)
                    .hint("use another name"));
            }
        }
        let whole = std::mem::replace(&mut self.scope, sees.clone());
        let bound = self.stretch_inside(stretch, sees);
        let inner = std::mem::replace(&mut self.scope, whole);
        let mut bound = bound.map_err(|error| match error.detail() {
            Detail::UndefinedVariable => error.hint(
                "a part of a path sees its own variables and those of earlier clauses, not the rest of its MATCH",
            ),
            _ => error,
        })?;
        let names = inner.iter().filter(|(name, _)| sees.get(name).is_none());
        bound.names = names.map(|(name, slot)| (Arc::clone(name), slot)).collect();
        Ok(bound)
    }

    fn stretch_inside(&mut self, stretch: &Stretch<'_>, sees: &Scope) -> Result<BoundStretch> {
        let mut draft = Draft::default();
        let (start, steps) = self.declare_chain(&stretch.chain, stretch.span, sees, &mut draft)?;
        let end = draft.bound.rels.last().map_or(start, |rel| rel.right);
        if let Some(name) = stretch.name {
            let value = ExprKind::Path { start, steps: steps.clone() };
            let slot = self.declare(&name.text, Type::Path);
            draft.bound.paths.push((slot, Expr::new(value, Type::Path, stretch.span)));
        }
        self.bind_elements(&mut draft)?;
        for condition in &stretch.chain.conditions {
            let condition = self.condition(condition)?;
            split_conjunction(condition, &mut draft.bound.predicates);
        }
        Ok(BoundStretch { pattern: draft.bound, start, end, steps, names: Vec::new() })
    }

    /// A stretch that is walked several times: its names stand for lists from here on.
    pub(super) fn repeated(&mut self, bound: BoundStretch, length: HopRange) -> BoundSegment {
        let BoundStretch { pattern, start, end, steps, names } = bound;
        let (mut groups, mut rels) = (Vec::new(), None);
        for (name, slot) in names {
            let ty = self.slot_type(slot);
            let list = self.declare(&name, Type::list(ty));
            if steps == [slot] {
                rels = Some(list);
            } else {
                groups.push((slot, list));
            }
        }
        let rels = rels.unwrap_or_else(|| self.new_slot(None, Type::list(Type::Relationship)));
        BoundSegment { pattern, start, end, steps, length, rels, groups, singles: Vec::new() }
    }

    /// Adds a group between two nodes: as a relationship of variable length where that is the same.
    pub(super) fn add_repeat(
        &self,
        segment: BoundSegment,
        (left, right): (Slot, Slot),
        span: Span,
        draft: &mut Draft<'_>,
    ) {
        match self.as_rel(&segment, (left, right), span) {
            Some((rel, lists)) => {
                draft.bound.rels.push(rel);
                draft.bound.paths.extend(lists);
            }
            None => draft.bound.repeats.push(BoundRepeat { left, right, segment }),
        }
    }

    /// A segment as a relationship of variable length, with the lists of its nodes, where no test reads its nodes.
    pub(super) fn as_rel(
        &self,
        segment: &BoundSegment,
        (left, right): (Slot, Slot),
        span: Span,
    ) -> Option<(BoundRel, Vec<(Slot, Expr)>)> {
        let [rel] = segment.pattern.rels.as_slice() else { return None };
        let pattern = &segment.pattern;
        let ends = FxHashSet::from_iter([segment.start, segment.end]);
        let plain = segment.start != segment.end
            && segment.singles.is_empty()
            && pattern.paths.is_empty()
            && pattern.nodes.iter().all(|node| node.labels.is_none())
            && !pattern.predicates.iter().any(|predicate| self.reads_any(predicate, &ends));
        if !plain {
            return None;
        }
        let step = conjunction(pattern.predicates.clone(), span);
        let step = step.map(|predicate| StepFilter { slot: rel.slot, predicate });
        let lists = segment.groups.iter().map(|(inner, list)| {
            let value = node_list(left, segment.rels, *inner == segment.start, span)?;
            Some((*list, value))
        });
        let lists = lists.collect::<Option<Vec<_>>>()?;
        let rel = BoundRel {
            slot: segment.rels,
            left,
            right,
            types: rel.types.clone(),
            direction: rel.direction,
            length: Some(segment.length),
            step,
            scope: 0,
        };
        Some((rel, lists))
    }

    fn reads_any(&self, expr: &Expr, slots: &FxHashSet<Slot>) -> bool {
        let mut found = false;
        expr.walk(&mut |part| {
            found |= match &part.kind {
                ExprKind::Slot(slot) => slots.contains(slot),
                ExprKind::Path { start, steps } => std::iter::once(start).chain(steps).any(|slot| slots.contains(slot)),
                ExprKind::Subquery(id) => {
                    let uses = self.subqueries.get(id.0 as usize).map(|subquery| &subquery.uses);
                    uses.is_none_or(|uses| uses.iter().any(|slot| slots.contains(slot)))
                }
                _ => false,
            };
        });
        found
    }
}

impl<'p> Stretch<'p> {
    fn names(&self) -> impl Iterator<Item = &'p ast::Name> + '_ {
        let nodes = self.chain.nodes.iter().flatten().filter_map(|node| node.variable.as_ref());
        let rels = self.chain.links.iter().filter_map(|link| match link {
            Link::Rel(rel) => rel.variable.as_ref(),
            Link::Group(_) => None,
        });
        nodes.chain(rels).chain(self.name)
    }
}

/// The nodes at which the relationships of a walk begin (all but the last), or end (all but the first).
fn node_list(start: Slot, rels: Slot, begins: bool, span: Span) -> Option<Expr> {
    let path = Expr::new(ExprKind::Path { start, steps: vec![rels] }, Type::Path, span);
    let id = functions::lookup("nodes")?;
    let ty = Type::list(Type::Node);
    let nodes = Box::new(Expr::new(ExprKind::Function { id, arguments: vec![path] }, ty.clone(), span));
    let bound = |at| Some(Box::new(Expr::new(ExprKind::Literal(Value::Integer(at)), Type::Integer, span)));
    let slice = if begins { ExprKind::Slice(nodes, None, bound(-1)) } else { ExprKind::Slice(nodes, bound(1), None) };
    Some(Expr::new(slice, ty, span))
}
