//! A scripted workload over a store, and a portrait of a graph that can be compared across processes.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::graph::{Change, KeyId, LabelId, RelTypeId, Snapshot, Target, TokenKind, Workspace};
use crate::storage::faulty::{Disk, FaultyKv};
use crate::storage::kv::Space;
use crate::storage::manifest::{Manifest, Pointer};
use crate::storage::{Draft, StorageError, Store};
use crate::value::{NodeId, RelId, Value};

/// One thing a user of the store does.
#[derive(Clone, Copy, Debug)]
pub(super) enum Step {
    /// A commit of a few changes, told by the number.
    Commit(u32),
    /// Several commits that share a sync.
    Group(u32),
    /// A checkpoint of everything so far.
    Checkpoint,
    /// A bulk load.
    Bulk(u32),
    /// Forgetting all history that a checkpoint covers.
    Purge,
}

/// The workload of the crash tests: every kind of step, before and after every other kind.
pub(super) const SCRIPT: [Step; 15] = [
    Step::Commit(1),
    Step::Commit(2),
    Step::Checkpoint,
    Step::Commit(3),
    Step::Group(4),
    Step::Bulk(7),
    Step::Commit(8),
    Step::Checkpoint,
    Step::Checkpoint,
    Step::Purge,
    Step::Commit(9),
    Step::Bulk(10),
    Step::Bulk(11),
    Step::Commit(12),
    Step::Commit(13),
];

/// An open store and the graph in it, as an engine holds them.
pub(super) struct Session {
    pub(super) store: Store,
    pub(super) graph: Snapshot,
    defined: BTreeSet<(TokenKind, u32)>,
}

impl Session {
    pub(super) fn new((store, graph): (Store, Snapshot)) -> Self {
        let mut defined = BTreeSet::new();
        for kind in [TokenKind::Label, TokenKind::RelType, TokenKind::Key] {
            defined.extend(graph.tokens().all(kind).into_iter().map(|(id, _)| (kind, id)));
        }
        Self { store, graph, defined }
    }

    fn token(&mut self, kind: TokenKind, name: &str, changes: &mut Vec<Change>) -> u32 {
        let id = self.graph.tokens().intern(kind, name);
        if self.defined.insert((kind, id)) {
            changes.push(Change::DefineToken { kind, id, name: name.into() });
        }
        id
    }

    /// The changes of commit `number` on the present graph, and the graph after them.
    fn prepare(&mut self, number: u32) -> (Draft, Snapshot) {
        let mut changes = Vec::new();
        let person = LabelId(self.token(TokenKind::Label, "Person", &mut changes));
        let extra = LabelId(self.token(TokenKind::Label, &format!("Label{}", number % 4), &mut changes));
        let knows = RelTypeId(self.token(TokenKind::RelType, "KNOWS", &mut changes));
        let name = KeyId(self.token(TokenKind::Key, "name", &mut changes));
        let text = KeyId(self.token(TokenKind::Key, "text", &mut changes));
        let mut work = Workspace::new(self.graph.clone());
        let mut previous = None;
        for at in 0..3 {
            let properties = vec![(name, Value::string(format!("node {number}.{at}")))];
            let node = work.create_node(&[person], properties).unwrap();
            if let Some(previous) = previous {
                work.create_rel(knows, previous, node, vec![(name, Value::Float(f64::from(number) / 3.0))]).unwrap();
            }
            previous = Some(node);
        }
        let node = previous.unwrap();
        work.add_label(node, extra).unwrap();
        // Every third commit is longer than one part of a record.
        let length = if number.is_multiple_of(3) { 20_000 } else { 10 };
        work.set_node_property(node, text, Value::string("x".repeat(length))).unwrap();
        if number.is_multiple_of(4) {
            let mut rels = Vec::new();
            work.view().scan_rels(0, 1, &mut rels);
            work.delete_rel(rels[0]).unwrap();
        }
        if number.is_multiple_of(5) {
            work.set_node_property(NodeId(0), name, Value::Integer(i64::from(number))).unwrap();
        }
        if number == 2 {
            work.create_index(None, Target::Node(person), vec![name]).unwrap();
        }
        work.check().unwrap();
        let (graph, made) = work.into_parts();
        changes.extend(made);
        let draft = Draft { time: i64::from(number), author: Some("test".to_owned()), message: None, changes };
        (draft, graph)
    }

    /// Does one step. An error leaves the graph as of the last acknowledged commit.
    pub(super) fn take(&mut self, step: Step) -> Result<(), StorageError> {
        match step {
            Step::Commit(number) => {
                let (draft, graph) = self.prepare(number);
                self.store.wait(self.store.submit(draft)?)?;
                self.graph = graph;
            }
            Step::Group(number) => {
                let before = self.graph.clone();
                let mut tickets = Vec::new();
                for number in number..number + 3 {
                    let (draft, graph) = self.prepare(number);
                    tickets.push(self.store.submit(draft)?);
                    self.graph = graph;
                }
                let last = tickets.last().copied().unwrap();
                if let Err(error) = self.store.wait(last) {
                    self.graph = before;
                    return Err(error);
                }
                assert!(tickets.into_iter().all(|ticket| self.store.wait(ticket).is_ok()));
            }
            Step::Checkpoint => self.store.checkpoint(&self.graph, self.store.last_sequence())?,
            Step::Bulk(number) => {
                let (draft, graph) = self.prepare(number);
                self.store.bulk(&graph, Draft { changes: Vec::new(), ..draft })?;
                self.graph = graph;
            }
            Step::Purge => self.store.purge(u64::MAX)?,
        }
        Ok(())
    }
}

/// The keys of the segments of the base in force, its manifest included.
pub(super) fn base_keys(disk: &Arc<Disk>) -> Vec<Vec<u8>> {
    let kv = FaultyKv(Arc::clone(disk));
    let alive = Pointer::read(&kv).unwrap().map(|pointer| Manifest::read(&kv, pointer).unwrap().alive());
    let mut keys = disk.keys(Space::Seg);
    keys.retain(|key| alive.iter().flatten().any(|id| key[..12] == id.key(0)[..12]));
    keys
}

/// Everything a reader can see, by name, in a fixed order.
pub(super) fn portrait(graph: &Snapshot) -> Vec<String> {
    let tokens = graph.tokens();
    let mut lines = vec![format!("capacity {} {}", graph.node_capacity(), graph.rel_capacity())];
    let named = |properties: Vec<(KeyId, Value)>| {
        let mut named: Vec<String> =
            properties.into_iter().map(|(key, value)| format!("{}={value:?}", tokens.key_name(key))).collect();
        named.sort();
        named.join(" ")
    };
    for id in (0..graph.node_capacity()).map(NodeId).filter(|id| graph.contains_node(*id)) {
        let mut labels: Vec<_> = graph.labels(id).into_iter().map(|label| tokens.label_name(label)).collect();
        labels.sort();
        lines.push(format!("{id:?} {labels:?} {}", named(graph.node_properties(id))));
    }
    for id in (0..graph.rel_capacity()).map(RelId) {
        if let Some(rel) = graph.rel(id) {
            let rel_type = tokens.rel_type_name(rel.rel_type);
            lines.push(format!("{id:?} {rel_type} {:?} {:?} {}", rel.start, rel.end, named(graph.rel_properties(id))));
        }
    }
    lines.extend(graph.indexes().iter().map(|index| format!("index {} {}", index.name, index.keys.len())));
    lines
}
