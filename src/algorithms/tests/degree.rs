//! Degrees against a naive count: with rows in the base and in the delta, types that lead out of the scope and such that
//! do not, loops and parallel relationships.

use std::sync::Arc;

use super::{Free, float, integer, texts};
use crate::algorithms::procedure;
use crate::graph::{LabelId, RelTypeId, Snapshot, Tokens, Workspace};
use crate::value::{Map, NodeId, RelId, Value};

const NODES: u32 = 1500;
const LABELS: [&str; 2] = ["Person", "Place"];
const TYPES: [&str; 3] = ["KNOWS", "AT", "NEAR"];

/// A graph with what it was made of: `KNOWS` joins persons, `AT` leads from persons to places, `NEAR` joins whatever.
/// Nodes from the middle on are places; nodes that can be divided by 50 have no label.
struct Mixed {
    snapshot: Snapshot,
    rels: Vec<(RelId, usize, u32, u32)>,
    labels: Vec<Option<usize>>,
    state: u64,
}

impl Mixed {
    fn new(gapless: bool) -> Self {
        let tokens = Arc::new(Tokens::default());
        let labels: Vec<LabelId> = LABELS.iter().map(|label| tokens.label(label)).collect();
        let types: Vec<RelTypeId> = TYPES.iter().map(|rel_type| tokens.rel_type(rel_type)).collect();
        assert_eq!(types, [RelTypeId(0), RelTypeId(1), RelTypeId(2)]);
        let mut workspace = Workspace::new(Snapshot::empty(tokens));
        let of = |node: u32| (gapless || !node.is_multiple_of(50)).then_some(usize::from(node >= NODES / 2));
        let mut mixed = Self {
            snapshot: workspace.view().clone(),
            rels: Vec::new(),
            labels: (0..NODES).map(of).collect(),
            state: 7,
        };
        for label in &mixed.labels {
            let label: Vec<LabelId> = label.iter().map(|label| labels[*label]).collect();
            workspace.create_node(&label, Vec::new()).unwrap();
        }
        mixed.snapshot = workspace.into_parts().0;
        mixed.with_rels(4000)
    }

    fn draw(&mut self, below: u32) -> u32 {
        self.state = self.state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.state >> 33) as u32 % below
    }

    fn with_rels(mut self, count: usize) -> Self {
        let mut workspace = Workspace::new(self.snapshot.clone());
        for _ in 0..count {
            let rel_type = self.draw(3) as usize;
            let (start, end) = loop {
                let (start, end) = (self.draw(NODES), self.draw(NODES));
                let end = if self.draw(20) == 0 { start } else { end };
                let labels = (self.labels[start as usize], self.labels[end as usize]);
                if rel_type == 2 || labels == (Some(0), Some(rel_type)) {
                    break (start, end);
                }
            };
            let of = RelTypeId(rel_type as u32);
            let rel = workspace.create_rel(of, NodeId(start), NodeId(end), Vec::new()).unwrap();
            self.rels.push((rel, rel_type, start, end));
        }
        self.snapshot = workspace.into_parts().0;
        self
    }

    fn without_some(mut self) -> Self {
        let mut workspace = Workspace::new(self.snapshot.clone());
        self.rels.retain(|(rel, ..)| !rel.0.is_multiple_of(3) || !workspace.delete_rel(*rel).unwrap());
        // A type leads out of the scope when the end of one relationship loses its label.
        let (.., end) = *self.rels.iter().find(|(_, rel_type, ..)| *rel_type == 0).unwrap();
        workspace.remove_label(NodeId(end), LabelId(0)).unwrap();
        self.labels[end as usize] = None;
        self.snapshot = workspace.into_parts().0;
        self
    }

    fn check(&self) {
        for labels in [&[][..], &[0], &[1], &[0, 1]] {
            for types in [&[0][..], &[1], &[2], &[0, 1, 2]] {
                for direction in ["outgoing", "incoming", "both"] {
                    assert_eq!(self.asked(labels, types, direction), self.counted(labels, types, direction));
                }
            }
        }
    }

    fn has(&self, labels: &[usize], node: u32) -> bool {
        labels.is_empty() || self.labels[node as usize].is_some_and(|label| labels.contains(&label))
    }

    fn counted(&self, labels: &[usize], types: &[usize], direction: &str) -> Vec<(u32, i64)> {
        let mut degrees = vec![0; NODES as usize];
        for (_, rel_type, start, end) in &self.rels {
            if types.contains(rel_type) && self.has(labels, *start) && self.has(labels, *end) {
                degrees[*start as usize] += i64::from(direction != "incoming");
                let counts = direction == "incoming" || (direction == "both" && start != end);
                degrees[*end as usize] += i64::from(counts);
            }
        }
        (0..NODES).filter(|node| self.has(labels, *node)).map(|node| (node, degrees[node as usize])).collect()
    }

    fn asked(&self, labels: &[usize], types: &[usize], direction: &str) -> Vec<(u32, i64)> {
        let named = |names: &[&str], at: &[usize]| texts(&at.iter().map(|at| names[*at]).collect::<Vec<_>>());
        let map: Map = [
            ("labels", named(&LABELS, labels)),
            ("types", named(&TYPES, types)),
            ("direction", Value::string(direction)),
        ]
        .into_iter()
        .map(|(key, value)| (Arc::from(key), value))
        .collect();
        let rows = procedure("algo.degree").unwrap().rows(&self.snapshot, &[Value::map(map)], &Free).unwrap();
        let others = rows.len() as f64 - 1.0;
        let row = |row: &Vec<Value>| {
            let Value::Node(node) = row[0] else { panic!("no node") };
            let degree = integer(&row[1]);
            assert_eq!((float(&row[2]), float(&row[3])), (degree as f64, degree as f64 / others));
            (node.0, degree)
        };
        rows.iter().map(row).collect()
    }
}

#[test]
fn degrees_are_those_of_a_naive_count_in_the_base_and_in_the_delta() {
    for gapless in [true, false] {
        let mut mixed = Mixed::new(gapless);
        mixed.check();
        mixed.snapshot = mixed.snapshot.compacted();
        mixed.check();
        let mut mixed = mixed.with_rels(500);
        mixed.check();
        mixed.snapshot = mixed.snapshot.compacted();
        let mut mixed = mixed.without_some();
        mixed.check();
        mixed.snapshot = mixed.snapshot.compacted();
        mixed.check();
    }
}
