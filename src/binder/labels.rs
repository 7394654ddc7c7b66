//! Computed labels and types, `$(expression)`: a name, or a list of names of which all (or, with `$any`, one) must fit.
//!
//! They stand alone or beside plain labels behind `&`. In a pattern they are a condition on the element:
//!
//! ```text
//! MATCH (n:A&$(x))   →   MATCH (n:A) WHERE all(label IN x WHERE label IN labels(n))
//! ```

use std::sync::Arc;

use super::expr::{Expr, Slot};
use super::scope::Binder;
use crate::diagnostic::{Detail, Diagnostic, Result, Span};
use crate::syntax::ast::{self, ComputedLabel, ExprKind, LabelExpr, Quantifier};

/// Names that no text can have.
const ELEMENT: &str = "  element";
const LABEL: &str = "  label";

/// The plain part of a label expression, and the computed labels beside it. A written-out text is plain.
///
/// # Errors
/// `NotSupported` for a computed label under `|` or `!`.
pub(super) fn split_labels(labels: Option<&LabelExpr>) -> Result<(Option<LabelExpr>, Vec<ComputedLabel>)> {
    let (mut plain, mut computed) = (Vec::new(), Vec::new());
    if let Some(labels) = labels {
        split(labels, &mut plain, &mut computed)?;
    }
    let plain = match plain.len() {
        0 | 1 => plain.pop(),
        _ => Some(LabelExpr::And(plain)),
    };
    Ok((plain, computed))
}

fn split(labels: &LabelExpr, plain: &mut Vec<LabelExpr>, computed: &mut Vec<ComputedLabel>) -> Result<()> {
    match labels {
        LabelExpr::Computed(label) => match &label.names.kind {
            ExprKind::String(text) if !text.is_empty() => {
                plain.push(LabelExpr::Name(ast::Name { text: Arc::clone(text), span: label.span }));
            }
            _ => computed.push(label.clone()),
        },
        LabelExpr::And(parts) => return parts.iter().try_for_each(|part| split(part, plain, computed)),
        other => {
            if let Some(span) = first_computed(other) {
                let message = "a computed label stands alone or beside others behind `&`";
                return Err(Diagnostic::syntax(Detail::NotSupported, message)
                    .at(span)
                    .hint("compare names in WHERE: `$label IN labels(n) OR n:Person`"));
            }
            plain.push(other.clone());
        }
    }
    Ok(())
}

/// The place of a computed label, where there is one.
pub(super) fn first_computed(labels: &LabelExpr) -> Option<Span> {
    match labels {
        LabelExpr::Computed(label) => Some(label.span),
        LabelExpr::Not(inner) => first_computed(inner),
        LabelExpr::And(parts) | LabelExpr::Or(parts) => parts.iter().find_map(first_computed),
        LabelExpr::Name(_) | LabelExpr::Wildcard(_) => None,
    }
}

impl Binder<'_> {
    /// As [`Self::computed_test`] for the element in a slot.
    pub(super) fn computed_test_of(&mut self, slot: Slot, of_node: bool, label: &ComputedLabel) -> Result<Expr> {
        self.with_locals(|binder| {
            binder.scope.insert(&ELEMENT.into(), slot);
            let element = ast::Expr { kind: ExprKind::Variable(ELEMENT.into()), span: label.span };
            binder.computed_test(&element, of_node, label)
        })
    }

    /// Whether an element has the labels (`of_node`) or the type that are computed for the row.
    pub(super) fn computed_test(&mut self, element: &ast::Expr, of_node: bool, label: &ComputedLabel) -> Result<Expr> {
        let span = label.span;
        let at = |kind| ast::Expr { kind, span };
        let name = |text: &str| ast::Name { text: text.into(), span };
        let call = |function: &str| {
            at(ExprKind::Function { name: name(function), distinct: false, arguments: vec![element.clone()] })
        };
        let own = if of_node { call("labels") } else { at(ExprKind::List(vec![call("type")])) };
        let one =
            ExprKind::IsTyped { operand: Box::new((*label.names).clone()), negated: false, type_name: "STRING".into() };
        let wanted = ExprKind::Case {
            operand: None,
            branches: vec![(vec![at(one)], at(ExprKind::List(vec![(*label.names).clone()])))],
            otherwise: Some(label.names.clone()),
        };
        let within = ExprKind::Binary(ast::BinaryOp::In, Box::new(at(ExprKind::Variable(LABEL.into()))), Box::new(own));
        let test = ExprKind::Quantifier {
            quantifier: if label.any { Quantifier::Any } else { Quantifier::All },
            variable: name(LABEL),
            list: Box::new(at(wanted)),
            predicate: Some(Box::new(at(within))),
        };
        self.condition(&at(test))
    }
}
