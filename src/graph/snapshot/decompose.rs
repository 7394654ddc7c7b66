//! A base as plain parts, for storage to write; `parts.rs` says what each stream means.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::definitions;
use super::state::Snapshot;
use crate::graph::column::{Columns, Data, PropertyColumn};
use crate::graph::csr::{Adjacency, RelIds};
use crate::graph::idset::IdSet;
use crate::graph::index::Index;
use crate::graph::late::Shelf;
use crate::graph::parts::{Ascending, Part, PartName, Stream};
use crate::graph::statistics::Statistics;
use crate::graph::tokens::{KeyId, LabelId, TokenKind};
use crate::value::NodeId;

/// Parts of a shelf that need not be made, since the caller has them as they were stored.
#[derive(Clone, Copy, Debug)]
pub(crate) struct AtHand<'a> {
    pub(crate) shelf: &'a Arc<Shelf>,
    pub(crate) names: &'a BTreeSet<PartName>,
}

/// A graph as plain data.
pub(crate) struct Parts {
    whole: Snapshot,
    names: Vec<(PartName, bool)>,
}

impl Parts {
    /// The names of all parts, and whether the caller has the part at hand.
    pub(crate) fn names(&self) -> &[(PartName, bool)] {
        &self.names
    }

    /// The part of this name, made now.
    pub(crate) fn make(&self, name: PartName) -> Part {
        self.whole.part(name)
    }
}

impl Snapshot {
    /// The graph as plain data, where those that are unchanged and `at_hand` need not be made. A delta is merged first.
    pub(crate) fn parts(&self, at_hand: Option<AtHand<'_>>) -> Parts {
        let whole = self.compacted();
        let names = whole.part_names(at_hand);
        Parts { whole, names }
    }

    /// The graph as plain data, one part after the other.
    #[cfg(test)]
    pub(crate) fn all_parts(&self) -> impl Iterator<Item = Part> + use<> {
        let Parts { whole, names } = self.parts(None);
        names.into_iter().map(move |(name, _)| whole.part(name))
    }

    /// The names of all parts, and whether each is as it was `at_hand`.
    fn part_names(&self, at_hand: Option<AtHand<'_>>) -> Vec<(PartName, bool)> {
        let mut names = vec![PartName::Header, PartName::Summary, PartName::Nodes];
        names.extend([TokenKind::Label, TokenKind::RelType, TokenKind::Key].map(PartName::Tokens));
        let labels = self.delta.labels.iter().enumerate().filter(|(_, set)| !set.is_empty());
        names.extend(labels.map(|(at, _)| PartName::Label(LabelId(at as u32))));
        let mut names: Vec<(PartName, bool)> = names.into_iter().map(|name| (name, false)).collect();
        let mut kept = |origin: Option<(&Arc<Shelf>, &[PartName])>| {
            let (at_hand, (shelf, parts)) = at_hand.zip(origin)?;
            let same = Arc::ptr_eq(shelf, at_hand.shelf) && parts.iter().all(|name| at_hand.names.contains(name));
            same.then(|| names.extend(parts.iter().map(|name| (*name, true))))
        };
        let mut made = Vec::new();
        let node_names = (PartName::NodeColumn as fn(_, _) -> _, PartName::NodeDictionary as fn(_) -> _);
        let rel_names = (PartName::RelColumn as fn(_, _) -> _, PartName::RelDictionary as fn(_) -> _);
        for (columns, names) in [(&self.base.node_columns, node_names), (&self.base.rel_columns, rel_names)] {
            for (key, column) in columns.pieces() {
                if kept(column.origin()).is_none() {
                    column_names(key, column.get(), names, &mut made);
                }
            }
        }
        for (rel_type, rows) in self.base.present_types() {
            if kept(rows.piece().origin()).is_none() {
                made.push(PartName::Adjacency(rel_type));
            }
        }
        for index in &self.delta.indexes {
            if kept(index.piece().origin()).is_none() {
                made.push(PartName::Index(index.id));
            }
        }
        names.extend(made.into_iter().map(|name| (name, false)));
        names
    }

    fn part(&self, name: PartName) -> Part {
        let (nodes, rels) = (&self.base.node_columns, &self.base.rel_columns);
        let streams = match name {
            PartName::Header => self.header(),
            PartName::Summary => self.summary(),
            PartName::Tokens(kind) => self.token_streams(kind),
            PartName::Nodes => vec![Stream::SortedIds(self.delta.nodes.to_vec().into())],
            PartName::Label(label) => {
                vec![Stream::SortedIds(self.label_set(label).map(IdSet::to_vec).unwrap_or_default().into())]
            }
            PartName::NodeColumn(key, at) => segment_streams(nodes, key, at),
            PartName::RelColumn(key, at) => segment_streams(rels, key, at),
            PartName::NodeDictionary(key) => dictionary_streams(nodes, key),
            PartName::RelDictionary(key) => dictionary_streams(rels, key),
            PartName::Adjacency(rel_type) => self.base.adjacency(rel_type).map(adjacency_streams).unwrap_or_default(),
            PartName::Index(id) => {
                let index = self.delta.indexes.iter().find(|index| index.id == id);
                index.map(Index::streams).unwrap_or_default()
            }
        };
        Part { name, streams }
    }

    fn header(&self) -> Vec<Stream> {
        let capacities = vec![self.node_capacity(), self.rel_capacity(), self.schema_capacity()];
        let (numbers, names) = definitions::write(&self.delta.schema);
        let mut streams = vec![Stream::Ids(capacities), Stream::Ids(numbers), Stream::Texts(names)];
        statistics_streams(&self.delta.statistics, &mut streams);
        streams
    }

    /// See `parts.rs`.
    fn summary(&self) -> Vec<Stream> {
        let types = self.base.present_types().flat_map(|(rel_type, rows)| {
            let head = rows.head;
            [rel_type.0, head.len, head.first.map_or(0, |first| first + 1), u32::from(head.has_loops)]
        });
        let (ids, distinct) = self.delta.indexes.iter().map(|index| (index.id.0, index.distinct as i64)).unzip();
        let runs = self.delta.rels.runs().into_iter().flat_map(|(first, len)| [first, len]);
        vec![
            Stream::Ids(types.collect()),
            Stream::Ids(ids),
            Stream::Integers(distinct),
            Stream::Ids(runs.collect()),
            texts_stream(&self.base.node_columns),
            texts_stream(&self.base.rel_columns),
        ]
    }

    fn token_streams(&self, kind: TokenKind) -> Vec<Stream> {
        let all = self.tokens().all(kind);
        let numbers: Vec<u32> = all.iter().map(|(number, _)| *number).collect();
        let names = all.into_iter().map(|(_, name)| name).collect();
        vec![Stream::SortedIds(Ascending::from(numbers)), Stream::Texts(names)]
    }
}

fn statistics_streams(statistics: &Statistics, streams: &mut Vec<Stream>) {
    let mut put = |keys: Vec<u32>, counts: Vec<i64>| streams.extend([Stream::Ids(keys), Stream::Integers(counts)]);
    let counts = |counts: &mut dyn Iterator<Item = &u64>| counts.map(|count| *count as i64).collect();
    let maps = statistics;
    put(maps.types.keys().map(|t| t.0).collect(), counts(&mut maps.types.values()));
    let keys = maps.type_labels.keys().flat_map(|(t, label, incoming)| [t.0, label.0, u32::from(*incoming)]);
    put(keys.collect(), counts(&mut maps.type_labels.values()));
    let keys = maps.label_keys.keys().flat_map(|(label, key)| [label.0, key.0]);
    put(keys.collect(), counts(&mut maps.label_keys.values()));
    put(maps.type_keys.keys().flat_map(|(t, key)| [t.0, key.0]).collect(), counts(&mut maps.type_keys.values()));
    put(maps.node_keys.keys().map(|key| key.0).collect(), counts(&mut maps.node_keys.values()));
    put(maps.rel_keys.keys().map(|key| key.0).collect(), counts(&mut maps.rel_keys.values()));
}

fn adjacency_streams(adjacency: &Adjacency) -> Vec<Stream> {
    let starts = adjacency.out.nodes();
    let rows = starts.iter().map(|start| adjacency.out.degree(NodeId(*start)) as u32).collect();
    let mut ends = Vec::with_capacity(adjacency.len());
    for start in &starts {
        ends.extend(adjacency.out.row(NodeId(*start)).ends.iter().map(|end| end.0));
    }
    let numbers = match adjacency.ids() {
        RelIds::Range(first) => vec![*first],
        RelIds::List(ids) => ids.iter().map(|id| id.0).collect(),
    };
    vec![Stream::SortedIds(starts.into()), Stream::Ids(rows), Stream::Ids(ends), Stream::Ids(numbers)]
}

fn texts_stream(columns: &Columns) -> Stream {
    let counts = columns.pieces().map(|(key, _)| [key.0, columns.texts(key)]);
    Stream::Ids(counts.filter(|[_, texts]| *texts > 0).flatten().collect())
}

type Names = (fn(KeyId, u32) -> PartName, fn(KeyId) -> PartName);

fn column_names(key: KeyId, column: &PropertyColumn, (segment, dictionary): Names, names: &mut Vec<PartName>) {
    if column.dictionary().len() > 0 {
        names.push(dictionary(key));
    }
    names.extend(column.segments().map(|(at, _)| segment(key, at)));
}

fn dictionary_streams(columns: &Columns, key: KeyId) -> Vec<Stream> {
    let texts = columns.column(key).map(|column| column.dictionary().entries().clone());
    vec![Stream::Texts(texts.unwrap_or_default())]
}

fn segment_streams(columns: &Columns, key: KeyId, at: u32) -> Vec<Stream> {
    let segment = columns.column(key).and_then(|column| column.segment(at));
    let Some(segment) = segment else { return Vec::new() };
    let offsets: Vec<u32> = segment.slots.offsets().into_iter().map(u32::from).collect();
    let data = match &segment.data {
        Data::Booleans(values) => Stream::Bytes(values.to_vec()),
        Data::Packed(values) => Stream::Integers(values.iter().collect()),
        Data::Integers(values) => Stream::Integers(values.to_vec()),
        Data::Floats(values) => Stream::Floats(values.to_vec()),
        Data::Texts(codes) => Stream::Ids(codes.codes().collect()),
        Data::Moments(scale, numbers) => Stream::Values(numbers.iter().map(|number| scale.value(number)).collect()),
        Data::Values(values) => Stream::Values(values.to_vec()),
    };
    vec![Stream::SortedIds(offsets.into()), data]
}
