//! Patterns: paths, nodes, relationships, groups, lengths and label expressions.
//!
//! Invariant: in a finished path two nodes never stand side by side, and a relationship never begins or ends a path.
//! What follows from meaning (one type in CREATE, directions, names) is left to the binder.

use crate::diagnostic::{Detail, Diagnostic, Result, Span};

use super::{Builder, malformed, mistake, next, span};
use crate::syntax::ast::{
    ComputedLabel, Direction, Expr, LabelExpr, Length, Name, NodePattern, PathElement, PathPattern, Pattern,
    RelPattern, Selector,
};
use crate::syntax::grammar::{Node, Rule};

impl<'t> Builder<'t> {
    /// `path, path, …`
    pub(super) fn pattern(&mut self, node: Node<'t>) -> Result<Pattern> {
        let place = self.trimmed(&node);
        let paths = node.into_inner().map(|part| self.path(part)).collect::<Result<_>>()?;
        Ok(Pattern { paths, span: place })
    }

    /// `[name =] [selector] element …`, also the path that a pattern predicate is.
    pub(super) fn path(&mut self, node: Node<'t>) -> Result<PathPattern> {
        let place = self.trimmed(&node);
        let (mut variable, mut selector, mut elements) = (None, Selector::All, Vec::new());
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::name => variable = Some(self.name(&part)),
                Rule::selector => selector = selector_of(part)?,
                Rule::shortest_call => (selector, elements) = self.shortest_call(part)?,
                _ => elements.extend(self.element(part)?),
            }
        }
        check_neighbours(&elements)?;
        Ok(PathPattern { variable, selector, elements, span: place })
    }

    /// `shortestPath(…)`, `allShortestPaths(…)`.
    pub(super) fn shortest_call(&mut self, node: Node<'t>) -> Result<(Selector, Vec<PathElement>)> {
        let (mut selector, mut elements) = (Selector::ShortestPath, Vec::new());
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::kw_shortestpath => selector = Selector::ShortestPath,
                Rule::kw_allshortestpaths => selector = Selector::AllShortestPaths,
                _ => elements.extend(self.element(part)?),
            }
        }
        check_neighbours(&elements)?;
        Ok((selector, elements))
    }

    fn element(&mut self, node: Node<'t>) -> Result<Option<PathElement>> {
        Ok(match node.as_rule() {
            Rule::node => Some(PathElement::Node(self.node_pattern(node)?)),
            Rule::relationship => Some(PathElement::Rel(self.rel_pattern(node)?)),
            Rule::group => Some(self.group(node)?),
            _ => None,
        })
    }

    fn group(&mut self, node: Node<'t>) -> Result<PathElement> {
        let place = self.trimmed(&node);
        let (mut path, mut predicate, mut quantifier) = (None, None, None);
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::path => path = Some(Box::new(self.nested(1, place, |builder| builder.path(part))?)),
                Rule::r#where => predicate = Some(self.condition(part)?),
                Rule::quantifier_mark => quantifier = Some(self.quantifier_mark(part)?),
                _ => {}
            }
        }
        Ok(PathElement::Group { path: path.ok_or_else(|| malformed("path"))?, predicate, quantifier, span: place })
    }

    fn node_pattern(&mut self, node: Node<'t>) -> Result<NodePattern> {
        let mut pattern =
            NodePattern { variable: None, labels: None, properties: None, predicate: None, span: self.trimmed(&node) };
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::name => pattern.variable = Some(self.name(&part)),
                Rule::node_labels => pattern.labels = Some(self.labels_of(part)?),
                Rule::properties => pattern.properties = Some(self.properties(part)?),
                Rule::r#where => pattern.predicate = Some(Box::new(self.condition(part)?)),
                _ => {}
            }
        }
        Ok(pattern)
    }

    fn rel_pattern(&mut self, node: Node<'t>) -> Result<RelPattern> {
        let mut pattern = RelPattern {
            variable: None,
            types: None,
            direction: Direction::Both,
            length: None,
            properties: None,
            predicate: None,
            span: self.trimmed(&node),
        };
        let (mut left, mut right) = (false, false);
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::left_end => left = part.into_inner().next().is_some(),
                Rule::right_end => right = part.into_inner().next().is_some(),
                Rule::detail => self.detail(part, &mut pattern)?,
                Rule::quantifier_mark => {
                    let length = self.quantifier_mark(part)?;
                    if pattern.length.is_some() {
                        return Err(mistake(length.span, "this relationship has a length already")
                            .hint("either `-[:T*1..3]->` or `-[:T]->{1,3}`"));
                    }
                    pattern.length = Some(length);
                }
                _ => {}
            }
        }
        pattern.direction = match (left, right) {
            (true, false) => Direction::Incoming,
            (false, true) => Direction::Outgoing,
            _ => Direction::Both,
        };
        Ok(pattern)
    }

    /// What stands in the square brackets of a relationship.
    fn detail(&mut self, node: Node<'t>, pattern: &mut RelPattern) -> Result<()> {
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::name => pattern.variable = Some(self.name(&part)),
                Rule::relationship_types => pattern.types = Some(self.labels_of(part)?),
                Rule::star_length => pattern.length = Some(self.star_length(part)?),
                Rule::properties => pattern.properties = Some(self.properties(part)?),
                Rule::r#where => pattern.predicate = Some(Box::new(self.condition(part)?)),
                _ => {}
            }
        }
        Ok(())
    }

    fn properties(&mut self, node: Node<'t>) -> Result<Expr> {
        let inner = next(&mut node.into_inner())?;
        self.atom(inner)
    }

    /// `*`, `*2`, `*1..`, `*..3`, `*1..3`
    fn star_length(&self, node: Node<'t>) -> Result<Length> {
        let place = self.trimmed(&node);
        let (low, high, ranged) = bounds(node)?;
        let max = if ranged { high } else { low };
        Ok(Length { min: low.unwrap_or(1), max, star_form: true, span: place })
    }

    /// `{2}`, `{1,3}`, `{,3}`, `+`, `*`
    fn quantifier_mark(&self, node: Node<'t>) -> Result<Length> {
        let place = self.trimmed(&node);
        let inner = next(&mut node.clone().into_inner())?;
        let (min, max) = match inner.as_rule() {
            Rule::plus_mark => (1, None),
            Rule::all_mark => (0, None),
            _ => {
                let (low, high, ranged) = bounds(node)?;
                (low.unwrap_or(0), if ranged { high } else { low })
            }
        };
        Ok(Length { min, max, star_form: false, span: place })
    }

    fn labels_of(&mut self, node: Node<'t>) -> Result<LabelExpr> {
        let inner = node.into_inner().last().ok_or_else(|| malformed("label"))?;
        self.label_expression(inner)
    }

    /// `A|B&!C`; a `label_conjunction` alone is one too.
    pub(super) fn label_expression(&mut self, node: Node<'t>) -> Result<LabelExpr> {
        let place = span(&node);
        if node.as_rule() == Rule::label_conjunction {
            return self.nested(2, place, |builder| builder.label_conjunction(node));
        }
        self.nested(2, place, |builder| {
            let mut parts =
                node.into_inner().map(|part| builder.label_conjunction(part)).collect::<Result<Vec<_>>>()?;
            match parts.pop() {
                Some(only) if parts.is_empty() => Ok(only),
                Some(last) => {
                    parts.push(last);
                    Ok(LabelExpr::Or(parts))
                }
                None => Err(malformed("label")),
            }
        })
    }

    fn label_conjunction(&mut self, node: Node<'t>) -> Result<LabelExpr> {
        let (mut terms, mut negations) = (Vec::new(), 0);
        for part in node.into_inner() {
            let place = span(&part);
            let mut term = match part.as_rule() {
                Rule::label_not => {
                    negations += 1;
                    continue;
                }
                Rule::any_name => LabelExpr::Name(self.name(&part)),
                Rule::label_wildcard => LabelExpr::Wildcard(place),
                Rule::computed_label => {
                    self.nested(negations, place, |builder| builder.computed_label(part)).map(LabelExpr::Computed)?
                }
                _ => {
                    let inner = next(&mut part.into_inner())?;
                    self.nested(negations, place, |builder| builder.label_expression(inner))?
                }
            };
            self.nested(negations, place, |_| Ok(()))?;
            for _ in 0..std::mem::take(&mut negations) {
                term = LabelExpr::Not(Box::new(term));
            }
            terms.push(term);
        }
        match terms.pop() {
            Some(only) if terms.is_empty() => Ok(only),
            Some(last) => {
                terms.push(last);
                Ok(LabelExpr::And(terms))
            }
            None => Err(malformed("label")),
        }
    }

    fn computed_label(&mut self, node: Node<'t>) -> Result<ComputedLabel> {
        let place = self.trimmed(&node);
        let (mut any, mut names) = (false, None);
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::computed_choice => any = part.as_str().eq_ignore_ascii_case("any"),
                Rule::expression => names = Some(Box::new(self.expression(part)?)),
                _ => {}
            }
        }
        Ok(ComputedLabel { any, names: names.ok_or_else(|| malformed("name"))?, span: place })
    }

    /// The labels of `:A:$(b)`, which are set or removed.
    pub(super) fn set_labels(&mut self, node: Node<'t>) -> Result<Vec<LabelExpr>> {
        let mut labels = Vec::new();
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::any_name => labels.push(LabelExpr::Name(self.name(&part))),
                Rule::computed_label => labels.push(LabelExpr::Computed(self.computed_label(part)?)),
                _ => {}
            }
        }
        Ok(labels)
    }

    /// The names of `:A:B`.
    pub(super) fn label_list(&self, node: Node<'t>) -> Vec<Name> {
        node.into_inner().filter(|part| part.as_rule() == Rule::any_name).map(|part| self.name(&part)).collect()
    }
}

/// The numbers before and behind the mark of a range, and whether there is a mark.
fn bounds(node: Node<'_>) -> Result<(Option<u32>, Option<u32>, bool)> {
    let (mut low, mut high, mut ranged) = (None, None, false);
    for part in node.into_inner() {
        match part.as_rule() {
            Rule::range_mark | Rule::comma_mark => ranged = true,
            Rule::count if ranged => high = Some(count(&part)?),
            Rule::count => low = Some(count(&part)?),
            _ => {}
        }
    }
    Ok((low, high, ranged))
}

fn count(node: &Node<'_>) -> Result<u32> {
    node.as_str().parse().map_err(|_| {
        Diagnostic::syntax(Detail::IntegerOverflow, format!("the length {} does not fit 32 bits", node.as_str()))
            .at(span(node))
    })
}

fn selector_of(node: Node<'_>) -> Result<Selector> {
    let (mut all, mut any, mut shortest, mut groups, mut number) = (false, false, false, false, None);
    for part in node.into_inner() {
        match part.as_rule() {
            Rule::kw_all => all = true,
            Rule::kw_any => any = true,
            Rule::kw_shortest => shortest = true,
            Rule::kw_groups => groups = true,
            Rule::count => number = Some((count(&part)?, span(&part))),
            _ => {}
        }
    }
    if let Some((0, place)) = number {
        return Err(mistake(place, "the number of paths must be at least 1"));
    }
    let number = number.map_or(1, |(number, _)| number);
    Ok(match (all, shortest) {
        (true, true) => Selector::AllShortest,
        (true, false) => Selector::All,
        (false, true) if groups => Selector::ShortestGroups(number),
        (false, true) => Selector::Shortest(number),
        (false, false) if any => Selector::Any(number),
        (false, false) => Selector::All,
    })
}

/// Refuses two nodes side by side and relationships without an end.
fn check_neighbours(elements: &[PathElement]) -> Result<()> {
    for pair in elements.windows(2) {
        match pair {
            [PathElement::Node(left), PathElement::Node(right)] => {
                return Err(mistake(right.span, "two nodes need a relationship between them")
                    .hint("`(a)-->(b)` is one path, `(a), (b)` are two")
                    .or_at(left.span));
            }
            [PathElement::Rel(_), PathElement::Rel(right)] => {
                return Err(dangling(right.span));
            }
            _ => {}
        }
    }
    match elements.last() {
        Some(PathElement::Rel(last)) => Err(dangling(last.span)),
        _ => Ok(()),
    }
}

fn dangling(place: Span) -> Diagnostic {
    mistake(place, "a relationship needs a node at both ends").hint("a node without a name or label is `()`")
}
