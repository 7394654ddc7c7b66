//! Whether a whole graph holds together: the ends of every relationship, every index, every constraint.
//!
//! Unlike [`Workspace::check`], which looks at what a statement changed, this looks at everything: it is for a store that
//! may be damaged in a way that checksums cannot show.

use super::edit::Workspace;
use crate::graph::schema::ConstraintDefinition;
use crate::value::RelId;

/// Relationships looked at between two looks at the set of all.
const BATCH: usize = 4096;

impl Workspace {
    /// What does not hold together, a sentence each, in the order of the elements; empty for a sound graph.
    pub(crate) fn problems(&self) -> Vec<String> {
        let mut problems = self.broken_ends();
        for index in self.view.indexes() {
            let problem = self.view.index_problem(index.id);
            problems.extend(problem.map(|why| format!("the index `{}` does not fit the graph: {why}", index.name)));
        }
        problems.extend(self.view.constraints().iter().filter_map(|constraint| self.violation(constraint)));
        problems
    }

    fn broken_ends(&self) -> Vec<String> {
        let mut problems = Vec::new();
        let mut next = Some(0);
        while let Some(from) = next {
            let mut rels: Vec<RelId> = Vec::new();
            next = self.view.scan_rels(from, BATCH, &mut rels);
            for rel in rels {
                let Some(record) = self.view.rel(rel) else {
                    problems.push(format!("relationship {} has no type and no ends", rel.0));
                    continue;
                };
                let name = self.view.tokens().rel_type_name(record.rel_type);
                for (verb, node) in [("starts", record.start), ("ends", record.end)] {
                    if !self.view.contains_node(node) {
                        problems.push(format!(
                            "relationship {} [:{name}] {verb} at node {}, which does not exist",
                            rel.0, node.0
                        ));
                    }
                }
            }
        }
        problems
    }

    fn violation(&self, constraint: &ConstraintDefinition) -> Option<String> {
        self.check_all(constraint).err().map(|why| why.message().to_owned())
    }
}
