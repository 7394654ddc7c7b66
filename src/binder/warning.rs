//! Warnings of a read: labels, types and property keys that the graph does not have.

use std::sync::Arc;

use super::scope::Binder;
use crate::diagnostic::{Class, Detail, Diagnostic, Phase, did_you_mean};
use crate::syntax::ast;

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
        let written = &self.written;
        self.warnings.drain(..).filter(|(name, _)| !written.contains(name)).map(|(_, warning)| warning).collect()
    }
}
