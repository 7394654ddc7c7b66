//! A snapshot from the parts that storage read back.
//!
//! Checksums have caught flipped bits before; here every number that is used as a place is checked once more, so that
//! no stored data, however wrong, can make a later read leave its array.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::definitions;
use super::state::Snapshot;
use crate::diagnostic::{Diagnostic, Result};
use crate::graph::base::Base;
use crate::graph::column::{Columns, Data, PropertyColumn, Segment};
use crate::graph::csr::{Adjacency, RelIds, RelTable, Triple};
use crate::graph::delta::{Delta, Schema};
use crate::graph::idset::{IdSet, SEGMENT};
use crate::graph::index::Index;
use crate::graph::parts::{Part, PartName, Stream};
use crate::graph::placement::Slots;
use crate::graph::schema::{IndexId, Target};
use crate::graph::statistics::Statistics;
use crate::graph::tokens::{KeyId, LabelId, RelTypeId, TOKEN_LIMIT, Tokens};
use crate::value::{Dictionary, NodeId, RelId};

#[derive(Default)]
struct Reader {
    header: Option<([u32; 3], Schema)>,
    statistics: Statistics,
    nodes: Vec<u32>,
    labels: BTreeMap<LabelId, Vec<u32>>,
    node_columns: BTreeMap<KeyId, Stored>,
    rel_columns: BTreeMap<KeyId, Stored>,
    types: BTreeMap<RelTypeId, Adjacency>,
    indexes: BTreeMap<IndexId, (Vec<u32>, u64)>,
}

/// A column as it comes in: dictionary and segments in any order.
#[derive(Default)]
struct Stored {
    dictionary: Arc<Dictionary>,
    segments: Vec<(u32, Segment)>,
}

impl Snapshot {
    /// The graph that `parts` describe, in any order; their names are defined in `tokens`. No parts give an empty graph.
    ///
    /// # Errors
    /// `Internal`, naming the part, when parts are malformed or contradict each other.
    pub(crate) fn from_parts(tokens: Arc<Tokens>, parts: impl IntoIterator<Item = Part>) -> Result<Self> {
        let mut reader = Reader::default();
        let mut any = false;
        for part in parts {
            any = true;
            let name = part.name;
            let wrong = |what: &str| Diagnostic::internal(format!("stored part {name:?}: {what}"));
            reader.read(&tokens, part).map_err(wrong)?;
        }
        if !any {
            return Ok(Self::empty(tokens));
        }
        reader.finish(tokens).map_err(|what| Diagnostic::internal(format!("stored parts: {what}")))
    }
}

impl Snapshot {
    /// The graph that is left when some parts of a base are damaged and absent; `None` when the others make no graph.
    /// What is there is made anew, so indexes and counts fit; a relationship without its ends is left out.
    pub(crate) fn salvaged(tokens: Arc<Tokens>, parts: Vec<Part>) -> Option<Self> {
        let mut reader = Reader::default();
        for part in parts {
            // A part that contradicts another is left out like a damaged one.
            let _ = reader.read(&tokens, part);
        }
        reader.complete();
        reader.finish(tokens).ok().map(|graph| graph.rebuilt())
    }
}

type Check<T> = std::result::Result<T, &'static str>;

const SHAPE: &str = "its streams are not those of such a part";

fn ensure(holds: bool, what: &'static str) -> Check<()> {
    if holds { Ok(()) } else { Err(what) }
}

impl Reader {
    fn read(&mut self, tokens: &Tokens, part: Part) -> Check<()> {
        let mut streams = part.streams.into_iter();
        let mut next = || streams.next().ok_or(SHAPE);
        match part.name {
            PartName::Tokens(kind) => {
                let (Stream::SortedIds(numbers), Stream::Texts(names)) = (next()?, next()?) else { return Err(SHAPE) };
                ensure(numbers.len() == names.len(), "it has more numbers than names")?;
                let mut pairs = numbers.iter().zip(&names);
                ensure(
                    pairs.all(|(number, name)| tokens.define(kind, *number, name)),
                    "its names contradict each other",
                )
            }
            PartName::Header => {
                let (Stream::Ids(capacities), Stream::Ids(numbers), Stream::Texts(names)) = (next()?, next()?, next()?)
                else {
                    return Err(SHAPE);
                };
                let capacities = capacities.try_into().map_err(|_| SHAPE)?;
                let schema = definitions::read(numbers, names).ok_or("an index or constraint is malformed")?;
                self.header = Some((capacities, schema));
                read_statistics(next, &mut self.statistics)
            }
            PartName::Nodes => {
                self.nodes = sorted(next()?)?;
                Ok(())
            }
            PartName::Label(label) => {
                ensure(label.0 < TOKEN_LIMIT, "there are not that many labels")?;
                self.labels.insert(label, sorted(next()?)?);
                Ok(())
            }
            PartName::NodeColumn(key, at) => read_segment(&mut self.node_columns, key, at, (next()?, next()?)),
            PartName::RelColumn(key, at) => read_segment(&mut self.rel_columns, key, at, (next()?, next()?)),
            PartName::NodeDictionary(key) => read_dictionary(&mut self.node_columns, key, next()?),
            PartName::RelDictionary(key) => read_dictionary(&mut self.rel_columns, key, next()?),
            PartName::Adjacency(rel_type) => {
                ensure(rel_type.0 < TOKEN_LIMIT, "there are not that many types")?;
                let adjacency = read_adjacency(next()?, next()?, next()?, next()?)?;
                self.types.insert(rel_type, adjacency);
                Ok(())
            }
            PartName::Index(id) => {
                let (Stream::Ids(elements), Stream::Integers(distinct)) = (next()?, next()?) else { return Err(SHAPE) };
                self.indexes.insert(id, (elements, distinct.first().copied().unwrap_or(0) as u64));
                Ok(())
            }
        }
    }

    /// Puts what the other parts say in the place of parts that are not there.
    fn complete(&mut self) {
        if self.nodes.is_empty() {
            let labelled = self.labels.values().flatten().copied();
            let joined = self.types.values().flat_map(|adjacency| {
                let ends = adjacency.out.nodes().into_iter().chain(adjacency.into.nodes());
                ends.collect::<Vec<_>>()
            });
            let mut nodes: Vec<u32> = labelled.chain(joined).collect();
            nodes.sort_unstable();
            nodes.dedup();
            self.nodes = nodes;
        }
        for columns in [&mut self.node_columns, &mut self.rel_columns] {
            for column in columns.values_mut() {
                let known = column.dictionary.len();
                let is_whole = |segment: &Segment| match &segment.data {
                    Data::Texts(codes) => codes.iter().all(|code| (*code as usize) < known),
                    _ => true,
                };
                column.segments.retain(|(_, segment)| is_whole(segment));
            }
        }
        if self.header.is_none() {
            let rels = self.types.values().flat_map(|adjacency| match adjacency.ids() {
                RelIds::Range(first) => vec![*first + adjacency.len() as u32],
                RelIds::List(ids) => ids.iter().map(|id| id.0 + 1).collect(),
            });
            // Properties of elements that are gone are beyond any capacity that can be told; let them be.
            let nodes = self.nodes.last().map_or(0, |last| last + 1).max(room(&self.node_columns));
            let capacities = [nodes, rels.max().unwrap_or(0).max(room(&self.rel_columns)), 0];
            self.header = Some((capacities, Schema::default()));
        }
        if let Some((_, schema)) = &mut self.header {
            for index in &schema.indexes {
                self.indexes.entry(index.id).or_default();
            }
        }
    }

    fn finish(self, tokens: Arc<Tokens>) -> Check<Snapshot> {
        let ([node_capacity, rel_capacity, schema_capacity], schema) = self.header.ok_or("the header is missing")?;
        let below = |ids: &[u32], capacity: u32| ids.last().is_none_or(|last| *last < capacity);
        ensure(below(&self.nodes, node_capacity), "a node is beyond the capacity")?;
        ensure(self.labels.values().all(|ids| below(ids, node_capacity)), "a label is on a node beyond the capacity")?;
        let mut types: Vec<Option<Arc<Adjacency>>> = Vec::new();
        for (rel_type, adjacency) in self.types {
            types.resize(rel_type.0 as usize, None);
            types.push(Some(Arc::new(adjacency)));
        }
        let rels = rel_set(&types, node_capacity, rel_capacity)?;
        let base = Base {
            node_capacity,
            rel_capacity,
            node_columns: finish_columns(self.node_columns, node_capacity)?,
            rel_columns: finish_columns(self.rel_columns, rel_capacity)?,
            table: Arc::new(RelTable::new(&types)),
            types,
        };
        let mut stored = self.indexes;
        let mut indexes = Vec::new();
        for definition in &schema.indexes {
            let (elements, distinct) = stored.remove(&definition.id).ok_or("an index has no part")?;
            let capacity = match definition.target {
                Target::Node(_) => node_capacity,
                Target::Relationship(_) => rel_capacity,
            };
            ensure(elements.iter().all(|id| *id < capacity), "an index has an element beyond the capacity")?;
            indexes.push(Index::stored(definition, elements, distinct));
        }
        let mut labels = Vec::new();
        for (label, ids) in self.labels {
            labels.resize(label.0 as usize, IdSet::default());
            labels.push(IdSet::from_sorted(&ids));
        }
        let delta = Delta {
            nodes: IdSet::from_sorted(&self.nodes),
            rels,
            labels,
            node_capacity,
            rel_capacity,
            schema_capacity,
            statistics: self.statistics,
            schema: Arc::new(schema),
            indexes,
            ..Delta::default()
        };
        Ok(Snapshot { tokens, base: Arc::new(base), delta: Arc::new(delta) })
    }
}

/// A capacity that holds every element of these columns.
fn room(columns: &BTreeMap<KeyId, Stored>) -> u32 {
    let segments = columns.values().flat_map(|column| &column.segments);
    segments.map(|(at, _)| (at + 1).saturating_mul(SEGMENT)).max().unwrap_or(0)
}

fn sorted(stream: Stream) -> Check<Vec<u32>> {
    let Stream::SortedIds(ids) = stream else { return Err(SHAPE) };
    ensure(ids.is_sorted_by(|a, b| a < b), "its numbers are not ascending")?;
    Ok(ids)
}

fn read_statistics(mut next: impl FnMut() -> Check<Stream>, statistics: &mut Statistics) -> Check<()> {
    let mut pair = |width: usize| {
        let (Stream::Ids(keys), Stream::Integers(counts)) = (next()?, next()?) else { return Err(SHAPE) };
        ensure(keys.len() == counts.len() * width, "it has more keys than counts")?;
        let counts: Vec<u64> = counts.into_iter().map(|count| count as u64).collect();
        let keys: Vec<[u32; 3]> =
            keys.chunks(width).map(|key| std::array::from_fn(|at| key.get(at).copied().unwrap_or(0))).collect();
        Ok(keys.into_iter().zip(counts))
    };
    statistics.types = pair(1)?.map(|([t, ..], count)| (RelTypeId(t), count)).collect();
    statistics.type_labels =
        pair(3)?.map(|([t, label, incoming], count)| ((RelTypeId(t), LabelId(label), incoming == 1), count)).collect();
    statistics.label_keys = pair(2)?.map(|([label, key, _], count)| ((LabelId(label), KeyId(key)), count)).collect();
    statistics.type_keys = pair(2)?.map(|([t, key, _], count)| ((RelTypeId(t), KeyId(key)), count)).collect();
    statistics.node_keys = pair(1)?.map(|([key, ..], count)| (KeyId(key), count)).collect();
    statistics.rel_keys = pair(1)?.map(|([key, ..], count)| (KeyId(key), count)).collect();
    Ok(())
}

fn read_segment(columns: &mut BTreeMap<KeyId, Stored>, key: KeyId, at: u32, streams: (Stream, Stream)) -> Check<()> {
    ensure(key.0 < TOKEN_LIMIT && at < SEGMENT, "there are not that many keys or segments")?;
    let offsets = sorted(streams.0)?;
    ensure(offsets.last().is_none_or(|last| *last < SEGMENT), "an element is beyond the segment")?;
    let data = match streams.1 {
        Stream::Bytes(values) => Data::Booleans(values.into()),
        Stream::Integers(values) => Data::from_integers(values),
        Stream::Floats(values) => Data::Floats(values.into()),
        Stream::Ids(codes) => Data::Texts(codes.into()),
        Stream::Values(values) => Data::Values(values.into()),
        _ => return Err(SHAPE),
    };
    ensure(data.len() == offsets.len(), "it has more elements than values")?;
    let offsets: Vec<u16> = offsets.into_iter().map(|offset| offset as u16).collect();
    let segment = Segment { slots: Slots::from_offsets(&offsets), data };
    columns.entry(key).or_default().segments.push((at, segment));
    Ok(())
}

fn read_dictionary(columns: &mut BTreeMap<KeyId, Stored>, key: KeyId, stream: Stream) -> Check<()> {
    ensure(key.0 < TOKEN_LIMIT, "there are not that many keys")?;
    let Stream::Texts(texts) = stream else { return Err(SHAPE) };
    ensure(texts.is_sorted_by(|a, b| a < b), "its strings are not ascending")?;
    columns.entry(key).or_default().dictionary = Arc::new(Dictionary::new(texts));
    Ok(())
}

fn finish_columns(stored: BTreeMap<KeyId, Stored>, capacity: u32) -> Check<Columns> {
    let mut columns = Columns::default();
    for (key, Stored { dictionary, segments }) in stored {
        for (at, segment) in &segments {
            let last = segment.slots.len().checked_sub(1).map(|slot| u64::from(segment.slots.offset(slot)));
            let inside = last.is_none_or(|last| u64::from(*at) * u64::from(SEGMENT) + last < u64::from(capacity));
            ensure(inside, "a property is on an element beyond the capacity")?;
            if let Data::Texts(codes) = &segment.data {
                let known = codes.iter().all(|code| (*code as usize) < dictionary.len());
                ensure(known, "a string is not in the dictionary of its column")?;
            }
        }
        columns.set(key, PropertyColumn::from_segments(dictionary, segments));
    }
    Ok(columns)
}

fn read_adjacency(starts: Stream, rows: Stream, ends: Stream, numbers: Stream) -> Check<Adjacency> {
    let starts = sorted(starts)?;
    let (Stream::Ids(rows), Stream::Ids(ends), Stream::Ids(numbers)) = (rows, ends, numbers) else { return Err(SHAPE) };
    let total: u64 = rows.iter().map(|row| u64::from(*row)).sum();
    ensure(starts.len() == rows.len() && total == ends.len() as u64, "its rows do not add up")?;
    ensure(numbers.len() == ends.len() || numbers.len() == 1, "its relationships do not add up")?;
    let first = numbers.first().copied().unwrap_or(0);
    ensure(u64::from(first) + total < u64::from(u32::MAX), "a relationship is beyond the limit")?;
    let mut triples = Vec::with_capacity(ends.len());
    let mut ends = ends.into_iter().enumerate();
    for (start, row) in starts.into_iter().zip(rows) {
        triples.extend(ends.by_ref().take(row as usize).map(|(at, end)| {
            let id = if numbers.len() == 1 { first + at as u32 } else { numbers[at] };
            Triple { start: NodeId(start), end: NodeId(end), id: RelId(id) }
        }));
    }
    ensure(!triples.is_empty() && triples.is_sorted_by(|a, b| a < b), "its rows are not sorted")?;
    Ok(Adjacency::from_sorted(&triples))
}

/// The numbers of all relationships; checks that none is there twice or beyond the capacities.
fn rel_set(types: &[Option<Arc<Adjacency>>], node_capacity: u32, rel_capacity: u32) -> Check<IdSet> {
    let mut set = IdSet::default();
    let mut loose = Vec::new();
    let mut total = 0;
    for adjacency in types.iter().flatten() {
        total += adjacency.len() as u64;
        let last = |nodes: Vec<u32>| nodes.last().is_none_or(|last| *last < node_capacity);
        ensure(last(adjacency.out.nodes()) && last(adjacency.into.nodes()), "a relationship ends beyond the capacity")?;
        match adjacency.ids() {
            RelIds::Range(first) => set.insert_range(*first..first + adjacency.len() as u32),
            RelIds::List(ids) => loose.extend(ids.iter().map(|id| id.0)),
        }
    }
    loose.sort_unstable();
    if set.is_empty() {
        loose.dedup();
        set = IdSet::from_sorted(&loose);
    } else {
        for id in loose {
            set.insert(id);
        }
    }
    ensure(set.len() == total, "a relationship is there twice")?;
    ensure(rel_capacity == 0 || set.next(rel_capacity).is_none(), "a relationship is beyond the capacity")?;
    ensure(rel_capacity > 0 || set.is_empty(), "a relationship is beyond the capacity")?;
    Ok(set)
}
