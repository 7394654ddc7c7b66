//! Gathers the nodes and relationships of a result, each once, in the order in which they come.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use std::sync::Arc;

use wasl::{NodeData, NodeId, RelId, RelationshipData, Value};

use crate::render::elements::Elements;
use crate::render::renderer::{Ending, Renderer};

/// What a result shows as a graph. The ends of every relationship are among the nodes.
#[derive(Default)]
pub(crate) struct Graph {
    /// The nodes, each once.
    pub(crate) nodes: Vec<NodeData>,
    /// The relationships, each once.
    pub(crate) relationships: Vec<RelationshipData>,
    places: BTreeMap<NodeId, usize>,
    seen: BTreeSet<RelId>,
}

impl Graph {
    /// Adds what a value holds; elements that were deleted are left out.
    pub(crate) fn add(&mut self, value: &Value, elements: &dyn Elements) {
        match value {
            Value::Node(id) => self.add_node(*id, elements),
            Value::Relationship(id) => self.add_relationship(*id, elements),
            Value::Path(path) => {
                path.nodes.iter().for_each(|id| self.add_node(*id, elements));
                path.relationships.iter().for_each(|id| self.add_relationship(*id, elements));
            }
            Value::List(items) => items.iter().for_each(|item| self.add(item, elements)),
            Value::Map(map) => map.values().for_each(|value| self.add(value, elements)),
            _ => {}
        }
    }

    fn add_node(&mut self, id: NodeId, elements: &dyn Elements) {
        if self.places.contains_key(&id) {
            return;
        }
        if let Some(node) = elements.node(id) {
            self.places.insert(id, self.nodes.len());
            self.nodes.push(node);
        }
    }

    fn add_relationship(&mut self, id: RelId, elements: &dyn Elements) {
        if self.seen.contains(&id) {
            return;
        }
        let Some(rel) = elements.relationship(id) else { return };
        self.add_node(rel.start, elements);
        self.add_node(rel.end, elements);
        if self.places.contains_key(&rel.start) && self.places.contains_key(&rel.end) {
            self.seen.insert(id);
            self.relationships.push(rel);
        }
    }

    /// The places of the ends of each relationship among the nodes.
    pub(super) fn links(&self) -> Vec<(usize, usize)> {
        let place = |id: &NodeId| self.places.get(id).copied().unwrap_or(0);
        self.relationships.iter().map(|rel| (place(&rel.start), place(&rel.end))).collect()
    }

    /// The labels by which nodes are coloured (the first of each), the most frequent first; an empty name for none.
    pub(super) fn classes(&self) -> Vec<(Arc<str>, usize)> {
        let mut counts: BTreeMap<Arc<str>, usize> = BTreeMap::new();
        for node in &self.nodes {
            *counts.entry(class(node)).or_default() += 1;
        }
        let mut classes: Vec<_> = counts.into_iter().collect();
        classes.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        classes
    }
}

/// The label by which a node is coloured.
pub(super) fn class(node: &NodeData) -> Arc<str> {
    node.labels.first().cloned().unwrap_or_else(|| Arc::from(""))
}

/// A way to write a graph.
pub(super) type Form = fn(&Graph, &mut dyn Write) -> io::Result<()>;

/// The renderer of a form.
pub(in crate::render) fn renderer(form: Form) -> Box<dyn Renderer> {
    Box::new(Gather { graph: Graph::default(), form, columns: 0 })
}

struct Gather {
    graph: Graph,
    form: Form,
    columns: usize,
}

impl Renderer for Gather {
    fn begin(&mut self, columns: &[String], _: &mut dyn Write) -> io::Result<()> {
        self.columns = columns.len();
        Ok(())
    }

    fn row(&mut self, row: &[Value], elements: &dyn Elements, _: &mut dyn Write) -> io::Result<()> {
        row.iter().for_each(|value| self.graph.add(value, elements));
        Ok(())
    }

    fn finish(&mut self, _: &Ending<'_>, out: &mut dyn Write) -> io::Result<()> {
        if self.columns == 0 { Ok(()) } else { (self.form)(&self.graph, out) }
    }
}
