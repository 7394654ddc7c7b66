//! Patterns as text.

use crate::syntax::ast::{
    Direction, Expr, LabelExpr, Length, NodePattern, PathElement, PathPattern, Pattern, RelPattern, Selector,
};

use super::Printer;

impl Printer {
    pub(super) fn pattern(&mut self, pattern: &Pattern) {
        self.list(&pattern.paths, Self::path);
    }

    pub(super) fn path(&mut self, path: &PathPattern) {
        if let Some(variable) = &path.variable {
            self.name(variable);
            self.raw(" = ");
        }
        let selector = match path.selector {
            Selector::All => String::new(),
            Selector::ShortestPath => "shortestPath(".to_owned(),
            Selector::AllShortestPaths => "allShortestPaths(".to_owned(),
            Selector::Shortest(number) => format!("SHORTEST {number} "),
            Selector::AllShortest => "ALL SHORTEST ".to_owned(),
            Selector::ShortestGroups(number) => format!("SHORTEST {number} GROUPS "),
            Selector::Any(number) => format!("ANY {number} "),
        };
        self.raw(&selector);
        self.elements(&path.elements);
        if selector.ends_with('(') {
            self.raw(")");
        }
    }

    fn elements(&mut self, elements: &[PathElement]) {
        for element in elements {
            match element {
                PathElement::Node(node) => self.node(node),
                PathElement::Rel(rel) => self.rel(rel),
                PathElement::Group { path, predicate, quantifier, .. } => {
                    self.raw("(");
                    self.path(path);
                    self.condition(predicate.as_ref());
                    self.raw(")");
                    if let Some(length) = quantifier {
                        self.length(length);
                    }
                }
            }
        }
    }

    fn node(&mut self, node: &NodePattern) {
        self.raw("(");
        if let Some(variable) = &node.variable {
            self.name(variable);
        }
        self.filling(node.labels.as_ref(), None, node.properties.as_ref(), node.predicate.as_deref());
        self.raw(")");
    }

    fn rel(&mut self, rel: &RelPattern) {
        self.raw(if rel.direction == Direction::Incoming { "<-" } else { "-" });
        let star = rel.length.as_ref().filter(|length| length.star_form);
        let filled = rel.variable.is_some() || rel.types.is_some() || star.is_some();
        if filled || rel.properties.is_some() || rel.predicate.is_some() {
            self.raw("[");
            if let Some(variable) = &rel.variable {
                self.name(variable);
            }
            self.filling(rel.types.as_ref(), star, rel.properties.as_ref(), rel.predicate.as_deref());
            self.raw("]");
        }
        self.raw(if rel.direction == Direction::Outgoing { "->" } else { "-" });
        if let Some(length) = rel.length.as_ref().filter(|length| !length.star_form) {
            self.length(length);
        }
    }

    /// What follows the variable in the brackets of a node or relationship.
    fn filling(
        &mut self,
        labels: Option<&LabelExpr>,
        star: Option<&Length>,
        properties: Option<&Expr>,
        predicate: Option<&Expr>,
    ) {
        if let Some(labels) = labels {
            self.raw(":");
            self.labels(labels);
        }
        if let Some(star) = star {
            self.length(star);
        }
        if let Some(properties) = properties {
            self.gap();
            self.expr(properties);
        }
        self.condition(predicate);
    }

    /// ` WHERE predicate`, where there is one.
    pub(super) fn condition(&mut self, predicate: Option<&Expr>) {
        if let Some(predicate) = predicate {
            self.word("WHERE ");
            self.expr(predicate);
        }
    }

    fn length(&mut self, length: &Length) {
        let text = match (length.star_form, length.min, length.max) {
            (true, 1, None) | (false, 0, None) => "*".to_owned(),
            (true, min, None) => format!("*{min}.."),
            (true, min, Some(max)) if min == max => format!("*{min}"),
            (true, min, Some(max)) => format!("*{min}..{max}"),
            (false, 1, None) => "+".to_owned(),
            (false, min, None) => format!("{{{min},}}"),
            (false, min, Some(max)) if min == max => format!("{{{min}}}"),
            (false, min, Some(max)) => format!("{{{min},{max}}}"),
        };
        self.raw(&text);
    }

    /// A label expression; what binds looser than its place gets brackets.
    pub(super) fn labels(&mut self, labels: &LabelExpr) {
        match labels {
            LabelExpr::Name(name) => self.name(name),
            LabelExpr::Wildcard(_) => self.raw("%"),
            LabelExpr::Computed(label) => {
                self.raw(if label.any { "$any(" } else { "$(" });
                self.expr(&label.names);
                self.raw(")");
            }
            LabelExpr::Not(inner) => {
                self.raw("!");
                self.label_operand(inner, matches!(**inner, LabelExpr::And(_) | LabelExpr::Or(_)));
            }
            LabelExpr::And(terms) => {
                self.label_chain(terms, "&", |term| matches!(term, LabelExpr::And(_) | LabelExpr::Or(_)));
            }
            LabelExpr::Or(terms) => self.label_chain(terms, "|", |term| matches!(term, LabelExpr::Or(_))),
        }
    }

    fn label_chain(&mut self, terms: &[LabelExpr], operator: &str, bracketed: fn(&LabelExpr) -> bool) {
        for (position, term) in terms.iter().enumerate() {
            if position > 0 {
                self.raw(operator);
            }
            self.label_operand(term, bracketed(term));
        }
    }

    pub(super) fn label_operand(&mut self, labels: &LabelExpr, bracketed: bool) {
        if bracketed {
            self.raw("(");
        }
        self.labels(labels);
        if bracketed {
            self.raw(")");
        }
    }
}
