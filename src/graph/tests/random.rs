//! A snapshot equals a naive model under random changes, savepoints, rollbacks, compaction and storage as parts.

use std::ops::Bound;
use std::sync::Arc;

use proptest::prelude::*;

use super::model::Model;
use super::type_key_count;
use crate::graph::workspace::Savepoint;
use crate::graph::{
    Change, Direction, IndexDefinition, IndexId, KeyId, LabelId, RelTypeId, Snapshot, Target, TokenKind, Tokens,
    Workspace,
};
use crate::value::temporal::Duration;
use crate::value::{NodeId, RelId, Value};

#[derive(Clone, Debug)]
enum Step {
    CreateNode(Vec<u32>, Vec<(u32, u8)>),
    CreateRel(u32, usize, usize, Vec<(u32, u8)>),
    SetNode(usize, u32, u8),
    SetRel(usize, u32, u8),
    AddLabel(usize, u32),
    RemoveLabel(usize, u32),
    DeleteRel(usize),
    DetachDelete(usize),
    CreateIndex(u32, Vec<u32>),
    CreateRelIndex(u32, u32),
    DropIndex(usize),
    Savepoint,
    Rollback,
    Compact,
    Reopen,
    Undo(usize),
}

const LABELS: u32 = 3;
const TYPES: u32 = 3;
const KEYS: u32 = 3;

fn value(seed: u8) -> Value {
    match seed % 20 {
        0 | 1 => Value::Null,
        2 => Value::Boolean(true),
        3 => Value::Float(1.0),
        4 => Value::Float(f64::NAN),
        5 => Value::Float(2.5),
        6 => Value::list(vec![Value::Integer(1), Value::Integer(2)]),
        7 => Value::string("é"),
        8 => Value::string("ab"),
        9 => Value::string("abc"),
        10 => Value::string("b"),
        11 => Value::Integer(i64::MAX),
        12 => Value::list(vec![Value::string("a")]),
        13 => Value::Duration(Arc::new(Duration { days: 1, ..Duration::default() })),
        14 => Value::list(vec![Value::Float(f64::NAN)]),
        15 => Value::Float(-0.0),
        other => Value::Integer(i64::from(other) - 17),
    }
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let labels = prop::collection::vec(0..LABELS, 0..3);
    let properties = || prop::collection::vec((0..KEYS, any::<u8>()), 0..3);
    let at = || any::<usize>();
    let step = prop_oneof![
        6 => (labels, properties()).prop_map(|(l, p)| Step::CreateNode(l, p)),
        8 => (0..TYPES, at(), at(), properties()).prop_map(|(t, a, b, p)| Step::CreateRel(t, a, b, p)),
        4 => (at(), 0..KEYS, any::<u8>()).prop_map(|(n, k, v)| Step::SetNode(n, k, v)),
        3 => (at(), 0..KEYS, any::<u8>()).prop_map(|(r, k, v)| Step::SetRel(r, k, v)),
        2 => (at(), 0..LABELS).prop_map(|(n, l)| Step::AddLabel(n, l)),
        2 => (at(), 0..LABELS).prop_map(|(n, l)| Step::RemoveLabel(n, l)),
        3 => at().prop_map(Step::DeleteRel),
        2 => at().prop_map(Step::DetachDelete),
        1 => (0..LABELS, prop::collection::vec(0..KEYS, 1..3)).prop_map(|(l, k)| Step::CreateIndex(l, k)),
        1 => (0..TYPES, 0..KEYS).prop_map(|(t, k)| Step::CreateRelIndex(t, k)),
        1 => at().prop_map(Step::DropIndex),
        1 => Just(Step::Savepoint),
        1 => Just(Step::Rollback),
        2 => Just(Step::Compact),
        1 => Just(Step::Reopen),
        1 => at().prop_map(Step::Undo),
    ];
    prop::collection::vec(step, 1..60)
}

/// Workspace and model, moved together.
struct Pair {
    workspace: Workspace,
    model: Model,
    // Length of the changes that both have seen.
    seen: usize,
    saved: Vec<(Savepoint, Model)>,
}

impl Pair {
    fn nodes(&self) -> Vec<NodeId> {
        let mut all = Vec::new();
        self.model.scan_nodes(0, usize::MAX, &mut all);
        all
    }

    fn rels(&self) -> Vec<RelId> {
        let mut all = Vec::new();
        self.model.scan_rels(0, usize::MAX, &mut all);
        all
    }

    fn step(&mut self, step: Step) {
        let (nodes, rels) = (self.nodes(), self.rels());
        let node = |at: usize| (!nodes.is_empty()).then(|| nodes[at % nodes.len()]);
        let rel = |at: usize| (!rels.is_empty()).then(|| rels[at % rels.len()]);
        let properties =
            |seeds: Vec<(u32, u8)>| seeds.into_iter().map(|(key, seed)| (KeyId(key), value(seed))).collect();
        let workspace = &mut self.workspace;
        match step {
            Step::CreateNode(labels, seeds) => {
                let labels: Vec<LabelId> = labels.into_iter().map(LabelId).collect();
                workspace.create_node(&labels, properties(seeds)).unwrap();
            }
            Step::CreateRel(rel_type, a, b, seeds) => {
                if let (Some(a), Some(b)) = (node(a), node(b)) {
                    workspace.create_rel(RelTypeId(rel_type), a, b, properties(seeds)).unwrap();
                }
            }
            Step::SetNode(at, key, seed) => {
                node(at).map(|node| workspace.set_node_property(node, KeyId(key), value(seed)).unwrap());
            }
            Step::SetRel(at, key, seed) => {
                rel(at).map(|rel| workspace.set_rel_property(rel, KeyId(key), value(seed)).unwrap());
            }
            Step::AddLabel(at, label) => _ = node(at).map(|node| workspace.add_label(node, LabelId(label)).unwrap()),
            Step::RemoveLabel(at, label) => {
                node(at).map(|node| workspace.remove_label(node, LabelId(label)).unwrap());
            }
            Step::DeleteRel(at) => _ = rel(at).map(|rel| workspace.delete_rel(rel).unwrap()),
            Step::DetachDelete(at) => _ = node(at).map(|node| detach_delete(workspace, node, at % 2 == 0)),
            Step::CreateIndex(label, keys) => {
                let mut keys: Vec<KeyId> = keys.into_iter().map(KeyId).collect();
                keys.dedup();
                _ = workspace.create_index(None, Target::Node(LabelId(label)), keys);
            }
            Step::CreateRelIndex(rel_type, key) => {
                _ = workspace.create_index(None, Target::Relationship(RelTypeId(rel_type)), vec![KeyId(key)]);
            }
            Step::DropIndex(at) => {
                let names: Vec<Arc<str>> =
                    workspace.view().indexes().iter().map(|index| Arc::clone(&index.name)).collect();
                if !names.is_empty() {
                    workspace.drop_index(&names[at % names.len()]).unwrap();
                }
            }
            Step::Savepoint => self.saved.push((workspace.savepoint(), self.model.clone())),
            Step::Rollback => {
                if let Some((savepoint, model)) = self.saved.pop() {
                    workspace.rollback_to(savepoint);
                    (self.model, self.seen) = (model, workspace.changes().len());
                }
            }
            Step::Compact => self.replace(Snapshot::compacted),
            Step::Reopen => self.replace(|view| {
                let compacted = view.compacted();
                Snapshot::from_parts(Arc::clone(view.tokens()), compacted.all_parts()).unwrap()
            }),
            Step::Undo(count) => self.undo(count % 6),
        }
        for change in &self.workspace.changes()[self.seen..] {
            assert!(self.model.apply(change), "the model refuses {change:?}");
        }
        self.seen = self.workspace.changes().len();
    }

    /// Commits everything and begins a new workspace over a changed form of the same graph.
    fn replace(&mut self, form: impl Fn(&Snapshot) -> Snapshot) {
        self.workspace = Workspace::new(form(self.workspace.view()));
        (self.seen, self.saved) = (0, Vec::new());
    }

    fn undo(&mut self, count: usize) {
        let last: Vec<Change> = self.workspace.changes().iter().rev().take(count).map(Change::inverse).collect();
        for change in last {
            self.workspace.apply(change).unwrap();
        }
    }
}

fn detach_delete(workspace: &mut Workspace, node: NodeId, node_first: bool) {
    // Undoing half of such a deletion may have left another node's relationships behind.
    let sound = workspace.check().is_ok();
    let mut rels = Vec::new();
    workspace.view().neighbours(node, Direction::Both, &[], &mut rels);
    if node_first {
        assert!(workspace.delete_node(node).unwrap());
    }
    for (rel, _) in rels {
        assert!(workspace.delete_rel(rel).unwrap());
    }
    if !node_first {
        assert!(workspace.delete_node(node).unwrap());
    }
    assert!(workspace.check().is_ok() || !sound);
    assert!(!workspace.view().contains_node(node));
}

fn same(a: &Value, b: &Value) -> bool {
    crate::graph::stored::identical(a, b)
}

fn agree_on_elements(view: &Snapshot, model: &Model) {
    assert_eq!(view.node_count(), model.node_count());
    assert_eq!(view.rel_count(), model.rel_count());
    let (mut nodes, mut expected) = (Vec::new(), Vec::new());
    model.scan_nodes(0, usize::MAX, &mut expected);
    let mut next = Some(0);
    while let Some(from) = next {
        next = view.scan_nodes(from, 3, &mut nodes);
    }
    assert_eq!(nodes, expected);
    let mut rels = Vec::new();
    let mut next = Some(0);
    while let Some(from) = next {
        next = view.scan_rels(from, 2, &mut rels);
    }
    for id in 0..view.node_capacity() + 2 {
        let id = NodeId(id);
        assert_eq!(view.contains_node(id), model.contains_node(id));
        assert_eq!(view.labels(id), model.labels(id));
        let (a, b) = (view.node_properties(id), model.node_properties(id));
        assert!(a.len() == b.len() && a.iter().zip(&b).all(|(a, b)| a.0 == b.0 && same(&a.1, &b.1)), "{a:?} {b:?}");
    }
    for id in 0..view.rel_capacity() + 2 {
        let id = RelId(id);
        assert_eq!(view.contains_rel(id), model.contains_rel(id));
        assert_eq!(rels.contains(&id), model.contains_rel(id));
        assert_eq!(view.rel(id), model.rel(id));
        let (a, b) = (view.rel_properties(id), model.rel_properties(id));
        assert!(a.len() == b.len() && a.iter().zip(&b).all(|(a, b)| a.0 == b.0 && same(&a.1, &b.1)), "{a:?} {b:?}");
    }
}

fn agree_on_columns(view: &Snapshot, model: &Model) {
    let mut nodes: Vec<NodeId> = (0..view.node_capacity()).rev().map(NodeId).collect();
    nodes.extend([NodeId::NONE, NodeId(0)]);
    let rels: Vec<RelId> = (0..view.rel_capacity()).map(RelId).chain([RelId::NONE]).collect();
    for key in (0..KEYS).map(KeyId) {
        let column = view.gather_node_property(key, &nodes);
        assert_eq!(column.len(), nodes.len());
        for (row, node) in nodes.iter().enumerate() {
            assert!(same(&column.get(row), &model.node_property(*node, key)));
            assert!(same(&view.node_property(*node, key), &model.node_property(*node, key)));
        }
        let column = view.gather_rel_property(key, &rels);
        for (row, rel) in rels.iter().enumerate() {
            assert!(same(&column.get(row), &model.rel_property(*rel, key)));
            assert!(same(&view.rel_property(*rel, key), &model.rel_property(*rel, key)));
        }
    }
}

fn agree_on_neighbours(view: &Snapshot, model: &Model) {
    let type_lists = [vec![], vec![RelTypeId(1)], vec![RelTypeId(2), RelTypeId(0)], vec![RelTypeId(9)]];
    let capacity = view.node_capacity();
    for direction in [Direction::Outgoing, Direction::Incoming, Direction::Both] {
        for types in &type_lists {
            for node in (0..capacity).map(NodeId) {
                let (mut a, mut b) = (Vec::new(), Vec::new());
                view.neighbours(node, direction, types, &mut a);
                model.neighbours(node, direction, types, &mut b);
                assert_eq!(a, b, "{node:?} {direction:?} {types:?}");
                assert_eq!(view.degree(node, direction, types), b.len(), "degree {node:?} {direction:?} {types:?}");
                let mut scratch = Vec::new();
                if let [only] = types[..] {
                    let ends: Vec<NodeId> = b.iter().map(|(_, end)| *end).collect();
                    assert_eq!(view.neighbour_nodes(node, direction, only, &mut scratch), ends);
                }
                for other in [NodeId(0), node, NodeId(node.0 + 1), NodeId(capacity / 2)] {
                    let (mut a, mut b) = (Vec::new(), Vec::new());
                    view.rels_between(node, other, direction, types, &mut a);
                    model.rels_between(node, other, direction, types, &mut b);
                    assert_eq!(a, b, "between {node:?} {other:?} {direction:?} {types:?}");
                }
            }
        }
    }
}

fn agree_on_counts(view: &Snapshot, model: &Model) {
    for label in (0..=LABELS).map(LabelId) {
        assert_eq!(view.label_count(label), model.label_count(label));
        let (mut a, mut b) = (Vec::new(), Vec::new());
        assert_eq!(view.scan_label(label, 1, 4, &mut a), model.scan_label(label, 1, 4, &mut b));
        assert_eq!(a, b);
        for rel_type in (0..TYPES).map(RelTypeId) {
            for direction in [Direction::Outgoing, Direction::Incoming, Direction::Both] {
                let (a, b) = (
                    view.type_label_count(rel_type, label, direction),
                    model.type_label_count(rel_type, label, direction),
                );
                assert_eq!(a, b, "{rel_type:?} {label:?} {direction:?}");
            }
        }
        for key in (0..KEYS).map(KeyId) {
            assert_eq!(view.label_key_count(label, key), model.label_key_count(label, key));
            assert_eq!(view.node_key_count(key), model.node_key_count(key));
        }
    }
    for rel_type in (0..=TYPES).map(RelTypeId) {
        assert_eq!(view.type_count(rel_type), model.type_count(rel_type));
        for key in (0..KEYS).map(KeyId) {
            assert_eq!(type_key_count(view, rel_type, key), model.type_key_count(rel_type, key));
            assert_eq!(view.rel_key_count(key), model.rel_key_count(key));
        }
    }
}

fn agree_on_indexes(view: &Snapshot, model: &Model) {
    let definitions: Vec<&IndexDefinition> = view.indexes().iter().collect();
    assert_eq!(definitions, model.indexes().iter().collect::<Vec<_>>());
    let values: Vec<Value> = (0..20).map(value).chain([Value::string(""), Value::Integer(2)]).collect();
    for index in definitions.into_iter().map(|index| index.id).chain([IndexId(999)]) {
        assert_eq!(view.index_distinct(index), model.index_distinct(index));
        for first in &values {
            let (mut a, mut b) = (Vec::new(), Vec::new());
            view.index_seek_ids(index, std::slice::from_ref(first), &mut a);
            model.index_seek_ids(index, std::slice::from_ref(first), &mut b);
            assert_eq!(a, b, "{first:?}");
            for second in values.iter().step_by(3) {
                let (mut a, mut b) = (Vec::new(), Vec::new());
                let both = [first.clone(), second.clone()];
                if view.index(index).is_some_and(|index| index.keys.len() == 2) {
                    view.index_seek_ids(index, &both, &mut a);
                    model.index_seek_ids(index, &both, &mut b);
                }
                assert_eq!(a, b, "{both:?}");
                for (low, high) in [
                    (Bound::Included(first), Bound::Excluded(second)),
                    (Bound::Excluded(first), Bound::Included(second)),
                    (Bound::Unbounded, Bound::Included(first)),
                    (Bound::Excluded(first), Bound::Unbounded),
                    (Bound::Unbounded, Bound::Unbounded),
                ] {
                    let (mut a, mut b) = (Vec::new(), Vec::new());
                    view.index_range(index, low, high, &mut a);
                    model.index_range(index, low, high, &mut b);
                    assert_eq!(a, b, "{low:?} {high:?}");
                }
            }
        }
        for prefix in ["", "a", "ab", "é", "z"] {
            let (mut a, mut b) = (Vec::new(), Vec::new());
            view.index_prefix(index, prefix, &mut a);
            model.index_prefix(index, prefix, &mut b);
            assert_eq!(a, b, "prefix {prefix:?}");
        }
    }
}

fn agree(view: &Snapshot, model: &Model) {
    agree_on_elements(view, model);
    agree_on_columns(view, model);
    agree_on_neighbours(view, model);
    agree_on_counts(view, model);
    agree_on_indexes(view, model);
}

fn named_tokens() -> Arc<Tokens> {
    let tokens = Tokens::default();
    for number in 0..3 {
        for kind in [TokenKind::Label, TokenKind::RelType, TokenKind::Key] {
            tokens.define(kind, number, &format!("{kind:?}{number}"));
        }
    }
    Arc::new(tokens)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn snapshot_agrees_with_the_model(steps in steps()) {
        let empty = Snapshot::empty(named_tokens());
        let mut pair =
            Pair { workspace: Workspace::new(empty), model: Model::default(), seen: 0, saved: Vec::new() };
        let mut frozen: Option<(Snapshot, Model)> = None;
        for (at, step) in steps.into_iter().enumerate() {
            if at % 16 == 7 {
                frozen = Some((pair.workspace.view().clone(), pair.model.clone()));
            }
            pair.step(step);
            if at % 5 == 0 {
                agree(pair.workspace.view(), &pair.model);
            }
        }
        agree(pair.workspace.view(), &pair.model);
        agree(&pair.workspace.view().compacted(), &pair.model);
        // A reader's snapshot does not move.
        if let Some((view, model)) = frozen {
            agree(&view, &model);
        }
        // Undoing everything leaves nothing that was not in the base.
        let changes: Vec<Change> = pair.workspace.changes().iter().rev().map(Change::inverse).collect();
        for change in &changes {
            pair.workspace.apply(change.clone()).unwrap();
            prop_assert!(pair.model.apply(change));
        }
        agree(pair.workspace.view(), &pair.model);
    }
}
