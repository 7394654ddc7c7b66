//! Path selectors: `SHORTEST k`, `ANY k`, `ALL SHORTEST`, `SHORTEST k GROUPS` over a whole path.
//!
//! The path is cut into segments: stretches that are walked once, and relationships or groups that are walked several
//! times. What stands inside the path says which paths there are; the WHERE of the MATCH is asked of the chosen ones.
//! The end nodes are nodes of the MATCH like any other, since paths are chosen for each pair of ends.
//!
//! ```text
//! SHORTEST 2 (a)-[:R]->(m)-[:S]->+(b)
//! selection a…b, 2:  segment { ()-[:R]->(m) } once · segment { ()-[:S]->() } 1..
//! ```

use super::bound::{BoundSegment, BoundSelection, BoundShortest, HopRange, PathChoice};
use super::chain::{Chain, Link};
use super::expr::Slot;
use super::group::Stretch;
use super::pattern::{Draft, split_conjunction};
use super::scope::{Binder, Scope};
use crate::diagnostic::{Detail, Diagnostic, Result, Span};
use crate::syntax::ast;
use crate::value::Type;

/// A part of the path between two links that repeat.
enum Part<'p> {
    Once(Chain<'p>),
    Several(Link<'p>),
}

impl Binder<'_> {
    /// Declares a path with a selector.
    pub(super) fn declare_selection<'p>(
        &mut self,
        path: &'p ast::PathPattern,
        chain: &Chain<'p>,
        (choice, before): (PathChoice, &Scope),
        draft: &mut Draft<'p>,
    ) -> Result<()> {
        let (Some(first), Some(last)) = (chain.nodes.first(), chain.nodes.last()) else {
            return Err(Diagnostic::internal("a path without nodes"));
        };
        let left = self.declare_joined(first, path.span, draft)?;
        let right = self.declare_joined(last, path.span, draft)?;
        let ends = self.scope.clone();
        let mut segments = Vec::new();
        for part in parts(chain) {
            let segment = match part {
                Part::Once(chain) => self.walked_once(chain, path.span, &ends)?,
                Part::Several(Link::Group(group)) => self.quantified_group(&group, before, draft)?,
                Part::Several(Link::Rel(rel)) => self.repeated_rel(rel, &ends)?,
            };
            segments.push(segment);
        }
        let named = self.named_path(path, (left, segments.iter().map(|segment| segment.rels).collect()))?;
        let mut filter = Vec::new();
        for condition in &chain.conditions {
            let condition = self.condition(condition)?;
            split_conjunction(condition, &mut filter);
        }
        if let ([segment], true) = (segments.as_slice(), filter.is_empty() && choice.count == 1)
            && segment.length.min <= 1
            && let Some((rel, lists)) = self.as_rel(segment, (left, right), path.span)
        {
            draft.bound.paths.extend(lists);
            draft.bound.shortest.push(BoundShortest { rel, all: choice.groups, takes_predicates: false, path: named });
            return Ok(());
        }
        let path = if filter.is_empty() {
            draft.bound.paths.extend(named);
            None
        } else {
            named
        };
        draft.bound.selections.push(BoundSelection { left, right, segments, choice, filter, path });
        Ok(())
    }

    /// A stretch without quantifiers: its names stand for single elements.
    fn walked_once(&mut self, chain: Chain<'_>, span: Span, ends: &Scope) -> Result<BoundSegment> {
        let bound = self.stretch(&Stretch { chain, name: None, span }, ends)?;
        let mut singles: Vec<Slot> = Vec::new();
        for (name, slot) in &bound.names {
            self.scope.insert(name, *slot);
            if !singles.contains(slot) {
                singles.push(*slot);
            }
        }
        Ok(BoundSegment {
            pattern: bound.pattern,
            start: bound.start,
            end: bound.end,
            steps: bound.steps,
            length: HopRange { min: 1, max: Some(1) },
            rels: self.new_slot(None, Type::list(Type::Relationship)),
            groups: Vec::new(),
            singles,
        })
    }

    /// A relationship with a length.
    fn repeated_rel(&mut self, rel: &ast::RelPattern, ends: &Scope) -> Result<BoundSegment> {
        let length = rel
            .length
            .as_ref()
            .map_or(HopRange { min: 1, max: Some(1) }, |length| HopRange { min: length.min, max: length.max });
        if length.max.is_some_and(|max| max == 0 || max < length.min) {
            let message = "a path with a selector cannot hold a relationship of this length";
            return Err(Diagnostic::syntax(Detail::NumberOutOfRange, message).at(rel.span));
        }
        let one = ast::RelPattern { length: None, ..rel.clone() };
        let chain = Chain { nodes: vec![Vec::new(), Vec::new()], links: vec![Link::Rel(&one)], conditions: Vec::new() };
        let bound = self.stretch(&Stretch { chain, name: None, span: rel.span }, ends)?;
        Ok(self.repeated(bound, length))
    }
}

/// Cuts a chain at the links that repeat. The ends of the chain are left out: they are described elsewhere.
fn parts<'p>(chain: &Chain<'p>) -> Vec<Part<'p>> {
    let mut parts = Vec::new();
    let empty = |node| Chain { nodes: vec![node], links: Vec::new(), conditions: Vec::new() };
    let mut current = empty(Vec::new());
    let last = chain.links.len().saturating_sub(1);
    for (at, (link, node)) in chain.links.iter().zip(chain.nodes.iter().skip(1)).enumerate() {
        let node = if at == last { Vec::new() } else { node.clone() };
        if link.repeats() {
            let done = std::mem::replace(&mut current, empty(node));
            parts.extend(says_something(&done).then_some(Part::Once(done)));
            parts.push(Part::Several(*link));
        } else {
            current.links.push(*link);
            current.nodes.push(node);
        }
    }
    parts.extend(says_something(&current).then_some(Part::Once(current)));
    parts
}

fn says_something(chain: &Chain<'_>) -> bool {
    !chain.links.is_empty() || chain.nodes.iter().any(|node| !node.is_empty())
}
