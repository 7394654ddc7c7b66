//! A base as plain parts, for storage to write; `parts.rs` says what each stream means.

use std::sync::Arc;

use super::state::Snapshot;
use crate::diagnostic::{Diagnostic, Result};
use crate::graph::column::{Columns, Data, Segment};
use crate::graph::csr::{Adjacency, RelIds};
use crate::graph::parts::{Part, PartName, Stream};
use crate::graph::statistics::Statistics;
use crate::graph::tokens::{KeyId, LabelId, TokenKind};
use crate::value::NodeId;

impl Snapshot {
    /// The base as plain data, one part at a time, each made when it is asked for.
    ///
    /// # Errors
    /// `Internal` when there is a delta: only a [`Self::compacted`] snapshot can be taken apart.
    pub(crate) fn parts(&self) -> Result<impl Iterator<Item = Part> + '_> {
        if self.delta.changes != 0 {
            return Err(Diagnostic::internal("a snapshot with a delta cannot be taken apart"));
        }
        let header = self.header()?;
        let tokens = [TokenKind::Label, TokenKind::RelType, TokenKind::Key].map(|kind| self.token_part(kind));
        let labels = self.delta.labels.iter().enumerate().filter(|(_, set)| !set.is_empty());
        let labels =
            labels.map(|(at, set)| part(PartName::Label(LabelId(at as u32)), [Stream::SortedIds(set.to_vec())]));
        let nodes = std::iter::once_with(|| part(PartName::Nodes, [Stream::SortedIds(self.delta.nodes.to_vec())]));
        let types = self.base.present_types();
        let types =
            types.map(|(rel_type, adjacency)| part(PartName::Adjacency(rel_type), adjacency_streams(adjacency)));
        let indexes = self.delta.indexes.iter().map(|index| {
            let streams = [Stream::Ids(index.sorted.to_vec()), Stream::Integers(vec![index.distinct as i64])];
            part(PartName::Index(index.id), streams)
        });
        Ok([header, statistics_part(&self.delta.statistics)]
            .into_iter()
            .chain(tokens)
            .chain(nodes)
            .chain(labels)
            .chain(column_parts(&self.base.node_columns, PartName::NodeColumn, PartName::NodeDictionary))
            .chain(types)
            .chain(column_parts(&self.base.rel_columns, PartName::RelColumn, PartName::RelDictionary))
            .chain(indexes))
    }

    fn header(&self) -> Result<Part> {
        let capacities = vec![self.node_capacity(), self.rel_capacity(), self.schema_capacity()];
        let schema = postcard::to_stdvec(&(self.indexes(), self.constraints()))
            .map_err(|error| Diagnostic::internal(format!("the schema cannot be encoded: {error}")))?;
        Ok(part(PartName::Header, [Stream::Ids(capacities), Stream::Bytes(schema)]))
    }

    fn token_part(&self, kind: TokenKind) -> Part {
        let (numbers, names) = self.tokens().all(kind).into_iter().unzip();
        part(PartName::Tokens(kind), [Stream::SortedIds(numbers), Stream::Texts(names)])
    }
}

fn part(name: PartName, streams: impl Into<Vec<Stream>>) -> Part {
    Part { name, streams: streams.into() }
}

fn statistics_part(statistics: &Statistics) -> Part {
    let mut streams = Vec::new();
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
    part(PartName::Statistics, streams)
}

fn adjacency_streams(adjacency: &Adjacency) -> [Stream; 4] {
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
    [Stream::SortedIds(starts), Stream::Ids(rows), Stream::Ids(ends), Stream::Ids(numbers)]
}

fn column_parts(
    columns: &Columns,
    segment: fn(KeyId, u32) -> PartName,
    dictionary: fn(KeyId) -> PartName,
) -> impl Iterator<Item = Part> + '_ {
    columns.iter().flat_map(move |(key, column)| {
        let texts = column.dictionary().entries();
        let texts = (!texts.is_empty()).then(|| part(dictionary(key), [Stream::Texts(texts.to_vec())]));
        let segments = column.segments();
        texts.into_iter().chain(segments.map(move |(at, data)| part(segment(key, at), segment_streams(data))))
    })
}

fn segment_streams(segment: &Arc<Segment>) -> [Stream; 2] {
    let offsets = segment.slots.offsets().into_iter().map(u32::from).collect();
    let data = match &segment.data {
        Data::Booleans(values) => Stream::Bytes(values.to_vec()),
        Data::Small(values) => Stream::Integers(values.iter().map(|value| i64::from(*value)).collect()),
        Data::Integers(values) => Stream::Integers(values.to_vec()),
        Data::Floats(values) => Stream::Floats(values.to_vec()),
        Data::Texts(codes) => Stream::Ids(codes.to_vec()),
        Data::Values(values) => Stream::Values(values.to_vec()),
    };
    [Stream::SortedIds(offsets), data]
}
