//! A whole graph as tables: one for each set of labels, one for each type of relationship.
//!
//! ```text
//! (:Person:Author {…})  →  nodes-Person-Author          id, labels        and the properties
//! -[:KNOWS {…}]->       →  relationships-KNOWS          start, end, type  and the properties
//! ```

use std::collections::BTreeMap;
use std::sync::Arc;

use wasl::{Map, NodeId, Session};

use super::elements::{Failure, each_node, each_relationship};

/// What stands before the properties of a row.
pub(super) enum Head {
    Node { id: NodeId, labels: Vec<Arc<str>> },
    Relationship { start: NodeId, end: NodeId, rel_type: Arc<str> },
}

/// One table.
pub(super) struct Sheet {
    /// The name of its file without the ending: every file system takes it, and no other sheet has it.
    pub(super) name: String,
    /// Whether its rows are nodes.
    pub(super) of_nodes: bool,
    pub(super) rows: Vec<(Head, Map)>,
}

/// All tables, nodes first, by their labels and types.
pub(super) fn sheets(session: &mut Session) -> Result<Vec<Sheet>, Failure> {
    let mut nodes: BTreeMap<Vec<Arc<str>>, Vec<(Head, Map)>> = BTreeMap::new();
    each_node(session, |node| {
        let head = Head::Node { id: node.id, labels: node.labels.clone() };
        nodes.entry(node.labels).or_default().push((head, node.properties));
        Ok(())
    })?;
    let mut rels: BTreeMap<Arc<str>, Vec<(Head, Map)>> = BTreeMap::new();
    each_relationship(session, |rel| {
        let head = Head::Relationship { start: rel.start, end: rel.end, rel_type: Arc::clone(&rel.rel_type) };
        rels.entry(rel.rel_type).or_default().push((head, rel.properties));
        Ok(())
    })?;
    let mut taken = Vec::new();
    let mut all = Vec::new();
    for (labels, rows) in nodes {
        all.push(Sheet { name: file_name("nodes", &labels.join("-"), &mut taken), of_nodes: true, rows });
    }
    for (rel_type, rows) in rels {
        all.push(Sheet { name: file_name("relationships", &rel_type, &mut taken), of_nodes: false, rows });
    }
    Ok(all)
}

fn file_name(kind: &str, of: &str, taken: &mut Vec<String>) -> String {
    let safe: String = of.chars().map(|c| if c.is_alphanumeric() || "_-".contains(c) { c } else { '_' }).collect();
    let safe: String = safe.chars().take(80).collect();
    let plain = if safe.is_empty() { kind.to_owned() } else { format!("{kind}-{safe}") };
    let mut name = plain.clone();
    let mut number = 2;
    while taken.contains(&name.to_lowercase()) {
        name = format!("{plain}-{number}");
        number += 1;
    }
    taken.push(name.to_lowercase());
    name
}
