//! Warnings of a read: names that the graph does not have, patterns in pieces, comparisons with null.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::bound::BoundPattern;
use super::expr::{Expr, ExprKind, Slot};
use super::scope::Binder;
use crate::diagnostic::{Class, Detail, Diagnostic, Phase, did_you_mean};
use crate::syntax::ast::{self, CompareOp};

/// The nodes of a pattern in groups that are tied together.
struct Parts {
    /// The position of a node by the slots of it and of what hangs on it.
    positions: FxHashMap<Slot, usize>,
    /// Another node of the same group, itself for the first one.
    before: Vec<usize>,
    /// Groups that may stand alone, by any of their nodes.
    excused: Vec<usize>,
}

impl Parts {
    fn of(pattern: &BoundPattern) -> Self {
        let positions = pattern.nodes.iter().enumerate().map(|(at, node)| (node.slot, at)).collect();
        let mut parts = Self { positions, before: (0..pattern.nodes.len()).collect(), excused: Vec::new() };
        for rel in pattern.rels.iter().chain(pattern.shortest.iter().map(|shortest| &shortest.rel)) {
            parts.tie(rel.left, rel.right, [rel.slot]);
        }
        let lists = |segment: &super::bound::BoundSegment| {
            let groups = segment.groups.iter().map(|(_, list)| *list);
            groups.chain(segment.singles.iter().copied()).chain([segment.rels]).collect::<Vec<_>>()
        };
        for repeat in &pattern.repeats {
            parts.tie(repeat.left, repeat.right, lists(&repeat.segment));
        }
        for selection in &pattern.selections {
            parts.tie(selection.left, selection.right, selection.segments.iter().flat_map(lists));
        }
        for (slot, value) in pattern.paths.iter().chain(pattern.shortest.iter().filter_map(|s| s.path.as_ref())) {
            if let ExprKind::Path { start, .. } = &value.kind
                && let Some(at) = parts.position(*start)
            {
                parts.positions.insert(*slot, at);
            }
        }
        parts
    }

    fn position(&self, slot: Slot) -> Option<usize> {
        self.positions.get(&slot).copied()
    }

    fn tie(&mut self, left: Slot, right: Slot, hanging: impl IntoIterator<Item = Slot>) {
        let (Some(left), Some(right)) = (self.position(left), self.position(right)) else { return };
        self.join(left, right);
        self.positions.extend(hanging.into_iter().map(|slot| (slot, left)));
    }

    fn root(&self, node: usize) -> usize {
        let mut at = node;
        while let Some(before) = self.before.get(at).copied().filter(|before| *before != at) {
            at = before;
        }
        at
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        if let Some(before) = self.before.get_mut(a.max(b)) {
            *before = a.min(b);
        }
    }

    fn excuse(&mut self, node: usize) {
        self.excused.push(node);
    }

    /// The first node of the second group that may not stand alone.
    fn second_root(&self) -> Option<usize> {
        let excused: FxHashSet<usize> = self.excused.iter().map(|node| self.root(*node)).collect();
        (0..self.before.len()).filter(|at| self.root(*at) == *at && !excused.contains(at)).nth(1)
    }
}

impl Binder<'_> {
    /// Warns of a label (`of_node`) or relationship type that no element has.
    pub(super) fn warn_unknown_label(&mut self, name: &ast::Name, of_node: bool) {
        let graph = self.catalog.graph;
        if graph.node_count() == 0 {
            return;
        }
        let tokens = graph.tokens();
        let (known, what, detail, names) = if of_node {
            let known = tokens.find_label(&name.text).is_some_and(|label| graph.label_count(label) > 0);
            (known, "node has the label", Detail::UnknownLabel, tokens.label_names())
        } else {
            let known = tokens.find_rel_type(&name.text).is_some_and(|rel_type| graph.type_count(rel_type) > 0);
            (known, "relationship has the type", Detail::UnknownRelationshipType, tokens.rel_type_names())
        };
        if known {
            return;
        }
        let used = names.iter().map(|name| &**name).filter(|candidate| {
            if of_node {
                tokens.find_label(candidate).is_some_and(|label| graph.label_count(label) > 0)
            } else {
                tokens.find_rel_type(candidate).is_some_and(|rel_type| graph.type_count(rel_type) > 0)
            }
        });
        let near = did_you_mean(&name.text, used);
        self.warn(name, detail, format!("no {what} `{}`", name.text), near);
    }

    /// Warns of a property key that no element has.
    pub(super) fn warn_unknown_key(&mut self, key: &ast::Name) {
        let graph = self.catalog.graph;
        if graph.node_count() == 0 {
            return;
        }
        let tokens = graph.tokens();
        let used = |name: &str| {
            tokens.find_key(name).is_some_and(|key| graph.node_key_count(key) > 0 || graph.rel_key_count(key) > 0)
        };
        if used(&key.text) {
            return;
        }
        let names = tokens.key_names();
        let near = did_you_mean(&key.text, names.iter().map(|name| &**name).filter(|name| used(name)));
        let message = format!("no node or relationship has the property `{}`", key.text);
        self.warn(key, Detail::UnknownPropertyKey, message, near);
    }

    /// Warns of a part of a MATCH that nothing ties to the parts before it: neither a relationship, nor a variable that is
    /// bound already, nor a predicate over both. A part that is looked up by a constant is meant to be alone.
    pub(super) fn warn_cartesian_product(&mut self, pattern: &BoundPattern, bound: &FxHashSet<Slot>) {
        if pattern.nodes.len() < 2 {
            return;
        }
        let mut parts = Parts::of(pattern);
        for predicate in &pattern.predicates {
            let reads = self.reads(predicate);
            let here: Vec<usize> = reads.iter().filter_map(|slot| parts.position(*slot)).collect();
            here.windows(2).for_each(|pair| parts.join(pair[0], pair[1]));
            let known = reads.iter().any(|slot| parts.position(*slot).is_none() && bound.contains(slot));
            let constant = here.len() == 1 && matches!(&predicate.kind, ExprKind::Compare(CompareOp::Equal, ..));
            if let Some(first) = here.first().filter(|_| known || constant) {
                parts.excuse(*first);
            }
        }
        for (at, node) in pattern.nodes.iter().enumerate() {
            if bound.contains(&node.slot) {
                parts.excuse(at);
            }
        }
        let Some(span) = parts.second_root().and_then(|at| pattern.nodes.get(at)).map(|node| node.span) else { return };
        let message = "this part of the pattern is not connected to the part before it: every match of the one is combined with every match of the other";
        let warning =
            Diagnostic::new(Class::SemanticError, Phase::CompileTime, Detail::CartesianProduct, message).at(span).hint(
                "connect them by a relationship, a variable or a condition, or write two MATCH clauses if all combinations are wanted",
            );
        self.warnings.push((Arc::from(""), warning));
    }

    /// Warns of `n.x = null` and `n.x <> null`, which are null for every row.
    pub(super) fn warn_null_comparison(&mut self, operands: &[ast::Expr], operators: &[CompareOp]) {
        for (pair, op) in operands.windows(2).zip(operators) {
            let [left, right] = pair else { continue };
            let (value, null) = if matches!(left.kind, ast::ExprKind::Null) { (right, left) } else { (left, right) };
            let read = matches!(value.kind, ast::ExprKind::Property(..) | ast::ExprKind::Variable(_));
            let meant = match op {
                CompareOp::Equal => "IS NULL",
                CompareOp::NotEqual => "IS NOT NULL",
                _ => continue,
            };
            if read && matches!(null.kind, ast::ExprKind::Null) {
                let message = "a comparison with null is never true";
                let warning =
                    Diagnostic::new(Class::SemanticError, Phase::CompileTime, Detail::NullComparison, message)
                        .at(value.span.to(null.span))
                        .hint(format!("to ask for a value that is not there write {meant}"));
                self.warnings.push((Arc::from(""), warning));
            }
        }
    }

    /// The slots that an expression reads, those of its subqueries too.
    fn reads(&self, expr: &Expr) -> Vec<Slot> {
        let mut reads = Vec::new();
        expr.walk(&mut |part| match &part.kind {
            ExprKind::Slot(slot) => reads.push(*slot),
            ExprKind::Path { start, steps } => reads.extend(std::iter::once(start).chain(steps)),
            ExprKind::Subquery(id) => {
                let uses = self.subqueries.get(id.0 as usize).map(|subquery| subquery.uses.as_slice());
                reads.extend(uses.unwrap_or_default());
            }
            _ => {}
        });
        reads
    }

    fn warn(&mut self, name: &ast::Name, detail: Detail, message: String, near: Option<String>) {
        if self.warnings.iter().any(|(_, known)| known.detail() == detail && known.message() == message) {
            return;
        }
        let warning = Diagnostic::new(Class::SemanticError, Phase::CompileTime, detail, message).at(name.span);
        let warning = warning.maybe_hint(near.map(|near| format!("did you mean `{near}`?")));
        self.warnings.push((Arc::clone(&name.text), warning));
    }

    /// The warnings that are left when what the statement writes itself is known.
    pub(super) fn settled_warnings(&mut self) -> Vec<Diagnostic> {
        let (written, writes) = (&self.written, self.writes);
        // What is combined to be written is combined on purpose.
        let meant = |warning: &Diagnostic| writes && warning.detail() == Detail::CartesianProduct;
        let kept = |(name, warning): &(Arc<str>, Diagnostic)| !written.contains(name) && !meant(warning);
        self.warnings.drain(..).filter(kept).map(|(_, warning)| warning).collect()
    }
}
